"""What is done around a cycle: tasks and observations."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.forms.cycle_parts import CycleTaskForm, ObservationForm
from improvements.models import CycleTask, Observation
from improvements.services import cycle_tasks, observing
from improvements.views.cycle import CYCLE_PATHS, AtCycle, crumbs_of, name_of
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import PermissionView, ServiceFormView, stored_file_response


class CycleFormView(AtCycle, ServiceFormView):
    """A form of its own about the cycle, which leads back to its page."""

    permission = "improvements.work_at_home"
    template_name = "improvements/cycle_form.html"
    heading: Any = ""
    lede: Any = ""
    button: Any = gettext_lazy("Save")
    done: Any = ""
    anchor = ""

    @property
    def back(self) -> str:
        return f"{self.cycle.get_absolute_url()}{self.anchor}"

    def get_success_url(self) -> str:
        messages.success(self.request, str(self.done))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            about=name_of(self.cycle),
            heading=self.heading,
            lede=self.lede,
            button=self.button,
            back=self.back,
            crumbs=self.crumbs((self.heading, "")),
            **kwargs,
        )


class AddTask(CycleFormView):
    form_class = CycleTaskForm
    heading = gettext_lazy("Add something to do")
    done = gettext_lazy("It is on the list.")
    anchor = "#tasks"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cycle": self.cycle}

    def call_service(self, form: Any) -> CycleTask:
        return cycle_tasks.add_task(cycle=self.cycle, said=form.said(), actor=self.request.user)


class _AtTask(AtCycle):
    """A button at a task."""

    permission = "improvements.work_at_home"

    @cached_property
    def task(self) -> CycleTask:
        rows = CycleTask.objects.visible_to(self.request.user).filter(cycle=self.cycle)
        found: CycleTask = get_object_or_404(rows, pk=self.kwargs["row"])
        return found

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(f"{self.cycle.get_absolute_url()}#tasks")


class TickTask(_AtTask):
    def act(self) -> None:
        done = self.request.POST.get("done") == "yes"
        cycle_tasks.tick_task(task=self.task, done=done, actor=self.request.user)


class RemoveTask(_AtTask):
    def act(self) -> None:
        cycle_tasks.remove_task(task=self.task, actor=self.request.user)


class Observe(CycleFormView):
    """One screen on a phone: a line, a photo, done."""

    template_name = "improvements/cycle_observe.html"
    form_class = ObservationForm
    heading = gettext_lazy("What did you see?")
    button = gettext_lazy("Note it")
    done = gettext_lazy("It is noted.")
    anchor = "#observations"

    def get_initial(self) -> dict[str, Any]:
        return {"request_key": uuid4()}

    def call_service(self, form: Any) -> Observation:
        return observing.note_observation(
            cycle=self.cycle,
            text=form.cleaned_data["text"],
            photo=self.request.FILES.get("photo"),
            file=self.request.FILES.get("file"),
            request_key=form.cleaned_data["request_key"],
            actor=self.request.user,
        )


class _AtObservation(PermissionView):
    """An observation, visible as its cycle is."""

    permission = "improvements.see_work"

    def get_permission_object(self) -> Observation:
        rows = Observation.objects.visible_to(self.request.user)
        found: Observation = get_object_or_404(
            rows.select_related("file", *(f"cycle__{path}" for path in CYCLE_PATHS)),
            pk=self.kwargs["pk"],
        )
        return found

    @property
    def observation(self) -> Observation:
        found: Observation = self.permission_object
        return found


class ObservationFile(_AtObservation):
    """Pictures are shown in the page, other files are fetched."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        rows = Observation.objects.filter(pk=self.observation.pk, file__isnull=False)
        stored = get_object_or_404(rows.select_related("file")).file
        assert stored is not None  # noqa: S101 - asked for above
        return stored_file_response(stored, inline=stored.content_type in observing.PICTURES)


class RemoveObservation(_AtObservation, ServiceFormView):
    permission = "improvements.remove_comment"
    template_name = "improvements/cycle_remove.html"
    form_class = PlainForm

    def call_service(self, form: Any) -> None:
        self.back = f"{self.observation.cycle.get_absolute_url()}#observations"
        observing.remove_observation(observation=self.observation, actor=self.request.user)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The observation is removed."))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cycle = self.observation.cycle
        heading = _("Remove the observation?")
        return super().get_context_data(
            heading=heading,
            text=self.observation.text,
            file_name=self.observation.file.name if self.observation.file else "",
            button=_("Remove the observation"),
            back=f"{cycle.get_absolute_url()}#observations",
            crumbs=crumbs_of(
                cycle.improvement,
                self.request.user,
                (name_of(cycle), cycle.get_absolute_url()),
                (heading, ""),
            ),
            **kwargs,
        )
