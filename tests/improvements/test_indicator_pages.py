"""Pages of indicators: who reads what, what is typed and pasted, and nothing that gives away."""

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pdfminer.high_level import extract_text

from improvements.indicator_charts import charts_of
from improvements.models import Baseline, ChartEvent, Cycle, Indicator, Measurement
from improvements.services.charting import charted, draw_charts, stocks_of
from modellkonceptet.records.models import DrawnChart
from tests.group_world import make_group_world
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.improvements.series import MEN, WOMEN, day


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-22 12:00+01:00", tick=False):
        yield


@pytest.fixture
def world(db):
    return make_group_world(kick_off=date(2026, 3, 10))


@pytest.fixture
def anna(world):
    return world.person("lund", "key_person")


@pytest.fixture
def indicator(world):
    return make_indicator(world.lund)


def measure(indicator, values, series="women", count=40, start=0):
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator, series=series, period=day(start + n), value=value, count=count
        )
        for n, value in enumerate(values)
    )


def measured(participation, name="Insats inom 30 dagar", **fields):
    indicator = make_indicator(participation, name, **fields)
    measure(indicator, WOMEN)
    measure(indicator, MEN, "men")
    return indicator


def home_of(world):
    return f"/forbattringar/hos/{world.lund.pk}/indikatorer/"


def typed(indicator, **cells):
    """The grid as its page sends it: a name like v_women_2026_11 with what was typed."""
    return {
        re.sub(r"_(\d+)_(\d+)$", r"-\1-\2-01", k).replace("_", "-"): v for k, v in cells.items()
    }


def post_figures(client, indicator, **cells):
    return client.post(f"{indicator.get_absolute_url()}siffror/", typed(indicator, **cells))


def values(indicator):
    rows = Measurement.objects.filter(indicator=indicator).order_by("period", "series")
    return [(row.series, row.period, row.value, row.count) for row in rows]


NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("61,5", "61.5"),
        ("61.5", "61.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("61,5 %", "61.5"),
        ("−5", "-5"),
        ("0", "0"),
        ("100 %", "100"),
        ("61,23456", "61.2346"),
    ],
)
def test_figures_as_people_write_them(client, indicator, anna, written, kept):
    client.force_login(anna)
    answer = post_figures(client, indicator, v_women_2026_11=written, n_women_2026_11="1 040")
    assert answer.status_code == 302
    assert values(indicator) == [("women", NOVEMBER, Decimal(kept), 1040)]


@pytest.mark.parametrize(
    "cells",
    [
        {"v_women_2026_11": "mycket"},
        {"v_women_2026_11": "1.234"},  # thousands or decimals?
        {"v_women_2026_11": "12345678901"},
        {"v_women_2026_11": "5", "n_women_2026_11": "1,5"},
        {"v_women_2026_11": "5", "n_women_2026_11": "-1"},
        {"n_women_2026_11": "40"},  # of what?
    ],
)
def test_what_is_no_figure_is_refused_and_kept(client, indicator, anna, cells):
    client.force_login(anna)
    answer = post_figures(client, indicator, v_men_2026_11="58", **cells)
    assert (answer.status_code, values(indicator)) == (422, [])
    for value in cells.values():
        assert f'value="{value}"' in unescape(answer.content.decode())
    assert len(answer.context["form"].errors) == 1


def test_two_in_the_same_cell_see_both(client, indicator, anna, world):
    client.force_login(anna)
    post_figures(client, indicator, v_women_2026_11="61")
    client.force_login(world.person("lund", "strategist"))
    second = {"v_women_2026_11": "62", "s_women_2026_11": "|", "v_men_2026_11": "58"}
    answer = post_figures(client, indicator, **second)
    assert (answer.status_code, len(values(indicator))) == (422, 1)
    form = answer.context["form"]
    assert form["v-women-2026-11-01"].value() == "62"
    assert [str(anna) in error for error in form["v-women-2026-11-01"].errors] == [True]
    # What the page now builds on is what stands: the next press is meant.
    second["s_women_2026_11"] = form["s-women-2026-11-01"].value()
    assert post_figures(client, indicator, **second).status_code == 302
    assert [row[2] for row in values(indicator)] == [Decimal(58), Decimal(62)]


def test_periods_that_cannot_be_asked_for(client, indicator, anna):
    client.force_login(anna)
    for until in ("2030-01-01", "0001-01-01", "fel", "2026-13-01"):
        answer = client.get(f"{indicator.get_absolute_url()}siffror/?until={until}")
        assert answer.status_code == 200
    # A cell outside of the page's periods is not read.
    answer = post_figures(client, indicator, v_women_2027_01="61")
    assert (answer.status_code, values(indicator)) == (302, [])


def paste(client, indicator, table, **more):
    return client.post(f"{indicator.get_absolute_url()}tabell/", {"table": table, **more})


def test_a_table_is_looked_at_and_then_imported(client, indicator, anna):
    measure(indicator, [40, 43])
    client.force_login(anna)
    table = "Period\tKvinnor\tMän\n2025-01\t40\t58\n2025-02\t44,5\t57\n2025-03\t\t60"
    answer = paste(client, indicator, table)
    assert answer.context["counts"] == {"new": 3, "changed": 1, "same": 1}
    assert len(values(indicator)) == 2
    looked_at = {"looked_at": answer.context["looked_at"]}
    address = f"{indicator.get_absolute_url()}tabell/"
    assert client.post(address, looked_at).status_code == 302
    assert [(s, str(v)) for s, _p, v, _n in values(indicator)] == [
        ("men", "58.0000"),
        ("women", "40.0000"),
        ("men", "57.0000"),
        ("women", "44.5000"),
        ("men", "60.0000"),
    ]
    # The same press once more: figures have changed since it was looked at.
    assert client.post(address, looked_at).status_code == 422


def test_a_file_is_read_as_a_pasted_table_is(client, indicator, anna):
    client.force_login(anna)
    file = SimpleUploadedFile("a.csv", "Period;Kvinnor;Män\n2025-01;40;58".encode("cp1252"))
    answer = client.post(f"{indicator.get_absolute_url()}tabell/", {"file": file})
    assert answer.context["counts"] == {"new": 2, "changed": 0, "same": 0}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["2025-01\tmycket"], [2]),
        (["2025-01\t40", "2025-01\t41"], [3]),
        (["2027-01\t40"], [2]),
        (["2025-01\t1.234"], [2]),
        (["2025\t40"], [2]),
        (["2025-01\t40", "igår\t41", "2025-03\t42,x"], [3, 4]),
        ([f"{1900 + n // 12}-{n % 12 + 1:02d}\t1" for n in range(10_000)], [None]),
    ],
)
def test_faults_are_told_by_row_and_nothing_is_written(client, indicator, anna, rows, faults):
    client.force_login(anna)
    table = "\n".join(["Period\tKvinnor", *rows])
    answer = paste(client, indicator, table)
    assert (answer.status_code, values(indicator)) == (422, [])
    assert [fault.row for fault in answer.context["faults"]] == faults
    assert answer.context["looked_at"] == ""
    assert answer.context["form"]["table"].value() == table


@pytest.mark.parametrize("data", [{}, {"table": "  "}, {"looked_at": "påhittat"}])
def test_nothing_to_look_at(client, indicator, anna, data):
    client.force_login(anna)
    answer = client.post(f"{indicator.get_absolute_url()}tabell/", data)
    assert (answer.status_code, values(indicator)) == (422, [])


def test_what_was_looked_at_is_imported_by_the_same_person_alone(client, world, indicator, anna):
    client.force_login(anna)
    looked_at = paste(client, indicator, "Period\tKvinnor\n2025-01\t40").context["looked_at"]
    client.force_login(world.person("lund", "strategist"))
    address = f"{indicator.get_absolute_url()}tabell/"
    assert client.post(address, {"looked_at": looked_at}).status_code == 422
    other = make_indicator(world.lund, "En annan")
    client.force_login(anna)
    answer = client.post(f"{other.get_absolute_url()}tabell/", {"looked_at": looked_at})
    assert (answer.status_code, Measurement.objects.count()) == (422, 0)


_PLACES = re.compile(r' (?:d|transform|viewBox|[xy][12]?|width|height|stroke-\w+)="[^"]*"')


def leaks(client, indicator, world):
    """All that a reader can fetch about an indicator, as one text."""
    address = indicator.get_absolute_url()
    pdf = client.get(f"{address}pdf/").content
    paths = ("", "siffror.csv", "svg/", "svg/?chart=1")
    texts = [client.get(f"{address}{path}").content.decode() for path in paths]
    texts += [client.get(home_of(world)).content.decode(), extract_text(io.BytesIO(pdf))]
    book = load_workbook(io.BytesIO(client.get(f"{address}siffror.xlsx").content))
    cells = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    texts.append(" ".join(map(str, cells)))
    if indicator.improvement:
        texts.append(client.get(indicator.improvement.get_absolute_url()).content.decode())
    # Where things lie in a picture is no figure.
    return unescape(_PLACES.sub("", "\n".join(texts)))


def test_small_numbers_are_nowhere_for_others(client, world, anna, project_lead):
    """Figures that stand out are searched for on every page and in every file."""
    work = make_improvement(world.lund)
    indicator = measured(world.lund, improvement=work, series=("women", "men", "total"))
    measure(indicator, [57.31] * 22, "total", count=80)
    few = Measurement.objects.filter(indicator=indicator, period=day(3))
    few.filter(series="women").update(value=Decimal("33.77"), count=3, comment="en av tre")
    few.filter(series="men").update(value=Decimal("61.19"), comment="en av tre")
    few.filter(series="total").update(value=Decimal("59.91"), count=43)
    # An earlier version was small, and what stands now is not.
    once = Measurement.objects.get(indicator=indicator, series="women", period=day(5))
    for value, count in ((Decimal("28.83"), 2), (Decimal("47.17"), 30)):
        once.value, once.count = value, count
        once.save()
    secrets = ["33,7", "33.7", "59,9", "59.9", "27,4", "27.4", "28,8", "28.8", "en av tre"]
    client.force_login(anna)
    ours = leaks(client, indicator, world)
    assert [secret for secret in ("33,77", "59,91", "28,83", "en av tre") if secret in ours] == [
        "33,77",
        "59,91",
        "28,83",
        "en av tre",
    ]
    for person in (world.person("ystad", "key_person"), world.mentor, project_lead):
        client.force_login(person)
        theirs = leaks(client, indicator, world)
        assert [secret for secret in secrets if secret in theirs] == []
        assert "61,19" in theirs


def test_a_private_indicator_does_not_exist_for_others(client, world, anna, project_lead):
    indicator = measured(world.lund, name="Hemlig", is_private=True)
    for person in (world.person("ystad", "key_person"), world.mentor, project_lead):
        client.force_login(person)
        for path in ("", "siffror.csv", "siffror.xlsx", "svg/", "pdf/", "siffror/", "kurvan/"):
            assert client.get(f"{indicator.get_absolute_url()}{path}").status_code == 404
        assert "Hemlig" not in client.get(home_of(world)).content.decode()
    client.force_login(anna)
    assert client.get(indicator.get_absolute_url()).status_code == 200


def test_others_read_and_write_nothing(client, world, indicator, project_lead):
    for person in (world.person("ystad", "key_person"), world.mentor, project_lead):
        client.force_login(person)
        assert client.get(indicator.get_absolute_url()).status_code == 200
        for path in ("siffror/", "tabell/", "andra/", "kurvan/", "stang/", "kurvan/frys/"):
            assert client.post(f"{indicator.get_absolute_url()}{path}").status_code == 403
        assert client.post(f"{home_of(world)}ny/").status_code == 403


def test_formulas_do_not_run_in_the_file(client, world, anna):
    indicator = make_indicator(world.lund)
    row = {"indicator": indicator, "period": day(0), "count": 40}
    Measurement.objects.create(**row, series="women", value=-5, comment="=HYPERLINK(1)")
    Measurement.objects.create(**row, series="men", value=Decimal("7.5"), comment="@SUM(A1)")
    client.force_login(anna)
    lines = client.get(f"{indicator.get_absolute_url()}siffror.csv").content.decode("utf-8-sig")
    assert lines.splitlines()[1] == '2025-01;-5;40;7,5;40;-12,5;"\'=HYPERLINK(1); @SUM(A1)"'


def test_the_file_is_read_back(client, world, anna):
    indicator = measured(world.lund)
    client.force_login(anna)
    content = client.get(f"{indicator.get_absolute_url()}siffror.csv").content
    file = SimpleUploadedFile("tillbaka.csv", content)
    answer = client.post(f"{indicator.get_absolute_url()}tabell/", {"file": file})
    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 44}


def test_the_chart_in_the_pdf_is_the_one_on_the_page(client, world, anna):
    indicator = measured(world.lund)
    client.force_login(anna)
    page = client.get(indicator.get_absolute_url())
    drawn = page.context["page"].charts.pictures[0]
    paper = next(picture for picture in drawn if picture.is_printed)
    assert client.get(f"{indicator.get_absolute_url()}svg/").content.decode() == paper.svg
    assert DrawnChart.objects.filter(svg=paper.svg).count() == 1
    before = DrawnChart.objects.count()
    answer = client.get(f"{indicator.get_absolute_url()}pdf/")
    # Nothing was drawn anew for it.
    assert (answer["Content-Type"], DrawnChart.objects.count()) == ("application/pdf", before)
    text = " ".join(extract_text(io.BytesIO(answer.content)).split())
    table = page.context["page"].charts.table
    assert len(table.rows) == 22
    missing = [
        cell
        for row in (table.columns, *table.rows)
        for cell in row
        if " ".join(cell.split()) not in text
    ]
    assert missing == []
    words = [word for word in re.findall(r"<text[^>]*>([^<]+)</text>", paper.svg) if len(word) > 3]
    together = "".join(text.split())
    assert [word for word in words if "".join(unescape(word).split()) not in together] == []


def test_years_are_no_run_chart(client, world, anna):
    indicator = make_indicator(world.lund, frequency="year")
    for series, step in (("women", 1), ("men", 2)):
        for n in range(15):
            Measurement.objects.create(
                indicator=indicator, series=series, period=date(2010 + n, 1, 1), value=40 + n * step
            )
    client.force_login(anna)
    page = client.get(indicator.get_absolute_url()).context["page"]
    assert [type(chart).__name__ for chart in charts_of(page.charts.stock)] == ["YearsOfPair"]
    assert [len(pictures) for pictures in page.charts.pictures] == [4]
    assert page.charts.standing == "too_few"


def test_a_constant_series_and_one_with_gaps(client, world, anna):
    indicator = make_indicator(world.lund, series=("total",))
    measure(indicator, [100] * 24, "total")
    Measurement.objects.filter(period__in=[day(3), day(4), day(9)]).delete()
    client.force_login(anna)
    page = client.get(indicator.get_absolute_url()).context["page"]
    assert (page.charts.standing, len(page.charts.table.rows)) == ("too_few", 24)
    assert page.charts.table.rows[-4][1] == "–"
    assert page.charts.asks_for_split != ""


def test_a_long_series_is_drawn(client, world, anna):
    """Figures of every week since 1950: more points than the picture has places for."""
    indicator = make_indicator(world.lund, series=("total",), frequency="week")
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator,
            series="total",
            period=date.fromordinal(date(1950, 1, 2).toordinal() + 7 * n),
            value=n * 7 % 50,
        )
        for n in range(3000)
    )
    client.force_login(anna)
    assert client.get(indicator.get_absolute_url()).status_code == 200


def test_what_was_corrected_is_told(client, world, anna, indicator):
    client.force_login(anna)
    post_figures(client, indicator, v_women_2026_11="61")
    post_figures(client, indicator, v_women_2026_11="62", s_women_2026_11="61|")
    revisions = client.get(indicator.get_absolute_url()).context["page"].revisions
    assert [(one.who, one.before, one.after) for one in revisions] == [(str(anna), "61", "62")]


def test_corrections_made_while_it_was_private_stay_at_home(client, world, anna):
    indicator = make_indicator(world.lund, is_private=True)
    row = Measurement.objects.create(indicator=indicator, series="women", period=day(0), value=40)
    row.value = 41
    row.save()
    with time_machine.travel("2026-11-23 12:00+01:00", tick=False):
        indicator.is_private = False
        indicator.save()
    with time_machine.travel("2026-11-24 12:00+01:00", tick=False):
        row.value = 42
        row.save()
    counts = []
    for person in (anna, world.mentor):
        client.force_login(person)
        counts.append(len(client.get(indicator.get_absolute_url()).context["page"].revisions))
    assert counts == [2, 1]


def test_the_curve_can_be_spoken_of(client, world, anna):
    indicator = measured(world.lund)
    client.force_login(anna)
    address = f"{indicator.get_absolute_url()}kurvan/"
    event = {"event-on_0": "3", "event-on_1": "3", "event-on_2": "2026", "event-text": "Ny chef"}
    event |= {"event-on_day": "3", "event-on_month": "3", "event-on_year": "2026"}
    point = Measurement.objects.filter(indicator=indicator).first()
    for path, data in (
        ("frys/", {"freeze-first": "8", "freeze-reason": "Före"}),
        ("handelse/", event),
        ("punkt/", {"point-point": point.pk}),
    ):
        assert (path, client.post(address + path, data).status_code) == (path, 302)
    assert client.post(f"{address}frys/", {"freeze-first": "8"}).status_code == 422
    page = client.get(address).context["page"]
    assert (len(page.baselines), len(page.events), len(page.different)) == (1, 1, 1)
    for path in (
        f"median/{Baseline.objects.get().pk}/ta-bort/",
        f"handelse/{ChartEvent.objects.get().pk}/ta-bort/",
        f"punkt/{point.pk}/ta-bort/",
    ):
        assert (path, client.post(address + path).status_code) == (path, 302)
    page = client.get(address).context["page"]
    assert (len(page.baselines), len(page.events), len(page.different)) == (0, 0, 0)


def test_rows_of_another_indicator_are_not_taken_away(client, world, anna):
    mine, other = measured(world.lund), measured(world.ystad)
    theirs = ChartEvent.objects.create(indicator=other, on=day(0), text="Ny chef")
    client.force_login(anna)
    path = f"{mine.get_absolute_url()}kurvan/handelse/{theirs.pk}/ta-bort/"
    assert (client.post(path).status_code, ChartEvent.objects.count()) == (404, 1)


def test_a_new_one_by_its_form(client, world, anna):
    work = make_improvement(world.lund)
    client.force_login(anna)
    page = client.get(f"{home_of(world)}ny/?improvement={work.pk}")
    assert page.context["form"]["improvement"].value() == work.pk
    said = {"name": "Frånvaro", "role": "outcome", "series": ["girls", "boys"], "unit": "%"}
    said |= {"frequency": "month", "direction": "down", "target": "4,5 %", "improvement": work.pk}
    answer = client.post(f"{home_of(world)}ny/", said)
    made = Indicator.objects.get()
    assert answer["Location"] == f"{made.get_absolute_url()}siffror/"
    assert (made.series, made.target, made.improvement) == (["girls", "boys"], Decimal("4.5"), work)
    # Changed by two: what stands and what was typed are both shown.
    address = f"{made.get_absolute_url()}andra/"
    seen = client.get(address).context["form"]["seen"].value()
    first = client.post(address, said | {"seen": seen, "unit": "dagar"})
    second = client.post(address, said | {"seen": seen, "source": "Skolan"})
    assert (first.status_code, second.status_code) == (302, 422)
    assert [one["theirs"] for one in second.context["theirs"]] == ["dagar", ""]


def drawn(indicator):
    draw_charts(indicator_id=indicator.pk)


@pytest.mark.parametrize("who", ["key_person", "mentor"])
def test_pages_take_the_same_queries_for_one_and_for_six(client, world, who):
    person = world.mentor if who == "mentor" else world.person("lund", who)
    work = make_improvement(world.lund)
    for n in range(3):
        make_cycle(work, status="acted", started_on=day(n + 8), ended_on=day(n + 9))
    client.force_login(person)
    counts = []
    for number in range(6):
        drawn(measured(world.lund, f"Nr {number}", improvement=work))
        if number in (0, 5):
            counts.append([])
            for path in (home_of(world), work.get_absolute_url()):
                client.get(path)
                with CaptureQueriesContext(connection) as captured:
                    client.get(path)
                counts[-1].append(len(captured))
    assert counts[0] == counts[1]


def test_the_worker_draws_what_all_readers_see(client, world, anna):
    """After it no page draws anything, in either language, for either kind of reader."""
    indicator = measured(world.lund)
    Measurement.objects.filter(period=day(3), series="women").update(count=3)
    drawn(indicator)
    before = DrawnChart.objects.count()
    # Two kinds of readers, two languages, two widths, two schemes.
    assert before == 16
    for person in (anna, world.mentor):
        client.force_login(person)
        for language in ("sv", "en"):
            person.language = language
            person.save()
            client.get(indicator.get_absolute_url())
    assert DrawnChart.objects.count() == before
    drawn(indicator)
    assert DrawnChart.objects.count() == before


def test_cycles_stand_as_bands_for_those_who_see_them(world):
    work = make_improvement(world.lund)
    make_cycle(work, status="acted", started_on=day(8), ended_on=day(9))
    assert Cycle.objects.count() == 1
    indicator = measured(world.lund, improvement=work)

    def bands(at_home):
        rows = list(charted(Indicator.objects.filter(pk=indicator.pk)))
        return [(band.label, band.first) for band in stocks_of(rows, at_home=at_home)[0].bands]

    assert bands(False) == [("1", day(8))]
    work.is_private = True
    work.save()
    assert (bands(True), bands(False)) == ([("1", day(8))], [])
