"""What stands in the descriptions of charts."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from improvements.chart_specs import (
    Band,
    Event,
    Kind,
    Median,
    Pair,
    Series,
    Unit,
    dumbbell_spec,
    percent,
    run_chart_spec,
    twin_chart_spec,
)
from improvements.chart_specs.axes import gap_ticks, value_ticks
from improvements.chart_specs.canvas import moment, spread, wrapped
from improvements.chart_specs.curves import gaps
from improvements.chart_specs.thinning import thinned
from modellkonceptet.charts import DARK, LIGHT, Scheme, Width, draw

DAYS = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(22)]
DAYS_UNIT = Unit("days", "days", 0)


@pytest.fixture(autouse=True)
def _in_english(_in_swedish):
    with translation.override("en"):
        yield


def series(kind=Kind.WOMEN, values=range(40, 62), label="Women", **other):
    points = list(zip(DAYS, values, strict=False))
    return Series(label, kind, points, **other)


def men(values=range(58, 80), **other):
    return series(Kind.MEN, values, "Men", **other)


def run(one, *, width=Width.WIDE, unit=None, **other):
    return run_chart_spec(one, unit=unit or percent(), width=width, description="x", **other)


def twin(first, second, *, width=Width.WIDE, unit=None, **other):
    return twin_chart_spec(
        first, second, unit=unit or percent(), width=width, description="x", **other
    )


def layers(spec):
    for layer in spec["layer"]:
        yield from layers(layer) if "layer" in layer else [layer]


def marks(spec, kind):
    return [layer for layer in layers(spec) if layer["mark"]["type"] == kind]


def looks(spec, kind):
    return [layer["mark"] for layer in marks(spec, kind)]


def counts(spec, *wanted):
    return [words(spec).count(text) for text in wanted]


def texts(spec):
    """The words that are painted, without the paper behind them."""
    return [
        row
        for layer in marks(spec, "text")
        if "strokeWidth" not in layer["mark"]
        for row in layer["data"]["values"]
    ]


def words(spec):
    return [row["text"] for row in texts(spec)]


def place(spec, text):
    return next(row for row in texts(spec) if row["text"] == text)


# --- nothing, little, and much -------------------------------------------------


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_measured_is_no_chart(values):
    empty = series(values=values)

    assert run(empty) is None
    assert twin(empty, series(Kind.MEN, values)) is None
    assert (
        dumbbell_spec(
            [Pair("2025", None, None)],
            unit=percent(),
            width=Width.WIDE,
            description="x",
            women=(Kind.WOMEN, "Women"),
            men=(Kind.MEN, "Men"),
        )
        is None
    )


@pytest.mark.parametrize("width", Width)
def test_a_single_point_is_a_chart(width):
    spec = twin(series(values=[40]), men([43]), width=width)

    assert words(spec)[-2:] == ["1 Jan", "2025"]
    assert draw(spec, language="en").startswith("<svg")


def test_one_side_alone_is_drawn_without_a_gap():
    spec = twin(series(values=[None] * 22), men())

    assert marks(spec, "bar") == []
    assert "Men 79\u00a0%" in words(spec)


@pytest.mark.parametrize("scheme, colours", [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_women_are_solid_circles_and_men_dashed_squares(scheme, colours):
    spec = twin(series(), men(), scheme=scheme)

    lines = [
        (line["mark"]["stroke"], line["mark"].get("strokeDash")) for line in marks(spec, "line")
    ]
    points = [(point["mark"]["fill"], point["mark"]["shape"]) for point in marks(spec, "point")]

    assert lines == [(colours.men, [7, 3]), (colours.women, None)]
    assert points == [(colours.men, "square"), (colours.women, "circle")]


@pytest.mark.parametrize(
    "kind, colour, shape",
    [
        (Kind.GIRLS, LIGHT.women, "circle"),
        (Kind.BOYS, LIGHT.men, "square"),
        (Kind.TOTAL, LIGHT.total, "circle"),
        (Kind.SINGLE, LIGHT.ink, "circle"),
    ],
)
def test_every_kind_has_its_colour_and_shape(kind, colour, shape):
    (points,) = marks(run(series(kind)), "point")

    assert (points["mark"]["fill"], points["mark"]["shape"]) == (colour, shape)


def test_a_missing_value_breaks_the_line():
    spec = run(series(values=[40, 41, None, 43, None, 45, 46]))
    (line,) = marks(spec, "line")

    assert [(row["value"], row["piece"], row["alone"]) for row in line["data"]["values"]] == [
        (40, 0, False),
        (41, 0, False),
        (43, 1, True),
        (45, 2, False),
        (46, 2, False),
    ]


def test_the_gap_is_shown_where_both_have_values():
    spec = twin(series(values=[40, None, 42]), men([50, 51, 55]))
    (area,), (bars,) = marks(spec, "area"), marks(spec, "bar")

    assert [(row["low"], row["high"], row["piece"]) for row in area["data"]["values"]] == [
        (40, 50, 0),
        (42, 55, 1),
    ]
    assert bars["data"]["values"] == [
        {"at": moment(DAYS[0]), "gap": 10},
        {"at": moment(DAYS[2]), "gap": 13},
    ]


@pytest.mark.parametrize(
    "women, other, found, title",
    [
        ([40, 41], [50, 40], [10, -1], "Difference between men and women, percentage points"),
        ([50, 40], [40, 41], [10, -1], "Difference between women and men, percentage points"),
    ],
)
def test_the_gap_has_a_sign_when_the_lead_changes(women, other, found, title):
    pair = [series(values=women), men(other)]

    assert [value for _day, value in gaps(pair)[0]] == found
    assert title in words(twin(*pair))


def test_tenths_differ_by_tenths():
    assert gaps([series(values=[58.1]), men([61.3])])[0] == [(DAYS[0], 3.2)]


def test_long_series_are_thinned_and_quick():
    days = [date(1999, 1, 1) + timedelta(days=number) for number in range(10_000)]
    pair = [
        Series(
            label,
            kind,
            [(day, base + number % 17) for number, day in enumerate(days)],
            astronomical_dates=[days[5_003]],
        )
        for label, kind, base in (("Women", Kind.WOMEN, 40), ("Men", Kind.MEN, 60))
    ]
    spec = twin(*pair)

    for line in marks(spec, "line"):
        assert len(line["data"]["values"]) <= Width.WIDE.units
    # Only what is out of the ordinary keeps a mark.
    assert [len(point["data"]["values"]) for point in marks(spec, "point")] == [1, 1]
    assert len(json.dumps(spec)) < 400_000


def test_thinning_keeps_ends_and_extremes_of_both_on_the_same_days():
    women, other = series(values=[40] * 22), men([60] * 11 + [99] + [60] * 10)

    short = thinned([women, other], at_most=8)

    assert [point[0] for point in short[0].points] == [point[0] for point in short[1].points]
    assert (DAYS[11], 99) in short[1].points
    assert short[0].points[0] == (DAYS[0], 40)
    assert short[0].points[-1] == (DAYS[21], 40)
    assert thinned([women, other], at_most=22) == [women, other]


# --- axes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "values, ticks",
    [
        ([40, 67, 42.5, 65], [40, 50, 60, 70]),
        ([100, 100], [90, 95, 100]),
        ([0, 0], [0, 5, 10]),
        ([50, 50], [45, 50, 55]),
        ([0, 100], [0, 50, 100]),
    ],
)
def test_the_axis_of_shares_stays_within_a_hundred(values, ticks):
    assert value_ticks(values, percent()) == ticks


def test_an_axis_without_limits_may_pass_a_hundred():
    assert value_ticks([90, 130], Unit("kr", "kr")) == [90, 100, 110, 120, 130]


@pytest.mark.parametrize(
    "values, ticks",
    [([5, 18], [0, 10, 20]), ([0], [0, 0.5, 1]), ([-10, 11], [-10, 0, 10, 20])],
)
def test_the_axis_of_the_gap_has_nought(values, ticks):
    assert gap_ticks(values) == ticks


def test_the_axis_says_the_unit():
    assert "70\u00a0%" in words(run(series(values=[40, 67])))
    assert "days" in words(run(series(values=[4, 6]), unit=DAYS_UNIT))


def test_months_are_words_and_a_new_year_is_said():
    found = [(row["text"], row["weight"]) for row in texts(run(series()))][-10:]

    assert found == [
        ("Jan", 400),
        ("2025", 600),
        ("Apr", 400),
        ("Jul", 400),
        ("Oct", 400),
        ("Jan", 400),
        ("2026", 600),
        ("Apr", 400),
        ("Jul", 400),
        ("Oct", 400),
    ]


def test_numbers_and_months_are_swedish_in_swedish():
    with translation.override("sv"):
        spec = run(series(values=[40, 61.3], medians=[Median(DAYS[0], DAYS[1], 50.5)]))

    assert counts(spec, "Women 61,3\u00a0%", "median 50,5", "1 jan") == [1, 1, 1]


def test_thousands_stand_apart():
    with translation.override("sv"):
        assert Unit("kr", "kr", decimals=0).amount(61000) == "61\u00a0000\u00a0kr"
        assert Unit("", "").number(-1.5) == "−1,5"


# --- what is said in the picture ------------------------------------------------


def test_the_line_says_its_name_last_value_and_median_where_it_ends():
    spec = twin(series(medians=[Median(DAYS[0], DAYS[-1], 50.5)]), men())
    name, median = place(spec, "Women 61\u00a0%"), place(spec, "median 50.5")

    assert name["colour"] == median["colour"] == LIGHT.women
    assert name["x"] == median["x"] == place(spec, "Men 79\u00a0%")["x"]


def test_names_that_end_at_the_same_place_stand_apart():
    spec = twin(series(values=[40, 50]), men([60, 50]))
    heights = sorted(place(spec, f"{name} 50\u00a0%")["y"] for name in ("Women", "Men"))

    assert heights[1] - heights[0] >= 17


def test_a_narrow_picture_breaks_a_long_name_and_keeps_it_together():
    spec = twin(series(label="Women in service"), men(), width=Width.NARROW)
    rows = [place(spec, text)["y"] for text in ("Women in", "service", "61\u00a0%")]

    assert [lower - upper for upper, lower in pairwise(rows)] == [17, 17]


@pytest.mark.parametrize("width, title", [(Width.WIDE, "PDSA cycle"), (Width.NARROW, "Cycle")])
def test_cycles_are_numbered_bands(width, title):
    bands = [
        Band("1", DAYS[3], DAYS[8]),
        Band("2", DAYS[12]),
        Band("0", date(2020, 1, 1), date(2020, 2, 1)),
    ]
    spec = run(series(), width=width, bands=bands)
    (rects,) = marks(spec, "rect")

    assert words(spec).count(title) == 1
    assert [len(rects["data"]["values"]), words(spec).count("1"), words(spec).count("2")] == [
        2,
        1,
        1,
    ]
    assert words(spec).count("0") == 0
    assert [row["colour"] for row in rects["data"]["values"]] == [LIGHT.tint] * 2


def test_the_goal_is_a_line_with_its_number_within_the_axis():
    spec = run(series(values=[40, 45]), goal=80)

    assert place(spec, "goal 80\u00a0%")["weight"] == 600
    assert "80\u00a0%" in words(spec)


def test_a_signal_is_said_at_the_curve_and_marked_at_its_points():
    said = series(signal_dates=DAYS[8:], signal_text="14 in a row above the median")
    spec = twin(said, men())
    circles = marks(spec, "point")[1]

    assert place(spec, "14 in a row above the median")["weight"] == 600
    assert [row["at"] for row in circles["data"]["values"] if row["signal"]] == [
        moment(day) for day in DAYS[8:]
    ]


def test_the_upper_curves_signal_is_said_above_it():
    said = {"signal_dates": DAYS[8:], "signal_text": "14 in a row"}
    above = place(twin(series(), men(**said)), "14 in a row")["y"]
    below = place(twin(series(**said), men()), "14 in a row")["y"]

    assert above < below


def test_what_is_out_of_the_ordinary_has_a_ring():
    spec = run(series(astronomical_dates=[DAYS[4]]))
    ring = marks(spec, "point")[1]

    assert [row["at"] for row in ring["data"]["values"]] == [moment(DAYS[4])]
    assert ring["mark"]["filled"] is False


def test_events_are_said_once_and_do_not_lie_on_each_other():
    events = [
        Event(DAYS[4], "A new law about support"),
        Event(DAYS[5], "Two units become one"),
        Event(date(2031, 1, 1), "Not yet"),
    ]
    spec = run(series(), events=events)
    first, second = (place(spec, event.text) for event in events[:2])

    assert "Not yet" not in words(spec)
    assert first["y"] != second["y"]


# --- yearly pairs ----------------------------------------------------------------


def pairs_spec(pairs, width=Width.WIDE):
    return dumbbell_spec(
        pairs,
        unit=percent(),
        width=width,
        description="x",
        women=(Kind.GIRLS, "Girls"),
        men=(Kind.BOYS, "Boys"),
    )


def test_pairs_say_both_values_and_the_gap():
    spec = pairs_spec([Pair("Q4", 40, 58, "2024"), Pair("Q1", 44.5, 41, "2025")])
    found = words(spec)

    assert [found.count(text) for text in ("40", "58", "44.5", "41", "18", "3.5")] == [
        2,
        1,
        1,
        1,
        1,
        1,
    ]
    assert [found.count(text) for text in ("Difference", "Girls", "Boys", "2024", "2025")] == [
        1
    ] * 5
    assert [layer["mark"]["shape"] for layer in marks(spec, "point")] == ["square", "circle"]


def test_a_pair_with_one_value_has_no_gap():
    spec = pairs_spec([Pair("2024", 40, None), Pair("2025", 44, 41)])

    assert words(spec).count("–") == 1
    assert len(marks(spec, "rect")[0]["data"]["values"]) == 1


def test_many_years_in_a_narrow_picture_are_labelled_as_far_as_there_is_room():
    spec = pairs_spec([Pair(str(year), 20, 22) for year in range(2000, 2025)], Width.NARROW)
    years = [row for row in texts(spec) if row["text"].isdigit() and len(row["text"]) == 4]
    steps = {round(right["x"] - left["x"]) for left, right in pairwise(years)}

    assert years[-1]["text"] == "2024"
    assert min(steps) >= 31


# --- small parts -----------------------------------------------------------------


def test_labels_are_spread_in_their_order():
    assert spread([(50, 17), (50, 17), (10, 17)], top=0, bottom=80) == [46, 63, 10]


def test_lines_break_between_words_only():
    assert wrapped("väntetid i medeltal", 10, most=70) == ["väntetid i", "medeltal"]
    assert wrapped("jämställdhetsintegrering", 10, most=20) == ["jämställdhetsintegrering"]


@pytest.mark.parametrize("width", Width)
@pytest.mark.parametrize("scheme", Scheme)
def test_descriptions_are_plain_json(width, scheme):
    spec = twin(series(), men(), width=width, scheme=scheme, bands=[Band("1", DAYS[2])], goal=50)

    assert json.loads(json.dumps(spec)) == spec
    assert spec["width"] == width.units
