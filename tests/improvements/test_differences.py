"""A difference becomes a part of the next meeting's agenda, once."""

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from improvements.services.differences import MINUTES, raise_moment, raised_moments
from learning_meetings.models import AgendaItem, Meeting
from learning_meetings.services.preparing import remove_part
from tests.improvements.assessment_recipes import make_edition
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


@pytest.fixture
def moment(db: None) -> Any:
    return make_edition().moments.first()


def test_the_host_puts_it_on_the_agenda(at: MeetingWorld, moment: Any) -> None:
    item = raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    assert item.title_sv.endswith(moment.title_sv)
    assert (item.minutes, item.leads, item.position) == (MINUTES, "mentor", 1)
    assert raised_moments(at.meeting) == {moment.pk}


def test_never_twice_also_when_its_title_has_changed(
    at: MeetingWorld, moment: Any, project_lead: Any
) -> None:
    item = raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    AgendaItem.objects.filter(pk=item.pk).update(title_sv="Beslutsunderlag")
    with pytest.raises(ValidationError) as refused:
        raise_moment(meeting=at.meeting, moment=moment, actor=project_lead)
    assert refused.value.code == "stands_already"
    assert at.meeting.agenda.count() == 1


def test_what_was_removed_can_be_raised_again(at: MeetingWorld, moment: Any) -> None:
    item = raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    remove_part(item=item, actor=at.host)
    assert raised_moments(at.meeting) == set()
    raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    assert at.meeting.agenda.count() == 1


def test_without_a_mentor_the_host_leads(at: MeetingWorld, moment: Any) -> None:
    at.world.group.mentorships.all().delete()
    assert raise_moment(meeting=at.meeting, moment=moment, actor=at.host).leads == "host"


def test_a_long_title_is_cut(at: MeetingWorld) -> None:
    moment = make_edition("lang").moments.first()
    assert moment is not None
    moment.title_sv = "Å" * 200
    moment.save()
    item = raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    assert len(item.title_sv) == 200


def test_others_do_not_change_the_agenda(at: MeetingWorld, moment: Any) -> None:
    politician = at.world.person("lund", "politician")
    for user in (at.partner, at.mentor, politician):
        with pytest.raises(PermissionDenied):
            raise_moment(meeting=at.meeting, moment=moment, actor=user)
    assert at.meeting.agenda.count() == 0


@pytest.mark.parametrize("status, code", [("held", "held"), ("cancelled", "cancelled")])
def test_not_in_a_meeting_that_is_over(
    at: MeetingWorld, moment: Any, status: str, code: str
) -> None:
    Meeting.objects.filter(pk=at.meeting.pk).update(status=status, cancelled_because="Snö")
    with pytest.raises(ValidationError) as refused:
        raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
    assert refused.value.code == code
    assert raised_moments(at.meeting) == set()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_part(at: MeetingWorld, moment: Any) -> None:
    start, told = threading.Barrier(4), []

    def press() -> None:
        try:
            start.wait()
            raise_moment(meeting=at.meeting, moment=moment, actor=at.host)
            told.append("raised")
        except ValidationError as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["raised", *["stands_already"] * 3]
    assert at.meeting.agenda.count() == 1
