"""Pages that belong to no app: information pages, language, health, errors."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from modellkonceptet.glossary import glossary
from modellkonceptet.notifications.outbox_figures import queue_figures
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
    """Whether the process answers and reaches its database; for the container's health check.

    How it stands with the mails is for whoever watches: trouble there is none of the process.
    """
    figures = queue_figures()
    mail = {
        "queued": figures.queued,
        "oldest_minutes": figures.oldest_minutes,
        "failed": figures.failed,
        "paused": figures.is_paused,
    }
    return JsonResponse({"status": "ok", "mail": mail})


health.login_required = False  # type: ignore[attr-defined]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere: say what to do next."""
    return render(request, "403_csrf.html", status=403)
