"""Key figures from Kolada, the open database of municipalities and regions that RKA keeps.

Indicators and values come as they are published; whoever shows them writes "Källa: Kolada" and
the day they were fetched, because values are revised and withdrawn without notice. An answer is
used whole or not at all: whatever in it cannot be understood raises a `KoladaError`, whose text
is a sentence for the person who asked. How the host is asked stands in `kolada_connection`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.enums import Sex
from improvements.kolada_connection import KoladaBroken, KoladaConnection, KoladaRefused

CREDIT = "Källa: Kolada"

# --- what the API looks like: everything taken from its documentation and from how it is used ----
# A list in the path may hold 25 parts, and a page 5000 values.
MOST_PER_LIST = 25
PAGE_SIZE = 5000
# Not confirmed by a published description of version 3, and therefore read with care:
# - `unit` is described for version 2 and seldom sent; without it the unit stands in the title.
# - `municipality_type` is K (municipalities), L (regions) or A (all); kept as it is sent.
# - `is_divided_by_gender` was 0 or 1 in version 2 and is true or false now; both are read.
# - `period` is a year as a number; four figures as text are read too.
# - `status` has no published list of words; kept as it is sent, never interpreted.
# - the `count` of a page is not said to mean the page or the whole, and is not read.
# - a search without hits is taken to be an empty page; 404 is a refusal, because a version that
#   has been closed answers so too.
# - the host publishes no limit of requests; 429 is honoured when it comes.
_NAMES = {"id": "id", "rows": "values", "next": "next_url"}
# Regions have two figures here and four there; 0000 is the whole country in both.
_REGION = re.compile(r"[0-9]{2}")
_KOLADA_REGION = re.compile(r"00(?!00)([0-9]{2})")
# ---------------------------------------------------------------------------------------------

_INDICATOR = re.compile(r"[A-Z][A-Z0-9]{3,11}")
_ORGANISATION = re.compile(r"[0-9]{4}")
_YEARS = range(1970, 2101)
_SHORTEST_SEARCH, _LONGEST_SEARCH = 2, 100
# Twelve digits are more than any municipality's budget, and what is saved has room for them.
_MOST_DIGITS = 12
_MOST_DECIMALS = 10

_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Indicator:
    """What Kolada says of a key figure."""

    id: str
    title: str
    description: str
    is_by_sex: bool
    municipality_type: str
    unit: str = ""


@dataclass(frozen=True)
class Value:
    """One published value; None when Kolada has none, or has withdrawn it."""

    kpi: str
    organisation_code: str
    year: int
    sex: str
    value: Decimal | None
    status: str
    is_withdrawn: bool

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What the value is of."""
        return (self.kpi, self.organisation_code, self.year, self.sex)


def search(title: str, *, connection: KoladaConnection | None = None) -> tuple[Indicator, ...]:
    """The indicators whose titles hold the words, in the order of their titles."""
    words = " ".join(title.split())
    if not _SHORTEST_SEARCH <= len(words) <= _LONGEST_SEARCH:
        raise KoladaRefused(
            _("Write between %(least)d and %(most)d characters to search for.")
            % {"least": _SHORTEST_SEARCH, "most": _LONGEST_SEARCH}
        )
    rows = _rows(connection or KoladaConnection(), f"kpi?title={quote(words, safe='')}")
    return _indicators(rows)


def indicators(
    ids: Iterable[str], *, connection: KoladaConnection | None = None
) -> tuple[Indicator, ...]:
    """The indicators that Kolada has under these numbers; one that it lacks is left out."""
    asked = _numbers(ids)
    connection = connection or KoladaConnection()
    found: list[Indicator] = []
    for part in _parts(asked):
        found += _indicators(_rows(connection, f"kpi/{','.join(part)}"), asked=part)
    return tuple(sorted(found, key=lambda indicator: asked.index(indicator.id)))


def values(
    kpis: Iterable[str],
    codes: Iterable[str],
    years: Iterable[int],
    *,
    connection: KoladaConnection | None = None,
) -> tuple[Value, ...]:
    """What is published of the indicators for the organisations and years, in that order.

    What Kolada has nothing about is left out; what it has taken back comes as withdrawn.
    """
    numbers = _numbers(kpis)
    places = [_kolada_code(code) for code in dict.fromkeys(codes)]
    span = sorted(set(years))
    for year in span:
        if year not in _YEARS:
            raise KoladaRefused(_("Kolada has no figures for the year %(year)d.") % {"year": year})
    connection = connection or KoladaConnection()
    found: dict[tuple[str, str, int, str], Value] = {}
    for some, of, during in product(_parts(numbers), _parts(places), _parts(span)):
        path = (
            f"data/kpi/{','.join(some)}/municipality/{','.join(of)}"
            f"/year/{','.join(str(year) for year in during)}"
        )
        asked = set(product(some, (_our_code(place) for place in of), during))
        for row in _rows(connection, path):
            for value in _values(row):
                if value.key[:3] not in asked or found.setdefault(value.key, value) != value:
                    _broken()
    return tuple(found[key] for key in sorted(found))


def _rows(connection: KoladaConnection, path: str) -> Iterator[Mapping[str, Any]]:
    """The objects of every page of an answer."""
    joint = "&" if "?" in path else "?"
    address: str | None = connection.address(f"{path}{joint}per_page={PAGE_SIZE}")
    seen: set[str] = set()
    while address:
        if len(seen) == connection.limits.pages:
            raise KoladaBroken(
                ngettext(
                    "Kolada’s answer is longer than %(most)d page. Nothing of it is used.",
                    "Kolada’s answer is longer than %(most)d pages. Nothing of it is used.",
                    connection.limits.pages,
                )
                % {"most": connection.limits.pages}
            )
        if address in seen:
            _broken()
        seen.add(address)
        page = _parsed(connection.get(address))
        yield from (_typed(row, dict) for row in _typed(page.get(_NAMES["rows"]), list))
        following = page.get(_NAMES["next"])
        address = connection.next_address(_typed(following, str), address) if following else None


def _parsed(body: bytes) -> Mapping[str, Any]:
    """The object that an answer is; decimals stay decimals."""
    try:
        parsed = json.loads(
            body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_not_a_number
        )
    except (ValueError, ArithmeticError, RecursionError):
        _broken()
    return _typed(parsed, dict)


def _indicators(
    rows: Iterable[Mapping[str, Any]], *, asked: Sequence[str] = ()
) -> tuple[Indicator, ...]:
    found: dict[str, Indicator] = {}
    for row in rows:
        indicator = Indicator(
            id=_matching(_INDICATOR, row.get(_NAMES["id"])),
            title=_typed(row.get("title"), str).strip(),
            description=_text(row, "description"),
            is_by_sex=_yes_or_no(row.get("is_divided_by_gender")),
            municipality_type=_text(row, "municipality_type"),
            unit=_text(row, "unit"),
        )
        if asked and indicator.id not in asked:
            _broken()
        if not indicator.title or found.setdefault(indicator.id, indicator) != indicator:
            _broken()
    return tuple(sorted(found.values(), key=lambda indicator: (indicator.title, indicator.id)))


def _values(row: Mapping[str, Any]) -> Iterator[Value]:
    """The values of an indicator, an organisation and a year: one for each sex, or the total."""
    kpi = _matching(_INDICATOR, row.get("kpi"))
    code = _our_code(_matching(_ORGANISATION, row.get("municipality")))
    year = _year(row.get("period"))
    for cell in _typed(row.get("values"), list):
        told = _typed(cell, dict)
        sex = _typed(told.get("gender"), str)
        if sex not in Sex.values or "value" not in told:
            _broken()
        withdrawn = _yes_or_no(told.get("isdeleted"))
        figure = _figure(told["value"])
        yield Value(
            kpi, code, year, sex, None if withdrawn else figure, _text(told, "status"), withdrawn
        )


def _figure(sent: Any) -> Decimal | None:
    """The figure with at most ten decimals: beyond that stands only what computing has left."""
    if sent is None:
        return None
    if isinstance(sent, bool) or not isinstance(sent, int | Decimal):
        _broken()
    figure = Decimal(sent)
    if not figure.is_finite() or figure.adjusted() >= _MOST_DIGITS:
        _broken()
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and not -_MOST_DECIMALS <= exponent <= 0:
        figure = figure.quantize(Decimal(1) if exponent > 0 else Decimal(1).scaleb(-_MOST_DECIMALS))
    return figure


def _typed(sent: Any, kind: type[_Kind]) -> _Kind:
    if not isinstance(sent, kind):
        _broken()
    return sent


def _matching(pattern: re.Pattern[str], sent: Any) -> str:
    if not pattern.fullmatch(_typed(sent, str)):
        _broken()
    return str(sent)


def _year(sent: Any) -> int:
    """A year, written as a number or as four figures."""
    if isinstance(sent, str) and sent.isascii() and sent.isdigit() and len(sent) == 4:
        sent = int(sent)
    if isinstance(sent, bool) or not isinstance(sent, int) or sent not in _YEARS:
        _broken()
    return int(sent)


def _text(row: Mapping[str, Any], name: str) -> str:
    """A text that may be missing."""
    sent = row.get(name)
    return "" if sent is None else _typed(sent, str).strip()


def _yes_or_no(sent: Any) -> bool:
    """True, false, 1 or 0; what is not said is no."""
    if sent not in (None, True, False):
        _broken()
    return bool(sent)


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(name)


def _broken() -> NoReturn:
    raise KoladaBroken(
        _("Kolada’s answer can’t be understood. Nothing of it is used. Try again in a while.")
    )


def _numbers(ids: Iterable[str]) -> list[str]:
    """The numbers of indicators, each once, as they may stand in an address."""
    numbers = list(dict.fromkeys(number.strip().upper() for number in ids))
    for number in numbers:
        if not _INDICATOR.fullmatch(number):
            raise KoladaRefused(
                _("“%(number)s” is not an indicator’s number in Kolada. One looks like N00953.")
                % {"number": number[:40]}
            )
    return numbers


def _parts(whole: Sequence[_Kind]) -> list[Sequence[_Kind]]:
    return [whole[at : at + MOST_PER_LIST] for at in range(0, len(whole), MOST_PER_LIST)]


def _kolada_code(code: str) -> str:
    """Our code of an organisation as Kolada writes it."""
    if _REGION.fullmatch(code):
        return f"00{code}"
    if not _ORGANISATION.fullmatch(code):
        raise KoladaRefused(
            _("“%(code)s” is not the code of a municipality or a region.") % {"code": code[:40]}
        )
    return code


def _our_code(code: str) -> str:
    found = _KOLADA_REGION.fullmatch(code)
    return found[1] if found else code
