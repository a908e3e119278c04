"""What a politician is told: each case of the heading, the three sentences and the choices."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import translation

from improvements.enums import IndicatorRole
from improvements.indicator_charts import Standing
from improvements.run_chart import Closing, Direction, Movement, Verdict
from improvements.run_chart.gap_sentences import Pair
from improvements.self_assessment import Movement as Moved
from improvements.self_assessment import Score
from reporting.cohort_picture import spread_of
from reporting.council_questions import CONDITIONS, Known, question_for, read_questions
from reporting.gap_choice import Candidate, most_important
from reporting.politician_sentences import (
    About,
    Attended,
    Gap,
    assessment_sentence,
    headline,
    number,
    promise_sentence,
    stages,
    works_sentence,
)

TODAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_numbers_are_words_up_to_twelve() -> None:
    assert [number(n) for n in (0, 2, 9, 10, 11, 12, 13)] == [
        "0",
        "two",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "13",
    ]


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], "Lund has no improvement work yet."),
        (["spread"], "Lund has one improvement work, and it is everyday work."),
        (["adopted"], "Lund has one improvement work, and it has been adopted."),
        (["adapted"], "Lund has one improvement work, and it is being tested."),
        (["idea"], "Lund has one improvement work, and it has not begun."),
        (["abandoned"], "Lund has one improvement work, and it has been put aside."),
        (
            ["idea", "testing", "adapted", "implemented", "spread", "planned", "adopted"],
            (
                "Lund has seven improvement works: two are everyday work, one has been adopted,"
                " two are being tested and two have not begun."
            ),
        ),
        (["testing"] * 12, "Lund has twelve improvement works: twelve are being tested."),
        (
            ["abandoned", "testing"],
            "Lund has two improvement works: one is being tested and one has been put aside.",
        ),
    ],
)
def test_the_works_by_how_far_they_have_come(statuses: list[str], said: str) -> None:
    assert works_sentence("Lund", stages(statuses)) == said


@pytest.mark.parametrize(
    ("score", "moved", "said"),
    [
        (None, None, "Lund has not agreed on a self-assessment yet."),
        (Score(26, 40), None, "In the self-assessment Lund has 26 of 40 points."),
        (Score(26, 40), Moved(4, Fraction(0), {}), "four more than last time"),
        (Score(26, 40), Moved(1, Fraction(0), {}), "one more than last time"),
        (Score(26, 40), Moved(-1, Fraction(0), {}), "one fewer than last time"),
        (Score(26, 40), Moved(-3, Fraction(0), {}), "three fewer than last time"),
        (Score(26, 40), Moved(0, Fraction(0), {}), "as many as last time"),
        (
            Score(26, 40),
            Moved(None, Fraction(5, 100), {}),
            "a share five percentage points larger than last time",
        ),
        (
            Score(26, 40),
            Moved(None, Fraction(-1, 100), {}),
            "a share one percentage point smaller than last time",
        ),
        (Score(26, 40), Moved(None, Fraction(0), {}), "the same share as last time"),
    ],
)
def test_the_self_assessment_and_how_it_has_moved(score: Any, moved: Any, said: str) -> None:
    if moved is not None:
        said = f"In the self-assessment Lund has 26 of 40 points, {said}."
    assert assessment_sentence("Lund", score, moved) == said


def line(there: int, held: int, function: str = "politician") -> Attended:
    return Attended(function, held, there)


@pytest.mark.parametrize(
    ("waiting", "lines", "about", "said"),
    [
        (
            [date(2027, 4, 1)],
            [line(0, 2)],
            About.CONDITIONS,
            "One condition of the decision is to be met by 1 April.",
        ),
        (
            [date(2027, 5, 1), date(2027, 3, 1)],
            [],
            About.CONDITIONS,
            "Two conditions of the decision are to be met, the first by 1 March.",
        ),
        (
            [date(2027, 2, 28), date(2027, 5, 1)],
            [],
            About.CONDITIONS,
            "One condition of the decision should have been met by 28 February.",
        ),
        ([], [], About.ATTENDANCE, "No meeting has been held yet."),
        ([], [line(0, 0)], About.ATTENDANCE, "No meeting has been held yet."),
        (
            [],
            [line(1, 1), line(1, 1, "manager")],
            About.ATTENDANCE,
            "Every function was at the meeting that has been held, as promised.",
        ),
        (
            [],
            [line(3, 3)],
            About.ATTENDANCE,
            "Every function was at all three meetings that have been held, as promised.",
        ),
        (
            [],
            [line(0, 1), line(1, 1, "manager")],
            About.ATTENDANCE,
            "The function politician was not at the meeting, although it was promised.",
        ),
        (
            [],
            [line(1, 2), line(2, 2, "manager")],
            About.ATTENDANCE,
            "The function politician was not at one of two meetings, although it was promised.",
        ),
        (
            [],
            [line(0, 3), line(2, 3, "manager")],
            About.ATTENDANCE,
            "Two functions have missed a meeting, although each was promised to be there.",
        ),
    ],
)
def test_a_condition_comes_before_who_was_there(
    waiting: list[date], lines: list[Attended], about: About, said: str
) -> None:
    with time_machine.travel(TODAY, tick=False):
        found = promise_sentence(waiting, lines, TODAY)
    assert (found.text, found.about) == (said, about)


def closing(
    women: tuple[float, float], men: tuple[float, float], verdict: Verdict = Verdict.SIGNAL
) -> Closing:
    gap = Movement(women[0] - men[0], women[1] - men[1], verdict)
    return Closing(
        Movement(*women, Verdict.SIGNAL), Movement(*men, Verdict.SIGNAL), gap, Direction.UP
    )


@pytest.mark.parametrize(
    ("gap", "statuses", "said"),
    [
        (None, [], "The work has just begun"),
        (None, ["testing", "adopted", "idea"], "Two improvements are on their way"),
        (None, ["implemented", "testing"], "One improvement is everyday work"),
        (
            Gap(Pair.WOMEN_AND_MEN, "6 percentage points"),
            [],
            "The gap between women and men is 6 percentage points",
        ),
        (Gap(Pair.GIRLS_AND_BOYS, ""), [], "No gap between girls and boys now"),
        (
            Gap(Pair.WOMEN_AND_MEN, "6", closing((41, 60), (58, 66))),
            [],
            "The gap between women and men has shrunk",
        ),
        (
            Gap(Pair.WOMEN_AND_MEN, "6", closing((60, 60), (77, 66))),
            [],
            "The gap has shrunk, but some have got it worse",
        ),
        (
            Gap(Pair.WOMEN_AND_MEN, "25", closing((50, 41), (58, 66))),
            [],
            "The gap between women and men has grown",
        ),
        (
            Gap(Pair.WOMEN_AND_MEN, "6", closing((41, 60), (58, 66), Verdict.NO_SIGNAL)),
            [],
            "The gap between women and men is 6",
        ),
    ],
)
def test_the_heading_never_calls_chance_a_change(
    gap: Gap | None, statuses: list[str], said: str
) -> None:
    assert headline(gap, stages(statuses)) == said


def test_a_round_that_is_over_has_not_just_begun() -> None:
    assert headline(None, stages(["idea"]), is_over=True) == "The round is over"
    assert headline(None, stages(["spread"]), is_over=True) == "One improvement is everyday work"


def one(key: str, **other: Any) -> Candidate:
    values = {"role": "outcome", "standing": Standing.NO_SIGNAL, "periods": 12, "apart": 0.1}
    return Candidate(key=key, **{**values, **other})


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([], None),
        ([one("two periods", periods=2)], None),
        ([one("three periods", periods=3)], "three periods"),
        (
            [
                one("process", role=IndicatorRole.PROCESS, standing=Standing.WORSE, apart=0.9),
                one("outcome"),
                one("balancing", role=IndicatorRole.BALANCING, apart=1.0),
            ],
            "outcome",
        ),
        ([one("large", apart=0.5), one("signal", standing=Standing.CHANGED)], "signal"),
        ([one("small"), one("large", apart=0.2)], "large"),
        ([one("few", periods=3), one("many", periods=20)], "many"),
        ([one("first"), one("second")], "first"),
    ],
)
def test_the_gap_that_matters_most_follows_the_rule(
    candidates: list[Candidate], chosen: str | None
) -> None:
    found = most_important(candidates)
    assert (found and found.key) == chosen


def test_every_question_names_a_condition_and_the_last_holds_always() -> None:
    rows = read_questions()
    assert [row["when"] for row in rows] == list(dict.fromkeys(row["when"] for row in rows))
    assert {row["when"] for row in rows} == set(CONDITIONS)
    assert rows[-1]["when"] == "always"


BUSY = Known(
    who="Lund", works_going_on=2, works_adopted=1, works_in_use=1, indicators=3, indicators_by_sex=1
)


def known(**other: Any) -> Known:
    return Known(**{**BUSY.__dict__, **other})


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (known(gap_that_grows="Insats inom 30 dagar", indicators_by_sex=0), "gap_grows"),
        (known(works_going_on=0, works_adopted=0, works_in_use=0, indicators=0), "nothing_begun"),
        (known(is_over=True, indicators=0), "round_over"),
        (known(indicators=0, indicators_by_sex=0), "nothing_measured"),
        (known(indicators_by_sex=0), "nothing_by_sex"),
        (known(cycle_too_long="Checklista", cycle_of="Insats"), "cycle_too_long"),
        (known(works_adopted=0, works_in_use=0, days_since_start=180), "nothing_adopted"),
        (known(works_adopted=0, works_in_use=0, days_since_start=179), "always"),
        (known(works_in_use=0), "adopted_not_in_use"),
        (known(works_adopted=0, works_going_on=0), "all_in_use"),
        (known(behind_in="Budget", ahead_of_us="Ystad"), "partner_ahead"),
        (BUSY, "always"),
    ],
)
def test_the_question_fits_what_is_known(facts: Known, key: str) -> None:
    assert question_for(facts).key == key


def test_why_it_is_asked_uses_the_organisations_own_words_as_they_are() -> None:
    facts = known(gap_that_grows="{who} & <b>")
    assert question_for(facts).why == (
        "The gap has grown in “{who} & <b>”, and it is probably not chance."
    )
    with translation.override("sv"):
        assert question_for(facts).why == (
            "Skillnaden har ökat i ”{who} & <b>”, och det är troligen ingen slump."
        )


def test_without_a_last_question_somebody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_text('[[questions]]\nwhen = "gap_grows"\n')
    with pytest.raises(LookupError):
        question_for(BUSY, path)


def test_a_spread_is_of_five_and_tells_neither_the_lowest_nor_the_highest() -> None:
    shares = {key: Fraction(key, 10) for key in range(1, 6)}
    found = spread_of(shares, own=3)
    assert found is not None
    assert (found.low, found.middle, found.high, found.of, found.own) == (20, 30, 40, 5, 30)
    assert spread_of({key: shares[key] for key in range(1, 5)}, own=1) is None
