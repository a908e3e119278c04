"""Sending what is due: mails and ledger in the database, by rules of the tests' own."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import MessageStatus, Role, Topic
from modellkonceptet.notifications.models import Gate, MailAddress, Message, Reminder
from modellkonceptet.notifications.reminder_rules import Recipient, Round, find_due
from modellkonceptet.notifications.services import reminding
from modellkonceptet.notifications.services.reminding import send_reminders
from tests import factories
from tests.notifications.registry import only
from tests.notifications.rule_recipes import MARIA, OLA, due, people, person, policy, rule

pytestmark = pytest.mark.django_db

ROUND = Round(pk=1, name={"sv": "Modellkommuner 2027", "en": "Modellkommuner 2027"})
DUE = date(2027, 3, 10)


class Matter:
    """What the rule of these tests finds; a test changes it as the world changes."""

    def __init__(self) -> None:
        self.things = [due()]
        self.rule = rule(find=lambda looking: list(self.things), alone_from=1)
        self.round = ROUND

    def move(self, **fields) -> None:
        self.things = [due(**fields)]


@pytest.fixture
def matter():
    a_matter = Matter()
    with only(a_matter.rule):
        from modellkonceptet.notifications import reminder_rules

        reminder_rules.take_rounds_from(lambda day: [a_matter.round])
        yield a_matter


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


def run(day: date, hour: int = 8) -> int:
    with time_machine.travel(at(day, hour), tick=False):
        return send_reminders()


def deliver() -> None:
    Message.objects.filter(status=MessageStatus.QUEUED).update(
        status=MessageStatus.SENT, sent_at=timezone.now()
    )


def ledger() -> list[tuple]:
    rows = Reminder.objects.order_by("pk")
    return list(rows.values_list("address", "subject", "due_on", "step", "day"))


def test_a_reminder_is_written_once_with_its_line_in_the_ledger(matter):
    day = DUE - timedelta(days=7)

    assert [run(day), run(day), run(day, 9)] == [1, 0, 0]

    message = Message.objects.get()
    assert (message.to_email, message.to_name, message.status) == (
        MARIA.email,
        MARIA.name,
        MessageStatus.QUEUED,
    )
    assert message.subject == "Påminnelse: Lämna resultatrapporten"
    assert (message.is_bulk, message.topics) == (True, [Topic.REPORTS])
    assert "Senast onsdag 10 mars, om 7 dagar" in message.body_text
    assert "/rapport/1/" in message.body_text
    assert "Hej Maria Berg" in message.body_text
    assert "Modellkommuner 2027" in message.body_text
    assert ledger() == [(MARIA.key, "report-1", DUE, -7, day)]


def test_each_step_comes_on_its_day(matter):
    sent = {}
    for n in range(-10, 20):
        day = DUE + timedelta(days=n)
        if run(day):
            sent[n] = Message.objects.latest("pk").reminders.get().step
        deliver()

    assert sent == {-7: -7, -2: -2, 1: 1}


def test_nothing_leaves_at_night_at_weekends_and_on_holidays(matter):
    matter.move(due_on=date(2027, 3, 30))  # Tuesday after Easter; -2 is Sunday

    runs = {
        (day, hour): run(date(2027, 3, day), hour)
        for day, hour in ((25, 6), (25, 7), (26, 12), (27, 12), (28, 12), (29, 12), (30, 6))
    }

    assert {key for key, written in runs.items() if written} == {(25, 7)}


@pytest.mark.parametrize(
    ("night", "utc_before", "utc_at"),
    [
        (date(2026, 10, 26), 5, 6),  # the Monday after summer time has ended
        (date(2027, 3, 30), 4, 5),  # the Tuesday after it has begun (Monday is Easter's)
    ],
)
def test_seven_is_seven_after_the_clocks_have_changed(matter, night, utc_before, utc_at):
    matter.move(due_on=night + timedelta(days=7), since=night - timedelta(days=30))
    matter.things = [*matter.things]

    def run_at(hour):
        with time_machine.travel(datetime(night.year, night.month, night.day, hour), tick=False):
            return send_reminders()

    assert [run_at(utc_before), run_at(utc_at), run_at(utc_at)] == [0, 1, 0]


def test_an_outage_of_weeks_heals_with_one_mail(matter):
    matter.things = [due(), due("report-2", DUE + timedelta(days=1))]

    assert run(DUE) == 1

    message = Message.objects.get()
    assert sorted(line.step for line in message.reminders.all()) == [-2, -2]


def test_a_clock_set_back_sends_nothing_again(matter):
    assert [run(DUE - timedelta(days=2)), run(DUE - timedelta(days=7))] == [1, 0]


def test_a_moved_day_voids_what_waits_and_reminds_of_the_new_one(matter):
    run(DUE - timedelta(days=7))
    matter.move(due_on=DUE + timedelta(days=1))

    assert run(DUE - timedelta(days=6)) == 1

    old, new = Message.objects.order_by("pk")
    assert (old.status, old.note, old.key) == (MessageStatus.DROPPED, "outdated", None)
    assert new.status == MessageStatus.QUEUED
    assert [row[2] for row in ledger()] == [DUE + timedelta(days=1)]


def test_a_moved_day_reminds_again_also_those_who_have_got_the_mail(matter):
    run(DUE - timedelta(days=7))
    deliver()
    matter.move(due_on=DUE + timedelta(days=1))

    assert [run(DUE - timedelta(days=6)), run(DUE - timedelta(days=6))] == [1, 0]
    assert Message.objects.filter(status=MessageStatus.SENT).count() == 1


def test_what_has_been_done_takes_its_waiting_mail_with_it(matter):
    run(DUE - timedelta(days=7))
    matter.things = []

    assert run(DUE - timedelta(days=6)) == 0
    assert Message.objects.get().status == MessageStatus.DROPPED
    assert ledger() == []


def test_what_still_holds_of_a_summary_is_said_anew(matter):
    matter.things = [due("report-1"), due("report-2")]
    run(DUE - timedelta(days=7))
    matter.things = [due("report-2")]

    assert run(DUE - timedelta(days=7), 9) == 1

    assert [message.status for message in Message.objects.order_by("pk")] == ["dropped", "queued"]
    assert [row[1] for row in ledger()] == ["report-2"]


def test_a_person_who_left_gets_nothing_and_their_waiting_mail_is_dropped(matter):
    run(DUE - timedelta(days=7))
    matter.move(who=people(strategist=(person(1),)))

    run(DUE - timedelta(days=7), 9)

    assert list(Message.objects.order_by("pk").values_list("to_email", "status")) == [
        (MARIA.email, "dropped"),
        (person(1).email, "queued"),
    ]


def test_a_mail_that_could_not_leave_for_days_is_written_anew_with_todays_words(matter):
    run(DUE - timedelta(days=7))

    assert run(DUE - timedelta(days=5)) == 1

    old, new = Message.objects.order_by("pk")
    assert (old.status, new.status) == (MessageStatus.DROPPED, MessageStatus.QUEUED)
    assert "om 5 dagar" in new.body_text


def test_a_mail_that_is_being_sent_is_left_alone(matter):
    run(DUE - timedelta(days=7))
    Message.objects.update(status=MessageStatus.SENDING, claimed_at=timezone.now())
    matter.things = []

    run(DUE - timedelta(days=6))

    assert Message.objects.get().status == MessageStatus.SENDING


def test_what_skr_holds_stays_held_as_long_as_it_is_true(matter):
    run(DUE - timedelta(days=7))
    Message.objects.update(status=MessageStatus.HELD)

    assert run(DUE - timedelta(days=5)) == 0
    assert Message.objects.get().status == MessageStatus.HELD
    matter.things = []
    run(DUE - timedelta(days=5))

    assert Message.objects.get().status == MessageStatus.DROPPED


def test_what_skr_drops_is_not_said_again(matter):
    run(DUE - timedelta(days=7))
    Message.objects.update(status=MessageStatus.DROPPED)

    assert run(DUE - timedelta(days=6)) == 0


def test_a_round_that_sends_no_reminders_sends_none(matter):
    matter.round = Round(pk=1, name=ROUND.name, sends=False)

    assert run(DUE - timedelta(days=7)) == 0
    assert [one.due.subject for one in find_due([matter.round], DUE)] == ["report-1"]


def test_a_rule_switched_off_finds_nothing(matter):
    matter.round = Round(pk=1, name=ROUND.name, policies={"test.report": policy(-7, is_on=False)})

    assert run(DUE - timedelta(days=7)) == 0
    assert find_due([matter.round], DUE) == []


def test_the_rounds_own_words_days_and_people(matter):
    own = policy(
        -3,
        audience=(Role.SENIOR_MANAGER,),
        text={"sv": "Hej {namn}! {vad} i {omgång}, {avstånd}", "en": ""},
    )
    matter.round = Round(pk=1, name=ROUND.name, policies={"test.report": own})

    assert [run(DUE - timedelta(days=7)), run(DUE - timedelta(days=5))] == [0, 1]

    message = Message.objects.get()
    assert message.to_email == OLA.email
    assert message.subject == (
        "Påminnelse: Hej Ola Chef! Lämna resultatrapporten i Modellkommuner 2027, om 5 dagar"
    )


def test_the_mail_is_in_the_receivers_language(matter):
    english = Recipient("anna@lund.example", "Anna", "en")
    matter.move(who=people(strategist=(english,)))

    run(DUE - timedelta(days=7))

    message = Message.objects.get()
    assert (message.language, message.subject) == ("en", "Reminder: Lämna resultatrapporten")
    assert "By Wednesday 10 March, in 7 days" in message.body_text


def test_an_account_gets_its_mail_in_its_own_log(matter):
    user = factories.make_user("maria.ny@lund.example", name="Maria")
    matter.move(who=people(strategist=(Recipient(user.email, "Maria", "sv", user.pk),)))

    run(DUE - timedelta(days=7))

    assert Message.objects.get().recipient == user
    assert Reminder.objects.get().recipient == user


def test_a_failing_address_is_written_to_but_held(matter):
    MailAddress.objects.create(email=MARIA.email.upper(), failing_since=timezone.now())

    run(DUE - timedelta(days=7))

    message = Message.objects.get()
    assert (message.status, message.note) == (MessageStatus.HELD, "address_fails")


def test_refused_topics_and_weekly_days_are_kept(matter):
    MailAddress.objects.create(email=MARIA.email.upper(), weekday=4)
    matter.things = [due("report-1", DUE + timedelta(days=7))]

    # The step is due on Wednesday; the summary comes on Friday.
    assert [run(DUE), run(DUE + timedelta(days=1)), run(DUE + timedelta(days=2))] == [0, 0, 1]


def test_a_worker_that_dies_in_the_middle_loses_only_what_it_had_not_begun(matter, monkeypatch):
    matter.things = [due(f"report-{n}", who=people(strategist=(person(n),))) for n in range(5)]
    monkeypatch.setattr(reminding, "AT_A_TIME", 2)
    write, calls = reminding._write_some, []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(*args)

    monkeypatch.setattr(reminding, "_write_some", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(DUE - timedelta(days=7))
    assert Message.objects.count() == 2
    monkeypatch.setattr(reminding, "_write_some", write)

    assert run(DUE - timedelta(days=7)) == 3
    assert sorted(Message.objects.values_list("to_email", flat=True)) == [
        person(n).email for n in range(5)
    ]
    assert len(set(Reminder.objects.values_list("message", "address"))) == 5


def test_two_clocks_that_have_read_the_same_write_it_once(matter):
    """The second has planned before the first has written: behind the gate it looks again."""
    from modellkonceptet.notifications.reminder_plan import Said, letters_on, lines_on

    day = DUE - timedelta(days=7)
    found = find_due([ROUND], day)
    letters = letters_on(lines_on(found, day), day=day, hour=8, said=Said(), wishes={})
    rounds = {1: ROUND}
    with time_machine.travel(at(day), tick=False):
        written = [reminding._write_some(letters, day, rounds) for _clock in range(2)]

    assert written == [1, 0]
    assert Message.objects.count() == 1


def test_a_plan_that_has_lain_too_long_is_left_to_the_next_run(matter):
    day = DUE - timedelta(days=7)
    from modellkonceptet.notifications.reminder_plan import Said, letters_on, lines_on

    letters = letters_on(
        lines_on(find_due([ROUND], day), day), day=day, hour=8, said=Said(), wishes={}
    )
    with time_machine.travel(at(day, 8, 11), tick=False):
        written = reminding._write(letters, day=day, rounds={1: ROUND}, planned_at=at(day))

    assert written == 0


@pytest.mark.parametrize("count", [1, 30])
def test_reminding_takes_the_same_questions_for_few_and_many(
    matter, django_assert_num_queries, count
):
    matter.things = [due(f"report-{n}", who=people(strategist=(person(n),))) for n in range(count)]
    Gate.objects.create(name=Gate.REMINDERS)

    with (
        time_machine.travel(at(DUE - timedelta(days=7)), tick=False),
        django_assert_num_queries(14),
    ):
        assert send_reminders() == count
