"""What a politician is told in plain words: a heading and three sentences, from counts. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from improvements.enums import ImprovementStatus
from improvements.run_chart import Verdict
from improvements.run_chart.gap_sentences import Pair, names
from improvements.run_chart.twins import Closing, Group, Outcome
from improvements.self_assessment import Movement, Score
from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import joined


class Stage(StrEnum):
    """How far a work has come, as somebody who does not know the method sees it."""

    IN_USE = "in_use"
    ADOPTED = "adopted"
    TESTED = "tested"
    NOT_BEGUN = "not_begun"
    PUT_ASIDE = "put_aside"


_S = ImprovementStatus
STAGES: dict[str, Stage] = {
    _S.IDEA: Stage.NOT_BEGUN,
    _S.PLANNED: Stage.NOT_BEGUN,
    _S.TESTING: Stage.TESTED,
    _S.ADAPTED: Stage.TESTED,
    _S.ADOPTED: Stage.ADOPTED,
    _S.IMPLEMENTED: Stage.IN_USE,
    _S.SPREAD: Stage.IN_USE,
    _S.ABANDONED: Stage.PUT_ASIDE,
}


class About(StrEnum):
    """What a sentence speaks of, so that the page can lead to the rows behind it."""

    WORKS = "works"
    ASSESSMENT = "assessment"
    CONDITIONS = "conditions"
    ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Sentence:
    text: str
    about: About


@dataclass(frozen=True)
class Gap:
    """What differs now between two sexes, in words ("6 percentage points"; "" for nothing)."""

    pair: Pair
    now: str
    closing: Closing | None = None


@dataclass(frozen=True)
class Attended:
    """One function of the team: how many meetings were held for it, and at how many it was."""

    function: str
    held: int
    there: int


def number(count: int) -> str:
    """In words up to twelve; one is said by each sentence, since Swedish has two words for it."""
    words = {10: _("ten"), 11: _("eleven"), 12: _("twelve")}
    return words.get(count) or str(apnumber(count))


def stages(statuses: Iterable[str]) -> Counter[Stage]:
    return Counter(STAGES[status] for status in statuses)


def headline(gap: Gap | None, counted: Counter[Stage], *, is_over: bool = False) -> str:
    """What differs between women and men, where it is known; else how the work stands."""
    if gap is not None:
        return _gap_headline(gap)
    if counted[Stage.IN_USE]:
        n = counted[Stage.IN_USE]
        words = ngettext(
            "One improvement is everyday work", "%(n)s improvements are everyday work", n
        )
        return str(capfirst(words % {"n": number(n)}))
    if n := counted[Stage.TESTED] + counted[Stage.ADOPTED]:
        words = ngettext("One improvement is on its way", "%(n)s improvements are on their way", n)
        return str(capfirst(words % {"n": number(n)}))
    return _("The round is over") if is_over else _("The work has just begun")


def _gap_headline(gap: Gap) -> str:
    who = names(gap.pair)
    said = {"first": who[Group.WOMEN].who, "second": who[Group.MEN].who, "gap": gap.now}
    closing = gap.closing
    if closing is not None and closing.gap.verdict == Verdict.SIGNAL:
        if closing.outcome == Outcome.GROWN:
            return _("The gap between %(first)s and %(second)s has grown") % said
        if closing.is_equal_improvement:
            return _("The gap between %(first)s and %(second)s has shrunk") % said
        if closing.outcome == Outcome.SHRUNK:
            return _("The gap has shrunk, but some have got it worse")
    if not gap.now:
        return _("No gap between %(first)s and %(second)s now") % said
    return _("The gap between %(first)s and %(second)s is %(gap)s") % said


def works_sentence(who: str, counted: Counter[Stage]) -> str:
    """How many works there are and how far they have come, what is in use first."""
    total = sum(counted.values())
    if not total:
        return _("%(who)s has no improvement work yet.") % {"who": who}
    if total == 1:
        return _only_work(next(iter(+counted))) % {"who": who}
    said = [
        words(counted[stage]) % {"n": number(counted[stage])}
        for stage, words in _STAGE_WORDS.items()
        if counted[stage]
    ]
    return _("%(who)s has %(n)s improvement works: %(parts)s.") % {
        "who": who,
        "n": number(total),
        "parts": joined(said),
    }


_STAGE_WORDS: dict[Stage, Callable[[int], str]] = {
    Stage.IN_USE: lambda n: ngettext("one is everyday work", "%(n)s are everyday work", n),
    Stage.ADOPTED: lambda n: ngettext("one has been adopted", "%(n)s have been adopted", n),
    Stage.TESTED: lambda n: ngettext("one is being tested", "%(n)s are being tested", n),
    Stage.NOT_BEGUN: lambda n: ngettext("one has not begun", "%(n)s have not begun", n),
    Stage.PUT_ASIDE: lambda n: ngettext("one has been put aside", "%(n)s have been put aside", n),
}


def _only_work(stage: Stage) -> str:
    return {
        Stage.IN_USE: _("%(who)s has one improvement work, and it is everyday work."),
        Stage.ADOPTED: _("%(who)s has one improvement work, and it has been adopted."),
        Stage.TESTED: _("%(who)s has one improvement work, and it is being tested."),
        Stage.NOT_BEGUN: _("%(who)s has one improvement work, and it has not begun."),
        Stage.PUT_ASIDE: _("%(who)s has one improvement work, and it has been put aside."),
    }[stage]


def assessment_sentence(who: str, score: Score | None, moved: Movement | None) -> str:
    """The latest self-assessment that was agreed, and how it has moved since the one before."""
    if score is None:
        return _("%(who)s has not agreed on a self-assessment yet.") % {"who": who}
    said = {"who": who, "points": score.points, "possible": score.possible}
    if moved is None:
        words = _("In the self-assessment %(who)s has %(points)d of %(possible)d points.")
        return words % said
    words = _("In the self-assessment %(who)s has %(points)d of %(possible)d points, %(moved)s.")
    return words % {**said, "moved": _moved(moved)}


def _moved(moved: Movement) -> str:
    if moved.points is None:
        share = round(moved.share * 100)
        n, words = abs(share), _share_words(share)
    else:
        n, words = abs(moved.points), _point_words(moved.points)
    return words % {"n": number(n)}


def _point_words(points: int) -> str:
    if points > 0:
        return ngettext("one more than last time", "%(n)s more than last time", points)
    if points < 0:
        return ngettext("one fewer than last time", "%(n)s fewer than last time", -points)
    return _("as many as last time")


def _share_words(share: int) -> str:
    """Another edition of the checklist: only the share of what is possible can be compared."""
    if share > 0:
        return ngettext(
            "a share one percentage point larger than last time",
            "a share %(n)s percentage points larger than last time",
            share,
        )
    if share < 0:
        return ngettext(
            "a share one percentage point smaller than last time",
            "a share %(n)s percentage points smaller than last time",
            -share,
        )
    return _("the same share as last time")


def promise_sentence(waiting: Iterable[date], lines: Iterable[Attended], today: date) -> Sentence:
    """What presses most: a condition of the decision, else whether people were at the meetings."""
    days = sorted(waiting)
    if days:
        return Sentence(_conditions(days, today), About.CONDITIONS)
    return Sentence(_attendance([line for line in lines if line.held]), About.ATTENDANCE)


def _conditions(days: Sequence[date], today: date) -> str:
    late = [day for day in days if day < today]
    if late:
        words = ngettext(
            "One condition of the decision should have been met by %(day)s.",
            "%(n)s conditions of the decision should have been met, the first by %(day)s.",
            len(late),
        )
        return _began(words, len(late), in_words(late[0], weekday=False))
    words = ngettext(
        "One condition of the decision is to be met by %(day)s.",
        "%(n)s conditions of the decision are to be met, the first by %(day)s.",
        len(days),
    )
    return _began(words, len(days), in_words(days[0], weekday=False))


def _began(words: str, n: int, day: str) -> str:
    return str(capfirst(words % {"n": number(n), "day": day}))


def _attendance(lines: Sequence[Attended]) -> str:
    if not lines:
        return _("No meeting has been held yet.")
    short = [line for line in lines if line.there < line.held]
    held = max(line.held for line in lines)
    if not short:
        words = ngettext(
            "Every function was at the meeting that has been held, as promised.",
            "Every function was at all %(n)s meetings that have been held, as promised.",
            held,
        )
        return words % {"n": number(held)}
    if len(short) > 1:
        words = _("%(n)s functions have missed a meeting, although each was promised to be there.")
        return str(capfirst(words % {"n": number(len(short))}))
    (line,) = short
    missed = line.held - line.there
    return _missed(missed, line.held) % {"function": line.function}


def _missed(missed: int, held: int) -> str:
    if missed == held == 1:
        return _("The function %(function)s was not at the meeting, although it was promised.")
    said = {
        "missed": pgettext("number of meetings", "one") if missed == 1 else number(missed),
        "held": number(held),
        "function": "%(function)s",
    }
    return (
        _(
            "The function %(function)s was not at %(missed)s of %(held)s meetings, although it"
            " was promised."
        )
        % said
    )
