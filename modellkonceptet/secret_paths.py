"""Addresses that are secrets, and personal keys, and how they are kept out of logs.

Whoever reads a log could else answer for somebody, or subscribe to their calendar.
"""

import logging
import re
from typing import Any

# What stands before the secret in the address; a test compares it with the URL configuration.
PREFIXES = (
    "avsluta",
    "bekrafta",
    "dagar",
    "inbjudan",
    "kalender",
    "mejl",
    "mentorskap",
    "mottagare",
    "svar",
)
_SECRET = re.compile(rf"(/(?:{'|'.join(PREFIXES)})/)[^/\s\"'?#]+")
# A key belongs in a header; whoever puts it in the address anyway shall not find it in the log.
_KEY = re.compile(r"(mk_[0-9a-f]{12}_)[\w-]+")


def without_secrets(text: str) -> str:
    """The text with "…" for each secret."""
    return _KEY.sub(r"\1…", _SECRET.sub(r"\1…", text))


class LineWithoutSecrets(logging.Formatter):
    """The line of a log, with its traceback, secrets left out."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def safe_atoms(atoms: dict[str, Any]) -> dict[str, Any]:
    """What a web server writes of a request in its access log, its secrets left out."""
    return {
        name: without_secrets(value) if isinstance(value, str) else value
        for name, value in atoms.items()
    }
