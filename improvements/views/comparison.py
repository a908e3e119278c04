"""The group side by side: the heart of benchmarking."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Group
from improvements.comparison_page import ComparisonPage
from improvements.views.work import AtHome
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.views import PermissionView


class Comparison(PermissionView, TemplateView):
    """For those in the group, its mentor and SKR."""

    permission = "improvements.compare_group"
    template_name = "improvements/comparison.html"

    def get_permission_object(self) -> Group:
        found = Group.objects.standing().visible_to(self.request.user).select_related("cohort")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = self.permission_object
        first = (_("My round"), reverse("reporting:my_round"))
        if handles_applications(self.request.user):
            first = (_("SKR"), reverse("reporting:desk"))
        steps = [first, (group.name, group.get_absolute_url()), (_("Comparison"), "")]
        return super().get_context_data(
            group=group,
            page=ComparisonPage(group, self.request.user),
            crumbs=[{"label": label, "url": url} for label, url in steps],
            **kwargs,
        )


class OwnComparison(AtHome, TemplateView):
    """Straight to the group's page; a participant without a group is told what will be there."""

    template_name = "improvements/comparison_none.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        group: Any = self.participation.group
        if group is not None and group.dissolved_on is None:
            return redirect("improvements:comparison", group.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.participation
        steps = [
            (str(place), reverse("improvements:home", args=[place.pk])),
            (_("Comparison"), ""),
        ]
        return super().get_context_data(
            participation=place,
            crumbs=[{"label": label, "url": url} for label, url in steps],
            **kwargs,
        )
