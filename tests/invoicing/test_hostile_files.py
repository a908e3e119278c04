"""Hostile files from the bank, and names that would lead out of a folder."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from modellkonceptet.records.models import StoredFile
from reporting.invoicing.models import BankFile, InvoicingSettings, Payment
from reporting.invoicing.providers import ProviderError
from reporting.invoicing.providers.file_drop import FileDrop
from reporting.invoicing.services.paying import import_bank_file

pytestmark = pytest.mark.django_db


def url(name) -> str:
    return reverse(f"invoicing:{name}")


def _zip_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b", b"\0" * 10_000_000)
    return content.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
BAD_FILES = {
    "xml bomb": BOMB,
    "zip bomb": _zip_bomb(),
    "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 100,
    "nul": b"Datum;Belopp;OCR;Betalare\n2027-01-01;1,00;1;A\x00B\n",
    "too large": b"Datum;Belopp;OCR\n" + b"2027-01-01;1,00;1\n" * 120_000,
    "huge exponent": b"Datum;Belopp;OCR\n2027-01-01;1e400;1\n",
    "huge amount": b"Datum;Belopp;OCR\n2027-01-01;" + b"9" * 27 + b";1\n",
    "not a number": b"Datum;Belopp;OCR\n2027-01-01;sNaN;1\n",
    "more than the column": b"Datum;Belopp;OCR\n2027-01-01;99999999999999,00;1\n",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_hostile_file_from_the_bank_is_refused_in_words(web, content):
    answer = web.post(url("payments"), {"file": SimpleUploadedFile("bank.txt", content)})

    assert answer.status_code == 422
    assert (BankFile.objects.count(), Payment.objects.count(), StoredFile.objects.count()) == (
        0,
    ) * 3


def test_no_more_than_the_limit_of_an_upload_reaches_the_disk(web, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    file = SimpleUploadedFile("bank.txt", b"Datum;Belopp;OCR\n" + b"x" * 3_000_000)

    assert web.post(url("payments"), {"file": file}).status_code == 422
    assert not StoredFile.objects.exists()


NAMES = ["../../etc/passwd.csv", 'a"\r\nSet-Cookie: x=1.csv', "C:\\x\\y.csv", "x" * 400, "..", ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_only_a_name(clerk, name):
    done = import_bank_file(
        name=name, content=b"Datum;Belopp;OCR\n2027-01-01;1,00;1\n", actor=clerk
    )

    assert not re.search(r"[/\\\r\n\"]|^\.\.", done.file.name)
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", str(done.file.stored.content.name))


@pytest.mark.parametrize(
    "number",
    ["../x", "..", "a/b", "/etc/x", "a\\b", "", ".dropped/x", "a\x00", "a\nb", "2027-0001/", "å"],
)
def test_a_number_leads_nowhere_out_of_the_folder(tmp_path, number):
    folder = tmp_path / "ut"
    folder.mkdir()
    with pytest.raises(ProviderError):
        FileDrop(folder).hand_over(number=number, xml=b"<x/>")
    assert [path for path in tmp_path.rglob("*") if path != folder] == []


@pytest.mark.parametrize("prefix", ["../", "a/b", "=1+", 'a"', "a\r\nb", "<b>", "å"])
def test_a_prefix_of_numbers_is_letters_that_a_file_may_be_called_by(web, prefix):
    make_numbers = {"series": prefix, "seen": "0"}
    shown = web.get(url("settings")).context["form"].initial
    data = {
        name: "on" if value is True else value
        for name, value in shown.items()
        if value is not False
    }

    answer = web.post(url("settings"), data | make_numbers)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["series"]
    assert InvoicingSettings.objects.get().series == ""
