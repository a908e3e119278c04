"""What a meeting led to: decisions, ideas with their origin, actions with a person and a day."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from cohorts.models import TeamMember
from learning_meetings.enums import MeetingStatus, NoteStatus
from learning_meetings.models import Meeting, MeetingNote, NoteRevision, Outcome
from learning_meetings.services.notes import MOST_TEXT, move_note, save_note
from learning_meetings.services.outcomes import (
    Said,
    note_outcome,
    participants,
    people,
    remove_outcome,
    tick_action,
)
from modellkonceptet.civil_dates import today
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world

NOON = stockholm(2027, 4, 14, 12)


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world(days=-2)


def note(at: MeetingWorld, kind: str, said: Said, actor: Any = None) -> Outcome:
    return note_outcome(meeting=at.meeting, kind=kind, said=said, actor=actor or at.host)


def action(at: MeetingWorld, text: str = "Skicka mallen", *, who: str = "politician") -> Outcome:
    seat = at.world.seat(at.world.ystad, who)
    return note(at, "action", Said(text, responsible=seat, due_on=today()))


def fields_of(call: Any, *arguments: Any, **named: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(*arguments, **named)
    return list(refused.value.error_dict)


def code_of(call: Any, **named: Any) -> str | None:
    with pytest.raises(ValidationError) as refused:
        call(**named)
    return refused.value.code


def trail(at: MeetingWorld) -> list[str]:
    rows = AuditEntry.objects.filter(
        subject_type="learning_meetings.meeting", subject_id=at.meeting.pk
    )
    return list(rows.order_by("pk").values_list("action", flat=True))


# Outcomes


def test_a_decision_an_idea_and_an_action_keep_what_belongs_to_them(at: MeetingWorld) -> None:
    seat = at.world.seat(at.world.hoor, "key_person")
    decision = note(at, "decision", Said("Vi ses i Ystad"))
    idea = note(at, "idea", Said("Checklistan", origin=at.world.lund, taken_by=at.world.ystad))
    todo = note(at, "action", Said("Skicka mallen", responsible=seat, due_on=today()))
    assert (decision.kind, decision.text, decision.noted_by) == (
        "decision",
        "Vi ses i Ystad",
        at.host,
    )
    assert (idea.origin, idea.taken_by) == (at.world.lund, at.world.ystad)
    assert (todo.responsible, todo.due_on, todo.done_on) == (seat, today(), None)
    assert trail(at) == ["note_outcome"] * 3


def test_a_second_click_writes_nothing_and_a_minute_later_it_is_meant(at: MeetingWorld) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = note(at, "decision", Said("Vi ses i Ystad"))
        assert note(at, "decision", Said("Vi ses i Ystad")) == first
        assert note(at, "decision", Said("Vi ses i Ystad"), at.partner) != first
        assert note(at, "idea", Said("Vi ses i Ystad")) != first
        clock.shift(timedelta(minutes=2))
        assert note(at, "decision", Said("Vi ses i Ystad")) != first
    assert Outcome.objects.count() == 4


@pytest.mark.parametrize(
    ("kind", "said", "fields"),
    [
        ("decision", Said(""), ["text"]),
        ("idea", Said(""), ["text"]),
        ("action", Said("Skicka"), ["responsible", "due_on"]),
        ("action", Said("", due_on=NOON.date()), ["text", "responsible"]),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    at: MeetingWorld, kind: str, said: Said, fields: list[str]
) -> None:
    assert fields_of(note, at, kind, said) == fields
    assert (Outcome.objects.count(), trail(at)) == (0, [])


def test_an_unknown_kind_is_refused(at: MeetingWorld) -> None:
    with pytest.raises(ValidationError) as refused:
        note(at, "rumour", Said("Hej"))
    assert refused.value.code == "kind"


def test_who_is_not_at_the_meeting_neither_gives_takes_nor_does(at: MeetingWorld) -> None:
    other = factories.make_participation(
        at.world.cohort, team={"strategist": factories.make_user("annan@kalmar.example")}
    )
    seat = other.team.get()
    assert fields_of(note, at, "idea", Said("X", origin=other)) == ["origin"]
    assert fields_of(note, at, "idea", Said("X", taken_by=other)) == ["taken_by"]
    todo = Said("X", responsible=seat, due_on=today())
    assert fields_of(note, at, "action", todo) == ["responsible"]
    assert other not in participants(at.meeting)
    assert seat not in people(at.meeting)


def test_who_has_left_the_team_is_given_nothing_to_do(at: MeetingWorld) -> None:
    seat = at.world.seat(at.world.ystad, "politician")
    TeamMember.objects.filter(pk=seat.pk).update(left_on=today() - timedelta(days=1))
    seat.refresh_from_db()
    todo = Said("X", responsible=seat, due_on=today())
    assert fields_of(note, at, "action", todo) == ["responsible"]
    assert Outcome.objects.count() == 0


def test_an_action_is_ticked_by_who_does_it_or_who_runs_the_meeting(at: MeetingWorld) -> None:
    todo = action(at)
    politician = at.world.person("ystad", "politician")
    for actor in (at.partner, at.mentor):
        with pytest.raises(PermissionDenied):
            tick_action(outcome=todo, done=True, actor=actor)
    assert tick_action(outcome=todo, done=True, actor=politician).done_on == today()
    tick_action(outcome=todo, done=True, actor=politician)
    assert tick_action(outcome=todo, done=False, actor=at.host).done_on is None
    assert trail(at) == ["note_outcome", "tick_action", "tick_action"]


def test_a_decision_is_nothing_to_tick(at: MeetingWorld) -> None:
    decision = note(at, "decision", Said("Vi ses i Ystad"))
    with pytest.raises(PermissionDenied):
        tick_action(outcome=decision, done=True, actor=at.host)


def test_an_outcome_is_removed_by_who_wrote_it_or_who_runs_the_meeting(at: MeetingWorld) -> None:
    theirs = note(at, "decision", Said("Ett"), at.partner)
    hosts = note(at, "decision", Said("Två"))
    for outcome, actor in ((hosts, at.partner), (theirs, at.mentor)):
        with pytest.raises(PermissionDenied):
            remove_outcome(outcome=outcome, actor=actor)
    assert Outcome.objects.count() == 2
    remove_outcome(outcome=theirs, actor=at.partner)
    remove_outcome(outcome=theirs, actor=at.partner)
    remove_outcome(outcome=hosts, actor=at.host)
    assert Outcome.objects.count() == 0
    assert trail(at) == [*["note_outcome"] * 2, *["remove_outcome"] * 2]


def test_who_was_not_invited_writes_nothing(at: MeetingWorld, reviewer: Any) -> None:
    with pytest.raises(PermissionDenied):
        note(at, "decision", Said("Hej"), reviewer)
    with pytest.raises(PermissionDenied):
        save_note(meeting=at.meeting, seen=0, text="Hej", actor=reviewer)
    assert (Outcome.objects.count(), MeetingNote.objects.count()) == (0, 0)


def test_a_cancelled_meeting_leads_to_nothing(at: MeetingWorld) -> None:
    decision = note(at, "decision", Said("Ett"))
    Meeting.objects.update(status=MeetingStatus.CANCELLED, cancelled_because="Snö")
    refusals = [
        code_of(note_outcome, meeting=at.meeting, kind="decision", said=Said("Två"), actor=at.host),
        code_of(remove_outcome, outcome=decision, actor=at.host),
        code_of(save_note, meeting=at.meeting, seen=0, text="Hej", actor=at.host),
    ]
    assert refusals == ["cancelled"] * 3
    assert (Outcome.objects.count(), NoteRevision.objects.count()) == (1, 0)


def test_the_forms_ask_what_each_kind_needs(at: MeetingWorld, client: Client) -> None:
    client.force_login(at.partner)
    base = at.meeting.get_absolute_url()
    asked = {
        name: [*client.get(f"{base}{name}/").context["form"].fields]
        for name in ("beslut", "ide", "att-gora")
    }
    assert asked == {
        "beslut": ["text"],
        "ide": ["text", "origin", "taken_by"],
        "att-gora": ["text", "responsible", "due_on"],
    }
    refused = client.post(f"{base}att-gora/", {"text": "Skicka"})
    assert (refused.status_code, [*refused.context["form"].errors]) == (
        422,
        ["responsible", "due_on"],
    )
    seat = at.world.seat(at.world.ystad, "politician")
    day = {"due_on_day": "31", "due_on_month": "5", "due_on_year": "2027"}
    client.post(f"{base}att-gora/", {"text": "Skicka", "responsible": seat.pk} | day)
    client.post(f"{base}ide/", {"text": "Listan", "origin": at.world.lund.pk})
    todo, idea = Outcome.objects.order_by("pk")
    assert (todo.responsible, str(todo.due_on)) == (seat, "2027-05-31")
    assert (idea.origin, idea.taken_by) == (at.world.lund, None)
    client.post(f"{base}utfall/{idea.pk}/ta-bort/")
    client.force_login(at.world.person("ystad", "politician"))
    client.post(f"{base}att-gora/{todo.pk}/klar/", {"done": "yes"})
    assert Outcome.objects.get().done_on == today()


# Notes


def test_notes_are_adjusted_made_final_and_opened_again(at: MeetingWorld) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    note = MeetingNote.objects.get()
    for move, state in (
        ("adjust", NoteStatus.ADJUSTED),
        ("finalise", NoteStatus.FINAL),
        ("reopen", NoteStatus.DRAFT),
    ):
        assert move_note(note=note, action=move, seen=1, actor=at.partner).status == state


def test_notes_that_changed_meanwhile_are_read_before_they_are_made_final(
    at: MeetingWorld,
) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    save_note(meeting=at.meeting, seen=1, text="Ni sa", actor=at.partner)
    note = MeetingNote.objects.get()
    assert code_of(move_note, note=note, action="adjust", seen=1, actor=at.host) == (
        "changed_meanwhile"
    )
    assert code_of(move_note, note=note, action="finalise", seen=2, actor=at.host) == "wrong_state"
    assert MeetingNote.objects.get().status == NoteStatus.DRAFT


def test_only_those_who_may_write_move_the_notes(at: MeetingWorld, reviewer: Any) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    with pytest.raises(PermissionDenied):
        move_note(note=MeetingNote.objects.get(), action="adjust", seen=1, actor=reviewer)


def test_final_notes_are_opened_before_they_are_changed(at: MeetingWorld) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    MeetingNote.objects.update(status=NoteStatus.FINAL)
    late = {"meeting": at.meeting, "seen": 1, "actor": at.host}
    assert code_of(save_note, **late, text="Ni sa") == "not_draft"
    assert save_note(**late, text="Vi sa") == NoteRevision.objects.get()


def test_notes_that_are_too_long_and_empty_ones(at: MeetingWorld) -> None:
    long = "x" * (MOST_TEXT + 1)
    said = {"meeting": at.meeting, "seen": 0, "actor": at.host}
    assert fields_of(save_note, **said, text=long) == ["text"]
    assert save_note(**said, text="") is None
    assert NoteRevision.objects.count() == 0


def test_the_same_text_by_two_is_one_version(at: MeetingWorld) -> None:
    first = save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    assert save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.partner) == first
    assert NoteRevision.objects.count() == 1


def test_the_buttons_under_the_notes(at: MeetingWorld, client: Client) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    client.force_login(at.partner)
    path = f"{at.meeting.get_absolute_url()}anteckningar/lage/"
    states = []
    for said in (
        {"action": "adjust"},
        {"action": "eat", "seen": 1},
        {"action": "adjust", "seen": 1},
    ):
        client.post(path, said)
        states.append(MeetingNote.objects.get().status)
    assert states == [NoteStatus.DRAFT, NoteStatus.DRAFT, NoteStatus.ADJUSTED]
