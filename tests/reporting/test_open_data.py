"""What machines read: open data, feed, sitemap, robots.txt and what pages say of themselves."""

import csv
import io
import json
import re
from datetime import date
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from cohorts.enums import MentorRole, ParticipationStatus
from cohorts.models import Cohort, Group, Mentorship
from reporting.archive_sitemap import CLOSED, OPEN
from tests.architecture.urlconf import pages
from tests.factories import (
    make_cohort,
    make_organisation,
    make_participation,
    make_user,
    stockholm,
)
from tests.reporting.written_recipes import make_example

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# The whole of what is told, name by name: a field about a person has no place here.
FIELDS = {
    "deltagare": [
        "omgang", "omgang_namn", "organisation_kod", "organisation", "typ", "organisationsnummer",
        "lan_kod", "lan", "lank", "del", "genomford", "titel", "titel_sedan", "kalla",
    ],
    "omgangar": [
        "omgang", "omgang_namn", "period", "oppnar", "stanger", "startar", "avslutad", "fas",
        "antal_kommuner", "antal_regioner", "antal_kommunalforbund", "antal_mentorer", "kalla",
        "lank",
    ],
    "mentorer": [
        "omgang", "omgang_namn", "organisation_kod", "organisation", "typ", "organisationsnummer",
        "lan_kod", "lan", "lank", "grupp", "roll", "kalla",
    ],
    "exempel": [
        "exempel", "rubrik", "rubrik_engelska", "sammanfattning", "sammanfattning_engelska",
        "organisation_kod", "organisation", "typ", "organisationsnummer", "lan_kod", "lan",
        "organisation_lank", "omgang", "verksamhet", "styrkedja", "ar", "publicerad", "lank",
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(stockholm(2026, 11, 23, 12), tick=False):
        yield


@pytest.fixture
def skane():
    first = Cohort.objects.create(
        slug="omgang-1", name_sv="Omgång 1", name_en="Round 1", is_historical=True, source="Sida 1",
        period_text="2015–2016", completed_on=date(2016, 12, 31), completed_precision="year",
    )  # fmt: skip
    second = Cohort.objects.create(
        slug="omgang-2", name_sv="Omgång 2", is_historical=True, source="Sida 2",
        period_text="2017–2018", completed_on=date(2018, 5, 31), completed_precision="month",
    )  # fmt: skip
    lund = make_organisation("Lund", code="1281", organisation_number="212000-1132")
    make_participation(
        first, lund, source="Sida 1; Sida 3", status=ParticipationStatus.COMPLETED, completion="yes"
    )
    group = Group.objects.create(cohort=second, name="Norr")
    Mentorship.objects.create(
        cohort=second, organisation=lund, group=group, role=MentorRole.LEAD, source="Sida 2"
    )
    make_example(make_user(staff_role="project_lead"), organisation=lund)
    return lund


def table(client, name, **headers):
    answer = client.get(reverse(f"archive:{name}_csv"), headers=headers)
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def rows(client, name):
    return json.loads(client.get(reverse(f"archive:{name}_json")).getvalue())["rader"]


@pytest.mark.parametrize("name", FIELDS)
def test_the_fields_are_these_and_no_others(client, skane, name):
    assert [list(row) for row in rows(client, name)] == [FIELDS[name]] * len(rows(client, name))
    assert [list(row) for row in table(client, name)] == [FIELDS[name]] * len(rows(client, name))
    assert rows(client, name) != []


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_explained_on_the_page(client, name):
    page = client.get(reverse("archive:open_data")).content.decode()
    section = page[
        page.index(f'id="{name}"') : page.index("</section>", page.index(f'id="{name}"'))
    ]

    assert re.findall(r"<code>(\w+)</code></dt><dd>[^<]", section) == FIELDS[name]


def test_who_took_part_and_who_mentored_with_title_and_source(client, skane):
    lund = {
        "organisation_kod": "1281", "organisation": "Lund", "typ": "kommun",
        "organisationsnummer": "212000-1132", "lan_kod": "12", "lan": "Skåne län",
        "lank": f"{settings.SITE_URL}{skane.get_absolute_url()}",
    }  # fmt: skip

    assert rows(client, "deltagare") == [
        {
            "omgang": "omgang-1", "omgang_namn": "Omgång 1", **lund, "del": None,
            "genomford": "ja", "titel": "Modellkommun", "titel_sedan": "2018-05",
            "kalla": "Sida 1; Sida 3",
        }
    ]  # fmt: skip
    assert rows(client, "mentorer") == [
        {
            "omgang": "omgang-2", "omgang_namn": "Omgång 2", **lund, "grupp": "Norr",
            "roll": "mentor", "kalla": "Sida 2",
        }
    ]  # fmt: skip
    assert rows(client, "omgangar")[0] == {
        "omgang": "omgang-1", "omgang_namn": "Omgång 1", "period": "2015–2016", "oppnar": None,
        "stanger": None, "startar": None, "avslutad": "2016", "fas": "avslutad",
        "antal_kommuner": 1, "antal_regioner": 0, "antal_kommunalforbund": 0, "antal_mentorer": 0,
        "kalla": "Sida 1", "lank": f"{settings.SITE_URL}/omgangar/omgang-1/",
    }  # fmt: skip


def test_the_values_are_swedish_whatever_the_reader_speaks(client, skane):
    in_english = {"accept_language": "en"}

    assert table(client, "omgangar", **in_english) == table(client, "omgangar")


def test_the_envelope_says_version_licence_and_publisher(client):
    answer = json.loads(client.get(reverse("archive:deltagare_json")).getvalue())

    assert answer == {
        "namn": "deltagare",
        "version": "1.0",
        "licens": "CC0-1.0",
        "licens_url": "https://creativecommons.org/publicdomain/zero/1.0/deed.sv",
        "utgivare": settings.ORGANISER_NAME,
        "beskrivning": f"{settings.SITE_URL}/oppna-data/",
        "rader": [],
    }


def test_a_name_that_is_a_formula_runs_in_no_spreadsheet(client):
    cohort = Cohort.objects.create(
        slug="o", name_sv='=HYPERLINK("http://x")', is_historical=True, source="@Sida\nett"
    )
    make_participation(
        cohort, make_organisation("+46"), source="-Sida", status=ParticipationStatus.COMPLETED
    )

    told = table(client, "deltagare")[0]

    assert (told["omgang_namn"], told["organisation"], told["kalla"]) == (
        "'=HYPERLINK(\"http://x\")", "'+46", "'-Sida",
    )  # fmt: skip
    assert rows(client, "deltagare")[0]["organisation"] == "+46"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_whoever_has_the_file_gets_it_again_only_when_it_has_changed(client, skane, form):
    path = reverse(f"archive:deltagare_{form}")
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    skane.name = "Lunds kommun"
    skane.save()
    changed = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first.streaming is True
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
    assert first["Cache-Control"] == "public, no-cache"
    assert (first["Access-Control-Allow-Origin"], first["X-Content-Type-Options"]) == (
        "*", "nosniff",
    )  # fmt: skip


def test_the_two_forms_have_marks_of_their_own(client, skane):
    marks = {client.get(reverse(f"archive:deltagare_{form}"))["ETag"] for form in ("csv", "json")}

    assert len(marks) == 2


def test_what_a_signed_in_person_is_sent_stays_out_of_caches(client, stranger):
    client.force_login(stranger)

    for name in ("deltagare_csv", "feed", "archive"):
        assert client.get(reverse(f"archive:{name}"))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow(client, django_assert_num_queries, count):
    for number in range(count):
        cohort = Cohort.objects.create(
            slug=f"o{number}", name_sv=f"O{number}", is_historical=True, source="Sida"
        )
        organisation = make_organisation()
        make_participation(
            cohort, organisation, source="Sida", status=ParticipationStatus.COMPLETED
        )
        Mentorship.objects.create(
            cohort=cohort, organisation=organisation, role=MentorRole.LEAD, source="Sida"
        )
    # Organisations with their two for the titles, participations.
    for name, queries in (
        ("deltagare_csv", 4),
        ("omgangar_csv", 3),
        ("mentorer_csv", 1),
        ("exempel_csv", 1),
    ):
        with django_assert_num_queries(queries):
            client.get(reverse(f"archive:{name}")).getvalue()
    with django_assert_num_queries(3):  # rounds, results, learning examples
        client.get(reverse("archive:feed"))
    # Rounds and organisations, each counted and read; results, learning examples and pages of
    # which there are none.
    with django_assert_num_queries(7):
        client.get(reverse("archive:sitemap"))


# --- the feed ----------------------------------------------------------------------------


def news(client):
    feed = ElementTree.fromstring(client.get(reverse("archive:feed")).content)
    return [
        (
            entry.findtext(f"{ATOM}id").removeprefix(settings.SITE_URL),
            entry.findtext(f"{ATOM}published")[:10],
        )
        for entry in feed.findall(f"{ATOM}entry")
    ]


def test_a_round_is_news_when_it_is_announced_opens_is_decided_and_is_completed(client):
    cohort = make_cohort(
        slug="ny", announced_on=date(2027, 1, 1), opens_on=date(2027, 1, 10),
        closes_on=date(2027, 2, 1), decision_on=date(2027, 2, 20), starts_on=date(2027, 3, 1),
        completed_on=date(2028, 5, 1),
    )  # fmt: skip
    told = {}
    for day in [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 10), date(2027, 2, 25)]:
        with time_machine.travel(stockholm(day.year, day.month, day.day, 9), tick=False):
            told[day.isoformat()] = news(client)
    with time_machine.travel(stockholm(2027, 2, 26, 9), tick=False):
        make_participation(cohort)
        told["decided"] = news(client)
    with time_machine.travel(stockholm(2028, 5, 1, 9), tick=False):
        told["completed"] = news(client)

    announced = ("/omgangar/ny/#announced", "2027-01-01")
    opened = ("/omgangar/ny/#opened", "2027-01-10")
    decided = ("/omgangar/ny/#decided", "2027-02-26")
    assert told == {
        "2026-12-31": [],
        "2027-01-01": [announced],
        "2027-01-10": [opened, announced],
        # The decision day has passed, and nothing has been published.
        "2027-02-25": [opened, announced],
        "decided": [decided, opened, announced],
        "completed": [("/omgangar/ny/#completed", "2028-05-01"), decided, opened, announced],
    }


def test_what_only_somebody_withdrawn_would_tell_is_no_news(client):
    cohort = make_cohort(slug="ny")
    make_participation(cohort, status=ParticipationStatus.WITHDRAWN)

    assert [key for key, _day in news(client)] == [
        "/omgangar/ny/#opened",
        "/omgangar/ny/#announced",
    ]


def test_the_feed_is_swedish_and_found_from_every_page(client):
    make_cohort(name_sv="Omgången", name_en="The round")
    answer = client.get(reverse("archive:feed"), headers={"accept-language": "en"})
    page = client.get(reverse("start")).content.decode()

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert b'xml:lang="sv"' in answer.content
    assert (b"Omg\xc3\xa5ngen" in answer.content, b"The round" in answer.content) == (True, False)
    assert re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page) == [
        ("application/atom+xml", "/flode/")
    ]


# --- search engines ----------------------------------------------------------------------


def places(client):
    root = ElementTree.fromstring(client.get(reverse("archive:sitemap")).content)
    return [one.text.removeprefix(settings.SITE_URL) for one in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_names_public_pages_that_answer(client, skane):
    make_cohort(slug="dold", announced_on=None)
    make_organisation("Aldrig med")
    found = places(client)

    assert found[15:] == [
        "/omgangar/omgang-2/", "/omgangar/omgang-1/", skane.get_absolute_url(),
        "/arkiv/exempel/lika-manga-flickor-i-simskolan/",
    ]  # fmt: skip
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_robots_txt_leaves_open_what_the_sitemap_names_and_nothing_closed(client, skane):
    lines = client.get(reverse("archive:robots")).content.decode().splitlines()
    robots = RobotFileParser()
    robots.parse(lines)
    closed = {
        page.sample_path()
        for page in pages()
        if not page.is_public and not page.sample_path().startswith("/omgangar/")
    }

    assert lines == [
        "User-agent: *",
        *[f"Disallow: {path}" for path in CLOSED],
        *[f"Allow: {path}" for path in OPEN],
        "Disallow: /",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    assert [path for path in places(client)[1:] if not robots.can_fetch("x", path)] == []
    assert [path for path in closed if robots.can_fetch("x", path)] == []
    assert len(closed) > 100


@pytest.mark.parametrize(
    "name",
    [
        "start",
        "cohorts:cohorts",
        "archive:archive",
        "archive:timeline",
        "archive:results",
        "archive:open_data",
    ],
)
def test_a_public_page_says_what_it_is_when_it_is_shared(client, skane, name):
    assert_shared(client, reverse(name))


def test_rounds_and_organisations_say_what_they_are_when_they_are_shared(client, skane):
    make_cohort(slug="ny", name_sv='"Ny" & <omgång>')

    assert_shared(client, skane.get_absolute_url())
    said = assert_shared(client, "/omgangar/ny/")
    written = "&quot;Ny&quot; &amp; &lt;omgång&gt;"
    assert (said["og:title"], said["description"].startswith(f"{written}: ")) == (written, True)


def assert_shared(client, path):
    page = client.get(path, {"title": "mentor"}).content.decode()
    said = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', page))

    assert said["og:title"] != ""
    assert 40 <= len(said["description"]) <= 220
    assert said["og:description"] == said["description"]
    assert said["og:url"] == f"{settings.SITE_URL}{path}"
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [said["og:url"]]
    assert said["og:locale"] == "sv_SE"
    return said


def test_what_was_searched_for_is_nobodys_to_keep(client):
    page = client.get(reverse("archive:search"), {"q": "lund"}).content.decode()

    assert re.findall(r'<meta name="robots" content="(\w+)">', page) == ["noindex"]
    assert re.findall("canonical|og:", page) == []
