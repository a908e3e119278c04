"""Who came in which function, against the promise that every function is at every meeting."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import Cohort, Participation, RequiredFunction
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import Invitee, Meeting
from modellkonceptet.civil_dates import civil_date

CAME, SUBSTITUTE, ABSENT, NOT_NOTED, AHEAD, OTHER_GROUP = (
    "came",
    "substitute",
    "absent",
    "not_noted",
    "ahead",
    "other",
)
# Of several people in one function the one who says most about it being there.
RANK = (CAME, SUBSTITUTE, NOT_NOTED, ABSENT)
GLYPHS = {
    CAME: "done",
    SUBSTITUTE: "half",
    ABSENT: "unmet",
    NOT_NOTED: "check",
    AHEAD: "open",
    OTHER_GROUP: "open",
}


def word(state: str) -> str:
    words = {
        CAME: _("came"),
        SUBSTITUTE: _("substitute came"),
        ABSENT: _("did not come"),
        NOT_NOTED: _("not noted"),
        AHEAD: _("not yet"),
        OTHER_GROUP: "",
    }
    return words[state]


@dataclass(frozen=True)
class Cell:
    """One function of one organisation at one meeting."""

    meeting: Meeting | None
    state: str
    names: tuple[str, ...] = ()

    @property
    def glyph(self) -> str:
        return GLYPHS[self.state]

    @property
    def word(self) -> str:
        return word(self.state)


@dataclass(frozen=True)
class Line:
    """One function over the round. `held` counts the meetings that have been held for it."""

    participation: Participation
    function: Function
    cells: tuple[Cell, ...]

    @property
    def held(self) -> int:
        return sum(cell.state in (CAME, SUBSTITUTE, ABSENT) for cell in self.cells)

    @property
    def there(self) -> int:
        return sum(cell.state in (CAME, SUBSTITUTE) for cell in self.cells)

    @property
    def substitutes(self) -> int:
        return sum(cell.state == SUBSTITUTE for cell in self.cells)

    @property
    def keeps_promise(self) -> bool:
        return self.there == self.held

    @property
    def sentence(self) -> str:
        """ "politikern deltog i 2 av 3 träffar, en gång genom ersättare"."""
        if not self.held:
            return _("%(function)s: no meeting held yet") % {"function": self.function.label}
        names = {"function": self.function.label, "there": self.there, "held": self.held}
        text = (
            ngettext(
                "%(function)s was at %(there)d of %(held)d meeting",
                "%(function)s was at %(there)d of %(held)d meetings",
                self.held,
            )
            % names
        )
        if self.substitutes:
            text += ngettext(
                ", %(n)d time by a substitute", ", %(n)d times by a substitute", self.substitutes
            ) % {"n": self.substitutes}
        return text


@dataclass(frozen=True)
class Attendance:
    """The lines by organisation and function; columns are the round's meetings by name."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def headline(self) -> str:
        if not any(line.held for line in self.lines):
            return _("No meeting has been held yet")
        short = [line for line in self.lines if not line.keeps_promise]
        if not short:
            return _("Every function has been at every meeting")
        organisations = {line.participation.pk for line in short}
        return ngettext(
            "%(n)d organisation has not had every function there",
            "%(n)d organisations have not had every function there",
            len(organisations),
        ) % {"n": len(organisations)}

    def of(self, participation: Participation) -> list[Line]:
        return [line for line in self.lines if line.participation.pk == participation.pk]


def read_attendance(cohort: Cohort, only: Participation | None = None) -> Attendance:
    """In a fixed number of queries; with `only`, that participation's lines alone.

    The promise is about the meetings of the round and of the group, not about those for
    strategists or the public.
    """
    meetings = list(
        Meeting.objects.standing()
        .filter(cohort=cohort, audience__in=[Audience.ROUND, Audience.GROUP])
        .select_related("group")
        .order_by("first_day", "pk")
    )
    participations = cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
    if only is not None:
        participations = participations.filter(pk=only.pk)
    people: dict[tuple[int, int | None], list[Invitee]] = defaultdict(list)
    rows = Invitee.objects.filter(meeting__in=meetings).exclude(function="")
    if only is not None:
        rows = rows.filter(participation=only)
    for invitee in rows.order_by("pk"):
        # Whoever was taken off counts where they were there all the same.
        if invitee.removed_at is None or invitee.attended:
            people[invitee.meeting_id, invitee.participation_id].append(invitee)
    asked = _asked_functions(cohort)
    columns = _columns(meetings)
    lines = []
    found = participations.select_related("organisation", "unit", "group")
    for one in sorted(found, key=lambda one: (_group_name(one), one.pk)):
        own = {(m.kind, m.number): m for m in meetings if m.group_id in (None, one.group_id)}
        for function in asked.get(one.organisation.participant_kind, []):
            cells = tuple(_cell(own.get(key), function, one, people) for key, _name in columns)
            lines.append(Line(one, function, cells))
    return Attendance(tuple(name for _key, name in columns), tuple(lines))


def export_rows(page: Attendance) -> Iterator[list[Any]]:
    """A row for each function of each organisation at each meeting, the headings first."""
    yield [
        _("Organisation"),
        _("Group"),
        _("Function"),
        _("Meeting"),
        _("Day"),
        _("Attendance"),
        _("Name"),
    ]
    for line in page.lines:
        for cell in line.cells:
            meeting = cell.meeting
            if meeting is None:
                continue
            day = civil_date(meeting.starts_at) if meeting.starts_at else None
            group = line.participation.group
            yield [
                str(line.participation),
                group.name if group else "",
                line.function.label,
                meeting.name,
                day,
                cell.word,
                ", ".join(cell.names),
            ]


def _cell(
    meeting: Meeting | None,
    function: Function,
    participation: Participation,
    people: dict[tuple[int, int | None], list[Invitee]],
) -> Cell:
    if meeting is None:
        return Cell(None, OTHER_GROUP)
    own = [i for i in people.get((meeting.pk, participation.pk), []) if i.function == function]
    if meeting.status != MeetingStatus.HELD:
        return Cell(meeting, AHEAD, tuple(invitee.name for invitee in own))
    states = [(_state(invitee), _name(invitee)) for invitee in own]
    if not states:
        return Cell(meeting, ABSENT)
    best = min((state for state, _n in states), key=RANK.index)
    return Cell(meeting, best, tuple(name for state, name in states if state == best))


def _state(invitee: Invitee) -> str:
    if invitee.attended is None:
        return NOT_NOTED
    if not invitee.attended:
        return ABSENT
    return SUBSTITUTE if invitee.substitute_name else CAME


def _name(invitee: Invitee) -> str:
    return invitee.substitute_name if invitee.substitute_name else invitee.name


def _asked_functions(cohort: Cohort) -> dict[str, list[Function]]:
    """The functions that the terms require, by kind of participant."""
    rows = RequiredFunction.objects.filter(terms__cohort=cohort, is_required=True)
    found: dict[str, list[Function]] = defaultdict(list)
    pairs = rows.order_by("position", "pk").values_list(
        "terms__programme__participant_kind", "function"
    )
    for kind, function in pairs:
        found[kind].append(Function(function))
    return found


def _columns(meetings: Sequence[Meeting]) -> list[tuple[tuple[str, int], str]]:
    """The round's meetings by kind and number, in order; groups hold theirs under one heading."""
    found: dict[tuple[str, int], str] = {}
    for meeting in meetings:
        found.setdefault((meeting.kind, meeting.number), str(meeting.name))
    return list(found.items())


def _group_name(participation: Participation) -> tuple[bool, str, str]:
    group = participation.group
    return group is None, group.name if group else "", str(participation.organisation.name)


def short_sentences(lines: Iterable[Line]) -> list[str]:
    """For one's own page: a sentence for each function of which a meeting has been held."""
    return [f"{line.sentence}." for line in lines if line.held]
