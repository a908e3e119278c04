"""What was sent in, frozen: typed values for the rules, and the answers as they read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import DecidingBody, PoliticalDecisionKind
from applications.models.application import Application
from applications.models.draft import ApplicationDocument
from applications.querysets import OfApplicationQuerySet, OfSubmissionQuerySet
from cohorts.enums import Function
from cohorts.models import Organisation
from modellkonceptet.records.models import StoredFile


class Submission(models.Model):
    """One sending in. `answers` is the check-answers page as it stood, section by section:
    [{"key", "title", "answers": [{"label", "value"}]}]. `versions` says which version of each
    section's draft it was made from."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="submissions", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    answers = models.JSONField(_("answers"))
    operation = models.CharField(_("designated operation"), max_length=150, blank=True)
    department = models.CharField(_("department"), max_length=150, blank=True)
    why = models.TextField(_("why"), blank=True)
    focus_areas = models.JSONField(_("focus areas"), default=list)
    focus_other = models.CharField(_("other focus"), max_length=200, blank=True)
    done_so_far = models.TextField(_("done so far"), blank=True)
    related_work = models.TextField(_("related programmes and strategies"), blank=True)
    wished_partners = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("wished partners")
    )
    wished_theme = models.CharField(_("wished theme"), max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent in by")
    )
    submitted_at = models.DateTimeField(_("sent in"), auto_now_add=True)
    language = models.CharField(max_length=2, default="sv", verbose_name=_("language"))
    versions = models.JSONField(default=dict, verbose_name=_("versions"))
    receipt = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("receipt"),
    )

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="applications_submission_is_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} ({self.number})"


class DecisionTaken(models.Model):
    """A decision that is taken (with its day, or at least its year) or planned for a day."""

    is_taken = models.BooleanField(_("taken"))
    body = models.CharField(_("body"), max_length=10, choices=DecidingBody.choices)
    body_name = models.CharField(_("name of the body"), max_length=100, blank=True)
    decided_on = models.DateField(_("day"), null=True, blank=True)
    decided_year = models.PositiveSmallIntegerField(_("year"))
    diary_number = models.CharField(_("diary number"), max_length=40, blank=True)
    document = models.ForeignKey(
        ApplicationDocument, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.decided_on or self.decided_year}"  # type: ignore[attr-defined]


_PLANNED_HAS_A_DAY = Q(is_taken=True) | Q(decided_on__isnull=False)


class PoliticalDecision(DecisionTaken):
    """The decision on gender mainstreaming that makes an organisation eligible."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="political_decision")
    kind = models.CharField(_("kind"), max_length=10, choices=PoliticalDecisionKind.choices)

    class Meta:
        verbose_name = _("political decision")
        verbose_name_plural = _("political decisions")
        constraints = [
            models.CheckConstraint(
                condition=_PLANNED_HAS_A_DAY, name="applications_planned_policy_has_a_day"
            )
        ]


class DecisionToApply(DecisionTaken):
    """The organisation's own decision to take part."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="decision_to_apply")

    class Meta:
        verbose_name = _("decision to take part")
        verbose_name_plural = _("decisions to take part")
        constraints = [
            models.CheckConstraint(
                condition=_PLANNED_HAS_A_DAY, name="applications_planned_apply_has_a_day"
            )
        ]


class ApplicantTeamMember(models.Model):
    """A person named in the application for one function."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="team")
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("named person")
        verbose_name_plural = _("named people")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CommitmentGiven(models.Model):
    """A commitment ticked, as it was worded that day."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="commitments")
    key = models.SlugField(max_length=40)
    wording = models.TextField(_("wording"))

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment made")
        verbose_name_plural = _("commitments made")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "key"], name="applications_commitment_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.wording


class BillingDetails(models.Model):
    """Where and how the invoice shall be sent."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="billing")
    reference = models.CharField(_("buyer's reference"), max_length=60)
    address = models.TextField(_("invoice address"))
    postcode = models.CharField(_("postcode"), max_length=6)
    town = models.CharField(_("town"), max_length=60)
    email = models.EmailField(_("e-mail for invoices"))
    peppol_scheme = models.CharField(_("Peppol scheme"), max_length=4, blank=True)
    peppol_id = models.CharField(_("Peppol id"), max_length=50, blank=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice details")
        verbose_name_plural = _("invoice details")

    def __str__(self) -> str:
        return self.reference


class SignatoryConfirmation(models.Model):
    """The named person who stands behind the application, by a link of their own."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="signatory")
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = OfSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name
