"""The committee paper to decide on applying: its sentences, from the application's words. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
    inside,
    paragraphs,
)
from reporting.report_content import Heading, Items, Node, Table, Text


@dataclass(frozen=True)
class Seat:
    """A function in the team, and who takes it; without a name nobody is appointed yet."""

    label: str
    name: str = ""
    title: str = ""
    is_politician: bool = False


@dataclass(frozen=True)
class ApplicationMatter:
    """What is known of the round and of the application, in words. Empty is not known."""

    head: PaperHead
    purpose: str = ""
    closes_on: str = ""
    days: tuple[tuple[str, str], ...] = ()
    criteria: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    policy: str = ""
    why: str = ""
    focus: tuple[str, ...] = ()
    focus_on_children: tuple[str, ...] = ()
    done_so_far: str = ""
    related_work: str = ""
    fee: str = ""
    is_free: bool = False
    price: tuple[str, ...] = ()
    invoiced: str = ""
    time_needed: str = ""
    documents: tuple[str, ...] = ()


def application_paper(matter: ApplicationMatter) -> CommitteePaper:
    head = matter.head
    writer = PaperWriter(
        _("Application to take part in %(round)s") % {"round": head.round_name}, head
    )
    writer.add(SUMMARY, pgettext("committee paper", "Summary"), _summary(writer, matter))
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
        _equality(matter),
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


def _words(matter: ApplicationMatter) -> dict[str, str]:
    head = matter.head
    return {
        "who": head.who,
        "round": head.round_name,
        "sender": head.sender,
        "committee": head.receiver,
        "day": matter.closes_on,
        "fee": matter.fee,
    }


def _summary(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    words = _words(matter)
    said = _(
        "Sveriges Kommuner och Regioner (SKR) invites to %(round)s, in which municipalities and"
        " regions compare how they steer, lead and follow up, and learn from each other. The aim"
        " is that services are equally good for women and men, girls and boys."
    )
    proposed = [_("%(sender)s proposes that %(who)s apply to take part.") % words]
    if matter.closes_on:
        proposed.append(_("The last day to apply is %(day)s.") % words)
    if matter.fee:
        proposed.append(_("The fee is %(fee)s.") % words)
    return [Text(said % words), Text(" ".join(proposed))]


def _matter(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    nodes: list[Node] = [
        Heading(_("What the round is")),
        *(paragraphs(matter.purpose) or [Text(writer.gap(_("Write what the round is about")))]),
    ]
    if matter.days:
        head = (_("When"), _("What"))
        nodes.append(Table(pgettext("committee paper", "Days of the round"), head, matter.days))
    else:
        nodes.append(Text(writer.gap(_("Write when the round begins and ends"))))
    if matter.criteria:
        nodes += [Heading(_("What is required to take part")), Items(matter.criteria)]
    if matter.commitments:
        nodes += [
            Heading(_("What those who take part commit to")),
            Text(_("The commitments are worded by SKR. “We” is the organisation that applies.")),
            Items(matter.commitments),
        ]
    nodes += [Heading(_("Those who take part")), _team(writer, matter)]
    nodes.append(Heading(_("Why take part")))
    nodes += paragraphs(matter.why) or [Text(writer.gap(_("Write why you want to take part")))]
    if matter.focus:
        focus = "; ".join(inside(area) for area in matter.focus)
        nodes.append(Text(_("The work is to begin in: %(areas)s.") % {"areas": focus}))
    if matter.done_so_far:
        nodes += [Heading(_("What has been done so far")), *paragraphs(matter.done_so_far)]
    if matter.related_work:
        nodes += [
            Heading(_("Other programmes and strategies")),
            *paragraphs(matter.related_work),
        ]
    policy = matter.policy or writer.gap(
        _("Write which political decision on gender equality you have, or when it is planned")
    )
    return [*nodes, Heading(_("Political decision on gender equality")), Text(policy)]


def _team(writer: PaperWriter, matter: ApplicationMatter) -> Node:
    if not matter.seats:
        return Text(writer.gap(_("Write who takes part, by function")))
    rows = tuple(
        (
            seat.label,
            seat.name
            or writer.gap(_("Write who is %(function)s") % {"function": inside(seat.label)}),
            seat.title or "–",
        )
        for seat in matter.seats
    )
    head = (_("Function"), _("Name"), _("Title or office"))
    return Table(pgettext("committee paper", "The team by function"), head, rows)


def _preparation(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    nodes: list[Node] = []
    if matter.head.department:
        nodes.append(Text(_("The matter has been prepared by %(sender)s.") % _words(matter)))
    return [*nodes, Text(writer.gap(_("Write who else has taken part in preparing the matter")))]


def _children(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    said = [
        _(
            "The work concerns how services reach girls and boys as well as women and men, and"
            " that differences between them become visible."
        )
    ]
    if matter.focus_on_children:
        areas = "; ".join(inside(area) for area in matter.focus_on_children)
        said.append(
            _("Children and young people are met directly by: %(areas)s.") % {"areas": areas}
        )
    request = writer.gap(
        _("Write how the decision affects children, and whether children have been heard")
    )
    return [Text(" ".join(said)), Text(request)]


def _equality(matter: ApplicationMatter) -> list[Node]:
    said = _(
        "The proposal is about gender equality: that it becomes part of how %(who)s is steered,"
        " led and followed up."
    )
    nodes: list[Node] = [Text(said % _words(matter))]
    if matter.results:
        nodes += [Text(_("SKR expects these results of the round:")), Items(matter.results)]
    return nodes


def _economy(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    nodes: list[Node] = []
    if matter.is_free:
        nodes.append(Text(_("No fee is taken for taking part.")))
    elif matter.fee:
        said = [_("The fee for taking part is %(fee)s.") % _words(matter), *matter.price]
        if matter.invoiced:
            said.append(_("SKR sends the invoice in %(year)s.") % {"year": matter.invoiced})
        nodes.append(Text(" ".join(said)))
    else:
        nodes.append(Text(writer.gap(_("Write the fee when SKR has made it known"))))
    if matter.time_needed:
        nodes.append(Text(_("Time needed: %(time)s") % {"time": inside(matter.time_needed)}))
    request = _("Write how the fee, travel and working hours fit into the budget")
    return [*nodes, Text(writer.gap(request))]


def _proposal(writer: PaperWriter, matter: ApplicationMatter) -> list[Node]:
    words = _words(matter)
    clauses = [
        _("that %(who)s applies to SKR to take part in %(round)s") % words,
        _("that %(who)s stands behind the commitments that come with taking part") % words,
    ]
    politicians = [seat for seat in matter.seats if seat.is_politician]
    for seat in politicians:
        name = seat.name or writer.gap(_("Write the name of the politician"))
        clauses.append(_("that %(name)s takes part as politician") % {"name": name})
    if matter.fee:
        budget = writer.gap(_("Write which budget"))
        clauses.append(
            _("that the fee, %(fee)s, is paid within %(budget)s") % {**words, "budget": budget}
        )
    lead = Text(_("%(sender)s proposes that %(committee)s decide") % words)
    return [lead, Items(as_clauses(clauses))]


def _basis(matter: ApplicationMatter) -> list[Node]:
    words = _words(matter)
    listed = [
        _("This paper, %(day)s") % {"day": matter.head.day},
        _("The invitation of SKR to %(round)s") % words,
        *matter.documents,
    ]
    return [Items(tuple(listed))]
