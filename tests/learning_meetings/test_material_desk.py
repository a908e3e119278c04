"""SKR's pages of material: written, published, moved and removed, and who has opened it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from learning_meetings.library import Library
from learning_meetings.material_desk import reach_of
from learning_meetings.models import Material
from learning_meetings.services.material import open_material, stamp
from tests import factories
from tests.learning_meetings.material_recipes import make_material, rewrite


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort(slug="mk", name_sv="Modellkommuner 2027–2028")


@pytest.fixture
def reader(cohort: Cohort, politician: Any) -> Any:
    """A politician in a team of the round."""
    factories.make_participation(cohort, team={"politician": politician})
    return politician


def url(name: str, *args: Any) -> str:
    return reverse(f"learning_meetings:{name}", args=args)


def seen(user: Any, cohort: Cohort, **query: str) -> list[str]:
    return [one.material.title_sv for one in Library(user, cohort, query).shown]


def test_counts_of_who_has_opened_are_by_seat_of_today(
    cohort: Cohort, reader: Any, manager: Any, project_lead: Any
) -> None:
    both = make_material(cohort, project_lead, "Alla")
    for_managers = make_material(cohort, project_lead, "Chefer", functions=("senior_manager",))
    second = factories.make_participation(cohort, team={"senior_manager": manager})
    second.team.create(function="politician", name="Utan konto")
    elsewhere = factories.make_cohort()
    factories.make_participation(elsewhere, team={"strategist": reader})
    for user in (reader, manager):
        for material in (both, for_managers):
            open_material(material=material, actor=user)
    reach = reach_of(cohort, [both, for_managers])
    assert [(r.function, r.opened, r.people) for r in reach[both.pk]] == [
        ("politician", 1, 2),
        ("senior_manager", 1, 1),
    ]
    assert [(r.function, r.opened, r.people) for r in reach[for_managers.pk]] == [
        ("senior_manager", 1, 1)
    ]
    second.status, second.withdrawn_on, second.withdrawal_reason = (
        "withdrawn",
        cohort.opens_on,
        "Ny majoritet",
    )
    second.save()
    assert [(r.function, r.opened, r.people) for r in reach_of(cohort, [both])[both.pk]] == [
        ("politician", 1, 1)
    ]


def test_skr_writes_publishes_and_removes(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    client.force_login(project_lead)
    said = {"kind": "page", "title_sv": "Styrkedjan", "body_sv": "Hej", "for_mentors": "on"}
    added = client.post(url("round_material_add", "mk"), said)
    material = Material.objects.get()
    assert (added.status_code, added["Location"]) == (302, url("material_page", material.pk))
    client.post(url("material_show", material.pk), {"publish": "yes"})
    material.refresh_from_db()
    assert material.published_at is not None
    client.post(url("material_remove", material.pk))
    assert Material.objects.count() == 1
    client.post(url("material_show", material.pk), {"publish": "no"})
    client.post(url("material_remove", material.pk))
    assert Material.objects.count() == 0


def test_a_programme_has_material_for_all_its_rounds(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    programme = cohort.terms.get().programme
    client.force_login(project_lead)
    client.post(
        url("programme_material_add", programme.slug),
        {"kind": "link", "title_sv": "Handbok", "url": "https://skr.example/bok"},
    )
    material = Material.objects.get()
    assert (material.programme, material.cohort, material.for_mentors) == (programme, None, False)
    client.post(url("material_show", material.pk), {"publish": "yes"})
    response = client.get(url("programme_material", programme.slug))
    assert [row.what for row in response.context["sections"][0].rows] == ["Länk till skr.example"]
    assert seen(reader, cohort) == ["Handbok"]


def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    client.force_login(project_lead)
    said = {"kind": "film", "title_sv": "Film", "url": "http://a.example", "body_sv": "Om filmen"}
    response = client.post(url("round_material_add", "mk"), said)
    assert (response.status_code, Material.objects.count()) == (422, 0)
    assert response.context["form"].errors == {"url": ["Skriv hela adressen, med https:// först."]}
    assert response.context["form"]["body_sv"].value() == "Om filmen"


def test_two_editors_see_each_others_text_and_the_second_chooses(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    material = make_material(cohort, project_lead, body="Ett")
    before = stamp(material)
    rewrite(material, project_lead, "Annas")
    client.force_login(project_lead)
    said = {"kind": "page", "title_sv": "Läs först", "body_sv": "Mitt", "for_mentors": "on"}
    response = client.post(url("material_edit", material.pk), said | {"seen": before})
    assert (response.status_code, response.context["theirs"].body_sv) == (422, "Annas")
    again = response.context["form"]["seen"].value()
    assert client.post(url("material_edit", material.pk), said | {"seen": again}).status_code == 302
    assert [one.body_sv for one in material.versions.all()] == ["Mitt", "Annas", "Ett"]


def test_material_is_moved_by_buttons(client: Client, cohort: Cohort, project_lead: Any) -> None:
    made = [make_material(cohort, project_lead, title) for title in "AB"]
    client.force_login(project_lead)
    client.post(url("material_move", made[1].pk), {"direction": "up"})
    client.post(url("material_move", made[1].pk), {"direction": "up"})
    sections = client.get(url("round_material", "mk")).context["sections"]
    assert [row.material.title_sv for row in sections[0].rows] == ["B", "A"]
