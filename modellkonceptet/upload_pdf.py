"""The structure check of an uploaded PDF: nothing that acts, nothing hidden inside."""

import io
import threading
import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Actions that run, send, fetch or open something; /GoTo, /GoToR, /URI and /Named may stay.
_ACTIVE = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/GoToE",
    "/RichMediaExecute",
}
_ACTIONS = _ACTIVE | {
    "/GoTo",
    "/GoToR",
    "/GoTo3DView",
    "/Hide",
    "/Named",
    "/ResetForm",
    "/SetOCGState",
    "/Thread",
    "/Trans",
    "/URI",
}
_AT_OPENING = {"/GoTo", "/Named"}
_EMBEDDING_KEYS = {"/EF", "/EmbeddedFiles"}
_EMBEDDING_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
# An object stream of this size holds a million objects: no document of a municipality.
_MAX_UNPACKED_STREAM = 64 * 1024 * 1024
_MAX_NODES = 1_000_000
_limits_lock = threading.Lock()


def rewritten(content: bytes) -> bytes:
    """The PDF without author and without earlier revisions; a signed one exactly as it is."""
    import pikepdf

    if not content.startswith(b"%PDF-"):
        raise ValidationError(_("The file is not a PDF, although its name says so."), code="type")
    if b"%%EOF" not in content[-2048:]:
        raise _damaged()
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise _hidden_file()
    _set_limits()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _encrypted()
            if not len(pdf.pages):
                raise _damaged()
            signed = _look_for_active_content(pdf)
            if any("decoding stream" in str(warning) for warning in pdf.get_warnings()):
                raise _damaged()  # objects that were not seen, a bomb's among them
            if signed:
                # Another reader must see in the bytes what was seen here, without repair.
                pikepdf.open(io.BytesIO(content), attempt_recovery=False).close()
                return content
            return _without_author(pdf)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except ValidationError:
        raise
    except Exception as error:  # Hostile input makes the parser raise many things.
        raise _damaged() from error


def _look_for_active_content(pdf: Any) -> bool:
    """Raise for anything active or embedded; otherwise whether the document is signed."""
    import pikepdf

    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and (
        str(opening.get("/S")) not in _AT_OPENING or "/Next" in opening
    ):
        raise _active()
    signed = "/Perms" in pdf.Root
    nodes = 0
    # Every object of the file, those in object streams too; what an object holds directly is
    # walked with it, what it refers to is an object of its own.
    waiting = [pdf.trailer, *pdf.objects]
    while waiting:
        node = waiting.pop()
        nodes += 1
        if nodes > _MAX_NODES:
            raise _damaged()
        if isinstance(node, pikepdf.Array):
            children = list(node)
        elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            signed = _check_dictionary(node) or signed
            children = [value for _key, value in node.items()]
        else:
            continue
        waiting.extend(
            child
            for child in children
            if isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect
        )
    return signed


def _check_dictionary(node: Any) -> bool:
    """Raise for one dictionary that acts or embeds; whether it is a signature."""
    import pikepdf

    keys = set(node.keys())
    action = str(node.get("/S", ""))
    if action in _ACTIVE:
        raise _active()
    if "/JavaScript" in keys or "/XFA" in keys:
        raise _active()
    if "/JS" in keys and isinstance(node["/JS"], pikepdf.String):
        raise _active()
    if "/AA" in keys and _holds_actions(node["/AA"]):
        raise _active()
    if keys & _EMBEDDING_KEYS or str(node.get("/Type", "")) == "/EmbeddedFile":
        raise _hidden_file()
    if "/Rect" in keys and str(node.get("/Subtype", "")) in _EMBEDDING_SUBTYPES:
        raise _hidden_file()
    return "/ByteRange" in keys


def _holds_actions(value: Any) -> bool:
    """Whether this is a dictionary of actions, and not, say, a font that is named AA."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary) and any(
        isinstance(item, pikepdf.Dictionary) and str(item.get("/S", "")) in _ACTIONS
        for _key, item in value.items()
    )


def _without_author(pdf: Any) -> bytes:
    import pikepdf

    for key in ("/Author", "/Creator"):
        if "/Info" in pdf.trailer and key in pdf.docinfo:
            del pdf.docinfo[key]
    if "/Metadata" in pdf.Root:
        try:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
                for name in ("dc:creator", "xmp:CreatorTool"):
                    if name in xmp:
                        del xmp[name]
        except Exception:  # Metadata that cannot be read may hold anything.
            del pdf.Root["/Metadata"]
    target = io.BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
    )
    return target.getvalue()


def _set_limits() -> None:
    """Keep qpdf from unpacking a bomb; the limits hold for the whole process."""
    from pikepdf import settings

    with _limits_lock:
        settings.set_qpdf_limits(
            flate_max_memory=_MAX_UNPACKED_STREAM,
            png_max_memory=_MAX_UNPACKED_STREAM,
            run_length_max_memory=_MAX_UNPACKED_STREAM,
            tiff_max_memory=_MAX_UNPACKED_STREAM,
            doc_max_warnings=200,
        )


def _damaged() -> ValidationError:
    return ValidationError(
        _("The PDF is damaged or incomplete. Save or print it as a PDF again, and upload that."),
        code="damaged",
    )


def _encrypted() -> ValidationError:
    return ValidationError(
        _("The PDF is locked with a password. Save a copy without password, and upload that."),
        code="encrypted",
    )


def _active() -> ValidationError:
    return ValidationError(
        _(
            "The PDF holds a script or another action that runs by itself. "
            "Print it as a new PDF, and upload that."
        ),
        code="active",
    )


def _hidden_file() -> ValidationError:
    return ValidationError(
        _(
            "The PDF has other files or media inside it. "
            "Print it as a new PDF, and upload the other files one by one."
        ),
        code="embedded",
    )
