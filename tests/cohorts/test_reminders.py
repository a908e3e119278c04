"""When an answer about being mentor is due, who is reminded, and by which link."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cohorts.models import MentorPromise
from cohorts.services.mentoring import ask_again, ask_mentor, hash_token, secret_of
from cohorts.services.promises import take_back_question
from cohorts.services.reminder_settings import rounds_to_remind
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.reminder_letters import line_in_words
from modellkonceptet.notifications.reminder_plan import Line, told_by
from modellkonceptet.notifications.reminder_rules import find_due, registered
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 3)  # a Wednesday
NOW = factories.stockholm(2027, 3, 3, 9)
BY = date(2027, 3, 16)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cohort():
    return factories.make_cohort(
        name_sv="Modellkommuner 2027", name_en="Model municipalities 2027", slug="kommuner-2027"
    )


@pytest.fixture
def asked(cohort, project_lead):
    return ask(factories.make_promise(factories.make_organisation("Malmö")), cohort, project_lead)


def ask(promise, cohort, actor, email="anna@malmo.example"):
    ask_mentor(
        promise=promise, cohort=cohort, name="Anna Berg", email=email, answer_by=BY, actor=actor
    )
    promise.refresh_from_db()
    return promise


def again(promise, actor, answer_by=BY):
    ask_again(
        promise=promise,
        name="Anna Berg",
        email="anna@malmo.example",
        answer_by=answer_by,
        actor=actor,
    )
    promise.refresh_from_db()


def find(day=DAY, reader=None):
    rules = [rule for rule in registered() if rule.key == "cohorts.mentor_answer"]
    return find_due(rounds_to_remind(day), day, reader=reader, rules=rules)


def told(found, day=DAY):
    return [(person.email, person.name, person.language) for person in told_by(found, day)]


def words(found, language="sv", *, is_above=False):
    rounds = {one.pk: one for one in rounds_to_remind(DAY)}
    line = Line(found, 1, told_by(found, DAY)[0], is_above)
    with translation.override(language):
        return line_in_words(line, DAY, rounds)


def mailed_links():
    """The secrets of the links that have been mailed, oldest first."""
    mails = Message.objects.filter(kind="mentor_question").order_by("pk")
    return [re.search(r"/mentorskap/([^/]+)/", mail.body_text)[1] for mail in mails]


def test_an_answer_is_due_for_the_contact_and_then_told_to_skr(asked, cohort, project_lead):
    [found] = find()

    assert (found.due.subject, found.due.due_on, found.due.since, found.due.round_id) == (
        f"promise-{asked.pk}",
        BY,
        DAY,
        cohort.pk,
    )
    anna = ("anna@malmo.example", "Anna Berg", "sv")
    lead = (project_lead.email, project_lead.name, "sv")
    assert [told(found, BY + timedelta(days=n)) for n in (0, 2, 3)] == [
        [anna],
        [anna],
        [anna, lead],
    ]
    assert words(found) == "Svara om Malmö kan vara mentor i Modellkommuner 2027"
    assert words(found, "en") == ("Answer whether Malmö can be mentor in Model municipalities 2027")
    assert words(found, is_above=True) == (
        "Malmö har inte gjort det här: svara om Malmö kan vara mentor i Modellkommuner 2027"
    )
    assert (found.policy.days, found.is_late(BY + timedelta(days=1))) == ((-3, 1), True)


def test_a_contact_with_an_account_is_told_in_their_own_language(asked):
    anna = factories.make_user("Anna@malmo.example", name="Anna", language="en")

    [found] = find()

    assert told(found) == [(anna.email, "Anna Berg", "en")]
    assert told_by(found, DAY)[0].user_id == anna.pk


def test_the_reminder_has_the_link_of_the_mail_and_it_answers(client, asked):
    [found] = find()

    assert found.due.path == reverse("cohorts:mentor_answer", args=mailed_links())
    assert client.get(found.due.path).status_code == 200


def test_skr_is_led_to_the_ledger_and_not_to_the_link_that_answers(asked, project_lead):
    [found] = find()
    paths = {
        person.email: found.due.path_for(person)
        for person in told_by(found, BY + timedelta(days=3))
    }
    ledger = reverse("cohorts:promise", args=[asked.pk])

    assert paths == {"anna@malmo.example": found.due.path, project_lead.email: ledger}
    assert [one.due.path for one in find(reader=project_lead)] == [ledger]


def test_asking_again_gives_another_link_and_moves_the_day(client, clock, asked, project_lead):
    clock.shift(timedelta(days=2))
    again(asked, project_lead, answer_by=BY + timedelta(days=7))

    first, second = mailed_links()
    [found] = find()
    assert (found.due.due_on, found.due.since) == (BY + timedelta(days=7), date(2027, 3, 5))
    assert found.due.path == reverse("cohorts:mentor_answer", args=[second])
    assert [
        client.get(reverse("cohorts:mentor_answer", args=[link])).status_code
        for link in (first, second)
    ] == [410, 200]


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)])
def test_a_clock_that_is_set_back_gives_another_link_all_the_same(clock, asked, project_lead, back):
    clock.shift(-back)
    again(asked, project_lead)

    first, second = mailed_links()
    assert first != second
    assert (asked.token_hash, secret_of(asked)) == (hash_token(second), second)


def test_a_question_from_before_has_no_link_to_give(asked, cohort):
    MentorPromise.objects.update(token_hash=hash_token("as it was made before"))

    [found] = find()

    assert found.due.path == reverse("cohorts:cohort", args=[cohort.slug])


@pytest.mark.parametrize("status", ["promised", "accepted", "declined", "serving", "excused"])
def test_what_is_answered_or_not_asked_is_not_due(asked, status):
    MentorPromise.objects.update(status=status, reason="Omorganisation")
    assert find() == []


def test_a_question_taken_back_is_not_due(asked, project_lead):
    take_back_question(promise=asked, actor=project_lead)
    assert find() == []


@pytest.mark.parametrize("field", ["answer_by", "asked_at"])
def test_a_question_without_its_days_is_not_due(asked, field):
    MentorPromise.objects.update(**{field: None})
    assert find() == []


def test_a_round_that_is_over_asks_for_no_answer(asked, cohort):
    cohort.completed_on = DAY
    cohort.save()
    assert find() == []


def test_without_an_address_skr_is_told(asked, project_lead):
    MentorPromise.objects.update(contact_email="")
    assert told(find()[0]) == [(project_lead.email, project_lead.name, "sv")]


def test_a_page_shows_the_question_to_the_one_asked_and_to_skr(
    asked, project_lead, reviewer, finance, stranger
):
    anna = factories.make_user("anna@malmo.example")

    assert [len(find(reader=one)) for one in (anna, project_lead, reviewer, finance, stranger)] == [
        1,
        1,
        1,
        0,
        0,
    ]
    assert find(reader=anna)[0].due.path == reverse("cohorts:mentor_answer", args=mailed_links())


def queries():
    with CaptureQueriesContext(connection) as captured:
        rows = len(find())
    return rows, len(captured)


def test_what_is_found_takes_the_same_queries_for_one_as_for_thirty(asked, cohort, project_lead):
    """The rounds and their settings, the promises and the accounts of those asked."""
    one = queries()
    for n in range(29):
        user = factories.make_user(f"kontakt{n}@kommun.example")
        ask(factories.make_promise(), cohort, project_lead, user.email)

    assert [one, queries()] == [(1, 4), (30, 4)]
