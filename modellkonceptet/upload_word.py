"""The structure check of an uploaded Word file: a plain DOCX, no macros, nothing from outside."""

import io
import re
import zipfile
import zlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_MEMBERS = 1000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
# A part that is read as XML takes many times its size in memory; those we read are small.
MAX_XML = 5 * 1024 * 1024

_TYPES = "[Content_Types].xml"
_MAIN = "word/document.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|activex|vbadata", re.IGNORECASE)
_MACRO_NAME = re.compile(
    r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|activex/.*)$|\.(docm|dotm|xlsm|xlsb|pptm)$",
    re.IGNORECASE,
)
_OLE_NAME = re.compile(r"(^|/)embeddings/.*\.bin$", re.IGNORECASE)
_AUTHOR_TAGS = {"creator", "lastModifiedBy", "Manager", "Company"}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1024 * 1024


def rewritten(content: bytes) -> bytes:
    """The document packed anew from the parts that were checked, without its author's name."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _(
                "The Word file is in the old format or locked with a password. "
                "Save it as .docx without password, or as PDF, and upload that."
            ),
            code="encrypted",
        )
    if not content.startswith(b"PK\x03\x04"):
        raise _not_word()
    try:
        parts = _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    _check_types(parts)
    _check_names(parts)
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            _check_relationships(part)
    if not any(name.startswith("_xmlsignatures/") for name in parts):
        for name in ("docProps/core.xml", "docProps/app.xml"):
            if name in parts:
                parts[name] = _without_author(parts[name])
    return _packed(parts)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every part of the zip, counted while it is unpacked: what headers say is not believed."""
    parts: dict[str, bytes] = {}
    names: set[str] = set()
    total = 0
    limit = min(MAX_UNPACKED, MAX_RATIO * len(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise _bomb()
        for member in members:
            name = member.filename
            encrypted = member.flag_bits & 0x1
            if encrypted or _is_unsafe(member.orig_filename) or name.lower() in names:
                raise _damaged()
            names.add(name.lower())
            with archive.open(member):
                pass  # raises where the local header names another file
            part = _inflated(content, member, limit - total)
            total += len(part)
            if not member.is_dir():
                parts[name] = part
    return parts


def _inflated(content: bytes, member: zipfile.ZipInfo, limit: int) -> bytes:
    start = member.header_offset
    # The local header: 30 bytes, the last four being the lengths of the name and of the extra.
    name_length = int.from_bytes(content[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(content[start + 28 : start + 30], "little")
    start += 30 + name_length + extra_length
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        part = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        part = _inflate(packed, limit)
    else:
        raise _damaged()
    if len(part) > limit:
        raise _bomb()
    if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
        raise _damaged()
    return part


def _inflate(packed: bytes, limit: int) -> bytes:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    chunks: list[bytes] = []
    size = 0
    while not stream.eof:
        chunk = stream.decompress(packed, _CHUNK)
        packed = stream.unconsumed_tail
        if not chunk and not packed and not stream.eof:
            raise _damaged()
        size += len(chunk)
        if size > limit:
            raise _bomb()
        chunks.append(chunk)
    return b"".join(chunks)


def _is_unsafe(name: str) -> bool:
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in name.split("/")
        or any(ord(char) < 32 for char in name)
    )


def _check_types(parts: dict[str, bytes]) -> None:
    if _TYPES not in parts or _MAIN not in parts:
        raise _not_word()
    types = _parsed(parts[_TYPES])
    declared = [element.get("ContentType", "") for element in types.iterchildren("*")]
    if any(_MACRO_TYPE.search(content_type) for content_type in declared):
        raise _macros()
    main = [
        element.get("ContentType")
        for element in types.iterchildren("*")
        if element.get("PartName", "").lower() == f"/{_MAIN}"
    ]
    if main != [_MAIN_TYPE]:
        raise _not_word()


def _check_names(parts: dict[str, bytes]) -> None:
    if any(_MACRO_NAME.search(name) for name in parts):
        raise _macros()
    if any(_OLE_NAME.search(name) for name in parts):
        raise ValidationError(
            _(
                "The Word file has other files inside it. "
                "Save it as PDF, and upload the other files one by one."
            ),
            code="embedded",
        )


def _check_relationships(part: bytes) -> None:
    """Links that a reader clicks may go anywhere; everything else must be in the file."""
    for relationship in _parsed(part).iterchildren("*"):
        external = relationship.get("TargetMode", "").lower() == "external"
        if external and not relationship.get("Type", "").endswith("/hyperlink"):
            raise ValidationError(
                _(
                    "The Word file fetches a template, a picture or something else from outside. "
                    "Save it as PDF, and upload that."
                ),
                code="external",
            )


def _parsed(part: bytes) -> Any:
    from lxml import etree

    if len(part) > MAX_XML:
        raise _bomb()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged() from error
    if root.getroottree().docinfo.doctype:
        raise _damaged()
    return root


def _without_author(part: bytes) -> bytes:
    from lxml import etree

    root = _parsed(part)
    for element in root.iterchildren("*"):
        if etree.QName(element).localname in _AUTHOR_TAGS:
            element.text = ""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return target.getvalue()


def _not_word() -> ValidationError:
    return ValidationError(
        _("The file is not a Word document (.docx), although its name says so."), code="type"
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _("The Word file is damaged. Open it in Word, save it again, and upload that."),
        code="damaged",
    )


def _bomb() -> ValidationError:
    return ValidationError(
        _("The Word file unpacks to far more than a document can hold. Save it as PDF instead."),
        code="bomb",
    )


def _macros() -> ValidationError:
    return ValidationError(
        _("The Word file holds macros. Save it as .docx without macros, or as PDF."),
        code="macros",
    )
