"""Public meetings, and signing up for them without account."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.public import EmptyForm
from learning_meetings.enums import Audience
from learning_meetings.forms.invitations import SignUpForm
from learning_meetings.meeting_words import when_of, where_in_words
from learning_meetings.models import Meeting
from learning_meetings.open_meetings import open_meetings
from learning_meetings.services.sign_ups import (
    SignUp,
    confirm_sign_up,
    read_sign_up,
    sign_up,
    takes_sign_ups,
)
from modellkonceptet.rate_limits import is_one_too_many
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView


class OpenMeetings(PermissionView, TemplateView):
    """The public meetings ahead."""

    permission = PUBLIC
    template_name = "learning_meetings/open_meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meetings=open_meetings(self.request.user), **kwargs)


class SigningUp(ServiceFormView):
    """The answer is the same whoever has signed up before."""

    permission = PUBLIC
    template_name = "learning_meetings/sign_up.html"
    form_class = SignUpForm
    success_url = reverse_lazy("learning_meetings:sign_up_sent")

    @cached_property
    def meeting(self) -> Meeting:
        meetings = Meeting.objects.visible_to(self.request.user).filter(audience=Audience.PUBLIC)
        return get_object_or_404(
            meetings.exclude(invited_at=None).select_related("cohort"), pk=self.kwargs["pk"]
        )

    def call_service(self, form: Any) -> Any:
        if is_one_too_many(self.request, "sign_up"):
            raise ValidationError(
                _("Many addresses have been entered from your network. Wait an hour and try again.")
            )
        visitor = SignUp(**form.cleaned_data, language=get_language() or "sv")
        return sign_up(meeting=self.meeting, visitor=visitor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **_facts(self.meeting), is_open=takes_sign_ups(self.meeting), **kwargs
        )


class SignUpSent(PermissionView, TemplateView):
    permission = PUBLIC
    template_name = "learning_meetings/sign_up_sent.html"


class GaveUp(PermissionView, TemplateView):
    permission = PUBLIC
    template_name = "learning_meetings/gave_up.html"


class ConfirmSignUp(ServiceFormView):
    """One button, from the link in the mail. Reading does nothing."""

    permission = PUBLIC
    template_name = "learning_meetings/sign_up_confirm.html"
    form_class = EmptyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.found = read_sign_up(self.kwargs["token"])
        if self.found is None:
            return render(request, "learning_meetings/answer_gone.html", status=410)
        return super().dispatch(request, *args, **kwargs)

    def call_service(self, form: Any) -> Any:
        return confirm_sign_up(token=self.kwargs["token"])

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code != 302:
            return response
        context = self.get_context_data(form=form, has_place=True)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.found is not None  # noqa: S101 - dispatch has answered otherwise
        meeting, visitor = self.found
        return super().get_context_data(
            **_facts(meeting), visitor=visitor, is_open=takes_sign_ups(meeting), **kwargs
        )

    def get_success_url(self) -> str:
        return self.request.path


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "when": when_of(meeting),
        "where": where_in_words(meeting),
    }
