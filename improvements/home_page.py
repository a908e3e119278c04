"""A participant's improvement works: what is found, what comes next in each, and by whom else."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.aims import Aim, aim_of
from improvements.disaggregation import Disaggregation, disaggregation_of
from improvements.enums import CycleStatus, ImprovementStatus
from improvements.models import Cycle, Improvement
from improvements.querysets import in_groups_mentored_by, own_seats
from improvements.steering_chain import SteeringChain, steering_chain

S = ImprovementStatus
# The shape beside the word of each state.
SHAPES: dict[str, str] = {
    S.IDEA: "open",
    S.PLANNED: "open",
    S.TESTING: "now",
    S.ADOPTED: "tick",
    S.ADAPTED: "half",
    S.ABANDONED: "unmet",
    S.IMPLEMENTED: "done",
    S.SPREAD: "done",
}


@dataclass(frozen=True)
class Work:
    """A work in the list, with what comes next in it ("" where nothing does)."""

    improvement: Improvement
    next: str

    @property
    def aim(self) -> Aim:
        return aim_of(self.improvement)

    @property
    def shape(self) -> str:
        return SHAPES[self.improvement.status]


class HomePage:
    """What the reader sees of one participant's works; each part is read once."""

    def __init__(self, participation: Participation, user: Any) -> None:
        self.participation = participation
        self.user = user

    @cached_property
    def improvements(self) -> list[Improvement]:
        seen = Improvement.objects.visible_to(self.user).filter(participation=self.participation)
        return list(seen.order_by("pk"))

    @cached_property
    def works(self) -> list[Work]:
        """Those that go on first, what has been abandoned last."""
        open_cycles = _open_cycles(self.improvements, self.user)
        return in_order(
            Work(one, next_step(one, open_cycles.get(one.pk))) for one in self.improvements
        )

    @property
    def listed(self) -> list[Work]:
        """The same for another page, which shows the states alone and asks for nothing more."""
        return in_order(Work(one, "") for one in self.improvements)

    @cached_property
    def chain(self) -> SteeringChain:
        return steering_chain(self.improvements)

    @cached_property
    def disaggregation(self) -> Disaggregation | None:
        return disaggregation_of([self.participation.pk], self.user).get(self.participation.pk)

    @cached_property
    def partners(self) -> list[Participation]:
        """The others of the group, whose works are read on pages like this one."""
        group = self.participation.group_id
        if group is None:
            return []
        others = Participation.objects.visible_to(self.user).filter(group=group)
        return list(
            others.exclude(pk=self.participation.pk)
            .exclude(status=ParticipationStatus.WITHDRAWN)
            .select_related("organisation", "unit")
            .order_by("organisation__name", "pk")
        )

    @property
    def finding(self) -> str:
        return finding(self.improvements)


def export_rows(page: HomePage) -> Iterator[list[Any]]:
    yield [
        _("Work"),
        _("State"),
        _("By when"),
        _("What"),
        _("How much"),
        _("For whom"),
        _("Only our own organisation"),
        _("Next"),
    ]
    for work in page.works:
        one, aim = work.improvement, work.aim
        private = _("Yes") if one.is_private else _("No")
        state = one.get_status_display()
        yield [one.title, state, aim.by, aim.what, aim.amount, aim.group, private, work.next]


_ORDER: dict[str, int] = {
    status: place
    for place, status in enumerate(
        (
            S.TESTING,
            S.ADAPTED,
            S.ADOPTED,
            S.PLANNED,
            S.IDEA,
            S.IMPLEMENTED,
            S.SPREAD,
            S.ABANDONED,
        )
    )
}


def in_order(works: Iterable[Work]) -> list[Work]:
    """Those that go on first, what has been abandoned last."""
    return sorted(works, key=lambda work: _ORDER[work.improvement.status])


def finding(works: Iterable[Improvement]) -> str:
    """The two things that count most of where the works stand, in words; "" without works."""
    counted = Counter(_COUNTED_AS[work.status] for work in works)
    said = [(key, counted[key]) for key in _WORDS if counted[key]][:2]
    if not said:
        return ""
    (first, n), rest = said[0], said[1:]
    words = _WORDS[first][0](n) % {"n": apnumber(n)}
    for key, n in rest:
        words += ", " + _WORDS[key][1](n) % {"n": apnumber(n)}
    return str(capfirst(words))


_COUNTED_AS: dict[str, str] = {status: status for status in S.values} | {
    S.ADAPTED: S.TESTING,
    S.SPREAD: S.IMPLEMENTED,
}
# As the sentence's beginning, and as what follows after a comma; the most telling first.
_WORDS: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    S.TESTING: (
        lambda n: ngettext("One improvement is tested", "%(n)s improvements are tested", n),
        lambda n: ngettext("one is tested", "%(n)s are tested", n),
    ),
    S.IMPLEMENTED: (
        lambda n: ngettext(
            "One improvement is implemented", "%(n)s improvements are implemented", n
        ),
        lambda n: ngettext("one is implemented", "%(n)s are implemented", n),
    ),
    S.ADOPTED: (
        lambda n: ngettext("One improvement is adopted", "%(n)s improvements are adopted", n),
        lambda n: ngettext("one is adopted", "%(n)s are adopted", n),
    ),
    S.PLANNED: (
        lambda n: ngettext("One improvement is planned", "%(n)s improvements are planned", n),
        lambda n: ngettext("one is planned", "%(n)s are planned", n),
    ),
    S.IDEA: (
        lambda n: ngettext("One improvement is an idea", "%(n)s improvements are ideas", n),
        lambda n: ngettext("one is an idea", "%(n)s are ideas", n),
    ),
    S.ABANDONED: (
        lambda n: ngettext("One improvement is abandoned", "%(n)s improvements are abandoned", n),
        lambda n: ngettext("one is abandoned", "%(n)s are abandoned", n),
    ),
}


def next_step(improvement: Improvement, cycle: Cycle | None) -> str:
    """What the team does next, from the state and the cycle that goes on."""
    match improvement.status:
        case S.IDEA:
            lacks = aim_of(improvement).lacks
            if lacks:
                return _("Say in the aim: %(what)s.") % {"what": ", ".join(lacks)}
            return _("Decide that it is planned.")
        case S.PLANNED if improvement.own_method:
            return _("Begin to test it.")
        case S.PLANNED | S.TESTING | S.ADAPTED if cycle:
            return _of_cycle(cycle)
        case S.PLANNED:
            return _("Plan the first cycle.")
        case S.TESTING if improvement.own_method:
            return _("Note how far you have come.")
        case S.TESTING | S.ADAPTED:
            return _("Plan the next cycle, or decide how to go on.")
        case S.ADOPTED:
            return _("Make it everyday work, and say where.")
        case S.IMPLEMENTED:
            return _("Spread it to more units.")
        case S.SPREAD:
            return _("Follow that it lasts.")
    return ""


def _of_cycle(cycle: Cycle) -> str:
    names = {"n": cycle.number, "title": cycle.title}
    match cycle.status:
        case CycleStatus.PLAN:
            return _("Cycle %(n)d, %(title)s: plan it and begin.") % names
        case CycleStatus.DO:
            return _("Cycle %(n)d, %(title)s: note what you see.") % names
    return _("Cycle %(n)d, %(title)s: study it and decide.") % names


def _open_cycles(works: Iterable[Improvement], user: Any) -> dict[int, Cycle]:
    """The latest open cycle of each work, in one query."""
    cycles = Cycle.objects.visible_to(user).under_way().filter(improvement__in=list(works))
    return {one.improvement_id: one for one in cycles.order_by("number")}


@dataclass(frozen=True)
class Choice:
    """Whose works a person can open: of their own team, or of a group they mentor."""

    own: tuple[Participation, ...]
    mentored: tuple[Participation, ...]


def homes_of(user: Any) -> Choice:
    """Running rounds first; in two queries."""
    rows = Participation.objects.visible_to(user).select_related(
        "cohort", "organisation", "unit", "group"
    )
    seats = own_seats(user).values("participation")
    own = rows.filter(pk__in=seats).order_by("status", "-cohort__starts_on", "pk")
    mentored = (
        rows.filter(in_groups_mentored_by(user, "group"))
        .exclude(status=ParticipationStatus.WITHDRAWN)
        .order_by("-cohort__starts_on", "group__name", "organisation__name", "pk")
    )
    return Choice(tuple(own), tuple(mentored))
