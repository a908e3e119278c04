"""The list of a round's applications as the page shows it: few queries, whatever its length."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.capacity import Capacity, capacity_of
from applications.enums import ApplicationStatus, DecisionStatus, Outcome, VerdictOutcome
from applications.filters import (
    DEFAULT_SORT,
    FILTER_NAMES,
    PAGE_SIZES,
    ApplicationFilter,
    CriterionColumn,
    listed_applications,
    ordered,
)
from applications.models import AdmissionDecision, Application, ListPreference, Verdict
from cohorts.models import Cohort, EligibilityCriterion
from modellkonceptet.civil_dates import civil_date, today
from modellkonceptet.form_fields import whole_number

GLYPHS = {
    VerdictOutcome.MET: "tick",
    VerdictOutcome.CONDITION: "half",
    VerdictOutcome.TO_CHECK: "check",
    VerdictOutcome.NOT_MET: "unmet",
}


@dataclass(frozen=True)
class Mark:
    """A verdict as a shape and a word; empty where the criterion does not apply."""

    column: str
    glyph: str
    word: str
    is_wrong: bool


@dataclass(frozen=True)
class Row:
    """One line, ready to print: nothing is looked up while it is drawn."""

    pk: int
    url: str
    name: str
    unit: str
    county: str
    population: str
    submitted: str
    marks: list[Mark]
    state: str
    is_flagged: bool
    is_earlier: bool


@dataclass(frozen=True)
class Heading:
    """A column's head: where a click leads, and how the list is ordered now."""

    label: str
    css: str
    url: str
    direction: str


def criterion_columns(cohort: Cohort) -> list[CriterionColumn]:
    """The criteria of all terms of the round, each key once, in their order."""
    columns: dict[str, CriterionColumn] = {}
    for criterion in EligibilityCriterion.objects.filter(terms__cohort=cohort):
        columns.setdefault(criterion.key, CriterionColumn(criterion.key, criterion.name))
    return list(columns.values())


class ReviewList:
    """One person's view of a round's applications, by a query such as `county=12&sort=name`."""

    def __init__(self, cohort: Cohort, user: Any, query: Mapping[str, Any]) -> None:
        self.cohort = cohort
        self.user = user
        self.query = query
        self.columns = criterion_columns(cohort)
        applications = listed_applications(cohort, user)
        places = applications.order_by().values_list(
            "organisation__county_code", "organisation__county_name", "organisation__skr_group"
        )
        self.filter = ApplicationFilter(
            query, applications, columns=self.columns, places=places.distinct()
        )

    @property
    def sort(self) -> str:
        return self.query.get("sort") or DEFAULT_SORT

    @property
    def page_size(self) -> int:
        size = whole_number(self.query.get("size"))
        return size if size in PAGE_SIZES else PAGE_SIZES[0]

    @property
    def is_narrowed(self) -> bool:
        return any(self.query.get(name) for name in FILTER_NAMES if name not in ("sort", "size"))

    def applications(self) -> models.QuerySet:
        keys = [column.key for column in self.columns]
        found: models.QuerySet = ordered(self.filter.qs, self.sort, keys)
        return found

    def page(self, number: Any) -> Page:
        rows = self.applications().select_related("organisation", "unit", "current_submission")
        return Paginator(rows, self.page_size).get_page(number)

    def capacity(self) -> Capacity:
        return capacity_of(self.cohort)

    def rows(self, applications: Iterable[Application]) -> list[Row]:
        shown = list(applications)
        verdicts, prepared = verdicts_of(shown), prepared_of(shown)
        words = dict(VerdictOutcome.choices)
        return [self._row(each, verdicts, prepared.get(each.pk), words) for each in shown]

    def headings(self, base: str) -> list[Heading]:
        fixed = [
            ("name", _("Municipality or region"), ""),
            ("county", _("County"), ""),
            ("population", _("Inhabitants"), "n"),
            ("submitted", _("Sent in"), "n"),
        ]
        judged = [(column.key, column.name, "v") for column in self.columns]
        return [
            self._heading(name, label, css, base)
            for name, label, css in [*fixed, *judged, ("status", _("Status"), "state")]
        ]

    def _heading(self, name: str, label: str, css: str, base: str) -> Heading:
        current = self.sort.removeprefix("-") == name
        backwards = self.sort.startswith("-")
        params = remembered(self.query)
        params["sort"] = f"-{name}" if current and not backwards else name
        direction = ("descending" if backwards else "ascending") if current else ""
        return Heading(label, css, f"{base}?{params.urlencode()}", direction)

    def _row(
        self,
        application: Application,
        verdicts: dict[int, dict[str, str]],
        prepared: str | None,
        words: dict[str, Any],
    ) -> Row:
        organisation, submission = application.organisation, application.current_submission
        judged = verdicts.get(application.pk, {})
        return Row(
            pk=application.pk,
            url=reverse("applications:review", args=[application.pk]),
            name=organisation.name,
            unit=application.unit.name if application.unit else "",
            county=county_word(organisation.county_name),
            population=grouped(organisation.population),
            submitted=short_day(submission.submitted_at) if submission else "",
            marks=[_mark(column, judged.get(column.key), words) for column in self.columns],
            state=state_in_words(application.status, prepared),
            is_flagged=application.is_flagged,
            is_earlier=application.is_earlier,  # type: ignore[attr-defined]
        )


def remembered(query: Mapping[str, Any]) -> QueryDict:
    """What of a query is kept for the next visit: filters, order and page size."""
    kept = QueryDict(mutable=True)
    for name in FILTER_NAMES:
        if value := query.get(name):
            kept[name] = value
    return kept


def remembered_list(cohort: Cohort, user: Any) -> ReviewList:
    """The list as the person last saw it."""
    preference = ListPreference.objects.filter(user=user, cohort=cohort).first()
    return ReviewList(cohort, user, QueryDict(preference.query if preference else ""))


def verdicts_of(applications: Iterable[Application]) -> dict[int, dict[str, str]]:
    """Outcomes by application and criterion key, in one query."""
    found: dict[int, dict[str, str]] = {}
    rows = Verdict.objects.filter(application__in=[each.pk for each in applications])
    for pk, key, outcome in rows.order_by().values_list("application", "criterion__key", "outcome"):
        found.setdefault(pk, {})[key] = outcome
    return found


def prepared_of(applications: Iterable[Application]) -> dict[int, str]:
    """The outcome of each application's prepared decision, in one query."""
    rows = AdmissionDecision.objects.filter(
        application__in=[each.pk for each in applications], status=DecisionStatus.PREPARED
    )
    return dict(rows.values_list("application", "outcome"))


def state_in_words(status: str, prepared: str | None) -> str:
    """Where an application stands for SKR: a prepared decision says most."""
    if prepared:
        return {
            Outcome.ADMITTED: _("Proposal: admit"),
            Outcome.CONDITIONAL: _("Proposal: admit on condition"),
            Outcome.WAITING_LIST: _("Proposal: waiting list"),
            Outcome.DECLINED: _("Proposal: decline"),
        }[Outcome(prepared)]
    if status == ApplicationStatus.SUBMITTED:
        return _("To check")
    return str(ApplicationStatus(status).label)


def short_name(application: Application) -> str:
    """As people say it: Kiruna, or Malmö, Kulturförvaltningen."""
    organisation = application.organisation
    return (
        f"{organisation.name}, {application.unit.name}" if application.unit else organisation.name
    )


def county_word(county: str) -> str:
    """ "Västra Götalands län" as people say it in a list: Västra Götaland."""
    return county.removesuffix(" län").removesuffix("s")


def grouped(number: int | None) -> str:
    """12 345 with a space that does not break."""
    return "" if number is None else f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def short_day(moment: Any) -> str:
    """ "12 nov", the year only when it is not this one."""
    day = civil_date(moment)
    return date_format(day, "j b" if day.year == today().year else "j b Y")


def _mark(column: CriterionColumn, outcome: str | None, words: dict[str, Any]) -> Mark:
    if outcome is None:
        return Mark(column.name, "", "–", False)
    return Mark(
        column.name,
        GLYPHS[VerdictOutcome(outcome)],
        str(words[outcome]),
        outcome == VerdictOutcome.NOT_MET,
    )
