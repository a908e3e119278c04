"""Delivery against a real mail server that refuses, hangs up, and is gone for days."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from modellkonceptet.notifications import mail_failures
from modellkonceptet.notifications.enums import MessageStatus, Topic
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Gate, MailAddress, Message
from modellkonceptet.notifications.outbox_figures import outbox_figures
from modellkonceptet.notifications.services import (
    deliver_message,
    deliver_waiting,
    queue_mail,
    queue_mails,
)
from modellkonceptet.notifications.services.addresses import mark_failing
from modellkonceptet.notifications.tasks import sweep_outbox
from modellkonceptet.notifications.wishes import wishes_path
from tests import factories, smtp_server

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that is moved by hand, and no chance in how long is waited."""
    monkeypatch.setattr(mail_failures, "draw", lambda: 1.0)
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def server(settings):
    with smtp_server.running(settings) as server:
        yield server


def text() -> MailText:
    return MailText(subject="Kvitto", paragraphs=["Tack för er anmälan."], reason="Ni har skickat.")


def queue(email="anna@lund.example", **fields) -> Message:
    return queue_mail(kind="receipt", to_email=email, write=text, **fields)


def queue_many(count, **fields) -> list[Message]:
    letters = (
        {"kind": "news", "to_email": f"p{n}@lund.example", "key": f"news-{n}", "write": text}
        for n in range(count)
    )
    return queue_mails(letters, **fields)


def state_of(message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.status, message.attempts


def gate() -> tuple[int, str]:
    row = Gate.objects.get(name=Gate.DELIVERY)
    return row.failures, row.reason


def pause() -> timedelta:
    return Gate.objects.get(name=Gate.DELIVERY).closed_until - timezone.now()


@contextmanager
def gone(settings):
    """Nobody listens at the mail server's address."""
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 9
    yield
    settings.EMAIL_PORT = port


def test_all_that_waits_goes_over_one_connection(server):
    queue_many(30)

    assert deliver_waiting() == 30
    assert (server.connections, len(server.mails)) == (1, 30)
    assert Message.objects.filter(status=MessageStatus.SENT).count() == 30


def test_mails_that_somebody_waits_for_go_before_those_to_many(server, clock):
    queue_many(2, is_bulk=True)
    clock.shift(MINUTE)
    queue("late@lund.example")
    Message.objects.update(next_attempt_at=START)

    deliver_waiting()

    assert server.receivers == ["late@lund.example", "p0@lund.example", "p1@lund.example"]


def test_a_server_that_takes_three_mails_a_connection_gets_them_all_once(server):
    server.most = 3
    queue_many(7)

    assert deliver_waiting() == 7
    assert (server.connections, len(server.mails)) == (3, 7)
    assert not Gate.objects.filter(failures__gt=0).exists()


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 No such user",
        "550 No such user",
        "553 5.1.3 Bad name",
        "550 5.4.1 Recipient address rejected",
        "550 5.2.1 Disabled",
    ],
)
def test_an_address_refused_for_good_is_marked_and_later_mails_are_held(server, answer):
    server.refused["anna@lund.example"] = answer
    first, second, other = queue(), queue(), queue("eva@lund.example")

    deliver_waiting()

    assert state_of(first) == (MessageStatus.FAILED, 1)
    assert first.error == answer
    assert state_of(second) == (MessageStatus.HELD, 0)
    assert second.note == "address_fails"
    assert state_of(other) == (MessageStatus.SENT, 0)
    address = MailAddress.objects.get()
    assert (address.email, address.failing_because, address.marked_by) == (
        "anna@lund.example",
        answer,
        None,
    )
    assert queue("Anna@lund.example").status == MessageStatus.HELD


@pytest.mark.parametrize(
    "verb, answer",
    [
        ("RCPT", "554 5.7.1 Relay access denied"),
        ("RCPT", "552 5.2.2 Mailbox full"),
        ("MAIL", "552 5.3.4 Message too big"),
        ("DATA", "554 No valid recipients"),
        ("END", "550 Looks like spam"),
        ("END", "554 5.6.0 Bad content"),
    ],
)
def test_a_refusal_of_this_mail_fails_it_alone(server, verb, answer):
    server.answers[verb] = [answer]
    refused, other = queue(), queue("eva@lund.example")

    deliver_waiting()

    assert state_of(refused) == (MessageStatus.FAILED, 1)
    assert refused.error == answer
    assert state_of(other) == (MessageStatus.SENT, 0)
    assert MailAddress.objects.count() == 0
    assert server.connections == 1


def test_what_is_temporary_is_tried_at_growing_distances_for_three_days(server, clock):
    server.refused["anna@lund.example"] = "451 4.7.1 Greylisted"
    message, tried = queue(), []

    while message.status == MessageStatus.QUEUED:
        clock.move_to(message.next_attempt_at)
        tried.append(timezone.now() - START)
        deliver_message(message_id=message.pk)
        message.refresh_from_db()

    doubling = [timedelta(minutes=2 ** (n + 1) - 2) for n in range(9)]
    every_six_hours = [doubling[-1] + n * 6 * HOUR for n in range(1, 12)]
    assert tried == doubling + every_six_hours
    assert tried[-2] < 72 * HOUR <= tried[-1]
    assert message.status == MessageStatus.FAILED
    assert MailAddress.objects.count() == 0


def test_a_mail_that_was_held_for_long_is_not_given_up_at_the_first_no(server):
    server.refused["anna@lund.example"] = "451 Later"
    message = queue()
    Message.objects.update(created_at=START - timedelta(days=5))

    deliver_message(message_id=message.pk)

    assert state_of(message) == (MessageStatus.QUEUED, 1)


def test_a_server_out_of_reach_costs_no_mail_an_attempt_and_closes_the_gate(settings, server):
    messages = queue_many(3)
    with gone(settings):
        for message in messages:
            deliver_message(message_id=message.pk)
        assert deliver_waiting() == 0

    failures, reason = gate()
    assert (failures, reason.split(":")[0]) == (1, "ConnectionRefusedError")
    assert pause() == MINUTE
    assert [state_of(message) for message in messages] == [(MessageStatus.QUEUED, 0)] * 3
    # Nobody knocks while it is closed, though the server is back.
    assert (deliver_waiting(), server.connections) == (0, 0)


def test_pauses_grow_to_a_quarter_of_an_hour_and_the_first_mail_ends_them(settings, server, clock):
    queue()
    pauses = []
    with gone(settings):
        for _ in range(7):
            deliver_waiting()
            pauses.append(pause())
            clock.shift(pauses[-1])

    assert pauses == [MINUTE * n for n in (1, 2, 4, 8, 15, 15, 15)]
    assert deliver_waiting() == 1
    assert gate() == (0, "")


def test_pauses_are_spread_over_their_latter_half(settings, server, monkeypatch):
    queue()
    monkeypatch.setattr(mail_failures, "draw", lambda: 0.0)
    with gone(settings):
        deliver_waiting()

    assert pause() == MINUTE / 2


def test_a_server_gone_for_five_days_loses_nothing_and_needs_nobody(settings, server, clock):
    settings.MAILS_PER_MINUTE = 1000
    messages = [queue(f"p{n}@lund.example") for n in range(5)]
    with gone(settings):
        for _ in range(5 * 24):
            sweep_outbox()
            clock.shift(HOUR)

    sweep_outbox()

    assert [state_of(message) for message in messages] == [(MessageStatus.SENT, 0)] * 5
    assert len(server.mails) == 5


@pytest.mark.parametrize(
    "verb, answer",
    [
        ("RCPT", "421 4.7.0 Too many, closing"),
        ("END", smtp_server.HANG_UP),
        ("MAIL", smtp_server.HANG_UP),
        ("MAIL", "550 5.7.60 Sender not allowed"),
    ],
)
def test_trouble_with_the_server_amid_a_mail_closes_the_gate(server, verb, answer, clock):
    server.answers[verb] = [answer]
    first, second = queue(), queue("eva@lund.example")

    deliver_waiting()

    assert (state_of(first), state_of(second)) == (
        (MessageStatus.QUEUED, 1),
        (MessageStatus.QUEUED, 0),
    )
    assert (gate()[0], pause()) == (1, MINUTE)
    # What made the server hang up is tried later than the others.
    clock.shift(MINUTE)
    assert deliver_waiting() == 1
    assert server.receivers == ["eva@lund.example"]


@pytest.mark.parametrize("answer", ["554 No service", "421 Busy"])
def test_a_server_that_lets_nobody_in_closes_the_gate(server, answer):
    server.answers["CONNECT"] = [answer]
    message = queue()

    deliver_waiting()

    assert state_of(message) == (MessageStatus.QUEUED, 0)
    assert gate() == (1, answer)


def test_a_mail_that_can_not_be_put_together_stops_nobody_else(server):
    broken, other = queue(calendar=b"BEGIN:VCALENDAR"), queue("eva@lund.example")

    deliver_waiting()

    assert state_of(broken) == (MessageStatus.QUEUED, 1)
    assert broken.error.split(":")[0] == "ValueError"
    assert state_of(other) == (MessageStatus.SENT, 0)


def test_an_address_that_began_to_fail_after_the_mail_was_queued_gets_none(server):
    message = queue()
    MailAddress.objects.create(email="ANNA@lund.example", failing_since=START)

    deliver_message(message_id=message.pk)

    assert (state_of(message), message.note) == ((MessageStatus.HELD, 0), "address_fails")
    assert server.mails == []


def test_a_minute_has_a_most_of_mails_and_the_rest_wait_for_the_next(settings, server, clock):
    settings.MAILS_PER_MINUTE = 4
    messages = queue_many(10)

    assert (deliver_waiting(), deliver_waiting()) == (4, 0)
    deliver_message(message_id=messages[9].pk)
    assert state_of(messages[9]) == (MessageStatus.QUEUED, 0)
    clock.shift(MINUTE - timedelta(seconds=1))
    assert deliver_waiting() == 0
    clock.shift(timedelta(seconds=1))
    assert deliver_waiting() == 4
    clock.shift(MINUTE)
    assert deliver_waiting() == 2
    assert len(server.mails) == 10


def test_a_sweep_gives_way_to_the_next_one(settings, server, clock):
    settings.SWEEP_SECONDS = 60
    server.after_each = lambda: clock.shift(timedelta(seconds=25))
    queue_many(5)

    assert [deliver_waiting(), deliver_waiting()] == [3, 2]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_send_each_mail_once_and_keep_to_the_minute(settings, server):
    settings.MAILS_PER_MINUTE = 20
    queue_many(30)
    sent = []

    def sweep():
        try:
            sent.append(deliver_waiting())
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == 20
    assert len(set(server.receivers)) == len(server.receivers) == 20
    assert Message.objects.filter(status=MessageStatus.QUEUED).count() == 10


def headers_of(server) -> dict[str, str | None]:
    (content,) = server.mails
    mail = message_from_bytes(content, policy=policy.default)
    assert mail.get_body(("plain",)) is not None
    assert mail.get_body(("html",)) is not None
    names = ("List-Unsubscribe", "List-Unsubscribe-Post")
    return {name: mail[name] and mail[name].strip() for name in names}  # a long one is folded


def test_what_may_be_refused_says_how_in_its_headers(settings, server):
    message = queue(topics=[Topic.DECISIONS, Topic.MEETINGS])
    deliver_message(message_id=message.pk)

    path = wishes_path("anna@lund.example")
    assert headers_of(server) == {
        "List-Unsubscribe": f"<{settings.SITE_URL}{path}avsta/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize("topics", [[], [Topic.DECISIONS, Topic.MONEY]])
def test_what_nobody_may_refuse_says_nothing_of_it(server, topics):
    deliver_message(message_id=queue(topics=topics).pk)
    assert headers_of(server) == {"List-Unsubscribe": None, "List-Unsubscribe-Post": None}


def test_the_health_page_says_how_deep_the_queue_is_and_how_old(client, settings, server, clock):
    still = {"queued": 0, "oldest_minutes": None, "failed": 0, "paused": False}
    assert client.get("/health/").json() == {"status": "ok", "mail": still}
    mark_failing(email="borta@lund.example", why="", actor=None)
    for email in ("borta@lund.example", "anna@lund.example", "eva@lund.example"):
        queue(email)
    Message.objects.filter(to_email="eva@lund.example").update(status=MessageStatus.FAILED)
    clock.shift(7 * MINUTE)
    with gone(settings):
        deliver_waiting()

    trouble = {"queued": 1, "oldest_minutes": 7, "failed": 1, "paused": True}
    assert client.get("/health/").json() == {"status": "ok", "mail": trouble}
    figures = outbox_figures()
    assert (figures.held, figures.sending, figures.sent_last_hour) == (1, 0, 0)
    assert figures.paused_until == timezone.now() + MINUTE
    clock.shift(MINUTE)
    deliver_waiting()
    assert (outbox_figures().sent_last_hour, outbox_figures().is_paused) == (1, False)


@pytest.mark.parametrize("count", [1, 30])
def test_the_health_page_asks_two_questions(client, count, django_assert_num_queries):
    queue_many(count)
    with django_assert_num_queries(2):
        client.get("/health/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_figures_take_three_questions(count, django_assert_num_queries):
    factories.make_user()
    queue_many(count)
    with django_assert_num_queries(3):
        outbox_figures()
