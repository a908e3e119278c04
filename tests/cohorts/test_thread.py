"""What the people of a group write to one another: who may, with which files, and who is told."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cohorts.models import GroupFile, GroupPost
from cohorts.services.participations import withdraw_participation
from cohorts.services.thread import remove_post, write_post
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry, StoredFile
from tests import factories
from tests.group_world import GroupWorld, make_group_world


@pytest.fixture(autouse=True)
def clock(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def author(world: GroupWorld) -> Any:
    return world.person("lund", "key_person")


def picture(name: str = "karta.png", color: str = "white") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), color).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def test_a_post_with_files_is_kept_and_told_to_everybody_else_once(
    world: GroupWorld, author: Any
) -> None:
    post = write_post(group=world.group, text="  Hej!\n", files=[picture()], actor=author)
    assert (post.text, post.author, post.author_name) == (
        "Hej!",
        author,
        "key_person Lund, Lund kommun",
    )
    assert [(each.file.name, each.file.uploaded_by) for each in post.files.all()] == [
        ("karta.png", author)
    ]
    mails = Message.objects.order_by("pk")
    assert {mail.to_email for mail in mails} == {
        *(world.people.keys() - {author.email}),
        world.mentor.email,
    }
    assert mails.count() == 12
    to_partner = mails.get(to_email="politician@ystad.example")
    assert to_partner.subject == "Nytt i Grupp 1"
    assert to_partner.body_text == (
        "Hej politician Ystad!\n\n"
        "Någon har skrivit i gruppen, Grupp 1 i Modellkommuner 2027–2028.\n\n"
        "Du får högst ett sådant mejl om dagen.\n\n"
        "Öppna gruppsidan:\n"
        f"{settings.SITE_URL}/grupper/{world.group.pk}/\n\n"
        "--\n"
        "Du får det här mejlet för att du är med i samma grupp, Grupp 1.\n"
        "Sveriges Kommuner och Regioner (SKR)\n"
    )
    entry = AuditEntry.objects.about(world.group).get()
    assert (entry.action, entry.details) == ("write_post", {"post": post.pk})


def test_at_most_one_mail_a_day_to_each(world: GroupWorld, author: Any, clock: Any) -> None:
    write_post(group=world.group, text="Ett", actor=author)
    assert Message.objects.count() == 12
    write_post(group=world.group, text="Två", actor=author)
    assert Message.objects.count() == 12
    # Who wrote first has got none yet.
    write_post(group=world.group, text="Svar", actor=world.mentor)
    assert Message.objects.count() == 13
    assert Message.objects.latest("pk").to_email == author.email
    clock.move_to(factories.stockholm(2027, 3, 2, 0, 5))
    write_post(group=world.group, text="I morgon", actor=author)
    assert Message.objects.count() == 13 + 12


def test_a_second_click_writes_once(world: GroupWorld, author: Any, clock: Any) -> None:
    first = write_post(group=world.group, text="Hej", files=[picture()], actor=author)
    assert write_post(group=world.group, text="Hej", files=[picture()], actor=author) == first
    other_file = picture(color="black")
    assert write_post(group=world.group, text="Hej", files=[other_file], actor=author) != first
    assert write_post(group=world.group, text="Hej", actor=author) != first
    clock.shift(timedelta(seconds=61))
    assert write_post(group=world.group, text="Hej", files=[picture()], actor=author) != first
    assert (GroupPost.objects.count(), GroupFile.objects.count()) == (4, 3)


@pytest.mark.parametrize(
    "text, names, field",
    [
        (" ", [], "text"),
        ("Hej", ["virus.exe"], "attached"),
        ("Hej", ["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"], "attached"),
    ],
)
def test_what_can_not_be_kept_is_refused_whole(
    world: GroupWorld, author: Any, text: str, names: list[str], field: str
) -> None:
    files = [picture(), *(picture(name) for name in names)] if names else []
    with pytest.raises(ValidationError) as refused:
        write_post(group=world.group, text=text, files=files, actor=author)
    assert list(refused.value.error_dict) == [field]
    counts = (GroupPost.objects.count(), StoredFile.objects.count(), Message.objects.count())
    assert counts == (0, 0, 0)


def test_a_file_that_is_not_what_its_name_says_is_refused_by_name(
    world: GroupWorld, author: Any
) -> None:
    fake = SimpleUploadedFile("bild.png", b"<html>")
    with pytest.raises(ValidationError) as refused:
        write_post(group=world.group, text="Hej", files=[fake], actor=author)
    assert refused.value.message_dict == {
        "attached": [
            (
                "bild.png: Bilden går inte att öppna. Den är skadad, eller av en annan sort än"
                " namnet säger."
            )
        ]
    }


def test_only_those_of_the_group_and_project_leads_write(
    world: GroupWorld, project_lead: Any, reviewer: Any, stranger: Any
) -> None:
    other = make_group_world_elsewhere()
    for person in (reviewer, stranger, other):
        with pytest.raises(PermissionDenied):
            write_post(group=world.group, text="Hej", actor=person)
    assert (
        write_post(group=world.group, text="Hej", actor=project_lead).author_name
        == "Projektledare, SKR"
    )
    mentor = write_post(group=world.group, text="Hej", actor=world.mentor)
    assert mentor.author_name == "Mentor Malmö, Malmö kommun (mentor)"


def make_group_world_elsewhere() -> Any:
    cohort = factories.make_cohort()
    person = factories.make_user()
    factories.make_group(
        cohort, members=(factories.make_participation(cohort, team={"strategist": person}),)
    )
    return person


def test_nothing_is_written_in_a_dissolved_group(
    world: GroupWorld, author: Any, project_lead: Any
) -> None:
    world.group.dissolved_on = date(2027, 2, 1)
    world.group.save()
    with pytest.raises(PermissionDenied):
        write_post(group=world.group, text="Hej", actor=author)
    with pytest.raises(ValidationError) as refused:
        write_post(group=world.group, text="Hej", actor=project_lead)
    assert refused.value.code == "dissolved"


def test_a_removed_post_is_deleted_and_said(
    world: GroupWorld, author: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post = write_post(group=world.group, text="Fel", files=[picture()], actor=author)
    stored = StoredFile.objects.get()
    storage, name = stored.content.storage, stored.content.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_post(post=post, actor=author)
    post.refresh_from_db()
    assert (post.text, post.removed_by, post.files.count()) == ("", author, 0)
    assert (StoredFile.objects.count(), storage.exists(name)) == (0, False)
    # Once more changes nothing.
    remove_post(post=post, actor=author)
    actions = AuditEntry.objects.about(world.group).values_list("action", flat=True)
    assert sorted(actions) == ["remove_post", "write_post"]


def test_who_removes_a_post(
    world: GroupWorld, author: Any, project_lead: Any, reviewer: Any
) -> None:
    post = write_post(group=world.group, text="Hej", actor=author)
    for person in (world.mentor, reviewer):
        with pytest.raises(PermissionDenied):
            remove_post(post=post, actor=person)
    remove_post(post=post, actor=project_lead)
    # Who has left the group removes nothing in it.
    mine = write_post(group=world.group, text="Hej då", actor=author)
    withdraw_participation(participation=world.lund, reason="Val", actor=project_lead)
    with pytest.raises(PermissionDenied):
        remove_post(post=mine, actor=author)


def test_the_form_keeps_the_text_and_a_file_is_fetched(
    client: Any, world: GroupWorld, author: Any
) -> None:
    client.force_login(author)
    url = reverse("cohorts:write_post", args=[world.group.pk])
    wrong = SimpleUploadedFile("a.exe", b"MZ")
    refused = client.post(url, {"text": "Hej alla", "attached": [wrong]})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["attached"])
    assert refused.context["form"]["text"].value() == "Hej alla"
    sent = client.post(url, {"text": "Hej alla", "attached": [picture(), picture("b.png")]})
    assert sent["Location"] == f"{world.group.get_absolute_url()}#thread"
    file = GroupFile.objects.first()
    answer = client.get(reverse("cohorts:group_file", args=[file.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="karta.png"'
    assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"


def test_a_long_text_is_refused_and_kept(client: Any, world: GroupWorld, author: Any) -> None:
    client.force_login(author)
    url = reverse("cohorts:write_post", args=[world.group.pk])
    refused = client.post(url, {"text": "å" * 5001})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["text"])


def test_other_groups_meet_neither_posts_nor_files(
    client: Any, world: GroupWorld, author: Any, project_lead: Any
) -> None:
    post = write_post(group=world.group, text="Hej", files=[picture()], actor=author)
    file = post.files.get()
    paths = [
        reverse("cohorts:write_post", args=[world.group.pk]),
        reverse("cohorts:remove_post", args=[post.pk]),
        reverse("cohorts:group_file", args=[file.pk]),
    ]
    client.force_login(make_group_world_elsewhere())
    assert [client.get(path).status_code for path in paths] == [403, 404, 404]
    client.force_login(world.person("ystad", "politician"))
    assert [client.get(path).status_code for path in paths] == [200, 403, 200]
    # Who has left the team, and whose organisation has left the round, sees nothing more.
    world.ystad.team.filter(function="politician").update(left_on=date(2027, 3, 1))
    assert [client.get(path).status_code for path in paths] == [403, 404, 404]
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    client.force_login(world.person("hoor", "politician"))
    assert [client.get(path).status_code for path in paths] == [403, 404, 404]
    client.force_login(author)
    client.post(paths[1])
    assert client.get(paths[2]).status_code == 404
