"""What a failed delivery means: for the address, for this mail, for now, or for all mails."""

import re
import secrets
from datetime import timedelta
from enum import Enum, auto
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

LONGEST_WORDS = 2000
HANGING_UP = 421
TOO_LARGE = 552
# Without an enhanced code (RFC 3463): no such mailbox, not here, a name that can not be one.
_ABOUT_THE_ADDRESS = {550, 551, 553}
_ENHANCED = re.compile(r"^5\.(\d{1,3})\.(\d{1,3})\b")
# 5.1.7 and 5.1.8 are about whoever sends.
_ABOUT_THE_SENDER = {"7", "8"}
# A mailbox that is disabled; what Microsoft 365 says of one that does not exist.
_GONE = {("2", "1"), ("4", "1")}


class OutOfReach(Exception):
    """No connection to the mail server could be made, or it does not let us sign in."""


class Failure(Enum):
    """What to do about it: see to the address, look at the mail, wait, or wait with all mails."""

    ADDRESS = auto()
    MAIL = auto()
    FOR_NOW = auto()
    SERVER = auto()


def failure_of(error: Exception) -> Failure:
    """What went wrong, by the answer of the mail server or the lack of one."""
    match error:
        case OutOfReach() | SMTPHeloError() | SMTPConnectError() | SMTPAuthenticationError():
            return Failure.SERVER
        case SMTPSenderRefused():
            # The sender is the same in every mail, so that anything but a size concerns all.
            return Failure.MAIL if error.smtp_code == TOO_LARGE else Failure.SERVER
        case SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
            return _by_answer(code, said, bare=_ABOUT_THE_ADDRESS)
        case SMTPResponseException():
            # After the text a bare 550 is a judgement of the text.
            return _by_answer(error.smtp_code, error.smtp_error, bare=set())
        case OSError():
            return Failure.SERVER
    return Failure.FOR_NOW


def failure_in_words(error: Exception) -> str:
    """What is kept of it for SKR to read: the server's own words where it said any."""
    cause = error.__cause__ if isinstance(error, OutOfReach) else error
    match cause:
        case SMTPRecipientsRefused():
            code, said = next(iter(cause.recipients.values()))
            words = f"{code} {_decoded(said)}"
        case SMTPResponseException():
            words = f"{cause.smtp_code} {_decoded(cause.smtp_error)}"
        case _:
            words = f"{type(cause).__name__}: {cause}"
    return words.replace("\0", "")[:LONGEST_WORDS]


def wait_after(failures: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """Twice as long for each failure, up to the longest; somewhere in the latter half of that.

    Spread, so that what failed together is not tried again together.
    """
    doubled = first * 2 ** min(failures - 1, 30)
    return min(doubled, longest) * (0.5 + draw() / 2)


def draw() -> float:
    """By chance, from 0 up to 1."""
    return secrets.SystemRandom().random()


def _by_answer(code: int, said: bytes | str, *, bare: set[int]) -> Failure:
    if code == HANGING_UP:
        return Failure.SERVER
    if not 500 <= code < 600:
        return Failure.FOR_NOW
    if enhanced := _ENHANCED.match(_decoded(said)):
        subject, detail = enhanced.groups()
        bad_address = subject == "1" and detail not in _ABOUT_THE_SENDER
        return Failure.ADDRESS if bad_address or (subject, detail) in _GONE else Failure.MAIL
    return Failure.ADDRESS if code in bare else Failure.MAIL


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
