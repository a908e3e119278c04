"""Invoices by keyboard, with a real worker: from the VAT's confirmation to what has been paid.

Then what is overdue, and a credit note as its buyer reads it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.utils import timezone
from lxml import etree
from playwright.sync_api import Page, expect

from cohorts.enums import Function
from cohorts.models import Cohort, Participation, TeamMember
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import today
from reporting.invoicing.models import Invoice, InvoiceFile, Payment, Sending
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.sending import mark_sent
from tests import factories
from tests.browser.conftest import Mailbox, looked_at
from tests.browser.keyboard import enter, fetch, fill, press, tab_to, tick, upload
from tests.browser.test_meeting import sign_in
from tests.invoicing.recipes import NoRules, make_participant, make_seller
from tests.worker import Worker, wait_until

MOST_WAITING = 120_000  # milliseconds; a few seconds where nothing else is done
BANKGIRO, WRONG_BANKGIRO = "5050-1055", "5050-1056"
REFERENCE = "ZX987654"
DAYS_LATE = 60  # since the invoice was issued


@dataclass
class World:
    cohort: Cohort
    clerk: User
    lacking: Participation
    key_person: User
    # Whose pages these are: signs somebody in, in place of whoever it was.
    enter_as: Callable[[User], None]


@pytest.fixture
def world(transactional_db: None, page: Page, live_server: Any, settings: Any) -> World:
    """A round with three participants, of which one has said nothing of where its invoice goes."""
    cohort = factories.make_cohort(name_sv="Modellkommuner 2027", invoicing_year=2027)
    for n in (1, 2):
        make_participant(n, cohort)
    lacking = make_participant(3, cohort, reference="", address="", postcode="", town="")
    key_person = factories.make_user("nyckel@kommun.example", name="Maria Berg")
    TeamMember.objects.create(
        participation=lacking,
        function=Function.KEY_PERSON,
        name=key_person.name,
        email=key_person.email,
        user=key_person,
    )
    clerk = factories.make_user("ekonomi@skr.example", name="Eva Ekonom", staff_role="finance")

    def enter_as(user: User) -> None:
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, user, settings)

    return World(cohort, clerk, lacking, key_person, enter_as)


def bgmax(bankgiro: str, day: date, paid: dict[str, int]) -> bytes:
    """A file with one deposit; `paid` is öre by OCR number."""
    lines = [
        f"01{'BGMAX':<20}01{f'{day:%Y%m%d}173035010331':<20}P",
        f"05{bankgiro:0>10}{'':10}SEK",
        *(
            f"20{0:010}{ocr:>25}{ore:018}24{serial:012}0"
            for serial, (ocr, ore) in enumerate(paid.items(), start=1)
        ),
        f"15{'58410000010098202':0>35}{day:%Y%m%d}{1:05}{sum(paid.values()):018}SEK{len(paid):08}",
        f"70{len(paid):08}{0:08}{0:08}{1:08}",
    ]
    return "\r\n".join(f"{line:<80}" for line in lines).encode("latin-1")


def test_from_the_confirmation_of_vat_to_the_payment(
    page: Page, live_server: Any, worker: Worker, mailbox: Mailbox, tmp_path: Path, world: World
) -> None:
    site = live_server.url
    make_seller(confirmed_name="", confirmed_at=None, bankgiro="")

    world.enter_as(world.clerk)
    _confirm_vat(page, site)
    path = _ask(page, site, world, mailbox)
    world.enter_as(world.key_person)
    _complete(page, f"{site}{path}")

    world.enter_as(world.clerk)
    _issue(page, site, world)
    invoice = Invoice.objects.get(participation=world.lacking)
    pdf, xml = _fetch_files(page, site, invoice)
    _mail(page, mailbox, invoice, pdf)
    _mark_the_others(page, site)
    _read_bank_file(page, site, tmp_path, invoice)

    page.goto(f"{site}{invoice.get_absolute_url()}")
    expect(page.locator("h1")).to_have_text("Fakturan är betald")
    looked_at(page)
    assert xml == page.request.get(f"{page.url}faktura.xml").body()


def _confirm_vat(page: Page, site: str) -> None:
    """Nothing can be issued before; a bankgiro with a wrong digit is told at its field."""
    page.goto(f"{site}/skr/fakturor/")
    expect(page.get_by_role("button", name=re.compile("^Utfärda"))).to_have_count(0)
    looked_at(page)
    press(page, "link", "Se över och bekräfta")
    looked_at(page)
    fill(page, "#id_bankgiro", WRONG_BANKGIRO)
    press(page, "button", "Spara inställningarna")
    expect(page.get_by_role("alert")).to_contain_text("Bankgironumret stämmer inte.")
    looked_at(page)
    fill(page, "#id_bankgiro", BANKGIRO)
    press(page, "button", "Spara inställningarna")
    fill(page, "#id_confirm-name", "Eva Ekonom")
    press(page, "button", "Bekräfta momsen")
    expect(page.locator("#confirm")).to_contain_text("Bekräftat av Eva Ekonom")
    looked_at(page)


def _ask(page: Page, site: str, world: World, mailbox: Mailbox) -> str:
    """What is missing stands in the list; where the link of the mail leads."""
    page.goto(f"{site}/skr/fakturor/")
    row = page.get_by_role("row").filter(has_text="Kommun 3")
    expect(row).to_contain_text("Köparens referens saknas.")
    looked_at(page)
    enter(page, row.get_by_role("link", name="Kommun 3"))
    looked_at(page)
    press(page, "button", "Be teamet komplettera")
    expect(page.locator("main")).to_contain_text("Teamet fick frågan")
    looked_at(page)
    (mail,) = mailbox.wait_for(world.key_person.email, count=1)
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"https?://[^/\s]+(/min-omgang/\S+)", text)
    assert found, text
    return found[1]


def _complete(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".hint-box")).to_contain_text("Köparens referens saknas.")
    looked_at(page)
    fill(page, "#id_reference", REFERENCE)
    fill(page, "#id_address", "Box 3")
    fill(page, "#id_postcode", "2210")
    fill(page, "#id_town", "Lund")
    press(page, "button", "Spara fakturauppgifterna")
    expect(page.get_by_role("alert")).to_contain_text("fem siffror")
    looked_at(page)
    fill(page, "#id_postcode", "22100")
    press(page, "button", "Spara fakturauppgifterna")
    expect(page.locator("main")).to_contain_text("Fakturauppgifterna är sparade.")
    looked_at(page)


def _issue(page: Page, site: str, world: World) -> None:
    """The round at once; the page sees by itself when the worker is done."""
    page.goto(f"{site}/skr/fakturor/omgang/{world.cohort.slug}/")
    expect(page.locator("h1")).to_have_text("3 kan faktureras")
    press(page, "button", "Utfärda 3 fakturor")
    expect(page.locator("#run progress").first).to_be_visible()
    looked_at(page)
    expect(page.locator("#run progress")).to_have_count(0, timeout=MOST_WAITING)
    expect(page.locator("h1")).to_have_text("3 fakturor är utfärdade")
    looked_at(page)
    press(page, "link", "Det som är kvar att fakturera")
    expect(page.locator("h1")).to_have_text("Alla 3 är fakturerade")
    looked_at(page)


def _fetch_files(page: Page, site: str, invoice: Invoice) -> tuple[bytes, bytes]:
    """The PDF holds the XML, and the XML what the municipality has written."""
    wait_until(lambda: InvoiceFile.objects.count() == 6, seconds=MOST_WAITING / 1000)
    page.goto(f"{site}{invoice.get_absolute_url()}")
    expect(page.locator("h1")).to_have_text("Fakturan är utfärdad men inte skickad än")
    looked_at(page)
    pdf = fetch(page, page.get_by_role("link", name="PDF", exact=True))
    xml = fetch(page, page.get_by_role("link", name="e-faktura (XML)", exact=True))
    assert (pdf.name, xml.name) == (
        f"faktura-{invoice.number}.pdf",
        f"faktura-{invoice.number}.xml",
    )
    with pikepdf.open(pdf) as paper:
        (attached,) = paper.attachments.values()
        assert attached.get_file().read_bytes() == xml.read_bytes()
    root = etree.fromstring(xml.read_bytes())
    said = {etree.QName(one).localname: one.text for one in root.iter() if one.text}
    assert (said["BuyerReference"], said["PaymentID"]) == (REFERENCE, invoice.ocr)
    return pdf.read_bytes(), xml.read_bytes()


def _mail(page: Page, mailbox: Mailbox, invoice: Invoice, pdf: bytes) -> None:
    press(page, "button", "Mejla PDF:en")
    expect(page.locator("main")).to_contain_text(f"{invoice.number} är skickad.")
    looked_at(page)
    (mail,) = mailbox.wait_for("faktura3@kommun.example", count=1)
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == f"faktura-{invoice.number}.pdf"
    assert attachment.get_payload(decode=True) == pdf


def _mark_the_others(page: Page, site: str) -> None:
    """Carried to the access point by hand, and known there by a number."""
    page.goto(f"{site}/skr/fakturor/alla/")
    looked_at(page)
    press(page, "link", "Det som inte är skickat än")
    expect(page.locator("h1")).to_have_text("2 fakturor är inte skickade")
    looked_at(page)
    fill(page, "#id_provider_id", "AP-17")
    press(page, "button", "Markera som skickad")
    expect(page.locator("h1")).to_have_text("Alla fakturor är skickade")
    looked_at(page)
    marked = Sending.objects.filter(way="by_hand").values_list("provider_id", flat=True)
    assert list(marked) == ["AP-17", "AP-17"]


def _read_bank_file(page: Page, site: str, folder: Path, invoice: Invoice) -> None:
    """One payment finds its invoice, one does not; the same file read again changes nothing."""
    path = folder / "inbetalningar.txt"
    path.write_bytes(
        bgmax(
            BANKGIRO.replace("-", ""),
            today(),
            {invoice.ocr: int(invoice.payable * 100), "133": 100_00},
        )
    )
    page.goto(f"{site}/skr/fakturor/betalningar/")
    looked_at(page)
    for said in ("1 betalning räknades till sin faktura", "Filen var redan inläst."):
        upload(page, "#id_file", path)
        press(page, "button", "Läs in filen")
        expect(page.locator("main")).to_contain_text(said)
        expect(page.locator("h1")).to_contain_text("En betalning väntar")
    looked_at(page)
    assert Payment.objects.count() == 2
    enter(page, page.locator("table").first.get_by_role("link").first)
    expect(page.locator(".finding")).to_have_text("Ingen faktura har det här OCR-numret.")
    looked_at(page)


def test_an_overdue_invoice_is_credited_in_part_and_its_buyer_reads_it(
    page: Page, live_server: Any, world: World
) -> None:
    site = live_server.url
    make_seller()
    home = world.lacking
    home.billing.reference, home.billing.address = REFERENCE, "Box 3"
    home.billing.postcode, home.billing.town = "221 00", "Lund"
    home.billing.save()
    # Nothing makes an issued invoice older, so it is issued then.
    with time_machine.travel(timezone.now() - timedelta(days=DAYS_LATE)):
        invoice = issue_invoice(participation=home, actor=world.clerk, official=NoRules())
        mark_sent(invoice=invoice, provider_id="AP-1", seen=0, actor=world.clerk)

    world.enter_as(world.clerk)
    page.goto(f"{site}/skr/fakturor/forfallna/")
    expect(page.locator("h1")).to_have_text("En faktura har förfallit")
    looked_at(page)
    press(page, "link", invoice.number)
    expect(page.locator("h1")).to_contain_text("62 500,00 kr skulle ha betalats senast")
    looked_at(page)
    note = _credit(page, invoice)
    expect(page.locator("h1")).to_have_text("12 500,00 kr krediteras")
    looked_at(page)
    press(page, "link", f"faktura {invoice.number}")
    expect(page.locator("h1")).to_contain_text("50 000,00 kr skulle ha betalats senast")

    world.enter_as(world.key_person)
    page.goto(f"{site}/min-omgang/{home.pk}/fakturor/")
    expect(page.locator("table")).to_contain_text(invoice.number)
    looked_at(page)
    press(page, "link", note.number)
    expect(page.locator("main")).to_contain_text("Ett seminarium ställdes in.")
    expect(page.get_by_role("link", name="Kreditera", exact=True)).to_have_count(0)
    looked_at(page)


def _credit(page: Page, invoice: Invoice) -> Invoice:
    """More than there is, is refused; then a part of it."""
    press(page, "link", "Kreditera")
    looked_at(page)
    tick(page, "input[name=extent][value=part]")
    fill(page, "#id_amount", "50001")
    fill(page, "#id_reason", "Ett seminarium ställdes in.")
    press(page, "button", "Utfärda kreditfakturan")
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page)
    fill(page, "#id_amount", "10000")
    tab_to(page, page.get_by_role("button", name="Utfärda kreditfakturan"))
    press(page, "button", "Utfärda kreditfakturan")
    return invoice.credit_notes.get()
