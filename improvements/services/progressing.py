"""How far the team says that a work has come, and what shows it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from improvements.enums import PROGRESS
from improvements.models import Improvement, ProgressStep
from improvements.services.improving import lock_improvement
from modellkonceptet.records.services import record_event

MOST_EVIDENCE = 500


@transaction.atomic
def note_progress(
    *, improvement: Improvement, tenths: int, evidence: str, actor: Any
) -> ProgressStep:
    """A new row of the history; the standing one where the same is said again."""
    locked = lock_improvement(improvement, actor=actor)
    evidence = evidence.strip()
    if tenths not in PROGRESS:
        raise ValidationError({"tenths": _("Choose a step of the scale.")})
    if not evidence:
        raise ValidationError({"evidence": _("Write what shows it.")})
    if len(evidence) > MOST_EVIDENCE:
        raise ValidationError({"evidence": _("The text is too long.")})
    standing = locked.progress.first()
    if standing and (standing.tenths, standing.evidence) == (tenths, evidence):
        return standing
    step = ProgressStep.objects.create(
        improvement=locked, tenths=tenths, evidence=evidence, set_by=actor
    )
    record_event(about=locked, action="note_progress", actor=actor, tenths=tenths)
    return step
