"""What goes wrong amid issuing: midnight, a PDF that fails far on, settings that change."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.models import Terms
from reporting.invoicing.document import from_data
from reporting.invoicing.models import Invoice, InvoiceFile, InvoiceSeries, InvoicingSettings
from reporting.invoicing.services import invoice_files, issuing, runs
from reporting.invoicing.services.crediting import credit_invoice
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.runs import carry_out, order_run
from reporting.invoicing.services.seller import change_settings
from reporting.invoicing.tasks import make_files, sweep_files
from reporting.invoicing.ubl import as_xml
from tests.factories import make_cohort, stockholm
from tests.invoicing.recipes import NoRules, make_participant

pytestmark = pytest.mark.django_db

FAILS = 150
MANY = 160


def issue(home: Any, clerk: Any) -> Invoice:
    return issue_invoice(participation=home, actor=clerk, official=NoRules())


def test_midnight_of_new_year_between_date_and_number(clerk, time_machine, monkeypatch):
    """The clock strikes after the date is taken: number, date and due day are of the old year."""
    first, second = make_participant(1), make_participant(2)
    take = issuing._locked_series

    def strike(prefix: str, year: int) -> InvoiceSeries:
        time_machine.move_to(stockholm(2028, 1, 1, 0, 0), tick=False)
        return take(prefix, year)

    time_machine.move_to(stockholm(2027, 12, 31, 23, 59), tick=False)
    monkeypatch.setattr(issuing, "_locked_series", strike)
    invoice = issue(first, clerk)
    assert (invoice.number, invoice.ocr[:8]) == ("2027-0001", "20270001")
    assert (invoice.issued_on, invoice.due_on) == (date(2027, 12, 31), date(2028, 1, 31))

    time_machine.move_to(stockholm(2027, 12, 31, 23, 59), tick=False)
    note = credit_invoice(
        invoice=invoice, amount=None, reason="Fel", seen=0, actor=clerk, official=NoRules()
    )
    assert (note.number, note.issued_on) == ("2027-0002", date(2027, 12, 31))
    assert issue(second, clerk).number == "2028-0001"
    assert from_data(note.document).issued_on == note.issued_on


def test_a_pdf_that_fails_at_number_150_costs_no_number_and_is_made_later(
    clerk, monkeypatch, settings, time_machine
):
    """No gap, no double, no half: the others have their files, and the sweep makes the one."""
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    monkeypatch.setattr(runs, "OfficialRules", NoRules)
    cohort = make_cohort()
    for n in range(1, MANY + 1):
        make_participant(n, cohort)
    drawn: list[str] = []

    def draw(document: Any, **_rest: Any) -> bytes:
        drawn.append(document.number)
        if len(drawn) == FAILS:
            raise MemoryError("WeasyPrint")
        return f"%PDF {document.number}".encode()

    monkeypatch.setattr(invoice_files, "invoice_pdf", draw)
    carry_out(run_id=order_run(cohort=cohort, actor=clerk).pk)
    failed = []
    for pk in Invoice.objects.order_by("pk").values_list("pk", flat=True):
        try:
            make_files(pk)
        except MemoryError:
            failed.append(pk)
    (broken,) = Invoice.objects.filter(pk__in=failed)
    before = dict(InvoiceFile.objects.values_list("pk", "sha256"))
    assert (broken.serial, broken.files.count(), len(before)) == (FAILS, 0, 2 * (MANY - 1))

    time_machine.move_to(start + timedelta(seconds=settings.CLAIM_SECONDS + 1), tick=False)
    for _turn in range(2):
        sweep_files()

    assert sorted(Invoice.objects.values_list("serial", flat=True)) == list(range(1, MANY + 1))
    assert InvoiceSeries.objects.get().last == MANY
    assert len(drawn) == MANY + 1
    assert drawn[-1] == broken.number
    after = dict(InvoiceFile.objects.values_list("pk", "sha256"))
    assert (len(after), before.items() <= after.items()) == (2 * MANY, True)
    assert broken.files.count() == 2


def test_files_that_are_made_after_a_change_of_vat_are_of_the_vat_at_issue(clerk):
    invoice = issue(make_participant(), clerk)
    was = as_xml(from_data(invoice.document))
    values = {"vat_mode": "O", "vat_rate": Decimal(0), "vat_ground": "Utanför momsen"}
    change_settings(values={**values, "bankgiro": "9912346"}, seen=0, actor=clerk)
    make_files(invoice.pk)
    with invoice.files.get(form="xml").stored.content.open("rb") as file:
        kept = file.read()

    assert InvoicingSettings.objects.get().vat_mode == "O"
    assert kept == was
    assert b">12500.00<" in kept


def test_a_negative_fee_of_the_round_is_not_invoiced(clerk, monkeypatch):
    """The database refuses it; whatever slips past that is refused before it has a number."""
    home = make_participant()
    monkeypatch.setattr(issuing, "terms_for", lambda *_found: Terms(fee=Decimal(-50000)))

    with pytest.raises(ValidationError) as error:
        issue(home, clerk)
    assert any("negativ" in words for words in error.value.messages)
    assert not Invoice.objects.exists()
    assert not InvoiceSeries.objects.filter(last__gt=0).exists()
