"""Sums, VAT and rounding against a computation in whole öre."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.document import Line, Vat, as_data, fee_lines, from_data
from reporting.invoicing.enums import VatMode
from tests.invoicing.recipes import make_credit, make_document

KRONOR = st.integers(0, 10**9).map(lambda ore: Decimal(ore) / 100)
RATES = st.sampled_from([0, 6, 12, 25])


def half_up(numerator: int, denominator: int) -> int:
    """Whole öre, half up; both are positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def ore(amount: Decimal) -> int:
    return int(amount * 100)


@given(st.lists(st.tuples(st.integers(1, 9), KRONOR), min_size=1, max_size=5), RATES)
def test_sums_in_whole_ore(rows, rate):
    lines = tuple(Line("Avgift", Decimal(n), price) for n, price in rows)
    document = make_document(lines=lines, vat=Vat(VatMode.STANDARD, Decimal(rate)))
    net = sum(n * ore(price) for n, price in rows)

    assert ore(document.net) == net
    assert ore(document.tax) == half_up(net * rate, 100)
    assert ore(document.payable) == net + half_up(net * rate, 100)


@given(st.lists(KRONOR, min_size=1, max_size=4), RATES)
def test_a_fee_with_vat_in_it_is_paid_to_the_ore(fees, rate):
    vat = Vat(VatMode.STANDARD, Decimal(rate))
    lines, rounding = fee_lines([("Avgift", fee) for fee in fees], vat, includes_vat=True)
    document = make_document(lines=lines, vat=vat, rounding=rounding)

    assert document.payable == sum(fees)
    assert [ore(line.amount) for line in lines] == [
        half_up(ore(fee) * 100, 100 + rate) for fee in fees
    ]
    assert abs(rounding) <= Decimal("0.01") * (len(fees) + 1)


def test_the_fee_of_a_round():
    vat = Vat(VatMode.STANDARD, Decimal(25))
    for includes, net, tax in ((False, 50000, 12500), (True, 40000, 10000)):
        lines, rounding = fee_lines([("Avgift", Decimal(50000))], vat, includes_vat=includes)
        document = make_document(lines=lines, rounding=rounding)
        assert (document.net, document.tax, rounding) == (net, tax, 0)


def test_three_lines_at_odd_amounts():
    fees = [("Avgift", Decimal("33333.33"))] * 3
    lines, rounding = fee_lines(fees, Vat(VatMode.STANDARD, Decimal(25)), includes_vat=True)
    document = make_document(lines=lines, rounding=rounding)

    assert [line.amount for line in lines] == [Decimal("26666.66")] * 3
    assert (document.net, document.tax) == (Decimal("79999.98"), Decimal("20000.00"))
    assert (document.gross, rounding) == (Decimal("99999.98"), Decimal("0.01"))


@pytest.mark.parametrize("mode", list(VatMode))
def test_frozen_and_read_again_it_is_the_same(mode):
    for document in (make_document(mode), make_credit(mode)):
        assert from_data(json.loads(json.dumps(as_data(document)))) == document


def test_a_document_frozen_before_it_had_a_period_is_read():
    data = as_data(make_document())
    del data["supply"]
    assert from_data(data) == make_document(supply=None)
