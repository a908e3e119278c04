"""The participant's own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import Cohort, Participation, TeamMember, TimelineEvent
from cohorts.rail import election_note, round_stops
from improvements.home_page import HomePage
from learning_meetings.attendance import read_attendance, short_sentences
from learning_meetings.library import Library
from learning_meetings.own_meetings import own_meetings
from learning_meetings.training_page import Tally, register_of, tally_of
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import PermissionView
from reporting.group_page import GroupView, by_function, read_group
from reporting.my_round import (
    NO_MEETINGS,
    decision_in_force,
    empty_functions,
    mentored_groups,
    next_thing,
    own_participations,
)
from reporting.report_page import OccasionRow, own_reports
from reporting.todo_page import read_todo


class MyRounds(PermissionView, TemplateView):
    """Leads to the person's round, or to their page as mentor; a list where there are several."""

    permission = "reporting.see_own_round"
    template_name = "reporting/my_rounds.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.participations = list(own_participations(request.user))
        self.mentored = list(mentored_groups(request.user))
        if len(self.participations) == 1 and not self.mentored:
            return redirect("reporting:my_participation", self.participations[0].pk)
        if len(self.mentored) == 1 and not self.participations:
            return redirect("reporting:mentor", self.mentored[0].pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = civil_today()
        return super().get_context_data(
            participations=self.participations,
            mentored=self.mentored,
            open_cohorts=Cohort.objects.visible_to(self.request.user)
            .open_on(today)
            .order_by("closes_on"),
            todo=read_todo(self.request.user, today),
            **kwargs,
        )


class MyRound(PermissionView, TemplateView):
    """One participation, for the people in its team; nobody else's exists here."""

    permission = "reporting.see_own_round"
    template_name = "reporting/my_round.html"

    def get_permission_object(self) -> Participation:
        return get_object_or_404(own_participations(self.request.user), pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    @cached_property
    def team(self) -> list[TeamMember]:
        members = TeamMember.objects.visible_to(self.request.user).current()
        return by_function(members.filter(participation=self.participation))

    @property
    def group(self) -> GroupView | None:
        """The group as it stands; those who have left the round are in none."""
        participation = self.participation
        if participation.status == ParticipationStatus.WITHDRAWN or participation.group is None:
            return None
        if participation.group.dissolved_on:
            return None
        return read_group(participation.group, self.request.user)

    @property
    def works(self) -> HomePage | None:
        """The improvement works, for those who have not left the round."""
        if self.participation.status == ParticipationStatus.WITHDRAWN:
            return None
        return HomePage(self.participation, self.request.user)

    @property
    def reports(self) -> list[OccasionRow]:
        """What SKR asks to be reported, for those who have not left the round."""
        if self.participation.status == ParticipationStatus.WITHDRAWN:
            return []
        return own_reports(self.participation)

    @property
    def library(self) -> Library | None:
        """The round's material, for those who have not left it."""
        if self.participation.status == ParticipationStatus.WITHDRAWN:
            return None
        return Library(self.request.user, self.participation.cohort)

    @property
    def training(self) -> Tally | None:
        """How far the web training has come, for those who keep its list."""
        user = self.request.user
        if not user.has_perm("learning_meetings.manage_training", self.participation):
            return None
        return tally_of(register_of(self.participation, user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation, user, today = self.participation, self.request.user, civil_today()
        cohort = participation.cohort
        events = list(TimelineEvent.objects.visible_to(user).filter(cohort=cohort))
        decision = decision_in_force(participation)
        conditions = list(decision.conditions.all()) if decision else []
        is_running = participation.status == ParticipationStatus.ACTIVE
        meetings = own_meetings(user, today, cohort=cohort) if is_running else NO_MEETINGS
        return super().get_context_data(
            participation=participation,
            cohort=cohort,
            today=today,
            next=next_thing(participation, events, conditions, today=today, meetings=meetings),
            todo=read_todo(user, today),
            meetings=meetings,
            attendance=self._attendance(),
            is_running=is_running,
            seats=[member for member in self.team if member.user_id == user.pk],
            is_politician=any(
                member.user_id == user.pk and member.function == Function.POLITICIAN
                for member in self.team
            ),
            may_make_case_file=self._coordinates(),
            team=self.team,
            empty=empty_functions(participation, self.team) if is_running else [],
            may_change_team=user.has_perm("cohorts.change_team", participation),
            group=self.group,
            works=self.works,
            reports=self.reports,
            library=self.library,
            training=self.training,
            election=election_note(cohort, events, today=today) if is_running else "",
            stops=round_stops(
                cohort, events, today=today, now=_("You are here") if is_running else ""
            ),
            decision=decision,
            conditions=conditions,
            commitments=self._commitments(decision),
            may_open_letter=decision is not None
            and user.has_perm("applications.see_letter", decision),
            crumbs=[
                {"label": _("My round"), "url": reverse("reporting:my_round")},
                {"label": str(participation), "url": ""},
            ],
            **kwargs,
        )

    def _coordinates(self) -> bool:
        """Whether the reader orders the case file; as the rules say, from what is read already."""
        return self.participation.status != ParticipationStatus.WITHDRAWN and any(
            member.user_id == self.request.user.pk
            and member.function in (Function.KEY_PERSON, Function.STRATEGIST)
            for member in self.team
        )

    def _attendance(self) -> list[str]:
        """Which functions have been at the meetings, for whoever still takes part."""
        if self.participation.status == ParticipationStatus.WITHDRAWN:
            return []
        lines = read_attendance(self.participation.cohort, self.participation).lines
        return short_sentences(lines)

    def _commitments(self, decision: Any) -> list[Any]:
        """As they were worded when the organisation made them."""
        submission = decision.application.current_submission if decision else None
        return list(submission.commitments.all()) if submission else []
