"""Calendar files as two readers that know nothing of each other understand them."""

from datetime import UTC

import icalendar
import vobject
from icalendar.parser import unescape_backslash
from vobject.icalendar import stringToTextValues

from modellkonceptet.plain_text import has_control_character


def read_alike(content):
    """The file as plain values, after checking its form and that both readers agree."""
    assert_well_formed(content)
    read = by_icalendar(content)
    assert by_vobject(content) == read
    return read


def only_event(content):
    (event,) = read_alike(content)["events"]
    return event


def assert_well_formed(content):
    """CRLF only; no line over 75 octets; each is UTF-8 by itself, without control characters."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert not has_control_character(line.decode().replace("\t", ""))


def by_icalendar(content):
    calendar = icalendar.Calendar.from_ical(content)
    return {
        "method": str(calendar["METHOD"]),
        # Neither knows NAME by its type; what it says in the file is unescaped by each its own way.
        "name": unescape_backslash(_text(calendar.get("NAME"))),
        "events": [
            {
                "uid": str(event["UID"]),
                "sequence": int(event["SEQUENCE"]),
                "stamp": event["DTSTAMP"].dt.astimezone(UTC),
                "modified": event["LAST-MODIFIED"].dt.astimezone(UTC),
                "starts": event["DTSTART"].dt.astimezone(UTC),
                "ends": event["DTEND"].dt.astimezone(UTC),
                "title": str(event["SUMMARY"]),
                "description": _text(event.get("DESCRIPTION")),
                "place": _text(event.get("LOCATION")),
                "url": _text(event.get("URL")),
                "conference": _text(event.get("CONFERENCE")),
                "status": str(event["STATUS"]),
                "transparency": str(event["TRANSP"]),
                "organiser": _person(event["ORGANIZER"], event["ORGANIZER"].params),
                "attendees": [
                    _person(person, person.params) for person in _list(event.get("ATTENDEE"))
                ],
                "names": sorted(event),
            }
            for event in calendar.walk("VEVENT")
        ],
    }


def by_vobject(content):
    calendar = vobject.readOne(content.decode())
    return {
        "method": calendar.method.value,
        "name": stringToTextValues(_value(calendar, "name"), listSeparator="\n")[0],
        "events": [
            {
                "uid": event.uid.value,
                "sequence": int(event.sequence.value),
                "stamp": event.dtstamp.value.astimezone(UTC),
                "modified": event.last_modified.value.astimezone(UTC),
                "starts": event.dtstart.value.astimezone(UTC),
                "ends": event.dtend.value.astimezone(UTC),
                "title": event.summary.value,
                "description": _value(event, "description"),
                "place": _value(event, "location"),
                "url": _value(event, "url"),
                "conference": _value(event, "conference"),
                "status": event.status.value,
                "transparency": event.transp.value,
                "organiser": _person(
                    event.organizer.value,
                    {name: values[0] for name, values in event.organizer.params.items()},
                ),
                "attendees": [
                    _person(
                        person.value, {name: values[0] for name, values in person.params.items()}
                    )
                    for person in event.contents.get("attendee", [])
                ],
                # What vobject adds for itself is not in the file.
                "names": sorted(
                    line.name for line in event.getChildren() if not line.name.startswith("X-VOBJ")
                ),
            }
            for event in calendar.contents.get("vevent", [])
        ],
    }


def _person(address, parameters):
    return {"address": str(address)} | {
        name: str(parameters[name])
        for name in ("CN", "ROLE", "PARTSTAT", "RSVP")
        if name in parameters
    }


def _list(value):
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value):
    return "" if value is None else str(value)


def _value(component, name):
    return component.contents[name][0].value if name in component.contents else ""
