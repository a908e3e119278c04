"""The world's meetings and material: one of everything for each of the two organisations."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cohorts.enums import EventKind, Function
from cohorts.models import Cohort
from learning_meetings.enums import (
    Answer,
    Audience,
    MaterialKind,
    MeetingStatus,
    OutcomeKind,
    PollAnswer,
    Responsible,
)
from learning_meetings.models import (
    AgendaItem,
    AgendaTemplate,
    CalendarFeed,
    ChecklistItem,
    ChecklistTemplate,
    DatePoll,
    EvaluationReceipt,
    Host,
    HostSwap,
    Invitee,
    Material,
    MaterialVersion,
    MaterialVisit,
    Meeting,
    MeetingEvaluation,
    MeetingNote,
    MeetingTemplate,
    MethodStep,
    Need,
    NoGoPeriod,
    NoteRevision,
    Outcome,
    PollDate,
    PollVote,
    PollVoter,
    Presentation,
    TrainingRecord,
)
from modellkonceptet.records.services import store_file

PDF = b"%PDF-1.7\n%%EOF\n"


def template_rows(cohort: Cohort) -> MeetingTemplate:
    programme = cohort.terms.get().programme
    step = MethodStep.objects.create(programme=programme, number=3, name_sv="Träff 1")
    template = MeetingTemplate.objects.create(
        programme=programme,
        kind=EventKind.LEARNING_MEETING,
        number=1,
        step=step,
        name_sv="Lärandeträff 1",
        audience=Audience.GROUP,
        has_host=True,
    )
    AgendaTemplate.objects.create(
        template=template, position=1, minutes=30, title_sv="Hej", leads=Responsible.HOST
    )
    ChecklistTemplate.objects.create(
        template=template, position=1, days=-14, text_sv="Bjud in", responsible=Responsible.HOST
    )
    today = timezone.localdate()
    NoGoPeriod.objects.create(cohort=cohort, name_sv="Sportlov", first_day=today, last_day=today)
    return template


def meeting_rows(matter: Any, template: MeetingTemplate) -> None:
    """The group's meeting, hosted by the matter's organisation, with everything around it."""
    participation, group = matter.rows["participation"], matter.rows["group"]
    begins = timezone.now() + timedelta(days=20)
    meeting = Meeting.objects.create(
        cohort=group.cohort,
        group=group,
        template=template,
        kind=template.kind,
        number=1,
        audience=Audience.GROUP,
        name_sv="Lärandeträff 1",
        status=MeetingStatus.INVITED,
        first_day=begins.date(),
        last_day=begins.date(),
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
    )
    of = {"meeting": meeting}
    Host.objects.create(participation=participation, **of)
    swap = HostSwap.objects.create(other=meeting, asked_by=matter.owner, **of)
    matter.rows |= {"meeting": meeting, "host_swap": swap} | _planned(matter, meeting)
    matter.rows |= _people(matter, meeting) | _afterwards(matter, meeting) | _material(matter)


def _planned(matter: Any, meeting: Meeting) -> dict[str, Any]:
    return {
        "agenda_item": AgendaItem.objects.create(
            meeting=meeting, position=1, minutes=30, title_sv="Hej", leads=Responsible.HOST
        ),
        "checklist_item": ChecklistItem.objects.create(
            meeting=meeting, position=1, days=-14, text_sv="Bjud in", responsible=Responsible.HOST
        ),
        "presentation": Presentation.objects.create(
            meeting=meeting,
            participation=matter.rows["participation"],
            file=store_file(
                content=PDF, name="bilder.pdf", content_type="application/pdf", actor=None
            ),
        ),
    }


def _people(matter: Any, meeting: Meeting) -> dict[str, Any]:
    invitee = Invitee.objects.create(
        meeting=meeting,
        team_member=matter.rows["team_member"],
        participation=matter.rows["participation"],
        name=matter.owner.name,
        email=matter.owner.email,
        function=Function.STRATEGIST,
        answer=Answer.YES,
        answered_at=timezone.now(),
    )
    poll = DatePoll.objects.create(meeting=meeting, answer_by=timezone.localdate())
    date = PollDate.objects.create(poll=poll, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    voter = PollVoter.objects.create(
        poll=poll, name=matter.owner.name, email=matter.owner.email, token_hash=str(poll.pk)
    )
    PollVote.objects.create(voter=voter, date=date, answer=PollAnswer.YES)
    CalendarFeed.objects.create(user=matter.owner, token_hash=f"feed-{poll.pk}")
    return {
        "invitee": invitee,
        "need": Need.objects.create(invitee=invitee, text="Hörslinga", consented_at=timezone.now()),
        "poll": poll,
        "poll_date": date,
    }


def _afterwards(matter: Any, meeting: Meeting) -> dict[str, Any]:
    note = MeetingNote.objects.create(meeting=meeting, version=1)
    NoteRevision.objects.create(note=note, version=1, text="Vi sa", author=matter.owner)
    MeetingEvaluation.objects.create(meeting=meeting, plus="Bra")
    EvaluationReceipt.objects.create(invitee=meeting.invitees.get())
    return {
        "note": note,
        "outcome": Outcome.objects.create(
            meeting=meeting,
            kind=OutcomeKind.IDEA,
            text="Pröva",
            origin=matter.rows["participation"],
        ),
    }


def _material(matter: Any) -> dict[str, Any]:
    material = Material.objects.create(
        cohort=matter.rows["participation"].cohort,
        kind=MaterialKind.PAGE,
        title_sv="Läs först",
        published_at=timezone.now(),
        version=1,
    )
    version = MaterialVersion.objects.create(
        material=material,
        number=1,
        body_sv="Hej",
        file=store_file(content=PDF, name="mall.pdf", content_type="application/pdf", actor=None),
    )
    MaterialVisit.objects.create(material=material, user=matter.owner, version=1)
    return {
        "material": material,
        "material_version": version,
        "training": TrainingRecord.objects.create(
            participation=matter.rows["participation"], name="Anna", email="anna@example.org"
        ),
    }
