"""The pages of a result report: written at home, read and judged at SKR, the same on paper."""

import argparse
import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pdfminer.converter import TextConverter
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from improvements.models import Improvement, Indicator
from reporting.desk import waiting_for
from reporting.models import ReportTextRevision, ReportVersion, ResultReport, ReturnPoint
from reporting.report_content import from_data, words_of
from reporting.services.report_judging import approve_report, return_report
from reporting.services.report_publishing import publish_report
from reporting.services.report_sending import send_report
from reporting.services.report_writing import begin_report
from tests.factories import make_organisation, make_participation, make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world
from tests.reporting.test_report_services import with_figures, with_work
from tests.tools.check_pdf import check_file

NOW = stockholm(2028, 5, 8)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(db: None) -> ReportWorld:
    return make_report_world(due_on=date(2028, 6, 1))


@pytest.fixture
def lead(db: None) -> Any:
    return make_user("lead@skr.example", staff_role="project_lead")


@pytest.fixture
def strategist(client: Client, world: ReportWorld) -> Client:
    client.force_login(world.strategist)
    return client


def to(name: str, report: ResultReport, *more: Any) -> str:
    return reverse(f"reporting:{name}", args=[report.pk, *more])


def sent(world: ReportWorld) -> ResultReport:
    return send_report(report=world.written(), actor=world.strategist)


# --- at home -----------------------------------------------------------------


def test_begun_by_a_button_and_listed(strategist: Client, world: ReportWorld) -> None:
    home = reverse("reporting:reports", args=[world.lund.pk])
    begin = reverse("reporting:begin_report", args=[world.lund.pk, world.occasion.pk])
    assert begin in strategist.get(home).content.decode()
    answers = [strategist.post(begin) for _press in range(2)]
    report = ResultReport.objects.get()
    assert [answer["Location"] for answer in answers] == [report.get_absolute_url()] * 2
    html = strategist.get(home).content.decode()
    assert (begin in html, report.get_absolute_url() in html) == (False, True)


def test_who_opens_the_pages_of_a_draft(client: Client, world: ReportWorld, lead: Any) -> None:
    report = world.written()
    pages = [
        to("report", report),
        to("read_report", report),
        to("report_pdf", report),
        to("report_section", report, "plan"),
        to("report_earlier", report, "plan"),
        to("send_report", report),
        to("report_works", report),
    ]
    expected = {
        world.strategist: [200] * 7,
        world.politician: [200, 200, 200, 200, 200, 403, 403],
        world.group.person("ystad", "strategist"): [404] * 7,
        world.group.mentor: [404] * 7,
        lead: [404] * 7,
    }
    for person, statuses in expected.items():
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == statuses


def test_saved_by_the_button_and_as_one_goes(strategist: Client, world: ReportWorld) -> None:
    report = world.begun()
    save = to("save_report_section", report, "plan")
    quiet = strategist.post(save, {"text": "Vi", "seen": "0"}, headers={"HX-Request": "true"})
    assert (quiet.status_code, 'name="seen" id="id_seen" value="1"' in quiet.content.decode()) == (
        200,
        True,
    )
    answer = strategist.post(save, {"text": "Vi tänker", "seen": "1"})
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    answer = strategist.post(
        to("save_report_section", report, "steering"), {"text": "S", "seen": "0", "next": "1"}
    )
    assert answer["Location"] == to("report_section", report, "indicators")
    assert report.texts.get(section__key="plan").text == "Vi tänker"


def test_the_second_of_two_sees_both_and_chooses(strategist: Client, world: ReportWorld) -> None:
    report = world.begun()
    world.write(report, "plan", "Nyckelpersonens text", actor=world.key_person)
    save = to("save_report_section", report, "plan")
    typed = {"text": "Strategens <b>text</b>", "seen": "0"}
    quiet = strategist.post(save, typed, headers={"HX-Request": "true"})
    assert 'id="id_seen"' not in quiet.content.decode()
    answer = strategist.post(save, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Nyckelpersonens text", "Strategens &lt;b&gt;text&lt;/b&gt;</textarea>"):
        assert words in html
    assert 'name="seen" value="1"' in html
    assert strategist.post(save, typed | {"seen": "1"}).status_code == 302
    assert report.texts.get(section__key="plan").text == "Strategens <b>text</b>"
    earlier = strategist.get(to("report_earlier", report, "plan")).content.decode()
    assert earlier.count("Nyckelpersonens text") == 1


def test_typed_while_a_colleague_sends_it_stays_on_the_page(
    strategist: Client, world: ReportWorld
) -> None:
    report = sent(world)
    save = to("save_report_section", report, "plan")
    answer = strategist.post(save, {"text": "Halvskrivet", "seen": "1"})
    assert (answer.status_code, "Halvskrivet</textarea>" in answer.content.decode()) == (422, True)
    assert ReportTextRevision.objects.get(is_saved=False).text == "Halvskrivet"


def test_too_long_is_kept_on_the_page_and_20000_fit(strategist: Client, world: ReportWorld) -> None:
    report = world.begun()
    save = to("save_report_section", report, "plan")
    long = "å" * 20_001
    answer = strategist.post(save, {"text": long, "seen": "0"})
    assert (answer.status_code, long in answer.content.decode()) == (422, True)
    assert strategist.post(save, {"text": long[1:], "seen": "0"}).status_code == 302
    assert strategist.get(to("read_report", report)).status_code == 200


def test_facts_are_frozen_and_followed_by_a_press(strategist: Client, world: ReportWorld) -> None:
    with_work(world)
    report = world.begun()
    press = to("report_facts", report, "steering")
    page = to("report_section", report, "steering")
    strategist.post(press, {"action": "freeze"})
    Improvement.objects.all().delete()
    assert "Lika snabbt till insats" in strategist.get(page).content.decode()
    strategist.post(press, {"action": "follow"})
    assert "Lika snabbt till insats" not in strategist.get(page).content.decode()


def test_private_works_are_let_in_by_choice(
    client: Client, strategist: Client, world: ReportWorld
) -> None:
    work = with_work(world, title="Hemligt", is_private=True)
    report = world.written()
    assert "Hemligt" not in strategist.get(to("read_report", report)).content.decode()
    strategist.post(to("report_works", report), {"works": [str(work.pk)]})
    assert "Hemligt" in strategist.get(to("read_report", report)).content.decode()
    foreign = Improvement.objects.create(participation=world.group.ystad, title="Ystads")
    answer = strategist.post(to("report_works", report), {"works": [str(foreign.pk)]})
    assert (answer.status_code, list(report.shown_works.all())) == (422, [work])


def test_comments_and_ticks_lead_back_to_the_section(
    strategist: Client, world: ReportWorld
) -> None:
    report = world.begun()
    page = to("report_section", report, "plan")
    comment = to("comment_report", report, "plan")
    assert strategist.post(comment, {"comment": ""}).status_code == 422
    assert strategist.post(comment, {"comment": "Vem?"})["Location"] == f"{page}#comments"
    one = report.comments.get()
    answer = strategist.post(to("resolve_report_comment", report, one.pk))
    assert answer["Location"] == f"{page}#comments"
    strategist.post(to("report_public_tick", report, "plan"), {"action": "yes"})
    assert report.texts.get(section__key="plan").is_public is True


def test_the_way_to_skr_and_back(
    client: Client, strategist: Client, world: ReportWorld, lead: Any
) -> None:
    report = world.begun()
    send = to("send_report", report)
    html = strategist.get(send).content.decode()
    assert html.count('class="tasks"') == 1
    strategist.post(send)
    report.refresh_from_db()
    assert report.status == "draft"
    for key in ("steering", "indicators", "plan"):
        world.write(report, key, f"Om {key}")
    assert strategist.post(send)["Location"] == report.get_absolute_url()

    client.force_login(lead)
    assert client.get(to("report", report))["Location"] == to("read_report", report)
    plan = world.section("plan")
    refused = client.post(to("return_report", report), {f"point_{plan.pk}": "x" * 2001})
    assert (refused.status_code, "x" * 2001 in refused.content.decode()) == (422, True)
    client.post(to("return_report", report), {f"point_{plan.pk}": "Vem ansvarar?"})
    report.refresh_from_db()
    assert report.status == "returned"

    client.force_login(world.key_person)
    world.write(report, "plan", "Ingen annan ser detta än", actor=world.key_person)
    assert "Vem ansvarar?" in client.get(to("report_section", report, "plan")).content.decode()
    client.force_login(lead)
    html = client.get(to("read_report", report)).content.decode()
    assert ("Ingen annan ser detta än" in html, "Om plan" in html) == (False, True)

    client.force_login(world.key_person)
    point = ReturnPoint.objects.get()
    client.post(to("mend_report_point", report, point.pk))
    client.post(send)
    client.force_login(lead)
    assert "Ingen annan ser detta än" in client.get(to("read_report", report)).content.decode()
    client.post(to("approve_report", report))
    report.refresh_from_db()
    assert (report.status, report.version) == ("approved", 2)
    assert client.post(to("publish_report", report), {"parts": ["plan"]}).status_code == 403

    client.force_login(world.key_person)
    assert client.post(to("publish_report", report), {"parts": []}).status_code == 422
    assert client.post(to("publish_report", report), {"parts": ["plan"]}).status_code == 302
    assert client.get(to("publish_report", report))["Location"] == report.get_absolute_url()
    report.refresh_from_db()
    assert report.status == "published"
    client.force_login(lead)
    client.post(to("withdraw_report", report))
    report.refresh_from_db()
    assert (report.status, report.public) == ("withdrawn", None)


def test_points_and_comments_of_another_report_are_not_found(
    strategist: Client, world: ReportWorld, lead: Any
) -> None:
    report = sent(world)
    (point,) = return_report(report=report, points={world.section("plan").pk: "Vem?"}, actor=lead)
    own = begin_report(
        participation=world.group.ystad,
        occasion=world.occasion,
        actor=world.group.person("ystad", "strategist"),
    )
    strategist.force_login(world.group.person("ystad", "strategist"))
    assert strategist.post(to("mend_report_point", own, point.pk)).status_code == 404
    assert strategist.get(to("report_section", own, "finns-inte")).status_code == 404


def test_a_report_that_is_sent_in_waits_on_the_desk_of_the_lead(
    world: ReportWorld, lead: Any, time_machine: Any
) -> None:
    report = sent(world)
    reviewer = make_user("g@skr.example", staff_role="reviewer")
    assert [(one.count, one.oldest, one.url) for one in waiting_for(lead)] == [
        (1, "Lund kommun", to("read_report", report))
    ]
    assert waiting_for(reviewer) == []
    approve_report(report=report, actor=lead)
    assert waiting_for(lead) == []


# --- SKR's list --------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_of_a_round_takes_the_same_queries(
    client: Client,
    world: ReportWorld,
    lead: Any,
    django_assert_num_queries: Any,
    many: int,
) -> None:
    sent(world)
    for _number in range(many):
        make_participation(world.group.cohort, make_organisation())
    client.force_login(lead)
    with django_assert_num_queries(6):
        answer = client.get(reverse("reporting:reports_of_round", args=[world.group.cohort.slug]))
    html = answer.content.decode()
    assert html.count('<tr><th scope="row">') == 3 + many
    assert html.count(to("read_report", ResultReport.objects.get())) == 1


def test_late_ones_are_seen_and_a_draft_is_not_opened(
    client: Client, world: ReportWorld, lead: Any, time_machine: Any
) -> None:
    world.written()
    time_machine.move_to(stockholm(2028, 6, 2), tick=False)
    client.force_login(lead)
    answer = client.get(reverse("reporting:reports_of_round", args=[world.group.cohort.slug]))
    page = answer.context["page"]
    assert [row.is_late for row in page.rows] == [True] * 3
    assert [row.report for row in page.rows] == [None] * 3
    only = client.get(reverse("reporting:all_reports"))
    assert only["Location"] == reverse("reporting:reports_of_round", args=[world.group.cohort.slug])
    client.force_login(world.strategist)
    assert client.get(only["Location"]).status_code == 403


# --- page and paper ----------------------------------------------------------


def in_order(wanted: list[str], text: str) -> list[str]:
    """What is not found after the one before it, whatever the white space."""
    text, at, lost = "".join(text.split()), 0, []
    for words in wanted:
        found = text.find("".join(words.split()), at)
        if found < 0:
            lost.append(words)
        else:
            at = found
    return lost


def drawn_text(pdf: bytes) -> str:
    """In the order in which the paper is drawn, which is that of its tags."""
    out, resources = io.StringIO(), PDFResourceManager()
    reader = PDFPageInterpreter(resources, TextConverter(resources, out, laparams=None))
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        reader.process_page(page)
    return out.getvalue()


def as_text(html: str) -> str:
    main = html.split("<main")[1].split("</main>")[0]
    without = re.sub(r"<svg.*?</svg>", "", main, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", without))


def test_every_word_of_the_page_stands_in_the_pdf_in_the_same_order(
    client: Client, strategist: Client, world: ReportWorld, lead: Any, tmp_path: Path
) -> None:
    work = with_work(world, problem="Kvinnor väntar längre än män & flickor <längre> än pojkar.")
    with_figures(world, name="Insats inom 30 dagar, ärenden", improvement=work)
    with_figures(world, name="Frånvaro", series=("girls", "boys"))
    report = world.written()
    world.write(report, "plan", "Först detta.\n\nSedan “det där” – och 50 % till.\nOch slut.")
    send_report(report=report, actor=world.strategist)
    words = list(words_of(from_data(ReportVersion.objects.get().document)))
    assert len(words) > 120

    client.force_login(lead)
    html = client.get(to("read_report", report)).content.decode()
    pdf = client.get(to("report_pdf", report))

    assert in_order(words, as_text(html)) == []
    content = pdf.content
    assert in_order(words, drawn_text(content)) == []
    path = tmp_path / "rapport.pdf"
    path.write_bytes(content)
    options = {"no_ua": False, "pdfa": None, "lang": "sv", "title": None, "extract": None}
    found = check_file(path, argparse.Namespace(**options, expect=[], attachment=[])).as_dict()
    assert (found["errors"], found["warnings"]) == ([], [])
    assert found["facts"]["structure"]["Figure"] == 1  # the other indicator has no figures


def test_what_was_sent_is_the_same_paper_tomorrow(
    strategist: Client, world: ReportWorld, time_machine: Any
) -> None:
    with_figures(world)
    report = sent(world)
    before = strategist.get(to("report_pdf", report)).content
    Indicator.objects.all().delete()
    time_machine.move_to(stockholm(2029, 1, 8), tick=False)
    strategist.force_login(world.strategist)
    assert strategist.get(to("report_pdf", report)).content == before


def test_an_empty_report_and_a_long_one_become_paper(
    strategist: Client, world: ReportWorld
) -> None:
    report = world.begun()
    assert strategist.get(to("report_pdf", report)).status_code == 200
    world.write(report, "plan", "Ord och åter ord. " * 1_100)
    content = strategist.get(to("report_pdf", report)).content
    assert drawn_text(content).count("Ord och") > 1_000


def test_a_published_document_holds_the_chosen_parts_alone(world: ReportWorld, lead: Any) -> None:
    report = sent(world)
    approve_report(report=report, actor=lead)
    publish_report(report=report, keys=["plan"], actor=world.strategist)
    assert list(words_of(from_data(report.public)))[-2:] == ["Planen framåt", "Om plan"]
    assert "Om steering" not in str(report.public)
