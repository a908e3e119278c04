"""The figures of an indicator as a table: beside the chart, in a PDF, and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from improvements.enums import SeriesKind
from improvements.indicator_charts import PAIRS, Stock
from improvements.period_words import period_code, period_name
from improvements.small_numbers import Cell


@dataclass(frozen=True)
class Table:
    """Headings and rows in words; the first cell of a row is its period."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def table_of(stock: Stock) -> Table:
    """The latest period first, since that is what people look for."""
    kinds = _kinds(stock)
    counted = [kind for kind in kinds if _is_counted(stock, kind)]
    pairs = [(ours, theirs) for _whom, ours, theirs in PAIRS if {ours, theirs} <= set(kinds)]
    columns = [_("Period")]
    for kind in kinds:
        columns += [str(kind.label)] + ([count_name(kind)] if kind in counted else [])
    columns += [_gap_name(ours, theirs, many=len(pairs) > 1) for ours, theirs in pairs]
    rows = []
    for day in reversed(stock.periods):
        row = [period_name(day, stock.indicator.frequency)]
        for kind in kinds:
            cell = stock.values.get(kind, {}).get(day)
            row += [_figure(cell)] + ([_count(cell)] if kind in counted else [])
        row += [_gap(stock, ours, theirs, day) for ours, theirs in pairs]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows), tuple(_notes(stock)))


def file_rows(stock: Stock) -> Iterator[list[Any]]:
    """As the same table is read back in: periods in figures, no thousand spaces, oldest first."""
    kinds = _kinds(stock)
    counted = [kind for kind in kinds if _is_counted(stock, kind)]
    pairs = [(ours, theirs) for _whom, ours, theirs in PAIRS if {ours, theirs} <= set(kinds)]
    headings = [_("Period")]
    for kind in kinds:
        headings += [str(kind.label)] + ([count_name(kind)] if kind in counted else [])
    headings += [_gap_name(ours, theirs, many=len(pairs) > 1) for ours, theirs in pairs]
    yield [*headings, _("Comment")]
    for day in stock.periods:
        row: list[Any] = [period_code(day, stock.indicator.frequency)]
        comments: list[str] = []
        for kind in kinds:
            cell = stock.values.get(kind, {}).get(day)
            row.append(None if cell is None or cell.value is None else cell.value)
            if kind in counted:
                row.append(None if cell is None else cell.count)
            comments += [cell.comment] if cell and cell.comment not in ("", *comments) else []
        for ours, theirs in pairs:
            gap = _difference(stock, ours, theirs, day)
            row.append(gap)
        yield [*row, "; ".join(comments)]


def count_name(kind: SeriesKind) -> str:
    """A column's heading, as `pasted_figures` knows it."""
    return pgettext("column of a table", "Number of %(who)s") % {"who": str(kind.label).lower()}


def amount(value: Decimal) -> str:
    """As people write it: "1 234,5", with a real minus."""
    return _written(value, get_language())


@lru_cache(maxsize=4096)
def _written(value: Decimal, language: str | None) -> str:
    """Tables hold thousands of figures, and many are alike."""
    shown = number_format(value.normalize() + 0, use_l10n=True, force_grouping=True)
    return str(shown).replace("-", "−")


def _kinds(stock: Stock) -> list[SeriesKind]:
    return [kind for kind in SeriesKind if kind in stock.indicator.series]


def _is_counted(stock: Stock, kind: SeriesKind) -> bool:
    return any(cell.count is not None for cell in stock.values.get(kind, {}).values())


def _gap_name(ours: SeriesKind, theirs: SeriesKind, *, many: bool) -> str:
    if not many:
        return _("Difference")
    said = {"first": str(ours.label).lower(), "second": str(theirs.label).lower()}
    return _("Difference %(first)s and %(second)s") % said


def _figure(cell: Cell | None) -> str:
    if cell is None:
        return "–"
    if cell.value is None:
        return _("hidden")
    shown = amount(cell.value)
    if cell.is_small:
        shown = f"{shown} *"
    return f"{shown} ({_('plainly different')})" if cell.is_astronomical else shown


def _count(cell: Cell | None) -> str:
    return "–" if cell is None or cell.count is None else amount(Decimal(cell.count))


def _difference(stock: Stock, ours: str, theirs: str, day: date) -> Decimal | None:
    one, other = (stock.values.get(kind, {}).get(day) for kind in (ours, theirs))
    if one is None or other is None or one.value is None or other.value is None:
        return None
    return one.value - other.value


def _gap(stock: Stock, ours: str, theirs: str, day: date) -> str:
    gap = _difference(stock, ours, theirs, day)
    return "–" if gap is None else amount(gap)


def _notes(stock: Stock) -> Iterator[str]:
    if any(cell.is_withheld for cell in stock.cells):
        yield _(
            "Figures of fewer than five people are hidden, together with what would reveal them."
        )
    if any(cell.is_small and not cell.is_withheld for cell in stock.cells):
        yield _("* Fewer than five people: only your own organisation sees this figure.")
