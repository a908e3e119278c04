"""Sending what is due: each reminder to a person once, whoever runs it and how often.

What is due is read without any lock. Mails and ledger rows are then written for some people at a
time, behind a gate that one worker passes at a time, after the ledger has been read anew: two
clocks at once write nothing twice, and a worker that is killed loses only what it had not begun.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from modellkonceptet.civil_dates import STOCKHOLM, civil_date
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Gate, MailAddress, Message, Reminder
from modellkonceptet.notifications.reminder_letters import reminder_letter
from modellkonceptet.notifications.reminder_plan import (
    Letter,
    Said,
    Wishes,
    is_time,
    letters_on,
    lines_on,
    told_by,
)
from modellkonceptet.notifications.reminder_rules import Found, Round, find_due, rounds_on
from modellkonceptet.notifications.services.gates import pass_gate
from modellkonceptet.notifications.services.writing import queue_mails
from modellkonceptet.notifications.wishes import wishes_path

KIND = "reminder"
AT_A_TIME = 200  # people whose mails are written behind the gate in one transaction
STALE = timedelta(minutes=10)  # a plan older than this is left to the next run
MATTERS = timedelta(days=120)  # ledger rows of due days before that are not asked for


def send_reminders() -> int:
    """Write every reminder that is due now to the outbox; return how many mails.

    Safe at any time and as often as one likes. Outdated ones that have not left are taken back
    first, also when nothing may be sent.
    """
    now = timezone.now()
    local = now.astimezone(STOCKHOLM)
    day = local.date()
    sending = is_time(now)
    if not sending and not _unsent().exists():
        return 0
    rounds = {one.pk: one for one in rounds_on(day)}
    found = find_due(rounds.values(), day)
    take_back_outdated(found, day)
    if not sending:
        return 0
    sending_rounds = [one for one in found if rounds[one.due.round_id].sends]
    lines = list(lines_on(sending_rounds, day))
    letters = letters_on(
        lines,
        day=day,
        hour=local.hour,
        said=said_until(day, since=day - MATTERS),
        wishes=wishes_by_address(),
    )
    return _write(letters, day=day, rounds=rounds, planned_at=now)


def take_back_outdated(found: Iterable[Found], day: date) -> int:
    """Drop reminders that wait in the outbox and are true no more; return how many.

    True no more is: what it says is done, has moved, concerns somebody else now, or was written
    on an earlier day. Its lines leave the ledger, so that what still holds is said anew. A mail
    that SKR holds stays as long as anything in it holds.
    """
    waiting = list(_unsent().prefetch_related("reminders"))
    if not waiting:
        return 0
    people = {one.key: {who.key for who in told_by(one, day)} for one in found}
    dropped = 0
    for message in waiting:
        holds = [
            line.address in people.get((line.rule, line.subject, line.due_on), ())
            for line in message.reminders.all()
        ]
        if message.status == MessageStatus.HELD:
            outdated = not any(holds)
        else:
            outdated = not all(holds) or civil_date(message.created_at) < day
        if outdated:
            dropped += _take_back(message)
    return dropped


def said_until(day: date, *, since: date, addresses: Sequence[str] | None = None) -> Said:
    """What the ledger holds of things due since that day, for these addresses or for all."""
    rows = Reminder.objects.filter(due_on__gte=since)
    summaries = Reminder.objects.filter(day=day, is_alone=False)
    if addresses is not None:
        rows, summaries = (
            rows.filter(address__in=addresses),
            summaries.filter(address__in=addresses),
        )
    latest = rows.order_by().values_list("rule", "subject", "address", "due_on")
    return Said(
        steps={
            (rule, subject, address, due_on): step
            for rule, subject, address, due_on, step in latest.annotate(Max("step"))
        },
        summarised=frozenset(summaries.order_by().values_list("address", flat=True)),
    )


def wishes_by_address() -> dict[str, Wishes]:
    """Of those who have any."""
    rows = MailAddress.objects.values_list("email", "refused", "weekday")
    return {
        email.lower(): Wishes(frozenset(refused), weekday)
        for email, refused, weekday in rows
        if refused or weekday is not None
    }


def _write(
    letters: Sequence[Letter],
    *,
    day: date,
    rounds: Mapping[int, Round],
    planned_at: datetime,
) -> int:
    written = 0
    for some in _people_at_a_time(letters):
        if timezone.now() - planned_at > STALE:
            break
        written += _write_some(some, day, rounds)
    return written


@transaction.atomic
def _write_some(letters: Sequence[Letter], day: date, rounds: Mapping[int, Round]) -> int:
    """Behind the gate: what somebody else has written in the meantime is left out."""
    pass_gate(Gate.REMINDERS)
    said = said_until(
        day,
        since=day - MATTERS,
        addresses=sorted({letter.recipient.key for letter in letters}),
    )
    still = [letter for letter in letters if _is_unsaid(letter, said)]
    keys = {_key(letter, day): letter for letter in still}
    messages = queue_mails(
        (_mail(key, letter, day, rounds) for key, letter in keys.items()), is_bulk=True
    )
    Reminder.objects.bulk_create(
        Reminder(
            rule=line.found.rule.key,
            round_id=line.found.due.round_id,
            subject=line.found.due.subject,
            address=line.recipient.key,
            recipient_id=line.recipient.user_id,
            due_on=line.found.due.due_on,
            step=line.step,
            day=day,
            is_alone=letter.is_alone,
            message=message,
        )
        for message in messages
        for letter in [keys[message.key or ""]]
        for line in letter.lines
    )
    return len(messages)


def _is_unsaid(letter: Letter, said: Said) -> bool:
    if not letter.is_alone and letter.recipient.key in said.summarised:
        return False
    return all(said.steps.get(line.key, line.step - 1) < line.step for line in letter.lines)


def _mail(key: str, letter: Letter, day: date, rounds: Mapping[int, Round]) -> dict[str, Any]:
    path = wishes_path(letter.recipient.email)
    return {
        "key": key,
        "kind": KIND,
        "to_email": letter.recipient.email,
        "to_name": letter.recipient.name,
        "language": letter.recipient.language,
        "recipient": letter.recipient.user_id,
        "topics": sorted({line.found.rule.topic.value for line in letter.lines}),
        "write": partial(reminder_letter, letter, day=day, rounds=rounds, wishes_path=path),
    }


def _key(letter: Letter, day: date) -> str:
    """One summary a person and day; what stands alone, by its line and step."""
    who = hashlib.sha256(letter.recipient.key.encode()).hexdigest()[:24]
    if not letter.is_alone:
        return f"reminders-{day:%Y%m%d}-{who}"
    line = letter.lines[0]
    due = line.found.due
    return f"reminder-{line.found.rule.key}-{due.subject}-{due.due_on:%Y%m%d}{line.step:+d}-{who}"


def _people_at_a_time(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    for start in range(0, len(letters), AT_A_TIME):
        yield list(letters[start : start + AT_A_TIME])


def _unsent() -> Any:
    return Message.objects.filter(kind=KIND, status__in=[MessageStatus.QUEUED, MessageStatus.HELD])


@transaction.atomic
def _take_back(message: Message) -> bool:
    """Unless a worker has begun to send it."""
    taken = Message.objects.filter(pk=message.pk, status=message.status).update(
        status=MessageStatus.DROPPED, key=None, note=OUTDATED
    )
    if taken:
        Reminder.objects.filter(message=message).delete()
    return bool(taken)


# Kept as a mark in the row and shown in words by the outbox.
OUTDATED = "outdated"
