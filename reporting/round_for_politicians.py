"""The round as a whole as a politician may see it: how many and how far, nobody by name.

Names stand only where an organisation has published its results itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cohorts.enums import Function, OrganisationKind, ParticipationStatus
from cohorts.facts import counted
from cohorts.models import Participation, TimelineEvent
from cohorts.rail import Stop, round_stops
from improvements.assessment_comparison import short_name
from improvements.assessment_list import answers_of
from improvements.assessment_occasions import order_of
from improvements.models import Assessment
from improvements.self_assessment import movement
from learning_meetings.attendance import Line, read_attendance
from modellkonceptet.civil_dates import in_words
from reporting.archive_records import published_results
from reporting.cohort_picture import FEWEST_ORGANISATIONS, RoundPicture, Share, Spread
from reporting.dashboard_sentences import (
    movement_sentence,
    round_headline,
    sent_sentence,
    there_sentence,
)
from reporting.models import ReportOccasion, ResultReport
from reporting.my_round import Next, next_event
from reporting.told import Told

MOST_STOPS = 5
MOST_RESULTS = 30


@dataclass(frozen=True)
class Movements:
    """How many have more points than the time before, as many, and fewer."""

    up: int
    same: int
    down: int

    @property
    def finding(self) -> str:
        return movement_sentence(self.up, self.same, self.down)

    @property
    def rows(self) -> list[Share]:
        words = [_("More points"), _("As many"), _("Fewer points")]
        counts = [self.up, self.same, self.down]
        most = max(counts)
        return [
            Share(word, n, round(100 * n / most))
            for word, n in zip(words, counts, strict=True)
            if n
        ]


@dataclass(frozen=True)
class Band:
    """The middle half on a line from 0 to 100: where it begins, how long it is, and two marks."""

    spread: Spread

    @property
    def length(self) -> int:
        return max(self.spread.high - self.spread.low, 1)


@dataclass(frozen=True)
class There:
    """A function's attendance in the whole round, and that of one's own."""

    function: Function
    there: int
    held: int
    own: Line | None

    @property
    def label(self) -> str:
        return str(self.function.label)

    @property
    def percent(self) -> int:
        return round(100 * self.there / self.held)


@dataclass(frozen=True)
class Sent:
    """How many have sent in a report that the round asks for."""

    name: str
    count: int
    of: int
    due_on: date

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.of)


class RoundForPoliticians:
    """Each part is read once; a part that too few stand behind is empty."""

    def __init__(self, participation: Participation, user: Any, today: date) -> None:
        self.participation, self.user, self.today = participation, user, today
        self.cohort = participation.cohort
        self.who = short_name(participation)
        self.picture = RoundPicture(participation)

    @property
    def headline(self) -> str:
        """How far the works have come, where enough have any."""
        found = round_headline(self.picture.by_stage)
        return found or _("The work of the round has just begun")

    @property
    def as_of(self) -> str:
        return in_words(self.today, weekday=False, year=True)

    @cached_property
    def members(self) -> str:
        """Who takes part, counted by kind: "8 municipalities and 2 regions"."""
        staying = self.cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        kinds = staying.order_by().values_list("organisation__kind", flat=True)
        return counted(OrganisationKind(kind) for kind in kinds)

    # What is next

    @cached_property
    def _events(self) -> list[TimelineEvent]:
        return list(TimelineEvent.objects.visible_to(self.user).filter(cohort=self.cohort))

    @property
    def next(self) -> Next | None:
        return next_event(self._events, today=self.today)

    @property
    def stops(self) -> Sequence[Stop]:
        """What comes for everybody in the round."""
        stops = round_stops(self.cohort, self._events, today=self.today)
        return [stop for stop in stops if stop.state != "past"][:MOST_STOPS]

    # Self-assessment

    @property
    def band(self) -> Band | None:
        spread = self.picture.spread
        return Band(spread) if spread else None

    @cached_property
    def movements(self) -> Movements | None:
        """Between the two latest occasions on which the participant itself has agreed."""
        agreed = Assessment.objects.agreed()
        own = agreed.filter(participation=self.participation).select_related("occasion")
        done = sorted((one.occasion for one in own), key=lambda one: order_of(one.kind, one.number))
        if len(done) < 2:
            return None
        before, now = done[-2:]
        rows = (
            agreed.filter(occasion__in=[before, now], participation__cohort=self.cohort)
            .exclude(participation__status=ParticipationStatus.WITHDRAWN)
            .select_related("edition")
            .prefetch_related("answers")
        )
        answers: dict[int, dict[int, Assessment]] = defaultdict(dict)
        for one in rows:
            answers[one.participation_id][one.occasion_id] = one
        moved = [
            movement(answers_of(both[now.pk]), answers_of(both[before.pk])).share
            for both in answers.values()
            if len(both) == 2
        ]
        if len(moved) < FEWEST_ORGANISATIONS:
            return None
        up, down = sum(one > 0 for one in moved), sum(one < 0 for one in moved)
        return Movements(up, len(moved) - up - down, down)

    # Promises

    @cached_property
    def attendance(self) -> list[There]:
        """By function, where meetings of enough organisations have been held."""
        lines: dict[Function, list[Line]] = defaultdict(list)
        for line in read_attendance(self.cohort).lines:
            if line.held:
                lines[line.function].append(line)
        return [
            There(
                function,
                sum(line.there for line in found),
                sum(line.held for line in found),
                next((one for one in found if one.participation.pk == self.participation.pk), None),
            )
            for function, found in lines.items()
            if len({line.participation.pk for line in found}) >= FEWEST_ORGANISATIONS
        ]

    @property
    def attendance_finding(self) -> str:
        return there_sentence([(one.label, one.percent) for one in self.attendance])

    @cached_property
    def reports(self) -> list[Sent]:
        """Of the reports that this kind of participant is asked for."""
        kind = self.participation.organisation.participant_kind
        asked = ReportOccasion.objects.filter(
            cohort=self.cohort, form__programme__participant_kind=kind
        )
        members = self.cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        of_kind = [
            one.pk
            for one in members.select_related("organisation")
            if one.organisation.participant_kind == kind
        ]
        if len(of_kind) < FEWEST_ORGANISATIONS:
            return []
        sent: dict[int, int] = defaultdict(int)
        rows = ResultReport.objects.filter(participation__in=of_kind, sent_at__isnull=False)
        for occasion in rows.order_by().values_list("occasion", flat=True):
            sent[occasion] += 1
        return [
            Sent(str(one.form.name), sent[one.pk], len(of_kind), one.due_on)
            for one in asked.select_related("form").order_by("due_on", "pk")
        ]

    @property
    def reports_finding(self) -> str:
        """Of the latest that anybody has sent in, else of the first that is asked for."""
        begun = [one for one in self.reports if one.count]
        one = begun[-1] if begun else self.reports[0]
        return sent_sentence(one.name, one.count, one.of)

    @property
    def told(self) -> dict[str, Told]:
        """What the figures of each part mean."""
        few = _("What fewer than %(n)d organisations stand behind is not shown.") % {
            "n": FEWEST_ORGANISATIONS
        }
        return {
            part: Told(f"{definition} {few}", source, self.as_of)
            for part, (definition, source) in {
                "works": (
                    _("Improvement works that participants share, by how far they have come."),
                    _("What the teams have entered."),
                ),
                "assessment": (
                    _(
                        "Points in percent of those possible. The lowest and the highest are never"
                        " told: half of the participants lie in the dark part of the line. Shown of"
                        " occasions on which you have agreed yourselves."
                    ),
                    _("The participants’ own judgement."),
                ),
                "attendance": (
                    _(
                        "Of all meetings that have been held for the function, how many it was at."
                        " A substitute counts as having been there."
                    ),
                    _("As noted by the hosts."),
                ),
                "reports": (
                    _("How many participants of your kind have sent in the report."),
                    _("Reports that SKR has received."),
                ),
            }.items()
        }

    # What is public

    @cached_property
    def published(self) -> list[ResultReport]:
        """The only ones that are named: they have said it to everybody."""
        found = published_results().filter(participation__cohort=self.cohort)
        return list(found[:MOST_RESULTS])
