"""The pages of improvement works: what they find, who opens them, how many queries they take."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cohorts.services.participations import withdraw_participation
from improvements.models import Improvement, Measurement
from learning_meetings.models import Outcome
from modellkonceptet.accounts.models import User
from tests import factories
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import (
    make_change_idea,
    make_cycle,
    make_driver,
    make_improvement,
    make_indicator,
    make_progress,
)
from tests.learning_meetings.meeting_recipes import make_meeting_world

# Each page with its session and person; the same with few and with many rows.
QUERIES_OF_HOME = 10
QUERIES_OF_A_WORK = 21
FORM = {
    "seen": "0",
    "title": "Lika snabbt till insats",
    "problem": "",
    "aim_by_day": "31",
    "aim_by_month": "12",
    "aim_by_year": "2027",
    "aim_what": "andelen som får en insats inom 30 dagar öka",
    "aim_amount": "till minst 65 procent",
    "aim_group": "både kvinnor och män",
}


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def actor(world: GroupWorld, client: Client) -> User:
    person = world.person("lund", "politician")
    client.force_login(person)
    return person


def home(world: GroupWorld) -> str:
    return reverse("improvements:home", args=[world.lund.pk])


def html_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert found
    return found[1].strip()


def test_one_team_comes_straight_home(client: Client, world: GroupWorld, actor: User) -> None:
    assert client.get("/forbattringar/")["Location"] == home(world)


def test_a_mentor_chooses_and_others_read_what_will_be_here(
    client: Client, world: GroupWorld, stranger: User
) -> None:
    client.force_login(world.mentor)
    page = client.get("/forbattringar/")
    assert [str(one) for one in page.context["choice"].mentored] == [
        "Höör kommun",
        "Lund kommun",
        "Ystad kommun",
    ]
    client.force_login(stranger)
    assert (
        heading(html_of(client, "/forbattringar/"))
        == "Här kommer era förbättringsarbeten att finnas"
    )


def test_several_teams_are_a_choice(client: Client, world: GroupWorld, actor: User) -> None:
    earlier = factories.make_cohort(name_sv="Modellkommuner 2025–2026")
    organisation = world.lund.organisation
    factories.make_participation(
        earlier, organisation, team={"politician": actor}, status="completed"
    )
    page = client.get("/forbattringar/")
    assert [one.cohort.name for one in page.context["choice"].own] == [
        "Modellkommuner 2027–2028",
        "Modellkommuner 2025–2026",
    ]


def test_the_heading_says_what_is_found(client: Client, world: GroupWorld, actor: User) -> None:
    assert heading(html_of(client, home(world))) == "Börja med det som skiljer"
    for number, status in enumerate(("testing", "adapted", "testing", "spread", "idea")):
        make_improvement(world.lund, f"Arbete {number}", status=status)
    page = client.get(home(world))
    assert heading(page.content.decode()) == "Tre förbättringar prövas, en är införd"
    assert [work.improvement.title for work in page.context["page"].works] == [
        "Arbete 0",
        "Arbete 2",
        "Arbete 1",
        "Arbete 4",
        "Arbete 3",
    ]


@pytest.mark.parametrize(
    "status, cycle, said",
    [
        ("idea", None, "Skriv i målet: senast när, vad som blir bättre, hur mycket, för vilka."),
        ("planned", None, "Planera den första cykeln."),
        ("planned", "plan", "Cykel 1, Sms: planera klart och börja."),
        ("testing", "do", "Cykel 1, Sms: notera vad ni ser."),
        ("testing", "study", "Cykel 1, Sms: studera och besluta."),
        ("testing", "acted", "Planera nästa cykel, eller bestäm hur ni går vidare."),
        ("adopted", None, "Inför det i vardagen, och skriv var."),
        ("implemented", None, "Sprid det till fler enheter."),
        ("spread", None, "Följ upp att det håller i sig."),
        ("abandoned", None, ""),
    ],
)
def test_each_work_has_its_next_step(
    client: Client, world: GroupWorld, actor: User, status: str, cycle: str | None, said: str
) -> None:
    work = make_improvement(world.lund, status=status)
    if cycle:
        make_cycle(work, "Sms", status=cycle)
    assert [one.next for one in client.get(home(world)).context["page"].works] == [said]


def test_the_chain_shows_its_empty_links(client: Client, world: GroupWorld, actor: User) -> None:
    make_improvement(world.lund, "A", steering_links=["goals", "budget"])
    make_improvement(world.lund, "B", steering_links=["goals"])
    make_improvement(world.lund, "C", status="abandoned", steering_links=["plan"])
    chain = client.get(home(world)).context["page"].chain
    assert [(link.key, [one.title for one in link.works]) for link in chain.links] == [
        ("goals", ["A", "B"]),
        ("budget", ["A"]),
        ("plan", []),
        ("decision_papers", []),
        ("routines", []),
        ("competence", []),
        ("statistics", []),
        ("follow_up", []),
    ]
    assert chain.touched == 2


def test_disaggregation_counts_figures_and_not_intentions(
    client: Client, world: GroupWorld, actor: User
) -> None:
    def figures(name: str, *kinds: str, **fields: Any) -> None:
        indicator = make_indicator(world.lund, name, **fields)
        for kind in kinds:
            Measurement.objects.create(
                indicator=indicator, series=kind, period=date(2027, 1, 1), value=40, count=50
            )

    assert client.get(home(world)).context["page"].disaggregation is None
    figures("Båda", "women", "men", "total")
    figures("Flickor och pojkar", "girls", "boys")
    figures("Bara kvinnor", "women")
    figures("Bara tänkt")
    figures("Avslutad", "women", is_closed=True)
    figures("Privat", "women", "men", is_private=True)
    share = client.get(home(world)).context["page"].disaggregation
    assert (share.split, share.total, share.percent) == (3, 5, 60)
    client.force_login(world.mentor)
    share = client.get(home(world)).context["page"].disaggregation
    assert (share.split, share.total, share.percent) == (2, 4, 50)


@pytest.mark.parametrize("who", ["partner", "mentor", "project_lead"])
def test_others_read_what_is_shared(
    client: Client, world: GroupWorld, project_lead: User, who: str
) -> None:
    shared = make_improvement(world.lund, "Delat", status="testing")
    hidden = make_improvement(world.lund, "Eget", is_private=True)
    people = {
        "partner": world.person("ystad", "politician"),
        "mentor": world.mentor,
        "project_lead": project_lead,
    }
    client.force_login(people[who])
    page = client.get(home(world))
    assert [work.improvement.title for work in page.context["page"].works] == ["Delat"]
    assert page.content.decode().count("/ny/") == 0
    work = client.get(shared.get_absolute_url())
    assert (work.status_code, work.context["page"].moves) == (200, [])
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for name in ("change_improvement", "note_progress", "drivers"):
        for one, status in ((shared, 403), (hidden, 404)):
            path = reverse(f"improvements:{name}", args=[one.pk])
            assert (client.get(path).status_code, client.post(path).status_code) == (status, status)
    assert client.post(f"{home(world)}ny/", FORM).status_code == 403
    assert Improvement.objects.count() == 2


def test_strangers_meet_nothing(client: Client, world: GroupWorld, stranger: User) -> None:
    work = make_improvement(world.lund)
    client.force_login(stranger)
    assert client.get(home(world)).status_code == 403
    assert client.get(work.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(home(world)).status_code == 302


def test_who_has_left_sees_nothing_more_and_the_group_still_reads(
    client: Client, world: GroupWorld, actor: User, project_lead: User
) -> None:
    work = make_improvement(world.lund, status="testing")
    withdraw_participation(participation=world.lund, reason="Val", actor=project_lead)
    assert client.get(work.get_absolute_url()).status_code == 404
    client.force_login(project_lead)
    assert client.get(work.get_absolute_url()).status_code == 200


def test_a_work_is_begun_and_says_what_its_aim_lacks(
    client: Client, world: GroupWorld, actor: User
) -> None:
    answer = client.post(
        f"{home(world)}ny/", FORM | {"aim_by_day": "", "aim_by_month": "", "aim_by_year": ""}
    )
    work = Improvement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, work.get_absolute_url())
    page = client.get(work.get_absolute_url()).context["page"]
    assert page.aim.sentence == (
        "Senast … ska andelen som får en insats inom 30 dagar öka till minst 65 procent för både"
        " kvinnor och män."
    )
    assert (page.aim.lacks, [move.action for move in page.moves]) == (["senast när"], ["abandon"])
    client.post(f"{work.get_absolute_url()}andra/", FORM)
    page = client.get(work.get_absolute_url()).context["page"]
    assert page.aim.sentence.startswith("Senast 31 december 2027 ska andelen")
    assert [move.action for move in page.moves] == ["plan", "abandon"]


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"title": " "}, "title"),
        ({"title": "Rad\nTvå"}, "title"),
        ({"cemr_articles": "6, 99"}, "cemr_articles"),
        ({"cemr_articles": "sex"}, "cemr_articles"),
        ({"agenda_goals": "²"}, "agenda_goals"),
        ({"agenda_goals": "9" * 5000}, "agenda_goals"),
        ({"aim_by_month": "13"}, "aim_by"),
        ({"aim_by_day": "31", "aim_by_month": "2"}, "aim_by"),
        ({"steering_links": ["kaffe"]}, "steering_links"),
        ({"national_goals": ["x"]}, "national_goals"),
        ({"responsible": "9" * 30}, "responsible"),
        ({"aim_amount": "X" * 151}, "aim_amount"),
    ],
)
def test_bad_input_is_named_and_kept(
    client: Client, world: GroupWorld, actor: User, typed: dict[str, Any], field: str
) -> None:
    answer = client.post(f"{home(world)}ny/", FORM | {"team": "Tre"} | typed)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["team"].value()) == (422, [field], "Tre")
    assert Improvement.objects.count() == 0


def test_what_looks_like_a_formula_or_markup_is_text(
    client: Client, world: GroupWorld, actor: User
) -> None:
    nasty = '=HYPERLINK("x") <b>{day} %(n)s</b>'
    client.post(f"{home(world)}ny/", FORM | {"aim_amount": nasty})
    work = Improvement.objects.get()
    assert work.aim_amount == nasty
    html = html_of(client, work.get_absolute_url())
    assert html.count("=HYPERLINK(&quot;x&quot;) &lt;b&gt;{day} %(n)s&lt;/b&gt;") >= 1
    assert html.count("<b>{day}") == 0


def test_a_day_that_has_passed_is_asked_about(
    client: Client, world: GroupWorld, actor: User
) -> None:
    late = FORM | {"aim_by_year": "2026"}
    answer = client.post(f"{home(world)}ny/", late)
    assert (answer.status_code, answer.context["form"].asks_about_the_past) == (422, True)
    assert answer.content.decode().count('name="past_is_meant"') == 1
    assert client.post(f"{home(world)}ny/", late | {"past_is_meant": "on"}).status_code == 302
    page = html_of(client, Improvement.objects.get().get_absolute_url())
    assert page.count("Målets dag har passerat.") == 1


def test_an_idea_from_a_meeting_begins_a_work(client: Client) -> None:
    at = make_meeting_world(days=-2)
    idea = Outcome.objects.create(
        meeting=at.meeting, kind="idea", text="Mall för samtal", taken_by=at.world.lund
    )
    theirs = Outcome.objects.create(
        meeting=at.meeting, kind="idea", text="Sms", taken_by=at.world.ystad
    )
    client.force_login(at.world.person("lund", "politician"))
    path = reverse("improvements:new_improvement", args=[at.world.lund.pk])
    form = client.get(f"{path}?idea={idea.pk}").context["form"]
    assert (form["title"].value(), form["idea"].value()) == ("Mall för samtal", idea.pk)
    assert list(form.fields["idea"].queryset) == [idea]
    assert client.get(f"{path}?idea={theirs.pk}").context["form"].initial == {}
    answer = client.post(path, FORM | {"idea": theirs.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["idea"])


def test_the_meeting_leads_from_an_idea_to_the_work_at_home(client: Client) -> None:
    """Whoever took it home is led there; the others of the group read it only."""
    at = make_meeting_world(days=-2)
    idea = Outcome.objects.create(
        meeting=at.meeting, kind="idea", text="Mall för samtal", taken_by=at.world.lund
    )
    path = reverse("improvements:new_improvement", args=[at.world.lund.pk])
    link = f'href="{path}?idea={idea.pk}"'

    seen = {}
    for place in ("lund", "ystad"):
        client.force_login(at.world.person(place, "strategist"))
        seen[place] = link in client.get(at.meeting.get_absolute_url()).content.decode()

    assert seen == {"lund": True, "ystad": False}


def test_the_second_writers_page_shows_both_and_builds_on_the_first(
    client: Client, world: GroupWorld, actor: User
) -> None:
    work = make_improvement(world.lund, "Lika snabbt till insats", version=1, team="Två")
    path = f"{work.get_absolute_url()}andra/"
    answer = client.post(path, FORM | {"seen": "0", "team": "Tre", "is_private": "on"})
    form = answer.context["form"]
    assert (answer.status_code, form["team"].value(), form["seen"].value()) == (422, "Tre", 1)
    shown = {one.name: (one.theirs, one.yours) for one in answer.context["theirs"]}
    assert shown["Vilka fler arbetar med det?"] == ("Två", "Tre")
    assert shown["Senast när?"] == ("", "31 december 2027")
    assert shown["Visa arbetet bara i vår egen organisation"] == ("nej", "ja")
    assert client.post(path, form.data).status_code == 302
    work.refresh_from_db()
    assert (work.team, work.version) == ("Tre", 2)


def test_the_buttons_move_the_work(client: Client, world: GroupWorld, actor: User) -> None:
    work = make_improvement(world.lund, status="adopted")
    move = f"{work.get_absolute_url()}lage/"
    assert client.get(f"{move}implement/").status_code == 200
    empty = client.post(f"{move}implement/", {"implemented_in": ""})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["implemented_in"])
    client.post(f"{move}implement/", {"implemented_in": "Mottagningen"})
    client.post(f"{move}test/")  # not from here: said, and nothing happens
    client.post(f"{move}spread/", {"spread_to": "Familjeenheten"})
    work.refresh_from_db()
    assert (work.status, work.implemented_in, work.spread_to) == (
        "spread",
        "Mottagningen",
        "Familjeenheten",
    )
    assert client.get(f"{move}plan/")["Location"] == work.get_absolute_url()
    assert client.post(f"{move}explode/").status_code == 404


def test_what_came_of_it_is_asked_when_the_state_has_come_so_far(
    client: Client, world: GroupWorld, actor: User
) -> None:
    def asked(status: str) -> list[str]:
        work = make_improvement(world.lund, status, status=status)
        fields = client.get(f"{work.get_absolute_url()}andra/").context["form"].fields
        return [name for name in ("outcome", "implemented_in", "spread_to") if name in fields]

    assert [asked(each) for each in ("idea", "testing", "adopted", "implemented", "spread")] == [
        [],
        [],
        ["outcome"],
        ["outcome", "implemented_in"],
        ["outcome", "implemented_in", "spread_to"],
    ]


def test_progress_is_noted_with_its_number(client: Client, world: GroupWorld, actor: User) -> None:
    work = make_improvement(world.lund)
    make_progress(work, 15)
    path = f"{work.get_absolute_url()}framsteg/"
    assert client.get(path).context["form"]["tenths"].value() == 15
    assert client.post(path, {"tenths": "12", "evidence": "X"}).status_code == 422
    client.post(path, {"tenths": "30", "evidence": "Kön är kortare."})
    progress = client.get(work.get_absolute_url()).context["page"].progress
    assert [(number, step.evidence) for step, number, _words in progress] == [
        ("3,0", "Kön är kortare."),
        ("1,5", "Planen är klar."),
    ]


def test_the_outline_is_written_without_scripts(
    client: Client, world: GroupWorld, actor: User
) -> None:
    work = make_improvement(world.lund)
    outline = f"{work.get_absolute_url()}drivkrafter/"
    client.post(outline, {"driver-text": "Ett"})
    first = work.drivers.get()
    answer = client.post(outline, {"driver-text": "Under", "driver-parent": str(first.pk)})
    below = work.drivers.get(parent=first)
    assert answer["Location"] == f"{outline}#driver-{below.pk}"
    client.post(f"{work.get_absolute_url()}ideer/", {"idea-text": "Mall", "idea-driver": below.pk})
    idea = work.change_ideas.get()
    form = client.get(f"{outline}?under={first.pk}").context["driver_form"]
    assert str(form["parent"].value()) == str(first.pk)
    empty = client.post(f"{work.get_absolute_url()}ideer/", {"idea-text": " "})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["text"])
    assert empty.context["driver_form"].is_bound is False
    client.post(f"{outline}{first.pk}/", {"seen": "Ett", "text": "Ett och ett"})
    stale = client.post(f"{outline}{first.pk}/", {"seen": "Ett", "text": "Två"})
    assert (stale.status_code, stale.context["form"]["seen"].value()) == (422, "Ett och ett")
    row = f"{work.get_absolute_url()}ideer/{idea.pk}/"
    client.post(row, client.get(row).context["form"].initial | {"status": "testing"})
    tree = client.get(outline).context["page"].tree
    assert [
        (
            one.driver.text,
            [(each.driver.text, [i.status for i in each.ideas]) for each in one.branches],
        )
        for one in tree.branches
    ] == [("Ett och ett", [("Under", ["testing"])])]
    client.post(f"{outline}{first.pk}/ta-bort/")  # has one under it: said, and nothing happens
    client.post(f"{row}ta-bort/")
    assert (work.drivers.count(), work.change_ideas.count()) == (2, 0)


def test_rows_of_another_work_do_not_exist(client: Client, world: GroupWorld, actor: User) -> None:
    work, other = make_improvement(world.lund, "Ett"), make_improvement(world.lund, "Två")
    driver, idea = make_driver(other), make_change_idea(other)
    for path in (
        f"drivkrafter/{driver.pk}/",
        f"drivkrafter/{driver.pk}/flytta/",
        f"drivkrafter/{driver.pk}/ta-bort/",
        f"ideer/{idea.pk}/",
        f"ideer/{idea.pk}/ta-bort/",
    ):
        assert client.post(f"{work.get_absolute_url()}{path}").status_code == 404


@pytest.mark.parametrize("many", [1, 25])
def test_home_asks_as_much_for_many_as_for_few(
    client: Client, world: GroupWorld, actor: User, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        work = make_improvement(world.lund, f"Arbete {number}", status="testing")
        make_cycle(work, status="do")
        make_indicator(world.lund, f"Indikator {number}", improvement=work)
    with django_assert_num_queries(QUERIES_OF_HOME):
        html_of(client, home(world))


@pytest.mark.parametrize("many", [1, 60])
def test_a_work_asks_as_much_for_many_cycles_as_for_few(
    client: Client, world: GroupWorld, actor: User, many: int, django_assert_num_queries: Any
) -> None:
    work = make_improvement(world.lund, status="testing")
    for number in range(many):
        make_cycle(work, f"Cykel {number}", status="acted")
        driver = make_driver(work, f"Drivkraft {number}")
        make_change_idea(work, f"Idé {number}", driver)
        make_progress(work, 15, f"Belägg {number}")
        work.problem = f"Skillnad {number}"
        work.save()
    with django_assert_num_queries(QUERIES_OF_A_WORK):
        html_of(client, work.get_absolute_url())


def test_another_method_has_the_same_page_without_cycles(
    client: Client, world: GroupWorld, actor: User
) -> None:
    work = make_improvement(world.lund, status="planned", own_method="Lean")
    page = client.get(work.get_absolute_url()).context
    assert (page["ramp"], page["page"].next) == (None, "Börja pröva.")
    client.post(f"{work.get_absolute_url()}lage/test/")
    page = client.get(work.get_absolute_url()).context
    assert (page["ramp"], page["page"].next) == (None, "Notera hur långt ni har kommit.")
    make_cycle(work)  # somebody tests after all
    assert client.get(work.get_absolute_url()).context["ramp"].steps[0].cycle.number == 1


def test_my_round_leads_to_the_works(client: Client, world: GroupWorld, actor: User) -> None:
    path = reverse("reporting:my_participation", args=[world.lund.pk])
    assert html_of(client, path).count("Börja ert förbättringsarbete") == 1
    work = make_improvement(world.lund, status="testing")
    html = html_of(client, path)
    assert html.count("En förbättring prövas") == 1
    assert html.count(f'href="{work.get_absolute_url()}"') == 1
    group = html_of(client, world.group.get_absolute_url())
    assert group.count(f'href="{reverse("improvements:home", args=[world.ystad.pk])}"') == 1
