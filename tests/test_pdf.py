import argparse
import io
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from celery.signals import worker_process_shutdown
from django.test import override_settings
from django.utils import translation
from pdfminer.high_level import extract_text
from PIL import ImageFile

from modellkonceptet import pdf
from modellkonceptet.pdf import (
    ARCHIVAL,
    PdfAttachment,
    PdfResourceError,
    PdfUnavailableError,
    render_html_pdf,
    render_pdf,
)
from tests.tools.check_pdf import check_file

ROOT = Path(__file__).resolve().parent.parent
CREATED = datetime(2021, 6, 30, 12, 0, tzinfo=UTC)
LETTER = """<!doctype html>
<html lang="sv"><head><title>Beslut</title><style>
@page {
  size: A4; margin: 20mm;
  @bottom-right { content: "Sida " counter(page) " av " counter(pages) }
}
.next { break-before: page }
</style></head><body>
<h1>Beslut om deltagande</h1>
<p>Kommunen deltar. Läs mer på <a href="https://skr.example/">sidan om omgången</a>.</p>
<h2>Villkor</h2>
<ul><li>Beslutet i fullmäktige skickas in.</li><li>Alla tre funktioner är utsedda.</li></ul>
<h2 class="next">Team</h2>
<table><caption>Tre funktioner</caption>
<thead><tr><th scope="col">Funktion</th><th scope="col">Titel</th></tr></thead>
<tbody><tr><th scope="row">Politiker</th><td>Ordförande</td></tr>
<tr><th scope="row">Hög chef</th><td>Kommundirektör</td></tr></tbody></table>
</body></html>"""


LETTER_IN_OUR_FONTS = LETTER.replace(
    "<style>", '<link rel="stylesheet" href="/static/css/pdf.css"><style>'
)


def made(html: str = LETTER, **changes) -> bytes:
    values = {
        "language": "sv",
        "title": "Beslut om deltagande",
        "created": CREATED,
        "identifier": "beslut-17",
        **changes,
    }
    return render_html_pdf(html, **values)


def report(content: bytes, tmp_path: Path, **wanted) -> dict:
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    options = {"no_ua": False, "pdfa": None, "lang": "sv", "title": None, "extract": None}
    options |= {"expect": [], "attachment": [], **wanted}
    return check_file(path, argparse.Namespace(**options)).as_dict()


def test_letter_passes_our_pdf_ua_list(tmp_path):
    result = report(
        made(),
        tmp_path,
        title="Beslut om deltagande",
        expect=["Beslut om deltagande", "Kommundirektör", "Sida 2 av 2"],
    )
    assert (result["errors"], result["warnings"]) == ([], [])
    structure = result["facts"]["structure"]
    assert {tag: structure[tag] for tag in ("H1", "H2", "L", "LI", "Table", "TH", "TD")} == {
        "H1": 1,
        "H2": 2,
        "L": 1,
        "LI": 2,
        "Table": 1,
        "TH": 4,
        "TD": 2,
    }


def test_document_without_page_numbers_passes_too(tmp_path):
    result = report(made("<html lang=sv><h1>Kvitto</h1><p>Vi har tagit emot er anmälan."), tmp_path)
    assert (result["errors"], result["warnings"]) == ([], [])


def test_document_knows_when_it_was_made():
    with pikepdf.open(io.BytesIO(made())) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20210630120000Z"
        assert str(document.Root.Lang) == "sv"


def test_equal_input_gives_equal_bytes():
    file = PdfAttachment("svar.json", b"{}", "Svaren")
    assert made(attachments=[file]) == made(attachments=[file])
    sommar = CREATED.astimezone(timezone(timedelta(hours=2)))
    assert made(created=sommar) == made()
    assert made(identifier="beslut-18") != made()


def test_another_process_gives_the_same_bytes():
    """The worker that makes a letter anew is never the one that made it first."""
    code = (
        "import sys, django; django.setup()\n"
        "from tests.test_pdf import made\n"
        "sys.stdout.buffer.write(made())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert process.stdout == made()


def test_attachment_is_inside(tmp_path):
    file = PdfAttachment("svar.json", b'{"a": 1}', "Svaren i anmälan", relationship="Data")
    result = report(made(attachments=[file], variant="pdf/a-3a"), tmp_path, no_ua=True, pdfa="3A")
    assert result["errors"] == []
    attached = result["facts"]["attachments"][0]
    assert (attached["name"], attached["bytes"], attached["relationship"]) == (
        "svar.json",
        8,
        "Data",
    )
    assert attached["description"] == "Svaren i anmälan"


# --- what a document may fetch --------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://x.example/a.png",
        "https://x.example/static/a.png",
        "//x.example/static/a.png",
        "ftp://x.example/a.png",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "/etc/passwd",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/",
        "/static/no-such-file.png",
        "/files/letter.pdf",
        "https://document.invalid@x.example/static/a.png",
    ],
)
@pytest.mark.parametrize(
    "html",
    [
        '<img alt="" src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        "<style>body {{ background: url('{}') }}</style>",
        "<style>@font-face {{ font-family: X; src: url('{}') }} p {{ font-family: X }}</style>",
    ],
    ids=["image", "stylesheet", "attachment", "background", "font"],
)
def test_nothing_else_is_fetched(html, address):
    with pytest.raises(PdfResourceError):
        made(f"<html lang=sv><head>{html.format(address)}</head><body><p>Text</p></body></html>")


def test_svg_cannot_fetch_either():
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    with pytest.raises(PdfResourceError):
        made(f"<html lang=sv><p>Text {svg}</p></html>")


def test_data_and_own_static_files_are_served(tmp_path, caplog):
    static = tmp_path / "static"
    (static / "css").mkdir(parents=True)
    (static / "css" / "letter å.css").write_text("h1 { background: url('../dot.svg') }")
    (static / "dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'
    )
    html = (
        '<html lang="sv"><head><link rel="stylesheet" href="/static/css/letter%20%C3%A5.css?v=1">'
        '</head><body><h1>Beslut</h1><img alt="Punkt" src="data:image/gif;base64,'
        'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"></body></html>'
    )
    with caplog.at_level(logging.WARNING, "weasyprint"):
        with override_settings(STATICFILES_DIRS=[static]):
            assert made(html)[:5] == b"%PDF-"
        with override_settings(STATICFILES_DIRS=[], STATIC_ROOT=static):
            assert made(html)[:5] == b"%PDF-"
    assert caplog.messages == []


# --- templates --------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "letter.html": '<html lang="{{ language }}"><head>'
                        "<title>{{ title }}</title></head><body>"
                        '<h1>{{ name }}</h1><p>{{ created|date:"j F Y" }}</p></body>'
                    },
                )
            ]
        },
    }
]


@pytest.mark.parametrize("language, day", [("sv", "30 juni 2021"), ("en", "30 June 2021")])
@override_settings(TEMPLATES=TEMPLATES)
def test_template_in_the_language_of_its_reader(language, day, tmp_path):
    with translation.override("en" if language == "sv" else "sv"):
        content = render_pdf(
            template="letter.html",
            context={"name": "Lunds <kommun>"},
            language=language,
            title="Beslut",
            created=CREATED,
            identifier="1",
        )
    assert extract_text(io.BytesIO(content)).split("\n\n")[:2] == ["Lunds <kommun>", day]
    assert report(content, tmp_path, lang=language, title="Beslut")["errors"] == []


def test_machine_without_pango_explains_itself(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with translation.override("sv"), pytest.raises(PdfUnavailableError) as caught:
        made()
    assert str(caught.value) == (
        "Det går inte att göra PDF-dokument på den här datorn: biblioteken för Pango saknas. "
        "På Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_pictures_are_checked_as_strictly_after_a_document_was_made():
    made()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_archival_is_pdf_a_and_pdf_ua_at_once(tmp_path):
    result = report(made(variant=ARCHIVAL), tmp_path, pdfa="3A")
    assert (result["errors"], result["warnings"]) == ([], [])
    assert (result["facts"]["pdfa"], result["facts"]["pdfua"]) == ("3A", "1")
    assert made(variant=ARCHIVAL) == made(variant=ARCHIVAL)


def test_a_worker_that_ends_leaves_no_fonts_behind():
    before = made(LETTER_IN_OUR_FONTS)
    folder = pdf._of_thread.fonts._folder
    assert list(folder.iterdir())

    worker_process_shutdown.send(sender=None)

    assert not folder.exists()
    assert made(LETTER_IN_OUR_FONTS) == before
