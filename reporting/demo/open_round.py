"""A round that is open today, with dates counted from today."""

from datetime import date, timedelta
from typing import Any

from cohorts.enums import EventKind, Precision
from cohorts.models import Cohort, Programme, QuestionAnswer
from cohorts.services.rounds import RoundDates, create_cohort_from_programmes
from cohorts.timeline import add_months
from modellkonceptet.civil_dates import span
from reporting.demo.texts import INVITATION_EN, INVITATION_SV, QUESTIONS

TUESDAY = 1


def ensure_open_round(*, today: date, actor: Any) -> Cohort:
    """The demo's round, or a new one when the last has closed."""
    standing = Cohort.objects.open_on(today).first()
    if standing is not None:
        return standing
    dates = open_round_dates(today)
    start = kick_off_day(today)
    years = f"{start.year}–{add_months(start, 20).year}"
    cohort = create_cohort_from_programmes(
        programmes=list(Programme.objects.order_by("slug")),
        slug=_free_slug(f"modellkonceptet-{start.year}"),
        name_sv=f"Modellkommuner och Modellregioner {years}",
        name_en=f"Modellkommuner and Modellregioner {years}",
        dates=dates,
        actor=actor,
        capacity=30,
        contact_name="Projektledaren för Modellkonceptet",
        contact_email="projektledare@skr.example",
        invitation_sv=INVITATION_SV.format(kick_off=span(start, start + timedelta(days=1))),
        invitation_en=INVITATION_EN,
    )
    end = add_months(start, 20).replace(day=1)
    cohort.timeline.filter(kind=EventKind.RESULTS_CONFERENCE).update(
        first_day=end, last_day=end, precision=Precision.MONTH
    )
    QuestionAnswer.objects.bulk_create(
        QuestionAnswer(cohort=cohort, position=position, **texts)
        for position, texts in enumerate(QUESTIONS, start=1)
    )
    return cohort


def open_round_dates(today: date) -> RoundDates:
    """Opened three weeks ago, closes in 24 days; decision, kick-off and invoices follow."""
    closes_on = today + timedelta(days=24)
    starts_on = kick_off_day(today)
    return RoundDates(
        announced_on=today - timedelta(weeks=4),
        opens_on=today - timedelta(weeks=3),
        closes_on=closes_on,
        decision_on=working_day(closes_on + timedelta(weeks=5)),
        starts_on=starts_on,
        invoicing_year=starts_on.year,
    )


def kick_off_day(today: date) -> date:
    """A Tuesday in about fifteen weeks; it and the Wednesday after are working days."""
    day = today + timedelta(weeks=15)
    day += timedelta(days=(TUESDAY - day.weekday()) % 7)
    while any(working_day(one) != one for one in (day, day + timedelta(days=1))):
        day += timedelta(weeks=1)
    return day


def working_day(day: date) -> date:
    """That day, or the next that is neither weekend nor public holiday in Sweden."""
    closed = _holidays(day)
    while day.weekday() >= 5 or day in closed:
        day += timedelta(days=1)
    return day


def _holidays(day: date) -> Any:
    import holidays  # heavy

    return holidays.country_holidays("SE", years=[day.year, day.year + 1], categories=("public",))


def _free_slug(wanted: str) -> str:
    taken = set(Cohort.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
