"""What a person has to do: near and far, own and others', and the same as the mails say."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from cohorts.models import Cohort, Participation
from cohorts.round_people import RoundPeople
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.models import Message, Reminder
from modellkonceptet.notifications.reminder_letters import reminder_letter
from modellkonceptet.notifications.reminder_plan import Said, letters_on, lines_on, told_by
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Found,
    Looking,
    Policy,
    Recipient,
    Round,
    Rule,
    find_due,
)
from modellkonceptet.notifications.todo import Urgency, look, tasks_of, todo_in
from modellkonceptet.working_days import is_working_day
from tests import factories
from tests.notifications.registry import only
from tests.notifications.rule_recipes import LEAD, MARIA, OLA, due, people, policy, rule

pytestmark = pytest.mark.django_db

ROUND = Round(pk=1, name={"sv": "Modellkommuner 2027", "en": "Model municipalities 2027"})
DAY = date(2027, 3, 3)  # a Wednesday
MARIAS = User(email="Maria@Lund.example")
OLAS = User(email=OLA.email)
LEADS = User(email=LEAD.email)


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 3), tick=False):
        yield


def finding(*things: Due, **fields: Any) -> Rule:
    return rule(find=lambda looking: things, **fields)


def on(days: int, subject: str = "", **fields: Any) -> Due:
    return due(subject or f"report-{days}", DAY + timedelta(days=days), **fields)


def test_what_is_late_comes_first_and_what_is_far_away_not_at_all():
    things = [on(days) for days in (61, 60, 15, 14, 5, 4, 0, -1, -40)]

    with only(finding(*things, policy=policy(1)), rounds=[ROUND]):
        todo = todo_in(look(MARIAS, DAY), MARIAS)

    assert [(task.found.due.subject, task.urgency.name, task.days_late) for task in todo.tasks] == [
        ("report--40", "LATE", 40),
        ("report--1", "LATE", 1),
        ("report-0", "THIS_WEEK", 0),
        ("report-4", "THIS_WEEK", 0),  # Sunday
        ("report-5", "SOON", 0),
        ("report-14", "SOON", 0),
        ("report-15", "LATER", 0),
        ("report-60", "LATER", 0),
    ]
    assert todo.next is not None
    assert todo.next.found.due.subject == "report-61"
    assert todo.late == 2


def test_what_a_mail_has_spoken_of_is_never_too_far_away():
    with only(finding(on(80), policy=policy(-90, 1)), rounds=[ROUND]):
        assert [task.urgency for task in tasks_of(MARIAS, DAY)] == [Urgency.LATER]


def test_what_has_been_raised_is_told_as_somebody_elses():
    ladder = ((Role.SENIOR_MANAGER, 7), (Role.DESK, 14))
    raised = finding(on(-8), policy=policy(-2, ladder=ladder))

    with only(raised, rounds=[ROUND]), translation.override("en"):
        told = [
            [(task.sentence, task.when, task.is_above) for task in tasks_of(user, DAY)]
            for user in (MARIAS, OLAS, LEADS)
        ]

    when = "Should have been done by Tuesday 23 February, 8 days ago"
    assert told == [
        [("Lämna resultatrapporten", when, False)],
        [("Lund has not done this: lämna resultatrapporten", when, True)],
        [],
    ]


def test_the_rounds_own_text_stands_on_the_page_too():
    own = policy(-2, text={"sv": "{namn}: {vad} för {organisation} i {omgång}", "en": ""})

    with only(finding(on(1), policy=own), rounds=[ROUND]):
        (task,) = tasks_of(MARIAS, DAY)

    assert (task.sentence, task.round_name, task.path, task.whose) == (
        "Maria Berg: Lämna resultatrapporten för Lund i Modellkommuner 2027",
        "Modellkommuner 2027",
        "/rapport/1/",
        "Lund",
    )


def test_an_event_is_never_late_and_what_is_over_is_gone():
    event = finding(on(0), on(-1), key="test.event", late_matters=False, is_event=True)
    closed = finding(on(-3, until=DAY), on(-3, "shut", until=DAY - timedelta(days=1)))

    with only(event, closed, rounds=[ROUND]):
        told = [(task.when, task.urgency.name) for task in tasks_of(MARIAS, DAY)]

    assert told == [
        ("Skulle ha varit klart söndag 28 februari, för 3 dagar sedan", "LATE"),
        ("onsdag 3 mars, i dag", "THIS_WEEK"),
    ]


def test_the_day_of_the_latest_mail_that_left_stands_by_the_thing():
    def say(subject: str, day: date, status: str, address: str = MARIA.key) -> None:
        sent = timezone.now() if status == "sent" else None
        message = Message.objects.create(
            kind="reminder",
            to_email=address,
            language="sv",
            subject="S",
            status=status,
            sent_at=sent,
        )
        Reminder.objects.create(
            rule="test.report",
            round_id=1,
            subject=subject,
            address=address,
            due_on=DAY + timedelta(days=1),
            step=(day - DAY).days,
            day=day,
            message=message,
        )

    say("report-1", date(2027, 2, 22), "sent")
    say("report-1", date(2027, 3, 1), "sent")
    say("report-1", date(2027, 3, 2), "failed")
    say("report-1", date(2027, 3, 3), "sent", OLA.key)
    say("other", date(2027, 3, 3), "sent")

    with only(finding(on(1), on(1, "silent")), rounds=[ROUND]):
        told = {task.found.due.subject: task.reminded_on for task in tasks_of(MARIAS, DAY)}

    assert told == {"report-1": date(2027, 3, 1), "silent": None}


# --- page and mail agree ---------------------------------------------------------
def some_rules() -> list[Rule]:
    """Several kinds, with people in several roles, own texts, stand-ins, ladders and events."""
    ladder = ((Role.STRATEGIST, 3), (Role.SENIOR_MANAGER, 7), (Role.DESK, 14))
    alone = people(desk=(LEAD,))
    both = people(strategist=(MARIA,), senior_manager=(MARIA,), desk=(LEAD,))
    own = {"sv": "{namn}, {vad} ({avstånd})", "en": "{namn}, {vad} ({avstånd})"}
    start = date(2027, 1, 11)

    def each(key: str, step: int, **fields: Any) -> list[Due]:
        return [
            due(f"{key}-{n}", start + timedelta(days=n * step), path=f"/{key}/{n}/", **fields)
            for n in range(8)
        ]

    def rests_on(looking: Looking) -> list[Due]:
        return each("task", 9, responsible=(OLA,)) + each("left", 11, who=alone, whose="")

    def ruled(key: str, own: Policy, step: int = 0, **fields: Any) -> Rule:
        things = fields.pop("things", {})
        fields.setdefault("find", lambda looking: each(key, step, **things))
        return rule(f"test.{key}", policy=own, **fields)

    resting = policy(-3, 0, audience=(Role.RESPONSIBLE,), ladder=ladder, text=own)
    return [
        ruled("report", policy(-14, -7, -2, 1, 7, ladder=ladder), 7),
        ruled("task", resting, find=rests_on, topic=Topic.IMPROVEMENT),
        ruled("both", policy(-70, -1, ladder=ladder), 10, things={"who": both}),
        ruled("event", policy(-7, -1), 6, late_matters=False, is_event=True, topic=Topic.MEETINGS),
        ruled("until", policy(-7, 1, 20), 8, things={"until": date(2027, 2, 20)}),
        ruled("quiet", policy(), 12),
    ]


def working_days() -> Iterator[date]:
    first = date(2027, 1, 25)
    days = (first + timedelta(days=n) for n in range(60))
    return (day for day in days if is_working_day(day))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_line_of_every_mail_is_on_the_page_that_day_and_nothing_of_others(language: str):
    rounds = {1: ROUND}
    said: set[tuple[str, str]] = set()
    with only(*some_rules(), rounds=[ROUND]), translation.override(language):
        for day in working_days():
            found = find_due([ROUND], day)
            letters = letters_on(lines_on(found, day), day=day, hour=12, said=Said(), wishes={})
            pages = {
                person.key: tasks_of(User(email=person.email), day) for person in (MARIA, OLA, LEAD)
            }
            for letter in letters:
                mail = reminder_letter(letter, day=day, rounds=rounds, wishes_path="")
                page = {(t.sentence, t.when, t.path) for t in pages[letter.recipient.key]}
                assert {(item.text, item.when, item.path) for item in mail.items} <= page
                said |= {(letter.recipient.key, line.found.rule.key) for line in letter.lines}
            for key, tasks in pages.items():
                assert all(key in told_keys(task.found, day) for task in tasks)
    # The world is rich enough to say something.
    assert len(said) == 10


def told_keys(found: Found, day: date) -> set[str]:
    return {person.key for person in told_by(found, day)}


# --- as many queries for many as for few ------------------------------------------
def asks_strategists(looking: Looking) -> Iterator[Due]:
    """A rule over participations, as an app's own would be."""
    folk = RoundPeople.of(looking)
    for pk, home in folk.homes.items():
        yield Due(
            subject=f"participation-{pk}",
            round_id=home.round_id,
            due_on=DAY + timedelta(days=3),
            since=date(2027, 1, 1),
            what=lambda: "Skriv om er organisation",
            path="/",
            who=folk.of_participation(pk),
            whose=home.name,
        )


def test_the_queries_do_not_grow_with_organisations_and_people(
    project_lead: User, django_assert_num_queries: Any
):
    cohort = factories.make_cohort()
    asked = rule(find=asks_strategists, policy=policy(-2, ladder=((Role.DESK, -1),)))

    def join() -> None:
        seats = ("politician", "senior_manager", "key_person", "strategist")
        factories.make_participation(
            cohort, team={function: factories.make_user() for function in seats}
        )

    join()
    counted = []
    with only(asked):
        # Rounds and their settings, homes, seats, SKR's people, the ledger.
        with django_assert_num_queries(6):
            counted.append(len(tasks_of(project_lead, DAY + timedelta(days=2))))
        for _each in range(29):
            join()
        with django_assert_num_queries(6):
            counted.append(len(tasks_of(project_lead, DAY + timedelta(days=2))))
    assert counted == [1, 30]
    assert (Cohort.objects.count(), Participation.objects.count()) == (1, 30)


def test_a_persons_page_is_narrowed_to_what_they_see(project_lead: User):
    """A rule that asks the reader's own view hides from the page what the clock finds."""
    hidden = rule(find=lambda looking: [] if looking.reader else [on(1)])

    with only(hidden, rounds=[ROUND]):
        assert find_due([ROUND], DAY) != []
        assert tasks_of(User(email=Recipient(MARIA.email, "").email), DAY) == []
