"""The pages of official figures: what they say, to whom, in how many queries."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from improvements.enums import FetchStatus
from improvements.models import ChosenIndicator, OfficialFetch, OfficialValue
from tests import kolada_server
from tests.factories import make_user, stockholm
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.official_recipes import ask, follow, make_official, make_values

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
def strategist(client: Client, world: GroupWorld) -> Client:
    client.force_login(world.person("lund", "strategist"))
    return client


def address(name: str, world: GroupWorld, *row: int | str) -> str:
    return reverse(f"improvements:{name}", args=[world.lund.pk, *row])


def page(client: Client, name: str, world: GroupWorld, *row: int) -> str:
    response = client.get(address(name, world, *row))
    assert response.status_code == 200
    return str(response.content.decode())


def heading(html: str) -> str:
    return html.split("<h1")[1].split(">", 1)[1].split("</h1>")[0]


def fetched(world: GroupWorld) -> ChosenIndicator:
    """Sick leave for two years in Lund, the latest in Ystad, nothing in Höör."""
    indicator = make_official(goal=5, description="Andel av tiden")
    chosen = follow(world.lund, indicator)
    make_values(indicator, world.lund.organisation, 2024, K="8.2", M="4.1", T="7")
    make_values(indicator, world.lund.organisation, 2025, K="7.1234", M="4", T="6.5")
    make_values(indicator, world.ystad.organisation, 2025, K="6", M="5")
    ask(world.lund, status=FetchStatus.DONE, finished_at=NOW)
    return chosen


def test_nothing_is_followed(strategist: Client, world: GroupWorld) -> None:
    assert heading(page(strategist, "official", world)) == "Inga officiella nyckeltal följs än"


def test_women_men_and_the_difference_by_goal_with_source_and_day(
    strategist: Client, world: GroupWorld
) -> None:
    fetched(world)
    follow(world.lund, make_official("N09999", "Bara för regioner"))
    split = make_official("N05815", "Kvinnor i fullmäktige, andel (%)", is_by_sex=False, goal=1)
    follow(world.lund, split)
    make_values(split, world.lund.organisation, 2026, T="48.5")
    html = page(strategist, "official", world)
    assert heading(html) == "1 av 2 nyckeltal visar kvinnor och män var för sig"
    assert html.count("Källa: Kolada (RKA), hämtat 3 maj 2027") == 1
    for cell in ("7,12", "4", "<b>3,12</b>", "6,5", "48,5"):
        assert f">{cell}</td>" in html
    assert "Kolada har inte publicerat något om Lund kommun" in html


def test_one_indicator_with_its_chart_partners_and_what_kolada_has_changed(
    strategist: Client, world: GroupWorld, time_machine: Any
) -> None:
    chosen = fetched(world)
    OfficialValue.objects.filter(year=2024, sex="K").update(replaced_at=NOW)
    OfficialValue.objects.filter(year=2024, sex="M").update(is_withdrawn=True, value=None)
    time_machine.move_to(NOW + timedelta(days=40), tick=False)
    strategist.force_login(world.person("lund", "strategist"))
    make_values(chosen.indicator, world.lund.organisation, 2024, K="8.5")
    html = page(strategist, "official_indicator", world, chosen.pk)
    assert heading(html) == "Kvinnors värde var 3,12 procentenheter högre än mäns 2025"
    assert html.count('<div class="drawn-') == 4
    assert "Kvinnor: tidigare 8,2, hämtat 3 maj 2027, ändrat av Kolada" in html
    assert "Män: tillbakadraget av Kolada" in html
    assert html.count("Källa: Kolada (RKA), hämtat 3 maj 2027") == 1
    partners = html.split('id="partners"')[1].split("</section>")[0]
    assert ("Ystad kommun" in partners, "Höör kommun" in partners) == (True, False)


@pytest.mark.parametrize(
    "women, men, said",
    [
        ("4", "4", "Lika för kvinnor och män 2025"),
        ("4", "7.5", "Kvinnors värde var 3,5 procentenheter lägre än mäns 2025"),
        ("4", None, "2025: kvinnor 4, män –"),
    ],
)
def test_the_heading_says_what_the_latest_year_shows(
    strategist: Client, world: GroupWorld, women: str, men: str | None, said: str
) -> None:
    indicator = make_official()
    chosen = follow(world.lund, indicator)
    make_values(indicator, world.lund.organisation, 2025, K=women, M=men)
    assert heading(page(strategist, "official_indicator", world, chosen.pk)) == said


def test_what_kolada_does_not_split_is_shown_as_such(strategist: Client, world: GroupWorld) -> None:
    indicator = make_official("N00951", "Lönegap, kr", is_by_sex=False)
    chosen = follow(world.lund, indicator)
    make_values(indicator, world.lund.organisation, 2025, T="-1250")
    html = page(strategist, "official_indicator", world, chosen.pk)
    assert heading(html) == "Lönegap, kr"
    assert "Kolada delar inte upp det här nyckeltalet på kön." in html
    assert ">−1\xa0250</td>" in html
    assert html.count('<div class="drawn-') == 0


@pytest.mark.parametrize(
    "fields, said",
    [
        ({}, "Uppgifterna hämtas från Kolada. Ladda om sidan om en stund."),
        ({"error": "Kolada sover."}, "Kolada sover. Tjänsten försöker igen av sig själv"),
        (
            {"status": FetchStatus.FAILED, "error": "Kolada sover."},
            "Uppgifterna kunde inte hämtas. Kolada sover.",
        ),
    ],
)
def test_how_the_fetch_goes_is_said_in_words(
    strategist: Client, world: GroupWorld, fields: dict[str, Any], said: str
) -> None:
    follow(world.lund, make_official())
    ask(world.lund, **fields)
    html = page(strategist, "official", world)
    assert said in html
    assert ("Hämta igen</button>" in html) is (fields.get("status") == FetchStatus.FAILED)


def test_search_shows_what_can_be_followed(
    strategist: Client, world: GroupWorld, kolada: Any
) -> None:
    kolada.kpis = [
        kolada_server.kpi("N00090", "Sjukfrånvaro <b>", municipality_type="L"),
        kolada_server.kpi("N00091", "Sjukfrånvaro chefer", is_divided_by_gender=False),
    ]
    follow(world.lund, make_official("N00091"))
    response = strategist.get(address("official_search", world), {"q": "sjukfrånvaro"})
    html = response.content.decode()
    assert (response.status_code, heading(html)) == (200, "2 nyckeltal hittade")
    assert "Sjukfrånvaro &lt;b&gt;" in html
    assert html.count('name="number"') == 1
    assert "kvinnor och män var för sig · för regioner" in html


def test_without_kolada_the_search_answers_with_a_sentence(
    strategist: Client, world: GroupWorld
) -> None:
    response = strategist.get(address("official_search", world), {"q": "sjuk"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Kolada går inte att nå just nu." in html
    assert 'value="sjuk"' in html


@pytest.mark.parametrize("words", ["", "a", "x" * 101])
def test_words_that_are_too_few_or_too_many_are_kept_and_refused(
    strategist: Client, world: GroupWorld, kolada: Any, words: str
) -> None:
    response = strategist.get(address("official_search", world), {"q": words})
    assert (response.status_code, kolada.asked) == (422, [])


def test_buttons_lead_back_with_a_sentence(
    strategist: Client, world: GroupWorld, kolada: Any
) -> None:
    kolada.kpis = [kolada_server.kpi("N00090", "Sjukfrånvaro")]

    def press(name: str, *row: int, **data: str) -> str:
        response = strategist.post(address(name, world, *row), data, follow=True)
        assert response.redirect_chain == [(address("official", world), 302)]
        return str(next(iter(response.context["messages"])))

    assert press("choose_official", number="N00090").startswith("Nyckeltalet följs nu")
    assert press("choose_official", number="N00001").startswith("Kolada har inget nyckeltal")
    assert press("fetch_official") == "Uppgifterna hämtas."
    assert OfficialFetch.objects.count() == 1
    chosen = ChosenIndicator.objects.get()
    assert press("unchoose_official", chosen.pk).startswith("Nyckeltalet följs inte längre")
    assert press("fetch_official") == "Välj först ett nyckeltal."


def test_the_file_holds_every_figure_and_its_source_and_runs_no_formula(
    strategist: Client, world: GroupWorld
) -> None:
    indicator = make_official("N00951", "=1+1, kr", is_by_sex=False)
    follow(world.lund, indicator)
    make_values(indicator, world.lund.organisation, 2025, T="-1250.5")
    make_values(indicator, world.ystad.organisation, 2025, T=None)
    OfficialValue.objects.filter(value=None).update(is_withdrawn=True)
    ask(world.lund, status=FetchStatus.DONE, finished_at=NOW)
    response = strategist.get(address("official_file", world, "csv"))
    assert response["Content-Disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["N00951", "'=1+1, kr", "Lund kommun", "2025", "Totalt", "-1250,5", "2027-05-03", ""],
        [
            "N00951",
            "'=1+1, kr",
            "Ystad kommun",
            "2025",
            "Totalt",
            "",
            "2027-05-03",
            "Tillbakadraget av Kolada",
        ],
        ["Källa: Kolada (RKA), hämtat 3 maj 2027"],
    ]


def test_partners_and_skr_read_and_change_nothing(client: Client, world: GroupWorld) -> None:
    chosen = fetched(world)
    for reader in (
        world.person("ystad", "politician"),
        world.mentor,
        make_user(staff_role="project_lead"),
    ):
        client.force_login(reader)
        assert "Hämta nu" not in page(client, "official", world)
        page(client, "official_indicator", world, chosen.pk)
        for name, row in (("choose_official", ()), ("fetch_official", ())):
            assert client.post(address(name, world, *row)).status_code == 403
        assert client.get(address("official_search", world)).status_code == 403
    client.force_login(make_user())
    assert client.get(address("official", world)).status_code == 403


def test_an_indicator_of_somebody_else_is_not_shown_as_ones_own(
    strategist: Client, world: GroupWorld
) -> None:
    theirs = follow(world.ystad, make_official())
    assert strategist.get(address("official_indicator", world, theirs.pk)).status_code == 404


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_is_the_same(
    strategist: Client, world: GroupWorld, django_assert_num_queries: Any, many: int
) -> None:
    chosen = fetched(world)
    for number in range(1, many):
        indicator = make_official(f"N1{number:04d}", f"Nummer {number}")
        follow(world.lund, indicator)
        for year in range(2016, 2026):
            make_values(indicator, world.lund.organisation, year, K="1", M="2", T="3")
            make_values(chosen.indicator, world.hoor.organisation, number * 100 + year, K="1")
    page(strategist, "official_indicator", world, chosen.pk)  # drawn once
    with django_assert_num_queries(8):
        page(strategist, "official", world)
    with django_assert_num_queries(10):
        page(strategist, "official_indicator", world, chosen.pk)
    with django_assert_num_queries(8):
        strategist.get(address("official_file", world, "csv"))
