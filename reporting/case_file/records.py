"""What a case file says: records with named fields, one description for people and machines.

A `Shape` lists the fields of a model that leave the house in a case file; what it does not
name stays. Keys are those of the model and never change their meaning (see `FORMAT`); labels are
the model's own, in the reader's language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Choices, Model
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM

# Raised when a key changes its meaning or disappears; new keys may come without.
FORMAT = "1.0"
Json = Any


@dataclass(frozen=True)
class Field:
    """`value` is what a machine reads, `words` what a person reads ("" where there is nothing)."""

    name: str
    label: str
    value: Json
    words: str


@dataclass(frozen=True)
class Grid:
    """A table that reads better than its records one by one; first cells name their rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Listing:
    """Records of one kind. With a `grid` people read that instead."""

    name: str
    label: str
    records: tuple["Record", ...]
    grid: Grid | None = None


@dataclass(frozen=True)
class Record:
    """`title` is what people call it; "" for a record that is only a line of a table.

    With `frozen` machines read that instead: what was kept as it was once sent.
    """

    title: str
    fields: tuple[Field, ...] = ()
    listings: tuple[Listing, ...] = ()
    frozen: dict[str, Json] | None = None

    def as_data(self) -> dict[str, Json]:
        if self.frozen is not None:
            return self.frozen
        data: dict[str, Json] = {one.name: one.value for one in self.fields}
        for listing in self.listings:
            data[listing.name] = [record.as_data() for record in listing.records]
        return data


@dataclass(frozen=True)
class Shape:
    """Which fields of a model stand in the case file.

    `more` are values that the model has under no field of its own, by label; they come last
    unless `names` gives them another place. `choices` say what
    keys mean where the model's field does not. `unread` are for machines alone: what a heading
    says already, and numbers that only the service knows.
    """

    model: type[Model] | None
    names: tuple[str, ...]
    more: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, type[Choices] | Mapping[Any, Any]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.names, *(name for name in self.more if name not in self.names))

    def record(
        self, row: Any, *, title: str = "", listings: Iterable[Listing] = (), **more: Any
    ) -> Record:
        if wrong := more.keys() ^ self.more.keys():
            raise TypeError(f"Not as in the shape: {', '.join(sorted(wrong))}")
        fields = []
        for name in self.keys:
            value = more[name] if name in more else getattr(row, name)
            words = self._words(name, value)
            fields.append(Field(name, self.label(name), as_json(value), words))
        return Record(title, tuple(fields), tuple(listings))

    def label(self, name: str) -> str:
        if name in self.more:
            return str(self.more[name])
        try:
            found: Any = self.model._meta.get_field(name) if self.model else None
        except FieldDoesNotExist:  # a text in two languages
            found = self.model._meta.get_field(f"{name}_sv") if self.model else None
        return capfirst(str(found.verbose_name)) if found is not None else name

    def described(self) -> Iterable[tuple[str, str]]:
        """Every key with what it means, and what its values mean where they are a fixed few."""
        for name in self.keys:
            words = self.label(name)
            if options := self._options(name):
                words += f" ({', '.join(f'{key} = {said}' for key, said in options)})"
            yield name, words

    def _options(self, name: str) -> list[tuple[Any, Any]]:
        known = self.choices.get(name)
        if isinstance(known, Mapping):
            return list(known.items())
        if known is not None:
            return list(known.choices)
        if self.model is None or name in self.more:
            return []
        try:
            found: Any = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return []
        return [pair for pair in found.flatchoices if pair[0] not in ("", None)]

    def _words(self, name: str, value: Any) -> str:
        if name in self.unread:
            return ""
        said = dict(self._options(name))
        if not said or value in ("", None):
            return as_words(value)
        keys = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(said.get(key, key)) for key in keys)


def as_json(value: Any) -> Json:
    """Dates and moments as ISO 8601 writes them, moments with the offset of Stockholm's time."""
    match value:
        case datetime():
            return value.astimezone(STOCKHOLM).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case None | bool() | int() | float():
            return value
        case list() | tuple():
            return [as_json(each) for each in value]
        case dict():
            return {str(key): as_json(each) for key, each in value.items()}
    return str(value)


def as_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return value.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return str(localize(value.normalize() + 0))
        case list() | tuple():
            return ", ".join(as_words(each) for each in value)
        case dict():
            return ", ".join(f"{key}: {as_words(each)}" for key, each in value.items())
    return str(value)


def table(records: Iterable[Record]) -> Grid | None:
    """The records as lines; columns in which nothing stands are left out. None without any."""
    found = list(records)
    if not found:
        return None
    kept = [n for n, _of in enumerate(found[0].fields) if any(one.fields[n].words for one in found)]
    return Grid(
        tuple(found[0].fields[n].label for n in kept),
        tuple(tuple(one.fields[n].words for n in kept) for one in found),
    )


def listed(name: str, label: Any, records: Iterable[Record], *, as_table: bool = False) -> Listing:
    found = tuple(records)
    return Listing(name, str(label), found, table(found) if as_table else None)
