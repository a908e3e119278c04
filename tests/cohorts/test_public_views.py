"""The public pages of rounds, organisations and the subscription."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from cohorts.enums import DecisionMode, EventKind, MentorRole, ParticipationStatus, Precision
from cohorts.models import (
    CemrSignature,
    Cohort,
    Group,
    Mentorship,
    QuestionAnswer,
    RoundSubscriber,
    TimelineEvent,
    Unit,
)
from cohorts.rail import round_stops
from modellkonceptet.notifications.models import Message
from tests.factories import make_cohort, make_organisation, make_participation, stockholm

pytestmark = pytest.mark.django_db
INFORMATION_PAGES = ["accessibility", "privacy", "cookies", "glossary", "questions", "contact"]


def _get(client, url, language="en"):
    return client.get(url, headers={"accept-language": language})


def _text(page):
    return " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def historical():
    cohort = Cohort.objects.create(
        slug="modellkommuner-2017",
        name_sv="Modellkommuner 2017–2018",
        is_historical=True,
        period_text="2017–2018",
        source="Sida ett; Sida två",
    )
    group = Group.objects.create(cohort=cohort, name="Eskilstuna")
    stockholm_city = make_organisation("Stockholm")
    unit = Unit.objects.create(organisation=stockholm_city, name="Enskede", kind="district")
    for organisation, unit_of in [(make_organisation("Hedemora"), None), (stockholm_city, unit)]:
        make_participation(
            cohort,
            organisation,
            unit=unit_of,
            group=group,
            source="Sida två",
            status=ParticipationStatus.COMPLETED,
        )
    Mentorship.objects.create(
        cohort=cohort, group=group, organisation=make_organisation("Eskilstuna"),
        role=MentorRole.LEAD, source="Sida tre",
    )  # fmt: skip
    return cohort


# --- the list ----------------------------------------------------------------------------


def test_rounds_are_listed_by_where_they_stand(client, historical):
    opened = make_cohort()
    make_cohort(announced_on=None)
    running = make_cohort(
        announced_on=date(2025, 1, 1), opens_on=date(2025, 1, 2), closes_on=date(2025, 2, 1),
        starts_on=date(2025, 3, 1),
    )  # fmt: skip

    parts = _get(client, reverse("cohorts:cohorts")).context["parts"]

    assert [(part.key, [row.cohort for row in part.rows]) for part in parts] == [
        ("open", [opened]),
        ("running", [running]),
        ("completed", [historical]),
    ]
    assert parts[2].rows[0].participants == "2 municipalities"
    assert parts[2].rows[0].when == "2017–2018"


def test_an_empty_list_says_what_will_be_there(client):
    page = _get(client, reverse("cohorts:cohorts"))

    assert page.context["parts"] == []
    assert "The first round will be shown here" in _text(page)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_database_as_often_whatever_it_holds(
    client, django_assert_num_queries, rows
):
    for _number in range(rows):
        make_participation(make_cohort())

    with django_assert_num_queries(3):
        _get(client, reverse("cohorts:cohorts"))


# --- one round ---------------------------------------------------------------------------


def test_an_open_round_can_be_applied_to_and_its_questions_downloaded(client):
    cohort = make_cohort()
    page = _get(client, cohort.get_absolute_url()).content.decode()

    assert [
        reverse(f"applications:{name}", args=[cohort.slug]) in page
        for name in ["start", "questions_pdf", "questions_docx"]
    ] == [True, True, True]


def test_after_the_last_day_the_button_is_gone_and_a_late_applicant_knows_whom_to_ask(client):
    cohort = make_cohort(
        announced_on=date(2026, 1, 1), opens_on=date(2026, 1, 2), closes_on=date(2026, 2, 1),
        decision_on=date(2026, 3, 2), starts_on=date(2026, 4, 1), contact_email="a@skr.example",
    )  # fmt: skip

    with time_machine.travel(stockholm(2026, 2, 2), tick=False):
        page = _get(client, cohort.get_absolute_url())

    assert page.context["headline"] == "Applications are closed. Answers come on 2 March"
    assert reverse("applications:start", args=[cohort.slug]) not in page.content.decode()
    assert "Do you need to apply late?" in _text(page)


def test_a_round_that_is_being_prepared_is_not_there_for_others_than_skr(client, project_lead):
    cohort = make_cohort(announced_on=None)

    assert _get(client, cohort.get_absolute_url()).status_code == 404
    client.force_login(project_lead)
    assert _get(client, cohort.get_absolute_url()).status_code == 200


def test_dates_that_are_not_set_are_said_to_be_so():
    cohort = make_cohort(
        announced_on=date(2021, 3, 1), opens_on=date(2021, 3, 1), closes_on=date(2021, 6, 1),
        decision_on=date(2021, 6, 30), starts_on=date(2021, 9, 13),
    )  # fmt: skip
    event = TimelineEvent(
        cohort=cohort, kind=EventKind.RESULTS_CONFERENCE, name_sv="Resultatkonferens",
        first_day=date(2023, 3, 1), last_day=date(2023, 3, 31), precision=Precision.MONTH,
    )  # fmt: skip

    with override("en"):
        stops = round_stops(cohort, [event], today=date(2021, 5, 3), now="Open")

    assert [(stop.label, stop.text, stop.state) for stop in stops] == [
        ("1 March 2021", "Monday, the round opens", "past"),
        ("Today", "Open", "now"),
        ("1 June", "Tuesday, last day to apply", ""),
        ("30 June", "Wednesday, answer to everybody who has applied", ""),
        ("March 2023", "Resultatkonferens, date not set yet", ""),
    ]


def test_rolling_decisions_have_no_day():
    cohort = make_cohort(
        announced_on=date(2020, 9, 1), opens_on=date(2020, 9, 1), closes_on=date(2020, 10, 1),
        decision_mode=DecisionMode.ROLLING, decision_on=None, starts_on=date(2020, 11, 3),
    )  # fmt: skip

    with override("en"):
        stops = round_stops(cohort, [], today=date(2020, 9, 10), now="Open")

    assert [stop.label for stop in stops] == [
        "1 September 2020",
        "Today",
        "As you apply",
        "1 October",
    ]


def test_a_historical_round_shows_groups_mentors_and_sources_once_each(client, historical):
    page = _get(client, historical.get_absolute_url())

    assert page.context["headline"] == "2 municipalities took part"
    assert page.context["sources"] == ["Sida ett", "Sida två", "Sida tre"]
    text = _text(page)
    assert "Group Eskilstuna Participants Hedemora , Stockholm (Enskede) Mentor Eskilstuna" in text
    assert reverse("applications:start", args=[historical.slug]) not in page.content.decode()


def test_groups_of_a_running_round_are_not_public_before_they_are_published(client):
    cohort = make_cohort(
        announced_on=date(2025, 1, 1), opens_on=date(2025, 1, 2), closes_on=date(2025, 2, 1),
        starts_on=date(2025, 3, 1),
    )  # fmt: skip
    make_participation(cohort, group=Group.objects.create(cohort=cohort, name="Utkast"))

    page = _get(client, cohort.get_absolute_url())

    assert list(page.context["groups"]) == []
    assert "Utkast" not in _text(page)


def test_hostile_markdown_of_a_round_stays_text(client):
    cohort = make_cohort(invitation_sv="# Hej\n\n<script>alert(1)</script>")
    QuestionAnswer.objects.create(
        cohort=cohort, question_sv="<b>Fråga</b>", answer_sv="<img src=x onerror=alert(1)>"
    )

    html = _get(client, cohort.get_absolute_url()).content.decode()

    assert re.findall(r"<script>|<img|<b>Fråga", html) == []
    assert "<h3>Hej</h3>" in html


@pytest.mark.parametrize("rows", [1, 30])
def test_a_historical_round_asks_the_database_as_often_whatever_it_holds(
    client, historical, django_assert_num_queries, rows
):
    for number in range(rows):
        group = Group.objects.create(cohort=historical, name=f"Grupp {number}")
        make_participation(historical, group=group, source="Sida")

    with django_assert_num_queries(12):
        _get(client, historical.get_absolute_url())


# --- organisations -----------------------------------------------------------------------


def test_an_organisation_shows_its_rounds_with_role_and_source(client, historical):
    stockholm_city = historical.participations.get(organisation__name="Stockholm").organisation

    page = _get(client, stockholm_city.get_absolute_url())

    assert [(row.cohort, row.role, row.note, row.sources) for row in page.context["rounds"]] == [
        (historical, "Participant", "Enskede", ["Sida två"])
    ]


def test_a_missing_cemr_signature_is_missing_information_not_a_no(client):
    lund, sjobo = make_organisation("Lund"), make_organisation("Sjöbo")
    CemrSignature.objects.create(organisation=lund, signed_year=2012, source="En lista")

    signed = _text(_get(client, lund.get_absolute_url()))
    unknown = _text(_get(client, sjobo.get_absolute_url()))

    assert "The CEMR declaration Signed in 2012 Source: En lista" in signed
    assert "The CEMR declaration No information" in unknown


def test_an_organisation_does_not_show_a_round_that_is_being_prepared(client):
    participation = make_participation(make_cohort(announced_on=None))

    page = _get(client, participation.organisation.get_absolute_url())

    assert page.context["rounds"] == []


@pytest.mark.parametrize("rows", [1, 30])
def test_an_organisation_asks_the_database_as_often_whatever_it_holds(
    client, django_assert_num_queries, rows
):
    organisation = make_organisation()
    for _number in range(rows):
        make_participation(make_cohort(), organisation)

    with django_assert_num_queries(5):  # and what it has published, and what is told of it
        _get(client, organisation.get_absolute_url())


# --- being told --------------------------------------------------------------------------


def test_the_answer_is_the_same_for_a_new_address_and_for_one_on_the_list(client):
    url = reverse("cohorts:subscribe")

    answers = [client.post(url, {"email": "a@kommun.example"}) for _time in range(2)]

    assert [(a.status_code, a.url) for a in answers] == [(302, reverse("cohorts:subscribed"))] * 2
    assert RoundSubscriber.objects.count() == 1
    assert client.get(reverse("cohorts:subscribed")).status_code == 200


@pytest.mark.parametrize(
    "email", ["", "inte en adress", "a@b.se\nBcc: c@d.se", "å" * 300 + "@b.se"]
)
def test_an_address_that_cannot_be_right_is_refused_and_kept(client, email):
    page = client.post(reverse("cohorts:subscribe"), {"email": email})

    assert page.status_code == 422
    assert page.context["form"]["email"].value() == email
    assert RoundSubscriber.objects.count() == 0


def test_following_the_links_does_nothing_before_the_button_is_pressed(client):
    client.post(reverse("cohorts:subscribe"), {"email": "a@kommun.example"})
    link = re.search(r"/bevaka/bekrafta/[^\s\"]+", Message.objects.get().body_text).group()

    assert client.get(link).status_code == 200
    assert RoundSubscriber.objects.get().confirmed_at is None
    assert client.post(link).templates[0].name == "cohorts/subscription_confirmed.html"
    assert RoundSubscriber.objects.get().confirmed_at is not None


@pytest.mark.parametrize("name", ["confirm_subscription", "unsubscribe"])
def test_a_wrong_link_is_refused_in_words(client, name):
    page = client.post(reverse(f"cohorts:{name}", args=["fel"]))

    assert page.status_code == 422
    assert len(page.context["form"].non_field_errors()) == 1


# --- information pages -------------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "en"])
def test_information_pages_have_a_title_of_their_own_and_one_heading(client, language):
    html = {
        name: _get(client, reverse(f"pages:{name}"), language).content.decode()
        for name in INFORMATION_PAGES
    }

    titles = {re.search("<title>(.*?)</title>", page).group(1) for page in html.values()}
    assert len(titles) == len(INFORMATION_PAGES)
    assert {len(re.findall("<h1", page)) for page in html.values()} == {1}
    assert {re.search('<html lang="(..)">', page).group(1) for page in html.values()} == {language}


def test_the_accessibility_statement_has_what_the_law_asks_for(client, settings):
    settings.CONTACT_EMAIL = "fel@skr.example"

    html = _get(client, reverse("pages:accessibility")).content.decode()

    needed = [settings.ORGANISER_NAME, "delvis förenlig", "fel@skr.example"]
    needed += ["https://www.digg.se/tdosanmalan", "2018:1937", "Assessed by ourselves"]
    assert [text for text in needed if text not in html] == []
