"""The notes of a meeting: revisions that are never overwritten, and how far they have come."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from learning_meetings.enums import NOTE_TRANSITIONS, MeetingStatus, NoteStatus
from learning_meetings.models import Meeting, MeetingNote, NoteRevision
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow

MOST_TEXT = 40_000  # characters: some ten times the longest notes of a day
note_workflow = Workflow(NOTE_TRANSITIONS, audit=AuditEntry)


@transaction.atomic
def save_note(*, meeting: Meeting, seen: int, text: str, actor: Any) -> NoteRevision | None:
    """Save the notes as a new revision; the standing one (or None) where nothing is new.

    `seen` is the version that the page showed, 0 before the first. If somebody has saved another
    text since, nothing is written and the refusal (code "changed_meanwhile") says who. Notes that
    are adjusted or final are opened again before they are changed.
    """
    # The meeting's row is locked, since the notes may not have a row of their own yet.
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not actor.has_perm("learning_meetings.write_notes", locked):
        raise PermissionDenied
    if locked.status == MeetingStatus.CANCELLED:
        raise ValidationError(_("The meeting is cancelled."), code="cancelled")
    note, _new = MeetingNote.objects.get_or_create(meeting=locked)
    standing = standing_revision(note)
    if text == (standing.text if standing else ""):
        return standing
    if note.status != NoteStatus.DRAFT:
        raise ValidationError(
            _("The notes are no draft any more. Open them again to change them."), code="not_draft"
        )
    if len(text) > MOST_TEXT:
        raise ValidationError({"text": _("The text is too long.")})
    if note.version != seen:
        who = str(standing.author) if standing and standing.author else _("Somebody")
        raise ValidationError(
            _(
                "%(who)s has saved the notes while you were writing. Both versions are below:"
                " put together what is to stand, and save."
            )
            % {"who": who},
            code="changed_meanwhile",
        )
    note.version += 1
    note.save(update_fields=["version"])
    return NoteRevision.objects.create(note=note, version=note.version, text=text, author=actor)


@transaction.atomic
def move_note(*, note: MeetingNote, action: str, seen: int, actor: Any) -> MeetingNote:
    """Adjust, finalise or reopen: what was read is what is decided on.

    Refused (code "changed_meanwhile") when another version stands than the one that was `seen`.
    """
    Meeting.objects.select_for_update().get(pk=note.meeting_id)
    locked = MeetingNote.objects.select_for_update().get(pk=note.pk)
    if not actor.has_perm("learning_meetings.write_notes", locked):
        raise PermissionDenied
    if locked.version != seen:
        raise ValidationError(
            _("Somebody has saved the notes meanwhile. Read them first."), code="changed_meanwhile"
        )
    moved: MeetingNote = note_workflow.move(locked, action, actor=actor)
    return moved


def standing_revision(note: MeetingNote) -> NoteRevision | None:
    return note.revisions.filter(version=note.version).select_related("author").first()
