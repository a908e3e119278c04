"""What every answer to a signed-in person has in common."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

NOTED_EVERY = 5 * 60  # seconds; more often would be a write to the database for every page


class SessionTimeMiddleware:
    """End a session that nobody has used for an hour, and every one after twelve (ASVS 7.3).

    The page asks in good time whether somebody is there (`static/js/stay.js`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._note_or_end(request)
        return self.get_response(request)

    def _note_or_end(self, request: HttpRequest) -> None:
        session, now = request.session, _now()
        if "began" not in session:
            begin_session(request)
        idle = now - session["used"]
        if now - session["began"] >= settings.SESSION_COOKIE_AGE:
            said = _("You were signed out, as everybody is after twelve hours. Sign in again.")
        elif idle >= settings.SESSION_IDLE_SECONDS:
            said = _("You were signed out, as nothing had happened for an hour.")
        else:
            if idle >= NOTED_EVERY:
                session["used"] = now
            return
        logout(request)
        messages.info(request, said)


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **kwargs: Any) -> None:
    request.session["began"] = request.session["used"] = _now()


def _now() -> int:
    return int(timezone.now().timestamp())


class PrivatePagesMiddleware:
    """Keep signed-in people's pages out of shared and local caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class SecondFactorMiddleware:
    """SKR's staff set up a second way to prove who they are before they reach anything else.

    Found once a session: whoever removes the last one is asked again at the next sign-in.
    """

    open_paths = ("/konto/", "/sprak/", "/static/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and self._lacks_one(request):
            messages.info(
                request, _("You work at SKR and need a second step when you sign in. Choose one.")
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_staff:
            return False
        if request.path.startswith(self.open_paths) or request.session.get("second_factor"):
            return False
        request.session["second_factor"] = is_mfa_enabled(user)
        return not request.session["second_factor"]
