"""Three-way merge of a section's answers, answer by answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Data = Mapping[str, list[str]]

# A date is one answer although it is sent as three.
_PART_OF_DATE = re.compile(r"_(day|month|year)$")


def answer_of(key: str) -> str:
    """The answer that a sent key belongs to."""
    return _PART_OF_DATE.sub("", key)


def as_kept(data: Data) -> dict[str, list[str]]:
    """The answers as typed, in the one form that is stored and compared.

    Empty answers are left out; line breaks are one character whichever way the browser sent
    them; NUL goes, since no database keeps it in text.
    """
    kept = {
        key: [
            value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "") for value in values
        ]
        for key, values in data.items()
    }
    return {key: values for key, values in sorted(kept.items()) if any(values)}


def of_answer(data: Data, answer: str) -> dict[str, list[str]]:
    """The part of `data` that is one answer."""
    return {key: values for key, values in data.items() if answer_of(key) == answer}


def with_answer(data: Data, answer: str, source: Data) -> dict[str, list[str]]:
    """`data` with one answer taken from `source`."""
    rest = {key: values for key, values in data.items() if answer_of(key) != answer}
    return as_kept(rest | of_answer(source, answer))


def differing(one: Data, other: Data) -> set[str]:
    """The answers that are not the same in both."""
    return {answer_of(key) for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


@dataclass(frozen=True)
class Merge:
    """`data` is what to save: theirs where both changed an answer to different things."""

    data: dict[str, list[str]]
    mine: frozenset[str]
    theirs: frozenset[str]
    conflicts: frozenset[str]


def merge(*, base: Data, mine: Data, theirs: Data, own: Iterable[str] = ()) -> Merge:
    """Put together what two people made of `base`.

    `own` are answers that the writer changed in both (a save that overtook the one before): mine
    is the newer.
    """
    i_changed, they_changed = differing(base, mine), differing(base, theirs)
    both = (i_changed & they_changed & differing(mine, theirs)) - set(own)
    taken = i_changed - both
    data = as_kept(theirs)
    for answer in taken:
        data = with_answer(data, answer, mine)
    return Merge(
        data=data,
        mine=frozenset(taken),
        theirs=frozenset(they_changed - i_changed),
        conflicts=frozenset(both),
    )
