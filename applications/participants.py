"""Those who take part in a round, as SKR reads them: status, team by function, conditions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.audit import TrailRow
from applications.enums import DecisionStatus
from applications.filters import search
from applications.models import AdmissionDecision, Application, DecisionCondition
from cohorts.enums import Completion, Function, ParticipationStatus
from cohorts.models import Cohort, Group, Participation, RequiredFunction, TeamMember
from cohorts.querysets import swedish
from modellkonceptet.civil_dates import today
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.models import AuditEntry

PAGE_SIZE = 50
ON_CONDITION = "conditional"
STATUS_CHOICES = [
    (ParticipationStatus.ACTIVE.value, gettext_lazy("Takes part")),
    (ON_CONDITION, gettext_lazy("Takes part on condition")),
    (ParticipationStatus.WITHDRAWN.value, gettext_lazy("Has left the round")),
    (ParticipationStatus.COMPLETED.value, gettext_lazy("Has gone through the round")),
]
ACTIONS: dict[str, Any] = {
    "enrol": gettext_lazy("Became a participant"),
    "withdraw": gettext_lazy("Has left the round"),
    "complete": gettext_lazy("Has gone through the round"),
    "reinstate": gettext_lazy("Came back to the round"),
    "add_team_member": gettext_lazy("The team got one more person"),
    "change_team_member": gettext_lazy("A person in the team was changed"),
    "correct_team_member": gettext_lazy("Details of a person were corrected"),
}


@dataclass(frozen=True)
class Seat:
    """One function with those who hold it now."""

    function: str
    label: str
    people: tuple[TeamMember, ...]
    is_missing: bool


@dataclass(frozen=True)
class ParticipantRow:
    """One participation with its team and what its decision in force still asks for."""

    participation: Participation
    seats: tuple[Seat, ...]
    decision: AdmissionDecision | None
    application: Application | None
    conditions: tuple[DecisionCondition, ...]
    day: date

    @property
    def pk(self) -> int:
        return self.participation.pk

    @property
    def name(self) -> str:
        return str(self.participation.organisation.name)

    @property
    def group(self) -> Group | None:
        """The group that has a page of its own, for those who are still in the round."""
        group = self.participation.group
        if group is None or group.dissolved_on or self.participation.source:
            return None
        return None if self.participation.status == ParticipationStatus.WITHDRAWN else group

    @property
    def unit(self) -> str:
        return self.participation.unit.name if self.participation.unit else ""

    @property
    def emails(self) -> list[str]:
        return [person.email for seat in self.seats for person in seat.people if person.email]

    @property
    def outstanding(self) -> list[DecisionCondition]:
        if self.participation.status != ParticipationStatus.ACTIVE:
            return []
        return [condition for condition in self.conditions if condition.met_on is None]

    @property
    def is_overdue(self) -> bool:
        return any(condition.due_on < self.day for condition in self.outstanding)

    @property
    def missing(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_missing]

    @cached_property
    def state(self) -> tuple[str, str]:
        """A shape and a word."""
        participation = self.participation
        if participation.status == ParticipationStatus.WITHDRAWN:
            return "unmet", _("Has left the round")
        if participation.status == ParticipationStatus.COMPLETED:
            if participation.completion == Completion.UNKNOWN:
                return "tick", _("Has taken part, not known whether to the end")
            return "tick", _("Has gone through the round")
        if self.is_overdue:
            return "warn", _("A condition is overdue")
        if self.outstanding:
            return "half", _("Takes part on condition")
        return "done", _("Takes part")


@dataclass(frozen=True)
class Tally:
    """How many there are of each kind in the whole round."""

    active: int
    conditional: int
    completed: int
    withdrawn: int
    # Of the completed ones, those of whom old records do not say whether they went all the way.
    unknown: int = 0

    @property
    def headline(self) -> str:
        if self.active and self.conditional:
            return ngettext(
                "%(active)d participant, %(conditional)d on condition",
                "%(active)d participants, %(conditional)d on condition",
                self.active,
            ) % {"active": self.active, "conditional": self.conditional}
        if self.active:
            return ngettext("%(n)d participant", "%(n)d participants", self.active) % {
                "n": self.active
            }
        if self.unknown:
            return ngettext("%(n)d has taken part", "%(n)d have taken part", self.completed) % {
                "n": self.completed
            }
        if self.completed:
            return ngettext(
                "%(n)d has gone through the round",
                "%(n)d have gone through the round",
                self.completed,
            ) % {"n": self.completed}
        if self.withdrawn:
            return _("Everybody has left the round")
        return _("Nobody takes part yet")


def tally_of(participations: QuerySet) -> Tally:
    """In one query."""
    active = Q(status=ParticipationStatus.ACTIVE)
    counts = participations.annotate(_waits=_has_outstanding()).aggregate(
        active=Count("pk", filter=active),
        conditional=Count("pk", filter=active & Q(_waits=True)),
        completed=Count("pk", filter=Q(status=ParticipationStatus.COMPLETED)),
        withdrawn=Count("pk", filter=Q(status=ParticipationStatus.WITHDRAWN)),
        unknown=Count(
            "pk",
            filter=Q(status=ParticipationStatus.COMPLETED, completion=Completion.UNKNOWN),
        ),
    )
    return Tally(**counts)


def narrowed(participations: QuerySet, query: Mapping[str, Any]) -> QuerySet:
    """By status and by what is searched for: a name, a person or a reference."""
    status = query.get("status", "")
    text = clean_text(query.get("q", ""), multiline=False)
    if status == ON_CONDITION:
        participations = participations.filter(
            _has_outstanding(), status=ParticipationStatus.ACTIVE
        )
    elif status in ParticipationStatus.values:
        participations = participations.filter(status=status)
    if text.upper().startswith("MK-"):
        return participations.filter(admission_number__istartswith=text)
    if text:
        people = TeamMember.objects.current().filter(
            Q(name__icontains=text) | Q(email__icontains=text), participation=OuterRef("pk")
        )
        by_name = search(participations, text).order_by().values("pk")
        participations = participations.filter(Q(pk__in=by_name) | Exists(people))
    return participations


def listed(participations: QuerySet) -> QuerySet:
    """In the order of names, with everything that a row needs."""
    decisions = (
        AdmissionDecision.objects.filter(
            status__in=[DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED]
        )
        .select_related("application")
        .prefetch_related("conditions")
        .order_by("number")
    )
    return (
        participations.select_related("organisation", "unit", "group")
        .prefetch_related(
            Prefetch("team", TeamMember.objects.current().order_by("pk"), to_attr="current_team"),
            Prefetch("admissions", decisions, to_attr="published_admissions"),
        )
        .order_by(swedish("organisation__name"), "unit__name", "pk")
    )


def rows_of(cohort: Cohort, participations: Iterable[Any]) -> list[ParticipantRow]:
    """`participations` come from `listed`; the functions of the round are asked for once."""
    required: dict[str, list[str]] = {}
    asked = RequiredFunction.objects.filter(terms__cohort=cohort, is_required=True)
    for kind, function in asked.values_list("terms__programme__participant_kind", "function"):
        required.setdefault(kind, []).append(function)
    return [
        _row(each, required.get(each.organisation.participant_kind, ())) for each in participations
    ]


def _row(participation: Any, required: Iterable[str]) -> ParticipantRow:
    admissions = participation.published_admissions
    in_force = [each for each in admissions if each.status == DecisionStatus.PUBLISHED]
    decision = in_force[-1] if in_force else None
    return ParticipantRow(
        participation=participation,
        # Nothing is missing in a record of the past: it seldom says who was there.
        seats=_seats(participation.current_team, set() if participation.source else set(required)),
        decision=decision,
        application=admissions[-1].application if admissions else None,
        conditions=tuple(decision.conditions.all()) if decision else (),
        day=today(),
    )


def _seats(team: Iterable[TeamMember], required: set[str]) -> tuple[Seat, ...]:
    held: dict[str, list[TeamMember]] = {}
    for member in team:
        held.setdefault(member.function, []).append(member)
    return tuple(
        Seat(
            function=function.value,
            label=str(function.label),
            people=tuple(held.get(function.value, ())),
            is_missing=function.value not in held,
        )
        for function in Function
        if function.value in held or function.value in required
    )


def _has_outstanding() -> Exists:
    return Exists(
        DecisionCondition.objects.filter(
            decision__participation=OuterRef("pk"),
            decision__status=DecisionStatus.PUBLISHED,
            met_on=None,
        )
    )


def export_rows(rows: Iterable[ParticipantRow]) -> Iterator[list[Any]]:
    """The heading and one line a participation; several people in a function share its cells."""
    parts = [
        (_("name"), "name"),
        (_("title"), "title"),
        (_("e-mail"), "email"),
        (_("phone"), "phone"),
    ]
    yield [
        _("Municipality or region"),
        _("Unit"),
        _("Designated operation"),
        _("Kind"),
        _("County"),
        _("Status"),
        _("Conditions that are not met"),
        _("Due"),
        _("Admission"),
        _("Source"),
        *[f"{function.label}, {word}" for function in Function for word, _name in parts],
    ]
    for row in rows:
        each = row.participation
        people = {seat.function: seat.people for seat in row.seats}
        yield [
            each.organisation.official_name,
            row.unit,
            each.operation,
            str(each.organisation.get_kind_display()),
            each.organisation.county_name,
            row.state[1],
            "; ".join(condition.text for condition in row.outstanding),
            "; ".join(condition.due_on.isoformat() for condition in row.outstanding),
            each.admission_number or "",
            each.source,
            *[
                "; ".join(getattr(person, name) for person in people.get(function.value, ()))
                for function in Function
                for _word, name in parts
            ],
        ]


def trail_of(participation: Participation) -> list[TrailRow]:
    """Newest first, with the names of those whom a change of the team was about."""
    names = dict(participation.team.values_list("pk", "name"))

    def about(entry: AuditEntry) -> str:
        left, came = entry.details.get("left"), entry.details.get("came")
        member = names.get(entry.details.get("member"), "")
        if left and came:
            words = _("%(came)s instead of %(left)s") % {
                "came": names.get(came, "–"),
                "left": names.get(left, "–"),
            }
            return f"{words}. {entry.note}" if entry.note else str(words)
        return str(names.get(came) or names.get(left) or member or entry.note)

    return [
        TrailRow(
            at=entry.at,
            what=str(ACTIONS.get(entry.action, entry.action.replace("_", " ").capitalize())),
            who=str(entry.actor) if entry.actor else "",
            note=about(entry),
        )
        for entry in AuditEntry.objects.about(participation).select_related("actor")
    ]
