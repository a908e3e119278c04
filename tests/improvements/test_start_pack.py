"""The start pack: what the file holds, and what it may not hold."""

import re
from collections import Counter

import pytest

from improvements.enums import NationalGoal
from improvements.start_pack import StartIndicator, start_pack

HEADINGS = "id,title,area,goal,gender_split,source"


@pytest.fixture
def pack(tmp_path):
    def read(*rows):
        path = tmp_path / "pack.csv"
        path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
        return start_pack(path)

    return read


def test_the_pack_loads_and_its_goals_are_the_national_ones():
    indicators = start_pack()
    assert Counter(indicator.goal for indicator in indicators) == {
        None: 1,
        NationalGoal.POWER: 3,
        NationalGoal.ECONOMY: 8,
        NationalGoal.EDUCATION: 7,
        NationalGoal.CARE: 3,
        NationalGoal.HEALTH: 5,
    }
    assert [one.id for one in indicators if not re.fullmatch(r"[NU]\d{5}", one.id)] == []
    assert [one.id for one in indicators if len(one.title) > 300 or len(one.area) > 150] == []


@pytest.mark.parametrize("goal", NationalGoal)
def test_every_goal_can_be_named(pack, goal):
    assert pack(f"N00001,Titel,Område,{goal.value},no,Kolada") == (
        StartIndicator("N00001", "Titel", "Område", goal, False, "Kolada"),
    )


@pytest.mark.parametrize(
    "row, words",
    [
        ("N00001,Titel,Område,7,no,Kolada", "7 is not a valid NationalGoal"),
        ("N00001,Titel,Område,0,no,Kolada", "0 is not a valid NationalGoal"),
        ("N00001,Titel,Område,ett,no,Kolada", "invalid literal for int() with base 10: 'ett'"),
        ("N00001,Titel,Område,1,kanske,Kolada", "'kanske'"),
        ("N00001,,Område,1,yes,Kolada", "a cell is empty"),
        ("N00001,Titel,Område,1,yes", "a cell is empty"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(pack, row, words):
    with pytest.raises(ValueError, match=re.escape(f"pack.csv, line 2: {words}")):
        pack(row)


def test_an_indicator_stands_once(pack):
    row = "N00001,Titel,Område,1,yes,Kolada"
    with pytest.raises(ValueError, match=r"pack\.csv, line 3: N00001 stands twice"):
        pack(row, row)
