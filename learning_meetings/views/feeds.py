"""A person's subscribable calendar, and the page where its address is made and taken back."""

import logging
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.generic import TemplateView

from learning_meetings.models import CalendarFeed
from learning_meetings.own_calendar import calendar_of, feed_addresses, meetings_in_calendar
from learning_meetings.services.feeds import (
    feed_secret,
    find_feed,
    note_fetch,
    renew_feed,
    revoke_feed,
)
from modellkonceptet.secret_links import hash_of
from modellkonceptet.views import PUBLIC, PermissionView

logger = logging.getLogger(__name__)
# A calendar asks a few times a day, on several devices.
MOST_AN_HOUR = 60


class Feed(PermissionView):
    """The calendar behind a secret address. 304 when nothing has changed since the last time."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        feed = find_feed(token)
        if feed is None:
            raise Http404
        if _is_one_too_many(feed):
            return HttpResponse(status=429, headers={"Retry-After": "3600"})
        content, etag = calendar_of(feed.user)
        note_fetch(feed)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["ETag"] = etag
        # Kept by the one who asked, and asked for again each time.
        response["Cache-Control"] = "private, no-cache"
        response["Content-Disposition"] = 'inline; filename="modellkonceptet.ics"'
        response["X-Robots-Tag"] = "noindex"
        return get_conditional_response(request, etag=etag, response=response) or response


def _is_one_too_many(feed: CalendarFeed) -> bool:
    """Counted by calendar and not by network: one provider fetches for thousands."""
    key = f"calendar-{feed.token_hash}-{timezone.now():%Y%m%d%H}"
    try:
        cache.add(key, 0, timeout=3600)
        return bool(cache.incr(key) > MOST_AN_HOUR)
    except Exception as error:  # each kind of cache has its own family of errors
        logger.warning("Cache out of reach, calendars are not counted: %s", error)
        return False


class CalendarPage(PermissionView, TemplateView):
    """The address to copy, how many meetings stand in it, and how to take it back."""

    permission = "learning_meetings.see_own_calendar"
    template_name = "learning_meetings/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        feed = CalendarFeed.objects.visible_to(user).first()
        secret = feed_secret(feed) if feed else ""
        # Not so where the installation's key has been changed: the old address goes on working.
        is_shown = feed is not None and hash_of(secret) == feed.token_hash
        return super().get_context_data(
            feed=feed,
            addresses=feed_addresses(secret) if is_shown else {},
            count=meetings_in_calendar(user).count(),
            **kwargs,
        )


class RenewFeed(PermissionView):
    permission = "learning_meetings.see_own_calendar"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        renew_feed(actor=request.user)
        return redirect("learning_meetings:calendar")


class RevokeFeed(PermissionView):
    permission = "learning_meetings.see_own_calendar"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        revoke_feed(actor=request.user)
        return redirect("learning_meetings:calendar")
