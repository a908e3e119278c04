"""A politician answers on a phone in two taps; a host finds a date; a visitor signs up."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from learning_meetings.models import Invitee, Meeting, PollVoter
from learning_meetings.services.inviting import invite
from learning_meetings.services.polls import answer_poll, open_poll
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import deliver_message
from tests.browser.conftest import DESK, PHONE, Mailbox, assert_accessible
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    link_in,
    mails_to,
    make_group_world,
    make_public_meeting,
)

POLITICIAN = "politician@lund.example"


@pytest.fixture
def world(project_lead, live_server, settings):
    settings.SITE_URL = live_server.url
    return make_group_world()


def link_in_mail(mailbox: Mailbox, address: str) -> str:
    """The address that a person taps: from the HTML of the mail that has left."""
    for message in Message.objects.filter(to_email=address).order_by("pk"):
        deliver_message(message_id=message.pk)
    html = mailbox.to(address)[-1].get_body(("html",)).get_content()
    return html.split('href="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_politician_answers_on_a_phone_in_two_taps(
    page: Page, live_server, mailbox: Mailbox, world, project_lead, scheme
):
    page.emulate_media(color_scheme=scheme)
    invite(meeting=world.meeting, actor=project_lead)

    page.goto(link_in_mail(mailbox, POLITICIAN))  # the first tap: the link in the mail
    assert_accessible(page)
    button = page.get_by_role("button", name="Kommer")
    box = button.bounding_box()
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= PHONE["height"]  # without scrolling
    button.click()  # the second

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Politiker, Lund kommer till Lärandeträff 1, Grupp 1"
    )
    assert_accessible(page)
    assert Invitee.objects.get(email=POLITICIAN).answer == "yes"
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}


def test_what_comes_with_the_answer_is_said_on_the_same_page(
    page: Page, live_server, world, project_lead
):
    invite(meeting=world.meeting, actor=project_lead)
    page.goto(live_server.url + link_in(mails_to(POLITICIAN)[0]))
    page.get_by_role("button", name="Kommer").click()

    page.get_by_label("Är det något vi ska ordna för dig?").fill("Hörslinga")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Kryssa i att vi får spara")
    assert_accessible(page)
    page.get_by_label("Ni får spara det jag har skrivit om särskilda behov").check()
    page.get_by_role("button", name="Spara").click()

    expect(page.get_by_role("status")).to_contain_text("Det är noterat för träffen.")
    assert Invitee.objects.get(email=POLITICIAN).need.text == "Hörslinga"


def test_people_say_which_times_suit_and_skr_chooses(
    page: Page, live_server, world, project_lead, sign_in_as
):
    Meeting.objects.update(starts_at=None, ends_at=None)
    days = [timedelta(days=n) for n in range(3)]
    poll = open_poll(
        meeting=world.meeting,
        times=[(WHEN + day, WHEN + day + LONG) for day in days],
        answer_by=today() + timedelta(days=7),
        actor=project_lead,
    )
    keys = list(poll.dates.order_by("starts_at").values_list("pk", flat=True))
    for voter in PollVoter.objects.exclude(email=POLITICIAN):
        answer_poll(voter=voter, answers=dict.fromkeys(keys, "yes"))

    page.goto(live_server.url + link_in(mails_to(POLITICIAN)[0], "dagar"))
    assert_accessible(page)
    for place, answer in enumerate(["Nej", "Vid behov", "Ja"]):
        page.get_by_role("group").nth(place).get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("har svarat")

    sign_in_as(project_lead)
    path = f"{live_server.url}/traffar/{world.meeting.pk}/dagar/"
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(path)
        page.get_by_text("Vem som har svarat vad").click()
        assert_accessible(page)
    rows = page.locator("table.times tbody tr")
    expect(rows.first).to_contain_text("Alla kan")
    expect(rows.last).to_contain_text("Utan politiker från Lund kommun")
    rows.first.get_by_role("button").click()

    world.meeting.refresh_from_db()
    assert (world.meeting.status, world.meeting.starts_at) == ("invited", WHEN + days[2])


def test_a_visitor_signs_up_and_confirms(page: Page, live_server, mailbox: Mailbox, settings):
    settings.SITE_URL = live_server.url
    meeting = make_public_meeting()
    page.goto(live_server.url + meeting.cohort.get_absolute_url())
    page.get_by_role("link", name="Informationsmöte").click()
    assert_accessible(page)
    page.get_by_label("Namn").fill("Anna Andersson")
    page.get_by_label("E-postadress").fill("anna@kommunen.example")
    page.get_by_role("button", name="Anmäl dig").click()
    assert_accessible(page)

    page.goto(link_in_mail(mailbox, "anna@kommunen.example"))
    assert_accessible(page)
    page.get_by_role("button", name="Bekräfta min plats").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Du har en plats på Informationsmöte")
    assert Invitee.objects.get().answer == "yes"


def test_a_calendars_address_is_made_and_taken_back(
    page: Page, live_server, world, project_lead, sign_in_as
):
    sign_in_as(project_lead)
    page.goto(f"{live_server.url}/min-kalender/")
    page.get_by_role("button", name="Skapa en adress").click()
    address = page.get_by_label("Kopiera adressen").input_value()
    assert_accessible(page)

    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Sluta prenumerera").click()

    assert page.request.get(address).status == 404


@pytest.fixture
def sign_in_as(page: Page, live_server, client, settings):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return sign_in
