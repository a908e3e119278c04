"""The API's description, for programs and for people."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.views import PUBLIC, PermissionView
from reporting.api.description import describe
from reporting.api.guide import read_guide


class ApiDescription(PermissionView):
    """OpenAPI, from which clients are generated."""

    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        return JsonResponse(describe(), json_dumps_params={"ensure_ascii": False, "indent": 1})


class ApiGuide(PermissionView, TemplateView):
    """The same description as a page, with an example of each question and its answer."""

    permission = PUBLIC
    template_name = "reporting/api_guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            {"label": _("Open data"), "url": reverse("archive:open_data")},
            {"label": _("Interface for programs"), "url": ""},
        ]
        return super().get_context_data(guide=read_guide(), crumbs=crumbs, **kwargs)
