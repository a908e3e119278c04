"""What participants show at a meeting: published, replaced, late, and wrong files."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import Meeting, Presentation
from learning_meetings.services.presentations import (
    MOST_FILES,
    may_present,
    publish_presentation,
    remove_presentation,
    speakers,
)
from modellkonceptet.civil_dates import today
from modellkonceptet.records.models import AuditEntry, StoredFile
from tests import factories
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


def picture(name: str = "bilder.png", colour: str = "white") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/png")


def publish(at: MeetingWorld, file: Any = None, **other: Any) -> Presentation:
    said = {"meeting": at.meeting, "participation": at.world.ystad, "actor": at.partner}
    return publish_presentation(**said | other, file=file or picture())


def trail(at: MeetingWorld) -> list[str]:
    rows = AuditEntry.objects.filter(
        subject_type="learning_meetings.meeting", subject_id=at.meeting.pk
    )
    return list(rows.order_by("pk").values_list("action", flat=True))


def published() -> list[str]:
    return list(Presentation.objects.order_by("pk").values_list("file__name", flat=True))


def test_a_presentation_is_put_before_the_group(at: MeetingWorld, client: Client) -> None:
    added = publish(at)
    assert (added.participation, added.file.name, trail(at)) == (
        at.world.ystad,
        "bilder.png",
        ["publish_presentation"],
    )
    client.force_login(at.mentor)
    answer = client.get(f"/traffar/presentation/{added.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")


def test_the_same_file_again_is_the_one_that_is_there(at: MeetingWorld) -> None:
    assert publish(at) == publish(at)
    assert (published(), StoredFile.objects.count()) == (["bilder.png"], 1)
    assert trail(at) == ["publish_presentation"]


def test_a_presentation_is_replaced(
    at: MeetingWorld, django_capture_on_commit_callbacks: Any
) -> None:
    first = publish(at)
    storage, name = first.file.content.storage, first.file.content.name
    publish(at, picture(colour="black"))
    with django_capture_on_commit_callbacks(execute=True):
        remove_presentation(presentation=first, actor=at.partner)
        remove_presentation(presentation=first, actor=at.partner)
    assert (published(), storage.exists(name)) == (["bilder.png"], False)
    assert trail(at) == [*["publish_presentation"] * 2, "remove_presentation"]


@pytest.mark.parametrize("status", [MeetingStatus.INVITED, MeetingStatus.HELD])
def test_late_is_better_than_never(db: None, status: str) -> None:
    at = make_meeting_world(days=-2, status=status)
    page = MeetingPage(at.meeting, at.partner)
    assert page.presentations_due is not None
    assert page.presentations_due < today()
    assert [one.state[0] for one in page.speakers] == ["warn", "warn", "warn"]
    publish(at)
    page = MeetingPage(at.meeting, at.partner)
    assert {str(one.participation): one.state[0] for one in page.speakers} == {
        "Höör kommun": "warn",
        "Lund kommun": "warn",
        "Ystad kommun": "done",
    }


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("bilder.pptx", b"PK\x03\x04"),
        SimpleUploadedFile("bilder.png", b"not a picture"),
        SimpleUploadedFile("bilder.pdf", b""),
        SimpleUploadedFile("bilder", b"%PDF-"),
    ],
)
def test_a_wrong_file_is_refused_at_its_field(at: MeetingWorld, file: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        publish(at, file)
    assert list(refused.value.error_dict) == ["file"]
    assert (published(), StoredFile.objects.count(), trail(at)) == ([], 0, [])


def test_without_a_file_nothing_is_published(at: MeetingWorld, client: Client) -> None:
    client.force_login(at.partner)
    path = f"{at.meeting.get_absolute_url()}presentation/{at.world.ystad.pk}/"
    answer = client.post(path)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert (published(), trail(at)) == ([], [])


def test_there_is_room_for_so_many(at: MeetingWorld) -> None:
    for number in range(MOST_FILES):
        publish(at, picture(f"{number}.png"))
    with pytest.raises(ValidationError) as refused:
        publish(at, picture("6.png"))
    assert list(refused.value.error_dict) == ["file"]
    assert (len(published()), StoredFile.objects.count()) == (MOST_FILES, MOST_FILES)
    # Each participant has room of its own.
    publish(at, picture(), participation=at.world.lund, actor=at.host)
    assert len(published()) == MOST_FILES + 1


def test_nothing_is_published_at_a_cancelled_meeting(at: MeetingWorld) -> None:
    Meeting.objects.update(status=MeetingStatus.CANCELLED, cancelled_because="Snö")
    with pytest.raises(ValidationError) as refused:
        publish(at)
    assert (refused.value.code, StoredFile.objects.count(), trail(at)) == ("cancelled", 0, [])


def test_each_team_publishes_its_own_and_the_project_lead_for_anybody(
    at: MeetingWorld, project_lead: Any, reviewer: Any
) -> None:
    for actor in (at.host, at.mentor, reviewer):
        with pytest.raises(PermissionDenied):
            publish(at, actor=actor)
    publish(at, actor=at.world.person("ystad", "politician"))
    added = publish(at, participation=at.world.lund, actor=project_lead)
    for actor in (at.partner, at.mentor, reviewer):
        with pytest.raises(PermissionDenied):
            remove_presentation(presentation=added, actor=actor)
    remove_presentation(presentation=added, actor=at.host)
    assert published() == ["bilder.png"]


def test_the_page_says_whose_presentation_it_is(at: MeetingWorld, client: Client) -> None:
    client.force_login(at.partner)
    base = at.meeting.get_absolute_url()
    shown = client.get(f"{base}presentation/{at.world.ystad.pk}/")
    assert (shown.status_code, shown.context["lede"]) == (200, "Ystad kommun")
    assert client.get(f"{base}presentation/{at.world.lund.pk}/").status_code == 404


def test_who_left_shows_nothing(at: MeetingWorld) -> None:
    Participation.objects.filter(pk=at.world.hoor.pk).update(
        status=ParticipationStatus.WITHDRAWN,
        withdrawn_on=today(),
        withdrawal_reason="Ny majoritet",
    )
    assert [str(one) for one in speakers(at.meeting)] == ["Lund kommun", "Ystad kommun"]


def strategists_of_the_round(at: MeetingWorld, **fields: Any) -> Meeting:
    """The whole round's, in which Kalmar's group takes part too."""
    kalmar = factories.make_participation(
        at.world.cohort,
        factories.make_organisation("Kalmar"),
        team={"strategist": factories.make_user("strategist@kalmar.example")},
    )
    factories.make_group(at.world.cohort, "Grupp 2", members=(kalmar,))
    factories.make_participation(factories.make_cohort(), factories.make_organisation("Mora"))
    fields = {"presentation_days": 7, "audience": Audience.STRATEGISTS} | fields
    begins = at.meeting.starts_at + timedelta(days=1)
    return Meeting.objects.create(
        cohort=at.world.cohort,
        kind="strategist_meeting",
        number=2,
        name_sv="Strategträff 2",
        first_day=begins.date(),
        last_day=begins.date(),
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        **fields,
    )


def test_the_strategists_meeting_shows_all_in_the_round(
    at: MeetingWorld, project_lead: Any
) -> None:
    meeting = strategists_of_the_round(at)
    everybody = ["Höör kommun", "Kalmar kommun", "Lund kommun", "Ystad kommun"]
    page = MeetingPage(meeting, at.partner)
    assert [str(one.participation) for one in page.speakers] == everybody
    assert [one.participation for one in page.speakers if one.may_publish] == [at.world.ystad]
    assert [str(one) for one in may_present(meeting, project_lead)] == everybody
    assert [str(one) for one in may_present(meeting, at.mentor)] == []


@pytest.mark.parametrize(
    "fields", [{"presentation_days": None}, {"audience": Audience.PUBLIC}], ids=["none", "public"]
)
def test_where_nothing_is_due_nobody_shows_anything(at: MeetingWorld, fields: Any) -> None:
    meeting = strategists_of_the_round(at, **fields)
    assert list(speakers(meeting)) == []
    with pytest.raises(PermissionDenied):
        publish(at, meeting=meeting)


def test_a_politician_publishes_nothing_at_a_meeting_of_strategists(
    at: MeetingWorld, client: Client
) -> None:
    meeting = strategists_of_the_round(at)
    politician = at.world.person("ystad", "politician")
    client.force_login(politician)
    path = f"{meeting.get_absolute_url()}presentation/{at.world.ystad.pk}/"
    assert client.get(path).status_code == 404
    with pytest.raises(PermissionDenied):
        publish(at, meeting=meeting, actor=politician)
