"""A list of people for the web training, read from a CSV file as Excel and others write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import today
from modellkonceptet.delimited import (
    MOST_FAULTS,
    Fault,
    Row,
    column_places,
    decoded,
    letters,
    read_rows,
    surplus_cells,
)

MAX_BYTES = 1_000_000
MOST_ROWS = 1000
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
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T]00:00(?::00)?)?")


@dataclass(frozen=True)
class Person:
    """Somebody to register; an empty `role` or `completed_on` leaves what is known already."""

    name: str
    email: str
    role: str = ""
    completed_on: date | None = None


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
        headings, *rows = read_rows(decoded(content), most=MOST_ROWS)
        columns, ignored = _columns(headings)
    except ValidationError as error:
        return _refused([Fault(message) for message in error.messages])
    people: list[Person] = []
    faults: list[Fault] = []
    first_rows: dict[str, int] = {}
    for row in rows:
        surplus = surplus_cells(row, len(headings.cells))
        wrong = [surplus] if surplus else []
        person = _person(row.cells, columns, wrong)
        address = person.email.lower()
        if not wrong and address in first_rows:
            said = {"address": person.email, "row": first_rows[address]}
            wrong.append(_("%(address)s stands in row %(row)d already.") % said)
        first_rows.setdefault(address, row.number)
        faults += [Fault(words, row.number) for words in wrong]
        people.append(person)
    if not people and not faults:
        faults.append(Fault(_("The file has headings but no people.")))
    if faults:
        return _refused(faults, ignored)
    return PeopleFile(tuple(people), ignored=ignored)


def _refused(faults: list[Fault], ignored: tuple[str, ...] = ()) -> PeopleFile:
    return PeopleFile((), tuple(faults[:MOST_FAULTS]), ignored, len(faults))


def _columns(row: Row) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings of those that are not read."""
    names = {column: known | {letters(heading(column))} for column, known in HEADINGS.items()}
    required = {column: heading(column) for column in (NAME, EMAIL)}
    return column_places(row.cells, names, required=required)


def _person(cells: Sequence[str], columns: dict[str, int], wrong: list[str]) -> Person:
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
