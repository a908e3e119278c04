"""The running round's improvement work: Lund has come furthest, Ystad has begun, Karlshamn plans.

What has been is written straight into its rows with its days, since the product's services write
down what happens now. All figures and texts are invented.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from cohorts.models import Cohort, Participation, TeamMember
from cohorts.timeline import add_months
from improvements.enums import (
    AssessmentStatus,
    ChangeIdeaStatus,
    CycleDecision,
    CycleScale,
    CycleStatus,
    ImprovementStatus,
    OccasionKind,
    SeriesKind,
)
from improvements.models import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    Baseline,
    ChangeIdea,
    Comment,
    Cycle,
    CycleQuestion,
    Driver,
    FunctionAnswer,
    Improvement,
    Indicator,
    Measurement,
    Observation,
    ProgressStep,
)
from improvements.services.checklists import edition_of
from improvements.services.occasions import ensure_occasions
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import STOCKHOLM
from reporting.demo.group_rounds import RUNNING
from reporting.demo.signs import write_indicators

# Per cent, oldest first, up to last month.
WOMEN = (40, 43, 41, 44, 41, 42, 43, 45, 45, 47, 49, 51, 53, 54, 55, 56, 58, 57, 58, 61, 62, 61)
MEN = (58, 57, 60, 61, 57, 59, 59, 57, 58, 60, 62, 61, 64, 62, 63, 65, 63, 64, 66, 65, 67, 66)
# The agreed steps of the ten moments at the start, by organisation.
STEPS = {
    "Lunds kommun": (3, 2, 2, 1, 2, 1, 1, 2, 1, 1),
    "Ystad kommun": (2, 2, 1, 2, 1, 1, 2, 1, 1, 1),
}


@dataclass(frozen=True)
class Test:
    """A cycle: begun and ended so many days ago; not ended is under way."""

    title: str
    question: str
    prediction: str
    began: int
    ended: int | None = None
    decision: str = ""
    learned: str = ""
    scale: str = CycleScale.ONE_UNIT


TESTS = (
    Test(
        "Följa ett ärende steg för steg",
        "Var blir väntan längst?",
        "Mellan första samtalet och planen",
        57,
        45,
        CycleDecision.ADOPT,
        "Kvinnor med små barn väntar längst: tiderna krockar med förskolan.",
        CycleScale.ONE_PERSON,
    ),
    Test(
        "Checklista vid första samtalet",
        "Används checklistan?",
        "I åtta samtal av tio",
        44,
        24,
        CycleDecision.ADAPT,
        "Frågan om restid glöms bort. Den får stå först.",
    ),
    Test(
        "Fråga om restid och barnomsorg",
        "Får fler kvinnor en plan inom trettio dagar?",
        "Två av tre",
        23,
        scale=CycleScale.SEVERAL_UNITS,
    ),
)


def ensure_improvements(*, today: date, people: Mapping[str, User]) -> int:
    """Write the work if there is none; say how many works were written."""
    cohort = Cohort.objects.filter(slug=RUNNING).first()
    if cohort is None or Improvement.objects.filter(participation__cohort=cohort).exists():
        return 0
    by_name = {
        str(each): each
        for each in cohort.participations.select_related("organisation", "unit", "cohort")
    }
    lund = by_name.get("Lunds kommun")
    if lund is None:
        return 0
    strategist = people["strateg.lund@lund.example"]
    work = _work(lund, today, strategist)
    _figures(work, today, strategist)
    _smaller_works(lund, by_name.get("Karlshamns kommun"), today)
    _assessments(cohort, by_name, today)
    write_indicators(by_name, today)
    _talk(work, people)
    return Improvement.objects.filter(participation__cohort=cohort).count()


def _work(lund: Participation, today: date, strategist: User) -> Improvement:
    """The work of the design's page, with a ramp of three cycles."""
    work = Improvement.objects.create(
        participation=lund,
        title="Lika snabbt till insats för kvinnor och män",
        problem="42 procent av kvinnorna och 58 procent av männen med ekonomiskt bistånd får en"
        " insats till arbete inom 30 dagar.",
        aim_what="andelen som får en insats till arbete inom 30 dagar öka",
        aim_amount="till 65 procent",
        aim_group="både kvinnor och män med ekonomiskt bistånd",
        aim_by=add_months(today, 12).replace(day=28),
        operation="Försörjningsstöd, socialförvaltningen",
        steering_links=["goals", "routines", "statistics"],
        national_goals=[2],
        agenda_goals=[5, 8],
        cemr_articles=[11, 15],
        responsible=lund.team.filter(user=strategist).first(),
        team="Mottagningsenheten och två handläggare på jobbcenter",
        status=ImprovementStatus.TESTING,
        created_by=strategist,
    )
    primary = Driver.objects.create(improvement=work, text="Alla får samma frågor", position=0)
    second = Driver.objects.create(
        improvement=work, parent=primary, text="Första samtalet är förberett", position=0
    )
    Driver.objects.create(improvement=work, text="Insatsen går att nå med barn", position=1)
    idea = ChangeIdea.objects.create(
        improvement=work,
        driver=second,
        text="En checklista vid första samtalet",
        status=ChangeIdeaStatus.ADAPTED,
    )
    previous = None
    for number, test in enumerate(TESTS, start=1):
        previous = _cycle(work, number, test, today, idea if number > 1 else None, previous)
    ProgressStep.objects.create(
        improvement=work, tenths=25, evidence="Två prövningar är klara.", set_by=strategist
    )
    return work


def _cycle(
    work: Improvement,
    number: int,
    test: Test,
    today: date,
    idea: ChangeIdea | None,
    previous: Cycle | None,
) -> Cycle:
    is_closed = test.ended is not None
    began = today - timedelta(days=test.began)
    cycle = Cycle.objects.create(
        improvement=work,
        idea=idea,
        previous=previous,
        number=number,
        title=test.title,
        scale=test.scale,
        owner=work.responsible,
        planned_from=began,
        planned_to=today + timedelta(days=20) if test.ended is None else None,
        started_on=began,
        ended_on=today - timedelta(days=test.ended) if test.ended is not None else None,
        status=CycleStatus.ACTED if is_closed else CycleStatus.DO,
        objective="Se om kvinnor och män får samma start.",
        arrangement="Mottagningsenheten, alla nya ärenden under perioden.",
        data_plan="Antal ärenden med plan inom 30 dagar, efter kön.",
        as_planned=True if is_closed else None,
        what_happened="Genomfördes som planerat." if is_closed else "",
        by_sex="Kvinnorna fick oftare frågan om restid, männen om barnomsorg." if is_closed else "",
        learned=test.learned,
        decision=test.decision,
    )
    begun = datetime.combine(began, time(9), tzinfo=STOCKHOLM)
    Cycle.objects.filter(pk=cycle.pk).update(created_at=begun)
    CycleQuestion.objects.create(
        cycle=cycle,
        question=test.question,
        prediction=test.prediction,
        result="Ungefär som väntat." if is_closed else "",
        confirmed="partly" if is_closed else "",
    )
    if not is_closed:
        Observation.objects.create(
            cycle=cycle,
            text="Tre av fem kvinnor säger att tiden passar bättre när förskolan är med i frågan.",
            author=work.created_by,
            request_key=uuid.uuid4(),
        )
    return cycle


def _figures(work: Improvement, today: date, strategist: User) -> None:
    indicator = Indicator.objects.create(
        participation=work.participation,
        improvement=work,
        name="Får insats till arbete inom 30 dagar",
        definition="Andel av dem som sökt ekonomiskt bistånd första gången under månaden.",
        numerator="Personer med insats inom 30 dagar",
        denominator="Personer som sökt första gången",
        target=Decimal(65),
        source="Socialförvaltningens verksamhetssystem",
        series=[SeriesKind.WOMEN, SeriesKind.MEN],
    )
    Baseline.objects.create(
        indicator=indicator,
        frozen_first=8,
        reason="De åtta månaderna innan vi började arbeta med frågan.",
        set_by=strategist,
    )
    last = add_months(today.replace(day=1), -1)
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator,
            series=kind,
            period=add_months(last, place - len(values) + 1),
            value=Decimal(value),
            count=40 + place,
            changed_by=strategist,
        )
        for kind, values in ((SeriesKind.WOMEN, WOMEN), (SeriesKind.MEN, MEN))
        for place, value in enumerate(values)
    )


def _smaller_works(lund: Participation, karlshamn: Participation | None, today: date) -> None:
    Improvement.objects.create(
        participation=lund,
        title="Könsuppdelad statistik i nämndens uppföljning",
        problem="Bara hälften av måtten i uppföljningen är uppdelade på kvinnor och män.",
        aim_what="andelen mått som är uppdelade efter kön öka",
        aim_amount="till 100 procent",
        aim_group="alla mått om individer",
        aim_by=add_months(today, 8).replace(day=28),
        steering_links=["follow_up", "statistics"],
        national_goals=[1],
        status=ImprovementStatus.PLANNED,
    )
    if karlshamn is not None:
        Improvement.objects.create(
            participation=karlshamn,
            title="Flickors och pojkars trygghet på skolgården",
            problem="Var femte flicka och var tionde pojke i årskurs 5 undviker delar av gården.",
            operation="Grundskola",
            steering_links=["plan"],
            national_goals=[3],
        )


def _assessments(cohort: Cohort, by_name: Mapping[str, Participation], today: date) -> None:
    """Lund and Ystad have agreed at the start; Karlshamn has not begun."""
    edition = edition_of(cohort)
    ensure_occasions(cohort=cohort)
    occasion = AssessmentOccasion.objects.filter(cohort=cohort, kind=OccasionKind.START).first()
    if edition is None or occasion is None:
        return
    moments = list(edition.moments.order_by("level", "number"))
    agreed_at = datetime.combine(today - timedelta(days=62), time(15), tzinfo=STOCKHOLM)
    for name, steps in STEPS.items():
        if (participation := by_name.get(name)) is None:
            continue
        assessment = Assessment.objects.create(
            occasion=occasion,
            participation=participation,
            edition=edition,
            status=AssessmentStatus.AGREED,
            agreed_at=agreed_at,
        )
        for place, moment in enumerate(moments):
            value = steps[place % len(steps)]
            AgreedAnswer.objects.create(assessment=assessment, moment=moment, value=value)
            for number, member in enumerate(_team(participation)):
                own = min(edition.highest, value + (place + number) % 2)
                FunctionAnswer.objects.create(
                    assessment=assessment, member=member, moment=moment, value=own
                )


def _team(participation: Participation) -> list[TeamMember]:
    return list(participation.team.current().order_by("pk"))


def _talk(work: Improvement, people: Mapping[str, User]) -> None:
    mentor = people.get("mentor.varmland@varmland.example")
    if mentor is not None:
        Comment.objects.create(
            improvement=work,
            text="Fin utveckling. Har ni tittat på om ensamstående kvinnor och kvinnor i par"
            " skiljer sig åt? Det var där vi hittade vår förklaring.",
            author=mentor,
            request_key=uuid.uuid4(),
        )
