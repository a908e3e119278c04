"""System checks that keep the demo's open doors off the internet."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from modellkonceptet.starting import AT_START

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


@register(Tags.security, AT_START)
def demo_is_safe(**kwargs: Any) -> list[Error]:
    """DEMO=1 lets anybody sign in as anybody: refuse it anywhere but on one's own machine."""
    if not settings.DEMO:
        return []
    errors = []
    if not settings.DEBUG:
        errors.append(Error("DEMO=1 needs DEBUG=1.", id="accounts.E001"))
    if outside := sorted(set(settings.ALLOWED_HOSTS) - LOOPBACK):
        errors.append(
            Error(f"DEMO=1 allows only loopback hosts, not {outside}.", id="accounts.E002")
        )
    if _has_real_people():
        errors.append(
            Error(
                "DEMO=1 with people in the database that the demo did not make.", id="accounts.E003"
            )
        )
    return errors


def _has_real_people() -> bool:
    from modellkonceptet.accounts.models import User

    try:
        return User.objects.filter(is_demo=False).exists()
    except DatabaseError:  # not migrated yet: nobody is there
        return False
