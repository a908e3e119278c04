"""Who has done the preparatory web training: one organisation's list, and a round's overview."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Function
from cohorts.models import Cohort, Participation, TeamMember
from cohorts.querysets import own_seats, swedish
from learning_meetings.models import TrainingRecord
from learning_meetings.training_file import DONE, EMAIL, NAME, ROLE, heading
from modellkonceptet.accounts.rules import handles_applications

# SKR, "Förberedande utbildning" (10 December 2020): at least 20 to 30 people per organisation.
EXPECTED = 20
COORDINATING = (Function.KEY_PERSON, Function.STRATEGIST)
# Those without whom a team does not start: they are named where they have not done it.
LEADING = (Function.POLITICIAN, Function.SENIOR_MANAGER, Function.KEY_PERSON)


@dataclass(frozen=True)
class Tally:
    registered: int
    done: int

    @property
    def finding(self) -> str:
        if not self.registered:
            return _("Nobody is registered yet")
        if self.done == self.registered:
            return ngettext(
                "The only person registered has done the training",
                "All %(n)d have done the training",
                self.registered,
            ) % {"n": self.registered}
        return _("%(done)d of %(all)d have done the training") % {
            "done": self.done,
            "all": self.registered,
        }

    @property
    def is_few(self) -> bool:
        return self.registered < EXPECTED

    @property
    def missing(self) -> int:
        return max(EXPECTED - self.registered, 0)


def tally_of(records: Iterable[TrainingRecord]) -> Tally:
    found = list(records)
    return Tally(len(found), sum(record.completed_on is not None for record in found))


def participations_of(user: Any) -> Any:
    """Those whose list the person sees: all for SKR, else those whose team one coordinates."""
    found = Participation.objects.visible_to(user).select_related("organisation", "unit", "cohort")
    if handles_applications(user):
        return found
    seats = own_seats(user).filter(function__in=COORDINATING)
    return found.filter(pk__in=seats.values("participation"))


def register_of(participation: Participation, user: Any) -> list[TrainingRecord]:
    """Those who have not done it first, each part by name."""
    records = TrainingRecord.objects.visible_to(user).filter(participation=participation)
    return sorted(
        records.order_by(swedish("name"), "pk"), key=lambda one: one.completed_on is not None
    )


@dataclass(frozen=True)
class Seat:
    """Somebody of the team who has not done the training."""

    name: str
    function: str
    is_registered: bool

    @property
    def label(self) -> str:
        return str(Function(self.function).label)


@dataclass(frozen=True)
class RoundRow:
    participation: Participation
    tally: Tally
    waiting: tuple[Seat, ...]


def team_waiting(
    team: Iterable[TeamMember], records: Iterable[TrainingRecord], functions: Iterable[str]
) -> tuple[Seat, ...]:
    """Of these functions, those who have not done it, found by their e-mail address."""
    known = {record.email.lower(): record for record in records}
    order = list(functions)
    waiting = []
    for member in team:
        record = known.get(member.email.lower()) if member.email else None
        if member.function in order and (record is None or record.completed_on is None):
            waiting.append(Seat(member.name, member.function, record is not None))
    return tuple(sorted(waiting, key=lambda seat: (order.index(seat.function), seat.name)))


def round_rows(cohort: Cohort, user: Any) -> list[RoundRow]:
    """Every participant of the round, by name, in three queries."""
    participations = list(
        participations_of(user)
        .active()
        .filter(cohort=cohort)
        .order_by(swedish("organisation__name"), "pk")
    )
    records: dict[int, list[TrainingRecord]] = {}
    for record in TrainingRecord.objects.visible_to(user).filter(participation__in=participations):
        records.setdefault(record.participation_id, []).append(record)
    team: dict[int, list[TeamMember]] = {}
    members = TeamMember.objects.visible_to(user).current()
    for member in members.filter(participation__in=participations):
        team.setdefault(member.participation_id, []).append(member)
    return [
        RoundRow(
            one,
            tally_of(records.get(one.pk, ())),
            team_waiting(team.get(one.pk, ()), records.get(one.pk, ()), LEADING),
        )
        for one in participations
    ]


def headings() -> list[str]:
    return [heading(column) for column in (NAME, EMAIL, ROLE, DONE)]


def export_rows(records: Iterable[TrainingRecord]) -> Iterator[list[Any]]:
    """The list in the columns that the import reads."""
    yield headings()
    for record in records:
        yield [record.name, record.email, record.role, record.completed_on]


def round_export_rows(cohort: Cohort, user: Any) -> Iterator[list[Any]]:
    """Everybody registered in the round, organisation by organisation."""
    yield [_("Municipality or region"), *headings()]
    records = TrainingRecord.objects.visible_to(user).filter(
        participation__in=participations_of(user).active().filter(cohort=cohort)
    )
    chosen = records.select_related("participation__organisation", "participation__unit")
    ordered = chosen.order_by(
        swedish("participation__organisation__name"), "participation", swedish("name"), "pk"
    )
    for record in ordered:
        person = (record.name, record.email, record.role, record.completed_on)
        yield [str(record.participation), *person]
