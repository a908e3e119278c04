"""Tables as text: what Excel and others save as CSV, or lay on the clipboard, and our own.

Read in the coding and with the delimiter that the text itself shows. What cannot be read at all
is a ValidationError; what is wrong in one row is a `Fault` with the row's number.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from modellkonceptet.plain_text import clean_text

CSV = "text/csv; charset=utf-8"
# What is told of a table; with more faults than this it is the wrong table.
MOST_FAULTS = 50
_DELIMITERS = ";,\t"
# A spreadsheet's guard against formulas, as our own export writes it.
_GUARDED = re.compile(r"'(?=\s*[=+\-@\t\r])")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row (numbered as a spreadsheet numbers it), or in the whole table."""

    words: str
    row: int | None = None


@dataclass(frozen=True)
class Row:
    """A row that is not empty, with the number of the line it begins on."""

    number: int
    cells: tuple[str, ...]


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front.

    Control characters go: openpyxl stops at them, and one text must not cost the whole file.
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    runs = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if runs else text


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte order mark, so that Swedish Excel opens it as a table.

    Numbers and days are written as the reader's own Excel reads them, text so that it is not run.
    """
    return b"".join(csv_lines([_written(value) for value in row] for row in rows))


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number_format(value.normalize() + 0, use_l10n=True, force_grouping=False)
    if isinstance(value, float):
        return number_format(value, use_l10n=True, force_grouping=False)
    return safe_cell(value if value is None or isinstance(value, int) else str(value))


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Rows as they are, one at a time."""
    yield codecs.BOM_UTF8
    for row in rows:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(row)
        yield text.getvalue().encode()


def decoded(content: bytes) -> str:
    """The text of a file in the coding it was saved with: UTF-8, UTF-16 or Windows' own."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ValidationError(_empty(pasted=False))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValidationError(
            _("This is an Excel workbook. Save it as CSV (semicolon separated), and choose that.")
        )
    codings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codings = ["utf-16"]
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(_("This is not a text file. Save the list as CSV, and choose that."))


def read_rows(text: str, *, most: int, pasted: bool = False) -> list[Row]:
    """The rows that are not empty; the first is the headings, and `most` may follow it.

    `pasted` says how the text came, for the words of a refusal.
    """
    lines = text.splitlines() or [""]
    skipped = 0
    delimiter = ""
    # Excel's own first line that names the delimiter.
    if found := re.fullmatch(r'"?sep=([;,\t])"?', lines[0].strip(), re.IGNORECASE):
        delimiter, skipped = found[1], 1
        text = text.split("\n", 1)[1] if "\n" in text else ""
    first = next((line for line in lines[skipped:] if line.strip(" ;,\t")), "")
    delimiter = delimiter or max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            cleaned = tuple(_cell(cell) for cell in cells)
            if any(cleaned):
                rows.append(Row(reader.line_num + skipped - _breaks(cells), cleaned))
            if len(rows) > most + 1:
                raise ValidationError(_too_many(pasted) % {"most": most})
    except csv.Error:
        said = {"row": reader.line_num + skipped}
        raise ValidationError(
            _("Row %(row)d can’t be read: a quotation mark is missing or stands wrong.") % said
        ) from None
    if not rows:
        raise ValidationError(_empty(pasted=pasted))
    return rows


def column_places(
    headings: Sequence[str],
    names: Mapping[str, Collection[str]],
    *,
    required: Mapping[str, str],
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings of those that are not read.

    `names` are what a column may be called, as `letters` leaves them; `required` are the columns
    that have to be there, each with what it is called when it is missing.
    """
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, words in enumerate(headings):
        plain = letters(words)
        column = next((column for column, known in names.items() if plain in known), None)
        if column is None:
            ignored += [words] if words else []
        elif column in places:
            said = {"first": headings[places[column]], "second": words}
            raise ValidationError(
                _("The columns “%(first)s” and “%(second)s” say the same. Keep one of them.") % said
            )
        else:
            places[column] = place
    missing = [called for column, called in required.items() if column not in places]
    if missing:
        raise ValidationError(
            _("The first row has to name the columns. Missing: %(missing)s. It says: %(found)s.")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join(words for words in headings if words)[:200],
            }
        )
    return places, tuple(ignored)


def letters(words: str) -> str:
    """A heading in small letters without anything but letters."""
    return "".join(char for char in words.lower() if char.isalpha())


def surplus_cells(row: Row, width: int) -> str | None:
    """Why a row that is longer than the headings cannot be read, None when it is not."""
    if any(row.cells[width:]):
        return _("The row has more cells than there are headings.")
    return None


def _empty(*, pasted: bool) -> str:
    if pasted:
        return _("There is nothing to read. Paste the table with its headings.")
    return _("The file is empty. Choose the file again, or another file.")


def _too_many(pasted: bool) -> str:
    if pasted:
        return _("The table has more than %(most)d rows.")
    return _("The file has more than %(most)d rows.")


def _breaks(cells: Sequence[str]) -> int:
    """Line breaks inside a row's cells: a row has the number of the line it begins on."""
    return sum(len(cell.splitlines()) - 1 for cell in cells if cell.strip())


def _cell(cell: str) -> str:
    return _GUARDED.sub("", clean_text(cell, multiline=False), count=1)
