"""A group's page, and the page for somebody who is new in a team."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.thread import PostForm
from cohorts.models import Group, TeamMember, TimelineEvent
from learning_meetings.own_meetings import own_meetings
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import PermissionView
from reporting.group_page import before_kick_off, posts_of, read_group
from reporting.handover_page import Handover
from reporting.my_round import next_event

POSTS_ON_A_PAGE = 20


class GroupPage(PermissionView, TemplateView):
    """For those who learn or mentor in the group, and for SKR. A dissolved one is SKR's alone."""

    permission = "cohorts.see_group"
    template_name = "reporting/group.html"

    def get_permission_object(self) -> Group:
        user = self.request.user
        groups = Group.objects.all() if handles_applications(user) else Group.objects.standing()
        seen = groups.visible_to(user).select_related("cohort")
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group, user, today = self.permission_object, self.request.user, civil_today()
        events = list(TimelineEvent.objects.visible_to(user).filter(cohort=group.cohort))
        view = read_group(group, user)
        kick_off = before_kick_off(events, today) if view.is_learner else None
        page = Paginator(posts_of(group, user), POSTS_ON_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        meetings = own_meetings(user, today, cohort=group.cohort)
        may_write = group.dissolved_on is None and user.has_perm("cohorts.write_in_group", group)
        return super().get_context_data(
            group=group,
            cohort=group.cohort,
            view=view,
            next=next_event(events, today=today, meetings=meetings.beside_other_groups(group.pk)),
            meetings=meetings.of_group(group.pk),
            shows_first_steps=kick_off is not None,
            kick_off=kick_off,
            page_obj=page,
            form=PostForm() if may_write else None,
            may_remove_all=user.has_perm("cohorts.manage_groups"),
            crumbs=self._crumbs(group),
            **kwargs,
        )

    def _crumbs(self, group: Group) -> list[dict[str, str]]:
        if handles_applications(self.request.user):
            participants = reverse("applications:participations", args=[group.cohort.slug])
            first = [
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {"label": group.cohort.name, "url": participants},
            ]
        else:
            first = [{"label": _("My round"), "url": reverse("reporting:my_round")}]
        return [*first, {"label": group.name, "url": ""}]


class HandoverPage(PermissionView, TemplateView):
    """For the one who sits there, and for SKR."""

    permission = "cohorts.see_handover"
    template_name = "reporting/handover.html"

    def get_permission_object(self) -> TeamMember:
        members = TeamMember.objects.visible_to(self.request.user).select_related(
            "participation__cohort",
            "participation__organisation",
            "participation__unit",
            "participation__group",
            "succeeds",
        )
        return get_object_or_404(members, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.permission_object
        return super().get_context_data(
            page=Handover(member, self.request.user, civil_today()),
            member=member,
            participation=member.participation,
            cohort=member.participation.cohort,
            crumbs=[
                {"label": _("My round"), "url": reverse("reporting:my_round")},
                {"label": _("Hand-over"), "url": ""},
            ],
            **kwargs,
        )
