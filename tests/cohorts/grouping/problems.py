"""Problems to solve: by hand with few words, from the real register, and any at all."""

import csv
from functools import cache
from typing import Any

from hypothesis import strategies as st

from cohorts.grouping import Candidate, FixedGroup, MentorCandidate, Problem, Weights
from modellkonceptet.settings import BASE_DIR

LUND, MALMO, YSTAD = (55.7047, 13.1910), (55.6050, 13.0038), (55.4295, 13.8200)
PLACES = [LUND, MALMO, YSTAD, (59.3293, 18.0686), (63.8258, 20.2630), (67.8558, 20.2253)]
THEMES = ["school", "social", "steering", "klimat"]
FIRST_MENTOR = 900


def candidate(number: int, **given: Any) -> Candidate:
    """Participant `number`, of an organisation with the number plus 100, somewhere in Lund."""
    facts: dict[str, Any] = {
        "organisation": 100 + number,
        "kind": "municipality",
        "name": f"Kommun {number}",
        "latitude": LUND[0],
        "longitude": LUND[1],
        "skr_group": "C7",
        "population": 10_000,
    }
    return Candidate(id=number, **{**facts, **given})


def candidates(count: int) -> tuple[Candidate, ...]:
    """Along the coast, 0.1 degrees (11 km) apart."""
    return tuple(candidate(n, latitude=56 + n / 10) for n in range(1, count + 1))


def mentor(number: int, **given: Any) -> MentorCandidate:
    facts: dict[str, Any] = {
        "name": f"Mentor {number}",
        "latitude": MALMO[0],
        "longitude": MALMO[1],
    }
    return MentorCandidate(organisation=number, **{**facts, **given})


@cache
def register() -> dict[str, dict[str, str]]:
    """The organisations that the product carries, by name."""
    with open(BASE_DIR / "cohorts/data/organisations.csv", encoding="utf-8") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def real(number: int, name: str, **given: Any) -> Candidate:
    row = register()[name]
    return candidate(
        number,
        name=name,
        kind=row["kind"],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        skr_group=row["skr_group"],
        population=int(row["population"]) if row["population"] else None,
        **given,
    )


_sliders = st.integers(0, 100)
_weights = st.builds(Weights, *[_sliders] * 6)


def _places() -> st.SearchStrategy[tuple[float | None, float | None]]:
    somewhere = st.tuples(st.floats(55.4, 68.4), st.floats(11.2, 24.1))
    return st.one_of(somewhere, st.sampled_from(PLACES), st.just((None, None)))


@st.composite
def problems(draw: st.DrawFn, least: int = 2, most: int = 60, *, pairs: int = 4) -> Problem:
    """Any problem with that many participants; what is asked of it may well be impossible."""
    count = draw(st.integers(least, most))
    numbers = list(range(1, count + 1))
    organisations = st.integers(101, 100 + count)
    people = []
    for number in numbers:
        latitude, longitude = draw(_places())
        is_region = draw(st.integers(0, 5)) == 0
        people.append(
            Candidate(
                id=number,
                organisation=100 + number,
                kind="region" if is_region else "municipality",
                name=f"Kommun {number}",
                latitude=latitude,
                longitude=longitude,
                skr_group="" if is_region else draw(st.sampled_from(["A1", "B4", "C6", "C7"])),
                population=draw(st.sampled_from([None, 2_000, 10_000, 11_000, 600_000])),
                themes=draw(st.frozensets(st.sampled_from(THEMES), max_size=3)),
                wishes=draw(st.frozensets(organisations, max_size=2)) - {100 + number},
            )
        )
    mentors = [
        mentor(
            FIRST_MENTOR + number,
            latitude=place[0],
            longitude=place[1],
            capacity=draw(st.integers(1, 2)),
            rounds_since_duty=draw(st.sampled_from([None, 1, 2, 3])),
            kind=draw(st.sampled_from(["municipality", "region"])),
        )
        for number, place in enumerate(draw(st.lists(_places(), max_size=count // 2)))
    ]
    two = st.tuples(st.sampled_from(numbers), st.sampled_from(numbers)).filter(
        lambda pair: pair[0] != pair[1]
    )
    earlier = st.tuples(organisations, organisations).filter(lambda pair: pair[0] != pair[1])
    return Problem(
        candidates=tuple(people),
        mentors=tuple(mentors),
        weights=draw(_weights),
        together=tuple(draw(st.lists(two, max_size=pairs // 2))),
        apart=tuple(draw(st.lists(two, max_size=pairs))),
        fixed=draw(_locked(numbers, mentors)),
        earlier=frozenset(draw(st.lists(earlier, max_size=count))),
        mixes_kinds=draw(st.booleans()),
    )


@st.composite
def _locked(
    draw: st.DrawFn, numbers: list[int], mentors: list[MentorCandidate]
) -> tuple[FixedGroup, ...]:
    order = draw(st.permutations(numbers))
    groups = []
    for _number in range(draw(st.integers(0, min(2, len(numbers) // 3)))):
        size = draw(st.integers(2, 3))
        members, order = tuple(order[:size]), order[size:]
        if len(members) == size:
            seats = [one.organisation for one in mentors[len(groups) : len(groups) + 1]]
            seat = tuple(seats) if draw(st.booleans()) else ()
            groups.append(FixedGroup(members, seat))
    return tuple(groups)
