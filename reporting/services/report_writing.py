"""A result report as it is written at home: begun, typed by several, frozen part by part."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.merging import merge
from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.models import Improvement
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.models import DrawnChart
from modellkonceptet.records.services import record_event
from reporting.enums import WRITABLE
from reporting.models import (
    ReportChart,
    ReportOccasion,
    ReportSection,
    ReportText,
    ReportTextRevision,
    ResultReport,
)
from reporting.report_content import Node, chart_keys, nodes_as_data
from reporting.services.report_facts import facts_for

# A save that overtook the one before it is the same hand.
HASTE = timedelta(seconds=20)
_ANSWER = "text"


@dataclass(frozen=True)
class Saved:
    """What stands after a save. With `theirs` nothing was saved: both texts wait for a choice."""

    version: int
    text: str
    theirs: str | None = None
    by: Any = None


def occasions_of(participation: Participation) -> Any:
    """The occasions of the round that are for participants of this kind."""
    kind = participation.organisation.participant_kind
    return (
        ReportOccasion.objects.filter(
            cohort=participation.cohort_id, form__programme__participant_kind=kind
        )
        .select_related("form", "cohort")
        .order_by("due_on", "pk")
    )


@transaction.atomic
def begin_report(
    *, participation: Participation, occasion: ReportOccasion, actor: Any
) -> ResultReport:
    """The report with an empty text for each section; begun twice it is the same report."""
    if not actor.has_perm("reporting.write_report", participation):
        raise PermissionDenied
    home = Participation.objects.select_for_update().get(pk=participation.pk)
    if home.status == ParticipationStatus.WITHDRAWN:
        raise ValidationError(_("Your organisation has left the round."), code="withdrawn")
    if not occasions_of(participation).filter(pk=occasion.pk).exists():
        raise ValidationError(_("This report is not asked of you."), code="other_round")
    report, is_new = ResultReport.objects.get_or_create(
        participation=home, occasion=occasion, defaults={"begun_by": actor}
    )
    if is_new:
        record_event(about=report, action="begin", actor=actor)
    return report


def save_text(
    *, report: ResultReport, section: ReportSection, text: str, base_version: int, actor: Any
) -> Saved:
    """Save what a page says of a section that it showed in `base_version`.

    What somebody else has saved meanwhile is not overwritten: then the typed text is kept among
    the earlier texts, and the answer holds both. Raises ValidationError when it is too long, or
    when the report is not being written: what a colleague typed while it was sent in is kept too.
    """
    text = clean_text(text, multiline=True)
    try:
        return _save_text(report, section, text, base_version, actor)
    except ValidationError as error:
        if error.code == "closed" and text:
            _keep_late(report, section, text[: section.most], actor)
        raise


@transaction.atomic
def _save_text(
    report: ResultReport, section: ReportSection, text: str, base_version: int, actor: Any
) -> Saved:
    row = _locked_text(report, section, actor)
    if len(text) > section.most:
        raise ValidationError(
            _("Shorten the text to at most %(most)d characters. It is %(now)d now.")
            % {"most": section.most, "now": len(text)},
            code="too_long",
        )
    merged = merge(
        base=_as_answer(_text_at(row, base_version)),
        mine=_as_answer(text),
        theirs=_as_answer(row.text),
        own=[_ANSWER] if _is_own_haste(row, actor) else [],
    )
    if merged.conflicts:
        _keep(row, text, actor, is_saved=False)
        return Saved(row.version, text, theirs=row.text, by=row.edited_by)
    result = "".join(merged.data.get(_ANSWER, []))
    if result != row.text:
        row.text, row.edited_by, row.edited_at = result, actor, timezone.now()
        row.version += 1
        row.save(update_fields=["text", "edited_by", "edited_at", "version"])
        _keep(row, result, actor)
    return Saved(row.version, row.text)


@transaction.atomic
def freeze_facts(*, report: ResultReport, section: ReportSection, actor: Any) -> ReportText:
    """Keep the facts as they are today; done again, the picture is renewed."""
    row = _locked_text(report, section, actor)
    nodes = facts_for(report, section.prefill)
    keep_charts(report, nodes)
    row.prefilled = nodes_as_data(nodes)
    row.frozen_at, row.frozen_by = timezone.now(), actor
    row.save(update_fields=["prefilled", "frozen_at", "frozen_by"])
    return row


@transaction.atomic
def follow_facts(*, report: ResultReport, section: ReportSection, actor: Any) -> ReportText:
    """Let the facts follow the logged work again."""
    row = _locked_text(report, section, actor)
    row.prefilled = row.frozen_at = row.frozen_by = None
    row.save(update_fields=["prefilled", "frozen_at", "frozen_by"])
    return row


@transaction.atomic
def allow_publishing(
    *, report: ResultReport, section: ReportSection, is_public: bool, actor: Any
) -> ReportText:
    """Note that a section may be published; that happens only when somebody publishes."""
    row = _locked_text(report, section, actor)
    row.is_public = is_public
    row.save(update_fields=["is_public"])
    return row


@transaction.atomic
def let_works_in(*, report: ResultReport, works: list[int], actor: Any) -> None:
    """Choose which of the organisation's private works the report speaks of; all others stay out.

    What is frozen already keeps what it had.
    """
    _locked(report, actor)
    private = Improvement.objects.filter(
        participation=report.participation_id, is_private=True, pk__in=works
    )
    before = set(report.shown_works.values_list("pk", flat=True))
    report.shown_works.set(private)
    after = set(private.values_list("pk", flat=True))
    if before != after:
        record_event(about=report, action="let_in", actor=actor, works=sorted(after))


def keep_charts(report: ResultReport, nodes: tuple[Node, ...]) -> None:
    """Copy the drawings that these nodes need: what is drawn for pages is forgotten some day."""
    keys = chart_keys(nodes)
    known = ReportChart.objects.filter(report=report, key__in=keys)
    missing = keys - set(known.values_list("key", flat=True))
    drawn = DrawnChart.objects.by_key(missing)
    ReportChart.objects.bulk_create(
        [ReportChart(report=report, key=key, svg=svg) for key, svg in drawn.items()],
        ignore_conflicts=True,
    )


def lock_for_writing(report: ResultReport, actor: Any) -> ResultReport:
    """The report, locked; refused when it is not being written or not by this person."""
    return _locked(report, actor)


def _locked(report: ResultReport, actor: Any) -> ResultReport:
    if not actor.has_perm("reporting.write_report", report):
        raise PermissionDenied
    locked = ResultReport.objects.select_for_update().get(pk=report.pk)
    if locked.status not in WRITABLE:
        raise ValidationError(
            _(
                "The report is sent in, so this is not changed any more. What you had saved"
                " before it was sent is in it."
            ),
            code="closed",
        )
    return locked


def _locked_text(report: ResultReport, section: ReportSection, actor: Any) -> ReportText:
    """The report is locked first, so that nobody sends it amid a save."""
    _locked(report, actor)
    if section.form_id != report.occasion.form_id:
        raise ValueError("the section is of another form")
    return ReportText.objects.get_or_create(report=report, section=section)[0]


def _as_answer(text: str) -> dict[str, list[str]]:
    return {_ANSWER: [text]} if text else {}


def _text_at(row: ReportText, version: int) -> str:
    """What a page of that version showed; an unknown one showed nothing to build on."""
    if version == row.version:
        return row.text
    found = ReportTextRevision.objects.filter(
        report=row.report_id, section=row.section_id, version=version, is_saved=True
    ).first()
    return found.text if found else ""


def _is_own_haste(row: ReportText, actor: Any) -> bool:
    return bool(
        row.edited_by_id == actor.pk and row.edited_at and timezone.now() - row.edited_at < HASTE
    )


def _keep_late(report: ResultReport, section: ReportSection, text: str, actor: Any) -> None:
    row = ReportText.objects.filter(report=report, section=section).first()
    if row is None:
        row = ReportText(report=report, section=section)
    if row.text != text:
        _keep(row, text, actor, is_saved=False)


def _keep(row: ReportText, text: str, actor: Any, *, is_saved: bool = True) -> None:
    ReportTextRevision.objects.create(
        report_id=row.report_id,
        section_id=row.section_id,
        version=row.version,
        text=text,
        is_saved=is_saved,
        edited_by=actor,
    )
