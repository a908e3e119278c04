"""What people say about a curve: which median it is judged about, and what happened meanwhile."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from improvements.enums import Frequency
from improvements.figures import period_start
from improvements.models import Baseline, ChartEvent, Indicator
from improvements.services.charting import enqueue_drawing
from improvements.services.indicators import lock_indicator
from modellkonceptet.records.services import record_event

MOST_SPLITS = 10
MOST_EVENTS = 20
FEWEST_FROZEN = 2


@transaction.atomic
def freeze_median(*, indicator: Indicator, first: int, reason: str, actor: Any) -> Baseline:
    """Let the median be that of the first periods; a second freeze takes the place of the first."""
    locked = _lock_run_chart(indicator, actor)
    reason = _needed(reason)
    periods = locked.measurements.order_by().values("period").distinct().count()
    if first < FEWEST_FROZEN:
        raise ValidationError({"first": _("Freeze the median at two periods at least.")})
    if first > periods:
        raise ValidationError(
            {"first": _("There are %(n)d periods with figures so far.") % {"n": periods}}
        )
    standing = locked.baselines.filter(frozen_first__isnull=False).first()
    if standing and (standing.frozen_first, standing.reason) == (first, reason):
        return standing
    if standing:
        _record_end(locked, standing, actor)
        standing.delete()
    made: Baseline = locked.baselines.create(frozen_first=first, reason=reason, set_by=actor)
    record_event(about=locked, action="freeze", actor=actor, note=reason, first=first)
    enqueue_drawing(locked)
    return made


@transaction.atomic
def split_median(*, indicator: Indicator, on: date, reason: str, actor: Any) -> Baseline:
    """Begin a new median on a day: the process is another one from then on."""
    locked = _lock_run_chart(indicator, actor)
    reason = _needed(reason)
    day = period_start(on, Frequency(locked.frequency))
    if standing := locked.baselines.filter(split_on=day).first():
        if standing.reason == reason:
            return standing
        raise ValidationError({"on": _("A new median begins there already.")})
    periods = locked.measurements.order_by()
    if not (periods.filter(period__lt=day).exists() and periods.filter(period__gte=day).exists()):
        raise ValidationError({"on": _("Choose a day with figures both before and after it.")})
    if locked.baselines.filter(split_on__isnull=False).count() >= MOST_SPLITS:
        raise ValidationError(
            _("The series is divided %(n)d times already, and says nothing if it is divided more.")
            % {"n": MOST_SPLITS}
        )
    made: Baseline = locked.baselines.create(split_on=day, reason=reason, set_by=actor)
    record_event(about=locked, action="split", actor=actor, note=reason, on=day.isoformat())
    enqueue_drawing(locked)
    return made


@transaction.atomic
def remove_baseline(*, baseline: Baseline, actor: Any) -> None:
    locked = lock_indicator(baseline.indicator, actor=actor)
    standing = locked.baselines.filter(pk=baseline.pk).first()
    if standing is None:
        return
    _record_end(locked, standing, actor)
    standing.delete()
    enqueue_drawing(locked)


@transaction.atomic
def add_event(*, indicator: Indicator, on: date, text: str, actor: Any) -> ChartEvent:
    """Note in the chart what happened on a day; the same again is what is there."""
    locked = lock_indicator(indicator, actor=actor)
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write what happened.")})
    if standing := locked.events.filter(on=on, text=text).first():
        return standing
    if locked.events.count() >= MOST_EVENTS:
        raise ValidationError(
            _("There are %(n)d events in the chart, and there is no room for more.")
            % {"n": MOST_EVENTS}
        )
    event = ChartEvent(indicator=locked, on=on, text=text)
    event.full_clean()
    event.save()
    enqueue_drawing(locked)
    return event


@transaction.atomic
def remove_event(*, event: ChartEvent, actor: Any) -> None:
    locked = lock_indicator(event.indicator, actor=actor)
    locked.events.filter(pk=event.pk).delete()
    enqueue_drawing(locked)


def _lock_run_chart(indicator: Indicator, actor: Any) -> Indicator:
    locked = lock_indicator(indicator, actor=actor)
    if locked.frequency == Frequency.YEAR:
        raise ValidationError(_("Figures of years have no median that rules could judge about."))
    return locked


def _record_end(indicator: Indicator, baseline: Baseline, actor: Any) -> None:
    """What stood is said in the trail, since the row itself goes."""
    on = baseline.split_on
    record_event(
        about=indicator,
        action="remove_baseline",
        actor=actor,
        note=baseline.reason,
        first=baseline.frozen_first,
        on=on.isoformat() if on else None,
    )


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why.")})
    if len(reason) > 300:
        raise ValidationError({"reason": _("The text is too long.")})
    return reason
