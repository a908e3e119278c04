"""What saving has in common for what several at SKR write: nobody overwrites a colleague."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _


def refuse_overtaken(locked: Any, seen: int) -> None:
    """Raises (code "changed_meanwhile") when somebody has saved since the page was opened."""
    if locked.version == seen:
        return
    raise ValidationError(
        _(
            "%(who)s has saved since you opened the page. Nothing of yours is saved. Compare with"
            " what stands now, put the texts together and save again."
        )
        % {"who": locked.changed_by or _("Somebody")},
        code="changed_meanwhile",
    )


def save_as(row: models.Model, actor: Any, *, is_new: bool = False) -> None:
    """Check and save the row as a new version, with who it was in its history."""
    row.changed_by, row.changed_at = actor, timezone.now()  # type: ignore[attr-defined]
    if is_new:
        row.created_by = actor  # type: ignore[attr-defined]
    else:
        row.version += 1  # type: ignore[attr-defined]
    row.full_clean()
    row._history_user = actor  # type: ignore[attr-defined]
    row.save()
