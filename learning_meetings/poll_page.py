"""What the page of a date poll shows: the times, best first, and who has said what."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from learning_meetings.enums import PollAnswer
from learning_meetings.meeting_words import when_in_words
from learning_meetings.models import DatePoll, PollDate, PollVoter
from learning_meetings.poll_scores import ProposedTime, Score, Voice, score_times
from learning_meetings.services.time_warnings import warnings_about_each

# Shapes that say the same as the words.
GLYPHS = {PollAnswer.YES: "tick", PollAnswer.IF_NEEDED: "half", PollAnswer.NO: "unmet"}


@dataclass(frozen=True)
class TimeRow:
    """A proposed time with its score; `warnings` are what speaks against setting it."""

    proposed: PollDate
    when: str
    score: Score
    reasons: list[str]
    is_best: bool
    warnings: list[str]


@dataclass(frozen=True)
class VoterRow:
    voter: PollVoter
    role: str
    cells: list[tuple[str, str]]  # glyph and word, in the order of the times


@dataclass(frozen=True)
class PollPage:
    poll: DatePoll
    times: list[TimeRow]
    voters: list[VoterRow]
    answered: int

    @property
    def is_open(self) -> bool:
        return self.poll.closed_at is None


def poll_page(meeting: Any) -> PollPage | None:
    """The meeting's poll, in as many queries whatever its size; None where nobody was asked."""
    poll = DatePoll.objects.filter(meeting=meeting).first()
    if poll is None:
        return None
    proposed = {time.pk: time for time in poll.dates.order_by("starts_at")}
    voters = list(poll.voters.prefetch_related("votes").order_by("organisation_name", "pk"))
    said = {voter.pk: {vote.date_id: vote.answer for vote in voter.votes.all()} for voter in voters}
    voices = [Voice(voter.organisation_name, voter.function, said[voter.pk]) for voter in voters]
    scores = score_times(
        [ProposedTime(time.pk, time.starts_at) for time in proposed.values()], voices
    )
    against = _warnings(poll, meeting, list(proposed.values()))
    times = [
        TimeRow(
            proposed=proposed[score.key],
            when=when_in_words(proposed[score.key].starts_at, proposed[score.key].ends_at),
            score=score,
            reasons=score.reasons(),
            is_best=place == 0 and score.points > 0,
            warnings=against.get(score.key, []),
        )
        for place, score in enumerate(scores)
    ]
    rows = [
        VoterRow(
            voter=voter,
            role=str(voter.get_function_display()) if voter.function else _("Mentor"),
            cells=[_cell(said[voter.pk].get(row.proposed.pk, "")) for row in times],
        )
        for voter in voters
    ]
    return PollPage(poll, times, rows, sum(voter.answered_at is not None for voter in voters))


def _warnings(poll: DatePoll, meeting: Any, times: list[PollDate]) -> dict[int, list[str]]:
    """By time; nothing once one of them has been chosen."""
    if poll.closed_at:
        return {}
    found = warnings_about_each(meeting, [(time.starts_at, time.ends_at) for time in times])
    return {time.pk: warnings for time, warnings in zip(times, found, strict=True)}


def _cell(answer: str) -> tuple[str, str]:
    if not answer:
        return "", _("No answer yet")
    return GLYPHS[PollAnswer(answer)], str(PollAnswer(answer).label)
