"""The page of a cycle: reading it, writing in a pane, and moving it on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from improvements.cycle_page import CyclePage, changes_of
from improvements.enums import CycleDecision, CycleKind, CycleScale
from improvements.forms.cycle import PlanForm, pane_form
from improvements.models import Cycle, Improvement
from improvements.panes import Acted, Pane, current, is_writable, standing, why_not
from improvements.ramp import days_after
from improvements.services import cycling
from improvements.talk import comments_of
from improvements.views.work import crumbs_to
from modellkonceptet.civil_dates import STOCKHOLM, today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView, ServiceFormView, add_errors

IMPROVEMENT_PATHS = tuple(
    f"participation__{name}" for name in ("organisation", "unit", "group", "cohort")
)
CYCLE_PATHS = tuple(f"improvement__{path}" for path in IMPROVEMENT_PATHS)
# What the second button of a pane does after it has been saved.
THEN = {Pane.PLAN: "start", Pane.DO: "study"}
MOVES = ("start", "study", "back_to_plan", "back_to_do", "reopen")


def crumbs_of(improvement: Improvement, user: Any, *rest: tuple[Any, str]) -> list[dict[str, str]]:
    """As at the work's own page, and then what is below it."""
    above = crumbs_to(improvement.participation, user, improvement)
    return above + [{"label": str(label), "url": url} for label, url in rest]


def name_of(cycle: Cycle) -> str:
    return _("Cycle %(n)s: %(title)s") % {"n": cycle.number, "title": cycle.title}


class AtCycle(PermissionView):
    """Something about one cycle, which is fetched once."""

    permission = "improvements.see_work"

    def get_permission_object(self) -> Cycle:
        cycles = Cycle.objects.visible_to(self.request.user)
        found: Cycle = get_object_or_404(
            cycles.select_related("improvement", "idea", "owner", "previous", *CYCLE_PATHS),
            pk=self.kwargs["pk"],
        )
        return found

    @property
    def cycle(self) -> Cycle:
        found: Cycle = self.permission_object
        return found

    def crumbs(self, *rest: tuple[Any, str]) -> list[dict[str, str]]:
        number = _("Cycle %(n)d") % {"n": self.cycle.number}
        here = (number, self.cycle.get_absolute_url())
        return crumbs_of(self.cycle.improvement, self.request.user, here, *rest)


class ShowsPanes(AtCycle, TemplateView):
    """The four panes; `writing` is the one that stands as a form."""

    template_name = "improvements/cycle.html"

    @cached_property
    def page(self) -> CyclePage:
        return CyclePage(self.cycle, self.request.user, today())

    def form_of(self, pane: str, data: Any = None) -> Any:
        page = self.page
        return pane_form(
            pane,
            self.cycle,
            page.questions,
            data=data,
            seen=page.seen(pane),
            ended_on=today(),
        )

    def shown_with(
        self, form: Any, *, writing: str | None, theirs: Any = None, status: int = 200
    ) -> HttpResponse:
        """The page; `theirs` are the answers in which somebody else was first."""
        context = self.get_context_data(
            page=self.page,
            cycle=self.cycle,
            improvement=self.cycle.improvement,
            writing=writing,
            form=form,
            theirs=theirs,
            talk=comments_of(self.cycle.improvement, self.request.user, self.cycle),
            crumbs=self.crumbs(),
        )
        return self.render_to_response(context, status=status)


class CycleView(ShowsPanes):
    """Whoever works at home writes in the pane where one is; everybody else reads."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = current(self.cycle)
        writing = here if here and self.page.may_work else None
        form = self.form_of(writing) if writing else None
        return self.shown_with(form, writing=writing)


class PaneView(ShowsPanes):
    """One pane as a form: to go back to an earlier one, and where each pane is saved."""

    permission = "improvements.work_at_home"
    pane: str = Pane.PLAN
    was_saved = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_writable(self.pane, self.cycle):
            messages.error(request, why_not(self.pane, self.cycle))
            return redirect(f"{self.cycle.get_absolute_url()}#{self.pane}")
        return self.shown(self.form_of(self.pane), status=200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_of(self.pane, request.POST)
        is_autosave = bool(request.headers.get("HX-Request"))
        if not form.is_valid():
            return self.not_saved(form, is_autosave)
        try:
            saved = cycling.save_pane(
                cycle=self.cycle,
                content=form.content(),
                seen=form.cleaned_data["seen"],
                actor=request.user,
            )
            if is_autosave:
                return self.saved_quietly(saved)
            self.was_saved = True
            self.go_on(form)
        except ValidationError as error:
            return self.refused(form, error, is_autosave)
        return redirect(self.address_after())

    def go_on(self, form: Any) -> None:
        """What the button asked for besides saving; a refusal leaves what was saved."""
        wanted = self.request.POST.get("then")
        user = self.request.user
        if wanted == "close" and self.pane == Pane.ACT:
            acted: Acted = form.content()
            ended_on = form.cleaned_data["ended_on"]
            cycling.close_cycle(cycle=self.cycle, acted=acted, ended_on=ended_on, actor=user)
            messages.success(self.request, _("The cycle is closed."))
        elif wanted and wanted == THEN.get(Pane(self.pane)):
            cycling.move_cycle(cycle=self.cycle, action=wanted, actor=user)
        else:
            messages.success(self.request, _("It is saved."))

    def address_after(self) -> str:
        self.cycle.refresh_from_db()
        here = current(self.cycle)
        return f"{self.cycle.get_absolute_url()}#{here or 'next'}"

    def refused(self, form: Any, error: ValidationError, is_autosave: bool) -> HttpResponse:
        add_errors(form, error)
        if not is_autosave:
            self.__dict__.pop("page", None)
            self.__dict__.pop("permission_object", None)
        return self.not_saved(form, is_autosave)

    def not_saved(self, form: Any, is_autosave: bool) -> HttpResponse:
        if is_autosave:
            words = " ".join(str(one) for errors in form.errors.values() for one in errors)
            context = {"not_saved": words}
            return self.response_class(self.request, ["improvements/cycle_saved.html"], context)
        return self.shown(form, status=422)

    def saved_quietly(self, saved: Cycle) -> HttpResponse:
        """The answer to an autosave: when it was saved, and the stamp of what stands now."""
        self.__dict__["page"] = CyclePage(saved, self.request.user, today())
        clock = timezone.now().astimezone(STOCKHOLM).strftime("%H.%M")
        context = {"saved_at": clock, "seen": self.page.seen(self.pane), "is_autosave": True}
        return self.response_class(self.request, ["improvements/cycle_saved.html"], context)

    def shown(self, form: Any, *, status: int) -> HttpResponse:
        """The page with this form; with both versions where somebody else was first."""
        theirs = None
        if form.is_bound and form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            theirs = self.both_versions(form)
        if theirs is not None or self.was_saved:
            # What is typed builds on what stands now: saving again is meant.
            form.data = form.data.copy()
            form.data["seen"] = self.page.seen(self.pane)
        return self.shown_with(form, writing=self.pane, theirs=theirs, status=status)

    def both_versions(self, form: Any) -> list[tuple[str, str, str]]:
        """Each answer that differs: its name, what stands now, and what was typed."""
        now = self.form_of(self.pane)
        rows = []
        for name, field in now.fields.items():
            stands, typed = now[name].value(), form[name].value()
            if field.has_changed(stands, typed) and name not in ("seen", "ended_on"):
                rows.append((str(field.label), _in_words(field, stands), _in_words(field, typed)))
        return rows


def _in_words(field: Any, value: Any) -> str:
    """What a field holds, as a reader sees it."""
    if isinstance(value, list | tuple):
        return "-".join(part for part in reversed(value) if part)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    text = "" if value is None else str(value)
    return choices.get(text, text) or "–"


class MoveCycle(AtCycle):
    """A button that takes the cycle to another pane."""

    permission = "improvements.work_at_home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action in MOVES:
            try:
                cycling.move_cycle(cycle=self.cycle, action=action, actor=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        self.cycle.refresh_from_db()
        return redirect(f"{self.cycle.get_absolute_url()}#{current(self.cycle) or 'next'}")


class CycleHistory(AtCycle, TemplateView):
    template_name = "improvements/cycle_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cycle=self.cycle,
            changes=changes_of(self.cycle),
            crumbs=self.crumbs((_("Who has changed what"), "")),
            **kwargs,
        )


class NewCycle(ServiceFormView):
    """The plan of a new cycle; `?after=` fills it in from an earlier one."""

    permission = "improvements.work_at_home"
    template_name = "improvements/cycle_new.html"

    def get_permission_object(self) -> Improvement:
        works = Improvement.objects.visible_to(self.request.user)
        found: Improvement = get_object_or_404(
            works.select_related(*IMPROVEMENT_PATHS), pk=self.kwargs["pk"]
        )
        return found

    @property
    def improvement(self) -> Improvement:
        found: Improvement = self.permission_object
        return found

    @cached_property
    def previous(self) -> Cycle | None:
        number = whole_number(self.request.GET.get("after"))
        return self.improvement.cycles.filter(pk=number).first() if number else None

    def get_form(self, form_class: Any = None) -> PlanForm:
        asked = list(self.previous.questions.all()) if self.previous else []
        initial = plan_after(self.previous, asked) if self.previous else {}
        data = self.request.POST if self.request.method == "POST" else None
        return PlanForm(data, initial=initial, improvement=self.improvement, asked=len(asked))

    def call_service(self, form: Any) -> Cycle:
        return cycling.create_cycle(
            improvement=self.improvement,
            plan=form.content(),
            previous=self.previous,
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The cycle is planned."))
        address: str = self.result.get_absolute_url()
        return address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            improvement=self.improvement,
            previous=self.previous,
            crumbs=crumbs_of(self.improvement, self.request.user, (_("New cycle"), "")),
            **kwargs,
        )


def plan_after(cycle: Cycle, asked: list[Any]) -> dict[str, Any]:
    """What the next cycle begins with: all but the predictions, which are made anew.

    After one that is adopted the next implements it, on the next larger scale.
    """
    is_adopted = cycle.decision == CycleDecision.ADOPT
    sizes = CycleScale.values
    larger = sizes[min(sizes.index(cycle.scale) + 1, len(sizes) - 1)]
    first, last = days_after(cycle, today())
    plan = standing(Pane.PLAN, cycle, [])
    given: dict[str, Any] = {
        **vars(plan),
        "idea": cycle.idea_id,
        "owner": cycle.owner_id,
        "kind": CycleKind.IMPLEMENT if is_adopted else cycle.kind,
        "scale": larger if is_adopted else cycle.scale,
        "planned_from": first,
        "planned_to": last,
    }
    return given | {f"question_{place}": one.question for place, one in enumerate(asked)}
