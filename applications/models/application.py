"""An application, the people who write it and those who want to be let in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.enums import ENDED, ApplicationStatus
from applications.querysets import ApplicationQuerySet, OfApplicationQuerySet, StaffQuerySet
from cohorts.models import Cohort, Organisation, Terms, Unit

_NEVER_SENT = [ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN]


class Application(models.Model):
    """An organisation's application to a cohort.

    While it is written, the answers are `SectionDraft`s. Each time it is sent in, a
    `Submission` freezes them; SKR reads the current submission, never the drafts. An
    application that `holds_place` is the organisation's one live application in the cohort; a
    draft by somebody whose mail domain is not known for the organisation does not hold it.
    """

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="applications", verbose_name=_("cohort")
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, related_name="applications", verbose_name=_("terms")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("unit"),
    )
    status = models.CharField(
        _("status"),
        max_length=25,
        choices=ApplicationStatus.choices,
        default=ApplicationStatus.DRAFT,
    )
    holds_place = models.BooleanField(_("holds the place"), default=False)
    is_flagged = models.BooleanField(
        _("sender not confirmed"),
        default=False,
        help_text=_("Somebody who writes has an address outside the known mail domains."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    current_submission = models.OneToOneField(
        "applications.Submission",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current submission"),
    )
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["organisation__name"]
        indexes = [models.Index(fields=["cohort", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "organisation"],
                condition=Q(unit__isnull=True, holds_place=True) & ~Q(status__in=sorted(ENDED)),
                name="applications_one_live_per_organisation",
                violation_error_message=_(
                    "Your organisation already has an application in this round."
                ),
            ),
            models.UniqueConstraint(
                fields=["cohort", "organisation", "unit"],
                condition=Q(unit__isnull=False, holds_place=True) & ~Q(status__in=sorted(ENDED)),
                name="applications_one_live_per_unit",
                violation_error_message=_("Your unit already has an application in this round."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=_NEVER_SENT)
                | Q(current_submission__isnull=False, first_submitted_at__isnull=False),
                name="applications_sent_has_a_submission",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_NEVER_SENT) | Q(holds_place=True),
                name="applications_sent_holds_its_place",
            ),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=ApplicationStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="applications_withdrawn_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.applicant_name

    def get_absolute_url(self) -> str:
        return reverse("applications:application", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number on receipts and letters."""
        return f"MK-{self.pk:05d}"

    @property
    def applicant_name(self) -> str:
        return f"{self.organisation}, {self.unit}" if self.unit_id else str(self.organisation)

    def has_collaborator(self, user: object) -> bool:
        """Whether `user` writes this application (read once an instance)."""
        if not hasattr(self, "_collaborators"):
            self._collaborators = set(self.collaborators.values_list("user_id", flat=True))
        return getattr(user, "pk", None) in self._collaborators


class Collaborator(models.Model):
    """A person who writes the application; where they are now tells the others."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="collaborators", verbose_name=_("application")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="collaborations",
        verbose_name=_("person"),
    )
    is_owner = models.BooleanField(_("responsible"), default=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_section = models.CharField(max_length=30, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("collaborator")
        verbose_name_plural = _("collaborators")
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"], name="applications_collaborator_stands_once"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_owner=True),
                name="applications_one_is_responsible",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Invitation(models.Model):
    """A colleague invited by mail. The link's secret is kept only as a hash."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="invitations", verbose_name=_("application")
    )
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_flagged = models.BooleanField(_("outside the known mail domains"), default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="applications_invited_once_at_a_time",
                violation_error_message=_("This colleague is already invited."),
            )
        ]

    def __str__(self) -> str:
        return self.email


class AccessRequest(models.Model):
    """Somebody of the organisation asks to be let in to an application already started."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="access_requests", verbose_name=_("application")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="access_requests",
        verbose_name=_("person"),
    )
    message = models.CharField(_("message"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    granted = models.BooleanField(_("let in"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(answered_at__isnull=True),
                name="applications_access_asked_once",
                violation_error_message=_("You have already asked to be let in."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.application}"


class LateEntry(models.Model):
    """SKR has opened the round for one organisation after its last day."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="late_entries", verbose_name=_("cohort")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="late_entries", verbose_name=_("organisation")
    )
    until = models.DateField(_("open until"), help_text=_("The whole of that day."))
    reason = models.CharField(_("reason"), max_length=300)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("late entry")
        verbose_name_plural = _("late entries")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "organisation"], name="applications_late_entry_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.until}"
