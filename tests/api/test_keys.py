"""Personal keys: made once, shown once, opening little, ending; and the pages for them."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.accounts.keys import Key
from modellkonceptet.accounts.models import PersonalToken
from modellkonceptet.accounts.services import MOST_KEYS, create_token, find_token, revoke_token
from modellkonceptet.civil_dates import today
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.secret_paths import without_secrets
from tests import factories
from tests.api.asking import ask, key_of

pytestmark = pytest.mark.django_db
TYPED = {"name": "Statistik", "scopes": ["works:read", "indicators:read"], "days": "90"}
OWN = "/mitt/arbeten/"


def status(client, key):
    return ask(client, OWN, key).status_code


def test_a_key_is_random_and_only_its_hash_is_kept(applicant):
    token, key = create_token(user=applicant, name="Statistik", scopes=["works:read"])

    assert re.fullmatch(r"mk_[0-9a-f]{12}_[\w-]{43}", key.text)
    assert Key.read(key.text) == key
    assert key.secret not in str(PersonalToken.objects.filter(pk=token.pk).values().get())
    assert key.secret not in f"{key!r} {token!r} {AuditEntry.objects.values().get()}"
    assert create_token(user=applicant, name="En till", scopes=["works:read"])[1] != key


def test_a_key_ends_on_its_last_day(client, applicant):
    key = key_of(applicant, days=30)

    for days, expected in ((29, 200), (30, 200), (31, 401)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert status(client, key) == expected


def test_a_revoked_key_opens_nothing_and_keeps_when(client, applicant):
    token, key = create_token(user=applicant, name="Statistik", scopes=Scope.values)
    assert status(client, key.text) == 200

    first = revoke_token(token=token, actor=applicant)
    again = revoke_token(token=token, actor=applicant)

    assert status(client, key.text) == 401
    assert again.revoked_at == first.revoked_at
    assert AuditEntry.objects.filter(action="revoke_key").count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"staff_role": "reviewer"}])
def test_a_closed_account_and_one_that_came_to_skr_have_no_keys(client, applicant, change):
    key = key_of(applicant)
    for name, value in change.items():
        setattr(applicant, name, value)
    applicant.save()

    assert status(client, key) == 401


def test_a_wrong_secret_of_a_key_that_exists_opens_nothing(applicant):
    token, key = create_token(user=applicant, name="Statistik", scopes=Scope.values)

    assert find_token(key.text, day=today()) == token
    assert find_token(Key(key.public_id, "a" * 43).text, day=today()) is None
    assert find_token(f"{key.text} ", day=today()) is None


def test_the_day_of_use_is_kept_and_written_once(client, applicant, django_assert_num_queries):
    key = key_of(applicant)
    assert PersonalToken.objects.get().last_used_on is None
    status(client, key)

    assert PersonalToken.objects.get().last_used_on == today()
    with django_assert_num_queries(2):  # the key, and how many rows there are
        status(client, key)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["skr:write"]}, "scopes"),
        ({"days": 366}, "days"),
        ({"days": 0}, "days"),
        ({"name": ""}, "name"),
    ],
)
def test_a_key_that_is_too_much_is_not_made(applicant, wrong, field):
    with pytest.raises(ValidationError) as refused:
        create_token(user=applicant, **{"name": "Statistik", "scopes": ["works:read"], **wrong})

    assert field in refused.value.error_dict
    assert not PersonalToken.objects.exists()


def test_nobody_has_more_than_ten_keys_that_work(applicant):
    keys = [create_token(user=applicant, name="n", scopes=["works:read"]) for _ in range(MOST_KEYS)]
    with pytest.raises(ValidationError):
        create_token(user=applicant, name="n", scopes=["works:read"])

    revoke_token(token=keys[0][0], actor=applicant)

    create_token(user=applicant, name="n", scopes=["works:read"])


@pytest.mark.parametrize("role", ["project_lead", "reviewer", "finance", "evaluator"])
def test_staff_make_no_keys(client, request, role):
    person = request.getfixturevalue(role)
    with pytest.raises(ValidationError):
        create_token(user=person, name="Statistik", scopes=["works:read"])
    client.force_login(person)

    assert client.post(reverse("new_key"), TYPED).status_code == 403
    assert reverse("new_key") not in client.get(reverse("keys")).content.decode()


def test_the_key_is_shown_once_and_nowhere_again(client, applicant):
    client.force_login(applicant)

    made = client.post(reverse("new_key"), TYPED)
    secret = re.search(r'value="(mk_[^"]+)"', made.content.decode())[1]
    afterwards = client.get(reverse("keys")).content.decode()

    assert status(client, secret) == 200
    assert "no-store" in made["Cache-Control"]
    assert PersonalToken.objects.get().scopes == ["works:read", "indicators:read"]
    assert secret not in afterwards
    assert f"mk_{PersonalToken.objects.get().public_id}_…" in afterwards
    assert "Statistik" in afterwards


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(client, applicant):
    client.force_login(applicant)

    answer = client.post(reverse("new_key"), {"name": "Statistik"})

    assert (answer.status_code, PersonalToken.objects.count()) == (422, 0)
    assert 'value="Statistik"' in answer.content.decode()


def test_whoever_can_prove_it_says_once_more_who_they_are(client, applicant):
    Authenticator.objects.create(user=applicant, type=Authenticator.Type.TOTP, data={})
    client.force_login(applicant)

    for answer in (client.get(reverse("new_key")), client.post(reverse("new_key"), TYPED)):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
    assert not PersonalToken.objects.exists()


def test_a_key_is_revoked_by_its_person_alone(client, applicant, strategist, project_lead):
    token, key = create_token(user=applicant, name="Statistik", scopes=Scope.values)
    path = reverse("revoke_key", args=[token.pk])
    for other in (strategist, project_lead):
        client.force_login(other)
        assert client.post(path).status_code == 404
        assert "Statistik" not in client.get(reverse("keys")).content.decode()
    assert status(client, key.text) == 200

    client.force_login(applicant)
    answer = client.post(path, follow=True)

    assert "mk_" in answer.content.decode()
    assert status(client, key.text) == 401


def test_the_list_costs_the_same_however_many_keys(client, applicant, django_assert_num_queries):
    client.force_login(applicant)
    client.get(reverse("keys"))
    for number in range(MOST_KEYS):
        create_token(user=applicant, name=f"Nyckel {number}", scopes=Scope.values)

    with django_assert_num_queries(3):
        client.get(reverse("keys"))


def test_a_key_does_not_stand_in_logs(applicant):
    key = key_of(applicant)

    line = without_secrets(f'"GET /api/v1/mitt/arbeten/?key={key} HTTP/1.1" 422 Bearer {key}')

    assert Key.read(key).secret not in line
    assert f"mk_{Key.read(key).public_id}_…" in line


def test_a_header_that_is_not_understood_is_not_logged(client, applicant, settings, caplog):
    settings.DEBUG = True
    key = key_of(applicant)

    answer = ask(client, OWN, Authorization=f"Token {key}")

    assert (answer.status_code, key in caplog.text) == (401, False)


def test_only_visible_to_the_person(applicant):
    token, _key = create_token(user=applicant, name="Statistik", scopes=Scope.values)
    other = factories.make_user("annan@lund.example")

    assert list(PersonalToken.objects.visible_to(applicant)) == [token]
    assert not PersonalToken.objects.visible_to(other)
