"""The log of checked decision papers, in words and as rows of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.models import PaperCheck
from improvements.paper_steps import STEPS, YES, Step, to_complete
from modellkonceptet.civil_dates import civil_date


@dataclass(frozen=True)
class Line:
    check: PaperCheck
    missing: tuple[Step, ...]

    @property
    def shape(self) -> str:
        return "warn" if self.missing else "done"

    @property
    def word(self) -> str:
        if not self.missing:
            return _("Yes to all five")
        return ngettext(
            "Back for completion: %(n)d answer is no",
            "Back for completion: %(n)d answers are no",
            len(self.missing),
        ) % {"n": len(self.missing)}


@dataclass(frozen=True)
class PapersPage:
    lines: tuple[Line, ...]

    @property
    def finding(self) -> str:
        passed = sum(not line.missing for line in self.lines)
        return capfirst(
            ngettext(
                "%(passed)s of %(n)s checked paper had everything from the start",
                "%(passed)s of %(n)s checked papers had everything from the start",
                len(self.lines),
            )
            % {"passed": apnumber(passed), "n": apnumber(len(self.lines))}
        )

    @property
    def most_missed(self) -> Step | None:
        """The step most often answered by no."""
        count = {step.key: sum(step in line.missing for line in self.lines) for step in STEPS}
        first = max(STEPS, key=lambda step: count[step.key])
        return first if count[first.key] else None


def read_papers(checks: Iterable[PaperCheck]) -> PapersPage:
    return PapersPage(tuple(Line(each, tuple(to_complete(each.answers))) for each in checks))


def export_rows(page: PapersPage) -> Iterator[list[Any]]:
    yield [
        _("Decision paper"),
        _("Reference number"),
        _("Committee or council"),
        _("Day of decision"),
        _("Checked"),
        *(str(step.question) for step in STEPS),
        _("What has to be completed"),
    ]
    for line in page.lines:
        check = line.check
        yield [
            check.title,
            check.reference,
            check.committee,
            check.decided_on,
            civil_date(check.checked_at),
            *(_("Yes") if check.answers.get(step.key) == YES else _("No") for step in STEPS),
            check.note,
        ]
