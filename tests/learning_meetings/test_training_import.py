"""Importing a list of people: looked at first, all or nothing, and out again as a file."""

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Participation
from learning_meetings.models import TrainingRecord
from learning_meetings.services.training import (
    MOST_PEOPLE,
    import_people,
    register_stamp,
)
from learning_meetings.training_file import Person
from tests import factories

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


def imported(client: Client, participation: Participation, text: str) -> Any:
    """Look, and import what was looked at."""
    look = client.post(url("training_import", participation.pk), upload(text))
    assert look.status_code == 200
    said = {"looked_at": look.context["looked_at"]}
    return client.post(url("training_import", participation.pk), said)


def cells(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_an_import_adds_and_updates_and_leaves_the_rest(
    lund: Participation, strategist: Any
) -> None:
    add(lund, "Anna", EARLIER)
    add(lund, "Bo")
    add(lund, "Cecilia")
    people = [
        Person("Anna Öberg", "ANNA@lund.example", "HR"),
        Person("Bo", "bo@lund.example"),
        Person("Doris", "doris@lund.example", "", TODAY),
    ]
    seen = register_stamp(lund.training.all())
    done = import_people(participation=lund, people=people, seen=seen, actor=strategist)
    assert (done.added, done.changed) == (1, 1)
    assert rows(lund) == [
        ("Anna Öberg", "anna@lund.example", "HR", EARLIER),
        ("Bo", "bo@lund.example", "", None),
        ("Cecilia", "cecilia@lund.example", "", None),
        ("Doris", "doris@lund.example", "", TODAY),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        Person("", "x@lund.example"),
        Person("X", "x"),
        Person("X", "x@lund.example", "r" * 101),
        Person("X", "x@lund.example", completed_on=date(2028, 1, 1)),
        Person("Anna två", "ANNA@lund.example"),
    ],
)
def test_an_import_is_all_or_nothing(lund: Participation, strategist: Any, bad: Person) -> None:
    add(lund, "Bo")
    before = rows(lund)
    people = [
        Person("Bo Ek", "bo@lund.example", "HR", TODAY),
        Person("Anna", "anna@lund.example"),
        bad,
    ]
    seen = register_stamp(lund.training.all())
    with pytest.raises(ValidationError):
        import_people(participation=lund, people=people, seen=seen, actor=strategist)
    assert rows(lund) == before


def test_a_failure_in_the_middle_of_an_import_leaves_nothing(
    lund: Participation, strategist: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("learning_meetings.services.training.record_event", broken)
    with pytest.raises(RuntimeError):
        import_people(
            participation=lund,
            people=[Person("Anna", "anna@lund.example")],
            seen=register_stamp([]),
            actor=strategist,
        )
    assert lund.training.count() == 0


def test_a_file_is_looked_at_before_anything_is_saved(at_home: Client, lund: Participation) -> None:
    add(lund, "Anna")
    add(lund, "Bo")
    text = "Namn;E-post;Roll;Mobil\nAnna;anna@lund.example;HR;070\nBo;bo@lund.example;;\n"
    text += "Cecilia;c@lund.example;;\n"
    look = at_home.post(url("training_import", lund.pk), upload(text))
    assert (look.status_code, lund.training.filter(role="HR").exists()) == (200, False)
    assert [(row["person"].name, row["kind"]) for row in look.context["rows"]] == [
        ("Anna", "changed"),
        ("Bo", "same"),
        ("Cecilia", "new"),
    ]
    assert look.context["file"].ignored == ("Mobil",)
    said = {"looked_at": look.context["looked_at"]}
    assert at_home.post(url("training_import", lund.pk), said).status_code == 302
    assert rows(lund) == [
        ("Anna", "anna@lund.example", "HR", None),
        ("Bo", "bo@lund.example", "", None),
        ("Cecilia", "c@lund.example", "", None),
    ]


@pytest.mark.parametrize(
    "content, faults",
    [
        (b"", 1),
        (b"PK\x03\x04", 1),
        ("Förnamn;Efternamn\nAnna;Ek\n".encode("cp1252"), 1),
        (b"Namn;E-post\nAnna;anna\n;x@lund.example\n", 2),
        (b"Namn;E-post;Datum\nAnna;a@lund.example;i fredags\n", 1),
        (b"Namn;E-post\n" + b"".join(b"P;p%d@l.example\n" % n for n in range(MOST_PEOPLE + 1)), 1),
    ],
)
def test_a_file_with_faults_imports_nothing_and_says_them(
    at_home: Client, lund: Participation, content: bytes, faults: int
) -> None:
    response = at_home.post(url("training_import", lund.pk), upload(content))
    assert (response.status_code, len(response.context["faults"])) == (422, faults)
    assert (response.context["looked_at"], lund.training.count()) == ("", 0)


@pytest.mark.parametrize("said", [{}, {"file": "text"}, {"looked_at": ""}, {"looked_at": "a:b:c"}])
def test_a_post_without_a_file_or_with_a_forged_look_is_refused(
    at_home: Client, lund: Participation, said: dict[str, str]
) -> None:
    response = at_home.post(url("training_import", lund.pk), said)
    assert (response.status_code, lund.training.count()) == (422, 0)


def test_a_file_that_is_too_large_is_not_read(at_home: Client, lund: Participation) -> None:
    response = at_home.post(url("training_import", lund.pk), upload(b"x" * 1_000_001))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])


def test_what_was_looked_at_is_for_one_person_one_list_one_hour_and_one_state(
    client: Client, lund: Participation, cohort: Cohort, strategist: Any, project_lead: Any
) -> None:
    ystad = factories.make_participation(cohort, team={"strategist": strategist})
    client.force_login(strategist)
    text = "Namn;E-post\nAnna;anna@lund.example\n"
    look = client.post(url("training_import", lund.pk), upload(text)).context["looked_at"]
    said = {"looked_at": look}
    assert client.post(url("training_import", ystad.pk), said).status_code == 422
    client.force_login(project_lead)
    assert client.post(url("training_import", lund.pk), said).status_code == 422
    client.force_login(strategist)
    with time_machine.travel(factories.stockholm(2027, 3, 1, 14), tick=False):
        client.force_login(strategist)
        assert client.post(url("training_import", lund.pk), said).status_code == 422
    add(lund, "Anna", EARLIER)
    stale = client.post(url("training_import", lund.pk), said)
    assert (stale.status_code, [row["kind"] for row in stale.context["rows"]]) == (422, ["same"])
    assert (lund.training.count(), ystad.training.count()) == (1, 0)


def test_an_export_is_safe_and_comes_back_as_it_was(at_home: Client, lund: Participation) -> None:
    person = Person("=HYPERLINK(1)", "anna@lund.example", "@chef", EARLIER)
    TrainingRecord.objects.create(participation=lund, **vars(person))
    response = at_home.get(url("training_export", lund.pk, "csv"))
    assert cells(response) == [
        ["Namn", "E-postadress", "Roll", "Genomförd"],
        ["'=HYPERLINK(1)", "anna@lund.example", "'@chef", "2027-02-01"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="grundutbildning.csv"'
    look = at_home.post(url("training_import", lund.pk), upload(response.content))
    assert [row["kind"] for row in look.context["rows"]] == ["same"]


def test_the_template_is_what_the_import_reads(at_home: Client, lund: Participation) -> None:
    headings = at_home.get(url("training_template", lund.pk)).content.decode("utf-8-sig").strip()
    assert headings == "Namn;E-postadress;Roll;Genomförd"
    imported(at_home, lund, f"{headings}\nAnna;anna@lund.example;HR;2027-02-01\n")
    assert rows(lund) == [("Anna", "anna@lund.example", "HR", EARLIER)]
