"""A group's self-assessments side by side, and what of them goes to the next meeting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Group
from improvements.assessment_comparison import SideBySide
from improvements.models import ChecklistMoment
from improvements.services.differences import raise_moment
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView


class _OfGroup(PermissionView):
    permission = "improvements.compare_group"

    def get_permission_object(self) -> Group:
        found = Group.objects.standing().visible_to(self.request.user).select_related("cohort")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def view(self) -> SideBySide:
        asked = self.request.POST.get("occasion") or self.request.GET.get("tillfalle")
        return SideBySide(self.permission_object, self.request.user, whole_number(asked))


class AssessmentsSideBySide(_OfGroup, TemplateView):
    template_name = "improvements/assessments_group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = self.permission_object
        first = (_("My round"), reverse("reporting:my_round"))
        if handles_applications(self.request.user):
            first = (_("SKR"), reverse("reporting:desk"))
        steps = [first, (group.name, group.get_absolute_url()), (_("Self-assessment"), "")]
        return super().get_context_data(
            group=group,
            page=self.view,
            crumbs=[{"label": label, "url": url} for label, url in steps],
            **kwargs,
        )


class RaiseMoment(_OfGroup):
    """One of the largest differences becomes a part of the next meeting's agenda."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = ChecklistMoment.objects.visible_to(request.user)
        moment = get_object_or_404(found, pk=whole_number(request.POST.get("moment")))
        meeting = self.view.meeting
        if meeting is None:
            messages.error(request, _("No coming meeting is planned."))
        elif not request.user.has_perm("learning_meetings.run_meeting", meeting):
            raise PermissionDenied
        else:
            try:
                raise_moment(meeting=meeting, moment=moment, actor=request.user)
            except ValidationError as error:
                messages.info(request, " ".join(error.messages))
            else:
                words = {"moment": moment.title, "meeting": str(meeting)}
                messages.success(
                    request, _("“%(moment)s” is on the agenda of %(meeting)s.") % words
                )
        occasion = whole_number(request.POST.get("occasion"))
        here = reverse("improvements:assessments_side_by_side", args=[self.kwargs["pk"]])
        return redirect(f"{here}?tillfalle={occasion}#talk" if occasion else f"{here}#talk")
