"""Official figures from Kolada: definitions, values with the day they were fetched, fetches."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Organisation, Participation
from improvements.enums import FetchStatus, NationalGoal, Sex
from improvements.querysets import SharedQuerySet, SignedInQuerySet


class OfficialIndicator(models.Model):
    """An indicator of Kolada's; `in_start_pack` ones are chosen for everybody at admission."""

    kolada_id = models.CharField(_("number in Kolada"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    area = models.CharField(_("area"), max_length=150, blank=True)
    is_by_sex = models.BooleanField(_("divided by sex"), default=False)
    goal = models.PositiveSmallIntegerField(
        _("national goal"), choices=NationalGoal.choices, null=True, blank=True
    )
    in_start_pack = models.BooleanField(_("in the start pack"), default=False)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = _("official indicator")
        verbose_name_plural = _("official indicators")
        ordering = ["kolada_id"]

    def __str__(self) -> str:
        return f"{self.kolada_id} {self.title}"


class OfficialValue(models.Model):
    """A published value as it was on the day it was fetched.

    Values may be revised or withdrawn without notice: an older one stays with the day on which
    it was replaced. `value` None is "published, but empty".
    """

    indicator = models.ForeignKey(OfficialIndicator, models.CASCADE, related_name="values")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="official_values")
    year = models.PositiveSmallIntegerField(_("year"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    value = models.DecimalField(_("figure"), max_digits=16, decimal_places=4, null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn by Kolada"), default=False)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = _("official figure")
        verbose_name_plural = _("official figures")
        ordering = ["indicator", "organisation", "year", "sex", "-fetched_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "organisation", "year", "sex"],
                condition=Q(replaced_at__isnull=True),
                name="improvements_one_official_figure_stands",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.organisation_id} {self.year} {self.sex}: {self.value}"


class ChosenIndicator(models.Model):
    """An official indicator that a participant follows."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="chosen_indicators"
    )
    indicator = models.ForeignKey(OfficialIndicator, models.CASCADE, related_name="chosen")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    chosen_at = models.DateTimeField(auto_now_add=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("chosen official indicator")
        verbose_name_plural = _("chosen official indicators")
        ordering = ["participation", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "indicator"], name="improvements_chosen_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.indicator)


class OfficialFetch(models.Model):
    """A request to fetch a participant's figures and its partners': a row before it is a job."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="official_fetches"
    )
    status = models.CharField(
        _("state"), max_length=7, choices=FetchStatus.choices, default=FetchStatus.WAITING
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetch of official figures")
        verbose_name_plural = _("fetches of official figures")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(status=FetchStatus.WAITING),
                name="improvements_one_fetch_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation} {self.requested_at}"
