"""A cycle's page: its panes with what they say, and what has happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.enums import CycleDecision, CycleStatus
from improvements.models import Cycle, CycleQuestion, CycleTask, Observation
from improvements.panes import Pane, current, is_reached, is_writable, stamp, standing, why_not
from improvements.ramp import open_too_long, state_of, when_in_words
from modellkonceptet.civil_dates import in_words

TEXTS = {
    Pane.PLAN: ("objective", "arrangement", "data_plan"),
    Pane.DO: ("what_happened", "problems"),
    Pane.STUDY: ("data_shows", "compared", "by_sex", "learned"),
    Pane.ACT: ("changes_next", "keeping"),
}
# Savings by the same person within this time are one line of the history.
SAME_SITTING = timedelta(minutes=30)
MOST_HISTORY = 300


@dataclass(frozen=True)
class PaneShown:
    """A pane: a form where one writes, text where it is reached, else why it is locked."""

    key: str
    name: str
    lines: list[tuple[str, str]]
    is_here: bool
    is_reached: bool
    may_write: bool
    why_not: str

    @property
    def template(self) -> str:
        return f"improvements/cycle_{self.key}.html"


@dataclass(frozen=True)
class Neighbour:
    number: int
    title: str
    url: str


class CyclePage:
    """What the page of a cycle shows to somebody."""

    def __init__(self, cycle: Cycle, user: Any, today: date) -> None:
        self.cycle, self.user, self.today = cycle, user, today
        self.may_work: bool = user.has_perm("improvements.work_at_home", cycle)

    @cached_property
    def questions(self) -> list[CycleQuestion]:
        return list(CycleQuestion.objects.filter(cycle=self.cycle))

    @cached_property
    def tasks(self) -> list[CycleTask]:
        return list(CycleTask.objects.filter(cycle=self.cycle).select_related("responsible"))

    @cached_property
    def observations(self) -> list[Observation]:
        rows = Observation.objects.filter(cycle=self.cycle)
        return list(rows.select_related("file", "author"))

    @cached_property
    def siblings(self) -> list[Neighbour]:
        """All cycles of the work, for leafing and for what follows on this one."""
        rows = Cycle.objects.filter(improvement=self.cycle.improvement_id).order_by("number")
        return [
            Neighbour(one.number, one.title, one.get_absolute_url())
            for one in rows.only("number", "title")
        ]

    @property
    def before(self) -> Neighbour | None:
        return next((n for n in reversed(self.siblings) if n.number < self.cycle.number), None)

    @property
    def after(self) -> Neighbour | None:
        return next((n for n in self.siblings if n.number > self.cycle.number), None)

    @cached_property
    def has_successor(self) -> bool:
        return bool(self.cycle.following.exists())

    @property
    def is_closed(self) -> bool:
        return bool(self.cycle.status == CycleStatus.ACTED)

    @property
    def state(self) -> tuple[str, str]:
        return state_of(self.cycle)

    @property
    def when(self) -> str:
        return when_in_words(self.cycle)

    @property
    def flag(self) -> str:
        return open_too_long(self.cycle, self.today)

    def seen(self, pane: str) -> str:
        """The stamp of what the page shows of a pane."""
        return stamp(standing(pane, self.cycle, self.questions))

    @property
    def panes(self) -> list[PaneShown]:
        here = current(self.cycle)
        return [
            PaneShown(
                key=pane.value,
                name=str(pane.label),
                lines=self._lines(pane),
                is_here=pane == here,
                is_reached=is_reached(pane, self.cycle),
                may_write=self.may_work and is_writable(pane, self.cycle),
                why_not=why_not(pane, self.cycle),
            )
            for pane in Pane
        ]

    def _lines(self, pane: Pane) -> list[tuple[str, str]]:
        """The pane's texts that somebody has written, by their names."""
        named = [(Cycle._meta.get_field(name), name) for name in TEXTS[pane]]
        said = [(str(field.verbose_name), getattr(self.cycle, name)) for field, name in named]  # type: ignore[union-attr]
        return [(label, text) for label, text in said if text]

    @property
    def headline(self) -> str:
        """How it stands, in a sentence."""
        cycle = self.cycle
        match cycle.status:
            case CycleStatus.PLAN:
                return self._planned()
            case CycleStatus.DO if cycle.started_on:
                return _("The test has been going on since %(day)s") % {
                    "day": in_words(cycle.started_on, weekday=False)
                }
            case CycleStatus.STUDY:
                if cycle.learned.strip():
                    return _("Time to decide: adopt, adapt or abandon")
                return _("Compare what happened with what you expected")
        match cycle.decision:
            case CycleDecision.ADOPT:
                return _("The idea worked and is used today")
            case CycleDecision.ADAPT:
                return _("The idea is changed and tested again")
        return _("The idea did not help and is put aside")

    def _planned(self) -> str:
        missing = sum(not one.prediction.strip() for one in self.questions)
        if not self.questions:
            return _("Which question shall the test answer?")
        if missing:
            return ngettext(
                "A question waits for what you expect",
                "%(n)d questions wait for what you expect",
                missing,
            ) % {"n": missing}
        return _("The plan is ready: the test can begin")


@dataclass(frozen=True)
class Change:
    """Who changed what in a cycle, in one sitting."""

    who: str
    at: datetime
    what: list[str]


def changes_of(cycle: Cycle) -> list[Change]:
    """The latest changes first; savings of one person in one sitting are put together."""
    latest = cycle.history.select_related("history_user").order_by("-history_id")
    return changes_between(list(latest[:MOST_HISTORY])[::-1])


def changes_between(rows: Sequence[Any]) -> list[Change]:
    """From records in order of time, each a state of the whole cycle."""
    found: list[Change] = []
    for earlier, row in zip([None, *rows], rows, strict=False):
        what = _differences(earlier, row)
        who = str(row.history_user.name) if row.history_user else _("Somebody")
        last = found[-1] if found else None
        if last and last.who == who and row.history_date - last.at <= SAME_SITTING:
            kept = last.what + [one for one in what if one not in last.what]
            found[-1] = Change(who, row.history_date, kept)
        else:
            found.append(Change(who, row.history_date, what))
    return [one for one in reversed(found) if one.what]


_SILENT = {"id", "version", "changed_at", "created_at", "improvement", "number", "previous"}


def _differences(earlier: Any, row: Any) -> list[str]:
    if row.history_type == "+":
        return [_("planned the cycle")]
    if earlier is None:  # the records before it are not shown
        return []
    if earlier.status != row.status:
        return [
            _("moved the cycle from %(before)s to %(after)s")
            % {"before": _state(earlier), "after": _state(row)}
        ]
    names = [field for field in Cycle._meta.fields if field.name not in _SILENT]
    what = [
        str(field.verbose_name)
        for field in names
        if getattr(earlier, field.attname) != getattr(row, field.attname)
    ]
    if what:
        return what
    if row.history_change_reason == Pane.PLAN:
        return [_("questions and what is expected")]
    if row.history_change_reason == Pane.STUDY:
        return [_("what the questions showed")]
    return []


def _state(row: Any) -> str:
    return str(CycleStatus(row.status).label)
