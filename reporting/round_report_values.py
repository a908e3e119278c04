"""What a round's report and its files are made of: plain values, worded in Swedish. Pure.

A participant is named by `key`, its number in the database, so that tables can be put together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reporting.report_content import Document


@dataclass(frozen=True)
class Place:
    """A mark on the map; a region is an area by its county's code instead."""

    name: str
    latitude: float
    longitude: float
    is_mentor: bool


@dataclass(frozen=True)
class Participant:
    """`kind` is a value of OrganisationKind, `status` one of ParticipationStatus."""

    key: int
    name: str
    code: str
    kind: str
    kind_word: str
    county: str
    operation: str
    group: str
    mentors: tuple[str, ...]
    status: str
    status_word: str


@dataclass(frozen=True)
class Participants:
    """Those who have stayed, in Swedish order; of the others only how many they are."""

    rows: tuple[Participant, ...] = ()
    left: int = 0
    groups: int = 0
    places: tuple[Place, ...] = ()
    region_codes: tuple[str, ...] = ()

    @property
    def counties(self) -> list[str]:
        return sorted({one.county for one in self.rows if one.county})

    @property
    def mentors(self) -> list[str]:
        return sorted({name for one in self.rows for name in one.mentors})


@dataclass(frozen=True)
class Attended:
    """A function of a participant, or of all: how many meetings were held for it, at how many it
    was there, of these by a substitute."""

    function: str
    word: str
    held: int
    there: int
    substitutes: int
    participant: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * self.there / self.held) if self.held else None


@dataclass(frozen=True)
class MeetingHeld:
    """A meeting of the round's: so many seats, one for each function of each participant."""

    name: str
    first_day: date | None
    last_day: date | None
    seats: int
    there: int


@dataclass(frozen=True)
class Attendance:
    functions: tuple[Attended, ...] = ()
    rows: tuple[Attended, ...] = ()
    meetings: tuple[MeetingHeld, ...] = ()

    @property
    def always(self) -> int:
        """How many participants had every function at every meeting that was held for them."""
        short = {one.participant for one in self.rows if one.there < one.held}
        return len(self.with_meetings - short)

    @property
    def with_meetings(self) -> set[int | None]:
        return {one.participant for one in self.rows if one.held}


@dataclass(frozen=True)
class Work:
    """An improvement work. A private one that was let into an approved report stands as it was
    when that report was sent in. `links` are values of SteeringLink, `status` is one of
    ImprovementStatus."""

    participant: int
    title: str
    status: str
    status_word: str
    links: tuple[str, ...]
    operation: str
    outcome: str
    implemented_in: str
    spread_to: str


@dataclass(frozen=True)
class Works:
    """`links`, `statuses` and `decisions` name every key there is with its word, in order;
    `tests` counts decided tests by decision."""

    rows: tuple[Work, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()
    decisions: tuple[tuple[str, str], ...] = ()
    tests: tuple[tuple[str, int], ...] = ()

    @property
    def by_status(self) -> Counter[str]:
        return Counter(one.status for one in self.rows)

    @property
    def by_link(self) -> Counter[str]:
        """A work may touch several links."""
        return Counter(link for one in self.rows for link in one.links)

    @property
    def by_operation(self) -> list[tuple[str, int]]:
        """As people write them, however they use capitals; the most frequent first."""
        written: dict[str, str] = {}
        counted: Counter[str] = Counter()
        for name in (one.operation.strip() for one in self.rows if one.operation.strip()):
            counted[written.setdefault(name.casefold(), name)] += 1
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].casefold()))

    @property
    def owners(self) -> set[int]:
        return {one.participant for one in self.rows}

    def at(self, statuses: Iterable[str]) -> list[Work]:
        wanted = set(statuses)
        return [one for one in self.rows if one.status in wanted]


@dataclass(frozen=True)
class Before:
    """The figures of two sexes before and after, and the gap between them.

    Of weeks to half years they are medians of the chart's first and latest part; of years the
    first and the latest figures.
    """

    women_before: float
    women_after: float
    men_before: float
    men_after: float
    gap_before: float
    gap_after: float
    first: str
    last: str


@dataclass(frozen=True)
class Gauge:
    """An indicator that is followed and not private; figures of few people are withheld.

    `finding` is the sentence over its chart, `standing` a value of improvements' Standing.
    `whom` is "women_and_men", "girls_and_boys" or "" where there are no two sexes.
    """

    key: int
    participant: int
    name: str
    unit: str
    role: str
    role_word: str
    whom: str
    has_both: bool
    finding: str
    standing: str
    standing_word: str
    periods: int
    latest: str
    before: Before | None

    @property
    def is_smaller(self) -> bool:
        """Whether the gap is smaller than it was, chance or not."""
        return self.before is not None and self.before.gap_after < self.before.gap_before


@dataclass(frozen=True)
class Gauges:
    rows: tuple[Gauge, ...] = ()

    @property
    def split(self) -> int:
        """How many have figures for both sexes: the degree of disaggregation is split of all."""
        return sum(one.has_both for one in self.rows)

    @property
    def percent(self) -> int | None:
        return round(100 * self.split / len(self.rows)) if self.rows else None

    @property
    def by_participant(self) -> dict[int, tuple[int, int]]:
        """With figures for both sexes, and all."""
        found: dict[int, tuple[int, int]] = {}
        for one in self.rows:
            split, total = found.get(one.participant, (0, 0))
            found[one.participant] = split + one.has_both, total + 1
        return found


@dataclass(frozen=True)
class Occasion:
    """A self-assessment of the whole round: how the shares of possible points are spread.

    `low`, `middle` and `high` are the quartiles in whole per cent, None of fewer than five
    participants. `steps` are how many answers stand at each step of the scale: its number, its
    word, how many; of fewer than five participants there are none.
    """

    name: str
    edition: str
    answered: int
    low: int | None
    middle: int | None
    high: int | None
    steps: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class MomentMoved:
    """A moment of the checklist: how many participants stood at each step first and last."""

    number: int
    title: str
    first: tuple[int, ...]
    last: tuple[int, ...]


@dataclass(frozen=True)
class Assessments:
    """`bands` count participants by how far they moved from their first to their last occasion.

    Both they and `moments` are of at least five participants, or empty. `steps` are the words of
    the scale that `moments` count by.
    """

    occasions: tuple[Occasion, ...] = ()
    moved: int = 0
    up: int = 0
    same: int = 0
    down: int = 0
    bands: tuple[tuple[str, int], ...] = ()
    steps: tuple[str, ...] = ()
    of_moments: int = 0
    moments: tuple[MomentMoved, ...] = ()


@dataclass(frozen=True)
class Approved:
    """An approved report as it was sent in. `results` are the keys of the parts that answer to
    the programme's expected results. `is_latest` tells the last of a participant's reports."""

    key: int
    participant: int
    name: str
    kind: str
    sent_on: date
    approved_on: date
    document: Document
    results: frozenset[str]
    is_latest: bool


@dataclass(frozen=True)
class Missing:
    """A report that is asked for and not approved."""

    participant: int
    name: str
    due_on: date


@dataclass(frozen=True)
class Reports:
    rows: tuple[Approved, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Words marked for use, as they stand in the approved report."""

    participant: int
    section: str
    text: str
    speaker: str


@dataclass(frozen=True)
class RoundFacts:
    """`failed` are the names of the fields below that could not be read and stand empty."""

    slug: str
    name: str
    starts_on: date | None
    as_of: date
    participants: Participants = Participants()
    attendance: Attendance = Attendance()
    works: Works = Works()
    gauges: Gauges = Gauges()
    assessments: Assessments = Assessments()
    reports: Reports = Reports()
    quotes: tuple[Quote, ...] = ()
    failed: frozenset[str] = frozenset()

    def who(self, key: int | None) -> str:
        """A participant's name; "" of one that has left."""
        return next((one.name for one in self.participants.rows if one.key == key), "")
