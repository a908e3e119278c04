"""The politician's page: how it goes at home, what comes next, and how others stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import DecisionCondition
from cohorts.enums import ParticipationStatus
from cohorts.models import Participation, TimelineEvent
from improvements.assessment_comparison import short_name
from improvements.assessment_list import answers_of
from improvements.chart_pages import Drawn, IndicatorCharts, IndicatorsPage, with_pictures
from improvements.home_page import HomePage
from improvements.indicator_charts import Standing, TwinChart, charts_of
from improvements.indicator_page import Fact, IndicatorPage
from improvements.models import Assessment, Cycle, Indicator
from improvements.period_words import period_name
from improvements.ramp import open_too_long
from improvements.run_chart import Closing, Outcome, Verdict
from improvements.run_chart.gap_sentences import with_unit
from improvements.self_assessment import movement, score
from learning_meetings.attendance import Line, read_attendance
from learning_meetings.own_meetings import OwnMeeting, OwnMeetings, own_meetings
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import in_words
from modellkonceptet.notifications.reminder_rules import find_due, rounds_on
from modellkonceptet.notifications.todo import Sight, Task, todo_in
from reporting.cohort_picture import GroupPicture, RoundPicture
from reporting.council_questions import Known, Question, question_for
from reporting.gap_choice import both_known, candidate, most_important, pair_of
from reporting.my_round import NO_MEETINGS, Next, decision_in_force, next_thing
from reporting.politician_sentences import (
    About,
    Attended,
    Gap,
    Sentence,
    Stage,
    assessment_sentence,
    headline,
    promise_sentence,
    stages,
    works_sentence,
)

MOST_TASKS = 3
GROWS = (Outcome.GROWN, Verdict.SIGNAL)


@dataclass(frozen=True)
class Linked:
    """A sentence with the address of the rows behind it; "" where the reader has none."""

    text: str
    url: str
    label: str


class PoliticianPage:
    """What the reader sees of one participation; each part is read once."""

    def __init__(self, participation: Participation, user: Any, language: str, today: date) -> None:
        self.participation, self.user = participation, user
        self.language, self.today = language, today
        self.who = short_name(participation)

    @property
    def at_home(self) -> bool:
        return self.indicators.at_home

    @property
    def is_over(self) -> bool:
        return self.participation.status != ParticipationStatus.ACTIVE

    @cached_property
    def group(self) -> GroupPicture:
        return GroupPicture(self.participation, self.user)

    @cached_property
    def round(self) -> RoundPicture:
        return RoundPicture(self.participation)

    # Status

    @cached_property
    def home(self) -> HomePage:
        return HomePage(self.participation, self.user)

    @cached_property
    def _works(self) -> Counter[Stage]:
        return stages(one.status for one in self.home.improvements)

    @property
    def _agreed(self) -> list[Assessment]:
        return self.group.own

    @property
    def assessment(self) -> str:
        """The self-assessment in a sentence: the latest one, and how it has moved."""
        answers = [answers_of(one) for one in self._agreed]
        if not answers:
            return assessment_sentence(self.who, None, None)
        moved = movement(answers[-1], answers[-2]) if len(answers) > 1 else None
        return assessment_sentence(self.who, score(answers[-1]), moved)

    @cached_property
    def _conditions(self) -> list[DecisionCondition]:
        decision = decision_in_force(self.participation)
        return list(decision.conditions.all()) if decision else []

    @cached_property
    def attendance(self) -> Sequence[Line]:
        """The functions of the team, each with the meetings that it was promised to be at."""
        return read_attendance(self.participation.cohort, self.participation).lines

    @property
    def attended(self) -> list[Attended]:
        return [
            Attended(str(one.function.label).lower(), one.held, one.there)
            for one in self.attendance
        ]

    @cached_property
    def headline(self) -> str:
        return headline(self._gap, self._works, is_over=self.is_over)

    @cached_property
    def sentences(self) -> list[Linked]:
        """Three: the works, the self-assessment, and what was promised."""
        waiting = [one.due_on for one in self._conditions if one.met_on is None]
        said = [
            Sentence(works_sentence(self.who, self._works), About.WORKS),
            Sentence(self.assessment, About.ASSESSMENT),
            promise_sentence(waiting, self.attended, self.today),
        ]
        return [Linked(one.text, *self.leads_to(one.about)) for one in said]

    def leads_to(self, about: About) -> tuple[str, str]:
        """The address of the rows behind a sentence, and its words; "" for those without."""
        pk = self.participation.pk
        if about == About.WORKS:
            return reverse("improvements:home", args=[pk]), _("See the improvement works")
        if about == About.ASSESSMENT:
            return reverse("improvements:assessments", args=[pk]), _("See the self-assessments")
        words = (
            _("See the conditions")
            if about == About.CONDITIONS
            else _("See who came to the meetings")
        )
        if self.at_home:
            place = "#decision" if about == About.CONDITIONS else "#meetings"
            return reverse("reporting:my_participation", args=[pk]) + place, words
        if handles_applications(self.user):
            return reverse("applications:participation", args=[pk]), words
        return "", words

    @property
    def counted_from(self) -> list[str]:
        """What the three sentences are counted from, and as of when."""
        agreed = self._agreed[-1].agreed_at if self._agreed else None
        works = _("Improvement works: those entered here, as far as the team says they have come.")
        if self.at_home:
            works += " " + _("Private ones are counted, and are seen by your own team alone.")
        answers = _("Self-assessment: what politician, manager and key person have agreed on.")
        if agreed:
            answers += " " + _("Agreed %(day)s.") % {
                "day": in_words(agreed, weekday=False, year=True)
            }
        return [
            works,
            answers,
            _("Meetings: as noted by the host. A substitute counts as having been there."),
            _("As of %(day)s.") % {"day": in_words(self.today, weekday=False, year=True)},
        ]

    # The gap that matters most

    @cached_property
    def indicators(self) -> IndicatorsPage:
        return IndicatorsPage(self.participation, self.user, self.language)

    @property
    def _followed(self) -> list[IndicatorCharts]:
        return self.indicators.followed

    @cached_property
    def _chosen(self) -> IndicatorCharts | None:
        candidates = [
            candidate(place, one.stock, one.standing)
            for place, one in enumerate(self._followed)
            if pair_of(one.stock)
        ]
        best = most_important(candidates)
        return self._followed[best.key] if best else None

    @property
    def _gap(self) -> Gap | None:
        one = self._chosen
        pair = pair_of(one.stock) if one else None
        if one is None or pair is None:
            return None
        ours, theirs = both_known(one.stock)[-1]
        apart = abs(ours - theirs)
        now = with_unit(apart, one.indicator.unit) if apart else ""
        return Gap(pair, now, closing_of(one))

    @cached_property
    def chart(self) -> Drawn | None:
        """Its finding is the section's heading."""
        if self._chosen is None:
            return None
        drawn = with_pictures([self._chosen], language=self.language)[0].first
        # Files are for those who work with the figure: its own page has them.
        return replace(drawn, figure=replace(drawn.figure, svg_url="", files=None))

    @property
    def indicator(self) -> Indicator | None:
        return self._chosen.indicator if self._chosen else None

    @property
    def indicator_facts(self) -> Sequence[Fact]:
        """What the figure means, and until when it is known."""
        one = self._chosen
        if one is None:
            return ()
        last = period_name(one.stock.periods[-1], one.indicator.frequency)
        facts = IndicatorPage(one.indicator, self.user, self.language).facts
        return [Fact(_("Latest figures"), last), *facts]

    @property
    def why_no_chart(self) -> str:
        if not self._followed:
            return _("No figure is followed yet.")
        if not any(pair_of(one.stock) for one in self._followed):
            return _("None of the figures that are followed is divided by sex.")
        return _("No figure by sex is known for three periods yet.")

    # What is next

    @cached_property
    def _meetings(self) -> OwnMeetings:
        if self.is_over:
            return NO_MEETINGS
        found = own_meetings(self.user, self.today, cohort=self.participation.cohort)
        return found.beside_other_groups(self.participation.group_id)

    @property
    def meeting(self) -> OwnMeeting | None:
        return next(iter(self._meetings.coming), None)

    @cached_property
    def next(self) -> Next | None:
        cohort = self.participation.cohort
        events = TimelineEvent.objects.visible_to(self.user).filter(cohort=cohort)
        return next_thing(
            self.participation,
            list(events),
            self._conditions,
            today=self.today,
            meetings=self._meetings,
        )

    @property
    def next_meeting(self) -> OwnMeeting | None:
        """The meeting, where it is what comes next."""
        one, first = self.meeting, self.next
        if one is None or first is None or first.what != one.meeting.name:
            return None
        return one

    @property
    def waits_for_answer(self) -> bool:
        one = self.next_meeting
        return one is not None and one.waits_for_answer

    # The question

    @cached_property
    def question(self) -> Question:
        works, starts = self._works, self.participation.cohort.starts_on
        cycle = self._cycle_too_long
        behind = self.group.behind
        return question_for(
            Known(
                who=self.who,
                is_over=self.is_over,
                works_going_on=works[Stage.TESTED] + works[Stage.NOT_BEGUN],
                works_in_use=works[Stage.IN_USE],
                works_adopted=works[Stage.ADOPTED],
                days_since_start=(self.today - starts).days if starts else 0,
                indicators=len(self._followed),
                indicators_by_sex=sum(bool(both_known(one.stock)) for one in self._followed),
                gap_that_grows=self._gap_that_grows,
                cycle_too_long=cycle.title if cycle else "",
                cycle_of=cycle.improvement.title if cycle else "",
                behind_in=behind.moment if behind else "",
                ahead_of_us=behind.partners if behind else "",
            )
        )

    @property
    def _gap_that_grows(self) -> str:
        for one in self._followed:
            closing = closing_of(one) if one.standing == Standing.WORSE else None
            if closing and (closing.outcome, closing.gap.verdict) == GROWS:
                return one.indicator.name
        return ""

    @property
    def _cycle_too_long(self) -> Cycle | None:
        # Of works that the reader sees: their cycles are seen likewise.
        cycles = Cycle.objects.filter(improvement__in=self.home.improvements).under_way()
        rows = cycles.select_related("improvement").order_by("started_on", "pk")
        return next((one for one in rows if open_too_long(one, self.today)), None)


def closing_of(one: IndicatorCharts) -> Closing | None:
    """What became of the gap; None for years, and where there is nothing to compare with."""
    chart = charts_of(one.stock)[0]
    return chart.twin.closing if isinstance(chart, TwinChart) else None


def own_tasks(participation: Participation, user: Any, day: date) -> Sequence[Task]:
    """The first things that wait for the reader in this round."""
    rounds = {one.pk: one for one in rounds_on(day) if one.pk == participation.cohort_id}
    found = [one for one in find_due(rounds.values(), day, reader=user) if not one.is_over(day)]
    return todo_in(Sight(day, rounds, found), user).tasks[:MOST_TASKS]
