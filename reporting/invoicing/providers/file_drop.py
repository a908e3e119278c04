"""E-invoices as files in a folder from which the access point's own program fetches them.

A file appears whole or not at all: it is written beside its place and renamed. What has been
dropped is remembered in the folder's `.dropped`, as the other program takes the files away.
"""

import hashlib
import os
import re
import uuid
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from reporting.invoicing.providers import ProviderError

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class FileDrop:
    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder if folder is not None else settings.INVOICE_DROP_DIR)

    def hand_over(self, *, number: str, xml: bytes) -> str:
        """The file's name, which is the invoice's number."""
        if not _PLAIN.fullmatch(number):
            raise ProviderError(_("The number %(n)s cannot be the name of a file.") % {"n": number})
        name, sha256 = f"{number}.xml", hashlib.sha256(xml).hexdigest()
        try:
            if not self._is_dropped(name, sha256):
                _write_whole(self.folder / name, xml)
                _write_whole(self._mark(name), sha256.encode())
        except OSError as error:
            raise ProviderError(
                _("The folder of e-invoices cannot be written to: %(why)s")
                % {"why": error.strerror or type(error).__name__}
            ) from error
        return name

    def _is_dropped(self, name: str, sha256: str) -> bool:
        mark, place = self._mark(name), self.folder / name
        before = ""
        if mark.exists():
            before = mark.read_text()
        elif place.exists():  # the mark was lost with the worker
            before = hashlib.sha256(place.read_bytes()).hexdigest()
        if before and before != sha256:
            raise ProviderError(
                _("Another invoice with the name %(name)s has been handed over before.")
                % {"name": name}
            )
        return bool(before)

    def _mark(self, name: str) -> Path:
        return self.folder / ".dropped" / f"{name}.sha256"


def _write_whole(place: Path, content: bytes) -> None:
    """On disk before it has its name, so that neither a reader nor a power cut meets half of it."""
    if not place.parent.exists() and place.parent.name == ".dropped":
        place.parent.mkdir()
    draft = place.with_name(f".{place.name}.{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
