"""Addresses of what SKR writes: made from the title, and each its own."""

from django.db import models
from django.utils.text import slugify

LONGEST = 80


def free_slug(manager: models.Manager, title: str, *, fallback: str, own: int | None = None) -> str:
    """From the title, with a number behind it where somebody else has the address already."""
    # A title may consist of signs that no address holds.
    root = slugify(title)[:LONGEST].strip("-") or fallback
    taken = set(
        manager.filter(slug__startswith=root).exclude(pk=own).values_list("slug", flat=True)
    )
    slug, number = root, 1
    while slug in taken:
        number += 1
        slug = f"{root}-{number}"
    return slug
