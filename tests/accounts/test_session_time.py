"""A session ends when nobody uses it, and after half a day in any case."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.factories import stockholm

pytestmark = pytest.mark.django_db
MORNING = stockholm(2027, 1, 15, 8)
OWN = reverse("applications:mine")


@pytest.fixture
def at(client, applicant, time_machine):
    """Moves the clock to so many minutes after the sign-in, and asks for a page of one's own."""
    time_machine.move_to(MORNING, tick=False)
    client.force_login(applicant)

    def ask(minutes: int, path: str = OWN):
        time_machine.move_to(MORNING + timedelta(minutes=minutes), tick=False)
        return client.get(path)

    return ask


def test_whoever_works_stays_signed_in(at):
    assert [at(minutes).status_code for minutes in range(0, 12 * 60, 50)] == [200] * 15


def test_an_hour_without_anything_ends_it(at, client):
    assert at(59).status_code == 200
    answer = at(59 + 60)

    assert answer.url == f"{reverse('account_login')}?next={OWN}"
    assert "ingenting hade hänt på en timme" in client.get(answer.url).content.decode()
    assert not Session.objects.filter(expire_date__gt=timezone.now()).exists()


def test_a_public_page_is_shown_to_whoever_was_signed_out(at):
    page = at(61, reverse("start"))

    assert page.status_code == 200
    assert not page.context["user"].is_authenticated
    assert "Du loggades ut" in page.content.decode()


def test_twelve_hours_end_it_though_somebody_works(at, client):
    for minutes in range(0, 12 * 60, 30):
        at(minutes)
    answer = at(12 * 60)

    assert answer.status_code == 302
    assert "efter tolv timmar" in client.get(answer.url).content.decode()


def test_whoever_types_says_so(at, client):
    at(0)
    for minutes in (55, 110):
        at(minutes, reverse("start"))
        assert client.post(reverse("stay")).status_code == 204
    assert at(165).status_code == 200


def test_that_somebody_is_there_is_said_by_who_has_signed_in(client):
    assert client.post(reverse("stay")).status_code == 302
    assert client.get(reverse("stay")).status_code in (302, 405)


def test_a_page_of_the_next_minutes_writes_nothing(at, django_assert_num_queries):
    at(0)
    with django_assert_num_queries(2):  # session and user
        at(4, reverse("account"))
