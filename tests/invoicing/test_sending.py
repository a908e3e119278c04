"""Sending: by mail, by the provider of an access point, by hand; what is refused, and once."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.utils import timezone

from modellkonceptet.notifications.models import Message
from reporting.invoicing.document import from_data
from reporting.invoicing.enums import SendingWay
from reporting.invoicing.models import BillingAddress, Invoice, Sending
from reporting.invoicing.providers import ProviderError, provider_in_use
from reporting.invoicing.providers.file_drop import FileDrop
from reporting.invoicing.services.crediting import credit_invoice
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.sending import (
    hand_to_provider,
    mail_invoice,
    mark_sent,
    send_each,
    xml_archive,
)
from reporting.invoicing.ubl import as_xml
from tests.invoicing.recipes import NoRules, make_participant
from tests.worker import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def unmade(clerk) -> Invoice:
    home = make_participant(emails="faktura@lund.example, ekonomi@lund.example,")
    return issue_invoice(participation=home, actor=clerk, official=NoRules())


@pytest.fixture
def invoice(unmade) -> Invoice:
    make_files(invoice_id=unmade.pk)
    return unmade


@pytest.fixture
def drop(settings, tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    settings.INVOICE_PROVIDER, settings.INVOICE_DROP_DIR = "file_drop", folder
    return folder


def refusal_of(act) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def test_every_address_gets_the_pdf_that_is_kept(invoice, clerk):
    mail_invoice(invoice=invoice, seen=0, actor=clerk)
    messages = list(Message.objects.order_by("pk"))
    pdf = invoice.files.get(form="pdf").stored

    assert [one.to_email for one in messages] == ["faktura@lund.example", "ekonomi@lund.example"]
    assert all(list(one.attachments.all()) == [pdf] for one in messages)
    assert invoice.number in messages[0].subject
    assert "Sveriges Kommuner och Regioner" in messages[0].subject
    assert invoice.ocr in messages[0].body_text
    assert "62 500,00 kr" in messages[0].body_text.replace("\xa0", " ")
    assert [one.way for one in invoice.sendings.all()] == [SendingWay.MAIL] * 2


def test_a_credit_note_is_mailed_in_words_of_its_own(invoice, clerk):
    note = credit_invoice(
        invoice=invoice, amount=None, reason="Fel", seen=0, actor=clerk, official=NoRules()
    )
    make_files(invoice_id=note.pk)
    mail_invoice(invoice=note, seen=0, actor=clerk)
    message = Message.objects.first()

    assert note.number in message.subject
    assert invoice.number in message.body_text
    assert "OCR" not in message.body_text


def test_nothing_leaves_while_the_files_are_not_made(unmade, clerk, drop):
    for act in (
        lambda: mail_invoice(invoice=unmade, seen=0, actor=clerk),
        lambda: hand_to_provider(invoice=unmade, seen=0, actor=clerk),
        lambda: xml_archive([unmade]),
    ):
        assert refusal_of(act).code == "no_files"
    assert not Sending.objects.exists()
    assert list(drop.iterdir()) == []


@pytest.mark.parametrize(
    ("emails", "code"),
    [("", "no_address"), (" , ", "no_address"), ("a@b.se, fel", "wrong_address")],
)
def test_without_an_address_that_holds_nothing_is_mailed(invoice, clerk, emails, code):
    BillingAddress.objects.update(emails=emails)

    assert refusal_of(lambda: mail_invoice(invoice=invoice, seen=0, actor=clerk)).code == code
    assert not Message.objects.exists()


def test_pressed_twice_is_sent_once(invoice, clerk):
    mail_invoice(invoice=invoice, seen=0, actor=clerk)

    for act in (
        lambda: mail_invoice(invoice=invoice, seen=0, actor=clerk),
        lambda: mark_sent(invoice=invoice, provider_id="", seen=0, actor=clerk),
    ):
        assert refusal_of(act).code == "sent_meanwhile"
    assert Message.objects.count() == 2


def test_marked_by_hand_with_the_providers_id(invoice, clerk):
    sending = mark_sent(invoice=invoice, provider_id=" AP-17\u200b ", seen=0, actor=clerk)

    assert (sending.way, sending.provider_id, sending.sent_by) == ("by_hand", "AP-17", clerk)
    refusal_of(lambda: mark_sent(invoice=invoice, provider_id="x" * 101, seen=1, actor=clerk))


def test_marked_with_the_time_that_somebody_says(invoice, clerk):
    """Not before its minute of issue, and not ahead: neither can have been."""
    now, minute = timezone.now(), timedelta(minutes=1)
    issued = invoice.issued_at.replace(second=0, microsecond=0)

    def mark(moment, seen=0):
        return mark_sent(invoice=invoice, provider_id="", sent_at=moment, seen=seen, actor=clerk)

    for wrong in (now + minute, issued - minute):
        assert "sent_on" in refusal_of(lambda wrong=wrong: mark(wrong)).error_dict
    assert not invoice.sendings.exists()
    assert mark(issued).sent_at == issued
    assert mark(None, seen=1).sent_at >= now


def test_only_finance_sends(invoice, project_lead):
    with pytest.raises(PermissionDenied):
        mail_invoice(invoice=invoice, seen=0, actor=project_lead)


def test_one_that_is_refused_keeps_no_other_waiting(invoice, clerk):
    other = issue_invoice(participation=make_participant(2), actor=clerk, official=NoRules())
    outcome = send_each(
        [other, invoice], lambda one: mail_invoice(invoice=one, seen=0, actor=clerk)
    )

    assert outcome.sent == 1
    assert [one for one, _why in outcome.refused] == [other]


def test_the_archive_holds_the_kept_bytes_and_is_the_same_each_time(invoice):
    content = xml_archive([invoice])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"faktura-{invoice.number}.xml"]
        assert archive.read(archive.namelist()[0]) == as_xml(from_data(invoice.document))
    assert xml_archive([invoice]) == content


# --- the provider ----------------------------------------------------------------------


def test_handed_over_once_as_a_whole_file(invoice, clerk, drop):
    sending = hand_to_provider(invoice=invoice, seen=0, actor=clerk)
    name = f"{invoice.number}.xml"

    assert sending.provider_id == name
    assert (drop / name).read_bytes() == as_xml(from_data(invoice.document))
    assert sorted(one.name for one in drop.iterdir()) == [".dropped", name]
    again = refusal_of(lambda: hand_to_provider(invoice=invoice, seen=1, actor=clerk))
    assert again.code == "handed_over_already"


def test_a_file_that_was_fetched_is_not_dropped_again(drop):
    """The worker died before it could note the sending; the access point was quick."""
    provider = FileDrop(drop)
    provider.hand_over(number="2027-0001", xml=b"<a/>")
    (drop / "2027-0001.xml").unlink()

    assert provider.hand_over(number="2027-0001", xml=b"<a/>") == "2027-0001.xml"
    assert not (drop / "2027-0001.xml").exists()


def test_a_file_without_its_mark_is_known_by_its_content(drop):
    (drop / "2027-0001.xml").write_bytes(b"<a/>")

    assert FileDrop(drop).hand_over(number="2027-0001", xml=b"<a/>") == "2027-0001.xml"
    with pytest.raises(ProviderError):
        FileDrop(drop).hand_over(number="2027-0001", xml=b"<b/>")


@pytest.mark.parametrize("number", ["../2027", "a/b", "", ".hidden", "å"])
def test_a_number_never_leads_out_of_the_folder(drop, number):
    with pytest.raises(ProviderError):
        FileDrop(drop).hand_over(number=number, xml=b"<a/>")
    assert list(drop.iterdir()) == []


def test_a_failed_write_leaves_nothing_and_is_told(invoice, clerk, drop, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reporting.invoicing.providers.file_drop.os.fsync", full)
    refused = refusal_of(lambda: hand_to_provider(invoice=invoice, seen=0, actor=clerk))

    assert refused.code == "provider_refused"
    assert "No space left" in refused.messages[0]
    assert list(drop.iterdir()) == []
    assert not invoice.sendings.exists()


def test_a_folder_that_is_missing_is_told(invoice, clerk, drop, settings):
    settings.INVOICE_DROP_DIR = drop / "finns-inte"

    refused = refusal_of(lambda: hand_to_provider(invoice=invoice, seen=0, actor=clerk))
    assert refused.code == "provider_refused"


def test_which_provider_the_setting_names(settings):
    settings.INVOICE_PROVIDER = ""
    assert provider_in_use() is None
    settings.INVOICE_PROVIDER = "typo"
    with pytest.raises(ImproperlyConfigured, match="file_drop"):
        provider_in_use()


@pytest.mark.parametrize("name,errors", [("", 0), ("file_drop", 0), ("file-drop", 1)])
def test_a_misspelt_provider_is_among_the_systems_checks(settings, name, errors):
    settings.INVOICE_PROVIDER = name
    found = [one for one in checks.run_checks() if one.id == "invoicing.E001"]

    assert len(found) == errors
    assert all("file_drop" in one.hint for one in found)


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_no_server_starts_with_a_misspelt_provider(server):
    """A server runs no checks, and would take the name until finance sends something."""
    started = subprocess.run(
        [sys.executable, "-c", f"import modellkonceptet.{server}"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "INVOICE_PROVIDER": "typo"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert started.returncode != 0
    assert "ImproperlyConfigured: INVOICE_PROVIDER is 'typo'" in started.stderr


def test_without_a_provider_the_way_is_closed(invoice, clerk, settings):
    settings.INVOICE_PROVIDER = ""

    refused = refusal_of(lambda: hand_to_provider(invoice=invoice, seen=0, actor=clerk))
    assert refused.code == "no_provider"
