"""Indicators: begun, described, attached to a work, closed and taken up again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Participation
from improvements.enums import SeriesKind
from improvements.models import Improvement, Indicator
from improvements.services.charting import enqueue_drawing
from improvements.services.improving import lock_home, refuse_unless_at_home
from modellkonceptet.records.services import record_event

MOST_INDICATORS = 40


@dataclass(frozen=True)
class SaidOfIndicator:
    """An indicator as its form says it."""

    name: str
    role: str
    series: Sequence[str]
    definition: str = ""
    numerator: str = ""
    denominator: str = ""
    unit: str = "%"
    direction: str = "up"
    target: Decimal | None = None
    source: str = ""
    frequency: str = "month"
    responsible_name: str = ""
    improvement: Improvement | None = None
    is_private: bool = False

    @property
    def stamp(self) -> str:
        """The same for the same answers: a form sends what it showed with what is typed."""
        facts = json.dumps(_plain_values(self), sort_keys=True, default=str)
        return sha256(facts.encode()).hexdigest()[:16]


def _plain_values(said: SaidOfIndicator) -> dict[str, Any]:
    """By name, with the work as its number and the target without zeros that say nothing."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    work = values.pop("improvement")
    target = values.pop("target")
    return values | {
        "series": tuple(values["series"]),
        "improvement": work.pk if work else None,
        "target": None if target is None else format(target.normalize() + 0, "f"),
    }


def said_of(indicator: Indicator) -> SaidOfIndicator:
    values = {field.name: getattr(indicator, field.name) for field in fields(SaidOfIndicator)}
    return SaidOfIndicator(**values | {"series": tuple(indicator.series)})


def lock_indicator(indicator: Indicator, *, actor: Any) -> Indicator:
    """The indicator's row, locked, for somebody who may write at home today."""
    locked = Indicator.objects.select_for_update().get(pk=indicator.pk)
    refuse_unless_at_home(locked, home=locked.participation, actor=actor)
    return locked


@transaction.atomic
def create_indicator(
    *, participation: Participation, said: SaidOfIndicator, actor: Any
) -> Indicator:
    """A new indicator; the one that is there already where the button was pressed twice."""
    home = lock_home(participation, actor=actor)
    own = Indicator.objects.filter(participation=home)
    named_alike = own.filter(name__iexact=said.name).order_by("pk").last()
    if named_alike is not None:
        if _with_privacy(said).stamp == said_of(named_alike).stamp:
            return named_alike
        raise ValidationError({"name": _("You already have an indicator with this name.")})
    if own.count() >= MOST_INDICATORS:
        raise ValidationError(
            _("You have %(n)d indicators, and nobody can follow more. Close or change one of them.")
            % {"n": MOST_INDICATORS},
            code="too_many",
        )
    indicator = Indicator(participation=home)
    _put(indicator, said)
    indicator.save()
    record_event(about=indicator, action="start", actor=actor, name=said.name)
    return indicator


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, seen: str, said: SaidOfIndicator, actor: Any
) -> Indicator:
    """Save what the form says; refused (code "changed_meanwhile") when it has been saved since.

    `seen` is the stamp of what the form showed. How often and for whom can be changed as long
    as no figure would be lost by it.
    """
    locked = lock_indicator(indicator, actor=actor)
    standing = said_of(locked)
    if _with_privacy(said).stamp == standing.stamp:
        return locked
    if standing.stamp != seen:
        raise ValidationError(
            _(
                "Somebody has saved the indicator while you were writing. What you typed is"
                " below: look at what differs, and save again."
            ),
            code="changed_meanwhile",
        )
    alike = Indicator.objects.filter(participation=locked.participation_id, name__iexact=said.name)
    if alike.exclude(pk=locked.pk).exists():
        raise ValidationError({"name": _("You already have an indicator with this name.")})
    _refuse_to_lose_figures(locked, said)
    _put(locked, said)
    locked.save()
    enqueue_drawing(locked)
    return locked


@transaction.atomic
def close_indicator(*, indicator: Indicator, actor: Any) -> Indicator:
    """It is no longer followed; what has been measured can still be read."""
    return _close(indicator, True, actor)


@transaction.atomic
def reopen_indicator(*, indicator: Indicator, actor: Any) -> Indicator:
    return _close(indicator, False, actor)


def _close(indicator: Indicator, is_closed: bool, actor: Any) -> Indicator:
    locked = lock_indicator(indicator, actor=actor)
    if locked.is_closed != is_closed:
        locked.is_closed = is_closed
        locked.save(update_fields=["is_closed"])
        action = "close" if is_closed else "reopen"
        record_event(about=locked, action=action, actor=actor)
    return locked


def _with_privacy(said: SaidOfIndicator) -> SaidOfIndicator:
    """A private work's indicators are private with it."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    work = said.improvement
    return SaidOfIndicator(
        **values | {"is_private": said.is_private or (work is not None and work.is_private)}
    )


def _put(indicator: Indicator, said: SaidOfIndicator) -> None:
    if said.improvement is not None:
        work = Improvement.objects.select_for_update().get(pk=said.improvement.pk)
        if work.participation_id != indicator.participation_id:
            raise ValidationError({"improvement": _("Choose a work of your own organisation.")})
    _check_series(said)
    for field in fields(said):
        setattr(indicator, field.name, getattr(said, field.name))
    indicator.series = [kind.value for kind in SeriesKind if kind in said.series]
    indicator.is_private = _with_privacy(said).is_private
    try:
        indicator.full_clean(validate_unique=False, exclude=["participation", "improvement"])
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error


def _check_series(said: SaidOfIndicator) -> None:
    if not said.series:
        raise ValidationError({"series": _("Choose for whom it is counted.")})
    if any(kind not in SeriesKind.values for kind in said.series):
        raise ValidationError({"series": _("Choose among those in the list.")})


def _refuse_to_lose_figures(indicator: Indicator, said: SaidOfIndicator) -> None:
    with_figures = set(indicator.measurements.order_by().values_list("series", flat=True))
    if with_figures and said.frequency != indicator.frequency:
        raise ValidationError(
            {
                "frequency": _(
                    "There are figures already, and they would not fit. Close this indicator and"
                    " make a new one."
                )
            }
        )
    lost = [kind for kind in SeriesKind if kind in with_figures and kind not in said.series]
    if lost:
        names = ", ".join(str(kind.label).lower() for kind in lost)
        raise ValidationError(
            {
                "series": _("There are figures for %(names)s. Take them away first.")
                % {"names": names}
            }
        )
