"""Comments: who writes, who is told, and who is not."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.models import Comment, Improvement
from improvements.services.commenting import readers_of, remove_comment, write_comment
from improvements.talk import comments_of
from modellkonceptet.notifications.models import Message
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_cycle, make_improvement

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def work(world: GroupWorld) -> Improvement:
    return make_improvement(world.lund)


def say(work: Improvement, actor: Any, text: str = "Fin utveckling.", **parts: Any) -> Comment:
    parts.setdefault("request_key", uuid.uuid4())
    return write_comment(improvement=work, text=text, actor=actor, **parts)


def test_the_group_the_mentor_and_skr_comment(
    world: GroupWorld, work: Improvement, project_lead: Any
) -> None:
    for actor in (
        world.person("lund", "politician"),
        world.person("hoor", "key_person"),
        world.mentor,
        project_lead,
    ):
        assert say(work, actor).author == actor


def test_others_do_not(
    world: GroupWorld, work: Improvement, stranger: Any, reviewer: Any, evaluator: Any
) -> None:
    private = make_improvement(world.lund, is_private=True)
    refused = [(work, stranger), (work, reviewer), (work, evaluator), (private, world.mentor)]
    for thing, actor in refused:
        with pytest.raises(PermissionDenied):
            say(thing, actor)
    assert say(private, world.person("lund", "strategist")).text == "Fin utveckling."
    assert Comment.objects.count() == 1


def test_whoever_is_mentioned_gets_one_mail(world: GroupWorld, work: Improvement) -> None:
    told, key = world.person("ystad", "strategist"), uuid.uuid4()
    cycle = make_cycle(work)
    for _press in range(2):
        comment = say(
            work, world.mentor, cycle=cycle, mentioned=[told.pk, world.mentor.pk], request_key=key
        )
    assert set(comment.mentioned.all()) == {told, world.mentor}
    [mail] = Message.objects.filter(kind="comment_mention")
    assert (mail.to_email, mail.key) == (told.email, f"comment-{comment.pk}-{told.pk}")
    assert mail.subject == "Du nämns i en kommentar: Lika snabbt till insats"
    assert f"/forbattringar/cykel/{cycle.pk}/#comment-{comment.pk}" in mail.body_text
    assert "Fin utveckling." not in mail.body_text


def test_somebody_who_cannot_see_it_is_not_mentioned(
    world: GroupWorld, stranger: Any, project_lead: Any
) -> None:
    work = make_improvement(world.lund, is_private=True)
    home = world.person("lund", "politician")
    for outsider in (stranger, world.mentor, world.person("ystad", "strategist"), project_lead):
        with pytest.raises(ValidationError) as caught:
            say(work, world.person("lund", "strategist"), mentioned=[home.pk, outsider.pk])
        assert caught.value.message_dict == {
            "mentioned": ["Någon du valde kan inte se det här arbetet. Välj bland dem som visas."]
        }
    assert (Comment.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(("text", "words"), [(" ", "Skriv det du vill säga."), ("x" * 4001, None)])
def test_an_empty_or_endless_comment_is_refused(
    world: GroupWorld, work: Improvement, text: str, words: str | None
) -> None:
    with pytest.raises(ValidationError) as caught:
        say(work, world.mentor, text)
    assert caught.value.message_dict["text"][0] == (words or "Texten är för lång.")


def test_a_cycle_of_another_work_is_refused(world: GroupWorld, work: Improvement) -> None:
    other = make_cycle(make_improvement(world.lund))
    with pytest.raises(ValidationError):
        say(work, world.mentor, cycle=other)


def test_the_readers_are_those_who_see_it(
    world: GroupWorld, work: Improvement, project_lead: Any
) -> None:
    found = readers_of(work)
    assert [one.is_home for one in found] == [True] * 4 + [False] * 10
    assert all(Improvement.objects.visible_to(one.user).exists() for one in found)
    assert [one.place for one in found[-2:]] == ["Malmö kommun, mentor", "SKR"]


def test_one_removes_ones_own_and_skr_any(
    world: GroupWorld, work: Improvement, project_lead: Any
) -> None:
    first, second = say(work, world.mentor), say(work, world.mentor, "Igen")
    with pytest.raises(PermissionDenied):
        remove_comment(comment=first, actor=world.person("lund", "strategist"))
    remove_comment(comment=first, actor=world.mentor)
    remove_comment(comment=first, actor=world.mentor)
    remove_comment(comment=second, actor=project_lead)
    assert Comment.objects.count() == 0


def test_the_talk_says_who_from_where_and_about_which_cycle(
    world: GroupWorld, work: Improvement, evaluator: Any, reviewer: Any
) -> None:
    cycle = make_cycle(work)
    say(work, world.mentor)
    say(work, world.person("ystad", "politician"), "Vi med", cycle=cycle)
    own = world.person("ystad", "politician")
    talk = comments_of(work, own)
    assert [(one.who, one.cycle, one.may_remove) for one in talk.remarks] == [
        ("Mentor Malmö, Malmö kommun, mentor", None, False),
        ("politician Ystad, Ystad kommun", cycle, True),
    ]
    assert own.pk not in {one.user.pk for one in talk.readers}
    [alone] = comments_of(work, own, cycle).remarks
    assert (alone.comment.text, alone.cycle) == ("Vi med", None)
    assert comments_of(work, reviewer).address == ""
    assert comments_of(work, evaluator).remarks == []
