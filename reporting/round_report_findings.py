"""The most important of a round in five sentences, from its facts. Pure.

The order is the rule: what has become everyday work, what became of the gaps, how the
participants say that they have moved, whether every function was there, and whether figures are
by sex. What cannot be said for want of figures gives way to the next.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.enums import ImprovementStatus
from improvements.indicator_stock import Standing
from reporting.round_report_charts import links_chart
from reporting.round_report_values import RoundFacts

MOST_FINDINGS = 5
IN_USE = (ImprovementStatus.IMPLEMENTED, ImprovementStatus.SPREAD)


def findings(facts: RoundFacts) -> list[str]:
    return [words for say in _ORDER if (words := say(facts))][:MOST_FINDINGS]


def _in_use(facts: RoundFacts) -> str:
    works = facts.works
    if not works.rows:
        return ""
    used = works.at(IN_USE)
    said = {
        "n": len(used),
        "all": len(works.rows),
        "homes": len({one.participant for one in used}),
    }
    if not used:
        return _("None of %(all)d improvement works is everyday work yet.") % said
    words = ngettext(
        "%(n)d of %(all)d improvement works is everyday work.",
        "%(n)d of %(all)d improvement works are everyday work, in %(homes)d organisations.",
        len(used),
    )
    spread = len(works.at([ImprovementStatus.SPREAD]))
    if spread:
        more = ngettext(
            "%(n)d has spread to more units.", "%(n)d have spread to more units.", spread
        )
        return f"{words % said} {more % {'n': spread}}"
    return words % said


def gaps_sentence(facts: RoundFacts) -> str:
    """Of the indicators by sex that can be compared with what they were."""
    compared = [one for one in facts.gauges.rows if one.before]
    if not compared:
        return ""
    better = sum(one.standing == Standing.BETTER for one in compared)
    worse = sum(one.standing == Standing.WORSE for one in compared)
    said = {"n": better, "all": len(compared)}
    words = ngettext(
        "In %(n)d of %(all)d indicators that can be compared the gap between the sexes has shrunk"
        " beyond chance, without anybody getting it worse.",
        "In %(n)d of %(all)d indicators that can be compared the gap between the sexes has shrunk"
        " beyond chance, without anybody getting it worse.",
        better,
    )
    if worse:
        more = ngettext("In %(n)d it has grown.", "In %(n)d it has grown.", worse)
        return f"{words % said} {more % {'n': worse}}"
    return words % said


def _moved(facts: RoundFacts) -> str:
    found = facts.assessments
    if not found.moved:
        return ""
    said = {"n": found.up, "all": found.moved}
    words = _("%(n)d of %(all)d participants rate themselves higher than the first time.")
    sentence = words % said
    middles = [one.middle for one in found.occasions if one.middle is not None]
    if len(middles) > 1:
        more = _("The one in the middle went from %(before)d to %(after)d per cent of the points.")
        sentence += " " + more % {"before": middles[0], "after": middles[-1]}
    return sentence


def _attended(facts: RoundFacts) -> str:
    found = facts.attendance
    if not found.with_meetings:
        return ""
    said = {"n": found.always, "all": len(found.with_meetings)}
    return (
        _("%(n)d of %(all)d organisations have had every function at every meeting, as promised.")
        % said
    )


def split_sentence(facts: RoundFacts) -> str:
    found = facts.gauges
    if not found.rows:
        return ""
    said = {"n": found.split, "all": len(found.rows), "percent": found.percent}
    return (
        _("%(n)d of %(all)d indicators have figures for both sexes, %(percent)d per cent.") % said
    )


def _links(facts: RoundFacts) -> str:
    chart = links_chart(facts)
    return f"{chart.finding}." if chart else ""


def _reported(facts: RoundFacts) -> str:
    homes = len({one.participant for one in facts.reports.rows})
    said = {"n": homes, "all": len(facts.participants.rows)}
    return _("%(n)d of %(all)d participants have an approved report.") % said


_ORDER: tuple[Callable[[RoundFacts], str], ...] = (
    _in_use,
    gaps_sentence,
    _moved,
    _attended,
    split_sentence,
    _links,
    _reported,
)


def method(facts: RoundFacts) -> Iterator[str]:
    """How every figure was counted, and from where it is."""
    yield _(
        "Participants are those who have stayed in the round. Whoever left is in no figure, and"
        " neither is what they reported."
    )
    yield _(
        "Attendance is as the hosts have noted it. A seat is one function of one participant at"
        " one meeting of the round or of its group; a substitute counts as having been there."
    )
    yield _(
        "Improvement works are those entered by the participants, with the state they have given"
        " them. Private works are not counted, unless the organisation let them into an approved"
        " report; then they stand as they did when it was sent in."
    )
    yield _(
        "Gaps are the differences between the figures of women and men, or girls and boys. Before"
        " and after are medians of the first and the latest part of the run chart; of figures"
        " once a year they are the first and the latest year. “Better” means that the gap has"
        " shrunk by the signal rules of run charts and that nobody has got it worse."
    )
    yield _(
        "A figure of fewer than five people is withheld, and so is what it could be worked out"
        " from. Private indicators, and those that are no longer followed, are not counted."
    )
    yield _(
        "The self-assessment is what politician, manager and key person have agreed on. It is"
        " shown as a distribution, and only where at least five participants have answered; the"
        " lowest and the highest are never told. Movement is the change of the share of possible"
        " points, since checklists may differ."
    )
    yield _(
        "The degree of disaggregation is the share of followed indicators that have figures for"
        " both sexes. That they were meant to be divided is not enough."
    )
    yield _(
        "The participants’ own results are shortened from their approved reports, as these were"
        " sent in. What has changed since is not in them."
    )
    yield _("Quotes are literal, and chosen by SKR from approved reports.")
