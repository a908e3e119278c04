"""Signing in by an e-mailed code, for old and new addresses alike."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import remove_unused_accounts
from tests import factories

pytestmark = pytest.mark.django_db


def mails(settings) -> set[str]:
    """Every mail written so far, in no order: two within a hundredth of a second have none."""
    return {path.read_text() for path in Path(settings.MAIL_DIR).glob("*.eml")}


def sign_in_code(mail: str) -> str:
    return re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail, re.M)[1]


def ask_for_code(client, settings, email: str) -> str:
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    before = mails(settings)
    response = client.post(reverse("account_request_login_code"), {"email": email})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_confirm_login_code"))
    (mail,) = mails(settings) - before
    return sign_in_code(mail)


def test_a_new_address_gets_an_account_that_the_code_confirms(client, settings):
    code = ask_for_code(client, settings, "Ny.Person@Lund.example")
    response = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.is_staff) == ("ny.person@lund.example", False)
    assert EmailAddress.objects.get(user=user).verified is True
    assert client.get(reverse("account")).status_code == 200


def test_an_old_address_gets_no_second_account(client, settings, applicant):
    code = ask_for_code(client, settings, applicant.email.upper())
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert User.objects.get() == applicant
    assert int(client.session["_auth_user_id"]) == applicant.pk


def test_a_wrong_code_signs_nobody_in(client, settings, applicant):
    ask_for_code(client, settings, applicant.email)
    client.post(reverse("account_confirm_login_code"), {"code": "AAA-AAA"})
    assert "_auth_user_id" not in client.session


def test_a_closed_account_gets_no_code(client, settings):
    factories.make_user("slutat@lund.example", is_active=False)
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    client.post(reverse("account_request_login_code"), {"email": "slutat@lund.example"})
    assert User.objects.count() == 1
    assert "_auth_user_id" not in client.session


def test_signing_up_has_no_page_of_its_own(client):
    response = client.post(reverse("account_signup"), {"email": "a@b.example"})
    assert User.objects.count() == 0
    assert response.status_code == 200


def test_accounts_whose_code_never_came_back_are_removed(settings):
    old = timezone.now() - timedelta(days=8)
    unused = factories.make_user("aldrig@lund.example", date_joined=old)
    EmailAddress.objects.create(user=unused, email=unused.email, verified=False, primary=True)
    used = factories.make_user("anvand@lund.example", date_joined=old, last_login=old)
    EmailAddress.objects.create(user=used, email=used.email, verified=True, primary=True)
    staff = factories.make_user("lead@skr.example", date_joined=old, staff_role="project_lead")
    assert remove_unused_accounts() == 1
    assert list(User.objects.order_by("pk")) == [used, staff]


def test_the_profile_keeps_name_and_language(client, applicant):
    client.force_login(applicant)
    response = client.post(reverse("account"), {"name": " Strateg Lund ", "language": "en"})
    assert response.status_code == 302
    applicant.refresh_from_db()
    assert (applicant.name, applicant.language) == ("Strateg Lund", "en")


def test_a_profile_with_a_faulty_language_is_refused(client, applicant):
    client.force_login(applicant)
    response = client.post(reverse("account"), {"name": "X", "language": "fi"})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "fixture, place", [("project_lead", "reporting:desk"), ("applicant", "applications:mine")]
)
def test_home_is_where_the_role_works(client, request, fixture, place):
    client.force_login(request.getfixturevalue(fixture))
    assert client.get(reverse("home")).url == reverse(place)


def test_a_second_address_opens_the_same_account(client, settings, applicant):
    EmailAddress.objects.create(user=applicant, email="hemma@person.example", verified=True)
    code = ask_for_code(client, settings, "hemma@person.example")
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert User.objects.get() == applicant
    assert int(client.session["_auth_user_id"]) == applicant.pk
