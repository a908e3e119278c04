"""A list of people for the web training, read from a CSV file as Excel and others write it."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import today
from modellkonceptet.plain_text import clean_text

MAX_BYTES = 1_000_000
MOST_ROWS = 1000
# What is told of a file; with more faults than this it is the wrong file.
MOST_FAULTS = 50
# Older than any round; a day before it is a slip of the keyboard.
EARLIEST = date(2000, 1, 1)
NAME, EMAIL, ROLE, DONE = "name", "email", "role", "completed_on"
LENGTHS = {NAME: 150, EMAIL: 254, ROLE: 100}
# What the columns may be called, in small letters without anything but letters.
HEADINGS = {
    NAME: {"namn", "förochefternamn", "person", "name", "fullname"},
    EMAIL: {"epostadress", "epost", "mejl", "mejladress", "mail", "mailadress", "email"}
    | {"emailaddress"},
    ROLE: {"roll", "befattning", "titel", "funktion", "role", "title"},
    DONE: {"genomförd", "genomfördden", "genomförtden", "klar", "klarden", "datum", "gickden"}
    | {"completed", "completedon", "done", "doneon", "date"},
}
_DELIMITERS = ";,\t"
# A spreadsheet's guard against formulas, as our own export writes it.
_GUARDED = re.compile(r"'(?=\s*[=+\-@\t\r])")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T]00:00(?::00)?)?")


@dataclass(frozen=True)
class Person:
    """Somebody to register; an empty `role` or `completed_on` leaves what is known already."""

    name: str
    email: str
    role: str = ""
    completed_on: date | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row (numbered as a spreadsheet numbers it), or in the whole file."""

    words: str
    row: int | None = None


@dataclass(frozen=True)
class PeopleFile:
    """What a file says. With faults nothing of it may be used."""

    people: tuple[Person, ...] = ()
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    fault_count: int = 0


def heading(column: str) -> str:
    """What a column is called in files that we write."""
    return {
        NAME: _("Name"),
        EMAIL: _("E-mail address"),
        ROLE: _("Role"),
        DONE: _("Completed"),
    }[column]


def day_fault(day: date) -> str | None:
    """Why nobody can have done the training on that day, None when it is possible."""
    if day > today():
        return _("The day lies ahead. Write a day that has been.")
    if day < EARLIEST:
        return _("The day lies too far back. Check the year.")
    return None


def read_people(content: bytes) -> PeopleFile:
    """The people of a file, or everything that is wrong with it, in words."""
    try:
        rows = _table(_text(content))
        columns, ignored = _columns(rows)
        width = len(rows[0][1])
    except ValidationError as error:
        return _refused([Fault(message) for message in error.messages])
    people: list[Person] = []
    faults: list[Fault] = []
    first_rows: dict[str, int] = {}
    for number, cells in rows[1:]:
        wrong: list[str] = []
        if any(cells[width:]):
            wrong.append(_("The row has more cells than there are headings."))
        person = _person(cells, columns, wrong)
        address = person.email.lower()
        if not wrong and address in first_rows:
            said = {"address": person.email, "row": first_rows[address]}
            wrong.append(_("%(address)s stands in row %(row)d already.") % said)
        first_rows.setdefault(address, number)
        faults += [Fault(words, number) for words in wrong]
        people.append(person)
    if not people and not faults:
        faults.append(Fault(_("The file has headings but no people.")))
    if faults:
        return _refused(faults, ignored)
    return PeopleFile(tuple(people), ignored=ignored)


def _refused(faults: list[Fault], ignored: tuple[str, ...] = ()) -> PeopleFile:
    return PeopleFile((), tuple(faults[:MOST_FAULTS]), ignored, len(faults))


def _text(content: bytes) -> str:
    """The text in the coding it was saved with: UTF-8, UTF-16 or Windows' own."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ValidationError(_("The file is empty. Choose the file again, or another file."))
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


def _table(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number; the first is the headings."""
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
    rows = []
    try:
        for cells in reader:
            cleaned = [_cell(cell) for cell in cells]
            if any(cleaned):
                rows.append((reader.line_num + skipped - _breaks(cells), cleaned))
            if len(rows) > MOST_ROWS + 1:
                said = {"most": MOST_ROWS}
                raise ValidationError(_("The file has more than %(most)d rows.") % said)
    except csv.Error:
        said = {"row": reader.line_num + skipped}
        raise ValidationError(
            _("Row %(row)d can’t be read: a quotation mark is missing or stands wrong.") % said
        ) from None
    if not rows:
        raise ValidationError(_("The file is empty. Choose the file again, or another file."))
    return rows


def _breaks(cells: Sequence[str]) -> int:
    """Line breaks inside a row's cells: a row has the number of the line it begins on."""
    return sum(len(cell.splitlines()) - 1 for cell in cells if cell.strip())


def _cell(cell: str) -> str:
    return _GUARDED.sub("", clean_text(cell, multiline=False), count=1)


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings of those that are not read."""
    headings = rows[0][1]
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, words in enumerate(headings):
        plain = _letters(words)
        known = (
            (column, names | {_letters(heading(column))}) for column, names in HEADINGS.items()
        )
        column = next((column for column, names in known if plain in names), None)
        if column is None:
            ignored += [words] if words else []
        elif column in places:
            said = {"first": headings[places[column]], "second": words}
            raise ValidationError(
                _("The columns “%(first)s” and “%(second)s” say the same. Keep one of them.") % said
            )
        else:
            places[column] = place
    missing = [heading(column) for column in (NAME, EMAIL) if column not in places]
    if missing:
        raise ValidationError(
            _("The first row has to name the columns. Missing: %(missing)s. It says: %(found)s.")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join(words for words in headings if words)[:200],
            }
        )
    return places, tuple(ignored)


def _letters(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalpha())


def _person(cells: list[str], columns: dict[str, int], wrong: list[str]) -> Person:
    """The row's person; what is wrong with it is added to `wrong`."""
    typed = {
        column: cells[place] if place < len(cells) else "" for column, place in columns.items()
    }
    for column, most in LENGTHS.items():
        if len(typed.get(column, "")) > most:
            said = {"column": heading(column), "most": most}
            wrong.append(_("%(column)s is longer than %(most)d characters.") % said)
    if not typed[NAME]:
        wrong.append(_("The name is missing."))
    if not typed[EMAIL]:
        wrong.append(_("The e-mail address is missing."))
    else:
        try:
            validate_email(typed[EMAIL])
        except ValidationError:
            said = {"address": typed[EMAIL][:80]}
            wrong.append(_("“%(address)s” is not an e-mail address.") % said)
    done = _day(typed.get(DONE, ""), wrong)
    return Person(typed[NAME], typed[EMAIL], typed.get(ROLE, ""), done)


def _day(typed: str, wrong: list[str]) -> date | None:
    if not typed:
        return None
    found = _DATE.fullmatch(typed)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        said = {"day": typed[:40]}
        wrong.append(_("“%(day)s” is not a day. Write it as 2027-03-31.") % said)
    elif fault := day_fault(day):
        wrong.append(f"{typed}: {fault}")
    return day
