"""Named questions about the improvement work, and who sees what of it."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from cohorts.querysets import in_groups_of, own_seats
from improvements.enums import AssessmentStatus, CycleStatus
from modellkonceptet.accounts.rules import handles_applications


def _rows(app_label: str, name: str) -> Any:
    return apps.get_model(app_label, name).objects


def _at_home(user: Any, path: str) -> Q:
    return Q(**{f"{path}__in": own_seats(user).values("participation")})


class SignedInQuerySet(models.QuerySet):
    """Templates and definitions that everybody who has signed in may read."""

    def visible_to(self, user: Any) -> Self:
        return self if user.is_authenticated else self.none()


class OfRoundQuerySet(models.QuerySet):
    """What is set for a round: those in it, their mentors and SKR."""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        groups = _rows("cohorts", "Group").of_person(user)
        return self.filter(
            Q(cohort__in=own_seats(user).values("participation__cohort"))
            | Q(cohort__in=groups.values("cohort"))
        )


class HomeQuerySet(models.QuerySet):
    """What stays inside one's own organisation."""

    path = "participation"

    def visible_to(self, user: Any) -> Self:
        return self.filter(_at_home(user, self.path)) if user.is_authenticated else self.none()


class SharedQuerySet(models.QuerySet):
    """Read at home, in the group and at SKR; what is marked private at home alone."""

    path = "participation"
    private = ""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        readers = Q(pk__isnull=False) if handles_applications(user) else self._in_group(user)
        if self.private:
            readers &= Q(**{self.private: False})
        return self.filter(_at_home(user, self.path) | readers)

    def _in_group(self, user: Any) -> Q:
        return in_groups_of(user, f"{self.path}__group")


class ImprovementQuerySet(SharedQuerySet):
    private = "is_private"


class OfImprovementQuerySet(SharedQuerySet):
    path = "improvement__participation"
    private = "improvement__is_private"


class CycleQuerySet(OfImprovementQuerySet):
    def under_way(self) -> Self:
        return self.exclude(status=CycleStatus.ACTED)


class OfCycleQuerySet(SharedQuerySet):
    path = "cycle__improvement__participation"
    private = "cycle__improvement__is_private"


class IndicatorQuerySet(SharedQuerySet):
    private = "is_private"


class OfIndicatorQuerySet(SharedQuerySet):
    path = "indicator__participation"
    private = "indicator__is_private"


class AssessmentQuerySet(models.QuerySet):
    """At home and at SKR always; a partner's once both have agreed on the same occasion."""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        own = _rows("improvements", "Assessment").filter(
            participation__in=own_seats(user).values("participation"),
            status=AssessmentStatus.AGREED,
        )
        partners = Q(
            status=AssessmentStatus.AGREED,
            occasion__in=own.values("occasion"),
            participation__group__in=own.values("participation__group"),
        )
        mentored = Q(status=AssessmentStatus.AGREED) & in_groups_mentored_by(
            user, "participation__group"
        )
        return self.filter(_at_home(user, "participation") | partners | mentored)

    def agreed(self) -> Self:
        return self.filter(status=AssessmentStatus.AGREED)


def in_groups_mentored_by(user: Any, path: str) -> Q:
    """Groups in which the person mentors today and does not learn."""
    learned = own_seats(user).values("participation__group")
    return in_groups_of(user, path) & ~Q(
        **{f"{path}__in": learned.exclude(participation__group=None)}
    )


class AgreedAnswerQuerySet(models.QuerySet):
    """As visible as the assessment that they belong to."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(
            assessment__in=_rows("improvements", "Assessment").visible_to(user).values("pk")
        )


class FunctionAnswerQuerySet(HomeQuerySet):
    """Each function's own answer never leaves the organisation, not even to SKR."""

    path = "assessment__participation"


class StartingPointQuerySet(models.QuerySet):
    """At home; in the group and at SKR from the day it is shared."""

    path = ""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        home = _at_home(user, f"{self.path}participation")
        shared = Q(**{f"{self.path}shared_at__isnull": False})
        if handles_applications(user):
            return self.filter(home | shared)
        return self.filter(home | shared & in_groups_of(user, f"{self.path}participation__group"))


class OfStartingPointQuerySet(StartingPointQuerySet):
    path = "starting_point__"


class MirrorReplyQuerySet(models.QuerySet):
    """At home and at SKR; a partner's once both have answered the same questions."""

    path = ""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        replies = _rows("improvements", "MirrorReply").filter(finished_at__isnull=False)
        own = replies.filter(participation__in=own_seats(user).values("participation"))
        finished = Q(**{f"{self.path}finished_at__isnull": False})
        partners = finished & Q(**{f"{self.path}mirror__in": own.values("mirror")})
        mentored = finished & in_groups_mentored_by(user, f"{self.path}participation__group")
        return self.filter(_at_home(user, f"{self.path}participation") | partners | mentored)


class OfMirrorReplyQuerySet(MirrorReplyQuerySet):
    path = "reply__"


class MirrorQuerySet(models.QuerySet):
    """Those of the meeting's group, and SKR."""

    path = "meeting"

    def visible_to(self, user: Any) -> Self:
        meetings = _rows("learning_meetings", "Meeting").visible_to(user)
        return self.filter(**{f"{self.path}__in": meetings.exclude(group=None).values("pk")})


class OfMirrorQuerySet(MirrorQuerySet):
    path = "mirror__meeting"


class StaffLogQuerySet(models.QuerySet):
    """SKR's own log of the support it has given."""

    def visible_to(self, user: Any) -> Self:
        return self if handles_applications(user) else self.none()
