"""Drawings are kept by what they show, and read many at a time."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from improvements.chart_specs import Kind, Series, percent, run_chart_spec
from modellkonceptet.charts import VARIANTS, ChartError, Picture, Scheme, Width, chart_keys, draw
from modellkonceptet.records.models import DrawnChart
from modellkonceptet.records.services import forget_charts, stored_pictures
from modellkonceptet.records.tasks import forget_charts as forget_task

pytestmark = pytest.mark.django_db


def describe(*values):
    days = [date(2025, number + 1, 1) for number in range(len(values))]
    series = Series("Andel", Kind.SINGLE, list(zip(days, values, strict=True)))
    return partial(run_chart_spec, series, unit=percent(), description="Andel per månad")


def keys_of(chart):
    """By width and scheme."""
    keys = chart_keys(chart(width=Width.WIDE, scheme=Scheme.LIGHT), language="sv")
    return {variant: key for key, variant in keys.items()}


def test_what_is_missing_is_drawn_and_kept():
    chart = describe(40, 50)

    (pictures,) = stored_pictures([chart], language="sv")

    assert pictures == tuple(
        Picture(width, scheme, draw(chart(width=width, scheme=scheme), language="sv"))
        for width, scheme in VARIANTS
    )
    assert set(DrawnChart.objects.values_list("key", "svg")) == {
        (keys_of(chart)[picture.width, picture.scheme], picture.svg) for picture in pictures
    }


def test_many_that_are_kept_are_read_in_one_query(django_assert_num_queries):
    charts = [describe(40, 50 + number) for number in range(3)]
    drawn = stored_pictures(charts, language="sv")

    with django_assert_num_queries(1):
        assert stored_pictures(charts, language="sv") == drawn
    assert DrawnChart.objects.count() == 3 * len(VARIANTS)


def test_every_language_has_pictures_of_its_own():
    chart = describe(40, 50)
    stored_pictures([chart], language="sv")
    stored_pictures([chart], language="en")

    assert DrawnChart.objects.count() == 2 * len(VARIANTS)


def test_a_chart_with_nothing_to_draw_has_no_pictures_and_the_others_keep_theirs():
    empty, full = describe(None, None), describe(40, 50)

    before, pictures, after = stored_pictures([empty, full, empty], language="sv")

    assert (before, after) == ((), ())
    assert [(picture.width, picture.scheme) for picture in pictures] == VARIANTS
    assert [pictures] == stored_pictures([full], language="sv")


def test_no_chart_asks_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stored_pictures([], language="sv") == []


def test_the_same_chart_twice_on_a_page_is_kept_once():
    chart = describe(40, 50)

    first, second = stored_pictures([chart, chart], language="sv")

    assert first == second
    assert DrawnChart.objects.count() == len(VARIANTS)


def test_whoever_is_late_takes_what_the_other_drew():
    chart = describe(40, 50)
    others = "<svg>the other</svg>"

    def drawn_meanwhile(*, width, scheme):
        # Between this one's question and its answer the other process has drawn and kept it.
        if (width, scheme) == (Width.NARROW, Scheme.DARK):
            DrawnChart.objects.create(key=keys_of(chart)[width, scheme], svg=others)
        return chart(width=width, scheme=scheme)

    (pictures,) = stored_pictures([drawn_meanwhile], language="sv")

    assert pictures[-1] == Picture(Width.NARROW, Scheme.DARK, others)
    assert DrawnChart.objects.count() == len(VARIANTS)


@pytest.mark.parametrize("wrong", [{"description": "x", "mark": "rainbow"}, None])
def test_what_cannot_be_drawn_is_refused(wrong):
    chart = describe(40, 50)

    def wrong_when_narrow(*, width, scheme):
        return chart(width=width, scheme=scheme) if width is Width.WIDE else wrong

    with pytest.raises(ChartError):
        stored_pictures([wrong_when_narrow], language="sv")


def test_drawings_of_a_season_ago_are_forgotten_and_drawn_anew():
    old, fresh = describe(40, 50), describe(40, 60)
    drawn = stored_pictures([old, fresh], language="sv")
    season_ago = timezone.now() - timedelta(days=91)
    DrawnChart.objects.filter(key__in=keys_of(old).values()).update(drawn_at=season_ago)

    forget_task()

    assert set(DrawnChart.objects.values_list("key", flat=True)) == set(keys_of(fresh).values())
    assert forget_charts() == 0
    assert stored_pictures([old, fresh], language="sv") == drawn
