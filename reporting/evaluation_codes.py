"""Who is who in an evaluator's data: codes instead of names, and places only in good company.

Pure. A participant is a public fact, and so is its county: whoever is alone with a kind and a
county would be named by them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modellkonceptet.secret_links import hash_of, secret_for

FEWEST = 5
_LETTERS = 10
_PURPOSE = "reporting.evaluation_data"


@dataclass(frozen=True)
class Codes:
    """Codes of one round: the same in every order of it, others in every other round.

    They are derived with the installation's key, so that nobody works them out from a number.
    """

    cohort: int

    def of(self, what: str, key: int) -> str:
        """ "o-3f9a…" for organisations, another beginning for what they have done."""
        return f"{what[0]}-{hash_of(secret_for(_PURPOSE, self.cohort, what, key))[:_LETTERS]}"


@dataclass(frozen=True)
class Place:
    """What could tell who a participant is. "" where that is not said."""

    kind: str = ""
    county: str = ""


def coarsened(places: Mapping[int, Place]) -> dict[int, Place]:
    """Each in a class of at least five that look alike: first the county goes, then the kind.

    Those who have lost a county are at least five as well, or more give up theirs: they could be
    found among those who are left.
    """
    kinds = _kept(place.kind for place in places.values())
    found: dict[int, Place] = {key: Place() for key in places}
    for kind in kinds:
        of_kind = {key: place for key, place in places.items() if place.kind == kind}
        counties = _kept(place.county for place in of_kind.values())
        for key, place in of_kind.items():
            found[key] = Place(kind, place.county if place.county in counties else "")
    return found


def _kept(values: Iterable[str]) -> set[str]:
    """Those that at least five have, as long as the others are nobody or five as well."""
    counted = Counter(values)
    kept = {value for value, n in counted.items() if n >= FEWEST and value}
    while kept and 0 < sum(n for value, n in counted.items() if value not in kept) < FEWEST:
        kept.remove(min(kept, key=lambda value: (counted[value], value)))
    return kept
