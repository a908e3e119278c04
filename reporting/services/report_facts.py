"""What is known of a participation already, as content for the sections of its report.

A report is a document in Swedish, so everything here is worded in Swedish whoever reads. It is
made for readers outside of the organisation: what is private is left out unless the organisation
has let that work into this report, and figures of few people are withheld.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.enums import ParticipationStatus
from cohorts.models import Mentorship, Participation
from improvements.assessment_list import answers_of, headline, score_words
from improvements.assessment_occasions import occasion_name, order_of
from improvements.enums import ChecklistLevel
from improvements.models import Assessment, StartingPoint
from improvements.self_assessment import movement, score
from learning_meetings.attendance import read_attendance, short_sentences
from reporting.enums import Prefill
from reporting.models import ResultReport
from reporting.report_content import Heading, Items, Node, Table, Text
from reporting.services.report_work_facts import adopted, indicators, works

LANGUAGE = "sv"


def facts_for(report: ResultReport, prefill: str) -> tuple[Node, ...]:
    """The content that a section with this prefill begins with; () where nothing is known."""
    if not prefill:
        return ()
    with override(LANGUAGE):
        return tuple(_COLLECTORS[prefill](report))


def _team(report: ResultReport) -> list[Node]:
    home = report.participation
    nodes: list[Node] = [Items(tuple(_about(home)))]
    rows = tuple(
        (seat.name, str(seat.get_function_display()), seat.title)
        for seat in home.team.current().order_by("pk")
    )
    if rows:
        head = (_("Name"), _("Function"), _("Title"))
        nodes.append(Table(_("The team"), head, rows))
    return nodes


def _about(home: Participation) -> list[str]:
    said = [_("Participant: %(who)s") % {"who": home}]
    if home.organisation.county_name:
        said.append(_("County: %(county)s") % {"county": home.organisation.county_name})
    if home.operation:
        said.append(_("Designated operation: %(what)s") % {"what": home.operation})
    return said


def _starting_point(report: ResultReport) -> list[Node]:
    """Once it has been shared with the group; until then it stays at home."""
    point = StartingPoint.objects.filter(
        participation=report.participation_id, shared_at__isnull=False
    ).first()
    nodes: list[Node] = []
    if point is None:
        return nodes
    answers = point.answers.exclude(text="").select_related("question")
    for answer in sorted(answers, key=lambda one: (one.question.position, one.question.pk)):
        nodes += [Heading(answer.question.text), Text(answer.text)]
    return nodes


def _assessment(report: ResultReport) -> list[Node]:
    """Agreed steps by moment, on each occasion that used the edition of the last one."""
    found = Assessment.objects.agreed().filter(participation=report.participation_id)
    agreed = sorted(
        found.select_related("occasion", "edition").prefetch_related("answers", "edition__moments"),
        key=lambda one: order_of(one.occasion.kind, one.occasion.number),
    )
    if not agreed:
        return []
    last = agreed[-1]
    moved = movement(answers_of(last), answers_of(agreed[-2])) if len(agreed) > 1 else None
    nodes: list[Node] = [Text(f"{headline(score(answers_of(last)), moved)}.")]
    others = [one for one in agreed if one.edition_id != last.edition_id]
    if others:
        nodes.append(Items(tuple(f"{_name(one)}: {_points(one)}" for one in others)))
    return [*nodes, _steps([one for one in agreed if one.edition_id == last.edition_id])]


def _steps(same: list[Assessment]) -> Table:
    steps = [answers_of(one).steps for one in same]
    levels = ChecklistLevel.values
    moments = sorted(
        same[-1].edition.moments.all(), key=lambda one: (levels.index(one.level), one.number)
    )
    rows = [
        (f"{one.number} {one.title}", *(str(found.get(one.pk, "–")) for found in steps))
        for one in moments
    ]
    rows.append((_("Sum"), *(_points(one) for one in same)))
    head = (_("Moment"), *(_name(one) for one in same))
    return Table(_("Self-assessment by moment"), head, tuple(rows), has_figures=True)


def _name(assessment: Assessment) -> str:
    return occasion_name(assessment.occasion.kind, assessment.occasion.number)


def _points(assessment: Assessment) -> str:
    return score_words(score(answers_of(assessment)))


def _attendance(report: ResultReport) -> list[Node]:
    home = report.participation
    found = read_attendance(home.cohort, only=home)
    said = short_sentences(found.lines)
    if not said:
        return []
    rows = tuple(
        (str(line.function.label), *(cell.word or "–" for cell in line.cells))
        for line in found.lines
    )
    head = (_("Function"), *found.columns)
    return [Items(tuple(said)), Table(_("Attendance by function"), head, rows)]


def _mentor(report: ResultReport) -> list[Node]:
    group = report.participation.group
    if group is None:
        return []
    partners = (
        group.participations.exclude(pk=report.participation_id)
        .exclude(status=ParticipationStatus.WITHDRAWN)
        .select_related("organisation", "unit")
        .order_by("organisation__name", "pk")
    )
    mentors = Mentorship.objects.filter(group=group).select_related("organisation").order_by("pk")
    said = [_("Partner in the group: %(who)s") % {"who": one} for one in partners]
    said += [_("Mentor: %(who)s") % {"who": one.organisation} for one in mentors]
    return [Text(group.name), Items(tuple(said))] if said else [Text(group.name)]


_COLLECTORS: dict[str, Callable[[Any], list[Node]]] = {
    Prefill.TEAM: _team,
    Prefill.STARTING_POINT: _starting_point,
    Prefill.WORKS: works,
    Prefill.INDICATORS: indicators,
    Prefill.ASSESSMENT: _assessment,
    Prefill.ATTENDANCE: _attendance,
    Prefill.ADOPTED: adopted,
    Prefill.MENTOR: _mentor,
}
