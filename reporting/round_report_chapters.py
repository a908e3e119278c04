"""The chapters of a round's report: from its facts to headings, texts, tables and pictures.

Each chapter is made by itself, so that one that fails costs only itself. Texts and titles are of
a document in Swedish; who calls sets the language.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.facts import counted
from improvements.enums import ImprovementStatus
from modellkonceptet.civil_dates import span
from modellkonceptet.enumerating import joined
from reporting.report_content import Items, Node, Picture, Table, Text
from reporting.round_report_charts import (
    Sources,
    attendance_chart,
    links_chart,
    statuses_chart,
)
from reporting.round_report_figures import assessments, disaggregation, gaps
from reporting.round_report_findings import IN_USE, findings, method
from reporting.round_report_map import map_svg
from reporting.round_report_stories import participants_reports, quotes

MOST_OPERATIONS = 15
MAP = "map"
TAKEN_UP = (ImprovementStatus.ADOPTED, ImprovementStatus.ADAPTED)


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
    rows: tuple[tuple[str, ...], ...] = tuple(
        (
            one.name,
            one.group or "–",
            joined(one.mentors) or "–",
            one.operation or "–",
            one.status_word,
        )
        for one in found.rows
    )
    head: tuple[str, ...] = (
        _("Participant"),
        _("Group"),
        _("Mentor"),
        _("Designated operation"),
        _("State"),
    )
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
        (_("Link of the chain"), *(word for _key, word in used), _("Total")),
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
    _chapter("gaps", gettext_lazy("Gaps that have changed"), gaps, "gauges", "participants"),
    _chapter("assessments", gettext_lazy("The self-assessment"), assessments, "assessments"),
    _chapter(
        "disaggregation",
        gettext_lazy("Figures by sex"),
        disaggregation,
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
