"""Tagged PDF documents from Django templates; the only place that imports WeasyPrint.

The import costs over a second and needs Pango, so it happens inside the functions.
"""

import gc
import hashlib
import io
import logging
import mimetypes
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from celery.signals import worker_process_shutdown
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from django.utils._os import safe_join
from django.utils.translation import gettext as _

# Relative addresses in a template resolve against this name, which no server can ever have.
_ORIGIN = "https://document.invalid"
# To be kept for ever: PDF/A-3a, which here is PDF/UA-1 at the same time.
ARCHIVAL = "pdf/a-3a"
_of_thread = threading.local()
# What the metadata of such a file says besides; PDF/A wants every foreign name described.
_ALSO_PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description></rdf:RDF>"""


class PdfUnavailableError(RuntimeError):
    """The libraries that WeasyPrint draws with are not installed on this machine."""


class PdfResourceError(ValueError):
    """A document asked for something that is neither a data: URL nor a file of the product."""


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF; ``relationship`` is one of the names in ISO 32000-2, 7.11.3."""

    name: str
    content: bytes
    description: str
    relationship: str = "Unspecified"


def render_pdf(
    *,
    template: str,
    context: Mapping[str, Any],
    language: str,
    title: str,
    created: datetime,
    identifier: str,
    attachments: Sequence[PdfAttachment] = (),
    variant: str = "pdf/ua-1",
) -> bytes:
    """The template as PDF in the given language; equal input gives equal bytes.

    The template also gets ``title``, ``language`` and ``created``.
    """
    with translation.override(language):
        html = render_to_string(
            template, {**context, "title": title, "language": language, "created": created}
        )
        return render_html_pdf(
            html,
            language=language,
            title=title,
            created=created,
            identifier=identifier,
            attachments=attachments,
            variant=variant,
        )


def render_html_pdf(
    html: str,
    *,
    language: str,
    title: str,
    created: datetime,
    identifier: str,
    attachments: Sequence[PdfAttachment] = (),
    variant: str = "pdf/ua-1",
) -> bytes:
    """HTML of our own making as PDF; never give it HTML that a user wrote."""
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    moment = created.astimezone(UTC)
    fetcher = _static_fetcher()
    try:
        document = weasyprint.HTML(string=html, base_url=f"{_ORIGIN}/", url_fetcher=fetcher).render(
            font_config=_fonts()
        )
        document.metadata.title = title
        document.metadata.lang = language
        document.metadata.created = document.metadata.modified = moment.strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        if variant == ARCHIVAL:
            _declare_pdf_ua(document.metadata)
        content = document.write_pdf(
            pdf_variant=variant,
            # The identifier is public in the file; hashed, it tells nothing but equality.
            pdf_identifier=hashlib.sha256(identifier.encode()).hexdigest()[:32].encode(),
            attachments=[
                weasyprint.Attachment(
                    string=attachment.content,
                    name=attachment.name,
                    description=attachment.description,
                    relationship=attachment.relationship,
                    created=moment,
                    modified=moment,
                )
                for attachment in attachments
            ],
        )
    except FatalURLFetchingError as error:
        raise PdfResourceError(str(error)) from error
    if fetcher.refused:
        # Inside an SVG picture WeasyPrint only logs it, and leaves the picture out.
        raise fetcher.refused[0]
    return _margin_text_as_artifact(content)


def _declare_pdf_ua(metadata: Any) -> None:
    """WeasyPrint writes one variant; what it draws for PDF/A-3a is PDF/UA-1 as well."""
    write = metadata.generate_rdf_metadata

    def write_both(*about: Any) -> bytes:
        rdf: bytes = write(*about)
        return rdf.replace(b"</rdf:RDF>", _ALSO_PDF_UA)

    metadata.generate_rdf_metadata = write_both


def _weasyprint() -> Any:
    try:
        import weasyprint
        from PIL import ImageFile
    except (ImportError, OSError) as error:
        raise PdfUnavailableError(
            _(
                "PDF documents can’t be made on this machine: the Pango libraries are missing. "
                "On Debian: apt-get install %(packages)s"
            )
            % {"packages": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"}
        ) from error
    # The import makes Pillow accept broken pictures, in uploads too.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    for name in ("weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return weasyprint


def _fonts() -> Any:
    """This thread's fonts: unpacking them anew takes three times as long as drawing an invoice.

    Pango's objects belong to one thread, and their folder to one process.
    """
    from weasyprint.text.fonts import FontConfiguration

    if getattr(_of_thread, "process", None) != os.getpid():
        _of_thread.process, _of_thread.fonts = os.getpid(), FontConfiguration()
    return _of_thread.fonts


@worker_process_shutdown.connect
def let_go_of_fonts(**kwargs: Any) -> None:
    """Remove their folder, as a worker's process ends without tidying up."""
    vars(_of_thread).clear()
    gc.collect()  # drawn documents hold on to them, in circles


def _static_fetcher() -> Any:
    """A fetcher that serves data: URLs and the product's own static files, nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
            self.refused: list[PdfResourceError] = []

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            try:
                path = static_file(url)
            except PdfResourceError as error:
                self.refused.append(error)
                raise
            content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    return StaticFetcher()


def static_file(url: str) -> Path:
    """The file behind an address below STATIC_URL; PdfResourceError for everything else."""
    parts = urlsplit(url)
    name = unquote(parts.path).removeprefix(settings.STATIC_URL)
    if f"{parts.scheme}://{parts.netloc}" != _ORIGIN or name == unquote(parts.path):
        raise PdfResourceError(f"Only data: URLs and own static files are served, not {url}")
    try:
        found = finders.find(name)
        # Names with a hash in them exist only where static files have been collected.
        if not found and settings.STATIC_ROOT:
            found = safe_join(settings.STATIC_ROOT, name)
    except (SuspiciousFileOperation, ValueError) as error:
        raise PdfResourceError(f"Not inside the static files: {url}") from error
    if not found or not Path(found).is_file():
        raise PdfResourceError(f"No such static file: {url}")
    return Path(found)


def _margin_text_as_artifact(content: bytes) -> bytes:
    """Mark the text of page margin boxes (page numbers) as artifact, as PDF/UA-1 asks.

    WeasyPrint gives that text elements outside of the structure tree (its issue 1836).
    """
    import pikepdf

    changed = False
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        if tree is None:
            return content
        linked = _linked_elements(tree)
        parents = list(tree.ParentTree.Nums)
        lists = {int(key): value for key, value in zip(parents[::2], parents[1::2], strict=True)}
        for page in pdf.pages:
            owners = lists[int(page.obj.StructParents)]
            loose = {
                mcid for mcid, owner in enumerate(owners) if owner and owner.objgen not in linked
            }
            if not loose:
                continue
            page.obj.Contents = pdf.make_stream(_as_artifacts(page, loose))
            for mcid in loose:
                owners[mcid] = None
            changed = True
        if not changed:
            return content
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _linked_elements(tree: Any) -> set[tuple[int, int]]:
    """Object numbers of all elements that can be reached from the structure tree's root."""
    import pikepdf

    linked: set[tuple[int, int]] = set()
    waiting = [tree]
    while waiting:
        kids = waiting.pop().get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and kid.objgen not in linked:
                linked.add(kid.objgen)
                waiting.append(kid)
    return linked


def _as_artifacts(page: Any, loose: Iterable[int]) -> bytes:
    """The page's content with the given marked content turned into artifacts."""
    import pikepdf

    loose = set(loose)
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        if str(instruction.operator) == "BDC" and operands[1].get("/MCID", -1) in loose:
            instructions.append(
                pikepdf.ContentStreamInstruction([pikepdf.Name.Artifact], pikepdf.Operator("BMC"))
            )
        else:
            instructions.append(instruction)
    return pikepdf.unparse_content_stream(instructions)
