"""Loading earlier rounds: who took part, in which group, who mentored, and what they promised."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from cohorts.enums import (
    Completion,
    MentorRole,
    ParticipationStatus,
    Precision,
    PromiseStatus,
    UnitKind,
)
from cohorts.models import (
    Cohort,
    Group,
    MentorPromise,
    Mentorship,
    Organisation,
    Participation,
    Unit,
)
from cohorts.services.loading import LoadReport, sync
from cohorts.titles import first_day
from modellkonceptet.records.services import record_event

Row = Mapping[str, str]
PARTICIPANT = "participant"


@transaction.atomic
def load_history(
    *, rounds: Iterable[Row], participants: Iterable[Row], report: LoadReport | None = None
) -> LoadReport:
    """Historical cohorts with their participations, groups and mentorships, each with its source.

    Every completed participation brings its promise to mentor, kept where the organisation has
    mentored since. Dates and texts that somebody has added to a historical round afterwards stay.
    """
    report = report or LoadReport()
    cohorts = {row["round"]: _load_round(row, report) for row in rounds}
    organisations = _Organisations()
    for row in participants:
        organisation = organisations.find(row)
        if organisation is None:
            report.remarks.append(f"{row['round']}: no organisation is called {row['name']}")
        elif row["role"] == PARTICIPANT:
            _load_participation(cohorts[row["round"]], organisation, row, report)
        else:
            _load_mentorship(cohorts[row["round"]], organisation, row, report)
    _load_promises(cohorts.values(), report)
    return report


class _Organisations:
    """Every organisation by its code, or by its name where it has none."""

    def __init__(self) -> None:
        known = list(Organisation.objects.all())
        self.by_code = {found.code: found for found in known if found.code}
        self.by_name = {found.name: found for found in known if not found.code}

    def find(self, row: Row) -> Organisation | None:
        if code := row["organisation_code"]:
            return self.by_code.get(code)
        return self.by_name.get(row["name"])


def _load_round(row: Row, report: LoadReport) -> Cohort:
    values: dict[str, Any] = {
        "name_sv": row["name_sv"],
        "name_en": row["name_en"],
        "is_historical": True,
        "period_text": row["period"],
        "source": row["source"],
    }
    if row["starts_on"]:
        values["starts_on"] = date.fromisoformat(row["starts_on"])
    if row.get("ended"):
        values["completed_on"], values["completed_precision"] = read_end(row["ended"])
    return sync(report, Cohort, key={"slug": row["round"]}, values=values)


def read_end(text: str) -> tuple[date, Precision]:
    """The last day that a round can have ended on: "2016", "2018-05" or "2018-05-31"."""
    year, *rest = (int(part) for part in text.split("-"))
    if not rest:
        return date(year, 12, 31), Precision.YEAR
    month = rest[0]
    if len(rest) == 1:
        return date(year, month, monthrange(year, month)[1]), Precision.MONTH
    return date(year, month, rest[1]), Precision.DAY


def _load_group(cohort: Cohort, row: Row, report: LoadReport) -> Group | None:
    if not row["group"]:
        return None
    group, created = Group.objects.get_or_create(cohort=cohort, name=row["group"])
    if created:
        report.created.append(f"group {group} ({cohort})")
    return group


def _load_participation(
    cohort: Cohort, organisation: Organisation, row: Row, report: LoadReport
) -> None:
    unit = None
    if row["unit"]:
        kind = UnitKind.DISTRICT if "stadsdel" in row["unit"].lower() else UnitKind.ADMINISTRATION
        unit, _created = Unit.objects.get_or_create(
            organisation=organisation, name=row["unit"], defaults={"kind": kind}
        )
    completion = Completion(row["completed"])
    left = completion == Completion.NO
    sync(
        report,
        Participation,
        key={"cohort": cohort, "organisation": organisation, "unit": unit},
        values={
            "group": _load_group(cohort, row, report),
            "operation": row["operation"],
            "status": ParticipationStatus.WITHDRAWN if left else ParticipationStatus.COMPLETED,
            "completion": completion,
            "note": row["note"],
            "source": row["source"],
        },
    )


def _load_mentorship(
    cohort: Cohort, organisation: Organisation, row: Row, report: LoadReport
) -> None:
    sync(
        report,
        Mentorship,
        key={
            "cohort": cohort,
            "organisation": organisation,
            "group": _load_group(cohort, row, report),
        },
        values={
            "role": MentorRole(row["role"]),
            "completion": Completion(row["completed"]),
            "note": row["note"],
            "source": row["source"],
        },
    )


def _load_promises(cohorts: Iterable[Cohort], report: LoadReport) -> None:
    """What completed participations have promised; promises that are there already stay."""
    rounds = list(cohorts)
    mentorships: dict[int, list[Mentorship]] = defaultdict(list)
    for mentorship in Mentorship.objects.filter(cohort__in=rounds).select_related("cohort"):
        if mentorship.completion != Completion.NO and mentorship.ended_on is None:
            mentorships[mentorship.organisation_id].append(mentorship)
    without = (
        Participation.objects.completed()
        .filter(cohort__in=rounds, promises=None)
        .select_related("cohort", "organisation", "unit")
    )
    # The latest first: where an organisation took part twice, that promise carries the mentorship.
    for participation in sorted(without, key=lambda one: first_day(one.cohort), reverse=True):
        since = first_day(participation.cohort)
        later = [
            one
            for one in mentorships[participation.organisation_id]
            if first_day(one.cohort) > since
        ]
        kept = min(
            later,
            key=lambda one: (one.role != MentorRole.LEAD, first_day(one.cohort)),
            default=None,
        )
        promise = MentorPromise.objects.create(
            participation=participation,
            organisation=participation.organisation,
            promised_on=participation.cohort.completed_on,
            status=PromiseStatus.DONE if kept else PromiseStatus.PROMISED,
            cohort=kept.cohort if kept else None,
        )
        record_event(about=promise, action="promise", actor=None)
        report.created.append(f"promise of {participation} ({participation.cohort})")
        if kept and kept.promise_id is None:
            of_round = [one for one in later if one.cohort_id == kept.cohort_id]
            for mentorship in of_round:
                mentorship.promise = promise
                mentorship.save(update_fields=["promise"])
