"""On a phone: note what one sees with a photo, close the cycle, and plan the next one from it."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from improvements.models import Cycle
from tests import factories
from tests.browser.conftest import DESK, Mailbox, assert_accessible
from tests.browser.keyboard import fill, press, tick, upload
from tests.improvements.recipes import make_cycle, make_improvement

STRATEGIST = "strateg@lund.example"


@pytest.fixture
def cycle(transactional_db: None) -> Cycle:
    """Lund's second cycle, which goes on."""
    strategist = factories.make_user(STRATEGIST, name="Strateg, Lund")
    colleague = factories.make_user("nyckel@lund.example", name="Nyckelperson, Lund")
    team = {"strategist": strategist, "key_person": colleague}
    participation = factories.make_participation(team=team)
    factories.make_group(participation.cohort, members=(participation,))
    work = make_improvement(participation)
    make_cycle(work, "Följa ett ärende steg för steg", status="acted")
    return make_cycle(work, status="do", arrangement="Mottagningen, tio samtal")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "skylten.jpg"
    Image.new("RGB", (320, 240), "#6b3fa0").save(path, "JPEG")
    return path


def test_an_observation_a_closing_and_the_next_cycle(
    page: Page, live_server: Any, mailbox: Mailbox, cycle: Cycle, photo: Path
) -> None:
    address = f"{live_server.url}{cycle.get_absolute_url()}"
    _sign_in(page, address, mailbox)
    assert_accessible(page)
    press(page, "link", "Notera det du ser")
    expect(page.locator("h1")).to_have_text("Vad såg du?")
    assert_accessible(page)
    fill(page, "#id_text", "Listan låg under högen.")
    upload(page, "#id_photo", photo)
    press(page, "button", "Notera")
    expect(page.locator("#observations img")).to_have_js_property("naturalWidth", 320)
    expect(page.locator("#observations")).to_contain_text("Listan låg under högen.")
    # Saved by itself when one leaves the field.
    fill(page, "#id_what_happened", "Sju samtal av tio")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Sparat klockan")
    press(page, "button", "Spara och studera resultatet")
    assert_accessible(page)
    expect(page.locator("#study .beside")).to_contain_text("I åtta samtal av tio")
    question = cycle.questions.get()
    fill(page, f"#id_result_{question.pk}", "I sju samtal av tio")
    tick(page, f"input[name=confirmed_{question.pk}][value=partly]")
    fill(page, "#id_learned", "Listan glöms när det är bråttom.")
    press(page, "button", "Spara och gå vidare till beslutet")
    tick(page, "input[name=decision][value=adapt]")
    press(page, "button", "Avsluta cykeln")
    wrong = page.locator("#id_changes_next_error")
    expect(wrong).to_contain_text("Skriv vad ni ändrar i nästa cykel.")
    assert_accessible(page)
    fill(page, "#id_changes_next", "Listan läggs i journalen.")
    press(page, "button", "Avsluta cykeln")
    expect(page.locator("h1")).to_have_text("Idén ändras och prövas igen")
    assert_accessible(page)
    press(page, "link", "Planera nästa cykel")
    expect(page.locator("#id_title")).to_have_value("Checklista vid första samtalet")
    expect(page.locator("#id_arrangement")).to_have_value("Mottagningen, tio samtal")
    expect(page.locator("#id_question_0")).to_have_value("Används checklistan?")
    expect(page.locator("#id_prediction_0")).to_have_value("")
    expect(page.locator("main")).to_contain_text("Listan läggs i journalen.")
    assert_accessible(page)
    fill(page, "#id_prediction_0", "I nio samtal av tio")
    press(page, "button", "Spara planen")
    expect(page.locator("h1")).to_have_text("Planen är klar: försöket kan börja")
    following = Cycle.objects.get(number=3)
    assert following.previous == cycle
    for size in (DESK, {"width": 360, "height": 740}):
        page.set_viewport_size(size)
        for shown in (cycle, following):
            page.goto(f"{live_server.url}{shown.get_absolute_url()}")
            page.get_by_text("Meddela någon med mejl").first.click()
            expect(page.get_by_label("Nyckelperson, Lund")).to_be_visible()
            assert_accessible(page)
        page.goto(f"{live_server.url}{cycle.improvement.get_absolute_url()}")
        expect(page.locator("ol.ramp > li")).to_have_count(3)
        assert_accessible(page)


def _sign_in(page: Page, address: str, mailbox: Mailbox) -> None:
    page.goto(address)
    fill(page, "#id_email", STRATEGIST)
    press(page, "button", "Skicka en kod")
    page.wait_for_url("**/login/code/confirm/**")
    fill(page, "#id_code", mailbox.code(STRATEGIST))
    page.keyboard.press("Enter")
    page.wait_for_url(address)
