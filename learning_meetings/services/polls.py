"""Finding a date: people say which times suit, by a link without account, and one is chosen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings.enums import Audience, MeetingStatus, PollAnswer
from learning_meetings.models import DatePoll, Meeting, PollDate, PollVote, PollVoter
from learning_meetings.poll_mails import which_days
from learning_meetings.secret_links import hash_of, secret_for
from learning_meetings.services.audience import Guest, audience_of
from learning_meetings.services.inviting import invite
from learning_meetings.services.meetings import lock_meeting
from learning_meetings.services.setting_times import set_time
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event

MOST_TIMES = 12
# Each one mails everybody concerned: a host must not be able to flood the others.
MOST_POLLS_A_DAY = 3
Span = tuple[datetime, datetime]


@transaction.atomic
def open_poll(*, meeting: Meeting, times: Sequence[Span], answer_by: date, actor: Any) -> DatePoll:
    """Ask everybody whom the meeting concerns, each by a link of their own.

    Raises ValidationError when the meeting has invitations out, when a poll is open already, or
    when the times are too few, past, or end before they begin.
    """
    locked = lock_meeting(meeting, actor=actor)
    if locked.status != MeetingStatus.PLANNED:
        raise ValidationError(
            _("A date is only looked for before the invitations are sent."), code="wrong_state"
        )
    _check(times, answer_by)
    earlier = DatePoll.objects.filter(meeting=locked).first()
    if earlier and earlier.closed_at is None:
        raise ValidationError(_("People are being asked already."), code="open_already")
    _refuse_flood(locked)
    guests = [] if locked.audience == Audience.PUBLIC else audience_of(locked)
    if not guests:
        raise ValidationError(
            _("There is nobody to ask: no one whom the meeting is for has an e-mail address."),
            code="nobody",
        )
    if earlier:
        earlier.delete()
    poll = DatePoll.objects.create(meeting=locked, opened_by=actor, answer_by=answer_by)
    for starts_at, ends_at in times:
        PollDate.objects.create(poll=poll, starts_at=starts_at, ends_at=ends_at)
    record_event(about=locked, action="open_poll", actor=actor, times=len(times))
    for guest in guests:
        _ask(poll, guest, len(times))
    return poll


def find_voter(token: str) -> PollVoter | None:
    return (
        PollVoter.objects.filter(token_hash=hash_of(token))
        .select_related("poll__meeting__cohort", "poll__meeting__group")
        .first()
    )


@transaction.atomic
def answer_poll(*, voter: PollVoter, answers: Mapping[int, str]) -> None:
    """Keep what the person says of each time, by its number; it may be changed while open.

    Raises ValidationError when the poll is closed or a time is not answered.
    """
    poll = DatePoll.objects.select_for_update().get(pk=voter.poll_id)
    if poll.closed_at or poll.meeting.status != MeetingStatus.PLANNED:
        raise ValidationError(_("The date has been settled. Thank you anyway."), code="closed")
    times = {proposed.pk for proposed in poll.dates.all()}
    if times - answers.keys() or any(answers[key] not in PollAnswer.values for key in times):
        raise ValidationError(_("Answer for each of the times."), code="incomplete")
    for key in times:
        PollVote.objects.update_or_create(
            voter=voter, date_id=key, defaults={"answer": answers[key]}
        )
    PollVoter.objects.filter(pk=voter.pk).update(answered_at=timezone.now())


@transaction.atomic
def choose_time(*, proposed: PollDate, actor: Any) -> Meeting:
    """The meeting is at that time: the poll closes, and the invitations go out."""
    meeting = lock_meeting(proposed.poll.meeting, actor=actor)
    poll = DatePoll.objects.select_for_update().get(pk=proposed.poll_id)
    if poll.closed_at:
        raise ValidationError(
            _("A time has been chosen already. Reload the page to see which."), code="closed"
        )
    # What speaks against the day was known when it was proposed: people were asked about it.
    set_time(
        meeting=meeting,
        starts_at=proposed.starts_at,
        ends_at=proposed.ends_at,
        actor=actor,
        confirmed=True,
    )
    _close(poll, actor=actor, chosen=proposed.starts_at.isoformat())
    return invite(meeting=meeting, actor=actor)


@transaction.atomic
def close_poll(*, poll: DatePoll, actor: Any) -> None:
    """Stop asking without choosing; another poll can be opened."""
    lock_meeting(poll.meeting, actor=actor)
    if DatePoll.objects.filter(pk=poll.pk, closed_at=None).exists():
        _close(poll, actor=actor, chosen="")


@transaction.atomic
def refresh_voters(*, poll: DatePoll) -> None:
    """Ask those who have come to be concerned, while there is time to answer.

    Who no longer is has no voice and no link, as long as the poll is open.
    """
    poll = DatePoll.objects.select_for_update().select_related("meeting").get(pk=poll.pk)
    if poll.closed_at:
        return
    guests = {guest.key: guest for guest in audience_of(poll.meeting)}
    for voter in poll.voters.all():
        if guests.pop(voter.email.lower(), None) is None:
            voter.delete()
    if poll.answer_by < today():
        return
    for guest in guests.values():
        _ask(poll, guest, poll.dates.count())


def refresh_open_polls() -> None:
    for poll in DatePoll.objects.filter(closed_at=None).order_by("pk"):
        refresh_voters(poll=poll)


def _refuse_flood(meeting: Meeting) -> None:
    since = timezone.now() - timedelta(days=1)
    opened = AuditEntry.objects.about(meeting).filter(action="open_poll", at__gte=since)
    if opened.count() >= MOST_POLLS_A_DAY:
        raise ValidationError(
            _("People have been asked several times today. Wait a day before you ask again."),
            code="too_many_polls",
        )


def _check(times: Sequence[Span], answer_by: date) -> None:
    if len(times) < 2:
        raise ValidationError(_("Propose at least two times."), code="too_few")
    if len(times) > MOST_TIMES:
        raise ValidationError(
            _("Propose at most %(n)d times.") % {"n": MOST_TIMES}, code="too_many"
        )
    now = timezone.now()
    for starts_at, ends_at in times:
        if ends_at <= starts_at:
            raise ValidationError(_("A time ends before it begins."), code="backwards")
        if starts_at <= now:
            raise ValidationError(_("Propose times that are ahead."), code="past")
    if len({starts_at for starts_at, _ends_at in times}) < len(times):
        raise ValidationError(_("The same time stands twice."), code="twice")
    if answer_by < today():
        raise ValidationError({"answer_by": _("Choose a day from today on.")})


def _ask(poll: DatePoll, guest: Guest, count: int) -> None:
    voter = PollVoter.objects.create(
        poll=poll,
        team_member_id=guest.team_member_id,
        mentor_person_id=guest.mentor_person_id,
        name=guest.name,
        email=guest.email,
        organisation_name=guest.organisation_name,
        function=guest.function,
        token_hash=f"new-{poll.pk}-{guest.key}"[:64],
    )
    secret = secret_for("poll", voter.pk, poll.pk, poll.opened_at.timestamp())
    voter.token_hash = hash_of(secret)
    voter.save(update_fields=["token_hash"])
    queue_mail(
        kind="date_poll",
        to_email=voter.email,
        to_name=voter.name,
        language=guest.language,
        about=poll.meeting,
        key=f"date-poll-{poll.pk}-{voter.pk}",
        write=lambda: which_days(poll, voter, count, secret),
    )


def _close(poll: DatePoll, *, actor: Any, chosen: str) -> None:
    DatePoll.objects.filter(pk=poll.pk).update(closed_at=timezone.now())
    record_event(about=poll.meeting, action="close_poll", actor=actor, chosen=chosen)
