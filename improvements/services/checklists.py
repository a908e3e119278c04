"""The editions of the checklist: loaded from their file, and which one a round uses."""

from typing import Any

from django.db import transaction

from cohorts.models import Cohort
from cohorts.services.loading import LoadReport, sync
from improvements.enums import ChecklistLevel
from improvements.models import ChecklistEdition, ChecklistMoment

Table = dict[str, Any]


def edition_of(cohort: Cohort) -> ChecklistEdition | None:
    """The edition that a round uses today; None as long as no edition is loaded.

    A round for which nobody has chosen uses the newest one that SKR has confirmed.
    """
    chosen = ChecklistEdition.objects.filter(rounds__cohort=cohort).first()
    return chosen or default_edition()


def default_edition() -> ChecklistEdition | None:
    return ChecklistEdition.objects.order_by("-is_confirmed", "-year", "key").first()


@transaction.atomic
def load_checklists(*, table: Table, reset: bool = False) -> LoadReport:
    """Create the file's editions; with `reset` bring its wording back to those that stand.

    An edition that has been answered is never changed, not even by `reset`: the report says so,
    and where it differs from the file.
    """
    report = LoadReport()
    for row in table["editions"]:
        edition = ChecklistEdition.objects.filter(key=row["key"]).first()
        if edition is None:
            _load(row, report)
        elif edition.assessments.exists():
            _compare(row, report, "has answers and is never changed")
        elif reset:
            _load(row, report)
        else:
            _compare(row, report, "kept as SKR has it")
    return report


def _compare(row: Table, report: LoadReport, why: str) -> None:
    """Tried and undone: only what would have been different is kept."""
    trial = LoadReport()
    with transaction.atomic():
        _load(row, trial)
        transaction.set_rollback(True)
    report.unchanged += trial.unchanged
    report.remarks += [f"{row['key']}, {why}: {line}" for line in trial.changed + trial.created]


def _load(row: Table, report: LoadReport) -> None:
    own = {name: value for name, value in row.items() if name not in ("key", "moments")}
    edition = sync(report, ChecklistEdition, key={"key": row["key"]}, values=own)
    written = [_load_moment(edition, moment, level, report) for moment, level in _rows(row)]
    beyond = edition.moments.exclude(pk__in=written)
    report.changed += [f"{edition} {extra}: not in the file, removed" for extra in beyond]
    beyond.delete()


def _rows(row: Table) -> list[tuple[Table, str]]:
    """Each moment with each level for which it has a hint."""
    return [
        (moment, level)
        for level in ChecklistLevel.values
        for moment in row["moments"]
        if f"{level}_sv" in moment
    ]


def _load_moment(edition: ChecklistEdition, row: Table, level: str, report: LoadReport) -> int:
    values = {
        "title_sv": row["title_sv"],
        "title_en": row["title_en"],
        "hint_sv": row[f"{level}_sv"],
        "hint_en": row[f"{level}_en"],
    }
    key = {"edition": edition, "level": level, "number": row["number"]}
    moment = sync(report, ChecklistMoment, key=key, values=values)
    return int(moment.pk)
