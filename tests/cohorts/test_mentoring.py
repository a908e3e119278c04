"""Asking to mentor, answering by the link, and what SKR notes by hand."""

import re
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.utils import timezone

from cohorts.models import Cohort, MentorPerson, MentorPromise
from cohorts.services import mentor_answers, mentoring
from cohorts.services.mentor_answers import Answer, MentorContact, version_of
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
ANNA = MentorContact("Anna Berg", "Strateg", "anna@malmo.example", "040-34 10 00")
BO = MentorContact("Bo Ek", "", "bo@malmo.example")
YES = Answer(True, (ANNA,), 2, "", "Anna Berg")
NO = Answer(False, (), 1, "Omorganisation", "Bo Ek")


@pytest.fixture
def cohort():
    return factories.make_cohort(
        name_sv="Modellkommuner 2027", contact_email="omgang@skr.example", contact_name="Omgången"
    )


@pytest.fixture
def malmo():
    return factories.make_organisation("Malmö")


@pytest.fixture
def promise(malmo):
    return factories.make_promise(malmo)


def ask(promise, cohort, actor, **changes):
    values = {
        "name": "Anna Berg",
        "email": "Anna@malmo.example",
        "answer_by": timezone.localdate() + timedelta(days=14),
        "message": "Hoppas ni kan!",
    } | changes
    return mentoring.ask_mentor(promise=promise, cohort=cohort, actor=actor, **values)


def token_of(message):
    return re.search(r"/mentorskap/([^/]+)/", message.body_text)[1]


@pytest.fixture
def asked(promise, cohort, project_lead):
    ask(promise, cohort, project_lead)
    promise.refresh_from_db()
    return promise


@pytest.fixture
def token(asked):
    return token_of(Message.objects.get(kind="mentor_question"))


def trail(promise):
    return [
        (entry.action, entry.target, entry.actor, entry.note)
        for entry in AuditEntry.objects.about(promise).order_by("pk")
    ]


# --- asking --------------------------------------------------------------------
def test_the_question_goes_by_mail_with_a_link(promise, cohort, project_lead):
    ask(promise, cohort, project_lead)

    promise.refresh_from_db()
    assert (promise.status, promise.cohort, promise.contact_email) == (
        "asked",
        cohort,
        "anna@malmo.example",
    )
    mail = Message.objects.get()
    assert (mail.to_email, mail.to_name, mail.subject) == (
        "anna@malmo.example",
        "Anna Berg",
        "Vill Malmö vara mentor i Modellkommuner 2027?",
    )
    token = token_of(mail)
    assert promise.token_hash == mentoring.hash_token(token)
    assert MentorPromise.objects.filter(token_hash=token).count() == 0
    assert mentoring.find_question(token) == promise
    for words in ("Projektledare", "Hoppas ni kan!", "inte vara experter"):
        assert mail.body_text.count(words) == 1
    assert trail(promise) == [("ask", "asked", project_lead, "Hoppas ni kan!")]


def refused(promise, cohort, actor, code, **changes):
    with pytest.raises(ValidationError) as refusal:
        ask(promise, cohort, actor, **changes)
    assert refusal.value.code == code
    assert Message.objects.count() == 0
    assert list(
        MentorPromise.objects.filter(pk=promise.pk).values_list("token_hash", "asked_at")
    ) == [(None, None)]


def test_a_participant_of_the_round_is_not_asked(promise, cohort, malmo, project_lead):
    factories.make_participation(cohort, malmo)
    refused(promise, cohort, project_lead, "takes_part")


def test_a_participant_who_has_left_the_round_may_be_asked(promise, cohort, malmo, project_lead):
    factories.make_participation(cohort, malmo, status="withdrawn")
    assert ask(promise, cohort, project_lead).status == "asked"


def test_who_has_not_completed_an_earlier_round_is_not_asked(cohort, malmo, project_lead):
    own = factories.make_participation(cohort, malmo, status="completed")
    promise = factories.make_promise(malmo, participation=own)
    earlier = factories.make_cohort(starts_on=cohort.starts_on - timedelta(days=400))
    refused(promise, earlier, project_lead, "not_completed")


def test_nobody_is_asked_twice_for_a_round(promise, cohort, malmo, project_lead):
    factories.make_promise(malmo, status="asked", cohort=cohort)
    refused(promise, cohort, project_lead, "asked_already")


def test_two_project_leads_who_ask_at_once_ask_once(promise, cohort, malmo, project_lead):
    """The check passes for both; the database lets one through, and the other hears why."""
    other = factories.make_promise(malmo)
    check = mentoring.refuse_unfit

    def another_asks_meanwhile(*args):
        check(*args)
        MentorPromise.objects.filter(pk=other.pk).update(status="asked", cohort=cohort)

    mentoring.refuse_unfit = another_asks_meanwhile
    try:
        refused(promise, cohort, project_lead, "asked_already")
    finally:
        mentoring.refuse_unfit = check


@pytest.mark.parametrize(
    "fields",
    [{"is_historical": True, "source": "SKR"}, {"completed_on": date(2020, 1, 1)}],
)
def test_a_round_that_is_over_asks_nobody(promise, project_lead, fields):
    refused(promise, factories.make_cohort(**fields), project_lead, "round_over")


def test_a_day_that_has_passed_is_no_last_day(promise, cohort, project_lead):
    with pytest.raises(ValidationError) as refusal:
        ask(promise, cohort, project_lead, answer_by=timezone.localdate() - timedelta(days=1))
    assert list(refusal.value.error_dict) == ["answer_by"]
    assert Message.objects.count() == 0
    assert ask(promise, cohort, project_lead, answer_by=timezone.localdate()).status == "asked"


@pytest.mark.parametrize("status", ["asked", "accepted", "serving", "done", "excused"])
def test_a_promise_that_is_taken_is_not_asked_for(cohort, malmo, project_lead, status):
    other = factories.make_cohort()
    promise = factories.make_promise(malmo, status=status, cohort=other)
    refused(promise, cohort, project_lead, "wrong_state")


def test_a_no_to_one_round_may_be_a_yes_to_the_next(cohort, malmo, project_lead):
    earlier = factories.make_cohort()
    promise = factories.make_promise(
        malmo, status="declined", cohort=earlier, answered_by="Anna", answered_at=timezone.now()
    )
    ask(promise, cohort, project_lead)
    promise.refresh_from_db()
    assert (promise.cohort, promise.reason, promise.answered_by, promise.answered_at) == (
        cohort,
        "",
        "",
        None,
    )


def test_an_organisation_in_two_rounds_is_a_warning_and_no_refusal(
    promise, cohort, malmo, project_lead
):
    factories.make_participation(factories.make_cohort(), malmo)
    assert ask(promise, cohort, project_lead).status == "asked"


def test_only_project_leads_ask(promise, cohort, reviewer, stranger):
    for person in (reviewer, stranger):
        with pytest.raises(PermissionDenied):
            ask(promise, cohort, person)
    assert Message.objects.count() == 0


def test_the_contact_is_written_to_in_their_own_language(promise, cohort, project_lead):
    factories.make_user("anna@malmo.example", name="Anna", language="en")
    ask(promise, cohort, project_lead)
    assert Message.objects.get().subject == "Will Malmö be mentor in Modellkommuner 2027?"


def test_asking_again_gives_a_new_link_and_ends_the_old(asked, token, project_lead):
    mentoring.ask_again(
        promise=asked,
        name="Bo Ek",
        email="bo@malmo.example",
        answer_by=timezone.localdate(),
        actor=project_lead,
    )

    mail = Message.objects.order_by("pk").last()
    assert (mail.to_email, mail.subject) == (
        "bo@malmo.example",
        "Påminnelse: vill Malmö vara mentor i Modellkommuner 2027?",
    )
    assert mentoring.find_question(token) is None
    assert mentoring.find_question(token_of(mail)) == asked
    assert [row[0] for row in trail(asked)] == ["ask", "ask_again"]


@pytest.mark.parametrize("status", ["promised", "accepted", "declined", "serving"])
def test_only_an_open_question_is_put_again(cohort, project_lead, status):
    promise = factories.make_promise(status=status, cohort=cohort)
    with pytest.raises(ValidationError) as refusal:
        mentoring.ask_again(
            promise=promise,
            name="Bo",
            email="bo@malmo.example",
            answer_by=timezone.localdate(),
            actor=project_lead,
        )
    assert (refusal.value.code, Message.objects.count()) == ("wrong_state", 0)


# --- answering by the link -----------------------------------------------------
def answer(token, given, promise=None, seen=None):
    if seen is None:
        seen = version_of(mentoring.find_question(token))
    return mentor_answers.answer_by_link(token=token, answer=given, seen=seen)


def test_yes_names_people_and_how_many_groups(asked, token, mentor):
    contact = MentorContact("Mentor, Malmö", "Strateg", "Mentor@Malmo.example")
    answer(token, Answer(True, (ANNA, contact), 2, "", "Bo Ek"))

    asked.refresh_from_db()
    assert (asked.status, asked.capacity, asked.answered_by, asked.reason) == (
        "accepted",
        2,
        "Bo Ek",
        "",
    )
    assert list(asked.people.order_by("pk").values_list("name", "email", "phone", "user")) == [
        ("Anna Berg", "anna@malmo.example", "040-34 10 00", None),
        ("Mentor, Malmö", "mentor@malmo.example", "", mentor.pk),
    ]
    assert trail(asked)[-1] == ("accept", "accepted", None, "")
    receipt, note = Message.objects.exclude(kind="mentor_question").order_by("pk")
    assert (receipt.to_email, receipt.kind) == ("anna@malmo.example", "mentor_receipt")
    assert token_of(receipt) == token
    assert (note.to_email, note.subject) == (
        "omgang@skr.example",
        "Malmö säger ja till att vara mentor i Modellkommuner 2027",
    )
    assert note.body_text.count("Bo Ek har svarat") == 1


def test_no_has_a_reason_and_every_project_lead_hears_where_the_round_has_no_contact(
    asked, token, project_lead
):
    Cohort.objects.update(contact_email="")
    other = factories.make_user("annan@skr.example", staff_role="project_lead")

    answer(token, NO)

    asked.refresh_from_db()
    assert (asked.status, asked.reason, asked.people.count()) == ("declined", "Omorganisation", 0)
    assert sorted(
        Message.objects.filter(kind="mentor_answered").values_list("to_email", "subject")
    ) == [
        (person.email, "Malmö säger nej till att vara mentor i Modellkommuner 2027")
        for person in sorted([other, project_lead], key=lambda one: one.email)
    ]


@pytest.mark.parametrize("given", [YES, NO])
def test_the_same_answer_twice_is_one_answer(asked, token, given):
    answer(token, given, seen="")
    before = (Message.objects.count(), AuditEntry.objects.count())

    answer(token, given, seen="")

    assert (Message.objects.count(), AuditEntry.objects.count()) == before


def test_an_answer_may_be_changed_until_groups_are_published(asked, token, cohort):
    answer(token, NO)
    answer(token, YES)
    answer(token, Answer(True, (BO,), 1, "", "Anna Berg"))

    asked.refresh_from_db()
    assert (asked.status, asked.capacity, asked.reason) == ("accepted", 1, "")
    assert list(asked.people.order_by("pk").values_list("name", "left_on")) == [
        ("Anna Berg", timezone.localdate()),
        ("Bo Ek", None),
    ]
    assert [row[0] for row in trail(asked)] == ["ask", "decline", "accept", "change_answer"]

    group = factories.make_group(cohort)
    with pytest.raises(ValidationError) as refusal:
        answer(token, NO)
    assert refusal.value.code == "gone"
    group.dissolved_on = timezone.localdate()
    group.save()
    assert answer(token, NO).status == "declined"


def test_a_first_answer_is_taken_even_when_groups_are_published(asked, token, cohort):
    factories.make_group(cohort)
    assert answer(token, YES).status == "accepted"


def test_a_colleague_who_did_not_see_the_first_answer_overwrites_nothing(asked, token):
    """The link was forwarded: both read the question, and both answer."""
    seen = version_of(asked)
    answer(token, YES, seen=seen)

    with pytest.raises(ValidationError) as refusal:
        answer(token, NO, seen=seen)

    assert refusal.value.code == "changed_meanwhile"
    assert " ".join(refusal.value.messages) == (
        "Anna Berg har svarat under tiden. Ditt svar är inte sparat. Titta på svaret som finns"
        " innan du ändrar det."
    )
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by) == ("accepted", "Anna Berg")


@pytest.mark.parametrize("token", ["", "fel", "å" * 400])
def test_a_link_that_nobody_was_given_answers_nothing(asked, token):
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.answer_by_link(token=token, answer=YES)
    assert refusal.value.code == "gone"


@pytest.mark.parametrize("status", ["serving", "done", "excused", "promised"])
def test_the_link_answers_only_while_there_is_a_question(asked, token, status):
    MentorPromise.objects.update(status=status, reason="Skäl")
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.answer_by_link(token=token, answer=YES)
    assert refusal.value.code == "gone"


def test_a_round_that_is_over_takes_no_answer(asked, token):
    Cohort.objects.filter(pk=asked.cohort_id).update(completed_on=timezone.localdate())
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.answer_by_link(token=token, answer=YES)
    assert refusal.value.code == "gone"


@pytest.mark.parametrize(
    "given, field",
    [
        (Answer(True, (), 1, "", "Bo"), "people"),
        (
            Answer(True, (ANNA, BO, MentorContact("C", "", "c@x.example"), BO), 1, "", "Bo"),
            "people",
        ),
        (Answer(True, (ANNA, ANNA), 1, "", "Bo"), "people"),
        (Answer(True, (MentorContact("", "", "a@x.example"),), 1, "", "Bo"), "name"),
        (Answer(True, (MentorContact("Bo", "", "ingen adress"),), 1, "", "Bo"), "email"),
        (Answer(True, (ANNA,), 0, "", "Bo"), "capacity"),
        (Answer(True, (ANNA,), 6, "", "Bo"), "capacity"),
        (Answer(False, (), 1, "  ", "Bo"), "reason"),
        (Answer(False, (), 1, "Skäl", " "), "answered_by"),
    ],
)
def test_an_answer_that_is_not_whole_leaves_everything_as_it_was(asked, token, given, field):
    with pytest.raises(ValidationError) as refusal:
        answer(token, given)
    assert list(refusal.value.error_dict) == [field]
    asked.refresh_from_db()
    assert (asked.status, asked.answered_at, MentorPerson.objects.count()) == ("asked", None, 0)
    assert Message.objects.count() == 1


def test_who_has_come_into_the_round_meanwhile_can_not_say_yes(asked, token, cohort, malmo):
    factories.make_participation(cohort, malmo)
    with pytest.raises(ValidationError) as refusal:
        answer(token, YES)
    assert refusal.value.code == "takes_part"
    assert answer(token, NO).status == "declined"


def test_whoever_has_the_link_can_not_flood_mailboxes(asked, token):
    """Each answer is mailed to whoever was asked and to SKR."""
    for n in range(mentor_answers.MOST_ANSWERS_A_DAY):
        answer(token, YES if n % 2 else NO)
    mails = Message.objects.count()

    with pytest.raises(ValidationError) as refusal:
        answer(token, NO)
    assert (refusal.value.code, Message.objects.count()) == ("too_many", mails)
    # The same again is no new answer, and the next day is another.
    assert answer(token, YES).status == "accepted"
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert answer(token, NO).status == "declined"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one_answer(asked, token):
    """Both have read the question; one answers, the other hears who did."""
    start = threading.Barrier(2)
    outcomes = []

    def send(given):
        start.wait()
        try:
            outcomes.append(mentor_answers.answer_by_link(token=token, answer=given).status)
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(given,)) for given in (YES, NO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert connection.vendor == "postgresql"
    assert sorted(outcomes) in (
        ["accepted", "changed_meanwhile"],
        ["changed_meanwhile", "declined"],
    )
    assert Message.objects.filter(kind="mentor_answered").count() == 1


# --- noted by SKR --------------------------------------------------------------
@pytest.mark.parametrize("status", ["promised", "asked", "declined"])
def test_a_yes_by_telephone(promise, cohort, project_lead, status):
    if status != "promised":
        MentorPromise.objects.update(status=status, cohort=cohort, reason="Nej")

    mentor_answers.record_answer(promise=promise, cohort=cohort, answer=YES, actor=project_lead)

    promise.refresh_from_db()
    assert (promise.status, promise.cohort, promise.capacity, promise.reason) == (
        "accepted",
        cohort,
        2,
        "",
    )
    assert trail(promise) == [("accept", "accepted", project_lead, "")]
    assert (promise.people.get().name, Message.objects.count()) == ("Anna Berg", 0)


def test_a_mentor_who_changes_their_mind_by_telephone(asked, token, project_lead, cohort):
    answer(token, YES)
    mentor_answers.record_answer(promise=asked, cohort=cohort, answer=NO, actor=project_lead)
    asked.refresh_from_db()
    assert (asked.status, asked.reason, asked.people.current().count()) == (
        "declined",
        "Omorganisation",
        0,
    )


def test_an_answer_for_another_round_than_the_question_is_refused(asked, project_lead):
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.record_answer(
            promise=asked, cohort=factories.make_cohort(), answer=YES, actor=project_lead
        )
    assert refusal.value.code == "other_round"
    asked.refresh_from_db()
    assert asked.status == "asked"


@pytest.mark.parametrize("status", ["serving", "done", "excused"])
def test_nothing_is_noted_of_what_is_settled(cohort, project_lead, status):
    promise = factories.make_promise(status=status, cohort=cohort)
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.record_answer(promise=promise, cohort=cohort, answer=YES, actor=project_lead)
    assert (refusal.value.code, MentorPerson.objects.count()) == ("wrong_state", 0)


def test_a_no_needs_a_question(promise, cohort, project_lead):
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.record_answer(promise=promise, cohort=cohort, answer=NO, actor=project_lead)
    assert refusal.value.code == "wrong_state"


def test_only_project_leads_note_answers_and_people(asked, cohort, reviewer):
    with pytest.raises(PermissionDenied):
        mentor_answers.record_answer(promise=asked, cohort=cohort, answer=YES, actor=reviewer)
    with pytest.raises(PermissionDenied):
        mentor_answers.change_mentor_people(promise=asked, people=(ANNA,), actor=reviewer)


# --- the people ----------------------------------------------------------------
def test_people_are_replaced_with_history(cohort, project_lead, mentor):
    promise = factories.make_promise(status="serving", cohort=cohort, people=(mentor,))
    kept = promise.people.get()
    renamed = MentorContact("Mentor Nyman", "Chef", mentor.email)

    mentor_answers.change_mentor_people(promise=promise, people=(renamed, BO), actor=project_lead)
    kept.refresh_from_db()
    assert (kept.name, kept.user, kept.left_on) == ("Mentor Nyman", mentor, None)

    mentor_answers.change_mentor_people(promise=promise, people=(BO,), actor=project_lead)
    kept.refresh_from_db()
    assert kept.left_on == timezone.localdate()
    assert [person.name for person in promise.people.current()] == ["Bo Ek"]
    assert list(kept.history.order_by("history_date").values_list("name", "left_on")) == [
        ("Mentor, Malmö", None),
        ("Mentor Nyman", None),
        ("Mentor Nyman", timezone.localdate()),
    ]


@pytest.mark.parametrize("status", ["promised", "asked", "declined", "done", "excused"])
def test_people_are_named_only_where_somebody_has_said_yes(cohort, project_lead, status):
    promise = factories.make_promise(status=status, cohort=cohort)
    with pytest.raises(ValidationError) as refusal:
        mentor_answers.change_mentor_people(promise=promise, people=(BO,), actor=project_lead)
    assert (refusal.value.code, MentorPerson.objects.count()) == ("wrong_state", 0)


def test_an_account_made_later_is_tied_to_its_seat(client, asked, token):
    answer(token, YES)
    late = factories.make_user("ANNA@malmo.example")
    client.force_login(late)
    assert asked.people.get().user == late
