"""A round that reports: the group of `group_world`, a final form of four sections, a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from reporting.enums import Prefill, ReportKind
from reporting.models import ReportForm, ReportOccasion, ReportSection, ResultReport
from reporting.services.report_writing import begin_report, save_text
from tests.group_world import GroupWorld, make_group_world

SECTIONS = (
    ("steering", "Styrning", Prefill.WORKS, 1, True),
    ("indicators", "Indikatorer", Prefill.INDICATORS, 3, True),
    ("team", "Vilka ni är", Prefill.TEAM, None, False),
    ("plan", "Planen framåt", "", None, True),
)


@dataclass
class ReportWorld:
    group: GroupWorld
    form: ReportForm
    occasion: ReportOccasion

    @property
    def lund(self) -> Any:
        return self.group.lund

    @property
    def strategist(self) -> Any:
        return self.group.person("lund", "strategist")

    @property
    def key_person(self) -> Any:
        return self.group.person("lund", "key_person")

    @property
    def politician(self) -> Any:
        return self.group.person("lund", "politician")

    def section(self, key: str) -> ReportSection:
        return self.form.sections.get(key=key)

    def begun(self) -> ResultReport:
        return begin_report(participation=self.lund, occasion=self.occasion, actor=self.strategist)

    def write(self, report: ResultReport, key: str, text: str, actor: Any = None) -> Any:
        """On top of what stands, whoever wrote it."""
        row = report.texts.filter(section__key=key).first()
        return save_text(
            report=report,
            section=self.section(key),
            text=text,
            base_version=row.version if row else 0,
            actor=actor or self.strategist,
        )

    def written(self) -> ResultReport:
        """Ready to be sent in."""
        report = self.begun()
        for key in ("steering", "indicators", "plan"):
            self.write(report, key, f"Om {key}")
        return report


def make_report_world(*, due_on: date, kick_off: date = date(2027, 1, 20)) -> ReportWorld:
    group = make_group_world(kick_off=kick_off)
    programme = group.cohort.terms.get().programme
    form = ReportForm.objects.create(
        programme=programme, kind=ReportKind.FINAL, name_sv="Slutrapport", name_en="Final report"
    )
    for position, (key, title, prefill, result, is_required) in enumerate(SECTIONS):
        ReportSection.objects.create(
            form=form,
            position=position,
            key=key,
            title_sv=title,
            prefill=prefill,
            result=result,
            is_required=is_required,
        )
    occasion = ReportOccasion.objects.create(cohort=group.cohort, form=form, due_on=due_on)
    return ReportWorld(group, form, occasion)
