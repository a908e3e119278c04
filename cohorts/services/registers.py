"""Loading the registers that the product carries: organisations and CEMR signatures."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.enums import OrganisationKind
from cohorts.models import CemrSignature, Organisation
from cohorts.models.organisation import validate_organisation_number
from cohorts.services.loading import LoadReport, sync

Row = Mapping[str, str]


@transaction.atomic
def load_organisations(*, rows: Iterable[Row], report: LoadReport | None = None) -> LoadReport:
    """Create and update organisations; a blank in `rows` never removes what is known."""
    report = report or LoadReport()
    seen = set()
    for row in rows:
        key = {"kind": row["kind"]} | (
            {"code": row["code"]} if row["code"] else {"name": row["name"]}
        )
        values = {
            name: value for name, value in _facts(row, report).items() if value not in ("", None)
        }
        organisation = sync(report, Organisation, key=key, values=values)
        seen.add(organisation.pk)
    registered = Organisation.objects.exclude(kind=OrganisationKind.ASSOCIATION)
    for missing in registered.exclude(pk__in=seen):
        report.remarks.append(f"{missing} ({missing.code}) is not in the file; kept as it is")
    return report


@transaction.atomic
def load_cemr_signatures(*, rows: Iterable[Row], report: LoadReport | None = None) -> LoadReport:
    """Record reported signatures. Rows that are missing say nothing and remove nothing."""
    report = report or LoadReport()
    by_code = {found.code: found for found in Organisation.objects.exclude(code=None)}
    for row in rows:
        organisation = by_code.get(row["organisation_code"])
        if organisation is None:
            report.remarks.append(f"no organisation has the code {row['organisation_code']}")
            continue
        sync(
            report,
            CemrSignature,
            key={"organisation": organisation},
            values={
                "signed_year": _whole(row["signed_year"]),
                "signed_no_later_than": _day(row["signed_no_later_than"]),
                "note": row["note"],
                "source": row["source"],
            },
        )
    return report


def _facts(row: Row, report: LoadReport) -> dict[str, Any]:
    return {
        "name": row["name"],
        "official_name": row["official_name"],
        "county_code": row["county_code"],
        "county_name": row["county_name"],
        "organisation_number": _organisation_number(row, report),
        "population": _whole(row["population"]),
        "population_year": _whole(row["population_year"]),
        "skr_group": row["skr_group"],
        "skr_group_year": _whole(row["skr_group_year"]),
        "latitude": _decimal(row["latitude"]),
        "longitude": _decimal(row["longitude"]),
    }


def _organisation_number(row: Row, report: LoadReport) -> str:
    """The number where it is a valid one, else blank with a remark."""
    number = row["organisation_number"]
    if not number:
        return ""
    try:
        validate_organisation_number(number)
    except ValidationError:
        report.remarks.append(f"{row['official_name']}: {number} is not an organisation number")
        return ""
    return number


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
