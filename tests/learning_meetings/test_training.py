"""The register of the web training: its list, its import, and SKR's overview of a round."""

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Participation, TeamMember
from learning_meetings.models import TrainingRecord
from learning_meetings.services.training import (
    MOST_PEOPLE,
    correct_person,
    import_people,
    mark_done,
    register_person,
    register_stamp,
    remove_person,
)
from learning_meetings.training_file import Person
from learning_meetings.training_page import Tally, round_rows
from tests import factories

# Whole pages, signing in included, whatever number of rows.
QUERIES_OF_THE_LIST = 5
QUERIES_OF_THE_DRY_RUN = 5
QUERIES_OF_THE_ROUND = 6
QUERIES_OF_AN_IMPORT = 7
TODAY, EARLIER = date(2027, 3, 1), date(2027, 2, 1)


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort(slug="mk")


@pytest.fixture
def lund(cohort: Cohort, strategist: Any, politician: Any) -> Participation:
    team = {"strategist": strategist, "politician": politician}
    return factories.make_participation(cohort, factories.make_organisation("Lund"), team=team)


@pytest.fixture
def at_home(client: Client, strategist: Any) -> Client:
    client.force_login(strategist)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"learning_meetings:{name}", args=args)


def add(participation: Participation, name: str, done: date | None = None) -> TrainingRecord:
    return TrainingRecord.objects.create(
        participation=participation,
        name=name,
        email=f"{name.lower()}@lund.example",
        completed_on=done,
    )


def rows(participation: Participation) -> list[tuple[Any, ...]]:
    found = participation.training.order_by("name")
    return list(found.values_list("name", "email", "role", "completed_on"))


def upload(text: str | bytes, name: str = "lista.csv") -> dict[str, Any]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": SimpleUploadedFile(name, content, content_type="text/csv")}


def cells(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_a_person_is_registered_corrected_marked_and_removed(
    lund: Participation, strategist: Any
) -> None:
    anna = register_person(
        participation=lund, person=Person("Anna", "anna@lund.example"), actor=strategist
    )
    bo = register_person(
        participation=lund, person=Person("Bo", "bo@lund.example"), actor=strategist
    )
    correct_person(
        record=anna, person=Person("Anna", "anna@lund.example", "HR", EARLIER), actor=strategist
    )
    people = [anna.pk, bo.pk]
    assert mark_done(participation=lund, people=people, on=TODAY, actor=strategist) == 1
    assert rows(lund) == [
        ("Anna", "anna@lund.example", "HR", EARLIER),
        ("Bo", "bo@lund.example", "", TODAY),
    ]
    correct_person(record=bo, person=Person("Bo", "bo@lund.example"), actor=strategist)
    remove_person(record=anna, actor=strategist)
    assert rows(lund) == [("Bo", "bo@lund.example", "", None)]
    with pytest.raises(ValidationError) as error:
        remove_person(record=anna, actor=strategist)
    assert error.value.messages == ["Anna är redan borttagen från listan."]


@pytest.mark.parametrize(
    "person, field",
    [
        (Person("Anna igen", "ANNA@lund.example"), "email"),
        (Person("", "bo@lund.example"), "name"),
        (Person("Bo", "bo(at)lund.example"), "email"),
        (Person("Bo", "bo@lund.example", completed_on=date(2027, 3, 2)), "completed_on"),
        (Person("Bo", "bo@lund.example", completed_on=date(1999, 12, 31)), "completed_on"),
        (Person("Bo", "bo@lund.example", "r" * 101), "role"),
    ],
)
def test_what_cannot_be_registered(
    lund: Participation, strategist: Any, person: Person, field: str
) -> None:
    add(lund, "Anna")
    with pytest.raises(ValidationError) as error:
        register_person(participation=lund, person=person, actor=strategist)
    assert list(error.value.message_dict) == [field]
    assert lund.training.count() == 1


def test_a_register_has_an_end(lund: Participation, strategist: Any) -> None:
    people = [Person(f"P{n}", f"p{n}@lund.example") for n in range(MOST_PEOPLE)]
    import_people(participation=lund, people=people, seen=register_stamp([]), actor=strategist)
    with pytest.raises(ValidationError) as error:
        register_person(
            participation=lund, person=Person("Bo", "bo@lund.example"), actor=strategist
        )
    assert error.value.code == "too_many"


def test_nobody_marks_people_of_another_list(
    lund: Participation, cohort: Cohort, strategist: Any
) -> None:
    theirs = add(factories.make_participation(cohort), "Cecilia")
    mine = add(lund, "Anna")
    for people in ([mine.pk, theirs.pk], [theirs.pk], []):
        with pytest.raises(ValidationError):
            mark_done(participation=lund, people=people, on=TODAY, actor=strategist)
    assert TrainingRecord.objects.filter(completed_on=None).count() == 2


def test_only_those_who_coordinate_the_team_and_skr_write(
    lund: Participation,
    politician: Any,
    reviewer: Any,
    other_strategist: Any,
    project_lead: Any,
) -> None:
    record, bo = add(lund, "Anna"), Person("Bo", "bo@lund.example")
    for actor in (politician, reviewer, other_strategist):
        for attempt in (
            lambda who: register_person(participation=lund, person=bo, actor=who),
            lambda who: correct_person(record=record, person=bo, actor=who),
            lambda who: mark_done(participation=lund, people=[record.pk], on=TODAY, actor=who),
            lambda who: remove_person(record=record, actor=who),
            lambda who: import_people(participation=lund, people=[bo], seen="", actor=who),
        ):
            with pytest.raises(PermissionDenied):
                attempt(actor)
    register_person(participation=lund, person=bo, actor=project_lead)
    assert lund.training.count() == 2


def test_a_register_closes_with_the_participation(lund: Participation, project_lead: Any) -> None:
    lund.status = "completed"
    lund.save()
    with pytest.raises(ValidationError) as error:
        register_person(
            participation=lund, person=Person("Bo", "bo@lund.example"), actor=project_lead
        )
    assert error.value.code == "wrong_state"


def test_the_list_says_how_many_and_takes_ticks(at_home: Client, lund: Participation) -> None:
    add(lund, "Bo", EARLIER)
    anna = add(lund, "Anna")
    page = url("training", lund.pk)
    response = at_home.get(page)
    assert response.context["tally"].finding == "1 av 2 har gått grundutbildningen"
    assert [one.name for one in response.context["records"]] == ["Anna", "Bo"]
    day = {"completed_on_day": "1", "completed_on_month": "2", "completed_on_year": "2027"}
    nobody = at_home.post(page, day)
    assert (nobody.status_code, lund.training.filter(completed_on=None).count()) == (422, 1)
    wrong = at_home.post(page, day | {"completed_on_month": "13", "person": [anna.pk]})
    assert (wrong.status_code, wrong.context["ticked"]) == (422, [anna.pk])
    assert at_home.post(page, day | {"person": [anna.pk, "²"]}).status_code == 302
    anna.refresh_from_db()
    assert anna.completed_on == EARLIER


@pytest.mark.parametrize(
    "tally, finding",
    [
        (Tally(0, 0), "Ingen är anmäld än"),
        (Tally(24, 12), "12 av 24 har gått grundutbildningen"),
        (Tally(24, 24), "Alla 24 har gått grundutbildningen"),
        (Tally(1, 1), "Den enda som är anmäld har gått grundutbildningen"),
        (Tally(1, 0), "0 av 1 har gått grundutbildningen"),
    ],
)
def test_the_count_is_a_finding(tally: Tally, finding: str) -> None:
    assert tally.finding == finding


def test_another_organisations_list_does_not_exist(
    client: Client,
    lund: Participation,
    cohort: Cohort,
    politician: Any,
    other_strategist: Any,
    evaluator: Any,
) -> None:
    record = add(lund, "Anna")
    ystad = factories.make_participation(cohort, team={"strategist": other_strategist})
    lund.group = factories.make_group(cohort, members=(lund, ystad))
    addresses = [
        *[
            url(name, lund.pk)
            for name in (
                "training",
                "training_add",
                "training_import",
                "training_template",
            )
        ],
        url("training_export", lund.pk, "csv"),
        url("training_person", lund.pk, record.pk),
        url("training_person", ystad.pk, record.pk),
        url("training_remove", lund.pk, record.pk),
    ]
    answers = {}
    for user in (politician, other_strategist, evaluator):
        client.force_login(user)
        for path in addresses:
            for method in (client.get, client.post):
                answers[user.name, path, method.__name__] = method(path).status_code
    assert {key: status for key, status in answers.items() if status != 404} == {}


def test_a_reviewer_reads_and_does_not_write(
    client: Client, lund: Participation, reviewer: Any
) -> None:
    add(lund, "Anna")
    client.force_login(reviewer)
    assert client.get(url("training", lund.pk)).context["may_change"] is False
    assert client.get(url("training_add", lund.pk)).status_code == 403
    assert client.post(url("training_import", lund.pk)).status_code == 403


def test_skr_sees_who_of_the_team_has_not_done_it(
    client: Client, lund: Participation, cohort: Cohort, project_lead: Any
) -> None:
    TeamMember.objects.create(
        participation=lund, function="key_person", name="Nyckel", email="Anna@LUND.example"
    )
    TeamMember.objects.create(participation=lund, function="senior_manager", name="Chef")
    add(lund, "Anna", EARLIER)
    TrainingRecord.objects.create(participation=lund, name="P", email="politiker@lund.example")
    factories.make_participation(cohort, factories.make_organisation("Åre"))
    gone = factories.make_participation(cohort, status="withdrawn")
    add(gone, "Borta")
    found = round_rows(cohort, project_lead)
    assert [(str(row.participation), row.tally) for row in found] == [
        ("Lund kommun", Tally(2, 1)),
        ("Åre kommun", Tally(0, 0)),
    ]
    assert [(seat.function, seat.name, seat.is_registered) for seat in found[0].waiting] == [
        ("politician", "Politiker, Lund", True),
        ("senior_manager", "Chef", False),
    ]
    client.force_login(project_lead)
    response = client.get(url("round_training", "mk"))
    assert (response.context["tally"], response.context["empty"]) == (Tally(2, 1), 1)
    assert cells(client.get(url("round_training_export", "mk", "csv")))[1] == [
        "Lund kommun",
        "Anna",
        "anna@lund.example",
        "",
        "2027-02-01",
    ]


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_take_the_same_queries_with_few_and_many(
    client: Client,
    lund: Participation,
    cohort: Cohort,
    strategist: Any,
    project_lead: Any,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for number in range(count):
        add(lund, f"Person{number}", EARLIER if number % 2 else None)
        add(factories.make_participation(cohort), "Anna")
    text = "Namn;E-post;Roll\n" + "".join(
        f"Person{n};person{n}@lund.example;HR\nNy{n};ny{n}@lund.example;\n" for n in range(count)
    )
    client.force_login(strategist)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get(url("training", lund.pk))
    with django_assert_num_queries(QUERIES_OF_THE_DRY_RUN):
        look = client.post(url("training_import", lund.pk), upload(text))
    people = [Person(row["person"].name, row["person"].email) for row in look.context["rows"]]
    seen = register_stamp(lund.training.all())
    with django_assert_num_queries(QUERIES_OF_AN_IMPORT):
        import_people(participation=lund, people=people, seen=seen, actor=strategist)
    client.force_login(project_lead)
    with django_assert_num_queries(QUERIES_OF_THE_ROUND):
        client.get(url("round_training", "mk"))
