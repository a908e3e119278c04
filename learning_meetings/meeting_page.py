"""A meeting's page before, during and after, read in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Mentorship
from cohorts.querysets import own_seats
from learning_meetings.agenda_times import Timed, minutes_over, timed_agenda
from learning_meetings.deadlines import Deadline, deadlines, due_day
from learning_meetings.enums import Answer, Audience, MeetingStatus, NoteStatus, Responsible
from learning_meetings.meeting_outcomes import Outcomes
from learning_meetings.meeting_people import Attendees
from learning_meetings.meeting_times import first_and_last
from learning_meetings.meeting_words import when_of, where_in_words
from learning_meetings.models import (
    ChecklistItem,
    EvaluationReceipt,
    Invitee,
    Material,
    Meeting,
    MeetingNote,
    Need,
    NoteRevision,
    Presentation,
)
from learning_meetings.round_meetings import host_names
from learning_meetings.services.attendance import has_begun
from learning_meetings.services.evaluating import why_closed
from learning_meetings.services.meetings import is_open_to_answers
from learning_meetings.services.notes import note_workflow, standing_revision
from learning_meetings.services.presentations import speakers
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import civil_date, period

BEFORE, DURING, AFTER, CANCELLED = "before", "during", "after", "cancelled"


@dataclass(frozen=True)
class Speaker:
    """A participant with what it shows; `may_publish` for the reader's own team."""

    participation: Any
    files: list[Presentation]
    may_publish: bool
    due: date | None
    today: date

    @property
    def state(self) -> tuple[str, str]:
        """The shape and the word of how far it is."""
        if self.files:
            return "done", _("Published")
        if self.due is not None and self.due < self.today:
            return "warn", _("Not published in time")
        return "open", _("Not published yet")


class MeetingPage:
    """What one reader sees of a meeting. A visitor of a public meeting sees when and where."""

    def __init__(self, meeting: Meeting, user: Any, now: datetime | None = None) -> None:
        self.meeting, self.user = meeting, user
        self.now = now or timezone.now()
        self.today = civil_date(self.now)
        self.is_insider = handles_applications(user) or meeting.audience != Audience.PUBLIC
        self.may_run = user.has_perm("learning_meetings.run_meeting", meeting)

    @cached_property
    def phase(self) -> str:
        meeting = self.meeting
        if meeting.status == MeetingStatus.CANCELLED:
            return CANCELLED
        days = first_and_last(meeting)
        over = meeting.ends_at <= self.now if meeting.ends_at else days and days[1] < self.today
        if meeting.status == MeetingStatus.HELD or over:
            return AFTER
        if meeting.starts_at and meeting.starts_at <= self.now:
            return DURING
        return BEFORE

    @cached_property
    def may_edit(self) -> bool:
        return self.may_run and self.phase != CANCELLED

    @cached_property
    def may_edit_agenda(self) -> bool:
        return self.may_edit and self.meeting.status != MeetingStatus.HELD

    # When and where

    @cached_property
    def when(self) -> str:
        meeting = self.meeting
        if meeting.starts_at:
            return when_of(meeting)
        return period(meeting.first_day, meeting.last_day, meeting.precision)

    @cached_property
    def where(self) -> str:
        return where_in_words(self.meeting)

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The names of those who host, as people say them."""
        places = ("hosts__participation__organisation", "hosts__participation__unit")
        prefetch_related_objects([self.meeting], *places)
        return host_names(self.meeting)

    @cached_property
    def mentors(self) -> list[str]:
        if not self.meeting.group_id:
            return []
        found = Mentorship.objects.filter(group=self.meeting.group_id, ended_on=None)
        return [str(one.organisation) for one in found.select_related("organisation")]

    @cached_property
    def shows_link(self) -> bool:
        """The link to join is for those who are invited, and for those who run the meeting."""
        return bool(self.meeting.remote_link) and (self.own is not None or self.may_run)

    def named(self, responsible: str, by_name: str = "") -> str:
        """Who leads a part or sees to a thing, as precisely as it is known."""
        if by_name:
            return by_name
        names = {
            Responsible.HOST: ", ".join(self.hosts),
            Responsible.MENTOR: ", ".join(self.mentors),
            Responsible.NOTE_TAKER: self.meeting.note_taker,
        }
        return names.get(Responsible(responsible), "") or str(Responsible(responsible).label)

    # People

    @cached_property
    def invitees(self) -> list[Invitee]:
        if not self.is_insider:
            return []
        found = Invitee.objects.visible_to(self.user).current().filter(meeting=self.meeting)
        return list(found.select_related("team_member", "mentor_person", "participation"))

    @cached_property
    def own(self) -> Invitee | None:
        """The reader's own invitation."""
        return next((one for one in self.invitees if self._is_reader(one)), None)

    def _is_reader(self, invitee: Invitee) -> bool:
        seats = (invitee.team_member, invitee.mentor_person)
        return any(seat is not None and seat.user_id == self.user.pk for seat in seats)

    @property
    def may_answer(self) -> bool:
        return self.own is not None and is_open_to_answers(self.meeting, self.now)

    @cached_property
    def attendees(self) -> Attendees:
        return Attendees(self.invitees, is_over=self.phase == AFTER)

    @cached_property
    def needs(self) -> list[Need]:
        """For the host's eyes; where nobody hosts, SKR is the host."""
        if not self.may_run:
            return []
        found = Need.objects.visible_to(self.user).filter(
            invitee__meeting=self.meeting, invitee__removed_at=None
        )
        return list(found.select_related("invitee").order_by("invitee__name"))

    # Before

    @cached_property
    def agenda(self) -> list[Timed]:
        if not self.is_insider:
            return []
        return timed_agenda(self.meeting.starts_at, self.meeting.agenda.all())

    @cached_property
    def agenda_rows(self) -> list[tuple[Timed, str, bool]]:
        """Each part with who leads it, and whether it is going on."""
        now = self.now if self.phase == DURING else None
        return [
            (
                part,
                self.named(part.item.leads, part.item.leads_name),
                now is not None and part.is_now(now),
            )
            for part in self.agenda
        ]

    @cached_property
    def agenda_fault(self) -> str:
        """What those who run the meeting should see to; "" where nothing is wrong."""
        over = minutes_over(self.meeting, self.agenda)
        if over is not None and over > 0 and self.phase != AFTER:
            return ngettext(
                "The agenda is %(n)d minute longer than the meeting.",
                "The agenda is %(n)d minutes longer than the meeting.",
                over,
            ) % {"n": over}
        return ""

    @cached_property
    def speakers(self) -> list[Speaker]:
        if not self.is_insider or self.meeting.presentation_days is None:
            return []
        files: dict[int, list[Presentation]] = {}
        for one in self.meeting.presentations.select_related("file"):
            files.setdefault(one.participation_id, []).append(one)
        manages = self.user.has_perm("learning_meetings.manage_meetings")
        return [
            Speaker(
                place,
                files.get(place.pk, []),
                self.phase != CANCELLED and (manages or place.pk in self.own_places),
                self.presentations_due,
                self.today,
            )
            for place in speakers(self.meeting)
        ]

    @cached_property
    def own_places(self) -> set[int]:
        return set(own_seats(self.user).values_list("participation", flat=True))

    @cached_property
    def presentations_due(self) -> date | None:
        days = self.meeting.presentation_days
        return None if days is None else due_day(first_and_last(self.meeting), -days)

    @cached_property
    def own_presentation_missing(self) -> bool:
        return any(
            not speaker.files and speaker.participation.pk in self.own_places
            for speaker in self.speakers
        )

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """For those who run the meeting: everything due around it, with the checklist."""
        if not self.may_run:
            return []
        items = ChecklistItem.objects.filter(meeting=self.meeting).select_related("done_by")
        presented = bool(self.speakers) and all(one.files for one in self.speakers)
        return deadlines(self.meeting, checklist=items, presented=presented)

    @property
    def checklist(self) -> list[Deadline]:
        """Those of the deadlines that are rows which the host can change."""
        return [due for due in self.deadlines if due.item is not None]

    @cached_property
    def tasks(self) -> list[tuple[Deadline, str, tuple[str, str]]]:
        """Each with who sees to it, and its shape and word."""
        return [(due, self._by(due), self._state(due)) for due in self.deadlines]

    def _by(self, due: Deadline) -> str:
        if due.item is not None:
            return self.named(due.item.responsible)
        kind = Responsible.ORGANISER if due.key == "invitation" else Responsible.EACH
        return str(kind.label)

    def _state(self, due: Deadline) -> tuple[str, str]:
        if due.done:
            return "done", _("Done")
        return ("warn", _("Late")) if due.is_late(self.today) else ("open", _("To do"))

    @cached_property
    def next_task(self) -> Deadline | None:
        return next((due for due in self.deadlines if not due.done and due.item), None)

    @cached_property
    def meeting_before(self) -> Meeting | None:
        """The one of the kind that was before this: what people thought of it helps to prepare."""
        if not self.may_run or self.phase != BEFORE:
            return None
        meeting = self.meeting
        found = Meeting.objects.standing().filter(
            cohort=meeting.cohort_id,
            group=meeting.group_id,
            kind=meeting.kind,
            first_day__lt=meeting.first_day,
        )
        before = found.order_by("first_day", "pk").last()
        return before if before is not None and has_begun(before) else None

    @cached_property
    def material(self) -> list[Material]:
        if not self.is_insider:
            return []
        found = Material.objects.visible_to(self.user).filter(meeting=self.meeting)
        return list(found.order_by("position", "pk"))

    # After

    @cached_property
    def note(self) -> MeetingNote | None:
        if not self.is_insider:
            return None
        return MeetingNote.objects.filter(meeting=self.meeting).first()

    @cached_property
    def revision(self) -> NoteRevision | None:
        return standing_revision(self.note) if self.note else None

    @cached_property
    def may_write(self) -> bool:
        may = self.user.has_perm("learning_meetings.write_notes", self.meeting)
        return self.phase != CANCELLED and may

    @cached_property
    def note_actions(self) -> list[tuple[str, str]]:
        """What may be done with the notes, each with the words of its button."""
        if not self.note or not self.revision or not self.may_write:
            return []
        words = {
            "adjust": _("Mark as adjusted"),
            "finalise": _("Mark as final"),
            "reopen": _("Open as a draft again"),
        }
        rows = note_workflow.transitions.values()
        return [(row.action, words[row.action]) for row in rows if self.note.status in row.sources]

    @cached_property
    def outcomes(self) -> Outcomes:
        return Outcomes(self.meeting, self.user, may_run=self.may_run, shown=self.is_insider)

    @cached_property
    def may_evaluate(self) -> bool:
        """Whether the reader can still say what they thought."""
        if self.own is None or why_closed(self.meeting):
            return False
        return not EvaluationReceipt.objects.filter(invitee=self.own).exists()

    @cached_property
    def may_hold(self) -> bool:
        open_states = (MeetingStatus.PLANNED, MeetingStatus.INVITED)
        return self.may_run and self.meeting.status in open_states and has_begun(self.meeting)

    @property
    def shows_afterwards(self) -> bool:
        """Notes and outcomes stand there from the first that is written, or when it begins."""
        if not self.is_insider or self.phase == CANCELLED:
            return False
        return has_begun(self.meeting) or self.note is not None or bool(self.outcomes.rows)

    @property
    def is_draft(self) -> bool:
        return self.note is not None and self.note.status == NoteStatus.DRAFT

    @property
    def said_no(self) -> bool:
        return self.own is not None and self.own.answer == Answer.NO

    def going_on(self) -> Timed | None:
        return next((part for part in self.agenda if part.is_now(self.now)), None)
