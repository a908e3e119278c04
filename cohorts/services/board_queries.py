"""What the board asks of the round: who takes part, who may mentor, what was before.

Each function is one or two queries, however many take part.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db.models import Count, Q

from cohorts.arrangement import MentorSeat, NewGroup
from cohorts.enums import ParticipationStatus, PromiseStatus
from cohorts.models import Cohort, Group, MentorPromise, Mentorship, Participation
from cohorts.models.mentoring import IN_A_ROUND


def participant_name(participation: Participation) -> str:
    """Short, as on a card: "Lund", "Göteborg, Angered"."""
    name = participation.organisation.name
    return f"{name}, {participation.unit.name}" if participation.unit else name


def names_of_gone(members: Iterable[int]) -> list[str]:
    """Of participations that have left the round, and the board with it."""
    gone = Participation.objects.filter(pk__in=list(members))
    return [
        participant_name(each)
        for each in gone.select_related("organisation", "unit").order_by("organisation__name", "pk")
    ]


def participations_of(cohort: Cohort) -> list[Participation]:
    """The active ones, in the order of names."""
    return list(
        Participation.objects.active()
        .filter(cohort=cohort)
        .select_related("organisation", "unit")
        .prefetch_related("wished_partners")
        .order_by("organisation__name", "unit__name", "pk")
    )


def promises_of(cohort: Cohort) -> list[MentorPromise]:
    """Those who are asked to mentor in this round, have said yes, mentor, or have mentored."""
    return list(
        MentorPromise.objects.filter(cohort=cohort, status__in=[*IN_A_ROUND, PromiseStatus.DONE])
        .select_related("organisation")
        .annotate(people_now=Count("people", filter=Q(people__left_on=None)))
        .order_by("organisation__name", "pk")
    )


def published_groups(cohort: Cohort) -> list[NewGroup]:
    """The groups that stand, as cards are made of them."""
    groups = Group.objects.standing().filter(cohort=cohort).order_by("pk")
    members: dict[int, list[int]] = defaultdict(list)
    for pk, group in (
        Participation.objects.active()
        .filter(group__in=groups)
        .order_by("organisation__name", "pk")
        .values_list("pk", "group")
    ):
        members[group].append(pk)
    seats: dict[int, list[MentorSeat]] = defaultdict(list)
    for organisation, role, group in (
        Mentorship.objects.current()
        .filter(group__in=groups)
        .order_by("role", "organisation__name")
        .values_list("organisation", "role", "group")
    ):
        seats[group].append(MentorSeat(organisation, role))
    return [
        NewGroup(
            members=tuple(members[group.pk]),
            mentors=tuple(seats[group.pk]),
            name=group.name,
            without_mentor=group.without_mentor_because,
            group=group.pk,
        )
        for group in groups
    ]


def other_rounds_of(cohort: Cohort, organisations: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Names of rounds in which the organisations take part at the same time."""
    found: dict[int, list[str]] = defaultdict(list)
    beside = Participation.objects.beside(cohort).filter(organisation__in=organisations)
    for other in beside.select_related("cohort").order_by("pk"):
        if other.cohort.name not in found[other.organisation_id]:
            found[other.organisation_id].append(other.cohort.name)
    return {pk: tuple(names) for pk, names in found.items()}


def earlier_partners(cohort: Cohort, organisations: set[int]) -> frozenset[tuple[int, int]]:
    """Pairs of organisations that have been in one group of another round."""
    groups: dict[int, set[int]] = defaultdict(set)
    rows = (
        Participation.objects.filter(organisation__in=organisations, group__isnull=False)
        .exclude(cohort=cohort)
        .exclude(status=ParticipationStatus.WITHDRAWN)
        .values_list("group", "organisation")
    )
    for group, organisation in rows:
        groups[group].add(organisation)
    return frozenset(pair for found in groups.values() for pair in combinations(sorted(found), 2))


def rounds_since_duty(cohort: Cohort, organisations: set[int]) -> dict[int, int]:
    """How many rounds ago each last mentored: 1 is the round before this one."""
    before = Q(is_historical=True) | Q(starts_on__isnull=False)
    if cohort.starts_on:
        before = Q(is_historical=True) | Q(starts_on__lte=cohort.starts_on)
    # The newest first, as rounds are ordered everywhere.
    rounds = Cohort.objects.filter(before).exclude(pk=cohort.pk).values_list("pk", flat=True)
    ago = {pk: number for number, pk in enumerate(rounds, start=1)}
    since: dict[int, int] = {}
    duties = Mentorship.objects.filter(organisation__in=organisations, cohort__in=ago)
    for organisation, duty in duties.values_list("organisation", "cohort"):
        since[organisation] = min(ago[duty], since.get(organisation, len(ago)))
    return since
