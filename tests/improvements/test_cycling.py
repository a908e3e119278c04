"""Cycles: begun, written in by several, moved on and closed."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from improvements.models import Cycle, Improvement
from improvements.panes import (
    Acted,
    Answer,
    Done,
    Pane,
    Plan,
    PlannedQuestion,
    Studied,
    current,
    stamp,
    standing,
    why_not,
)
from improvements.services import cycling
from modellkonceptet.records.models import AuditEntry
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_change_idea, make_cycle, make_improvement

pytestmark = pytest.mark.django_db

TODAY = datetime(2027, 3, 10, 9, tzinfo=UTC)
DAY = date(2027, 3, 10)
PLAN = Plan(
    title="Checklista",
    kind="test",
    scale="one_unit",
    objective="Se om alla får frågan",
    arrangement="Mottagningen, vecka 11",
    data_plan="Antal samtal, kvinnor och män",
    questions=(PlannedQuestion("Får alla frågan?", "Nio av tio"),),
)


@pytest.fixture
def world(db: None) -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def work(world: GroupWorld) -> Improvement:
    return make_improvement(world.lund)


def strategist(world: GroupWorld) -> Any:
    return world.person("lund", "strategist")


def politician(world: GroupWorld) -> Any:
    return world.person("lund", "politician")


def seen(cycle: Cycle, pane: str) -> str:
    fresh = Cycle.objects.get(pk=cycle.pk)
    return stamp(standing(pane, fresh, list(fresh.questions.all())))


def save(cycle: Cycle, content: Any, actor: Any, seen_stamp: str | None = None) -> Cycle:
    pane = {Plan: "plan", Done: "do", Studied: "study", Acted: "act"}[type(content)]
    return cycling.save_pane(
        cycle=cycle, content=content, seen=seen_stamp or seen(cycle, pane), actor=actor
    )


def refusal(call: Any) -> dict[str, list[str]] | list[str]:
    with pytest.raises(ValidationError) as caught:
        call()
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def test_a_cycle_gets_the_next_number_with_its_questions(
    world: GroupWorld, work: Improvement
) -> None:
    make_cycle(work, number=4)
    cycle = cycling.create_cycle(improvement=work, plan=PLAN, actor=strategist(world))
    assert cycle.number == 5
    assert standing(Pane.PLAN, Cycle.objects.get(pk=cycle.pk), list(cycle.questions.all())) == PLAN
    [row] = cycle.history.all()
    assert (row.history_change_reason, row.history_user) == ("plan", strategist(world))


def test_pressing_twice_makes_one_cycle_and_a_minute_later_another(
    world: GroupWorld, work: Improvement
) -> None:
    first = cycling.create_cycle(improvement=work, plan=PLAN, actor=strategist(world))
    assert cycling.create_cycle(improvement=work, plan=PLAN, actor=politician(world)) == first
    with time_machine.travel(TODAY + timedelta(seconds=61), tick=False):
        again = cycling.create_cycle(improvement=work, plan=PLAN, actor=strategist(world))
    assert again.number == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": " "}, {"title": ["Skriv vad cykeln heter."]}),
        (
            {"planned_from": date(2027, 4, 2), "planned_to": date(2027, 4, 1)},
            {"planned_to": ["Planen slutar innan den börjar."]},
        ),
        ({"owner_id": -1}, {"owner": ["Välj någon i ert eget team."]}),
        ({"idea_id": -1}, {"idea": ["Välj bland det här förbättringsarbetets ändringar."]}),
        (
            {"questions": (PlannedQuestion("", "Nio av tio"),)},
            {"questions": ["Skriv frågan också, inte bara vad ni förväntar er."]},
        ),
        (
            {"questions": (PlannedQuestion("Varför?"),) * 11},
            {"questions": ["Ställ högst 10 frågor i en cykel."]},
        ),
        ({"kind": "okänd"}, None),
        ({"title": "x" * 151}, None),
    ],
)
def test_a_plan_that_cannot_be_is_refused_whole(
    world: GroupWorld, work: Improvement, changed: dict[str, Any], words: Any
) -> None:
    plan = Plan(**{**vars(PLAN), **changed})
    found = refusal(
        lambda: cycling.create_cycle(improvement=work, plan=plan, actor=strategist(world))
    )
    assert list(found) == [next(iter(changed))] if words is None else found == words
    assert Cycle.objects.count() == 0


def test_the_owner_is_of_the_team_at_home(world: GroupWorld, work: Improvement) -> None:
    stranger = world.seat(world.ystad, "strategist")
    plan = Plan(**{**vars(PLAN), "owner_id": stranger.pk})
    found = refusal(
        lambda: cycling.create_cycle(improvement=work, plan=plan, actor=strategist(world))
    )
    assert found == {"owner": ["Välj någon i ert eget team."]}
    own = Plan(**{**vars(PLAN), "owner_id": world.seat(world.lund, "strategist").pk})
    assert cycling.create_cycle(improvement=work, plan=own, actor=strategist(world)).owner


@pytest.mark.parametrize("who", ["partner", "mentor", "project_lead", "withdrawn"])
def test_only_the_team_at_home_writes(
    world: GroupWorld, work: Improvement, project_lead: Any, who: str
) -> None:
    cycle = make_cycle(work)
    actor = {
        "partner": world.person("ystad", "strategist"),
        "mentor": world.mentor,
        "project_lead": project_lead,
        "withdrawn": strategist(world),
    }[who]
    if who == "withdrawn":
        world.lund.status, world.lund.withdrawal_reason = "withdrawn", "Ny majoritet"
        world.lund.withdrawn_on = DAY
        world.lund.save()
    with pytest.raises(PermissionDenied):
        cycling.create_cycle(improvement=work, plan=PLAN, actor=actor)
    with pytest.raises(PermissionDenied):
        save(cycle, PLAN, actor)
    with pytest.raises(PermissionDenied):
        cycling.move_cycle(cycle=cycle, action="start", actor=actor)
    with pytest.raises(PermissionDenied):
        cycling.close_cycle(cycle=cycle, acted=Acted("adopt"), ended_on=DAY, actor=actor)
    assert list(Cycle.objects.values_list("status", flat=True)) == ["plan"]


def test_the_way_through_the_panes(world: GroupWorld, work: Improvement) -> None:
    actor = strategist(world)
    idea = make_change_idea(work)
    plan = Plan(**{**vars(PLAN), "idea_id": idea.pk})
    cycle = cycling.create_cycle(improvement=work, plan=plan, actor=actor)
    cycle = cycling.move_cycle(cycle=cycle, action="start", actor=actor)
    assert (cycle.status, cycle.started_on) == ("do", DAY)
    idea.refresh_from_db()
    assert idea.status == "testing"
    save(cycle, Done(date(2027, 3, 1), False, "Sju samtal", "Två glömdes"), actor)
    cycle = cycling.move_cycle(cycle=cycle, action="study", actor=actor)
    [question] = cycle.questions.all()
    studied = Studied(
        "Sju av nio",
        "",
        "Lika för alla",
        "Listan glöms på fredagar",
        (Answer(question.pk, "Sju av nio", "partly"),),
    )
    cycle = save(cycle, studied, actor)
    assert current(cycle) == Pane.ACT
    question.refresh_from_db()
    assert (question.result, question.confirmed) == ("Sju av nio", "partly")
    acted = Acted("adapt", "Listan läggs i journalen")
    cycle = cycling.close_cycle(cycle=cycle, acted=acted, ended_on=DAY, actor=actor)
    assert (cycle.status, cycle.decision, cycle.ended_on) == ("acted", "adapt", DAY)
    idea.refresh_from_db()
    assert idea.status == "adapted"
    trail = AuditEntry.objects.filter(subject_type="improvements.cycle").order_by("pk")
    assert list(trail.values_list("action", flat=True)) == ["start", "study", "close"]
    cycle = cycling.move_cycle(cycle=cycle, action="reopen", actor=actor)
    assert (cycle.status, cycle.ended_on, cycle.decision) == ("study", None, "adapt")


def test_no_study_without_a_prediction_for_each_question(
    world: GroupWorld, work: Improvement
) -> None:
    actor = strategist(world)
    cycle = make_cycle(work, status="do", question="")
    words = ["Skriv minst en fråga som försöket ska besvara, och vad ni förväntar er."]
    assert refusal(lambda: cycling.move_cycle(cycle=cycle, action="study", actor=actor)) == words
    cycle.questions.create(question="Varför?", prediction=" ")
    words = ["Skriv vad ni förväntar er för varje fråga innan ni studerar resultatet."]
    assert refusal(lambda: cycling.move_cycle(cycle=cycle, action="study", actor=actor)) == words
    assert Cycle.objects.get(pk=cycle.pk).status == "do"
    save(cycle, Plan(**{**vars(PLAN), "questions": (PlannedQuestion("Varför?", "Tid"),)}), actor)
    assert cycling.move_cycle(cycle=cycle, action="study", actor=actor).status == "study"


def test_no_decision_without_what_was_learned(world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work, status="study")
    found = refusal(
        lambda: cycling.close_cycle(
            cycle=cycle, acted=Acted("abandon"), ended_on=DAY, actor=strategist(world)
        )
    )
    assert found == ["Skriv vad ni har lärt er innan ni beslutar hur ni går vidare."]


@pytest.mark.parametrize(
    ("acted", "ended_on", "words"),
    [
        (Acted(), DAY, {"decision": ["Välj: behålla, ändra eller lägga ned."]}),
        (Acted("okänt"), DAY, {"decision": ["Välj: behålla, ändra eller lägga ned."]}),
        (Acted("adapt"), DAY, {"changes_next": ["Skriv vad ni ändrar i nästa cykel."]}),
        (
            Acted("adopt", "Något"),
            DAY,
            {"keeping": ["Skriv hur det införs, sprids och bevaras."]},
        ),
        (Acted("abandon"), None, {"ended_on": ["Skriv vilken dag försöket avslutades."]}),
        (
            Acted("abandon"),
            DAY + timedelta(days=1),
            {"ended_on": ["Den dagen har inte varit än. Skriv vilken dag försöket avslutades."]},
        ),
        (
            Acted("abandon"),
            date(2027, 2, 28),
            {
                "ended_on": [
                    (
                        "Cykeln började 1 mars 2027 och kan inte ha slutat innan dess. Rätta dagen,"
                        " eller dagen då den började under Göra."
                    )
                ]
            },
        ),
    ],
)
def test_what_a_closing_lacks_is_said_at_the_field(
    world: GroupWorld, work: Improvement, acted: Acted, ended_on: Any, words: Any
) -> None:
    cycle = make_cycle(work, status="study", learned="Mycket", started_on=date(2027, 3, 1))
    found = refusal(
        lambda: cycling.close_cycle(
            cycle=cycle, acted=acted, ended_on=ended_on, actor=strategist(world)
        )
    )
    assert found == words
    assert Cycle.objects.get(pk=cycle.pk).status == "study"


def test_a_cycle_is_closed_once(world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work, status="study", learned="Mycket")
    closed = {"cycle": cycle, "acted": Acted("abandon"), "ended_on": DAY}
    cycling.close_cycle(**closed, actor=strategist(world))
    assert refusal(lambda: cycling.close_cycle(**closed, actor=politician(world))) == [
        "Det här är redan hanterat. Ladda om sidan för att se hur det står nu."
    ]


def test_the_day_of_beginning_is_not_ahead(world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY)
    ahead = Done(DAY + timedelta(days=1))
    assert refusal(lambda: save(cycle, ahead, strategist(world))) == {
        "started_on": ["Den dagen har inte varit än. Skriv vilken dag försöket började."]
    }
    assert refusal(lambda: save(cycle, Done(None), strategist(world))) == {
        "started_on": ["Skriv vilken dag försöket började."]
    }


def test_two_in_different_panes_do_not_disturb_each_other(
    world: GroupWorld, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY)
    plan_seen, do_seen = seen(cycle, "plan"), seen(cycle, "do")
    save(cycle, PLAN, strategist(world), plan_seen)
    save(cycle, Done(DAY, True, "Sju samtal"), politician(world), do_seen)
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.title, fresh.what_happened, fresh.version) == ("Checklista", "Sju samtal", 2)


def test_the_second_in_the_same_pane_is_told_who_was_first(
    world: GroupWorld, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY)
    both_saw = seen(cycle, "do")
    save(cycle, Done(DAY, True, "Sju samtal"), strategist(world), both_saw)
    found = refusal(lambda: save(cycle, Done(DAY, True, "Nio"), politician(world), both_saw))
    assert found == [
        (
            "strategist Lund har ändrat det här medan du skrev. Båda versionerna finns nedan: sätt"
            " ihop det som ska gälla och spara."
        )
    ]
    assert Cycle.objects.get(pk=cycle.pk).what_happened == "Sju samtal"
    # The same text is no conflict, and neither is one's own earlier saving.
    save(cycle, Done(DAY, True, "Sju samtal"), politician(world), both_saw)
    save(cycle, Done(DAY, True, "Åtta samtal"), strategist(world), both_saw)
    assert Cycle.objects.get(pk=cycle.pk).what_happened == "Åtta samtal"


def test_results_stay_with_their_questions_when_others_go(
    world: GroupWorld, work: Improvement
) -> None:
    actor = strategist(world)
    cycle = make_cycle(work, status="do", question="")
    for place, text in enumerate(("Ett?", "Två?", "Tre?")):
        cycle.questions.create(question=text, prediction="Ja", result=f"Om {text}", position=place)
    left = (PlannedQuestion("Ett, omskrivet?", "Ja"), PlannedQuestion("Tre?", "Ja"))
    save(cycle, Plan(**{**vars(PLAN), "questions": left}), actor)
    assert list(cycle.questions.values_list("question", "result")) == [
        ("Ett, omskrivet?", "Om Ett?"),
        ("Tre?", "Om Tre?"),
    ]


def test_answers_to_other_questions_are_refused(world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work, status="study")
    foreign = make_cycle(work, "Annan").questions.get()
    words = refusal(
        lambda: save(cycle, Studied(answers=(Answer(foreign.pk, "Ja"),)), strategist(world))
    )
    assert words == ["Frågorna är andra nu. Ladda om sidan."]
    foreign.refresh_from_db()
    assert foreign.result == ""
    assert Cycle.objects.get(pk=cycle.pk).version == 0


@pytest.mark.parametrize(
    ("status", "learned", "closed_to"),
    [
        ("plan", "", {"do", "study", "act"}),
        ("do", "", {"study", "act"}),
        ("study", "", {"plan", "act"}),
        ("study", "Mycket", {"plan"}),
        ("acted", "Mycket", {"plan", "do", "study", "act"}),
    ],
)
def test_panes_open_as_one_gets_there(
    world: GroupWorld, work: Improvement, status: str, learned: str, closed_to: set[str]
) -> None:
    cycle = make_cycle(work, status=status, learned=learned)
    assert {pane.value for pane in Pane if why_not(pane, cycle)} == closed_to
    for pane, content in ((Pane.PLAN, PLAN), (Pane.ACT, Acted("adopt"))):
        if pane in closed_to:
            assert refusal(lambda content=content: save(cycle, content, strategist(world))) == [
                why_not(pane, cycle)
            ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_plan_at_once_get_a_number_each(world: GroupWorld, work: Improvement) -> None:
    """Each in a thread and connection of its own; the lock on the work puts them in a row."""
    titles = ("Ena", "Andra", "Tredje")

    def plan(title: str) -> None:
        try:
            cycling.create_cycle(
                improvement=work,
                plan=Plan(**{**vars(PLAN), "title": title}),
                actor=strategist(world),
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=plan, args=(title,)) for title in titles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = work.cycles.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]
