"""SKR's list of participants and the page of each: what it says, and what is done there."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from applications.enums import DecisionStatus, Outcome
from applications.participants import Tally, listed, rows_of, tally_of, trail_of
from cohorts.models import Cohort, Participation, TeamMember
from cohorts.services.participations import withdraw_participation
from cohorts.services.teams import change_team_member
from tests import factories

# The whole page, signing in included, whatever number of rows there is.
QUERIES_OF_THE_LIST = 11


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort(slug="mk", name_sv="Modellkommuner 2027–2028")


@pytest.fixture
def lead(client: Client, project_lead: Any) -> Client:
    client.force_login(project_lead)
    return client


def admitted(cohort: Cohort, name: str, by: Any, *, due_in: int | None = None, **team: Any) -> Any:
    """A participant; with `due_in`, on a condition due that many days from today."""
    organisation = factories.make_organisation(name)
    status = "admitted" if due_in is None else "admitted_conditionally"
    application = factories.make_application(
        cohort=cohort, organisation=organisation, status=status
    )
    decision = factories.make_decision(
        application,
        by=by,
        outcome=Outcome.ADMITTED if due_in is None else Outcome.CONDITIONAL,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
    if due_in is not None:
        decision.conditions.create(
            kind="other",
            text="Fullmäktige beslutar.",
            due_on=timezone.localdate() + timedelta(days=due_in),
        )
    decision.participation = factories.make_participation(
        cohort, organisation, admission_number=decision.reference
    )
    decision.save()
    for function, person in (team or dict.fromkeys(["politician", "senior_manager"], "")).items():
        TeamMember.objects.create(
            participation=decision.participation,
            function=function,
            name=person or f"{function} i {name}",
            email=f"{function}@{decision.participation.pk}.example",
        )
    return decision.participation


def list_url(query: str = "") -> str:
    return reverse("applications:participations", args=["mk"]) + query


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


def address(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def test_the_list_says_how_many_and_shows_team_and_conditions(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    admitted(cohort, "Ystad", project_lead)
    admitted(cohort, "Ale", project_lead, due_in=10)
    page = lead.get(list_url())
    ale, ystad = page.context["rows"]
    assert page.context["tally"] == Tally(active=2, conditional=1, completed=0, withdrawn=0)
    assert page.context["tally"].headline == "2 deltagare, 1 på villkor"
    assert [row.state[0] for row in (ale, ystad)] == ["half", "done"]
    assert [condition.text for condition in ale.outstanding] == ["Fullmäktige beslutar."]
    assert [(seat.function, seat.is_missing) for seat in ale.seats] == [
        ("politician", False),
        ("senior_manager", False),
        ("key_person", True),
    ]
    assert ale.emails == [
        f"politician@{ale.pk}.example",
        f"senior_manager@{ale.pk}.example",
    ]
    link = f'<a href="{address("review", ale.application.pk)}">{ale.participation.admission_number}'
    assert page.content.decode().count(link) == 1


def test_an_overdue_condition_stands_out(cohort: Cohort, project_lead: Any) -> None:
    admitted(cohort, "Ale", project_lead, due_in=-1)
    (row,) = rows_of(cohort, listed(Participation.objects.all()))
    assert (row.is_overdue, row.state[0]) == (True, "warn")


@pytest.mark.parametrize(
    "tally, headline",
    [
        (Tally(1, 0, 0, 0), "1 deltagare"),
        (Tally(12, 2, 3, 1), "12 deltagare, 2 på villkor"),
        (Tally(0, 0, 5, 1), "5 har genomfört omgången"),
        (Tally(0, 0, 5, 1, unknown=1), "5 har deltagit"),
        (Tally(0, 0, 0, 2), "Alla har lämnat omgången"),
        (Tally(0, 0, 0, 0), "Ingen deltar ännu"),
    ],
)
def test_the_headline_is_a_finding(tally: Tally, headline: str) -> None:
    assert tally.headline == headline


@pytest.mark.parametrize(
    "query, found",
    [
        ("?status=active", ["Ale", "Ystad"]),
        ("?status=conditional", ["Ale"]),
        ("?status=withdrawn", ["Åre"]),
        ("?status=completed", []),
        ("?q=yst", ["Ystad"]),
        ("?q=åre", ["Åre"]),
        ("?q=Ordförande", ["Ystad"]),
        ("?q=%00ale", ["Ale"]),
        ("?q=MK-999", []),
        ("?status=finns-inte", ["Ale", "Ystad", "Åre"]),
        ("?page=77", ["Ale", "Ystad", "Åre"]),
    ],
)
def test_the_list_is_narrowed(
    lead: Client, cohort: Cohort, project_lead: Any, query: str, found: list[str]
) -> None:
    admitted(cohort, "Ale", project_lead, due_in=10)
    admitted(cohort, "Ystad", project_lead, politician="Ordförande")
    gone = admitted(cohort, "Åre", project_lead, due_in=10)
    withdraw_participation(participation=gone, reason="Ny majoritet", actor=project_lead)
    assert names(lead.get(list_url(query))) == found


def test_a_reference_finds_its_participation(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    admitted(cohort, "Ale", project_lead)
    ystad = admitted(cohort, "Ystad", project_lead)
    assert names(lead.get(list_url(f"?q={ystad.admission_number.lower()}"))) == ["Ystad"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_much_for_many_as_for_one(
    lead: Client, cohort: Cohort, project_lead: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        admitted(cohort, f"Kommun {number:02d}", project_lead, due_in=number)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = lead.get(list_url())
    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("language, heading", [("sv", "Ingen deltar ännu"), ("en", None)])
def test_without_participants_the_page_says_what_will_be_there(
    lead: Client, cohort: Cohort, project_lead: Any, language: str, heading: str | None
) -> None:
    project_lead.language = language
    project_lead.save()
    page = lead.get(list_url(), headers={"accept-language": language})
    with translation.override(language):
        expected = heading or "Nobody takes part yet"
        assert page.context["tally"].headline == expected
    assert page.content.decode().count("<table") == 0


def test_a_record_of_the_past_shows_its_source_and_offers_nothing(
    lead: Client, project_lead: Any
) -> None:
    past = factories.make_cohort(
        kinds=(), slug="forr", is_historical=True, source="Slutrapport, sida 3"
    )
    one = factories.make_participation(past, source="Slutrapport, sida 4", status="completed")
    page = lead.get(reverse("applications:participations", args=["forr"]))
    assert page.context["tally"].headline == "1 har genomfört omgången"
    assert page.content.decode().count("Slutrapport, sida 4") == 1
    assert page.context["rows"][0].seats == ()
    own = lead.get(address("participation", one.pk))
    assert (own.context["actions"], own.context["may_change_team"]) == ([], False)
    assert own.content.decode().count("Slutrapport, sida 4") == 1


# --- files --------------------------------------------------------------------


def test_the_file_has_the_rows_of_the_filter_and_runs_no_formula(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    admitted(cohort, "Ale", project_lead, due_in=10, politician="=HYPERLINK(1)")
    admitted(cohort, "Ystad", project_lead)
    due = (timezone.localdate() + timedelta(days=10)).isoformat()
    answer = lead.get(address("participations_export", "mk", "csv") + "?q=ale")
    heading, row = csv.reader(
        io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"
    )
    cells = dict(zip(heading, row, strict=True))
    assert (answer["Content-Disposition"], len(heading)) == (
        'attachment; filename="mk-deltagare.csv"',
        30,
    )
    assert (row[0], row[6], row[7]) == ("Ale kommun", "Fullmäktige beslutar.", due)
    assert next(value for key, value in cells.items() if "namn" in key) == "'=HYPERLINK(1)"
    book = openpyxl.load_workbook(
        io.BytesIO(lead.get(address("participations_export", "mk", "xlsx")).content)
    )
    assert [line[0].value for line in book.active.iter_rows()][1:] == ["Ale kommun", "Ystad kommun"]
    assert lead.get(address("participations_export", "mk", "pdf")).status_code == 404


# --- one participation ----------------------------------------------------------


def test_the_page_offers_what_the_state_allows(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead, due_in=10)
    page = lead.get(address("participation", ale.pk))
    assert (page.context["actions"], page.context["may_change_team"]) == (
        ["withdraw", "complete"],
        True,
    )
    assert page.context["row"].decision.reference == ale.admission_number
    withdraw_participation(participation=ale, reason="Ny majoritet", actor=project_lead)
    gone = lead.get(address("participation", ale.pk))
    assert (gone.context["actions"], gone.context["may_change_team"]) == (["reinstate"], False)


def test_a_reviewer_reads_and_changes_nothing(
    client: Client, cohort: Cohort, project_lead: Any, reviewer: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead)
    client.force_login(reviewer)
    page = client.get(address("participation", ale.pk))
    assert (page.context["actions"], page.context["may_change_team"]) == ([], False)
    assert client.get(list_url()).status_code == 200
    forms = [
        "participation_withdraw",
        "participation_complete",
        "participation_reinstate",
        "participation_add_member",
    ]
    assert [client.post(address(name, ale.pk)).status_code for name in forms] == [403] * 4
    member = ale.team.first()
    assert client.post(address("participation_member", ale.pk, member.pk)).status_code == 403
    ale.refresh_from_db()
    assert ale.status == "active"


def test_leaving_needs_a_reason_and_says_what_follows(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead)
    url = address("participation_withdraw", ale.pk)
    assert len(lead.get(url).context["consequences"]) == 6
    today = timezone.localdate()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    refused = lead.post(url, {"reason": " "})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["day", "reason"])
    ahead = lead.post(url, {"reason": "Ny majoritet", **day, "day_year": today.year + 1})
    assert (ahead.status_code, list(ahead.context["form"].errors)) == (422, ["day"])
    saved = lead.post(url, {"reason": "Ny majoritet", **day})
    ale.refresh_from_db()
    assert (saved["Location"], ale.status) == (address("participation", ale.pk), "withdrawn")
    assert trail_of(ale)[0].note == "Ny majoritet"
    again = lead.post(url, {"reason": "En gång till", **day})
    assert again.status_code == 422
    back = lead.post(address("participation_reinstate", ale.pk), {"reason": "Ångrat"})
    ale.refresh_from_db()
    assert (back.status_code, ale.status) == (302, "active")


def test_completing_warns_of_a_condition_that_is_not_met(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead, due_in=10)
    ystad = admitted(cohort, "Ystad", project_lead)
    urls = [address("participation_complete", one.pk) for one in (ale, ystad)]
    assert [len(lead.get(url).context["consequences"]) for url in urls] == [5, 4]
    assert lead.post(urls[0]).status_code == 302
    ale.refresh_from_db()
    assert ale.status == "completed"
    assert tally_of(Participation.objects.all()) == Tally(1, 0, 1, 0)


def test_another_person_takes_over(lead: Client, cohort: Cohort, project_lead: Any) -> None:
    ale = admitted(cohort, "Ale", project_lead, politician="Gamla")
    old = ale.team.get()
    url = address("participation_member", ale.pk, old.pk)
    assert lead.get(url).context["form"]["name"].value() == "Gamla"
    lead.post(url, {"change": "successor", "name": "Nya", "email": "ny@ale.example"})
    assert list(ale.team.values_list("name", "left_on", "function")) == [
        ("Gamla", timezone.localdate(), "politician"),
        ("Nya", None, "politician"),
    ]
    assert trail_of(ale)[0].note == "Nya i stället för Gamla"
    page = lead.get(address("participation", ale.pk))
    assert [person.name for person in page.context["former"]] == ["Gamla"]
    assert lead.post(url, {"change": "leaves"}).status_code == 404


def test_details_are_corrected_and_a_person_may_leave(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead, politician="Anders")
    url = address("participation_member", ale.pk, ale.team.get().pk)
    lead.post(url, {"change": "correction", "name": "Andrea", "email": "a@ale.example"})
    assert list(ale.team.values_list("name", "email")) == [("Andrea", "a@ale.example")]
    lead.post(url, {"change": "leaves"})
    assert not ale.team.current().exists()
    assert [entry.note for entry in trail_of(ale)] == ["Andrea", "Andrea"]


@pytest.mark.parametrize(
    "typed, wrong",
    [
        ({}, ["change", "name", "email"]),
        ({"change": "successor", "name": "Ny", "email": "inte en adress"}, ["email"]),
        ({"change": "successor", "name": "Ny", "email": "same"}, ["email"]),
        ({"change": "successor", "name": "Ny", "email": "other"}, ["email"]),
        ({"change": "correction", "name": "Ny", "email": "other"}, ["email"]),
    ],
)
def test_a_change_that_is_not_right_is_refused_and_kept(
    lead: Client, cohort: Cohort, project_lead: Any, typed: dict[str, str], wrong: list[str]
) -> None:
    ale = admitted(cohort, "Ale", project_lead)
    member, other = ale.team.all()
    known = {"same": member.email, "other": other.email.upper()}
    data = {key: known.get(value, value) for key, value in typed.items()}
    refused = lead.post(address("participation_member", ale.pk, member.pk), data)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, wrong)
    assert refused.context["form"]["name"].value() == data.get("name")
    assert ale.team.current().count() == 2


def test_a_person_is_named_for_an_empty_function(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead)
    url = address("participation_add_member", ale.pk)
    asked = lead.get(url + "?function=key_person")
    assert asked.context["form"]["function"].value() == "key_person"
    assert lead.get(url + "?function=kung").context["form"]["function"].value() is None
    data = {"function": "key_person", "name": "Strateg", "email": "strateg@ale.example"}
    assert lead.post(url, data).status_code == 302
    assert ale.team.current().filter(function="key_person").get().name == "Strateg"
    assert lead.post(url, data).status_code == 422


def test_a_closed_team_can_not_be_changed_from_an_old_page(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    ale = admitted(cohort, "Ale", project_lead)
    member = ale.team.first()
    withdraw_participation(participation=ale, reason="Ny majoritet", actor=project_lead)
    late = lead.post(address("participation_member", ale.pk, member.pk), {"change": "leaves"})
    assert late.status_code == 422
    with pytest.raises(Exception, match="Teamet"):
        change_team_member(member=member, successor=None, actor=project_lead)
