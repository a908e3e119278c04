"""Loading what everybody begins with: questions about the starting point, and the start pack."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cohorts.models import Programme
from cohorts.services.loading import LoadReport, sync
from improvements.models import FactQuestion, OfficialIndicator
from improvements.services.starting_facts import FACTS
from improvements.start_pack import StartIndicator

Table = dict[str, Any]


@transaction.atomic
def load_starting_point(
    *, table: Table, pack: Iterable[StartIndicator], reset: bool = False
) -> LoadReport:
    """Give each programme its questions, and the pack its indicators.

    What stands already belongs to SKR: without `reset` it is left alone, and the report says
    where it differs from the file. A question that is gone from the file stays, because somebody
    may have answered it. A programme that is not in the database is passed over.
    """
    report = LoadReport()
    for slug in table["programmes"]:
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            report.remarks.append(f"{slug}: no such programme, run load_programmes first")
        elif reset or not FactQuestion.objects.filter(programme=programme).exists():
            _load_questions(programme, table, report)
        else:
            _compare(programme, table, report)
    _load_pack(pack, report, reset=reset)
    return report


def _compare(programme: Programme, table: Table, report: LoadReport) -> None:
    """Tried and undone: only what would have been different is kept."""
    trial = LoadReport()
    with transaction.atomic():
        _load_questions(programme, table, trial)
        transaction.set_rollback(True)
    slug = programme.slug
    report.unchanged += trial.unchanged
    report.remarks += [f"{slug}, kept as SKR has it: {line}" for line in trial.changed]
    report.remarks += [f"{slug}, not brought back: {line}" for line in trial.created]


def _load_questions(programme: Programme, table: Table, report: LoadReport) -> None:
    position = 0
    for section in table["sections"]:
        for row in section["questions"]:
            if programme.slug not in row.get("only", [programme.slug]):
                continue
            position += 1
            prefill = row.get("prefill", "")
            if prefill and prefill not in FACTS:
                raise ValueError(f"{row['key']}: no fact is called {prefill}")
            values = {
                "position": position,
                "section_sv": section["sv"],
                "section_en": section["en"],
                "text_sv": row["sv"],
                "text_en": row["en"],
                "hint_sv": row.get("hint_sv", ""),
                "hint_en": row.get("hint_en", ""),
                "prefill": prefill,
            }
            key = {"programme": programme, "key": row["key"]}
            sync(report, FactQuestion, key=key, values=values)


def _load_pack(pack: Iterable[StartIndicator], report: LoadReport, *, reset: bool) -> None:
    """New indicators are added; once the pack is there, what stands is changed by `reset` alone."""
    loaded = OfficialIndicator.objects.filter(in_start_pack=True).exists()
    for one in pack:
        values = {
            "title": one.title,
            "area": one.area,
            "goal": one.goal.value if one.goal else None,
            "is_by_sex": one.is_by_sex,
            "in_start_pack": True,
        }
        standing = OfficialIndicator.objects.filter(kolada_id=one.id).first()
        if standing is None or reset or not loaded:
            sync(report, OfficialIndicator, key={"kolada_id": one.id}, values=values)
        else:
            report.unchanged += 1
