"""The library and the pages of material: who meets what, what is new, and how far one is."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cohorts.models import Cohort
from learning_meetings.library import Library, host_of, news_since, rounds_of
from learning_meetings.models import Material, MaterialVisit, Meeting
from learning_meetings.services.material import open_material, unpublish_material
from tests import factories
from tests.learning_meetings.material_recipes import make_material, make_step, rewrite

# Whole pages, signing in included, whatever number of rows.
QUERIES_OF_THE_LIBRARY = 8
QUERIES_OF_THE_DESK = 8
QUERIES_OF_A_FIRST_VISIT = 15


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


def picture(name: str = "bild.png") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def test_the_library_is_in_the_order_of_the_method(
    cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    third, first = make_step(cohort, 3, "Träff 1"), make_step(cohort, 1, "Förberedelser")
    make_material(cohort, project_lead, "Utan steg")
    make_material(cohort, project_lead, "C", step=third)
    make_material(cohort, project_lead, "A", step=first)
    make_material(first.programme, project_lead, "Programmets", step=first)
    make_material(cohort, project_lead, "Utkast", is_draft=True)
    sections = Library(reader, cohort).sections
    assert [
        (section.number, section.name, [one.material.title_sv for one in section.items])
        for section in sections
    ] == [
        (1, "Förberedelser", ["Programmets", "A"]),
        (3, "Träff 1", ["C"]),
        (None, "Annat material", ["Utan steg"]),
    ]


@pytest.mark.parametrize(
    "query, titles",
    [
        ({}, ["Alla", "Politiker", "Strateger"]),
        ({"function": "politician"}, ["Alla", "Politiker"]),
        ({"function": "finns-inte"}, ["Alla", "Politiker", "Strateger"]),
        ({"q": "STRATEG"}, ["Strateger"]),
        ({"q": "gömt i texten"}, ["Politiker"]),
        ({"q": "100 %"}, []),
        ({"q": "\x00alla"}, ["Alla"]),
        ({"meeting": "²"}, ["Alla", "Politiker", "Strateger"]),
        ({"meeting": "9" * 30}, ["Alla", "Politiker", "Strateger"]),
    ],
)
def test_the_library_is_narrowed(
    cohort: Cohort, reader: Any, project_lead: Any, query: dict[str, str], titles: list[str]
) -> None:
    make_material(cohort, project_lead, "Alla")
    for_politicians = make_material(
        cohort, project_lead, "Politiker", functions=("politician",), body="Gömt i gamla texten"
    )
    rewrite(for_politicians, project_lead, "Gömt i texten")
    make_material(cohort, project_lead, "Strateger", functions=("strategist", "key_person"))
    assert seen(reader, cohort, **query) == titles


def test_material_is_found_by_its_meeting(cohort: Cohort, reader: Any, project_lead: Any) -> None:
    day = cohort.starts_on
    meeting = Meeting.objects.create(
        cohort=cohort,
        kind="kick_off",
        audience="round",
        name_sv="Uppstart",
        first_day=day,
        last_day=day,
    )
    make_material(cohort, project_lead, "Till uppstarten", meeting=meeting)
    make_material(cohort, project_lead, "Annat")
    library = Library(reader, cohort, {"meeting": str(meeting.pk)})
    assert [one.material.title_sv for one in library.shown] == ["Till uppstarten"]
    assert library.meetings == [meeting]


def test_what_is_new_comes_first_until_it_is_opened(
    cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    first = make_material(cohort, project_lead, "Första", is_required=True)
    make_material(cohort, project_lead, "För strateger", functions=("strategist",))
    make_material(cohort, project_lead, "Frivillig")
    newcomer = Library(reader, cohort)
    assert [one.material.title_sv for one in newcomer.first_news] == ["Första"]
    open_material(material=first, actor=reader)
    assert [one.material.title_sv for one in Library(reader, cohort).news] == ["Frivillig"]
    rewrite(first, project_lead, "Nytt", what_is_new="Två nya exempel")
    library = Library(reader, cohort)
    assert [one.material.title_sv for one in library.news] == ["Första", "Frivillig"]
    assert [one.state[1] for one in library.news] == ["Ny version", "Inte öppnat"]
    assert (library.opened_count, len(library.required)) == (1, 1)
    first.refresh_from_db()
    assert [one.what_is_new for one in news_since(first, 1)] == ["Två nya exempel"]
    assert [news_since(first, opened) for opened in (None, 2, 3)] == [[], [], []]


def test_a_mixed_round_shows_a_participant_its_own_programme(project_lead: Any) -> None:
    mixed = factories.make_cohort(kinds=("municipality", "region"))
    by_kind = {terms.programme.participant_kind: terms.programme for terms in mixed.terms.all()}
    for kind, programme in by_kind.items():
        make_material(programme, project_lead, kind)
    teams = {}
    for kind in ("municipality", "association", "region"):
        teams[kind] = factories.make_user()
        organisation = factories.make_organisation(kind=kind)
        factories.make_participation(mixed, organisation, team={"politician": teams[kind]})
    mentor = factories.make_user()
    group = factories.make_group(mixed)
    factories.make_mentorship(group, factories.make_promise(people=(mentor,), cohort=mixed))
    assert {kind: seen(user, mixed) for kind, user in teams.items()} == {
        "municipality": ["municipality"],
        "association": ["municipality"],
        "region": ["region"],
    }
    assert seen(mentor, mixed) == ["municipality", "region"]
    assert seen(project_lead, mixed) == ["municipality", "region"]


def test_mentors_see_what_is_meant_for_them(cohort: Cohort, project_lead: Any, mentor: Any) -> None:
    group = factories.make_group(cohort)
    factories.make_mentorship(group, factories.make_promise(people=(mentor,), cohort=cohort))
    make_material(cohort, project_lead, "För alla")
    hidden = make_material(cohort, project_lead, "Bara deltagare", for_mentors=False)
    assert (seen(mentor, cohort), rounds_of(mentor)) == (["För alla"], [cohort])
    assert Material.objects.visible_to(mentor).filter(pk=hidden.pk).exists() is False


def test_another_rounds_material_does_not_exist(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any, stranger: Any
) -> None:
    other = factories.make_cohort()
    theirs = make_material(other, project_lead, kind="file", file=picture())
    draft = make_material(cohort, project_lead, kind="file", file=picture(), is_draft=True)
    former = factories.make_user()
    left = factories.make_participation(cohort, team={"politician": former})
    left.team.update(left_on=cohort.opens_on)
    mine = make_material(cohort, project_lead, "Mitt")
    answers = {}
    for who, user in {"reader": reader, "stranger": stranger, "former": former}.items():
        client.force_login(user)
        for what, one in {"theirs": theirs, "draft": draft, "mine": mine}.items():
            answers[who, what] = client.get(url("material_page", one.pk)).status_code
        for one in (theirs, draft):
            path = url("material_file", one.pk, one.versions.get().pk)
            answers[who, path] = client.get(path).status_code
    assert {key: status for key, status in answers.items() if status != 404} == {
        ("reader", "mine"): 200
    }


def test_a_participant_reads_what_stands_and_skr_earlier_versions(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    material = make_material(cohort, project_lead, body="Den gamla texten")
    rewrite(material, project_lead, "Den nya texten", what_is_new="Allt är omskrivet")
    page = url("material_page", material.pk)
    said = {}
    for user in (reader, project_lead):
        client.force_login(user)
        for version in ("", "?version=1", "?version=x"):
            response = client.get(page + version)
            said[user.name, version] = response.context["version"].body_sv
    assert said == {
        (reader.name, ""): "Den nya texten",
        (reader.name, "?version=1"): "Den nya texten",
        (reader.name, "?version=x"): "Den nya texten",
        (project_lead.name, ""): "Den nya texten",
        (project_lead.name, "?version=1"): "Den gamla texten",
        (project_lead.name, "?version=x"): "Den nya texten",
    }
    assert client.get(page + "?version=3").status_code == 404
    assert list(MaterialVisit.objects.values_list("user", "version")) == [(reader.pk, 2)]


def test_a_file_is_a_download_and_only_the_standing_one(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    material = make_material(cohort, project_lead, kind="file", file=picture("ritning.png"))
    rewrite(material, project_lead, "Ny ingress")
    new, old = material.versions.all()
    client.force_login(reader)
    response = client.get(url("material_file", material.pk, new.pk))
    assert response["Content-Disposition"] == 'attachment; filename="ritning.png"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    assert client.get(url("material_file", material.pk, old.pk)).status_code == 404
    client.force_login(project_lead)
    assert client.get(url("material_file", material.pk, old.pk)).status_code == 200
    another = make_material(cohort, project_lead)
    assert client.get(url("material_file", another.pk, new.pk)).status_code == 404


def test_a_film_is_a_link_that_says_where_it_leads(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    film = make_material(
        cohort,
        project_lead,
        kind="film",
        url='https://www.film.example/see?a="><script>x</script>',
        body="<iframe src='https://film.example'></iframe> **Se den** ![bild](https://a.example/b)",
    )
    client.force_login(reader)
    page = client.get(url("material_page", film.pk)).content.decode()
    assert page.count("Se filmen på film.example") == 1
    assert [page.count(tag) for tag in ("<iframe", "<img", "<script>", "<video")] == [0, 0, 0, 0]
    assert page.count("<strong>Se den</strong>") == 1


@pytest.mark.parametrize(
    "address, host",
    [
        ("https://www.skr.se/a", "skr.se"),
        ("https://SKR.se:443/", "skr.se"),
        ("https://ѕkr.se/", "xn--kr-doc.se"),
        ("https://jämställd.se/", "xn--jmstlld-5wad.se"),
    ],
)
def test_the_host_is_shown_as_it_is_registered(address: str, host: str) -> None:
    assert host_of(address) == host


def test_the_neighbours_are_those_of_the_step(
    client: Client, cohort: Cohort, reader: Any, project_lead: Any
) -> None:
    step = make_step(cohort, 3)
    made = [make_material(cohort, project_lead, title, step=step) for title in "ABC"]
    make_material(cohort, project_lead, "Utan steg")
    unpublish_material(material=made[1], actor=project_lead)
    client.force_login(reader)
    near = client.get(url("material_page", made[0].pk)).context["neighbours"]
    assert (near.before, near.after) == (None, made[2])


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_take_the_same_queries_with_few_and_many(
    client: Client,
    cohort: Cohort,
    reader: Any,
    project_lead: Any,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    step = make_step(cohort, 3)
    for number in range(count):
        material = make_material(
            cohort, project_lead, f"Nummer {number}", step=step if number % 2 else None
        )
    client.force_login(reader)
    with django_assert_num_queries(QUERIES_OF_THE_LIBRARY):
        client.get(url("material") + "?q=nummer&function=politician")
    with django_assert_num_queries(QUERIES_OF_A_FIRST_VISIT):
        client.get(url("material_page", material.pk))
    client.force_login(project_lead)
    with django_assert_num_queries(QUERIES_OF_THE_DESK):
        client.get(url("round_material", "mk"))


def test_who_is_in_no_round_is_told_what_will_be_here(client: Client, stranger: Any) -> None:
    client.force_login(stranger)
    response = client.get(url("material") + "?round=mk")
    assert (response.status_code, response.context["library"]) == (200, None)
