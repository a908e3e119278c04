"""Figures of an indicator: typed in cell by cell, or imported as a whole table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from improvements.models import Indicator, Measurement
from improvements.pasted_figures import PastedFigure
from improvements.period_words import period_name
from improvements.services.charting import enqueue_drawing
from improvements.services.indicators import lock_indicator
from modellkonceptet.civil_dates import today
from modellkonceptet.delimited import Fault

MOST_FIGURES = 5_000
Key = tuple[str, date]
_BATCH = 200
_FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class Content:
    """What stands in a cell: a figure and how many people it is of. No figure is an empty cell."""

    value: Decimal | None = None
    count: int | None = None

    @property
    def written(self) -> str:
        """As a page sends it back, to tell what has been changed since: "61.5|40"."""
        value = "" if self.value is None else format(self.value.normalize() + 0, "f")
        return f"{value}|{'' if self.count is None else self.count}"


@dataclass(frozen=True)
class Typed:
    """What a person leaves in a cell, and what stood there when they began."""

    content: Content
    seen: str


class MeanwhileError(ValidationError):
    """Others have written in the same cells: `standing` is what stands there, and by whom."""

    def __init__(self, standing: Mapping[Key, tuple[Content, str]]) -> None:
        message = ngettext(
            "Somebody has written in the same cell while you did. Look at it, and save again.",
            "Somebody has written in the same cells while you did. Look at them, and save again.",
            len(standing),
        )
        super().__init__(message, code="changed_meanwhile")
        self.standing = standing


def rounded(value: Decimal) -> Decimal:
    """As it is kept, with four decimals at most."""
    return value.quantize(_FOUR_DECIMALS, ROUND_HALF_UP)


@transaction.atomic
def save_figures(*, indicator: Indicator, cells: Mapping[Key, Typed], actor: Any) -> int:
    """Write the cells that were changed and leave the others; returns how many.

    A cell that somebody else has changed meanwhile is written if it was not touched by both. Of
    those that were, nothing at all is saved, and MeanwhileError says what stands in them. An
    emptied cell has no figure any more; what it was stays in the history.
    """
    locked = lock_indicator(indicator, actor=actor)
    changed = {key: typed for key, typed in cells.items() if typed.content.written != typed.seen}
    if not changed:
        return 0
    known = _standing(locked)
    standing: dict[Key, tuple[Content, str]] = {}
    for key, typed in changed.items():
        there = content_of(known.get(key))
        if there.written not in (typed.seen, typed.content.written):
            row = known.get(key)
            who = str(row.changed_by) if row and row.changed_by else _("Somebody")
            standing[key] = (there, who)
    if standing:
        raise MeanwhileError(standing)
    _check_keys(locked, changed)
    _write(locked, known, {key: typed.content for key, typed in changed.items()}, actor)
    return len(changed)


@dataclass(frozen=True)
class Planned:
    """What an import would do with one figure."""

    figure: PastedFigure
    kind: str
    before: Content

    @property
    def key(self) -> Key:
        return self.figure.series.value, self.figure.first

    @property
    def after(self) -> Content:
        return _after(self.before, self.figure)


NEW, CHANGED, SAME = "new", "changed", "same"


def plan_import(indicator: Indicator, figures: Iterable[PastedFigure]) -> list[Planned]:
    """Each figure, and whether it is new, changes what stands, or says the same."""
    known = _standing(indicator)
    planned = []
    for figure in figures:
        row = known.get((figure.series, figure.first))
        before = content_of(row)
        if row is None:
            kind = NEW
        elif _says_the_same(row, figure):
            kind = SAME
        else:
            kind = CHANGED
        planned.append(Planned(figure, kind, before))
    return planned


def import_faults(indicator: Indicator, figures: Sequence[PastedFigure]) -> list[Fault]:
    """What no table can know of itself: the future, and how much there is already."""
    faults = [
        Fault(_not_yet(indicator, figure.first), figure.row)
        for figure in figures
        if figure.first > today()
    ]
    known = set(_standing(indicator))
    after = len(known | {(figure.series, figure.first) for figure in figures})
    return faults + ([Fault(_too_many())] if after > MOST_FIGURES else [])


def figures_stamp(indicator: Indicator) -> str:
    """The same as long as nobody changes a figure: what was looked at is what is imported."""
    rows = indicator.measurements.order_by("period", "series")
    facts = list(rows.values_list("series", "period", "value", "count", "comment"))
    return sha256(repr(facts).encode()).hexdigest()[:16]


@transaction.atomic
def import_figures(
    *, indicator: Indicator, figures: Sequence[PastedFigure], seen: str, actor: Any
) -> int:
    """Write all that is new or changed, or nothing; returns how many.

    `seen` is the stamp of what stood when the table was looked at. What the table does not
    mention stays; an empty count or comment leaves the one that is known.
    """
    locked = lock_indicator(indicator, actor=actor)
    if figures_stamp(locked) != seen:
        raise ValidationError(
            _("Somebody has changed figures while you looked. Look once more before importing."),
            code="changed_meanwhile",
        )
    if faults := import_faults(locked, figures):
        raise ValidationError([fault.words for fault in faults[:5]])
    planned = [plan for plan in plan_import(locked, figures) if plan.kind != SAME]
    contents = {plan.key: plan.after for plan in planned}
    comments = {plan.key: plan.figure.comment for plan in planned if plan.figure.comment}
    _check_keys(locked, contents)
    _write(locked, _standing(locked), contents, actor, comments)
    return len(planned)


@transaction.atomic
def mark_astronomical(*, measurement: Measurement, marked: bool, actor: Any) -> Measurement:
    """Say, or take back, that a point is plainly different: a person's judgement, never a rule."""
    lock_indicator(measurement.indicator, actor=actor)
    row = Measurement.objects.select_for_update().get(pk=measurement.pk)
    if row.is_astronomical != marked:
        row.is_astronomical = marked
        row.changed_by = actor
        row.save(update_fields=["is_astronomical", "changed_by", "changed_at"])
        enqueue_drawing(row.indicator)
    return row


def content_of(row: Measurement | None) -> Content:
    return Content() if row is None else Content(row.value, row.count)


def _standing(indicator: Indicator) -> dict[Key, Measurement]:
    rows = Measurement.objects.filter(indicator=indicator).select_related("changed_by")
    return {(row.series, row.period): row for row in rows}


def _check_keys(indicator: Indicator, keys: Iterable[Key]) -> None:
    for series, period in keys:
        if series not in indicator.series:
            raise ValidationError(_("The indicator is not followed for all of these."))
        if period > today():
            raise ValidationError(_not_yet(indicator, period), code="future")


def _write(
    indicator: Indicator,
    known: Mapping[Key, Measurement],
    contents: Mapping[Key, Content],
    actor: Any,
    comments: Mapping[Key, str] | None = None,
) -> None:
    """Create, change and delete, each with a row in the history."""
    added, changed = [], []
    for key, content in contents.items():
        row = known.get(key)
        if content.value is None:
            if row is not None:
                row._history_user = actor  # type: ignore[attr-defined]
                row.delete()
            continue
        if row is None:
            row = Measurement(indicator=indicator, series=key[0], period=key[1])
            added.append(row)
        else:
            changed.append(row)
        row.value, row.count = rounded(content.value), content.count
        row.comment = (comments or {}).get(key, row.comment)
        row.changed_by, row.changed_at = actor, timezone.now()
    if len(known) + len(added) > MOST_FIGURES:
        raise ValidationError(_too_many(), code="too_many")
    if added:
        bulk_create_with_history(added, Measurement, batch_size=_BATCH, default_user=actor)
    if changed:
        names = ["value", "count", "comment", "changed_by", "changed_at"]
        bulk_update_with_history(changed, Measurement, names, batch_size=_BATCH, default_user=actor)
    enqueue_drawing(indicator)


def _after(before: Content, figure: PastedFigure) -> Content:
    count = before.count if figure.count is None else figure.count
    return Content(rounded(figure.value), count)


def _says_the_same(row: Measurement, figure: PastedFigure) -> bool:
    same = _after(content_of(row), figure).written == content_of(row).written
    return same and figure.comment in ("", row.comment)


def _not_yet(indicator: Indicator, period: date) -> str:
    said = {"period": period_name(period, indicator.frequency)}
    return _("%(period)s has not begun yet.") % said


def _too_many() -> str:
    return _("An indicator holds %(most)d figures at most.") % {"most": MOST_FIGURES}
