"""The round at a glance for SKR: where it stands, who has gone quiet, what is late.

Figures are for everybody who follows the round; what names lateness only for those who see to it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Function, ParticipantKind, ParticipationStatus
from cohorts.models import Cohort
from improvements.round_work import RoundWork, read_round_work
from learning_meetings.attendance import read_attendance
from modellkonceptet.civil_dates import in_words
from modellkonceptet.notifications.enums import Topic
from reporting.enums import ReportStatus
from reporting.funnel import Funnel, draw_funnel, figures_of
from reporting.invoicing.payment_list import InvoiceFigures, invoice_figures
from reporting.late_page import LateRow, read_late
from reporting.models import ReportOccasion, ResultReport
from reporting.told import Told


@dataclass(frozen=True)
class LateTopic:
    """What is late of one kind, with the way to its rows."""

    label: str
    count: int
    organisations: int
    longest: int
    url: str


@dataclass(frozen=True)
class OfFunction:
    """One function over the meetings held: how often it was there of how often it was promised."""

    function: Function
    there: int
    held: int
    substitutes: int

    @property
    def percent(self) -> int:
        return round(100 * self.there / self.held)


@dataclass(frozen=True)
class ReportsOf:
    """How the reports of one occasion stand: asked of so many, and how many are where."""

    occasion: ReportOccasion
    asked: int
    states: Sequence[tuple[str, int]]


class RoundOverview:
    """In a fixed number of queries whatever the round's size."""

    def __init__(self, cohort: Cohort, user: Any, day: date) -> None:
        self.cohort, self.user, self.day = cohort, user, day

    @property
    def has_begun(self) -> bool:
        start = self.cohort.starts_on
        return start is not None and start <= self.day and bool(self.work.rows)

    @property
    def headline(self) -> str:
        """Who has gone quiet, once there is something to be quiet about."""
        return self.work.headline if self.has_begun else self.funnel.finding

    @property
    def as_of(self) -> str:
        return in_words(self.day, weekday=False, year=True)

    @cached_property
    def funnel(self) -> Funnel:
        prepares = self.user.has_perm("applications.see_review")
        return draw_funnel(self.cohort, figures_of(self.cohort, knows_prepared=prepares))

    @property
    def funnel_told(self) -> Told:
        return Told(
            _(
                "Applications that have been started and not withdrawn. Every step holds the ones"
                " after it: who has a decision has also sent in."
            ),
            _("The round’s applications in this service."),
            self.as_of,
        )

    @cached_property
    def work(self) -> RoundWork:
        return read_round_work(self.cohort, self.day)

    @property
    def work_told(self) -> Told:
        return Told(
            _(
                "Each cell counts what the participant’s own team has logged in the month: cycles"
                " begun and closed, observations, figures (one entry an indicator), notes of"
                " progress and comments. Quiet is who has logged nothing since the last meeting"
                " that was held for it. What a participant keeps private is not counted: SKR does"
                " not know of it."
            ),
            _("The participants’ improvement works in this service."),
            self.as_of,
        )

    # --- late

    @property
    def sees_late(self) -> bool:
        return bool(self.user.has_perm("reporting.see_late"))

    @cached_property
    def _late(self) -> Sequence[LateRow]:
        return read_late(self.user, self.day, {"round": str(self.cohort.pk)}).rows

    @cached_property
    def late(self) -> list[LateTopic]:
        """By topic, most things first; empty for those who do not see to it."""
        if not self.sees_late:
            return []
        found: dict[str, list[LateRow]] = defaultdict(list)
        for row in self._late:
            found[row.found.rule.topic].append(row)
        topics = [
            LateTopic(
                str(Topic(topic).label),
                len(rows),
                len({row.whose for row in rows if row.whose}),
                max(row.days_late for row in rows),
                self._late_url(topic=topic),
            )
            for topic, rows in found.items()
        ]
        return sorted(topics, key=lambda one: (-one.count, one.label))

    @cached_property
    def late_organisations(self) -> list[tuple[str, int, str]]:
        """(organisation, how many things, the way to them), who has most first."""
        counted = Counter(row.whose for row in self._late if row.whose)
        return [
            (name, n, self._late_url(q=name))
            for name, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ]

    def _late_url(self, **narrowed: str) -> str:
        query = urlencode({"round": self.cohort.pk, **narrowed})
        return f"{reverse('reporting:late')}?{query}"

    @property
    def all_late_url(self) -> str:
        return self._late_url()

    @property
    def late_finding(self) -> str:
        total = sum(one.count for one in self.late)
        if not total:
            return _("Nothing is late in the round")
        words = ngettext("%(n)d thing is late", "%(n)d things are late", total)
        return words % {"n": total}

    @property
    def late_told(self) -> Told:
        return Told(
            _(
                "What should have been done by its day and is not. What is done goes away by"
                " itself."
            ),
            _("The same rules that send the reminders."),
            self.as_of,
        )

    # --- attendance

    @cached_property
    def attendance(self) -> list[OfFunction]:
        """Of the functions that meetings have been held for."""
        there: Counter[Function] = Counter()
        held: Counter[Function] = Counter()
        substitutes: Counter[Function] = Counter()
        for line in read_attendance(self.cohort).lines:
            there[line.function] += line.there
            held[line.function] += line.held
            substitutes[line.function] += line.substitutes
        return [
            OfFunction(one, there[one], held[one], substitutes[one])
            for one in Function
            if held[one]
        ]

    @property
    def attendance_finding(self) -> str:
        if not self.attendance:
            return _("No meeting has been held yet")
        least = min(self.attendance, key=lambda one: one.there / one.held)
        if least.there == least.held:
            return _("Every function has been at every meeting")
        said = {"function": least.function.label, "there": least.there, "held": least.held}
        return _("%(function)s is missing most: there %(there)d times of %(held)d") % said

    @property
    def attendance_told(self) -> Told:
        return Told(
            _(
                "A time counts for each participant, function and meeting of the round or the"
                " group that has been held and where attendance is noted. A substitute counts as"
                " being there. Every function has been promised for every meeting."
            ),
            _("The notes of attendance of the meetings."),
            self.as_of,
        )

    # --- reports

    @cached_property
    def reports(self) -> list[ReportsOf]:
        """What is only begun stays at home and counts as not sent in. Counts alone, so the
        evaluator reads them too."""
        occasions = list(
            ReportOccasion.objects.filter(cohort=self.cohort)
            .select_related("form__programme")
            .order_by("due_on", "pk")
        )
        kinds = Counter(
            one.organisation.participant_kind
            for one in self.cohort.participations.exclude(
                status=ParticipationStatus.WITHDRAWN
            ).select_related("organisation")
        )
        sent = ResultReport.objects.filter(
            occasion__cohort=self.cohort, sent_at__isnull=False
        ).exclude(participation__status=ParticipationStatus.WITHDRAWN)
        counted: dict[int, Counter[str]] = defaultdict(Counter)
        for occasion, status, n in (
            sent.order_by().values_list("occasion", "status").annotate(n=Count("pk"))
        ):
            counted[occasion][status] += n
        asked = {one.pk: kinds[_kind_of(one)] for one in occasions}
        return [
            _reports_of(one, asked[one.pk], counted[one.pk]) for one in occasions if asked[one.pk]
        ]

    @property
    def reports_told(self) -> Told:
        return Told(
            _(
                "A report is asked of each participant of the kind that the form is for. One that"
                " is only being written counts as not sent in."
            ),
            _("The participants’ result reports."),
            self.as_of,
        )

    # --- invoices

    @cached_property
    def invoices(self) -> InvoiceFigures | None:
        """For those who see invoices, once there are any."""
        if not self.user.has_perm("invoicing.see_invoices"):
            return None
        found = invoice_figures(self.cohort, self.day)
        return found if found.issued else None

    @property
    def invoices_finding(self) -> str:
        if self.invoices is None:
            return ""
        said = vars(self.invoices)
        return _("Invoices: %(issued)d issued, %(paid)d paid, %(overdue)d overdue") % said

    @property
    def invoices_told(self) -> Told:
        return Told(
            _(
                "Invoices of the round’s participants; one that has been credited in whole does"
                " not count. Paid is one of which nothing is left, overdue one of which something"
                " is left after its due date."
            ),
            _("The invoices issued in this service, and the payments noted."),
            self.as_of,
        )


def _kind_of(occasion: ReportOccasion) -> ParticipantKind:
    return ParticipantKind(occasion.form.programme.participant_kind)


def _reports_of(occasion: ReportOccasion, asked: int, counted: Counter[str]) -> ReportsOf:
    missing = asked - counted.total()
    states = [(_("Not sent in yet"), missing)] if missing > 0 else []
    states += [(str(one.label), counted[one.value]) for one in ReportStatus if counted[one.value]]
    return ReportsOf(occasion, asked, states)
