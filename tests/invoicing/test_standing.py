"""What has become of an invoice, from its sums and days alone."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.enums import Standing
from reporting.invoicing.standing import Sums, standing_of

DUE, LATE = date(2027, 2, 15), date(2027, 2, 16)


@pytest.mark.parametrize(
    ("credited", "paid", "is_sent", "day", "expected"),
    [
        (0, 0, False, DUE, Standing.TO_SEND),
        (0, 0, False, LATE, Standing.TO_SEND),  # the buyer knows nothing of it
        (0, 0, True, DUE, Standing.SENT),
        (0, 0, True, LATE, Standing.OVERDUE),
        (0, 10, True, DUE, Standing.PART_PAID),
        (0, 10, False, LATE, Standing.OVERDUE),  # who pays has got it
        (0, 100, True, LATE, Standing.PAID),
        (40, 60, True, LATE, Standing.PAID),
        (0, 130, True, LATE, Standing.PAID),
        (100, 0, False, LATE, Standing.CREDITED),
        (100, 100, True, LATE, Standing.CREDITED),
        (40, 0, True, LATE, Standing.OVERDUE),
        (0, -20, True, DUE, Standing.PART_PAID),
    ],
)
def test_an_invoice(credited, paid, is_sent, day, expected):
    sums = Sums(Decimal(100), Decimal(credited), Decimal(paid))

    assert standing_of(sums, due_on=DUE, is_sent=is_sent, day=day) == expected


@pytest.mark.parametrize(
    ("is_sent", "expected"), [(False, Standing.TO_SEND), (True, Standing.SENT)]
)
def test_a_credit_note_is_sent_or_not(is_sent, expected):
    assert standing_of(Sums(Decimal(100)), due_on=None, is_sent=is_sent, day=LATE) == expected


ore = st.integers(0, 10**7).map(lambda n: Decimal(n).scaleb(-2))


@given(payable=ore, credited=ore, paid=ore)
def test_what_is_left_and_what_is_too_much_are_never_both(payable, credited, paid):
    sums = Sums(payable, credited, paid)

    assert sums.left - sums.too_much == payable - credited - paid
    assert 0 in (sums.left, sums.too_much)
