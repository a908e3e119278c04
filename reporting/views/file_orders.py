"""Ordered files: how far an order has come, and fetching what came of it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from modellkonceptet.views import PermissionView, stored_file_response
from reporting.models import FileOrder, OrderedFile
from reporting.services.file_orders import forgotten_on

POLLED = "hx-request"


class FileOrderPage(PermissionView, TemplateView):
    """One order; while it is made, the page asks for its middle again every other second."""

    permission = "reporting.fetch_files"

    def get_permission_object(self) -> FileOrder:
        orders = FileOrder.objects.visible_to(self.request.user).select_related(
            "cohort", "participation__organisation", "participation__unit", "ordered_by"
        )
        return get_object_or_404(orders, pk=self.kwargs["pk"])

    def get_template_names(self) -> list[str]:
        part = "reporting/file_order_state.html"
        return [part if POLLED in self.request.headers else "reporting/file_order.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.permission_object
        return super().get_context_data(
            order=order,
            files=list(order.files.select_related("stored")),
            forgotten_on=forgotten_on(order),
            crumbs=[
                {"label": order.cohort.name, "url": order.cohort.get_absolute_url()},
                {"label": order.get_kind_display(), "url": ""},
            ],
            **kwargs,
        )


class FetchFile(PermissionView):
    """One of the files."""

    permission = "reporting.fetch_files"

    def get_permission_object(self) -> OrderedFile:
        files = OrderedFile.objects.visible_to(self.request.user).select_related("stored")
        return get_object_or_404(files, pk=self.kwargs["row"], order=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return stored_file_response(self.permission_object.stored)
