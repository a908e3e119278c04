"""Secrets in links that answer without an account: derived, never stored, only their hash kept.

A link is the same in every mail to a person, so that the oldest mail answers as well as the
newest. It is dead as soon as the row no longer holds its hash.
"""

import hashlib
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

_OCTETS = 18  # 144 bits, 24 characters


def secret_for(purpose: str, *parts: object) -> str:
    """The secret of one row for one purpose ("app.what"), from the installation's key."""
    code = salted_hmac(purpose, ":".join(map(str, parts)), algorithm="sha256")
    return urlsafe_b64encode(code.digest()[:_OCTETS]).decode()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
