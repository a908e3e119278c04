"""Moving a round's timeline: shown first, done as shown, everybody told once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cohorts.models import Cohort, TimelineEvent
from cohorts.timeline import Dated, Move, Recipient, Scope, TimelinePlan, plan
from modellkonceptet.civil_dates import period
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.services import record_event

COHORT_FIELDS = ("announced_on", "opens_on", "closes_on", "decision_on", "starts_on")
LONGEST_MOVE = 5 * 366  # days: more is a slip of the finger


def plan_move(
    *, cohort: Cohort, days: int, scope: Scope = Scope.AHEAD, today: date | None = None
) -> TimelinePlan:
    """What would move. Nothing is written."""
    day = today or civil_today()
    if cohort.is_historical:
        raise ValidationError(_("A historical round cannot be moved."), code="historical")
    if days == 0:
        raise ValidationError(_("Choose another day than the one that is set."), code="no_move")
    if abs(days) > LONGEST_MOVE:
        raise ValidationError(
            _("That is more than five years away. Check the year."), code="too_far"
        )
    result = plan(
        [*_cohort_dates(cohort), *_event_dates(cohort)],
        days=days,
        today=day,
        start=cohort.starts_on,
        scope=scope,
    )
    if not result.moving:
        raise ValidationError(_("Everything in this round has already happened."), code="past")
    if any(move.first <= day for move in result.moving):
        raise ValidationError(
            _("Some dates would end up in the past. Choose a later day."), code="into_the_past"
        )
    closes, starts = result.new_date("closes_on"), result.new_date("starts_on")
    if closes and starts and starts <= closes:
        raise ValidationError(
            _("The round would start before the last day to apply. Choose a later day."),
            code="starts_too_early",
        )
    return result


@transaction.atomic
def move_timeline(
    *,
    cohort: Cohort,
    days: int,
    recipients: Iterable[Recipient],
    actor: Any,
    scope: Scope = Scope.AHEAD,
    expected: str = "",
    today: date | None = None,
) -> TimelinePlan:
    """Move what lies ahead and tell each recipient once what changed.

    `expected` is the fingerprint of the plan that was shown; a round changed since then is
    refused. Whom it concerns the caller knows, who stands above this app.
    """
    if not actor.has_perm("cohorts.manage_cohort"):
        raise PermissionDenied
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    done = plan_move(cohort=locked, days=days, scope=scope, today=today)
    if expected and expected != done.fingerprint:
        raise ValidationError(
            _("The round has changed since you saw what would move. Look through it again."),
            code="changed",
        )
    events = {f"event-{event.pk}": event for event in locked.timeline.all()}
    for move in done.moving:
        if event := events.get(move.what.key):
            event.first_day, event.last_day = move.first, move.last
        else:
            setattr(locked, move.what.key, move.first)
    locked.full_clean()
    locked.save()
    TimelineEvent.objects.bulk_update(events.values(), ["first_day", "last_day"])
    record_event(
        about=locked,
        action="move_timeline",
        actor=actor,
        days=days,
        scope=scope.value,
        moves=[
            {
                "name": move.what.name,
                "from": [move.what.first.isoformat(), move.what.last.isoformat()],
                "to": [move.first.isoformat(), move.last.isoformat()],
            }
            for move in done.moving
        ],
    )
    for person in _each_once(recipients):
        queue_mail(
            kind="timeline_moved",
            to_email=person.email,
            to_name=person.name,
            language=person.language,
            recipient=person.user,
            write=lambda: moved_mail(locked, done),
            about=locked,
        )
    cohort.refresh_from_db()
    return done


def _each_once(recipients: Iterable[Recipient]) -> list[Recipient]:
    """One of each address, as it came first."""
    by_address: dict[str, Recipient] = {}
    for person in recipients:
        by_address.setdefault(person.email.lower(), person)
    return list(by_address.values())


def moved_mail(cohort: Cohort, done: TimelinePlan) -> MailText:
    """What changed, date by date, in the active language."""
    return MailText(
        subject=_("New dates for %(round)s") % {"round": cohort.name},
        paragraphs=[
            _("The dates of %(round)s have changed:") % {"round": cohort.name},
            [_line(move) for move in done.moving],
            _("Everything else stands as before."),
        ],
        reason=_("You get this mail because you take part in the round or have applied to it."),
        action_label=_("See the round"),
        action_path=cohort.get_absolute_url(),
    )


def _line(move: Move) -> str:
    return _("%(what)s: %(to)s (before: %(from)s)") % {
        "what": move.what.name_in(get_language() or "sv"),
        "to": period(move.first, move.last, move.what.precision, note=False),
        "from": period(move.what.first, move.what.last, move.what.precision, note=False),
    }


def _cohort_dates(cohort: Cohort) -> list[Dated]:
    names = {}
    for language in ("sv", "en"):
        with override(language):
            names[language] = {
                "announced_on": _("Shown publicly"),
                "opens_on": _("Opens for applications"),
                "closes_on": _("Last day to apply"),
                "decision_on": _("SKR decides"),
                "starts_on": _("The round starts"),
            }
    found = {name: getattr(cohort, name) for name in COHORT_FIELDS}
    return [
        Dated(
            key=name,
            name=names["sv"][name],
            first=day,
            last=day,
            named=tuple((language, texts[name]) for language, texts in names.items()),
        )
        for name, day in found.items()
        if day
    ]


def _event_dates(cohort: Cohort) -> list[Dated]:
    return [
        Dated(
            key=f"event-{event.pk}",
            name=event.name_sv,
            first=event.first_day,
            last=event.last_day,
            precision=event.precision,
            named=(("sv", event.name_sv), ("en", event.name_en or event.name_sv)),
        )
        for event in cohort.timeline.all()
    ]
