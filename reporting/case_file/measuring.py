"""Where the participant stood and what it measured: starting point, answers, series, figures."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.assessment_occasions import occasion_name
from improvements.enums import SeriesKind
from improvements.models import (
    AgreedAnswer,
    Assessment,
    Baseline,
    ChartEvent,
    ChosenIndicator,
    FactAnswer,
    Indicator,
    Measurement,
    OfficialIndicator,
    OfficialValue,
    StartingPoint,
)
from improvements.period_words import period_name
from reporting.case_file.case import Case, Chapter
from reporting.case_file.records import Grid, Listing, Record, Shape, as_words, listed

FACT = Shape(
    FactAnswer,
    ("question", "text", "changed_at"),
    {"key": gettext_lazy("Key"), "question": gettext_lazy("Question")},
    unread=frozenset({"key"}),
)
SHARED = Shape(StartingPoint, ("shared_at",))
OFFICIAL = Shape(
    OfficialIndicator,
    ("kolada_id", "title", "description", "area"),
    unread=frozenset({"kolada_id", "title"}),
)
OFFICIAL_VALUE = Shape(OfficialValue, ("year", "sex", "value", "fetched_at", "is_withdrawn"))
ASSESSED = Shape(
    Assessment,
    ("agreed_at",),
    {"occasion": gettext_lazy("Occasion"), "edition": gettext_lazy("Edition of the checklist")},
    unread=frozenset({"occasion"}),
)
AGREED = Shape(
    AgreedAnswer,
    ("number", "moment", "value", "evidence", "comment"),
    {"number": gettext_lazy("Number"), "moment": gettext_lazy("Moment")},
)
INDICATOR = Shape(
    Indicator,
    (
        "name",
        "role",
        "definition",
        "numerator",
        "denominator",
        "unit",
        "direction",
        "target",
        "source",
        "frequency",
        "series",
        "responsible_name",
        "is_private",
        "is_closed",
        "created_at",
    ),
    {"work": gettext_lazy("Improvement work, its number in the service")},
    {"series": SeriesKind},
    frozenset({"name", "work"}),
)
FIGURE = Shape(
    Measurement,
    ("period", "series", "value", "count", "comment", "is_astronomical", "changed_at"),
)
BASELINE = Shape(Baseline, ("frozen_first", "split_on", "reason", "set_at"))
EVENT = Shape(ChartEvent, ("on", "text"))


def read_starting_point(case: Case) -> list[Listing]:
    point = StartingPoint.objects.filter(participation=case.participation).first()
    answers = (
        FactAnswer.objects.filter(starting_point__participation=case.participation)
        .select_related("question")
        .order_by("question__position", "pk")
    )
    facts = [FACT.record(one, key=one.question.key, question=one.question.text) for one in answers]
    return [
        listed("starting_point", "", [SHARED.record(point)] if point else []),
        listed("answers", _("Answers"), facts, as_table=True),
        Listing("official_figures", _("Official figures"), _official(case)),
    ]


def _official(case: Case) -> tuple[Record, ...]:
    """Chosen by the participant; its own values alone, as they stand."""
    organisation = case.participation.organisation
    standing = OfficialValue.objects.filter(organisation=organisation, replaced_at=None)
    chosen = (
        ChosenIndicator.objects.filter(participation=case.participation)
        .select_related("indicator")
        .prefetch_related(Prefetch("indicator__values", standing.order_by("year", "sex")))
        .order_by("indicator__kolada_id")
    )
    return tuple(
        OFFICIAL.record(
            one.indicator,
            title=str(one.indicator),
            listings=[
                listed(
                    "values",
                    _("Figures"),
                    [OFFICIAL_VALUE.record(value) for value in one.indicator.values.all()],
                    as_table=True,
                )
            ],
        )
        for one in chosen
    )


def read_assessments(case: Case) -> list[Listing]:
    """What the participant agreed on. What each person answered for themselves stays theirs."""
    agreed = (
        Assessment.objects.agreed()
        .filter(participation=case.participation)
        .select_related("occasion", "edition")
        .prefetch_related(
            Prefetch(
                "answers",
                AgreedAnswer.objects.select_related("moment").order_by(
                    "moment__level", "moment__number"
                ),
            )
        )
        .order_by("agreed_at", "pk")
    )
    return [Listing("assessments", "", tuple(_assessment(one) for one in agreed))]


def _assessment(one: Assessment) -> Record:
    answers = [
        AGREED.record(answer, number=answer.moment.number, moment=answer.moment.title)
        for answer in one.answers.all()
    ]
    occasion = occasion_name(one.occasion.kind, one.occasion.number)
    return ASSESSED.record(
        one,
        title=occasion,
        occasion=occasion,
        edition=one.edition.name,
        listings=[listed("answers", _("Answers"), answers, as_table=True)],
    )


def read_indicators(case: Case) -> list[Listing]:
    """All that was measured, also figures about few people: at home they are seen as they are."""
    found = (
        Indicator.objects.filter(participation=case.participation)
        .prefetch_related(
            Prefetch("measurements", Measurement.objects.order_by("period", "series")),
            "baselines",
            "events",
        )
        .order_by("pk")
    )
    return [Listing("indicators", "", tuple(_indicator(one) for one in found))]


def _indicator(one: Indicator) -> Record:
    figures = list(one.measurements.all())
    return INDICATOR.record(
        one,
        title=one.name,
        work=one.improvement_id,
        listings=[
            Listing(
                "measurements",
                _("Figures"),
                tuple(FIGURE.record(figure) for figure in figures),
                by_period(one, figures),
            ),
            listed(
                "baselines",
                _("Median of the chart"),
                [BASELINE.record(line) for line in one.baselines.all()],
                as_table=True,
            ),
            listed(
                "events",
                _("Events"),
                [EVENT.record(each) for each in one.events.all()],
                as_table=True,
            ),
        ],
    )


def by_period(indicator: Indicator, figures: Iterable[Measurement]) -> Grid | None:
    """A line for each period, a column for each series: "61 (40)" is a figure of 40 people."""
    cells = {(one.period, one.series): one for one in figures}
    if not cells:
        return None
    series = [kind for kind in SeriesKind if any(found == kind for _day, found in cells)]
    notes: dict[date, list[str]] = {one.period: [] for one in cells.values()}
    for one in cells.values():
        if one.comment:
            notes[one.period].append(one.comment)

    def said(one: Measurement | None) -> str:
        if one is None:
            return ""
        return as_words(one.value) + (f" ({one.count})" if one.count is not None else "")

    has_notes = any(notes.values())
    return Grid(
        (
            _("Period"),
            *(str(kind.label) for kind in series),
            *([_("Comment")] if has_notes else []),
        ),
        tuple(
            (
                period_name(period, indicator.frequency),
                *(said(cells.get((period, kind))) for kind in series),
                *(["; ".join(notes[period])] if has_notes else []),
            )
            for period in sorted(notes)
        ),
    )


STARTING_POINT = Chapter(
    "starting_point",
    gettext_lazy("Starting point"),
    read_starting_point,
    {
        "starting_point[]": SHARED,
        "answers[]": FACT,
        "official_figures[]": OFFICIAL,
        "official_figures[].values[]": OFFICIAL_VALUE,
    },
)
ASSESSMENTS = Chapter(
    "self_assessments",
    gettext_lazy("Self-assessments"),
    read_assessments,
    {"assessments[]": ASSESSED, "assessments[].answers[]": AGREED},
)
INDICATORS = Chapter(
    "indicators",
    gettext_lazy("Indicators"),
    read_indicators,
    {
        "indicators[]": INDICATOR,
        "indicators[].measurements[]": FIGURE,
        "indicators[].baselines[]": BASELINE,
        "indicators[].events[]": EVENT,
    },
)
