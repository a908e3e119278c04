"""The meeting's page: what each reader sees first, and what they do not see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from learning_meetings.enums import Answer, Audience, MeetingStatus, OutcomeKind
from learning_meetings.meeting_headline import headline
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import (
    ChecklistItem,
    EvaluationReceipt,
    Invitee,
    Meeting,
    MeetingNote,
    Need,
    NoteRevision,
    Outcome,
    Presentation,
)
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.records.services import store_file
from tests import factories
from tests.learning_meetings.material_recipes import make_material
from tests.learning_meetings.meeting_recipes import (
    MeetingWorld,
    add_agenda,
    add_checklist,
    answer,
    make_meeting_world,
)


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


def says(at: MeetingWorld, user: Any) -> str:
    return headline(MeetingPage(Meeting.objects.get(pk=at.meeting.pk), user))


def published(meeting: Meeting, participation: Any, name: str = "bilder.pdf") -> Presentation:
    file = store_file(name=name, content=b"%PDF-", content_type="application/pdf")
    return Presentation.objects.create(meeting=meeting, participation=participation, file=file)


def test_the_headline_asks_for_an_answer_first(at: MeetingWorld) -> None:
    assert says(at, at.partner) == "Lärandeträff 2 hos Lund om 9 dagar: säg om du kommer"


def test_then_for_the_presentation_with_its_day(at: MeetingWorld) -> None:
    answer(at.invitee("ystad", "strategist"))
    due = MeetingPage(at.meeting, at.partner).presentations_due
    assert due is not None
    assert today() <= due <= today() + timedelta(days=2)
    if due == today():
        said = "er presentation ska publiceras i dag"
    else:
        said = f"er presentation ska vara publicerad {in_words(due)}"
    assert says(at, at.partner) == f"Lärandeträff 2 hos Lund om 9 dagar: {said}"
    published(at.meeting, at.world.ystad)
    assert says(at, at.partner) == "Lärandeträff 2 hos Lund om 9 dagar"


def test_the_host_is_told_of_an_empty_agenda_and_a_late_checklist(at: MeetingWorld) -> None:
    answer(at.invitee("lund", "strategist"))
    published(at.meeting, at.world.lund)
    assert says(at, at.host) == "Lärandeträff 2 hos Lund om 9 dagar: dagordningen är tom"
    add_agenda(at.meeting, ("Hej", 30))
    add_checklist(at.meeting, ("Boka lokal", -30))
    assert says(at, at.host) == "Lärandeträff 2 hos Lund om 9 dagar: 1 sak på checklistan är sen"
    assert says(at, at.mentor) == "Lärandeträff 2 hos Lund om 9 dagar: säg om du kommer"


def test_a_cancelled_meeting_says_so_and_why(at: MeetingWorld, client: Client) -> None:
    Meeting.objects.filter(pk=at.meeting.pk).update(
        status=MeetingStatus.CANCELLED, cancelled_because="Snöstorm"
    )
    assert says(at, at.partner) == "Lärandeträff 2 är inställd"
    client.force_login(at.host)
    page = client.get(at.meeting.get_absolute_url()).content.decode()
    assert "Snöstorm" in page
    assert "dagordning/" not in page
    assert "checklista/" not in page


def test_what_goes_on_now_is_in_the_headline(db: None) -> None:
    at = make_meeting_world(days=0)
    begins = timezone.now() - timedelta(minutes=10)
    Meeting.objects.filter(pk=at.meeting.pk).update(
        starts_at=begins, ends_at=begins + timedelta(hours=3)
    )
    at.meeting.refresh_from_db()
    add_agenda(at.meeting, ("Inledning", 30), ("Kartläggning", 60))
    page = MeetingPage(at.meeting, at.partner)
    assert page.phase == "during"
    ends = timezone.localtime(begins + timedelta(minutes=30))
    clock = f"{ends.hour}.{ends.minute:02}"
    assert says(at, at.partner) == f"Lärandeträff 2 pågår: Inledning till {clock}"
    assert [now for _part, _who, now in page.agenda_rows] == [True, False]


def test_afterwards_the_host_notes_and_the_others_say_what_they_thought(db: None) -> None:
    at = make_meeting_world(days=-2)
    assert says(at, at.host) == "Lärandeträff 2 var för 2 dagar sedan: notera vilka som var med"
    assert says(at, at.partner) == "Lärandeträff 2 var för 2 dagar sedan: säg vad du tyckte"
    EvaluationReceipt.objects.create(invitee=at.invitee("ystad", "strategist"))
    assert says(at, at.partner) == "Lärandeträff 2 var för 2 dagar sedan"
    Outcome.objects.create(
        meeting=at.meeting,
        kind=OutcomeKind.ACTION,
        text="Skicka mallen",
        responsible=at.world.seat(at.world.ystad, "strategist"),
        due_on=today(),
    )
    assert says(at, at.partner) == "Lärandeträff 2 var för 2 dagar sedan: 1 sak att göra"


def test_a_meeting_without_a_date_has_days_instead_of_clocks(db: None) -> None:
    at = make_meeting_world(status=MeetingStatus.PLANNED)
    Meeting.objects.filter(pk=at.meeting.pk).update(
        starts_at=None, ends_at=None, precision="month", invited_at=None
    )
    at.meeting.refresh_from_db()
    add_agenda(at.meeting, ("Hej", 30))
    add_checklist(at.meeting, ("Boka lokal", -30))
    page = MeetingPage(at.meeting, at.host)
    assert says(at, at.host) == "Lärandeträff 2 hos Lund har inget datum än"
    assert [(part.begins, part.ends) for part in page.agenda] == [(None, None)]
    assert [due.day for due in page.deadlines] == [None, None, None]


def test_who_comes_by_organisation_with_substitutes_and_gaps(at: MeetingWorld) -> None:
    answer(at.invitee("lund", "politician"))
    answer(at.invitee("lund", "strategist"), joins_remotely=True)
    answer(at.invitee("ystad", "politician"), Answer.NO)
    answer(at.invitee("ystad", "senior_manager"), Answer.NO, substitute_name="Bo Ek")
    answer(at.invitee("ystad", "key_person"), Answer.MAYBE)
    people = MeetingPage(at.meeting, at.partner).attendees
    assert people.finding() == "3 av 13 kommer, 8 har inte svarat"
    assert people.gaps() == ["Ystad kommun kommer utan politiker"]
    assert [place.name for place in people.places] == [
        "Lund kommun",
        "Ystad kommun",
        "Höör kommun",
        "Malmö",
    ]
    assert [(one.function, one.words) for one in people.places[1].people] == [
        ("Politiker", "Kommer inte"),
        ("Hög chef", "Bo Ek kommer i stället"),
        ("Nyckelperson", "Kanske"),
        ("Jämställdhetsstrateg", "Inget svar än"),
    ]


@pytest.mark.parametrize(
    ("who", "sees_link", "sees_need", "sees_checklist"),
    [
        ("host", True, True, True),
        ("partner", True, False, False),
        ("mentor", True, False, False),
        ("lund_politician", True, False, False),
        ("project_lead", True, False, True),
        ("reviewer", False, False, False),
    ],
)
def test_who_sees_the_link_the_needs_and_the_checklist(
    at: MeetingWorld,
    client: Client,
    request: pytest.FixtureRequest,
    who: str,
    sees_link: bool,
    sees_need: bool,
    sees_checklist: bool,
) -> None:
    add_checklist(at.meeting, ("Boka lokal", -30))
    Need.objects.create(
        invitee=at.invitee("hoor", "politician"), text="Hörslinga", consented_at=timezone.now()
    )
    if who in ("project_lead", "reviewer"):
        user = request.getfixturevalue(who)
    elif who == "lund_politician":
        user = at.world.person("lund", "politician")
    else:
        user = getattr(at, who)
    client.force_login(user)
    page = client.get(at.meeting.get_absolute_url()).content.decode()
    assert (at.meeting.remote_link in page) is sees_link
    assert ("Hörslinga" in page) is sees_need
    assert ("Boka lokal" in page) is sees_checklist


def test_skr_sees_the_needs_where_nobody_hosts(at: MeetingWorld, project_lead: Any) -> None:
    Need.objects.create(
        invitee=at.invitee("hoor", "politician"), text="Vegan", consented_at=timezone.now()
    )
    at.meeting.hosts.all().delete()
    assert [need.text for need in MeetingPage(at.meeting, project_lead).needs] == ["Vegan"]


def test_another_group_does_not_know_that_the_meeting_is(at: MeetingWorld, client: Client) -> None:
    other = factories.make_user("annan@kalmar.example")
    place = factories.make_participation(
        at.world.cohort, factories.make_organisation("Kalmar"), team={"strategist": other}
    )
    factories.make_group(at.world.cohort, "Grupp 2", members=(place,))
    client.force_login(other)
    assert client.get(at.meeting.get_absolute_url()).status_code == 404
    file = published(at.meeting, at.world.lund)
    assert client.get(f"/traffar/presentation/{file.pk}/").status_code == 404


def test_a_visitor_of_a_public_meeting_sees_when_and_where_alone(
    at: MeetingWorld, client: Client, stranger: Any
) -> None:
    Meeting.objects.filter(pk=at.meeting.pk).update(audience=Audience.PUBLIC, group=None)
    add_agenda(at.meeting, ("Inledning", 30))
    client.force_login(stranger)
    page = client.get(at.meeting.get_absolute_url()).content.decode()
    assert "Rådhuset, Stortorget 7, Lund" in page
    assert "Inledning" not in page
    assert "politician Lund" not in page
    assert at.meeting.remote_link not in page


def full(at: MeetingWorld, lead: Any, times: int) -> None:
    """Everything that a meeting can hold, so many times."""
    meeting, world = at.meeting, at.world
    add_agenda(meeting, *[("Del", 5)] * times)
    for item in add_checklist(meeting, *[("Sak", -3)] * times):
        ChecklistItem.objects.filter(pk=item.pk).update(done_at=timezone.now(), done_by=lead)
    for number in range(times):
        invitee = Invitee.objects.create(
            meeting=meeting, name=f"P{number}", email=f"p{number}@x.example"
        )
        Need.objects.create(invitee=invitee, text="Vegan", consented_at=timezone.now())
        published(meeting, world.lund, f"{number}.pdf")
        published(meeting, world.ystad, f"{number}.pdf")
        make_material(world.cohort, lead, f"Läs {number}", meeting=meeting)
        for kind in OutcomeKind:
            Outcome.objects.create(
                meeting=meeting,
                kind=kind,
                text=f"{kind} {number}",
                origin=world.lund,
                taken_by=world.ystad,
                responsible=world.seat(world.ystad, "politician"),
                due_on=today(),
            )
    note, _new = MeetingNote.objects.get_or_create(meeting=meeting, defaults={"version": times})
    for number in range(1, times + 1):
        NoteRevision.objects.get_or_create(
            note=note, version=number, defaults={"text": "Vi sa", "author": lead}
        )


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(
    ("days", "who", "queries"),
    [
        (9, "host", 23),
        (9, "partner", 21),
        (9, "lead", 20),
        (-2, "host", 23),
        (-2, "partner", 22),
        (-2, "lead", 19),
    ],
)
def test_the_page_costs_the_same_with_few_and_many(
    client: Client,
    project_lead: Any,
    django_assert_num_queries: Any,
    who: str,
    queries: int,
    times: int,
    days: int,
) -> None:
    at = make_meeting_world(days=days)
    full(at, project_lead, times)
    client.force_login(project_lead if who == "lead" else getattr(at, who))
    client.get(at.meeting.get_absolute_url())
    with django_assert_num_queries(queries):
        client.get(at.meeting.get_absolute_url())
