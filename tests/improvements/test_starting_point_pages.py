"""The pages of the starting point: written at home, shared, read by the group and SKR."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from improvements.models import FactAnswer, FactQuestion, StartingPoint
from improvements.services.starting_points import Typed, mark_of, save_answers
from tests.factories import make_user, stockholm
from tests.group_world import GroupWorld, make_group_world

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


@pytest.fixture
def strategist(client: Client, world: GroupWorld) -> Client:
    client.force_login(world.person("lund", "strategist"))
    return client


def address(name: str, world: GroupWorld, *more: str) -> str:
    return reverse(f"improvements:{name}", args=[world.lund.pk, *more])


def page(client: Client, world: GroupWorld) -> str:
    response = client.get(address("starting_point", world))
    assert response.status_code == 200
    return str(response.content.decode())


def heading(html: str) -> str:
    return html.split("<h1")[1].split(">", 1)[1].split("</h1>")[0]


def section(world: GroupWorld, **texts: tuple[str, str]) -> dict[str, str]:
    """What the form sends: key=(what was shown, what was typed)."""
    data = {}
    for key, (shown, typed) in texts.items():
        pk = FactQuestion.objects.get(key=key).pk
        data |= {f"answer_{pk}": typed, f"seen_{pk}": mark_of(shown)}
    return data


def press(client: Client, world: GroupWorld, name: str) -> str:
    response = client.post(address(name, world), follow=True)
    assert response.redirect_chain == [(address("starting_point", world), 302)]
    return str(list(response.context["messages"])[-1])


def test_it_begins_with_what_is_known_and_nobody_else_reads_it(
    client: Client, strategist: Client, world: GroupWorld
) -> None:
    html = page(strategist, world)
    assert heading(html) == "Berätta för gruppen var ni börjar"
    assert "Lund kommun, kommun, Skåne län" in html
    assert "Bara ert eget team" in html
    assert "1 september" in html
    for reader in (
        world.person("ystad", "strategist"),
        world.mentor,
        make_user(staff_role="project_lead"),
    ):
        client.force_login(reader)
        html = page(client, world)
        assert heading(html) == "Lund kommun har inte delat sitt utgångsläge än"
        assert "Skåne län" not in html


def test_a_section_is_saved_and_leads_back_to_its_place(
    strategist: Client, world: GroupWorld
) -> None:
    where = address("starting_point_section", world, "vilka")
    html = strategist.get(where).content.decode()
    assert "Lund kommun, kommun, Skåne län</textarea>" in html
    shown = "Lund kommun, kommun, Skåne län"
    answer = strategist.post(where, section(world, vilka=(shown, shown), mal=("", "=1+1 <b>")))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{address('starting_point', world)}#vilka",
    )
    html = page(strategist, world)
    assert heading(html) == "2 av 3 frågor är besvarade"
    assert "=1+1 &lt;b&gt;" in html


def test_the_second_of_two_sees_both_and_what_was_typed_is_kept(
    strategist: Client, world: GroupWorld
) -> None:
    pk = FactQuestion.objects.get(key="mal").pk
    save_answers(
        participation=world.lund,
        answers={pk: Typed("Politikerns mål", mark_of(""))},
        actor=world.person("lund", "politician"),
    )
    where = address("starting_point_section", world, "vilka")
    typed = section(world, vilka=("", "Vi"), mal=("", "Strategens mål"))
    answer = strategist.post(where, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Strategens mål</textarea>" in html
    assert ("Politikerns mål" in html, "politician Lund" in html) == (True, True)
    assert f'value="{mark_of("Politikerns mål")}"' in html
    assert FactAnswer.objects.get().text == "Politikerns mål"
    again = section(world, vilka=("", "Vi"), mal=("Politikerns mål", "Bådas mål"))
    assert strategist.post(where, again).status_code == 302
    assert set(FactAnswer.objects.values_list("text", flat=True)) == {"Vi", "Bådas mål"}


def test_too_long_is_refused_and_kept(strategist: Client, world: GroupWorld) -> None:
    where = address("starting_point_section", world, "tid")
    answer = strategist.post(where, section(world, tid=("", "x" * 8001)))
    assert answer.status_code == 422
    assert "x" * 8001 in answer.content.decode()


def test_a_section_that_is_not_there_is_not_found(strategist: Client, world: GroupWorld) -> None:
    assert strategist.get(address("starting_point_section", world, "mal")).status_code == 404


def test_it_is_shared_and_taken_back_by_one_press(
    client: Client, strategist: Client, world: GroupWorld
) -> None:
    assert press(strategist, world, "share_starting_point").startswith("Skriv något först")
    strategist.post(
        address("starting_point_section", world, "tid"), section(world, tid=("", "Två dagar"))
    )
    assert press(strategist, world, "share_starting_point").startswith("Delat:")
    html = page(strategist, world)
    assert heading(html) == "Här börjar Lund kommun"
    assert "Delat av strategist Lund 3 maj." in html
    for reader in (
        world.person("ystad", "strategist"),
        world.mentor,
        make_user(staff_role="project_lead"),
    ):
        client.force_login(reader)
        html = page(client, world)
        assert ("Två dagar" in html, "Sluta dela" in html, "Tidigare texter" in html) == (
            True,
            False,
            False,
        )
    client.force_login(world.person("lund", "politician"))
    assert press(client, world, "take_back_starting_point").startswith("Inte längre delat")
    assert press(client, world, "take_back_starting_point") == "Det är inte delat."


def test_who_of_the_group_has_shared(strategist: Client, world: GroupWorld) -> None:
    StartingPoint.objects.create(participation=world.ystad, shared_at=NOW)
    StartingPoint.objects.create(participation=world.hoor)
    aside = page(strategist, world).split('id="a-group"')[1].split("</section>")[0]
    assert aside.count("har inte delat än") == 1
    assert aside.count("delade 3 maj") == 1
    assert aside.count("<a ") == 1


def test_earlier_texts_are_read_at_home_alone(
    client: Client, strategist: Client, world: GroupWorld
) -> None:
    where = address("starting_point_section", world, "tid")
    strategist.post(where, section(world, tid=("", "Två dagar")))
    strategist.post(where, section(world, tid=("Två dagar", "Tre dagar")))
    history = address("starting_point_history", world)
    html = strategist.get(history).content.decode()
    assert heading(html) == "2 texter har sparats"
    assert html.index("Tre dagar") < html.index("Två dagar")
    for reader in (world.mentor, make_user(staff_role="project_lead")):
        client.force_login(reader)
        assert client.get(history).status_code == 403
        for name in ("share_starting_point", "take_back_starting_point"):
            assert client.post(address(name, world)).status_code == 403


@pytest.mark.parametrize("many", [1, 20])
def test_the_number_of_queries_is_the_same(
    strategist: Client, world: GroupWorld, django_assert_num_queries: Any, many: int
) -> None:
    programme = world.cohort.terms.get().programme
    point = StartingPoint.objects.create(participation=world.lund, shared_at=NOW)
    for number in range(many):
        question = FactQuestion.objects.create(
            programme=programme,
            key=f"k{number}",
            position=10 + number,
            section_sv=f"Del {number}",
            text_sv="?",
        )
        FactAnswer.objects.create(
            starting_point=point,
            question=question,
            text="Svar",
            changed_by=world.person("lund", "politician"),
        )
    with django_assert_num_queries(15):
        page(strategist, world)
    with django_assert_num_queries(7):
        strategist.get(address("starting_point_history", world))
