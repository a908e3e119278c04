"""The chapters of a round's report: from its facts to headings, texts, tables and pictures.

Each chapter is made by itself, so that one that fails costs only itself. Texts and titles are of
a document in Swedish; who calls sets the language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.facts import counted
from cohorts.models import Cohort
from improvements.chart_pages import with_pictures, without_pictures
from improvements.chart_specs import Unit
from improvements.enums import ImprovementStatus
from improvements.indicator_stock import Standing
from improvements.models import Indicator
from improvements.services.charting import charted
from modellkonceptet.civil_dates import span
from modellkonceptet.enumerating import joined
from modellkonceptet.records.services import stored_pictures
from reporting.report_content import Items, Node, Picture, Table, Text
from reporting.round_report_charts import (
    RoundChart,
    attendance_chart,
    bands_chart,
    links_chart,
    spread_chart,
    statuses_chart,
)
from reporting.round_report_findings import (
    IN_USE,
    findings,
    gaps_sentence,
    method,
    split_sentence,
)
from reporting.round_report_map import map_svg
from reporting.round_report_stories import participants_reports, quotes
from reporting.round_report_values import Gauge, RoundFacts

LANGUAGE = "sv"
MOST_TWINS = 6
MOST_GAPS = 40
MOST_OPERATIONS = 15
MAP = "map"
TAKEN_UP = (ImprovementStatus.ADOPTED, ImprovementStatus.ADAPTED)


@dataclass
class Sources:
    """What a chapter is made from; `drawings` collects the pictures that it needs, by key."""

    cohort: Cohort
    facts: RoundFacts
    drawings: dict[str, str] = field(default_factory=dict)

    def chart(self, chart: RoundChart | None) -> list[Node]:
        """The chart as a picture; nothing where there is nothing to draw."""
        if chart is None:
            return []
        (pictures,) = stored_pictures([chart.describe], language=LANGUAGE)
        printed = next((one for one in pictures if one.is_printed), None)
        if printed is None:
            return []
        self.drawings[chart.key] = printed.svg
        return [Picture(chart.finding, chart.meta, "", {"wide light": chart.key})]


@dataclass(frozen=True)
class Chapter:
    """`needs` are the fields of the facts without which it cannot be made."""

    key: str
    title: Promise
    needs: frozenset[str]
    make: Callable[[Sources], Iterator[Node]]


def _summary(sources: Sources) -> Iterator[Node]:
    facts = sources.facts
    who = counted(one.kind for one in facts.participants.rows)
    yield Text(_("%(round)s: %(who)s.") % {"round": facts.name, "who": who or "–"})
    if said := findings(facts):
        yield Items(tuple(said))


def _participants(sources: Sources) -> Iterator[Node]:
    found = sources.facts.participants
    if not found.rows:
        yield Text(_("Nobody takes part yet."))
        return
    who = counted(one.kind for one in found.rows)
    said = {"who": who, "counties": len(found.counties), "groups": found.groups}
    words = ngettext(
        "%(who)s from %(counties)d county, in %(groups)d groups.",
        "%(who)s from %(counties)d counties, in %(groups)d groups.",
        len(found.counties),
    )
    yield Text(words % said)
    if found.left:
        left = ngettext(
            "%(n)d participant has left the round.",
            "%(n)d participants have left the round.",
            found.left,
        )
        yield Text(left % {"n": found.left})
    by_county: dict[str, list[str]] = {}
    for one in found.rows:
        by_county.setdefault(one.county or _("Without county"), []).append(one.name)
    names = [f"{county}: {joined(by_county[county])}" for county in sorted(by_county)]
    if found.places or found.region_codes:
        heard = _("Map of Sweden with those who take part. %(names)s.") % {
            "names": "; ".join(names)
        }
        sources.drawings[MAP] = map_svg(found, description=heard)
        yield Picture(
            _("Where they lie"),
            "",
            _("Boundaries: Statistics Sweden."),
            {"wide light": MAP},
        )
    yield Items(tuple(names))
    rows = tuple(
        (
            one.name,
            one.group or "–",
            joined(one.mentors) or "–",
            one.operation or "–",
            one.status_word,
        )
        for one in found.rows
    )
    head = (_("Participant"), _("Group"), _("Mentor"), _("Designated operation"), _("State"))
    if not any(one.operation for one in found.rows):
        rows, head = tuple((*row[:3], row[4]) for row in rows), (*head[:3], head[4])
    yield Table(_("Those who take part"), head, rows)


def _meetings(sources: Sources) -> Iterator[Node]:
    found = sources.facts.attendance
    if not found.meetings:
        yield Text(_("No meeting has been held yet."))
        return
    yield from sources.chart(attendance_chart(sources.facts))
    yield Table(
        _("Attendance by function"),
        (_("Function"), _("Seats"), _("Filled"), _("Of these by substitute"), _("Share")),
        tuple(
            (one.word, str(one.held), str(one.there), str(one.substitutes), f"{one.percent}\u00a0%")
            for one in found.functions
            if one.held
        ),
        has_figures=True,
    )
    yield Table(
        _("Meetings that have been held"),
        (_("Meeting"), _("Day"), _("Seats"), _("Filled")),
        tuple(
            (
                one.name,
                span(one.first_day, one.last_day) if one.first_day else "–",
                str(one.seats),
                f"{one.there} ({round(100 * one.there / one.seats)}\u00a0%)",
            )
            for one in found.meetings
        ),
        has_figures=True,
    )


def _works(sources: Sources) -> Iterator[Node]:
    works = sources.facts.works
    if not works.rows:
        yield Text(_("No improvement work is entered yet."))
        return
    said = {"n": len(works.rows), "homes": len(works.owners)}
    yield Text(_("%(n)d improvement works in %(homes)d organisations.") % said)
    yield from sources.chart(statuses_chart(sources.facts))
    yield from sources.chart(links_chart(sources.facts))
    counts = works.by_status
    used = [(key, word) for key, word in works.statuses if counts[key]]
    yield Table(
        _("Works by link of the chain of steering and by state"),
        (_("Link"), *(word for _key, word in used), _("Total")),
        tuple(
            (
                word,
                *(
                    str(sum(link in one.links for one in works.at([status])))
                    for status, _word in used
                ),
                str(works.by_link[link]),
            )
            for link, word in works.links
        ),
        has_figures=True,
    )
    if operations := works.by_operation:
        yield Table(
            _("Core operations that the works are about"),
            (_("Core operation"), _("Works")),
            tuple((name, str(n)) for name, n in operations[:MOST_OPERATIONS]),
            has_figures=True,
        )


def _adopted(sources: Sources) -> Iterator[Node]:
    facts = sources.facts
    decided = [(word, dict(facts.works.tests)[key]) for key, word in facts.works.decisions]
    if total := sum(n for _word, n in decided):
        words = ngettext("%(n)d test has been decided.", "%(n)d tests have been decided.", total)
        yield Text(words % {"n": total})
        yield Items(tuple(f"{word}: {n}" for word, n in decided))
    used, taken_up = facts.works.at(IN_USE), facts.works.at(TAKEN_UP)
    if not (used or taken_up):
        yield Text(_("Nothing has been adopted yet."))
    if used:
        yield Table(
            _("What has become everyday work"),
            (_("Participant"), _("Improvement work"), _("Where"), _("Spread to")),
            tuple(
                (facts.who(one.participant), one.title, one.implemented_in, one.spread_to or "–")
                for one in used
            ),
        )
    if taken_up:
        yield Table(
            _("What has been adopted or adapted, on its way to everyday work"),
            (_("Participant"), _("Improvement work"), _("State"), _("Core operation")),
            tuple(
                (facts.who(one.participant), one.title, one.status_word, one.operation or "–")
                for one in taken_up
            ),
        )


def _gaps(sources: Sources) -> Iterator[Node]:
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


def _assessments(sources: Sources) -> Iterator[Node]:
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


def _disaggregation(sources: Sources) -> Iterator[Node]:
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


def _method(sources: Sources) -> Iterator[Node]:
    yield Items(tuple(method(sources.facts)))


def _chapter(
    key: str, title: Any, make: Callable[[Sources], Iterator[Node]], *needs: str
) -> Chapter:
    return Chapter(key, title, frozenset(needs), make)


CHAPTERS = (
    _chapter("summary", gettext_lazy("The round in short"), _summary, "participants"),
    _chapter("participants", gettext_lazy("Those who take part"), _participants, "participants"),
    _chapter("meetings", gettext_lazy("Meetings and attendance"), _meetings, "attendance"),
    _chapter("works", gettext_lazy("Improvements by link and state"), _works, "works"),
    _chapter(
        "adopted", gettext_lazy("What has been introduced"), _adopted, "works", "participants"
    ),
    _chapter("gaps", gettext_lazy("Gaps that have changed"), _gaps, "gauges", "participants"),
    _chapter("assessments", gettext_lazy("The self-assessment"), _assessments, "assessments"),
    _chapter(
        "disaggregation",
        gettext_lazy("Figures by sex"),
        _disaggregation,
        "gauges",
        "participants",
    ),
    _chapter(
        "reports",
        gettext_lazy("The participants’ own results"),
        lambda sources: participants_reports(sources.facts),
        "reports",
        "participants",
    ),
    _chapter(
        "quotes",
        gettext_lazy("Quotes"),
        lambda sources: quotes(sources.facts),
        "quotes",
        "participants",
    ),
    _chapter("method", gettext_lazy("Method, sources and definitions"), _method),
)
