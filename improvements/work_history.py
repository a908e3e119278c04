"""Who changed what in a work, and when: read from its history, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from improvements.enums import ImprovementStatus, NationalGoal, SteeringLink
from improvements.models import Improvement
from learning_meetings.models import Outcome

SHOWN = 30
# What a reader has no use of: numbers of rows, and what follows from everything else.
_SILENT = {"id", "participation", "version", "created_by", "created_at", "changed_at"}
_LONG = {"problem", "team", "outcome"}


@dataclass(frozen=True)
class Change:
    """One field from one text to another; long texts are shown folded."""

    name: str
    before: str
    after: str
    is_long: bool


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    is_beginning: bool
    changes: tuple[Change, ...]


def history_of(improvement: Improvement, *, at_home: bool) -> list[Entry]:
    """The latest changes, newest first.

    Others than those at home read back to the day it was last shared: what was written while it
    was private stays at home, although it stands in the history.
    """
    rows = list(
        improvement.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : SHOWN + 1
        ]
    )
    if not at_home:
        rows = _since_it_was_shared(rows)
    names = _names(rows)
    entries = []
    for row, earlier in zip(rows, [*rows[1:], None], strict=True):
        is_beginning = row.history_type == "+"
        if earlier is None and not is_beginning:
            break
        changes = () if earlier is None else tuple(_changes(earlier, row, names))
        if changes or is_beginning:
            who = str(row.history_user) if row.history_user else ""
            entries.append(Entry(row.history_date, who, is_beginning, changes))
    return entries[:SHOWN]


def _since_it_was_shared(rows: list[Any]) -> list[Any]:
    """The row that shared it is the earliest to compare with."""
    kept = []
    for row in rows:
        if row.is_private:
            break
        kept.append(row)
    return kept


def _changes(before: Any, after: Any, names: dict[str, dict[int, str]]) -> Iterable[Change]:
    for field in Improvement._meta.concrete_fields:
        if field.name in _SILENT:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            yield Change(
                str(capfirst(field.verbose_name)),
                _in_words(field.name, old, names),
                _in_words(field.name, new, names),
                field.name in _LONG,
            )


def _in_words(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if value is None or value == "" or value == []:
        return ""
    match name:
        case "status":
            return str(ImprovementStatus(value).label)
        case "aim_by":
            return date_format(value, "j F Y")
        case "is_private":
            return _("yes") if value else _("no")
        case "responsible" | "idea":
            return names[name].get(value, "")
        case "steering_links":
            return ", ".join(str(SteeringLink(key).label) for key in value)
        case "national_goals":
            return ", ".join(str(NationalGoal(number).label) for number in value)
        case "agenda_goals" | "cemr_articles":
            return ", ".join(map(str, value))
    return str(value)


def _names(rows: list[Any]) -> dict[str, dict[int, str]]:
    """Names of the people and ideas that the rows point to, in a query each."""
    return {
        "responsible": _texts(TeamMember, {row.responsible_id for row in rows}),
        "idea": _texts(Outcome, {row.idea_id for row in rows}),
    }


def _texts(model: type[Model], numbers: set[int | None]) -> dict[int, str]:
    wanted = numbers - {None}
    rows = model._default_manager.filter(pk__in=[0, *(one for one in wanted if one)])
    return {row.pk: getattr(row, "name", None) or str(row) for row in rows}
