"""What everybody may read: rounds, organisations, participants, mentors, published results."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import P, PathEx, Query, Schema
from pydantic import create_model

from modellkonceptet.civil_dates import civil_date
from reporting.api.documents import Dokument, document_as_answer
from reporting.api.operations import reads
from reporting.api.paging import OpenPage, Paging, open_page_of, pages_of
from reporting.api.tables import ORGANISATION, ROUND, fields_of, only, row_of, rows_of
from reporting.api.words import asked, number, told
from reporting.archive_records import published_results
from reporting.models import ResultReport
from reporting.open_data import (
    BY_SLUG,
    ORGANISATION_FIELDS,
    ROUND_FIELDS,
    of_organisation,
    of_round,
)
from reporting.report_content import from_data

SLUG = r"^[-a-zA-Z0-9_]{1,80}$"
_ORGANISATION = [field.name for field in ORGANISATION_FIELDS]
_OF_PARTICIPANT = {field.name: field for field in BY_SLUG["deltagare"].fields}

Omgang = row_of("omgangar", "Omgang")
Deltagare = row_of("deltagare", "Deltagare")
Mentor = row_of("mentorer", "Mentor")
Exempel = row_of("exempel", "Exempel")
Organisation = create_model(
    "Organisation",
    __base__=Schema,
    **ORGANISATION,
    **fields_of(_OF_PARTICIPANT["titel"], _OF_PARTICIPANT["titel_sedan"]),
    deltog_i=(list[str], told(_("Short names of the rounds it has taken part in."), ["omgang-4"])),
    mentor_i=(list[str], told(_("Short names of the rounds it has mentored in."), ["omgang-5"])),
)
Resultat = create_model(
    "Resultat",
    __base__=Schema,
    id=(int, told(_("The result’s number."), 17)),
    **ROUND,
    **ORGANISATION,
    **fields_of(_OF_PARTICIPANT["del"]),
    rapport=(str, told(_("Which report it is."), "Slutrapport")),
    publicerad=(str, told(_("The day on which it was published."), "2027-03-09")),
    resultat_lank=(
        str,
        told(_("The result’s page here."), "https://exempel.se/arkiv/resultat/17/"),
    ),
)
HeltResultat = create_model(
    "HeltResultat",
    __base__=Resultat,
    dokument=(Dokument, told(_("The sections that the organisation has published."))),
)

_SHORT_NAME: Any = P(
    description=_("The round’s short name."),  # type: ignore[arg-type]
    example="omgang-4",
    pattern=SLUG,
)
_ROUND = _("Only of this round, by its short name.")
_KIND = _("Only organisations of this type.")
_CODE = _("Only of this municipality (four digits) or region (two).")
_COUNTY = _("Only of this county, by its two digits.")
Kind = Literal["kommun", "region", "kommunalförbund"]


class RoundsAsked(Paging):
    fas: Literal["annonserad", "öppen för anmälan", "under beslut", "pågår", "avslutad"] = asked(
        _("Only rounds that stand here today."), "pågår"
    )


class OrganisationsAsked(Paging):
    organisation_kod: str = asked(_CODE, "1281", pattern=r"^([0-9]{2}){1,2}$")
    typ: Kind = asked(_KIND, "kommun")
    lan_kod: str = asked(_COUNTY, "12", pattern=r"^[0-9]{2}$")


class ParticipantsAsked(OrganisationsAsked):
    omgang: str = asked(_ROUND, "omgang-4", pattern=SLUG)


class MentorsAsked(ParticipantsAsked):
    roll: Literal["mentor", "stödjande mentor"] = asked(_("Only in this role."), "mentor")


def _filters(question: Paging) -> dict[str, Any]:
    return question.model_dump(exclude={"sida", "antal"})


def _same(row: Any) -> Any:
    return row


@reads(
    "/omgangar/",
    "rounds",
    answers=pages_of(Omgang, OpenPage),
    asks=RoundsAsked,
    summary=_("Rounds"),
    words=BY_SLUG["omgangar"].words,
)
def rounds(request: HttpRequest, question: Query[RoundsAsked]) -> Any:
    return open_page_of(request, question, only(rows_of("omgangar"), _filters(question)), _same)


@reads(
    "/omgangar/{slug:omgang}/",
    "round",
    answers=Omgang,
    summary=_("One round"),
    words=_("A round that has been announced, by its short name."),
)
def one_round(
    request: HttpRequest,
    omgang: PathEx[str, _SHORT_NAME],
) -> Any:
    for row in only(rows_of("omgangar"), {"omgang": omgang}):
        return row
    raise Http404


@reads(
    "/deltagare/",
    "participations",
    answers=pages_of(Deltagare, OpenPage),
    asks=ParticipantsAsked,
    summary=_("Participants"),
    words=BY_SLUG["deltagare"].words,
)
def participations(request: HttpRequest, question: Query[ParticipantsAsked]) -> Any:
    return open_page_of(request, question, only(rows_of("deltagare"), _filters(question)), _same)


@reads(
    "/mentorer/",
    "mentorships",
    answers=pages_of(Mentor, OpenPage),
    asks=MentorsAsked,
    summary=_("Mentors"),
    words=BY_SLUG["mentorer"].words,
)
def mentorships(request: HttpRequest, question: Query[MentorsAsked]) -> Any:
    return open_page_of(request, question, only(rows_of("mentorer"), _filters(question)), _same)


@reads(
    "/organisationer/",
    "organisations",
    answers=pages_of(Organisation, OpenPage),
    asks=OrganisationsAsked,
    summary=_("Organisations"),
    words=_("A row for each organisation that has taken part or been mentor, with its rounds."),
)
def organisations(request: HttpRequest, question: Query[OrganisationsAsked]) -> Any:
    return open_page_of(request, question, only(_organisations(), _filters(question)), _same)


def _organisations() -> list[dict[str, Any]]:
    """From the rows of participants and mentors alone, so that nothing else can be said."""
    found: dict[str, dict[str, Any]] = {}
    for slug, name in (("deltagare", "deltog_i"), ("mentorer", "mentor_i")):
        for row in rows_of(slug):
            new = {key: row[key] for key in _ORGANISATION}
            new |= {"titel": None, "titel_sedan": None, "deltog_i": [], "mentor_i": []}
            one = found.setdefault(row["lank"], new)
            if row.get("titel"):
                one |= {"titel": row["titel"], "titel_sedan": row["titel_sedan"]}
            if row["omgang"] not in one[name]:
                one[name].append(row["omgang"])
    return sorted(
        found.values(), key=lambda one: (one["typ"], one["organisation_kod"] or "", one["lank"])
    )


class ExamplesAsked(Paging):
    organisation_kod: str = asked(_CODE, "1281", pattern=r"^([0-9]{2}){1,2}$")
    lan_kod: str = asked(_COUNTY, "12", pattern=r"^[0-9]{2}$")
    omgang: str = asked(_ROUND, "omgang-4", pattern=SLUG)


@reads(
    "/exempel/",
    "examples",
    answers=pages_of(Exempel, OpenPage),
    asks=ExamplesAsked,
    summary=_("Learning examples"),
    words=BY_SLUG["exempel"].words,
)
def examples(request: HttpRequest, question: Query[ExamplesAsked]) -> Any:
    return open_page_of(request, question, only(rows_of("exempel"), _filters(question)), _same)


class ResultsAsked(Paging):
    omgang: str = asked(_ROUND, "omgang-4", pattern=SLUG)
    organisation_kod: str = asked(_CODE, "1281", pattern=r"^([0-9]{2}){1,2}$")


@reads(
    "/resultat/",
    "results",
    answers=pages_of(Resultat, OpenPage),
    asks=ResultsAsked,
    summary=_("Published results"),
    words=_("A row for each result report that an organisation has published, the latest first."),
)
def results(request: HttpRequest, question: Query[ResultsAsked]) -> Any:
    rows = published_results()
    if question.omgang is not None:
        rows = rows.filter(participation__cohort__slug=question.omgang)
    if question.organisation_kod is not None:
        rows = rows.filter(participation__organisation__code=question.organisation_kod)
    return open_page_of(request, question, rows, _result)


@reads(
    "/resultat/{int:id}/",
    "result",
    answers=HeltResultat,
    summary=_("One published result"),
    words=_("With the sections that the organisation has chosen to publish, and no others."),
)
def result(
    request: HttpRequest,
    id: PathEx[int, number(_("The result’s number."), 17)],
) -> Any:
    report = get_object_or_404(published_results(), pk=id)
    return {**_result(report), "dokument": document_as_answer(from_data(report.public))}


def _day(moment: datetime | None) -> str:
    """What is published has a day: the table's constraint says so."""
    assert moment is not None  # noqa: S101
    return civil_date(moment).isoformat()


def _result(report: ResultReport) -> dict[str, Any]:
    home = report.participation
    names = [field.name for field in (*ROUND_FIELDS, *ORGANISATION_FIELDS)]
    cells = (*of_round(home.cohort), *of_organisation(home.organisation))
    return {
        "id": report.pk,
        **dict(zip(names, cells, strict=True)),
        "del": home.unit.name if home.unit else home.operation or None,
        "rapport": report.occasion.form.name_sv,
        "publicerad": _day(report.published_at),
        "resultat_lank": f"{settings.SITE_URL}{reverse('archive:result', args=[report.pk])}",
    }
