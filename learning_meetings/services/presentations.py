"""What each participant shows at a meeting, published to the others beforehand."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from cohorts.querysets import own_seats, swedish
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import Meeting, Presentation
from learning_meetings.services.audience import COORDINATING
from modellkonceptet.records.services import delete_file, record_event, store_file
from modellkonceptet.uploads import CheckedUpload, check_upload

MOST_FILES = 5  # of one participant at one meeting


def speakers(meeting: Meeting) -> Any:
    """Participations that show something at the meeting; nobody where nothing is due."""
    if meeting.presentation_days is None or meeting.audience == Audience.PUBLIC:
        return Participation.objects.none()
    taking_part = Participation.objects.exclude(status=ParticipationStatus.WITHDRAWN)
    if meeting.group_id:
        taking_part = taking_part.filter(group=meeting.group_id)
    return (
        taking_part.filter(cohort=meeting.cohort_id)
        .select_related("organisation", "unit")
        .order_by(swedish("organisation__name"), "pk")
    )


def may_present(meeting: Meeting, user: Any) -> Any:
    """The speakers for whom the person may publish: one's own team, or all for the project lead."""
    found = speakers(meeting)
    if user.has_perm("learning_meetings.manage_meetings"):
        return found
    seats = own_seats(user)
    if meeting.audience == Audience.STRATEGISTS:
        seats = seats.filter(function__in=COORDINATING)
    return found.filter(pk__in=seats.values("participation"))


def publish_presentation(
    *, meeting: Meeting, participation: Participation, file: Any, actor: Any
) -> Presentation:
    """Put a file before the others at the meeting. The same file again is the one that is there.

    Raises ValidationError by the field "file" when it can't be received.
    """
    _refuse_unless_own(meeting, participation, actor)
    if file is None:
        raise ValidationError({"file": _("Choose a file.")})
    try:
        # Files are read and written anew outside of the transaction: it can take its time.
        upload = check_upload(file, name=file.name or "")
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    return _publish(meeting, participation, upload, actor)


@transaction.atomic
def _publish(
    meeting: Meeting, participation: Participation, upload: CheckedUpload, actor: Any
) -> Presentation:
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _refuse_unless_own(locked, participation, actor)
    if locked.status == MeetingStatus.CANCELLED:
        raise ValidationError(_("The meeting is cancelled."), code="cancelled")
    rows = locked.presentations.filter(participation=participation)
    if same := rows.filter(file__sha256=upload.sha256, file__name=upload.safe_name).first():
        return same
    if rows.count() >= MOST_FILES:
        raise ValidationError(
            {
                "file": _("There are %(count)d files already. Remove one first.")
                % {"count": MOST_FILES}
            }
        )
    stored = store_file(
        name=upload.safe_name,
        content=upload.content,
        content_type=upload.content_type,
        actor=actor,
    )
    added = Presentation.objects.create(meeting=locked, participation=participation, file=stored)
    record_event(
        about=locked,
        action="publish_presentation",
        actor=actor,
        by=participation.pk,
        file=stored.name,
    )
    return added


@transaction.atomic
def remove_presentation(*, presentation: Presentation, actor: Any) -> None:
    """Delete the file; that there was one, and who removed it, stays in the trail."""
    locked = Presentation.objects.select_for_update().filter(pk=presentation.pk).first()
    if locked is None:
        return
    _refuse_unless_own(locked.meeting, locked.participation, actor)
    stored = locked.file
    locked.delete()
    delete_file(stored=stored)
    record_event(about=locked.meeting, action="remove_presentation", actor=actor, file=stored.name)


def _refuse_unless_own(meeting: Meeting, participation: Participation, actor: Any) -> None:
    if not may_present(meeting, actor).filter(pk=participation.pk).exists():
        raise PermissionDenied
