"""Crediting: never beyond the invoice, to the öre, with VAT and parties as they were."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.document import Line, from_data
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import OcrLevel, VatMode
from reporting.invoicing.models import BillingAddress, FeeException, Invoice, InvoicingSettings
from reporting.invoicing.own_rules import broken_rules
from reporting.invoicing.services.crediting import (
    Creditable,
    credit_and_reissue,
    credit_invoice,
    creditable,
    draft_of,
)
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.ubl import as_xml
from tests.at_once import at_once, codes
from tests.factories import make_user
from tests.invoicing.recipes import NoRules, make_document, make_participant, make_seller

ORE = Decimal("0.01")
on_database = pytest.mark.django_db


@pytest.fixture
def invoice(clerk) -> Invoice:
    return issue_invoice(participation=make_participant(), actor=clerk, official=NoRules())


def credit(invoice, clerk, amount=None, reason="Fel avgift", seen=0, official=None) -> Invoice:
    return credit_invoice(
        invoice=invoice,
        amount=None if amount is None else Decimal(amount),
        reason=reason,
        seen=seen,
        actor=clerk,
        official=official or NoRules(),
    )


def refusal_of(act) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def test_the_whole_invoice(invoice, clerk):
    note = credit(invoice, clerk)
    document = from_data(note.document)

    assert (note.net, note.tax, note.payable) == (50000, 12500, 62500)
    assert (note.number[-4:], note.ocr, note.due_on) == ("0002", "", None)
    assert (note.credits, note.reason) == (invoice, "Fel avgift")
    assert document.credits.number == invoice.number
    assert document.lines == from_data(invoice.document).lines
    assert document.note == "Fel avgift"
    assert refusal_of(lambda: credit(invoice, clerk, seen=1)).code == "nothing_left"


@pytest.mark.parametrize("mode", [VatMode.STANDARD, VatMode.EXEMPT, VatMode.OUTSIDE])
def test_parts_are_valid_by_the_official_rules_in_every_vat_mode(clerk, mode):
    if mode != VatMode.STANDARD:
        InvoicingSettings.objects.update(vat_mode=mode, vat_rate=0, vat_ground="Undantag")
    with OfficialRules() as official:
        invoice = issue_invoice(participation=make_participant(), actor=clerk, official=official)
        part = credit(invoice, clerk, "12345.67", official=official)
        rest = credit(invoice, clerk, seen=1, official=official)

    assert part.net + rest.net == invoice.net
    assert part.payable + rest.payable == invoice.payable
    assert from_data(rest.document).vat == from_data(invoice.document).vat
    assert b"<cbc:CreditNoteTypeCode>381<" in as_xml(from_data(part.document))


def test_parties_and_vat_are_those_of_the_invoice_and_not_of_today(invoice, clerk):
    BillingAddress.objects.update(reference="CD999999")
    InvoicingSettings.objects.update(vat_mode="O", vat_rate=0, vat_ground="Ny", bankgiro="9912346")
    document, was = from_data(credit(invoice, clerk).document), from_data(invoice.document)

    assert (document.buyer, document.seller, document.vat) == (was.buyer, was.seller, was.vat)


def test_an_unconfirmed_new_vat_does_not_keep_an_old_invoice_from_being_credited(invoice, clerk):
    InvoicingSettings.objects.update(confirmed_at=None, confirmed_name="")

    assert credit(invoice, clerk).payable == invoice.payable


@pytest.mark.parametrize("amount", ["0", "-1", "1.001", "50000.01"])
def test_wrong_amounts(invoice, clerk, amount):
    assert "amount" in refusal_of(lambda: credit(invoice, clerk, amount)).error_dict
    assert not invoice.credit_notes.exists()


def test_never_more_than_what_earlier_credits_have_left(invoice, clerk):
    credit(invoice, clerk, "30000")

    assert "amount" in refusal_of(lambda: credit(invoice, clerk, "20000.01", seen=1)).error_dict
    assert credit(invoice, clerk, "20000", seen=1).payable == 25000
    assert refusal_of(lambda: credit(invoice, clerk, "0.01", seen=2)).code == "nothing_left"
    assert sum(one.payable for one in invoice.credit_notes.all()) == invoice.payable


def test_many_small_credits_whose_rounding_adds_up_never_pass_the_sum(clerk):
    """0.02 kronor with VAT of half an öre each, rounded up: twice 0.03 where 0.05 is invoiced."""
    home = make_participant()
    FeeException.objects.create(participation=home, fee=Decimal("0.04"), reason="Öre")
    invoice = issue_invoice(participation=home, actor=clerk, official=NoRules())
    assert invoice.payable == Decimal("0.05")
    first = credit(invoice, clerk, "0.02")
    rest = credit(invoice, clerk, None, seen=1)

    assert (first.payable, rest.payable) == (Decimal("0.03"), Decimal("0.02"))


@pytest.mark.parametrize("reason", ["", " \u200b\t", "x" * 501])
def test_a_reason_is_asked_for(invoice, clerk, reason):
    assert "reason" in refusal_of(lambda: credit(invoice, clerk, reason=reason)).error_dict


def test_no_credit_of_a_credit(invoice, clerk):
    note = credit(invoice, clerk)

    assert refusal_of(lambda: credit(note, clerk)).code == "is_credit"


def test_of_two_with_the_same_page_one_is_refused(invoice, clerk):
    credit(invoice, clerk, "1000")

    assert refusal_of(lambda: credit(invoice, clerk, "1000")).code == "credited_meanwhile"
    assert creditable(invoice).net == 49000


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_refused():
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    invoice = issue_invoice(participation=make_participant(), actor=clerk, official=NoRules())

    answers = at_once(lambda: credit(invoice, clerk), lambda: credit(invoice, clerk))

    assert codes(answers) == ["credited_meanwhile", "done"]
    assert creditable(invoice).is_nothing


def test_only_finance_credits(invoice, project_lead, reviewer):
    for other in (project_lead, reviewer):
        with pytest.raises(PermissionDenied):
            credit(invoice, other)


def test_credit_and_reissue_takes_todays_reference_and_fee(invoice, clerk):
    BillingAddress.objects.update(reference="CD654321")
    FeeException.objects.create(participation=invoice.participation, fee=20000, reason="Hälften")
    credit(invoice, clerk, "1000")

    note, new = credit_and_reissue(
        invoice=invoice, reason="Fel referens", seen=1, actor=clerk, official=NoRules()
    )

    assert (note.net, new.net) == (49000, 20000)
    assert from_data(new.document).buyer.reference == "CD654321"
    assert [note.number[-4:], new.number[-4:]] == ["0003", "0004"]
    assert new.ocr != invoice.ocr


def test_nothing_is_credited_when_the_new_one_cannot_be_issued(invoice, clerk):
    BillingAddress.objects.update(reference="")

    refusal_of(
        lambda: credit_and_reissue(
            invoice=invoice, reason="Fel", seen=0, actor=clerk, official=NoRules()
        )
    )

    assert Invoice.objects.count() == 1
    assert issue_invoice(
        participation=make_participant(2), actor=clerk, official=NoRules()
    ).number.endswith("0002")


amounts = st.integers(1, 10**8).map(lambda ore: ore * ORE)


@given(
    net=amounts,
    rounding=st.integers(-50, 50),
    shares=st.lists(st.integers(1, 999), max_size=8),
    mode=st.sampled_from(list(VatMode)),
)
def test_parts_meet_the_invoice_to_the_ore_and_never_pass_it(net, rounding, shares, mode):
    """Against an account of its own: what is taken back, in whole öre."""
    original = make_document(mode, lines=(Line("Avgift", Decimal(1), net),))
    original = replace(original, rounding=rounding * ORE)
    if original.payable <= 0:
        return
    left_net, left_payable = int(net * 100), int(original.payable * 100)
    taken, times = 0, 0
    for share in [*shares, None]:
        left = Creditable(left_net * ORE, left_payable * ORE, times)
        if left.is_nothing:
            break
        part = None if share is None else max(left_net * share // 1000, 1) * ORE
        draft = draft_of(original, amount=part, left=left, reason="Fel")
        if draft.payable > left.payable:  # refused by the service
            continue
        assert draft.tax == draft.vat.on(draft.net)
        if abs(draft.rounding) <= Decimal("0.50"):
            numbered = replace(draft, number="2027-0002")
            assert broken_rules(numbered, level=OcrLevel.LENGTH_DIGIT) == []
        taken, times = taken + int(draft.payable * 100), times + 1
        left_net, left_payable = (
            left_net - int(draft.net * 100),
            int(original.payable * 100) - taken,
        )
        assert left_net >= 0
        assert left_payable >= 0
    else:
        assert (left_net, left_payable) == (0, 0)
