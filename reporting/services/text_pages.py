"""Texts that SKR writes: saved by several, shown to everybody and taken back."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkonceptet.records.services import record_event
from reporting.enums import TextPlace
from reporting.models import TextPage
from reporting.services.free_slugs import free_slug
from reporting.services.saving_texts import refuse_overtaken, save_as

WRITE_TEXTS = "reporting.write_texts"


@dataclass(frozen=True)
class Typed:
    """A text as a form sends it; an empty address is made from the title."""

    title_sv: str
    body_sv: str
    place: str = TextPlace.PAGE
    slug: str = ""
    title_en: str = ""
    body_en: str = ""
    description_sv: str = ""
    description_en: str = ""
    is_listed: bool = True


@transaction.atomic
def add_text(*, typed: Typed, actor: Any) -> TextPage:
    """A draft: SKR alone sees it."""
    _refuse_unless_writer(actor)
    page = TextPage()
    _put(page, typed)
    save_as(page, actor, is_new=True)
    record_event(about=page, action="begin", actor=actor)
    return page


@transaction.atomic
def save_text_page(*, page: TextPage, seen: int, typed: Typed, actor: Any) -> TextPage:
    """Save what an editor says that showed version `seen`."""
    _refuse_unless_writer(actor)
    locked = TextPage.objects.select_for_update().get(pk=page.pk)
    refuse_overtaken(locked, seen)
    _put(locked, typed)
    save_as(locked, actor)
    return locked


@transaction.atomic
def publish_text(*, page: TextPage, actor: Any) -> TextPage:
    """Published twice is published once."""
    return _show(page, actor, is_public=True)


@transaction.atomic
def unpublish_text(*, page: TextPage, actor: Any) -> TextPage:
    """A draft again; its address answers that there is nothing."""
    return _show(page, actor, is_public=False)


def _show(page: TextPage, actor: Any, *, is_public: bool) -> TextPage:
    _refuse_unless_writer(actor)
    locked = TextPage.objects.select_for_update().get(pk=page.pk)
    if (locked.published_at is not None) == is_public:
        return locked
    locked.published_at = timezone.now() if is_public else None
    locked.published_by = actor if is_public else None
    locked.save(update_fields=["published_at", "published_by"])
    record_event(about=locked, action="publish" if is_public else "withdraw", actor=actor)
    return locked


def _put(page: TextPage, typed: Typed) -> None:
    if page.published_at and (typed.place, typed.slug or page.slug) != (page.place, page.slug):
        raise ValidationError(
            {
                "slug": _(
                    "The text is published, and others may link to it. Make it a draft again before"
                    " you move it or change its address."
                )
            },
            code="published",
        )
    for name, value in vars(typed).items():
        if name != "slug":
            setattr(page, name, value)
    if typed.slug:
        page.slug = typed.slug
    elif not page.published_at:
        page.slug = free_slug(TextPage.objects, typed.title_sv, fallback="sida", own=page.pk)


def _refuse_unless_writer(actor: Any) -> None:
    if not actor.has_perm(WRITE_TEXTS):
        raise PermissionDenied
