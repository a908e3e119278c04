"""Who hosts: SKR changes it, and two hosts change turns with each other."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from learning_meetings.enums import MeetingStatus
from learning_meetings.forms.planning import HostsForm, SwapForm
from learning_meetings.models import HostSwap, Meeting
from learning_meetings.round_meetings import host_names, when_of
from learning_meetings.services.hosts import (
    answer_swap,
    ask_swap,
    change_hosts,
    hosted,
    take_back_swap,
)
from learning_meetings.views.planning import OfMeeting
from modellkonceptet.views import PermissionView, ServiceFormView, add_errors


class ChangeHosts(OfMeeting, ServiceFormView):
    """SKR says who hosts. What the wheel speaks against must be confirmed."""

    permission = "learning_meetings.manage_meetings"
    template_name = "learning_meetings/planning_form.html"
    form_class = HostsForm
    title = gettext_lazy("Who hosts")
    button = gettext_lazy("Save the host")

    def get_permission_object(self) -> Meeting:
        meeting = super().get_permission_object()
        if not meeting.group_id:
            raise Http404
        return meeting

    def get_form_kwargs(self) -> dict[str, Any]:
        members = (
            Participation.objects.visible_to(self.request.user)
            .filter(group=self.meeting.group)
            .exclude(status=ParticipationStatus.WITHDRAWN)
            .select_related("organisation", "unit")
            .order_by("organisation__name", "pk")
        )
        return super().get_form_kwargs() | {"members": members}

    def get_initial(self) -> dict[str, Any]:
        return {"hosts": list(self.meeting.hosts.values_list("participation", flat=True))}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            change_hosts(
                meeting=self.meeting,
                participations=list(form.cleaned_data["hosts"]),
                confirmed=form.cleaned_data["confirmed"],
                actor=self.request.user,
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "unfair":
                form.offer_to_confirm()
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.get_success_url())

    def lines(self) -> list[str]:
        group = (
            Meeting.objects.standing()
            .filter(group=self.meeting.group)
            .select_related("template")
            .prefetch_related("hosts__participation__organisation", "hosts__participation__unit")
        )
        nobody = _("nobody yet")
        return [
            _("%(meeting)s: %(hosts)s.")
            % {"meeting": one.name, "hosts": " · ".join(host_names(one)) or nobody}
            for one in hosted(group)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.page_context()


class AskSwap(OfMeeting, ServiceFormView):
    """A host asks another host of the group to change turns."""

    template_name = "learning_meetings/planning_form.html"
    form_class = SwapForm
    title = gettext_lazy("Change turns with another host")
    button = gettext_lazy("Send the question")

    def get_form_kwargs(self) -> dict[str, Any]:
        meetings = (
            Meeting.objects.visible_to(self.request.user)
            .standing()
            .filter(group=self.meeting.group, kind=self.meeting.kind, group__isnull=False)
            .exclude(pk=self.meeting.pk)
            .exclude(status=MeetingStatus.HELD)
            .exclude(hosts=None)
            .prefetch_related("hosts__participation__organisation", "hosts__participation__unit")
            .order_by("number")
        )
        labels = {
            one.pk: _("%(meeting)s, %(when)s. Host: %(hosts)s")
            % {"meeting": one.name, "when": when_of(one), "hosts": " · ".join(host_names(one))}
            for one in meetings
        }
        return super().get_form_kwargs() | {"meetings": meetings, "labels": labels}

    def call_service(self, form: Any) -> HostSwap:
        return ask_swap(
            meeting=self.meeting, other=form.cleaned_data["other"], actor=self.request.user
        )

    def lines(self) -> list[str]:
        return [
            _("You host %(meeting)s, %(when)s.")
            % {"meeting": self.meeting.name, "when": when_of(self.meeting)},
            _("The other host gets a mail. Turns change when they say yes, not before."),
        ]

    def get_success_url(self) -> str:
        messages.success(self.request, _("The question is on its way to the other host."))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.page_context()


class AnswerSwap(PermissionView, TemplateView):
    """The question as both hosts see it: one answers, the other may take it back."""

    permission = "learning_meetings.see_meeting"
    template_name = "learning_meetings/answer_swap.html"
    refusal: ValidationError | None = None

    def get_permission_object(self) -> Meeting:
        found: Meeting = self.question.other
        return found

    @property
    def question(self) -> HostSwap:
        swaps = HostSwap.objects.visible_to(self.request.user).select_related(
            "meeting__cohort", "meeting__group", "other__group", "other__cohort", "asked_by"
        )
        return get_object_or_404(swaps, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question, user = self.question, self.request.user
        waits = question.answered_at is None
        return super().get_context_data(
            question=question,
            mine=_told(question.meeting),
            yours=_told(question.other),
            waits=waits,
            may_answer=waits and user.has_perm("learning_meetings.run_meeting", question.other),
            may_take_back=waits
            and user.has_perm("learning_meetings.run_meeting", question.meeting),
            refusal=self.refusal,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self.question
        action = request.POST.get("action", "")
        try:
            if action == "take_back":
                take_back_swap(swap=question, actor=request.user)
                messages.success(request, _("The question is taken back."))
            elif action in ("yes", "no"):
                answer_swap(swap=question, agreed=action == "yes", actor=request.user)
                yes = _("Thank you. You have changed turns.")
                messages.success(
                    request, yes if action == "yes" else _("Thank you for your answer.")
                )
            else:
                raise ValidationError(_("Answer yes or no."))
        except ValidationError as error:
            self.refusal = error
            return self.render_to_response(self.get_context_data(), status=422)
        return redirect("learning_meetings:answer_swap", question.pk)


def _told(meeting: Meeting) -> dict[str, Any]:
    hosts = meeting.hosts.select_related("participation__organisation", "participation__unit")
    names = " · ".join(str(host.participation) for host in hosts)
    return {"meeting": meeting, "when": when_of(meeting), "hosts": names}
