"""What a twin chart says in words: how the gap changed, by whose figure, and if that is good."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.run_chart.sentences import figures
from improvements.run_chart.series import Change, Verdict, difference
from improvements.run_chart.twins import Closing, Group, How, Outcome, Twin

# Units of shares: the gap between two of them is counted in percentage points.
SHARES = {"%", "percent", "procent"}


class Pair(StrEnum):
    """Whom a twin chart compares; in the chart girls stand where women do, boys where men do."""

    WOMEN_AND_MEN = "women_and_men"
    GIRLS_AND_BOYS = "girls_and_boys"


@dataclass(frozen=True)
class Name:
    """ "kvinnor", "kvinnornas"."""

    who: str
    whose: str


def names(pair: Pair) -> dict[Group, Name]:
    if pair == Pair.GIRLS_AND_BOYS:
        return {
            Group.WOMEN: Name(_("girls"), _("girls'")),
            Group.MEN: Name(_("boys"), _("boys'")),
        }
    return {
        Group.WOMEN: Name(_("women"), _("women's")),
        Group.MEN: Name(_("men"), _("men's")),
    }


def finding(twin: Twin, pair: Pair, unit: str) -> str:
    """A headline: "Both curves rise, women's most. The gap is now 5 percentage points."."""
    said = [_curves(twin.closing, pair)] if twin.closing else []
    return " ".join([*said, *filter(None, [gap_now_sentence(twin, unit)])])


def gap_now_sentence(twin: Twin, unit: str) -> str:
    """Of the latest day on which both have a figure that counts; "" without one."""
    latest = next((p.value for p in reversed(twin.gap.points) if p.counts), None)
    if latest is None:
        return ""
    return _("The gap is now %(gap)s.") % {"gap": with_unit(abs(latest), unit)}


def twin_sentences(twin: Twin, pair: Pair, unit: str) -> list[str]:
    """How the gap has changed and why, whether that is good, and whether it may be chance."""
    if twin.closing is None:
        return [
            _(
                "There is nothing to compare the gap with yet: freeze the median of the first"
                " points, or divide the series."
            )
        ]
    return [
        closing_sentence(twin.closing, pair, unit),
        *_judgement(twin.closing, pair),
    ]


def closing_sentence(closing: Closing, pair: Pair, unit: str) -> str:
    who = names(pair)
    values = {"first": who[Group.WOMEN].who, "second": who[Group.MEN].who}
    before, _after = figures(closing.size_before, closing.size_after)
    after = with_unit(closing.size_after, unit, beside=closing.size_before)
    values |= {"before": before, "after": after, "why": _why(closing, pair)}
    return _change_words(closing, bool(values["why"])) % values


def _change_words(closing: Closing, has_reason: bool) -> str:
    stood_still = not closing.women.change and not closing.men.change
    match closing.outcome:
        case Outcome.UNCHANGED if not closing.size_after:
            return _("There is no gap between %(first)s and %(second)s, now as before.")
        case Outcome.UNCHANGED:
            return _("The gap between %(first)s and %(second)s is unchanged: %(after)s.")
        case Outcome.SHRUNK if has_reason:
            return _(
                "The gap between %(first)s and %(second)s has shrunk from %(before)s to"
                " %(after)s, because %(why)s."
            )
        case Outcome.SHRUNK if stood_still:
            return _(
                "The gap between %(first)s and %(second)s has shrunk from %(before)s to"
                " %(after)s, but neither figure by itself has changed more than chance gives."
            )
        case Outcome.SHRUNK:
            return _(
                "The gap between %(first)s and %(second)s has shrunk from %(before)s to %(after)s."
            )
    if has_reason:
        return _(
            "The gap between %(first)s and %(second)s has grown from %(before)s to"
            " %(after)s, because %(why)s."
        )
    if stood_still:
        return _(
            "The gap between %(first)s and %(second)s has grown from %(before)s to"
            " %(after)s, but neither figure by itself has changed more than chance gives."
        )
    return _("The gap between %(first)s and %(second)s has grown from %(before)s to %(after)s.")


def _why(closing: Closing, pair: Pair) -> str:
    """Whose figure did it: "women's figure rose more than men's"."""
    if closing.worse_off is None or closing.better_off is None:
        return ""
    if closing.how in {None, How.NEITHER}:
        return ""
    groups = [closing.worse_off, closing.better_off]
    if closing.how == How.BETTER_OFF:
        groups.reverse()
    moved, other = (closing.movement(group).change for group in groups)
    rose = moved == Change.UP
    if other is None:
        words = _("%(whose)s figure rose") if rose else _("%(whose)s figure fell")
    elif other == moved and rose:
        words = _("%(whose)s figure rose more than %(other)s")
    elif other == moved:
        words = _("%(whose)s figure fell more than %(other)s")
    elif rose:
        words = _("%(whose)s figure rose and %(other)s fell")
    else:
        words = _("%(whose)s figure fell and %(other)s rose")
    who = names(pair)
    return words % {"whose": who[groups[0]].whose, "other": who[groups[1]].whose}


def _judgement(closing: Closing, pair: Pair) -> Iterator[str]:
    if closing.outcome == Outcome.UNCHANGED and not closing.has_swapped:
        return
    if closing.has_swapped and closing.worse_off_after:
        who = names(pair)[closing.worse_off_after].who
        yield _("Now it is %(who)s who are behind.") % {"who": who}
    if closing.outcome == Outcome.SHRUNK and closing.how == How.BETTER_OFF:
        yield _("It is no improvement: those who were better off have got it worse.")
    if closing.outcome == Outcome.SHRUNK and closing.how == How.BOTH:
        yield _("Part of it is that those who were better off have got it worse.")
    if closing.is_equal_improvement:
        yield _("The gap has shrunk without anybody getting it worse.")
    match closing.gap.verdict:
        case Verdict.SIGNAL:
            yield _("The change is probably not chance.")
        case Verdict.NO_SIGNAL:
            yield _("It may be chance: the signal rules see no change.")
        case Verdict.TOO_FEW:
            yield _(
                "Whether it is chance cannot be said yet: the points are too few for signal rules."
            )


def _curves(closing: Closing, pair: Pair) -> str:
    women, men = closing.women, closing.men
    who = names(pair)
    if not women.change and not men.change:
        return _("Both curves stand still.")
    if women.change == men.change:
        rise = women.change == Change.UP
        ours, theirs = (abs(difference(one.after, one.before)) for one in (women, men))
        if ours == theirs:
            return _("Both curves rise equally.") if rise else _("Both curves fall equally.")
        words = _("Both curves rise, %(whose)s most.")
        if not rise:
            words = _("Both curves fall, %(whose)s most.")
        return words % {"whose": who[Group.WOMEN if ours > theirs else Group.MEN].whose}
    order = [Group.WOMEN, Group.MEN]
    if women.change is None or men.change == Change.UP:
        order.reverse()
    first, second = order
    if closing.movement(first).change == Change.DOWN:
        words = _("The curve of %(first)s falls, that of %(second)s stands still.")
    elif closing.movement(second).change:
        words = _("The curve of %(first)s rises, that of %(second)s falls.")
    else:
        words = _("The curve of %(first)s rises, that of %(second)s stands still.")
    return words % {"first": who[first].who, "second": who[second].who}


def with_unit(value: float, unit: str, *, beside: float | None = None) -> str:
    """ "3 percentage points", "4,5 days", with the decimals it has beside another value."""
    number = figures(value, value if beside is None else beside)[0]
    if unit.strip().casefold() in SHARES:
        words = ngettext(
            "%(number)s percentage point",
            "%(number)s percentage points",
            1 if value == 1 else 2,
        )
        return words % {"number": number}
    return f"{number} {unit.strip()}".strip()
