"""Check digits against an independent computation, and the examples that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.enums import OcrLevel
from reporting.invoicing.numbers import (
    is_bankgiro,
    is_endpoint,
    is_ocr,
    is_organisation_number,
    is_plusgiro,
    is_vat_number,
    ocr_of,
    shown_bankgiro,
    shown_organisation_number,
    shown_plusgiro,
)

L = OcrLevel


def check_digit(base: str) -> int:
    """The sum of digits where every second from the right counts double, filled up to a ten."""
    total = 0
    for place, char in enumerate(reversed(base)):
        doubled = int(char) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return -total % 10


@pytest.mark.parametrize(
    "base,reference", [("20270001", "2027000104"), ("1", "133"), ("123456789", "12345678911")]
)
def test_known_references(base, reference):
    assert ocr_of(base, L.LENGTH_DIGIT) == reference


@given(st.from_regex(r"\A[0-9]{1,23}\Z"))
def test_a_reference_ends_with_its_length_and_its_check_digit(base):
    reference = ocr_of(base, L.LENGTH_DIGIT)

    assert reference[:-2] == base
    assert reference[-2] == str(len(reference))[-1]
    assert int(reference[-1]) == check_digit(reference[:-1])
    assert is_ocr(reference, L.LENGTH_DIGIT)
    assert is_ocr(reference, L.CHECK_DIGIT)


@given(st.from_regex(r"\A[0-9]{1,24}\Z"), st.data())
def test_one_wrong_digit_is_noticed(base, data):
    reference = ocr_of(base, L.CHECK_DIGIT)
    place = data.draw(st.integers(0, len(reference) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))

    assert is_ocr(reference, L.CHECK_DIGIT)
    assert not is_ocr(reference[:place] + other + reference[place + 1 :], L.CHECK_DIGIT)


def test_a_fixed_length_is_filled_with_zeros():
    reference = ocr_of("20270001", L.FIXED_LENGTH, length=12)

    assert (len(reference), reference[:-1]) == (12, "00020270001")
    assert is_ocr(reference, L.FIXED_LENGTH, length=12)
    assert not is_ocr(reference, L.FIXED_LENGTH, length=11)


@pytest.mark.parametrize(
    "base,level,length",
    [
        ("", L.CHECK_DIGIT, 0),
        ("12a", L.CHECK_DIGIT, 0),
        ("١٢", L.CHECK_DIGIT, 0),
        ("1" * 25, L.CHECK_DIGIT, 0),
        ("1" * 24, L.LENGTH_DIGIT, 0),
        ("123456789", L.FIXED_LENGTH, 5),
    ],
)
def test_what_can_be_no_reference_is_refused(base, level, length):
    with pytest.raises(ValueError, match="reference"):
        ocr_of(base, level, length=length)


@pytest.mark.parametrize(
    "number,right",
    [
        ("50501055", True),
        ("50501056", False),
        ("5050-1055", False),
        ("505010", False),
        ("٥٠٥٠١٠٥٥", False),
    ],
)
def test_bankgiro(number, right):
    assert is_bankgiro(number) is right


@pytest.mark.parametrize(
    "number,right",
    [("0", False), ("18", True), ("19", False), ("1-8", False), ("12345674", True)]
    + [("123456782", False), ("١٨", False)],  # nine digits; digits of another script
)
def test_plusgiro(number, right):
    assert is_plusgiro(number) is right


@pytest.mark.parametrize(
    "number,right",
    [
        ("2220000315", True),  # SKR
        ("2120001132", True),  # Lund
        ("2120001133", False),
        ("222000-0315", False),
    ],
)
def test_organisation_number(number, right):
    assert is_organisation_number(number) is right


@pytest.mark.parametrize(
    "number,right",
    [
        ("SE222000031501", True),
        ("SE222000031502", False),
        ("SE222000031601", False),
        ("222000031501", False),
        ("se222000031501", False),
    ],
)
def test_vat_number(number, right):
    assert is_vat_number(number) is right


@pytest.mark.parametrize(
    "scheme,number,right",
    [
        ("0007", "2120001132", True),
        ("0007", "2120001133", False),
        ("0088", "7300009038718", None),
        ("0088", "7300009038719", None),
        ("0192", "2120001132", False),
    ],
)
def test_peppol_address(scheme, number, right):
    if right is None:  # by the definition: weights 1 and 3 from the left
        total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(number))
        right = total % 10 == 0
    assert is_endpoint(scheme, number) is right


def test_as_they_are_written():
    assert [shown_bankgiro(n) for n in ("1234567", "50501055")] == ["123-4567", "5050-1055"]
    assert [shown_plusgiro(n) for n in ("1234567", "18", "123")] == ["12 34 56-7", "1-8", "12-3"]
    assert shown_organisation_number("2220000315") == "222000-0315"
