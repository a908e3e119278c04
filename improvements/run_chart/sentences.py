"""What a run chart says, in words for somebody who has never seen one; in the active language."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.run_chart.judging import Part, RunChart, Signal
from improvements.run_chart.limits import FEWEST_USEFUL, RUNS_TABLE
from improvements.run_chart.series import (
    Change,
    Effect,
    Point,
    RuleSet,
    Side,
    SignalKind,
    Verdict,
    as_written,
)
from modellkonceptet.civil_dates import period


def figures(*values: float) -> list[str]:
    """ "8", "42,5": one decimal at most, or as many as it takes to tell the values apart."""
    exact = [as_written(value) for value in values]
    for decimals in range(1, 7):
        rounded = [_rounded(value, decimals) for value in exact]
        if len(set(rounded)) == len(set(exact)):
            break
    return [
        number_format(value, use_l10n=True, force_grouping=True).replace("-", "−")
        for value in rounded
    ]


def verdict_sentence(part: Part) -> str:
    match part.verdict:
        case Verdict.TOO_FEW:
            return _too_few(part)
        case Verdict.NO_SIGNAL:
            return _("No signal: the variation is no larger than chance gives.")
    if part.latest_change:
        return _("The change is probably not chance.")
    return _("The pattern is probably not chance.")


def signal_sentence(signal: Signal) -> str:
    """Why there is a signal: "14 points in a row above the median; the limit is 7"."""
    match signal.kind:
        case SignalKind.LONGEST_RUN if signal.side == Side.ABOVE:
            words = _("%(n)d points in a row above the median; the limit is %(limit)d.")
        case SignalKind.LONGEST_RUN:
            words = _("%(n)d points in a row below the median; the limit is %(limit)d.")
        case SignalKind.SHIFT if signal.side == Side.ABOVE:
            words = _("%(n)d points in a row above the median; a signal takes %(limit)d.")
        case SignalKind.SHIFT:
            words = _("%(n)d points in a row below the median; a signal takes %(limit)d.")
        case SignalKind.TREND if signal.change == Change.UP:
            words = _("%(n)d points in a row that rise; a signal takes %(limit)d.")
        case SignalKind.TREND:
            words = _("%(n)d points in a row that fall; a signal takes %(limit)d.")
        case SignalKind.FEW_CROSSINGS:
            words = ngettext(
                "The curve crosses the median %(n)d time; chance gives at least %(limit)d.",
                "The curve crosses the median %(n)d times; chance gives at least %(limit)d.",
                signal.found,
            )
        case SignalKind.FEW_RUNS:
            words = ngettext(
                "The curve has %(n)d run about the median; chance gives at least %(limit)d.",
                "The curve has %(n)d runs about the median; chance gives at least %(limit)d.",
                signal.found,
            )
        case SignalKind.MANY_RUNS:
            words = _("The curve has %(n)d runs about the median; chance gives at most %(limit)d.")
    return words % {"n": signal.found, "limit": signal.limit}


def effect_sentence(effect: Effect | None) -> str:
    match effect:
        case Effect.IMPROVEMENT:
            return _("It is an improvement.")
        case Effect.DETERIORATION:
            return _("It is a deterioration.")
    return ""


def part_sentences(part: Part, rules: RuleSet) -> list[str]:
    """The verdict, whether it is for the better, why, and what the rules cannot say."""
    return [
        verdict_sentence(part),
        *filter(None, [effect_sentence(part.effect)]),
        *map(signal_sentence, part.signals),
        *_remarks(part, rules),
    ]


def rules_sentence(chart: RunChart) -> str:
    """For the line with the source: which rules, and on how many points of the latest part."""
    useful = chart.latest.useful if chart.latest else 0
    if chart.rules == RuleSet.CLASSIC:
        words = ngettext(
            "The classic signal rules, %(n)d useful point.",
            "The classic signal rules, %(n)d useful points.",
            useful,
        )
    else:
        words = ngettext(
            "Signal rules by Anhøj, %(n)d useful point.",
            "Signal rules by Anhøj, %(n)d useful points.",
            useful,
        )
    return words % {"n": useful}


def median_sentence(part: Part, points: Sequence[Point], precision: str) -> str:
    """Of which time the median is; `precision` (day, month, year) is how often is measured."""
    if part.median is None:
        return ""
    first, last = points[part.start].at, points[part.baseline_stop - 1].at
    words = _("The dotted line is the median of %(period)s.")
    return words % {"period": period(first, last, precision, note=False)}


def _too_few(part: Part) -> str:
    if not part.counted:
        return _("There are no points to judge yet.")
    values = {"n": part.useful, "needed": FEWEST_USEFUL}
    if not part.useful:
        return (
            _(
                "Too few points for signal rules: all of them lie on the median, and %(needed)d"
                " beside it are needed."
            )
            % values
        )
    if part.is_frozen:
        words = ngettext(
            "Too few points after the baseline for signal rules:"
            " %(n)d useful point of %(needed)d needed.",
            "Too few points after the baseline for signal rules:"
            " %(n)d useful points of %(needed)d needed.",
            part.useful,
        )
    else:
        words = ngettext(
            "Too few points for signal rules: %(n)d useful point of %(needed)d needed.",
            "Too few points for signal rules: %(n)d useful points of %(needed)d needed.",
            part.useful,
        )
    return words % values


def _remarks(part: Part, rules: RuleSet) -> Iterator[str]:
    last = max(RUNS_TABLE)
    if rules == RuleSet.CLASSIC and part.useful > last:
        yield _(
            "With %(n)d useful points the rule of runs gives no verdict: its table ends at"
            " %(last)d."
        ) % {"n": part.useful, "last": last}
    if part.astronomical:
        marked = len(part.astronomical)
        yield ngettext(
            "%(n)d point has been marked as plainly different.",
            "%(n)d points have been marked as plainly different.",
            marked,
        ) % {"n": marked}


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """Without zeros that say nothing, and never minus nothing."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return (whole if rounded == whole else rounded.normalize()) + 0
