"""How many places a round has, and how many are given or proposed."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from applications.enums import ADMITTING, ApplicationStatus
from applications.models import AdmissionDecision
from cohorts.models import Cohort

_ADMITTED = [ApplicationStatus.ADMITTED, ApplicationStatus.ADMITTED_CONDITIONALLY]


@dataclass(frozen=True)
class Capacity:
    """`places` None means no limit; `admitted` are published, `prepared` would be added."""

    places: int | None
    admitted: int
    prepared: int
    waiting_list: int

    @property
    def left(self) -> int | None:
        return None if self.places is None else self.places - self.admitted - self.prepared

    @property
    def is_exceeded(self) -> bool:
        return self.left is not None and self.left < 0


def capacity_of(cohort: Cohort) -> Capacity:
    """Counted in one query. A prepared decision that takes a place back is counted off."""
    prepared = AdmissionDecision.objects.prepared().filter(application=OuterRef("pk"))
    counts = (
        cohort.applications.annotate(
            _proposed=Exists(prepared.filter(outcome__in=ADMITTING)),
            _refused=Exists(prepared.exclude(outcome__in=ADMITTING)),
        )
    ).aggregate(
        admitted=Count("pk", filter=Q(status__in=_ADMITTED)),
        proposed=Count("pk", filter=Q(_proposed=True) & ~Q(status__in=_ADMITTED)),
        taken_back=Count("pk", filter=Q(_refused=True, status__in=_ADMITTED)),
        waiting_list=Count("pk", filter=Q(status=ApplicationStatus.WAITING_LIST)),
    )
    return Capacity(
        places=cohort.capacity,
        admitted=counts["admitted"],
        prepared=counts["proposed"] - counts["taken_back"],
        waiting_list=counts["waiting_list"],
    )
