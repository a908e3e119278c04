"""Self-assessments that are not agreed, and people who have not answered alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from improvements.assessment_occasions import Planned, occasion_name, order_of
from improvements.enums import AssessmentStatus
from improvements.models import Assessment, ChecklistEdition, ChecklistMoment, FunctionAnswer
from improvements.reminders.homes import Homes, Member
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.reminder_rules import Due, Looking, address
from modellkonceptet.working_days import working_day_before

ASSESSES_WITHIN = timedelta(days=30)  # earlier than that before an occasion nobody is asked
ALONE_BEFORE = timedelta(days=3)  # so that the team has time to talk about it
UNTIL = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Begun:
    """A self-assessment; nothing of what is answered in it."""

    pk: int
    key: tuple[str, int]
    edition: int
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Alone:
    """How many moments somebody has answered, and the day on which they were there."""

    moments: int
    day: date


@dataclass(frozen=True, slots=True)
class Seat:
    pk: int
    joined: date | None


def find_self_assessments(looking: Looking) -> Iterator[Due]:
    """Occasions with a day that are not agreed, and that no later one has overtaken."""
    if not ChecklistEdition.objects.exists():
        return
    homes = Homes.of(looking)
    all_begun = _begun(looking)
    for member in homes.of_rounds(looking.rounds):
        for due_on, occasion, begun in _awaited(homes, member, all_begun[member.pk]):
            since = max(due_on - ASSESSES_WITHIN, member.came)
            if since > looking.day:
                continue
            page = _page(member, begun)
            yield Due(
                subject=f"assessment-{member.pk}-{occasion.kind}-{occasion.number}",
                round_id=member.round_id,
                due_on=due_on,
                since=since,
                what=partial(_finish, occasion.kind, occasion.number),
                path=page,
                desk_path=page,
                who=homes.who(member),
                until=due_on + UNTIL,
                whose=member.name,
            )


def find_own_answers(looking: Looking) -> Iterator[Due]:
    """Whoever has not answered alone when a colleague has. Nobody but they are told."""
    homes = Homes.of(looking)
    all_begun = _begun(looking)
    answered = _answered_alone(looking)
    sizes = dict(ChecklistMoment.objects.order_by().values_list("edition").annotate(n=Count("pk")))
    seats = _seats(looking)
    for member in homes.of_rounds(looking.rounds):
        for due_on, occasion, begun in _awaited(homes, member, all_begun[member.pk]):
            if begun is None:
                continue
            alone = answered[begun.pk]
            for seat in seats[member.pk]:
                others = [one.day for pk, one in alone.items() if pk != seat.pk]
                own = alone[seat.pk].moments if seat.pk in alone else 0
                if not others or own >= sizes.get(begun.edition, 0):
                    continue
                yield Due(
                    subject=f"own-answers-{begun.pk}-{seat.pk}",
                    round_id=member.round_id,
                    due_on=working_day_before(due_on - ALONE_BEFORE),
                    since=max(min(others), seat.joined or member.came),
                    what=partial(_answer, occasion.kind, occasion.number),
                    path=address("improvements:answer_alone", begun.pk),
                    responsible=homes.people.seat(seat.pk),
                    until=due_on + UNTIL,
                    whose=member.name,
                )


def _begun(looking: Looking) -> dict[int, list[Begun]]:
    rows = looking.seen(Assessment.objects.all()).filter(participation__cohort__in=looking.rounds)
    fields = ("participation", "pk", "occasion__kind", "occasion__number", "edition", "status")
    found: dict[int, list[Begun]] = defaultdict(list)
    for home, pk, kind, number, edition, status in rows.order_by("pk").values_list(*fields):
        is_agreed = status == AssessmentStatus.AGREED
        found[home].append(Begun(pk, (kind, number), edition, is_agreed))
    return found


def _awaited(
    homes: Homes, member: Member, begun: list[Begun]
) -> Iterator[tuple[date, Planned, Begun | None]]:
    """Occasions after the last one that is agreed: the same that the page has as next."""
    by_key = {one.key: one for one in begun}
    agreed = max((order_of(*one.key) for one in begun if one.is_agreed), default=(-1, 0))
    for one in homes.occasions.of(member.round_id, member.group_id):
        if one.due_on and order_of(*one.key) > agreed:
            yield one.due_on, one, by_key.get(one.key)


def _answered_alone(looking: Looking) -> dict[int, dict[int, Alone]]:
    """By open assessment and seat."""
    rows = looking.seen(FunctionAnswer.objects.all()).filter(
        assessment__status=AssessmentStatus.OPEN,
        assessment__participation__cohort__in=looking.rounds,
    )
    counted = rows.order_by().values_list("assessment", "member")
    found: dict[int, dict[int, Alone]] = defaultdict(dict)
    for pk, seat, moments, at in counted.annotate(n=Count("pk"), at=Min("answered_at")):
        found[pk][seat] = Alone(moments, civil_date(at))
    return found


def _seats(looking: Looking) -> dict[int, list[Seat]]:
    """Of people with an account, by participation; who holds two answers from the first."""
    rows = looking.seen(TeamMember.objects.current()).filter(
        participation__in=Assessment.objects.filter(
            status=AssessmentStatus.OPEN, participation__cohort__in=looking.rounds
        ).values("participation"),
        user__is_active=True,
    )
    found: dict[int, dict[int, Seat]] = defaultdict(dict)
    fields = ("participation", "user", "pk", "joined_on")
    for home, user, pk, joined in rows.order_by("pk").values_list(*fields):
        found[home].setdefault(user, Seat(pk, joined))
    return defaultdict(list, {home: list(seats.values()) for home, seats in found.items()})


def _page(member: Member, begun: Begun | None) -> str:
    if begun is None:
        return address("improvements:assessments", member.pk)
    return address("improvements:assessment", begun.pk)


def _finish(kind: str, number: int) -> str:
    return _("Finish the self-assessment %(occasion)s") % {"occasion": _occasion(kind, number)}


def _answer(kind: str, number: int) -> str:
    words = {"occasion": _occasion(kind, number)}
    return _("Answer alone in the self-assessment %(occasion)s") % words


def _occasion(kind: str, number: int) -> str:
    """As it stands inside a sentence: "before learning meeting 2"."""
    name = occasion_name(kind, number)
    return name[:1].lower() + name[1:]
