"""The mailbox that calendars send answers to: a Maildir, or IMAP.

`maildir:///var/mail/answers` or `imaps://user:password@host/INBOX`, what is special in user and
password percent-encoded. Mails are read once: marked as read, and flagged where a person should
look at them.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from learning_meetings.calendar_replies import LARGEST_MAIL

MOST_AT_ONCE = 500
SECONDS = 20
_KINDS = ("maildir", "imap", "imaps")


class MailboxError(Exception):
    """The mailbox cannot be read; the message holds no password."""


@dataclass(frozen=True)
class Mail:
    """One unread mail; without content where it is too large to be an answer."""

    name: str
    content: bytes | None


class Mailbox(Protocol):
    def unread(self) -> Iterator[Mail]: ...

    def mark_read(self, mail: Mail, *, flagged: bool) -> None: ...


@contextmanager
def open_mailbox(address: str) -> Iterator[Mailbox]:
    """The mailbox of a setting. Raises MailboxError where it is not to be reached."""
    parts = urlsplit(address)
    if parts.scheme not in _KINDS:
        raise MailboxError(f"Not maildir:// or imaps://: {parts.scheme or 'nothing'}")
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
        return
    try:
        with _connection(parts) as connection:
            yield ImapMailbox(connection, unquote(parts.path.strip("/")) or "INBOX")
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"{parts.hostname}: {type(error).__name__}") from error


class Maildir:
    """new/ is what has come; what has been read goes to cur/ with its flags."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "new").is_dir():
            raise MailboxError(f"No Maildir: {folder}")
        self.folder = folder

    def unread(self) -> Iterator[Mail]:
        found = sorted(path for path in (self.folder / "new").iterdir() if _is_plain_file(path))
        for path in found[:MOST_AT_ONCE]:
            is_small = path.stat().st_size <= LARGEST_MAIL
            yield Mail(path.name, path.read_bytes() if is_small else None)

    def mark_read(self, mail: Mail, *, flagged: bool) -> None:
        current = self.folder / "cur"
        current.mkdir(exist_ok=True)
        name = mail.name.partition(":2,")[0]
        (self.folder / "new" / mail.name).rename(current / f"{name}:2,{'FS' if flagged else 'S'}")


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


class ImapMailbox:
    r"""UNSEEN is what has come; what has been read gets \Seen, and \Flagged where it should."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self.connection = connection
        self._asked(connection.select(_quoted(folder)))

    def unread(self) -> Iterator[Mail]:
        found = self._asked(self.connection.uid("SEARCH", "UNSEEN"))
        for number in (found[0] or b"").split()[:MOST_AT_ONCE]:
            name = number.decode()
            sizes = self._asked(self.connection.uid("FETCH", name, "(RFC822.SIZE)"))
            if (size := _size_in(sizes)) is None:
                continue
            yield Mail(name, self._content(name) if size <= LARGEST_MAIL else None)

    def mark_read(self, mail: Mail, *, flagged: bool) -> None:
        flags = r"(\Seen \Flagged)" if flagged else r"(\Seen)"
        self._asked(self.connection.uid("STORE", mail.name, "+FLAGS.SILENT", flags))

    def _content(self, name: str) -> bytes | None:
        parts = self._asked(self.connection.uid("FETCH", name, "(BODY.PEEK[])"))
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)

    @staticmethod
    def _asked(answer: Any) -> Any:
        status, data = answer
        if status != "OK":
            raise imaplib.IMAP4.error("the server says no")
        return data


@contextmanager
def _connection(parts: Any) -> Iterator[imaplib.IMAP4]:
    host, user, password = parts.hostname or "", unquote(parts.username or ""), parts.password or ""
    if parts.scheme == "imaps":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    else:
        connection = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    with connection:
        connection.login(user, unquote(password))
        yield connection


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _size_in(answer: Any) -> int | None:
    for part in answer:
        text = part[0] if isinstance(part, tuple) else part
        if text and (found := re.search(rb"RFC822\.SIZE (\d+)", text)):
            return int(found[1])
    return None
