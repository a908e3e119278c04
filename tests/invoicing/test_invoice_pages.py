"""Pages of issued invoices: who reads which, what they say, and how many questions they ask."""

import hashlib
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import Function
from cohorts.services.participations import withdraw_participation
from modellkonceptet.civil_dates import STOCKHOLM, today
from modellkonceptet.notifications.models import Message
from reporting.invoicing.enums import DocumentKind, PaymentSource, SendingWay, Standing
from reporting.invoicing.models import FeeException, Invoice, Payment, Sending
from reporting.invoicing.services.crediting import credit_invoice
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.sending import xml_archive
from tests.factories import make_cohort, make_group, make_user, stockholm
from tests.invoicing.recipes import NoRules, make_participant

pytestmark = pytest.mark.django_db
NAMES = ["invoice", "invoice_pdf", "invoice_xml", "invoice_copy", "credit_invoice"]
READING = NAMES[:4]


def issue(home, clerk) -> Invoice:
    return issue_invoice(participation=home, actor=clerk, official=NoRules())


def credit(invoice, clerk, amount=None) -> Invoice:
    return credit_invoice(
        invoice=invoice,
        amount=amount,
        reason="Fel",
        seen=invoice.credit_notes.count(),
        actor=clerk,
        official=NoRules(),
    )


def pay(invoice, amount, key="1", **fields) -> Payment:
    return Payment.objects.create(
        invoice=invoice,
        amount=amount,
        paid_on=fields.pop("paid_on", today()),
        source=PaymentSource.HAND,
        key=key,
        **fields,
    )


def seat(home, user, function=Function.FINANCE_MANAGER):
    home.team.create(function=function, user=user, name=user.name, email=user.email)
    return user


def url(name, row) -> str:
    return reverse(f"invoicing:{name}", args=[row.pk])


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


# --- who reads what --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "reading", "crediting", "listing"),
    [
        ("finance", 200, 200, 200),
        ("project_lead", 200, 403, 200),
        ("reviewer", 404, 404, 403),
        ("evaluator", 404, 404, 403),
        ("team", 200, 403, 403),
        ("partner", 404, 404, 403),
        ("stranger", 404, 404, 403),
    ],
)
def test_who_gets_in(client, invoice, home, clerk, who, reading, crediting, listing):
    if who == "team":
        user = seat(home, make_user("kollega@kommun.example"))
    elif who == "partner":
        other = make_participant(2, home.cohort)
        make_group(home.cohort, members=(home, other))
        user = seat(other, make_user("granne@kommun.example"))
    elif who == "stranger":
        user = make_user("ingen@nagonannanstans.example")
    else:
        user = clerk if who == "finance" else make_user(f"{who}@skr.example", staff_role=who)
    client.force_login(user)

    assert {name: client.get(url(name, invoice)).status_code for name in READING} == dict.fromkeys(
        READING, reading
    )
    assert client.get(url("credit_invoice", invoice)).status_code == crediting
    assert client.post(url("send_invoice", invoice), {"way": "x"}).status_code == (
        404 if crediting == 200 else crediting
    )
    assert client.get(reverse("invoicing:invoices")).status_code == listing
    assert client.get(reverse("invoicing:invoices_file", args=["csv"])).status_code == listing
    assert client.get(reverse("invoicing:unsent")).status_code == (200 if who == "finance" else 403)
    assert client.get(url("own_invoices", home)).status_code == reading


def test_the_buyer_is_not_told_of_the_sellers_sending(client, invoice, home, clerk):
    pages = [url("own_invoices", home), url("invoice", invoice)]
    client.force_login(clerk)
    assert "Att skicka" in text(client.get(pages[1]))

    client.force_login(seat(home, make_user("kollega@kommun.example")))
    for page in pages:
        assert "Att skicka" not in text(client.get(page))


def test_who_has_not_signed_in_is_asked_to(client, invoice, home):
    for path in (url("invoice", invoice), url("own_invoices", home)):
        response = client.get(path)
        assert response.status_code == 302


def test_a_team_sees_its_own_alone_and_nothing_of_who_did_what(client, invoice, home, clerk):
    other = issue(make_participant(2, home.cohort), clerk)
    Sending.objects.create(invoice=invoice, way=SendingWay.BY_HAND, sent_by=clerk)
    client.force_login(seat(home, make_user("kollega@kommun.example")))
    listed, page = (
        text(client.get(url("own_invoices", home))),
        text(client.get(url("invoice", invoice))),
    )

    assert invoice.number in listed
    assert other.number not in listed
    assert "Ekonomi" not in page
    assert url("send_invoice", invoice) not in page
    assert url("credit_invoice", invoice) not in page


def test_who_has_left_the_team_reads_no_more(client, invoice, home):
    user = seat(home, make_user("kollega@kommun.example"))
    home.team.update(left_on=today())
    client.force_login(user)

    assert client.get(url("invoice", invoice)).status_code == 404


def test_those_who_coordinate_are_led_to_the_invoice_address(client, home):
    client.force_login(seat(home, make_user("kollega@kommun.example")))
    assert "/uppgifter/" not in text(client.get(url("own_invoices", home)))
    client.force_login(seat(home, make_user("nyckel@kommun.example"), Function.KEY_PERSON))
    assert "/uppgifter/" in text(client.get(url("own_invoices", home)))


# --- the files -------------------------------------------------------------------------


def test_every_download_gives_the_same_bytes(web, invoice):
    for form in ("pdf", "xml"):
        kept = invoice.files.get(form=form)
        answers = {b"".join(web.get(url(f"invoice_{form}", invoice))) for _time in range(2)}
        assert [hashlib.sha256(one).hexdigest() for one in answers] == [kept.sha256]
        assert kept.sha256 in text(web.get(url("invoice", invoice)))


def test_the_copy_says_that_the_swedish_one_counts(web, invoice):
    response = web.get(url("invoice_copy", invoice))

    assert response.content.startswith(b"%PDF-")
    assert f"invoice-{invoice.number}-copy.pdf" in response["Content-Disposition"]
    assert invoice.files.count() == 2


def test_while_the_files_are_made_the_page_says_so(web, home, clerk):
    invoice = issue(home, clerk)
    response = web.get(url("invoice_pdf", invoice), follow=True)

    assert response.redirect_chain == [(url("invoice", invoice), 302)]
    assert web.get(url("invoice_copy", invoice)).status_code == 200


# --- what the page says ----------------------------------------------------------------


def test_the_trail_and_the_sums(web, invoice, clerk):
    Sending.objects.create(
        invoice=invoice, way=SendingWay.BY_HAND, provider_id="AP-17", sent_by=clerk
    )
    pay(invoice, Decimal("12500"))
    note = credit(invoice, clerk, Decimal("10000"))
    page = web.get(url("invoice", invoice))
    shown = text(page)

    assert page.context["page"].standing == Standing.PART_PAID
    assert page.context["page"].sums.left == Decimal("37500")
    assert [len(page.context["page"].trail), "AP-17" in shown, note.number in shown] == [
        4,
        True,
        True,
    ]
    assert url("invoice", note) in shown


def test_paid_and_then_credited_says_that_money_is_to_go_back(web, invoice, clerk):
    pay(invoice, invoice.payable)
    credit(invoice, clerk, Decimal("10000"))
    page = web.get(url("invoice", invoice)).context["page"]

    assert page.standing == Standing.PAID
    assert "12 500,00" in page.too_much.replace("\xa0", " ")


def test_who_left_leads_to_a_decision_and_then_to_a_proposed_credit(
    web, invoice, home, project_lead
):
    withdraw_participation(participation=home, reason="Ny majoritet", actor=project_lead)
    undecided = web.get(url("invoice", invoice)).context["page"].question
    FeeException.objects.create(participation=home, fee=20000, reason="Halva tiden")
    page = web.get(url("invoice", invoice))
    proposed = web.get(url("credit_invoice", invoice), {"amount": "30000.00"})

    assert undecided.difference is None
    assert page.context["page"].question.difference == Decimal("30000.00")
    assert "?amount=30000.00" in text(page)
    assert proposed.context["form"].initial["amount"] == Decimal("30000.00")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "x", "1e999999", "50000"])
def test_nonsense_in_the_proposal_proposes_nothing(web, invoice, amount):
    page = web.get(url("credit_invoice", invoice), {"amount": amount})

    assert page.status_code == 200
    assert "amount" not in page.context["form"].initial


def test_a_name_with_a_tag_stays_a_name(web, home, clerk):
    evil = "<script>alert(1)</script>"
    home.organisation.official_name = evil
    home.organisation.save()
    invoice = issue(home, clerk)
    make_files(invoice_id=invoice.pk)
    credit(invoice, clerk)

    for path in (url("invoice", invoice), reverse("invoicing:invoices"), url("own_invoices", home)):
        assert evil not in text(web.get(path))
    assert "&lt;script&gt;" in text(web.get(url("invoice", invoice)))


# --- sending and crediting by the page ---------------------------------------------------


def test_mailed_from_the_page_and_not_twice(web, invoice):
    for _time in range(2):
        web.post(url("send_invoice", invoice), {"way": "mail", "seen": "0"})

    assert Message.objects.count() == 1
    assert web.get(url("invoice", invoice)).context["page"].standing == Standing.SENT


def test_what_is_chosen_is_fetched_and_marked(web, invoice, clerk):
    other = issue(make_participant(2), clerk)
    make_files(invoice_id=other.pk)
    unsent = reverse("invoicing:unsent")
    archive = web.post(unsent, {"way": "zip", "invoice": [invoice.pk]})
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.namelist() == [f"faktura-{invoice.number}.xml"]
    web.post(unsent, {"way": "by_hand", "invoice": [invoice.pk, "x", "999999"], "provider_id": "A"})

    assert [one.invoice for one in Sending.objects.all()] == [invoice]
    assert invoice.number not in text(web.get(unsent))
    assert other.number in text(web.get(unsent))
    assert web.post(unsent, {"way": "zip"}).status_code == 302
    assert web.post(unsent, {"way": "x", "invoice": [other.pk]}).status_code == 404


def at(day: str, clock: str, **rest) -> dict[str, object]:
    """What the form of sendings sends: the day as three fields, and a time."""
    parts = zip(("year", "month", "day"), day.split("-"), strict=True)
    typed = {f"sent_on_{name}": part for name, part in parts}
    return {"way": "by_hand", **typed, "sent_clock": clock, **rest}


def test_marked_by_hand_at_the_time_that_is_typed(client, clerk, home, time_machine):
    time_machine.move_to(stockholm(2027, 1, 15, 9, 30), tick=False)
    invoice = issue(home, clerk)
    time_machine.move_to(stockholm(2027, 1, 18, 14, 5), tick=False)
    client.force_login(clerk)
    form = client.get(url("invoice", invoice)).context["mark_form"]
    assert (form["sent_on"].initial, form["sent_clock"].initial) == (date(2027, 1, 18), "14.05")

    path = url("send_invoice", invoice)
    for wrong in (
        at("2027-01-18", "14.06", seen="0", provider_id="AP-1"),  # has not come
        at("2027-01-15", "9.29", seen="0", provider_id="AP-1"),  # not issued yet
        at("2027-02-30", "9", seen="0", provider_id="AP-1"),
        at("2027-01-16", "", seen="0", provider_id="AP-1"),
    ):
        refused = client.post(path, wrong)
        assert refused.status_code == 422
        assert refused.context["mark_form"].errors
        assert 'value="AP-1"' in text(refused)
    assert not Sending.objects.exists()

    client.post(path, at("2027-01-16", "8", seen="0", provider_id="AP-1"))
    sending = Sending.objects.get()
    assert (sending.sent_at, sending.provider_id) == (stockholm(2027, 1, 16, 8), "AP-1")
    assert "16 januari 2027 08:00" in text(client.get(url("invoice", invoice)))
    late = client.post(path, at("2027-01-16", "8", seen="0"))
    said = late.context["mark_form"].non_field_errors().as_data()
    assert [one.code for one in said] == ["sent_meanwhile"]


def test_several_marked_at_a_typed_time_and_a_mistake_keeps_the_choice(web, invoice, clerk):
    other = issue(make_participant(2), clerk)
    unsent = reverse("invoicing:unsent")
    wrong = web.post(unsent, at("2027-01-16", "25", invoice=[other.pk]))

    assert wrong.status_code == 422
    assert [(row.invoice, ticked) for row, ticked in wrong.context["rows"]] == [
        (invoice, False),
        (other, True),
    ]
    moment = timezone.localtime(timezone.now(), STOCKHOLM)
    day, clock = moment.date().isoformat(), f"{moment.hour}.{moment.minute:02}"
    web.post(unsent, at(day, clock, invoice=[other.pk]))
    assert Sending.objects.get().sent_at == moment.replace(second=0, microsecond=0)


def test_credited_from_the_page(web, invoice, monkeypatch):
    monkeypatch.setattr("reporting.invoicing.views.invoice_actions.OfficialRules", NoRules)
    path = url("credit_invoice", invoice)
    missing = web.post(path, {"extent": "part", "reason": "Fel", "seen": "0"})
    done = web.post(path, {"extent": "part", "amount": "1000,50", "reason": "Fel", "seen": "0"})
    late = web.post(path, {"extent": "all", "amount": "skräp", "reason": "Fel", "seen": "0"})
    note = invoice.credit_notes.get()

    assert (missing.status_code, late.status_code) == (422, 422)
    assert "amount" in missing.context["form"].errors
    assert done["Location"] == url("invoice", note)
    assert note.net == Decimal("1000.50")
    assert web.get(url("credit_invoice", note)).status_code == 404


def test_credited_and_issued_anew_from_the_page(web, invoice, monkeypatch):
    monkeypatch.setattr("reporting.invoicing.views.invoice_actions.OfficialRules", NoRules)
    web.post(
        url("credit_invoice", invoice), {"extent": "reissue", "reason": "Fel referens", "seen": "0"}
    )

    kinds = list(Invoice.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.INVOICE]


# --- the list --------------------------------------------------------------------------


def test_the_list_is_narrowed_and_says_the_sums(web, invoice, home, clerk):
    other = issue(make_participant(2, make_cohort()), clerk)
    note = credit(other, clerk, Decimal("10000"))
    pay(invoice, invoice.payable)

    def numbers(**query):
        page = web.get(reverse("invoicing:invoices"), query).context["page"]
        return {row.invoice.number for row in page.rows}

    everything = web.get(reverse("invoicing:invoices")).context["page"]
    assert (everything.total.payable, everything.total.credited, everything.left) == (
        Decimal(125000),
        Decimal(12500),
        Decimal(50000),
    )
    assert numbers(standing="paid") == {invoice.number}
    assert numbers(round=home.cohort_id) == {invoice.number}
    assert numbers(q=note.number) == {note.number}
    assert numbers(q="kommun 2") == {other.number, note.number}
    assert numbers(year=today().year - 1) == set()
    assert numbers(year="²", round="x", standing="<script>") == {
        invoice.number,
        other.number,
        note.number,
    }


def test_the_files_hold_what_the_list_holds(web, invoice, clerk):
    note = credit(invoice, clerk)
    path = reverse("invoicing:invoices_file", args=["csv"])
    lines = web.get(path, {"q": note.number}).content.decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert invoice.number in lines[1]
    assert web.get(reverse("invoicing:invoices_file", args=["xlsx"])).content[:2] == b"PK"
    assert web.get(reverse("invoicing:invoices_file", args=["exe"])).status_code == 404


def test_a_file_that_was_changed_on_the_disk_is_not_handed_out(web, invoice):
    kept = invoice.files.get(form="xml").stored
    Path(kept.content.path).write_bytes(b"<Invoice>1 krona</Invoice>")

    answer = web.get(url("invoice_xml", invoice), follow=True)

    assert "har skadats på servern" in text(answer)
    with pytest.raises(ValidationError, match="skadats"):
        xml_archive([invoice])


def test_every_page_of_skr_lies_below_the_same_page_of_invoices(web, invoice, home):
    """Two roads to the same place would be two places for whoever looks for the way back."""
    payment = pay(invoice, 100)
    pages = [
        *(reverse(f"invoicing:{n}") for n in ("to_invoice", "invoices", "unsent", "settings")),
        *(reverse(f"invoicing:{n}") for n in ("payments", "overdue", "bookkeeping")),
        *(url(n, invoice) for n in ("invoice", "credit_invoice", "record_payment")),
        *(url(n, home) for n in ("participant", "decide_fee", "billing", "own_invoices")),
        url("payment", payment),
    ]
    below = {path: web.get(path).context["crumbs"][1] for path in pages}

    assert {(one["label"], one["url"]) for one in below.values()} == {
        ("Fakturor", reverse("invoicing:to_invoice"))
    }


# --- queries ---------------------------------------------------------------------------

PAGES = {"invoice": 9, "invoices": 3, "unsent": 3, "own_invoices": 4}


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_is_the_same_for_few_and_many(
    web, invoice, home, clerk, django_assert_num_queries, name, many
):
    if many:
        for n in range(5):
            one = issue(make_participant(10 + n, home.cohort), clerk)
            credit(one, clerk, Decimal(100))
            pay(invoice, 100, key=f"k{n}", paid_on=today() - timedelta(days=n))
            credit(invoice, clerk, Decimal(100))
            if name != "unsent":
                Sending.objects.create(invoice=invoice, way=SendingWay.BY_HAND, sent_by=clerk)
    path = {"invoice": url("invoice", invoice), "own_invoices": url("own_invoices", home)}.get(
        name
    ) or reverse(f"invoicing:{name}")
    web.get(path)

    with django_assert_num_queries(PAGES[name]):
        assert web.get(path).status_code == 200
