"""The mentor ledger: what each completed participant has promised, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.enums import PromiseStatus
from cohorts.models.cohort import Cohort
from cohorts.models.organisation import Organisation
from cohorts.models.participation import Participation
from cohorts.querysets import MentorPersonQuerySet, MentorPromiseQuerySet

IN_A_ROUND = [PromiseStatus.ASKED, PromiseStatus.ACCEPTED, PromiseStatus.SERVING]
OPEN = [PromiseStatus.PROMISED, PromiseStatus.DECLINED, *IN_A_ROUND]


class MentorPromise(models.Model):
    """One promise to mentor, given by completing a round. `cohort` is the round it is for.

    `capacity` is how many groups the organisation can take in that round. What was done or
    excused stays; an organisation that mentors again does so by a new promise.
    """

    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        related_name="promises",
        verbose_name=_("completed participation"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="promises", verbose_name=_("organisation")
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name=_("for the round"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=PromiseStatus.choices, default=PromiseStatus.PROMISED
    )
    promised_on = models.DateField(_("promised"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("groups at most"), default=1)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = MentorPromiseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("promise to mentor")
        verbose_name_plural = _("promises to mentor")
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort__isnull=False)
                | Q(status__in=[PromiseStatus.PROMISED, PromiseStatus.EXCUSED]),
                name="cohorts_promise_is_for_a_round",
                violation_error_message=_("Say which round the promise is for."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                | ~Q(status__in=[PromiseStatus.DECLINED, PromiseStatus.EXCUSED]),
                name="cohorts_no_has_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="cohorts_mentor_takes_a_group_or_more",
                violation_error_message=_("A mentor takes at least one group."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "cohort"],
                condition=Q(status__in=IN_A_ROUND),
                name="cohorts_mentor_is_asked_once_a_round",
                violation_error_message=_("The organisation is asked for this round already."),
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(status__in=OPEN),
                name="cohorts_one_open_promise_each",
                violation_error_message=_("There is an open promise from this round already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_status_display()})"


class MentorPerson(models.Model):
    """Somebody who mentors for an organisation: named in its answer, changed later."""

    promise = models.ForeignKey(
        MentorPromise, models.CASCADE, related_name="people", verbose_name=_("promise")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentor_seats",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

    objects = MentorPersonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person who mentors")
        verbose_name_plural = _("people who mentor")
        ordering = ["promise", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=F("joined_on")),
                name="cohorts_mentor_leaves_after_joining",
            )
        ]

    def __str__(self) -> str:
        return self.name
