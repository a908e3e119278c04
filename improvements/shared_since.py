"""What participants have shared since a day: counted in words, and the latest of it with links.

Only what the reader sees counts: what is private stays at home, and nobody learns that it is there.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.activity import LOGGED
from improvements.models import Improvement
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.enumerating import joined

MOST_SHOWN = 5
LONGEST = 90


@dataclass(frozen=True)
class Entry:
    """Something that was shared: when, what, about which work, and where it is read."""

    at: date
    what: str
    about: str
    url: str


@dataclass
class Shared:
    """What one participant has shared."""

    new_works: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    entries: list[Entry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new_works or self.kinds)

    @property
    def words(self) -> str:
        """ "1 new work, 2 cycles begun and 1 observation"; "" where there is nothing."""
        said = []
        if n := self.new_works:
            said.append(ngettext("%(n)d new work", "%(n)d new works", n) % {"n": n})
        said += [one.words(n) % {"n": n} for key, one in LOGGED.items() if (n := self.kinds[key])]
        return str(capfirst(joined(said)))

    @property
    def latest(self) -> Sequence[Entry]:
        return sorted(self.entries, key=lambda one: one.at, reverse=True)[:MOST_SHOWN]


def shared_since(days: Mapping[int, date], user: Any) -> dict[int, Shared]:
    """By participation; in a fixed number of queries whatever has been shared."""
    found = {pk: Shared() for pk in days}
    works = Improvement.objects.visible_to(user).filter(participation__in=days)
    for work in works:
        if civil_date(work.created_at) > days[work.participation_id]:
            mine = found[work.participation_id]
            mine.new_works += 1
            mine.entries.append(
                Entry(
                    civil_date(work.created_at), _("New work"), work.title, work.get_absolute_url()
                )
            )
    for key, one in LOGGED.items():
        rows = one.model.objects.visible_to(user).filter(one.only or Q(), one.later_than(days))
        rows = rows.select_related(one.owner).distinct().order_by(one.moment, "pk")
        for owner, row in _once(rows, one.owner, one.entry):
            mine = found[owner]
            mine.kinds[key] += 1
            mine.entries.append(_ENTRIES[key](row, getattr(row, one.moment)))
    return found


def _once(rows: Iterable[Any], path: str, entry: str) -> Iterable[tuple[int, Any]]:
    """Each entry once, as it was changed last, with whose it is."""
    latest: dict[Any, Any] = {}
    for row in rows:
        latest[row.pk if entry == "pk" else getattr(row, f"{entry}_id")] = row
    for row in latest.values():
        owner = row
        for step in path.split("__"):
            owner = getattr(owner, step)
        yield owner.participation_id, row


def _seen(row: Any, at: datetime) -> Entry:
    text = _short(row.text) if row.text else _("A picture or a file")
    return Entry(
        civil_date(at),
        _("Seen in “%(cycle)s”") % {"cycle": row.cycle.title},
        text,
        row.cycle.get_absolute_url(),
    )


def _measured(row: Any, at: datetime) -> Entry:
    one = row.indicator
    return Entry(civil_date(at), _("New figures"), one.name, one.get_absolute_url())


def _progress(row: Any, at: datetime) -> Entry:
    work = row.improvement
    words = _("How far “%(work)s” has come") % {"work": work.title}
    return Entry(civil_date(at), words, _short(row.evidence), work.get_absolute_url())


def _said(row: Any, at: datetime) -> Entry:
    work = row.improvement
    words = _("Comment on “%(work)s”") % {"work": work.title}
    return Entry(
        civil_date(at), words, _short(row.text), f"{work.get_absolute_url()}#comment-{row.pk}"
    )


def _begun(row: Any, at: datetime) -> Entry:
    return Entry(civil_date(at), _("Cycle begun"), row.title, row.get_absolute_url())


def _closed(row: Any, at: date) -> Entry:
    return Entry(civil_date(at), _("Cycle closed"), row.title, row.get_absolute_url())


_ENTRIES: dict[str, Callable[[Any, Any], Entry]] = {
    "begun": _begun,
    "closed": _closed,
    "seen": _seen,
    "measured": _measured,
    "progress": _progress,
    "said": _said,
}


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)
