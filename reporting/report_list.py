"""The reports of a round as SKR follows them: who is late, sent, returned, approved."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from cohorts.querysets import swedish
from modellkonceptet.civil_dates import today
from reporting.enums import ReportStatus
from reporting.models import ReportOccasion, ResultReport
from reporting.report_page import state_of


@dataclass(frozen=True)
class ReportRow:
    """A participant on an occasion. What is only begun is not followed: it stays at home."""

    participation: Participation
    occasion: ReportOccasion
    report: ResultReport | None

    @property
    def is_late(self) -> bool:
        status = self.report.status if self.report else ReportStatus.DRAFT
        return status == ReportStatus.DRAFT and self.occasion.due_on < today()

    @property
    def waits_for_skr(self) -> bool:
        return self.report is not None and self.report.status == ReportStatus.SENT

    @property
    def state(self) -> tuple[str, str]:
        if self.report is None:
            return ("warn", _("Late")) if self.is_late else ("open", _("Not sent in yet"))
        return state_of(self.report, self.occasion.due_on)


class RoundReports:
    """In a fixed number of queries; what waits for SKR first, then who is late."""

    def __init__(self, cohort: Cohort, user: Any) -> None:
        self.cohort, self.user = cohort, user

    @cached_property
    def rows(self) -> list[ReportRow]:
        occasions = list(
            ReportOccasion.objects.visible_to(self.user)
            .filter(cohort=self.cohort)
            .select_related("form__programme")
        )
        reports = (
            ResultReport.objects.visible_to(self.user)
            .filter(occasion__in=occasions)
            .filter(sent_at__isnull=False)
        )
        sent = {(one.participation_id, one.occasion_id): one for one in reports}
        home = list(
            self.cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
            .select_related("organisation", "unit", "group")
            .order_by(swedish("organisation__name"), "pk")
        )
        rows = [
            ReportRow(one, occasion, sent.get((one.pk, occasion.pk)))
            for occasion in occasions
            for one in home
            if one.organisation.participant_kind == occasion.form.programme.participant_kind
        ]
        return sorted(rows, key=lambda row: (not row.waits_for_skr, not row.is_late))

    @property
    def finding(self) -> str:
        if not self.rows:
            return _("No report is asked for in this round yet")
        waiting = sum(row.waits_for_skr for row in self.rows)
        late = sum(row.is_late for row in self.rows)
        said = []
        if waiting:
            words = ngettext("One report to read", "%(n)d reports to read", waiting)
            said.append(words % {"n": waiting})
        if late:
            words = ngettext("one is late", "%(n)d are late", late)
            said.append(words % {"n": late})
        return ", ".join(said) if said else _("No report waits, and none is late")

    @property
    def counted(self) -> list[tuple[str, int]]:
        """How many stand where, in the order of the way through."""
        statuses = Counter(row.report.status if row.report else "" for row in self.rows)
        found = [(_("Not sent in yet"), statuses[""])]
        found += [
            (str(one.label), statuses[one.value]) for one in ReportStatus if statuses[one.value]
        ]
        return found


def export_rows(pages: Iterable[RoundReports]) -> Iterator[list[Any]]:
    """The headings and a row for each participant and occasion, in the order of the pages."""
    yield [
        _("Round"),
        _("Organisation"),
        _("Report"),
        _("State"),
        _("To be sent in by"),
        _("Sent in"),
        _("Version"),
    ]
    for page in pages:
        for row in page.rows:
            yield [
                page.cohort.name,
                str(row.participation),
                row.occasion.form.name,
                row.state[1],
                row.occasion.due_on,
                row.report.sent_at if row.report else None,
                row.report.version if row.report else None,
            ]


def rounds_with_reports(user: Any) -> list[Cohort]:
    """Those in which a report is asked for; the one whose day comes first on top."""
    occasions = ReportOccasion.objects.visible_to(user).values("cohort")
    return list(Cohort.objects.visible_to(user).filter(pk__in=occasions))
