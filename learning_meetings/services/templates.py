"""Loading the method's steps and the templates of meetings from their file."""

from datetime import time
from typing import Any

from django.db import models, transaction

from cohorts.models import Programme
from cohorts.services.loading import LoadReport, sync
from learning_meetings.models import (
    AgendaTemplate,
    ChecklistTemplate,
    MeetingTemplate,
    MethodStep,
)

Table = dict[str, Any]


@transaction.atomic
def load_meeting_templates(*, table: Table, reset: bool = False) -> LoadReport:
    """Give each programme its steps and meetings; with `reset` bring the file's wording back.

    A programme that has templates already belongs to SKR: without `reset` it is left alone, and
    the report says where it differs from the file. Meetings of rounds are copies and never
    change. A programme that is not in the database is passed over.
    """
    report = LoadReport()
    for slug in table["programmes"]:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            report.remarks.append(f"{slug}: no such programme, run load_programmes first")
        elif reset or not _has_templates(programme):
            _load(programme, table, report)
        else:
            _compare(programme, table, report)
    return report


def _has_templates(programme: Programme) -> bool:
    return bool(programme.meeting_templates.exists() or programme.method_steps.exists())


def _compare(programme: Programme, table: Table, report: LoadReport) -> None:
    """Tried and undone: only the report is kept."""
    trial = LoadReport()
    with transaction.atomic():
        _load(programme, table, trial)
        transaction.set_rollback(True)
    slug = programme.slug
    report.unchanged += trial.unchanged
    report.remarks += [f"{slug}, kept as SKR has it: {line}" for line in trial.changed]
    report.remarks += [f"{slug}, not brought back: {line}" for line in trial.created]


def _load(programme: Programme, table: Table, report: LoadReport) -> None:
    steps = {
        row["number"]: sync(
            report,
            MethodStep,
            key={"programme": programme, "number": row["number"]},
            values={name: value for name, value in row.items() if name != "number"},
        )
        for row in table["steps"]
    }
    for row in table["meetings"]:
        if programme.slug in row.get("only", [programme.slug]):
            _load_meeting(programme, row, steps, report)


def _load_meeting(
    programme: Programme, row: Table, steps: dict[int, MethodStep], report: LoadReport
) -> None:
    values = {
        "step": steps.get(row.get("step", 0)),
        "name_sv": row["name_sv"],
        "name_en": row["name_en"],
        "audience": row["audience"],
        "has_host": row.get("has_host", False),
        "starts_at": time.fromisoformat(row["starts_at"]),
        "minutes": row["minutes"],
        "invitation_days": row.get("invitation_days", 14),
        "presentation_days": row.get("presentation_days"),
        "gap_days": row.get("gap_days", 0),
    }
    key = {"programme": programme, "kind": row["kind"], "number": row["number"]}
    template = sync(report, MeetingTemplate, key=key, values=values)
    _load_rows(report, AgendaTemplate, template, row["agenda"], "title")
    _load_rows(report, ChecklistTemplate, template, row["checklist"], "text")


def _load_rows(
    report: LoadReport,
    model: type[models.Model],
    template: MeetingTemplate,
    rows: list[Table],
    words: str,
) -> None:
    """The rows in the file's order; what stands beyond them goes."""
    for position, row in enumerate(rows, start=1):
        values = {f"{words}_{language}": row[language] for language in ("sv", "en")}
        values |= {name: value for name, value in row.items() if name not in ("sv", "en")}
        sync(report, model, key={"template": template, "position": position}, values=values)
    beyond = model._default_manager.filter(template=template, position__gt=len(rows))
    for extra in beyond:
        report.changed.append(f"{model._meta.verbose_name} {extra}: not in the file, removed")
    beyond.delete()
