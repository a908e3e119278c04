import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from modellkonceptet.plain_text import PlainCharField, PlainEmailField, PlainTextField, clean_text

LONG_NAME = "Å" * 200


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Lunds kommun ", "Lunds kommun"),
        ("Lund\x00s kom\x07mun", "Lunds kommun"),
        ("\u202eLunds\u202c \u2066kommun\u2069\u200f\u200e", "Lunds kommun"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("\ufeffför\u00adlängd\u200b", "förlängd"),
        ("inga \ufffetecken\uffff", "inga tecken"),
        ("ett\ttvå", "ett två"),
        ("ett\r\ntvå", "ett två"),
        ("trasig \ud800 halva", "trasig  halva"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_one_line_is_cleaned(typed, kept):
    assert clean_text(typed, multiline=False) == kept


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("ett\r\ntvå\rtre\vfyra\u2028fem", "ett\ntvå\ntre\nfyra\nfem"),
        ("\n\n ett  \n\n\ttvå\n", "ett\n\n\ttvå"),
        ("ett\x00\n\u202etvå", "ett\ntvå"),
    ],
)
def test_several_lines_keep_their_breaks(typed, kept):
    assert clean_text(typed, multiline=True) == kept


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing(text, multiline):
    once = clean_text(text, multiline=multiline)
    assert clean_text(once, multiline=multiline) == once


def message(field: forms.Field, value: str, language: str = "sv") -> list[str]:
    with translation.override(language), pytest.raises(ValidationError) as caught:
        field.clean(value)
    with translation.override(language):
        return caught.value.messages


def test_text_with_nul_and_marks_is_cleaned_silently():
    assert PlainCharField().clean("Lund\x00s \u202ekommun") == "Lunds kommun"
    assert PlainTextField().clean("ett\x00\r\n\u200ftvå") == "ett\ntvå"


def test_field_of_only_hidden_characters_is_empty():
    assert message(PlainCharField(), "\x00\u202e \ufeff", "en") == ["This field is required."]
    assert PlainCharField(required=False).clean(None) == ""


@pytest.mark.parametrize("typed", ["Lunds\nkommun", "Lunds kommun\r\n", "Lunds\u2028kommun"])
def test_line_break_in_one_line_is_an_error(typed):
    assert message(PlainCharField(), typed) == ["Skriv det här på en rad, utan radbrytningar."]
    assert message(PlainCharField(), typed, "en") == [
        "Write this on one line, without line breaks."
    ]


def test_too_long_says_how_long():
    assert message(PlainCharField(max_length=150), LONG_NAME) == [
        "Korta texten till högst 150 tecken. Nu är den 200 tecken lång."
    ]
    assert message(PlainTextField(max_length=150), LONG_NAME, "en") == [
        "Shorten the text to at most 150 characters. It is 200 now."
    ]
    assert PlainCharField(max_length=200).clean(LONG_NAME) == LONG_NAME


def test_browser_is_not_told_to_cut_what_is_pasted():
    class Form(forms.Form):
        name = PlainCharField(max_length=20)
        why = PlainTextField(max_length=20)
        email = PlainEmailField()

    assert [field.field.widget.attrs for field in Form()] == [
        {},
        {"cols": "40", "rows": "10"},
        {},
    ]


def test_email_is_trimmed_and_freed_of_pasted_marks():
    assert PlainEmailField().clean(" \u200estrateg@lund.example\u200b ") == "strateg@lund.example"


@pytest.mark.parametrize(
    "typed",
    [
        "strateg@lund.example\n",
        "strateg@lund.example\r\nBcc: alla@lund.example",
        "strateg\x00@lund.example",
        "strateg\t@lund.example",
    ],
)
def test_email_with_line_break_or_control_character_is_an_error(typed):
    assert message(PlainEmailField(), typed) == [
        (
            "E-postadressen innehåller en radbrytning eller ett dolt tecken."
            " Skriv adressen på nytt, på en enda rad."
        )
    ]
    assert message(PlainEmailField(), typed, "en") == [
        (
            "The e-mail address has a line break or a hidden character in it."
            " Write the address again, on one line."
        )
    ]


def test_email_is_still_an_email():
    assert message(PlainEmailField(), "strateg.lund.example", "en") == [
        "Enter a valid email address."
    ]
    assert message(PlainEmailField(max_length=20), "strateg@nordmaling.example", "en") == [
        "Shorten the text to at most 20 characters. It is 26 now."
    ]
