"""The world's improvement work: one of everything for each of the two organisations."""

import uuid
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort
from improvements.enums import AssessmentStatus, OccasionKind, SeriesKind, Sex, SupportKind
from improvements.models import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    Baseline,
    ChangeIdea,
    ChartEvent,
    ChecklistEdition,
    ChecklistMoment,
    ChosenIndicator,
    Comment,
    Cycle,
    CycleQuestion,
    CycleTask,
    Driver,
    FactAnswer,
    FactQuestion,
    FunctionAnswer,
    Improvement,
    Indicator,
    Measurement,
    Mirror,
    MirrorAnswer,
    MirrorQuestion,
    MirrorReply,
    Observation,
    OfficialFetch,
    OfficialIndicator,
    OfficialValue,
    PaperCheck,
    ProgressStep,
    RoundMethod,
    StartingPoint,
    SupportEntry,
)


def method_rows(cohort: Cohort) -> AssessmentOccasion:
    """What the round uses: a checklist of one moment, an occasion, a question, an indicator."""
    edition = ChecklistEdition.objects.create(key="varld", name_sv="Världens", year=2024, highest=4)
    ChecklistMoment.objects.create(edition=edition, number=1, title_sv="Politiskt beslut")
    RoundMethod.objects.create(cohort=cohort, edition=edition)
    FactQuestion.objects.create(
        programme=cohort.terms.get().programme, key="mal", section_sv="Styrning", text_sv="Mål?"
    )
    OfficialIndicator.objects.create(kolada_id="N00206", title="Heltid", is_by_sex=True)
    return AssessmentOccasion.objects.create(cohort=cohort, kind=OccasionKind.START)


def improvement_rows(matter: Any, occasion: AssessmentOccasion) -> None:
    """The organisation's own work, nothing of it private and all of it finished."""
    improvement = Improvement.objects.create(
        participation=matter.rows["participation"], title="Lika snabbt till insats"
    )
    matter.rows |= {"improvement": improvement} | _work(matter, improvement)
    matter.rows |= _assessment(matter, occasion) | _figures(matter, improvement)
    matter.rows |= _comparison(matter)


def _work(matter: Any, improvement: Improvement) -> dict[str, Any]:
    driver = Driver.objects.create(improvement=improvement, text="Bemötande")
    idea = ChangeIdea.objects.create(improvement=improvement, driver=driver, text="Checklista")
    cycle = Cycle.objects.create(improvement=improvement, idea=idea, number=1, title="Pröva")
    key = {"author": matter.owner, "text": "Vi ser skillnad"}
    return {
        "driver": driver,
        "change_idea": idea,
        "cycle": cycle,
        "progress": ProgressStep.objects.create(
            improvement=improvement, tenths=10, evidence="Beslut i nämnden"
        ),
        "question": CycleQuestion.objects.create(cycle=cycle, question="Hinner vi?"),
        "cycle_task": CycleTask.objects.create(cycle=cycle, text="Räkna ärenden"),
        "observation": Observation.objects.create(cycle=cycle, request_key=uuid.uuid4(), **key),
        "comment": Comment.objects.create(improvement=improvement, request_key=uuid.uuid4(), **key),
    }


def _assessment(matter: Any, occasion: AssessmentOccasion) -> dict[str, Any]:
    moment = ChecklistMoment.objects.get()
    assessment = Assessment.objects.create(
        occasion=occasion,
        participation=matter.rows["participation"],
        edition=moment.edition,
        status=AssessmentStatus.AGREED,
        agreed_at=timezone.now(),
    )
    of = {"assessment": assessment, "moment": moment}
    return {
        "assessment": assessment,
        "occasion": occasion,
        "moment": moment,
        "agreed_answer": AgreedAnswer.objects.create(value=2, **of),
        "function_answer": FunctionAnswer.objects.create(
            member=matter.rows["team_member"], value=1, **of
        ),
    }


def _figures(matter: Any, improvement: Improvement) -> dict[str, Any]:
    participation = improvement.participation
    indicator = Indicator.objects.create(
        participation=participation,
        improvement=improvement,
        name="Insats inom 30 dagar",
        series=[SeriesKind.WOMEN, SeriesKind.MEN],
    )
    day = timezone.localdate().replace(day=1)
    official = OfficialIndicator.objects.get()
    starting_point = StartingPoint.objects.create(
        participation=participation, shared_at=timezone.now()
    )
    return {
        "indicator": indicator,
        "measurement": Measurement.objects.create(
            indicator=indicator, series=SeriesKind.WOMEN, period=day, value=61, count=40
        ),
        "baseline": Baseline.objects.create(indicator=indicator, split_on=day, reason="Ny lag"),
        "event": ChartEvent.objects.create(indicator=indicator, on=day, text="Ny chef"),
        "official_indicator": official,
        "official_value": OfficialValue.objects.create(
            indicator=official,
            organisation=matter.organisation,
            year=2024,
            sex=Sex.WOMEN,
            value=71,
            fetched_at=timezone.now(),
        ),
        "chosen": ChosenIndicator.objects.create(participation=participation, indicator=official),
        "fetch": OfficialFetch.objects.create(participation=participation),
        "starting_point": starting_point,
        "fact_answer": FactAnswer.objects.create(
            starting_point=starting_point, question=FactQuestion.objects.get(), text="Ja"
        ),
    }


def _comparison(matter: Any) -> dict[str, Any]:
    participation = matter.rows["participation"]
    mirror = Mirror.objects.create(meeting=matter.rows["meeting"], theme="Budget")
    question = MirrorQuestion.objects.create(mirror=mirror, text="Hur skrivs målen?")
    reply = MirrorReply.objects.create(
        mirror=mirror, participation=participation, finished_at=timezone.now()
    )
    return {
        "mirror": mirror,
        "mirror_question": question,
        "mirror_reply": reply,
        "mirror_answer": MirrorAnswer.objects.create(reply=reply, question=question, step=3),
        "paper_check": PaperCheck.objects.create(participation=participation, title="Budget 2028"),
        "support": SupportEntry.objects.create(
            participation=participation,
            on=timezone.localdate(),
            kind=SupportKind.CALL,
            text="Om mått",
        ),
    }
