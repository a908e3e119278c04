"""Meetings that concern the participant: agenda, notes, what came of them, and who came."""

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_meetings.enums import Audience, OutcomeKind
from learning_meetings.models import (
    AgendaItem,
    Invitee,
    Material,
    Meeting,
    MeetingNote,
    Outcome,
    Presentation,
)
from modellkonceptet.civil_dates import period
from reporting.case_file.bundle import UPLOADED
from reporting.case_file.case import Case, Chapter, name_of
from reporting.case_file.records import Listing, Record, Shape, listed

MEETING = Shape(
    Meeting,
    (
        "name",
        "kind",
        "number",
        "audience",
        "status",
        "first_day",
        "last_day",
        "precision",
        "starts_at",
        "ends_at",
        "place",
        "address",
        "leader",
        "note_taker",
        "cancelled_because",
    ),
    {"hosts": gettext_lazy("Hosts")},
    unread=frozenset({"name", "number", "first_day", "last_day", "precision"}),
)
AGENDA = Shape(AgendaItem, ("minutes", "title", "leads", "leads_name"))
NOTES = Shape(
    MeetingNote,
    ("status",),
    {
        "version": gettext_lazy("Version"),
        "saved_at": gettext_lazy("Saved"),
        "text": gettext_lazy("Notes"),
    },
)
RESULT = Shape(
    Outcome,
    ("kind", "text", "due_on", "done_on"),
    {
        "origin": gettext_lazy("From whom"),
        "taken_by": gettext_lazy("Taken home by"),
        "responsible": gettext_lazy("Responsible"),
    },
)
INVITED = Shape(
    Invitee, ("name", "function", "answer", "joins_remotely", "substitute_name", "attended")
)
SHOWN = Shape(Presentation, ("uploaded_at",), {"file": gettext_lazy("File")})
MATERIAL = Shape(
    Material,
    ("title", "summary", "kind", "published_at"),
    {"link": gettext_lazy("Link"), "file": gettext_lazy("File")},
)


def read_meetings(case: Case) -> list[Listing]:
    """Those of the group and of the round. Public meetings belong to everybody's calendar."""
    home = case.participation
    concern = Q(audience__in=(Audience.ROUND, Audience.STRATEGISTS), cohort=home.cohort)
    if home.group_id:
        concern |= Q(audience=Audience.GROUP, group=home.group)
    meetings = (
        Meeting.objects.filter(concern)
        .select_related("note")
        .prefetch_related(
            "agenda",
            "hosts__participation__organisation",
            "hosts__participation__unit",
            "note__revisions",
            Prefetch("outcomes", _outcomes(home)),
            Prefetch("invitees", Invitee.objects.current().filter(participation=home)),
            Prefetch(
                "presentations",
                Presentation.objects.filter(participation=home).select_related("file"),
            ),
            Prefetch("material", Material.objects.filter(published_at__isnull=False)),
            "material__versions__file",
        )
        .order_by("first_day", "starts_at", "pk")
    )
    return [Listing("meetings", "", tuple(_meeting(case, one) for one in meetings))]


def _outcomes(home: Any) -> Any:
    """What the meeting decided; ideas that came from or went to the participant; its own tasks."""
    return (
        Outcome.objects.filter(
            Q(kind=OutcomeKind.DECISION)
            | Q(kind=OutcomeKind.IDEA) & (Q(taken_by=home) | Q(origin=home))
            | Q(kind=OutcomeKind.ACTION, responsible__participation=home)
        )
        .select_related(
            "origin__organisation",
            "origin__unit",
            "taken_by__organisation",
            "taken_by__unit",
            "responsible",
        )
        .order_by("pk")
    )


def _meeting(case: Case, meeting: Meeting) -> Record:
    when = period(meeting.first_day, meeting.last_day, meeting.precision)
    return MEETING.record(
        meeting,
        title=f"{meeting.name}, {when}",
        hosts=[str(one.participation) for one in meeting.hosts.all()],
        listings=[
            listed(
                "agenda",
                _("Agenda"),
                [AGENDA.record(one) for one in meeting.agenda.all()],
                as_table=True,
            ),
            Listing("notes", _("Notes"), _notes(meeting)),
            listed(
                "outcomes",
                _("What came of it"),
                [_outcome(one) for one in meeting.outcomes.all()],
                as_table=True,
            ),
            listed(
                "attendance",
                _("Who was invited and who came, of your organisation"),
                [INVITED.record(one) for one in meeting.invitees.all()],
                as_table=True,
            ),
            listed(
                "presentations",
                _("What you showed"),
                [_presentation(case, one, meeting) for one in meeting.presentations.all()],
                as_table=True,
            ),
            listed(
                "material",
                _("Material of the meeting"),
                [_material(case, one) for one in meeting.material.all()],
                as_table=True,
            ),
        ],
    )


def _notes(meeting: Meeting) -> tuple[Record, ...]:
    """As they stand; earlier versions are working material of whoever wrote them."""
    note = getattr(meeting, "note", None)
    if note is None:
        return ()
    standing = next((one for one in note.revisions.all() if one.version == note.version), None)
    if standing is None or not standing.text:
        return ()
    values = {"version": note.version, "saved_at": standing.saved_at, "text": standing.text}
    return (NOTES.record(note, **values),)


def _outcome(one: Outcome) -> Record:
    return RESULT.record(
        one,
        origin=name_of(one.origin),
        taken_by=name_of(one.taken_by),
        responsible=one.responsible.name if one.responsible else "",
    )


def _presentation(case: Case, one: Presentation, meeting: Meeting) -> Record:
    what = _("Presentation at %(meeting)s") % {"meeting": meeting.name}
    return SHOWN.record(one, file=case.bundle.add_stored(one.file, folder=UPLOADED, what=what))


def _material(case: Case, one: Material) -> Record:
    version = next((each for each in one.versions.all() if each.number == one.version), None)
    return MATERIAL.record(
        one,
        link=version.url if version else "",
        file=case.bundle.add_stored(
            version.file if version else None,
            folder=UPLOADED,
            what=_("Material of a meeting: %(title)s") % {"title": one.title},
        ),
    )


MEETINGS = Chapter(
    "meetings",
    gettext_lazy("Meetings"),
    read_meetings,
    {
        "meetings[]": MEETING,
        "meetings[].agenda[]": AGENDA,
        "meetings[].notes[]": NOTES,
        "meetings[].outcomes[]": RESULT,
        "meetings[].attendance[]": INVITED,
        "meetings[].presentations[]": SHOWN,
        "meetings[].material[]": MATERIAL,
    },
)
