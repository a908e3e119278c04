"""Finding a date: people say which times suit, by a link without account, and one is chosen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings.enums import Audience, MeetingStatus, PollAnswer
from learning_meetings.models import DatePoll, Meeting, PollDate, PollVote, PollVoter
from learning_meetings.poll_mails import which_days
from learning_meetings.services.audience import Guest, audience_of, is_same_person
from learning_meetings.services.inviting import invite
from learning_meetings.services.meetings import lock_meeting
from learning_meetings.services.setting_times import set_time
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import queue_mails
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of, secret_for

MOST_TIMES = 12
# Each one mails everybody concerned: a host must not be able to flood the others.
MOST_POLLS_A_DAY = 3
KEEP = timedelta(days=30)
MAIL = "date_poll"
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
    _ask(poll, guests, len(times))
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
def choose_time(*, proposed: PollDate, actor: Any, confirmed: str | bool = "") -> Meeting:
    """The meeting is at that time: the poll closes, and the invitations go out.

    What speaks against the day is said as for any time that is set: NeedsConfirmationError, whose
    stamp comes back as `confirmed`.
    """
    meeting = lock_meeting(proposed.poll.meeting, actor=actor)
    poll = DatePoll.objects.select_for_update().get(pk=proposed.poll_id)
    if poll.closed_at:
        raise ValidationError(
            _("A time has been chosen already. Reload the page to see which."), code="closed"
        )
    set_time(
        meeting=meeting,
        starts_at=proposed.starts_at,
        ends_at=proposed.ends_at,
        actor=actor,
        confirmed=confirmed,
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

    A vote is a person's, not an address's: it follows them to a new address, and somebody who
    takes an address over is asked anew. Who is no longer concerned has no voice and no link.
    """
    poll = DatePoll.objects.select_for_update().select_related("meeting").get(pk=poll.pk)
    if poll.closed_at:
        return
    guests = audience_of(poll.meeting)
    stays = []
    for voter in poll.voters.all():
        guest = next((one for one in guests if is_same_person(voter, one)), None)
        if guest is None:
            voter.delete()
        else:
            guests.remove(guest)
            stays.append((voter, guest))
    count = poll.dates.count() if poll.answer_by >= today() else 0
    _follow(poll, stays, count)
    if count:
        _ask(poll, guests, count)


def refresh_open_polls() -> None:
    for poll in DatePoll.objects.filter(closed_at=None).order_by("pk"):
        refresh_voters(poll=poll)


@transaction.atomic
def forget_polls(*, now: datetime | None = None) -> int:
    """Delete polls, with who was asked and what they said, when nobody needs them any more.

    That is 30 days after the poll was closed, or after the last of its times has passed without
    one being chosen. Its mails go with it; what was chosen stands in the trail.
    """
    before = (now or timezone.now()) - KEEP
    ahead = PollDate.objects.filter(poll=OuterRef("pk"), ends_at__gte=before)
    over = DatePoll.objects.filter(
        Q(closed_at__lt=before) | Q(closed_at=None) & ~Exists(ahead)
    ).select_for_update()
    meetings = [poll.meeting_id for poll in over]
    Message.objects.filter(
        kind=MAIL, about_type=Meeting._meta.label_lower, about_id__in=meetings
    ).delete()
    DatePoll.objects.filter(meeting__in=meetings).delete()
    return len(meetings)


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


def _ask(poll: DatePoll, guests: Sequence[Guest], count: int) -> None:
    """Each by a link of their own, in a fixed number of queries."""
    rows = {
        guest.key: PollVoter(
            poll=poll, token_hash=f"new-{poll.pk}-{guest.key}"[:64], **_person(guest)
        )
        for guest in guests
    }
    PollVoter.objects.bulk_create(rows.values())
    _send_links(poll, [(rows[guest.key], guest) for guest in guests], count)


def _send_links(poll: DatePoll, people: Sequence[tuple[PollVoter, Guest]], count: int) -> None:
    """A link that hangs on the address: where that changes, the one sent to the old is dead."""
    letters = []
    for voter, guest in people:
        secret = vote_secret(poll, voter)
        letters.append(
            {
                "kind": MAIL,
                "to_email": voter.email,
                "to_name": voter.name,
                "language": guest.language,
                "about": poll.meeting,
                "key": f"date-poll-{poll.pk}-{voter.pk}-{hash_of(guest.key)[:20]}",
                "write": partial(which_days, poll, voter, count, secret),
            }
        )
        voter.token_hash = hash_of(secret)
    PollVoter.objects.bulk_update([voter for voter, _guest in people], ["token_hash"])
    queue_mails(letters)


def vote_secret(poll: DatePoll, voter: PollVoter) -> str:
    """What stands in the person's link, the same in every mail to that address."""
    return secret_for(
        "learning_meetings.poll", voter.pk, poll.pk, poll.opened_at.timestamp(), voter.email.lower()
    )


def _follow(poll: DatePoll, stays: Sequence[tuple[PollVoter, Guest]], count: int) -> None:
    """Those who were asked, as they are called and reached today.

    An address that somebody had may be another's by now, and stands once in a poll: those that
    change are set aside first. With `count` times still to be answered, a new one gets a link.
    """
    changed = [
        (voter, guest)
        for voter, guest in stays
        if any(getattr(voter, name) != value for name, value in _person(guest).items())
    ]
    moved = [(voter, guest) for voter, guest in changed if voter.email.lower() != guest.key]
    for voter, _guest in moved:
        PollVoter.objects.filter(pk=voter.pk).update(email=f"{voter.pk}@invalid")
    for voter, guest in changed:
        for name, value in _person(guest).items():
            setattr(voter, name, value)
        if (voter, guest) in moved:
            voter.token_hash = hash_of(vote_secret(poll, voter))
        voter.save()
    if count:
        _send_links(poll, moved, count)


def _person(guest: Guest) -> dict[str, Any]:
    return {
        "team_member_id": guest.team_member_id,
        "mentor_person_id": guest.mentor_person_id,
        "name": guest.name,
        "email": guest.email,
        "organisation_name": guest.organisation_name,
        "function": guest.function,
    }


def _close(poll: DatePoll, *, actor: Any, chosen: str) -> None:
    DatePoll.objects.filter(pk=poll.pk).update(closed_at=timezone.now())
    record_event(about=poll.meeting, action="close_poll", actor=actor, chosen=chosen)
