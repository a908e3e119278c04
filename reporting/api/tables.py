"""The open data's tables as answers: the same fields, words and values, by construction."""

from typing import Any

from ninja import Schema
from pydantic import create_model

from reporting.api.words import told
from reporting.open_data import BY_SLUG, ORGANISATION_FIELDS, ROUND_FIELDS, Contents, Field

# What is always known, in every table that has it; every other text may be null.
_ALWAYS = {
    "omgang", "omgang_namn", "organisation", "organisation_lank", "typ", "lank", "kalla",
    "genomford", "roll", "fas", "exempel", "rubrik", "sammanfattning", "verksamhet", "publicerad",
}  # fmt: skip
_SOMETIMES = {"exempel": {"omgang"}}
EXAMPLES: dict[str, Any] = {
    "omgang": "omgang-4",
    "omgang_namn": "Omgång 4",
    "organisation_kod": "1281",
    "organisation": "Lund",
    "typ": "kommun",
    "organisationsnummer": "212000-1132",
    "lan_kod": "12",
    "lan": "Skåne län",
    "lank": "https://exempel.se/organisationer/1/",
    "del": "Barn- och skolnämnden",
    "genomford": "ja",
    "titel": "Modellkommun",
    "titel_sedan": "2018-05",
    "kalla": "SKR:s beslut om deltagande, enligt Modellkonceptet",
    "period": "2017–2018",
    "oppnar": "2026-01-12",
    "stanger": "2026-03-01",
    "startar": "2026-09-14",
    "avslutad": "2018-05",
    "fas": "pågår",
    "antal_kommuner": 6,
    "antal_regioner": 1,
    "antal_kommunalforbund": 0,
    "antal_mentorer": 2,
    "grupp": "Norr",
    "roll": "mentor",
    "exempel": "simskola-for-alla",
    "rubrik": "Simskola för alla",
    "rubrik_engelska": "Swimming lessons for all",
    "sammanfattning": "Fler flickor fullföljer sedan tiderna lagts om.",
    "sammanfattning_engelska": "More girls finish since the hours were changed.",
    "organisation_lank": "https://exempel.se/organisationer/1/",
    "verksamhet": "förskola och skola",
    "styrkedja": "mål; uppföljning och analys",
    "ar": 2018,
    "publicerad": "2027-03-09",
}


def fields_of(*fields: Field, table: str = "") -> dict[str, Any]:
    """The open data's fields as those of an answer."""
    return {
        field.name: (_kind(field.name, table), told(field.words, EXAMPLES[field.name]))
        for field in fields
    }


def row_of(slug: str, name: str) -> Any:
    return create_model(name, __base__=Schema, **fields_of(*BY_SLUG[slug].fields, table=slug))


def rows_of(slug: str) -> list[dict[str, Any]]:
    """The table's rows as of now, as its JSON file has them."""
    contents = Contents.of(BY_SLUG[slug])
    names = contents.table.names
    return [dict(zip(names, row, strict=True)) for row in contents.rows]


def only(rows: list[dict[str, Any]], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Those in which every field that was asked for is as asked."""
    wanted = {name: value for name, value in asked.items() if value is not None}
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _kind(name: str, table: str) -> Any:
    if name.startswith("antal_") or name == "ar":
        return int
    known = name in _ALWAYS and name not in _SOMETIMES.get(table, ())
    return str if known else str | None


ROUND = fields_of(*ROUND_FIELDS)
ORGANISATION = fields_of(*ORGANISATION_FIELDS)
