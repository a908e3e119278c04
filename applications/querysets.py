"""Named questions about applications, and who sees what of them."""

from typing import Any, Self

from django.db import models

from applications.enums import LIVE, ApplicationStatus, DecisionStatus
from modellkonceptet.accounts.rules import handles_applications


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """SKR's project leads and reviewers see all; others those that they write together."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        collaborators: Any = self.model._meta.get_field("collaborators").related_model
        return self.filter(pk__in=collaborators.objects.filter(user=user).values("application"))

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def holding_place(self) -> Self:
        return self.live().filter(holds_place=True)

    def submitted(self) -> Self:
        """Everything that has been sent in and not withdrawn."""
        return self.exclude(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])


class OfApplicationQuerySet(models.QuerySet):
    """Rows that are as visible as the application they belong to."""

    path = "application"

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.path}__collaborators__user": user})


class OfSubmissionQuerySet(OfApplicationQuerySet):
    path = "submission__application"


class StaffQuerySet(models.QuerySet):
    """SKR's own working material with applications."""

    def visible_to(self, user: Any) -> Self:
        return self if handles_applications(user) else self.none()


class DecisionQuerySet(OfApplicationQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Nobody outside SKR sees a decision before it is published."""
        visible = super().visible_to(user)
        if handles_applications(user):
            return visible
        return visible.filter(status__in=[DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED])

    def prepared(self) -> Self:
        return self.filter(status=DecisionStatus.PREPARED)


class OfDecisionQuerySet(models.QuerySet):
    """A decision's letter and conditions: visible as the published decision is."""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            decision__application__collaborators__user=user,
            decision__status__in=[DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED],
        )
