"""Open data: what the archive holds, as tables with fields that stay.

Fields are named in Swedish without å, ä and ö, values are in Swedish whatever the reader's
language. A field never changes its name, meaning or place within a version: new ones come last.
Nothing here is about a person.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.enums import FocusArea, OrganisationKind, ParticipationStatus, Precision
from cohorts.models import Cohort, Organisation
from cohorts.organisation_page import title_on_page
from cohorts.round_lists import first_year
from improvements.enums import SteeringLink
from modellkonceptet.civil_dates import civil_date, today
from modellkonceptet.delimited import csv_lines, safe_cell
from reporting.archive_records import (
    organisations_in_archive,
    public_cohorts,
    public_mentorships,
    public_participations,
    published_examples,
)

VERSION = "1.0"
LICENCE = "CC0-1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/deed.sv"
# Where a row has no source of its own, its source is the decision that admitted it.
OWN_RECORD = "SKR:s beslut om deltagande, enligt Modellkonceptet"

_KINDS = {
    OrganisationKind.MUNICIPALITY: "kommun",
    OrganisationKind.REGION: "region",
    OrganisationKind.ASSOCIATION: "kommunalförbund",
}
_ROLES = {"lead": "mentor", "supporting": "stödjande mentor"}
_COMPLETIONS = {"yes": "ja", "no": "nej", "unknown": "okänt"}
_PHASES = {
    "announced": "annonserad",
    "open": "öppen för anmälan",
    "deciding": "under beslut",
    "running": "pågår",
    "completed": "avslutad",
}
_OPERATIONS = {
    FocusArea.SCHOOL: "förskola och skola",
    FocusArea.SOCIAL: "socialtjänst",
    FocusArea.ELDERLY: "äldreomsorg",
    FocusArea.HEALTH: "hälso- och sjukvård och folkhälsa",
    FocusArea.CULTURE: "kultur och fritid",
    FocusArea.WORK: "arbete och vuxenutbildning",
    FocusArea.PLANNING: "samhällsplanering och kollektivtrafik",
    FocusArea.REGIONAL: "regional utveckling",
    FocusArea.STEERING: "styrning, budget och uppföljning",
}
_LINKS = {
    SteeringLink.GOALS: "mål",
    SteeringLink.BUDGET: "budget",
    SteeringLink.PLAN: "verksamhetsplan",
    SteeringLink.DECISION_PAPERS: "beslutsunderlag",
    SteeringLink.ROUTINES: "rutiner och arbetssätt",
    SteeringLink.COMPETENCE: "kunskap och roller",
    SteeringLink.STATISTICS: "statistik och nyckeltal",
    SteeringLink.FOLLOW_UP: "uppföljning och analys",
}
_LETTERS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}

Cell = str | int | None


@dataclass(frozen=True)
class Field:
    name: str
    words: Promise


@dataclass(frozen=True)
class Table:
    """One file in two forms; `read` gives its rows, in an order that stays."""

    slug: str
    name: Promise
    words: Promise
    fields: tuple[Field, ...]
    read: Callable[[date], Iterable[tuple[Cell, ...]]]

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]


@dataclass(frozen=True)
class Contents:
    """A table's rows as of now, and a mark that changes exactly when they do."""

    table: Table
    rows: list[tuple[Cell, ...]]

    @classmethod
    def of(cls, table: Table) -> "Contents":
        return cls(table, list(table.read(today())))

    @property
    def mark(self) -> str:
        told = json.dumps([VERSION, settings.SITE_URL, self.table.names, self.rows])
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def as_csv(self) -> Iterator[bytes]:
        yield from csv_lines(
            [self.table.names, *([safe_cell(c) for c in row] for row in self.rows)]
        )

    def as_json(self) -> Iterator[bytes]:
        """One object: what it is, and its rows as objects, a line each."""
        head = {
            "namn": self.table.slug,
            "version": VERSION,
            "licens": LICENCE,
            "licens_url": LICENCE_URL,
            "utgivare": settings.ORGANISER_NAME,
            "beskrivning": f"{settings.SITE_URL}/oppna-data/",
        }
        yield _dumped(head)[:-1].encode() + b', "rader": ['
        for number, row in enumerate(self.rows):
            line = _dumped(dict(zip(self.table.names, row, strict=True)))
            yield f"{',' if number else ''}\n{line}".encode()
        yield b"\n]}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _participants(day: date) -> Iterator[tuple[Cell, ...]]:
    titles = {one.pk: title_on_page(one) for one in organisations_in_archive(day)}
    for one in _in_order(public_participations(day)):
        title = titles.get(one.organisation_id)
        since = _as_known(title.since, title.precision) if title else None
        yield (
            *of_round(one.cohort),
            *of_organisation(one.organisation),
            one.unit.name if one.unit else one.operation or None,
            _took_part(one),
            title.name if title else None,
            since,
            one.source or OWN_RECORD,
        )


def _took_part(participation: Any) -> str:
    """Whether it is known to have gone through the round."""
    if participation.status == ParticipationStatus.ACTIVE:
        return "pågår"
    return _COMPLETIONS.get(participation.completion, "ja")


def _mentors(day: date) -> Iterator[tuple[Cell, ...]]:
    for one in _in_order(public_mentorships(day)):
        yield (
            *of_round(one.cohort),
            *of_organisation(one.organisation),
            one.group.name if one.group else None,
            _ROLES[one.role],
            one.source or OWN_RECORD,
        )


def _rounds(day: date) -> Iterator[tuple[Cell, ...]]:
    took_part, mentored = _numbers(public_participations(day)), _numbers(public_mentorships(day))
    for cohort in sorted(public_cohorts(), key=lambda one: (first_year(one), one.slug)):
        counts = took_part.get(cohort.pk, {})
        yield (
            *of_round(cohort),
            cohort.period_text or None,
            _day(cohort.opens_on),
            _day(cohort.closes_on),
            _day(cohort.starts_on),
            _as_known(cohort.completed_on, cohort.completed_precision),
            _PHASES.get(cohort.phase(day), ""),
            *(len(counts.get(kind, ())) for kind in _KINDS),
            sum(len(found) for found in mentored.get(cohort.pk, {}).values()),
            cohort.source or OWN_RECORD,
            f"{settings.SITE_URL}{cohort.get_absolute_url()}",
        )


def _examples(day: date) -> Iterator[tuple[Cell, ...]]:
    """In the order in which they were first written. The text itself is read on the page."""
    for one in published_examples().defer("body").order_by("pk"):
        yield (
            one.slug,
            one.title_sv,
            one.title_en or None,
            one.summary_sv,
            one.summary_en or None,
            *of_organisation(one.organisation),
            one.cohort.slug if one.cohort else None,
            _OPERATIONS[FocusArea(one.operation)],
            "; ".join(words for link, words in _LINKS.items() if link in one.steering_links)
            or None,
            one.year,
            _day(civil_date(one.published_at)),
            f"{settings.SITE_URL}{one.get_absolute_url()}",
        )


def _numbers(rows: Iterable[Any]) -> dict[int, dict[str, set[int]]]:
    """Organisations by round and kind, each once."""
    found: dict[int, dict[str, set[int]]] = {}
    for row in rows:
        kinds = found.setdefault(row.cohort_id, {})
        kinds.setdefault(row.organisation.kind, set()).add(row.organisation_id)
    return found


def of_round(cohort: Cohort) -> tuple[Cell, ...]:
    return cohort.slug, cohort.name_sv


def of_organisation(organisation: Organisation) -> tuple[Cell, ...]:
    return (
        organisation.code or None,
        organisation.name,
        _KINDS[OrganisationKind(organisation.kind)],
        organisation.organisation_number or None,
        organisation.county_code or None,
        organisation.county_name or None,
        f"{settings.SITE_URL}{organisation.get_absolute_url()}",
    )


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """By round and code, then by when the row was made: the same on every database."""
    return sorted(
        rows,
        key=lambda one: (
            first_year(one.cohort),
            one.cohort.slug,
            one.organisation.kind,
            one.organisation.code or "",
            one.pk,
        ),
    )


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _as_known(value: date | None, precision: str) -> str | None:
    """ "2018-05" where only the month is known, "2018" where only the year is."""
    return value.isoformat()[: _LETTERS[Precision(precision)]] if value else None


ROUND_FIELDS = (
    Field("omgang", _("The round’s short name: the same in all files.")),
    Field("omgang_namn", _("The round’s name.")),
)
ORGANISATION_FIELDS = (
    Field("organisation_kod", _("Municipal code (four digits) or county code (two).")),
    Field("organisation", _("The organisation’s name.")),
    Field("typ", _("kommun, region or kommunalförbund.")),
    Field("organisationsnummer", _("Organisation number, where it is known.")),
    Field("lan_kod", _("County code.")),
    Field("lan", _("County.")),
    Field("lank", _("The organisation’s page here.")),
)
_SOURCE = Field("kalla", _("Where it is known from; several with a semicolon between."))

TABLES = (
    Table(
        "deltagare",
        _("Participants"),
        _("A row for each time that an organisation, or a part of it, has taken part in a round."),
        (
            *ROUND_FIELDS,
            *ORGANISATION_FIELDS,
            Field("del", _("The part of the organisation that took part, where it was a part.")),
            Field("genomford", _("Whether it went through the round: ja, nej, okänt or pågår.")),
            Field(
                "titel", _("Modellkommun or Modellregion, where the organisation has the title.")
            ),
            Field("titel_sedan", _("Since when: day, month or year, as exactly as it is known.")),
            _SOURCE,
        ),
        _participants,
    ),
    Table(
        "omgangar",
        _("Rounds"),
        _("A row for each round that has been announced, with how many took part and mentored."),
        (
            *ROUND_FIELDS,
            Field("period", _("The years as known, for earlier rounds.")),
            Field("oppnar", _("First day to apply.")),
            Field("stanger", _("Last day to apply.")),
            Field("startar", _("Day on which the round starts.")),
            Field("avslutad", _("Day on which it was completed, or the month or year.")),
            Field("fas", _("Where the round stands on the day you fetch the file.")),
            Field("antal_kommuner", _("Municipalities that have taken part, each counted once.")),
            Field("antal_regioner", _("Regions that have taken part.")),
            Field("antal_kommunalforbund", _("Associations that have taken part.")),
            Field("antal_mentorer", _("Organisations that have been mentors.")),
            _SOURCE,
            Field("lank", _("The round’s page here.")),
        ),
        _rounds,
    ),
    Table(
        "mentorer",
        _("Mentors"),
        _("A row for each group, or round, that an organisation has mentored."),
        (
            *ROUND_FIELDS,
            *ORGANISATION_FIELDS,
            Field("grupp", _("The group’s name, where it is known.")),
            Field("roll", _("mentor or stödjande mentor.")),
            _SOURCE,
        ),
        _mentors,
    ),
    Table(
        "exempel",
        _("Learning examples"),
        _("A row for each learning example that SKR has published. The text is on its page."),
        (
            Field("exempel", _("The example’s short name, as in its address.")),
            Field("rubrik", _("Title.")),
            Field("rubrik_engelska", _("Title in English, where there is one.")),
            Field("sammanfattning", _("The example in short.")),
            Field("sammanfattning_engelska", _("The same in English, where there is one.")),
            *(
                replace(f, name="organisation_lank") if f.name == "lank" else f
                for f in ORGANISATION_FIELDS
            ),
            Field("omgang", _("The short name of the round that it comes from, if it does.")),
            Field("verksamhet", _("The core operation that it is about.")),
            Field(
                "styrkedja",
                _("Links of the chain of steering that it is about, with a semicolon between."),
            ),
            Field("ar", _("The year in which the change was made.")),
            Field("publicerad", _("Day on which it was published.")),
            Field("lank", _("The example’s page here.")),
        ),
        _examples,
    ),
)
BY_SLUG = {table.slug: table for table in TABLES}
FORMS = ("csv", "json")
