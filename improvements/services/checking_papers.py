"""The log of decision papers that an organisation has checked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Participation
from improvements.models import PaperCheck
from improvements.paper_steps import NO, STEPS, YES


@transaction.atomic
def check_paper(
    *,
    participation: Participation,
    title: str,
    reference: str = "",
    committee: str = "",
    decided_on: date | None = None,
    answers: Mapping[str, str],
    note: str = "",
    actor: Any,
) -> PaperCheck:
    """Log a checked paper. A paper that comes back completed is checked anew: both stay.

    The same check sent twice is one.
    """
    if not actor.has_perm("improvements.work_at_home", participation):
        raise PermissionDenied
    if set(answers) != {step.key for step in STEPS} or not set(answers.values()) <= {YES, NO}:
        raise ValidationError(_("Answer every question with yes or no."))
    Participation.objects.select_for_update().get(pk=participation.pk)
    checks = PaperCheck.objects.filter(participation=participation)
    latest = checks.filter(checked_by=actor).first()
    said = {
        "title": title,
        "reference": reference,
        "committee": committee,
        "decided_on": decided_on,
        "answers": dict(answers),
        "note": note,
    }
    if latest is not None and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    return PaperCheck.objects.create(participation=participation, checked_by=actor, **said)
