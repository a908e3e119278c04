"""Named questions about result reports, and who sees what of them."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from cohorts.enums import Function
from cohorts.querysets import own_seats
from improvements.querysets import HomeQuerySet, OfRoundQuerySet, SignedInQuerySet
from modellkonceptet.accounts.rules import handles_applications, is_evaluator, is_project_lead
from reporting.enums import APPROVED, ExampleStatus, FileOrderKind, ReportStatus, TextPlace

__all__ = [
    "EvaluationReportQuerySet",
    "FileOrderQuerySet",
    "LearningExampleQuerySet",
    "OfReportQuerySet",
    "OfRoundQuerySet",
    "OrderedFileQuerySet",
    "ReportDraftQuerySet",
    "ResultReportQuerySet",
    "SignedInQuerySet",
    "TextPageQuerySet",
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


class FileOrderQuerySet(models.QuerySet):
    """A round's report at SKR, the evaluator's data there too, a case file at home alone."""

    path = ""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        kind = f"{self.path}kind"
        seats = own_seats(user).filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
        readers = Q(
            **{
                kind: FileOrderKind.CASE_FILE,
                f"{self.path}participation__in": seats.values("participation"),
            }
        )
        if handles_applications(user):
            readers |= Q(**{kind: FileOrderKind.ROUND_REPORT})
        if is_project_lead(user) or is_evaluator(user) or user.is_superuser:
            readers |= Q(**{kind: FileOrderKind.EVALUATION_DATA})
        return self.filter(readers)

    def waiting(self) -> Self:
        """What nobody has finished; the oldest first."""
        return self.filter(finished_at=None).order_by("pk")


class OrderedFileQuerySet(FileOrderQuerySet):
    """As the order is."""

    path = "order__"


class EvaluationReportQuerySet(models.QuerySet):
    """At SKR at once; for everybody when SKR has published it."""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user) or is_evaluator(user):
            return self
        return self.published()

    def published(self) -> Self:
        """Those that the archive shows."""
        return self.filter(published_at__isnull=False)


class LearningExampleQuerySet(models.QuerySet):
    """Drafts at SKR, among those who write them; for everybody what is published."""

    def visible_to(self, user: Any) -> Self:
        return self if _is_lead(user) else self.published()

    def published(self) -> Self:
        """Those that everybody may read.

        One that was begun from a report is read only while what the organisation has published
        still stands: taken back, or published anew in other parts, SKR has to look again.
        """
        stands = Q(
            report__status=ReportStatus.PUBLISHED, report__published_at__lte=F("published_at")
        )
        return self.filter(Q(report=None) | stands, status=ExampleStatus.PUBLISHED)


class TextPageQuerySet(models.QuerySet):
    """The same: drafts are for those who write them."""

    def visible_to(self, user: Any) -> Self:
        return self if _is_lead(user) else self.published()

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def own_pages(self) -> Self:
        """Those with an address of their own."""
        return self.filter(place=TextPlace.PAGE)


def _is_lead(user: Any) -> bool:
    return bool(getattr(user, "is_superuser", False) or is_project_lead(user))
