"""Tables as files: the same rows become CSV or an Excel workbook, in one way for all lists.

A list gives its rows as they are: text as text, days as days, numbers as numbers. What text a
spreadsheet would run, how a day or a decimal is written, and how wide a column becomes is settled
here.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import in_words
from modellkonceptet.delimited import CSV, as_csv, safe_cell
from modellkonceptet.uploads import clean_file_name
from modellkonceptet.views import PermissionView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = ("xlsx", "csv")
LONGEST_TITLE = 31
# What a cell of Excel holds; a longer text would make the whole file unreadable.
LONGEST_TEXT = 32_767
# So many rows say how wide the columns are; the sheet is written as it comes.
MEASURED = 200
NARROWEST, WIDEST = 8, 60
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Sheet:
    """One table: its name and its rows, the headings first. So many columns stay in view."""

    title: str
    rows: Iterable[Sequence[Any]]
    held: int = 1


@dataclass(frozen=True)
class About:
    """What the last sheet of a workbook says of the others."""

    title: str
    source: str = ""
    as_of: datetime | date | None = None
    definitions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    """A list as a file: the name of the file without its ending, its rows, what is said of it."""

    name: str
    rows: Iterable[Sequence[Any]]
    title: str = ""
    held: int = 1
    source: str = ""
    definitions: Sequence[tuple[str, str]] = field(default=())

    def content(self, kind: str) -> bytes:
        if kind == "csv":
            return as_csv(self.rows)
        title = self.title or self.name
        about = About(title, self.source, timezone.now(), self.definitions)
        return workbook([Sheet(title, self.rows, self.held)], about=about)


class TableFile(PermissionView):
    """A list as a file in the kind that the address says; `table` gives what is in it."""

    def table(self) -> Table:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = self.kwargs["kind"]
        if kind not in KINDS:
            raise Http404
        return table_response(self.table(), kind)


def table_response(table: Table, kind: str) -> HttpResponse:
    """The table as a download that no browser takes for a page."""
    response = HttpResponse(table.content(kind), content_type=CSV if kind == "csv" else XLSX)
    name = clean_file_name(f"{table.name}.{kind}")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def workbook(sheets: Iterable[Sheet], *, about: About | None = None) -> bytes:
    """A sheet a table, and last what they are about. Written row by row: long lists are welcome."""
    from openpyxl import Workbook  # takes most of a second to import

    book = Workbook(write_only=True)
    names: set[str] = set()
    for sheet in sheets:
        _write(book, sheet, names)
    if about is not None:
        _write(book, Sheet(_("About the file"), _about_rows(about)), names)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(book: Any, sheet: Sheet, names: set[str]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet_title(sheet.title, names))
    rows = iter(sheet.rows)
    first = list(islice(rows, MEASURED))
    for place, width in enumerate(_widths(first), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = f"{get_column_letter(sheet.held + 1)}2"
    bold, wrapped = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(value: Any) -> Any:
        value = plain_value(value)
        if not isinstance(value, date):
            return value
        made = WriteOnlyCell(page, value)
        made.number_format = _MOMENT if isinstance(value, datetime) else _DAY
        return made

    for number, row in enumerate(_chained(first, rows)):
        if number:
            page.append([cell(value) for value in row])
            continue
        headings = []
        for value in row:
            made = WriteOnlyCell(page, plain_value(value))
            made.font, made.alignment = bold, wrapped
            headings.append(made)
        page.append(headings)


def _chained(first: list[Sequence[Any]], rest: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    yield from first
    yield from rest


def plain_value(value: Any) -> Any:
    """What a workbook can hold: numbers and days as they are, all else as text that is not run."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    return safe_cell(str(value))[:LONGEST_TEXT]


def sheet_title(wished: str, names: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the book has."""
    allowed = "".join(char for char in wished if char not in "[]:*?/\\").strip("' ")
    title = allowed[:LONGEST_TITLE] or "1"
    number = 2
    while title.casefold() in names:
        ending = f" {number}"
        title = allowed[: LONGEST_TITLE - len(ending)] + ending
        number += 1
    names.add(title.casefold())
    return title


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        widths += [NARROWEST] * (len(row) - len(widths))
        for place, value in enumerate(row):
            length = max((len(line) for line in str(value).splitlines()), default=0)
            widths[place] = min(max(widths[place], length + 2), WIDEST)
    return widths


def _about_rows(about: About) -> Iterable[list[Any]]:
    yield [_("About the file"), about.title]
    if about.source:
        yield [_("Source"), about.source]
    if about.as_of is not None:
        yield [_("As of"), in_words(about.as_of, weekday=False, year=True)]
    for note in about.notes:
        yield [_("Note"), note]
    for name, words in about.definitions:
        yield [name, words]
