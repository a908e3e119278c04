"""Where a participant stands, for its own team: each part a finding, its figures and its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.enums import EventKind
from cohorts.models import Participation, TeamMember
from improvements.assessment_list import answers_of, moved_words
from improvements.assessment_occasions import occasion_name
from improvements.chart_pages import SHAPES, IndicatorCharts, standing_words
from improvements.comparison_figures import Latest
from improvements.enums import CycleStatus
from improvements.indicator_charts import Standing
from improvements.models import Cycle, Improvement
from improvements.ramp import Step, step
from improvements.self_assessment import Score, movement, score
from learning_meetings.attendance import ABSENT, Line
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Meeting
from learning_meetings.training_page import (
    LEADING,
    Seat,
    Tally,
    register_of,
    tally_of,
    team_waiting,
)
from modellkonceptet.civil_dates import civil_date, in_words
from reporting.cohort_picture import stage_words
from reporting.dashboard_sentences import cycles_sentence, reports_sentence
from reporting.enums import WRITABLE
from reporting.models import ReportOccasion, ResultReport
from reporting.politician_page import PoliticianPage
from reporting.politician_sentences import STAGES, About, Stage, promise_sentence
from reporting.report_page import state_of
from reporting.services.report_writing import occasions_of
from reporting.told import Told


@dataclass(frozen=True)
class StageRow:
    """The works that have come equally far."""

    word: str
    works: tuple[Improvement, ...]


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its sign, that of each sex, and its latest figures."""

    one: IndicatorCharts
    latest: Latest

    @property
    def by_series(self) -> list[tuple[str, str, str]]:
        """Of whom, shape and word."""
        return [
            (label, SHAPES[standing], standing_words(standing))
            for label, standing in self.one.main.by_series
        ]


@dataclass(frozen=True)
class Assessed:
    """An occasion on which the participant agreed, with how it moved since the one before."""

    name: str
    day: str
    score: Score
    moved: str

    @property
    def percent(self) -> int:
        return round(self.score.share * 100)


@dataclass(frozen=True)
class Kept:
    """A function against the promise that every function is at every meeting."""

    line: Line

    @property
    def percent(self) -> int:
        return round(100 * self.line.there / self.line.held)

    @property
    def missed(self) -> list[Meeting]:
        return [cell.meeting for cell in self.line.cells if cell.meeting and cell.state == ABSENT]


@dataclass(frozen=True)
class ReportRow:
    """What SKR asks to be reported, with the report as the reader may know it."""

    occasion: ReportOccasion
    report: ResultReport | None
    at_home: bool
    today: date

    @property
    def state(self) -> tuple[str, str]:
        if self.report is None and not self.at_home:
            # Whether it has been begun is known at home alone.
            late = self.occasion.due_on < self.today
            return ("warn", _("Late, not sent in")) if late else ("open", _("Not sent in"))
        return state_of(self.report, self.occasion.due_on)

    @property
    def is_waiting(self) -> bool:
        return self.report is None or self.report.status in WRITABLE

    @property
    def url(self) -> str:
        if self.report is None:
            return ""
        if self.at_home:
            return self.report.get_absolute_url()
        return reverse("reporting:read_report", args=[self.report.pk])


class ParticipantDashboard:
    """What the reader sees of one participation; what a politician sees too is read as there."""

    def __init__(self, participation: Participation, user: Any, language: str, today: date) -> None:
        self.participation, self.user, self.today = participation, user, today
        self.common = PoliticianPage(participation, user, language, today)

    @property
    def at_home(self) -> bool:
        return self.common.at_home

    @property
    def as_of(self) -> str:
        return in_words(self.today, weekday=False, year=True)

    # Works

    @property
    def works_finding(self) -> str:
        return self.common.home.finding or _("No improvement work yet")

    @cached_property
    def stages(self) -> list[StageRow]:
        """From what is everyday work to what has been put aside; those without works are left."""
        words, works = stage_words(), self.common.home.improvements
        rows = [
            StageRow(words[stage], tuple(one for one in works if STAGES[one.status] == stage))
            for stage in Stage
        ]
        return [row for row in rows if row.works]

    # Cycles

    @cached_property
    def last_meeting(self) -> Meeting | None:
        """The learning meeting that the group has held last."""
        if self.participation.group_id is None:
            return None
        held = Meeting.objects.visible_to(self.user).filter(
            group=self.participation.group_id,
            kind=EventKind.LEARNING_MEETING,
            status=MeetingStatus.HELD,
        )
        return held.order_by("first_day", "pk").last()

    @property
    def _since(self) -> date | None:
        one = self.last_meeting
        if one is None:
            return None
        return civil_date(one.starts_at) if one.starts_at else one.last_day

    @property
    def since(self) -> str:
        """From when on closed cycles are counted, in words."""
        if self.last_meeting is None or self._since is None:
            return _("since the round began")
        said = {"meeting": self.last_meeting.name, "day": in_words(self._since, weekday=False)}
        return _("since %(meeting)s, %(day)s") % said

    @cached_property
    def _cycles(self) -> list[Cycle]:
        seen = Cycle.objects.visible_to(self.user).filter(
            improvement__participation=self.participation
        )
        return list(seen.select_related("improvement").order_by("started_on", "pk"))

    @cached_property
    def going_on(self) -> list[Step]:
        """Those that have been open too long first."""
        rows = [step(one, self.today) for one in self._cycles if one.status != CycleStatus.ACTED]
        return sorted(rows, key=lambda row: not row.flag)

    @property
    def late(self) -> int:
        return sum(bool(row.flag) for row in self.going_on)

    @cached_property
    def closed(self) -> list[Step]:
        """Since the last learning meeting, the latest first."""
        since = self._since
        rows = [
            one
            for one in self._cycles
            if one.ended_on is not None and (since is None or one.ended_on > since)
        ]
        return [step(one, self.today) for one in reversed(rows)]

    @property
    def cycles_finding(self) -> str:
        return cycles_sentence(len(self.going_on), self.late, len(self.closed))

    # Indicators

    @cached_property
    def indicators(self) -> list[IndicatorRow]:
        """What has changed first, as on the page of the indicators."""
        order = [Standing.WORSE, *(one for one in Standing if one != Standing.WORSE)]
        followed = sorted(
            self.common.indicators.followed, key=lambda one: order.index(one.standing)
        )
        return [IndicatorRow(one, _latest(one)) for one in followed]

    @property
    def signs(self) -> list[tuple[str, str, int]]:
        """Shape, word and number of each sign that there is."""
        counted = Counter(row.one.standing for row in self.indicators)
        return [
            (SHAPES[standing], standing_words(standing), counted[standing])
            for standing in Standing
            if counted[standing]
        ]

    # Self-assessment

    @cached_property
    def assessed(self) -> list[Assessed]:
        """Every occasion on which the participant has agreed, the latest first."""
        found: list[Assessed] = []
        before = None
        for one in self.common.group.own:
            answers = answers_of(one)
            found.append(
                Assessed(
                    occasion_name(one.occasion.kind, one.occasion.number),
                    in_words(one.agreed_at, weekday=False, year=True) if one.agreed_at else "",
                    score(answers),
                    moved_words(movement(answers, before)) if before else "",
                )
            )
            before = answers
        return found[::-1]

    @property
    def assessment_finding(self) -> str:
        return self.common.assessment.rstrip(".")

    # Promises

    @cached_property
    def attendance(self) -> list[Kept]:
        return [Kept(line) for line in self.common.attendance if line.held]

    @property
    def attendance_finding(self) -> str:
        return promise_sentence((), self.common.attended, self.today).text.rstrip(".")

    @property
    def attendance_rows(self) -> tuple[str, str]:
        """Where the rows behind it are, and the words of the link."""
        return self.common.leads_to(About.ATTENDANCE)

    @cached_property
    def training(self) -> Tally | None:
        """For those who keep the list; None for others."""
        if not self.user.has_perm("learning_meetings.manage_training", self.participation):
            return None
        return tally_of(self._register)

    @cached_property
    def _register(self) -> list[Any]:
        return register_of(self.participation, self.user)

    @property
    def untrained(self) -> Sequence[Seat]:
        """Those of the team without whom it does not start, and who have not done the training."""
        team = TeamMember.objects.visible_to(self.user).current()
        return team_waiting(team.filter(participation=self.participation), self._register, LEADING)

    # Reports

    @cached_property
    def reports(self) -> list[ReportRow]:
        seen = ResultReport.objects.visible_to(self.user).filter(participation=self.participation)
        reports = {one.occasion_id: one for one in seen}
        return [
            ReportRow(one, reports.get(one.pk), self.at_home, self.today)
            for one in occasions_of(self.participation)
        ]

    @property
    def reports_finding(self) -> str:
        waiting = [
            (str(row.occasion.form.name), row.occasion.due_on)
            for row in self.reports
            if row.is_waiting
        ]
        return reports_sentence(waiting, len(self.reports), self.today)

    # What the figures mean

    @property
    def told(self) -> dict[str, Told]:
        """By part of the page."""
        seen = _("Private ones are counted, and are seen by your own team alone.")
        if not self.at_home:
            seen = _("What is private stays at home and is not counted.")
        return {
            part: Told(definition, source, self.as_of)
            for part, (definition, source) in {
                "works": (
                    _("Improvement works by how far the team says they have come.") + " " + seen,
                    _("What the team has entered."),
                ),
                "cycles": (
                    _(
                        "A cycle is a test. It has been open too long when more than 90 days have"
                        " passed since it began, or the day when it was planned to end."
                    ),
                    _("What the team has entered."),
                ),
                "indicators": (
                    _(
                        "Better and worse are said when the figures have changed beyond chance; of"
                        " two sexes by the gap between them. With too few points nothing is said."
                    ),
                    _("The figures that the team follows, judged as in their charts."),
                ),
                "assessment": (
                    _(
                        "Points of those possible, as politician, manager and key person have"
                        " agreed. Partners are shown once both have agreed."
                    ),
                    _("The participants’ own judgement."),
                ),
                "attendance": (
                    _(
                        "Meetings of the round and of the group that have been held, and at how"
                        " many the function was. A substitute counts as having been there."
                    ),
                    _("As noted by the host."),
                ),
                "training": (
                    _("People registered in the web training, and how many have done it."),
                    _("The list that the key person and the strategist keep."),
                ),
                "reports": (
                    _("The reports that SKR asks for, with their last days."),
                    _("The round’s plan, and what the team has sent in."),
                ),
            }.items()
        }


def _latest(one: IndicatorCharts) -> Latest:
    """The figures of the last period, as the reader may know them."""
    periods = one.stock.periods
    cells = [cell for cell in one.stock.cells if cell.period == periods[-1]] if periods else []
    return Latest(one.indicator, {cell.series: cell for cell in cells})
