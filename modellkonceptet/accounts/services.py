"""Accounts that come into being by themselves, and go by themselves when nobody came."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone, translation

from modellkonceptet.accounts.models import User

KEPT_UNUSED = timedelta(days=7)


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
