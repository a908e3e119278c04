"""Keeping files and writing the trail of what is not a transition."""

import hashlib
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction

from modellkonceptet.records.models import AuditEntry, StoredFile


def store_file(*, name: str, content: bytes, content_type: str, actor: Any = None) -> StoredFile:
    """Keep `content` (already checked) with its size and SHA-256."""
    stored = StoredFile(
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
    )
    stored.content.save(name, ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored


def delete_file(*, stored: StoredFile) -> None:
    """Forget a file in the caller's transaction; its content goes when that is committed."""
    storage, name = stored.content.storage, str(stored.content.name)
    stored.delete()
    transaction.on_commit(partial(storage.delete, name))


def record_event(
    *, about: models.Model, action: str, actor: Any, note: str = "", **details: Any
) -> AuditEntry:
    """Write that something happened to a thing without changing its state."""
    return AuditEntry.objects.create(
        subject_type=about._meta.label_lower,
        subject_id=about.pk,
        action=action,
        actor=actor,
        note=note,
        details=details,
    )
