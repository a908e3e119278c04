"""A person's subscribable calendar: a secret address that is made, renewed and taken back."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from learning_meetings.models import CalendarFeed
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of, secret_for

# How exactly it is kept when a calendar last asked: a write at each fetch would be too many.
FETCHED_WITHIN = timedelta(hours=1)


@transaction.atomic
def renew_feed(*, actor: Any) -> CalendarFeed:
    """A new address for the person's calendar; an earlier one stops working at once."""
    _allow(actor)
    # Two presses at once would both find nothing to delete, and the second one fail.
    get_user_model().objects.select_for_update().get(pk=actor.pk)
    CalendarFeed.objects.filter(user=actor).delete()
    feed = CalendarFeed.objects.create(user=actor, token_hash=f"new-{actor.pk}")
    feed.token_hash = hash_of(feed_secret(feed))
    feed.save(update_fields=["token_hash"])
    record_event(about=actor, action="renew_feed", actor=actor)
    return feed


@transaction.atomic
def revoke_feed(*, actor: Any) -> None:
    """No address works any more."""
    _allow(actor)
    count, _rows = CalendarFeed.objects.filter(user=actor).delete()
    if count:
        record_event(about=actor, action="revoke_feed", actor=actor)


def feed_secret(feed: CalendarFeed) -> str:
    return secret_for("learning_meetings.feed", feed.pk, feed.user_id, feed.created_at.timestamp())


def find_feed(token: str) -> CalendarFeed | None:
    """The feed behind an address, of somebody who may still sign in."""
    return (
        CalendarFeed.objects.filter(token_hash=hash_of(token), user__is_active=True)
        .select_related("user")
        .first()
    )


def note_fetch(feed: CalendarFeed) -> None:
    now = timezone.now()
    if feed.fetched_at is None or feed.fetched_at < now - FETCHED_WITHIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)


def _allow(actor: Any) -> None:
    if not actor.has_perm("learning_meetings.see_own_calendar"):
        raise PermissionDenied
