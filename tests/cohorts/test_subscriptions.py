"""Told once when a round opens, and only those who have confirmed."""

import re
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cohorts.models import RoundSubscriber
from cohorts.services.subscriptions import (
    announce_openings,
    confirm_subscription,
    subscribe,
    unsubscribe,
)
from cohorts.tasks import announce_openings as announce_openings_task
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.factories import stockholm

pytestmark = pytest.mark.django_db
ADDRESS = "nyfiken@ystad.example"


def token_in(message):
    return re.search(r"/bevaka/\w+/(\S+?)/", message.body_text)[1]


def confirmed_subscriber(email=ADDRESS, language="sv"):
    subscribe(email=email, language=language)
    subscriber = RoundSubscriber.objects.get(email=email)
    message = Message.objects.get(kind="subscription", about_id=subscriber.pk)
    return confirm_subscription(token=token_in(message))


def test_an_address_counts_once_it_is_confirmed():
    subscribe(email=ADDRESS, language="sv")
    assert RoundSubscriber.objects.get().confirmed_at is None
    confirm_subscription(token=token_in(Message.objects.get()))
    assert RoundSubscriber.objects.get().confirmed_at is not None


def test_asking_again_gives_one_mail_an_hour_and_one_row():
    with time_machine.travel(stockholm(2027, 1, 10, 9, 5), tick=False) as clock:
        subscribe(email=ADDRESS)
        subscribe(email=ADDRESS.upper())
        assert (RoundSubscriber.objects.count(), Message.objects.count()) == (1, 1)
        clock.move_to(stockholm(2027, 1, 10, 10, 5))
        subscribe(email=ADDRESS)
        assert (RoundSubscriber.objects.count(), Message.objects.count()) == (1, 2)


def test_a_known_address_gets_another_mail_but_the_same_answer():
    with time_machine.travel(stockholm(2027, 1, 10, 9), tick=False) as clock:
        confirmed_subscriber()
        clock.move_to(stockholm(2027, 1, 10, 12))
        assert subscribe(email=ADDRESS) is None
        first, second = Message.objects.order_by("pk")
        assert first.subject != second.subject
        unsubscribe(token=token_in(second))
    assert RoundSubscriber.objects.count() == 0


def test_a_link_that_is_old_or_wrong_is_refused():
    with time_machine.travel(stockholm(2027, 1, 1), tick=False) as clock:
        subscribe(email=ADDRESS)
        token = token_in(Message.objects.get())
        clock.move_to(stockholm(2027, 1, 9))
        for bad in (token, "nonsens", f"{token}x"):
            with pytest.raises(ValidationError):
                confirm_subscription(token=bad)
    assert RoundSubscriber.objects.get().confirmed_at is None


def test_a_link_to_confirm_does_not_unsubscribe():
    subscribe(email=ADDRESS)
    with pytest.raises(ValidationError):
        unsubscribe(token=token_in(Message.objects.get()))
    assert RoundSubscriber.objects.count() == 1


def test_every_confirmed_subscriber_is_told_once_of_each_opening():
    confirmed_subscriber()
    confirmed_subscriber("curious@kalmar.example", "en")
    subscribe(email="obekraftad@lund.example")
    factories.make_cohort(
        name_sv="Modellkommuner 2027–2028",
        name_en="Model municipalities 2027–2028",
        opens_on=date(2027, 2, 1),
        closes_on=date(2027, 3, 1),
        announced_on=date(2027, 1, 1),
        decision_on=None,
        starts_on=None,
    )
    counts = [
        announce_openings(today=day)
        for day in (
            date(2027, 1, 31),
            date(2027, 2, 3),  # two nights were missed
            date(2027, 2, 3),
            date(2027, 2, 4),
        )
    ]
    assert counts == [0, 2, 0, 0]
    told = Message.objects.filter(kind="round_opened").order_by("pk")
    assert [(mail.to_email, mail.language) for mail in told] == [
        (ADDRESS, "sv"),
        ("curious@kalmar.example", "en"),
    ]
    assert told[1].subject == "Model municipalities 2027–2028 is open for applications"
    unsubscribe(token=re.search(r"/bevaka/avsluta/(\S+?)/", told[0].body_text)[1])
    assert not RoundSubscriber.objects.filter(email=ADDRESS).exists()


def test_a_round_that_has_closed_is_not_announced():
    confirmed_subscriber()
    factories.make_cohort(today=date(2027, 2, 1))
    assert announce_openings(today=date(2027, 2, 12)) == 0


def test_the_task_does_it():
    confirmed_subscriber()
    factories.make_cohort()
    announce_openings_task()
    announce_openings_task()
    assert Message.objects.filter(kind="round_opened").count() == 1
