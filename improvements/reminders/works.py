"""Cycles that stay open, their tasks, and figures of indicators."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db.models import Max
from django.utils.translation import gettext as _

from improvements.enums import CycleStatus, Frequency, ImprovementStatus
from improvements.figures import period_start
from improvements.models import Cycle, CycleTask, Indicator
from improvements.period_words import last_day, next_period, period_name
from improvements.ramp import last_day_in_time
from improvements.reminders.homes import Homes, in_short
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.reminder_rules import Due, Looking, address

# Neither the cycles nor the tasks of a work that has ended are asked for.
ENDED = (ImprovementStatus.ABANDONED, ImprovementStatus.IMPLEMENTED, ImprovementStatus.SPREAD)
FIGURES_AFTER = timedelta(days=14)  # figures are seldom there on the day after their period


def find_open_cycles(looking: Looking) -> Iterator[Due]:
    """Each open cycle, by the last day on which it has not been open too long."""
    homes = Homes.of(looking)
    cycles = homes.rows_of(Cycle.objects.under_way(), "improvement").filter(
        improvement__participation__cohort__in=looking.rounds
    )
    for cycle in cycles.exclude(improvement__status__in=ENDED).select_related("improvement"):
        work, due_on = cycle.improvement, last_day_in_time(cycle)
        member = homes.members.get(work.participation_id)
        if member is None or due_on is None:
            continue
        yield Due(
            subject=f"cycle-{cycle.pk}",
            round_id=member.round_id,
            due_on=due_on,
            since=max(civil_date(cycle.created_at), cycle.started_on or date.min),
            what=partial(_finish_cycle, cycle.status, "" if work.is_private else str(cycle)),
            path=address("improvements:cycle", cycle.pk),
            desk_path="" if work.is_private else address("improvements:cycle", cycle.pk),
            responsible=homes.people.seat(cycle.owner_id),
            who=homes.who(member, is_private=work.is_private),
            until=due_on + timedelta(days=60),
            whose=member.name,
        )


def find_tasks(looking: Looking) -> Iterator[Due]:
    """Tasks with a day in cycles that go on; the owner sees to what nobody of the team has."""
    homes = Homes.of(looking)
    tasks = homes.rows_of(CycleTask.objects, "cycle__improvement").filter(
        cycle__improvement__participation__cohort__in=looking.rounds,
        due_on__isnull=False,
        done_on=None,
    )
    tasks = tasks.exclude(cycle__status=CycleStatus.ACTED)
    tasks = tasks.exclude(cycle__improvement__status__in=ENDED)
    for task in tasks.select_related("cycle__improvement"):
        cycle, work = task.cycle, task.cycle.improvement
        member = homes.members.get(work.participation_id)
        if member is None:
            continue
        told = ("", "") if work.is_private else (task.text, task.responsible_name)
        own = homes.people.seat(task.responsible_id)
        yield Due(
            subject=f"task-{task.pk}",
            round_id=member.round_id,
            due_on=task.due_on,
            since=civil_date(cycle.created_at),
            what=partial(_do_task, *told),
            path=address("improvements:cycle", cycle.pk),
            desk_path="" if work.is_private else address("improvements:cycle", cycle.pk),
            responsible=own or homes.people.seat(cycle.owner_id),
            who=homes.who(member, is_private=work.is_private),
            until=task.due_on + timedelta(days=90),
            whose=member.name,
        )


def find_measurements(looking: Looking) -> Iterator[Due]:
    """Indicators that lack figures of a period that has ended, by the first such period."""
    homes = Homes.of(looking)
    rows = looking.seen(Indicator.objects.filter(is_closed=False)).filter(
        participation__cohort__in=looking.rounds
    )
    rows = rows.exclude(improvement__status=ImprovementStatus.ABANDONED)
    latest = rows.annotate(latest=Max("measurements__period"))
    for one in latest.select_related("improvement").order_by("pk"):
        member, work = homes.members.get(one.participation_id), one.improvement
        begun = civil_date(one.created_at)
        period = _first_missing(one.latest, begun, Frequency(one.frequency))
        ended = last_day(period, one.frequency)
        if member is None or ended >= looking.day:
            continue
        is_private = one.is_private or (work is not None and work.is_private)
        yield Due(
            subject=f"indicator-{one.pk}",
            round_id=member.round_id,
            due_on=ended + FIGURES_AFTER,
            since=max(ended, begun),
            what=partial(_measure, "" if is_private else one.name, period, one.frequency),
            path=address("improvements:indicator_figures", one.pk),
            desk_path="" if is_private else address("improvements:indicator", one.pk),
            responsible=homes.people.seat(work.responsible_id) if work else (),
            who=homes.who(member, is_private=is_private),
            until=ended + FIGURES_AFTER + timedelta(days=60),
            whose=member.name,
        )


def _first_missing(latest: date | None, begun: date, frequency: Frequency) -> date:
    """The period after the latest one; none from before the indicator was begun."""
    first = period_start(begun, frequency)
    return max(first, next_period(latest, frequency)) if latest else first


def _finish_cycle(status: str, name: str) -> str:
    words = {"cycle": in_short(name)}
    if status == CycleStatus.PLAN:
        if not name:
            return _("Begin a cycle in a work that only you see, or plan it anew")
        return _("Begin cycle %(cycle)s, or plan it anew") % words
    if not name:
        return _("Finish a cycle in a work that only you see")
    return _("Finish cycle %(cycle)s") % words


def _do_task(text: str, somebody: str) -> str:
    words = {"task": in_short(text), "who": in_short(somebody)}
    if not text:
        return _("Do a task in a work that only you see")
    if somebody:
        return _("See to it that %(who)s does the task “%(task)s”") % words
    return _("Do the task “%(task)s”") % words


def _measure(name: str, period: date, frequency: str) -> str:
    words = {"indicator": in_short(name), "period": period_name(period, frequency)}
    if not name:
        return _("Fill in the figures for %(period)s of an indicator that only you see") % words
    return _("Fill in the figures for %(period)s of “%(indicator)s”") % words
