"""Answers to invitations as calendar programs send them (METHOD:REPLY, RFC 5546 and 6047).

What comes here was written by anybody. Whether the answer counts (a known meeting, an invited
person, a sequence not older than the invitation) is for the caller; `sender` helps to judge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from typing import Any, Literal
from urllib.parse import unquote

from icalendar.parser import Contentline, Parameters

from modellkonceptet.plain_text import clean_text

LARGEST_MAIL = 2_000_000  # octets: a signature with pictures, not a film
LARGEST_CALENDAR = 256_000
# A real answer has two or three levels and fewer than ten parts. Each level costs the parser of
# mails a look at every line, each part an object.
MOST_LEVELS = 12
MOST_PARTS = 500
LONGEST_HEADER = 2_000
LONGEST_UID = 255
LONGEST_COMMENT = 2_000

Partstat = Literal["accepted", "declined", "tentative"]
Fault = Literal[
    "too_large",
    "too_complex",  # nested or split as no calendar program does it
    "unreadable",
    "no_uid",
    "no_attendee",
    "several_attendees",
    "no_answer",  # neither yes, no nor maybe: nothing yet, or handed on to somebody else
    "several_answers",  # the mail says different things
]

_PARTSTATS: dict[str, Partstat] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}
# Others are left out on purpose: Python's punycode takes seconds for what an attacker sends.
_CHARSETS = {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
_HINT = re.compile(rb"text/calendar|application/ics|\.ics", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[\w.-]+")


class ReplyError(Exception):
    """A mail that claims to be an answer and cannot be used."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """What one person answered; addresses in lower case."""

    uid: str
    attendee: str
    partstat: Partstat
    sequence: int  # of the invitation that was answered; 0 where none was said
    dtstamp: datetime | None = field(compare=False)  # when, in UTC, by the sender's clock
    comment: str = field(compare=False)
    sender: str  # whose mail it was: somebody else's where a secretary answers, or a stranger


def read_reply(raw_mail: bytes) -> Reply | None:
    """The answer in a mail; None for any other mail (letters, invitations, counter-proposals).

    A mail inside the mail is not looked into: an answer that was passed on is not an answer.
    Raises ReplyError, and nothing else.
    """
    if len(raw_mail) > LARGEST_MAIL:
        raise ReplyError("too_large")
    if not _HINT.search(raw_mail):
        return None
    if (
        len(re.findall(rb"boundary", raw_mail, re.IGNORECASE)) > MOST_LEVELS
        or len(re.findall(rb"[\r\n]--", raw_mail)) > MOST_PARTS
    ):
        raise ReplyError("too_complex")
    try:
        mail = message_from_bytes(raw_mail, policy=_ShortHeaders())
        sender = _address(parseaddr(str(mail.get("From", "")))[1])
        answers = {answer for part in _calendar_parts(mail) for answer in _answers_in(part, sender)}
    except ReplyError:
        raise
    except Exception as error:  # whatever the mail and calendar parsers can come up with
        raise ReplyError("unreadable") from error
    if len(answers) > 1:
        raise ReplyError("several_answers")
    return answers.pop() if answers else None


class _ShortHeaders(Compat32):
    """Cuts headers: the time Python takes for a header's parameters grows with its square."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def _calendar_parts(mail: Message) -> Iterator[Message]:
    if mail.get_content_maintype() == "message":
        return
    if mail.is_multipart():
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _calendar_parts(part)
    elif mail.get_content_type() in ("text/calendar", "application/ics") or (
        (mail.get_filename() or "").lower().endswith(".ics")
    ):
        yield mail


def _answers_in(part: Message, sender: str) -> Iterator[Reply]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise ReplyError("unreadable")
    if len(content) > LARGEST_CALENDAR:
        raise ReplyError("too_large")
    method, events = _events_in(_lines(content, (part.get_content_charset() or "").lower()))
    method = method or str(part.get_param("method", "")).upper()
    if method != "REPLY":
        return
    if not events:
        raise ReplyError("unreadable")
    for event in events:
        yield _answer(event, sender)


def _lines(content: bytes, charset: str) -> list[str]:
    """The content lines, unfolded before they are decoded: a fold may cut a character."""
    lines: list[list[bytes]] = []
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1].append(line[1:])
        elif line:
            lines.append([line])
    whole = b"\n".join(b"".join(pieces) for pieces in lines)
    for candidate in (charset if charset in _CHARSETS else "utf-8", "utf-8"):
        try:
            return whole.decode(candidate).split("\n")
        except UnicodeDecodeError:
            continue
    return whole.decode("iso-8859-1").split("\n")


_Event = dict[str, list[tuple[Parameters, str]]]
_WANTED = ("UID", "ATTENDEE", "SEQUENCE", "DTSTAMP", "COMMENT")


def _events_in(lines: list[str]) -> tuple[str, list[_Event]]:
    """The method, and of each event the properties we want.

    Not by the library's components: those refuse a whole file for one bad line in a time zone
    that we never look at.
    """
    method, events, inside = "", [], []
    for line in lines:
        name = re.match(r"[\w-]*", line)[0].upper()  # type: ignore[index]
        if name == "BEGIN":
            inside.append(_plain_value(line))
            if inside == ["VCALENDAR", "VEVENT"]:
                events.append(_Event())
        elif name == "END":
            if inside:
                inside.pop()
        elif name == "METHOD" and inside == ["VCALENDAR"]:
            method = _plain_value(line)
        elif name in _WANTED and inside == ["VCALENDAR", "VEVENT"]:
            _name, parameters, value = Contentline(line).parts()
            events[-1].setdefault(name, []).append((parameters, value.strip()))
    return method, events


def _plain_value(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _answer(event: _Event, sender: str) -> Reply:
    uids = {value for _parameters, value in event.get("UID", ())}
    if len(uids) != 1 or not 0 < len(uid := uids.pop()) <= LONGEST_UID:
        raise ReplyError("no_uid")
    people = {
        (_attendee_address(parameters, value), str(parameters.get("PARTSTAT", "")).upper())
        for parameters, value in event.get("ATTENDEE", ())
    }
    if len(people) > 1:
        raise ReplyError("several_attendees")
    attendee, partstat = people.pop() if people else ("", "")
    if not attendee:
        raise ReplyError("no_attendee")
    if partstat not in _PARTSTATS:
        raise ReplyError("no_answer")
    return Reply(
        uid=clean_text(uid, multiline=False),
        attendee=attendee,
        partstat=_PARTSTATS[partstat],
        sequence=_sequence(event),
        dtstamp=_dtstamp(event),
        comment=_comment(event),
        sender=sender,
    )


def _attendee_address(parameters: Any, value: str) -> str:
    """From the value, or from EMAIL where Apple's value is a path of its own."""
    by_value = unquote(re.sub(r"^mailto:", "", value, flags=re.IGNORECASE))
    return _address(by_value) or _address(str(parameters.get("EMAIL", "")))


def _address(text: str) -> str:
    """The address in lower case with its domain in letters, or "" where there is none."""
    address = text.strip(" <>").lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        return ""
    if clean_text(address, multiline=False) != address:
        return ""
    box, _at, domain = address.rpartition("@")
    if "xn--" in domain:
        domain = domain.encode().decode("idna")
    return f"{box}@{domain}"


def _sequence(event: _Event) -> int:
    text = next((value for _parameters, value in event.get("SEQUENCE", ())), "0")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ReplyError("unreadable")
    return int(text)


def _dtstamp(event: _Event) -> datetime | None:
    text = next((value for _parameters, value in event.get("DTSTAMP", ())), "")
    try:
        return datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _comment(event: _Event) -> str:
    """What the person wrote beside the answer: as a property, or as Google once did it."""
    said = [value for _parameters, value in event.get("COMMENT", ())]
    said += [
        str(parameters["X-RESPONSE-COMMENT"])
        for parameters, _value in event["ATTENDEE"]
        if "X-RESPONSE-COMMENT" in parameters
    ]
    return clean_text("\n".join(said)[:LONGEST_COMMENT], multiline=True)
