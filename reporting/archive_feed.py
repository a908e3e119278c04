"""News of the rounds as an Atom feed: announced, opened, decided, completed; results and examples.

An event is news from its day on, as long as it is public on the day somebody asks. That decisions
have been taken is told by those who take part, and they are rows only when it is published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Min, Q
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import ParticipationStatus
from modellkonceptet.civil_dates import STOCKHOLM, civil_date, in_words, today
from reporting.archive_records import public_cohorts, published_examples, published_results

MOST = 50


@dataclass(frozen=True)
class News:
    """`key` names the event for good: a reader shows each once."""

    key: str
    title: str
    text: str
    path: str
    on: date


class RoundsFeed(Feed):
    """Written in the active language; addresses are the site's own, whoever asks by what name."""

    feed_type = Atom1Feed
    title = gettext_lazy("Modellkonceptet: the rounds")
    subtitle = gettext_lazy("When a round is announced, opens, has been decided and is completed.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('archive:feed')}"

    def items(self) -> list[News]:
        return read_news(today())

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.text)

    def item_link(self, item: Any) -> str:
        return f"{settings.SITE_URL}{item.path}"

    def item_guid(self, item: Any) -> str:
        return f"{settings.SITE_URL}{item.path}#{item.key}"

    def item_pubdate(self, item: Any) -> datetime:
        return datetime.combine(item.on, time(), STOCKHOLM)

    def item_updateddate(self, item: Any) -> datetime:
        return self.item_pubdate(item)


def read_news(day: date) -> list[News]:
    """The latest first. Rounds of the past are in the archive: they are no news."""
    taking_part = ~Q(participations__status=ParticipationStatus.WITHDRAWN)
    rounds = (
        public_cohorts()
        .filter(is_historical=False)
        .annotate(decided_at=Min("participations__created_at", filter=taking_part))
    )
    news = [one for cohort in rounds for one in _news_of(cohort) if one.on <= day]
    news += [_result(report) for report in published_results()[:MOST]]
    news += [_example(one) for one in published_examples().defer("body")[:MOST]]
    return sorted(news, key=lambda one: (one.on, one.key), reverse=True)[:MOST]


def _news_of(cohort: Any) -> Iterator[News]:
    """From a cohort with `decided_at`; what has no day has not happened."""
    said, path = {"name": cohort.name}, cohort.get_absolute_url()
    if cohort.announced_on:
        text = _("Read about the round on its page.")
        if cohort.opens_on:
            text = _("Applications are open from %(day)s.") % {"day": _day(cohort.opens_on)}
        yield News("announced", _("%(name)s is announced") % said, text, path, cohort.announced_on)
    if cohort.opens_on and cohort.closes_on:
        text = _("Open up to and including %(day)s.") % {"day": _day(cohort.closes_on)}
        title = _("%(name)s is open for applications") % said
        yield News("opened", title, text, path, cohort.opens_on)
    if cohort.decided_at:
        title = _("%(name)s: the first decisions are public") % said
        text = _("Those who take part are on the page of the round.")
        yield News("decided", title, text, path, civil_date(cohort.decided_at))
    if cohort.completed_on:
        text = _("Those who went through it are in the archive.")
        title = _("%(name)s is completed") % said
        yield News("completed", title, text, path, cohort.completed_on)


def _result(report: Any) -> News:
    said = {"who": report.participation, "report": report.occasion.form.name}
    return News(
        "result",
        _("%(who)s has published results") % said,
        _("%(report)s in %(round)s.") % {**said, "round": report.participation.cohort.name},
        reverse("archive:result", args=[report.pk]),
        civil_date(report.published_at),
    )


def _example(example: Any) -> News:
    said = {"title": example.title, "who": example.organisation.name}
    return News(
        "example",
        _("Learning example from %(who)s: %(title)s") % said,
        example.summary,
        example.get_absolute_url(),
        civil_date(example.published_at),
    )


def _day(value: date) -> str:
    return in_words(value, weekday=False, year=True)
