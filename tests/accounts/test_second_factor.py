"""SKR's staff need a second factor; applicants may have one."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demanded(settings):
    settings.STAFF_SECOND_FACTOR = True


def test_staff_without_one_are_led_to_set_it_up(client, project_lead):
    client.force_login(project_lead)
    for address in (reverse("reporting:desk"), reverse("admin:index"), reverse("start")):
        assert client.get(address).url == reverse("mfa_index")


def test_the_pages_that_set_it_up_are_open(client, project_lead):
    client.force_login(project_lead)
    assert client.get(reverse("account")).status_code == 200


def test_staff_with_one_work_as_usual(client, project_lead):
    Authenticator.objects.create(user=project_lead, type=Authenticator.Type.TOTP, data={})
    client.force_login(project_lead)
    assert client.get(reverse("reporting:desk")).status_code == 200


def test_applicants_are_not_asked(client, applicant):
    client.force_login(applicant)
    assert client.get(reverse("applications:mine")).status_code == 200
