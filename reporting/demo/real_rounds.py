"""The three rounds whose invitations are known, with their real dates and terms.

They are the historical rounds of `load_history`, filled in: what is not in the sources stays
empty, and what somebody has filled in already stays.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cohorts.enums import DecisionMode, EventKind, Precision
from cohorts.models import Cohort, Terms, TimelineEvent
from cohorts.services.terms import copy_terms

BENCHMARKING = {
    "learning_meeting_sv": "benchmarkingträff",
    "learning_meeting_en": "benchmarking meeting",
}


@dataclass(frozen=True)
class Event:
    kind: str
    name_sv: str
    name_en: str
    first: date
    last: date | None = None
    precision: str = Precision.DAY
    place: str = ""


@dataclass(frozen=True)
class RealRound:
    """`terms` holds, by programme, what differed from today's template."""

    slug: str
    fields: dict[str, Any]
    terms: dict[str, dict[str, Any]]
    events: tuple[Event, ...] = field(default=())


def _month(
    kind: str, name_sv: str, name_en: str, first: tuple[int, int], last: tuple[int, int, int]
) -> Event:
    """A period known by its months; `last` names the last day of the last one."""
    return Event(kind, name_sv, name_en, date(*first, 1), date(*last), Precision.MONTH)


REAL_ROUNDS = (
    RealRound(
        slug="modellkonceptet-2021",
        fields={
            "closes_on": date(2021, 6, 1),
            "decision_on": date(2021, 6, 30),
            "starts_on": date(2021, 9, 13),
            "invoicing_year": 2022,
        },
        # The invitation states the fee for municipalities only.
        terms={
            "modellkommuner": {"list_price": None},
            "modellregioner": {"fee": None, "list_price": None},
        },
        events=(
            Event(
                EventKind.KICK_OFF,
                "Uppstartskonferens, lunch till lunch",
                "Kick-off conference, lunch to lunch",
                date(2021, 9, 13),
                date(2021, 9, 14),
            ),
            _month(
                EventKind.RESULTS_CONFERENCE,
                "Resultatkonferens",
                "Results conference",
                (2023, 3),
                (2023, 3, 31),
            ),
        ),
    ),
    RealRound(
        slug="modellkommuner-2020",
        fields={
            "closes_on": date(2020, 10, 1),
            "decision_mode": DecisionMode.ROLLING,
            "starts_on": date(2020, 11, 3),
        },
        terms={"modellkommuner": BENCHMARKING},
        events=(Event(EventKind.KICK_OFF, "Uppstart", "Kick-off", date(2020, 11, 3)),),
    ),
    RealRound(
        slug="modellregioner-2019",
        fields={
            "announced_on": date(2018, 9, 24),
            "opens_on": date(2018, 9, 24),
            "closes_on": date(2018, 10, 30),
            "decision_on": date(2018, 11, 20),
            "starts_on": date(2019, 2, 5),
        },
        terms={"modellregioner": {"fee": None, "list_price": None} | BENCHMARKING},
        events=(
            Event(EventKind.INFORMATION, "Webbinarium", "Webinar", date(2018, 10, 10)),
            *(
                Event(
                    EventKind.INFORMATION,
                    "Informationsmöte",
                    "Information meeting",
                    day,
                    place=place,
                )
                for day, place in (
                    (date(2018, 10, 12), "Malmö"),
                    (date(2018, 10, 25), "Umeå"),
                    (date(2018, 11, 26), "Stockholm"),
                )
            ),
            Event(EventKind.KICK_OFF, "Gemensam uppstart", "Joint kick-off", date(2019, 2, 5)),
            *(
                _month(
                    EventKind.STRATEGIST_MEETING,
                    f"Seminarium för strateger {number}",
                    f"Seminar for strategists {number}",
                    (2019, month),
                    (2019, month, last),
                )
                for number, month, last in ((1, 2, 28), (2, 4, 30), (3, 9, 30))
            ),
            *(
                _month(
                    EventKind.LEARNING_MEETING,
                    f"Benchmarkingomgång {number}",
                    f"Benchmarking meetings {number}",
                    first,
                    last,
                )
                for number, first, last in (
                    (1, (2019, 3), (2019, 3, 31)),
                    (2, (2019, 5), (2019, 6, 30)),
                    (3, (2019, 9), (2019, 11, 30)),
                )
            ),
            _month(
                EventKind.LEARNING_SEMINAR,
                "Lärseminarier",
                "Learning seminars",
                (2020, 1),
                (2020, 4, 30),
            ),
            _month(
                EventKind.RESULTS_CONFERENCE,
                "Gemensam avslutning",
                "Joint conclusion",
                (2020, 3),
                (2020, 5, 31),
            ),
            _month(
                EventKind.EVALUATION,
                "Utvärderingen är klar",
                "The evaluation is ready",
                (2021, 2),
                (2021, 2, 28),
            ),
        ),
    ),
)


def fill_in_real_rounds() -> None:
    """Add dates, terms and timeline to the historical rounds that have none yet."""
    for real in REAL_ROUNDS:
        cohort = Cohort.objects.get(slug=real.slug)
        if cohort.terms.exists():
            continue
        for name, value in real.fields.items():
            setattr(cohort, name, value)
        cohort.full_clean()
        cohort.save()
        for programme, changes in real.terms.items():
            template = Terms.objects.get(cohort=None, programme__slug=programme)
            copy = copy_terms(source=template, cohort=cohort)
            Terms.objects.filter(pk=copy.pk).update(**changes)
        TimelineEvent.objects.bulk_create(
            TimelineEvent(
                cohort=cohort,
                kind=event.kind,
                name_sv=event.name_sv,
                name_en=event.name_en,
                first_day=event.first,
                last_day=event.last or event.first,
                precision=event.precision,
                place=event.place,
            )
            for event in real.events
        )
