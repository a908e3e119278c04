"""Committee papers: the same words on the page, in Word and as PDF; what is left to write."""

import argparse
import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn

from applications.models import Application
from applications.sections import Walker
from cohorts.models import TimelineEvent
from improvements.models import Improvement, Measurement
from reporting.committee_files import paper_as_pdf, paper_as_word
from reporting.committee_page import paper_of_application, paper_of_report
from reporting.committee_paper import CommitteePaper
from reporting.enums import ReportKind
from reporting.models import ReportForm, ReportSection, ResultReport
from reporting.politician_paper import pages_of
from reporting.report_content import Table, words_of
from reporting.services.report_judging import approve_report
from reporting.services.report_sending import put_together, send_report
from tests.applications.typed import keep, keep_complete
from tests.factories import make_application, make_organisation, make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world
from tests.reporting.test_report_pages import as_text, drawn_text, in_order
from tests.reporting.test_report_services import with_figures, with_work
from tests.tools.check_pdf import check_file

NOW = stockholm(2028, 5, 8)
HEADINGS = """Sammanfattning, Ärendet, Beredning, Barnets bästa, Konsekvenser för jämställdheten,
Ekonomiska konsekvenser, Förslag till beslut, Underlag för beslutet, Beslutet skickas till,
Undertecknas av""".replace("\n", " ").split(", ")


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def application(db: None) -> Application:
    owner = make_user("anna@lund.example", name="Anna Handläggare")
    return make_application(owner=owner, organisation=make_organisation("Lomma"))


@pytest.fixture
def world(db: None) -> ReportWorld:
    return make_report_world(due_on=date(2028, 6, 1))


def adopted(world: ReportWorld) -> Improvement:
    """A work that has become everyday work, and a section of the report that tells it."""
    work = with_work(world)
    Improvement.objects.filter(pk=work.pk).update(
        status="implemented", implemented_in="Mottagningsenheten"
    )
    ReportSection.objects.create(
        form=world.form,
        position=9,
        key="adopted",
        title_sv="Vad som har införts",
        prefill="adopted",
    )
    return work


def happens(application: Application, name: str, first: date, last: date) -> None:
    """In the round that is applied to."""
    TimelineEvent.objects.create(
        cohort=application.cohort, kind="kick_off", name_sv=name, first_day=first, last_day=last
    )


def of_application(application: Application) -> CommitteePaper:
    return paper_of_application(Walker(Application.objects.get(pk=application.pk)))


def of_report(report: ResultReport) -> CommitteePaper:
    return paper_of_report(report, put_together(report))


def read(paper: CommitteePaper, key: str) -> str:
    """One part of the paper as running text, without its heading."""
    document = paper.document.only([key])
    return "\n".join(list(words_of(document))[2 + 2 * len(document.facts) :])


def gaps(paper: CommitteePaper) -> list[str]:
    return [gap.text for gap in paper.gaps]


def word_text(content: bytes) -> str:
    """Everything in the Word document in the order of its body, cells included."""
    body = docx.Document(io.BytesIO(content)).element.body
    found = {qn("w:t"): lambda e: e.text or "", qn("w:br"): lambda e: " ", qn("w:p"): lambda e: " "}
    return "".join(found[e.tag](e) for e in body.iter() if e.tag in found)


# --- what it says --------------------------------------------------------------


def test_the_paper_to_apply_is_filled_from_the_answers(application: Application) -> None:
    keep_complete(application)
    happens(application, "Uppstartskonferens", date(2028, 9, 13), date(2028, 9, 14))
    application.terms.fee, application.terms.purpose_sv = 50000, "Först detta.\n\nSedan det."
    application.terms.save()
    paper = of_application(application)

    assert [part.title for part in paper.document.parts] == HEADINGS
    head = dict(paper.document.facts)
    assert head["Organisation"] == "Lomma kommun"
    assert head["Förvaltning"] == "Kommunkontoret"
    assert head["Handläggare"] == "Anna Handläggare"
    assert head["Till"] == "Kommunstyrelsen"
    assert head["Diarienummer"] == "KS 2021/0340"
    assert head["Datum"] == "8 maj 2028"
    matter = read(paper, "matter")
    for words in ("13–14 september 2028", "Uppstartskonferens", "Politiker P", "CEMR", "2012"):
        assert words in matter
    for one in (*application.terms.criteria.all(), *application.terms.commitments.all()):
        assert one.wording_sv in matter
    assert "50\u00a0000 kronor" in read(paper, "economy")
    proposal = read(paper, "proposal")
    assert proposal.startswith("Kommunkontoret föreslår att kommunstyrelsen beslutar")
    assert "att Politiker P deltar som politiker," in proposal
    # What only the officer knows.
    left = ["preparation", "children", "economy", "proposal", "signature"]
    assert [gap.key for gap in paper.gaps] == left


def test_an_application_just_begun_leaves_gaps_and_says_which(application: Application) -> None:
    application.terms.fee = None
    application.terms.save()
    paper = of_application(application)
    said = gaps(paper)
    wanted = ("diarienumret", "vilken nämnd som beslutar", "varför ni vill delta")
    for words in (*wanted, "vem som är politiker", "avgiften när SKR har meddelat den"):
        assert f"[Skriv {words}]" in said
    whole = "\n".join(words_of(paper.document))
    assert all(gap in whole for gap in said)
    assert len(re.findall(r"\[Skriv ", whole)) == len(said)
    assert "Förvaltningen föreslår att nämnden beslutar" in whole


def test_it_is_in_swedish_whoever_reads(application: Application) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(application.created_by)
    html = client.get(reverse("reporting:application_paper", args=[application.pk]))
    text = html.content.decode()
    assert '<article class="report paper" lang="sv"' in text
    assert "Barnets bästa" in text
    assert "A draft paper for your committee" in text


def test_the_paper_of_results_is_filled_from_the_report(world: ReportWorld) -> None:
    work = adopted(world)
    with_figures(world, name="Insats inom 30 dagar", improvement=work)
    with_figures(world, name="Frånvaro", series=("girls", "boys"))
    Measurement.objects.filter(indicator__name="Frånvaro", series="women").update(series="girls")
    Measurement.objects.filter(indicator__name="Frånvaro", series="men").update(series="boys")
    report = world.written()
    world.write(report, "plan", "Först detta.\n\nSedan det där.")
    world.group.cohort.invoicing_year = 2027
    world.group.cohort.save()
    paper = of_report(ResultReport.objects.get())

    assert [part.title for part in paper.document.parts] == HEADINGS
    assert paper.document.title == f"Slutrapport från {world.group.cohort.name_sv}"
    summary = read(paper, "summary")
    assert "1 förbättringsarbete. 1 av dem har införts" in summary
    matter = read(paper, "matter")
    assert ("Om steering" in matter, "Först detta.\nSedan det där." in matter) == (True, True)
    assert (work.title in matter, "Mottagningsenheten" in matter) == (True, True)
    equality = next(one for one in paper.document.parts if one.key == "equality")
    tables = [node for node in equality.nodes if isinstance(node, Table)]
    assert [(len(table.rows), table.has_figures) for table in tables] == [(2, True)] * 2
    assert {"Kvinnor", "Män"} <= set(tables[0].head)
    assert "Frånvaro" in read(paper, "children")
    assert "fakturerades av SKR under 2027" in read(paper, "economy")
    proposal = read(paper, "proposal")
    for words in (
        f"vanliga arbetet: “{work.title}”,",
        "mentor åt andra",
        "nya partner",
        "inom den egna organisationen",
    ):
        assert words in proposal


def test_what_is_private_stays_out_until_it_is_let_in(world: ReportWorld) -> None:
    work = with_work(world, title="Hemligt", is_private=True)
    report = world.written()
    assert "Hemligt" not in "\n".join(words_of(of_report(report).document))
    report.shown_works.add(work)
    assert "Hemligt" in "\n".join(words_of(of_report(report).document))


def test_an_empty_report_becomes_a_paper_of_gaps(world: ReportWorld) -> None:
    said = gaps(of_report(world.begun()))
    assert "[Skriv vad som har gjorts under omgången]" in said
    assert "[Skriv diarienumret]" in said


def test_where_the_report_stands_is_told(world: ReportWorld) -> None:
    report = send_report(report=world.written(), actor=world.strategist)
    assert "skickades till SKR 8 maj 2028" in read(of_report(report), "preparation")
    approve_report(report=report, actor=make_user("l@skr.example", staff_role="project_lead"))
    assert "SKR godkände den 8 maj 2028" in read(of_report(report), "preparation")


# --- page and files ------------------------------------------------------------


def pages(about: str, pk: int) -> list[str]:
    names = [f"{about}_paper", f"{about}_paper_docx", f"{about}_paper_pdf"]
    return [reverse(f"reporting:{name}", args=[pk]) for name in names]


def assert_alike(client: Client, about: str, pk: int, paper: CommitteePaper, path: Path) -> None:
    """Every heading and sentence in order on the page and in both files; the PDF is sound."""
    words = list(words_of(paper.document))
    page, word, pdf = (client.get(url) for url in pages(about, pk))
    article = page.content.decode().split("<article")[1].split("</article>")[0]
    assert in_order(words, as_text(f"<main {article}</main>")) == []
    assert in_order(words, word_text(word.content)) == []
    assert in_order(words, drawn_text(pdf.content)) == []
    for gap in paper.gaps:
        assert f"<mark>{gap.text}</mark>" in unescape(article)
    path.write_bytes(pdf.content)
    options = {"no_ua": False, "pdfa": None, "lang": "sv", "title": None, "extract": None}
    found = check_file(path, argparse.Namespace(**options, expect=[], attachment=[])).as_dict()
    assert (found["errors"], found["warnings"]) == ([], [])


def test_page_word_and_pdf_of_an_application_are_alike(
    client: Client, application: Application, tmp_path: Path
) -> None:
    keep_complete(application)
    client.force_login(application.created_by)
    paper = of_application(application)
    assert_alike(client, "application", application.pk, paper, tmp_path / "paper.pdf")


def test_page_word_and_pdf_of_results_are_alike(
    client: Client, world: ReportWorld, tmp_path: Path
) -> None:
    with_figures(world, name="Insats", improvement=adopted(world))
    report = world.written()
    client.force_login(world.strategist)
    assert_alike(client, "report", report.pk, of_report(report), tmp_path / "paper.pdf")


def test_word_has_styles_language_title_and_header_rows(application: Application) -> None:
    keep_complete(application)
    paper = of_application(application)
    document = docx.Document(io.BytesIO(paper_as_word(paper)))
    properties = document.core_properties
    assert (properties.title, properties.language) == (paper.document.title, "sv-SE")
    styled = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert styled == HEADINGS
    for table in document.tables:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
    lit = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color]
    assert set(lit) == {gap.text for gap in paper.gaps}
    assert document.sections[0].page_width.cm == pytest.approx(21, abs=0.1)


def test_file_names_and_kinds(client: Client, application: Application) -> None:
    client.force_login(application.created_by)
    _page, word, pdf = (client.get(url) for url in pages("application", application.pk))
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert pdf["Content-Type"] == "application/pdf"
    for answer, ending in ((word, "docx"), (pdf, "pdf")):
        assert re.fullmatch(
            rf'attachment; filename="tjansteskrivelse-[a-z0-9-]+\.{ending}"',
            answer["Content-Disposition"],
        )


NASTY = "A\x00\x07<b>&amp;</b> “å”\u202e\ufffe 👩🏽‍🚒 {{ x }} [Skriv diarienumret]"


def test_names_and_texts_that_could_break_a_file(client: Client, application: Application) -> None:
    nasty = NASTY.replace("\x00", "")  # PostgreSQL would not have kept it
    keep_complete(application)
    application.organisation.official_name = (nasty * 4)[:150]
    application.organisation.save()
    keep(
        application,
        why={"why": [nasty + "ord & ord <i>. " * 1_300], "focus_other": [nasty]},
        decision_to_apply={"body": ["committee"], "body_name": [nasty]},
    )
    client.force_login(application.created_by)
    page, word, pdf = (client.get(url) for url in pages("application", application.pk))
    assert [answer.status_code for answer in (page, word, pdf)] == [200, 200, 200]
    assert "<b>&amp;</b>" not in page.content.decode()
    assert word_text(word.content).count("ord & ord <i>.") == 1_300
    # An emoji stands in no typeface of ours; what comes after it is drawn all the same.
    assert pages_of(pdf.content) > 4


def test_one_word_of_20000_characters(world: ReportWorld) -> None:
    report = world.written()
    world.write(report, "plan", "å" * 20_000)
    paper = of_report(report)
    assert "å" * 20_000 in word_text(paper_as_word(paper))
    assert drawn_text(paper_as_pdf(paper, identifier="x")).count("å") >= 20_000


# --- who -----------------------------------------------------------------------


def test_who_opens_the_paper_of_an_application(client: Client, application: Application) -> None:
    urls = pages("application", application.pk)
    expected = {
        application.created_by: 200,
        make_user("other@ystad.example"): 404,
        make_user("lead@skr.example", staff_role="project_lead"): 403,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [status] * 3
    client.logout()
    assert [client.get(url).status_code for url in urls] == [302] * 3


def test_who_opens_the_paper_of_a_report(client: Client, world: ReportWorld) -> None:
    report = send_report(report=world.written(), actor=world.strategist)
    urls = pages("report", report.pk)
    expected = {
        world.strategist: 200,
        world.politician: 200,
        world.group.person("ystad", "strategist"): 404,
        world.group.mentor: 404,
        make_user("lead@skr.example", staff_role="project_lead"): 403,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [status] * 3


def test_an_interim_report_has_no_paper(client: Client, world: ReportWorld) -> None:
    report = world.begun()
    ReportForm.objects.update(kind=ReportKind.INTERIM)
    client.force_login(world.strategist)
    assert [client.get(url).status_code for url in pages("report", report.pk)] == [404] * 3
    assert (
        pages("report", report.pk)[0] not in client.get(report.get_absolute_url()).content.decode()
    )


def test_both_own_pages_lead_to_it(
    client: Client, application: Application, world: ReportWorld
) -> None:
    client.force_login(application.created_by)
    html = client.get(application.get_absolute_url()).content.decode()
    assert pages("application", application.pk)[0] in html
    report = world.begun()
    client.force_login(world.strategist)
    assert pages("report", report.pk)[0] in client.get(report.get_absolute_url()).content.decode()


# --- queries -------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 12])
def test_the_page_of_an_application_takes_the_same_queries(
    client: Client, application: Application, django_assert_num_queries: Any, many: int
) -> None:
    keep_complete(application)
    for number in range(many):
        happens(application, f"Dag {number}", *[date(2028, 9, 1 + number)] * 2)
    client.force_login(application.created_by)
    with django_assert_num_queries(13):
        client.get(pages("application", application.pk)[0])


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_of_a_report_takes_the_same_queries(
    client: Client, world: ReportWorld, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        with_work(world, title=f"Arbete {number}")
    report = world.written()
    assert Improvement.objects.count() == many
    client.force_login(world.strategist)
    with django_assert_num_queries(16):
        client.get(pages("report", report.pk)[0])
