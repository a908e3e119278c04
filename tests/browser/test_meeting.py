"""The host prepares a meeting by keyboard alone; two write its notes; the page before to after."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.models import Organisation
from learning_meetings.models import Invitee, Meeting, NoteRevision
from learning_meetings.services.attendance import Presence, note_attendance
from learning_meetings.services.notes import save_note
from learning_meetings.services.outcomes import Said, note_outcome
from modellkonceptet.civil_dates import today
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.keyboard import choose, fill, press, upload
from tests.learning_meetings.meeting_recipes import (
    LONG,
    MeetingWorld,
    add_agenda,
    add_checklist,
    answer,
    make_meeting_world,
)

FORMS = ["dagordning", "checklista", "roller", "narvaro", "anteckningar", "att-gora", "utvardering"]
LONG_NAME = "Jämställdhetsstrategen Margareta af Klinckowström-Gyllenstierna"


def sign_in(context: BrowserContext, site: str, user: Any, settings: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_the_host_prepares_the_meeting_by_keyboard(
    page: Page, live_server: Any, settings: Any, tmp_path: Path, transactional_db: None
) -> None:
    at = make_meeting_world()
    add_agenda(at.meeting, ("Fika", 20), ("Kritisk vän", 60))
    add_checklist(at.meeting, ("Boka lokal", -30))
    answer(at.invitee("lund", "strategist"))
    picture = tmp_path / "kartlaggning.png"
    Image.new("RGB", (40, 30), "white").save(picture)
    sign_in(page.context, live_server.url, at.host, settings)
    page.goto(f"{live_server.url}/min-omgang/")
    press(page, "link", "Mina träffar")
    press(page, "link", "Lärandeträff 2")
    assert_accessible(page)

    press(page, "link", "Ändra dagordningen")
    fill(page, "#id_title_sv", "Välkomna")
    fill(page, "#id_minutes", "arton")
    press(page, "button", "Lägg till sist")
    expect(page.locator("#id_title_sv")).to_have_value("Välkomna")
    assert_accessible(page)
    fill(page, "#id_minutes", "15")
    choose(page, "#id_leads", "Mentorn")
    press(page, "button", "Lägg till sist")
    expect(page.locator(".agenda b")).to_have_text(["Fika", "Kritisk vän", "Välkomna"])
    press(page, "button", "Flytta Välkomna tidigare")
    press(page, "button", "Flytta Välkomna tidigare")
    press(page, "link", "Ändra Kritisk vän")
    fill(page, "#id_minutes", "90")
    press(page, "button", "Spara")
    press(page, "button", "Ta bort Fika")
    expect(page.locator(".agenda b")).to_have_text(["Välkomna", "Kritisk vän"])
    assert_accessible(page)
    press(page, "link", "Tillbaka till träffen")

    press(page, "button", "Det är klart: Boka lokal")
    expect(page.get_by_role("button", name="Inte klart ändå: Boka lokal")).to_be_visible()
    press(page, "link", "Publicera presentationen från Lund kommun")
    press(page, "button", "Publicera")
    expect(page.get_by_role("alert")).to_contain_text("Välj en fil.")
    upload(page, "#id_file", picture)
    press(page, "button", "Publicera")
    expect(page.get_by_role("link", name="kartlaggning.png", exact=True)).to_be_visible()
    assert_accessible(page)

    at.meeting.refresh_from_db()
    assert list(at.meeting.agenda.values_list("title_sv", "minutes", "leads")) == [
        ("Välkomna", 15, "mentor"),
        ("Kritisk vän", 90, "host"),
    ]
    assert at.meeting.checklist.get().done_by == at.host
    assert at.meeting.presentations.get().participation == at.world.lund


def test_whoever_saves_the_notes_second_sees_both_and_nothing_is_lost(
    page: Page, new_context: Any, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world(days=-2)
    path = f"{live_server.url}{at.meeting.get_absolute_url()}anteckningar/"
    theirs = new_context()
    sign_in(page.context, live_server.url, at.host, settings)
    sign_in(theirs, live_server.url, at.partner, settings)
    second = theirs.new_page()
    page.goto(path)
    second.goto(path)
    page.get_by_label("Anteckningar").fill("Ystad visade sin statistik.")
    second.get_by_label("Anteckningar").fill("Vi bestämde nästa träff.")
    page.get_by_role("button", name="Spara anteckningarna").click()
    expect(page.locator(".notes")).to_have_text("Ystad visade sin statistik.")

    second.get_by_role("button", name="Spara anteckningarna").click()
    both = second.get_by_role("region", name="Två versioner")
    expect(both).to_contain_text("Ystad visade sin statistik.")
    expect(both).to_contain_text("Vi bestämde nästa träff.")
    expect(second.get_by_label("Anteckningar")).to_have_value("Vi bestämde nästa träff.")
    for size in (PHONE, DESK):
        second.set_viewport_size(size)
        assert_accessible(second)
    together = "Ystad visade sin statistik.\nVi bestämde nästa träff."
    second.get_by_label("Anteckningar").fill(together)
    second.get_by_role("button", name="Spara anteckningarna").click()
    expect(second.locator(".notes")).to_contain_text("Vi bestämde nästa träff.")

    assert list(NoteRevision.objects.order_by("version").values_list("text", "author")) == [
        ("Ystad visade sin statistik.", at.host.pk),
        (together, at.partner.pk),
    ]


def full(at: MeetingWorld) -> None:
    """A meeting in which every section has something to show, with names that are long."""
    Organisation.objects.filter(name="Ystad").update(
        official_name="Malung-Sälens kommun, Samhällsbyggnadsförvaltningen"
    )
    Invitee.objects.filter(pk=at.invitee("ystad", "politician").pk).update(name=LONG_NAME)
    answer(at.invitee("hoor", "politician"), "no", substitute_name=LONG_NAME)
    add_agenda(at.meeting, ("Välkomna", 30), ("Kunskapsstyrningens konsekvenser", 180))
    add_checklist(at.meeting, ("Boka lokal", -30), ("Publicera anteckningarna", 5))
    save_note(meeting=at.meeting, seen=0, text="Vi gick laget runt.", actor=at.host)
    seat = at.world.seat(at.world.ystad, "politician")
    for kind, said in (
        ("decision", Said("Vi ses i Ystad")),
        ("idea", Said("Checklistan", origin=at.world.lund, taken_by=at.world.ystad)),
        ("action", Said("Skicka mallen", responsible=seat, due_on=today())),
    ):
        note_outcome(meeting=at.meeting, kind=kind, said=said, actor=at.host)


@pytest.mark.parametrize(
    ("begins", "heading"),
    [(timedelta(days=9), "om 9 dagar"), (-LONG / 3, "pågår"), (-timedelta(days=2), "var för")],
    ids=["before", "during", "after"],
)
def test_the_page_can_be_used_by_everybody_on_phone_and_desk(
    page: Page,
    live_server: Any,
    settings: Any,
    transactional_db: None,
    begins: timedelta,
    heading: str,
) -> None:
    at = make_meeting_world()
    full(at)
    starts = timezone.localtime() + begins
    if begins < -LONG:  # late in the evening it would end on another day
        starts = starts.replace(hour=9)
    Meeting.objects.update(starts_at=starts, ends_at=starts + LONG)
    if begins < timedelta():
        note_attendance(
            meeting=at.meeting,
            seen={},
            said={at.invitee("lund", "politician").pk: Presence("there")},
            actor=at.host,
        )
    sign_in(page.context, live_server.url, at.host, settings)
    page.goto(live_server.url + at.meeting.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_of_the_meeting_can_be_used_by_everybody(
    page: Page, live_server: Any, settings: Any, transactional_db: None, scheme: Any
) -> None:
    at = make_meeting_world(days=-2)
    full(at)
    page.emulate_media(color_scheme=scheme)
    sign_in(page.context, live_server.url, at.host, settings)
    base = live_server.url + at.meeting.get_absolute_url()
    for name in FORMS:
        page.goto(f"{base}{name}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
