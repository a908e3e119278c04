"""What everybody may read says what the open data says, and nothing that is not public."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import MentorRole, ParticipationStatus
from cohorts.models import Cohort, Group, Mentorship
from reporting.enums import ReportStatus
from reporting.models import ReportOccasion, ResultReport
from reporting.open_data import BY_SLUG
from reporting.services.report_publishing import withdraw_publication
from tests.api.asking import ask
from tests.api.publishing import publish
from tests.architecture.world import make_world
from tests.factories import make_organisation, make_participation

pytestmark = pytest.mark.django_db


@pytest.fixture
def lund(db):
    """Two earlier rounds: Lund takes part in the first, is mentor in the second."""
    first, second = (
        Cohort.objects.create(
            slug=f"omgang-{number}", name_sv=f"Omgång {number}", is_historical=True,
            source=f"Sida {number}", period_text=period, completed_on=day,
            completed_precision="month",
        )
        for number, period, day in (
            (1, "2015–2016", date(2016, 12, 31)), (2, "2017–2018", date(2018, 5, 31)),
        )
    )  # fmt: skip
    lund = make_organisation("Lund", code="1281", organisation_number="212000-1132")
    make_participation(
        first, lund, source="Sida 1", status=ParticipationStatus.COMPLETED, completion="yes"
    )
    make_participation(
        first, make_organisation("Ystad", code="1286"), source="Sida 1",
        status=ParticipationStatus.COMPLETED,
    )  # fmt: skip
    Mentorship.objects.create(
        cohort=second, organisation=lund, role=MentorRole.LEAD, source="Sida 2",
        group=Group.objects.create(cohort=second, name="Norr"),
    )  # fmt: skip
    return lund


def rows(client, path):
    answer = ask(client, path)
    assert answer.status_code == 200, answer.content
    return answer.json()["rader"]


@pytest.mark.parametrize("name", BY_SLUG)
def test_a_table_is_the_open_datas_own(client, lund, name):
    file = json.loads(client.get(reverse(f"archive:{name}_json")).getvalue())

    answer = ask(client, f"/{name}/").json()

    assert answer["rader"] == file["rader"]
    assert {key: answer[key] for key in ("version", "licens", "licens_url", "utgivare")} == {
        key: file[key] for key in ("version", "licens", "licens_url", "utgivare")
    }
    assert len(answer["rader"]) >= 1 or name == "exempel"


def test_an_organisation_has_the_rounds_of_both_tables(client, lund):
    found = {row["organisation"]: row for row in rows(client, "/organisationer/")}

    assert (found["Lund"]["deltog_i"], found["Lund"]["mentor_i"]) == (["omgang-1"], ["omgang-2"])
    assert (found["Ystad"]["deltog_i"], found["Ystad"]["mentor_i"]) == (["omgang-1"], [])
    participant = rows(client, "/deltagare/?organisation_kod=1281")[0]
    shared = participant.keys() & found["Lund"].keys()
    assert {key: found["Lund"][key] for key in shared} == {key: participant[key] for key in shared}
    assert "titel_sedan" in shared


@pytest.mark.parametrize(
    "question, codes",
    [
        ("/deltagare/?omgang=omgang-1", ["1281", "1286"]),
        ("/deltagare/?omgang=omgang-2", []),
        ("/deltagare/?organisation_kod=1286", ["1286"]),
        ("/deltagare/?lan_kod=12&typ=kommun", ["1281", "1286"]),
        ("/deltagare/?typ=region", []),
        ("/mentorer/?roll=mentor&omgang=omgang-2", ["1281"]),
        ("/organisationer/?organisation_kod=1281", ["1281"]),
        ("/deltagare/?antal=1", ["1281"]),
        ("/deltagare/?antal=1&sida=2", ["1286"]),
        ("/deltagare/?antal=1&sida=3", []),
    ],
)
def test_lists_are_narrowed_and_turned_over(client, lund, question, codes):
    assert [row["organisation_kod"] for row in rows(client, question)] == codes


@pytest.mark.parametrize(
    "question, field",
    [
        ("sida=0", "sida"),
        ("sida=en", "sida"),
        ("antal=201", "antal"),
        ("typ=stad", "typ"),
        ("organisation_kod=128", "organisation_kod"),
        ("omgang=%00", "omgang"),
    ],
)
def test_a_wrong_value_is_refused_by_name(client, question, field):
    answer = ask(client, f"/deltagare/?{question}")

    assert (answer.status_code, answer.json()["fields"]) == (422, [field])


def test_the_next_page_keeps_the_question(client, lund):
    answer = ask(client, "/deltagare/?antal=1&omgang=omgang-1").json()

    assert answer["nasta"].endswith("/api/v1/deltagare/?antal=1&omgang=omgang-1&sida=2")
    assert (answer["antal_totalt"], answer["sidor"]) == (2, 2)
    assert ask(client, "/deltagare/?antal=1&sida=2").json()["nasta"] is None


def test_a_round_that_is_not_announced_is_nowhere(client):
    world = make_world()
    slug = world.cohort.slug
    assert ask(client, f"/omgangar/{slug}/").json()["omgang"] == slug

    Cohort.objects.update(announced_on=None)

    assert ask(client, f"/omgangar/{slug}/").status_code == 404
    for path in ("/omgangar/", "/deltagare/", "/mentorer/", "/organisationer/", "/resultat/"):
        assert slug not in ask(client, path).content.decode()


def test_whoever_left_the_round_is_not_there(client, lund):
    lund.participations.update(status=ParticipationStatus.WITHDRAWN, withdrawn_on=None)

    assert [row["organisation"] for row in rows(client, "/deltagare/")] == ["Ystad"]


@pytest.mark.parametrize("status", sorted({*ReportStatus.values} - {ReportStatus.PUBLISHED}))
def test_a_report_that_is_not_published_does_not_exist(client, status):
    report = make_world().lund.rows["report"]
    ResultReport.objects.filter(pk=report.pk).update(
        status=status,
        **({"sent_at": None, "version": 0} if status == "draft" else {}),
        **({"approved_at": report.sent_at} if status in {"approved", "withdrawn"} else {}),
    )

    assert rows(client, "/resultat/") == []
    assert ask(client, f"/resultat/{report.pk}/").status_code == 404


def test_a_publication_that_is_taken_back_is_gone_at_once(client):
    """Also for whoever has it already: others' copies are asked about each time."""
    world = make_world()
    report = publish(world.lund.rows["report"])
    first = ask(client, f"/resultat/{report.pk}/")
    assert first.json()["dokument"]["avsnitt"][0]["text"] == "Vi skrev detta"
    assert "no-cache" in first["Cache-Control"]

    withdraw_publication(report=report, actor=world.lund.owner)

    again = ask(client, f"/resultat/{report.pk}/", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, rows(client, "/resultat/")) == (404, [])


def test_of_a_result_only_the_published_sections_are_told(client):
    report = publish(make_world().lund.rows["report"])
    report.public = {**report.public, "parts": []}
    report.save()

    assert ask(client, f"/resultat/{report.pk}/").json()["dokument"]["avsnitt"] == []
    assert "Vi skrev detta" not in ask(client, "/resultat/").content.decode()


def test_what_has_not_changed_is_not_sent_again(client, lund):
    first = ask(client, "/deltagare/")
    again = ask(client, "/deltagare/", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    lund.name = "Lunds kommun"
    lund.save()

    assert ask(client, "/deltagare/", **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "path, queries",
    [
        ("/omgangar/", 3),
        ("/deltagare/", 4),
        ("/mentorer/", 1),
        ("/organisationer/", 5),
        ("/resultat/", 2),
    ],
)
def test_a_list_costs_the_same_however_long(client, path, queries, django_assert_num_queries):
    def cost(number):
        with django_assert_num_queries(number):
            assert ask(client, path).status_code == 200

    publish(make_world().lund.rows["report"])
    first = Cohort.objects.create(slug="forr", name_sv="Förr", is_historical=True, source="Sida 1")
    cost(queries)
    for number in range(20):
        one = make_organisation(f"Ort {number}")
        _published(
            make_participation(first, one, source="Sida 1", status=ParticipationStatus.COMPLETED)
        )
        Mentorship.objects.create(
            cohort=first, organisation=one, role=MentorRole.LEAD, source="Sida 1"
        )
    cost(queries)


def _published(home):
    """A report of the form that the world has, published empty."""
    now = timezone.now()
    ResultReport.objects.create(
        participation=home, occasion=ReportOccasion.objects.get(), status=ReportStatus.PUBLISHED,
        version=1, sent_at=now, approved_at=now, published_at=now,
        public={"title": "Slutrapport", "facts": [], "parts": []},
    )  # fmt: skip


def test_refusals_are_told_in_the_readers_language(client):
    swedish = ask(client, "/resultat/1/", **{"Accept-Language": "sv"}).json()
    english = ask(client, "/resultat/1/", **{"Accept-Language": "en"}).json()

    assert (english["title"], english["status"]) == ("There is nothing here", 404)
    assert swedish.keys() == english.keys() == {"type", "title", "status", "detail", "fields"}


@pytest.mark.parametrize("path", ["/finns/inte/", "/omgangar/a/b/", "/resultat/ett/", "/a%0Ab/"])
def test_a_wrong_address_is_refused_as_json(client, path):
    answer = ask(client, path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_network_that_asks_too_often_waits(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"api": "2/m/ip"}

    answers = [ask(client, "/omgangar/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"


def test_a_cookie_makes_no_difference_but_to_caches(client, lund, applicant):
    nobody = ask(client, "/deltagare/")
    client.force_login(applicant)
    somebody = ask(client, "/deltagare/")

    assert somebody.content == nobody.content
    assert ("public" in nobody["Cache-Control"], "no-store" in somebody["Cache-Control"]) == (
        True,
        True,
    )
