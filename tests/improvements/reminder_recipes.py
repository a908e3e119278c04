"""What a rule of the improvement work finds and says on a day, as plain rows."""

from datetime import date, datetime
from typing import Any

from cohorts.models import Cohort, Group
from cohorts.services.reminder_settings import rounds_to_remind
from improvements.reminders import RULES
from learning_meetings.models import Meeting
from modellkonceptet.notifications.reminder_plan import lines_on, send_day
from modellkonceptet.notifications.reminder_rules import Found, find_due

BY_NAME = {rule.key.removeprefix("improvements."): rule for rule in RULES}


def found_on(day: date, *names: str, reader: Any = None) -> list[Found]:
    """By these rules, or by all of them."""
    rules = [BY_NAME[name] for name in names] if names else list(RULES)
    return find_due(rounds_to_remind(day), day, reader=reader, rules=rules)


def dues(day: date, *names: str, reader: Any = None) -> list[tuple[str, date, str]]:
    """Whose it is, by when, and what; in that order."""
    found = found_on(day, *names, reader=reader)
    return sorted((one.due.whose, one.due.due_on, one.due.what()) for one in found)


def said_on(day: date, *names: str) -> list[tuple[str, str, bool]]:
    """Who is told what that day if nothing was told before, and whether it is another's."""
    lines = lines_on(found_on(day, *names), day)
    return sorted((line.recipient.email, line.found.due.what(), line.is_above) for line in lines)


def sent_on(day: date, *names: str) -> list[tuple[str, int]]:
    """Who would get a step for the first time that day, and which."""
    return sorted(
        (line.recipient.email, line.step)
        for line in lines_on(found_on(day, *names), day)
        if send_day(line.found.due.due_on, line.step) == day
    )


def make_meeting(
    cohort: Cohort, kind: str, at: datetime | None, group: Group | None = None, **fields: Any
) -> Meeting:
    """A meeting of three hours; without a moment it has the month of March alone."""
    day = at.date() if at else date(2027, 3, 1)
    values = {
        "audience": "group" if group else "round",
        "name_sv": "Träff",
        "first_day": day,
        "last_day": day if at else date(2027, 3, 31),
        "starts_at": at,
        "ends_at": at.replace(hour=at.hour + 3) if at else None,
    }
    return Meeting.objects.create(cohort=cohort, kind=kind, group=group, **(values | fields))
