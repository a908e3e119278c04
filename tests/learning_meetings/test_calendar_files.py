"""Every calendar file, read back by two readers; and what no text can do to it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learning_meetings.calendar_files import (
    TIME_ZONE,
    Attendee,
    CalendarEvent,
    Organiser,
    cancellation,
    etag_of,
    feed,
    invitation,
)
from modellkonceptet.plain_text import clean_text
from tests.factories import stockholm
from tests.learning_meetings.calendar_readers import assert_well_formed, only_event, read_alike

SKR = Organiser("Modellkonceptet, SKR", "moten@skr.example")
EVA = Attendee("Åström, Eva", "eva.astrom@lund.example")
EVENT = CalendarEvent(
    uid="mote-4d0f7c3e-0d6c-4f5e-9b1a-2f6a3f1c9e11@modellkonceptet.example",
    sequence=2,
    starts_at=stockholm(2027, 3, 9, 10),
    ends_at=stockholm(2027, 3, 9, 15, 30),
    title="Lärandemöte 2: jämställd förskola",
    last_modified=datetime(2027, 2, 1, 8, 15, tzinfo=UTC),
    description="Vi ses hos Lund.\nTa med era siffror; gärna på papper.",
    place="Rådhuset, Stortorget 7, Lund",
    travel_note="Tåg till Lund C, sedan fem minuter till fots.",
    remote_link="https://video.example/j/123?pwd=hemligt",
    page="https://modellkonceptet.example/moten/17/",
)


def test_an_invitation_says_everything_to_one_person():
    assert only_event(invitation(EVENT, EVA, SKR)) == {
        "uid": EVENT.uid,
        "sequence": 2,
        "stamp": datetime(2027, 2, 1, 8, 15, tzinfo=UTC),
        "modified": datetime(2027, 2, 1, 8, 15, tzinfo=UTC),
        "starts": datetime(2027, 3, 9, 9, 0, tzinfo=UTC),
        "ends": datetime(2027, 3, 9, 14, 30, tzinfo=UTC),
        "title": "Lärandemöte 2: jämställd förskola",
        "description": (
            "Vi ses hos Lund.\nTa med era siffror; gärna på papper.\n\n"
            "Hitta hit: Tåg till Lund C, sedan fem minuter till fots.\n\n"
            "Delta på distans: https://video.example/j/123?pwd=hemligt\n\n"
            "Mötets sida: https://modellkonceptet.example/moten/17/"
        ),
        "place": "Rådhuset, Stortorget 7, Lund",
        "url": "https://modellkonceptet.example/moten/17/",
        "conference": "https://video.example/j/123?pwd=hemligt",
        "status": "CONFIRMED",
        "transparency": "OPAQUE",
        "organiser": {"address": "mailto:moten@skr.example", "CN": "Modellkonceptet, SKR"},
        "attendees": [
            {
                "address": "mailto:eva.astrom@lund.example",
                "CN": "Åström, Eva",
                "ROLE": "REQ-PARTICIPANT",
                "PARTSTAT": "NEEDS-ACTION",
                "RSVP": "TRUE",
            }
        ],
        "names": [
            "ATTENDEE",
            "CONFERENCE",
            "DESCRIPTION",
            "DTEND",
            "DTSTAMP",
            "DTSTART",
            "LAST-MODIFIED",
            "LOCATION",
            "ORGANIZER",
            "SEQUENCE",
            "STATUS",
            "SUMMARY",
            "TRANSP",
            "UID",
            "URL",
        ],
    }


def test_the_lines_of_an_invitation_as_they_are_sent():
    content = invitation(
        CalendarEvent(
            uid="mote-1@skr.example",
            sequence=0,
            starts_at=stockholm(2027, 6, 1, 9),
            ends_at=stockholm(2027, 6, 1, 10),
            title="Möte",
            last_modified=datetime(2027, 5, 1, tzinfo=UTC),
        ),
        Attendee("Bo", "bo@lund.example", role="optional"),
        Organiser("SKR", "moten@skr.example"),
    )

    assert content.decode().replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SKR//Modellkonceptet//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        *TIME_ZONE,
        "BEGIN:VEVENT",
        "UID:mote-1@skr.example",
        "SEQUENCE:0",
        "DTSTAMP:20270501T000000Z",
        "LAST-MODIFIED:20270501T000000Z",
        "DTSTART;TZID=Europe/Stockholm:20270601T090000",
        "DTEND;TZID=Europe/Stockholm:20270601T100000",
        "SUMMARY:Möte",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        'ORGANIZER;CN="SKR":mailto:moten@skr.example',
        (
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
            'CN="Bo":mailto:bo@lund.example'
        ),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_meeting_only_at_a_distance_takes_place_at_its_link():
    event = only_event(invitation(replace(EVENT, place=""), EVA, SKR))

    assert event["place"] == "https://video.example/j/123?pwd=hemligt"


def test_invited_moved_and_cancelled():
    first = replace(EVENT, sequence=0)
    moved = replace(
        first,
        sequence=1,
        starts_at=EVENT.starts_at + timedelta(days=7),
        ends_at=EVENT.ends_at + timedelta(days=7),
        last_modified=EVENT.last_modified + timedelta(days=1),
    )
    off = replace(moved, sequence=2, cancelled=True, last_modified=moved.last_modified)
    files = [
        invitation(first, EVA, SKR),
        invitation(moved, EVA, SKR),
        cancellation(off, EVA, SKR),
    ]

    read = [read_alike(content) for content in files]

    assert [calendar["method"] for calendar in read] == ["REQUEST", "REQUEST", "CANCEL"]
    steps = [calendar["events"][0] for calendar in read]
    assert [(step["sequence"], step["status"], step["starts"].day) for step in steps] == [
        (0, "CONFIRMED", 9),
        (1, "CONFIRMED", 16),
        (2, "CANCELLED", 16),
    ]
    assert {step["uid"] for step in steps} == {EVENT.uid}
    assert [step["attendees"][0]["address"] for step in steps] == ["mailto:" + EVA.email] * 3


def test_a_cancellation_asks_for_nothing_and_gives_no_link():
    content = cancellation(EVENT, EVA, SKR)

    assert only_event(content)["attendees"] == [
        {"address": "mailto:" + EVA.email, "CN": EVA.name, "ROLE": "REQ-PARTICIPANT"}
    ]
    assert b"video.example" not in content


def test_nobody_is_invited_to_a_cancelled_meeting():
    with pytest.raises(ValueError, match="cancelled"):
        invitation(replace(EVENT, cancelled=True), EVA, SKR)


# The nights on which the clocks change. -----------------------------------------------------


@pytest.mark.parametrize(
    "starts, ends, lines",
    [
        # Over the night of March: an hour shorter than the wall clocks say.
        (
            stockholm(2027, 3, 27, 22),
            stockholm(2027, 3, 28, 4),
            (";TZID=Europe/Stockholm:20270327T220000", ";TZID=Europe/Stockholm:20270328T040000"),
        ),
        # 02:30 does not exist then: the moment it means is 03:30.
        (
            stockholm(2027, 3, 28, 2, 30),
            stockholm(2027, 3, 28, 4),
            (";TZID=Europe/Stockholm:20270328T033000", ";TZID=Europe/Stockholm:20270328T040000"),
        ),
        # Over the night of October: an hour longer.
        (
            stockholm(2027, 10, 30, 22),
            stockholm(2027, 10, 31, 4),
            (";TZID=Europe/Stockholm:20271030T220000", ";TZID=Europe/Stockholm:20271031T040000"),
        ),
        # 02:30 comes twice then: written in UTC, the first pass …
        (
            stockholm(2027, 10, 31, 2, 30),
            stockholm(2027, 10, 31, 4),
            (":20271031T003000Z", ":20271031T030000Z"),
        ),
        # … and the second.
        (
            stockholm(2027, 10, 31, 2, 30).replace(fold=1),
            stockholm(2027, 10, 31, 4),
            (":20271031T013000Z", ":20271031T030000Z"),
        ),
        # From one pass to the other: the same wall clock, an hour apart.
        (
            stockholm(2027, 10, 31, 2, 30),
            stockholm(2027, 10, 31, 2, 30).replace(fold=1),
            (":20271031T003000Z", ":20271031T013000Z"),
        ),
        # An ordinary meeting, given in UTC.
        (
            datetime(2027, 7, 1, 7, tzinfo=UTC),
            datetime(2027, 7, 1, 8, tzinfo=UTC),
            (";TZID=Europe/Stockholm:20270701T090000", ";TZID=Europe/Stockholm:20270701T100000"),
        ),
    ],
)
def test_both_readers_find_the_moment_that_was_meant(starts, ends, lines):
    content = invitation(replace(EVENT, starts_at=starts, ends_at=ends), EVA, SKR)

    event = only_event(content)
    assert (event["starts"], event["ends"]) == (starts.astimezone(UTC), ends.astimezone(UTC))
    assert tuple(re.findall(r"^DT(?:START|END)(.*2027\w+)\r$", content.decode(), re.M)) == lines


@settings(max_examples=60, deadline=None)
@given(
    starts=st.datetimes(datetime(2019, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 60 * 24 * 3),
)
def test_any_moment_is_read_back_as_it_was(starts, minutes):
    starts = starts.replace(microsecond=0)
    ends = starts + timedelta(minutes=minutes)

    event = only_event(invitation(replace(EVENT, starts_at=starts, ends_at=ends), EVA, SKR))

    assert (event["starts"], event["ends"]) == (starts, ends)


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": datetime(2027, 3, 9, 10)},
        {"last_modified": datetime(2027, 3, 9, 10)},
        {"ends_at": EVENT.starts_at},
        # An hour by the wall clock and none in the world: 02:30 means 03:30 that night.
        {"starts_at": stockholm(2027, 3, 28, 2, 30), "ends_at": stockholm(2027, 3, 28, 3, 30)},
        {"sequence": -1},
        {"uid": ""},
        {"uid": "a\r\nATTENDEE:mailto:b@c.example"},
        {"remote_link": "javascript:alert(1)"},
        {"remote_link": "https://a.example/\r\nATTENDEE:mailto:b@c.example"},
        {"page": "https://a.example/ b"},
    ],
)
def test_what_is_not_a_meeting_is_refused(change):
    with pytest.raises(ValueError):  # noqa: PT011
        replace(EVENT, **change)


# Whatever is typed stays text. --------------------------------------------------------------

NASTY = (
    "Möte\r\nATTENDEE:mailto:x@y.example\nEND:VEVENT\rBEGIN:VEVENT\u2028UID:2\x85;a,b"
    "\\n\\N\"'^n^^:\x00\x1b"
)


@pytest.mark.parametrize("field", ["title", "place", "description", "travel_note"])
def test_no_text_adds_a_line(field):
    content = invitation(replace(EVENT, **{field: NASTY}), EVA, SKR)

    event = only_event(content)
    assert event["names"] == only_event(invitation(EVENT, EVA, SKR))["names"]
    assert [person["address"] for person in event["attendees"]] == ["mailto:" + EVA.email]


def test_no_name_adds_a_line_or_a_parameter():
    content = invitation(EVENT, replace(EVA, name=NASTY), replace(SKR, name='a";ROLE=CHAIR:b'))

    event = only_event(content)
    assert event["organiser"] == {"address": "mailto:" + SKR.email, "CN": "a';ROLE=CHAIR:b"}
    assert event["attendees"] == [
        {
            "address": "mailto:" + EVA.email,
            "CN": "Möte ATTENDEE:mailto:x@y.example END:VEVENT BEGIN:VEVENT UID:2 ;a,bnN''n:",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
        }
    ]


@pytest.mark.parametrize(
    "address",
    ["", "eva", "eva@lund.example\r\nX:y", "a b@lund.example", '"a;b"@lund.example', "å@b.example"],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="Not an e-mail address"):
        invitation(EVENT, replace(EVA, email=address), SKR)


@pytest.mark.parametrize(
    "address, written",
    [
        ("a+b@lund.example", "mailto:a+b@lund.example"),
        ("a%b?c@lund.example", "mailto:a%25b%3Fc@lund.example"),
        ("eva@räksmörgås.example", "mailto:eva@xn--rksmrgs-5wao1o.example"),
    ],
)
def test_unusual_addresses_are_written_as_a_uri(address, written):
    event = only_event(invitation(EVENT, replace(EVA, email=address), SKR))

    assert event["attendees"][0]["address"] == written


@settings(max_examples=300, deadline=None)
@given(title=st.text(max_size=120), name=st.text(max_size=80), note=st.text(max_size=400))
@example(title="C:\\Nytt\\nu; a, b", name="Anna \"Ann\" 'A' O^n", note="a\\\nb\\\\;\r\nc\td")
@example(title="å" * 90, name="👩‍👩‍👧‍👦" * 12, note="x" * 66 + "👍🏽" + "ö" * 80)
@example(title="\\" * 100, name="%2C%3A%25", note=" " * 80 + "a" + " " * 80 + "b")
def test_both_readers_give_back_what_was_typed(title, name, note):
    event = replace(EVENT, title=title, place=title, description=note, travel_note="", page="")
    event = replace(event, remote_link="")

    read = only_event(invitation(event, replace(EVA, name=name), SKR))

    line = clean_text(title, multiline=False)
    assert (read["title"], read["place"]) == (line, line)
    assert read["description"] == clean_text(note, multiline=True)
    assert len(read["attendees"]) == 1


@pytest.mark.parametrize("before", range(60, 76))
@pytest.mark.parametrize("char", ["å", "€", "👍", "\\", ";"])
def test_a_line_is_never_cut_inside_a_character(before, char):
    title = "x" * before + char * 40

    assert only_event(invitation(replace(EVENT, title=title), EVA, SKR))["title"] == title


@pytest.mark.parametrize("before", range(60, 76))
def test_a_line_is_never_cut_inside_an_escape(before):
    """Allowed, but there are calendars that take the escapes away before the folds."""
    content = invitation(replace(EVENT, title="x" * before + ";" * 40), EVA, SKR)

    assert [line for line in content.split(b"\r\n") if line.endswith(b"\\")] == []


# The feed. ----------------------------------------------------------------------------------


def test_a_feed_publishes_without_persons_and_without_the_link():
    cancelled = replace(EVENT, uid="mote-2@skr.example", cancelled=True, remote_link="")

    content = feed([cancelled, EVENT], name="Möten; Grupp 1", organiser=SKR)

    calendar = read_alike(content)
    assert (calendar["method"], calendar["name"]) == ("PUBLISH", "Möten; Grupp 1")
    assert [(event["uid"], event["status"], event["title"]) for event in calendar["events"]] == [
        ("mote-2@skr.example", "CANCELLED", "Inställt: Lärandemöte 2: jämställd förskola"),
        (EVENT.uid, "CONFIRMED", "Lärandemöte 2: jämställd förskola"),
    ]
    assert [event["attendees"] for event in calendar["events"]] == [[], []]
    assert [event["transparency"] for event in calendar["events"]] == ["TRANSPARENT", "OPAQUE"]
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[4:10] == [
        "METHOD:PUBLISH",
        "NAME:Möten\\; Grupp 1",
        "X-WR-CALNAME:Möten\\; Grupp 1",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]


@pytest.mark.parametrize("field", ["title", "place", "description", "travel_note"])
@pytest.mark.parametrize(
    "typed",
    [
        "https://video.example/j/123?pwd=hemligt",
        "HTTPS://VIDEO.EXAMPLE/j/123?pwd=hemligt&x=1",
        "video.example/j/123?pwd=hemligt",
        "https://video.exam\u200bple/j/123?pwd=hemligt",
    ],
)
def test_not_even_a_link_typed_into_a_text_is_in_the_feed(field, typed):
    event = replace(EVENT, **{field: f"Länk: {typed}"})

    content = feed([event], name="Möten", organiser=SKR).replace(b"\r\n ", b"")

    assert b"video.example" not in content.lower()
    assert b"hemligt" not in content


def test_an_empty_feed_is_a_calendar():
    calendar = read_alike(feed([], name="Möten", organiser=SKR))

    assert calendar == {"method": "PUBLISH", "name": "Möten", "events": []}


def test_the_same_meetings_give_the_same_feed_and_a_change_another():
    second = replace(EVENT, uid="mote-2@skr.example")
    older = replace(second, sequence=1, title="Förr")
    content = feed([EVENT, second], name="Möten", organiser=SKR)

    again = feed([older, second, EVENT, EVENT, older], name="Möten", organiser=SKR)
    changed = feed(
        [EVENT, replace(second, last_modified=datetime(2027, 3, 1, tzinfo=UTC))],
        name="Möten",
        organiser=SKR,
    )

    assert again == content
    assert etag_of(again) == etag_of(content)
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag_of(content))
    assert etag_of(changed) != etag_of(content)


def test_a_feed_of_three_thousand_meetings():
    events = [
        replace(
            EVENT,
            uid=f"mote-{number}@skr.example",
            starts_at=EVENT.starts_at + timedelta(hours=7 * number),
            ends_at=EVENT.ends_at + timedelta(hours=7 * number),
        )
        for number in range(3000)
    ]

    content = feed(events, name="Möten", organiser=SKR)

    assert_well_formed(content)
    assert content.count(b"BEGIN:VEVENT") == 3000
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert len(content) < 3_000_000
