"""Loading the forms of result reports."""

from typing import Any

from django.db import transaction

from cohorts.models import Programme
from cohorts.services.loading import LoadReport, sync
from reporting.enums import Prefill, ReportKind
from reporting.models import ReportForm, ReportSection
from reporting.models.report_form import MOST_TEXT

Table = dict[str, Any]


@transaction.atomic
def load_report_forms(*, table: Table, reset: bool = False) -> LoadReport:
    """Give each programme its forms.

    A form that stands belongs to SKR: without `reset` it is left alone. A section that is gone
    from the file stays, because somebody may have written in it. A programme that is not in the
    database is passed over.
    """
    report = LoadReport()
    for slug in table["programmes"]:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            report.remarks.append(f"{slug}: no such programme, run load_programmes first")
            continue
        for kind in ReportKind.values:
            standing = ReportForm.objects.filter(programme=programme, kind=kind).first()
            if standing is None or reset:
                _load_form(programme, kind, table, report)
            else:
                report.unchanged += 1
    return report


def _load_form(programme: Programme, kind: str, table: Table, report: LoadReport) -> None:
    names = table["forms"][kind]
    values = {"name_sv": names["sv"], "name_en": names["en"]}
    form = sync(report, ReportForm, key={"programme": programme, "kind": kind}, values=values)
    position = 0
    for row in table["sections"]:
        if kind not in row["kinds"] or programme.slug not in row.get("only", [programme.slug]):
            continue
        position += 1
        values = _section(row, position)
        sync(report, ReportSection, key={"form": form, "key": row["key"]}, values=values)


def _section(row: Table, position: int) -> Table:
    prefill = row.get("prefill", "")
    if prefill and prefill not in Prefill.values:
        raise ValueError(f"{row['key']}: nothing is called {prefill}")
    return {
        "position": position,
        "title_sv": row["sv"],
        "title_en": row["en"],
        "hint_sv": row["hint_sv"],
        "hint_en": row["hint_en"],
        "result": row.get("result"),
        "prefill": prefill,
        "is_required": row.get("is_required", True),
        "most": row.get("most", MOST_TEXT),
    }
