"""The form of a personal key: mk_, a part that may be seen, a part that may not. Pure.

The beginning lets programs that look for secrets in code find one that has gone astray.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_FORM = re.compile(r"mk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Key:
    """As the person holds it."""

    public_id: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> "Key":
        """256 random bits: too many to guess, so that a plain hash keeps them."""
        return cls(secrets.token_hex(6), secrets.token_urlsafe(32))

    @classmethod
    def read(cls, text: str) -> "Key | None":
        found = _FORM.fullmatch(text)
        return cls(*found.groups()) if found else None

    @property
    def text(self) -> str:
        return f"mk_{self.public_id}_{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()
