"""What an answer says of one's own rows. Nobody but the key's person is in it, by function."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import create_model

from cohorts.enums import EventKind, ParticipationStatus, Precision
from cohorts.models import Participation
from improvements.enums import (
    CycleDecision,
    CycleStatus,
    Direction,
    Frequency,
    ImprovementStatus,
    IndicatorRole,
    SeriesKind,
)
from improvements.models import Cycle, Improvement, Indicator, Measurement
from learning_meetings.enums import Answer, MeetingStatus
from learning_meetings.own_meetings import OwnMeeting
from learning_meetings.round_meetings import host_names
from reporting.api.documents import Dokument
from reporting.api.tables import ORGANISATION, ROUND, fields_of
from reporting.api.words import told
from reporting.enums import ReportStatus
from reporting.models import ResultReport
from reporting.open_data import (
    BY_SLUG,
    ORGANISATION_FIELDS,
    ROUND_FIELDS,
    of_organisation,
    of_round,
)

_PART = [field for field in BY_SLUG["deltagare"].fields if field.name == "del"]
_HOME = _("The participation that it belongs to, by number.")
_PAGE = _("Its page here, for whoever has signed in.")
_LINK = "https://exempel.se/forbattringar/5/"

EgetDeltagande = create_model(
    "EgetDeltagande",
    __base__=Schema,
    id=(int, told(_("The participation’s number."), 3)),
    **ROUND,
    **ORGANISATION,
    **fields_of(*_PART),
    grupp=(str | None, told(_("The group’s name, once groups are published."), "Norr")),
    tillstand=(ParticipationStatus, told(_("Where the participation stands."), "active")),
)


class EgenTraff(Schema):
    id: int = told(_("The meeting’s number."), 11)
    omgang: str = told(ROUND["omgang"][1].description, "omgang-9")
    grupp: str | None = told(_("The group that meets; null where it is the round."), "Norr")
    namn: str = told(_("The meeting’s name."), "Lärandeträff 1")
    slag: EventKind = told(_("What kind of meeting it is."), "learning_meeting")
    tillstand: MeetingStatus = told(_("How far it has come."), "invited")
    forsta_dag: date = told(_("First day of the period in which it is held."), "2027-03-09")
    sista_dag: date = told(_("Last day of that period."), "2027-03-10")
    noggrannhet: Precision = told(_("How exactly the period is known."), "day")
    borjar: datetime | None = told(_("When it begins, once that is set."), "2027-03-09T09:00:00Z")
    slutar: datetime | None = told(_("When it ends."), "2027-03-09T15:00:00Z")
    plats: str = told(_("Where; the link to join is in the invitation alone."), "Stadshuset")
    adress: str = told(_("The street address."), "Storgatan 1, Lund")
    vardar: list[str] = told(_("Who hosts; empty where SKR does."), ["Lund"])
    mitt_svar: Answer | None = told(_("What you have answered; null if not invited."), "yes")


class Mal(Schema):
    vad: str = told(_("What will improve."), "Deltagandet i simskolan")
    hur_mycket: str = told(_("By how much, or to what."), "från 40 till 50 procent")
    for_vem: str = told(_("For whom."), "flickor i årskurs 2")
    nar: date | None = told(_("By when."), "2027-12-31")


class EgetArbete(Schema):
    id: int = told(_("The improvement work’s number."), 5)
    deltagande: int = told(_HOME, 3)
    namn: str = told(_("The improvement work’s name."), "Simskola för alla")
    problem: str = told(_("The difference that it is about."), "Få flickor fullföljer.")
    mal: Mal = told(_("The aim in its four parts."))
    verksamhet: str = told(_("The core operation."), "Förskola och skola")
    tillstand: ImprovementStatus = told(_("Where the work stands."), "testing")
    framsteg: float | None = told(_("The step on the scale from 0.5 to 5.0."), 2.5)
    resultat: str = told(_("What came of it."), "")
    infort_i: str = told(_("Where it is everyday work."), "")
    spritt_till: str = told(_("To which units it has spread."), "")
    endast_egen: bool = told(_("Whether it is for your own organisation only."), False)
    antal_cykler: int = told(_("How many PDSA cycles it has."), 2)
    andrat: datetime = told(_("When it was last changed."), "2027-03-09T09:00:00Z")
    lank: str = told(_PAGE, _LINK)


class Cykel(Schema):
    nummer: int = told(_("The cycle’s number in its work."), 1)
    namn: str = told(_("The cycle’s name."), "Prova kvällstid")
    tillstand: CycleStatus = told(_("Which step it stands in."), "acted")
    borjade: date | None = told(_("When it began."), "2027-01-11")
    slutade: date | None = told(_("When it ended."), "2027-02-12")
    syfte: str = told(_("What the test is for."), "Se om fler kommer på kvällen.")
    vad_hande: str = told(_("What happened."), "Alla platser fylldes.")
    siffrorna_visar: str = told(_("What the figures show."), "12 av 20 var flickor.")
    for_kvinnor_och_man: str = told(_("What was good for whom, women and men."), "Bra för båda.")
    lardom: str = told(_("What was learned."), "Tiden avgör.")
    beslut: CycleDecision | None = told(_("What was decided; null until then."), "adopt")


class HeltArbete(EgetArbete):
    cykler: list[Cykel] = told(_("Its PDSA cycles, in their order."))


class EgenIndikator(Schema):
    id: int = told(_("The indicator’s number."), 8)
    deltagande: int = told(_HOME, 3)
    arbete: int | None = told(_("The improvement work that it follows, by number."), 5)
    namn: str = told(_("The indicator’s name."), "Andel som fullföljer")
    roll: IndicatorRole = told(_("What it follows."), "outcome")
    definition: str = told(_("What is counted, and how."), "Fullföljda av påbörjade")
    enhet: str = told(_("The unit."), "%")
    riktning: Direction = told(_("Which direction is the better one."), "up")
    malvarde: float | None = told(_("The target."), 50.0)
    kalla: str = told(_("Where the figures come from."), "Simhallens register")
    hur_ofta: Frequency = told(_("How often it is measured."), "month")
    serier: list[SeriesKind] = told(_("For whom there are figures."), ["girls", "boys"])
    endast_egen: bool = told(_("Whether it is for your own organisation only."), False)
    avslutad: bool = told(_("Whether it is no longer followed."), False)
    antal_varden: int = told(_("How many figures it has."), 24)
    lank: str = told(_PAGE, _LINK)


class Varde(Schema):
    period: date = told(_("The period’s first day."), "2027-01-01")
    serie: SeriesKind = told(_("For whom the figure holds."), "girls")
    varde: float = told(_("The figure."), 42.5)
    antal: int | None = told(_("How many people stand behind it."), 40)
    kommentar: str = told(_("What is noted beside it."), "")


class HelIndikator(EgenIndikator):
    varden: list[Varde] = told(_("Its figures, the oldest first."))


class EgenRapport(Schema):
    id: int = told(_("The report’s number."), 17)
    deltagande: int = told(_HOME, 3)
    rapport: str = told(_("Which report it is."), "Slutrapport")
    senast: date = told(_("The last day to send it in."), "2027-05-31")
    tillstand: ReportStatus = told(_("Where the report stands."), "draft")
    antal_inskickade: int = told(_("How often it has been sent in."), 0)
    paborjad: datetime = told(_("When it was begun."), "2027-03-09T09:00:00Z")
    skickad: datetime | None = told(_("When it was last sent in."), None)
    godkand: datetime | None = told(_("When SKR approved it."), None)
    publicerad: datetime | None = told(_("When it was published."), None)
    lank: str = told(_PAGE, _LINK)


class HelRapport(EgenRapport):
    dokument: Dokument | None = told(
        _("The report’s text: while it is written as it stands, else as sent in last.")
    )


def participation_row(one: Participation) -> dict[str, Any]:
    names = [field.name for field in (*ROUND_FIELDS, *ORGANISATION_FIELDS)]
    cells = (*of_round(one.cohort), *of_organisation(one.organisation))
    group = one.group if one.group and one.group.published_at else None
    return {
        "id": one.pk,
        **dict(zip(names, cells, strict=True)),
        "del": one.unit.name if one.unit else one.operation or None,
        "grupp": group.name if group else None,
        "tillstand": one.status,
    }


def meeting_row(one: OwnMeeting) -> dict[str, Any]:
    meeting = one.meeting
    return {
        "id": meeting.pk,
        "omgang": meeting.cohort.slug,
        "grupp": meeting.group.name if meeting.group else None,
        "namn": meeting.name_sv,
        "slag": meeting.kind,
        "tillstand": meeting.status,
        "forsta_dag": meeting.first_day,
        "sista_dag": meeting.last_day,
        "noggrannhet": meeting.precision,
        "borjar": meeting.starts_at,
        "slutar": meeting.ends_at,
        "plats": meeting.place,
        "adress": meeting.address,
        "vardar": host_names(meeting),
        "mitt_svar": one.invitee.answer if one.invitee else None,
    }


def work_row(one: Improvement) -> dict[str, Any]:
    """Steps come latest first; cycles are at hand."""
    steps, cycles = list(one.progress.all()), list(one.cycles.all())
    return {
        "id": one.pk,
        "deltagande": one.participation_id,
        "namn": one.title,
        "problem": one.problem,
        "mal": {
            "vad": one.aim_what,
            "hur_mycket": one.aim_amount,
            "for_vem": one.aim_group,
            "nar": one.aim_by,
        },
        "verksamhet": one.operation,
        "tillstand": one.status,
        "framsteg": steps[0].tenths / 10 if steps else None,
        "resultat": one.outcome,
        "infort_i": one.implemented_in,
        "spritt_till": one.spread_to,
        "endast_egen": one.is_private,
        "antal_cykler": len(cycles),
        "andrat": one.changed_at,
        "lank": _page(one),
    }


def whole_work(one: Improvement) -> dict[str, Any]:
    return {**work_row(one), "cykler": [_cycle(cycle) for cycle in one.cycles.all()]}


def _cycle(one: Cycle) -> dict[str, Any]:
    return {
        "nummer": one.number,
        "namn": one.title,
        "tillstand": one.status,
        "borjade": one.started_on,
        "slutade": one.ended_on,
        "syfte": one.objective,
        "vad_hande": one.what_happened,
        "siffrorna_visar": one.data_shows,
        "for_kvinnor_och_man": one.by_sex,
        "lardom": one.learned,
        "beslut": one.decision or None,
    }


def indicator_row(one: Indicator) -> dict[str, Any]:
    """With `figures`, how many it has, counted by the query."""
    return {
        "id": one.pk,
        "deltagande": one.participation_id,
        "arbete": one.improvement_id,
        "namn": one.name,
        "roll": one.role,
        "definition": one.definition,
        "enhet": one.unit,
        "riktning": one.direction,
        "malvarde": None if one.target is None else float(one.target),
        "kalla": one.source,
        "hur_ofta": one.frequency,
        "serier": one.series,
        "endast_egen": one.is_private,
        "avslutad": one.is_closed,
        "antal_varden": one.figures,  # type: ignore[attr-defined]
        "lank": _page(one),
    }


def whole_indicator(one: Indicator) -> dict[str, Any]:
    return {**indicator_row(one), "varden": [_figure(row) for row in one.measurements.all()]}


def _figure(one: Measurement) -> dict[str, Any]:
    return {
        "period": one.period,
        "serie": one.series,
        "varde": float(one.value),
        "antal": one.count,
        "kommentar": one.comment,
    }


def report_row(one: ResultReport) -> dict[str, Any]:
    return {
        "id": one.pk,
        "deltagande": one.participation_id,
        "rapport": one.occasion.form.name_sv,
        "senast": one.occasion.due_on,
        "tillstand": one.status,
        "antal_inskickade": one.version,
        "paborjad": one.begun_at,
        "skickad": one.sent_at,
        "godkand": one.approved_at,
        "publicerad": one.published_at,
        "lank": _page(one),
    }


def _page(row: Any) -> str:
    return f"{settings.SITE_URL}{row.get_absolute_url()}"
