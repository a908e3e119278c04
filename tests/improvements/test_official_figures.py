"""Which official figures are followed, and when they are asked for."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from improvements.enums import FetchStatus
from improvements.models import ChosenIndicator, OfficialFetch, OfficialIndicator
from improvements.services import official_figures
from improvements.services.official_figures import (
    choose_indicator,
    find_indicators,
    refresh_official_figures,
    request_fetch,
    unchoose_indicator,
)
from tests import kolada_server
from tests.factories import stockholm
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.official_recipes import ask, follow, make_official

NOW = stockholm(2027, 5, 3)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kolada(settings: Any) -> Any:
    with kolada_server.running() as server:
        settings.KOLADA_URL = server.url
        yield server


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 9, 1))


@pytest.fixture
def strategist(world: GroupWorld) -> Any:
    return world.person("lund", "strategist")


def refused(action: Any, **given: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        action(**given)
    return str(refusal.value.code)


def test_what_is_searched_for_is_found_by_title(kolada: Any) -> None:
    kolada.kpis = [
        kolada_server.kpi("N00090", "Sjukfrånvaro, andel (%)"),
        kolada_server.kpi("N00206", "Heltidsanställda, andel (%)"),
    ]
    assert [one.id for one in find_indicators("sjukfrånvaro")] == ["N00090"]


def test_an_indicator_is_learned_from_kolada_once_and_its_figures_are_asked_for(
    kolada: Any, world: GroupWorld, strategist: Any
) -> None:
    kolada.kpis = [kolada_server.kpi("N00090", "Sjukfrånvaro, andel (%)")]
    for participation in (world.lund, world.lund):
        choose_indicator(participation=participation, kolada_id=" n00090", actor=strategist)
    choose_indicator(
        participation=world.ystad, kolada_id="N00090", actor=world.person("ystad", "politician")
    )
    assert len(kolada.asked) == 1
    indicator = OfficialIndicator.objects.get()
    assert (indicator.kolada_id, indicator.title, indicator.description, indicator.is_by_sex) == (
        "N00090",
        "Sjukfrånvaro, andel (%)",
        "Sjukfrånvaro, andel (%), beskrivning",
        True,
    )
    assert list(ChosenIndicator.objects.values_list("participation", "chosen_by")) == [
        (world.lund.pk, strategist.pk),
        (world.ystad.pk, world.person("ystad", "politician").pk),
    ]
    assert list(
        OfficialFetch.objects.order_by("pk").values_list("participation", "status", "requested_by")
    ) == [
        (world.lund.pk, FetchStatus.WAITING, strategist.pk),
        (world.ystad.pk, FetchStatus.WAITING, world.person("ystad", "politician").pk),
    ]


def test_one_that_kolada_lacks_is_refused(kolada: Any, world: GroupWorld, strategist: Any) -> None:
    given = {"participation": world.lund, "kolada_id": "N99999", "actor": strategist}
    assert refused(choose_indicator, **given) == "unknown"
    assert (OfficialIndicator.objects.count(), OfficialFetch.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", ["", "../../etc", "N00090,N00206", "x" * 500])
def test_what_is_no_number_is_refused(
    kolada: Any, world: GroupWorld, strategist: Any, number: str
) -> None:
    given = {"participation": world.lund, "kolada_id": number, "actor": strategist}
    assert refused(choose_indicator, **given) == "kolada"
    assert kolada.asked == []


def test_without_kolada_what_is_known_can_be_chosen_and_the_rest_costs_a_sentence(
    world: GroupWorld, strategist: Any
) -> None:
    make_official("N00206")
    given = {"participation": world.lund, "actor": strategist}
    assert refused(choose_indicator, kolada_id="N00090", **given) == "kolada"
    choose_indicator(kolada_id="N00206", **given)
    assert ChosenIndicator.objects.get().indicator.kolada_id == "N00206"


def test_there_is_an_end_to_what_one_can_follow(
    world: GroupWorld, strategist: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(official_figures, "MOST_CHOSEN", 1)
    follow(world.lund, make_official("N00001"))
    make_official("N00002")
    given = {"participation": world.lund, "kolada_id": "N00002", "actor": strategist}
    assert refused(choose_indicator, **given) == "too_many"
    assert OfficialFetch.objects.count() == 0


def test_taken_away_twice_is_taken_away_once(world: GroupWorld, strategist: Any) -> None:
    indicator = make_official()
    chosen, theirs = follow(world.lund, indicator), follow(world.ystad, indicator)
    for pk in (chosen.pk, chosen.pk, theirs.pk):
        unchoose_indicator(participation=world.lund, chosen_id=pk, actor=strategist)
    assert ChosenIndicator.objects.get() == theirs


def test_others_choose_nothing_for_lund(world: GroupWorld) -> None:
    make_official("N00090")
    for actor in (world.mentor, world.person("ystad", "strategist")):
        for action, given in (
            (choose_indicator, {"kolada_id": "N00090"}),
            (unchoose_indicator, {"chosen_id": 1}),
            (request_fetch, {}),
        ):
            with pytest.raises(PermissionDenied):
                action(participation=world.lund, actor=actor, **given)
    assert OfficialFetch.objects.count() == 0


def test_asking_twice_is_one_request(world: GroupWorld, strategist: Any) -> None:
    given = {"participation": world.lund, "actor": strategist}
    assert refused(request_fetch, **given) == "nothing_chosen"
    follow(world.lund, make_official())
    first = request_fetch(**given)
    assert request_fetch(**given) == first
    OfficialFetch.objects.update(status=FetchStatus.DONE)
    assert request_fetch(**given) != first


def test_a_team_that_has_left_chooses_nothing(world: GroupWorld, strategist: Any) -> None:
    world.lund.status = "withdrawn"
    world.lund.withdrawn_on, world.lund.withdrawal_reason = date(2027, 5, 1), "Val"
    world.lund.save()
    make_official("N00090")
    given = {"participation": world.lund, "kolada_id": "N00090", "actor": strategist}
    assert refused(choose_indicator, **given) == "withdrawn"


@pytest.mark.parametrize(
    "status, days, group_is_new, asks",
    [
        ("", 0, False, True),  # never fetched
        (FetchStatus.WAITING, 90, False, False),
        (FetchStatus.DONE, 29, False, False),
        (FetchStatus.DONE, 31, False, True),
        (FetchStatus.DONE, 5, True, True),  # the partners are new
        (FetchStatus.FAILED, 0, False, False),
        (FetchStatus.FAILED, 2, False, True),
    ],
)
def test_figures_are_asked_for_anew_by_the_month(
    world: GroupWorld, status: str, days: int, group_is_new: bool, asks: bool
) -> None:
    follow(world.lund, make_official())
    world.group.published_at = NOW - timedelta(days=1 if group_is_new else 100)
    world.group.save()
    at: datetime = timezone.now() - timedelta(days=days)
    if status:
        fetch = ask(world.lund, status=status, finished_at=at)
        OfficialFetch.objects.filter(pk=fetch.pk).update(requested_at=at)
    assert refresh_official_figures() == int(asks)
    assert refresh_official_figures() == 0
    waiting = OfficialFetch.objects.filter(status=FetchStatus.WAITING)
    assert waiting.count() == int(asks or status == FetchStatus.WAITING)


def test_rounds_that_are_over_are_left_alone(world: GroupWorld) -> None:
    follow(world.lund, make_official())
    world.cohort.completed_on = date(2027, 5, 3)
    world.cohort.save()
    assert refresh_official_figures() == 0
