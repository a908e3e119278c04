"""Answers in the shapes that calendar programs send, and what strangers send instead."""

import base64
import contextlib
import quopri
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning_meetings.calendar_files import invitation
from learning_meetings.calendar_replies import (
    LARGEST_CALENDAR,
    LARGEST_MAIL,
    Reply,
    ReplyError,
    read_reply,
)
from tests.learning_meetings.test_calendar_files import EVA, EVENT, SKR

UID = EVENT.uid
ACCEPTED = Reply(
    uid=UID,
    attendee="eva.astrom@lund.example",
    partstat="accepted",
    sequence=2,
    dtstamp=datetime(2027, 2, 3, 7, 30, tzinfo=UTC),
    comment="",
    sender="eva.astrom@lund.example",
)


def calendar(*lines, partstat="ACCEPTED", method="METHOD:REPLY", end="\r\n"):
    """A plain REPLY; `lines` are added to its event."""
    return end.join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
            "VERSION:2.0",
            method,
            "BEGIN:VEVENT",
            "DTSTART:20270309T090000Z",
            "DTEND:20270309T143000Z",
            "DTSTAMP:20270203T073000Z",
            "ORGANIZER;CN=Modellkonceptet:mailto:moten@skr.example",
            f"UID:{UID}",
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN=eva.astrom",
            " @lund.example;X-NUM-GUESTS=0:mailto:eva.astrom@lund.example",
            "SEQUENCE:2",
            "SUMMARY:Lärandemöte",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    ).encode()


def part(content, *, kind="text/calendar; charset=UTF-8; method=REPLY", encoding="8bit", extra=""):
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{extra}\r\n"
    return head.encode() + content


def mail(body, sender="Eva <Eva.Astrom@lund.example>"):
    return f"From: {sender}\r\nTo: moten@skr.example\r\nMIME-Version: 1.0\r\n".encode() + body


def several(kind, *parts, mark="b1"):
    pieces = b"".join(b"--" + mark.encode() + b"\r\n" + each + b"\r\n" for each in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'
    return head.encode() + pieces + f"--{mark}--\r\n".encode()


TEXT = part(b"Eva har tackat ja.", kind="text/plain; charset=utf-8")
HTML = part(b"<p>Eva har tackat ja.</p>", kind="text/html; charset=utf-8")

OUTLOOK = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE;CN=Åström Eva:MAILTO:Eva.Astrom@lund.example
COMMENT;LANGUAGE=sv-SE:Kommer kanske efter lunch\\, återkommer.\\n
UID:{UID}
SUMMARY;LANGUAGE=sv-SE:Preliminärt: Lärandemöte 2
DTSTART;TZID=W. Europe Standard Time:20270309T100000
DTEND;TZID=W. Europe Standard Time:20270309T153000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20270203T073000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=sv-SE:
X-MICROSOFT-CDO-APPT-SEQUENCE:2
X-MICROSOFT-CDO-REPLYTIME:16010101T000000Z
END:VEVENT
END:VCALENDAR
"""

APPLE = f"""BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Åström, Eva";CUTYPE=INDIVIDUAL;EMAIL=eva.astrom@lund.example;
 PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT:/aMjU3/principal/
DTEND;TZID=Europe/Stockholm:20270309T153000
DTSTAMP:20270203T073000Z
DTSTART;TZID=Europe/Stockholm:20270309T100000
ORGANIZER;CN="Modellkonceptet, SKR":mailto:moten@skr.example
SEQUENCE:2
UID:{UID}
END:VEVENT
END:VCALENDAR
"""


# What people's programs send. ---------------------------------------------------------------


def test_google_sends_the_answer_twice():
    content = calendar("COMMENT:Vi blir två.")
    body = several(
        "mixed",
        several("alternative", TEXT, HTML, part(content, encoding="base64"), mark="b2"),
        part(
            content,
            kind='application/ics; name="invite.ics"',
            encoding="base64",
            extra='Content-Disposition: attachment; filename="invite.ics"\r\n',
        ),
    )

    reply = read_reply(mail(body))

    assert reply == ACCEPTED
    assert (reply.comment, reply.dtstamp) == ("Vi blir två.", ACCEPTED.dtstamp)


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_outlook_sends_its_own_time_zone(encoding, end):
    content = OUTLOOK.replace("\n", end).encode()
    kind = 'text/calendar; charset="utf-8"; method=REPLY'

    reply = read_reply(
        mail(several("alternative", TEXT, part(content, kind=kind, encoding=encoding)))
    )

    assert reply == replace(ACCEPTED, partstat="tentative")
    assert reply.comment == "Kommer kanske efter lunch, återkommer."


def test_apple_may_give_a_path_of_its_own_instead_of_the_address():
    body = several("alternative", TEXT, part(APPLE.encode(), encoding="quoted-printable"))

    assert read_reply(mail(body)) == replace(ACCEPTED, partstat="declined")


@pytest.mark.parametrize(
    "body",
    [
        part(calendar()),
        part(calendar(end="\n")),
        part(calendar(end="\r\r\n")),
        part(b"\xef\xbb\xbf" + calendar()),
        part(calendar(), kind="TEXT/Calendar; METHOD=reply"),
        part(calendar(method="X-A:b")),
        part(calendar(), kind='text/calendar; charset="no-such-charset"'),
        part(calendar().decode().encode("iso-8859-1"), kind="text/calendar; charset=iso-8859-1"),
        part(calendar().decode().encode("iso-8859-1")),
        several(
            "mixed",
            TEXT,
            part(
                calendar(),
                kind="application/octet-stream",
                encoding="base64",
                extra="Content-Disposition: attachment;\r\n filename*=utf-8''m%C3%B6te.ICS\r\n",
            ),
        ),
        several(
            "mixed",
            several(
                "related", several("alternative", HTML, part(calendar()), mark="b3"), mark="b2"
            ),
        ),
    ],
)
def test_an_answer_in_any_wrapping(body):
    assert read_reply(mail(body)) == ACCEPTED


def test_a_line_may_be_folded_inside_a_character():
    content = calendar("COMMENT:på".encode().decode()).replace(
        "COMMENT:på".encode(), b"COMMENT:p\xc3\r\n \xa5"
    )

    assert read_reply(mail(part(content))).comment == "på"


@pytest.mark.parametrize(
    "line, comment",
    [
        ("COMMENT:a\\nb\\;c\\\\", "a\nb;c\\"),
        ("COMMENT:a\u202e\x07b", "ab"),
        ("COMMENT:" + "å" * 5000, "å" * 2000),
        ("BEGIN:VALARM\r\nCOMMENT:not mine\r\nEND:VALARM", ""),
    ],
)
def test_what_was_said_beside_the_answer(line, comment):
    assert read_reply(mail(part(calendar(line)))).comment == comment


@pytest.mark.parametrize(
    "written, address",
    [
        ("mailto:EVA.ASTROM@Lund.Example", "eva.astrom@lund.example"),
        ("mailto:eva%2Bskr@lund.example", "eva+skr@lund.example"),
        ("mailto:<eva@lund.example>", "eva@lund.example"),
        ("eva@xn--rksmrgs-5wao1o.example", "eva@räksmörgås.example"),
    ],
)
def test_an_address_in_any_spelling(written, address):
    content = calendar().replace(b"mailto:eva.astrom@lund.example", written.encode())

    assert read_reply(mail(part(content))).attendee == address


def test_who_sent_it_is_told_apart_from_who_answers():
    reply = read_reply(mail(part(calendar()), sender="Bo <bo@lund.example>"))

    assert (reply.attendee, reply.sender) == ("eva.astrom@lund.example", "bo@lund.example")


@pytest.mark.parametrize(
    "line, dtstamp",
    [
        ("DTSTAMP:20270203T073000", ACCEPTED.dtstamp),
        ("DTSTAMP:yesterday", None),
        ("X-NONE:1", None),
    ],
)
def test_an_answer_whose_time_is_unclear_is_still_an_answer(line, dtstamp):
    content = calendar().replace(b"DTSTAMP:20270203T073000Z", line.encode())

    assert read_reply(mail(part(content))).dtstamp == dtstamp


def test_an_answer_without_sequence_is_to_the_first_invitation():
    assert read_reply(mail(part(calendar().replace(b"SEQUENCE:2\r\n", b"")))).sequence == 0


# What is no answer. -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        mail(TEXT),
        mail(part(b"METHOD:REPLY\r\n", kind="text/plain; name=text/calendar")),
        mail(part(invitation(EVENT, EVA, SKR), kind="text/calendar; method=REQUEST")),
        mail(part(calendar(method="METHOD:COUNTER"), kind="text/calendar; method=COUNTER")),
        mail(
            several("mixed", TEXT, b"Content-Type: message/rfc822\r\n\r\n" + mail(part(calendar())))
        ),
        mail(b"Content-Type: message/rfc822\r\n\r\n" + mail(part(calendar()))),
    ],
)
def test_other_mail_is_none(raw):
    assert read_reply(raw) is None


EVENT_START = b"BEGIN:VEVENT\r\n"


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "unreadable"),
        (b"hello", "unreadable"),
        (calendar().replace(EVENT_START, b"BEGIN:VTODO\r\n"), "unreadable"),
        (calendar().replace(b"UID:", b"X-UID:"), "no_uid"),
        (calendar().replace(UID.encode(), b""), "no_uid"),
        (calendar().replace(UID.encode(), b"x" * 256), "no_uid"),
        (calendar("UID:another"), "no_uid"),
        (calendar().replace(b"ATTENDEE", b"X-ATTENDEE"), "no_attendee"),
        (calendar().replace(b"mailto:eva.astrom@lund.example", b"mailto:eva"), "no_attendee"),
        (calendar("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@lund.example"), "several_attendees"),
        (
            calendar("ATTENDEE;PARTSTAT=DECLINED:mailto:eva.astrom@lund.example"),
            "several_attendees",
        ),
        (calendar(partstat="NEEDS-ACTION"), "no_answer"),
        (calendar(partstat="DELEGATED"), "no_answer"),
        (calendar(partstat=""), "no_answer"),
        (calendar().replace(b";PARTSTAT=ACCEPTED", b""), "no_answer"),
        (calendar().replace(b"SEQUENCE:2", b"SEQUENCE:-1"), "unreadable"),
        (calendar().replace(b"SEQUENCE:2", b"SEQUENCE:9999999999"), "unreadable"),
        (calendar() + calendar(partstat="DECLINED"), "several_answers"),
        (calendar("COMMENT:" + "x" * LARGEST_CALENDAR), "too_large"),
        (calendar('COMMENT;A="b:c'), "unreadable"),
        (b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + EVENT_START * 9000, "no_uid"),
    ],
)
def test_a_broken_answer_says_what_is_wrong(content, reason):
    with pytest.raises(ReplyError) as refusal:
        read_reply(mail(part(content)))

    assert refusal.value.reason == reason


def test_parts_that_contradict_each_other_are_no_answer():
    body = several("mixed", part(calendar()), part(calendar(partstat="DECLINED")))

    with pytest.raises(ReplyError) as refusal:
        read_reply(mail(body))

    assert refusal.value.reason == "several_answers"


LEVEL = "Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n"
PUNYCODE = "text/calendar; charset=punycode; method=REPLY"
FILL = LARGEST_MAIL - 20_000


@pytest.mark.parametrize(
    "raw, reason",
    [
        (b"x" * (LARGEST_MAIL + 1), "too_large"),
        ("".join(LEVEL.format(n) for n in range(3000)).encode() + part(calendar()), "too_complex"),
        (LEVEL.format(1).encode() + b"--b1\r\n\r\n" * 100_000 + b"text/calendar", "too_complex"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 50_000 + part(calendar()), "unreadable"),
        (mail(part(calendar()), sender="(" * FILL), "unreadable"),
        (mail(part(b"\n" * (LARGEST_CALENDAR - 1))), "unreadable"),
        (mail(part(b"a" * LARGEST_CALENDAR, kind=PUNYCODE)), "unreadable"),
        (mail(part(b"A" * FILL, encoding="base64")), "too_large"),
    ],
)  # fmt: skip
def test_what_is_sent_to_wear_us_out_is_put_away(raw, reason):
    with pytest.raises(ReplyError) as refusal:
        read_reply(raw)

    assert refusal.value.reason == reason


def test_a_header_of_two_million_parameters_is_cut():
    assert read_reply(b"Content-Type: text/calendar" + b";" * FILL + b"\r\n\r\nx") is None


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_answer_is_an_answer_or_put_away(data):
    """Whatever a byte turns into: a reply, none, or a ReplyError, and no other error."""
    whole = bytearray(mail(several("alternative", TEXT, part(calendar("COMMENT:på")))))
    for _number in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(whole)))
        length = data.draw(st.integers(0, 20))
        whole[start : start + length] = data.draw(st.binary(max_size=6))

    with contextlib.suppress(ReplyError):
        reply = read_reply(bytes(whole))
        assert reply is None or "@" in reply.attendee
