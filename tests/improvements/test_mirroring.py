"""The mirror's services: asked, answered by several, finished, taken up again, on the agenda."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.models import Mirror, MirrorAnswer, MirrorReply
from improvements.services.mirroring import (
    MOST_ANSWER,
    MOST_QUESTION,
    Question,
    Said,
    ask_mirror,
    asked_stamp,
    raise_mirror,
    raised_item,
    reopen_reply,
    said_of,
    save_reply,
    stamp,
)
from learning_meetings.models import Meeting
from learning_meetings.services.preparing import remove_part
from modellkonceptet.accounts.models import User
from modellkonceptet.records.models import AuditEntry
from tests.at_once import at_once, codes
from tests.improvements.mirror_recipes import THREE, make_mirror, make_reply
from tests.learning_meetings.meeting_recipes import MeetingWorld, add_agenda, make_meeting_world

EMPTY = stamp(Said())


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


@pytest.fixture
def mirror(at: MeetingWorld) -> Mirror:
    return make_mirror(at.meeting)


def ask(at: MeetingWorld, questions: Any = THREE, *, actor: Any = None, **fields: Any) -> Mirror:
    fields = {"theme": "Styrning", "seen": ""} | fields
    return ask_mirror(meeting=at.meeting, questions=questions, actor=actor or at.partner, **fields)


def reply(
    mirror: Mirror,
    place: Participation,
    actor: User,
    said: Mapping[int, Said],
    *,
    finish: bool = False,
    seen: Mapping[int, str] | None = None,
    asked: str | None = None,
) -> MirrorReply:
    return save_reply(
        mirror=mirror,
        participation=place,
        asked=asked_stamp(mirror) if asked is None else asked,
        said=said,
        seen={one.pk: EMPTY for one in mirror.questions.all()} if seen is None else seen,
        finish=finish,
        actor=actor,
    )


def whole(mirror: Mirror, *steps: int, text: str = "I uppföljningen") -> dict[int, Said]:
    first, second, third = mirror.questions.all()
    return {first.pk: Said(steps[0]), second.pk: Said(steps[1]), third.pk: Said(None, text)}


def code_of(refusal: Any) -> str:
    return str(refusal.value.code)


def cancel(meeting: Meeting, status: str = "cancelled") -> None:
    because = "Snöstorm" if status == "cancelled" else ""
    Meeting.objects.filter(pk=meeting.pk).update(status=status, cancelled_because=because)


def withdraw(place: Participation) -> None:
    Participation.objects.filter(pk=place.pk).update(
        status=ParticipationStatus.WITHDRAWN,
        withdrawn_on=place.cohort.starts_on,
        withdrawal_reason="Ny majoritet",
    )


def trail(at: MeetingWorld) -> list[str]:
    rows = AuditEntry.objects.filter(
        subject_type="learning_meetings.meeting", subject_id=at.meeting.pk
    )
    return list(rows.order_by("pk").values_list("action", flat=True))


# Asking


@pytest.mark.parametrize("place", ["lund", "ystad"])
@pytest.mark.parametrize("function", ["key_person", "strategist"])
def test_those_who_coordinate_in_the_group_ask(at: MeetingWorld, place: str, function: str) -> None:
    mirror = ask(at, actor=at.world.person(place, function))
    assert [(one.text, one.has_scale) for one in mirror.questions.all()] == [
        (one.text, one.has_scale) for one in THREE
    ]
    assert (mirror.theme, trail(at)) == ("Styrning", ["ask_mirror"])


def test_skr_asks_and_others_do_not(at: MeetingWorld, project_lead: User, stranger: User) -> None:
    others = (at.mentor, at.world.person("ystad", "politician"), stranger)
    for user in others:
        with pytest.raises(PermissionDenied):
            ask(at, actor=user)
    assert Mirror.objects.count() == 0
    assert ask(at, actor=project_lead).asked_by == project_lead


def test_whoever_has_left_the_round_does_not_ask(at: MeetingWorld) -> None:
    withdraw(at.world.ystad)
    with pytest.raises(PermissionDenied):
        ask(at)


@pytest.mark.parametrize(
    "questions",
    [
        THREE[:2],
        [Question(f"Fråga {n}") for n in range(9)],
        [*THREE, Question("")],
        [*THREE, Question("x" * (MOST_QUESTION + 1))],
        [*THREE, Question(THREE[0].text.upper())],
    ],
    ids=["too few", "too many", "empty", "too long", "twice"],
)
def test_three_to_eight_different_questions_are_asked(at: MeetingWorld, questions: Any) -> None:
    with pytest.raises(ValidationError):
        ask(at, questions)
    with pytest.raises(ValidationError):
        ask(at, theme="")
    assert Mirror.objects.count() == 0


@pytest.mark.parametrize("status", ["held", "cancelled"])
def test_after_the_meeting_nothing_is_asked_and_nothing_answered(
    at: MeetingWorld, mirror: Mirror, status: str
) -> None:
    make_reply(mirror, at.world.lund)
    cancel(at.meeting, status)
    own = mirror.replies.get()
    for refused in (
        lambda: ask(at, theme="Annat", seen=asked_stamp(mirror)),
        lambda: reply(mirror, at.world.ystad, at.partner, whole(mirror, 1, 2)),
        lambda: reopen_reply(reply=own, actor=at.host),
    ):
        with pytest.raises(ValidationError) as refusal:
            refused()
        assert code_of(refusal) == "passed"
    assert MirrorReply.objects.filter(finished_at=None).count() == 0


def test_a_meeting_without_a_group_has_no_mirror(at: MeetingWorld, project_lead: User) -> None:
    Meeting.objects.filter(pk=at.meeting.pk).update(group=None, audience="round")
    with pytest.raises(ValidationError) as refusal:
        ask(at, actor=project_lead)
    assert code_of(refusal) == "no_group"


def test_the_same_questions_sent_twice_are_asked_once(at: MeetingWorld) -> None:
    assert ask(at) == ask(at)
    assert trail(at) == ["ask_mirror"]


def test_questions_change_until_somebody_has_answered(at: MeetingWorld) -> None:
    mirror = ask(at)
    other = [*THREE[1:], Question("Vem äger frågan?", has_scale=False)]
    changed = ask(at, other, theme="Ledning", seen=asked_stamp(mirror))
    assert changed == mirror
    assert [one.text for one in changed.questions.all()] == [one.text for one in other]
    make_reply(changed, at.world.hoor, finished=False)
    with pytest.raises(ValidationError) as refusal:
        ask(at, THREE, seen=asked_stamp(changed))
    assert code_of(refusal) == "answered"
    assert [one.text for one in changed.questions.all()] == [one.text for one in other]


def test_whoever_asks_second_is_told(at: MeetingWorld) -> None:
    mirror = ask(at, actor=at.host)
    other = [Question(f"Fråga {n}") for n in range(3)]
    with pytest.raises(ValidationError) as refusal:
        ask(at, other, seen="")
    assert code_of(refusal) == "changed_meanwhile"
    assert [one.text for one in mirror.questions.all()] == [one.text for one in THREE]


# Answering


def test_any_seat_of_the_team_answers_and_finishes(at: MeetingWorld, mirror: Mirror) -> None:
    first, second, _third = mirror.questions.all()
    politician = at.world.person("ystad", "politician")
    begun = reply(mirror, at.world.ystad, politician, {first.pk: Said(2, "I mål")})
    assert (begun.finished_at, said_of(begun)) == (None, {first.pk: Said(2, "I mål")})
    seen = {first.pk: stamp(Said(2, "I mål")), second.pk: EMPTY, _third.pk: EMPTY}
    done = reply(mirror, at.world.ystad, at.partner, whole(mirror, 4, 1), finish=True, seen=seen)
    assert done == begun
    assert done.finished_at is not None
    assert said_of(done) == whole(mirror, 4, 1)
    assert trail(at) == ["finish_mirror"]


def test_others_do_not_answer_for_a_team(
    at: MeetingWorld, mirror: Mirror, project_lead: User
) -> None:
    for user in (at.host, at.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            reply(mirror, at.world.ystad, user, whole(mirror, 1, 2))
    Participation.objects.filter(pk=at.world.ystad.pk).update(group=None)
    at.world.ystad.refresh_from_db()
    with pytest.raises(PermissionDenied):
        reply(mirror, at.world.ystad, at.partner, whole(mirror, 1, 2))
    assert MirrorReply.objects.count() == 0


def test_what_is_not_on_the_scale_is_refused_and_nothing_is_written(
    at: MeetingWorld, mirror: Mirror
) -> None:
    first, second, third = mirror.questions.all()
    for pk, wrong in (
        (first.pk, Said(0)),
        (second.pk, Said(6)),
        (third.pk, Said(3)),
        (third.pk, Said(None, "x" * (MOST_ANSWER + 1))),
    ):
        with pytest.raises(ValidationError):
            reply(mirror, at.world.ystad, at.partner, whole(mirror, 1, 2) | {pk: wrong})
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, {})
    assert code_of(refusal) == "empty"
    assert (MirrorReply.objects.count(), MirrorAnswer.objects.count()) == (0, 0)


def test_everything_is_answered_before_one_finishes(at: MeetingWorld, mirror: Mirror) -> None:
    first, second, third = mirror.questions.all()
    said = {first.pk: Said(3), second.pk: Said(None, "Sällan")}
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, said, finish=True)
    assert set(refusal.value.error_dict) == {f"step-{second.pk}", f"text-{third.pk}"}
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, {}, finish=True)
    assert len(refusal.value.error_dict) == 3
    assert MirrorReply.objects.count() == 0


def test_finished_answers_stand_until_they_are_taken_up_again(
    at: MeetingWorld, mirror: Mirror
) -> None:
    said = whole(mirror, 4, 2)
    done = reply(mirror, at.world.ystad, at.partner, said, finish=True)
    assert reply(mirror, at.world.ystad, at.partner, said, finish=True) == done  # a double click
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, whole(mirror, 1, 2))
    assert code_of(refusal) == "finished"
    for user in (at.host, at.mentor):
        with pytest.raises(PermissionDenied):
            reopen_reply(reply=done, actor=user)
    for _click in range(2):
        assert reopen_reply(reply=done, actor=at.partner).finished_at is None
    assert said_of(MirrorReply.objects.get()) == said
    assert trail(at) == ["finish_mirror", "reopen_mirror"]


def test_two_colleagues_who_answer_different_questions_both_stand(
    at: MeetingWorld, mirror: Mirror
) -> None:
    first, second, third = mirror.questions.all()
    reply(mirror, at.world.ystad, at.partner, {first.pk: Said(2)})
    merged = reply(
        mirror, at.world.ystad, at.world.person("ystad", "key_person"), {second.pk: Said(5)}
    )
    assert said_of(merged) == {first.pk: Said(2), second.pk: Said(5)}
    emptied = {first.pk: stamp(Said(2)), second.pk: stamp(Said(5)), third.pk: EMPTY}
    left = reply(mirror, at.world.ystad, at.partner, {second.pk: Said(5)}, seen=emptied)
    assert said_of(left) == {second.pk: Said(5)}


def test_the_second_of_two_at_the_same_question_overwrites_nothing(
    at: MeetingWorld, mirror: Mirror
) -> None:
    first, second, _third = mirror.questions.all()
    reply(mirror, at.world.ystad, at.partner, {first.pk: Said(2)})
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, {first.pk: Said(4), second.pk: Said(1)})
    assert code_of(refusal) == "changed_meanwhile"
    assert said_of(MirrorReply.objects.get()) == {first.pk: Said(2)}


def test_answers_to_questions_that_have_been_changed_are_not_saved(
    at: MeetingWorld, mirror: Mirror
) -> None:
    shown, said = asked_stamp(mirror), whole(mirror, 1, 2)
    ask(at, [*THREE, Question("Vem äger frågan?")], seen=shown)
    with pytest.raises(ValidationError) as refusal:
        reply(mirror, at.world.ystad, at.partner, said, asked=shown)
    assert code_of(refusal) == "questions_changed"
    assert MirrorReply.objects.count() == 0


# On the agenda


@pytest.fixture
def lined_up(at: MeetingWorld, mirror: Mirror) -> Mirror:
    """Furthest apart in the second question."""
    make_reply(mirror, at.world.lund, (3, 5))
    make_reply(mirror, at.world.ystad, (2, 1))
    return mirror


def test_the_mirror_becomes_the_first_item_once(at: MeetingWorld, lined_up: Mirror) -> None:
    add_agenda(at.meeting, ("Välkomna", 15), ("Kritisk vän", 60))
    item = raise_mirror(mirror=lined_up, actor=at.host)
    assert list(at.meeting.agenda.values_list("position", "title_sv", "leads")) == [
        (1, item.title_sv, "mentor"),
        (2, "Välkomna", "host"),
        (3, "Kritisk vän", "host"),
    ]
    for title in (item.title_sv, item.title_en):
        assert title.endswith(THREE[1].text)
    with pytest.raises(ValidationError) as refusal:
        raise_mirror(mirror=lined_up, actor=at.host)
    assert code_of(refusal) == "stands_already"
    assert at.meeting.agenda.count() == 3


def test_what_was_taken_from_the_agenda_may_come_back(at: MeetingWorld, lined_up: Mirror) -> None:
    remove_part(item=raise_mirror(mirror=lined_up, actor=at.host), actor=at.host)
    assert raised_item(at.meeting) is None
    again = raise_mirror(mirror=lined_up, actor=at.host)
    assert raised_item(at.meeting) == again


def test_those_who_run_the_meeting_raise_it(
    at: MeetingWorld, lined_up: Mirror, project_lead: User
) -> None:
    for user in (at.partner, at.mentor, at.world.person("lund", "politician")):
        with pytest.raises(PermissionDenied):
            raise_mirror(mirror=lined_up, actor=user)
    assert at.meeting.agenda.count() == 0
    assert raise_mirror(mirror=lined_up, actor=project_lead).position == 1


def test_nothing_that_the_host_may_not_see_is_raised(at: MeetingWorld, mirror: Mirror) -> None:
    make_reply(mirror, at.world.ystad)
    make_reply(mirror, at.world.hoor)
    make_reply(mirror, at.world.lund, finished=False)
    with pytest.raises(ValidationError) as refusal:
        raise_mirror(mirror=mirror, actor=at.host)
    assert code_of(refusal) == "too_few"
    assert at.meeting.agenda.count() == 0


def test_who_has_left_the_round_is_not_compared(at: MeetingWorld, lined_up: Mirror) -> None:
    withdraw(at.world.ystad)
    with pytest.raises(ValidationError) as refusal:
        raise_mirror(mirror=lined_up, actor=at.host)
    assert code_of(refusal) == "too_few"


@pytest.mark.parametrize("status", ["held", "cancelled"])
def test_a_held_agenda_stays_as_it_was(at: MeetingWorld, lined_up: Mirror, status: str) -> None:
    cancel(at.meeting, status)
    with pytest.raises(ValidationError):
        raise_mirror(mirror=lined_up, actor=at.host)
    assert (at.meeting.agenda.count(), raised_item(at.meeting)) == (0, None)


def test_alike_and_long_titles_fit_the_agenda(at: MeetingWorld) -> None:
    long = [Question(f"{n} " + "jämställdhetsintegrering " * 11) for n in range(3)]
    mirror = make_mirror(at.meeting, long, theme="T" * 150)
    make_reply(mirror, at.world.lund, (3, 3, 3))
    make_reply(mirror, at.world.ystad, (3, 3, 3))
    alike = raise_mirror(mirror=mirror, actor=at.host)
    assert alike.title_sv.endswith("T" * 150)
    remove_part(item=alike, actor=at.host)
    MirrorAnswer.objects.filter(reply__participation=at.world.ystad).update(step=1)
    item = raise_mirror(mirror=mirror, actor=at.host)
    assert len(item.title_sv) <= 200
    assert item.title_sv.endswith("…")


# At once: each in a thread and a connection of its own


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_presses_at_once_make_one_item(at: MeetingWorld, lined_up: Mirror) -> None:
    add_agenda(at.meeting, ("Välkomna", 15))
    told = at_once(*[lambda: raise_mirror(mirror=lined_up, actor=at.host)] * 3)
    assert codes(told) == ["done", "stands_already", "stands_already"]
    assert list(at.meeting.agenda.values_list("position", flat=True)) == [1, 2]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_is_told(at: MeetingWorld, mirror: Mirror) -> None:
    first = mirror.questions.all()[0]
    key_person = at.world.person("ystad", "key_person")
    told = at_once(
        lambda: reply(mirror, at.world.ystad, at.partner, {first.pk: Said(2)}),
        lambda: reply(mirror, at.world.ystad, key_person, {first.pk: Said(5)}),
    )
    assert codes(told) == ["changed_meanwhile", "done"]
    assert MirrorAnswer.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_questions_do_not_change_under_an_answer(at: MeetingWorld, mirror: Mirror) -> None:
    shown, said = asked_stamp(mirror), whole(mirror, 1, 2)
    told = at_once(
        lambda: ask(at, [*THREE, Question("Vem äger frågan?")], seen=shown, actor=at.host),
        lambda: reply(mirror, at.world.ystad, at.partner, said, asked=shown),
    )
    assert codes(told) in (["answered", "done"], ["done", "questions_changed"])
    answered = MirrorReply.objects.exists()
    assert mirror.questions.count() == (3 if answered else 4)
