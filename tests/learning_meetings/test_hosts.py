"""Who hosts: by the wheel, by SKR, and by two hosts who agree."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cohorts.enums import Function
from cohorts.services.participations import withdraw_participation
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import HostSwap, Meeting
from learning_meetings.services.hosts import (
    answer_swap,
    ask_swap,
    change_hosts,
    take_back_swap,
)
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.learning_meetings.planning_recipes import (
    add_group,
    learning_meeting,
    plan_all,
    round_2021,
)

PLACES = {
    "Lund": {"latitude": 55.7, "longitude": 13.19},
    "Ystad": {"latitude": 55.43, "longitude": 13.82},
    "Boden": {"latitude": 65.8, "longitude": 21.7},
}


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_user(staff_role=StaffRole.PROJECT_LEAD)


@pytest.fixture
def group(lead: Any) -> Any:
    """Lund hosts first (it travels least), then Ystad, then Boden."""
    cohort = round_2021()
    group = add_group(cohort, "Boden", "Lund", "Ystad", **PLACES)
    plan_all(cohort, lead, today=date(2021, 7, 1))
    return group


def names(group: Any) -> list[str]:
    return [
        " ".join(sorted(h.participation.organisation.name for h in meeting.hosts.all()))
        for meeting in Meeting.objects.filter(group=group).order_by("number")
    ]


def member(group: Any, name: str) -> Any:
    return group.participations.get(organisation__name=name)


def person(group: Any, name: str, function: str = Function.KEY_PERSON) -> Any:
    return member(group, name).team.get(function=function).user


def test_whoever_travels_least_begins(group: Any) -> None:
    assert names(group) == ["Lund", "Ystad", "Boden"]


def test_skr_changes_the_host_and_confirms_what_is_unfair(group: Any, lead: Any) -> None:
    meeting, lund = learning_meeting(group, 2), member(group, "Lund")
    with pytest.raises(ValidationError) as unfair:
        change_hosts(meeting=meeting, participations=[lund], actor=lead)
    assert unfair.value.code == "unfair"
    assert unfair.value.messages == [
        "Lund är värd för träff 2 innan alla har varit värdar lika många gånger."
    ]
    assert names(group) == ["Lund", "Ystad", "Boden"]
    change_hosts(meeting=meeting, participations=[lund], actor=lead, confirmed=True)
    assert names(group) == ["Lund", "Lund", "Boden"]


def test_two_host_together(group: Any, lead: Any) -> None:
    both = [member(group, "Boden"), member(group, "Ystad")]
    change_hosts(
        meeting=learning_meeting(group, 3), participations=both, actor=lead, confirmed=True
    )
    assert names(group) == ["Lund", "Ystad", "Boden Ystad"]


def test_refusals_of_a_change(group: Any, lead: Any) -> None:
    meeting = learning_meeting(group, 1)
    stranger = factories.make_participation(group.cohort)
    with pytest.raises(ValidationError) as nobody:
        change_hosts(meeting=meeting, participations=[], actor=lead)
    assert list(nobody.value.message_dict) == ["hosts"]
    with pytest.raises(ValidationError) as outside:
        change_hosts(meeting=meeting, participations=[stranger], actor=lead)
    assert list(outside.value.message_dict) == ["hosts"]
    with pytest.raises(PermissionDenied):
        change_hosts(
            meeting=meeting, participations=[member(group, "Boden")], actor=person(group, "Lund")
        )
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.HELD)
    with pytest.raises(ValidationError) as held:
        change_hosts(
            meeting=meeting, participations=[member(group, "Boden")], actor=lead, confirmed=True
        )
    assert held.value.code == "held"
    kick_off = Meeting.objects.get(kind="kick_off")
    with pytest.raises(ValidationError) as none:
        change_hosts(meeting=kick_off, participations=[member(group, "Boden")], actor=lead)
    assert none.value.code == "no_turn"


def test_two_hosts_change_turns(group: Any) -> None:
    lund, boden = person(group, "Lund"), person(group, "Boden")
    one, three = learning_meeting(group, 1), learning_meeting(group, 3)
    question = ask_swap(meeting=one, other=three, actor=lund)
    mail = Message.objects.get(kind="host_swap_asked")
    assert mail.to_email == boden.email
    assert reverse("learning_meetings:answer_swap", args=[question.pk]) in mail.body_text
    assert names(group) == ["Lund", "Ystad", "Boden"]
    with pytest.raises(ValidationError) as waiting:
        ask_swap(meeting=learning_meeting(group, 2), other=three, actor=person(group, "Ystad"))
    assert waiting.value.code == "waiting"
    for other in (lund, person(group, "Ystad"), person(group, "Boden", Function.POLITICIAN)):
        with pytest.raises(PermissionDenied):
            answer_swap(swap=question, agreed=True, actor=other)
    answer_swap(swap=question, agreed=True, actor=boden)
    assert names(group) == ["Boden", "Ystad", "Lund"]
    assert Message.objects.get(kind="host_swap_answered").to_email == lund.email
    with pytest.raises(ValidationError) as again:
        answer_swap(swap=question, agreed=True, actor=boden)
    assert again.value.code == "answered"


def test_a_no_leaves_everything(group: Any) -> None:
    question = ask_swap(
        meeting=learning_meeting(group, 1),
        other=learning_meeting(group, 2),
        actor=person(group, "Lund"),
    )
    answer_swap(swap=question, agreed=False, actor=person(group, "Ystad"))
    assert names(group) == ["Lund", "Ystad", "Boden"]
    question.refresh_from_db()
    assert question.agreed is False


def test_a_question_taken_back_or_overtaken(group: Any, lead: Any) -> None:
    one, two = learning_meeting(group, 1), learning_meeting(group, 2)
    lund, ystad = person(group, "Lund"), person(group, "Ystad")
    first = ask_swap(meeting=one, other=two, actor=lund)
    with pytest.raises(PermissionDenied):
        take_back_swap(swap=first, actor=ystad)
    take_back_swap(swap=first, actor=lund)
    second = ask_swap(meeting=one, other=two, actor=lund)
    change_hosts(meeting=two, participations=[member(group, "Boden")], actor=lead, confirmed=True)
    with pytest.raises(ValidationError) as overtaken:
        answer_swap(swap=second, agreed=True, actor=person(group, "Boden"))
    assert overtaken.value.code == "answered"
    assert HostSwap.objects.filter(answered_at=None).count() == 0


def test_asking_and_taking_back_again_and_again_mails_once(group: Any) -> None:
    one, three = learning_meeting(group, 1), learning_meeting(group, 3)
    lund, boden = person(group, "Lund"), person(group, "Boden")
    asked = []
    for _time in range(4):
        question = ask_swap(meeting=one, other=three, actor=lund)
        asked.append(question.pk)
        take_back_swap(swap=question, actor=lund)
    last = ask_swap(meeting=one, other=three, actor=lund)

    assert {*asked, last.pk} == {last.pk}
    assert HostSwap.objects.count() == 1
    assert [mail.to_email for mail in Message.objects.filter(kind="host_swap_asked")] == [
        boden.email
    ]
    # The link of the one mail answers the question that stands.
    assert answer_swap(swap=last, agreed=True, actor=boden).agreed is True
    assert names(group) == ["Boden", "Ystad", "Lund"]


def test_a_no_stands_until_a_host_or_a_day_is_another(group: Any, lead: Any) -> None:
    one, two = learning_meeting(group, 1), learning_meeting(group, 2)
    lund, ystad = person(group, "Lund"), person(group, "Ystad")
    answer_swap(swap=ask_swap(meeting=one, other=two, actor=lund), agreed=False, actor=ystad)

    with pytest.raises(ValidationError) as said_no:
        ask_swap(meeting=one, other=two, actor=lund)
    assert said_no.value.code == "said_no"
    assert said_no.value.messages == [
        (
            "Ystad kommun har sagt nej till bytet. Prata med varandra eller fråga SKR. Du kan fråga"
            " igen när en värd eller en dag har ändrats."
        )
    ]
    assert Message.objects.filter(kind="host_swap_asked").count() == 1
    # The one who said no may ask; that is another question.
    take_back_swap(swap=ask_swap(meeting=two, other=one, actor=ystad), actor=ystad)

    Meeting.objects.filter(pk=two.pk).update(last_day=two.last_day + timedelta(days=1))
    again = ask_swap(meeting=one, other=Meeting.objects.get(pk=two.pk), actor=lund)
    assert again.answered_at is None
    assert Message.objects.filter(kind="host_swap_asked", to_email=ystad.email).count() == 2


def test_turns_changed_and_changed_back_may_be_asked_for_anew(group: Any) -> None:
    one, three = learning_meeting(group, 1), learning_meeting(group, 3)
    lund, boden = person(group, "Lund"), person(group, "Boden")
    answer_swap(swap=ask_swap(meeting=one, other=three, actor=lund), agreed=True, actor=boden)
    answer_swap(swap=ask_swap(meeting=one, other=three, actor=boden), agreed=True, actor=lund)
    assert names(group) == ["Lund", "Ystad", "Boden"]

    ask_swap(meeting=one, other=three, actor=lund)

    assert Message.objects.filter(kind="host_swap_asked", to_email=boden.email).count() == 2


def test_no_question_when_nobody_can_be_asked(group: Any) -> None:
    member(group, "Boden").team.update(email="", user=None)
    with pytest.raises(ValidationError) as nobody:
        ask_swap(
            meeting=learning_meeting(group, 1),
            other=learning_meeting(group, 3),
            actor=person(group, "Lund"),
        )
    assert nobody.value.code == "nobody"
    assert HostSwap.objects.count() == 0


def test_a_host_who_withdraws_runs_nothing_and_swaps_nothing(group: Any, lead: Any) -> None:
    one, three = learning_meeting(group, 1), learning_meeting(group, 3)
    lund, boden = person(group, "Lund"), person(group, "Boden")
    question = ask_swap(meeting=one, other=three, actor=lund)
    gone = member(group, "Lund")

    withdraw_participation(participation=gone, reason="Ny majoritet", actor=lead)

    assert lund.has_perm("learning_meetings.run_meeting", one) is False
    with pytest.raises(ValidationError) as stranger:
        answer_swap(swap=question, agreed=True, actor=boden)
    assert (stranger.value.code, stranger.value.messages) == (
        "unfair",
        ["Träff 3 har en värd som inte är med i gruppen: Lund."],
    )
    assert names(group) == ["Lund", "Ystad", "Boden"]
    assert answer_swap(swap=question, agreed=False, actor=boden).agreed is False


def test_a_swap_that_breaks_the_wheel_is_for_skr(group: Any, lead: Any) -> None:
    # A fourth turn, hosted by Lund again: before Boden's it would be Lund's second too early.
    fourth = learning_meeting(group, 3)
    Meeting.objects.filter(pk=fourth.pk).update(number=4)
    third = Meeting.objects.create(
        cohort=group.cohort,
        group=group,
        kind="learning_meeting",
        number=3,
        audience="group",
        name_sv="Träff 3",
        first_day=fourth.first_day,
        last_day=fourth.last_day,
        template=fourth.template,
    )
    third.hosts.create(participation=member(group, "Boden"))
    fourth.hosts.update(participation=member(group, "Lund"))
    with pytest.raises(ValidationError) as unfair:
        ask_swap(meeting=third, other=fourth, actor=person(group, "Boden"))
    assert unfair.value.code == "unfair"


class TestPages:
    def test_a_no_that_stands_is_said_on_the_page(self, group: Any, client: Any) -> None:
        one, two = learning_meeting(group, 1), learning_meeting(group, 2)
        question = ask_swap(meeting=one, other=two, actor=person(group, "Lund"))
        answer_swap(swap=question, agreed=False, actor=person(group, "Ystad"))
        client.force_login(person(group, "Lund"))
        page = reverse("learning_meetings:ask_swap", args=[one.pk])
        refused = client.post(page, {"other": two.pk})
        assert refused.status_code == 422
        assert "har sagt nej till bytet" in refused.text

    def test_the_host_asks_and_the_other_answers(self, group: Any, client: Any) -> None:
        one, three = learning_meeting(group, 1), learning_meeting(group, 3)
        client.force_login(person(group, "Lund"))
        page = reverse("learning_meetings:ask_swap", args=[one.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"other": three.pk}).status_code == 302
        question = HostSwap.objects.get()
        answer = reverse("learning_meetings:answer_swap", args=[question.pk])
        assert "Ta tillbaka frågan" in client.get(answer).text
        client.force_login(person(group, "Boden"))
        own_list = reverse("learning_meetings:meetings")
        assert answer in client.get(own_list).text
        assert "Ja, byt" in client.get(answer).text
        assert HostSwap.objects.get().answered_at is None
        assert client.post(answer, {"action": "?"}).status_code == 422
        assert client.post(answer, {"action": "yes"}).status_code == 302
        assert "Värdarna har bytt" in client.get(answer).text
        assert answer not in client.get(own_list).text

    def test_skr_is_asked_before_what_is_unfair(self, group: Any, lead: Any, client: Any) -> None:
        client.force_login(lead)
        meeting, lund = learning_meeting(group, 2), member(group, "Lund")
        page = reverse("learning_meetings:meeting_hosts", args=[meeting.pk])
        refused = client.post(page, {"hosts": [lund.pk]})
        assert refused.status_code == 422
        assert "Gör det fast turordningen talar emot" in refused.text
        assert client.post(page, {"hosts": [lund.pk], "confirmed": "on"}).status_code == 302
        assert names(group) == ["Lund", "Lund", "Boden"]
