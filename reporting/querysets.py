"""Named questions about result reports, and who sees what of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from cohorts.querysets import own_seats
from improvements.querysets import HomeQuerySet, OfRoundQuerySet, SignedInQuerySet
from modellkonceptet.accounts.rules import handles_applications
from reporting.enums import APPROVED, ReportStatus

__all__ = [
    "OfReportQuerySet",
    "OfRoundQuerySet",
    "ReportDraftQuerySet",
    "ResultReportQuerySet",
    "SignedInQuerySet",
]


class ResultReportQuerySet(models.QuerySet):
    """At home always; at SKR from the day it is first sent in."""

    path = ""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        seats = own_seats(user).values("participation")
        readers = Q(**{f"{self.path}participation__in": seats})
        if handles_applications(user):
            readers |= Q(**{f"{self.path}sent_at__isnull": False})
        return self.filter(readers)

    def published(self) -> Self:
        """Those that everybody may read: of each its `public` document and nothing else."""
        return self.filter(status=ReportStatus.PUBLISHED)

    def approved(self) -> Self:
        """Those that count in the round's own report, published or not."""
        return self.filter(status__in=APPROVED)


class OfReportQuerySet(ResultReportQuerySet):
    """What was sent, its charts, and what SKR wants mended: as the report is."""

    path = "report__"


class ReportDraftQuerySet(HomeQuerySet):
    """What is being written stays at home: SKR reads what was sent."""

    path = "report__participation"
