"""The chapters of a round's report about figures: gaps, self-assessment, division by sex."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.chart_pages import with_pictures, without_pictures
from improvements.chart_specs import Unit
from improvements.indicator_stock import Standing
from improvements.models import Indicator
from improvements.services.charting import charted
from reporting.report_content import Node, Picture, Table, Text
from reporting.round_report_charts import LANGUAGE, Sources, bands_chart, spread_chart
from reporting.round_report_findings import gaps_sentence, split_sentence
from reporting.round_report_values import Gauge, RoundFacts

MOST_TWINS = 6
MOST_GAPS = 40


def gaps(sources: Sources) -> Iterator[Node]:
    facts = sources.facts
    by_sex = [one for one in facts.gauges.rows if one.whom]
    compared = sorted((one for one in by_sex if one.before), key=_weight)
    if not by_sex:
        yield Text(_("No figure by sex is followed in this round."))
        return
    yield Text(gaps_sentence(facts) or _("No gap can be compared with what it was yet."))
    yield from _twins(sources, compared)
    told = [one for one in compared if one.standing != Standing.NO_SIGNAL][:MOST_GAPS]
    if told:
        head = (
            _("Indicator"),
            _("Women or girls before"),
            _("after"),
            _("Men or boys before"),
            _("after"),
            _("Gap before"),
            _("after"),
            _("Judgement"),
        )
        rows = tuple(_gap_row(facts, one) for one in told)
        yield Table(_("Gaps before and after"), head, rows, has_figures=True)
    if rest := len(by_sex) - len(told):
        words = ngettext(
            "%(n)d more indicator by sex shows no change beyond chance, or has nothing to be"
            " compared with yet. It stands in the file with data.",
            "%(n)d more indicators by sex show no change beyond chance, or have nothing to be"
            " compared with yet. They stand in the file with data.",
            rest,
        )
        yield Text(words % {"n": rest})


_STANDINGS = (
    Standing.BETTER,
    Standing.WORSE,
    Standing.CHANGED,
    Standing.NO_SIGNAL,
    Standing.TOO_FEW,
)


def _weight(gauge: Gauge) -> tuple[int, int]:
    return _STANDINGS.index(Standing(gauge.standing)), gauge.key


def _twins(sources: Sources, compared: Sequence[Gauge]) -> Iterator[Node]:
    """Charts of those that have changed beyond chance, the closed gaps first."""
    changed = (Standing.BETTER, Standing.WORSE, Standing.CHANGED)
    chosen = [one for one in compared if one.standing in changed][:MOST_TWINS]
    rows = charted(Indicator.objects.filter(pk__in=[one.key for one in chosen]))
    drawn = with_pictures(without_pictures(list(rows), at_home=False), language=LANGUAGE)
    by_key = {one.indicator.pk: one for one in drawn}
    for gauge in chosen:
        one = by_key[gauge.key]
        key = f"indicator-{gauge.key}"
        for picture in one.first.figure.pictures:
            if picture.is_printed:
                sources.drawings[key] = picture.svg
        # Beside the picture and not a heading: the library would leave that on the page before.
        meta = f"{sources.facts.who(gauge.participant)}. {one.main.meta}"
        yield Picture(one.finding, meta, one.main.source, {"wide light": key})


def _gap_row(facts: RoundFacts, one: Gauge) -> tuple[str, ...]:
    found: Any = one.before
    unit = f", {one.unit}" if one.unit else ""
    figures = (
        found.women_before,
        found.women_after,
        found.men_before,
        found.men_after,
        found.gap_before,
        found.gap_after,
    )
    return (
        f"{facts.who(one.participant)}: {one.name}{unit}",
        *(_amount(figure) for figure in figures),
        one.standing_word,
    )


def _amount(value: float) -> str:
    return Unit("", "").number(value)


def assessments(sources: Sources) -> Iterator[Node]:
    found = sources.facts.assessments
    if not any(one.middle is not None for one in found.occasions):
        yield Text(
            _("Fewer than five participants have agreed on a self-assessment, so nothing is shown.")
        )
        return
    yield from sources.chart(spread_chart(sources.facts))
    yield Table(
        _("How the participants are spread, in per cent of possible points"),
        (
            _("Occasion"),
            _("Participants"),
            _("Lower quartile"),
            _("In the middle"),
            _("Upper quartile"),
        ),
        tuple(
            (one.name, str(one.answered), *(_share(n) for n in (one.low, one.middle, one.high)))
            for one in found.occasions
        ),
        has_figures=True,
    )
    yield from sources.chart(bands_chart(sources.facts))
    for occasion in found.occasions[:1] + found.occasions[1:][-1:]:
        if occasion.steps:
            total = sum(n for _step, _word, n in occasion.steps) or 1
            yield Table(
                _("Answers by step: %(occasion)s") % {"occasion": occasion.name.lower()},
                (_("Step"), _("Answers"), _("Share")),
                tuple(
                    (
                        f"{step} {word}".strip(),
                        str(n),
                        f"{round(100 * n / total)}\u00a0%",
                    )
                    for step, word, n in occasion.steps
                ),
                has_figures=True,
            )
    if found.moments:
        yield Table(
            _("Participants by step and moment, first / latest (%(n)d participants)")
            % {"n": found.of_moments},
            (_("Moment"), *found.steps),
            tuple(
                (
                    f"{one.number} {one.title}",
                    *(f"{a} / {b}" for a, b in zip(one.first, one.last, strict=True)),
                )
                for one in found.moments
            ),
            has_figures=True,
        )


def _share(percent: int | None) -> str:
    return "–" if percent is None else str(percent)


def disaggregation(sources: Sources) -> Iterator[Node]:
    facts = sources.facts
    if not facts.gauges.rows:
        yield Text(_("No indicator is followed in this round."))
        return
    yield Text(split_sentence(facts))
    by_participant = facts.gauges.by_participant
    yield Table(
        _("Indicators with figures for both sexes, by participant"),
        (_("Participant"), _("With figures for both sexes"), _("Followed")),
        tuple(
            (one.name, *(map(str, by_participant[one.key])))
            for one in facts.participants.rows
            if one.key in by_participant
        ),
        has_figures=True,
    )
