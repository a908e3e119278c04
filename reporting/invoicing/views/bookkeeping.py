"""For SKR's bookkeeping: vouchers of a period, the ledger of claims, and that no number lacks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView
from reporting.invoicing.bookkeeping import (
    Books,
    Period,
    as_sie,
    chosen_period,
    periods_until,
    read_books,
)
from reporting.invoicing.ledger import Ledger, ledger_rows, read_gaps, read_ledger
from reporting.invoicing.services.seller import read_settings


class OfPeriod(PermissionView):
    permission = "invoicing.see_invoices"

    @cached_property
    def periods(self) -> list[Period]:
        return periods_until(self.request.user, today())

    @cached_property
    def period(self) -> Period:
        return chosen_period(self.periods, self.request.GET.get("period", ""), today())

    @cached_property
    def seller(self) -> Any:
        return read_settings()

    @cached_property
    def books(self) -> Books:
        return read_books(self.request.user, self.seller, self.period.first, self.period.last)

    @cached_property
    def ledger(self) -> Ledger:
        """As of the period's last day, or today while the period goes on."""
        return read_ledger(self.request.user, min(self.period.last, today()))


class Bookkeeping(OfPeriod, TemplateView):
    template_name = "invoicing/bookkeeping.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            periods=self.periods,
            period=self.period,
            query=f"period={self.period.key}",
            books=self.books,
            ledger=self.ledger,
            gaps=read_gaps(self.request.user),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {"label": _("Bookkeeping"), "url": ""},
            ],
            **kwargs,
        )


class SieFile(OfPeriod):
    """The period's vouchers, to be read into SKR's bookkeeping."""

    def get(self, request: HttpRequest) -> HttpResponse:
        content = as_sie(self.books, self.seller, today())
        response = HttpResponse(content, content_type="application/octet-stream")
        name = f"modellkonceptet-{self.period.key}.si"
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class LedgerFile(TableFile, OfPeriod):
    def table(self) -> Table:
        words, day = _("ledger"), self.ledger.day.isoformat()
        return Table(
            f"{words} {day}",
            ledger_rows(self.ledger),
            title=_("Ledger of claims"),
            source=_("Issued invoices, credit notes and payments in this service, as of %(day)s.")
            % {"day": day},
        )
