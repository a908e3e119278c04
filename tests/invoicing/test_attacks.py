"""Attacks on invoices: other people's, tampered forms, poisoned texts."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cohorts.enums import Function
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile
from reporting.invoicing.models import (
    BankFile,
    BillingAddress,
    Invoice,
    InvoiceRun,
    InvoicingSettings,
    Payment,
    Sending,
)
from reporting.invoicing.services.crediting import credit_invoice
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from tests.architecture.addresses import ROWS, address
from tests.architecture.urlconf import our_pages
from tests.architecture.world import make_world
from tests.factories import make_user
from tests.invoicing.recipes import NoRules, make_participant

pytestmark = pytest.mark.django_db
EVIL = '<img src=x onerror="alert(1)">\'"'
COUNTED = (Invoice, InvoiceRun, Payment, Sending, BankFile, Message)


def issue(home, clerk) -> Invoice:
    found = issue_invoice(participation=home, actor=clerk, official=NoRules())
    make_files(invoice_id=found.pk)
    return found


def credit(invoice, clerk, reason="Fel", amount=None) -> Invoice:
    return credit_invoice(
        invoice=invoice,
        amount=amount,
        reason=reason,
        seen=invoice.credit_notes.count(),
        actor=clerk,
        official=NoRules(),
    )


def url(name, *args) -> str:
    return reverse(f"invoicing:{name}", args=args)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def counted() -> list[int]:
    return [model.objects.count() for model in COUNTED]


def invoice_pages():
    return [page for page in our_pages() if page.name.startswith("invoicing:")]


# --- other people's ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["other_applicant", "mentor", "evaluator", "reviewer", "stranger"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_another_organisations_invoices_answer_to_no_method(client, who, method):
    world = make_world()
    client.force_login(world.people[who])
    before = counted()
    data = {"way": "mail", "invoice": [world.lund.rows["invoice"].pk], "seen": "1"}

    answers = {
        page.name: getattr(client, method)(address(page, world, world.lund), data).status_code
        for page in invoice_pages()
    }

    assert {name: status for name, status in answers.items() if status not in (403, 404)} == {}
    assert counted() == before


def test_what_finance_alone_does_is_refused_a_project_lead_and_changes_nothing(client):
    world = make_world()
    client.force_login(world.people["project_lead"])
    row = world.lund.rows["invoice"]
    before, seller = counted(), InvoicingSettings.objects.values().get()
    posted = {
        url("issue", world.lund.rows["participation"].pk): {},
        url("order_run", world.cohort.slug): {},
        url("send_invoice", row.pk): {"way": "by_hand", "seen": "1"},
        url("unsent"): {"way": "by_hand", "invoice": [row.pk]},
        url("credit_invoice", row.pk): {"extent": "all", "reason": "x", "seen": "1"},
        url("record_payment", row.pk): {"amount": "1"},
        url("assign_payment", world.lund.rows["payment"].pk): {"assign-number": row.number},
        url("settle_payment", world.lund.rows["payment"].pk): {"settle-note": "x"},
        url("take_back_payment", world.lund.rows["payment"].pk): {"back-note": "x"},
        url("payments"): {"file": SimpleUploadedFile("b.csv", b"Datum;Belopp;OCR\n2027-01-01;1;1")},
        url("settings"): {"series": "X"},
        url("confirm_vat"): {"confirm-name": "Falsk", "confirm-seen": "0"},
    }

    assert {path: client.post(path, data).status_code for path, data in posted.items()} == (
        dict.fromkeys(posted, 403)
    )
    assert counted() == before
    assert InvoicingSettings.objects.values().get() == seller
    assert Payment.objects.get(pk=world.lund.rows["payment"].pk).invoice == row


@pytest.mark.parametrize(
    "function", [Function.POLITICIAN, Function.SENIOR_MANAGER, Function.FINANCE_MANAGER]
)
def test_who_does_not_coordinate_cannot_turn_the_invoices_elsewhere(client, home, function):
    user = make_user("ledamot@kommun.example")
    home.team.create(function=function, user=user, name=user.name, email=user.email)
    client.force_login(user)
    before = BillingAddress.objects.values().get()

    for method in ("get", "post"):
        answer = getattr(client, method)(url("billing", home.pk), {"emails": "tjuv@example.org"})
        assert answer.status_code == 403
    assert BillingAddress.objects.values().get() == before


def test_a_coordinator_reaches_its_own_address_alone(client, home):
    other = make_participant(2, home.cohort)
    user = make_user("nyckel@kommun.example")
    home.team.create(function=Function.KEY_PERSON, user=user, name=user.name, email=user.email)
    client.force_login(user)
    data = {"emails": "tjuv@example.org", "participation": home.pk, "pk": home.pk, "seen": "0"}

    assert client.get(url("billing", other.pk)).status_code == 404
    assert client.post(url("billing", other.pk), data).status_code == 404
    assert other.billing.emails == "faktura2@kommun.example"
    assert (
        client.post(url("billing", home.pk), data | {"emails": "ny@x.example"}).status_code == 302
    )
    assert BillingAddress.objects.get(participation=home).emails == "ny@x.example"
    assert BillingAddress.objects.get(participation=other).emails == "faktura2@kommun.example"


# --- guessed and tampered ------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 10**40])
def test_a_guessed_number_is_not_found(web, number):
    for page in invoice_pages():
        if "pk" not in ROWS.get(page.name, {}):
            continue
        path = reverse(page.name, kwargs={"pk": number})
        for method in sorted(page.answers):
            assert getattr(web, method)(path).status_code == 404, (path, method)


WRONG = ["", "-1", "²", "1e9", "9" * 30, "\x00", "'; DROP TABLE invoicing_invoice; --", EVIL]


@pytest.mark.parametrize("wrong", WRONG)
def test_tampered_fields_are_refused_and_change_nothing(web, invoice, home, wrong):
    Sending.objects.create(invoice=invoice, way="by_hand")
    InvoicingSettings.objects.update(version=3)
    payment = Payment.objects.create(
        invoice=None, amount=5, paid_on=today(), source="bgmax", key="p", why="unknown"
    )
    before = counted()
    posts = {
        url("send_invoice", invoice.pk): {"way": "mail", "seen": wrong},
        url("unsent"): {"way": "mail", "invoice": [wrong, str(invoice.pk)]},
        url("credit_invoice", invoice.pk): {
            "extent": "part",
            "amount": wrong,
            "reason": "x",
            "seen": "0",
        },
        url("assign_payment", payment.pk): {"assign-number": wrong},
        url("settle_payment", payment.pk): {"settle-note": "x" * 501},
        url("take_back_payment", payment.pk): {"back-note": wrong},
        url("record_payment", invoice.pk): {
            "amount": "1",
            "paid_on_0": "1",
            "paid_on_1": "1",
            "paid_on_2": "2026",
            "token": wrong,
        },
        url("confirm_vat"): {"confirm-name": "x", "confirm-seen": wrong},
        url("settings"): {"seen": wrong},
        url("decide_fee", home.pk): {"fee": wrong, "reason": "x"},
    }
    statuses = {path: web.post(path, data).status_code for path, data in posts.items()}
    for name in ("invoices", "overdue", "bookkeeping", "to_invoice"):
        query = dict.fromkeys(("round", "standing", "year", "q", "page", "period", "visa"), wrong)
        statuses[name] = web.get(url(name), query).status_code

    assert set(statuses.values()) <= {200, 302, 422}, statuses
    assert counted() == before
    assert Payment.objects.get(pk=payment.pk).invoice is None
    assert InvoicingSettings.objects.get().version == 3


def test_a_bulk_form_with_ids_of_others_sends_only_what_waits(web, invoice, home, clerk):
    Sending.objects.create(invoice=invoice, way="by_hand")
    other = issue(make_participant(2, home.cohort), clerk)
    ids = [invoice.pk, other.pk, other.pk, 10**17, -1, "x"]

    web.post(url("unsent"), {"way": "by_hand", "invoice": ids, "provider_id": "A"})

    assert list(Sending.objects.values_list("invoice", flat=True)) == [invoice.pk, other.pk]


def test_a_credit_note_is_neither_paid_nor_credited(web, invoice, clerk):
    note = credit(invoice, clerk)
    payment = Payment.objects.create(
        invoice=None, amount=5, paid_on=today(), source="bgmax", key="p", why="unknown"
    )

    assert web.get(url("credit_invoice", note.pk)).status_code == 404
    assert web.get(url("record_payment", note.pk)).status_code == 404
    posted = web.post(url("assign_payment", payment.pk), {"assign-number": note.number})
    assert posted.status_code == 422


# --- poisoned texts --------------------------------------------------------------------------

FORMULAS = ['=HYPERLINK("http://x.example";"Betala")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_holds_a_formula(web, home, clerk, time_machine, formula, kind):
    home.organisation.official_name = home.organisation.name = formula
    home.organisation.save()
    home.cohort.name_sv = formula
    home.cohort.save()
    # What nobody has sent is not overdue.
    Sending.objects.create(invoice=issue(home, clerk), way="by_hand")
    time_machine.move_to(timezone.now() + timedelta(days=60), tick=False)
    web.force_login(clerk)

    for name in ("invoices_file", "overdue_file", "ledger_file"):
        content = web.get(url(name, kind)).content
        if kind == "csv":
            cells = [cell.strip('"') for cell in re.split(r"[;\r\n]+", content.decode("utf-8-sig"))]
        else:
            book = load_workbook(io.BytesIO(content))
            found = [cell for page in book for row in page.iter_rows() for cell in row]
            assert "f" not in {cell.data_type for cell in found}
            cells = [cell.value for cell in found if isinstance(cell.value, str)]
        assert any(formula.strip()[:8] in cell for cell in cells), name
        assert [cell for cell in cells if re.match(r"\s*[=+@]|\s*-\D|-2\+", cell)] == []


def test_a_name_breaks_no_line_of_the_bookkeeping(web, home, clerk):
    home.organisation.official_name = 'A" 1\r\n}\r\n#VER F 999 20270101 "\x7f'
    home.organisation.save()
    issue(home, clerk)
    lines = web.post(url("sie_file")).content.decode("cp437").split("\r\n")

    assert sum(line.startswith("#VER") for line in lines) == 1
    assert sum(line == "}" for line in lines) == 1


def test_no_page_runs_what_somebody_wrote(web, home, clerk):
    for name in ("official_name", "name", "reference_hint"):
        setattr(home.organisation, name, EVIL)
    home.organisation.save()
    home.cohort.name_sv = EVIL
    home.cohort.save()
    home.billing.address = home.billing.town = home.billing.reference = EVIL
    home.billing.save()
    invoice = issue(home, clerk)
    Sending.objects.create(
        invoice=invoice, way="by_hand", provider_id=EVIL, receiver=EVIL, sent_by=clerk
    )
    stored = StoredFile.objects.first()
    file = BankFile.objects.create(name=EVIL, sha256="0", stored=stored, read_by=clerk)
    payments = [
        Payment.objects.create(
            invoice=one,
            amount=5,
            paid_on=today(),
            source="bgmax",
            key=str(one),
            payer=EVIL,
            reference=EVIL,
            note=EVIL,
            why="" if one else "unknown",
            bank_file=file,
        )
        for one in (invoice, None)
    ]
    note = credit(invoice, clerk, reason=EVIL, amount=Decimal(100))
    clerk.name = EVIL
    clerk.save()
    run = InvoiceRun.objects.create(cohort=home.cohort, ordered_by=clerk)
    run.rows.create(participation=home, state="refused", problem=EVIL)
    InvoicingSettings.objects.update(name=EVIL, vat_ground=EVIL, street=EVIL, confirmed_name=EVIL)
    args = {"run": run.pk, "to_invoice_round": home.cohort.slug, "payment": payments[1].pk}
    shown = 0
    for page in invoice_pages():
        if "get" not in page.answers or "kind" in page.arguments:
            continue
        name = page.name.removeprefix("invoicing:")
        of_invoice = ROWS.get(page.name) == {"pk": "invoice"}
        path = url(
            name,
            *([args.get(name, invoice.pk if of_invoice else home.pk)] if page.arguments else []),
        )
        answer = web.get(path, {"q": EVIL})
        if answer.get("Content-Type", "").startswith("text/html"):
            assert "<img src=x" not in text(answer), path
            assert 'onerror="' not in text(answer), path
            shown += "&lt;img src=x" in text(answer)
    assert "<img src=x" not in text(web.get(url("invoice", note.pk)))
    assert shown >= 8


def test_the_pdf_shows_markup_as_text_and_fetches_no_file(home, clerk, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    secret = tmp_path / "hemlig.txt"
    secret.write_text("HEMLIGT")
    tags = f'<link rel=attachment href="file://{secret}"><img src="file://{secret}"><h1>'
    home.organisation.official_name = tags[:150]  # PostgreSQL keeps no more
    home.organisation.save()
    home.billing.address = home.billing.town = tags[:60]
    home.billing.save()
    invoice = issue(home, clerk)
    stored = invoice.files.get(form="pdf").stored
    reader = pypdf.PdfReader(io.BytesIO(stored.content.read()))

    assert list(reader.attachments) == [f"faktura-{invoice.number}.xml"]
    assert "<link" in "".join(page.extract_text() for page in reader.pages)
