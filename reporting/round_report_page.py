"""What will be in the report on a round, what is missing, and what has been ordered before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort
from improvements.models import Assessment, Improvement, Indicator
from modellkonceptet.civil_dates import in_words, today
from reporting.enums import APPROVED, FileOrderKind
from reporting.models import FileOrder, ReportQuote
from reporting.report_list import ReportRow, RoundReports
from reporting.round_report_works import of_round

MOST_ORDERS = 10


@dataclass(frozen=True)
class Counted:
    """A line of what will be in it; `url` leads to the rows behind it, "" without a list."""

    what: str
    count: int
    of: str
    url: str


class RoundReportPage:
    """As the reader may see it, in a fixed number of queries."""

    def __init__(self, cohort: Cohort, user: Any) -> None:
        self.cohort, self.user = cohort, user

    @cached_property
    def _rows(self) -> list[ReportRow]:
        return RoundReports(self.cohort, self.user).rows

    @cached_property
    def missing(self) -> list[ReportRow]:
        """Reports that are asked for and not approved."""
        return [
            row for row in self._rows if row.report is None or row.report.status not in APPROVED
        ]

    @property
    def approved(self) -> int:
        return len(self._rows) - len(self.missing)

    @property
    def finding(self) -> str:
        if not self._rows:
            return _("No result report is asked for in this round yet")
        words = ngettext(
            "%(n)d of %(all)d result reports is approved",
            "%(n)d of %(all)d result reports are approved",
            self.approved,
        )
        return words % {"n": self.approved, "all": len(self._rows)}

    @cached_property
    def counted(self) -> list[Counted]:
        staying = self.cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        here = of_round(self.cohort)
        works = Improvement.objects.visible_to(self.user).filter(here, is_private=False)
        followed = Indicator.objects.visible_to(self.user).filter(
            here, is_private=False, is_closed=False
        )
        agreed = Assessment.objects.visible_to(self.user).agreed().filter(here)
        quotes = ReportQuote.objects.visible_to(self.user).filter(
            of_round(self.cohort, "report__participation__"), report__status__in=APPROVED
        )
        slug = self.cohort.slug
        return [
            Counted(
                _("Participants"),
                staying.count(),
                _("Those who have stayed in the round."),
                self.cohort.get_absolute_url(),
            ),
            Counted(
                _("Approved reports"),
                self.approved,
                _("As they were sent in, published or not."),
                reverse("reporting:reports_of_round", args=[slug]),
            ),
            Counted(
                _("Improvement works"),
                works.count(),
                _("Not private. A private work is in it if an approved report speaks of it."),
                "",
            ),
            Counted(
                _("Indicators"),
                followed.count(),
                _("Not private, and still followed. Figures of few people are withheld."),
                "",
            ),
            Counted(
                _("Self-assessments"),
                agreed.count(),
                _("Agreed ones, shown as a distribution when at least five have answered."),
                "",
            ),
            Counted(
                _("Quotes"),
                quotes.count(),
                _("Marked for use on the page of an approved report."),
                "",
            ),
        ]

    @property
    def as_of(self) -> str:
        return in_words(today(), weekday=False, year=True)

    @cached_property
    def orders(self) -> list[FileOrder]:
        """The latest first, each with its files."""
        rows = FileOrder.objects.visible_to(self.user).filter(
            kind=FileOrderKind.ROUND_REPORT, cohort=self.cohort
        )
        return list(
            rows.select_related("ordered_by", "cohort").prefetch_related("files__stored")[
                :MOST_ORDERS
            ]
        )

    @property
    def under_way(self) -> FileOrder | None:
        return next((one for one in self.orders if one.finished_at is None), None)
