"""SKR's overviews: a round at a glance, how its indicators stand, and statistics over rounds."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.views.of_round import OfRound
from modellkonceptet.civil_dates import today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView
from reporting import indicator_signs, statistics_page
from reporting.indicator_signs import IndicatorSigns
from reporting.round_overview import RoundOverview
from reporting.statistics_page import StatisticsPage


class Followed(OfRound):
    """A page about one of today's rounds; earlier ones have no record to follow."""

    permission = "reporting.see_round_figures"

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        steps = [
            (_("SKR"), reverse("reporting:desk")),
            (self.cohort.name, reverse("reporting:round", args=[self.cohort.slug])),
            *((label, "") for label in rest),
        ]
        return [{"label": label, "url": url} for label, url in steps]


class RoundAtAGlance(Followed, TemplateView):
    template_name = "reporting/round_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            page=RoundOverview(self.cohort, self.request.user, today()),
            crumbs=self.crumbs(),
            **kwargs,
        )


class OfSigns(Followed):
    @cached_property
    def page(self) -> IndicatorSigns:
        return IndicatorSigns(self.cohort, self.request.user, today(), self.request.GET)


class Signs(OfSigns, TemplateView):
    template_name = "reporting/indicator_signs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            page=self.page,
            query=self.request.GET.urlencode(),
            crumbs=self.crumbs(_("Indicators")),
            **kwargs,
        )


class SignsFile(OfSigns, TableFile):
    """Every row that the filters let through, for those who read contents."""

    permission = "reporting.see_indicator_signs"

    def table(self) -> Table:
        words = _("indicators")
        name = f"{self.cohort.slug}-{words} {today().isoformat()}"
        rows = indicator_signs.export_rows(self.page)
        source = self.page.told.source
        return Table(name, rows, title=_("Indicators"), held=3, source=source)


class OfStatistics(PermissionView):
    permission = "reporting.see_round_figures"

    @cached_property
    def page(self) -> StatisticsPage:
        return StatisticsPage(self.request.user, today())


class Statistics(OfStatistics, TemplateView):
    template_name = "reporting/statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            {"label": _("SKR"), "url": reverse("reporting:desk")},
            {"label": _("Statistics over rounds"), "url": ""},
        ]
        return super().get_context_data(page=self.page, crumbs=crumbs, **kwargs)


class StatisticsFile(OfStatistics, TableFile):
    def table(self) -> Table:
        told, words = self.page.told.values(), _("statistics")
        return Table(
            f"{words} {today().isoformat()}",
            statistics_page.export_rows(self.page),
            title=_("Statistics over rounds"),
            held=3,
            source=" ".join(dict.fromkeys(one.source for one in told)),
        )
