"""Answering an invitation: by the link in a mail, or signed in. Reading never answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from learning_meetings.enums import Answer, AnsweredBy, Audience
from learning_meetings.forms.invitations import AnswerForm, AttendanceForm
from learning_meetings.meeting_words import when_of, where_in_words
from learning_meetings.models import Invitee, Need
from learning_meetings.services.answers import (
    answer_invitation,
    describe_attendance,
    find_invitation,
    how,
)
from learning_meetings.services.meetings import is_open_to_answers
from modellkonceptet.views import PUBLIC, ServiceFormView


class InvitationView(ServiceFormView):
    """The invitation with its answer, and how the person comes: two forms on one page."""

    template_name = "learning_meetings/answer.html"

    invitee: Any
    actor: Any = None

    def answer_url(self) -> str:
        raise NotImplementedError

    def attendance_url(self) -> str:
        raise NotImplementedError

    def closed(self, *, status: int) -> HttpResponse:
        """Why there is nothing to answer any more, and what stands."""
        return render(
            self.request, "learning_meetings/answer_closed.html", self.facts(), status=status
        )

    def facts(self) -> dict[str, Any]:
        meeting = self.invitee.meeting
        return {
            "invitee": self.invitee,
            "meeting": meeting,
            "is_public": meeting.audience == Audience.PUBLIC,
            "by_link": self.actor is None,
            "when": when_of(meeting),
            "where": where_in_words(meeting),
        }

    @cached_property
    def need(self) -> Need | None:
        return Need.objects.filter(invitee=self.invitee).first()

    def attendance_form(self, data: Any = None) -> AttendanceForm:
        initial = {
            "joins_remotely": self.invitee.joins_remotely,
            "substitute_name": self.invitee.substitute_name,
        }
        return AttendanceForm(
            data,
            initial=initial,
            has_link=bool(self.invitee.meeting.remote_link),
            has_need=self.need is not None,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # What was said of needs is not shown again: a mail with its link may be passed on.
        kwargs.setdefault("attendance", self.attendance_form())
        return super().get_context_data(
            answers=[Answer.YES, Answer.MAYBE, Answer.NO],
            comes=self.invitee.answer in (Answer.YES, Answer.MAYBE),
            need=self.need,
            answer_url=self.answer_url(),
            attendance_url=self.attendance_url(),
            **self.facts(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.answer_url()


class AnswerPage(InvitationView):
    form_class = AnswerForm

    def call_service(self, form: Any) -> Any:
        by = how(self.invitee, self.actor) if self.actor else AnsweredBy.LINK
        return answer_invitation(
            invitee=self.invitee, answer=form.cleaned_data["answer"], by=by, actor=self.actor
        )


class AttendancePage(InvitationView):
    def get_form(self, form_class: Any = None) -> AttendanceForm:
        return self.attendance_form(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" in kwargs:
            kwargs["attendance"] = kwargs["form"]
        return super().get_context_data(**kwargs)

    def call_service(self, form: Any) -> Any:
        said = form.cleaned_data
        result = describe_attendance(
            invitee=self.invitee,
            joins_remotely=said.get("joins_remotely", False),
            substitute_name=said["substitute_name"],
            need=said["need"],
            consents=said["consents"],
            forget_need=said.get("forget_need", False),
            actor=self.actor,
        )
        messages.success(self.request, _("It is noted for the meeting."))
        return result


class ByLink(InvitationView):
    """Whoever has the link answers for the person; when that one is taken off, it is dead."""

    permission = PUBLIC

    @cached_property
    def invitee(self) -> Invitee | None:
        return find_invitation(self.kwargs["token"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.invitee is None:
            return render(request, "learning_meetings/answer_gone.html", status=410)
        if not is_open_to_answers(self.invitee.meeting):
            return self.closed(status=410 if request.method == "POST" else 200)
        return super().dispatch(request, *args, **kwargs)

    def answer_url(self) -> str:
        return reverse("learning_meetings:answer", kwargs=self.kwargs)

    def attendance_url(self) -> str:
        return reverse("learning_meetings:answer_details", kwargs=self.kwargs)


class Answering(AnswerPage, ByLink):
    """GET shows, POST answers: programs of mail servers follow links before people do."""

    def get_success_url(self) -> str:
        gives_up = self.result.removed_at is not None
        return reverse("learning_meetings:gave_up") if gives_up else self.answer_url()


class AnsweringDetails(AttendancePage, ByLink):
    pass


class SignedIn(InvitationView):
    """Signed in: one's own invitation, or SKR's note of what somebody has said."""

    permission = "learning_meetings.answer_invitation"

    def get_permission_object(self) -> Invitee:
        found = Invitee.objects.visible_to(self.request.user).current()
        return get_object_or_404(
            found.select_related("meeting__cohort", "meeting__group"), pk=self.kwargs["pk"]
        )

    @cached_property
    def invitee(self) -> Invitee:
        invitee: Invitee = self.permission_object
        return invitee

    @property
    def actor(self) -> Any:
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open_to_answers(self.invitee.meeting):
            return self.closed(status=200)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open_to_answers(self.invitee.meeting):
            return self.closed(status=422)
        return super().post(request, *args, **kwargs)

    def answer_url(self) -> str:
        return reverse("learning_meetings:own_answer", args=[self.invitee.pk])

    def attendance_url(self) -> str:
        return reverse("learning_meetings:own_answer_details", args=[self.invitee.pk])


class OwnAnswer(AnswerPage, SignedIn):
    pass


class OwnAnswerDetails(AttendancePage, SignedIn):
    pass
