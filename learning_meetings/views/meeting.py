"""A meeting's page, and what is done from it with one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from learning_meetings.forms.meeting import PresentationForm, ReasonForm
from learning_meetings.meeting_headline import headline
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import ChecklistItem, Meeting, Presentation
from learning_meetings.services import presentations
from learning_meetings.services.attendance import hold_meeting
from learning_meetings.services.cancelling import cancel_meeting
from learning_meetings.services.inviting import invite
from learning_meetings.services.preparing import tick_task
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.views import PermissionView, ServiceFormView, stored_file_response


class AtMeeting(PermissionView):
    """Something about one meeting, which is fetched once."""

    permission = "learning_meetings.see_meeting"

    def get_permission_object(self) -> Meeting:
        meetings = Meeting.objects.visible_to(self.request.user)
        return get_object_or_404(
            meetings.select_related("cohort", "group", "template__step"), pk=self.kwargs["pk"]
        )

    @property
    def meeting(self) -> Meeting:
        found: Meeting = self.permission_object
        return found

    def crumbs(self, *rest: Any) -> list[dict[str, str]]:
        """SKR comes from the round's meetings, everybody else from their own."""
        meeting = self.meeting
        steps = [(_("My meetings"), reverse("learning_meetings:meetings"))]
        if handles_applications(self.request.user):
            of_round = reverse("learning_meetings:round_meetings", args=[meeting.cohort.slug])
            steps = [(_("SKR"), reverse("reporting:desk")), (meeting.cohort.name, of_round)]
        steps.append((str(meeting), meeting.get_absolute_url()))
        return [{"label": str(label), "url": url} for label, url in [*steps, *rest]]


class MeetingView(AtMeeting, TemplateView):
    """Before, during and after: the same page with what matters then."""

    template_name = "learning_meetings/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = MeetingPage(self.meeting, self.request.user)
        user = self.request.user
        return super().get_context_data(
            page=page,
            meeting=self.meeting,
            headline=headline(page),
            sees_evaluation=user.has_perm("learning_meetings.see_evaluation", self.meeting),
            crumbs=self.crumbs(),
            **kwargs,
        )


class MeetingFormView(AtMeeting, ServiceFormView):
    """A form of its own about the meeting, which leads back to its page."""

    template_name = "learning_meetings/meeting_form.html"
    heading: Any = ""
    lede: Any = ""
    button: Any = gettext_lazy("Save")
    done: Any = ""
    anchor = ""

    def get_success_url(self) -> str:
        if self.done:
            messages.success(self.request, str(self.done))
        return self.back

    @property
    def back(self) -> str:
        return f"{self.meeting.get_absolute_url()}{self.anchor}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            meeting=self.meeting,
            heading=self.heading,
            lede=self.lede,
            button=self.button,
            back=self.back,
            crumbs=self.crumbs((self.heading, "")),
            **kwargs,
        )


class MeetingAction(AtMeeting):
    """A button on a page: one service call, and back to where it stood with a word of it."""

    anchor = ""

    def act(self) -> str:
        """What was done, in words; ValidationError says why not."""
        raise NotImplementedError

    def back(self) -> str:
        return f"{self.meeting.get_absolute_url()}{self.anchor}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done = self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if done:
                messages.success(request, done)
        return redirect(self.back())


class SendInvitations(MeetingAction):
    permission = "learning_meetings.run_meeting"
    anchor = "#people"

    def act(self) -> str:
        invite(meeting=self.meeting, actor=self.request.user)
        return _("The invitations are on their way.")


class Cancel(MeetingFormView):
    permission = "learning_meetings.run_meeting"
    form_class = ReasonForm
    heading = gettext_lazy("Cancel the meeting")
    lede = gettext_lazy("Everybody who is invited gets a mail, and it goes from their calendars.")
    button = gettext_lazy("Cancel the meeting")
    done = gettext_lazy("The meeting is cancelled.")

    def call_service(self, form: Any) -> Any:
        return cancel_meeting(
            meeting=self.meeting, reason=form.cleaned_data["reason"], actor=self.request.user
        )


class Hold(MeetingAction):
    permission = "learning_meetings.run_meeting"

    def act(self) -> str:
        hold_meeting(meeting=self.meeting, actor=self.request.user)
        return _("The meeting is noted as held.")


class TickTask(MeetingAction):
    """On the meeting's page: seen to, or not after all."""

    permission = "learning_meetings.run_meeting"
    anchor = "#checklist"

    @cached_property
    def item(self) -> ChecklistItem:
        rows = ChecklistItem.objects.filter(meeting=self.meeting)
        return get_object_or_404(rows.select_related("meeting"), pk=self.kwargs["row"])

    def act(self) -> str:
        done = self.request.POST.get("done") == "yes"
        tick_task(item=self.item, done=done, actor=self.request.user)
        return ""


class PublishPresentation(MeetingFormView):
    """By the participant's own team; the project lead can do it for anybody."""

    form_class = PresentationForm
    heading = gettext_lazy("Publish the presentation")
    button = gettext_lazy("Publish")
    done = gettext_lazy("The presentation is published to those at the meeting.")
    anchor = "#presentations"

    @cached_property
    def participation(self) -> Any:
        found = presentations.may_present(self.meeting, self.request.user)
        return get_object_or_404(found, pk=self.kwargs["row"])

    @property
    def lede(self) -> str:  # type: ignore[override]
        return str(self.participation)

    def call_service(self, form: Any) -> Any:
        return presentations.publish_presentation(
            meeting=self.meeting,
            participation=self.participation,
            file=self.request.FILES.get("file"),
            actor=self.request.user,
        )


class _AtPresentation(PermissionView):
    """A published file; its meeting is what is asked about."""

    permission = "learning_meetings.see_meeting"

    @cached_property
    def presentation(self) -> Presentation:
        found = Presentation.objects.visible_to(self.request.user)
        return get_object_or_404(
            found.select_related("file", "meeting", "participation__organisation"),
            pk=self.kwargs["pk"],
        )

    def get_permission_object(self) -> Meeting:
        return self.presentation.meeting


class PresentationFile(_AtPresentation):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return stored_file_response(self.presentation.file)


class RemovePresentation(_AtPresentation):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        presentations.remove_presentation(presentation=self.presentation, actor=request.user)
        messages.success(request, _("The presentation is removed."))
        return redirect(f"{self.presentation.meeting.get_absolute_url()}#presentations")
