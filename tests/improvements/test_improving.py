"""Improvement works as services write them: begun, changed, moved, shared and kept at home."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.services.participations import withdraw_participation
from improvements.enums import ImprovementStatus
from improvements.models import Improvement, Indicator
from improvements.services.improving import (
    MOST_WORKS,
    Said,
    change_improvement,
    move_improvement,
    said_of,
    start_improvement,
)
from learning_meetings.models import Outcome
from modellkonceptet.accounts.models import User
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import WHOLE_AIM, make_improvement, make_indicator
from tests.learning_meetings.meeting_recipes import make_meeting_world

AIM = Said("Lika snabbt till insats", **WHOLE_AIM)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def actor(world: GroupWorld) -> User:
    return world.person("lund", "politician")


def start(world: GroupWorld, said: Said, actor: Any, **more: Any) -> Improvement:
    return start_improvement(participation=world.lund, said=said, actor=actor, **more)


def change(work: Improvement, actor: Any, *, seen: int | None = None, **said: Any) -> Improvement:
    standing = Improvement.objects.get(pk=work.pk)
    return change_improvement(
        improvement=standing,
        seen=standing.version if seen is None else seen,
        said=replace(said_of(standing), **said),
        actor=actor,
    )


def refusal(call: Any) -> dict[str, list[str]] | list[str]:
    with pytest.raises(ValidationError) as error:
        call()
    return error.value.message_dict if hasattr(error.value, "error_dict") else error.value.messages


def test_a_name_is_enough_to_begin(world: GroupWorld, actor: User) -> None:
    work = start(world, Said("Lika snabbt"), actor)
    assert (work.status, work.has_whole_aim, work.created_by, work.version) == (
        ImprovementStatus.IDEA,
        False,
        actor,
        0,
    )
    assert [entry.action for entry in AuditEntry.objects.about(work)] == ["start"]


def test_all_that_is_said_is_kept(world: GroupWorld, actor: User) -> None:
    said = replace(
        AIM,
        problem="=1+1",
        operation="Försörjningsstöd",
        steering_links=("goals", "follow_up"),
        national_goals=(2, 6),
        agenda_goals=(5,),
        cemr_articles=(1, 30, 31, 39),
        responsible=world.seat(world.lund, "key_person"),
        team="Tre handläggare",
        own_method="Lean",
        is_private=True,
    )
    assert said_of(Improvement.objects.get(pk=start(world, said, actor).pk)) == said


def test_a_second_press_makes_no_second_work(world: GroupWorld, actor: User) -> None:
    first = start(world, AIM, actor)
    assert start(world, AIM, actor) == first
    assert Improvement.objects.count() == 1
    taken = {"title": ["Ni har redan ett arbete med det namnet."]}
    assert refusal(lambda: start(world, replace(AIM, team="X"), actor)) == taken
    colleague = world.person("lund", "strategist")
    assert refusal(lambda: start(world, replace(AIM, title=AIM.title.upper()), colleague)) == taken


@pytest.mark.parametrize("who", ["ystad", "mentor", "stranger", "project_lead"])
def test_only_those_at_home_write(
    world: GroupWorld, actor: User, stranger: User, project_lead: User, who: str
) -> None:
    others = {
        "ystad": world.person("ystad", "politician"),
        "mentor": world.mentor,
        "stranger": stranger,
        "project_lead": project_lead,
    }
    work = start(world, AIM, actor)
    for write in (
        lambda: start(world, Said("Nytt"), others[who]),
        lambda: change(work, others[who], title="Annat"),
        lambda: move_improvement(improvement=work, action="plan", actor=others[who]),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert list(Improvement.objects.values_list("title", "status")) == [(AIM.title, "idea")]


def test_who_has_left_the_round_writes_nothing(
    world: GroupWorld, actor: User, project_lead: User
) -> None:
    work = start(world, AIM, actor)
    withdraw_participation(participation=world.lund, reason="Val", actor=project_lead)
    left = ["Er organisation har lämnat omgången. Det ni gjorde finns kvar men går inte att ändra."]
    assert refusal(lambda: start(world, Said("Nytt"), actor)) == left
    assert refusal(lambda: change(work, actor, title="Annat")) == left
    root = User.objects.create_superuser("drift@skr.example")
    assert refusal(lambda: move_improvement(improvement=work, action="plan", actor=root)) == left


def test_thirty_works_are_enough(world: GroupWorld, actor: User) -> None:
    for number in range(MOST_WORKS):
        make_improvement(world.lund, f"Arbete {number}")
    with pytest.raises(ValidationError) as error:
        start(world, Said("Ett till"), actor)
    assert error.value.code == "too_many"
    assert start_improvement(
        participation=world.ystad, said=Said("Ett"), actor=world.person("ystad", "politician")
    )


WRONG = [
    ({"title": ""}, ["title"]),
    ({"title": "X" * 151}, ["title"]),
    ({"problem": "X" * 4001}, ["problem"]),
    ({"aim_what": "X" * 301}, ["aim_what"]),
    ({"steering_links": ("goals", "kaffe")}, ["steering_links"]),
    ({"national_goals": (7,)}, ["national_goals"]),
    ({"agenda_goals": (0,)}, ["agenda_goals"]),
    ({"agenda_goals": (18,)}, ["agenda_goals"]),
    ({"cemr_articles": (40,)}, ["cemr_articles"]),
    ({"cemr_articles": (99, "6")}, ["cemr_articles"]),
    ({"aim_by": date(2027, 2, 28)}, ["past_is_meant"]),
    ({"outcome": "X" * 4001, "own_method": "Y" * 151}, ["outcome", "own_method"]),
]


@pytest.mark.parametrize("said, fields", WRONG)
def test_each_wrong_answer_is_named_and_nothing_is_written(
    world: GroupWorld, actor: User, said: dict[str, Any], fields: list[str]
) -> None:
    wrong = refusal(lambda: start(world, replace(AIM, **said), actor))
    assert sorted(wrong) == fields
    work = make_improvement(world.lund)
    assert sorted(refusal(lambda: change(work, actor, **said))) == fields
    assert list(Improvement.objects.values_list("title", "version")) == [(work.title, 0)]
    assert AuditEntry.objects.count() == 0


def test_people_and_ideas_are_ones_own(world: GroupWorld, actor: User) -> None:
    partner = world.seat(world.ystad, "politician")
    own = world.seat(world.lund, "politician")
    both = replace(AIM, responsible=own, responsible_name="Chefen")
    assert refusal(lambda: start(world, replace(AIM, responsible=partner), actor)) == {
        "responsible": ["Välj någon i ert eget team."]
    }
    assert list(refusal(lambda: start(world, both, actor))) == ["responsible_name"]


def test_an_idea_is_one_that_was_taken_home() -> None:
    at = make_meeting_world(days=-2)
    home = at.world.lund
    actor = at.world.person("lund", "politician")
    mine = Outcome.objects.create(meeting=at.meeting, kind="idea", text="Mall", taken_by=home)
    theirs = Outcome.objects.create(
        meeting=at.meeting, kind="idea", text="Sms", taken_by=at.world.ystad
    )
    task = Outcome.objects.create(meeting=at.meeting, kind="decision", text="Nej", taken_by=home)
    work = start_improvement(participation=home, said=replace(AIM, idea=mine), actor=actor)
    assert work.idea == mine
    for outcome in (theirs, task):
        said = Said("Annat", idea=outcome)
        wrong = refusal(lambda s=said: start_improvement(participation=home, said=s, actor=actor))
        assert wrong == {"idea": ["Välj en idé som ni har tagit hem från en träff."]}


def test_a_day_that_has_passed_is_confirmed_once(world: GroupWorld, actor: User) -> None:
    late = replace(AIM, aim_by=date(2027, 2, 28))
    work = start(world, late, actor, past_is_meant=True)
    assert change(work, actor, team="Fler").aim_by == date(2027, 2, 28)
    assert start(world, replace(AIM, title="I dag", aim_by=date(2027, 3, 1)), actor)


def test_whoever_saves_second_is_told_and_overwrites_nothing(
    world: GroupWorld, actor: User
) -> None:
    work = start(world, AIM, actor)
    colleague = world.person("lund", "strategist")
    change(work, actor, problem="Kvinnor väntar längre")
    with pytest.raises(ValidationError) as error:
        change(work, colleague, seen=0, problem="Män får mer")
    assert error.value.code == "changed_meanwhile"
    change(work, colleague, seen=0, problem="Kvinnor väntar längre")  # the same: nothing to save
    saved = change(work, colleague, seen=1, problem="Kvinnor väntar längre, män får mer")
    assert (saved.problem, saved.version) == ("Kvinnor väntar längre, män får mer", 2)


def test_the_road_of_a_work(world: GroupWorld, actor: User) -> None:
    work = start(world, AIM, actor)
    told = {
        "implement": {"implemented_in": "Mottagningen"},
        "spread": {"spread_to": "Familjeenheten"},
    }
    for action in ("plan", "test", "adapt", "test", "adopt", "implement", "spread"):
        move_improvement(improvement=work, action=action, actor=actor, **told.get(action, {}))
    standing = Improvement.objects.get(pk=work.pk)
    assert (standing.status, standing.implemented_in, standing.spread_to, standing.version) == (
        "spread",
        "Mottagningen",
        "Familjeenheten",
        2,
    )
    assert refusal(lambda: change(work, actor, spread_to="", implemented_in="")) == {
        "spread_to": ["Skriv till vilka enheter det har spridits."],
        "implemented_in": ["Skriv var det är vardag nu."],
    }


def test_a_plan_needs_a_whole_aim_and_keeps_it(world: GroupWorld, actor: User) -> None:
    work = start(world, replace(AIM, aim_by=None), actor)
    whole = ["Skriv vad som blir bättre, hur mycket, för vilka och senast när. Då är det en plan."]
    assert refusal(lambda: move_improvement(improvement=work, action="plan", actor=actor)) == whole
    change(work, actor, aim_by=date(2027, 12, 31))
    move_improvement(improvement=work, action="plan", actor=actor)
    assert refusal(lambda: change(work, actor, aim_by=None)) == {
        "aim_by": ["Arbetet är planerat, så målet behöver alla fyra delarna."]
    }


@pytest.mark.parametrize(
    "status, action, field",
    [
        ("adopted", "implement", "implemented_in"),
        ("implemented", "spread", "spread_to"),
        ("testing", "abandon", "outcome"),
    ],
)
def test_some_moves_say_something_of_themselves(
    world: GroupWorld, actor: User, status: str, action: str, field: str
) -> None:
    work = make_improvement(world.lund, status=status)
    for text in ("", "  ", "X" * 4001):
        wrong = refusal(
            lambda t=text: move_improvement(
                improvement=work, action=action, actor=actor, **{field: t}
            )
        )
        assert list(wrong) == [field]
    assert Improvement.objects.get(pk=work.pk).status == status


def test_a_state_that_has_passed_is_left_alone(world: GroupWorld, actor: User) -> None:
    work = make_improvement(world.lund, status="planned")
    move_improvement(improvement=work, action="test", actor=actor)
    with pytest.raises(ValidationError) as error:
        move_improvement(improvement=work, action="test", actor=actor)
    assert error.value.code == "wrong_state"
    assert AuditEntry.objects.about(work).count() == 1


def private(name: str) -> bool:
    return Indicator.objects.get(name=name).is_private


def test_indicators_hide_with_the_work_and_come_back_with_it(
    world: GroupWorld, actor: User
) -> None:
    work = start(world, AIM, actor)
    make_indicator(world.lund, "Arbetets", improvement=work)
    make_indicator(world.lund, "Redan dold", improvement=work, is_private=True)
    make_indicator(world.lund, "En annans")
    partner = world.person("ystad", "politician")
    change(work, actor, is_private=True)
    assert [private(n) for n in ("Arbetets", "Redan dold", "En annans")] == [True, True, False]
    assert Improvement.objects.visible_to(partner).count() == 0
    assert list(Indicator.objects.visible_to(partner).values_list("name", flat=True)) == [
        "En annans"
    ]
    change(work, actor, is_private=False)
    assert [private(n) for n in ("Arbetets", "Redan dold", "En annans")] == [False, True, False]
    actions = [entry.action for entry in AuditEntry.objects.about(work)]
    assert actions == ["share", "make_private", "start"]


def test_what_a_person_hid_meanwhile_stays_hidden(world: GroupWorld, actor: User) -> None:
    work = start(world, AIM, actor)
    indicator = make_indicator(world.lund, "Arbetets", improvement=work)
    change(work, actor, is_private=True)
    indicator.refresh_from_db()
    for value in (False, True):  # shown and hidden again by somebody's own decision
        indicator.is_private = value
        indicator.save(update_fields=["is_private"])
    change(work, actor, is_private=False)
    assert private("Arbetets") is True
