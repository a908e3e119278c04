"""Pages that belong to no app: information pages, language, health, errors."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from modellkonceptet.glossary import glossary
from modellkonceptet.views import PUBLIC, PermissionView


class PublicPage(PermissionView, TemplateView):
    """An information page that everybody may read."""

    permission = PUBLIC
    login_required = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contact_email=settings.CONTACT_EMAIL,
            organiser=settings.ORGANISER_NAME,
            organiser_address=settings.ORGANISER_ADDRESS,
            site_url=settings.SITE_URL,
            **kwargs,
        )


class GlossaryPage(PublicPage):
    template_name = "pages/glossary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terms=glossary(), **kwargs)


def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and reaches its database; for the container's health check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


health.login_required = False  # type: ignore[attr-defined]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere: say what to do next."""
    return render(request, "403_csrf.html", status=403)
