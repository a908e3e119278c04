"""The year played in the product, day by day: reminders are sent, mails leave, people do things."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import time_machine
from django.test import override_settings
from django.utils import timezone, translation

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import reminding
from modellkonceptet.notifications.services.reminding import send_reminders
from tests.simulated_year import the_year as year
from tests.simulated_year.deeds import Diary, diary_of_the_year
from tests.simulated_year.matter import is_worked
from tests.simulated_year.reckoning import Line, Mail
from tests.simulated_year.round_2021 import make_world

TOO_EARLY, MORNING, NOON = time(6, 30), time(7, 5), time(13, 5)
NIGHT = (time(1, 30), time(2, 30), time(2, 30, fold=1), time(3, 30))
IN_MEMORY = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class KilledError(Exception):
    """The worker is gone."""


@dataclass
class Played:
    """What came of the year. `wrote` is how many mails each run wrote, by what the clock said."""

    mails: dict[str, list[Mail]] = field(default_factory=dict)
    moments: dict[str, list[datetime]] = field(default_factory=dict)
    wrote: dict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    killed: dict[date, tuple[int, int]] = field(default_factory=dict)
    dropped: list[tuple[str, date, str]] = field(default_factory=list)


def play(busy: Collection[date]) -> Played:
    """In the caller's transaction. Returns plain values, no rows.

    On working days other than the busy ones, where nobody should get a mail, the engine runs once,
    at an hour when everything may be said.
    """
    played, diary = Played(), diary_of_the_year()
    with translation.override("sv"), override_settings(STORAGES=IN_MEMORY):
        with time_machine.travel(_moment(year.FIRST_DAY, time(0, 1)), tick=False):
            world = make_world()
        for number in range((year.LAST_DAY - year.FIRST_DAY).days + 1):
            day = year.FIRST_DAY + timedelta(days=number)
            is_quiet = is_worked(day) and day not in busy and day not in _SPECIAL
            _play_day(played, diary, world, day, is_quiet=is_quiet)
    _collect(played)
    return played


_SPECIAL = {
    *year.KILLED_ON,
    year.SET_BACK_ON,
    year.MOVED_ON,
    *(day + timedelta(days=1) for day in year.CLOCKS_CHANGE),
}


def _play_day(played: Played, diary: Diary, world: Any, day: date, *, is_quiet: bool) -> None:
    down_from, down_to = year.OUTAGE
    is_up = not down_from <= day <= down_to
    if is_up and not is_quiet:
        _morning(played, day)
    _do(diary, world, datetime.combine(day, time(10)))
    if is_up:
        _run(played, day, NOON)
        if day == year.SET_BACK_ON:
            for at in (MORNING, NOON):
                _run(played, day - timedelta(days=2), at)
        _deliver(day, NOON)
    _do(diary, world, datetime.combine(day, time(15)))


def _morning(played: Played, day: date) -> None:
    for at in _early_runs(day):
        _run(played, day, at)
    if day in year.KILLED_ON:
        _run_and_die(played, day)
    for _beat in range(2):
        _run(played, day, MORNING)
    _deliver(day, MORNING)


def _early_runs(day: date) -> Iterator[time]:
    """Also in the nights when the clocks change, and at the turn of seven afterwards."""
    if day in year.CLOCKS_CHANGE:
        yield from NIGHT
    yield TOO_EARLY
    if day - timedelta(days=1) in year.CLOCKS_CHANGE:
        yield from (time(6, 59), time(7, 0))


def _run(played: Played, day: date, at: time) -> None:
    with time_machine.travel(_moment(day, at), tick=False):
        played.wrote[datetime.combine(day, at)].append(send_reminders())


def _run_and_die(played: Played, day: date) -> None:
    """Five people have their mails when the worker is killed, writing those of the next five."""
    write, at_a_time, calls = reminding.queue_mails, reminding.AT_A_TIME, []

    def dies(letters: Any, **fields: Any) -> Any:
        calls.append(1)
        rows = write(letters, **fields)
        if len(calls) == 2:
            raise KilledError
        return rows

    before = Message.objects.count()
    reminding.queue_mails, reminding.AT_A_TIME = dies, 5
    try:
        _run(played, day, MORNING)
    except KilledError:
        played.killed[day] = (len(calls), Message.objects.count() - before)
    finally:
        reminding.queue_mails, reminding.AT_A_TIME = write, at_a_time


def _deliver(day: date, at: time) -> None:
    """Everything leaves, but for one mail one morning."""
    with time_machine.travel(_moment(day, at) + timedelta(minutes=1), tick=False):
        queued = Message.objects.filter(status=MessageStatus.QUEUED)
        email, stuck_on = year.NOT_DELIVERED
        if (day, at) == (stuck_on, MORNING):
            queued = queued.exclude(to_email=email)
        queued.update(status=MessageStatus.SENT, sent_at=timezone.now())


def _do(diary: Diary, world: Any, moment: datetime) -> None:
    deeds = diary.at(moment)
    if deeds:
        with time_machine.travel(_moment(moment.date(), moment.time()), tick=False):
            for deed in deeds:
                deed(world)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, STOCKHOLM)


# --- what has come of it ------------------------------------------------------------------------
def _collect(played: Played) -> None:
    rows = Message.objects.filter(kind=reminding.KIND).order_by("created_at", "pk")
    for message in rows.prefetch_related("reminders"):
        written = message.created_at.astimezone(STOCKHOLM)
        if message.status != MessageStatus.SENT:
            played.dropped.append((message.to_email, written.date(), message.status))
            continue
        told = sorted(message.reminders.all(), key=lambda line: line.pk)
        lines = tuple(
            Line(False, line.due_on, item["text"], line.step)
            for line, item in zip(told, message.content["items"], strict=True)
        )
        is_alone = any(line.is_alone for line in told)
        mail = Mail(written.date(), written.hour, is_alone, lines)
        played.mails.setdefault(message.to_email, []).append(mail)
        played.moments.setdefault(message.to_email, []).append(written)
