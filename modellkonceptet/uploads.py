"""The check of an uploaded file: what it is called, what it is, and what it must not hold.

What is stored is what was checked: images and Word files are written anew, PDFs too unless they
are signed. Sources: OWASP ASVS 5.0 V5; no file type library tells a DOCM from a DOCX.
"""

import hashlib
import io
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from modellkonceptet import upload_pdf, upload_word
from modellkonceptet.plain_text import clean_text

MAX_NAME_LENGTH = 120
MAX_PIXELS = 50_000_000


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be stored; ``size`` and ``sha256`` are those of ``content``."""

    kind: str
    content_type: str
    safe_name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_upload(file: Any, *, name: str, max_bytes: int | None = None) -> CheckedUpload:
    """The checked file; ValidationError says what is wrong with it and what to do.

    ``file`` is read only when its declared size allows it, and never beyond ``max_bytes``
    (UPLOAD_MAX_BYTES when nothing is said).
    """
    safe_name = clean_file_name(name)
    _stem, dot, extension = safe_name.lower().rpartition(".")
    if not dot or extension not in _KINDS:
        raise ValidationError(
            _("This kind of file can’t be received. Choose a PDF, Word (.docx), PNG or JPEG file."),
            code="type",
        )
    content = _read(file, settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes)
    kind, content_type, rewrite = _KINDS[extension]
    return CheckedUpload(kind, content_type, safe_name, rewrite(content))


def clean_file_name(name: str) -> str:
    """The name without path and hidden characters, short enough, with its extension."""
    name = re.split(r"[/\\]", name)[-1]
    name = clean_text(name, multiline=False)
    name = "".join(char for char in name if unicodedata.category(char) != "Cf")
    name = re.sub(r'[<>:"|?*]', "_", name)
    name = re.sub(r"\s+", " ", name).rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:MAX_NAME_LENGTH]
    room = max(MAX_NAME_LENGTH - len(extension) - 1, 1)
    return f"{stem[:room].strip('. ') or 'file'}.{extension}"[:MAX_NAME_LENGTH]


def _read(file: Any, max_bytes: int) -> bytes:
    declared = getattr(file, "size", None)
    if declared is not None and declared > max_bytes:
        raise _too_large(declared, max_bytes)
    file.seek(0)
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise _too_large(len(content), max_bytes)
    if not content:
        raise ValidationError(
            _("The file is empty. Choose the file again, or another file."), code="empty"
        )
    return bytes(content)


def _too_large(size: int, max_bytes: int) -> ValidationError:
    return ValidationError(
        _("The file is too large (%(size)s). The largest size is %(limit)s."),
        code="too_large",
        params={"size": filesizeformat(size), "limit": filesizeformat(max_bytes)},
    )


def _rewritten_image(content: bytes, format: str) -> bytes:
    """The picture alone, upright, without position, camera and author."""
    from PIL import Image, ImageOps

    damaged = ValidationError(
        _("The picture can’t be opened. It is damaged, or is not the kind its name says."),
        code="damaged",
    )
    try:
        with warnings.catch_warnings():
            # Our own limit is the lower one and is tested before any pixel is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(content), formats=[format])
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_many_pixels()
        picture.load()
        picture = ImageOps.exif_transpose(picture)
        picture = _in_plain_mode(picture, format)
        transparency = picture.info.get("transparency")
        picture.info = {} if transparency is None else {"transparency": transparency}
        target = io.BytesIO()
        picture.save(target, format, quality=90, optimize=True)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except ValidationError:
        raise
    except Exception as error:  # Pillow's decoders raise what they like for hostile input.
        raise damaged from error
    return target.getvalue()


def _in_plain_mode(picture: Any, format: str) -> Any:
    """JPEG as grey or RGB; PNG as it is, except what PNG cannot hold."""
    if format == "JPEG":
        return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    plain = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
    return picture if picture.mode in plain else picture.convert("RGBA")


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture has too many pixels. Make it smaller and upload it again."), code="bomb"
    )


def _rewritten_png(content: bytes) -> bytes:
    return _rewritten_image(content, "PNG")


def _rewritten_jpeg(content: bytes) -> bytes:
    return _rewritten_image(content, "JPEG")


_KINDS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "pdf": ("pdf", "application/pdf", upload_pdf.rewritten),
    "docx": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        upload_word.rewritten,
    ),
    "png": ("png", "image/png", _rewritten_png),
    "jpg": ("jpeg", "image/jpeg", _rewritten_jpeg),
    "jpeg": ("jpeg", "image/jpeg", _rewritten_jpeg),
}
