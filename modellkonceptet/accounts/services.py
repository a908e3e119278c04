"""Accounts that come and go by themselves, and the keys that people make for their programs."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.accounts.keys import Key
from modellkonceptet.accounts.models import PersonalToken, User
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event

KEPT_UNUSED = timedelta(days=7)
KEY_DAYS = 90
LONGEST_KEY_DAYS = 365
MOST_KEYS = 10


@transaction.atomic
def prepare_account(*, email: str, known: User | None = None) -> User | None:
    """The account that a code to this address opens: made when there is none.

    `known` is whom the address, or a second address of theirs, belongs to. None when the account
    is closed. The address counts as confirmed once the code comes back, also for people whom
    somebody else has entered.
    """
    email = email.strip().lower()
    user = known or User.objects.filter(email__iexact=email).first()
    if user is None:
        language = (translation.get_language() or "sv")[:2]
        # Whoever signs in inside a demo belongs to it.
        user = User.objects.create_user(email, language=language, is_demo=settings.DEMO)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": False}
    )
    return user if user.is_active else None


def change_profile(*, user: User, name: str, language: str) -> User:
    """Keep what the person says of themselves."""
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    return user


def remove_unused_accounts() -> int:
    """Remove accounts whose code never came back; return how many."""
    unused = User.objects.filter(
        last_login=None,
        staff_role="",
        is_superuser=False,
        is_demo=False,
        date_joined__lt=timezone.now() - KEPT_UNUSED,
        emailaddress__verified=False,
    )
    return unused.delete()[1].get("accounts.User", 0)


def open_session(*, user: User, session: SessionBase) -> Any:
    """Fill a session as a sign-in would and return its key; for the demo's scripts."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    session.save()
    return session.session_key


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: Iterable[str], days: int = KEY_DAYS
) -> tuple[PersonalToken, Key]:
    """A key, and the secret that is shown now and never again."""
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = set(scopes)
    if user.is_staff or not user.is_active:
        raise ValidationError(_("Those who work at SKR have no keys."), code="staff")
    if not wanted or wanted - set(Scope.values):
        raise ValidationError({"scopes": _("Choose at least one thing that the key opens.")})
    if not 1 <= days <= LONGEST_KEY_DAYS:
        raise ValidationError({"days": _("A key works for at most a year.")})
    if user.keys.open(today()).count() >= MOST_KEYS:
        raise ValidationError(
            _("You have %(number)d keys that work. Revoke one that you no longer need.")
            % {"number": MOST_KEYS},
            code="many",
        )
    key = Key.new()
    token = PersonalToken(
        user=user,
        name=name,
        scopes=[scope for scope in Scope.values if scope in wanted],
        public_id=key.public_id,
        secret_hash=key.hash,
        expires_on=today() + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    record_event(
        about=token, action="create_key", actor=user, scopes=token.scopes, key=token.public_id
    )
    return token, key


@transaction.atomic
def revoke_token(*, token: PersonalToken, actor: User) -> PersonalToken:
    """The key opens nothing from now on; revoking it once more changes nothing."""
    token = PersonalToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record_event(about=token, action="revoke_key", actor=actor, key=token.public_id)
    return token


def find_token(text: str, *, day: date) -> PersonalToken | None:
    """The key that a program shows, with its person; None when it opens nothing that day.

    Neither a closed account nor one that has come to work at SKR since then has any.
    """
    key = Key.read(text)
    if key is None:
        return None
    token = PersonalToken.objects.select_related("user").filter(public_id=key.public_id).first()
    if token is None or not constant_time_compare(token.secret_hash, key.hash):
        return None
    usable = token.is_open(day) and token.user.is_active and not token.user.is_staff
    return token if usable else None


def note_use(*, token: PersonalToken, day: date) -> None:
    """Keep on which day the key was last used; written once a day."""
    if token.last_used_on != day:
        PersonalToken.objects.filter(pk=token.pk).update(last_used_on=day)
