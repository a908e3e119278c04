"""Everything about one participation as a ZIP, for the municipality's or region's own register.

What its home may see and nothing else: neither SKR's notes, points and unpublished decisions,
nor what partners keep for themselves, nor what single people answered. What cannot be read is
left out, and the list of contents says so.
"""

import json
import logging
import tempfile
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM, civil_date
from modellkonceptet.pdf import ARCHIVAL, render_pdf
from reporting.case_file import bundle as packing
from reporting.case_file.application import APPLICATION, DECISIONS
from reporting.case_file.bundle import Bundle
from reporting.case_file.case import Case, Chapter
from reporting.case_file.compared import COMPARISONS, PAPERS
from reporting.case_file.description import describe
from reporting.case_file.home import HOME
from reporting.case_file.measuring import ASSESSMENTS, INDICATORS, STARTING_POINT
from reporting.case_file.meetings import MEETINGS
from reporting.case_file.reading import ReadChapter, chapter
from reporting.case_file.records import FORMAT, Json
from reporting.case_file.reports import REPORTS
from reporting.case_file.works import WORKS
from reporting.models import FileOrder
from reporting.services.file_orders import LostClaimError, NewFile, Progress

logger = logging.getLogger(__name__)

CHAPTERS: tuple[Chapter, ...] = (
    HOME,
    APPLICATION,
    DECISIONS,
    MEETINGS,
    STARTING_POINT,
    ASSESSMENTS,
    WORKS,
    INDICATORS,
    PAPERS,
    COMPARISONS,
    REPORTS,
)
DOCUMENT, CONTENTS, MANIFEST = "arende.pdf", "innehall.html", "SHA256SUMS.txt"
# Beside the chapters: the document, and the list of contents.
STEPS = len(CHAPTERS) + 2
IN_MEMORY = 8 * 1024 * 1024


def make(order: FileOrder, progress: Progress) -> Iterator[NewFile]:
    """One ZIP of the participation that the order is about."""
    home = order.participation
    if home is None:  # the database forbids it
        raise ValueError("A case file is about a participation.")
    # A large case lies on the disk; it is read, and gone, after this function is done with it.
    target = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    bundle = Bundle(target, as_of=order.ordered_at)
    case = Case(home, bundle)
    read = _put_in_chapters(case, order, progress)
    progress.step(str(_("The case as a document")), done=len(CHAPTERS), total=STEPS)
    _put_in_document(case, order, read)
    progress.step(str(_("List of contents")), done=len(CHAPTERS) + 1, total=STEPS)
    _put_in_contents(case, order)
    bundle.close()
    for omission in bundle.omissions:
        progress.leave_out(str(omission))
    target.seek(0)
    day = civil_date(order.ordered_at).isoformat()
    yield NewFile(
        title=_("Case file, %(whose)s, %(day)s") % {"whose": home, "day": day},
        name=f"arende-{slugify(str(home))[:60]}-{day}.zip",
        content_type="application/zip",
        content=target,
    )


def _put_in_chapters(case: Case, order: FileOrder, progress: Progress) -> list[ReadChapter]:
    """Data, files and words of each subject; one that fails is told, and the next one comes."""
    read = []
    for done, subject in enumerate(CHAPTERS):
        title = str(subject.title)
        progress.step(title, done=done, total=STEPS)
        try:
            listings = subject.read(case)
            data: dict[str, Json] = {
                "format": FORMAT,
                "subject": subject.name,
                "as_of": order.ordered_at.astimezone(STOCKHOLM).isoformat(timespec="seconds"),
            }
            for listing in listings:
                data[listing.name] = [record.as_data() for record in listing.records]
            shown = chapter(title, listings)
            _put_in_json(case.bundle, subject.name, title, data)
        except LostClaimError:
            raise
        except Exception:
            logger.exception("Chapter %s of order %d", subject.name, order.pk)
            case.bundle.leave_out(title, _("this part could not be read"))
            continue
        read.append(shown)
    return read


def _put_in_json(bundle: Bundle, name: str, title: str, data: dict[str, Json]) -> None:
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    path = f"{packing.DATA}/{name}.json"
    bundle.add(path, content, what=_("Data: %(title)s") % {"title": title})


def _put_in_document(case: Case, order: FileOrder, read: list[ReadChapter]) -> None:
    title = _("Case file: %(whose)s, %(round)s") % {
        "whose": case.participation,
        "round": case.participation.cohort.name,
    }
    references = [one.reference for one in case.applications]
    try:
        content = render_pdf(
            template="pdf/case_file.html",
            context=_words(case, order)
            | {"chapters": read, "references": references, "entries": case.bundle.entries},
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
            title=title,
            created=order.ordered_at,
            identifier=f"case-{order.pk}-{settings.SITE_URL}",
            variant=ARCHIVAL,
        )
    except Exception:
        logger.exception("Document of order %d", order.pk)
        case.bundle.leave_out(title, _("the document could not be made"))
        return
    case.bundle.add(DOCUMENT, content, what=title, reference=", ".join(references))


def _put_in_contents(case: Case, order: FileOrder) -> None:
    """Last, as it lists the others; the manifest holds all but itself."""
    bundle = case.bundle
    described = describe(
        CHAPTERS,
        whose=f"{case.participation}, {case.participation.cohort.name}",
        as_of=civil_date(order.ordered_at).isoformat(),
    )
    bundle.add(f"{packing.DATA}/LASMIG.txt", described, what=_("What the files of data hold"))
    listed = sorted(bundle.entries, key=lambda one: one.path)
    data = packing.as_data(listed, bundle.omissions)
    context = _words(case, order) | {"entries": listed, "omissions": bundle.omissions}
    html = render_to_string("pdf/case_contents.html", context)
    bundle.add(CONTENTS, html.encode(), what=_("List of contents"))
    content = json.dumps({"format": FORMAT, **data}, ensure_ascii=False, indent=1).encode()
    bundle.add(f"{packing.DATA}/innehall.json", content, what=_("List of contents"))
    bundle.add(MANIFEST, packing.manifest(bundle.entries))


def _words(case: Case, order: FileOrder) -> dict[str, Any]:
    return {
        "participation": case.participation,
        "cohort": case.participation.cohort,
        "organiser": settings.ORGANISER_NAME,
        "as_of": order.ordered_at,
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "document": DOCUMENT,
        "manifest": MANIFEST,
    }
