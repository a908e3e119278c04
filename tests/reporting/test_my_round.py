"""The participant's own page: what comes next, and that nobody else's round is there."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from applications.enums import DecisionStatus, Outcome
from applications.models import CommitmentGiven, DecisionCondition
from cohorts.models import Cohort, TeamMember, TimelineEvent
from learning_meetings.training_page import Tally
from reporting.my_round import next_thing
from tests import factories
from tests.learning_meetings.material_recipes import make_material, rewrite
from tests.notifications.registry import only

# The whole page, signing in included, whatever number of conditions, events and people. What is
# to be done asks more, by the rules that are registered: see test_todo.
QUERIES_OF_THE_PAGE = 25
LIST = "reporting:my_round"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort(
        name_sv="Modellkommuner 2027–2028", contact_email="skr@skr.example"
    )


def event(cohort: Cohort, name: str, first: date, last: date | None = None, **fields: Any) -> Any:
    fields.setdefault("kind", "kick_off")
    return TimelineEvent.objects.create(
        cohort=cohort, name_sv=name, first_day=first, last_day=last or first, **fields
    )


def admitted(cohort: Cohort, *, due: date | None = None, team: Any = None) -> Any:
    writer = factories.make_user()
    application = factories.make_application(
        cohort=cohort, organisation=factories.make_organisation(), owner=writer, status="admitted"
    )
    CommitmentGiven.objects.create(
        submission=application.current_submission, key="attend", wording="Vi lovar att delta."
    )
    decision = factories.make_decision(
        application,
        by=writer,
        outcome=Outcome.CONDITIONAL if due else Outcome.ADMITTED,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=writer,
    )
    if due:
        decision.conditions.create(kind="other", text="Fullmäktige beslutar", due_on=due)
    decision.participation = factories.make_participation(
        cohort, application.organisation, team=team or {}
    )
    decision.save()
    return decision.participation


def page_of(client: Client, person: Any, participation: Any) -> Any:
    client.force_login(person)
    return client.get(reverse("reporting:my_participation", args=[participation.pk]))


def told(participation: Any, events: Any = (), conditions: Any = ()) -> Any:
    found = next_thing(participation, events, conditions, today=date(2027, 3, 1))
    return found and (found.what, found.when, found.far)


def test_the_nearest_thing_comes_first(cohort: Cohort) -> None:
    one = factories.make_participation(cohort)
    past = event(cohort, "Informationsmöte", date(2027, 2, 1))
    start = event(cohort, "uppstartskonferens", date(2027, 3, 10), date(2027, 3, 11))
    later = event(cohort, "Resultatkonferens", date(2028, 11, 6))
    due = DecisionCondition(text="Fullmäktige beslutar", due_on=date(2027, 3, 9))
    late = DecisionCondition(text="Namnge en politiker", due_on=date(2027, 2, 20))
    met = DecisionCondition(text="Klart", due_on=date(2027, 3, 2), met_on=date(2027, 2, 1))
    assert told(one) is None
    assert told(one, [past]) is None
    assert told(one, [later]) == ("Resultatkonferens", "måndag 6 november 2028", "om 616 dagar")
    assert told(one, [later, start, past], [met]) == (
        "Uppstartskonferens",
        "10–11 mars",
        "om 9 dagar",
    )
    assert told(one, [start], [met, due]) == ("Fullmäktige beslutar", "tisdag 9 mars", "om 8 dagar")
    assert told(one, [start], [due, late]) == (
        "Namnge en politiker",
        "lördag 20 februari",
        "för 9 dagar sedan",
    )
    one.status = "withdrawn"
    assert told(one, [start], [due]) is None


@pytest.mark.parametrize(
    "first, last, precision, when, far",
    [
        (date(2027, 4, 1), date(2027, 4, 30), "month", "april 2027, datum ej fastställt", ""),
        (
            date(2027, 2, 1),
            date(2027, 5, 31),
            "month",
            "februari–maj 2027, datum ej fastställt",
            "",
        ),
        (date(2028, 1, 1), date(2028, 12, 31), "year", "2028, datum ej fastställt", ""),
        (date(2027, 2, 28), date(2027, 3, 2), "day", "28 februari–2 mars", "nu"),
        (date(2027, 3, 1), date(2027, 3, 1), "day", "måndag 1 mars", "i dag"),
    ],
)
def test_a_period_is_told_as_it_is_known(
    cohort: Cohort, first: date, last: date, precision: str, when: str, far: str
) -> None:
    row = event(cohort, "Lärandeträffar", first, last, precision=precision)
    assert told(factories.make_participation(cohort), [row]) == ("Lärandeträffar", when, far)


def test_the_team_sees_the_round_its_promises_and_conditions(
    client: Client, cohort: Cohort, politician: Any, manager: Any
) -> None:
    team = {"politician": politician, "senior_manager": manager}
    mine = admitted(cohort, due=date(2027, 4, 1), team=team)
    page = page_of(client, politician, mine)
    html = page.content.decode()
    assert [member.user for member in page.context["team"]] == [politician, manager]
    assert [seat.function for seat in page.context["seats"]] == ["politician"]
    assert [one.wording for one in page.context["commitments"]] == ["Vi lovar att delta."]
    assert [one.text for one in page.context["conditions"]] == ["Fullmäktige beslutar"]
    assert page.context["next"].is_condition
    assert html.count("mailto:skr@skr.example") == 1
    # The letter is opened by those who wrote the application.
    assert (page.context["may_open_letter"], html.count("brev.pdf")) == (False, 0)


def test_whoever_wrote_the_application_opens_the_letter(client: Client, cohort: Cohort) -> None:
    mine = admitted(cohort)
    writer = mine.admissions.get().application.created_by
    TeamMember.objects.create(
        participation=mine, function="strategist", user=writer, name="S", email=writer.email
    )
    assert page_of(client, writer, mine).context["may_open_letter"]


def test_an_unpublished_decision_is_not_shown(
    client: Client, cohort: Cohort, politician: Any
) -> None:
    mine = admitted(cohort, team={"politician": politician})
    decision = mine.admissions.get()
    decision.status, decision.published_at = DecisionStatus.PREPARED, None
    decision.save()
    page = page_of(client, politician, mine)
    assert (page.context["decision"], page.context["conditions"]) == (None, [])


def test_somebody_elses_round_does_not_exist(
    client: Client, cohort: Cohort, politician: Any, other_strategist: Any, project_lead: Any
) -> None:
    mine = admitted(cohort, team={"politician": politician})
    theirs = admitted(cohort, team={"strategist": other_strategist})
    assert page_of(client, politician, theirs).status_code == 404
    assert page_of(client, project_lead, theirs).status_code == 404
    html = page_of(client, politician, mine).content.decode()
    assert html.count(other_strategist.email) == 0


def test_whoever_has_left_the_team_finds_nothing(
    client: Client, cohort: Cohort, politician: Any
) -> None:
    mine = admitted(cohort, team={"politician": politician})
    mine.team.update(left_on=timezone.localdate())
    assert page_of(client, politician, mine).status_code == 404
    assert client.get(reverse(LIST)).context["participations"] == []


def test_former_members_are_not_shown(client: Client, cohort: Cohort, politician: Any) -> None:
    mine = admitted(cohort, team={"politician": politician})
    TeamMember.objects.create(
        participation=mine, function="politician", name="Förra", left_on=timezone.localdate()
    )
    page = page_of(client, politician, mine)
    assert [member.name for member in page.context["team"]] == [politician.name]


@pytest.mark.parametrize(
    "status, heading",
    [("withdrawn", "Ni har lämnat omgången"), ("completed", "Ni har genomfört omgången")],
)
def test_what_is_over_says_so(
    client: Client, cohort: Cohort, politician: Any, status: str, heading: str
) -> None:
    mine = admitted(cohort, due=date(2027, 4, 1), team={"politician": politician})
    mine.status = status
    if status == "withdrawn":
        mine.withdrawn_on, mine.withdrawal_reason = timezone.localdate(), "Ny majoritet"
    mine.save()
    assert page_of(client, politician, mine).content.decode().count(f"<h1>{heading}</h1>") == 1


@pytest.mark.parametrize("language, heading", [("sv", "Ni deltar"), ("en", "You take part")])
def test_a_round_without_dates_is_told_in_both_languages(
    client: Client, politician: Any, language: str, heading: str
) -> None:
    bare = factories.make_cohort()
    mine = factories.make_participation(bare, team={"politician": politician})
    politician.language = language
    politician.save()
    client.force_login(politician)
    client.cookies["django_language"] = language
    page = client.get(reverse("reporting:my_participation", args=[mine.pk]))
    assert page.content.decode().count(f"<h1>{heading}</h1>") == 1
    translation.activate("sv")


def test_one_round_is_opened_at_once_and_several_are_listed(
    client: Client, cohort: Cohort, politician: Any
) -> None:
    client.force_login(politician)
    first = admitted(cohort, team={"politician": politician})
    opened = client.get(reverse(LIST))
    assert opened["Location"] == reverse("reporting:my_participation", args=[first.pk])
    second = admitted(factories.make_cohort(), team={"politician": politician})
    several = client.get(reverse(LIST))
    assert {one.pk for one in several.context["participations"]} == {first.pk, second.pk}


def test_without_a_seat_the_page_says_what_will_be_there(
    client: Client, stranger: Any, cohort: Cohort
) -> None:
    client.force_login(stranger)
    page = client.get(reverse(LIST))
    assert (page.status_code, page.context["participations"]) == (200, [])
    assert page.content.decode().count("<h1>Du är inte med i något team än</h1>") == 1


def test_signing_in_leads_to_the_round_or_to_the_applications(
    client: Client,
    cohort: Cohort,
    politician: Any,
    strategist: Any,
    stranger: Any,
    project_lead: Any,
) -> None:
    admitted(cohort, team={"politician": politician, "strategist": strategist})
    places = {}
    for person in (politician, strategist, stranger, project_lead):
        client.force_login(person)
        places[person] = client.get(reverse("home"))["Location"]
    assert places == {
        politician: reverse("reporting:politician_own"),
        strategist: reverse(LIST),
        stranger: reverse("applications:mine"),
        project_lead: reverse("reporting:desk"),
    }


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_many_as_for_one(
    client: Client,
    cohort: Cohort,
    politician: Any,
    project_lead: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    mine = admitted(cohort, due=date(2027, 4, 1), team={"politician": politician})
    decision = mine.admissions.get()
    for number in range(count):
        day = date(2027, 4, 1) + timedelta(days=number)
        event(cohort, f"Träff {number}", day)
        decision.conditions.create(kind="other", text=f"Villkor {number}", due_on=day)
        TeamMember.objects.create(participation=mine, function="key_person", name=f"N {number}")
        make_material(cohort, project_lead, f"Material {number}")
    client.force_login(politician)
    with only(), django_assert_num_queries(QUERIES_OF_THE_PAGE):
        page = client.get(reverse("reporting:my_participation", args=[mine.pk]))
    assert len(page.context["team"]) == count + 1


def test_material_that_is_new_stands_on_the_page_until_it_is_opened(
    client: Client, cohort: Cohort, politician: Any, strategist: Any, project_lead: Any
) -> None:
    mine = admitted(cohort, team={"politician": politician, "strategist": strategist})
    material = make_material(cohort, project_lead, "Styrkedjan", is_required=True)
    first = page_of(client, politician, mine).context["library"]
    client.get(reverse("learning_meetings:material_page", args=[material.pk]))
    opened = page_of(client, politician, mine).context["library"]
    rewrite(material, project_lead, "Ny text")
    again = page_of(client, politician, mine).context["library"]
    assert [
        [one.material.title_sv for one in library.first_news] for library in (first, opened, again)
    ] == [["Styrkedjan"], [], ["Styrkedjan"]]
    told = [page_of(client, who, mine).context["training"] for who in (politician, strategist)]
    assert told == [None, Tally(0, 0)]
