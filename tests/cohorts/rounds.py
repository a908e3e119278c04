"""The real rounds of the product's brief, made from the programmes' templates."""

from datetime import date
from typing import Any

from cohorts.enums import DecisionMode, EventKind, Precision
from cohorts.models import Cohort, Programme, TimelineEvent
from cohorts.services.files import read_toml
from cohorts.services.programmes import load_programmes
from cohorts.services.rounds import RoundDates, create_cohort_from_programmes


def load_templates() -> None:
    load_programmes(tables=read_toml("programmes.toml")["programme"])


def modellkommuner_2021(actor: Any = None) -> Cohort:
    """Apply by 1 June 2021, decision 30 June, kick-off 13–14 September, results in March 2023."""
    return create_cohort_from_programmes(
        programmes=[
            Programme.objects.get(slug="modellkommuner"),
            Programme.objects.get(slug="modellregioner"),
        ],
        slug="kommuner-2021",
        name_sv="Modellkommuner 2021–2023",
        dates=RoundDates(
            starts_on=date(2021, 9, 13),
            announced_on=date(2021, 4, 1),
            opens_on=date(2021, 4, 12),
            closes_on=date(2021, 6, 1),
            decision_on=date(2021, 6, 30),
            invoicing_year=2022,
        ),
        actor=actor,
    )


def modellkommuner_2020(actor: Any = None) -> Cohort:
    """Postponed to 3 November 2020; apply by 1 October, decisions as applications come in."""
    return create_cohort_from_programmes(
        programmes=[Programme.objects.get(slug="modellkommuner")],
        slug="kommuner-2020",
        name_sv="Modellkommuner 2020",
        dates=RoundDates(
            starts_on=date(2020, 11, 3),
            announced_on=date(2020, 3, 2),
            opens_on=date(2020, 3, 2),
            closes_on=date(2020, 10, 1),
            decision_mode=DecisionMode.ROLLING,
        ),
        actor=actor,
    )


def modellregioner_2019(actor: Any = None) -> Cohort:
    """Invited 24 September 2018, apply by 30 October, decision 20 November; rounds in periods."""
    cohort = create_cohort_from_programmes(
        programmes=[Programme.objects.get(slug="modellregioner")],
        slug="regioner-2019",
        name_sv="Modellregioner 2019–2020",
        dates=RoundDates(
            announced_on=date(2018, 9, 24),
            opens_on=date(2018, 9, 24),
            closes_on=date(2018, 10, 30),
            decision_on=date(2018, 11, 20),
        ),
        actor=actor,
    )
    for name, first, last in (
        ("Benchmarkingomgång 1", date(2019, 3, 1), date(2019, 3, 31)),
        ("Benchmarkingomgång 2", date(2019, 5, 1), date(2019, 6, 30)),
        ("Benchmarkingomgång 3", date(2019, 9, 1), date(2019, 11, 30)),
    ):
        TimelineEvent.objects.create(
            cohort=cohort,
            kind=EventKind.LEARNING_MEETING,
            name_sv=name,
            first_day=first,
            last_day=last,
            precision=Precision.MONTH,
        )
    return cohort
