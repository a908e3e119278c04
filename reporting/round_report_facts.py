"""What is known of a round when its report is made, in a fixed number of queries.

`read_facts` is for the PDF and for the files with data alike: what is not in the facts is in
neither. A report is a document in Swedish, so its words are, whoever orders it.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.utils.translation import override

from cohorts.enums import OrganisationKind, ParticipationStatus
from cohorts.models import Cohort, Mentorship, Participation
from cohorts.querysets import swedish
from learning_meetings.attendance import ABSENT, CAME, SUBSTITUTE, Line, read_attendance
from learning_meetings.attendance import Attendance as AttendancePage
from learning_meetings.meeting_times import first_and_last
from modellkonceptet.civil_dates import civil_date, today
from reporting.models import ReportOccasion, ReportQuote, ReportSection, ReportVersion, ResultReport
from reporting.report_content import from_data
from reporting.round_report_assessments import read_assessments_of_round
from reporting.round_report_values import (
    Approved,
    Attendance,
    Attended,
    MeetingHeld,
    Missing,
    Participant,
    Participants,
    Place,
    Quote,
    Reports,
    RoundFacts,
)
from reporting.round_report_works import charts_of_round, gauges_of, of_round, read_works
from reporting.services.report_facts import LANGUAGE

__all__ = ["RoundFacts", "read_facts"]
logger = logging.getLogger(__name__)


def read_facts(cohort: Cohort) -> RoundFacts:
    """What cannot be read is named in `failed` and stands empty: the rest goes on without it."""
    found: dict[str, Any] = {}
    with override(LANGUAGE):
        for name, read in READERS.items():
            try:
                found[name] = read(cohort)
            except Exception:  # one part must not cost the others
                logger.exception("Round %s: %s could not be read", cohort.pk, name)
    return RoundFacts(
        slug=cohort.slug,
        name=cohort.name_sv,
        starts_on=cohort.starts_on,
        as_of=today(),
        failed=frozenset(READERS.keys() - found.keys()),
        **found,
    )


def read_participants(cohort: Cohort) -> Participants:
    everybody = list(
        Participation.objects.filter(cohort=cohort)
        .select_related("organisation", "unit", "group")
        .order_by(swedish("organisation__name"), "pk")
    )
    staying = [one for one in everybody if one.status != ParticipationStatus.WITHDRAWN]
    mentorships = list(
        Mentorship.objects.filter(cohort=cohort, ended_on=None)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    mentors: dict[int | None, list[str]] = {}
    for one in mentorships:
        mentors.setdefault(one.group_id, []).append(str(one.organisation))
    rows = [
        _participant(one, tuple(mentors.get(one.group_id, ())) if one.group_id else ())
        for one in staying
    ]
    shown = {one.organisation: False for one in staying}
    shown |= {one.organisation: True for one in mentorships}
    return Participants(
        rows=tuple(rows),
        left=len(everybody) - len(staying),
        groups=len({one.group_id for one in staying if one.group_id}),
        places=tuple(
            Place(one.name, float(one.latitude), float(one.longitude), is_mentor)
            for one, is_mentor in shown.items()
            if one.kind != OrganisationKind.REGION
            if one.latitude is not None and one.longitude is not None
        ),
        region_codes=tuple(
            sorted(
                one.organisation.county_code
                for one in staying
                if one.organisation.kind == OrganisationKind.REGION
                if one.organisation.county_code
            )
        ),
    )


def _participant(one: Participation, mentors: tuple[str, ...]) -> Participant:
    organisation = one.organisation
    return Participant(
        key=one.pk,
        name=str(one),
        code=organisation.code or "",
        kind=organisation.kind,
        kind_word=str(organisation.get_kind_display()),
        county=organisation.county_name,
        operation=one.operation,
        group=one.group.name if one.group else "",
        mentors=mentors,
        status=one.status,
        status_word=str(one.get_status_display()),
    )


def read_attended(cohort: Cohort) -> Attendance:
    page = read_attendance(cohort)
    by_function: dict[Any, list[Line]] = {}
    for line in page.lines:
        by_function.setdefault(line.function, []).append(line)
    return Attendance(
        functions=tuple(_attended(function, lines) for function, lines in by_function.items()),
        rows=tuple(
            _attended(line.function, [line], participant=line.participation.pk)
            for line in page.lines
        ),
        meetings=tuple(_meetings(page)),
    )


def _attended(function: Any, lines: list[Line], participant: int | None = None) -> Attended:
    return Attended(
        function=function.value,
        word=str(function.label),
        held=sum(line.held for line in lines),
        there=sum(line.there for line in lines),
        substitutes=sum(line.substitutes for line in lines),
        participant=participant,
    )


def _meetings(page: AttendancePage) -> list[MeetingHeld]:
    """Those that have been held for somebody; groups hold theirs on days of their own."""
    found = []
    for place, name in enumerate(page.columns):
        cells = [line.cells[place] for line in page.lines]
        held = [cell for cell in cells if cell.state in (CAME, SUBSTITUTE, ABSENT)]
        if held:
            days = [days for cell in held if (days := first_and_last(cell.meeting))]
            found.append(
                MeetingHeld(
                    name,
                    min((first for first, _last in days), default=None),
                    max((last for _first, last in days), default=None),
                    seats=len(held),
                    there=sum(cell.state in (CAME, SUBSTITUTE) for cell in held),
                )
            )
    return found


def read_reports(cohort: Cohort) -> Reports:
    occasions = list(
        ReportOccasion.objects.filter(cohort=cohort)
        .select_related("form__programme")
        .order_by("due_on", "pk")
    )
    versions = (
        ReportVersion.objects.filter(
            of_round(cohort, "report__participation__"),
            report__in=ResultReport.objects.approved(),
            number=F("report__version"),
        )
        .select_related("report__occasion")
        .order_by("report__participation", "report__occasion__due_on", "report")
    )
    found = list(versions)
    results: dict[int, set[str]] = {}
    sections = ReportSection.objects.filter(
        form__in={one.form_id for one in occasions}, result__isnull=False
    )
    for form, key in sections.values_list("form", "key"):
        results.setdefault(form, set()).add(key)
    latest = {one.report.participation_id: one.pk for one in found}
    forms = {one.pk: one.form for one in occasions}
    rows = [
        Approved(
            key=one.report_id,
            participant=one.report.participation_id,
            name=forms[one.report.occasion_id].name_sv,
            kind=forms[one.report.occasion_id].kind,
            sent_on=civil_date(one.sent_at),
            approved_on=civil_date(one.report.approved_at or one.sent_at),
            document=from_data(one.document),
            results=frozenset(results.get(one.report.occasion.form_id, ())),
            is_latest=latest[one.report.participation_id] == one.pk,
        )
        for one in found
    ]
    return Reports(tuple(rows), tuple(_missing(cohort, occasions, rows)))


def _missing(
    cohort: Cohort, occasions: list[ReportOccasion], rows: list[Approved]
) -> list[Missing]:
    approved = {(one.participant, one.name, one.kind) for one in rows}
    staying = (
        cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        .select_related("organisation")
        .order_by(swedish("organisation__name"), "pk")
    )
    home = list(staying)
    return [
        Missing(one.pk, occasion.form.name_sv, occasion.due_on)
        for occasion in occasions
        for one in home
        if one.organisation.participant_kind == occasion.form.programme.participant_kind
        if (one.pk, occasion.form.name_sv, occasion.form.kind) not in approved
    ]


def read_quotes(cohort: Cohort) -> tuple[Quote, ...]:
    """Of reports that are approved; where they stand there was asked when they were marked."""
    rows = (
        ReportQuote.objects.filter(
            of_round(cohort, "report__participation__"),
            report__in=ResultReport.objects.approved(),
        )
        .select_related("report__occasion")
        .order_by("report__participation", "pk")
    )
    found = list(rows)
    titles = {
        (form, key): title
        for form, key, title in ReportSection.objects.filter(
            form__in={one.report.occasion.form_id for one in found}
        ).values_list("form", "key", "title_sv")
    }
    return tuple(
        Quote(
            one.report.participation_id,
            titles.get((one.report.occasion.form_id, one.section), ""),
            one.text,
            one.speaker,
        )
        for one in found
    )


# By the name of the field of `RoundFacts`.
READERS: dict[str, Callable[[Cohort], Any]] = {
    "participants": read_participants,
    "attendance": read_attended,
    "works": read_works,
    "gauges": lambda cohort: gauges_of(charts_of_round(cohort)),
    "assessments": read_assessments_of_round,
    "reports": read_reports,
    "quotes": read_quotes,
}
