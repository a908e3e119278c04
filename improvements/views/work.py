"""Improvement works: whose they are, one of them, and what is written about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.chart_pages import figures_of
from improvements.forms.work import ImprovementForm, ProgressForm, ResultForm
from improvements.home_page import HomePage, export_rows, homes_of
from improvements.improvement_page import MOVES, ImprovementPage
from improvements.models import Improvement
from improvements.ramp import ramp
from improvements.services.improving import (
    change_improvement,
    move_improvement,
    said_of,
    start_improvement,
)
from improvements.services.progressing import note_progress
from improvements.talk import comments_of
from improvements.two_versions import Difference, differences
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, ServiceFormView


class Own(PermissionView, TemplateView):
    """Straight to the works of the only team; otherwise a choice, or what will be here."""

    permission = "accounts.sign_in"
    template_name = "improvements/own.html"

    @cached_property
    def choice(self) -> Any:
        return homes_of(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.choice.own) == 1 and not self.choice.mentored:
            return redirect("improvements:home", self.choice.own[0].pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(choice=self.choice, **kwargs)


class AtHome(PermissionView):
    """Something about one participant's works; whoever may read them is asked by the rules."""

    permission = "improvements.see_home"

    def get_permission_object(self) -> Participation:
        rows = Participation.objects.visible_to(self.request.user)
        rows = rows.select_related("cohort", "organisation", "unit", "group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found


class Home(AtHome, TemplateView):
    template_name = "improvements/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation, user = self.participation, self.request.user
        return super().get_context_data(
            page=HomePage(participation, user),
            participation=participation,
            at_home=user.has_perm("improvements.work_at_home", participation),
            has_left=participation.status == ParticipationStatus.WITHDRAWN,
            crumbs=crumbs_to(participation, user),
            **kwargs,
        )


class WorksFile(TableFile, AtHome):
    """The works that the reader sees, in the order of the page."""

    def table(self) -> Table:
        page = HomePage(self.participation, self.request.user)
        title = _("Improvement works")
        return Table(f"{title} {self.participation}", export_rows(page), title=title)


class _ImprovementFormView(ServiceFormView):
    """The form of a work, new or standing."""

    template_name = "improvements/improvement_form.html"
    form_class = ImprovementForm
    heading: Any = ""
    theirs: list[Difference] | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"home": self.home, "improvement": self.standing}

    @property
    def home(self) -> Participation:
        raise NotImplementedError

    @property
    def standing(self) -> Improvement | None:
        return None

    def get_success_url(self) -> str:
        messages.success(self.request, _("The work is saved."))
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            participation=self.home,
            improvement=self.standing,
            heading=self.heading,
            theirs=self.theirs,
            back=(self.standing.get_absolute_url() if self.standing else self._to_home),
            crumbs=crumbs_to(self.home, self.request.user, self.standing, self.heading),
            **kwargs,
        )

    @property
    def _to_home(self) -> str:
        return reverse("improvements:home", args=[self.home.pk])


class NewImprovement(AtHome, _ImprovementFormView):
    permission = "improvements.work_at_home"
    heading = gettext_lazy("A new improvement work")

    @property
    def home(self) -> Participation:
        return self.participation

    def get_initial(self) -> dict[str, Any]:
        """`idea` in the address is one that was taken home from a meeting."""
        number = whole_number(self.request.GET.get("idea"))
        idea = self.home.ideas_taken.filter(pk=number).first() if number else None
        return {"idea": idea, "title": idea.text[:150]} if idea else {}

    def call_service(self, form: Any) -> Improvement:
        return start_improvement(
            participation=self.home,
            said=form.said(),
            past_is_meant=form.cleaned_data["past_is_meant"],
            actor=self.request.user,
        )


class AtImprovement(PermissionView):
    """Something about one work; a private one does not exist for others."""

    permission = "improvements.see_work"

    def get_permission_object(self) -> Improvement:
        rows = Improvement.objects.visible_to(self.request.user)
        rows = rows.select_related(
            "participation__cohort",
            "participation__organisation",
            "participation__unit",
            "participation__group",
            "responsible",
            "idea__meeting",
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def improvement(self) -> Improvement:
        found: Improvement = self.permission_object
        return found

    def crumbs(self, *rest: Any) -> list[dict[str, str]]:
        work = self.improvement
        return crumbs_to(work.participation, self.request.user, work, *rest)


class ImprovementView(AtImprovement, TemplateView):
    template_name = "improvements/improvement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        improvement, user = self.improvement, self.request.user
        page = ImprovementPage(improvement, user)
        return super().get_context_data(
            page=page,
            improvement=improvement,
            participation=improvement.participation,
            figures=figures_of(improvement, user, get_language() or "sv"),
            ramp=ramp(page.cycles, today()) if page.has_cycles else None,
            talk=comments_of(improvement, user),
            crumbs=self.crumbs(),
            **kwargs,
        )


class ChangeImprovement(AtImprovement, _ImprovementFormView):
    permission = "improvements.work_at_home"
    heading = gettext_lazy("Change the work")

    @property
    def home(self) -> Participation:
        return self.improvement.participation

    @property
    def standing(self) -> Improvement:
        return self.improvement

    def get_initial(self) -> dict[str, Any]:
        work = self.improvement
        return {"seen": work.version} | {
            name: getattr(work, name) for name in ImprovementForm.base_fields if hasattr(work, name)
        }

    def call_service(self, form: Any) -> Improvement:
        return change_improvement(
            improvement=self.improvement,
            seen=form.cleaned_data["seen"] or 0,
            said=form.said(),
            past_is_meant=form.cleaned_data["past_is_meant"],
            actor=self.request.user,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """Where somebody else was first, the page shows both and builds on what stands."""
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            standing = Improvement.objects.get(pk=self.improvement.pk)
            self.theirs = differences(form, said_of(standing))
            form.data = form.data.copy()
            form.data["seen"] = standing.version
        return super().form_invalid(form)


class MoveImprovement(AtImprovement, ServiceFormView):
    """A button that takes the work to its next state; some ask for a text on this page first."""

    permission = "improvements.work_at_home"
    template_name = "improvements/work_form.html"
    form_class = ResultForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["action"] not in MOVES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def action(self) -> str:
        return str(self.kwargs["action"])

    @property
    def asks(self) -> bool:
        return MOVES[self.action][1]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"action": self.action}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.asks:
            return redirect(self.improvement)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.asks:
            return super().post(request, *args, **kwargs)
        try:
            self._move()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self._say_so()
        return redirect(self.improvement)

    def call_service(self, form: Any) -> Improvement:
        return self._move(**form.cleaned_data)

    def _move(self, **said: str) -> Improvement:
        return move_improvement(
            improvement=self.improvement, action=self.action, actor=self.request.user, **said
        )

    def _say_so(self) -> None:
        state = Improvement.objects.get(pk=self.improvement.pk).get_status_display()
        messages.success(self.request, _("The work is now: %(state)s.") % {"state": state.lower()})

    def get_success_url(self) -> str:
        self._say_so()
        return self.improvement.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = MOVES[self.action][0]
        return super().get_context_data(
            improvement=self.improvement,
            heading=label,
            button=label,
            back=self.improvement.get_absolute_url(),
            crumbs=self.crumbs(label),
            **kwargs,
        )


class NoteProgress(AtImprovement, ServiceFormView):
    permission = "improvements.work_at_home"
    template_name = "improvements/work_form.html"
    form_class = ProgressForm

    def get_initial(self) -> dict[str, Any]:
        standing = self.improvement.progress.first()
        return {"tenths": standing.tenths} if standing else {}

    def call_service(self, form: Any) -> Any:
        return note_progress(
            improvement=self.improvement, **form.cleaned_data, actor=self.request.user
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("Noted."))
        return f"{self.improvement.get_absolute_url()}#progress"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            improvement=self.improvement,
            heading=_("How far have you come?"),
            lede=_("You decide yourselves where you stand. Others see the step and what shows it."),
            button=_("Note it"),
            back=f"{self.improvement.get_absolute_url()}#progress",
            crumbs=self.crumbs(_("Progress")),
            **kwargs,
        )


def crumbs_to(
    participation: Participation,
    user: Any,
    improvement: Improvement | None = None,
    *rest: Any,
) -> list[dict[str, str]]:
    """SKR comes from the round's participants, everybody else from their own works."""
    if handles_applications(user):
        of_round = reverse("applications:participations", args=[participation.cohort.slug])
        steps = [(_("SKR"), reverse("reporting:desk")), (participation.cohort.name, of_round)]
    else:
        steps = [(_("Improvements"), reverse("improvements:own"))]
    steps.append((str(participation), reverse("improvements:home", args=[participation.pk])))
    if improvement is not None:
        steps.append((improvement.title, improvement.get_absolute_url()))
    steps += [(str(label), "") for label in rest]
    return [{"label": label, "url": url} for label, url in steps]
