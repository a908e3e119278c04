"""A person's subscribable calendar: what stands in it, who gets it, and that it stays a secret."""

import logging
import threading
from datetime import UTC, timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from cohorts.models import TeamMember
from cohorts.services.participations import withdraw_participation
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import CalendarFeed, Meeting
from learning_meetings.own_calendar import calendar_of, meetings_in_calendar
from learning_meetings.services.cancelling import cancel_meeting
from learning_meetings.services.feeds import feed_secret, renew_feed, revoke_feed
from learning_meetings.services.inviting import invite
from learning_meetings.views import feeds
from modellkonceptet.secret_paths import PREFIXES, LineWithoutSecrets, safe_atoms, without_secrets
from tests import factories
from tests.architecture.urlconf import our_pages
from tests.learning_meetings.calendar_readers import read_alike
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    make_group_world,
    make_meeting,
    make_public_meeting,
)

pytestmark = pytest.mark.django_db
STRATEGIST = "strategist@lund.example"


@pytest.fixture
def world(project_lead):
    world = make_group_world()
    world.meeting.remote_link = "https://video.example/j/1?pwd=hemligt"
    world.meeting.travel_note = "Eller delta: https://video.example/j/1?pwd=hemligt"
    world.meeting.save()
    world.person = factories.make_user(STRATEGIST, name="Strateg, Lund")
    TeamMember.objects.filter(email=STRATEGIST).update(user=world.person)
    world.meeting = invite(meeting=world.meeting, actor=project_lead)
    return world


def path_of(user):
    return reverse("learning_meetings:feed", args=[feed_secret(renew_feed(actor=user))])


def titles(response):
    return [event["title"] for event in read_alike(response.content)["events"]]


def test_a_persons_meetings_without_account_password_or_remote_link(client, world):
    response = client.get(path_of(world.person))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert titles(response) == ["Lärandeträff 1, Grupp 1 (Modellkommuner 2027)"]
    text = response.content.decode().replace("\r\n ", "")
    assert ("video.example" in text, "ATTENDEE" in text) == (False, False)


def test_nothing_new_is_304_and_a_change_is_not(client, world):
    path = path_of(world.person)
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    Meeting.objects.update(place="Biblioteket")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_a_new_address_ends_the_old_and_stopping_ends_both(client, world):
    first = path_of(world.person)
    second = path_of(world.person)

    assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]
    revoke_feed(actor=world.person)
    assert client.get(second).status_code == 404


def test_the_secret_itself_is_not_kept(world):
    secret = feed_secret(renew_feed(actor=world.person))

    assert secret not in str(list(CalendarFeed.objects.values()))


def test_a_removed_person_loses_the_meetings(client, world):
    path = path_of(world.person)
    TeamMember.objects.filter(user=world.person).update(left_on=timezone.localdate())

    assert titles(client.get(path)) == []


def test_who_leaves_the_round_loses_the_meetings(client, world, project_lead):
    path = path_of(world.person)
    withdraw_participation(participation=world.lund, reason="Ny majoritet", actor=project_lead)

    assert titles(client.get(path)) == []


def test_a_closed_account_has_no_calendar(client, world):
    path = path_of(world.person)
    world.person.is_active = False
    world.person.save()

    assert client.get(path).status_code == 404


def test_a_cancelled_meeting_says_so_for_four_weeks(client, world, project_lead):
    path = path_of(world.person)
    cancel_meeting(meeting=world.meeting, reason="Sjuk", actor=project_lead)

    assert titles(client.get(path)) == ["Inställt: Lärandeträff 1, Grupp 1 (Modellkommuner 2027)"]
    day = timedelta(days=1)
    for ago, count in ((27 * day, 1), (29 * day, 0)):
        begun = timezone.now() - ago
        Meeting.objects.update(starts_at=begun - LONG, ends_at=begun)
        assert len(titles(client.get(path))) == count


@pytest.mark.parametrize(
    "fields",
    [
        {"status": MeetingStatus.PLANNED},
        {"status": MeetingStatus.CANCELLED, "cancelled_because": "Nej"},
        {"status": MeetingStatus.PLANNED, "starts_at": None, "ends_at": None},
    ],
)
def test_what_nobody_was_invited_to_is_not_in_it(world, fields):
    make_meeting(world.group, number=7, **fields)

    assert [meeting.pk for meeting in meetings_in_calendar(world.person)] == [world.meeting.pk]


def test_public_meetings_are_in_skrs_calendar_alone(world, project_lead):
    public = make_public_meeting()

    assert public not in meetings_in_calendar(world.person)
    assert public in meetings_in_calendar(project_lead)


def test_other_groups_meetings_are_not_ones_own(world, other_strategist):
    assert list(meetings_in_calendar(other_strategist)) == []


def test_the_page_makes_shows_renews_and_stops(client, world):
    client.force_login(world.person)
    page = reverse("learning_meetings:calendar")
    assert "webcal:" not in client.get(page).content.decode()

    client.post(reverse("learning_meetings:renew_calendar"))
    shown = client.get(page).content.decode()
    secret = feed_secret(CalendarFeed.objects.get())
    assert f"/kalender/{secret}.ics" in shown
    assert f"webcal://127.0.0.1:8000/kalender/{secret}.ics" in shown

    client.post(reverse("learning_meetings:revoke_calendar"))
    assert CalendarFeed.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_address():
    person = factories.make_user()
    start, made = threading.Barrier(4), []

    def press():
        try:
            start.wait()
            made.append(renew_feed(actor=person).user_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [person.pk] * 4
    assert CalendarFeed.objects.count() == 1


def test_when_the_installations_key_is_new_the_old_address_works_and_is_not_shown(
    client, world, settings
):
    path = path_of(world.person)
    client.force_login(world.person)
    settings.SECRET_KEY = "en helt annan nyckel " * 4
    client.force_login(world.person)

    assert client.get(path).status_code == 200
    assert "/kalender/" not in client.get(reverse("learning_meetings:calendar")).content.decode()


def test_more_fetches_than_any_calendar_makes_are_turned_away(client, world, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_AN_HOUR", 3)
    path = path_of(world.person)

    assert [client.get(path).status_code for _n in range(4)] == [200, 200, 200, 429]
    assert client.get(path_of(world.mentor)).status_code == 200


def test_the_last_fetch_is_noted_once_an_hour(client, world, django_assert_num_queries):
    path = path_of(world.person)

    with django_assert_num_queries(3):
        client.get(path)
    with django_assert_num_queries(2):
        client.get(path)
    assert CalendarFeed.objects.get().fetched_at is not None


def test_three_thousand_meetings(client, project_lead, django_assert_num_queries):
    cohort = factories.make_cohort()
    Meeting.objects.bulk_create(
        Meeting(
            cohort=cohort,
            audience=Audience.ROUND,
            kind="other",
            number=n,
            name_sv=f"Träff {n}",
            status=MeetingStatus.INVITED,
            first_day=WHEN.date(),
            last_day=WHEN.date(),
            starts_at=WHEN.astimezone(UTC) + timedelta(hours=n),
            ends_at=WHEN.astimezone(UTC) + timedelta(hours=n + 1),
            travel_note="Tåg till Lund C, sedan fem minuter till fots.",
        )
        for n in range(3000)
    )
    path = path_of(project_lead)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.content.count(b"BEGIN:VEVENT") == 3000
    assert len(response.content) < 2_500_000
    assert calendar_of(project_lead)[1] == response["ETag"]


# --- secrets and logs ----------------------------------------------------------------


def test_every_address_with_a_secret_is_known_to_the_logs():
    leaking = [
        page.name
        for page in our_pages()
        if "token" in page.arguments
        and "hemlig" in without_secrets("/" + page.route.replace("<str:token>", "hemlig"))
    ]

    assert leaking == []
    assert len(PREFIXES) == 9


@pytest.mark.parametrize(
    "said, kept",
    [
        ("Not Found: /kalender/abc-123_X.ics", "Not Found: /kalender/…"),
        ("GET /svar/abc/uppgifter/ HTTP/1.1", "GET /svar/…/uppgifter/ HTTP/1.1"),
        ("https://mk.example/dagar/abc?x=1", "https://mk.example/dagar/…?x=1"),
        ("/traffar/17/dagar/", "/traffar/17/dagar/"),
        ("/omgangar/modellkommuner/", "/omgangar/modellkommuner/"),
    ],
)
def test_a_line_of_a_log_holds_no_secret(said, kept):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (said,), None)

    assert without_secrets(said) == kept
    assert LineWithoutSecrets().format(record).endswith(f"WARNING django.request: {kept}")


def test_the_web_servers_log_holds_no_secret():
    atoms = {"r": "GET /kalender/abc.ics HTTP/1.1", "f": "https://x/svar/abc/", "B": 17, "U": None}

    assert safe_atoms(atoms) == {
        "r": "GET /kalender/… HTTP/1.1",
        "f": "https://x/svar/…/",
        "B": 17,
        "U": None,
    }
