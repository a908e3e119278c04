"""The score of an arrangement as four figures, and how they differ from those of another. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.facts import grouped
from cohorts.grouping import Score

EMPTY = "–"


@dataclass(frozen=True)
class Figure:
    """`change` is the difference in words, "" where there is none; `is_better` says which way.

    `short` is the label where there is no room for it, on a phone.
    """

    label: str
    short: str
    value: str
    change: str = ""
    is_better: bool = False


@dataclass(frozen=True)
class _Measure:
    """How a figure is read off a score. Lower is better for kilometres, higher for counts."""

    label: Any
    short: Any
    read: Callable[[Score], float | None]
    show: Callable[[Score], str]
    unit: str = ""
    lower_is_better: bool = False


def _km(value: float | None) -> str:
    if value is None:
        return EMPTY
    return _("%(km)s km") % {"km": grouped(round(value))}


def _of(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else EMPTY


def _whole_groups(score: Score) -> int:
    return sum(1 for group in score.groups if len(group.members) > 1)


_MEASURES = (
    _Measure(
        gettext_lazy("On average per participant and meeting"),
        gettext_lazy("on average"),
        lambda score: score.mean_km,
        lambda score: _km(score.mean_km),
        "km",
        lower_is_better=True,
    ),
    _Measure(
        gettext_lazy("Longest trip within a group"),
        gettext_lazy("longest"),
        lambda score: score.longest_km,
        lambda score: _km(score.longest_km),
        "km",
        lower_is_better=True,
    ),
    _Measure(
        gettext_lazy("Groups that share a theme"),
        gettext_lazy("share a theme"),
        lambda score: score.groups_with_shared_theme,
        lambda score: _of(score.groups_with_shared_theme, _whole_groups(score)),
    ),
    _Measure(
        gettext_lazy("Wishes fulfilled"),
        gettext_lazy("wishes"),
        lambda score: score.wishes_met,
        lambda score: _of(score.wishes_met, score.wishes),
    ),
)


def figures_of(score: Score, *, before: Score | None = None) -> list[Figure]:
    """The four figures, with the change since `before` where there was something to compare."""
    return [_figure(measure, score, before) for measure in _MEASURES]


def _figure(measure: _Measure, score: Score, before: Score | None) -> Figure:
    shown = Figure(str(measure.label), str(measure.short), measure.show(score))
    now, then = measure.read(score), measure.read(before) if before else None
    if now is None or then is None or round(now) == round(then):
        return shown
    difference = round(now) - round(then)
    sign = "+" if difference > 0 else "\u2212"
    change = f"{sign}{grouped(abs(difference))}" + (f"\u00a0{measure.unit}" if measure.unit else "")
    return replace(shown, change=change, is_better=(difference < 0) == measure.lower_is_better)


def measure_labels() -> list[str]:
    """The names of the figures, in their order."""
    return [str(measure.label) for measure in _MEASURES]
