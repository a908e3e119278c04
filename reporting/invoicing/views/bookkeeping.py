"""For SKR's bookkeeping: vouchers of a period, the ledger of claims, and that no number lacks."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
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
    exports_of,
    periods_until,
    read_books,
)
from reporting.invoicing.ledger import Ledger, ledger_rows, read_gaps, read_ledger
from reporting.invoicing.services.exporting import note_export
from reporting.invoicing.services.seller import read_settings
from reporting.invoicing.views.crumbs import crumbs_to


class OfPeriod(PermissionView):
    permission = "invoicing.see_invoices"

    @cached_property
    def day(self) -> date:
        """Asked once: the periods of one page must agree also when a month ends meanwhile."""
        return today()

    @cached_property
    def periods(self) -> list[Period]:
        return periods_until(self.request.user, self.day)

    @cached_property
    def period(self) -> Period:
        return chosen_period(self.periods, self.request.GET.get("period", ""), self.day)

    @cached_property
    def seller(self) -> Any:
        return read_settings()

    @cached_property
    def books(self) -> Books:
        return read_books(self.request.user, self.seller, self.period.first, self.period.last)

    @cached_property
    def ledger(self) -> Ledger:
        """As of the period's last day, or today while the period goes on."""
        return read_ledger(self.request.user, min(self.period.last, self.day))


class Bookkeeping(OfPeriod, TemplateView):
    template_name = "invoicing/bookkeeping.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            periods=self.periods,
            period=self.period,
            query=f"period={self.period.key}",
            books=self.books,
            exports=exports_of(self.period),
            ledger=self.ledger,
            gaps=read_gaps(self.request.user),
            crumbs=crumbs_to((_("Bookkeeping"), "")),
            **kwargs,
        )


class SieFile(OfPeriod):
    """The period's vouchers, to be read into SKR's bookkeeping.

    That it was saved is remembered; a link that is only followed must not write.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        content, period = as_sie(self.books, self.seller, self.day), self.period
        note_export(
            period=period.key,
            first=period.first,
            last=period.last,
            vouchers=len(self.books.vouchers),
            content=content,
            actor=request.user,
        )
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
