"""Named questions about meetings and material, and who sees what of them."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cohorts.enums import Function
from cohorts.querysets import PublicQuerySet as PublicQuerySet
from cohorts.querysets import StaffQuerySet as StaffQuerySet
from cohorts.querysets import in_groups_of, own_seats
from learning_meetings.enums import Audience, MeetingStatus
from modellkonceptet.accounts.rules import handles_applications


def _rows(app_label: str, name: str) -> Any:
    return apps.get_model(app_label, name).objects


def own_mentor_seats(user: Any) -> Any:
    """Where the person mentors today."""
    return (
        _rows("cohorts", "MentorPerson")
        .current()
        .filter(user=user, promise__mentorships__ended_on=None)
        .exclude(promise__mentorships=None)
    )


class OfCohortQuerySet(models.QuerySet):
    """What is planned for a round: SKR's and the participants' to read."""

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(cohort=None)
            | Q(cohort__in=own_seats(user).values("participation__cohort"))
            | Q(cohort__in=own_mentor_seats(user).values("promise__cohort"))
        )


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Meetings of one's group and round; public ones everybody's, once the round is known."""
        if handles_applications(user):
            return self
        announced = _rows("cohorts", "Cohort").visible_to(user).values("pk")
        public = Q(audience=Audience.PUBLIC, cohort__in=announced)
        if not user.is_authenticated:
            return self.filter(public)
        seats, mentors = own_seats(user), own_mentor_seats(user)
        strategists = seats.filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
        return self.filter(
            public
            | Q(audience=Audience.GROUP) & in_groups_of(user, "group")
            | Q(
                audience=Audience.ROUND,
                cohort__in=seats.values("participation__cohort"),
            )
            | Q(
                audience=Audience.STRATEGISTS,
                cohort__in=strategists.values("participation__cohort"),
            )
            | Q(
                audience__in=[Audience.ROUND, Audience.STRATEGISTS],
                cohort__in=mentors.values("promise__cohort"),
            )
        )

    def standing(self) -> Self:
        return self.exclude(status=MeetingStatus.CANCELLED)


class OfMeetingQuerySet(models.QuerySet):
    """Rows that are as visible as their meeting, for those who are not mere visitors."""

    path = "meeting"

    def visible_to(self, user: Any) -> Self:
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        meetings = _rows("learning_meetings", "Meeting").visible_to(user)
        return self.filter(
            **{f"{self.path}__in": meetings.exclude(audience=Audience.PUBLIC).values("pk")}
        )


class OfNoteQuerySet(OfMeetingQuerySet):
    path = "note__meeting"


class OfPollQuerySet(OfMeetingQuerySet):
    path = "poll__meeting"


class VoteQuerySet(OfMeetingQuerySet):
    path = "date__poll__meeting"


def _own_invitation(user: Any, path: str = "") -> Q:
    return Q(**{f"{path}team_member__user": user}) | Q(**{f"{path}mentor_person__user": user})


def _hosted_by(user: Any, path: str) -> Exists:
    """Whether the person's organisation hosts the meeting at the end of `path`."""
    hosts = _rows("learning_meetings", "Host")
    return Exists(
        hosts.filter(
            meeting=OuterRef(path), participation__in=own_seats(user).values("participation")
        )
    )


class InviteeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """SKR; oneself and one's own team; in a group's meeting everybody in the group."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _own_invitation(user)
            | Q(participation__in=own_seats(user).values("participation"))
            | Q(meeting__audience=Audience.GROUP) & in_groups_of(user, "meeting__group")
        )

    def of_person(self, user: Any) -> Self:
        return self.filter(_own_invitation(user))

    def current(self) -> Self:
        return self.filter(removed_at=None)


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The host and oneself; where nobody hosts, SKR is the host."""
        if not user.is_authenticated:
            return self.none()
        hosted = _rows("learning_meetings", "Host").filter(meeting=OuterRef("invitee__meeting"))
        seen: Q = _own_invitation(user, "invitee__") | Q(_hosted_by(user, "invitee__meeting"))
        if handles_applications(user):
            seen |= Q(~Exists(hosted))
        return self.filter(seen)


class OwnQuerySet(models.QuerySet):
    """A person's own rows."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()


class OwnReceiptQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(_own_invitation(user, "invitee__"))


class MaterialQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published material of one's rounds, as participant or mentor; SKR sees drafts too."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        seats, mentors = own_seats(user), own_mentor_seats(user)
        terms = _rows("cohorts", "Terms")
        learns = Q(cohort__in=seats.values("participation__cohort")) | Q(
            programme__in=terms.filter(cohort__in=seats.values("participation__cohort")).values(
                "programme"
            )
        )
        guides = Q(cohort__in=mentors.values("promise__cohort")) | Q(
            programme__in=terms.filter(cohort__in=mentors.values("promise__cohort")).values(
                "programme"
            )
        )
        return self.filter(learns | Q(for_mentors=True) & guides, published_at__isnull=False)


class OfMaterialQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(
            material__in=_rows("learning_meetings", "Material").visible_to(user).values("pk")
        )


class TrainingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """SKR, and those who coordinate the team at home."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        coordinates = own_seats(user).filter(
            function__in=[Function.KEY_PERSON, Function.STRATEGIST]
        )
        return self.filter(participation__in=coordinates.values("participation"))
