"""What every answer to a signed-in person has in common."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


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
