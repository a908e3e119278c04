"""The main job, by keyboard alone on a phone: Lund applies, SKR decides, the letter arrives."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.enums import ApplicationStatus
from applications.models import Application
from cohorts.models import Cohort, MailDomain, Organisation, Participation, Programme
from cohorts.services.rounds import RoundDates, create_cohort_from_programmes
from modellkonceptet.civil_dates import in_words
from modellkonceptet.pdf import render_html_pdf
from tests import factories
from tests.browser.conftest import DESK, Mailbox, assert_accessible
from tests.browser.keyboard import choose, fill, press, tick, upload

APPLICANT = "strateg@lund.example"
LEAD = "projektledare@skr.example"


@pytest.fixture
def open_round() -> Cohort:
    """A round made from the product's own templates, open today, and Lund's mail domain."""
    call_command("load_organisations", verbosity=0)
    call_command("load_programmes", verbosity=0)
    lead = factories.make_user(LEAD, name="Projektledare", staff_role="project_lead")
    today = timezone.localdate()
    cohort = create_cohort_from_programmes(
        programmes=[Programme.objects.get(slug="modellkommuner")],
        slug="modellkommuner-oppen",
        name_sv="Modellkommuner, öppen omgång",
        dates=RoundDates(
            announced_on=today - timedelta(days=7),
            opens_on=today - timedelta(days=5),
            closes_on=today + timedelta(days=20),
            decision_on=today + timedelta(days=50),
            starts_on=today + timedelta(days=100),
            invoicing_year=today.year + 1,
        ),
        actor=lead,
        capacity=30,
    )
    lund = Organisation.objects.get(code="1281")
    MailDomain.objects.create(organisation=lund, domain="lund.example")
    return cohort


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """An extract of minutes as a real PDF."""
    path = tmp_path / "protokoll.pdf"
    path.write_bytes(
        render_html_pdf(
            "<html lang=sv><title>Protokoll</title><h1>Protokoll</h1><p>§ 1</p></html>",
            language="sv",
            title="Protokoll",
            created=timezone.now(),
            identifier="protokoll",
        )
    )
    return path


def test_lund_applies_and_skr_decides(
    page: Page, live_server, worker, mailbox: Mailbox, open_round: Cohort, minutes: Path
):
    _check_the_conditions(page, f"{live_server.url}{open_round.get_absolute_url()}")
    _sign_in(page, mailbox, APPLICANT)
    _start(page)
    _organisation(page)
    _political_decision(page)
    _decision_to_apply(page, minutes)
    _commitments(page)
    _team(page)
    _why(page)
    _invoice(page)
    application = _submit(page, mailbox)
    _sign_out(page)
    page.set_viewport_size(DESK)
    _decide(page, live_server.url, mailbox, application)
    _letter_has_arrived(mailbox, application)


def _check_the_conditions(page: Page, address: str) -> None:
    page.goto(address)
    assert_accessible(page)
    press(page, "link", "Se om ni uppfyller förutsättningarna")
    page.wait_for_url("**/sjalvtest/")
    for group in page.locator("fieldset:has(input[type=radio])").all():
        first = group.locator("input[type=radio]").first
        tick(page, f"#{first.get_attribute('id')}")
    press(page, "button", "Visa resultatet")
    assert_accessible(page)
    press(page, "link", "Anmäl intresse för Modellkommuner, öppen omgång")


def _sign_in(page: Page, mailbox: Mailbox, address: str) -> None:
    fill(page, "#id_email", address)
    press(page, "button", "Skicka en kod")
    page.wait_for_url("**/login/code/confirm/**")
    fill(page, "#id_code", mailbox.code(address))
    page.keyboard.press("Enter")


def _start(page: Page) -> None:
    page.wait_for_url("**/ansok/**")
    fill(page, "#id_q", "Lund")
    press(page, "link", "Lunds kommun")
    press(page, "button", "Börja på anmälan")
    expect(page.locator("h1")).to_have_text("Ingen av sju delar är klar")
    assert_accessible(page)
    press(page, "link", "Er organisation")


def _go_on(page: Page) -> None:
    press(page, "button", "Spara och fortsätt")


def _organisation(page: Page) -> None:
    fill(page, "#id_department", "Kommunkontoret")
    _go_on(page)


def _political_decision(page: Page) -> None:
    """The CEMR declaration of 2012, known by its year alone."""
    expect(page.locator("h1")).to_have_text("Politiskt beslut om jämställdhet")
    tick(page, "#id_kind_0")
    tick(page, "#id_is_taken_0")
    fill(page, "#id_decided_on_year", "2012")
    assert_accessible(page)
    _go_on(page)


def _decision_to_apply(page: Page, minutes: Path) -> None:
    """Still on its way through the committees: planned, with its diary number."""
    expect(page.locator("h1")).to_have_text("Beslut att delta")
    planned = timezone.localdate() + timedelta(days=30)
    tick(page, "#id_is_taken_1")
    for part in ("day", "month", "year"):
        fill(page, f"#id_decided_on_{part}", str(getattr(planned, part)))
    choose(page, "#id_body", "Kommunstyrelsen")
    fill(page, "#id_diary_number", "KS 2021/0340")
    upload(page, "#id_document", minutes)
    _go_on(page)


def _commitments(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Åtaganden")
    for box in page.locator("input[name^=commitment_]").all():
        tick(page, f"#{box.get_attribute('id')}")
    _go_on(page)


def _team(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Ert team")
    for key, name in (
        ("politician", "Politiker, Lunds kommun"),
        ("senior_manager", "Hög chef, Lunds kommun"),
        ("key_person", "Nyckelperson, Lunds kommun"),
    ):
        fill(page, f"#id_{key}_name", name)
        fill(page, f"#id_{key}_title", "Roll i kommunen")
        fill(page, f"#id_{key}_email", f"{key}@lund.example")
    assert_accessible(page)
    _go_on(page)


def _why(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Varför ni vill delta")
    fill(page, "#id_why", "Vi behöver ett systematiskt sätt att arbeta med jämställdhet.")
    tick(page, "#id_focus_areas_8")
    fill(page, "#id_done_so_far", "Program för social hållbarhet, antaget 2020.")
    fill(page, "#id_related_work", "Ett jämställt Skåne, länets strategi.")
    _go_on(page)


def _invoice(page: Page) -> None:
    fill(page, "#id_reference", "KK123456")
    fill(page, "#id_address", "Fakturaenheten\nBox 1")
    fill(page, "#id_postcode", "221 00")
    fill(page, "#id_town", "Lund")
    fill(page, "#id_email", "faktura@lund.example")
    _go_on(page)


def _submit(page: Page, mailbox: Mailbox) -> Application:
    if "/granska/" not in page.url:
        expect(page.locator("h1")).to_have_text("Alla sju delar är klara")
        press(page, "link", "Granska svaren och skicka in")
    assert_accessible(page)
    press(page, "button", "Skicka in intresseanmälan")
    page.wait_for_url("**/kvitto/**")
    application = Application.objects.get()
    expect(page.locator("main")).to_contain_text(application.reference)
    assert_accessible(page)
    assert application.status == ApplicationStatus.SUBMITTED
    receipt = mailbox.wait_for(APPLICANT, count=2)[-1]
    attached = [part.get_content_type() for part in receipt.iter_attachments()]
    assert attached == ["application/pdf"]
    verdicts = application.verdicts.order_by("criterion__position")
    assert {each.criterion.rule: each.outcome for each in verdicts}["political_decision"] == "met"
    return application


def _sign_out(page: Page) -> None:
    press(page, "button", "Logga ut")


def _decide(page: Page, url: str, mailbox: Mailbox, application: Application) -> None:
    page.goto(f"{url}/konto/login/")
    _sign_in(page, mailbox, LEAD)
    page.wait_for_url("**/skr/**")
    assert_accessible(page)
    press(page, "link", "Öppna den äldsta")
    assert_accessible(page)
    press(page, "link", "Förbered beslutet")
    tick(page, "input[name=outcome][value=conditional]")
    fill(page, "#id_text", "Ni uppfyller förutsättningarna. Ert eget beslut är planerat.")
    assert_accessible(page)
    press(page, "button", "Förbered 1 beslut")
    press(page, "button", "Gå vidare till publicering")
    press(page, "button", "Publicera 1 beslut")
    page.wait_for_url("**/publicering/**")
    expect(page.locator("main")).to_contain_text("1 beslut är publicerat", timeout=60_000)
    assert_accessible(page)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ADMITTED_CONDITIONALLY
    participation = Participation.objects.get(admission_number__isnull=False)
    assert participation.team.count() == 3


def _letter_has_arrived(mailbox: Mailbox, application: Application) -> None:
    letter = mailbox.wait_for(APPLICANT, count=3)[-1]
    assert letter["Subject"].strip().startswith("Beslut om Modellkommuner")
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == f"beslut-{application.reference}-1.pdf"
    (condition,) = application.decisions.get().conditions.all()
    due = timezone.localdate() + timedelta(days=30)
    assert condition.due_on == due
    content = application.decisions.get().letter.content
    assert content["conditions"][0]["due"] == in_words(due, weekday=True, year=True)
