"""Learning examples: written at SKR, read by everybody, begun from what is public alone."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cohorts.models import Cohort
from reporting.archive_search import search
from reporting.example_beginnings import beginnings_in
from reporting.models import LearningExample
from reporting.report_content import Document, Heading, Items, Part, Table, Text, from_data
from reporting.services.learning_examples import (
    add_example,
    publish_example,
    save_example,
    withdraw_example,
)
from reporting.services.report_judging import approve_report
from reporting.services.report_publishing import publish_report, withdraw_publication
from reporting.services.report_sending import send_report
from tests.factories import make_organisation, make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world
from tests.reporting.written_recipes import make_example, many_examples, told

pytestmark = pytest.mark.django_db
NOW = stockholm(2028, 5, 8)
PLAN = "Vi följer upp skolorna varje år."
SECRET = "Det här stannar hemma."
LISTS = ("examples", "feed", "sitemap", "exempel_csv", "exempel_json")
PLACES = (*LISTS, "organisation", "search")


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def lead() -> Any:
    return make_user("lead@skr.example", staff_role="project_lead")


@pytest.fixture
def world() -> ReportWorld:
    return make_report_world(due_on=NOW.date().replace(month=6))


@pytest.fixture
def approved(world: ReportWorld, lead: Any) -> Any:
    report = world.begun()
    for key, text in (("steering", SECRET), ("indicators", SECRET), ("plan", PLAN)):
        world.write(report, key, text)
    report = send_report(report=report, actor=world.strategist)
    approve_report(report=report, actor=lead)
    return report


@pytest.fixture
def published(world: ReportWorld, approved: Any) -> Any:
    return publish_report(report=approved, keys=["plan"], actor=world.strategist)


def typed(example: LearningExample, **values: Any) -> dict[str, Any]:
    """What the editor sends when nothing is changed but `values`."""
    names = ("title_sv", "title_en", "summary_sv", "summary_en", "body", "operation", "year")
    return {
        **{name: getattr(example, name) for name in names},
        "steering_links": example.steering_links,
        "organisation": example.organisation_id,
        "cohort": example.cohort_id or "",
        "seen": example.version,
        **values,
    }


def said_of(client: Any, example: LearningExample) -> dict[str, Any]:
    """The status of its page, and whether each other place leads to it."""
    page = reverse("archive:example", args=[example.slug])
    places = {name: reverse(f"archive:{name}") for name in LISTS}
    places["organisation"] = example.organisation.get_absolute_url()
    places["search"] = f"{reverse('archive:search')}?q=simskolan"
    return {
        "page": client.get(page).status_code,
        **{name: page in b"".join(client.get(path)).decode() for name, path in places.items()},
    }


def everywhere(status: int, *, is_told: bool) -> dict[str, Any]:
    return {"page": status, **dict.fromkeys(PLACES, is_told)}


def test_published_it_is_everywhere_and_withdrawn_it_is_nowhere(client: Any, lead: Any) -> None:
    example = make_example(lead, publish=False)
    before = said_of(client, example)
    publish_example(example=example, actor=lead)
    shown = said_of(client, example)
    withdraw_example(example=example, actor=lead)

    assert before == everywhere(404, is_told=False)
    assert shown == everywhere(200, is_told=True)
    assert said_of(client, example) == everywhere(404, is_told=False)
    client.force_login(lead)
    assert said_of(client, example) == everywhere(404, is_told=False)


def test_it_is_gone_as_soon_as_the_organisation_takes_its_report_back(
    client: Any, world: ReportWorld, published: Any, lead: Any, time_machine: Any
) -> None:
    example = make_example(lead, report=published, organisation=world.lund.organisation)
    shown = said_of(client, example)
    withdraw_publication(report=published, actor=world.strategist)
    taken_back = said_of(client, example)
    time_machine.move_to(stockholm(2028, 5, 9), tick=False)
    publish_report(report=published, keys=["steering"], actor=world.strategist)

    assert shown == everywhere(200, is_told=True)
    assert taken_back == everywhere(404, is_told=False)
    # Published anew in other parts: SKR looks the example over before it is shown again.
    assert said_of(client, example) == everywhere(404, is_told=False)
    client.force_login(lead)
    page = client.get(reverse("reporting:example", args=[example.pk])).content.decode()
    assert "tillbaka" in page or "taken back" in page
    example = withdraw_example(example=example, actor=lead)
    publish_example(example=example, actor=lead)
    assert said_of(client, example) == everywhere(200, is_told=True)


def test_it_is_hidden_with_the_round_that_it_belongs_to(client: Any, lead: Any) -> None:
    cohort = Cohort.objects.create(slug="r1", name_sv="Omgång", announced_on=NOW.date())
    example = make_example(lead, cohort=cohort)
    assert said_of(client, example)["page"] == 200

    Cohort.objects.update(announced_on=None)

    assert said_of(client, example) == everywhere(404, is_told=False)


def test_an_example_is_begun_from_what_is_published_and_nothing_else(
    client: Any, world: ReportWorld, approved: Any, lead: Any
) -> None:
    client.force_login(lead)
    path = f"{reverse('reporting:new_example')}?report={approved.pk}"
    assert client.get(path).status_code == 404
    with pytest.raises(ValidationError):
        add_example(told=told(organisation=world.lund.organisation), report=approved, actor=lead)

    report = publish_report(report=approved, keys=["plan"], actor=world.strategist)
    page = client.get(f"{path}&part=plan").content.decode()

    assert (PLAN in page, SECRET in page) == (True, False)
    assert [one.key for one in beginnings_in(from_data(report.public))] == ["plan"]
    with pytest.raises(ValidationError):
        add_example(told=told(), report=report, actor=lead)  # of another organisation


def test_a_work_becomes_markdown_that_says_what_was_typed() -> None:
    table = Table("Prov", ("Termin", "Antal"), (("VT | HT", "4"),))
    nodes = (Heading("Simskolan"), Text("*Inte* fet\n# ingen rubrik"), Items(("ett", "två")), table)
    document = Document("Rapport", (), (Part("works", "Arbeten", "1. ett", nodes),))

    section, work = beginnings_in(document)

    assert (section.title, section.body) == ("Arbeten", "1\\. ett")
    assert (work.key, work.title) == ("works-0", "Simskolan")
    assert work.body == (
        "\\*Inte\\* fet\n\\# ingen rubrik\n\n- ett\n- två\n\nProv\n\n"
        "| Termin | Antal |\n| --- | --- |\n| VT \\| HT | 4 |"
    )


def test_only_project_leads_write_and_a_draft_is_nobody_elses(client: Any, lead: Any) -> None:
    draft = make_example(lead, publish=False)
    public = make_example(lead, "Ett annat")
    reviewer = make_user(staff_role="reviewer")
    answers = []
    for person in (reviewer, make_user()):
        client.force_login(person)
        paths = [reverse("reporting:example", args=[one.pk]) for one in (draft, public)]
        answers += [
            client.get(path).status_code for path in [reverse("reporting:examples"), *paths]
        ]

    assert answers == [403, 404, 403] * 2
    with pytest.raises(PermissionDenied):
        add_example(told=told(), report=None, actor=reviewer)
    with pytest.raises(PermissionDenied):
        publish_example(example=draft, actor=reviewer)


def test_what_is_typed_is_kept_when_a_colleague_has_saved_meanwhile(client: Any, lead: Any) -> None:
    example = make_example(lead, publish=False)
    other = make_user("annan@skr.example", name="Kollegan", staff_role="project_lead")
    save_example(
        example=example,
        seen=1,
        told=told("Kollegans rubrik", organisation=example.organisation, body="Kollegans text"),
        actor=other,
    )
    client.force_login(lead)
    path = reverse("reporting:example", args=[example.pk])

    refused = client.post(path, typed(example, title_sv="Min rubrik", body="Min text"))
    page = refused.content.decode()

    assert refused.status_code == 422
    assert all(words in page for words in ("Min rubrik", "Min text", "Kollegans text", "Kollegan "))
    assert 'name="seen" value="2"' in page
    again = client.post(path, typed(example, title_sv="Min rubrik", body="Min text", seen=2))
    example.refresh_from_db()
    assert (again.status_code, example.title_sv, example.version) == (302, "Min rubrik", 3)
    earlier = client.get(reverse("reporting:earlier_examples", args=[example.pk]))
    assert "Kollegans text" in earlier.content.decode()


def test_attacks_in_the_text_are_shown_as_text(client: Any, lead: Any) -> None:
    attack = "<script>alert(1)</script> [läs](javascript:alert(2)) <img src=x onerror=alert(3)>"
    example = make_example(lead, f"</title>{attack}"[:150], body=attack, summary_sv=attack)
    client.force_login(lead)
    preview = reverse("reporting:preview_example")
    pages = [
        client.get(example.get_absolute_url()),
        client.get(reverse("archive:examples")),
        client.get(reverse("reporting:example", args=[example.pk])),
        client.post(preview, {"title_sv": attack, "summary_sv": attack, "body": attack}),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    for page in pages:
        text = page.content.decode().lower()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


def test_a_text_of_20_000_characters_is_kept_and_a_longer_one_refused(
    client: Any, lead: Any
) -> None:
    example = make_example(lead, publish=False)
    client.force_login(lead)
    path = reverse("reporting:example", args=[example.pk])

    longer = client.post(path, typed(example, body="å" * 20_001))
    kept = client.post(path, typed(example, body="å" * 20_000))

    assert (longer.status_code, kept.status_code) == (422, 302)
    assert "20001" in longer.content.decode().replace("\xa0", "")
    assert len(LearningExample.objects.get(pk=example.pk).body) == 20_000


def test_addresses_are_each_their_own_and_stay_once_others_may_link_to_them(lead: Any) -> None:
    first, second = make_example(lead, "Ås & Ön"), make_example(lead, "Ås & Ön")
    signs = make_example(lead, "🙂🙂")
    title = told("Ett nytt namn", organisation=first.organisation)
    saved = save_example(example=first, seen=1, told=title, actor=lead)

    assert [one.slug for one in (first, second, signs)] == ["as-on", "as-on-2", "exempel"]
    assert (saved.title_sv, saved.slug) == ("Ett nytt namn", "as-on")


def test_an_unfinished_example_is_not_published(client: Any, lead: Any) -> None:
    draft = make_example(lead, publish=False, body="")
    client.force_login(lead)
    client.post(reverse("reporting:show_example", args=[draft.pk]), {"publish": "yes"})

    assert LearningExample.objects.get(pk=draft.pk).status == "draft"
    public = make_example(lead)
    emptied = told(organisation=public.organisation, body="")
    with pytest.raises(ValidationError):
        save_example(example=public, seen=1, told=emptied, actor=lead)


def test_each_choice_says_how_many_it_would_leave(client: Any, lead: Any) -> None:
    norr = make_organisation(
        "Region Norr", kind="region", county_code="25", county_name="Norrbottens län"
    )
    skane = make_organisation("Lund")
    make_example(lead, "Simskolan", organisation=skane, year=2024)
    make_example(lead, "Simhallen", organisation=norr, steering_links=("budget", "goals"))
    make_example(lead, "Hemtjänsten", organisation=skane, operation="elderly")
    path = reverse("archive:examples")

    def shown(**asked: Any) -> tuple[list[str], dict[str, list[str]]]:
        page = client.get(path, asked).context["page"]
        choices = {one.name: [words for _value, words in one.choices] for one in page.filters}
        return sorted(one.title_sv for one in page.examples), choices

    every, choices = shown()
    assert every == ["Hemtjänsten", "Simhallen", "Simskolan"]
    assert choices["county"] == ["Skåne län (2)", "Norrbottens län (1)"]
    assert choices["year"] == ["2026 (2)", "2024 (1)"]
    culture, choices = shown(operation="culture")
    assert culture == ["Simhallen", "Simskolan"]
    assert choices["operation"] == ["Äldreomsorg (1)", "Kultur och fritid (2)"]
    assert choices["kind"] == ["Kommun (1)", "Region (1)"]
    assert shown(link="budget")[0] == shown(kind="region")[0] == ["Simhallen"]
    assert shown(q="HEMTJÄNSTEN")[0] == ["Hemtjänsten"]
    assert shown(year="nonsens", county="'; --")[0] == every


def test_nothing_found_says_what_to_take_away(client: Any, lead: Any) -> None:
    make_example(lead, operation="culture", year=2024)
    make_example(lead, operation="elderly", year=2026)
    page = client.get(reverse("archive:examples"), {"operation": "elderly", "year": "2024"})

    ways = page.context["page"].ways_out
    assert [(way.query, way.count) for way in ways] == [("year=2024", 1), ("operation=elderly", 1)]
    assert "?year=2024" in page.content.decode()


def test_its_page_says_what_it_is_when_it_is_shared(client: Any, lead: Any) -> None:
    example = make_example(lead, title_en="As many girls", summary_en="Times were changed.")
    page = client.get(example.get_absolute_url()).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(example.get_absolute_url()).content.decode()

    assert 'property="og:title" content="Lika många flickor i simskolan"' in page
    assert 'name="description" content="Tider och plaggregler ändrades."' in page
    assert 'property="og:title" content="As many girls"' in english
    assert "Så gjorde de</h2>" in page


def test_open_data_tells_of_it_in_words(client: Any, lead: Any) -> None:
    example = make_example(lead, steering_links=("routines", "goals"))
    answer = client.get(reverse("archive:exempel_json"))
    row = json.loads(b"".join(answer))["rader"][0]

    assert (row["exempel"], row["verksamhet"], row["styrkedja"], row["ar"], row["publicerad"]) == (
        example.slug,
        "kultur och fritid",
        "mål; rutiner och arbetssätt",
        2026,
        "2028-05-08",
    )


def test_search_finds_it_by_its_words(lead: Any) -> None:
    example = make_example(lead)

    assert [hit.url for hit in search("pojkar simskolan").hits] == [example.get_absolute_url()]


@pytest.mark.postgres
def test_postgresql_finds_other_forms_of_a_word(lead: Any) -> None:
    example = make_example(lead)

    assert [hit.url for hit in search("flickornas tider").hits] == [example.get_absolute_url()]


def test_the_pages_take_the_same_queries_however_many_there_are(
    client: Any, lead: Any, django_assert_num_queries: Any
) -> None:
    example = make_example(lead)
    for number in (1, 60):
        LearningExample.objects.exclude(pk=example.pk).delete()
        many_examples(number, example.organisation)
        client.logout()
        with django_assert_num_queries(1):
            client.get(reverse("archive:examples"))
        with django_assert_num_queries(2):  # those with the words too
            client.get(reverse("archive:examples"), {"q": "exempel", "year": "2021"})
        with django_assert_num_queries(1):
            client.get(example.get_absolute_url())
        client.force_login(lead)
        with django_assert_num_queries(5):  # session, person, how many, those shown, the page
            client.get(reverse("reporting:examples"))
