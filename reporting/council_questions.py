"""One question for the next council meeting: chosen by what is known, with why it is asked. Pure.

The questions and their order stand in a file; each names a condition, and a condition that holds
gives the words which the question's text may use.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

QUESTIONS = Path(__file__).resolve().parent / "data" / "council_questions.toml"
# So long after the start something ought to have been adopted.
DAYS_TO_ADOPT = 180

Words = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What the page knows. Names are "" where there is nothing of the kind."""

    who: str
    is_over: bool = False
    works_going_on: int = 0
    works_in_use: int = 0
    works_adopted: int = 0
    days_since_start: int = 0
    indicators: int = 0
    indicators_by_sex: int = 0
    gap_that_grows: str = ""
    cycle_too_long: str = ""
    cycle_of: str = ""
    behind_in: str = ""
    ahead_of_us: str = ""


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    why: str


def _gap_grows(known: Known) -> Words | None:
    return {"indicator": known.gap_that_grows} if known.gap_that_grows else None


def _round_over(known: Known) -> Words | None:
    return {} if known.is_over else None


def _nothing_begun(known: Known) -> Words | None:
    begun = known.works_going_on + known.works_in_use + known.works_adopted
    return None if begun else {}


def _nothing_measured(known: Known) -> Words | None:
    return None if known.indicators else {}


def _nothing_by_sex(known: Known) -> Words | None:
    return {} if known.indicators and not known.indicators_by_sex else None


def _cycle_too_long(known: Known) -> Words | None:
    if not known.cycle_too_long:
        return None
    return {"cycle": known.cycle_too_long, "work": known.cycle_of}


def _nothing_adopted(known: Known) -> Words | None:
    adopted = known.works_adopted + known.works_in_use
    is_late = known.days_since_start >= DAYS_TO_ADOPT
    return {} if known.works_going_on and not adopted and is_late else None


def _adopted_not_in_use(known: Known) -> Words | None:
    return {} if known.works_adopted and not known.works_in_use else None


def _partner_ahead(known: Known) -> Words | None:
    if not known.behind_in:
        return None
    return {"moment": known.behind_in, "partner": known.ahead_of_us}


def _all_in_use(known: Known) -> Words | None:
    others = known.works_going_on + known.works_adopted
    return {} if known.works_in_use and not others else None


def _always(known: Known) -> Words | None:
    return {}


CONDITIONS: dict[str, Callable[[Known], Words | None]] = {
    "gap_grows": _gap_grows,
    "round_over": _round_over,
    "nothing_begun": _nothing_begun,
    "nothing_measured": _nothing_measured,
    "nothing_by_sex": _nothing_by_sex,
    "cycle_too_long": _cycle_too_long,
    "nothing_adopted": _nothing_adopted,
    "adopted_not_in_use": _adopted_not_in_use,
    "all_in_use": _all_in_use,
    "partner_ahead": _partner_ahead,
    "always": _always,
}


@cache
def read_questions(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["questions"]
    return found


def question_for(known: Known, path: Path = QUESTIONS) -> Question:
    """The first whose condition holds, in the reader's language."""
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    for row in read_questions(path):
        words = CONDITIONS[row["when"]](known)
        if words is not None:
            said = {"who": known.who, **words}
            return Question(row["when"], row[language], row[f"why_{language}"].format_map(said))
    raise LookupError("The last question must hold always.")
