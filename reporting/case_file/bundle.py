"""The ZIP itself: names that every system accepts, a list of what lies in it, and SHA-256.

Files are copied in pieces, so that a case with many large attachments fits on a small machine.
Moments come from the case: the same case gives the same bytes.
"""

import hashlib
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM, civil_date
from modellkonceptet.records.models import StoredFile
from modellkonceptet.records.services import measure

UPLOADED, ISSUED, DATA = "bilagor", "handlingar", "data"
LONGEST_NAME = 80
# What Windows keeps for itself, whatever ending follows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
_UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+'
)
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,8}$")
_FIRST_YEAR, _LAST_YEAR = 1980, 2107


@dataclass(frozen=True)
class Entry:
    """A file in the case: what it is, of which day, under which number somebody registered it."""

    path: str
    what: str
    on: date
    reference: str
    size: int
    sha256: str

    @property
    def is_as_issued(self) -> bool:
        """Made by the service once, and here as it was made then."""
        return self.path.startswith(f"{ISSUED}/")

    @property
    def is_uploaded(self) -> bool:
        return self.path.startswith(f"{UPLOADED}/")


@dataclass(frozen=True)
class Omission:
    """Something that should be here and is not."""

    what: str
    because: str

    def __str__(self) -> str:
        return f"{self.what}: {self.because}"


class Bundle:
    """What has been put in so far; everything that is put in is listed."""

    def __init__(self, target: IO[bytes], *, as_of: datetime) -> None:
        self.entries: list[Entry] = []
        self.omissions: list[Omission] = []
        self._as_of = as_of
        self._numbers: Counter[str] = Counter()
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        self._zip.close()

    def add(self, path: str, content: bytes, *, what: str = "", reference: str = "") -> None:
        """A file made here and now."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._zip.writestr(self._info(path, self._as_of), content)
        on = civil_date(self._as_of)
        self.entries.append(Entry(path, what, on, reference, len(content), sha256))

    def add_document(
        self, content: bytes, *, name: str, what: str, at: datetime, reference: str = ""
    ) -> str:
        """A document made from what was frozen then; returns where it lies."""
        path = self._numbered(ISSUED, name)
        self._zip.writestr(self._info(path, at), content)
        sha256 = hashlib.sha256(content).hexdigest()
        self.entries.append(Entry(path, what, civil_date(at), reference, len(content), sha256))
        return path

    def add_stored(
        self, stored: StoredFile | None, *, folder: str, what: str, reference: str = ""
    ) -> str | None:
        """A kept file as it is; returns where it lies, None if there is none.

        A file that is lost or is not what was once kept is left out, and that is told.
        """
        if stored is None:
            return None
        if problem := _problem(stored):
            self.leave_out(f"{what} ({stored.name})", problem)
            return None
        path = self._numbered(folder, stored.name)
        info = self._info(path, stored.created_at)
        info.file_size = stored.size
        with stored.content.open("rb") as source, self._zip.open(info, "w") as target:
            shutil.copyfileobj(source, target, File.DEFAULT_CHUNK_SIZE)
        on = civil_date(stored.created_at)
        self.entries.append(Entry(path, what, on, reference, stored.size, stored.sha256))
        return path

    def leave_out(self, what: str, because: str) -> None:
        self.omissions.append(Omission(what, because))

    def _numbered(self, folder: str, name: str) -> str:
        """The number makes it the only one, and keeps the order."""
        self._numbers[folder] += 1
        return f"{folder}/{self._numbers[folder]:03d}-{safe_name(name)}"

    def _info(self, path: str, at: datetime) -> zipfile.ZipInfo:
        moment = at.astimezone(STOCKHOLM)
        year = min(max(moment.year, _FIRST_YEAR), _LAST_YEAR)
        info = zipfile.ZipInfo(path, (year, *moment.timetuple()[1:6]))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        return info


def _problem(stored: StoredFile) -> str:
    """Looked for before anything is written: half a file in a ZIP cannot be taken back."""
    try:
        with stored.content.open("rb") as source:
            is_whole = measure(File(source)) == (stored.size, stored.sha256)
    except OSError:
        return _("the file is missing")
    return "" if is_whole else _("the file is damaged")


def safe_name(name: str) -> str:
    """The name as far as every file system takes it; never a path."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    ending = found[0] if (found := _ENDING.search(plain)) else ""
    stem = plain.removesuffix(ending)[: LONGEST_NAME - len(ending)].strip(" .") or "fil"
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem}{ending}"


def manifest(entries: list[Entry]) -> bytes:
    """As `sha256sum --check` reads it."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in entries).encode()


def as_data(entries: list[Entry], omissions: list[Omission]) -> dict[str, Any]:
    return {
        "files": [
            {
                "path": one.path,
                "what": one.what,
                "date": one.on.isoformat(),
                "reference": one.reference,
                "size": one.size,
                "sha256": one.sha256,
                "as_issued": one.is_as_issued,
            }
            for one in entries
        ],
        "left_out": [{"what": one.what, "because": one.because} for one in omissions],
    }
