"""What is written down at a meeting and after it."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from learning_meetings.enums import OutcomeKind
from learning_meetings.forms.meeting import (
    AttendanceForm,
    EvaluationForm,
    NoteForm,
    OutcomeForm,
)
from learning_meetings.meeting_evaluation import summary_of
from learning_meetings.meeting_people import Attendees, Person
from learning_meetings.models import Invitee, MeetingNote, NoteRevision, Outcome
from learning_meetings.services import attendance, evaluating, notes, outcomes
from learning_meetings.views.meeting import AtMeeting, MeetingAction, MeetingFormView
from modellkonceptet.form_fields import whole_number


class Attendance(MeetingFormView):
    """One form for all; only the rows that were changed are written."""

    permission = "learning_meetings.run_meeting"
    template_name = "learning_meetings/meeting_attendance.html"
    heading = gettext_lazy("Who was there?")
    button = gettext_lazy("Save the attendance")
    anchor = "#people"

    @cached_property
    def people(self) -> list[Person]:
        """Those invited, by organisation and function."""
        found = Invitee.objects.visible_to(self.request.user).current().filter(meeting=self.meeting)
        places = Attendees(found, is_over=True).places
        return [person for place in places for person in place.people]

    def get_form(self, form_class: Any = None) -> AttendanceForm:
        invitees = [one.invitee for one in self.people]
        presences = {one.pk: attendance.presence_of(one) for one in invitees}
        data = self.request.POST if self.request.method == "POST" else None
        return AttendanceForm(data, invitees=invitees, presences=presences)

    def call_service(self, form: Any) -> int:
        said, seen = {}, {}
        for person in self.people:
            number = person.invitee.pk
            how = form.cleaned_data[f"presence-{number}"]
            name = form.cleaned_data[f"substitute-{number}"]
            said[number] = attendance.Presence(how, name if how == attendance.SUBSTITUTE else "")
            seen[number] = form.cleaned_data[f"seen-{number}"]
        return attendance.note_attendance(
            meeting=self.meeting, seen=seen, said=said, actor=self.request.user
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """Where somebody else was first, the page now builds on what they noted."""
        data = form.data.copy()
        for person in self.people:
            if form.has_error(f"presence-{person.invitee.pk}", code="changed_meanwhile"):
                person.invitee.refresh_from_db()
                standing = attendance.presence_of(person.invitee)
                data[f"seen-{person.invitee.pk}"] = attendance.as_seen(standing)
        form.data = data
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        self.done = ngettext(
            "The attendance of %(n)d person is noted.",
            "The attendance of %(n)d people is noted.",
            self.result,
        ) % {"n": self.result}
        if not self.result:
            self.done = _("Nothing was changed.")
        return super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        persons = {one.invitee.pk: one for one in self.people}
        rows = [(persons[row[0].pk], *row[1:]) for row in form.rows()]
        has_begun = attendance.has_begun(self.meeting)
        return super().get_context_data(rows=rows, has_begun=has_begun, **kwargs)


class Notes(MeetingFormView):
    """Writing the notes. Whoever saves second sees both texts, and keeps what they typed."""

    permission = "learning_meetings.write_notes"
    template_name = "learning_meetings/meeting_notes_edit.html"
    form_class = NoteForm
    heading = gettext_lazy("Write the notes")
    button = gettext_lazy("Save the notes")
    done = gettext_lazy("The notes are saved.")
    anchor = "#notes"
    theirs: NoteRevision | None = None

    @cached_property
    def note(self) -> MeetingNote | None:
        return MeetingNote.objects.filter(meeting=self.meeting).first()

    def get_initial(self) -> dict[str, Any]:
        standing = notes.standing_revision(self.note) if self.note else None
        return {
            "seen": self.note.version if self.note else 0,
            "text": standing.text if standing else "",
        }

    def call_service(self, form: Any) -> Any:
        return notes.save_note(
            meeting=self.meeting,
            seen=form.cleaned_data["seen"] or 0,
            text=form.cleaned_data["text"],
            actor=self.request.user,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            note = MeetingNote.objects.get(meeting=self.meeting)
            self.theirs = notes.standing_revision(note)
            form.data = form.data.copy()
            form.data["seen"] = note.version
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revisions = NoteRevision.objects.filter(note=self.note) if self.note else None
        earlier = revisions.select_related("author") if revisions is not None else []
        return super().get_context_data(
            note=self.note, theirs=self.theirs, earlier=earlier, **kwargs
        )


class MoveNotes(MeetingAction):
    """Adjusted, final, or a draft again."""

    permission = "learning_meetings.write_notes"
    anchor = "#notes"

    def act(self) -> str:
        note = get_object_or_404(MeetingNote, meeting=self.meeting)
        action = self.request.POST.get("action", "")
        if action not in notes.note_workflow.transitions:
            return ""
        seen = whole_number(self.request.POST.get("seen")) or 0
        moved = notes.move_note(note=note, action=action, seen=seen, actor=self.request.user)
        return _("The notes are now: %(state)s.") % {
            "state": str(moved.get_status_display()).lower()
        }


class AddOutcome(MeetingFormView):
    """A decision, an idea or something to do; `kind` says which."""

    permission = "learning_meetings.write_notes"
    form_class = OutcomeForm
    kind: str = OutcomeKind.DECISION
    headings = {
        OutcomeKind.DECISION: gettext_lazy("Write down a decision"),
        OutcomeKind.IDEA: gettext_lazy("Write down an idea to take home"),
        OutcomeKind.ACTION: gettext_lazy("Write down something to do"),
    }
    done = gettext_lazy("It is written down.")
    anchor = "#outcomes"

    @property
    def heading(self) -> Any:  # type: ignore[override]
        return self.headings[OutcomeKind(self.kind)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"meeting": self.meeting, "kind": self.kind}

    def call_service(self, form: Any) -> Any:
        return outcomes.note_outcome(
            meeting=self.meeting, kind=self.kind, said=form.said(), actor=self.request.user
        )


class _AtOutcome(MeetingAction):
    """Who may is asked by the service: the one who does it, who wrote it down, or the host."""

    anchor = "#outcomes"

    @cached_property
    def outcome(self) -> Outcome:
        rows = Outcome.objects.visible_to(self.request.user).filter(meeting=self.meeting)
        return get_object_or_404(rows.select_related("meeting"), pk=self.kwargs["row"])


class TickAction(_AtOutcome):
    def act(self) -> str:
        done = self.request.POST.get("done") == "yes"
        outcomes.tick_action(outcome=self.outcome, done=done, actor=self.request.user)
        return ""


class RemoveOutcome(_AtOutcome):
    permission = "learning_meetings.write_notes"

    def act(self) -> str:
        outcomes.remove_outcome(outcome=self.outcome, actor=self.request.user)
        return _("It is removed.")


class Evaluate(MeetingFormView):
    """Anonymous, and once."""

    template_name = "learning_meetings/meeting_evaluate.html"
    form_class = EvaluationForm
    heading = gettext_lazy("What did you think of the meeting?")
    button = gettext_lazy("Send without a name")
    done = gettext_lazy("Thank you. The answer is kept without your name.")

    def call_service(self, form: Any) -> None:
        said = form.cleaned_data
        evaluating.evaluate_meeting(
            meeting=self.meeting,
            plus=said["plus"],
            minus=said["minus"],
            interesting=said["interesting"],
            scales=form.scales(),
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = evaluating.invitation_of(self.meeting, self.request.user)
        answered = own is not None and hasattr(own, "evaluation_receipt")
        return super().get_context_data(
            is_invited=own is not None,
            answered=answered,
            closed=evaluating.why_closed(self.meeting),
            **kwargs,
        )


class EvaluationSummary(AtMeeting, TemplateView):
    """For SKR, and for whoever hosts the next one."""

    permission = "learning_meetings.see_evaluation"
    template_name = "learning_meetings/meeting_evaluation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = reverse("learning_meetings:evaluation", args=[self.meeting.pk])
        return super().get_context_data(
            meeting=self.meeting,
            summary=summary_of(self.meeting),
            crumbs=self.crumbs((_("Evaluation"), here)),
            **kwargs,
        )
