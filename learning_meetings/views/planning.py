"""SKR's planning of a round's meetings, and setting when and where one of them is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from cohorts.models import Cohort
from cohorts.views.of_round import OfRound
from learning_meetings.enums import MeetingStatus
from learning_meetings.forms.planning import NewMeetingForm, PeriodForm, TimeForm
from learning_meetings.models import Meeting
from learning_meetings.round_chart import round_chart
from learning_meetings.round_meetings import read_round_meetings, when_of
from learning_meetings.services.making_meetings import add_meeting
from learning_meetings.services.planning import (
    Proposal,
    propose_meetings,
    save_plan,
    undated_steps,
)
from learning_meetings.services.planning_facts import Key
from learning_meetings.services.setting_times import (
    NeedsConfirmationError,
    set_period,
    set_time,
    time_stamp,
)
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView, ServiceFormView, add_errors


class OfMeetings(OfRound):
    """SKR's pages about one round's meetings."""

    permission = "learning_meetings.see_attendance"

    @property
    def page_url(self) -> str:
        return reverse("learning_meetings:round_meetings", args=[self.cohort.slug])

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        return round_crumbs(self.cohort, *rest)


def round_crumbs(cohort: Cohort, *rest: str) -> list[dict[str, str]]:
    steps = [
        (_("SKR"), reverse("reporting:desk")),
        (cohort.name, reverse("applications:participations", args=[cohort.slug])),
        (_("Meetings"), reverse("learning_meetings:round_meetings", args=[cohort.slug])),
        *((label, "") for label in rest),
    ]
    return [{"label": label, "url": url} for label, url in steps]


class RoundMeetingsPage(OfMeetings, TemplateView):
    template_name = "learning_meetings/round_meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = read_round_meetings(self.cohort, civil_today())
        return super().get_context_data(
            cohort=self.cohort,
            page=page,
            chart=round_chart(page),
            may_manage=self.request.user.has_perm("learning_meetings.manage_meetings"),
            crumbs=self.crumbs(),
            **kwargs,
        )


class ProposeMeetings(OfMeetings, TemplateView):
    """The proposal with its reasons; POST saves just what was shown."""

    permission = "learning_meetings.manage_meetings"
    template_name = "learning_meetings/propose_meetings.html"
    refusal: ValidationError | None = None

    @cached_property
    def proposal(self) -> Proposal:
        return propose_meetings(cohort=self.cohort, dates_for=self._chosen(self.request.GET))

    def _chosen(self, data: Any) -> list[Key] | None:
        """The steps ticked, as "learning_meeting-2"; the next ones where nobody has chosen."""
        if "chosen" not in data:
            return None
        parts = (text.rpartition("-") for text in data.getlist("step"))
        numbered = ((kind, whole_number(number)) for kind, _dash, number in parts)
        return [(kind, number) for kind, number in numbered if number is not None]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = self.proposal
        return super().get_context_data(
            cohort=self.cohort,
            proposal=proposal,
            steps=[
                {
                    "value": f"{step.key[0]}-{step.key[1]}",
                    "name": step.name,
                    "chosen": step.key in proposal.dates_for,
                }
                for step in undated_steps(proposal.plan)
            ],
            chosen=[f"{kind}-{number}" for kind, number in sorted(proposal.dates_for)],
            refusal=self.refusal,
            back=self.page_url,
            crumbs=self.crumbs(_("Proposed dates")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self._chosen(request.POST) or []
        try:
            saved = save_plan(
                cohort=self.cohort,
                dates_for=chosen,
                expected=request.POST.get("fingerprint", ""),
                actor=request.user,
            )
        except ValidationError as error:
            self.refusal = error
            self.proposal = propose_meetings(cohort=self.cohort, dates_for=chosen)
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, _saved_in_words(saved))
        return redirect(self.page_url)


def _saved_in_words(saved: Any) -> str:
    parts = [
        ngettext("%(n)d new meeting", "%(n)d new meetings", saved.new) % {"n": saved.new},
        ngettext("%(n)d date set", "%(n)d dates set", saved.dated) % {"n": saved.dated},
        ngettext("%(n)d with hosts", "%(n)d with hosts", saved.hosted) % {"n": saved.hosted},
    ]
    counts = (saved.new, saved.dated, saved.hosted)
    return _("Saved: %(what)s.") % {
        "what": ", ".join(part for part, count in zip(parts, counts, strict=True) if count)
    }


class AddMeeting(OfMeetings, ServiceFormView):
    """An information meeting, a seminar or something else beside the timeline."""

    permission = "learning_meetings.manage_meetings"
    template_name = "learning_meetings/planning_form.html"
    form_class = NewMeetingForm

    def call_service(self, form: Any) -> Meeting:
        data = form.cleaned_data
        days = data["first"], data["last"] or data["first"], data["precision"]
        return add_meeting(
            cohort=self.cohort,
            kind=data["kind"],
            name_sv=data["name_sv"],
            name_en=data["name_en"],
            days=days,
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The meeting is made. Set time and place now."))
        return reverse("learning_meetings:meeting_time", args=[self.result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            title=_("Add a meeting"),
            lines=[_("Meetings of the timeline are made by “Propose dates”. Add others here.")],
            button=_("Make the meeting"),
            back=self.page_url,
            crumbs=self.crumbs(_("Add a meeting")),
            **kwargs,
        )


class OfMeeting(PermissionView):
    """A page on which SKR or the host changes something about a meeting."""

    permission = "learning_meetings.run_meeting"
    title: Any = ""
    button: Any = ""

    def get_permission_object(self) -> Meeting:
        meetings = Meeting.objects.visible_to(self.request.user)
        return get_object_or_404(
            meetings.select_related("cohort", "group", "template"), pk=self.kwargs["pk"]
        )

    @property
    def meeting(self) -> Meeting:
        found: Meeting = self.permission_object
        return found

    @property
    def back(self) -> str:
        if handles_applications(self.request.user):
            return reverse("learning_meetings:round_meetings", args=[self.meeting.cohort.slug])
        return self.meeting.get_absolute_url()

    def get_success_url(self) -> str:
        return self.back

    def crumbs(self) -> list[dict[str, str]]:
        meeting, title = self.meeting, str(self.title)
        if handles_applications(self.request.user):
            *steps, last = round_crumbs(meeting.cohort, title)
            return [*steps, {"label": str(meeting), "url": meeting.get_absolute_url()}, last]
        return [
            {"label": _("My meetings"), "url": reverse("learning_meetings:meetings")},
            {"label": str(meeting), "url": meeting.get_absolute_url()},
            {"label": title, "url": ""},
        ]

    def lines(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "meeting": self.meeting,
            "cohort": self.meeting.cohort,
            "title": self.title,
            "lines": self.lines(),
            "button": self.button,
            "back": self.back,
            "crumbs": self.crumbs(),
        }


class SetTime(OfMeeting, ServiceFormView):
    """When and where; what speaks against the day is shown, and a second press confirms it."""

    template_name = "learning_meetings/planning_form.html"
    form_class = TimeForm
    title = gettext_lazy("Time and place")
    button = gettext_lazy("Save")
    warned: NeedsConfirmationError | None = None

    def get_initial(self) -> dict[str, Any]:
        return {**TimeForm.initial_for(self.meeting), "seen": time_stamp(self.meeting)}

    def call_service(self, form: Any) -> Meeting:
        data = form.cleaned_data
        return set_time(
            meeting=self.meeting,
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            where=form.where(),
            seen=data["seen"],
            confirmed=data["confirmed"],
            actor=self.request.user,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.result = self.call_service(form)
        except NeedsConfirmationError as warned:
            self.warned = warned
            form.data = form.data.copy()
            form.data["confirmed"] = warned.stamp
            return self.form_invalid(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        told = self.result.status == MeetingStatus.INVITED
        messages.success(
            self.request,
            _("Saved. Those who are invited are told what has changed.") if told else _("Saved."),
        )
        return redirect(self.get_success_url())

    def lines(self) -> list[str]:
        found = [_("Now: %(when)s.") % {"when": when_of(self.meeting)}]
        if self.meeting.status == MeetingStatus.INVITED:
            found.append(
                _(
                    "People are invited. A new time goes to all of them and takes their answers"
                    " back; a new place goes to those who have not said no."
                )
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | self.page_context()
        context["period_url"] = (
            reverse("learning_meetings:meeting_period", args=[self.meeting.pk])
            if self.meeting.status == MeetingStatus.PLANNED
            else ""
        )
        if self.warned:
            context |= {"warnings": self.warned.warnings, "button": _("Save all the same")}
        return context


class SetPeriod(OfMeeting, ServiceFormView):
    """A period instead of a date."""

    template_name = "learning_meetings/planning_form.html"
    form_class = PeriodForm
    title = gettext_lazy("A period, until the date is set")
    button = gettext_lazy("Save the period")

    def get_initial(self) -> dict[str, Any]:
        meeting = self.meeting
        return {
            "first": meeting.first_day,
            "last": meeting.last_day,
            "precision": "month" if meeting.precision == "day" else meeting.precision,
            "seen": time_stamp(meeting),
        }

    def call_service(self, form: Any) -> Meeting:
        return set_period(meeting=self.meeting, **form.cleaned_data, actor=self.request.user)

    def lines(self) -> list[str]:
        return [
            _("Now: %(when)s.") % {"when": when_of(self.meeting)},
            _("From now on the meeting has a period of its own and does not follow the timeline."),
        ]

    def get_success_url(self) -> str:
        messages.success(self.request, _("Saved."))
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.page_context()
