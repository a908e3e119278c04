"""Preparing a meeting: the agenda and the checklist, part by part, and the roles."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_meetings.forms.meeting import AFTER, BEFORE, PartForm, RolesForm, TaskForm
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import AgendaItem, ChecklistItem
from learning_meetings.services import preparing
from learning_meetings.views.meeting import MeetingAction, MeetingFormView


class _Prepares(MeetingFormView):
    permission = "learning_meetings.run_meeting"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = MeetingPage(self.meeting, self.request.user)
        return super().get_context_data(page=page, **kwargs)


class Agenda(_Prepares):
    """All parts with their buttons, and a form that adds one."""

    template_name = "learning_meetings/meeting_agenda_edit.html"
    form_class = PartForm
    heading = gettext_lazy("Change the agenda")
    done = gettext_lazy("The part is added last.")

    def call_service(self, form: Any) -> Any:
        return preparing.add_part(meeting=self.meeting, part=form.part(), actor=self.request.user)

    def get_success_url(self) -> str:
        super().get_success_url()
        return reverse("learning_meetings:agenda", args=[self.meeting.pk])


class Checklist(_Prepares):
    """All things with their buttons, and a form that adds one."""

    template_name = "learning_meetings/meeting_checklist_edit.html"
    form_class = TaskForm
    heading = gettext_lazy("Change the checklist")
    done = gettext_lazy("It is added to the checklist.")

    def call_service(self, form: Any) -> Any:
        return preparing.add_task(meeting=self.meeting, task=form.task(), actor=self.request.user)

    def get_success_url(self) -> str:
        super().get_success_url()
        return reverse("learning_meetings:checklist", args=[self.meeting.pk])


class _ChangesRow(_Prepares):
    """One part or thing. Where somebody was first, saving again replaces what they wrote."""

    rows: Any
    list_name = ""

    @cached_property
    def item(self) -> Any:
        rows = self.rows.objects.filter(meeting=self.meeting).select_related("meeting")
        return get_object_or_404(rows, pk=self.kwargs["row"])

    def get_initial(self) -> dict[str, Any]:
        return {"seen": preparing.stamp(self.item)}

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            self.item.refresh_from_db()
            form.data = form.data.copy()
            form.data["seen"] = preparing.stamp(self.item)
        return super().form_invalid(form)

    @property
    def back(self) -> str:
        return reverse(self.list_name, args=[self.meeting.pk])


class ChangePart(_ChangesRow):
    rows = AgendaItem
    list_name = "learning_meetings:agenda"
    form_class = PartForm
    heading = gettext_lazy("Change a part of the agenda")
    done = gettext_lazy("The part is saved.")

    def get_initial(self) -> dict[str, Any]:
        names = preparing.Part.__dataclass_fields__
        return super().get_initial() | {name: getattr(self.item, name) for name in names}

    def call_service(self, form: Any) -> Any:
        return preparing.change_part(
            item=self.item,
            seen=form.cleaned_data["seen"],
            part=form.part(),
            actor=self.request.user,
        )


class ChangeTask(_ChangesRow):
    rows = ChecklistItem
    list_name = "learning_meetings:checklist"
    form_class = TaskForm
    heading = gettext_lazy("Change a thing on the checklist")
    done = gettext_lazy("It is saved.")

    def get_initial(self) -> dict[str, Any]:
        item = self.item
        return super().get_initial() | {
            "text_sv": item.text_sv,
            "text_en": item.text_en,
            "responsible": item.responsible,
            "count": abs(item.days),
            "side": AFTER if item.days > 0 else BEFORE,
        }

    def call_service(self, form: Any) -> Any:
        return preparing.change_task(
            item=self.item,
            seen=form.cleaned_data["seen"],
            task=form.task(),
            actor=self.request.user,
        )


class Roles(_Prepares):
    form_class = RolesForm
    heading = gettext_lazy("Who leads and who takes notes")
    done = gettext_lazy("It is saved.")

    def get_initial(self) -> dict[str, Any]:
        meeting = self.meeting
        return {
            "seen": preparing.roles_stamp(meeting),
            "leader": meeting.leader,
            "note_taker": meeting.note_taker,
        }

    def call_service(self, form: Any) -> Any:
        return preparing.name_roles(
            meeting=self.meeting, **form.cleaned_data, actor=self.request.user
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            self.meeting.refresh_from_db()
            form.data = form.data.copy()
            form.data["seen"] = preparing.roles_stamp(self.meeting)
        return super().form_invalid(form)


class _RowAction(MeetingAction):
    """A button beside a row of the list."""

    permission = "learning_meetings.run_meeting"
    rows: Any
    list_name = ""

    @cached_property
    def item(self) -> Any:
        rows = self.rows.objects.filter(meeting=self.meeting).select_related("meeting")
        return get_object_or_404(rows, pk=self.kwargs["row"])

    def back(self) -> str:
        return reverse(self.list_name, args=[self.meeting.pk])


class MovePart(_RowAction):
    rows = AgendaItem
    list_name = "learning_meetings:agenda"

    def act(self) -> str:
        earlier = self.request.POST.get("to") != "later"
        preparing.move_part(item=self.item, earlier=earlier, actor=self.request.user)
        return _("“%(part)s” has another place.") % {"part": self.item}


class RemovePart(_RowAction):
    rows = AgendaItem
    list_name = "learning_meetings:agenda"

    def act(self) -> str:
        preparing.remove_part(item=self.item, actor=self.request.user)
        return _("“%(part)s” is removed.") % {"part": self.item}


class RemoveTask(_RowAction):
    rows = ChecklistItem
    list_name = "learning_meetings:checklist"

    def act(self) -> str:
        preparing.remove_task(item=self.item, actor=self.request.user)
        return _("“%(part)s” is removed.") % {"part": self.item}
