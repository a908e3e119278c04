"""Figures of an indicator: typed in a grid, or a table that is looked at before it is imported."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.enums import Frequency, SeriesKind
from improvements.figures import period_start
from improvements.forms.indicator_figures import FiguresForm, TableForm
from improvements.indicator_table import amount, count_name
from improvements.pasted_figures import PastedFigure, PastedTable, column_name, read_table
from improvements.period_words import next_period, period_code, period_name, periods_until
from improvements.services.measuring import (
    CHANGED,
    NEW,
    SAME,
    Content,
    Key,
    MeanwhileError,
    Planned,
    content_of,
    figures_stamp,
    import_faults,
    import_figures,
    plan_import,
    save_figures,
)
from improvements.views.indicator import OfIndicator
from modellkonceptet.civil_dates import today
from modellkonceptet.views import ServiceFormView, add_errors

PERIODS = 12
SALT = "improvements.indicator_figures"
# How long one may look before the table is pasted anew.
MAX_AGE = 60 * 60
_SENT = ("row", "series", "first", "value", "count", "comment")


class Figures(OfIndicator, ServiceFormView):
    """Twelve periods; `until` in the address is a day of the last one."""

    permission = "improvements.work_at_home"
    template_name = "improvements/indicator_figures.html"
    form_class = FiguresForm

    @cached_property
    def periods(self) -> list[date]:
        return periods_until(self._last, self.indicator.frequency, PERIODS)

    @property
    def _last(self) -> date:
        try:
            wanted = date.fromisoformat(self.request.GET.get("until", ""))
        except ValueError:
            return today()
        return min(max(wanted, date(1900, 1, 1)), today())

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.indicator.measurements.filter(period__in=self.periods)
        standing: dict[Key, Content] = {(row.series, row.period): content_of(row) for row in rows}
        return super().get_form_kwargs() | {
            "indicator": self.indicator,
            "periods": self.periods,
            "standing": standing,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            written = save_figures(
                indicator=self.indicator, cells=form.cells, actor=self.request.user
            )
        except MeanwhileError as error:
            form.add_error(None, error.message)
            form.show_standing(error.standing)
            return self.form_invalid(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        words = _("Nothing was changed.")
        if written:
            words = ngettext("%(n)d figure is saved.", "%(n)d figures are saved.", written)
        messages.success(self.request, words % {"n": written})
        return HttpResponseRedirect(self.indicator.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, last = self.periods[0], self.periods[-1]
        here = reverse("improvements:indicator_figures", args=[self.indicator.pk])
        later = last
        for _step in range(PERIODS):
            later = next_period(later, self.indicator.frequency)
        is_last = last >= period_start(today(), Frequency(self.indicator.frequency))
        before = date.fromordinal(max(first.toordinal() - 1, date(1900, 1, 1).toordinal()))
        return super().get_context_data(
            first=period_name(first, self.indicator.frequency),
            last=period_name(last, self.indicator.frequency),
            earlier=f"{here}?until={before.isoformat()}",
            later="" if is_last else f"{here}?until={later.isoformat()}",
            crumbs=self.crumbs(_("Figures")),
            **kwargs,
        )


class ImportTable(OfIndicator, ServiceFormView):
    """A table gives a dry run, which says for each figure what would happen or what is wrong.

    What was looked at travels back signed with the button that imports it.
    """

    permission = "improvements.work_at_home"
    template_name = "improvements/indicator_table.html"
    form_class = TableForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "looked_at" in request.POST:
            return self._import(request.POST["looked_at"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        table = read_table(
            form.content,
            frequency=self.indicator.frequency,
            series=self.indicator.series,
            decimal_mark=form.cleaned_data["decimal_mark"] or None,
        )
        return self._look(table, form=form)

    def _look(
        self, table: PastedTable, *, form: Any = None, status: int = 200, note: str = ""
    ) -> HttpResponse:
        """The dry run: nothing is written. With faults what was pasted stands in its box."""
        seen = figures_stamp(self.indicator)
        faults = list(table.faults) or import_faults(self.indicator, table.figures)
        planned = [] if faults else plan_import(self.indicator, table.figures)
        counts = {kind: sum(plan.kind == kind for plan in planned) for kind in (NEW, CHANGED, SAME)}
        changes = counts[NEW] + counts[CHANGED]
        context = self.get_context_data(
            form=form if faults and form is not None else self.form_class(),
            faults=faults,
            fault_count=max(table.fault_count, len(faults)),
            ignored=table.ignored,
            rows=[self._row(plan) for plan in planned],
            counts=counts,
            changes=changes,
            looked_at=self._signed(table, seen) if changes else "",
            note=note,
        )
        return self.render_to_response(context, status=422 if faults else status)

    def _row(self, plan: Planned) -> dict[str, Any]:
        return {
            "period": period_name(plan.figure.first, self.indicator.frequency),
            "series": plan.figure.series.label,
            "before": _in_words(plan.before),
            "after": _in_words(plan.after),
            "comment": plan.figure.comment,
            "kind": plan.kind,
        }

    def _signed(self, table: PastedTable, seen: str) -> str:
        said = [[_sent(getattr(one, name)) for name in _SENT] for one in table.figures]
        return signing.dumps([*self._owner, seen, said], salt=SALT, compress=True)

    @property
    def _owner(self) -> list[Any]:
        return [self.indicator.pk, self.request.user.pk]

    def _import(self, looked_at: str) -> HttpResponse:
        try:
            *owner, seen, said = signing.loads(looked_at, salt=SALT, max_age=MAX_AGE)
        except signing.BadSignature:
            owner = []
        if owner != self._owner:
            note = _("It is too long since you looked. Paste the table or choose the file again.")
            context = self.get_context_data(form=self.form_class(), note=note)
            return self.render_to_response(context, status=422)
        figures = tuple(_read_back(each) for each in said)
        try:
            done = import_figures(
                indicator=self.indicator, figures=figures, seen=seen, actor=self.request.user
            )
        except ValidationError as error:
            return self._look(PastedTable(figures), status=422, note=" ".join(error.messages))
        words = ngettext("%(n)d figure is imported.", "%(n)d figures are imported.", done)
        messages.success(self.request, words % {"n": done})
        return HttpResponseRedirect(self.indicator.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            example=self._example(),
            crumbs=self.crumbs(_("Import a table")),
            **kwargs,
        )

    def _example(self) -> dict[str, Any]:
        """A table of two periods as it would be for this indicator."""
        kinds = [kind for kind in SeriesKind if kind in self.indicator.series]
        headings = [column_name("period")]
        for kind in kinds:
            headings += [str(kind.label), count_name(kind)]
        periods = periods_until(today(), self.indicator.frequency, 2)
        rows = [
            [period_code(day, self.indicator.frequency)]
            + [cell for place, _kind in enumerate(kinds) for cell in (f"6{place + step},5", "40")]
            for step, day in enumerate(periods)
        ]
        return {"headings": headings, "rows": rows}


def _in_words(content: Content) -> str:
    if content.value is None:
        return "–"
    if content.count is None:
        return amount(content.value)
    said = {"value": amount(content.value), "n": content.count}
    return _("%(value)s of %(n)d people") % said


def _sent(value: Any) -> str:
    return "" if value is None else str(value)


def _read_back(sent: list[str]) -> PastedFigure:
    row, kind, day, value, count, comment = sent
    return PastedFigure(
        row=int(row),
        series=SeriesKind(kind),
        first=date.fromisoformat(day),
        value=Decimal(value),
        count=int(count) if count else None,
        comment=comment,
    )
