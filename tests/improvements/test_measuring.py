"""Figures: written cell by cell by several at once, imported whole or not at all, marked."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.enums import SeriesKind
from improvements.models import Measurement
from improvements.pasted_figures import PastedFigure
from improvements.services.measuring import (
    MOST_FIGURES,
    Content,
    MeanwhileError,
    Typed,
    figures_stamp,
    import_faults,
    import_figures,
    mark_astronomical,
    plan_import,
    save_figures,
)
from tests.group_world import make_group_world
from tests.improvements.recipes import make_indicator

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
EMPTY = Content().written


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-22 12:00+01:00", tick=False):
        yield


@pytest.fixture
def world(db):
    return make_group_world(kick_off=date(2026, 3, 10))


@pytest.fixture
def indicator(world):
    return make_indicator(world.lund)


@pytest.fixture
def anna(world):
    return world.person("lund", "key_person")


@pytest.fixture
def bo(world):
    return world.person("lund", "strategist")


def typed(value, count=None, seen=EMPTY):
    return Typed(Content(None if value is None else Decimal(value), count), seen)


def save(indicator, actor, cells):
    return save_figures(indicator=indicator, cells=cells, actor=actor)


def standing(indicator):
    rows = Measurement.objects.filter(indicator=indicator)
    return {(row.series, row.period): (row.value, row.count) for row in rows}


def pasted(value, *, series="women", first=JANUARY, count=None, comment="", row=2):
    return PastedFigure(row, SeriesKind(series), first, Decimal(value), count, comment)


def import_all(indicator, figures, actor, seen=None):
    stamp = figures_stamp(indicator) if seen is None else seen
    return import_figures(indicator=indicator, figures=figures, seen=stamp, actor=actor)


def test_cells_are_written_with_who_did_it(indicator, anna):
    done = save(indicator, anna, {("women", JANUARY): typed("61.5", 40)})
    row = Measurement.objects.get()
    assert (done, row.series, row.period) == (1, "women", JANUARY)
    assert (row.value, row.count, row.changed_by) == (Decimal("61.5"), 40, anna)


def test_what_nobody_touched_is_not_written(indicator, anna):
    save(indicator, anna, {("women", JANUARY): typed("61.5", 40)})
    done = save(indicator, anna, {("women", JANUARY): typed("61.5", 40, seen="61.5|40")})
    assert (done, Measurement.history.count()) == (0, 1)


def test_a_correction_keeps_what_was(indicator, anna, bo):
    save(indicator, anna, {("women", JANUARY): typed("61.5", 40)})
    save(indicator, bo, {("women", JANUARY): typed("62", 41, seen="61.5|40")})
    versions = Measurement.history.order_by("history_id")
    assert [(v.value, v.count, v.history_user) for v in versions] == [
        (Decimal("61.5000"), 40, anna),
        (Decimal("62.0000"), 41, bo),
    ]


def test_an_emptied_cell_has_no_figure(indicator, anna):
    save(indicator, anna, {("women", JANUARY): typed("61.5")})
    save(indicator, anna, {("women", JANUARY): typed(None, seen="61.5|")})
    assert standing(indicator) == {}
    last = Measurement.history.latest()
    assert (last.history_type, last.value, last.history_user) == ("-", Decimal("61.5000"), anna)


def test_two_in_different_cells_do_not_disturb_each_other(indicator, anna, bo):
    save(indicator, anna, {("women", JANUARY): typed("61"), ("men", JANUARY): typed(None)})
    save(indicator, bo, {("women", JANUARY): typed(None), ("men", JANUARY): typed("58")})
    assert standing(indicator) == {
        ("women", JANUARY): (Decimal(61), None),
        ("men", JANUARY): (Decimal(58), None),
    }


def test_two_in_the_same_cell(indicator, anna, bo):
    """Nothing of the second one's is saved, also what could have been: they see both first."""
    save(indicator, anna, {("women", JANUARY): typed("61")})
    with pytest.raises(MeanwhileError) as caught:
        save(indicator, bo, {("women", JANUARY): typed("62"), ("men", JANUARY): typed("58")})
    assert caught.value.standing == {("women", JANUARY): (Content(Decimal(61)), str(anna))}
    assert standing(indicator) == {("women", JANUARY): (Decimal(61), None)}
    # Having seen it, they save what they mean.
    save(indicator, bo, {("women", JANUARY): typed("62", seen="61|")})
    assert standing(indicator) == {("women", JANUARY): (Decimal(62), None)}


def test_two_who_write_the_same(indicator, anna, bo):
    save(indicator, anna, {("women", JANUARY): typed("61")})
    save(indicator, bo, {("women", JANUARY): typed("61.0")})
    assert standing(indicator) == {("women", JANUARY): (Decimal(61), None)}


def test_one_empties_what_another_corrects(indicator, anna, bo):
    save(indicator, anna, {("women", JANUARY): typed("61")})
    save(indicator, anna, {("women", JANUARY): typed(None, seen="61|")})
    with pytest.raises(MeanwhileError) as caught:
        save(indicator, bo, {("women", JANUARY): typed("62", seen="61|")})
    assert [content for content, _who in caught.value.standing.values()] == [Content()]


@pytest.mark.parametrize(
    ("series", "period", "refused"),
    [("girls", JANUARY, True), ("women", date(2026, 12, 1), True), ("women", JANUARY, False)],
)
def test_no_future_and_no_other_series(indicator, anna, series, period, refused):
    cells = {(series, period): typed("61"), ("men", JANUARY): typed("58")}
    if refused:
        with pytest.raises(ValidationError):
            save(indicator, anna, cells)
    else:
        save(indicator, anna, cells)
    assert len(standing(indicator)) == (0 if refused else 2)


def test_the_running_month_may_be_written(indicator, anna):
    save(indicator, anna, {("women", date(2026, 11, 1)): typed("61")})
    assert list(standing(indicator)) == [("women", date(2026, 11, 1))]


def test_only_those_at_home_write(indicator, world, project_lead):
    for person in (world.person("ystad", "key_person"), world.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            save(indicator, person, {("women", JANUARY): typed("61")})
    assert standing(indicator) == {}


def test_those_who_have_left_the_round_write_nothing(indicator, world, anna):
    world.lund.status, world.lund.withdrawn_on = "withdrawn", date(2026, 11, 1)
    world.lund.withdrawal_reason = "Ny majoritet"
    world.lund.save()
    with pytest.raises(ValidationError):
        save(indicator, anna, {("women", JANUARY): typed("61")})


def test_what_an_import_would_do(indicator, anna):
    save(
        indicator,
        anna,
        {("women", JANUARY): typed("61", 40), ("women", FEBRUARY): typed("62", 40)},
    )
    figures = [
        pasted("61.0"),  # an empty count leaves the one that is known
        pasted("63", first=FEBRUARY),
        pasted("58", series="men"),
    ]
    assert [(p.kind, p.before, p.after) for p in plan_import(indicator, figures)] == [
        ("same", Content(Decimal(61), 40), Content(Decimal(61), 40)),
        ("changed", Content(Decimal(62), 40), Content(Decimal(63), 40)),
        ("new", Content(), Content(Decimal(58))),
    ]


def test_an_import_writes_what_is_new_and_changed(indicator, anna, bo):
    save(indicator, anna, {("women", JANUARY): typed("61", 40)})
    figures = [pasted("61"), pasted("58.25", series="men", count=38, comment="Ny rutin")]
    assert import_all(indicator, figures, bo) == 1
    men = Measurement.objects.get(series="men")
    assert (men.value, men.count, men.comment) == (Decimal("58.2500"), 38, "Ny rutin")
    assert men.changed_by == bo
    assert Measurement.history.count() == 2


def test_a_correction_by_import_keeps_what_was(indicator, anna):
    save(indicator, anna, {("women", JANUARY): typed("61", 40)})
    import_all(indicator, [pasted("62")], anna)
    versions = Measurement.history.order_by("history_id").values_list("history_type", "value")
    assert list(versions) == [("+", Decimal(61)), ("~", Decimal(62))]


def test_nothing_is_half_imported(indicator, anna):
    with pytest.raises(ValidationError):
        import_all(indicator, [pasted("61"), pasted("62", first=date(2026, 12, 1))], anna)
    assert standing(indicator) == {}


def test_what_others_changed_meanwhile_is_looked_at_again(indicator, anna, bo):
    seen = figures_stamp(indicator)
    save(indicator, bo, {("women", JANUARY): typed("60")})
    with pytest.raises(ValidationError) as caught:
        import_all(indicator, [pasted("61")], anna, seen=seen)
    assert caught.value.code == "changed_meanwhile"
    assert standing(indicator) == {("women", JANUARY): (Decimal(60), None)}


def test_faults_that_only_the_indicator_knows(indicator):
    future = pasted("61", first=date(2026, 12, 1), row=7)
    assert [fault.row for fault in import_faults(indicator, [pasted("61"), future])] == [7]


def test_there_is_an_end_to_how_much_an_indicator_holds(indicator, anna):
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator, series="men", period=date.fromordinal(600_000 + n), value=1
        )
        for n in range(MOST_FIGURES)
    )
    with pytest.raises(ValidationError) as caught:
        save(indicator, anna, {("women", JANUARY): typed("61")})
    assert caught.value.code == "too_many"
    assert len(import_faults(indicator, [pasted("61")])) == 1
    assert standing(indicator).get(("women", JANUARY)) is None


def test_a_thousand_rows_are_imported_at_once(indicator, anna):
    figures = [
        pasted("61", series=series, first=date(1940 + n // 12, n % 12 + 1, 1))
        for n in range(1000)
        for series in ("women", "men")
    ]
    assert import_all(indicator, figures, anna) == 2000
    assert (Measurement.objects.count(), Measurement.history.count()) == (2000, 2000)


def test_a_point_is_marked_and_unmarked(indicator, anna):
    save(indicator, anna, {("women", JANUARY): typed("61")})
    row = Measurement.objects.get()
    assert mark_astronomical(measurement=row, marked=True, actor=anna).is_astronomical
    assert not mark_astronomical(measurement=row, marked=False, actor=anna).is_astronomical


def test_others_mark_nothing(indicator, anna, world):
    save(indicator, anna, {("women", JANUARY): typed("61")})
    with pytest.raises(PermissionDenied):
        mark_astronomical(measurement=Measurement.objects.get(), marked=True, actor=world.mentor)
