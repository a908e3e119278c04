"""The learning platform: material by step, role and meeting, and who has done the training."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Participation, Programme
from learning_meetings.enums import MaterialKind
from learning_meetings.models.meeting import Meeting
from learning_meetings.models.templates import MethodStep
from learning_meetings.querysets import (
    MaterialQuerySet,
    OfMaterialQuerySet,
    OwnQuerySet,
    TrainingQuerySet,
)
from modellkonceptet.records.models import StoredFile
from modellkonceptet.translated import Translated


class Material(models.Model):
    """Something to read, see or use, for one round or for every round of a programme.

    `functions` are those it is meant for (none: everybody); `version` is the one that stands.
    """

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="material",
        verbose_name=_("programme"),
    )
    cohort = models.ForeignKey(
        Cohort,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="material",
        verbose_name=_("cohort"),
    )
    step = models.ForeignKey(
        MethodStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="material",
        verbose_name=_("step of the method"),
    )
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="material",
        verbose_name=_("meeting"),
    )
    kind = models.CharField(_("kind"), max_length=4, choices=MaterialKind.choices)
    title_sv = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title (English)"), max_length=150, blank=True)
    summary_sv = models.CharField(_("in short"), max_length=300, blank=True)
    summary_en = models.CharField(_("in short (English)"), max_length=300, blank=True)
    functions = models.JSONField(_("for"), default=list, blank=True)
    for_mentors = models.BooleanField(_("for mentors too"), default=True)
    is_required = models.BooleanField(_("everybody goes through it"), default=False)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = MaterialQuerySet.as_manager()
    title = Translated()
    summary = Translated()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("material")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=False, cohort__isnull=True)
                | Q(programme__isnull=True, cohort__isnull=False),
                name="learning_meetings_material_is_a_rounds_or_a_programmes",
                violation_error_message=_("Choose either a programme or a round."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class MaterialVersion(models.Model):
    """What the material says in one version; earlier ones stay readable."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    body_sv = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    body_en = models.TextField(_("text (English)"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    what_is_new = models.CharField(_("what is new"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    objects = OfMaterialQuerySet.as_manager()
    body = Translated()

    class Meta:
        verbose_name = _("version of material")
        verbose_name_plural = _("versions of material")
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["material", "number"], name="learning_meetings_version_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.material} v{self.number}"


class MaterialVisit(models.Model):
    """Which version a person has opened, for "new since last time" and for progress."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="visits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="material_visits"
    )
    version = models.PositiveIntegerField()
    opened_at = models.DateTimeField(_("opened"), auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("opened material")
        verbose_name_plural = _("opened material")
        constraints = [
            models.UniqueConstraint(
                fields=["material", "user"], name="learning_meetings_visit_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.material}"


class TrainingRecord(models.Model):
    """One person of an organisation in the preparatory web training; done on a day, or not yet."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="training", verbose_name=_("participation")
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=100, blank=True)
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("person in the web training")
        verbose_name_plural = _("people in the web training")
        ordering = ["participation", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "participation",
                name="learning_meetings_trained_once",
                violation_error_message=_("This address is registered already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
