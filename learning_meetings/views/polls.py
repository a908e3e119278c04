"""Finding a date: SKR's and the host's page, and the page behind each person's link."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.enums import MeetingStatus
from learning_meetings.forms.polls import PollForm, TakeBackForm, VoteForm
from learning_meetings.meeting_words import full_name, when_in_words, when_of, where_in_words
from learning_meetings.models import Meeting, PollDate, PollVoter
from learning_meetings.poll_page import poll_page
from learning_meetings.services.audience import unreachable_in
from learning_meetings.services.cancelling import plan_anew
from learning_meetings.services.meetings import is_open_to_answers
from learning_meetings.services.polls import (
    answer_poll,
    choose_time,
    close_poll,
    find_voter,
    open_poll,
)
from learning_meetings.services.setting_times import NeedsConfirmationError
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView


class OfMeeting(PermissionView):
    permission = "learning_meetings.run_meeting"

    def get_permission_object(self) -> Meeting:
        meetings = Meeting.objects.visible_to(self.request.user)
        return get_object_or_404(meetings.select_related("cohort", "group"), pk=self.kwargs["pk"])

    @property
    def meeting(self) -> Meeting:
        meeting: Meeting = self.permission_object
        return meeting

    def page_url(self) -> str:
        return reverse("learning_meetings:poll", args=[self.meeting.pk])


class Poll(OfMeeting, ServiceFormView):
    """Propose times; then what people have said, best first, and the choice."""

    template_name = "learning_meetings/poll.html"
    form_class: Any = PollForm

    def call_service(self, form: Any) -> Any:
        poll = open_poll(
            meeting=self.meeting,
            times=form.times,
            answer_by=form.cleaned_data["answer_by"],
            actor=self.request.user,
        )
        count = poll.voters.count()
        words = ngettext("%(n)d person is asked by mail.", "%(n)d people are asked by mail.", count)
        messages.success(self.request, words % {"n": count})
        return poll

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.meeting
        page = poll_page(meeting)
        can_ask = meeting.status == MeetingStatus.PLANNED and not (page and page.is_open)
        return super().get_context_data(
            meeting=meeting,
            when=when_of(meeting),
            page=page,
            can_ask=can_ask,
            take_back=self.take_back_form(kwargs.get("form")),
            unreachable=unreachable_in(meeting) if can_ask else [],
            crumbs=[
                {"label": meeting.cohort.name, "url": meeting.cohort.get_absolute_url()},
                {"label": str(meeting), "url": meeting.get_absolute_url()},
                {"label": _("Find a date"), "url": ""},
            ],
            **kwargs,
        )

    def take_back_form(self, form: Any) -> TakeBackForm | None:
        """Where people are invited to a date ahead, it can be taken back."""
        if not is_open_to_answers(self.meeting):
            return None
        return form if isinstance(form, TakeBackForm) else TakeBackForm()

    def get_success_url(self) -> str:
        return self.page_url()


class TakeDateBack(Poll):
    """Those who are invited are told that it is off; then another date can be looked for."""

    form_class = TakeBackForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.page_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """With what was typed; where no date stands any more, the page as it is now."""
        if is_open_to_answers(self.meeting):
            return super().form_invalid(form)
        messages.error(self.request, _("There is no date to take back."))
        return redirect(self.page_url())

    def call_service(self, form: Any) -> Any:
        reason = form.cleaned_data["reason"]
        plan_anew(meeting=self.meeting, reason=reason, actor=self.request.user)
        messages.success(self.request, _("The date is taken back, and those invited are told."))


class ChooseTime(Poll):
    """The time is set, the poll closed and the invitations sent.

    What speaks against the day is said on the page first; a second press confirms just that.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proposed = get_object_or_404(
            PollDate.objects.filter(poll__meeting=self.meeting).select_related("poll__meeting"),
            pk=kwargs["date_pk"],
        )
        try:
            choose_time(
                proposed=proposed,
                confirmed=request.POST.get("confirmed", ""),
                actor=request.user,
            )
        except NeedsConfirmationError as warned:
            context = self.get_context_data(
                form=PollForm(),
                warned=warned,
                proposed=proposed,
                proposed_when=when_in_words(proposed.starts_at, proposed.ends_at),
            )
            return self.render_to_response(context, status=422)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.page_url())
        messages.success(request, _("The time is set, and the invitations are on their way."))
        return redirect(self.meeting)


class ClosePoll(OfMeeting):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if poll := getattr(self.meeting, "poll", None):
            close_poll(poll=poll, actor=request.user)
        return redirect(self.page_url())


class PollAnswering(ServiceFormView):
    """The page behind a person's link. Reading never answers; answers may be changed."""

    permission = PUBLIC
    template_name = "learning_meetings/poll_answer.html"

    @cached_property
    def voter(self) -> PollVoter | None:
        return find_voter(self.kwargs["token"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        voter = self.voter
        if voter is None:
            return render(request, "learning_meetings/answer_gone.html", status=410)
        meeting = voter.poll.meeting
        if voter.poll.closed_at or meeting.status != MeetingStatus.PLANNED:
            status = 410 if request.method == "POST" else 200
            context = {"voter": voter, "meeting": meeting}
            return render(request, "learning_meetings/poll_closed.html", context, status=status)
        return super().dispatch(request, *args, **kwargs)

    @property
    def there(self) -> PollVoter:
        assert self.voter is not None  # noqa: S101 - dispatch has answered otherwise
        return self.voter

    def get_form(self, form_class: Any = None) -> VoteForm:
        given = {vote.date_id: vote.answer for vote in self.there.votes.all()}
        times = list(self.there.poll.dates.order_by("starts_at"))
        return VoteForm(
            self.request.POST if self.request.method == "POST" else None,
            times=times,
            initial={f"time{time.pk}": given.get(time.pk) for time in times},
        )

    def call_service(self, form: Any) -> Any:
        answer_poll(voter=self.there, answers=form.answers())
        messages.success(self.request, _("Thank you, your answer is noted."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.there.poll.meeting
        return super().get_context_data(
            voter=self.there,
            poll=self.there.poll,
            meeting=meeting,
            meeting_name=full_name(meeting),
            where=where_in_words(meeting),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.request.path
