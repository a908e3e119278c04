import datetime
import re

import pytest
from django import forms
from django.utils import translation

from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.widgets import hinted


class DecisionForm(forms.Form):
    taken = CivilDateField(label="Which day was it decided?", help_text="For example 14 6 2021")
    planned = CivilDateField(required=False)


def filled(day: str = "", month: str = "", year: str = "") -> DecisionForm:
    return DecisionForm({"taken_day": day, "taken_month": month, "taken_year": year})


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("parts", [("14", "6", "2021"), (" 14 ", "06", "2021")])
def test_three_numbers_become_a_date(parts):
    form = filled(*parts)
    assert form.is_valid()
    assert form.cleaned_data == {"taken": datetime.date(2021, 6, 14), "planned": None}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Write a date"),
        (("14", "6", ""), "Write the year with four digits"),
        (("14", "6", "21"), "Write the year with four digits"),
        (("14", "juni", "2021"), "Write the month as a number between 1 and 12"),
        (("32", "6", "2021"), "Write the day as a number between 1 and 31"),
        (("١", "6", "2021"), "Write the day as a number between 1 and 31"),
        (("0", "0", "0"), "Write a date"),
        (("30", "2", "2021"), "There is no such day in that month. Check the date."),
    ],
)
def test_a_wrong_date_says_what_to_write(parts, message):
    assert filled(*parts).errors == {"taken": [message]}


def inputs(html: str) -> list[tuple[str, str | None, bool]]:
    """Of each input: its id, its value, and whether it is marked as wrong."""
    found = []
    for tag in re.findall(r"<input[^>]*>", html):
        value = re.search(r' value="([^"]*)"', tag)
        found.append(
            (
                re.search(r' id="([^"]*)"', tag)[1],
                value[1] if value else None,
                'aria-invalid="true"' in tag,
            )
        )
    return found


def test_what_was_typed_is_kept_and_only_the_wrong_part_is_marked():
    assert inputs(str(filled("014", "6", "21")["taken"])) == [
        ("id_taken_day", "014", False),
        ("id_taken_month", "6", False),
        ("id_taken_year", "21", True),
    ]


def test_a_missing_date_marks_all_parts():
    assert [wrong for _, _, wrong in inputs(str(filled()["taken"]))] == [True, True, True]


def test_a_stored_date_is_shown_in_its_parts_and_comes_back_unchanged():
    stored = datetime.date(2021, 6, 4)
    form = DecisionForm(initial={"taken": stored})
    shown = inputs(str(form["taken"]))
    assert shown == [
        ("id_taken_day", "4", False),
        ("id_taken_month", "6", False),
        ("id_taken_year", "2021", False),
    ]
    field = DecisionForm.base_fields["taken"]
    assert field.has_changed(stored, ["04", "06", "2021"]) is False
    assert field.has_changed(stored, ["5", "6", "2021"]) is True


def test_every_part_has_its_own_label():
    html = str(DecisionForm()["taken"])
    assert re.findall(r'<label for="([^"]*)">([^<]*)</label>', html) == [
        ("id_taken_day", "Day"),
        ("id_taken_month", "Month"),
        ("id_taken_year", "Year"),
    ]


def test_two_forms_do_not_share_what_was_wrong():
    filled("14", "6", "").is_valid()
    assert [wrong for _, _, wrong in inputs(str(DecisionForm()["taken"]))] == [False] * 3


def test_a_hint_under_a_choice_is_escaped():
    assert str(hinted("A & B", "<i>")) == "A &amp; B<small>&lt;i&gt;</small>"
