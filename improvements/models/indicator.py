"""Indicators with series for women and men, girls and boys, and what marks their charts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models import Participation
from improvements.enums import Direction, Frequency, IndicatorRole, SeriesKind
from improvements.models.improvement import Improvement
from improvements.querysets import IndicatorQuerySet, OfIndicatorQuerySet


class Indicator(models.Model):
    """What is counted, for whom, how often; `series` lists the kinds of `SeriesKind` it has."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="indicators", verbose_name=_("participant")
    )
    improvement = models.ForeignKey(
        Improvement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("improvement work"),
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(
        _("what it follows"),
        max_length=9,
        choices=IndicatorRole.choices,
        default=IndicatorRole.OUTCOME,
    )
    definition = models.TextField(_("definition"), blank=True)
    numerator = models.CharField(_("numerator"), max_length=200, blank=True)
    denominator = models.CharField(_("denominator"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=40, default="%")
    direction = models.CharField(
        _("direction"), max_length=7, choices=Direction.choices, default=Direction.UP
    )
    target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    frequency = models.CharField(
        _("how often"), max_length=9, choices=Frequency.choices, default=Frequency.MONTH
    )
    series = models.JSONField(_("series"), default=list)
    responsible_name = models.CharField(_("responsible"), max_length=150, blank=True)
    is_private = models.BooleanField(_("only for our own organisation"), default=False)
    is_closed = models.BooleanField(_("no longer followed"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["participation", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("improvements:indicator", args=[self.pk])

    @property
    def is_by_sex(self) -> bool:
        """Whether there are series for women and men, or for girls and boys."""
        kinds = set(self.series)
        return {SeriesKind.WOMEN, SeriesKind.MEN} <= kinds or {
            SeriesKind.GIRLS,
            SeriesKind.BOYS,
        } <= kinds


class Measurement(models.Model):
    """A figure of one series for one period; `count` is how many people stand behind it.

    A corrected figure keeps its history. `count` is the denominator: below five the figure is
    hidden to everybody outside the own organisation.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measurements")
    series = models.CharField(_("for whom"), max_length=5, choices=SeriesKind.choices)
    period = models.DateField(_("period, its first day"))
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=4)
    count = models.PositiveIntegerField(_("number of people behind it"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=200, blank=True)
    is_astronomical = models.BooleanField(_("plainly different"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = OfIndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["indicator", "period", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "series", "period"], name="improvements_one_figure_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.get_series_display()} {self.period}: {self.value}"


class Baseline(models.Model):
    """What a run chart's median is of: frozen at the first points, or split on a day.

    Only a person decides it, with a reason. Exactly one of `frozen_first` and `split_on`.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="baselines")
    frozen_first = models.PositiveSmallIntegerField(
        _("frozen at so many first points"), null=True, blank=True
    )
    split_on = models.DateField(_("new median from"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_at = models.DateTimeField(_("set"), auto_now_add=True)

    objects = OfIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["indicator", "split_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_first__isnull=True, split_on__isnull=False)
                | Q(frozen_first__gte=2, split_on__isnull=True),
                name="improvements_baseline_is_frozen_or_split",
                violation_error_message=_("Freeze at least two points, or give a day, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="improvements_baseline_has_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(frozen_first__isnull=False),
                name="improvements_frozen_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "split_on"], name="improvements_split_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class ChartEvent(models.Model):
    """Something that happened and may explain the curve."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="events")
    on = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=120)

    objects = OfIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("event in a chart")
        verbose_name_plural = _("events in charts")
        ordering = ["indicator", "on", "pk"]

    def __str__(self) -> str:
        return self.text
