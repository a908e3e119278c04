"""The running round's meetings: some held with attendance, the next ones with invitations out.

Planned and invited to by the product's own services; what has been held is noted afterwards, as
nobody can be invited to a day that is past.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from cohorts.enums import EventKind, Function
from cohorts.models import Cohort
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.models import Invitee, Meeting, NoGoPeriod
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.audience import audience_of
from learning_meetings.services.inviting import invite
from learning_meetings.services.meetings import meeting_workflow
from learning_meetings.services.planning import propose_meetings, save_plan
from learning_meetings.services.setting_times import Place, set_time
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from reporting.demo.group_rounds import RUNNING

DAYS_PLANNED_AHEAD = 50
FIRST = frozenset(
    {
        (EventKind.STRATEGIST_MEETING, 0),
        (EventKind.KICK_OFF, 0),
        (EventKind.STRATEGIST_MEETING, 1),
        (EventKind.LEARNING_MEETING, 1),
    }
)
PLACES = {
    EventKind.STRATEGIST_MEETING: Place(
        "Webbmöte", remote_link="https://mote.skr.example/strategtraff"
    ),
    EventKind.KICK_OFF: Place("SKR:s hus", "Hornsgatan 20, Stockholm", "Fem minuter från Slussen."),
}
COPIED = (
    "name",
    "email",
    "organisation_name",
    "function",
    "language",
    "team_member_id",
    "mentor_person_id",
    "participation_id",
)


def ensure_meetings(*, today: date, people: Mapping[str, User]) -> int:
    """Make the round's meetings if there are none; say how many were made."""
    cohort = Cohort.objects.filter(slug=RUNNING).first()
    if cohort is None or cohort.starts_on is None or cohort.meetings.exists():
        return 0
    lead = people["projektledare@skr.example"]
    _school_holidays(cohort)
    then = cohort.starts_on - timedelta(days=DAYS_PLANNED_AHEAD)
    proposal = propose_meetings(cohort=cohort, dates_for=FIRST, today=then)
    save_plan(
        cohort=cohort,
        dates_for=FIRST,
        expected=proposal.fingerprint,
        actor=lead,
        today=then,
    )
    for meeting in cohort.meetings.exclude(starts_at=None).order_by("starts_at", "pk"):
        _furnish(meeting, lead)
        if meeting.first_day < today:
            _hold(meeting, lead)
        else:
            _invite(meeting, lead)
    _send(today)
    return cohort.meetings.count()


def _school_holidays(cohort: Cohort) -> None:
    """The weeks in which schools in most of the country are closed, while the round goes on."""
    assert cohort.starts_on is not None  # noqa: S101 - asked for above
    for year in range(cohort.starts_on.year, cohort.starts_on.year + 3):
        for name, first, last in (("Sportlov", 7, 10), ("Höstlov", 44, 44), ("Jul", 52, 52)):
            NoGoPeriod.objects.get_or_create(
                cohort=cohort,
                name_sv=name,
                first_day=date.fromisocalendar(year, first, 1),
                last_day=date.fromisocalendar(year, last, 7),
            )


def _furnish(meeting: Meeting, lead: User) -> None:
    """Where it is: at SKR's, by web, or at the host's town hall."""
    host = meeting.hosts.select_related("participation__organisation").first()
    if host is not None:
        town = host.participation.organisation.name
        place = Place(
            "Stadshuset", f"Stora torget 1, {town}", "Tio minuter till fots från stationen."
        )
    else:
        place = PLACES[EventKind(meeting.kind)]
    set_time(
        meeting=meeting,
        starts_at=_of(meeting.starts_at),
        ends_at=_of(meeting.ends_at),
        where=place,
        confirmed=True,
        actor=lead,
    )
    meeting.refresh_from_db()


def _hold(meeting: Meeting, lead: User) -> None:
    """Everybody came, but for a politician; one manager sent somebody else."""
    invited_at = _of(meeting.starts_at) - timedelta(days=meeting.invitation_days)
    for number, guest in enumerate(audience_of(meeting)):
        substitute = guest.function == Function.SENIOR_MANAGER and number % 7 == 1
        Invitee.objects.create(
            meeting=meeting,
            **{name: getattr(guest, name) for name in COPIED},
            answer=Answer.YES,
            answered_at=invited_at + timedelta(days=2),
            answered_by=AnsweredBy.LINK,
            attended=not (guest.function == Function.POLITICIAN and number % 5 == 3),
            substitute_name="Biträdande chef" if substitute else "",
        )
    meeting_workflow.move(
        meeting, "hold", actor=lead, invited_at=invited_at, sequence=meeting.sequence
    )
    meeting.checklist.update(done_at=_of(meeting.ends_at))


def _invite(meeting: Meeting, lead: User) -> None:
    invite(meeting=meeting, actor=lead)
    answers = (Answer.YES, Answer.YES, Answer.NONE, Answer.MAYBE, Answer.YES, Answer.NO)
    for number, invitee in enumerate(meeting.invitees.order_by("pk")):
        # The demo's own people answer by themselves: that is what there is to try.
        if invitee.email.endswith("@lund.example"):
            continue
        answer = answers[number % len(answers)]
        if answer != Answer.NONE:
            answer_invitation(invitee=invitee, answer=answer, by=AnsweredBy.LINK)


def _send(today: date) -> None:
    """As if the mails had left this morning: a demo's outbox is for what its people do."""
    moment = datetime.combine(today, time(7), tzinfo=STOCKHOLM)
    Message.objects.filter(kind="meeting_invitation", status=MessageStatus.QUEUED).update(
        status=MessageStatus.SENT, created_at=moment, sent_at=moment
    )


def _of(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("A meeting with a date has its times.")
    return moment
