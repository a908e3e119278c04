"""What is noted while a cycle runs: a line, a photo without its position, a file."""

import io
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from improvements.models import Cycle, Observation
from improvements.services.observing import note_observation, remove_observation
from modellkonceptet.records.models import StoredFile
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_cycle, make_improvement

pytestmark = pytest.mark.django_db
GPS = 34853  # the tag of EXIF that holds the position


def photo_with_position(name: str = "bild.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (55.0, 42.0, 14.0)
    Image.new("RGB", (40, 30), "white").save(target, "JPEG", exif=exif)
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def cycle(world: GroupWorld) -> Cycle:
    return make_cycle(make_improvement(world.lund), status="do")


def note(cycle: Cycle, actor: Any, text: str = "", **parts: Any) -> Observation:
    parts.setdefault("request_key", uuid.uuid4())
    return note_observation(cycle=cycle, text=text, actor=actor, **parts)


def test_the_photo_is_in_the_file_and_its_position_is_not(world: GroupWorld, cycle: Cycle) -> None:
    sent = photo_with_position()
    assert Image.open(sent).getexif().get_ifd(GPS) != {}
    actor = world.person("lund", "politician")
    kept = note(cycle, actor, "Skylten skymtar bara", photo=sent)
    assert (kept.text, kept.author) == ("Skylten skymtar bara", actor)
    assert kept.file is not None
    assert (kept.file.name, kept.file.content_type) == ("bild.jpg", "image/jpeg")
    with kept.file.content.open("rb") as content:
        picture = Image.open(content)
        assert (picture.size, dict(picture.getexif())) == ((40, 30), {})


def test_the_same_key_is_noted_once(world: GroupWorld, cycle: Cycle) -> None:
    key, actor = uuid.uuid4(), world.person("lund", "strategist")
    first = note(cycle, actor, "Ser jag", request_key=key, photo=photo_with_position())
    again = note(cycle, actor, "Ser jag", request_key=key, photo=photo_with_position())
    assert again == first
    assert (Observation.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"photo": SimpleUploadedFile("bild.jpg", b"ingen bild")}, "photo"),
        ({"photo": SimpleUploadedFile("bild.svg", b"<svg/>")}, "photo"),
        ({"photo": SimpleUploadedFile("bild.jpg", b"")}, "photo"),
        ({"file": SimpleUploadedFile("makro.exe", b"MZ")}, "file"),
        (
            {"file": SimpleUploadedFile("a.jpg", b"x"), "photo": SimpleUploadedFile("b", b"x")},
            "file",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    world: GroupWorld, cycle: Cycle, parts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        note(cycle, world.person("lund", "strategist"), **parts)
    assert list(caught.value.message_dict) == [field]
    assert (Observation.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_closed_cycle_takes_no_more(world: GroupWorld) -> None:
    cycle = make_cycle(make_improvement(world.lund), status="acted")
    with pytest.raises(ValidationError) as caught:
        note(cycle, world.person("lund", "strategist"), "För sent", photo=photo_with_position())
    assert caught.value.messages == ["Cykeln är avslutad. Öppna den igen om mer ska noteras."]
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("place", ["ystad", "mentor"])
def test_others_note_nothing(world: GroupWorld, cycle: Cycle, place: str) -> None:
    actor = world.mentor if place == "mentor" else world.person(place, "strategist")
    with pytest.raises(PermissionDenied):
        note(cycle, actor, "Vi ser er")


def test_one_takes_back_what_one_noted_oneself(world: GroupWorld, cycle: Cycle) -> None:
    actor = world.person("lund", "strategist")
    kept = note(cycle, actor, photo=photo_with_position())
    with pytest.raises(PermissionDenied):
        remove_observation(observation=kept, actor=world.person("lund", "politician"))
    remove_observation(observation=kept, actor=actor)
    remove_observation(observation=kept, actor=actor)
    assert (Observation.objects.count(), StoredFile.objects.count()) == (0, 0)
