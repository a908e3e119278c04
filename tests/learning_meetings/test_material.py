"""Writing material: versions, two editors at once, publishing, order, and what is opened."""

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cohorts.models import Cohort
from learning_meetings.models import Material, MaterialVersion, MaterialVisit
from learning_meetings.services.material import (
    Content,
    Facts,
    add_material,
    address_fault,
    move_material,
    open_material,
    publish_material,
    remove_material,
    save_material,
    stamp,
    unpublish_material,
)
from modellkonceptet.records.models import AuditEntry, StoredFile
from tests import factories
from tests.learning_meetings.material_recipes import facts_of, make_material, make_step, rewrite

PAGE = Facts(kind="page", title_sv="Styrkedjan")


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort()


def picture(name: str = "bild.png", size: int = 4) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (size, size), "navy").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="text/html")


def titles(place: Any) -> list[str]:
    return list(place.material.order_by("position", "pk").values_list("title_sv", flat=True))


def refusal(error: Any) -> dict[str, list[str]]:
    return error.value.message_dict if hasattr(error.value, "error_dict") else error.value.messages


def test_what_is_added_is_a_draft_with_its_first_version(cohort: Cohort, project_lead: Any) -> None:
    step = make_step(cohort, 3)
    facts = Facts("page", "Styrkedjan", step=step, functions=("politician",), is_required=True)
    content = Content(body_sv="Så styrs det.", body_en="How it is steered.")
    material = add_material(place=cohort, facts=facts, content=content, actor=project_lead)
    version = material.versions.get()
    assert (material.published_at, material.version, material.cohort) == (None, 1, cohort)
    assert (material.step, material.functions) == (step, ["politician"])
    assert (version.number, version.body_sv, version.author) == (1, "Så styrs det.", project_lead)


def test_each_content_is_a_version_and_facts_alone_are_not(
    cohort: Cohort, project_lead: Any
) -> None:
    material = make_material(cohort, project_lead, body="Ett")
    rewrite(material, project_lead, "Två", what_is_new="Nya exempel")
    rewrite(material, project_lead, "Två")
    material.refresh_from_db()
    said = facts_of(material, title_sv="Ny rubrik")
    content = Content(body_sv="Två")
    save_material(
        material=material, seen=stamp(material), facts=said, content=content, actor=project_lead
    )
    material.refresh_from_db()
    assert (material.version, material.title_sv) == (2, "Ny rubrik")
    assert list(material.versions.values_list("number", "body_sv", "what_is_new")) == [
        (2, "Två", "Nya exempel"),
        (1, "Ett", ""),
    ]


def test_news_alone_make_a_version(cohort: Cohort, project_lead: Any) -> None:
    material = make_material(cohort, project_lead, body="Ett")
    assert rewrite(material, project_lead, "Ett", what_is_new="Läs igen").version == 2


@pytest.mark.parametrize("changes", [{"title_sv": "Annas rubrik"}, {"is_required": True}, {}])
def test_the_second_of_two_editors_overwrites_nothing(
    cohort: Cohort, project_lead: Any, changes: dict[str, Any]
) -> None:
    anna = factories.make_user("anna@skr.example", name="Anna", staff_role="project_lead")
    material = make_material(cohort, project_lead, body="Ett")
    seen = stamp(material)
    text = "Ett" if changes else "Annas text"
    save_material(
        material=material,
        seen=seen,
        facts=facts_of(material, **changes),
        content=Content(body_sv=text),
        actor=anna,
    )
    with pytest.raises(ValidationError) as error:
        save_material(
            material=material,
            seen=seen,
            facts=facts_of(material, title_sv="Min rubrik"),
            content=Content(body_sv="Min text"),
            actor=project_lead,
        )
    material.refresh_from_db()
    assert (error.value.code, "Anna" in error.value.messages[0]) == ("changed_meanwhile", True)
    assert material.title_sv == changes.get("title_sv", "Läs först")
    assert material.versions.first().body_sv == text


@pytest.mark.parametrize(
    "kind, content, field",
    [
        ("page", Content(), "body_sv"),
        ("file", Content(body_sv="Om filen"), "file"),
        ("link", Content(), "url"),
        ("film", Content(), "url"),
        ("film", Content(url="http://film.example/1"), "url"),
        ("page", Content(body_sv="Hej", url="https://film.example/1"), "url"),
        ("page", Content(body_sv="Hej", file=picture()), "file"),
    ],
)
def test_a_kind_has_what_it_is_about_and_nothing_else(
    cohort: Cohort, project_lead: Any, kind: str, content: Content, field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        add_material(place=cohort, facts=Facts(kind, "Film"), content=content, actor=project_lead)
    assert list(refusal(error)) == [field]
    assert (Material.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "url, is_right",
    [
        ("https://skr.se/jamstalldhet?a=1#b", True),
        ("https://xn--jmstlld-8wae.se/", True),
        ("http://skr.se/", False),
        ("//skr.se/", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://skr.se@elsewhere.example/", False),
        ("https://skr.se\\@elsewhere.example/", False),
        ("https://skr.se/\r\nSet-Cookie: a=b", False),
        ("https://skr .se/", False),
        ("https://[::1", False),
        ("https://", False),
        ("https://skr.se:99999999/", False),
    ],
)
def test_only_a_plain_https_address_is_linked(url: str, is_right: bool) -> None:
    assert (address_fault(url) is None) is is_right


def test_a_file_is_checked_kept_and_replaced(cohort: Cohort, project_lead: Any) -> None:
    material = make_material(
        cohort, project_lead, kind="file", file=picture("../a<b>.PNG"), body="Mall"
    )
    first = material.versions.get().file
    assert (first.name, first.content_type) == ("a_b_.PNG", "image/png")
    same = rewrite(material, project_lead, "Mall")
    kept = rewrite(material, project_lead, "Mall, ny text")
    second = kept.versions.first().file
    assert (same.version, kept.version) == (1, 2)
    assert (second.pk != first.pk, second.sha256) == (True, first.sha256)
    kept.refresh_from_db()
    replaced = save_material(
        material=kept,
        seen=stamp(kept),
        facts=facts_of(kept),
        content=Content(body_sv="Mall, ny text", file=picture("ny.png", 8)),
        actor=project_lead,
    )
    assert [one.file.name for one in replaced.versions.all()] == ["ny.png", "a_b_.PNG", "a_b_.PNG"]


@pytest.mark.parametrize(
    "name, content",
    [
        ("makro.docm", b"PK\x03\x04"),
        ("sida.html", b"<script>alert(1)</script>"),
        ("bild.png", b"not a picture"),
        ("tom.pdf", b""),
    ],
)
def test_a_file_that_cannot_be_received_leaves_nothing(
    cohort: Cohort, project_lead: Any, name: str, content: bytes
) -> None:
    upload = SimpleUploadedFile(name, content)
    with pytest.raises(ValidationError) as error:
        make_material(cohort, project_lead, kind="file", file=upload)
    assert list(refusal(error)) == ["file"]
    assert (Material.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_what_belongs_elsewhere_is_refused(cohort: Cohort, project_lead: Any) -> None:
    foreign = make_step(factories.make_cohort(), 3)
    for changes in ({"step": foreign}, {"functions": ("king",)}, {"kind": "song"}):
        with pytest.raises(ValidationError) as error:
            make_material(cohort, project_lead, **changes)
        assert list(refusal(error)) == list(changes)
    assert (Material.objects.count(), MaterialVersion.objects.count()) == (0, 0)


def test_publishing_and_taking_back(cohort: Cohort, project_lead: Any) -> None:
    material = make_material(cohort, project_lead)
    with pytest.raises(ValidationError):
        publish_material(material=material, actor=project_lead)
    assert unpublish_material(material=material, actor=project_lead).published_at is None
    with pytest.raises(ValidationError):
        unpublish_material(material=material, actor=project_lead)
    trail = AuditEntry.objects.about(material).order_by("pk").values_list("action", flat=True)
    assert list(trail) == ["add_material", "publish_material", "unpublish_material"]


def test_only_a_draft_is_removed_and_its_files_go_with_it(
    cohort: Cohort, project_lead: Any, django_capture_on_commit_callbacks: Any
) -> None:
    material = make_material(cohort, project_lead, kind="file", file=picture())
    with pytest.raises(ValidationError) as error:
        remove_material(material=material, actor=project_lead)
    assert error.value.code == "published"
    stored = material.versions.get().file
    unpublish_material(material=material, actor=project_lead)
    with django_capture_on_commit_callbacks(execute=True):
        remove_material(material=material, actor=project_lead)
    assert (Material.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert stored.content.storage.exists(stored.content.name) is False
    with pytest.raises(ValidationError) as error:
        publish_material(material=material, actor=project_lead)
    assert error.value.code == "removed"


def test_moving_is_within_the_step(cohort: Cohort, project_lead: Any) -> None:
    step = make_step(cohort, 3)
    for title in ("A", "B", "C"):
        make_material(cohort, project_lead, title)
    other = make_material(cohort, project_lead, "I steget", step=step)
    move_material(material=Material.objects.get(title_sv="C"), up=True, actor=project_lead)
    assert [one for one in titles(cohort) if one != "I steget"] == ["A", "C", "B"]
    for up in (True, False):
        with pytest.raises(ValidationError) as error:
            move_material(material=other, up=up, actor=project_lead)
        assert error.value.code == "at_the_end"
    moved = save_material(
        material=other,
        seen=stamp(other),
        facts=facts_of(other, step=None),
        content=Content(body_sv="Hej"),
        actor=project_lead,
    )
    assert moved.position == 3


def test_a_visit_keeps_the_version_that_was_opened(
    cohort: Cohort, project_lead: Any, politician: Any, stranger: Any
) -> None:
    factories.make_participation(cohort, team={"politician": politician})
    material = make_material(cohort, project_lead)
    for reader in (politician, politician, project_lead):
        open_material(material=material, actor=reader)
    rewritten = rewrite(material, project_lead, "Nytt")
    assert list(MaterialVisit.objects.values_list("user", "version")) == [(politician.pk, 1)]
    open_material(material=rewritten, actor=politician)
    assert list(MaterialVisit.objects.values_list("user", "version")) == [(politician.pk, 2)]
    with pytest.raises(PermissionDenied):
        open_material(material=material, actor=stranger)


def test_participants_and_reviewers_write_nothing(
    cohort: Cohort, project_lead: Any, politician: Any, reviewer: Any
) -> None:
    factories.make_participation(cohort, team={"politician": politician})
    material = make_material(cohort, project_lead, is_draft=True)
    for actor in (politician, reviewer):
        for attempt in (
            lambda who: add_material(place=cohort, facts=PAGE, content=Content("Hej"), actor=who),
            lambda who: save_material(
                material=material,
                seen=stamp(material),
                facts=PAGE,
                content=Content("Hej"),
                actor=who,
            ),
            lambda who: publish_material(material=material, actor=who),
            lambda who: unpublish_material(material=material, actor=who),
            lambda who: move_material(material=material, up=True, actor=who),
            lambda who: remove_material(material=material, actor=who),
        ):
            with pytest.raises(PermissionDenied):
                attempt(actor)


def test_a_failure_on_the_way_leaves_nothing(
    cohort: Cohort, project_lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    material = make_material(cohort, project_lead, body="Ett")

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("learning_meetings.services.material.record_event", full)
    with pytest.raises(OSError, match="full"):
        rewrite(material, project_lead, "Två")
    material.refresh_from_db()
    assert (material.version, material.versions.count()) == (1, 1)
