"""Moving a round's timeline: see what moves and who is told, then do it.

The view stands here because the people to tell are known only where applications are.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.forms.timeline import MoveTimelineForm
from applications.recipients import people_concerned
from cohorts.models import Cohort
from cohorts.services.timeline import move_timeline, plan_move
from cohorts.timeline import Move, Recipient, TimelinePlan
from modellkonceptet.civil_dates import period
from modellkonceptet.views import PermissionView, add_errors


class MoveTimelineView(PermissionView):
    """GET asks for the day and, once it is given, previews; POST does what was shown."""

    permission = "cohorts.manage_cohort"
    template_name = "applications/timeline_move.html"

    @cached_property
    def cohort(self) -> Cohort:
        visible = Cohort.objects.visible_to(self.request.user)
        return get_object_or_404(visible, slug=self.kwargs["slug"])

    def get_permission_object(self) -> Cohort:
        return self.cohort

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        asked = "scope" in request.GET
        form = MoveTimelineForm(request.GET if asked else None, cohort=self.cohort)
        plan = self._plan(form) if asked and form.is_valid() else None
        return self._page(form, plan)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = MoveTimelineForm(request.POST, cohort=self.cohort)
        if not form.is_valid():
            return self._page(form, None)
        people = people_concerned(self.cohort)
        try:
            move_timeline(
                cohort=self.cohort,
                days=form.days,
                scope=form.chosen_scope,
                recipients=people,
                actor=request.user,
                expected=request.POST.get("fingerprint", "-"),
            )
        except ValidationError as error:
            add_errors(form, error)
            return self._page(form, self._plan(form, quiet=True))
        messages.success(request, _moved_words(people))
        return HttpResponseRedirect(self.cohort.get_absolute_url())

    def _plan(self, form: MoveTimelineForm, *, quiet: bool = False) -> TimelinePlan | None:
        try:
            return plan_move(cohort=self.cohort, days=form.days, scope=form.chosen_scope)
        except ValidationError as error:
            if not quiet:
                add_errors(form, error)
            return None

    def _page(self, form: MoveTimelineForm, plan: TimelinePlan | None) -> HttpResponse:
        people = people_concerned(self.cohort) if plan else []
        context: dict[str, Any] = {
            "cohort": self.cohort,
            "form": form,
            "plan": plan,
            "moving": _rows(plan.moving) if plan else [],
            "staying": _rows(plan.staying) if plan else [],
            "date_parts": _date_parts(form) if plan else {},
            "weeks": plan.days // 7 if plan and plan.is_whole_weeks else None,
            "recipient_count": len(people),
            "crumbs": [
                {"url": reverse("reporting:desk"), "label": _("SKR")},
                {"url": self.cohort.get_absolute_url(), "label": self.cohort.name},
                {"label": _("Move the dates")},
            ],
        }
        status = 422 if form.errors else 200
        return render(self.request, self.template_name, context, status=status)


def _rows(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """The moves in words of the active language."""
    language = get_language() or "sv"
    return [
        {
            "name": move.what.name_in(language),
            "before": period(move.what.first, move.what.last, move.what.precision, note=False),
            "after": period(move.first, move.last, move.what.precision, note=False),
            "is_on_weekend": move.is_on_weekend,
        }
        for move in moves
    ]


def _date_parts(form: MoveTimelineForm) -> dict[str, int]:
    """The chosen day as the form's own fields, to be sent along with the confirmation."""
    day = form.cleaned_data["starts_on"]
    return {f"starts_on_{part}": getattr(day, part) for part in ("day", "month", "year")}


def _moved_words(people: list[Recipient]) -> str:
    return ngettext(
        "The dates have been moved. %(count)d person is told.",
        "The dates have been moved. %(count)d people are told.",
        len(people),
    ) % {"count": len(people)}
