"""Loading the programmes' templates from their file."""

from decimal import Decimal
from typing import Any

from django.db import models, transaction

from cohorts.models import (
    Commitment,
    EligibilityCriterion,
    ExpectedResult,
    Programme,
    RequiredFunction,
    ScheduleStep,
    Terms,
)
from cohorts.services.loading import LoadReport, sync

Table = dict[str, Any]


@transaction.atomic
def load_programmes(*, tables: list[Table], reset: bool = False) -> LoadReport:
    """Create templates that are missing; with `reset` bring the file's wording back.

    A template that exists belongs to SKR: without `reset` it is left alone, and the report
    says where it differs from the file. Cohorts have copies of their own and never change.
    """
    report = LoadReport()
    for table in tables:
        slug = table["slug"]
        if reset or not Programme.objects.filter(slug=slug).exists():
            _load(table, report)
            continue
        trial = LoadReport()
        with transaction.atomic():
            _load(table, trial)
            transaction.set_rollback(True)
        report.unchanged += trial.unchanged
        report.remarks += [f"{slug}, kept as SKR has it: {line}" for line in trial.changed]
        report.remarks += [f"{slug}, not brought back: {line}" for line in trial.created]
    return report


def _load(table: Table, report: LoadReport) -> None:
    programme = sync(
        report,
        Programme,
        key={"slug": table["slug"]},
        values={"name": table["name"], "participant_kind": table["participant_kind"]},
    )
    terms = sync(
        report, Terms, key={"programme": programme, "cohort": None}, values=_values(table["terms"])
    )
    for name, model, key in (
        ("functions", RequiredFunction, "function"),
        ("criteria", EligibilityCriterion, "key"),
        ("commitments", Commitment, "key"),
        ("expected_results", ExpectedResult, "key"),
    ):
        _load_rows(report, model, {"terms": terms}, key, table[name])
    for row in table["schedule"]:
        values = _values(row)
        name = values.pop("name_sv")
        sync(report, ScheduleStep, key={"programme": programme, "name_sv": name}, values=values)


def _load_rows(
    report: LoadReport,
    model: type[models.Model],
    owner: dict[str, Any],
    key: str,
    rows: list[Table],
) -> None:
    for position, row in enumerate(rows, start=1):
        values = _values(row) | {"position": position}
        sync(report, model, key={**owner, key: values.pop(key)}, values=values)


def _values(row: Table) -> Table:
    """Texts without the line breaks around them, amounts as decimals."""
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in row.items()
    }
    for name in {"fee", "list_price"} & values.keys():
        values[name] = Decimal(values[name])
    return values
