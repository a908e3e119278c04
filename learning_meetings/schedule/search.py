"""A first day for every meeting of a chain.

Every meeting has the set of days on which it could begin. Bounds are passed along the chain first
(how early after what comes before it, how late before what comes after it), which is exact for
order and gaps. Then a search gives each meeting in turn the best day that is left, and goes back
where people in two groups leave none. Same question, same answer: nothing depends on the clock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from learning_meetings.calendar_days import days_from, fit_run
from learning_meetings.schedule import sentences
from learning_meetings.schedule.chain import Chain
from learning_meetings.schedule.result import Broken, ScheduleError
from learning_meetings.schedule.template import DAY, Period, RoundFacts, Slot, Step
from modellkonceptet.working_days import LAST_YEAR, working_day_before

EARLIER, LATER = timedelta(days=180), timedelta(days=366)  # how far a wish may give way
LONGEST_SEARCH = 5_000  # days tried; real rounds try a day or two for each meeting

Preference = Callable[[date], tuple[int, ...]]


class Search:
    """The days that each meeting could have, narrowed until one is left."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.facts = chain.facts
        self.fixed = {one.slot: one for one in self.facts.fixed}
        self.period = {key: period_of(step, self.facts) for key, step in chain.step_by_key.items()}
        self.length = {slot: self._length(slot) for slot in chain.slots}
        self.links = dict(chain.links)
        self.days = {slot: self._days(slot) for slot in chain.slots}
        self._bound_from_before()
        self.after = self._followers()
        self._bound_from_after()

    def run(self) -> dict[Slot, date]:
        """A first day for every meeting. The second try takes the earliest days: it leaves more."""
        try:
            return self._search(self.preference)
        except _NoWayError:
            try:
                return self._search(lambda slot, _taken: lambda day: (day.toordinal(),))
            except _NoWayError as no_way:
                raise ScheduleError(no_way.broken) from None

    def is_dated(self, slot: Slot) -> bool:
        step = self.chain.step(slot)
        return slot in self.fixed or step.when.precision == DAY or step.key in self.facts.dates_for

    def last(self, slot: Slot, first: date) -> date:
        return first + timedelta(days=self.length[slot] - 1)

    def lower(self, slot: Slot, chosen: dict[Slot, date]) -> tuple[date, Slot, int] | None:
        """The first day that what comes before it allows, with the meeting that says so."""
        bounds = [
            (self.last(before, chosen[before]) + timedelta(days=gap), before, gap)
            for before, gap in self.links[slot]
        ]
        return max(bounds, key=lambda bound: bound[0], default=None)

    def preference(self, slot: Slot, taken: "Taken") -> Preference:
        """Within the template's days first, spread over the groups; then after, then before."""
        when = self.period[slot.kind, slot.number]
        spreads = slot.group is not None and self.is_dated(slot)

        def rank(day: date) -> tuple[int, ...]:
            if day < when.first:
                return 2, 0, (when.first - day).days
            others = taken.of_step(slot, day) if spreads and day <= when.last else 0
            return int(day > when.last), others, (day - when.first).days

        return rank

    def in_time(self, slot: Slot, first: date) -> bool:
        """Whether everything due before a meeting on that day can still be done."""
        today = self.facts.today
        longest = max((due.days_before for due in self.chain.step(slot).deadlines), default=0)
        return first >= today and working_day_before(first - timedelta(days=longest)) >= today

    def _search(self, prefer: Callable[[Slot, "Taken"], Preference]) -> dict[Slot, date]:
        slots = self.chain.slots
        taken = Taken(self)
        chosen: dict[Slot, date] = {}
        trail: list[Iterator[date]] = []
        tried, deepest = 0, 0
        obstacle: Broken | None = None
        while len(chosen) < len(slots):
            slot = slots[len(chosen)]
            if len(trail) == len(chosen):
                bound = self.lower(slot, chosen)
                days = [day for day in self.days[slot] if bound is None or day >= bound[0]]
                trail.append(iter(sorted(days, key=prefer(slot, taken))))
            for day in trail[-1]:
                tried += 1
                other = taken.in_the_way(slot, day)
                if other is None:
                    chosen[slot] = day
                    taken.add(slot, day)
                    break
                if obstacle is None or len(chosen) > deepest:
                    deepest, obstacle = len(chosen), sentences.same_day(self.chain, other, slot)
            else:
                trail.pop()
                if not trail or tried > LONGEST_SEARCH:
                    raise _NoWayError(obstacle or sentences.no_fit_day(self.chain, slot))
                taken.remove(slots[len(chosen) - 1], chosen.pop(slots[len(chosen) - 1]))
        return chosen

    def _days(self, slot: Slot) -> list[date]:
        """Where it may begin by itself, earliest first: in its period, in time, on fit days."""
        if slot in self.fixed:
            return [self.fixed[slot].first]
        step, facts = self.chain.step(slot), self.facts
        first, last = self._reach(step)
        last = min(last, facts.end or last, date(LAST_YEAR, 12, 31))
        days = [
            first + timedelta(days=number)
            for number in range((last - first).days + 2 - step.length_days)
        ]
        if not days:
            raise ScheduleError(sentences.after_end(self.chain, slot))
        if self.is_dated(slot):
            days = [day for day in days if self.in_time(slot, day)]
            if not days:
                raise ScheduleError(sentences.too_soon(self.chain, slot))
        days = [day for day in days if fit_run(day, step.length_days, facts.closed)]
        if not days:
            raise ScheduleError(sentences.no_fit_day(self.chain, slot))
        return days

    def _reach(self, step: Step) -> tuple[date, date]:
        when = self.period[step.key]
        if isinstance(step.when, Period):
            return when.first, when.last
        first = when.first - EARLIER
        if step.when.days >= 0 and not step.stands_alone:
            first = max(first, self.facts.start)
        return first, when.last + LATER

    def _length(self, slot: Slot) -> int:
        fixed = self.fixed.get(slot)
        if fixed and fixed.last:
            return (fixed.last - fixed.first).days + 1
        return self.chain.step(slot).length_days

    def _followers(self) -> dict[Slot, list[tuple[Slot, int]]]:
        after: dict[Slot, list[tuple[Slot, int]]] = defaultdict(list)
        for slot, links in self.links.items():
            for before, gap in links:
                after[before].append((slot, gap))
        return after

    def _bound_from_before(self) -> None:
        """The earliest days that order allows; where none is left, there is no schedule.

        Two decided dates may contradict each other, or leave no room for what comes between.
        Both stand: the later step is then not bound by what comes before it.
        """
        earliest: dict[Slot, date] = {}
        rests_on_decided: set[Slot] = set(self.fixed)
        for slot in self.chain.slots:
            while bound := self.lower(slot, earliest):
                least, before, gap = bound
                days = [day for day in self.days[slot] if day >= least]
                if days:
                    if before in rests_on_decided and self.days[slot][0] < least:
                        rests_on_decided.add(slot)
                    self.days[slot] = days
                    break
                if slot not in self.fixed or before not in rests_on_decided:
                    raise ScheduleError(self._too_late(before, slot, least, gap))
                self.links[slot] = tuple(one for one in self.links[slot] if one[0] != before)
            earliest[slot] = self.days[slot][0]

    def _too_late(self, before: Slot, slot: Slot, least: date, gap: int) -> Broken:
        late = self.days[slot][-1] <= least - timedelta(days=gap)
        if late or gap <= 1:
            return sentences.wrong_order(self.chain, before, slot)
        return sentences.too_close(self.chain, before, slot, gap)

    def _bound_from_after(self) -> None:
        """The latest days that leave room for the rest. There is always one: the earliest."""
        for slot in reversed(self.chain.slots):
            for after, gap in self.after[slot]:
                most = self.days[after][-1] - timedelta(days=gap + self.length[slot] - 1)
                self.days[slot] = [day for day in self.days[slot] if day <= most]


class _NoWayError(Exception):
    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.text)
        self.broken = broken


class Taken:
    """Who meets on which day so far; what is fixed stands there from the beginning."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._slots: dict[date, list[Slot]] = defaultdict(list)
        for slot, fixed in search.fixed.items():
            for day in days_from(fixed.first, search.length[slot]):
                self._slots[day].append(slot)

    def add(self, slot: Slot, first: date) -> None:
        for day in self._days(slot, first):
            self._slots[day].append(slot)

    def remove(self, slot: Slot, first: date) -> None:
        for day in self._days(slot, first):
            self._slots[day].remove(slot)

    def in_the_way(self, slot: Slot, first: date) -> Slot | None:
        """A meeting that day with some of the same people."""
        for day in self._days(slot, first):
            for other in self._slots[day]:
                if self._search.chain.clash(slot, other):
                    return other
        return None

    def of_step(self, slot: Slot, day: date) -> int:
        """How many groups hold their meeting of this step that day."""
        return sum(other[:2] == slot[:2] for other in self._slots[day])

    def _days(self, slot: Slot, first: date) -> list[date]:
        """None for what keeps its period, and for what is fixed: that stands there already."""
        if slot in self._search.fixed or not self._search.is_dated(slot):
            return []
        return list(days_from(first, self._search.length[slot]))


def period_of(step: Step, facts: RoundFacts) -> Period:
    """When the template wants the step: whole months or years where it keeps its period."""
    if isinstance(step.when, Period):
        return step.when.widened()
    first = facts.start + timedelta(days=step.when.days)
    last = first + timedelta(days=step.when.spread_days - 1)
    when = Period(first, last, step.when.precision)
    return when if step.key in facts.dates_for else when.widened()
