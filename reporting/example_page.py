"""The public page of learning examples: narrowed by what they are about, whose and of when."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import FocusArea, OrganisationKind
from improvements.enums import SteeringLink
from reporting.archive_records import published_examples
from reporting.archive_search import cleaned_question, examples_with

# Value, words and place in the list of one choice.
Value = tuple[str, str, Any]


@dataclass(frozen=True)
class Filter:
    """One question to the reader; `values` says what an example answers to it."""

    name: str
    label: Promise
    every: Promise
    values: Callable[[Any], Iterable[Value]]


def _of(choices: Any, key: str) -> Value:
    found = choices(key)
    return str(found), str(found.label), list(choices).index(found)


def _county(example: Any) -> Iterable[Value]:
    organisation = example.organisation
    if organisation.county_code:
        yield organisation.county_code, organisation.county_name, organisation.county_code


FILTERS = (
    Filter(
        "operation",
        gettext_lazy("Core operation"),
        gettext_lazy("All operations"),
        lambda example: [_of(FocusArea, example.operation)],
    ),
    Filter(
        "link",
        gettext_lazy("Link of the chain of steering"),
        gettext_lazy("All links"),
        lambda example: [
            _of(SteeringLink, link)
            for link in example.steering_links
            if link in SteeringLink.values
        ],
    ),
    Filter("county", gettext_lazy("County"), gettext_lazy("All counties"), _county),
    Filter(
        "kind",
        gettext_lazy("Kind"),
        gettext_lazy("All kinds"),
        lambda example: [_of(OrganisationKind, example.organisation.kind)],
    ),
    Filter(
        "year",
        gettext_lazy("Year"),
        gettext_lazy("All years"),
        lambda example: [(str(example.year), str(example.year), -example.year)],
    ),
)


@dataclass(frozen=True)
class Shown:
    """A filter as the page shows it: each choice with how many it would leave."""

    name: str
    label: str
    every: str
    chosen: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class WayOut:
    """A choice to take away when nothing is left, and how many are then."""

    words: str
    count: int
    query: str


@dataclass(frozen=True)
class ExamplePage:
    """`found` are the numbers of those that hold the words; None when none were asked for."""

    everything: Sequence[Any]
    chosen: Mapping[str, str]
    text: str = ""
    found: frozenset[int] | None = None

    @cached_property
    def examples(self) -> list[Any]:
        return self._narrowed()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.text)

    @property
    def headline(self) -> str:
        if not self.everything:
            return _("No learning examples have been published so far")
        n = len(self.examples)
        if not n:
            return _("No example fits this choice")
        if self.is_narrowed:
            return ngettext("%(n)d example fits", "%(n)d examples fit", n) % {"n": n}
        return ngettext(
            "%(n)d example of change to learn from", "%(n)d examples of change to learn from", n
        ) % {"n": n}

    @cached_property
    def filters(self) -> list[Shown]:
        return [self._shown(one) for one in FILTERS]

    @property
    def ways_out(self) -> list[WayOut]:
        """What to take away, one at a time, where that leaves something."""
        words = {one.name: str(one.label).lower() for one in FILTERS} | {"q": _("the words")}
        found = []
        for name in [*self.chosen, *(["q"] if self.text else [])]:
            count = len(self._narrowed(without=name))
            if count:
                found.append(WayOut(words[name], count, self._query(without=name)))
        return found

    def _narrowed(self, *, without: str = "") -> list[Any]:
        wanted = [
            (one.values, self.chosen[one.name])
            for one in FILTERS
            if one.name in self.chosen and one.name != without
        ]
        numbers = None if without == "q" else self.found
        return [
            example
            for example in self.everything
            if (numbers is None or example.pk in numbers)
            and all(value in {v for v, *_rest in values(example)} for values, value in wanted)
        ]

    def _shown(self, one: Filter) -> Shown:
        left = Counter(
            value
            for example in self._narrowed(without=one.name)
            for value, *_rest in one.values(example)
        )
        known = {
            value: (place, words)
            for example in self.everything
            for value, words, place in one.values(example)
        }
        choices = [
            (value, f"{words} ({left[value]})")
            for value, (_place, words) in sorted(known.items(), key=lambda item: item[1][0])
        ]
        chosen = self.chosen.get(one.name, "")
        return Shown(one.name, str(one.label), str(one.every), chosen, choices)

    def _query(self, *, without: str) -> str:
        said = {**self.chosen, **({"q": self.text} if self.text else {})}
        said.pop(without, None)
        return urlencode(said)


def read_examples(asked: Mapping[str, Any]) -> ExamplePage:
    """What is asked for in the address, as far as it means something; at most two queries."""
    rows: QuerySet[Any] = published_examples().defer("body")
    everything = list(rows)
    text = cleaned_question(asked.get("q", ""))
    known = {
        one.name: {value for e in everything for value, *_rest in one.values(e)} for one in FILTERS
    }
    return ExamplePage(
        everything,
        {name: asked[name] for name in known if asked.get(name) in known[name]},
        text,
        frozenset(examples_with(text).values_list("pk", flat=True)) if text else None,
    )
