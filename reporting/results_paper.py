"""The committee paper on what a round has given: its sentences, from the result report. Pure.

It is short where the report is long: of each logged part only what a committee needs, and the
report itself lies beside the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from improvements.enums import SeriesKind
from modellkonceptet.enumerating import joined
from reporting.committee_paper import (
    BASIS,
    CHILDREN,
    ECONOMY,
    EQUALITY,
    MATTER,
    PREPARATION,
    PROPOSAL,
    SUMMARY,
    CommitteePaper,
    PaperHead,
    PaperWriter,
    as_clauses,
    closing,
    paragraphs,
)
from reporting.enums import Prefill
from reporting.report_content import Heading, Items, Node, Part, Picture, Table, Text

MOST_FINDINGS = 3
# Their place is elsewhere in the paper, or nowhere: a committee does not read attendance cell by
# cell.
_NOT_IN_MATTER = (Prefill.INDICATORS, Prefill.TEAM, Prefill.ATTENDANCE)


@dataclass(frozen=True)
class Told:
    """A section of the report: what was written, and what of the logged work it shows."""

    part: Part
    prefill: str = ""


@dataclass(frozen=True)
class Result:
    """An indicator as the report shows it."""

    name: str
    finding: str
    source: str
    table: Table | None
    notes: tuple[str, ...]

    @property
    def is_about_children(self) -> bool:
        words = " ".join(self.table.head).lower() if self.table else ""
        return any(str(kind.label).lower() in words for kind in (SeriesKind.GIRLS, SeriesKind.BOYS))


@dataclass(frozen=True)
class ResultsMatter:
    """The report and what is known around it, in words. Empty is not known."""

    head: PaperHead
    report_name: str
    told: tuple[Told, ...]
    writers: tuple[str, ...] = ()
    sent_on: str = ""
    approved_on: str = ""
    fee: str = ""
    is_free: bool = False
    invoiced: str = ""
    is_invoiced: bool = False

    def of(self, prefill: str) -> tuple[Node, ...]:
        return tuple(n for one in self.told if one.prefill == prefill for n in one.part.nodes)

    @property
    def works(self) -> list[tuple[str, str]]:
        """Title and aim of each improvement work."""
        return list(_works(self.of(Prefill.WORKS)))

    @property
    def adopted(self) -> list[str]:
        """The works that have become everyday work."""
        tables = [node for node in self.of(Prefill.ADOPTED) if isinstance(node, Table)]
        return [row[0] for table in tables for row in table.rows]

    @property
    def results(self) -> list[Result]:
        return list(_results(self.of(Prefill.INDICATORS)))


def results_paper(matter: ResultsMatter) -> CommitteePaper:
    head = matter.head
    words = {"report": matter.report_name, "round": head.round_name}
    writer = PaperWriter(_("%(report)s from %(round)s") % words, head)
    writer.add(SUMMARY, pgettext("committee paper", "Summary"), _summary(matter))
    writer.add(MATTER, pgettext("committee paper", "The matter"), _matter(writer, matter))
    writer.add(
        PREPARATION, pgettext("committee paper", "Preparation"), _preparation(writer, matter)
    )
    writer.add(
        CHILDREN,
        pgettext("committee paper", "The best interests of the child"),
        _children(writer, matter),
    )
    writer.add(
        EQUALITY,
        pgettext("committee paper", "Consequences for gender equality"),
        _equality(writer, matter),
    )
    writer.add(
        ECONOMY, pgettext("committee paper", "Economic consequences"), _economy(writer, matter)
    )
    writer.add(
        PROPOSAL, pgettext("committee paper", "Proposal for decision"), _proposal(writer, matter)
    )
    writer.add(BASIS, pgettext("committee paper", "Basis for the decision"), _basis(matter))
    closing(writer, [_("Sveriges Kommuner och Regioner (SKR)"), *filter(None, [head.department])])
    return writer.paper()


# --- what the report says ------------------------------------------------------


def _works(nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """A heading begins each; the text right after it is the aim."""
    for node, after in pairwise((*nodes, None)):
        if isinstance(node, Heading):
            yield node.text, after.text if isinstance(after, Text) else ""


def _results(nodes: Sequence[Node]) -> Iterator[Result]:
    """A heading begins each; then its finding, as a chart or in words, its figures and notes."""
    starts = [(place, node) for place, node in enumerate(nodes) if isinstance(node, Heading)]
    ends = [*(place for place, _name in starts[1:]), len(nodes)]
    # Without a heading there is an end and no start.
    for (start, name), end in zip(starts, ends, strict=False):
        block = nodes[start + 1 : end]
        finding, source, notes = "", "", []
        table = next((node for node in block if isinstance(node, Table)), None)
        first = next(iter(block), None)
        if isinstance(first, Picture):
            finding, source = first.finding, first.source
        elif isinstance(first, Text):
            finding = first.text
        if table is not None:
            after = block[block.index(table) + 1 :]
            notes = [node.text for node in after if isinstance(node, Text)]
            table = _ends_of(table)
        yield Result(name.text, finding, source, table, tuple(notes))


def _ends_of(table: Table) -> Table:
    """The latest and the earliest period alone; the report has those between."""
    if len(table.rows) < 3:
        return table
    caption = _("%(table)s (here the latest period and the earliest)")
    return Table(
        caption % {"table": table.caption},
        table.head,
        (table.rows[0], table.rows[-1]),
        table.has_figures,
    )


def _with_dashes(table: Table) -> Table:
    """A cell that nobody has filled in says so."""
    rows = tuple(tuple(cell or "–" for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _in_short(one: Told) -> list[Node]:
    """Of what was logged for a section, what a committee needs."""
    nodes = one.part.nodes
    match one.prefill:
        case Prefill.WORKS:
            said = [f"{title}: {aim}" if aim else title for title, aim in _works(nodes)]
            return [Items(tuple(said))] if said else []
        case Prefill.ADOPTED:
            return list(nodes)
        case Prefill.ASSESSMENT:
            return [node for node in nodes[:1] if isinstance(node, Text)]
    return []


# --- the parts of the paper ----------------------------------------------------


def _sentence(text: str) -> str:
    """A finding is a heading without a full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _words(matter: ResultsMatter) -> dict[str, str]:
    head = matter.head
    return {
        "who": head.who,
        "round": head.round_name,
        "sender": head.sender,
        "committee": head.receiver,
        "report": matter.report_name,
        "fee": matter.fee,
        "year": matter.invoiced,
    }


def _summary(matter: ResultsMatter) -> list[Node]:
    words = _words(matter)
    nodes: list[Node] = [
        Text(
            _(
                "%(who)s has taken part in %(round)s, in which municipalities and regions learn"
                " from each other how services become equally good for women and men, girls and"
                " boys. The round is led by Sveriges Kommuner och Regioner (SKR)."
            )
            % words
        )
    ]
    works, adopted = len(matter.works), len(matter.adopted)
    said = []
    if works:
        said.append(
            ngettext(
                "The work at home has been %(n)d improvement work.",
                "The work at home has been %(n)d improvement works.",
                works,
            )
            % {"n": works}
        )
    if adopted:
        said.append(
            ngettext(
                "%(n)d of them has been taken up in everyday work.",
                "%(n)d of them have been taken up in everyday work.",
                adopted,
            )
            % {"n": adopted}
        )
    if said:
        nodes.append(Text(" ".join(said)))
    found = [
        f"{one.name}: {_sentence(one.finding)}"
        for one in matter.results
        if one.table and one.finding
    ]
    if found:
        nodes.append(Items(tuple(found[:MOST_FINDINGS])))
    proposed = _(
        "%(sender)s proposes that %(committee)s take note of the report and decide how"
        " the work goes on."
    )
    return [*nodes, Text(proposed % words)]


def _matter(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    nodes: list[Node] = []
    for one in matter.told:
        if one.prefill in _NOT_IN_MATTER:
            continue
        if said := [*paragraphs(one.part.text), *_in_short(one)]:
            nodes += [Heading(one.part.title), *said]
    if not nodes:
        nodes.append(Text(writer.gap(_("Write what has been done during the round"))))
    team = [_with_dashes(node) for node in matter.of(Prefill.TEAM) if isinstance(node, Table)]
    around = (*matter.of(Prefill.ATTENDANCE), *matter.of(Prefill.MENTOR))
    said_of = [node for node in around if isinstance(node, Items)]
    if team or said_of:
        nodes += [Heading(_("Those who have taken part")), *team, *said_of]
    return nodes


def _preparation(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    said = []
    if matter.writers:
        names = joined(matter.writers)
        said.append(_("The report has been written by %(names)s.") % {"names": names})
    if matter.approved_on:
        said.append(_("SKR approved it on %(day)s.") % {"day": matter.approved_on})
    elif matter.sent_on:
        said.append(_("It was sent to SKR on %(day)s.") % {"day": matter.sent_on})
    else:
        said.append(_("It has not been sent to SKR yet."))
    request = writer.gap(_("Write who else has taken part in preparing the matter"))
    return [Text(" ".join(said)), Text(request)]


def _children(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    nodes: list[Node] = []
    followed = [one.name for one in matter.results if one.is_about_children]
    if followed:
        nodes.append(Text(_("The report follows girls and boys in:")))
        nodes.append(Items(tuple(followed)))
    request = _("Write what the work has meant for children, and whether children have been heard")
    return [*nodes, Text(writer.gap(request))]


def _equality(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    nodes: list[Node] = []
    for one in matter.told:
        if one.prefill == Prefill.INDICATORS:
            nodes += paragraphs(one.part.text)
    for result in matter.results:
        nodes.append(Heading(result.name))
        nodes += [Text(_sentence(result.finding))] if result.finding else []
        nodes += [result.table] if result.table else []
        nodes += [Text(note) for note in (*result.notes, result.source) if note]
    if not nodes:
        request = _("Write what has changed for women and men, girls and boys, with figures")
        nodes.append(Text(writer.gap(request)))
    return nodes


def _economy(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    words = _words(matter)
    nodes: list[Node] = []
    if matter.is_free:
        nodes.append(Text(_("No fee was taken for taking part.")))
    elif matter.fee:
        said = _("The fee for the round is %(fee)s, and is paid once.")
        if matter.invoiced:
            said = (
                _("The fee for the round, %(fee)s, was invoiced by SKR in %(year)s.")
                if matter.is_invoiced
                else _("The fee for the round, %(fee)s, is invoiced by SKR in %(year)s.")
            )
        paid = writer.gap(_("Write whether the fee is paid"))
        nodes.append(Text(f"{said % words} {paid}"))
    else:
        nodes.append(Text(writer.gap(_("Write what the round has cost"))))
    request = _("Write what it costs to go on, and how that fits into the budget")
    return [*nodes, Text(writer.gap(request))]


def _proposal(writer: PaperWriter, matter: ResultsMatter) -> list[Node]:
    words = _words(matter)
    clauses = [_("that the report is noted and filed")]
    if matter.adopted:
        titles = joined(f"“{title}”" for title in matter.adopted)
        clauses.append(
            _("that what has been taken up goes on in everyday work: %(works)s") % {"works": titles}
        )
    someone = writer.gap(_("Write who"))
    clauses.append(
        _("that %(someone)s is given the task of carrying the work on") % {"someone": someone}
    )
    ways = [
        _("that %(who)s mentors others in a later round") % words,
        _("that %(who)s goes on with new partners") % words,
        _("that %(who)s goes on inside its own organisation") % words,
    ]
    return [
        Text(_("%(sender)s proposes that %(committee)s decide") % words),
        Items(as_clauses(clauses)),
        Text(_("%(sender)s proposes on going on") % words),
        Text(writer.gap(_("Write which of the ways you choose, and strike out the others"))),
        Items(as_clauses(ways)),
    ]


def _basis(matter: ResultsMatter) -> list[Node]:
    words = _words(matter)
    report = _("%(report)s from %(round)s") % words
    if matter.sent_on:
        report = _("%(report)s, sent to SKR on %(day)s") % {
            "report": report,
            "day": matter.sent_on,
        }
    return [Items((_("This paper, %(day)s") % {"day": matter.head.day}, report))]
