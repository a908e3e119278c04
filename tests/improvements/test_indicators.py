"""Indicators: made, changed by two at once, closed; and what people say about their curves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.models import Indicator, Measurement
from improvements.services.indicators import (
    MOST_INDICATORS,
    SaidOfIndicator,
    change_indicator,
    close_indicator,
    create_indicator,
    reopen_indicator,
    said_of,
)
from improvements.services.marking import (
    add_event,
    freeze_median,
    remove_baseline,
    remove_event,
    split_median,
)
from modellkonceptet.records.models import AuditEntry
from tests.group_world import make_group_world
from tests.improvements.recipes import make_improvement, make_indicator
from tests.improvements.series import day

SAID = SaidOfIndicator(
    name="Insats inom 30 dagar",
    role="outcome",
    series=("women", "men"),
    target=Decimal("65.5"),
    source="Verksamhetssystemet",
)


@pytest.fixture
def world(db):
    return make_group_world(kick_off=date(2026, 3, 10))


@pytest.fixture
def anna(world):
    return world.person("lund", "key_person")


@pytest.fixture
def measured(world):
    """Twelve months of women."""
    indicator = make_indicator(world.lund)
    Measurement.objects.bulk_create(
        Measurement(indicator=indicator, series="women", period=day(n), value=40 + n)
        for n in range(12)
    )
    return indicator


def create(world, actor, said=SAID):
    return create_indicator(participation=world.lund, said=said, actor=actor)


def change(indicator, actor, seen=None, **values):
    standing = said_of(indicator)
    return change_indicator(
        indicator=indicator,
        seen=standing.stamp if seen is None else seen,
        said=replace(standing, **values),
        actor=actor,
    )


def refused(error, field):
    return list(error.value.message_dict) == [field]


def test_it_says_what_was_said(world, anna):
    indicator = create(world, anna)
    assert said_of(indicator) == SAID
    assert (indicator.participation, indicator.is_closed) == (world.lund, False)
    assert [e.action for e in AuditEntry.objects.about(indicator)] == ["start"]


def test_a_second_press_makes_no_second_one(world, anna):
    assert create(world, anna) == create(world, anna)
    with pytest.raises(ValidationError) as caught:
        create(world, anna, replace(SAID, unit="dagar"))
    assert refused(caught, "name")


def test_only_those_at_home_make_one(world, project_lead):
    for person in (world.person("ystad", "key_person"), world.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            create(world, person)
    assert Indicator.objects.count() == 0


def test_forty_is_the_end(world, anna):
    for n in range(MOST_INDICATORS):
        make_indicator(world.lund, f"Nr {n}")
    with pytest.raises(ValidationError) as caught:
        create(world, anna)
    assert (caught.value.code, Indicator.objects.count()) == ("too_many", MOST_INDICATORS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("series", ()),
        ("series", ("women", "cats")),
        ("role", "other"),
        ("frequency", "day"),
        ("direction", "sideways"),
        ("name", "x" * 201),
        ("target", Decimal("1e12")),
    ],
)
def test_what_cannot_be_said(world, anna, field, value):
    with pytest.raises(ValidationError) as caught:
        create(world, anna, replace(SAID, **{field: value}))
    assert refused(caught, field)
    assert Indicator.objects.count() == 0


def test_a_private_work_makes_it_private(world, anna):
    work = make_improvement(world.lund, is_private=True)
    indicator = create(world, anna, replace(SAID, improvement=work))
    assert indicator.is_private
    # A second press is the same although the form did not ask for privacy.
    assert create(world, anna, replace(SAID, improvement=work)) == indicator


def test_another_organisation_s_work_is_refused(world, anna):
    work = make_improvement(world.ystad)
    with pytest.raises(ValidationError) as caught:
        create(world, anna, replace(SAID, improvement=work))
    assert refused(caught, "improvement")


def test_two_who_change_it(world, anna):
    indicator = create(world, anna)
    seen = said_of(indicator).stamp
    change(indicator, anna, unit="dagar")
    with pytest.raises(ValidationError) as caught:
        change_indicator(
            indicator=indicator, seen=seen, said=replace(SAID, source="Ett annat"), actor=anna
        )
    assert caught.value.code == "changed_meanwhile"
    # The same said by both is no quarrel.
    change_indicator(indicator=indicator, seen=seen, said=replace(SAID, unit="dagar"), actor=anna)
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.source) == ("dagar", "Verksamhetssystemet")


def test_two_indicators_have_no_common_name(world, anna):
    make_indicator(world.lund, "Frånvaro")
    with pytest.raises(ValidationError) as caught:
        change(make_indicator(world.lund, "Andra"), anna, name="frånvaro")
    assert refused(caught, "name")


@pytest.mark.parametrize(
    ("field", "value"), [("frequency", "week"), ("series", ("men",)), ("series", ("total",))]
)
def test_no_figure_is_lost_by_a_change(measured, anna, field, value):
    with pytest.raises(ValidationError) as caught:
        change(measured, anna, **{field: value})
    assert refused(caught, field)


def test_a_series_without_figures_goes(measured, anna):
    assert change(measured, anna, series=("women",)).series == ["women"]


def test_closed_and_taken_up_again(measured, anna, world):
    with pytest.raises(PermissionDenied):
        close_indicator(indicator=measured, actor=world.mentor)
    assert close_indicator(indicator=measured, actor=anna).is_closed
    assert close_indicator(indicator=measured, actor=anna).is_closed
    assert not reopen_indicator(indicator=measured, actor=anna).is_closed
    actions = sorted(entry.action for entry in AuditEntry.objects.about(measured))
    assert actions == ["close", "reopen"]


def test_the_median_is_frozen_once_with_a_reason(measured, anna):
    freeze_median(indicator=measured, first=6, reason="Före", actor=anna)
    freeze_median(indicator=measured, first=8, reason="Fler månader", actor=anna)
    freeze_median(indicator=measured, first=8, reason="Fler månader", actor=anna)
    rows = measured.baselines.values_list("frozen_first", "split_on", "reason", "set_by")
    assert list(rows) == [(8, None, "Fler månader", anna.pk)]
    # What stood is said in the trail.
    trail = AuditEntry.objects.about(measured).order_by("pk").values_list("action", "note")
    assert list(trail) == [
        ("freeze", "Före"),
        ("remove_baseline", "Före"),
        ("freeze", "Fler månader"),
    ]


@pytest.mark.parametrize(("first", "reason"), [(1, "x"), (13, "x"), (8, "  "), (8, "x" * 301)])
def test_a_freeze_that_says_nothing(measured, anna, first, reason):
    with pytest.raises(ValidationError):
        freeze_median(indicator=measured, first=first, reason=reason, actor=anna)
    assert measured.baselines.count() == 0


def test_a_new_median_begins_with_the_period_of_its_day(measured, anna):
    split_median(indicator=measured, on=date(2025, 7, 17), reason="Vardag", actor=anna)
    split_median(indicator=measured, on=date(2025, 7, 2), reason="Vardag", actor=anna)
    assert [row.split_on for row in measured.baselines.all()] == [date(2025, 7, 1)]
    with pytest.raises(ValidationError):
        split_median(indicator=measured, on=date(2025, 7, 2), reason="Annat", actor=anna)


@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2026, 2, 1)])
def test_a_split_needs_figures_on_both_sides(measured, anna, on):
    with pytest.raises(ValidationError) as caught:
        split_median(indicator=measured, on=on, reason="Vardag", actor=anna)
    assert refused(caught, "on")


def test_years_have_no_median(world, anna):
    indicator = make_indicator(world.lund, frequency="year")
    with pytest.raises(ValidationError):
        freeze_median(indicator=indicator, first=2, reason="x", actor=anna)


def test_a_baseline_is_taken_away(measured, anna, world):
    made = freeze_median(indicator=measured, first=8, reason="Före", actor=anna)
    with pytest.raises(PermissionDenied):
        remove_baseline(baseline=made, actor=world.mentor)
    remove_baseline(baseline=made, actor=anna)
    remove_baseline(baseline=made, actor=anna)
    assert measured.baselines.count() == 0


def test_events_are_noted_once_and_taken_away(measured, anna, world):
    made = add_event(indicator=measured, on=day(3), text=" Ny chef ", actor=anna)
    assert add_event(indicator=measured, on=day(3), text="Ny chef", actor=anna) == made
    with pytest.raises(ValidationError):
        add_event(indicator=measured, on=day(3), text="  ", actor=anna)
    with pytest.raises(ValidationError):
        add_event(indicator=measured, on=day(3), text="x" * 121, actor=anna)
    with pytest.raises(PermissionDenied):
        remove_event(event=made, actor=world.mentor)
    remove_event(event=made, actor=anna)
    assert measured.events.count() == 0


def test_twenty_events_is_the_end(measured, anna):
    for n in range(20):
        add_event(indicator=measured, on=day(n), text="Något", actor=anna)
    with pytest.raises(ValidationError):
        add_event(indicator=measured, on=day(20), text="Något", actor=anna)
