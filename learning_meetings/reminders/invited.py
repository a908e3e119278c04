"""What is asked of those who are invited to a meeting, or asked for a day; by links of their own.

A link that answers for a person goes in mails to that person alone: on a page (`looking.reader`)
whoever is signed in is led to what they may do themselves, and others are never told of it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Mentorship
from learning_meetings.enums import Answer, Audience, MeetingStatus
from learning_meetings.meeting_words import where_in_words
from learning_meetings.models import Invitee, Meeting, PollVoter
from learning_meetings.reminders.meetings import Meetings, due_from, path_to, saying
from learning_meetings.services.invitation_letters import answer_secret
from learning_meetings.services.polls import MAIL as POLL_MAIL
from learning_meetings.services.polls import vote_secret
from modellkonceptet.civil_dates import civil_date, clock
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.reminder_rules import (
    ONE_DAY,
    Due,
    Looking,
    Policy,
    Recipient,
    Rule,
)
from modellkonceptet.secret_links import hash_of

INVITATION_MAIL = "meeting_invitation"
ANSWER_BEFORE = timedelta(days=10)  # of the meeting
TIME_TO_ANSWER = timedelta(days=3)  # from the invitation
POLL_WAITS = timedelta(days=7)
EVALUATE_AFTER = 3
EVALUATION_WAITS = timedelta(days=14)


def find_unanswered(looking: Looking) -> Iterator[Due]:
    """Invitations without an answer to meetings that have not begun."""
    meetings = Meetings.of(looking)
    sent = _sent_on(looking, INVITATION_MAIL)
    asked = _invited(looking, since=looking.day).filter(
        answer=Answer.NONE, meeting__status=MeetingStatus.INVITED
    )
    for one in _rows(asked):
        meeting, days = meetings.by_number.get(one.meeting), meetings.days(one.meeting)
        if meeting is None or days is None or days[0] <= looking.day:
            continue
        last = days[0] - ONE_DAY
        told = sent.get((one.meeting, one.email.lower()), _day_of(meeting.invited_at))
        due_on = _answer_by(days[0], told)
        yield Due(
            subject=f"invitee-{one.pk}",
            round_id=meeting.cohort_id,
            due_on=due_on,
            since=told or meetings.since(meeting, due_on),
            what=saying(_("Answer the invitation to %(meeting)s"), meeting),
            path=_answer_path(one, meeting, looking, own="own_answer"),
            responsible=(_recipient(one, one.language),),
            until=last,
            whose=one.organisation_name,
        )


def _answer_by(first: date, told: date | None) -> date:
    """In good time before the meeting, not too soon after the invitation, and before it begins."""
    wanted = first - ANSWER_BEFORE
    if told is not None:
        wanted = max(wanted, told + TIME_TO_ANSWER)
    return min(wanted, first - ONE_DAY)


def find_coming(looking: Looking) -> Iterator[Due]:
    """Meetings ahead of those who have said that they come, or that they perhaps do."""
    meetings = Meetings.of(looking)
    comes = _invited(looking, since=looking.day).filter(
        answer__in=[Answer.YES, Answer.MAYBE], meeting__status=MeetingStatus.INVITED
    )
    for one in _rows(comes):
        meeting, days = meetings.by_number.get(one.meeting), meetings.days(one.meeting)
        if meeting is None or days is None or days[0] < looking.day:
            continue
        yield Due(
            subject=f"invitee-{one.pk}",
            round_id=meeting.cohort_id,
            due_on=days[0],
            since=_day_of(one.answered_at) or meetings.since(meeting, days[0]),
            what=_coming(meeting, is_sure=one.answer == Answer.YES),
            path=_answer_path(one, meeting, looking),
            responsible=(_recipient(one, one.language),),
            until=days[0],
            whose=one.organisation_name,
        )


def find_unvoted(looking: Looking) -> Iterator[Due]:
    """People asked which times suit, who have not said so."""
    meetings = Meetings.of(looking)
    sent = _sent_on(looking, POLL_MAIL)
    asked = (
        meetings.rows_of(PollVoter.objects, "poll__meeting")
        .filter(
            _holds_a_seat("poll__meeting"),
            poll__meeting__cohort__in=looking.rounds,
            poll__meeting__status=MeetingStatus.PLANNED,
            poll__closed_at=None,
            poll__answer_by__gte=looking.day - POLL_WAITS,
            answered_at=None,
        )
        .select_related("poll")
        .annotate(last=Max("poll__dates__starts_at"), **_ACCOUNT)
    )
    for voter in asked.order_by("pk"):
        poll, meeting = voter.poll, meetings.by_number.get(voter.poll.meeting_id)
        path = _vote_path(voter, looking)
        if meeting is None or not path:
            continue
        until = min(poll.answer_by + POLL_WAITS, _day_of(voter.last) or poll.answer_by)
        if until < looking.day:
            continue
        yield Due(
            subject=f"voter-{voter.pk}",
            round_id=meeting.cohort_id,
            due_on=poll.answer_by,
            since=sent.get((meeting.pk, voter.email.lower()), civil_date(poll.opened_at)),
            what=saying(_("Say which times suit you for %(meeting)s"), meeting),
            path=path,
            responsible=(_recipient(voter, "sv"),),
            until=until,
            whose=voter.organisation_name,
        )


def find_unevaluated(looking: Looking) -> Iterator[Due]:
    """Meetings that have been, of those who were there and have not said what they thought.

    Who has answered is nobody's to see: on a page only one's own is looked for.
    """
    meetings = Meetings.of(looking)
    were_there = _invited(looking, since=looking.day - EVALUATION_WAITS).filter(
        Q(attended=True) | Q(attended=None, answer=Answer.YES),
        meeting__status__in=[MeetingStatus.INVITED, MeetingStatus.HELD],
        substitute_name="",
        evaluation_receipt=None,
    )
    were_there = were_there.exclude(meeting__audience=Audience.PUBLIC)
    if looking.reader is not None:
        were_there = were_there.of_person(looking.reader)
    for one in _rows(were_there):
        meeting, days = meetings.by_number.get(one.meeting), meetings.days(one.meeting)
        if meeting is None or days is None:
            continue
        last = days[1]
        if not last < looking.day <= last + EVALUATION_WAITS:
            continue
        yield Due(
            subject=f"invitee-{one.pk}",
            round_id=meeting.cohort_id,
            due_on=due_from(days, EVALUATE_AFTER),
            since=last,
            what=saying(_("Say what you thought of %(meeting)s"), meeting),
            path=path_to("evaluate", meeting.pk),
            responsible=(_recipient(one, one.language),),
            until=last + EVALUATION_WAITS,
            whose=one.organisation_name,
        )


# Of the seat by which a person is invited or asked.
_ACCOUNT: dict[str, Any] = {
    f"account_{name}": Coalesce(f"team_member__user__{name}", f"mentor_person__user__{name}")
    for name in ("id", "email", "language", "is_active")
}


def _invited(looking: Looking, *, since: date) -> Any:
    """Invitations that stand, to meetings whose last day is not before that."""
    return looking.seen(Invitee.objects.current()).filter(
        _holds_a_seat("meeting"),
        meeting__cohort__in=looking.rounds,
        meeting__last_day__gte=since - ONE_DAY,
    )


def _rows(invitees: QuerySet) -> QuerySet:
    """Tuples with names instead of models, as there are many."""
    return (
        invitees.annotate(**_ACCOUNT)
        .order_by("pk")
        .values_list(
            "pk",
            "meeting",
            "name",
            "email",
            "language",
            "organisation_name",
            "answer",
            "answered_at",
            "token_hash",
            *_ACCOUNT,
            named=True,
        )
    )


def _holds_a_seat(meeting: str) -> Q:
    """Whose seat or mentorship goes on and has to do with the meeting at the end of `meeting`.

    Who signed up for a public meeting has none. Invitations follow the teams until the meeting
    begins (`align_invitations`), and not afterwards.
    """
    serving = Mentorship.objects.filter(promise=OuterRef("mentor_person__promise"), ended_on=None)
    in_round = serving.filter(cohort=OuterRef(f"{meeting}__cohort"))
    in_group = serving.filter(group=OuterRef(f"{meeting}__group"))
    no_group = Q(**{f"{meeting}__group": None})
    own_group = Q(team_member__participation__group=F(f"{meeting}__group"))
    sits = Q(team_member__isnull=False, team_member__left_on=None) & ~Q(
        team_member__participation__status=ParticipationStatus.WITHDRAWN
    )
    mentors = Q(mentor_person__isnull=False, mentor_person__left_on=None)
    return (
        Q(**{f"{meeting}__audience": Audience.PUBLIC})
        | sits & (no_group | own_group)
        | mentors & (Q(no_group, Exists(in_round)) | Q(Exists(in_group)))
    )


def _recipient(row: Any, language: str) -> Recipient:
    """By the account where there is one that may sign in, else as the person was invited."""
    if row.account_id and row.account_is_active and row.account_email:
        account = row.account_email, row.name, row.account_language or language, row.account_id
        return Recipient(*account)
    return Recipient(row.email, row.name, language)


def _answer_path(row: Any, meeting: Meeting, looking: Looking, *, own: str = "") -> str:
    """In a mail the person's own link, which needs no account; on a page the page of it.

    Where the link does not work any more, as with a new key, the meeting's page.
    """
    page = path_to("meeting", meeting.pk)
    if looking.reader is not None:
        return path_to(own, row.pk) if own else page
    secret = answer_secret(row, meeting)
    return path_to("answer", secret) if hash_of(secret) == row.token_hash else page


def _vote_path(voter: Any, looking: Looking) -> str:
    """The person's own link, shown to nobody else; "" where it does not work any more."""
    if looking.reader is not None and voter.account_id != looking.reader.pk:
        return path_to("poll", voter.poll.meeting_id)
    secret = vote_secret(voter.poll, voter)
    return path_to("poll_answer", secret) if hash_of(secret) == voter.token_hash else ""


def _coming(meeting: Meeting, *, is_sure: bool) -> Callable[[], str]:
    pattern = (
        _("Come to %(meeting)s at %(time)s%(place)s")
        if is_sure
        else _("Say for sure whether you come to %(meeting)s at %(time)s%(place)s")
    )
    place = where_in_words(meeting)
    time = clock(meeting.starts_at) if meeting.starts_at else ""
    return saying(pattern, meeting, time=time, place=f", {place}" if place else "")


def _sent_on(looking: Looking, kind: str) -> dict[tuple[int, str], date]:
    """When each address was last written to of that kind about a meeting ahead; one query."""
    ahead = Meeting.objects.filter(
        cohort__in=looking.all_rounds, last_day__gte=looking.day - ONE_DAY
    )
    rows = (
        Message.objects.filter(
            kind=kind, about_type=Meeting._meta.label_lower, about_id__in=ahead.values("pk")
        )
        .order_by()
        .values_list("about_id", Lower("to_email"))
        .annotate(Max("created_at"))
    )
    found = {(meeting, email): civil_date(moment) for meeting, email, moment in rows}
    return {key: day for key, day in found.items() if day <= looking.day}


def _day_of(moment: datetime | None) -> date | None:
    return civil_date(moment) if moment else None


INVITED_RULES = (
    Rule(
        key="meetings.answer",
        topic=Topic.MEETINGS,
        name=_("An invitation to a meeting waits for an answer"),
        policy=Policy(days=(0, 3)),
        find=find_unanswered,
        offered=(Role.RESPONSIBLE,),
    ),
    Rule(
        key="meetings.poll",
        topic=Topic.MEETINGS,
        name=_("A question about days waits for an answer"),
        policy=Policy(days=(-2, 1)),
        find=find_unvoted,
        offered=(Role.RESPONSIBLE,),
    ),
    Rule(
        key="meetings.coming",
        topic=Topic.MEETINGS,
        name=_("A meeting comes"),
        policy=Policy(days=(-7, -1), hour=8),
        find=find_coming,
        offered=(Role.RESPONSIBLE,),
        late_matters=False,
        is_event=True,
    ),
    Rule(
        key="meetings.evaluation",
        topic=Topic.MEETINGS,
        name=_("A meeting is to be evaluated"),
        policy=Policy(days=(0,)),
        find=find_unevaluated,
        offered=(Role.RESPONSIBLE,),
        late_matters=False,
    ),
)
