"""Those who take part: participations and their teams."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.enums import Completion, Function, ParticipationStatus
from cohorts.models.cohort import Cohort
from cohorts.models.group import Group
from cohorts.models.organisation import Organisation, Unit
from cohorts.querysets import ParticipationQuerySet, TeamMemberQuerySet


class Participation(models.Model):
    """An organisation in a cohort: from a published admission, or from a source of history.

    `admission_number` is the admission decision's own number; the decision points down here.
    """

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="participations", verbose_name=_("cohort")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("unit"),
    )
    operation = models.CharField(_("designated operation"), max_length=150, blank=True)
    group = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("group"),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ParticipationStatus.choices,
        default=ParticipationStatus.ACTIVE,
    )
    admission_number = models.CharField(
        _("admission"), max_length=40, unique=True, null=True, blank=True, editable=False
    )
    withdrawn_on = models.DateField(_("left the round"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("why it left"), max_length=500, blank=True)
    completed_on = models.DateField(_("went through the round"), null=True, blank=True)
    focus_areas = models.JSONField(
        _("focus areas"), default=list, blank=True, help_text=_("As the application said.")
    )
    focus_other = models.CharField(_("other focus"), max_length=200, blank=True)
    wished_theme = models.CharField(_("wished theme"), max_length=200, blank=True)
    wished_partners = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("wished partners")
    )
    completion = models.CharField(
        _("completed, as known"), max_length=8, choices=Completion.choices, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.TextField(_("source"), blank=True)
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = ParticipationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["organisation__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(admission_number__isnull=False, source="")
                | (Q(admission_number__isnull=True) & ~Q(source="")),
                name="cohorts_participation_is_admitted_or_historical",
                violation_error_message=_(
                    "A participation comes from an admission or from a source, never both."
                ),
            ),
            models.UniqueConstraint(
                fields=["cohort", "organisation"],
                condition=Q(unit__isnull=True) & ~Q(status=ParticipationStatus.WITHDRAWN),
                name="cohorts_organisation_takes_part_once",
                violation_error_message=_("The organisation already takes part in this round."),
            ),
            models.UniqueConstraint(
                fields=["cohort", "organisation", "unit"],
                condition=Q(unit__isnull=False) & ~Q(status=ParticipationStatus.WITHDRAWN),
                name="cohorts_unit_takes_part_once",
                violation_error_message=_("The unit already takes part in this round."),
            ),
            # Of earlier rounds neither the day nor the reason is known.
            models.CheckConstraint(
                condition=~Q(source="")
                | Q(
                    status=ParticipationStatus.WITHDRAWN,
                    withdrawn_on__isnull=False,
                )
                & ~Q(withdrawal_reason="")
                | ~Q(status=ParticipationStatus.WITHDRAWN)
                & Q(withdrawn_on__isnull=True, withdrawal_reason=""),
                name="cohorts_who_left_has_day_and_reason",
                violation_error_message=_("Say on which day it left, and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.unit}" if self.unit_id else str(self.organisation)


class TeamMember(models.Model):
    """A person in a participation's team, in one function."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="team", verbose_name=_("participation")
    )
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="team_memberships",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    left_because = models.CharField(_("why"), max_length=200, blank=True)
    succeeds = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("successor of"),
    )

    objects = TeamMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["participation", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_function_display()})"
