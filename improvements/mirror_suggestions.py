"""Questions proposed for a mirror, by the theme of the meeting; from the file beside this app."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from improvements.services.mirroring import Question

MIRRORS = Path(__file__).resolve().parent / "data" / "mirrors.toml"


@dataclass(frozen=True)
class Theme:
    """A theme in the reader's language."""

    key: str
    meeting: int
    name: str
    questions: tuple[Question, ...]


@cache
def _read(path: Path) -> Any:
    return tomllib.loads(path.read_text(encoding="utf-8"))["themes"]


def themes(path: Path = MIRRORS) -> list[Theme]:
    """In the order of the method's meetings."""
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    return [
        Theme(
            row["key"],
            row["meeting"],
            row[f"name_{language}"],
            tuple(Question(one[language], one.get("scale", True)) for one in row["questions"]),
        )
        for row in _read(path)
    ]


def theme_of(found: Sequence[Theme], *, key: str | None, meeting: int) -> Theme:
    """The one asked for, else the meeting's own; meetings after the last have the last one's."""
    asked = [theme for theme in found if theme.key == key]
    own = [theme for theme in found if theme.meeting == meeting]
    return next(iter(asked or own or found[-1:]))
