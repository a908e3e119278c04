"""A round's report: what is in it, what never is, and what happens when something fails."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import ParticipationStatus
from improvements.models import Improvement, Indicator
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.records.services import store_file
from reporting import round_report
from reporting.enums import FileOrderKind
from reporting.makers import MAKERS
from reporting.models import FileOrder, OrderedFile, ReportQuote, ReportVersion
from reporting.report_content import Document, Part, Picture, Table, Text, words_of
from reporting.round_report_chapters import CHAPTERS
from reporting.round_report_charts import Sources, round_charts
from reporting.round_report_facts import READERS, read_facts
from reporting.round_report_findings import findings
from reporting.round_report_stories import MOST_LETTERS, shortened
from reporting.services.file_orders import Progress, make_files, order_files
from reporting.services.report_publishing import publish_report, withdraw_publication
from tests.factories import make_cohort, make_participation, make_user
from tests.improvements.recipes import make_improvement, make_indicator
from tests.reporting.round_recipes import ReportedRound, make_reported_round
from tests.reporting.test_report_pages import drawn_text, in_order
from tests.tools.check_pdf import check_file


class Told(Progress):
    """Progress of no order: what was said is remembered."""

    def __init__(self) -> None:
        super().__init__(0, timezone.now())
        self.steps: list[str] = []

    def step(self, words: str, *, done: int, total: int) -> None:
        self.steps.append(words)
        assert 0 <= done < total


@pytest.fixture
def no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files beside the PDF have tests of their own."""
    monkeypatch.setattr(round_report, "data_files", lambda _cohort, _facts: [])


@pytest.fixture
def small(db: None) -> ReportedRound:
    """Too few for distributions."""
    return make_reported_round(3, works=1, gauges=1, months=12, approved=2)


def order_of(made: ReportedRound) -> FileOrder:
    return FileOrder.objects.create(
        kind=FileOrderKind.ROUND_REPORT, cohort=made.cohort, ordered_by=made.lead
    )


def document_of(made: ReportedRound) -> Document:
    facts = read_facts(made.cohort)
    assert not facts.failed
    sources = Sources(made.cohort, facts)
    parts = [Part(one.key, str(one.title), "", tuple(one.make(sources))) for one in CHAPTERS]
    return round_report.document_of(facts, parts)


def text_of(made: ReportedRound, *keys: str) -> str:
    return "\n".join(words_of(document_of(made).only(keys or [one.key for one in CHAPTERS])))


def checked(content: bytes, folder: Path) -> dict[str, Any]:
    path = folder / "rapport.pdf"
    path.write_bytes(content)
    options = {"no_ua": False, "pdfa": None, "lang": "sv", "title": None, "extract": None}
    return check_file(path, argparse.Namespace(**options, expect=[], attachment=[])).as_dict()


# --- the whole ---------------------------------------------------------------


@pytest.mark.usefixtures("no_data")
def test_every_word_and_cell_stands_in_the_pdf_in_order(db: None, tmp_path: Path) -> None:
    made = make_reported_round(6, months=24)
    progress = Told()
    (file,) = round_report.make(order_of(made), progress)
    assert progress.omissions == []
    assert next(one for one in progress.steps if "3" in one).endswith(str(CHAPTERS[2].title))

    document = document_of(made)
    pictures = [n for part in document.parts for n in part.nodes if isinstance(n, Picture)]
    assert len(pictures) >= 7  # the map, attendance, states, links, gaps, spread, movement
    drawn = drawn_text(file.content)
    after_contents = drawn[drawn.rindex(str(document.parts[-1].title), 0, len(drawn) // 3) :]
    assert in_order(list(words_of(document))[9:], after_contents) == []
    found = checked(file.content, tmp_path)
    assert (found["errors"], found["warnings"]) == ([], [])
    assert found["facts"]["structure"]["Figure"] == len(pictures)


@pytest.mark.usefixtures("no_data")
def test_the_contents_lead_to_the_chapters(small: ReportedRound) -> None:
    import io

    import pikepdf

    (file,) = round_report.make(order_of(small), Told())
    with pikepdf.open(io.BytesIO(file.content)) as pdf, pdf.open_outline() as outline:
        titles = [one.title for top in outline.root for one in (top, *top.children)]
        assert {str(one.title) for one in CHAPTERS} <= set(titles)
        links = [one for one in pdf.pages[0].Annots if one.Subtype == "/Link"]
        assert len(links) >= len(CHAPTERS)


@pytest.mark.usefixtures("no_data")
def test_of_one_order_always_the_same_bytes(small: ReportedRound) -> None:
    order = order_of(small)
    (first,), (again,) = (round_report.make(order, Told()) for _time in range(2))
    assert first.content == again.content


def test_a_round_without_anything_becomes_a_report_as_well(db: None) -> None:
    cohort = make_cohort()
    facts = read_facts(cohort)
    assert not facts.failed
    assert round_charts(facts) == []
    sources = Sources(cohort, facts)
    for chapter in CHAPTERS:
        assert list(chapter.make(sources)), chapter.key


@pytest.mark.usefixtures("no_data")
def test_the_order_keeps_its_files(small: ReportedRound) -> None:
    order = order_files(kind=FileOrderKind.ROUND_REPORT, about=small.cohort, actor=small.lead)
    make_files(order_id=order.pk, makers=MAKERS)
    order.refresh_from_db()
    assert (order.is_ready, order.omissions) == (True, [])
    assert order.files.get().stored.name == "rapport-modell-2025.pdf"


# --- what is in it -----------------------------------------------------------


def test_five_findings_and_the_numbers_behind_them(db: None) -> None:
    made = make_reported_round(6, works=2, gauges=1)
    facts = read_facts(made.cohort)
    assert len(findings(facts)) == 5
    used = sum(one.status in ("implemented", "spread") for one in facts.works.rows)
    assert findings(facts)[0].startswith(f"{used} ")
    assert len(facts.works.rows) == 12
    closed = [one for one in facts.gauges.rows if one.standing == "better"]
    assert len(closed) == 3
    for one in closed:
        assert one.before is not None
        assert one.is_smaller
        assert one.finding in text_of(made, "gaps")
    assert (facts.assessments.moved, facts.assessments.up) == (6, 6)
    assert sum(n for _word, n in facts.assessments.bands) == 6
    assert facts.gauges.percent == 100


def test_of_fewer_than_five_no_self_assessment_is_told(small: ReportedRound) -> None:
    found = read_facts(small.cohort).assessments
    assert [one.middle for one in found.occasions] == [None, None]
    assert [one.steps for one in found.occasions] == [(), ()]
    assert (found.moved, found.bands, found.moments) == (0, (), ())
    assert len(document_of(small).only(["assessments"]).parts[0].nodes) == 1


def test_only_approved_reports_are_told_and_the_others_named(small: ReportedRound) -> None:
    said = text_of(small, "reports")
    assert "Förbättringar i styrning och ledning i Kommun 00" in said
    assert "Förbättringar i styrning och ledning i Kommun 02" not in said
    missing = read_facts(small.cohort).reports.missing
    assert [one.participant for one in missing] == [small.homes[2].pk]
    assert "Kommun 02" in said.split("\n")[-1]


def test_a_withdrawn_publication_stays_and_a_withdrawn_participant_goes(
    small: ReportedRound,
) -> None:
    first, second = small.report_of(0), small.report_of(1)
    publish_report(report=first, keys=["plan"], actor=small.strategists[0])
    withdraw_publication(report=first, actor=small.strategists[0])
    ReportQuote.objects.create(report=second, section="plan", text="Beslutsunderlagen svarar")
    gone = small.homes[1]
    gone.status = ParticipationStatus.WITHDRAWN
    gone.withdrawn_on, gone.withdrawal_reason = timezone.localdate(), "Ny majoritet"
    gone.save()
    facts = read_facts(small.cohort)
    assert [one.participant for one in facts.reports.rows] == [small.homes[0].pk]
    assert facts.quotes == ()
    assert facts.participants.left == 1
    assert "Kommun 01" not in text_of(small)


def test_nothing_private_but_what_an_approved_report_was_given(small: ReportedRound) -> None:
    home, report = small.homes[0], small.report_of(0)
    hidden = make_improvement(home, "Hemligt arbete", is_private=True)
    shown = make_improvement(home, "Insläppt arbete", is_private=True)
    make_indicator(home, "Hemligt mått", is_private=True)
    make_indicator(home, "Mått i hemligt arbete", improvement=hidden)
    small.report_of(2).shown_works.add(
        make_improvement(small.homes[2], "Bara inskickat", is_private=True)
    )
    report.shown_works.add(shown)
    Improvement.history.filter(id=shown.pk).update(history_date=report.sent_at)
    shown.title = "Skrivet efteråt"
    shown.save()
    facts = read_facts(small.cohort)
    titles = {one.title for one in facts.works.rows}
    assert "Insläppt arbete" in titles
    assert not {"Hemligt arbete", "Skrivet efteråt", "Bara inskickat"} & titles
    assert not [one for one in facts.gauges.rows if "emligt" in one.name]
    assert "emligt" not in text_of(small)


def test_an_indicator_withdrawn_after_approval_stays_in_what_was_sent(
    small: ReportedRound,
) -> None:
    told = read_facts(small.cohort).gauges.rows[0].finding
    Indicator.objects.filter(participation=small.homes[0]).update(is_closed=True)
    facts = read_facts(small.cohort)
    assert small.homes[0].pk not in {one.participant for one in facts.gauges.rows}
    assert told not in text_of(small, "gaps")
    assert told in text_of(small, "reports")


def test_figures_of_few_people_are_withheld(small: ReportedRound) -> None:
    for one in Indicator.objects.all():
        one.measurements.update(count=3)
    facts = read_facts(small.cohort)
    assert {one.before for one in facts.gauges.rows} == {None}
    assert all(one.periods == 0 for one in facts.gauges.rows)
    assert not [node for node in nodes_of(small, "gaps") if isinstance(node, Table | Picture)]


def nodes_of(made: ReportedRound, key: str) -> Iterable[Any]:
    return document_of(made).only([key]).parts[0].nodes


def test_indicators_without_figures_have_no_chart(small: ReportedRound) -> None:
    Indicator.objects.all().delete()
    make_indicator(small.homes[0])
    assert [type(node) for node in nodes_of(small, "gaps")] == [Text, Text]
    assert read_facts(small.cohort).gauges.split == 0


@pytest.mark.usefixtures("no_data")
def test_a_long_text_is_shortened_and_a_long_word_does_not_break_it(small: ReportedRound) -> None:
    version = ReportVersion.objects.get(report=small.report_of(0))
    for part in version.document["parts"]:
        part["text"] = "Vi prövade. " * 1_666 if part["key"] == "steering" else "x" * 20_000
    version.save()
    assert len(shortened("Vi prövade. " * 1_666)) <= MOST_LETTERS + 4
    progress = Told()
    (file,) = round_report.make(order_of(small), progress)
    assert progress.omissions == []
    assert 20 < drawn_text(file.content).count("Vi prövade.") < 60


def test_shortening_keeps_whole_words_and_sentences() -> None:
    assert shortened("Kort.\nOch en rad till.") == "Kort. Och en rad till."
    long = "En mening som är ganska lång och säger något. " * 20
    assert shortened(long).endswith("något. […]")
    assert shortened("ord " * 300).removesuffix(" […]").endswith("ord")


# --- failing -----------------------------------------------------------------


@pytest.mark.usefixtures("no_data")
def test_a_chapter_that_cannot_be_made_costs_only_itself(
    small: ReportedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_cohort: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(READERS, "works", fail)
    progress = Told()
    (file,) = round_report.make(order_of(small), progress)
    assert len(progress.omissions) == 2  # works, and what has been introduced
    drawn = "".join(drawn_text(file.content).split())
    assert "Lärandeträff3" in drawn


@pytest.mark.usefixtures("no_data")
def test_a_chapter_that_cannot_be_set_is_found_and_replaced(
    small: ReportedRound, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real, tried = round_report.render, []

    def render(order: Any, document: Document, drawings: Any) -> bytes:
        tried.append(len(document.parts))
        for part in document.parts:
            if part.key == "gaps" and len(part.nodes) > 1:
                raise RuntimeError("a mistake of the library")
        return real(order, document, drawings)

    monkeypatch.setattr(round_report, "render", render)
    progress = Told()
    (file,) = round_report.make(order_of(small), progress)
    assert len(progress.omissions) == 1
    assert tried == [len(CHAPTERS), *[1] * len(CHAPTERS), len(CHAPTERS)]
    assert checked(file.content, tmp_path)["errors"] == []


def test_without_the_library_the_data_come_all_the_same(
    small: ReportedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_args: Any) -> bytes:
        raise PdfUnavailableError("Pango saknas")

    other = round_report.NewFile("Data", "data.xlsx", "application/x", b"x")
    monkeypatch.setattr(round_report, "render", unavailable)
    monkeypatch.setattr(round_report, "data_files", lambda _cohort, _facts: [other])
    order, progress = order_of(small), Told()
    assert list(round_report.make(order, progress)) == [other]
    assert progress.omissions == ["Pango saknas"]

    monkeypatch.setattr(round_report, "data_files", unavailable)
    with pytest.raises(PdfUnavailableError):
        list(round_report.make(order, Told()))


# --- the page, and how much is asked -----------------------------------------


def test_facts_are_read_by_as_many_queries_for_few_as_for_many(
    db: None, django_assert_num_queries: Any
) -> None:
    for homes in (2, 6):
        made = make_reported_round(homes, slug=f"omgang-{homes}", name=f"Ort {homes}")
        made.report_of(0).shown_works.add(make_improvement(made.homes[0], is_private=True))
        with django_assert_num_queries(23):
            read_facts(made.cohort)


def test_the_page_says_what_will_be_in_it_and_what_is_missing(
    small: ReportedRound, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(small.lead)
    url = reverse("reporting:round_report", args=[small.cohort.slug])
    html = client.get(url).content.decode()
    assert "Kommun 02" in html
    assert "Kommun 00" not in html
    for homes in (0, 3):
        for _time in range(1 + homes):
            order = order_of(small)
            stored = store_file(name="rapport.pdf", content=b"%PDF", content_type="application/pdf")
            OrderedFile.objects.create(order=order, title="Rapport", stored=stored)
            FileOrder.objects.update(finished_at=timezone.now())
            make_participation(small.cohort)
        with django_assert_num_queries(14):
            assert "rapport.pdf" in client.get(url).content.decode()


def test_ordering_twice_leads_to_the_same_order(small: ReportedRound, client: Client) -> None:
    client.force_login(small.lead)
    url = reverse("reporting:order_round_report", args=[small.cohort.slug])
    first, again = client.post(url), client.post(url)
    assert first["Location"] == again["Location"] == FileOrder.objects.get().get_absolute_url()
    page = client.get(reverse("reporting:round_report", args=[small.cohort.slug]))
    assert first["Location"] in page.content.decode()
    assert client.get(url).status_code == 405


def test_who_may_read_the_page_and_who_may_order(small: ReportedRound, client: Client) -> None:
    page = reverse("reporting:round_report", args=[small.cohort.slug])
    order = reverse("reporting:order_round_report", args=[small.cohort.slug])
    for user, read, ordered in (
        (make_user(staff_role="reviewer"), 200, 403),
        (make_user(staff_role="finance"), 403, 403),
        (small.strategists[0], 403, 403),
    ):
        client.force_login(user)
        assert client.get(page).status_code == read
        assert client.post(order).status_code == ordered
    assert FileOrder.objects.count() == 0
