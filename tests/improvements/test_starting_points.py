"""The starting point: begun once, written by several at once, shared and taken back in time."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from applications.models import PoliticalDecision
from cohorts.models import CemrSignature, TimelineEvent
from improvements.enums import FetchStatus
from improvements.models import (
    ChosenIndicator,
    FactAnswer,
    FactQuestion,
    OfficialFetch,
    OfficialIndicator,
    StartingPoint,
)
from improvements.services.starting_facts import facts_of
from improvements.services.starting_points import (
    Typed,
    begin_missing_starting_points,
    begin_starting_point,
    mark_of,
    save_answers,
    share_starting_point,
    shared_by,
    take_back_starting_point,
)
from modellkonceptet.records.models import AuditEntry
from tests.factories import (
    make_application,
    make_cohort,
    make_decision,
    make_organisation,
    make_participation,
    make_user,
    stockholm,
)
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.official_recipes import follow, make_official, make_values

NOW = stockholm(2027, 5, 3)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(db: None) -> GroupWorld:
    world = make_group_world(kick_off=date(2027, 9, 1))
    programme = world.cohort.terms.get().programme
    for position, (key, prefill) in enumerate((("vilka", "who"), ("mal", ""), ("tid", ""))):
        FactQuestion.objects.create(
            programme=programme,
            key=key,
            position=position,
            section_sv="Fakta" if position < 2 else "Tid",
            text_sv=f"{key}?",
            prefill=prefill,
        )
    return world


def number(key: str) -> int:
    return FactQuestion.objects.get(key=key).pk


def save(world: GroupWorld, function: str = "strategist", **texts: tuple[str, str]) -> Any:
    """key=(what was shown, what was typed)"""
    return save_answers(
        participation=world.lund,
        answers={
            number(key): Typed(typed, mark_of(shown)) for key, (shown, typed) in texts.items()
        },
        actor=world.person("lund", function),
    )


def texts() -> dict[str, str]:
    return dict(FactAnswer.objects.values_list("question__key", "text"))


def share(world: GroupWorld) -> StartingPoint:
    return share_starting_point(participation=world.lund, actor=world.person("lund", "strategist"))


def take_back(world: GroupWorld) -> StartingPoint:
    return take_back_starting_point(
        participation=world.lund, actor=world.person("lund", "politician")
    )


def refused(action: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        action(*given, **more)
    return str(refusal.value.code)


def test_everybody_in_a_running_round_gets_the_pack_exactly_once(world: GroupWorld) -> None:
    assert begin_missing_starting_points() == 0  # no pack is loaded
    pack = [make_official(number, in_start_pack=True) for number in ("N00001", "N00002")]
    other = make_official("N00003")
    follow(world.lund, pack[0])
    over = make_cohort(completed_on=date(2027, 5, 3))
    make_participation(over)
    make_participation(make_cohort(is_historical=True, source="Bok"), source="Bok")
    make_participation(world.cohort, status="withdrawn")
    assert begin_missing_starting_points() == 3
    assert begin_missing_starting_points() == 0
    assert ChosenIndicator.objects.count() == 6
    assert other.chosen.count() == 0
    assert (
        list(OfficialFetch.objects.values_list("status", "requested_by"))
        == [(FetchStatus.WAITING, None)] * 3
    )
    world.lund.chosen_indicators.all().delete()
    assert begin_missing_starting_points() == 0
    assert world.lund.chosen_indicators.count() == 0
    late = make_participation(world.cohort)
    assert begin_missing_starting_points() == 1
    assert late.chosen_indicators.count() == 2


def test_beginning_twice_is_beginning_once(world: GroupWorld) -> None:
    make_official(in_start_pack=True)
    assert [begin_starting_point(participation_id=world.lund.pk) for _ in range(2)] == [True, False]
    assert (OfficialFetch.objects.count(), ChosenIndicator.objects.count()) == (1, 1)


def test_an_answer_is_written_with_its_history(world: GroupWorld) -> None:
    save(world, mal=("", "Fler kvinnor"))
    save(world, "politician", mal=("Fler kvinnor", "Fler män"))
    save(world, "politician", mal=("Fler män", "Fler män"))
    answer = FactAnswer.objects.get()
    assert (answer.text, answer.changed_by) == ("Fler män", world.person("lund", "politician"))
    assert [(row.text, row.history_user) for row in answer.history.order_by("history_id")] == [
        ("Fler kvinnor", world.person("lund", "strategist")),
        ("Fler män", world.person("lund", "politician")),
    ]


def test_what_is_empty_stays_unwritten_and_what_was_written_can_be_emptied(
    world: GroupWorld,
) -> None:
    assert save(world, mal=("", "")) == []
    save(world, mal=("", "Mål"))
    save(world, mal=("Mål", ""))
    assert texts() == {"mal": ""}


def test_two_who_write_in_different_answers_keep_both(world: GroupWorld) -> None:
    save(world, mal=("", "Första"), vilka=("", ""))
    save(world, "politician", mal=("", ""), vilka=("", "Lund"))
    assert texts() == {"mal": "Första", "vilka": "Lund"}


def test_in_the_same_answer_the_second_is_told_and_writes_nothing(world: GroupWorld) -> None:
    save(world, mal=("", "Första"))
    both = {"mal": ("", "Andra"), "vilka": ("", "Lund")}
    assert refused(save, world, "politician", **both) == "changed_meanwhile"
    assert texts() == {"mal": "Första"}
    save(world, "politician", mal=("Första", "Första och andra"))
    assert texts() == {"mal": "Första och andra"}


def test_questions_of_another_round_are_not_answered(world: GroupWorld) -> None:
    other = FactQuestion.objects.create(
        programme=make_cohort().terms.get().programme, key="annan", section_sv="X", text_sv="X?"
    )
    given = {other.pk: Typed("Svar", mark_of(""))}
    save_answers(participation=world.lund, answers=given, actor=world.person("lund", "strategist"))
    assert texts() == {}
    assert refused(save, world, mal=("", "x" * 8001)) == "too_long"


def test_others_write_and_share_nothing(world: GroupWorld) -> None:
    for actor in (world.mentor, world.person("ystad", "strategist"), make_user()):
        for action, given in (
            (save_answers, {"answers": {}}),
            (share_starting_point, {}),
            (take_back_starting_point, {}),
        ):
            with pytest.raises(PermissionDenied):
                action(participation=world.lund, actor=actor, **given)
    assert StartingPoint.objects.count() == 0


def test_sharing_takes_what_was_prefilled_along_and_happens_once(
    world: GroupWorld, time_machine: Any
) -> None:
    assert refused(share, world) == "empty"
    save(world, mal=("", "Mål"))
    point = share(world)
    assert (point.shared_at, point.shared_by) == (NOW, world.person("lund", "strategist"))
    assert texts() == {"mal": "Mål", "vilka": facts_of(world.lund)["who"]}
    time_machine.move_to(stockholm(2027, 5, 4), tick=False)
    assert share(world).shared_at == NOW
    assert AuditEntry.objects.filter(action="share").count() == 1
    assert shared_by(world.cohort) == {world.lund.pk: NOW}


def test_who_reads_it(world: GroupWorld) -> None:
    save(world, mal=("", "Mål"))
    readers = [
        world.person("lund", "politician"),
        world.person("ystad", "politician"),
        world.mentor,
        make_user(staff_role="project_lead"),
        make_user(),
    ]

    def seen() -> list[bool]:
        return [FactAnswer.objects.visible_to(reader).exists() for reader in readers]

    assert seen() == [True, False, False, False, False]
    share(world)
    assert seen() == [True, True, True, True, False]
    take_back(world)
    assert seen() == [True, False, False, False, False]


@pytest.mark.parametrize(
    "day, code",
    [((2027, 8, 31), ""), ((2027, 9, 1), "after_kick_off"), ((2027, 9, 2), "after_kick_off")],
)
def test_it_is_taken_back_until_kick_off(
    world: GroupWorld, time_machine: Any, day: Any, code: str
) -> None:
    save(world, mal=("", "Mål"))
    assert refused(take_back, world) == "not_shared"
    share(world)
    time_machine.move_to(stockholm(*day), tick=False)
    if code:
        assert refused(take_back, world) == code
        assert shared_by(world.cohort) == {world.lund.pk: NOW}
    else:
        take_back(world)
        assert shared_by(world.cohort) == {}


def test_without_a_day_of_kick_off_it_can_be_taken_back(world: GroupWorld) -> None:
    TimelineEvent.objects.all().delete()
    save(world, mal=("", "Mål"))
    share(world)
    assert take_back(world).shared_at is None


def test_what_is_known_begins_the_answers(world: GroupWorld) -> None:
    lund = world.lund
    lund.organisation.population, lund.organisation.population_year = 130_288, 2023
    lund.organisation.save()
    lund.focus_areas, lund.focus_other, lund.operation = ["school", "gone"], "Idrott", "Kultur"
    CemrSignature.objects.create(organisation=lund.organisation, signed_year=2009, source="SKR")
    population = make_official("N01951", "Invånare")
    make_values(population, lund.organisation, 2024, K="64000", M="65000")
    make_values(population, lund.organisation, 2025, K="65100", M="66200", T="131300")
    assert facts_of(lund) == {
        "who": "Lund kommun, kommun, Skåne län",
        "population": (
            "130\xa0288 invånare 2023 (tjänstens register).\n"
            "65\xa0100 kvinnor och 66\xa0200 män 2025 (Kolada)."
        ),
        "cemr": "CEMR-deklarationen undertecknades 2009 (SKR:s förteckning).",
        "operation": "Kultur (ansökan).",
        "focus": "Förskola och skola, Idrott (ansökan).",
    }


def test_decisions_come_from_the_application_that_was_admitted(world: GroupWorld) -> None:
    application = make_application(
        cohort=make_cohort(), organisation=make_organisation(), status="submitted"
    )
    make_decision(application, by=make_user(), participation=world.lund)
    submission = application.current_submission
    PoliticalDecision.objects.create(
        submission=submission,
        is_taken=True,
        body="council",
        decided_on=date(2019, 3, 28),
        decided_year=2019,
        diary_number="KS 2019/12",
        kind="council",
    )
    facts = facts_of(world.lund)
    said = "beslut av Fullmäktige 28 mars 2019, KS 2019/12 (ansökan)."
    assert facts["policy"] == f"Jämställdhetsintegrering: {said}"
    assert "assignment" not in facts


def test_the_files_are_loaded_once_and_what_skr_changes_stands(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_programmes", verbosity=0)
    call_command("load_starting_point", verbosity=2)
    questions = FactQuestion.objects.count()
    assert (questions, OfficialIndicator.objects.filter(in_start_pack=True).count()) == (36, 27)
    FactQuestion.objects.filter(key="tid").update(text_sv="Vår egen?")
    OfficialIndicator.objects.filter(kolada_id="N01951").update(in_start_pack=False, title="Ny")
    call_command("load_starting_point")
    assert "kept as SKR has it" in capsys.readouterr().out
    assert FactQuestion.objects.filter(text_sv="Vår egen?").count() == 2
    assert OfficialIndicator.objects.get(kolada_id="N01951").in_start_pack is False
    call_command("load_starting_point", reset=True, verbosity=0)
    assert FactQuestion.objects.filter(text_sv="Vår egen?").count() == 0
    assert OfficialIndicator.objects.get(kolada_id="N01951").in_start_pack is True
    assert FactQuestion.objects.count() == questions
