"""Recipes of material: each makes one through the services, as SKR does."""

from typing import Any

from learning_meetings.models import Material, MethodStep
from learning_meetings.services.material import (
    Content,
    Facts,
    add_material,
    publish_material,
    save_material,
    stamp,
)


def make_step(cohort: Any, number: int, name: str = "") -> MethodStep:
    return MethodStep.objects.create(
        programme=cohort.terms.first().programme, number=number, name_sv=name or f"Steg {number}"
    )


def make_material(
    place: Any,
    by: Any,
    title: str = "Läs först",
    *,
    body: str = "Hej",
    url: str = "",
    file: Any = None,
    is_draft: bool = False,
    **facts: Any,
) -> Material:
    """A published page unless `is_draft` or another `kind` is said."""
    facts.setdefault("kind", "page")
    material = add_material(
        place=place,
        facts=Facts(title_sv=title, **facts),
        content=Content(body_sv=body, url=url, file=file),
        actor=by,
    )
    return material if is_draft else publish_material(material=material, actor=by)


def rewrite(material: Material, by: Any, body: str, *, what_is_new: str = "") -> Material:
    """A new version with another text."""
    material.refresh_from_db()
    return save_material(
        material=material,
        seen=stamp(material),
        facts=facts_of(material),
        content=Content(body_sv=body, what_is_new=what_is_new),
        actor=by,
    )


def facts_of(material: Material, **changes: Any) -> Facts:
    """What stands, but for the changes."""
    names = ("kind", "title_sv", "title_en", "summary_sv", "summary_en", "step", "meeting")
    said = {name: getattr(material, name) for name in (*names, "for_mentors", "is_required")}
    return Facts(**(said | {"functions": tuple(material.functions)} | changes))
