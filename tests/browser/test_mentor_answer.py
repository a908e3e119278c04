"""An organisation answers whether it will be mentor: on a phone, by keyboard, without account."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.models import MentorPromise
from cohorts.services.mentoring import hash_token
from tests import factories
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import enter, fill, press, tab_to, tick

TOKEN = "lank-i-mejlet"


@pytest.fixture
def asked() -> MentorPromise:
    malmo = factories.make_organisation("Malmö")
    own = factories.make_cohort(
        kinds=(),
        name_sv="Modellkommuner 2017–2018",
        is_historical=True,
        source="SKR",
        starts_on=date(2017, 3, 1),
    )
    participation = factories.make_participation(own, malmo, status="completed", source="SKR")
    return factories.make_promise(
        malmo,
        participation=participation,
        status="asked",
        cohort=factories.make_cohort(name_sv="Modellkommuner 2027–2028"),
        token_hash=hash_token(TOKEN),
        contact_name="Anna Berg",
        contact_email="anna@malmo.example",
        answer_by=timezone.localdate() + timedelta(days=10),
    )


def test_yes_on_a_phone_by_keyboard(page: Page, live_server, asked: MentorPromise):
    page.goto(f"{live_server.url}/mentorskap/{TOKEN}/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Vill Malmö vara mentor i Modellkommuner 2027–2028?")
    assert_accessible(page)

    # Only the questions that the answer asks for are there.
    expect(page.locator("#id_person1_name")).to_be_hidden()
    tick(page, "input[name=accepts][value=yes]")
    expect(page.locator("#id_reason")).to_be_hidden()
    fill(page, "#id_person1_name", "Anna Berg")
    press(page, "button", "Skicka svaret")

    # What is missing is said, and what was typed stays.
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#id_person1_name")).to_have_value("Anna Berg")
    assert_accessible(page)
    fill(page, "#id_person1_email", "anna@malmo.example")
    tab_to(page, page.locator("summary", has_text="En andra person"))
    page.keyboard.press("Enter")
    fill(page, "#id_person2_name", "Bo Ek")
    fill(page, "#id_person2_email", "bo@malmo.example")
    fill(page, "#id_answered_by", "Bo Ek")
    press(page, "button", "Skicka svaret")

    expect(heading).to_have_text(
        "Malmö har sagt ja till att vara mentor i Modellkommuner 2027–2028"
    )
    assert_accessible(page)
    asked.refresh_from_db()
    assert (asked.status, asked.capacity, asked.answered_by) == ("accepted", 1, "Bo Ek")
    assert [person.name for person in asked.people.order_by("pk")] == ["Anna Berg", "Bo Ek"]


def test_no_and_then_another_answer(page: Page, live_server, asked: MentorPromise):
    page.goto(f"{live_server.url}/mentorskap/{TOKEN}/")
    tick(page, "input[name=accepts][value=no]")
    expect(page.locator("#id_person1_name")).to_be_hidden()
    fill(page, "#id_reason", "Omorganisation")
    fill(page, "#id_answered_by", "Anna Berg")
    press(page, "button", "Skicka svaret")
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("declined", "Omorganisation")

    tab_to(page, page.locator("summary", has_text="Ändra svaret"))
    page.keyboard.press("Enter")
    assert_accessible(page)
    tick(page, "input[name=accepts][value=yes]")
    fill(page, "#id_person1_name", "Anna Berg")
    fill(page, "#id_person1_email", "anna@malmo.example")
    fill(page, "#id_answered_by", "Anna Berg")
    press(page, "button", "Skicka svaret")
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("accepted", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_skrs_pages_are_accessible_and_fit(
    page: Page, context, live_server, asked: MentorPromise, client, scheme
):
    lead = factories.make_user("projektledare@skr.example", staff_role="project_lead")
    client.force_login(lead)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.emulate_media(color_scheme=scheme)
    free = factories.make_promise(factories.make_organisation("Lund"))
    promise = factories.make_promise(
        factories.make_organisation("Umeå"), status="accepted", cohort=asked.cohort, people=(lead,)
    )
    for size in ({"width": 360, "height": 740}, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in (
            "/skr/mentorer/",
            f"/skr/omgangar/{asked.cohort.slug}/mentorer/",
            f"/skr/mentorer/{promise.pk}/",
            f"/skr/mentorer/{promise.pk}/personer/",
            f"/skr/mentorer/{free.pk}/fraga/",
            f"/skr/mentorer/{free.pk}/svar/",
        ):
            page.goto(f"{live_server.url}{path}")
            assert_accessible(page)


def test_asking_by_keyboard(page: Page, context, live_server, client):
    lead = factories.make_user("projektledare@skr.example", staff_role="project_lead")
    client.force_login(lead)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    cohort = factories.make_cohort(slug="omgang", name_sv="Modellkommuner 2027–2028")
    promise = factories.make_promise(factories.make_organisation("Lund"))

    page.goto(f"{live_server.url}/skr/omgangar/{cohort.slug}/mentorer/")
    enter(page, page.get_by_role("link", name="Fråga Lund", exact=True))
    fill(page, "#id_name", "Eva Åberg")
    fill(page, "#id_email", "eva@lund.example")
    press(page, "button", "Skicka frågan")

    expect(page.get_by_role("status").first).to_have_text("Frågan till Lund är på väg.")
    promise.refresh_from_db()
    assert (promise.status, promise.contact_name) == ("asked", "Eva Åberg")
