"""Self-assessment on a phone: a politician alone, then the key person who agrees for the team."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from improvements.models import Assessment, FunctionAnswer
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.test_group import sign_in
from tests.improvements.assessment_recipes import (
    AssessmentWorld,
    make_assessment,
    make_assessment_world,
)


@pytest.fixture
def world() -> AssessmentWorld:
    """A short checklist of three moments, in four steps."""
    return make_assessment_world()


def choose(page: Page, world: AssessmentWorld, place: int, step: int) -> None:
    """The step of a moment; its label is what a thumb hits."""
    moment = world.moments[place - 1]
    page.locator(f"label[for=id_value-{moment.pk}_{step - 1}]").click()


def test_a_politician_answers_alone_on_a_phone_and_the_key_person_agrees(
    page: Page, live_server: Any, world: AssessmentWorld
) -> None:
    sign_in(page, live_server, world.politician)
    page.goto(f"{live_server.url}/forbattringar/hos/{world.lund.pk}/sjalvskattningar/")
    assert_accessible(page)
    page.get_by_role("button", name="Börja: vid omgångens start").click()

    # Every answer is saved as it is given.
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad säger du själv?")
    assert_accessible(page)
    saved = page.locator("#saved h2")
    for place, step in ((1, 1), (2, 3), (3, 4)):
        choose(page, world, place, step)
        expect(saved).to_have_text(f"Sparat: {place} av 3 moment")
    box = page.locator(f"label[for=id_value-{world.moments[0].pk}_0]").bounding_box()
    assert box is not None
    assert box["height"] >= 44

    # A reason without leaving the page, and an answer that is changed.
    page.get_by_text("Skriv varför, moment 1").click()
    page.get_by_label("Varför, moment 1 (frivilligt)").fill("Beslutet känner ingen till")
    changed = f"value-{world.moments[1].pk}=2"
    with page.expect_response(lambda answer: changed in (answer.request.post_data or "")):
        choose(page, world, 2, 2)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dina egna svar är inne")
    assert_accessible(page)
    assessment = Assessment.objects.get()
    assert world.own(assessment, world.politician) == [1, 2, 4]
    assert FunctionAnswer.objects.get(value=1).comment == "Beslutet känner ingen till"

    # Before she has answered herself, the key person does not see what the politician said.
    sign_in(page, live_server, world.key_person)
    page.goto(f"{live_server.url}/forbattringar/sjalvskattning/{assessment.pk}/enas/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Svara själv först")
    expect(page.get_by_text("Beslutet känner ingen till")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Svara själv", exact=True).click()
    for place, step in ((1, 3), (2, 2), (3, 4)):
        choose(page, world, place, step)
        expect(saved).to_have_text(f"Sparat: {place} av 3 moment")
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("link", name="Enas tillsammans").click()

    # They differ on one; it is settled with what shows it.
    expect(page.get_by_role("heading", level=1)).to_have_text("Ni ser olika på ett moment")
    expect(page.get_by_text("Beslutet känner ingen till")).to_be_visible()
    assert_accessible(page)
    choose(page, world, 1, 2)
    choose(page, world, 2, 2)
    page.locator("form summary").first.click()
    page.get_by_label("Vad som visar det, moment 1 (frivilligt)").fill("KS 2026/12")
    page.get_by_role("button", name="Vi har enats").click()
    expect(page.get_by_role("alert")).to_contain_text("Enas om ett steg")
    assert_accessible(page)
    choose(page, world, 3, 4)
    page.get_by_role("button", name="Vi har enats").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("8 av 12 poäng")
    expect(page.get_by_text("politiker svarade 1 och nyckelperson 3")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    assessment.refresh_from_db()
    assert assessment.status == "agreed"


def test_partners_side_by_side_on_a_phone(
    page: Page, live_server: Any, world: AssessmentWorld
) -> None:
    make_assessment(world.lund, world.start, world.edition, (1, 2, 4))
    mine = make_assessment(world.ystad, world.start, world.edition, (4, 2, 3), agreed=False)
    address = f"{live_server.url}/forbattringar/grupp/{world.group.group.pk}/sjalvskattning/"
    sign_in(page, live_server, world.partner)
    page.goto(address)
    expect(page.get_by_text("Ni ser de andras svar när ni har enats")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    assert_accessible(page)

    mine.status, mine.agreed_at = "agreed", timezone.now()
    mine.save()
    page.reload()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text(str(world.moments[0]))
    expect(page.get_by_text("Höör: inte klara än.")).to_be_visible()
    assert_accessible(page)


def test_alone_without_javascript(browser: Any, live_server: Any, world: AssessmentWorld) -> None:
    assessment = make_assessment(world.lund, world.start, world.edition, agreed=False)
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    sign_in(page, live_server, world.politician)
    page.goto(f"{live_server.url}/forbattringar/sjalvskattning/{assessment.pk}/svara/")
    choose(page, world, 1, 2)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("2 moment är kvar.")).to_be_visible()
    assert world.own(assessment, world.politician) == [2]
    context.close()
