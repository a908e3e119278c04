"""The demo's open doors exist only in a demo on one's own machine."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from modellkonceptet.accounts.checks import demo_is_safe
from modellkonceptet.accounts.models import User
from modellkonceptet.starting import refuse_to_start
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, client):
    client.defaults["SERVER_NAME"] = "localhost"
    settings.DEMO = settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return settings


@pytest.fixture
def demo_person() -> User:
    return factories.make_user("strateg@lund.example", name="Strateg, Lund", is_demo=True)


def problems() -> list[str]:
    return [error.id for error in demo_is_safe()]


def test_a_demo_on_loopback_with_demo_people_is_fine(demo, demo_person):
    assert problems() == []


def test_a_demo_without_debug_is_refused(demo, demo_person):
    demo.DEBUG = False
    assert problems() == ["accounts.E001"]


def test_no_server_starts_with_an_unsafe_demo(demo, demo_person):
    refuse_to_start()
    demo.DEBUG = False
    with pytest.raises(ImproperlyConfigured, match="DEMO=1 needs DEBUG=1"):
        refuse_to_start()


def test_a_demo_on_a_public_host_is_refused(demo, demo_person):
    demo.ALLOWED_HOSTS = ["127.0.0.1", "modellkonceptet.example"]
    assert problems() == ["accounts.E002"]


def test_a_demo_among_real_people_is_refused(demo, demo_person, applicant):
    assert problems() == ["accounts.E003"]


def test_without_demo_nothing_is_checked(settings, applicant):
    settings.DEMO = False
    assert problems() == []


def test_one_click_signs_in_as_a_demo_person(demo, demo_person, client):
    response = client.post(reverse("demo_sign_in", args=[demo_person.pk]))
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert int(client.session["_auth_user_id"]) == demo_person.pk


def test_the_sign_in_page_lists_the_demo_people(demo, demo_person, client):
    page = client.get(reverse("account_login")).content.decode()
    assert page.count(reverse("demo_sign_in", args=[demo_person.pk])) == 1


def test_the_demo_doors_do_not_exist_without_demo(demo_person, client):
    assert client.post(reverse("demo_sign_in", args=[demo_person.pk])).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert page.count("demo-people") == 0


def test_the_demo_opens_no_real_account(demo, client, applicant):
    assert client.post(reverse("demo_sign_in", args=[applicant.pk])).status_code == 404


def test_login_cookie_prints_a_cookie_that_works(demo, demo_person, client, capsys):
    call_command("login_cookie", demo_person.email)
    name, _, value = capsys.readouterr().out.strip().partition("=")
    client.cookies[name] = value
    assert client.get(reverse("account")).status_code == 200


def test_login_cookie_is_for_the_demo_only(demo_person):
    with pytest.raises(CommandError):
        call_command("login_cookie", demo_person.email)


def test_login_cookie_knows_only_demo_people(demo, applicant):
    with pytest.raises(CommandError):
        call_command("login_cookie", applicant.email)
