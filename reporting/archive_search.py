"""Search in what is public: rounds, organisations, their published results, and SKR's own texts.

PostgreSQL stems Swedish words ("kommunerna" finds "kommun"); other databases look for the letters.
What is searched is a row in SOURCES.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Func, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Organisation
from cohorts.querysets import named_like, swedish
from cohorts.round_lists import when_in_words
from modellkonceptet.civil_dates import today
from reporting.archive_records import (
    EVERYBODY,
    public_cohorts,
    published_examples,
    published_pages,
    published_results,
)
from reporting.report_content import from_data, words_of

LONGEST = 100  # letters of a question
MOST_WORDS = 8
_ROUND = ("name_sv", "name_en", "period_text", "invitation_sv", "invitation_en")
_ORGANISATION = ("name", "official_name", "county_name")
_EXAMPLE = (
    "title_sv",
    "title_en",
    "summary_sv",
    "summary_en",
    "body",
    "organisation__name",
)
_PAGE = ("title_sv", "title_en", "description_sv", "description_en", "body_sv", "body_en")


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, where it lies, and what it is."""

    name: str
    url: str
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What was asked for, and all that was found, what begins with it first."""

    text: str
    hits: list[Hit]

    @property
    def headline(self) -> str:
        if not self.text:
            return _("Search rounds, organisations, results and examples")
        n = len(self.hits)
        said = {"n": n, "text": self.text}
        if not n:
            return _("Nothing found for “%(text)s”") % said
        words = ngettext("%(n)d thing found for “%(text)s”", "%(n)d things found for “%(text)s”", n)
        return words % said


def search(text: str) -> Found:
    """One query for each source, whatever is found."""
    wanted = cleaned_question(text)
    if not wanted:
        return Found("", [])
    hits = [hit for source in SOURCES for hit in source(wanted)]
    start = wanted.casefold()
    return Found(wanted, sorted(hits, key=lambda hit: not hit.name.casefold().startswith(start)))


def cleaned_question(text: str) -> str:
    """As it is searched for and shown again."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST]


def examples_with(text: str) -> QuerySet[Any]:
    """Published learning examples that hold the words."""
    return _matching(published_examples(), text, _EXAMPLE)


def _rounds(text: str) -> Iterable[Hit]:
    day = today()
    for cohort in _matching(public_cohorts(), text, _ROUND):
        when = when_in_words(cohort, cohort.phase(day), day)
        yield Hit(cohort.name, cohort.get_absolute_url(), _("Round"), when)


def _organisations(text: str) -> Iterable[Hit]:
    every = Organisation.objects.visible_to(EVERYBODY).order_by(swedish("name"), "pk")
    for one in _matching(every, text, _ORGANISATION):
        yield Hit(one.name, one.get_absolute_url(), str(one.get_kind_display()), one.county_name)


def _results(text: str) -> Iterable[Hit]:
    """By whose it is and by every word of what is published of it, and of nothing else."""
    rows: QuerySet[Any] = published_results()
    if connection.vendor == "postgresql":
        rows = rows.annotate(_words=_WordsOf("public")).annotate(
            stems=ExpressionWrapper(Q(_words=_stems(text)), output_field=BooleanField())
        )
    words = text.casefold().split()[:MOST_WORDS]
    for one in rows:
        told = "\n".join([str(one.participation), *words_of(from_data(one.public))]).casefold()
        if getattr(one, "stems", False) or all(word in told for word in words):
            yield Hit(
                str(one),
                reverse("archive:result", args=[one.pk]),
                _("Result"),
                one.participation.cohort.name,
            )


def _examples(text: str) -> Iterable[Hit]:
    for one in examples_with(text).defer("body"):
        note = f"{one.organisation.name}, {one.year}"
        yield Hit(one.title, one.get_absolute_url(), _("Learning example"), note)


def _pages(text: str) -> Iterable[Hit]:
    for one in _matching(published_pages(), text, _PAGE).defer("body_sv", "body_en"):
        yield Hit(one.title, one.get_absolute_url(), _("Page"), one.description)


class _WordsOf(Func):
    """PostgreSQL's stems of every value in a JSON document, without the names of its keys."""

    template = "to_tsvector('swedish'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


def _stems(text: str) -> SearchQuery:
    return SearchQuery(text, config="swedish", search_type="websearch")


SOURCES: tuple[Callable[[str], Iterable[Hit]], ...] = (
    _results,
    _examples,
    _rounds,
    _organisations,
    _pages,
)


def _matching(rows: QuerySet[Any], text: str, fields: tuple[str, ...]) -> QuerySet[Any]:
    """Rows that hold all the words somewhere; on PostgreSQL also in another form of them."""
    letters = Q()
    for word in text.split()[:MOST_WORDS]:
        letters &= named_like(word, *fields)
    if connection.vendor != "postgresql":
        return rows.filter(letters)
    return rows.annotate(_stems=SearchVector(*fields, config="swedish")).filter(
        letters | Q(_stems=_stems(text))
    )
