"""What is seen while a cycle runs: noted in half a minute, with a photo or a file."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from improvements.enums import CycleStatus
from improvements.models import Cycle, Observation
from modellkonceptet.records.services import delete_file, record_event, store_file
from modellkonceptet.uploads import CheckedUpload, check_upload

MOST_TEXT = 2000
PICTURES = ("image/jpeg", "image/png")


def note_observation(
    *, cycle: Cycle, text: str, request_key: UUID, actor: Any, photo: Any = None, file: Any = None
) -> Observation:
    """Keep what was seen: a text, a photo or another file, or a text with one of them.

    The same `request_key` again is what is there. A photo is written anew without the position
    and the camera. Raises ValidationError by the field that it is about.
    """
    if not actor.has_perm("improvements.work_at_home", cycle):
        raise PermissionDenied
    text = text.strip()
    if photo and file:
        raise ValidationError({"file": _("Choose either a photo or a file, and note the other.")})
    if not (text or photo or file):
        raise ValidationError({"text": _("Write what you saw, or add a picture.")})
    if len(text) > MOST_TEXT:
        raise ValidationError({"text": _("The text is too long.")})
    # Files are read and written anew outside of the transaction: it can take its time.
    upload = _checked(photo, "photo") if photo else _checked(file, "file") if file else None
    if photo and upload and upload.content_type not in PICTURES:
        raise ValidationError({"photo": _("This is no picture. Choose it as a file instead.")})
    return _keep(cycle, text, upload, request_key, actor)


@transaction.atomic
def remove_observation(*, observation: Observation, actor: Any) -> None:
    """Take back what one noted, with its file: a face that should not be in a photo, say."""
    locked = Observation.objects.select_for_update(of=("self",)).filter(pk=observation.pk).first()
    if locked is None:
        return
    if not actor.has_perm("improvements.remove_comment", locked):
        raise PermissionDenied
    stored, cycle = locked.file, locked.cycle
    number = locked.pk
    locked.delete()
    if stored is not None:
        delete_file(stored=stored)
    record_event(about=cycle, action="remove_observation", actor=actor, observation=number)


def _checked(file: Any, field: str) -> CheckedUpload:
    try:
        return check_upload(file, name=file.name or "")
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error


@transaction.atomic
def _keep(
    cycle: Cycle, text: str, upload: CheckedUpload | None, request_key: UUID, actor: Any
) -> Observation:
    locked = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    if not actor.has_perm("improvements.work_at_home", locked):
        raise PermissionDenied
    if same := locked.observations.filter(request_key=request_key).first():
        return same
    if locked.status == CycleStatus.ACTED:
        raise ValidationError(
            _("The cycle is closed. Reopen it to note anything more."), code="closed"
        )
    stored = None
    if upload is not None:
        stored = store_file(
            name=upload.safe_name,
            content=upload.content,
            content_type=upload.content_type,
            actor=actor,
        )
    observation: Observation = locked.observations.create(
        text=text, file=stored, author=actor, request_key=request_key
    )
    return observation
