"""Learning examples: what one organisation changed, told by SKR so that others can use it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.enums import FocusArea
from cohorts.models import Cohort, Organisation
from improvements.enums import SteeringLink
from modellkonceptet.translated import Translated
from reporting.enums import ExampleStatus
from reporting.models.report import ResultReport
from reporting.querysets import LearningExampleQuerySet

MOST_BODY = 20_000
FIRST_YEAR = 1990


class LearningExample(models.Model):
    """Written in Swedish; title and summary may stand in English too.

    `report` is the published report that it was begun from. `steering_links` is a list of keys of
    SteeringLink. `version` counts savings, so that two editors do not overwrite each other.
    """

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="examples", verbose_name=_("organisation")
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="examples",
        verbose_name=_("cohort"),
    )
    report = models.ForeignKey(
        ResultReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="examples",
        verbose_name=_("from which result report"),
    )
    title_sv = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    summary_sv = models.CharField(_("in short"), max_length=300, blank=True)
    summary_en = models.CharField(_("in short, in English"), max_length=300, blank=True)
    body = models.TextField(_("text"), max_length=MOST_BODY, blank=True)
    operation = models.CharField(_("core operation"), max_length=10, choices=FocusArea.choices)
    steering_links = models.JSONField(_("links of the chain of steering"), default=list, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("state"), max_length=9, choices=ExampleStatus.choices, default=ExampleStatus.DRAFT
    )
    version = models.PositiveIntegerField(_("times saved"), default=1)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    title = Translated()
    summary = Translated()

    objects = LearningExampleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("learning example")
        verbose_name_plural = _("learning examples")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_sv=""),
                name="reporting_example_has_a_title",
                violation_error_message=_("Write the title."),
            ),
            models.CheckConstraint(
                condition=Q(status=ExampleStatus.PUBLISHED, published_at__isnull=False)
                | ~Q(status=ExampleStatus.PUBLISHED) & Q(published_at__isnull=True),
                name="reporting_example_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=ExampleStatus.PUBLISHED) | ~Q(summary_sv="") & ~Q(body=""),
                name="reporting_published_example_tells_something",
                violation_error_message=_("Write the summary and the text."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=2100),
                name="reporting_example_is_of_a_year",
                violation_error_message=_("Write the year with four digits."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("archive:example", args=[self.slug])

    @property
    def link_choices(self) -> list[tuple[str, str]]:
        """The links of the chain of steering in the order of a year: key and words."""
        chosen = self.steering_links
        return [(key, str(words)) for key, words in SteeringLink.choices if key in chosen]

    @property
    def links(self) -> list[str]:
        return [words for _key, words in self.link_choices]
