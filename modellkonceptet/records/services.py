"""Keeping files and drawings, and writing the trail of what is not a transition."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils import timezone

from modellkonceptet.charts import (
    ChartError,
    Describe,
    Picture,
    Scheme,
    Width,
    chart_keys,
    draw,
)
from modellkonceptet.records.models import AuditEntry, DrawnChart, StoredFile

Keys = Mapping[str, tuple[Width, Scheme]]
# A page draws anew what it misses, so nothing is lost by forgetting what may still be read.
CHARTS_KEPT = timedelta(days=90)


def store_file(
    *, name: str, content: bytes | IO[bytes], content_type: str, actor: Any = None
) -> StoredFile:
    """Keep `content` (already checked) with its size and SHA-256.

    What is too large for memory comes as an open file, and is read in pieces.
    """
    file: File = ContentFile(content) if isinstance(content, bytes) else File(content)
    size, sha256 = measure(file)
    stored = StoredFile(
        name=name, content_type=content_type, size=size, sha256=sha256, uploaded_by=actor
    )
    stored.content.save(name, file, save=False)
    stored.save(force_insert=True)
    return stored


def measure(file: File) -> tuple[int, str]:
    """Size and SHA-256 of all that an open file holds."""
    size, sha256 = 0, hashlib.sha256()
    file.seek(0)
    while piece := file.read(File.DEFAULT_CHUNK_SIZE):
        size += len(piece)
        sha256.update(piece)
    file.seek(0)
    return size, sha256.hexdigest()


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


def stored_pictures(
    charts: Sequence[Describe], *, language: str, keys: Sequence[Keys] | None = None
) -> list[tuple[Picture, ...]]:
    """Every chart in both widths and both schemes; () for a chart with nothing to draw.

    One query for a whole page. What is missing is drawn and kept: the worker calls this where
    figures change, and a page that comes before it draws for itself. May run twice at once.
    With the `keys` of `picture_keys` no chart is described that has been drawn.
    """
    if keys is None:
        keys = [picture_keys(describe, language=language) for describe in charts]
    known = DrawnChart.objects.by_key(key for of_chart in keys for key in of_chart)
    pictures = []
    for describe, of_chart in zip(charts, keys, strict=True):
        for key, (width, scheme) in of_chart.items():
            if key not in known:
                spec = describe(width=width, scheme=scheme)
                known[key] = _keep_chart(key, spec, language=language)
        pictures.append(
            tuple(Picture(width, scheme, known[key]) for key, (width, scheme) in of_chart.items())
        )
    return pictures


def picture_keys(describe: Describe, *, language: str) -> Keys:
    """By which keys the chart's pictures are kept."""
    spec = describe(width=Width.WIDE, scheme=Scheme.LIGHT)
    return {} if spec is None else chart_keys(spec, language=language)


def _keep_chart(key: str, spec: Mapping[str, Any] | None, *, language: str) -> str:
    """Whoever draws the same meanwhile has drawn the same, and the first one's is kept."""
    if spec is None:
        raise ChartError("A chart with a wide picture must have the others too.")
    svg = draw(spec, language=language)
    return DrawnChart.objects.get_or_create(key=key, defaults={"svg": svg})[0].svg


def forget_charts() -> int:
    """Drawings of figures that have long since changed go; returns how many."""
    old = timezone.now() - CHARTS_KEPT
    return DrawnChart.objects.drawn_before(old).delete()[0]
