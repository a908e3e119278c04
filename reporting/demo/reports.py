"""The running round's interim report: Lund writes, Ystad has sent in, the others have not begun."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from cohorts.models import Cohort, Participation
from modellkonceptet.accounts.models import User
from reporting.demo.group_rounds import RUNNING
from reporting.enums import ReportKind, ReportStatus
from reporting.models import (
    ReportForm,
    ReportOccasion,
    ReportText,
    ReportTextRevision,
    ReportVersion,
    ResultReport,
)
from reporting.report_content import as_data
from reporting.services.report_sending import put_together
from reporting.services.report_writing import keep_charts

LUND = {
    "starting-point": "Vi började med en fråga från nämnden: varför väntar kvinnor med ekonomiskt"
    " bistånd längre på en insats till arbete än män? Siffrorna fanns, men ingen hade ställt dem"
    " bredvid varandra.",
    "steering": "Socialnämnden har skrivit in skillnaden i målen för nästa år, och den följs upp"
    " i varje tertialrapport.\n\nBeslutsunderlagen till nämnden ska från i höst svara på vad"
    " förslaget betyder för kvinnor och män.",
}
YSTAD = {
    "starting-point": "Vi hade ett politiskt beslut men inget arbetssätt.",
    "steering": "Budgetanvisningarna ber nu alla nämnder om könsuppdelade nyckeltal.",
    "way-of-working": "Vi har prövat en checklista i två enheter.",
    "indicators": "Vi har valt tre mått och börjat mäta varje månad.",
    "self-assessment": "Teamet är mer överens nu än när vi började.",
    "learned": "Av Lund har vi lärt oss att börja i ett enda ärende.",
    "plan": "Efter sommaren går vi vidare till förskolan. Förvaltningschefen ansvarar.",
}


def ensure_reports(*, today: date, people: Mapping[str, User]) -> int:
    """Write the reports if there are none; say how many were written."""
    cohort = Cohort.objects.filter(slug=RUNNING).first()
    if cohort is None or ReportOccasion.objects.filter(cohort=cohort).exists():
        return 0
    occasions = {
        form.programme.participant_kind: ReportOccasion.objects.create(
            cohort=cohort, form=form, due_on=today + timedelta(days=24)
        )
        for form in ReportForm.objects.filter(
            programme__terms__cohort=cohort, kind=ReportKind.INTERIM
        ).select_related("programme")
    }
    written = 0
    for name, texts, is_sent in (("Lunds kommun", LUND, False), ("Ystad kommun", YSTAD, True)):
        home = cohort.participations.filter(organisation__official_name=name).first()
        occasion = occasions.get(home.organisation.participant_kind) if home else None
        if home and occasion:
            _write(home, occasion, texts, is_sent=is_sent)
            written += 1
    return written


def _write(
    home: Participation, occasion: ReportOccasion, texts: Mapping[str, str], *, is_sent: bool
) -> None:
    seat = home.team.current().filter(function__in=["strategist", "key_person"]).first()
    actor = seat.user if seat else None
    report = ResultReport.objects.create(participation=home, occasion=occasion, begun_by=actor)
    for section in occasion.form.sections.filter(key__in=texts):
        of = {"report": report, "section": section, "text": texts[section.key], "version": 1}
        ReportText.objects.create(edited_by=actor, edited_at=timezone.now(), **of)
        ReportTextRevision.objects.create(edited_by=actor, **of)
    if is_sent:
        _send(report, actor)


def _send(report: ResultReport, actor: User | None) -> None:
    now = timezone.now()
    document = put_together(report, sent_at=now.date())
    for part in document.parts:
        keep_charts(report, part.nodes)
    report.status, report.version = ReportStatus.SENT, 1
    report.sent_at, report.sent_by = now, actor
    report.save()
    ReportVersion.objects.create(
        report=report, number=1, document=as_data(document), sent_at=now, sent_by=actor
    )
