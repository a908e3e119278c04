"""Quotes for use: words that stand in an approved report, marked by SKR and taken back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.services import record_event
from reporting.enums import APPROVED
from reporting.models import ReportQuote, ResultReport
from reporting.report_content import Document, Part, words_of
from reporting.services.report_publishing import latest_document

MOST_QUOTE = 1000
MOST_SPEAKER = 150


@transaction.atomic
def mark_quote(*, report: ResultReport, text: str, speaker: str, actor: Any) -> ReportQuote:
    """Mark words for use, in the section where they stand first.

    Raises ValidationError when they do not stand in what was approved, word for word; white space
    does not count. The same words are marked once.
    """
    _refuse_others(report, actor)
    locked = ResultReport.objects.select_for_update().get(pk=report.pk)
    if locked.status not in APPROVED:
        raise ValidationError(_("Only words of an approved report are quoted."), code="closed")
    words = _flat(clean_text(text, multiline=True))
    said_by = clean_text(speaker, multiline=False)
    if not words:
        raise ValidationError({"words": _("Write the words that are quoted.")})
    if len(words) > MOST_QUOTE:
        raise ValidationError(
            {"words": _("A quote is at most %(n)d characters.") % {"n": MOST_QUOTE}}
        )
    if len(said_by) > MOST_SPEAKER:
        raise ValidationError({"speaker": _("At most %(n)d characters.") % {"n": MOST_SPEAKER}})
    document = latest_document(locked)
    part = _where(document, words) if document else None
    if part is None:
        raise ValidationError(
            {"words": _("These words do not stand in the approved report. Copy them from it.")},
            code="not_there",
        )
    if ReportQuote.objects.filter(report=report, text=words).exists():
        raise ValidationError({"words": _("These words are marked already.")}, code="twice")
    quote = ReportQuote.objects.create(
        report=report, section=part.key, text=words, speaker=said_by, marked_by=actor
    )
    record_event(about=report, action="mark_quote", actor=actor, section=part.key)
    return quote


@transaction.atomic
def unmark_quote(*, quote: ReportQuote, actor: Any) -> None:
    """Take the mark away; the words stand in the report as before."""
    _refuse_others(quote.report, actor)
    record_event(about=quote.report, action="unmark_quote", actor=actor, section=quote.section)
    quote.delete()


def _refuse_others(report: ResultReport, actor: Any) -> None:
    if not actor.has_perm("reporting.judge_report", report):
        raise PermissionDenied


def _where(document: Document, words: str) -> Part | None:
    return next((part for part in document.parts if words in _text_of(part)), None)


def _text_of(part: Part) -> str:
    """What was written first, then the facts of the section; each piece by itself."""
    alone = Document("", (), (part,))
    return "\n".join([_flat(part.text), *map(_flat, words_of(alone))])


def _flat(text: str) -> str:
    return " ".join(text.split())
