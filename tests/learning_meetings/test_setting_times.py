"""When and where a meeting is: by SKR or its host, with what speaks against the day said."""

import threading
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.urls import reverse

from cohorts.enums import Function
from learning_meetings.deadlines import deadlines
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.meeting_times import civil_moment, usual_times
from learning_meetings.models import Invitee, Meeting, NoGoPeriod
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.inviting import invite
from learning_meetings.services.setting_times import (
    NeedsConfirmationError,
    Place,
    set_period,
    set_time,
    stamp_of,
    time_stamp,
)
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.learning_meetings.planning_recipes import (
    add_group,
    learning_meeting,
    plan_all,
    round_2021,
)

NOW = factories.stockholm(2021, 9, 20)


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_user(staff_role=StaffRole.PROJECT_LEAD)


@pytest.fixture
def group(lead: Any) -> Any:
    """A group of two in the round of 2021, whose meetings have periods."""
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad")
    plan_all(cohort, lead, today=date(2021, 7, 1))
    with time_machine.travel(NOW, tick=False):
        yield group


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return factories.stockholm(2021, month, day, hour)


def put(meeting: Meeting, begins: datetime, ends: datetime, actor: Any, **more: Any) -> Meeting:
    return set_time(meeting=meeting, starts_at=begins, ends_at=ends, actor=actor, **more)


def warned(meeting: Meeting, begins: datetime, ends: datetime, actor: Any) -> tuple[str, ...]:
    with pytest.raises(NeedsConfirmationError) as question:
        put(meeting, begins, ends, actor)
    return question.value.warnings


def host_of(meeting: Meeting) -> Any:
    seats = meeting.hosts.get().participation.team
    return seats.get(function=Function.KEY_PERSON).user


def test_the_host_sets_time_and_place(group: Any) -> None:
    meeting = learning_meeting(group, 1)
    host = host_of(meeting)
    where = Place("Stadshuset", "Torget 1", "Buss 3", "https://mote.example/1")
    saved = put(meeting, at(24), at(24, 15), host, where=where)
    assert (saved.first_day, saved.last_day, saved.precision) == (
        date(2021, 11, 24),
        date(2021, 11, 24),
        "day",
    )
    assert (saved.place, saved.remote_link) == ("Stadshuset", "https://mote.example/1")
    assert AuditEntry.objects.about(meeting).filter(action="set_time", actor=host).count() == 1
    # The same again is no change, and a later one of the time leaves the place.
    put(saved, at(24), at(24, 15), host)
    assert AuditEntry.objects.about(meeting).filter(action="set_time").count() == 1
    assert put(saved, at(25), at(25, 15), host).place == "Stadshuset"


@pytest.mark.parametrize("link", ["ftp://mote.example/1", "https://mote.example/{1}"])
def test_a_link_that_no_calendar_can_hold_is_refused(group: Any, link: str) -> None:
    meeting = learning_meeting(group, 1)
    with pytest.raises(ValidationError) as refusal:
        put(meeting, at(24), at(24, 15), host_of(meeting), where=Place(remote_link=link))
    assert list(refusal.value.error_dict) == ["remote_link"]


def test_others_do_not(group: Any) -> None:
    meeting = learning_meeting(group, 1)
    politician = meeting.hosts.get().participation.team.get(function=Function.POLITICIAN).user
    other_host = host_of(learning_meeting(group, 2))
    for person in (politician, other_host, factories.make_user()):
        with pytest.raises(PermissionDenied):
            put(meeting, at(24), at(24, 15), person)


@pytest.mark.parametrize(
    "day, clock, code",
    [
        (date(2022, 3, 27), time(2, 30), "no_such_time"),
        (date(2021, 10, 31), time(2, 30), "time_comes_twice"),
    ],
)
def test_the_nights_when_the_clocks_change(
    group: Any, lead: Any, day: date, clock: time, code: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        put(
            learning_meeting(group, 1),
            datetime.combine(day, clock),
            datetime.combine(day, time(9)),
            lead,
        )
    assert refusal.value.code == code
    assert "2.30" in refusal.value.messages[0]
    assert civil_moment(day, time(4)).utcoffset() is not None


@pytest.mark.parametrize(
    "begins, ends, field",
    [
        (at(24, 15), at(24, 9), "ends"),
        (at(24), at(30), "ends"),
        (factories.stockholm(2041, 11, 25), factories.stockholm(2041, 11, 25, 15), "day"),
    ],
)
def test_impossible_times(
    group: Any, lead: Any, begins: datetime, ends: datetime, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        put(learning_meeting(group, 1), begins, ends, lead, confirmed=True)
    assert list(refusal.value.message_dict) == [field]


def test_what_speaks_against_a_day_is_said_and_confirmed(group: Any, lead: Any) -> None:
    NoGoPeriod.objects.create(
        cohort=group.cohort,
        name_sv="Höstlov",
        first_day=date(2021, 11, 1),
        last_day=date(2021, 11, 5),
    )
    meeting = learning_meeting(group, 1)
    assert warned(meeting, at(27), at(27, 15), lead) == (
        f"Lärandeträff 1: styrning och ledning, {group.name} ligger på lördag 27 november: lördag.",
    )
    assert warned(meeting, at(3), at(3, 15), lead)[0].endswith("onsdag 3 november: Höstlov.")
    late = warned(meeting, at(28, month=9), at(28, 15, month=9), lead)
    assert late[-1] == "Det är mindre än 14 dagar dit: inbjudan blir sen."
    assert len(late) == 2  # and it comes before the strategists' meeting in October
    meeting.refresh_from_db()
    assert meeting.starts_at is None
    # A confirmation is of just what was said.
    with pytest.raises(NeedsConfirmationError):
        put(meeting, at(27), at(27, 15), lead, confirmed=stamp_of(("annat",)))
    saturday = warned(meeting, at(27), at(27, 15), lead)
    put(meeting, at(27), at(27, 15), lead, confirmed=stamp_of(saturday))
    # What has been confirmed is not asked again when only the hour changes.
    put(meeting, at(27, 10), at(27, 15), lead)


def test_the_same_people_in_two_places(group: Any, lead: Any) -> None:
    other = add_group(group.cohort, "Kalmar", "Boden")
    shared = group.participations.first().team.first()
    other.participations.first().team.update(email=shared.email)
    plan_all(group.cohort, lead, today=date(2021, 7, 1))
    put(learning_meeting(group, 1), at(24), at(24, 15), lead)
    text = warned(learning_meeting(other, 1), at(24, 16), at(24, 18), lead)[0]
    assert text.endswith("kan inte ligga på samma dag: de har deltagare eller mentorer gemensamt.")


def test_somebody_is_at_another_round_s_meeting(group: Any, lead: Any) -> None:
    person = group.participations.first().team.get(function=Function.KEY_PERSON)
    elsewhere = add_group(factories.make_cohort(name_sv="Annan omgång"), "Kalmar", "Boden")
    elsewhere.participations.first().team.filter(function=Function.KEY_PERSON).update(
        email=person.email, user=person.user, name="Samma Person"
    )
    Meeting.objects.create(
        cohort=elsewhere.cohort,
        group=elsewhere,
        kind="learning_meeting",
        number=1,
        audience="group",
        name_sv="Träff 1",
        first_day=date(2021, 11, 24),
        last_day=date(2021, 11, 24),
        precision="day",
        starts_at=at(24, 10),
        ends_at=at(24, 12),
    )
    meeting = learning_meeting(group, 1)
    assert warned(meeting, at(24), at(24, 15), lead) == (
        f"Samma Person ska vara på Träff 1, {elsewhere.name} i Annan omgång samtidigt.",
    )
    put(meeting, at(24, 12), at(24, 15), lead)  # the other one is over by then


def test_a_date_moved_after_answers_is_told_and_asks_anew(group: Any, lead: Any) -> None:
    meeting = learning_meeting(group, 1)
    put(meeting, at(24), at(24, 15), lead)
    invite(meeting=meeting, actor=lead)
    for invitee in meeting.invitees.all():
        answer_invitation(invitee=invitee, answer=Answer.YES, by=AnsweredBy.LINK)
    sent = Message.objects.count()
    meeting.refresh_from_db()
    assert put(meeting, at(25), at(25, 15), lead).status == "invited"
    assert Message.objects.count() - sent == 4
    assert set(Invitee.objects.values_list("answer", flat=True)) == {Answer.NONE}
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    with pytest.raises(ValidationError) as past:
        put(meeting, at(1, month=9), at(1, 12, month=9), lead, confirmed=True)
    assert list(past.value.message_dict) == ["day"]
    with pytest.raises(ValidationError) as period:
        set_period(
            meeting=meeting,
            first=date(2021, 12, 1),
            last=date(2021, 12, 31),
            precision="month",
            actor=lead,
        )
    assert period.value.code == "wrong_state"


def test_a_period_takes_the_date_away(group: Any, lead: Any) -> None:
    meeting = learning_meeting(group, 1)
    put(meeting, at(24), at(24, 15), lead)
    set_period(
        meeting=meeting,
        first=date(2021, 12, 1),
        last=date(2021, 12, 31),
        precision="month",
        actor=lead,
    )
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.first_day, meeting.event) == (None, date(2021, 12, 1), None)
    with pytest.raises(ValidationError) as backwards:
        set_period(
            meeting=meeting,
            first=date(2021, 12, 2),
            last=date(2021, 12, 1),
            precision="month",
            actor=lead,
        )
    assert list(backwards.value.message_dict) == ["last"]


def test_a_page_from_before_somebody_s_change_is_refused(group: Any, lead: Any) -> None:
    meeting = learning_meeting(group, 1)
    seen = time_stamp(meeting)
    put(meeting, at(24), at(24, 15), lead, seen=seen)
    with pytest.raises(ValidationError) as refusal:
        put(meeting, at(25), at(25, 15), lead, seen=seen)
    assert refusal.value.code == "changed_meanwhile"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_set_the_time() -> None:
    lead = factories.make_user(staff_role=StaffRole.PROJECT_LEAD)
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad")
    plan_all(cohort, lead, today=date(2021, 7, 1))
    meeting = learning_meeting(group, 1)
    seen, start, results = time_stamp(meeting), threading.Barrier(2), []

    def one(day: int) -> None:
        start.wait()
        try:
            put(meeting, at(day), at(day, 15), lead, seen=seen, confirmed=True)
            results.append("saved")
        except ValidationError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(day,)) for day in (24, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["changed_meanwhile", "saved"]


def test_deadlines_hang_on_the_meeting_and_move_with_it(group: Any, lead: Any) -> None:
    meeting = learning_meeting(group, 1)
    assert {due.day for due in deadlines(meeting)} == {None}
    put(meeting, at(24), at(24, 15), lead)
    meeting.refresh_from_db()
    found = {due.days: due for due in deadlines(meeting, presented=True)}
    assert (found[-14].day, found[-14].text) == (date(2021, 11, 10), found[-14].text)
    keys = {due.key: (due.day, due.done) for due in deadlines(meeting, presented=True)}
    assert keys["invitation"] == (date(2021, 11, 10), False)
    assert keys["presentations"] == (date(2021, 11, 17), True)
    # Five days after is a Monday; a Saturday becomes the Friday before.
    assert found[5].day == date(2021, 11, 29)
    assert found[-1].day == date(2021, 11, 23)
    put(meeting, at(25), at(25, 15), lead)
    meeting.refresh_from_db()
    assert {due.key: due.day for due in deadlines(meeting)}["invitation"] == date(2021, 11, 11)


def test_usual_times_without_a_template_and_over_days() -> None:
    day = date(2021, 11, 24)
    assert usual_times(None, day, day) == (at(24), at(24, 12))
    begins, ends = usual_times(None, day, date(2021, 11, 25))
    assert (begins, ends) == (at(24), at(25, 12))


class TestPage:
    def send(self, client: Any, meeting: Meeting, **data: Any) -> Any:
        fields = {
            "day_day": "24",
            "day_month": "11",
            "day_year": "2021",
            "starts": "9.30",
            "ends": "15",
            "place": "Stadshuset",
            "seen": time_stamp(meeting),
        } | data
        return client.post(reverse("learning_meetings:meeting_time", args=[meeting.pk]), fields)

    def test_saved_and_back(self, group: Any, lead: Any, client: Any) -> None:
        meeting = learning_meeting(group, 1)
        client.force_login(lead)
        answer = self.send(client, meeting)
        assert answer.status_code == 302
        meeting.refresh_from_db()
        assert meeting.starts_at == factories.stockholm(2021, 11, 24, 9, 30)

    def test_warned_and_saved_all_the_same(self, group: Any, lead: Any, client: Any) -> None:
        meeting = learning_meeting(group, 1)
        client.force_login(lead)
        warned = self.send(client, meeting, day_day="27")
        assert warned.status_code == 422
        assert "Spara ändå" in warned.text
        stamp = warned.context["form"]["confirmed"].value()
        assert self.send(client, meeting, day_day="27", confirmed=stamp).status_code == 302

    def test_an_hour_that_does_not_exist(self, group: Any, lead: Any, client: Any) -> None:
        meeting = learning_meeting(group, 1)
        client.force_login(lead)
        answer = self.send(
            client, meeting, day_day="27", day_month="3", day_year="2022", starts="2.30"
        )
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["starts"]
        assert 'value="2.30"' in answer.text
