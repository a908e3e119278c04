"""Issuing: numbers without gaps, whole documents, and nothing that changes afterwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cohorts.enums import EventKind
from cohorts.models import Terms
from cohorts.services.participations import withdraw_participation
from reporting.invoicing.document import SupplyPeriod, from_data
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import SHORTEST_OCR, OcrLevel
from reporting.invoicing.models import (
    FeeException,
    Invoice,
    InvoiceSeries,
    InvoicingSettings,
)
from reporting.invoicing.numbers import is_ocr
from reporting.invoicing.services.issuing import due_date, issue_invoice, supply_of
from reporting.invoicing.services.seller import change_settings, confirm_vat
from tests.at_once import at_once, codes
from tests.factories import make_cohort, make_user, stockholm
from tests.invoicing.recipes import NoRules, make_participant, make_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(db) -> InvoicingSettings:
    return make_seller()


@pytest.fixture
def clerk(db):
    return make_user("ekonomi@skr.example", staff_role="finance")


def issue(participation, clerk, official=None) -> Invoice:
    return issue_invoice(participation=participation, actor=clerk, official=official or NoRules())


def refusal_of(act) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def test_an_invoice_as_a_whole(seller, clerk, time_machine):
    time_machine.move_to(stockholm(2027, 1, 15), tick=False)
    home = make_participant(1132)
    with OfficialRules() as official:
        invoice = issue(home, clerk, official)
    document = from_data(invoice.document)

    assert (invoice.number, invoice.ocr) == ("2027-0001", "2027000104")
    assert (invoice.issued_on, invoice.due_on) == (date(2027, 1, 15), date(2027, 2, 15))
    assert (invoice.net, invoice.tax, invoice.payable) == (50000, 12500, 62500)
    assert document.buyer.reference == "AB001132"
    assert document.terms.startswith("30 dagar netto.")
    assert invoice.issued_by == clerk


def test_the_period_is_that_of_the_round_as_far_as_it_is_known(seller, clerk):
    home = make_participant()
    cohort = home.cohort
    first, last = date(2027, 1, 20), date(2028, 3, 15)
    conference = EventKind.RESULTS_CONFERENCE
    for starts_on, held_on, period in (
        (None, None, None),
        (first, None, SupplyPeriod(first, None)),
        (first, last, SupplyPeriod(first, last)),
        (first, first - timedelta(days=1), SupplyPeriod(first, None)),  # not moved yet
    ):
        cohort.starts_on = starts_on
        cohort.timeline.all().delete()
        if held_on:
            cohort.timeline.create(
                kind=conference, name_sv="Konferens", first_day=held_on, last_day=held_on
            )
        assert supply_of(cohort) == period
    cohort.save()
    assert from_data(issue(home, clerk).document).supply == SupplyPeriod(first, None)


def test_numbers_follow_each_other_and_begin_again_with_the_year(seller, clerk, time_machine):
    time_machine.move_to(stockholm(2027, 12, 31, 23, 59), tick=False)
    numbers = [issue(make_participant(n), clerk).number for n in (1, 2)]
    time_machine.move_to(stockholm(2028, 1, 1, 0, 0), tick=False)
    last = issue(make_participant(3), clerk)

    assert [*numbers, last.number] == ["2027-0001", "2027-0002", "2028-0001"]
    assert last.issued_on == date(2028, 1, 1)


def test_another_prefix_is_another_series_with_other_references(seller, clerk):
    first = issue(make_participant(1), clerk)
    InvoicingSettings.objects.update(series="MK")
    second = issue(make_participant(2), clerk)

    assert second.number == f"MK{first.number}"
    assert second.ocr != first.ocr
    assert is_ocr(second.ocr, "length_digit")


def test_the_shortest_references_that_the_settings_allow_hold_two_series(seller, clerk):
    for n, prefix in enumerate(("", "MK"), start=1):
        InvoicingSettings.objects.update(
            series=prefix, ocr_level=OcrLevel.FIXED_LENGTH, ocr_length=SHORTEST_OCR
        )
        issue(make_participant(n), clerk)
    references = Invoice.objects.values_list("ocr", flat=True)

    assert {len(ocr) for ocr in references} == {SHORTEST_OCR}
    assert len(set(references)) == 2


def test_twice_is_refused(seller, clerk):
    home = make_participant()
    issue(home, clerk)

    assert refusal_of(lambda: issue(home, clerk)).code == "issued_already"
    assert InvoiceSeries.objects.get().last == 1


def test_only_finance_issues(seller, project_lead, reviewer):
    home = make_participant()
    for other in (project_lead, reviewer):
        with pytest.raises(PermissionDenied):
            issue(home, other)


def test_nothing_before_the_vat_is_confirmed_by_name(clerk):
    seller = make_seller(confirmed_at=None, confirmed_name="")
    home = make_participant()
    assert refusal_of(lambda: issue(home, clerk)).code == "unconfirmed"

    confirm_vat(name="Eva Ekonom", seen=seller.version, actor=clerk)

    assert issue(home, clerk).number


def test_a_change_of_vat_asks_for_a_new_confirmation_and_touches_new_invoices_only(seller, clerk):
    before = issue(make_participant(1), clerk)
    change_settings(
        values={"vat_mode": "O", "vat_rate": Decimal(0), "vat_ground": "Utanför momsen"},
        seen=0,
        actor=clerk,
    )
    home = make_participant(2)
    assert refusal_of(lambda: issue(home, clerk)).code == "unconfirmed"
    confirm_vat(name="Eva Ekonom", seen=1, actor=clerk)
    after = issue(home, clerk)
    before.refresh_from_db()

    assert (before.tax, after.tax, after.payable) == (12500, 0, 50000)


def test_of_two_who_change_the_settings_one_is_told(seller, clerk):
    change_settings(values={"seat": "Uppsala"}, seen=0, actor=clerk)
    late = refusal_of(lambda: change_settings(values={"seat": "Lund"}, seen=0, actor=clerk))

    assert late.code == "changed_meanwhile"
    assert InvoicingSettings.objects.get().seat == "Uppsala"


@pytest.mark.parametrize(
    "billing,said",
    [
        ({"reference": ""}, "referens"),
        ({"peppol_id": ""}, "Peppol"),
        ({"peppol_id": "2120001133"}, "Peppol"),
        ({"address": ""}, "adress"),
    ],
)
def test_what_is_missing_is_said_and_costs_no_number(seller, clerk, billing, said):
    home = make_participant(**billing)

    assert said in refusal_of(lambda: issue(home, clerk)).messages[0]
    assert not Invoice.objects.exists()
    assert issue(make_participant(2), clerk).serial == 1


def test_an_official_rule_that_is_broken_costs_no_number(seller, clerk):
    class Strict(OfficialRules):
        def broken_by(self, xml: bytes) -> list[str]:
            return ["BR-99: no"]

    home = make_participant()

    assert "BR-99" in refusal_of(lambda: issue(home, clerk, Strict())).messages[0]
    assert issue(home, clerk).serial == 1


def test_another_fee_for_a_reason_and_nothing_gives_no_invoice(seller, clerk):
    cheap, free = make_participant(1), make_participant(2)
    FeeException.objects.create(participation=cheap, fee=Decimal("25000.50"), reason="Halva")
    FeeException.objects.create(participation=free, fee=0, reason="Pilot")

    assert issue(cheap, clerk).net == Decimal("25000.50")
    assert refusal_of(lambda: issue(free, clerk)).code == "no_fee"


def test_a_round_without_a_fee_is_not_invoiced(seller, clerk):
    Terms.objects.update(fee=None)
    home = make_participant()
    Terms.objects.update(fee=None)

    assert refusal_of(lambda: issue(home, clerk)).code == "no_fee"


def test_who_has_left_pays_what_somebody_decides(seller, clerk, project_lead):
    home = make_participant()
    withdraw_participation(participation=home, reason="Ny majoritet", actor=project_lead)
    assert refusal_of(lambda: issue(home, clerk)).code == "undecided"
    FeeException.objects.create(participation=home, fee=10_000, reason="Deltog i kickoffen")

    assert issue(home, clerk).net == 10_000


@pytest.mark.parametrize(
    "issued,due",
    [
        (date(2027, 1, 15), date(2027, 2, 15)),  # 14 February is a Sunday
        (date(2027, 2, 24), date(2027, 3, 30)),  # over Easter: 26 March is Good Friday
        (date(2026, 11, 24), date(2026, 12, 28)),  # Christmas Eve
        (date(2027, 5, 26), date(2027, 6, 28)),  # Midsummer Eve
        (date(2026, 12, 1), date(2027, 1, 4)),  # New Year's Eve
    ],
)
def test_an_invoice_is_never_due_when_banks_are_closed(issued, due):
    assert due_date(issued, 30) == due


# Frozen


def test_nothing_changes_or_deletes_an_issued_invoice(seller, clerk):
    invoice = issue(make_participant(), clerk)
    invoice.net = Decimal(1)
    rows = Invoice.objects.all()
    for forbidden in (
        invoice.save,
        invoice.delete,
        rows.delete,
        lambda: rows.update(net=1),
        lambda: Invoice.objects.bulk_update([invoice], ["net"]),
        lambda: Invoice.objects.filter(pk=invoice.pk)._raw_delete("default"),
        lambda: Invoice._base_manager.get(pk=invoice.pk).save(),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    assert Invoice.objects.get().net == 50000


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    ["UPDATE invoicing_invoice SET net = 1", "DELETE FROM invoicing_invoice"],
)
def test_the_database_refuses_raw_sql(seller, clerk, statement):
    issue(make_participant(), clerk)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Invoice.objects.get().net == 50000


# At once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_who_issue_at_once_leave_no_gap():
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    cohort = make_cohort()
    homes = [make_participant(n, cohort) for n in range(1, 25)]
    part = [homes[n::8] for n in range(8)]

    at_once(*(lambda mine=mine: [issue(home, clerk) for home in mine] for mine in part))

    serials = sorted(Invoice.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 25))
    assert InvoiceSeries.objects.get().last == 24


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_invoiced_by_two_at_once_is_invoiced_once():
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    home = make_participant()

    told = at_once(*(lambda: issue(home, clerk) for _ in range(3)))

    assert codes(told) == ["done", "issued_already", "issued_already"]
    assert InvoiceSeries.objects.get().last == 1
