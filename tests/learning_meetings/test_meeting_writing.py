"""What is written at a meeting: two at the notes, answers without names, and every form opens."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from learning_meetings.meeting_evaluation import summary_of
from learning_meetings.models import EvaluationReceipt, NoteRevision
from learning_meetings.services.evaluating import evaluate_meeting
from learning_meetings.services.notes import save_note
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world(days=-2)


def test_whoever_saves_second_is_told_and_overwrites_nothing(at: MeetingWorld) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    with pytest.raises(ValidationError) as error:
        save_note(meeting=at.meeting, seen=0, text="Ni sa", actor=at.partner)
    assert error.value.code == "changed_meanwhile"
    save_note(meeting=at.meeting, seen=1, text="Vi och ni sa", actor=at.partner)
    assert list(NoteRevision.objects.values_list("version", "text")) == [
        (2, "Vi och ni sa"),
        (1, "Vi sa"),
    ]


def test_the_second_writers_page_keeps_their_text_and_builds_on_the_first(
    at: MeetingWorld, client: Client
) -> None:
    save_note(meeting=at.meeting, seen=0, text="Vi sa", actor=at.host)
    client.force_login(at.partner)
    answer = client.post(f"{at.meeting.get_absolute_url()}anteckningar/", {"text": "Ni sa"})
    form = answer.context["form"]
    assert (answer.status_code, form["text"].value(), form["seen"].value()) == (422, "Ni sa", 1)
    assert answer.context["theirs"].text == "Vi sa"


def test_everybody_invited_answers_once_and_it_is_shown_from_three(
    at: MeetingWorld, stranger: Any
) -> None:
    with pytest.raises(PermissionDenied):
        evaluate_meeting(meeting=at.meeting, plus="X", actor=stranger)
    for number, person in enumerate((at.host, at.partner)):
        evaluate_meeting(
            meeting=at.meeting, plus=f"Bra {number}", scales={"useful": 4}, actor=person
        )
    with pytest.raises(ValidationError):
        evaluate_meeting(meeting=at.meeting, plus="Igen", actor=at.host)
    assert (summary_of(at.meeting).is_shown, summary_of(at.meeting).plus) == (False, [])
    evaluate_meeting(meeting=at.meeting, plus="Bra 2", scales={"useful": 5}, actor=at.mentor)
    assert summary_of(at.meeting).plus == ["Bra 0", "Bra 1", "Bra 2"]
    assert summary_of(at.meeting).scales[0].mean == 4.3
    assert EvaluationReceipt.objects.count() == 3


def test_every_form_of_the_meeting_opens_for_its_host(at: MeetingWorld, client: Client) -> None:
    client.force_login(at.host)
    names = "dagordning checklista roller narvaro anteckningar beslut ide att-gora utvardering"
    found = {
        name: client.get(f"{at.meeting.get_absolute_url()}{name}/").status_code
        for name in names.split()
    }
    assert found == dict.fromkeys(names.split(), 200)
