"""The group's page: what it finds, who meets it, and what those who mentor see of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.models import GroupFile, GroupPost, MentorPerson, TeamMember, TimelineEvent
from cohorts.services.participations import withdraw_participation
from cohorts.services.thread import remove_post, write_post
from modellkonceptet.records.services import store_file
from reporting.group_page import before_kick_off, read_group
from tests import factories
from tests.group_world import GroupWorld, make_group_world
from tests.notifications.registry import only

# Each page with its session and person; the same with few and with many rows.
QUERIES_OF_THE_PAGE = 16
# Without the rules of what falls due: see test_todo.
QUERIES_OF_MY_ROUND = 24
LIST = "reporting:my_round"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def page_of(client: Client, person: Any, world: GroupWorld, query: str = "") -> Any:
    client.force_login(person)
    return client.get(world.group.get_absolute_url() + query)


def test_the_own_organisation_stands_first_with_everybodys_contacts(
    client: Client, world: GroupWorld
) -> None:
    page = page_of(client, world.person("ystad", "politician"), world)
    view = page.context["view"]
    assert [(one.short, one.is_own) for one in view.partners] == [
        ("Ystad", True),
        ("Höör", False),
        ("Lund", False),
    ]
    assert [len(one.people) for one in view.partners] == [4, 4, 4]
    assert view.headline == "Ni lär tillsammans med Höör och Lund"
    assert [(one.name, [each.email for each in one.people]) for one in view.mentors] == [
        ("Malmö kommun", ["mentor@malmo.example"])
    ]
    assert view.mentor_line == "Malmö är mentor."
    html = page.content.decode()
    assert html.count("mailto:politician@hoor.example") == 1
    assert (page.context["shows_first_steps"], page.context["kick_off"]) == (True, "10 mars")
    assert (page.context["next"].what, page.context["next"].far) == (
        "Uppstartskonferens",
        "om 9 dagar",
    )


@pytest.mark.parametrize(
    "who, headline",
    [
        ("mentor", "Ni är mentor för Höör, Lund och Ystad"),
        ("project_lead", "Höör, Lund och Ystad lär tillsammans"),
    ],
)
def test_it_speaks_to_the_one_who_reads(
    client: Client, world: GroupWorld, project_lead: Any, who: str, headline: str
) -> None:
    person = world.mentor if who == "mentor" else project_lead
    page = page_of(client, person, world)
    assert page.context["view"].headline == headline
    assert page.context["shows_first_steps"] is False


def test_who_left_the_round_is_said_and_not_shown(
    client: Client, world: GroupWorld, project_lead: Any
) -> None:
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    page = page_of(client, world.person("lund", "politician"), world)
    view = page.context["view"]
    assert view.headline == "Ni lär tillsammans med Ystad"
    assert view.departures == ["Höör lämnade omgången 1 mars.", "Gruppen fortsätter som två."]
    assert page.content.decode().count("@hoor.example") == 0
    withdraw_participation(participation=world.ystad, reason="Val", actor=project_lead)
    view = page_of(client, world.person("lund", "politician"), world).context["view"]
    assert view.headline == "Ni är ensamma kvar i gruppen"
    assert view.departures[-1] == "SKR söker en grupp att gå med i."
    assert read_group(world.group, project_lead).headline == "Lund är ensam kvar i gruppen"
    withdraw_participation(participation=world.lund, reason="Val", actor=project_lead)
    assert read_group(world.group, project_lead).headline == "Ingen är kvar i gruppen"


def test_a_group_knowingly_without_mentor_says_why(world: GroupWorld, project_lead: Any) -> None:
    world.group.mentorships.update(ended_on=date(2027, 2, 1))
    world.group.without_mentor_because = "Ingen av dem som lovat kan i höst."
    view = read_group(world.group, project_lead)
    assert view.mentor_line == "Gruppen har ingen mentor: Ingen av dem som lovat kan i höst."


def test_people_who_left_the_team_and_the_mentors_who_ended_are_not_shown(
    client: Client, world: GroupWorld, project_lead: Any
) -> None:
    world.lund.team.filter(function="politician").update(left_on=date(2027, 2, 1))
    MentorPerson.objects.update(left_on=date(2027, 2, 1))
    view = read_group(world.group, project_lead)
    assert [len(one.people) for one in view.partners if one.short == "Lund"] == [3]
    assert [one.people for one in view.mentors] == [()]
    gone = [world.person("lund", "politician"), world.mentor]
    assert [page_of(client, one, world).status_code for one in gone] == [403, 403]


def test_who_meets_the_page(
    client: Client, world: GroupWorld, project_lead: Any, reviewer: Any, finance: Any, stranger: Any
) -> None:
    other = factories.make_user()
    elsewhere = factories.make_participation(world.cohort, team={"strategist": other})
    factories.make_group(world.cohort, members=(elsewhere,))
    inside = [project_lead, reviewer, world.mentor, world.person("hoor", "politician")]
    outside = [other, finance, stranger]
    assert [page_of(client, one, world).status_code for one in inside] == [200] * 4
    assert [page_of(client, one, world).status_code for one in outside] == [403] * 3
    # Reviewers read, and neither write nor remove.
    assert page_of(client, reviewer, world).context["form"] is None
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    assert page_of(client, world.person("hoor", "politician"), world).status_code == 403
    world.group.dissolved_on = date(2027, 3, 1)
    world.group.save()
    assert page_of(client, world.mentor, world).status_code == 404
    dissolved = page_of(client, project_lead, world)
    assert (dissolved.status_code, dissolved.context["form"]) == (200, None)


@pytest.mark.parametrize(
    "first, precision, said",
    [
        (date(2027, 3, 10), "day", "10 mars"),
        (date(2027, 4, 1), "month", ""),
        (date(2027, 2, 28), "day", None),
        (date(2027, 3, 1), "day", "1 mars"),
    ],
)
def test_first_steps_are_shown_until_the_kick_off_has_been(
    first: date, precision: str, said: str | None
) -> None:
    event = TimelineEvent(kind="kick_off", first_day=first, last_day=first, precision=precision)
    assert before_kick_off([event], date(2027, 3, 1)) == said
    assert before_kick_off([], date(2027, 3, 1)) == ""


def test_the_thread_says_who_removed_what_and_pages_at_twenty(
    client: Client, world: GroupWorld
) -> None:
    author = world.person("lund", "key_person")
    first = write_post(group=world.group, text="<b>Fel</b> https://lund.example", actor=author)
    html = page_of(client, author, world).content.decode()
    assert html.count("&lt;b&gt;Fel&lt;/b&gt;") == 1
    remove_post(post=first, actor=author)
    for number in range(20):
        write_post(group=world.group, text=f"Inlägg {number}", actor=author)
    newest = page_of(client, author, world)
    assert [post.text for post in newest.context["page_obj"]][:2] == ["Inlägg 19", "Inlägg 18"]
    oldest = page_of(client, author, world, "?page=2").content.decode()
    assert oldest.count("Fel") == 0
    assert oldest.count("Borttaget inlägg av key_person Lund, Lund kommun.") == 1
    assert oldest.count("key_person Lund tog bort det 1 mars kl. 12.00.") == 1


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_asks_as_much_for_many_as_for_few(
    client: Client, world: GroupWorld, count: int, django_assert_num_queries: Any
) -> None:
    author = world.person("lund", "politician")
    for number in range(count):
        post = GroupPost.objects.create(group=world.group, author=author, author_name="N")
        for name in range(1 if count == 1 else 3):
            stored = store_file(name=f"{name}.pdf", content=b"%PDF", content_type="application/pdf")
            GroupFile.objects.create(post=post, file=stored)
        TeamMember.objects.create(participation=world.hoor, function="key_person", name=f"{number}")
        day = date(2027, 4, 1) + timedelta(days=number)
        TimelineEvent.objects.create(
            cohort=world.cohort, kind="other", name_sv="Träff", first_day=day, last_day=day
        )
    client.force_login(author)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        page = client.get(world.group.get_absolute_url())
    assert len(page.context["page_obj"]) == count


def test_my_round_shows_the_group_and_asks_as_much_for_many(
    client: Client, world: GroupWorld, django_assert_num_queries: Any
) -> None:
    client.force_login(world.person("lund", "politician"))
    url = reverse("reporting:my_participation", args=[world.lund.pk])
    with only(), django_assert_num_queries(QUERIES_OF_MY_ROUND):
        page = client.get(url)
    html = page.content.decode()
    assert html.count(f'<a href="{world.group.get_absolute_url()}">') == 1
    assert page.context["group"].headline == "Ni lär tillsammans med Höör och Ystad"
    world.group.dissolved_on = date(2027, 3, 1)
    world.group.save()
    assert client.get(url).context["group"] is None


def test_my_round_warns_of_an_election(client: Client, world: GroupWorld) -> None:
    world.cohort.starts_on, world.cohort.completed_on = date(2029, 9, 1), date(2031, 3, 1)
    world.cohort.save()
    client.force_login(world.person("lund", "politician"))
    page = client.get(reverse("reporting:my_participation", args=[world.lund.pk]))
    assert page.context["election"] == (
        "Omgången går över valet 8 september 2030: politiker kan behöva bytas."
    )


def test_a_mentor_lands_on_the_own_page_or_on_the_list_of_groups(
    client: Client, world: GroupWorld
) -> None:
    client.force_login(world.mentor)
    assert client.get(reverse("home"))["Location"] == reverse(LIST)
    own = reverse("reporting:mentor", args=[world.group.pk])
    assert client.get(reverse(LIST))["Location"] == own
    promise = world.group.mentorships.get().promise
    ystad = factories.make_participation(world.cohort)
    second = factories.make_group(world.cohort, "Grupp 2", members=(ystad,))
    factories.make_mentorship(second, promise)
    listed = client.get(reverse(LIST))
    assert [group.name for group in listed.context["mentored"]] == ["Grupp 1", "Grupp 2"]
    assert listed.content.decode().count("<h1>Du är mentor för 2 grupper</h1>") == 1


def test_published_groups_are_public_by_the_names_of_organisations_alone(
    client: Client, world: GroupWorld, project_lead: Any
) -> None:
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    factories.make_participation(world.cohort, factories.make_organisation("Ensam"))
    page = client.get(world.cohort.get_absolute_url())
    html = page.content.decode()
    assert [group.name for group in page.context["groups"]] == ["Grupp 1"]
    assert [str(one.organisation) for one in page.context["ungrouped"]] == ["Ensam kommun"]
    assert (html.count(">Grupp 1</h3>"), html.count("Höör"), html.count("@lund.example")) == (
        1,
        0,
        0,
    )
    rounds = client.get(reverse("cohorts:organisation", args=[world.lund.organisation_id]))
    assert [(row.role, row.note) for row in rounds.context["rounds"]] == [("Deltar", "Grupp 1")]
    world.group.dissolved_on = date(2027, 3, 1)
    world.group.save()
    assert list(client.get(world.cohort.get_absolute_url()).context["groups"]) == []


def test_skr_finds_the_group_from_its_participants(
    client: Client, world: GroupWorld, project_lead: Any
) -> None:
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    client.force_login(project_lead)
    listed = client.get(reverse("applications:participations", args=[world.cohort.slug]))
    link = f'<a href="{world.group.get_absolute_url()}">Grupp 1</a>'
    assert listed.content.decode().count(link) == 2
    one = client.get(reverse("applications:participation", args=[world.lund.pk]))
    assert one.content.decode().count(link) == 1
