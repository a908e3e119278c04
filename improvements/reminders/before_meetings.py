"""What a team does before it meets the others: its starting point, and the group's mirror."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db.models import Min
from django.utils.translation import gettext as _

from cohorts.enums import EventKind, Precision
from cohorts.models import Cohort, TimelineEvent
from improvements.models import FactQuestion, Mirror, MirrorReply, StartingPoint
from improvements.reminders.homes import Homes
from learning_meetings.deadlines import due_day
from learning_meetings.enums import MeetingStatus
from learning_meetings.meeting_times import first_and_last
from learning_meetings.models import Meeting
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.reminder_rules import Due, Looking, address

SHARED_BEFORE = timedelta(days=7)
MIRROR_DAYS = 3


def find_starting_points(looking: Looking) -> Iterator[Due]:
    """Starting points that are asked for and not shared, once it is known when the round begins."""
    homes = Homes.of(looking)
    begins = _first_days(looking)
    asked = _asked(looking)
    shared = looking.seen(StartingPoint.objects.filter(shared_at__isnull=False))
    shared = shared.filter(participation__cohort__in=looking.rounds)
    done = set(shared.order_by().values_list("participation", flat=True))
    for member in homes.of_rounds(looking.rounds):
        day = begins.get(member.round_id)
        if day is None or member.pk in done or (member.round_id, member.kind) not in asked:
            continue
        due_on = day - SHARED_BEFORE
        page = address("improvements:starting_point", member.pk)
        yield Due(
            subject=f"starting-point-{member.pk}",
            round_id=member.round_id,
            due_on=due_on,
            since=member.came,
            what=_share,
            path=page,
            desk_path=page,
            who=homes.who(member),
            until=due_on + timedelta(days=45),
            whose=member.name,
        )


def find_mirrors(looking: Looking) -> Iterator[Due]:
    """Teams that have not finished what their group asks before a meeting that has a day."""
    homes = Homes.of(looking)
    mirrors = looking.seen(Mirror.objects.filter(meeting__cohort__in=looking.rounds))
    mirrors = mirrors.exclude(meeting__status__in=[MeetingStatus.HELD, MeetingStatus.CANCELLED])
    finished = looking.seen(MirrorReply.objects.filter(finished_at__isnull=False))
    finished = finished.filter(mirror__meeting__cohort__in=looking.rounds)
    done = set(finished.order_by().values_list("mirror", "participation"))
    for mirror in mirrors.select_related("meeting").order_by("pk"):
        days = first_and_last(mirror.meeting)
        due_on = due_day(days, -MIRROR_DAYS)
        if days is None or due_on is None:
            continue
        page = address("improvements:mirror", mirror.meeting_id)
        for member in homes.of_group(mirror.meeting.group_id):
            if (mirror.pk, member.pk) in done:
                continue
            yield Due(
                subject=f"mirror-{mirror.pk}-{member.pk}",
                round_id=member.round_id,
                due_on=due_on,
                since=max(civil_date(mirror.asked_at), member.came),
                what=partial(_answer, mirror.meeting),
                path=page,
                desk_path=page,
                who=homes.who(member),
                until=days[1],
                whose=member.name,
            )


def _first_days(looking: Looking) -> dict[int, date]:
    """By round the day of kick-off; where it has none, the day on which the round begins."""
    rounds = Cohort.objects.filter(pk__in=looking.rounds).order_by()
    begins = {pk: day for pk, day in rounds.values_list("pk", "starts_on") if day}
    events = TimelineEvent.objects.filter(
        cohort__in=looking.rounds, kind=EventKind.KICK_OFF, precision=Precision.DAY
    )
    dated = events.order_by().values_list("cohort").annotate(first=Min("first_day"))
    return begins | dict(dated)


def _asked(looking: Looking) -> set[tuple[int, str]]:
    """The rounds that have questions, and for participants of which kind."""
    questions = FactQuestion.objects.filter(programme__terms__cohort__in=looking.rounds)
    pairs = questions.order_by().values_list(
        "programme__terms__cohort", "programme__participant_kind"
    )
    return set(pairs.distinct())


def _share() -> str:
    return _("Write your starting point and share it with your group")


def _answer(meeting: Meeting) -> str:
    return _("Answer the mirror of the group before %(meeting)s") % {"meeting": meeting.name}
