"""Figures fetched from Kolada: stored whole, changed ones kept, failures in words, twice-safe."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from improvements.enums import FetchStatus
from improvements.kolada_connection import Limits
from improvements.models import OfficialFetch, OfficialIndicator, OfficialValue
from improvements.services import official_fetching
from improvements.services.official_fetching import MOST_ATTEMPTS, fetch_figures, sweep_fetches
from improvements.tasks import sweep_official_figures
from modellkonceptet.records.models import DrawnChart
from tests import kolada_server
from tests.factories import make_organisation, make_participation, stockholm
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.official_recipes import ask, follow, make_official, make_values
from tests.kolada_server import hang_up, kpi, page, send, values_of

NOW = stockholm(2027, 5, 3)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """One try for each question: waiting is tried where the connection is."""
    patience = Limits(connect_seconds=2, read_seconds=0.5, tries=1)
    monkeypatch.setattr(official_fetching, "PATIENCE", patience)


@pytest.fixture
def kolada(settings: Any) -> Any:
    with kolada_server.running() as server:
        settings.KOLADA_URL = server.url
        server.kpis = [kpi("N00090", "Sjukfrånvaro, andel (%)")]
        yield server


@pytest.fixture
def world(db: None) -> GroupWorld:
    world = make_group_world(kick_off=date(2027, 9, 1))
    follow(world.lund, make_official())
    return world


def code(participation: Any) -> str:
    return str(participation.organisation.code)


def stored(participation: Any) -> list[tuple[Any, ...]]:
    """Oldest first: year, sex, figure, whether it was replaced, whether it is withdrawn."""
    rows = OfficialValue.objects.filter(organisation=participation.organisation).order_by("pk")
    return [
        (
            row.year,
            row.sex,
            row.value if row.value is None else str(row.value.normalize()),
            row.replaced_at is not None,
            row.is_withdrawn,
        )
        for row in rows.order_by("year", "sex", "pk")
    ]


def fetch(participation: Any, **fields: Any) -> OfficialFetch:
    request = ask(participation, **fields)
    fetch_figures(fetch_id=request.pk)
    request.refresh_from_db()
    return request


def meanwhile(kolada: Any, action: Callable[[], None]) -> Any:
    """The usual answer, after what somebody else does while Kolada is being asked."""

    def answer(handler: Any) -> None:
        action()
        connection.close()
        kolada.answer(handler)

    return answer


def test_ones_own_and_the_partners_figures_come_in_one_go(kolada: Any, world: GroupWorld) -> None:
    kolada.data = [
        values_of("N00090", code(world.lund), 2025, K=7.1234567891, M=4.0, T=None),
        values_of("N00090", code(world.ystad), 2025, K=6, M=5),
        values_of("N00090", code(world.ystad), 2012, K=9, M=9),
    ]
    done = fetch(world.lund)
    assert (done.status, done.finished_at, done.error, done.attempts) == (
        FetchStatus.DONE,
        NOW,
        "",
        1,
    )
    assert stored(world.lund) == [
        (2025, "K", "7.1235", False, False),
        (2025, "M", "4", False, False),
        (2025, "T", None, False, False),
    ]
    assert stored(world.ystad) == [
        (2025, "K", "6", False, False),
        (2025, "M", "5", False, False),
    ]
    codes = ",".join(map(code, (world.lund, world.ystad, world.hoor)))
    years = "2018,2019,2020,2021,2022,2023,2024,2025,2026,2027"
    assert [path.split("?")[0].split("/v3/")[1] for path in kolada.asked] == [
        "kpi/N00090",
        f"data/kpi/N00090/municipality/{codes}/year/{years}",
    ]
    assert DrawnChart.objects.count() == 4


def test_a_region_is_asked_for_as_kolada_writes_it(kolada: Any, world: GroupWorld) -> None:
    region = make_organisation("Region Värmland", kind="region", code="17")
    participation = make_participation(world.cohort, region)
    follow(participation, make_official("N00952", "Nettoinkomst"))
    kolada.kpis = [kpi("N00952", "Nettoinkomst", is_divided_by_gender=False)]
    kolada.data = [values_of("N00952", "0017", 2025, T=80.5)]
    assert fetch(participation).status == FetchStatus.DONE
    assert stored(participation) == [(2025, "T", "80.5", False, False)]


def test_the_same_answer_twice_changes_nothing_but_the_day(
    kolada: Any, world: GroupWorld, time_machine: Any
) -> None:
    kolada.data = [values_of("N00090", code(world.lund), 2025, K=7.123456, M=4)]
    fetch(world.lund)
    before = list(OfficialValue.objects.values_list("pk", flat=True))
    time_machine.move_to(NOW + timedelta(days=31), tick=False)
    fetch(world.lund)
    assert list(OfficialValue.objects.values_list("pk", "fetched_at")) == [
        (pk, NOW + timedelta(days=31)) for pk in before
    ]


def test_changed_and_withdrawn_figures_stay_with_their_day(
    kolada: Any, world: GroupWorld, time_machine: Any
) -> None:
    kolada.data = [
        values_of("N00090", code(world.lund), 2024, K=8, M=5),
        values_of("N00090", code(world.lund), 2025, K=7, M=4, T=6),
    ]
    fetch(world.lund)
    later = NOW + timedelta(days=31)
    time_machine.move_to(later, tick=False)
    kolada.data = [
        values_of("N00090", code(world.lund), 2025, K=7.5, M={"value": 4, "isdeleted": True}, T=6)
    ]
    fetch(world.lund)
    fetch(world.lund)
    assert stored(world.lund) == [
        (2024, "K", "8", True, False),
        (2024, "K", None, False, True),
        (2024, "M", "5", True, False),
        (2024, "M", None, False, True),
        (2025, "K", "7", True, False),
        (2025, "K", "7.5", False, False),
        (2025, "M", "4", True, False),
        (2025, "M", None, False, True),
        (2025, "T", "6", False, False),
    ]
    old = OfficialValue.objects.get(value=7)
    assert (old.fetched_at, old.replaced_at) == (NOW, later)
    # And it may come back.
    kolada.data = [values_of("N00090", code(world.lund), 2025, K=7.5, M=4, T=6)]
    fetch(world.lund)
    assert OfficialValue.objects.get(year=2025, sex="M", replaced_at=None).value == 4


def test_what_kolada_says_of_the_indicator_follows(kolada: Any, world: GroupWorld) -> None:
    kolada.kpis = [kpi("N00090", "Sjukfrånvaro i kommunen", is_divided_by_gender=False)]
    fetch(world.lund)
    indicator = world.lund.chosen_indicators.get().indicator
    assert (indicator.title, indicator.is_by_sex) == ("Sjukfrånvaro i kommunen", False)


@pytest.mark.parametrize(
    "answer",
    [hang_up, send(500), send(429, Retry_After="60"), send(200, b"<html>"), page("no list")],
    ids=["gone", "500", "429", "no json", "no list"],
)
def test_a_fault_is_tried_again_by_the_sweep_and_given_up_in_words(
    kolada: Any, world: GroupWorld, time_machine: Any, settings: Any, answer: Any
) -> None:
    make_values(world.lund.chosen_indicators.get().indicator, world.lund.organisation, 2024, K="8")
    kolada.next_answers = [answer] * MOST_ATTEMPTS
    request = fetch(world.lund)
    assert (request.status, request.attempts, bool(request.error)) == (FetchStatus.WAITING, 1, True)
    sweep_fetches()
    assert len(kolada.asked) == 1  # not before the pause is over
    for attempt in range(2, MOST_ATTEMPTS + 1):
        time_machine.move_to(
            NOW + timedelta(seconds=attempt * (settings.CLAIM_SECONDS + 1)), tick=False
        )
        sweep_fetches()
        assert len(kolada.asked) == attempt
    request.refresh_from_db()
    assert (request.status, request.attempts) == (FetchStatus.FAILED, MOST_ATTEMPTS)
    assert "Kolada" in request.error
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    sweep_fetches()
    assert len(kolada.asked) == MOST_ATTEMPTS
    assert stored(world.lund) == [(2024, "K", "8", False, False)]


def test_silence_ends_the_sweep_so_that_others_do_not_wait_behind_it(
    kolada: Any, world: GroupWorld
) -> None:
    follow(world.ystad, world.lund.chosen_indicators.get().indicator)
    first, second = ask(world.lund), ask(world.ystad)
    kolada.next_answers = [kolada_server.silence(kolada)]
    sweep_fetches()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)
    sweep_fetches()
    second.refresh_from_db()
    assert second.status == FetchStatus.DONE


def test_a_fault_half_way_stores_nothing(kolada: Any, world: GroupWorld) -> None:
    kolada.data = [
        values_of("N00090", code(world.lund), 2025, K=7),
        values_of("N00090", code(world.lund), 2024, K="sju"),
    ]
    assert fetch(world.lund).status == FetchStatus.WAITING
    assert stored(world.lund) == []


def test_a_question_that_kolada_refuses_is_not_asked_again(kolada: Any, world: GroupWorld) -> None:
    kolada.next_answers = [send(404)]
    request = fetch(world.lund)
    assert (request.status, request.attempts) == (FetchStatus.FAILED, 1)
    assert request.error != ""


def test_an_answer_with_nothing_at_all_withdraws_nothing(kolada: Any, world: GroupWorld) -> None:
    make_values(world.lund.chosen_indicators.get().indicator, world.lund.organisation, 2024, K="8")
    assert fetch(world.lund).status == FetchStatus.WAITING
    assert stored(world.lund) == [(2024, "K", "8", False, False)]
    kolada.kpis = []  # unless the indicator itself is gone
    assert fetch(world.ystad).status == FetchStatus.DONE
    OfficialFetch.objects.all().delete()
    assert fetch(world.lund).status == FetchStatus.DONE
    assert stored(world.lund)[1:] == [(2024, "K", None, False, True)]


def test_an_association_is_told_that_kolada_has_no_figures_of_it(
    kolada: Any, world: GroupWorld
) -> None:
    body = make_organisation("Norrbottens Kommuner", kind="association", code=None)
    participation = make_participation(world.cohort, body)
    follow(participation, world.lund.chosen_indicators.get().indicator)
    request = fetch(participation)
    assert (request.status, kolada.asked) == (FetchStatus.FAILED, [])


@pytest.mark.django_db(transaction=True)
def test_what_was_chosen_while_it_was_fetched_is_fetched_too(
    kolada: Any, world: GroupWorld
) -> None:
    def choose() -> None:
        follow(world.lund, make_official("N00206", "Heltid"))

    kolada.next_answers = [meanwhile(kolada, choose)]
    request = fetch(world.lund)
    assert (request.status, request.claimed_at, request.attempts) == (FetchStatus.WAITING, None, 0)
    sweep_fetches()
    request.refresh_from_db()
    assert request.status == FetchStatus.DONE


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_taken_for_dead_stores_nothing(kolada: Any, world: GroupWorld) -> None:
    def sweep() -> None:
        OfficialFetch.objects.update(claimed_at=None)

    kolada.data = [values_of("N00090", code(world.lund), 2025, K=7)]
    kolada.next_answers = [meanwhile(kolada, sweep)]
    assert fetch(world.lund).status == FetchStatus.WAITING
    assert stored(world.lund) == []


def test_an_older_answer_does_not_undo_a_newer_one(kolada: Any, world: GroupWorld) -> None:
    indicator = world.lund.chosen_indicators.get().indicator
    make_values(indicator, world.lund.organisation, 2025, K="9")
    OfficialValue.objects.update(fetched_at=timezone.now() + timedelta(minutes=1))
    kolada.data = [values_of("N00090", code(world.lund), 2025, K=7)]
    fetch(world.lund)
    assert OfficialValue.objects.get().value == Decimal(9)


def test_a_dead_worker_is_given_up_in_the_end(world: GroupWorld) -> None:
    request = ask(world.lund, claimed_at=NOW - timedelta(hours=1), attempts=MOST_ATTEMPTS)
    sweep_fetches()
    request.refresh_from_db()
    assert (request.status, request.finished_at, bool(request.error)) == (
        FetchStatus.FAILED,
        NOW,
        True,
    )


def test_one_that_is_done_or_taken_is_left_alone(kolada: Any, world: GroupWorld) -> None:
    for fields in ({"status": FetchStatus.DONE, "finished_at": NOW}, {"claimed_at": NOW}):
        fetch(world.lund, **fields)
    assert kolada.asked == []


def test_those_admitted_since_get_the_pack_and_its_figures_in_one_sweep(
    kolada: Any, world: GroupWorld
) -> None:
    OfficialIndicator.objects.update(in_start_pack=True)
    kolada.data = [values_of("N00090", code(world.hoor), 2025, K=7, M=4)]
    sweep_official_figures()
    sweep_official_figures()
    assert list(OfficialFetch.objects.order_by("pk").values_list("participation", "status")) == [
        (one.pk, FetchStatus.DONE) for one in (world.lund, world.ystad, world.hoor)
    ]
    assert stored(world.hoor) == [(2025, "K", "7", False, False), (2025, "M", "4", False, False)]
