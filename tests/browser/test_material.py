"""The library and the import of a list, by keyboard alone on a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cohorts.models import Participation
from learning_meetings.models import MaterialVisit
from tests import factories
from tests.browser.conftest import Mailbox, assert_accessible
from tests.browser.keyboard import choose, fill, press, tick, upload
from tests.learning_meetings.material_recipes import make_material, make_step, rewrite

STRATEGIST = "strateg@lund.example"


@pytest.fixture
def lund(transactional_db: None) -> Participation:
    """Lund's strategist in a round with material in two steps, one of it for politicians."""
    lead = factories.make_user("projektledare@skr.example", staff_role="project_lead")
    strategist = factories.make_user(STRATEGIST, name="Strateg, Lund")
    cohort = factories.make_cohort()
    participation = factories.make_participation(cohort, team={"strategist": strategist})
    first, third = make_step(cohort, 1, "Förberedelser"), make_step(cohort, 3, "Träff 1")
    make_material(cohort, lead, "Läs först", step=first, is_required=True, body="## Vilka\n\nAlla.")
    make_material(cohort, lead, "Styrkedjan", step=third, functions=("politician",))
    make_material(cohort, lead, "Filmen", step=third, kind="film", url="https://film.example/1")
    return participation


def test_the_library_leads_through_what_is_new(
    page: Page, live_server: Any, mailbox: Mailbox, lund: Participation
) -> None:
    _sign_in(page, live_server.url, mailbox)
    press(page, "link", "Allt material")
    expect(page.locator("h1")).to_have_text("Börja med den del som alla går igenom")
    assert_accessible(page)
    press(page, "link", "Läs först")
    assert_accessible(page)
    press(page, "link", "Material")
    expect(page.locator("h1")).to_have_text("En del är ny sedan sist")
    choose(page, "#id_function", "Politiker")
    press(page, "button", "Visa")
    expect(page.locator("h1")).to_have_text("3 material i urvalet")
    assert_accessible(page)
    press(page, "link", "Filmen")
    expect(page.get_by_role("link", name="Se filmen på film.example")).to_have_attribute(
        "rel", "external noopener noreferrer"
    )
    assert_accessible(page)
    assert MaterialVisit.objects.count() == 2
    material = lund.cohort.material.get(title_sv="Läs först")
    lead = material.versions.get().author
    rewrite(material, lead, "Alla, och bolagens ledning.", what_is_new="Bolagen är med")
    press(page, "link", "Material")
    press(page, "link", "Läs först")
    expect(page.get_by_text("Bolagen är med")).to_be_visible()


def test_a_list_is_corrected_looked_at_and_imported(
    page: Page,
    live_server: Any,
    mailbox: Mailbox,
    lund: Participation,
    tmp_path: Path,
) -> None:
    wrong, right = tmp_path / "fel.csv", tmp_path / "lista.csv"
    wrong.write_bytes("Namn;E-postadress;Genomförd\nÅsa;asa(at)lund;i går\n".encode("cp1252"))
    right.write_bytes(
        "Namn;E-postadress;Genomförd\nÅsa;asa@lund.example;2026-01-31\nBo;bo@lund.example;\n".encode(
            "utf-8-sig"
        )
    )
    _sign_in(page, live_server.url, mailbox)
    press(page, "link", "Listan över grundutbildningen")
    expect(page.locator("h1")).to_have_text("Ingen är anmäld än")
    assert_accessible(page)
    press(page, "link", "Importera en lista")
    assert_accessible(page)
    upload(page, "#id_file", wrong)
    press(page, "button", "Titta på den")
    expect(page.locator("h1")).to_have_text("2 saker att rätta i filen")
    assert_accessible(page)
    assert lund.training.count() == 0
    upload(page, "#id_file", right)
    press(page, "button", "Titta på den")
    expect(page.locator("h1")).to_have_text("2 läggs till, 0 ändras")
    assert_accessible(page)
    assert lund.training.count() == 0
    press(page, "button", "Importera 2 personer")
    expect(page.locator("h1")).to_have_text("1 av 2 har gått grundutbildningen")
    assert_accessible(page)
    tick(page, f"input[name=person][value='{lund.training.get(name='Bo').pk}']")
    fill(page, "#id_completed_on_year", "2026")
    fill(page, "#id_completed_on_month", "1")
    press(page, "button", "Notera som klara")
    expect(page.locator("h1")).to_have_text("Alla 2 har gått grundutbildningen")


def _sign_in(page: Page, site: str, mailbox: Mailbox) -> None:
    page.goto(f"{site}/min-omgang/")
    fill(page, "#id_email", STRATEGIST)
    press(page, "button", "Skicka en kod")
    page.wait_for_url("**/login/code/confirm/**")
    fill(page, "#id_code", mailbox.code(STRATEGIST))
    page.keyboard.press("Enter")
    page.wait_for_url("**/min-omgang/**")
