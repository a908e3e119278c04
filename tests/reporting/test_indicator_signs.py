"""The table of signs: the same engine as the indicator's own page, and what SKR may see of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from improvements.chart_pages import without_pictures
from improvements.enums import Frequency
from improvements.indicator_charts import Standing
from improvements.models import Indicator, Measurement, RoundMethod
from improvements.services.charting import charted
from modellkonceptet.accounts.models import User
from reporting.indicator_signs import ORDER, IndicatorSigns, Sign, export_rows
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.assessment_recipes import make_edition
from tests.improvements.recipes import make_indicator

pytestmark = pytest.mark.django_db
TODAY = date(2027, 5, 20)
QUERIES_OF_THE_PAGE = 7
RISES = (40, 42, 41, 43) * 2 + (60, 62, 61, 63) * 2
FALLS = tuple(reversed(RISES))
STILL = (48, 47, 52, 53) * 4


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 1, 20), slug="omgangen")


def measure(indicator: Indicator, count: int | None = None, **series: Any) -> Indicator:
    for name, values in series.items():
        Measurement.objects.bulk_create(
            Measurement(
                indicator=indicator,
                series=name,
                period=date(2025 + place // 12, place % 12 + 1, 1),
                value=value,
                count=count,
            )
            for place, value in enumerate(values)
        )
    return indicator


def signs(world: GroupWorld, user: User, **query: str) -> IndicatorSigns:
    return IndicatorSigns(world.cohort, user, TODAY, query)


def standings(page: IndicatorSigns) -> dict[str, str]:
    return {row.indicator.name: row.together.standing for row in page.rows}


def address(name: str = "signs", *more: str) -> str:
    return reverse(f"reporting:{name}", args=["omgangen", *more])


def test_each_outcome_has_its_sign_in_the_direction_that_is_better(
    world: GroupWorld, project_lead: User
) -> None:
    alone = {"series": ("total",), "direction": "up"}
    measure(make_indicator(world.lund, "Upp", **alone), total=RISES)
    measure(
        make_indicator(world.lund, "Ner är bra", series=("total",), direction="down"), total=FALLS
    )
    measure(make_indicator(world.lund, "Ner", **alone), total=FALLS)
    measure(
        make_indicator(world.ystad, "Åt något håll", series=("total",), direction="neither"),
        total=RISES,
    )
    measure(make_indicator(world.ystad, "Stilla", **alone), total=STILL)
    measure(make_indicator(world.ystad, "Få", **alone), total=RISES[:4])
    yearly = make_indicator(world.ystad, "År", frequency=Frequency.YEAR, **alone)
    measure(yearly, total=(1,))
    assert standings(signs(world, project_lead)) == {
        "Upp": Standing.BETTER,
        "Ner är bra": Standing.BETTER,
        "Ner": Standing.WORSE,
        "Åt något håll": Standing.CHANGED,
        "Stilla": Standing.NO_SIGNAL,
        "Få": Standing.TOO_FEW,
        "År": Standing.TOO_FEW,
    }


def test_women_and_men_have_a_sign_each_and_one_together(
    world: GroupWorld, project_lead: User
) -> None:
    measure(make_indicator(world.lund, direction="up"), women=RISES, men=FALLS)
    [row] = signs(world, project_lead).rows
    assert [(label, sign.standing) for label, sign in row.by_series] == [
        ("Women", Standing.BETTER),
        ("Men", Standing.WORSE),
    ]
    assert row.together.standing == Standing.BOTH


def test_the_sign_is_that_of_the_indicators_own_page_by_the_rules_of_the_round(
    world: GroupWorld, project_lead: User
) -> None:
    """Five that rise are a trend by the classic rules, and nothing by Anhøj's."""
    values = (48, 47, 52, 53, 47, 48, 53, 52, 46, 48, 51, 52, 54, 48, 47, 52)
    edition = make_edition("kort")
    measure(make_indicator(world.lund, series=("total",), direction="up"), total=values)
    found = {}
    for rules in ("anhoj", "classic"):
        RoundMethod.objects.update_or_create(
            cohort=world.cohort, edition=edition, defaults={"chart_rules": rules}
        )
        rows = list(charted(Indicator.objects.all()))
        own = without_pictures(rows, at_home=False)[0].standing
        found[rules] = signs(world, project_lead).rows[0].together.standing
        assert found[rules] == own
    assert found == {"anhoj": Standing.NO_SIGNAL, "classic": Standing.BETTER}


def test_what_is_private_closed_or_of_those_who_left_is_not_here(
    world: GroupWorld, project_lead: User, evaluator: User
) -> None:
    make_indicator(world.lund, "Delad")
    make_indicator(world.lund, "Hemlig", is_private=True)
    make_indicator(world.lund, "Avslutad", is_closed=True)
    make_indicator(world.hoor, "Lämnat")
    world.hoor.status, world.hoor.withdrawn_on = "withdrawn", TODAY
    world.hoor.withdrawal_reason = "Annat"
    world.hoor.save()
    for user in (project_lead, evaluator):
        assert standings(signs(world, user)) == {"Delad": Standing.TOO_FEW}


def test_small_numbers_are_withheld_before_they_are_judged(
    world: GroupWorld, project_lead: User
) -> None:
    measure(make_indicator(world.lund, direction="up"), count=3, women=RISES, men=RISES)
    [row] = signs(world, project_lead).rows
    assert (row.together.standing, row.withheld, row.finding) == (Standing.TOO_FEW, True, "")


def test_the_table_names_the_sign_and_leads_to_the_indicator(
    world: GroupWorld, client: Client, project_lead: User
) -> None:
    indicator = measure(make_indicator(world.lund, direction="up"), women=RISES, men=FALLS)
    client.force_login(project_lead)
    html = client.get(address(), headers={"accept-language": "en"}).content.decode()
    assert "<h1>Of 1 indicator: 1 better and worse</h1>" in html
    assert f'href="{indicator.get_absolute_url()}"' in html
    assert client.get(indicator.get_absolute_url()).status_code == 200
    for word in ("Better", "Worse", "No signal", "Too few points"):
        assert f"<span>{word}</span>" in html


def test_it_is_narrowed_by_sign_and_by_name(world: GroupWorld, project_lead: User) -> None:
    alone = {"series": ("total",), "direction": "up"}
    measure(make_indicator(world.lund, "Upp", **alone), total=RISES)
    measure(make_indicator(world.ystad, "Få", **alone), total=RISES[:4])
    assert standings(signs(world, project_lead, sign="better")) == {"Upp": Standing.BETTER}
    assert standings(signs(world, project_lead, q="YSTAD")) == {"Få": Standing.TOO_FEW}
    assert len(signs(world, project_lead, sign="'; drop").rows) == 2
    counted = signs(world, project_lead, sign="better").counted
    assert {sign.standing: n for sign, n in counted if n} == {
        Standing.BETTER: 1,
        Standing.TOO_FEW: 1,
    }


def test_the_evaluator_reads_how_many_and_not_which(
    world: GroupWorld, client: Client, evaluator: User
) -> None:
    indicator = measure(make_indicator(world.lund, "Hemlig fråga"), women=RISES, men=FALLS)
    client.force_login(evaluator)
    html = client.get(address()).content.decode()
    assert indicator.name not in html
    assert indicator.get_absolute_url() not in html
    assert client.get(address("signs_file", "csv")).status_code == 403


def test_it_is_closed_to_others(world: GroupWorld, finance: User, stranger: User) -> None:
    client = Client()
    for user in (finance, stranger, world.person("lund", "strategist")):
        client.force_login(user)
        found = [client.get(url).status_code for url in (address(), address("signs_file", "csv"))]
        assert found == [403, 403]


def test_the_file_holds_what_the_filters_let_through(
    world: GroupWorld, client: Client, project_lead: User
) -> None:
    measure(make_indicator(world.lund, "=Upp", series=("total",), direction="up"), total=RISES)
    make_indicator(world.ystad, "Få")
    rows = list(export_rows(signs(world, project_lead, sign="better")))
    assert [row[2] for row in rows] == ["Indicator", "=Upp"]
    client.force_login(project_lead)
    text = client.get(address("signs_file", "csv") + "?sign=better").content.decode("utf-8-sig")
    assert "'=Upp" in text
    assert "Få" not in text
    assert client.get(address("signs_file", "xlsx")).status_code == 200
    assert client.get(address("signs_file", "pdf")).status_code == 404


def test_every_standing_has_a_shape_and_a_word() -> None:
    assert set(ORDER) == set(Standing)
    assert len({Sign(one).word for one in ORDER}) == len(ORDER)
    assert all(Sign(one).shape for one in ORDER)


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_the_same_number_of_questions(
    world: GroupWorld,
    client: Client,
    project_lead: User,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for place in (world.lund, world.ystad):
        for number in range(count):
            measure(make_indicator(place, f"Mått {number}"), women=STILL, men=STILL)
    client.force_login(project_lead)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        assert client.get(address()).status_code == 200
