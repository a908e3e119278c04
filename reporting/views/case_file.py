"""A participation's case as a file: what it holds, ordering it, and what was ordered before."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.views import PermissionView
from reporting.enums import FileOrderKind
from reporting.models import FileOrder
from reporting.my_round import own_participations
from reporting.services.file_orders import KEPT, order_files


class CaseFilePage(PermissionView, TemplateView):
    """For those who coordinate the team at home; nobody else's case exists here."""

    permission = "reporting.make_case_file"
    template_name = "reporting/case_file.html"

    def get_permission_object(self) -> Participation:
        return get_object_or_404(own_participations(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation = self.permission_object
        orders = FileOrder.objects.visible_to(self.request.user).filter(
            kind=FileOrderKind.CASE_FILE, participation=participation
        )
        home = reverse("reporting:my_participation", args=[participation.pk])
        return super().get_context_data(
            participation=participation,
            cohort=participation.cohort,
            orders=[
                (order, civil_date(order.ordered_at + KEPT))
                for order in orders.select_related("ordered_by")
            ],
            kept_days=KEPT // timedelta(days=1),
            crumbs=[
                {"label": _("My round"), "url": home},
                {"label": _("The case as a file"), "url": ""},
            ],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever presses twice gets the same order."""
        order = order_files(
            kind=FileOrderKind.CASE_FILE, about=self.permission_object, actor=request.user
        )
        return redirect(order)
