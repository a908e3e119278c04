"""What finding and writing reminders costs in a full database: run it, read the figures.

DATABASE_URL=postgres://…/modellkonceptet_bench DEBUG=1 python -m tests.benchmarks.reminders
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

ROUNDS, ORGANISATIONS, PEOPLE = 20, 300, 10_000
DAY = date(2027, 3, 3)  # a Wednesday
NOW = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from cohorts.models import Cohort

    if not Cohort.objects.exists():
        fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    figures()


def fill() -> None:
    """Rounds that run and rounds that are open, with teams, meetings, works and drafts."""
    from tests.benchmarks.reminder_rounds import fill_rounds

    fill_rounds(rounds=ROUNDS, organisations=ORGANISATIONS, people=PEOPLE, day=DAY)


def figures() -> None:
    import time_machine
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cohorts.models import TeamMember
    from modellkonceptet.notifications.models import Message, Reminder
    from modellkonceptet.notifications.reminder_plan import letters_on, lines_on
    from modellkonceptet.notifications.reminder_rules import find_due, rounds_on
    from modellkonceptet.notifications.services.reminding import (
        said_until,
        send_reminders,
        wishes_by_address,
    )

    people = TeamMember.objects.order_by().values("email").distinct().count()
    print(f"{connection.vendor}, {ROUNDS} rounds of {ORGANISATIONS} organisations, {people} people")

    def compute() -> list[Any]:
        found = find_due(rounds_on(DAY), DAY)
        said = said_until(DAY, since=DAY - timedelta(days=120))
        lines = lines_on(found, DAY)
        letters = letters_on(lines, day=DAY, hour=12, said=said, wishes=wishes_by_address())
        print(f"  {len(found)} things due, {sum(len(one.lines) for one in letters)} lines")
        return letters

    with time_machine.travel(NOW, tick=True):
        with CaptureQueriesContext(connection) as captured:
            letters = timed("computing what is due", compute)
        print(f"  {len(captured)} queries, {len(letters)} mails")
        timed("the same again", compute)
        written = timed("computing and queueing", send_reminders)
        print(f"  {written} mails, {Reminder.objects.count()} lines in the ledger")
        timed("again, with nothing new", send_reminders)
    Message.objects.all().delete()


def timed(what: str, work: Callable[[], Any]) -> Any:
    clock, spent = time.perf_counter(), time.process_time()
    result = work()
    print(
        f"{what}: {time.perf_counter() - clock:.2f} s ({time.process_time() - spent:.2f} s of work)"
    )
    return result


if __name__ == "__main__":
    main()
