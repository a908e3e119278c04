"""SKR's mentor ledger as pages, and the page on which an organisation answers."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import PromiseStatus
from cohorts.ledger_page import LedgerTally
from cohorts.models import MentorPromise, Mentorship
from cohorts.round_mentors import Need, mentors_of_round, suggest
from cohorts.services.mentoring import hash_token
from modellkonceptet.notifications.models import Message
from reporting.desk import waiting_for
from tests import factories
from tests.factories import stockholm

pytestmark = pytest.mark.django_db
LEDGER_QUERIES = 8
ROUND_QUERIES = 14
PROMISE_QUERIES = 9


@pytest.fixture
def cohort():
    return factories.make_cohort(slug="omgang", name_sv="Modellkommuner 2027")


@pytest.fixture
def lead(client, project_lead):
    client.force_login(project_lead)
    return client


def earlier(name, started, ended=None, precision="day"):
    return factories.make_cohort(
        kinds=(),
        name_sv=name,
        is_historical=True,
        source="SKR",
        starts_on=started,
        completed_on=ended,
        completed_precision=precision,
    )


def promised(name, own, **fields):
    organisation = fields.pop("organisation", None) or factories.make_organisation(name)
    participation = factories.make_participation(
        own, organisation, status="completed", source="SKR", completion=fields.pop("known", "yes")
    )
    fields.setdefault("promised_on", own.completed_on)
    return factories.make_promise(organisation, participation=participation, **fields)


# --- the ledger ----------------------------------------------------------------
def test_the_ledger_says_its_finding_and_each_promise(lead, cohort):
    own = earlier("Modellkommuner 2017", date(2017, 3, 1), date(2018, 5, 31), "month")
    unknown = earlier("Modellkommuner 2020", date(2020, 11, 3))
    promised("Åre", own)
    promised("Lund", unknown)
    promised("Boden", own, status="done", cohort=earlier("Modellkommuner 2019", date(2019, 2, 7)))
    promised(
        "Kalmar",
        own,
        status="accepted",
        cohort=cohort,
        capacity=2,
        answered_by="Anna",
        answered_at=stockholm(2026, 11, 3),
    )
    promised("Ystad", own, status="declined", cohort=cohort, reason="Omorganisation")

    with time_machine.travel(stockholm(2026, 11, 22), tick=False):
        page = lead.get(reverse("cohorts:mentors"))
        rows = [(row.name, row.promised, row.state, row.since) for row in page.context["rows"]]

    assert page.context["tally"].headline == "4 organisationer har lovat att vara mentorer"
    assert page.context["tally"].rest == ["1 har sagt ja.", "1 löfte är infriat."]
    assert rows == [
        ("Boden", "maj 2018", ("tick", "Har varit mentor"), ""),
        ("Kalmar", "maj 2018", ("half", "Har sagt ja"), "2 grupper, Anna svarade 3 november"),
        ("Lund", "", ("open", "Har lovat"), ""),
        ("Ystad", "maj 2018", ("unmet", "Har sagt nej"), ""),
        ("Åre", "maj 2018", ("open", "Har lovat"), ""),
    ]
    assert page.content.decode().count("Omorganisation") == 1


@pytest.mark.parametrize(
    "query, found",
    [
        ("status=asked", ["Kalmar"]),
        ("q=åre", ["Åre"]),
        ("q=ÅRE", ["Åre"]),
        ("q=2027", ["Kalmar"]),
        ("q=anna", ["Kalmar"]),
        ("q=%00", ["Kalmar", "Åre"]),
        ("status=nonsens", ["Kalmar", "Åre"]),
        ("q=ingen&page=99", []),
    ],
)
def test_the_ledger_is_narrowed_by_state_and_search(lead, cohort, query, found):
    own = earlier("Modellkommuner 2017", date(2017, 3, 1))
    promised("Åre", own)
    anna = factories.make_user("anna@kalmar.example", name="Anna Berg")
    promised("Kalmar", own, status="asked", cohort=cohort, people=(anna,))

    page = lead.get(f"{reverse('cohorts:mentors')}?{query}")

    assert (page.status_code, [row.name for row in page.context["rows"]]) == (200, found)


def test_an_empty_ledger_says_what_will_stand_there(lead):
    page = lead.get(reverse("cohorts:mentors"))
    assert page.context["tally"].headline == "Ingen har lovat att vara mentor än"
    assert page.content.decode().count("De första löftena står här") == 1


def test_when_every_promise_is_kept_the_ledger_says_so():
    tally = LedgerTally({PromiseStatus.DONE: 2, PromiseStatus.EXCUSED: 1}, 0)
    assert (tally.headline, tally.rest) == (
        "Alla löften om att vara mentor är infriade",
        ["2 löften är infriade.", "1 är befriad."],
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_the_ledger_costs_the_same_with_few_and_many(lead, cohort, django_assert_num_queries, rows):
    for number in range(rows):
        person = factories.make_user()
        factories.make_promise(status="accepted", cohort=cohort, people=(person,), capacity=1)
        factories.make_promise(promised_on=date(2020, 1, 1 + number % 28))
    url = reverse("cohorts:mentors")
    lead.get(url)
    with django_assert_num_queries(LEDGER_QUERIES):
        lead.get(url)


def test_who_reads_the_ledger_and_who_changes_it(client, cohort, reviewer, finance, stranger):
    promise = factories.make_promise()
    reading = [
        reverse("cohorts:mentors"),
        reverse("cohorts:round_mentors", args=[cohort.slug]),
        reverse("cohorts:promise", args=[promise.pk]),
    ]
    changing = reverse("cohorts:excuse_mentor", args=[promise.pk])
    for person, read, change in [(reviewer, 200, 403), (finance, 403, 404), (stranger, 403, 404)]:
        client.force_login(person)
        assert [client.get(url).status_code for url in reading[:2]] == [read, read]
        assert client.get(reading[2]).status_code == (200 if read == 200 else 404)
        assert client.post(changing, {"reason": "Skäl"}).status_code == change
    client.force_login(reviewer)
    page = client.get(reading[1]).content.decode()
    assert page.count(reverse("cohorts:ask_mentor", args=[promise.pk])) == 0
    assert MentorPromise.objects.get().status == "promised"


# --- one round -----------------------------------------------------------------
@pytest.mark.parametrize(
    "need, headline",
    [
        (Need(0, 0, 0, 0), "Ingen grupp behöver en mentor än"),
        (Need(1, 0, 1, 1), "Ingen grupp behöver en mentor än"),
        (Need(2, 0, 0, 0), "Ingen har sagt ja än, och minst 1 grupp behöver en mentor"),
        (Need(4, 0, 0, 0), "Ingen har sagt ja än, och minst 2 grupper behöver en mentor"),
        (Need(7, 0, 2, 2), "Mentorerna räcker till 2 av minst 3 grupper"),
        (Need(14, 0, 4, 7), "Mentorerna räcker till alla grupper"),
        (Need(15, 0, 5, 5), "Mentorerna räcker till 5 grupper"),
        (Need(15, 0, 5, 7), "Mentorerna räcker till alla grupper"),
        (Need(15, 6, 5, 5), "Mentorerna räcker till 5 av minst 6 grupper"),
    ],
)
def test_whether_the_mentors_are_enough(need, headline):
    assert need.headline == headline


@pytest.mark.parametrize(
    "need, words",
    [
        (Need(1, 0, 0, 0), "1 organisation deltar. En grupp är två eller tre."),
        (
            Need(5, 0, 0, 0),
            "5 organisationer deltar, vilket blir 2 grupper. Ingen mentor har sagt ja.",
        ),
        (
            Need(13, 0, 2, 3),
            (
                "13 organisationer deltar, vilket blir 5 till 6 grupper."
                " 2 mentorer har sagt ja, med plats för 3 grupper."
            ),
        ),
        (
            Need(6, 2, 1, 1),
            (
                "6 organisationer deltar, 2 grupper är publicerade."
                " 1 mentor har sagt ja, med plats för 1 grupp."
            ),
        ),
    ],
)
def test_the_figures_behind_it(need, words):
    assert need.sum == words


def test_whom_to_ask_next_oldest_promise_first_and_recent_duty_last(cohort):
    first = earlier("Modellkommuner 2015", date(2015, 1, 1), date(2016, 12, 31), "year")
    second = earlier("Modellkommuner 2017", date(2017, 1, 1), date(2018, 5, 31), "month")
    third = earlier("Modellkommuner 2020", date(2020, 11, 3))
    for name, own in [("Lycksele", second), ("Vaxholm", third), ("Eskilstuna", first)]:
        promised(name, own, known="unknown" if name == "Vaxholm" else "yes")
    tired = promised("Malmö", first)
    Mentorship.objects.create(cohort=third, organisation=tired.organisation, role="supporting")
    rested = promised("Umeå", first)
    Mentorship.objects.create(cohort=second, organisation=rested.organisation, role="lead")
    promised("Halmstad", second, status="declined", cohort=third, reason="Valår")
    # Not to be asked: takes part, is asked already, said no to this round, is excused.
    taking_part = promised("Ystad", first)
    factories.make_participation(cohort, taking_part.organisation)
    promised("Boden", first, status="asked", cohort=cohort)
    promised("Luleå", first, status="declined", cohort=cohort)
    promised("Kiruna", first, status="excused")
    # Two promises of one organisation are one row.
    promised("", third, organisation=tired.organisation)

    found = mentors_of_round(cohort).suggestions

    assert [(one.row.name, one.reasons) for one in found] == [
        ("Eskilstuna", ("Lovade 2016, efter Modellkommuner 2015",)),
        (
            "Halmstad",
            (
                "Lovade maj 2018, efter Modellkommuner 2017",
                "Sa nej till Modellkommuner 2020: Valår",
            ),
        ),
        ("Lycksele", ("Lovade maj 2018, efter Modellkommuner 2017",)),
        (
            "Vaxholm",
            ("Lovade efter Modellkommuner 2020", "Okänt om de gick igenom hela omgången"),
        ),
        (
            "Umeå",
            ("Lovade 2016, efter Modellkommuner 2015", "Senast mentor i Modellkommuner 2017"),
        ),
        (
            "Malmö",
            ("Lovade 2016, efter Modellkommuner 2015", "Senast mentor i Modellkommuner 2020"),
        ),
    ]


def test_two_rounds_at_once_is_a_warning(lead, cohort):
    own = earlier("Modellkommuner 2017", date(2017, 1, 1))
    other = factories.make_cohort(name_sv="Modellkommuner 2026")
    promise = promised("Lund", own)
    factories.make_participation(other, promise.organisation)
    newer = promised(
        "", earlier("Modellkommuner 2019", date(2019, 1, 1)), organisation=promise.organisation
    )
    MentorPromise.objects.filter(pk=newer.pk).update(status="serving", cohort=other)

    assert suggest(cohort)[0].warnings == (
        "Deltar samtidigt i Modellkommuner 2026",
        "Är samtidigt mentor i Modellkommuner 2026",
    )
    page = lead.get(reverse("cohorts:ask_mentor", args=[promise.pk]) + f"?omgang={cohort.slug}")
    assert page.context["warnings"] == [
        "Deltar samtidigt i Modellkommuner 2026",
        "Är samtidigt mentor i Modellkommuner 2026",
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_one_rounds_mentors_cost_the_same_with_few_and_many(
    lead, cohort, django_assert_num_queries, rows
):
    for _n in range(rows):
        for status in ("accepted", "asked", "declined"):
            factories.make_promise(
                status=status,
                cohort=cohort,
                people=(factories.make_user(),),
                answer_by=timezone.localdate(),
                contact_email="a@x.example",
            )
        free = factories.make_promise()
        Mentorship.objects.create(
            cohort=free.participation.cohort, organisation=free.organisation, role="lead"
        )
        factories.make_participation(cohort)
    url = reverse("cohorts:round_mentors", args=[cohort.slug])
    lead.get(url)
    with django_assert_num_queries(ROUND_QUERIES):
        page = lead.get(url)
    shown = page.context["mentors"]
    assert [len(part) for part in (shown.said_yes, shown.asked, shown.said_no)] == [rows] * 3


def test_a_historical_round_has_no_page_of_mentors_to_ask(lead):
    own = earlier("Modellkommuner 2017", date(2017, 1, 1))
    assert lead.get(reverse("cohorts:round_mentors", args=[own.slug])).status_code == 404


# --- one promise ---------------------------------------------------------------
ACTIONS = {
    "promised": {"ask_mentor", "note_answer", "excuse_mentor"},
    "asked": {"ask_mentor_again", "note_answer", "take_back_question", "excuse_mentor"},
    "accepted": {"note_answer", "release_mentor", "excuse_mentor", "mentor_people"},
    "declined": {"ask_mentor", "note_answer", "excuse_mentor"},
    "serving": {"mentor_people"},
    "done": {"renew_promise"},
    "excused": {"restore_promise"},
}
PAGES = sorted(set().union(*ACTIONS.values()))


@pytest.mark.parametrize("status", PromiseStatus.values)
def test_each_state_offers_what_can_be_done_in_it(lead, cohort, status):
    promise = factories.make_promise(
        status=status, cohort=None if status == "promised" else cohort, asked_at=timezone.now()
    )
    page = lead.get(reverse("cohorts:promise", args=[promise.pk])).content.decode()
    offered = {
        name for name in PAGES if page.count(f'"{reverse(f"cohorts:{name}", args=[promise.pk])}"')
    }
    opened = {
        name
        for name in PAGES
        if lead.get(reverse(f"cohorts:{name}", args=[promise.pk])).status_code == 200
    }
    assert (offered, opened) == (ACTIONS[status], ACTIONS[status])


@pytest.mark.parametrize("rows", [1, 12])
def test_a_promise_costs_the_same_with_few_and_many(lead, cohort, django_assert_num_queries, rows):
    malmo = factories.make_organisation("Malmö")
    people = tuple(factories.make_user() for _n in range(rows))
    promise = factories.make_promise(malmo, status="serving", cohort=cohort, people=people)
    for _n in range(rows):
        factories.make_promise(malmo)
        factories.make_mentorship(factories.make_group(cohort), promise)
    url = reverse("cohorts:promise", args=[promise.pk])
    lead.get(url)
    with django_assert_num_queries(PROMISE_QUERIES):
        lead.get(url)


def test_asking_from_the_rounds_page(lead, cohort):
    promise = promised("Malmö", earlier("Modellkommuner 2017", date(2017, 1, 1)))
    url = reverse("cohorts:ask_mentor", args=[promise.pk]) + f"?omgang={cohort.slug}"
    form = lead.get(url).context["form"]
    assert form.initial["cohort"] == cohort

    sent = {"cohort": cohort.pk, "name": "Anna", "email": "anna@malmo.example"}
    day = timezone.localdate() + timedelta(days=10)
    when = {"answer_by_day": day.day, "answer_by_month": day.month, "answer_by_year": day.year}
    page = lead.post(url, sent | when)

    assert page.headers["Location"] == reverse("cohorts:round_mentors", args=[cohort.slug])
    assert MentorPromise.objects.get(pk=promise.pk).status == "asked"
    assert Message.objects.get().to_email == "anna@malmo.example"


@pytest.mark.parametrize(
    "sent, wrong",
    [
        ({}, {"cohort", "name", "email", "answer_by"}),
        (
            {"cohort": "x", "name": "Anna\nBcc: b@c.example", "email": "a@b"},
            {"cohort", "name", "email", "answer_by"},
        ),
        ({"cohort": "9" * 30}, {"cohort", "name", "email", "answer_by"}),
    ],
)
def test_bad_input_keeps_what_was_typed(lead, cohort, sent, wrong):
    promise = promised("Malmö", earlier("Modellkommuner 2017", date(2017, 1, 1)))
    page = lead.post(reverse("cohorts:ask_mentor", args=[promise.pk]), sent)
    assert (page.status_code, set(page.context["form"].errors)) == (422, wrong)
    assert Message.objects.count() == 0


def test_a_refusal_of_the_service_is_shown_above_the_form(lead, cohort):
    promise = promised("Malmö", earlier("Modellkommuner 2017", date(2017, 1, 1)))
    factories.make_participation(cohort, promise.organisation)
    day = timezone.localdate()
    page = lead.post(
        reverse("cohorts:ask_mentor", args=[promise.pk]),
        {
            "cohort": cohort.pk,
            "name": "Anna",
            "email": "anna@malmo.example",
            "answer_by_day": day.day,
            "answer_by_month": day.month,
            "answer_by_year": day.year,
        },
    )
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "Malmö deltar i Modellkommuner 2027 och kan inte vara mentor i den."
    ]


@pytest.mark.parametrize(
    "name, status, sent, becomes",
    [
        ("take_back_question", "asked", {}, "promised"),
        ("release_mentor", "accepted", {"reason": ""}, "promised"),
        ("excuse_mentor", "declined", {"reason": "Skäl"}, "excused"),
        ("restore_promise", "excused", {}, "promised"),
        ("renew_promise", "done", {}, "done"),
    ],
)
def test_what_is_done_by_a_button(lead, cohort, name, status, sent, becomes):
    promise = factories.make_promise(status=status, cohort=cohort)
    page = lead.post(reverse(f"cohorts:{name}", args=[promise.pk]), sent, follow=True)
    assert page.status_code == 200
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    promise.refresh_from_db()
    assert promise.status == becomes


def test_a_button_pressed_twice_says_that_it_is_done(lead, cohort):
    promise = factories.make_promise(status="promised")
    page = lead.post(reverse("cohorts:take_back_question", args=[promise.pk]))
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "Det här är redan hanterat. Ladda om sidan för att se hur det står nu."
    ]


def test_a_yes_by_telephone_and_other_people_afterwards(lead, cohort):
    promise = promised("Malmö", earlier("Modellkommuner 2017", date(2017, 1, 1)))
    noted = lead.post(
        reverse("cohorts:note_answer", args=[promise.pk]),
        {
            "cohort": cohort.pk,
            "accepts": "yes",
            "capacity": "2",
            "person1_name": "Anna Berg",
            "person1_email": "anna@malmo.example",
            "answered_by": "Anna Berg",
        },
    )
    assert noted.headers["Location"] == reverse("cohorts:round_mentors", args=[cohort.slug])
    promise.refresh_from_db()
    assert (promise.status, promise.capacity) == ("accepted", 2)

    people = reverse("cohorts:mentor_people", args=[promise.pk])
    assert lead.get(people).context["form"].initial["person1_name"] == "Anna Berg"
    assert lead.post(people, {"person1_name": "Bo"}).status_code == 422
    lead.post(people, {"person1_name": "Bo", "person1_email": "bo@malmo.example"})
    assert [person.name for person in promise.people.current()] == ["Bo"]


def test_the_desk_counts_those_who_have_not_answered_in_time(cohort, project_lead, reviewer):
    malmo = factories.make_organisation("Malmö")
    for days in (1, 5, 0, -3):
        factories.make_promise(
            malmo if days == 5 else None,
            status="asked",
            cohort=cohort,
            answer_by=timezone.localdate() - timedelta(days=days),
        )
    assert [(one.count, one.label, one.oldest) for one in waiting_for(project_lead)] == [
        (2, "mentorer har inte svarat i tid", "Malmö")
    ]
    assert waiting_for(reviewer) == []


# --- the organisation's own page -------------------------------------------------
TOKEN = "lank-i-mejlet"


@pytest.fixture
def asked(cohort):
    return promised(
        "Malmö",
        earlier("Modellkommuner 2017", date(2017, 1, 1)),
        status="asked",
        cohort=cohort,
        token_hash=hash_token(TOKEN),
        contact_name="Anna Berg",
        contact_email="anna@malmo.example",
        answer_by=timezone.localdate() + timedelta(days=3),
    )


@pytest.fixture
def url():
    return reverse("cohorts:mentor_answer", args=[TOKEN])


YES = {
    "accepts": "yes",
    "capacity": "2",
    "person1_name": "Anna Berg",
    "person1_title": "Strateg",
    "person1_email": "anna@malmo.example",
    "answered_by": "Anna Berg",
    "reason": "",
}


def test_reading_never_answers(client, asked, url):
    for _n in range(2):
        assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    asked.refresh_from_db()
    assert (asked.status, asked.answered_at, Message.objects.count()) == ("asked", None, 0)


def test_yes_without_an_account_then_the_answer_is_shown(client, asked, url):
    page = client.post(url, YES | {"seen": ""})
    assert (page.status_code, page.headers["Location"]) == (302, url)

    shown = client.get(url)
    asked.refresh_from_db()
    assert (asked.status, asked.capacity, asked.answered_by) == ("accepted", 2, "Anna Berg")
    assert (
        shown.content.decode().count("Malmö har sagt ja till att vara mentor i Modellkommuner 2027")
        == 1
    )
    assert shown.context["form"].initial["person1_title"] == "Strateg"


def test_no_needs_only_a_reason_and_a_name(client, asked, url):
    page = client.post(
        url, {"accepts": "no", "reason": "Valår", "answered_by": "Bo", "person1_email": "halv"}
    )
    asked.refresh_from_db()
    assert (page.status_code, asked.status, asked.reason) == (302, "declined", "Valår")


@pytest.mark.parametrize(
    "changes, wrong",
    [
        ({"accepts": ""}, {"accepts"}),
        ({"accepts": "kanske"}, {"accepts"}),
        ({"accepts": "no"}, {"reason"}),
        ({"answered_by": ""}, {"answered_by"}),
        ({"answered_by": "A\nB"}, {"answered_by"}),
        ({"capacity": "6"}, {"capacity"}),
        ({"capacity": "²"}, {"capacity"}),
        ({"person1_name": ""}, {"person1_name"}),
        ({"person1_email": ""}, {"person1_email"}),
        ({"person1_email": "anna"}, {"person1_email"}),
        ({"person2_phone": "1"}, {"person2_name", "person2_email"}),
        ({"person3_name": "C", "person3_email": "ANNA@malmo.example"}, {"person3_email"}),
        ({"person1_name": "x" * 151}, {"person1_name"}),
    ],
)
def test_a_bad_answer_is_shown_with_what_was_typed(client, asked, url, changes, wrong):
    page = client.post(url, YES | changes)
    assert (page.status_code, set(page.context["form"].errors)) == (422, wrong)
    assert page.context["form"]["person1_title"].value() == "Strateg"
    asked.refresh_from_db()
    assert (asked.status, Message.objects.count()) == ("asked", 0)


def test_an_answer_from_a_page_that_is_behind_is_shown_the_one_that_is_there(client, asked, url):
    behind = client.get(url).context["form"].initial["seen"]
    client.post(url, YES | {"seen": behind})

    page = client.post(
        url, {"accepts": "no", "reason": "Valår", "answered_by": "Bo", "seen": behind}
    )

    assert page.status_code == 422
    assert " ".join(page.context["form"].non_field_errors()) == (
        "Anna Berg har svarat under tiden. Ditt svar är inte sparat. Titta på svaret som finns"
        " innan du ändrar det."
    )
    # Now it has been seen: sending it again is a decision.
    again = {"accepts": "no", "reason": "Valår", "answered_by": "Bo"}
    client.post(url, again | {"seen": page.context["form"].data["seen"]})
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by) == ("declined", "Bo")


def test_the_last_day_has_passed_but_the_answer_is_welcome(client, asked, url):
    MentorPromise.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert client.get(url).content.decode().count("fortfarande välkommet") == 1
    client.post(url, YES)
    asked.refresh_from_db()
    assert asked.status == "accepted"


@pytest.mark.parametrize("status", ["accepted", "serving", "done"])
def test_when_groups_are_published_the_page_only_tells(client, asked, url, cohort, status):
    MentorPromise.objects.update(status=status, answered_by="Anna")
    factories.make_group(cohort)
    page = client.get(url)
    assert (page.status_code, page.content.decode().count("<textarea")) == (200, 0)
    assert client.post(url, YES).status_code == 410
    asked.refresh_from_db()
    assert asked.status == status


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_taken_back_says_so(client, asked, url, method):
    MentorPromise.objects.update(token_hash=None, status="promised", cohort=None)
    page = getattr(client, method)(url)
    assert (page.status_code, page.content.decode().count("Länken går inte att använda")) == (
        410,
        2,
    )


@pytest.mark.parametrize("people", [0, 3])
def test_the_answer_page_costs_the_same_whoever_mentors(
    client, asked, url, people, django_assert_num_queries
):
    factories.make_promise()
    for number in range(people):
        asked.people.create(name=f"P{number}", email=f"p{number}@x.example")
    with django_assert_num_queries(2):
        client.get(url)
