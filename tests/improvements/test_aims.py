"""An aim in four parts, as a sentence."""

from datetime import date

import pytest

from improvements.aims import Aim

WHOLE = Aim(date(2027, 12, 31), "väntetiden minska", "till 20 dagar", "kvinnor och män")


def test_four_parts_make_a_sentence() -> None:
    assert (
        WHOLE.sentence
        == "Senast 31 december 2027 ska väntetiden minska till 20 dagar för kvinnor och män."
    )
    assert (WHOLE.is_whole, WHOLE.missing, WHOLE.lacks) == (True, [], [])


def test_the_words_that_count_are_marked_and_what_was_typed_is_escaped() -> None:
    aim = Aim(date(2027, 12, 31), "<b>väntetiden</b> {x} %(y)s", "100 % fler. ", "alla")
    assert aim.marked == (
        "Senast <mark>31 december 2027</mark> ska &lt;b&gt;väntetiden&lt;/b&gt; {x} %(y)s"
        " <mark>100 % fler</mark> för <mark>alla</mark>."
    )


@pytest.mark.parametrize(
    "aim, missing, sentence",
    [
        (Aim(None, "", "", ""), 4, "Senast … ska … … för …."),
        (
            Aim(None, "väntetiden minska", "", "alla"),
            2,
            "Senast … ska väntetiden minska … för alla.",
        ),
    ],
)
def test_a_part_that_is_missing_leaves_a_gap(aim: Aim, missing: int, sentence: str) -> None:
    assert (len(aim.missing), aim.sentence, aim.is_whole) == (missing, sentence, False)
    assert aim.is_begun is (missing < 4)
