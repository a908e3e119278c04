"""The demo persons on the sign-in page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from modellkonceptet.accounts.models import User

# One per role; those who only write another organisation's application are folded away.
SHOWN_PEOPLE = 11


def demo_people(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Context processor: the demo's people, read when the sign-in page asks, only with DEMO."""

    def people() -> Any:
        if not settings.DEMO:
            return User.objects.none()
        return User.objects.filter(is_demo=True, is_active=True).exclude(name="").order_by("pk")

    return {
        "demo_people": lambda: people()[:SHOWN_PEOPLE],
        "more_demo_people": lambda: people()[SHOWN_PEOPLE:],
    }
