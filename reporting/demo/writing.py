"""The applicants' side of the demo's applications, through the product's own services."""

import io
from datetime import date, datetime, timedelta

from django.utils import timezone

from applications.enums import DocumentPurpose
from applications.models import (
    Application,
    SectionDraft,
    SectionRevision,
)
from applications.sections import Walker
from applications.services.drafts import attach_document, save_section
from applications.services.starting import NewUnit, start_application
from applications.services.submitting import submit_application
from cohorts.enums import UnitKind
from cohorts.models import Cohort, MailDomain, Organisation
from modellkonceptet.civil_dates import STOCKHOLM, in_words
from modellkonceptet.records.models import AuditEntry, StoredFile
from reporting.demo.applicants import Applicant, DemoDecision
from reporting.demo.minutes import draw_minutes
from reporting.demo.people import DemoPerson, make_person
from reporting.demo.typed import decision_day, diary_number, typed_sections

BODY_NAMES = {"council": "fullmäktige", "board": "styrelsen"}


def write_application(applicant: Applicant, *, cohort: Cohort, today: date) -> Application:
    """Start as the applicant's writer, and type in what the writer has come to."""
    organisation = Organisation.objects.get(kind=applicant.kind, code=applicant.code)
    if applicant.is_known:
        MailDomain.objects.get_or_create(organisation=organisation, domain=applicant.domain)
    writer = make_person(DemoPerson(applicant.email, f"{applicant.writer}, {organisation}"))
    district = NewUnit(UnitKind.DISTRICT, applicant.district) if applicant.district else None
    application = start_application(
        cohort=cohort, organisation=organisation, new_unit=district, actor=writer
    )
    for section, data in typed_sections(applicant, application, today=today).items():
        save_section(
            application=application, section=section, data=data, base_version=0, actor=writer
        )
    for purpose, decision in (
        (DocumentPurpose.POLITICAL_DECISION, applicant.policy),
        (DocumentPurpose.DECISION_TO_APPLY, applicant.apply),
    ):
        if decision.is_taken and decision.matter and purpose in applicant.sections:
            attach_minutes(application, purpose, decision, today=today)
    return application


def attach_minutes(
    application: Application, purpose: str, decision: DemoDecision, *, today: date
) -> None:
    """An extract of the minutes, as the writer would attach it."""
    number = diary_number(decision, today)
    content = draw_minutes(
        organisation=str(application.organisation),
        body=decision.body_name or BODY_NAMES[decision.body],
        day=in_words(decision_day(decision, today), weekday=False, year=True),
        number=number,
        matter=decision.matter,
    )
    attach_document(
        application=application,
        purpose=purpose,
        file=io.BytesIO(content),
        name=f"Protokollsutdrag {number.replace('/', '-').replace(':', '-')}.pdf",
        actor=application.created_by,
    )


def send_in(application: Application) -> None:
    walker = Walker(application)
    submit_application(
        application=application,
        answers=walker.complete(),
        versions=walker.versions,
        actor=application.created_by,
    )


def days_ago(days: int, *, about: Application) -> datetime:
    """A moment in working hours, another for each application."""
    day = timezone.now().astimezone(STOCKHOLM) - timedelta(days=days)
    return day.replace(hour=8 + about.pk % 9, minute=about.pk * 17 % 60, second=0, microsecond=0)


def move_back(applicant: Applicant, application: Application) -> None:
    """Give what was written just now the days on which it would have been written."""
    started = days_ago(applicant.started, about=application)
    written = started + timedelta(minutes=50)
    about = Application.objects.filter(pk=application.pk)
    about.update(created_at=started)
    application.collaborators.update(joined_at=started, last_seen_at=written)
    SectionDraft.objects.filter(application=application).update(edited_at=written)
    SectionRevision.objects.filter(application=application).update(edited_at=written)
    move_documents(application, written)
    move_history(application, started, "start")
    if applicant.sent:
        sent = days_ago(applicant.sent, about=application)
        about.update(first_submitted_at=sent)
        application.submissions.filter(number=1).update(submitted_at=sent)
        move_history(application, sent, "submit")


def move_documents(application: Application, moment: datetime) -> None:
    """All that are attached now."""
    attached = application.documents.filter(removed_at=None).values("file")
    StoredFile.objects.filter(pk__in=attached).update(created_at=moment)


def move_history(application: Application, moment: datetime, *actions: str) -> None:
    AuditEntry.objects.about(application).filter(action__in=actions).update(at=moment)
