"""What the participants themselves have said: their approved reports in short, and quotes. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import joined
from reporting.report_content import Heading, Items, Node, Part, Picture, Text
from reporting.round_report_values import Approved, RoundFacts

MOST_LETTERS = 420
MOST_PARTS = 5
MOST_CHARTS = 2
CUT = " […]"


def participants_reports(facts: RoundFacts) -> Iterator[Node]:
    """Of each participant its latest approved report; then whose are missing."""
    latest = {one.participant: one for one in facts.reports.rows if one.is_latest}
    for participant in facts.participants.rows:
        if participant.key in latest:
            yield Heading(participant.name)
            yield from _in_short(latest[participant.key])
    if not latest:
        yield Text(_("No report is approved yet."))
    missing: dict[str, list[str]] = {}
    for one in facts.reports.missing:
        missing.setdefault(one.name, []).append(facts.who(one.participant))
    if missing:
        yield Heading(_("Reports that are not approved"))
        yield Items(tuple(f"{name}: {joined(who)}" for name, who in missing.items()))


def _in_short(report: Approved) -> Iterator[Node]:
    said = {"report": report.name, "day": in_words(report.approved_on, weekday=False, year=True)}
    yield Text(_("%(report)s, approved %(day)s.") % said)
    parts = [part for part in report.document.parts if part.text]
    results = [part for part in parts if part.key in report.results] or parts[:1]
    lines = [f"{part.title}: {shortened(part.text)}" for part in results[:MOST_PARTS]]
    lines += _charts(report.document.parts)
    if lines:
        yield Items(tuple(lines))


def _charts(parts: tuple[Part, ...]) -> list[str]:
    """What the report's charts told when it was sent in, whatever became of the figures."""
    told = [
        f"{node.meta.split('. ')[0].rstrip('.')}: {node.finding}"
        for part in parts
        for node in part.nodes
        if isinstance(node, Picture)
    ]
    return told[:MOST_CHARTS]


def shortened(text: str) -> str:
    """The beginning, word by word; whole sentences where they are not too long."""
    flat = " ".join(text.split())
    if len(flat) <= MOST_LETTERS:
        return flat
    cut = flat[: MOST_LETTERS + 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    if end > MOST_LETTERS // 2:
        return flat[: end + 1] + CUT
    return cut.rsplit(" ", 1)[0][:MOST_LETTERS] + CUT


def quotes(facts: RoundFacts) -> Iterator[Node]:
    if not facts.quotes:
        yield Text(_("No quote is marked for use."))
        return
    count = len(facts.quotes)
    words = ngettext(
        "%(n)d quote from approved reports.", "%(n)d quotes from approved reports.", count
    )
    yield Text(words % {"n": count})
    for one in facts.quotes:
        who = ", ".join(filter(None, [one.speaker, facts.who(one.participant)]))
        yield Text(f"”{one.text}”\n– {who}")
