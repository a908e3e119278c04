"""A whole round that has worked and reported: the same for tests, with few, and for benchmarks."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Participation
from improvements.enums import CycleStatus, ImprovementStatus, SteeringLink
from improvements.models import AssessmentOccasion, Indicator, Measurement, RoundMethod
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import Invitee, Meeting
from reporting.enums import Prefill, ReportKind
from reporting.models import ReportForm, ReportOccasion, ReportSection, ResultReport
from reporting.services.report_judging import approve_report
from reporting.services.report_sending import send_report
from reporting.services.report_writing import begin_report, save_text
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_cycle, make_improvement

SECTIONS = (
    ("team", "Organisation och team", Prefill.TEAM, None),
    ("starting-point", "Utgångsläget", "", None),
    ("steering", "Förbättringar i styrning och ledning", Prefill.WORKS, 1),
    ("way-of-working", "Nytt eller ändrat arbetssätt", Prefill.ADOPTED, 2),
    ("indicators", "Indikatorer för kvinnor och män", Prefill.INDICATORS, 3),
    ("perspectives", "En metod för fler perspektiv", "", 4),
    ("self-assessment", "Självskattningen över tid", Prefill.ASSESSMENT, None),
    ("plan", "Planen framåt", "", None),
)
TEXT = (
    "Nämnden har skrivit in skillnaden mellan kvinnor och män i målen för nästa år, och den följs"
    " upp i varje tertialrapport. Beslutsunderlagen svarar sedan i höstas på vad förslaget betyder"
    " för kvinnor och män, flickor och pojkar. Det märks i budgeten, där två nämnder har flyttat"
    " pengar. Vi prövade först i ett enda ärende och gick vidare när cheferna bad om det."
)
PLACES = ((55.7, 13.2), (56.2, 12.9), (57.7, 12.0), (59.3, 18.0), (62.4, 17.3), (65.6, 22.1))
FUNCTIONS = ("politician", "senior_manager", "key_person", "strategist")


@dataclass
class ReportedRound:
    cohort: Cohort
    occasion: ReportOccasion
    lead: Any
    homes: list[Participation] = field(default_factory=list)
    strategists: list[Any] = field(default_factory=list)

    def report_of(self, number: int) -> ResultReport:
        return ResultReport.objects.get(participation=self.homes[number])


def make_reported_round(
    homes: int = 6,
    *,
    works: int = 2,
    gauges: int = 1,
    months: int = 24,
    approved: int | None = None,
    slug: str = "modell-2025",
    name: str = "Kommun",
) -> ReportedRound:
    """The first `approved` reports (all, unless said otherwise) are approved; the others sent."""
    cohort = factories.make_cohort(name_sv="Modellkommuner 2025–2026", slug=slug)
    round_ = ReportedRound(
        cohort, _occasion(cohort), factories.make_user(staff_role="project_lead")
    )
    for number in range(homes):
        strategist = factories.make_user(name=f"Strateg {number}")
        latitude, longitude = PLACES[number % len(PLACES)]
        organisation = factories.make_organisation(
            f"{name} {number:02d}",
            county_name=f"Län {number % 9}",
            latitude=latitude + number / 100,
            longitude=longitude + number / 50,
        )
        team = {name: factories.make_user() for name in FUNCTIONS} | {"strategist": strategist}
        home = factories.make_participation(cohort, organisation, team=team)
        round_.homes.append(home)
        round_.strategists.append(strategist)
        for place in range(works):
            _work(home, number + place)
        for place in range(gauges):
            _gauge(home, number + place, months)
    for place in range(0, homes, 3):
        group = factories.make_group(
            cohort, f"Grupp {place // 3 + 1}", members=tuple(round_.homes[place : place + 3])
        )
        mentor = factories.make_organisation(
            f"Mentor för {name} {place}", latitude=58.4, longitude=15.6
        )
        promise = factories.make_promise(mentor, status="serving", cohort=cohort)
        factories.make_mentorship(group, promise)
    _meetings(round_)
    _assessments(round_)
    for number in range(homes):
        _report(round_, number, is_approved=approved is None or number < approved)
    return round_


def _occasion(cohort: Cohort) -> ReportOccasion:
    form = ReportForm.objects.create(
        programme=cohort.terms.get().programme, kind=ReportKind.FINAL, name_sv="Slutrapport"
    )
    for position, (key, title, prefill, result) in enumerate(SECTIONS):
        ReportSection.objects.create(
            form=form,
            position=position,
            key=key,
            title_sv=title,
            prefill=prefill,
            result=result,
            is_required=False,
        )
    due_on = timezone.localdate() + timedelta(days=10)
    return ReportOccasion.objects.create(cohort=cohort, form=form, due_on=due_on)


_STATES = (
    ImprovementStatus.IMPLEMENTED,
    ImprovementStatus.TESTING,
    ImprovementStatus.SPREAD,
    ImprovementStatus.ADOPTED,
    ImprovementStatus.PLANNED,
)


def _work(home: Participation, number: int) -> None:
    links = SteeringLink.values
    work = make_improvement(
        home,
        f"Lika snabbt till insats {number}",
        status=_STATES[number % len(_STATES)],
        operation=("Ekonomiskt bistånd", "Förskola", "Äldreomsorg")[number % 3],
        steering_links=[links[number % len(links)], links[(number + 3) % len(links)]],
    )
    for _place in range(2):
        make_cycle(work, status=CycleStatus.ACTED)


def _gauge(home: Participation, number: int, months: int) -> None:
    """Women behind; in every second the gap closes in the second half."""
    gauge = Indicator.objects.create(
        participation=home,
        name=f"Insats inom 30 dagar {number}",
        series=["women", "men"],
        source="Verksamhetssystemet",
    )
    gauge.baselines.create(frozen_first=months // 2, reason="Så var det före.")
    rows = []
    for month in range(months):
        rise = 12 if number % 2 == 0 and month >= months // 2 else 0
        for series, value in (("women", 45 + month % 3 + rise), ("men", 60 + month % 2)):
            period = date(2025 + month // 12, month % 12 + 1, 1)
            rows.append(
                Measurement(indicator=gauge, series=series, period=period, value=value, count=80)
            )
    Measurement.objects.bulk_create(rows)


def _meetings(round_: ReportedRound) -> None:
    begins = timezone.now() - timedelta(days=60)
    for number in range(1, 4):
        meeting = Meeting.objects.create(
            cohort=round_.cohort,
            kind="learning_meeting",
            number=number,
            audience=Audience.ROUND,
            name_sv=f"Lärandeträff {number}",
            first_day=begins.date(),
            last_day=begins.date(),
            starts_at=begins,
            ends_at=begins + timedelta(hours=5),
            place="Stockholm",
            status=MeetingStatus.HELD,
            invited_at=begins,
        )
        Invitee.objects.bulk_create(
            Invitee(
                meeting=meeting,
                participation=home,
                team_member=seat,
                name=seat.name,
                email=seat.email,
                function=seat.function,
                attended=(home.pk + number) % 3 != 0 or seat.function != "politician",
            )
            for home in round_.homes
            for seat in home.team.all()
        )


def _assessments(round_: ReportedRound) -> None:
    edition = make_edition(f"kort-{round_.cohort.pk}", moments=10)
    RoundMethod.objects.create(cohort=round_.cohort, edition=edition)
    for kind, step in (("start", 1), ("end", 3)):
        occasion = AssessmentOccasion.objects.create(cohort=round_.cohort, kind=kind)
        for number, home in enumerate(round_.homes):
            steps = [min(4, step + (number + place) % 2) for place in range(10)]
            make_assessment(home, occasion, edition, steps)


def _report(round_: ReportedRound, number: int, *, is_approved: bool) -> None:
    home, actor = round_.homes[number], round_.strategists[number]
    report = begin_report(participation=home, occasion=round_.occasion, actor=actor)
    for section in round_.occasion.form.sections.all():
        text = f"{section.title_sv} i {home.organisation.name}. {TEXT}"
        save_text(report=report, section=section, text=text, base_version=0, actor=actor)
    send_report(report=report, actor=actor)
    if is_approved:
        approve_report(report=report, actor=round_.lead)
