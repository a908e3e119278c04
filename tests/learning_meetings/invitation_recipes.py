"""A group with two teams and a mentor, a meeting of theirs, and what calendars were told."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from cohorts.enums import EventKind, Function, PromiseStatus
from cohorts.models import TeamMember
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import Host, Meeting
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings.calendar_readers import only_event

# A Tuesday in March next year, whatever year it is: nothing speaks against it.
_NINTH = date(timezone.now().year + 1, 3, 9)
WHEN = stockholm(_NINTH.year, 3, 9 + (1 - _NINTH.weekday()) % 7, 9)
LONG = timedelta(hours=3)


def make_meeting(group=None, *, cohort=None, **fields):
    """A planned learning meeting of the group (or a meeting of the whole round), with a time."""
    fields.setdefault("audience", Audience.GROUP if group else Audience.ROUND)
    fields.setdefault("kind", EventKind.LEARNING_MEETING)
    fields.setdefault("name_sv", "Lärandeträff 1")
    fields.setdefault("starts_at", WHEN)
    if fields["starts_at"]:
        fields.setdefault("ends_at", fields["starts_at"] + LONG)
    fields.setdefault("place", "Rådhuset")
    fields.setdefault("address", "Stortorget 7, Lund")
    day = (fields["starts_at"] or WHEN).date()
    return Meeting.objects.create(
        cohort=cohort or group.cohort, group=group, first_day=day, last_day=day, **fields
    )


def make_team(cohort, name, *, domain, functions=("politician", "strategist")):
    """A participation whose team has no accounts, only addresses."""
    participation = factories.make_participation(cohort, factories.make_organisation(name))
    for function in functions:
        TeamMember.objects.create(
            participation=participation,
            function=function,
            name=f"{Function(function).label}, {name}",
            email=f"{function}@{domain}",
        )
    return participation


def make_group_world():
    """Lund hosts; Ystad learns with them; Malmö's mentor guides. Five people."""
    cohort = factories.make_cohort(name_sv="Modellkommuner 2027")
    lund = make_team(cohort, "Lund", domain="lund.example")
    ystad = make_team(cohort, "Ystad", domain="ystad.example")
    group = factories.make_group(cohort, "Grupp 1", members=(lund, ystad))
    mentor = factories.make_user("mentor@malmo.example", name="Mentor, Malmö")
    promise = factories.make_promise(
        factories.make_organisation("Malmö"),
        status=PromiseStatus.SERVING,
        cohort=cohort,
        people=(mentor,),
    )
    factories.make_mentorship(group, promise)
    meeting = make_meeting(group)
    Host.objects.create(meeting=meeting, participation=lund)
    return SimpleNamespace(
        cohort=cohort, lund=lund, ystad=ystad, group=group, mentor=mentor, promise=promise,
        meeting=meeting,
    )  # fmt: skip


def make_public_meeting(**fields):
    """An information meeting of an announced round that visitors can sign up for."""
    return make_meeting(
        cohort=factories.make_cohort(),
        audience=Audience.PUBLIC,
        kind=EventKind.INFORMATION,
        name_sv="Informationsmöte",
        status=fields.pop("status", MeetingStatus.INVITED),
        invited_at=timezone.now(),
        remote_link="https://video.example/j/123",
        **fields,
    )


def mails_to(email):
    """The mails to an address, oldest first."""
    return list(Message.objects.filter(to_email__iexact=email).order_by("pk"))


def told(email):
    """What the calendar of an address was told, oldest first: method and sequence."""
    return [
        (re.search(r"^METHOD:(\w+)", mail.calendar, re.M)[1], event_in(mail)["sequence"])
        for mail in mails_to(email)
        if mail.calendar
    ]


def event_in(mail):
    """The event of a mail, as both readers of calendars understand it."""
    return only_event(mail.calendar.encode())


def link_in(mail, start="svar"):
    """The path of the mail's link."""
    return re.search(rf"(/{start}/\S+)", mail.body_text)[1]


def everybody():
    return set(Message.objects.values_list("to_email", flat=True))
