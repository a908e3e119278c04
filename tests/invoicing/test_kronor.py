"""Amounts as people write them: never read as a thousandth of what was meant."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.forms.crediting import CreditForm
from reporting.invoicing.forms.paying import KronorField


@pytest.mark.parametrize(
    "typed,amount",
    [
        ("62 500,00", "62500.00"),
        ("62500.00", "62500.00"),
        ("62\N{NO-BREAK SPACE}500", "62500"),
        ("0,5", "0.5"),
        ("\N{MINUS SIGN}100", "-100"),
        ("+100", "100"),
    ],
)
def test_what_can_be_read_in_one_way_only(typed, amount):
    assert KronorField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "50.000",
        "50,000",
        "1.234,50",
        "5e4",
        "NaN",
        "Infinity",
        "٥٠",
        "1_000",
        "--1",
        "1,",
        "1e99",
        "9" * 12,
    ],
)
def test_what_could_be_something_else_is_refused(typed):
    with pytest.raises(ValidationError):
        KronorField().clean(typed)


def test_a_credit_is_written_as_the_invoice_writes_its_sums():
    form = CreditForm({"extent": "part", "amount": "12 500,50", "reason": "Fel", "seen": "0"})

    assert form.is_valid()
    assert form.cleaned_data["amount"] == Decimal("12500.50")


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_every_ore_is_kept(ore):
    whole, rest = divmod(abs(ore), 100)
    typed = f"{'-' if ore < 0 else ''}{whole:,},{rest:02d}".replace(
        ",", " ", f"{whole:,}".count(",")
    )

    assert KronorField().clean(typed) == Decimal(ore) / 100
