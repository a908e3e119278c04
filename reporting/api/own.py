"""One's own, for whoever shows a key: what the person's own organisation has written.

Always through `visible_to` of the key's person, and then no more than their own teams' rows: a
key that goes astray shall not open what partners have shown in confidence.
"""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from ninja import PathEx, Query

from cohorts.models import Participation
from cohorts.querysets import own_seats
from improvements.models import Improvement, Indicator
from learning_meetings.own_meetings import own_meetings
from modellkonceptet.accounts.enums import Scope
from modellkonceptet.civil_dates import today
from reporting.api.documents import document_as_answer
from reporting.api.keys import PersonalKey, fetch_row
from reporting.api.operations import reads
from reporting.api.own_rows import (
    EgenIndikator,
    EgenRapport,
    EgenTraff,
    EgetArbete,
    EgetDeltagande,
    HelIndikator,
    HelRapport,
    HeltArbete,
    indicator_row,
    meeting_row,
    participation_row,
    report_row,
    whole_indicator,
    whole_work,
    work_row,
)
from reporting.api.paging import Page, Paging, page_of, pages_of
from reporting.api.words import LARGEST, asked, number
from reporting.models import ResultReport
from reporting.report_document import document_for

SIGNED_IN = "reporting.see_own_round"
WORK = PersonalKey(Scope.WORKS, "improvements.see_work", of_row=True)
INDICATOR = PersonalKey(Scope.INDICATORS, "improvements.see_work", of_row=True)
REPORT = PersonalKey(Scope.REPORTS, "reporting.read_report", of_row=True)


class OfHomeAsked(Paging):
    deltagande: int = asked(_("Only of this participation, by its number."), 3, ge=1, le=LARGEST)


def _at_home(user: Any) -> QuerySet:
    return own_seats(user).values("participation")


def _of_home(request: HttpRequest, rows: Any, question: OfHomeAsked) -> Any:
    rows = rows.visible_to(request.user).filter(participation__in=_at_home(request.user))
    wanted = question.deltagande
    return rows if wanted is None else rows.filter(participation=wanted)


@reads(
    "/mitt/deltaganden/",
    "own_participations",
    answers=pages_of(EgetDeltagande, Page),
    asks=Paging,
    key=PersonalKey(Scope.ROUND, SIGNED_IN),
    summary=_("Your participations"),
    words=_("The rounds in which you have a seat in a team."),
)
def own_participations(request: HttpRequest, question: Query[Paging]) -> Any:
    rows = Participation.objects.visible_to(request.user).filter(pk__in=_at_home(request.user))
    rows = rows.select_related("cohort", "organisation", "unit", "group").order_by("pk")
    return page_of(request, question, rows, participation_row)


@reads(
    "/mitt/traffar/",
    "own_meetings",
    answers=pages_of(EgenTraff, Page),
    asks=Paging,
    key=PersonalKey(Scope.ROUND, "learning_meetings.see_own_calendar"),
    summary=_("Your meetings"),
    words=_("Those ahead, the nearest first; then those that have been, the latest first."),
)
def meetings(request: HttpRequest, question: Query[Paging]) -> Any:
    with override("sv"):
        found = own_meetings(request.user, today())
        return page_of(request, question, [*found.coming, *found.over], meeting_row)


@reads(
    "/mitt/arbeten/",
    "own_works",
    answers=pages_of(EgetArbete, Page),
    asks=OfHomeAsked,
    key=PersonalKey(Scope.WORKS, SIGNED_IN),
    summary=_("Your improvement works"),
    words=_("Those of your own organisation, also what is not shown to partners."),
)
def works(request: HttpRequest, question: Query[OfHomeAsked]) -> Any:
    rows = _of_home(request, Improvement.objects.all(), question).order_by("pk")
    rows = rows.prefetch_related("progress", "cycles")
    return page_of(request, question, rows, work_row)


@reads(
    "/mitt/arbeten/{int:id}/",
    "own_work",
    answers=HeltArbete,
    key=WORK,
    summary=_("One of your improvement works"),
    words=_("With its PDSA cycles."),
)
def work(
    request: HttpRequest,
    id: PathEx[int, number(_("The improvement work’s number."), 5)],
) -> Any:
    rows = Improvement.objects.visible_to(request.user)
    rows = rows.filter(participation__in=_at_home(request.user))
    return whole_work(fetch_row(WORK, request, rows.prefetch_related("progress", "cycles"), id))


@reads(
    "/mitt/indikatorer/",
    "own_indicators",
    answers=pages_of(EgenIndikator, Page),
    asks=OfHomeAsked,
    key=PersonalKey(Scope.INDICATORS, SIGNED_IN),
    summary=_("Your indicators"),
    words=_("Those of your own organisation; their figures come with each of them."),
)
def indicators(request: HttpRequest, question: Query[OfHomeAsked]) -> Any:
    rows = _of_home(request, Indicator.objects.all(), question).order_by("pk")
    return page_of(request, question, rows.annotate(figures=Count("measurements")), indicator_row)


@reads(
    "/mitt/indikatorer/{int:id}/",
    "own_indicator",
    answers=HelIndikator,
    key=INDICATOR,
    summary=_("One of your indicators"),
    words=_("With all its figures, also those about few people: handle them with care."),
)
def indicator(
    request: HttpRequest,
    id: PathEx[int, number(_("The indicator’s number."), 8)],
) -> Any:
    rows = Indicator.objects.visible_to(request.user)
    rows = rows.filter(participation__in=_at_home(request.user))
    rows = rows.annotate(figures=Count("measurements")).prefetch_related("measurements")
    return whole_indicator(fetch_row(INDICATOR, request, rows, id))


@reads(
    "/mitt/rapporter/",
    "own_reports",
    answers=pages_of(EgenRapport, Page),
    asks=OfHomeAsked,
    key=PersonalKey(Scope.REPORTS, SIGNED_IN),
    summary=_("Your result reports"),
    words=_("In every state, from the day they are begun."),
)
def reports(request: HttpRequest, question: Query[OfHomeAsked]) -> Any:
    rows = _of_home(request, ResultReport.objects.all(), question)
    rows = rows.select_related("occasion__form").order_by("pk")
    return page_of(request, question, rows, report_row)


@reads(
    "/mitt/rapporter/{int:id}/",
    "own_report",
    answers=HelRapport,
    key=REPORT,
    summary=_("One of your result reports"),
    words=_("With its text: as it stands while it is written, afterwards as sent in last."),
)
def report(
    request: HttpRequest,
    id: PathEx[int, number(_("The report’s number."), 17)],
) -> Any:
    rows = ResultReport.objects.visible_to(request.user)
    rows = rows.filter(participation__in=_at_home(request.user))
    rows = rows.select_related(
        "occasion__form", "occasion__cohort", "participation__organisation", "participation__unit"
    )
    found = fetch_row(REPORT, request, rows, id)
    with override("sv"):
        document = document_for(found, at_home=True)
    return {**report_row(found), "dokument": document_as_answer(document) if document else None}
