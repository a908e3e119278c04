"""The largest differences in a group become parts of its next meeting's agenda."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from improvements.models import ChecklistMoment
from learning_meetings.enums import Responsible
from learning_meetings.models import AgendaItem, Meeting
from learning_meetings.services.meetings import lock_meeting
from learning_meetings.services.preparing import Part, add_part
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event

MINUTES = 20
_RAISED = "raise_moment"


def raised_moments(meeting: Meeting) -> set[int]:
    """Moments that stand on the meeting's agenda: by what was raised, as long as its part stands.

    Its title may have been changed since.
    """
    entries = AuditEntry.objects.filter(
        subject_type=meeting._meta.label_lower, subject_id=meeting.pk, action=_RAISED
    )
    parts = {said["part"]: said["moment"] for said in entries.values_list("details", flat=True)}
    standing = meeting.agenda.filter(pk__in=parts).values_list("pk", flat=True)
    return {parts[part] for part in standing}


@transaction.atomic
def raise_moment(*, meeting: Meeting, moment: ChecklistMoment, actor: Any) -> AgendaItem:
    """Put a moment on the agenda, once; whoever may run the meeting does it."""
    locked = lock_meeting(meeting, actor=actor)
    if moment.pk in raised_moments(locked):
        raise ValidationError(_("It stands on the agenda already."), code="stands_already")
    mentored = locked.group is not None and locked.group.mentorships.current().exists()
    part = Part(
        title_sv=_title(moment, "sv"),
        title_en=_title(moment, "en"),
        minutes=MINUTES,
        leads=Responsible.MENTOR if mentored else Responsible.HOST,
    )
    item = add_part(meeting=locked, part=part, actor=actor)
    record_event(about=locked, action=_RAISED, actor=actor, moment=moment.pk, part=item.pk)
    return item


def _title(moment: ChecklistMoment, language: str) -> str:
    with override(language):
        title = _("Where we differ in the self-assessment: %(moment)s") % {"moment": moment.title}
    return title[:200]
