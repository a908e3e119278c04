"""A round's report: a PDF of chapters, with its data and pictures as files beside it.

Whatever fails costs only itself. A chapter that cannot be made, or that the PDF library cannot
set, is replaced by a sentence; each is tried alone only when the whole has failed.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from modellkonceptet.civil_dates import in_words
from modellkonceptet.pdf import PdfUnavailableError, render_pdf
from reporting.models import FileOrder
from reporting.report_content import Document, Part, Text
from reporting.report_document import ShownDocument, ShownPart, show_nodes
from reporting.round_report_chapters import CHAPTERS, Chapter
from reporting.round_report_charts import LANGUAGE, Sources
from reporting.round_report_data import data_files
from reporting.round_report_facts import read_facts
from reporting.round_report_values import RoundFacts
from reporting.services.file_orders import NewFile, Progress

logger = logging.getLogger(__name__)
# Reading, and after the chapters the PDF and the files with data.
STEPS = len(CHAPTERS) + 3


def make(order: FileOrder, progress: Progress) -> Iterable[NewFile]:
    """The PDF first, then the data; what could not be made is left out and told."""
    progress.step(_("What is known of the round is read"), done=0, total=STEPS)
    facts = read_facts(order.cohort)
    sources = Sources(order.cohort, facts)
    parts = []
    for number, chapter in enumerate(CHAPTERS, start=1):
        words = {"n": number, "all": len(CHAPTERS), "title": chapter.title}
        step = _("Chapter %(n)d of %(all)d: %(title)s") % words
        progress.step(step, done=number, total=STEPS)
        parts.append(_part(chapter, sources, progress))
    progress.step(_("The PDF is put together"), done=STEPS - 2, total=STEPS)
    failures: list[Exception] = []
    files = list(_pdf(order, facts, parts, sources.drawings, progress, failures))
    progress.step(_("Tables and pictures are put together"), done=STEPS - 1, total=STEPS)
    try:
        with override(LANGUAGE):
            files += data_files(order.cohort, facts)
    except Exception as error:  # the PDF stands without them
        logger.exception("Order %s: the data could not be put together", order.pk)
        progress.leave_out(_("The files with data and pictures could not be made."))
        failures.append(error)
    if not files and failures:
        raise failures[0]
    return files


def _part(chapter: Chapter, sources: Sources, progress: Progress) -> Part:
    """The chapter, or the sentence that stands for it."""
    if not chapter.needs & sources.facts.failed:
        try:
            with override(LANGUAGE):
                return Part(chapter.key, str(chapter.title), "", tuple(chapter.make(sources)))
        except Exception:  # the other chapters do not suffer for it
            logger.exception("Round %s: chapter %s failed", sources.cohort.pk, chapter.key)
    return _replaced(chapter, progress)


def _replaced(chapter: Chapter, progress: Progress) -> Part:
    progress.leave_out(_("The chapter “%(title)s” could not be made.") % {"title": chapter.title})
    with override(LANGUAGE):
        words = _("The chapter could not be made.")
        return Part(chapter.key, str(chapter.title), "", (Text(words),))


def _pdf(
    order: FileOrder,
    facts: RoundFacts,
    parts: list[Part],
    drawings: Mapping[str, str],
    progress: Progress,
    failures: list[Exception],
) -> Iterator[NewFile]:
    document = document_of(facts, parts)
    try:
        content = _set_somehow(order, document, drawings, progress)
    except PdfUnavailableError as error:
        progress.leave_out(str(error))
        failures.append(error)
        return
    except Exception as error:  # the data stand without it
        logger.exception("Order %s: the PDF could not be set", order.pk)
        progress.leave_out(_("The PDF could not be made."))
        failures.append(error)
        return
    name = f"rapport-{facts.slug}.pdf"
    yield NewFile(document.title, name, "application/pdf", content)


def _set_somehow(
    order: FileOrder, document: Document, drawings: Mapping[str, str], progress: Progress
) -> bytes:
    """In one go as a rule; where that fails, without the chapters that fail alone as well."""
    try:
        return render(order, document, drawings)
    except PdfUnavailableError:
        raise
    except Exception:
        logger.exception("Order %s: the PDF failed, its chapters are tried one by one", order.pk)
    chapters = {one.key: one for one in CHAPTERS}
    kept = []
    for part in document.parts:
        try:
            render(order, replace(document, parts=(part,)), drawings)
            kept.append(part)
        except Exception:
            logger.exception("Order %s: chapter %s cannot be set", order.pk, part.key)
            kept.append(_replaced(chapters[part.key], progress))
    return render(order, replace(document, parts=tuple(kept)), drawings)


def document_of(facts: RoundFacts, parts: Iterable[Part]) -> Document:
    with override(LANGUAGE):
        said = [
            (_("Round"), facts.name),
            (_("Participants"), str(len(facts.participants.rows))),
            (_("Approved reports"), str(len(facts.reports.rows))),
            (_("Figures as of"), in_words(facts.as_of, weekday=False, year=True)),
        ]
        title = _("Report on the round %(round)s") % {"round": facts.name}
    return Document(title, tuple(said), tuple(parts))


def render(order: FileOrder, document: Document, drawings: Mapping[str, str]) -> bytes:
    """Of one order always the same bytes."""
    shown = ShownDocument(
        document,
        tuple(ShownPart(part, show_nodes(part.nodes, drawings)) for part in document.parts),
    )
    context: dict[str, Any] = {"shown": shown, "organiser": settings.ORGANISER_NAME}
    return render_pdf(
        template="pdf/round_report.html",
        context=context,
        language=LANGUAGE,
        title=document.title,
        created=order.ordered_at,
        identifier=f"round-report-{order.pk}-{settings.SITE_URL}",
    )
