"""The mirror's pages: what each reader sees of the answers, and forms that lose nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from improvements.mirror_page import MirrorPage
from improvements.mirror_suggestions import theme_of, themes
from improvements.models import Mirror, MirrorReply
from improvements.services.mirroring import FEWEST, MOST, Question, Said, said_of
from learning_meetings.models import Meeting
from modellkonceptet.accounts.models import User
from tests import factories
from tests.improvements.mirror_recipes import THREE, make_mirror, make_reply
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world

QUERIES_OF_THE_PAGE = 13


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


@pytest.fixture
def mirror(at: MeetingWorld) -> Mirror:
    return make_mirror(at.meeting)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(at: MeetingWorld, name: str = "mirror", *rest: int) -> str:
    return reverse(f"improvements:{name}", args=[at.meeting.pk, *rest])


def page(at: MeetingWorld, user: User) -> MirrorPage:
    return MirrorPage(at.meeting, user)


def seen_of(at: MeetingWorld, user: User) -> list[str]:
    return [one.name for one in page(at, user).finished]


# Proposals


def test_every_theme_proposes_as_many_questions_as_may_be_asked() -> None:
    assert [(theme.key, theme.meeting) for theme in themes()] == [
        ("styrning", 1),
        ("karnverksamhet", 2),
        ("uppfoljning", 3),
    ]
    for theme in themes():
        assert FEWEST <= len(theme.questions) <= MOST
        assert {one.has_scale for one in theme.questions} == {True, False}


@pytest.mark.parametrize(
    ("key", "meeting", "found"),
    [
        (None, 1, "styrning"),
        (None, 2, "karnverksamhet"),
        (None, 5, "uppfoljning"),
        (None, 0, "uppfoljning"),
        ("styrning", 3, "styrning"),
        ("nonsens", 2, "karnverksamhet"),
    ],
)
def test_the_meeting_has_its_theme(key: str | None, meeting: int, found: str) -> None:
    assert theme_of(themes(), key=key, meeting=meeting).key == found


# Who sees what


def test_nobody_reads_a_partner_before_both_have_finished(at: MeetingWorld, mirror: Mirror) -> None:
    secret = "Nämnden frågar aldrig"
    make_reply(mirror, at.world.lund, text=secret)
    make_reply(mirror, at.world.ystad, finished=False, text="Ystads utkast")
    answers = signed_in(at.partner).get(address(at)).content.decode()
    assert secret not in answers
    assert seen_of(at, at.partner) == []
    # Lund has finished, and still sees nothing of what Ystad has begun.
    assert seen_of(at, at.host) == ["Lund"]
    assert "Ystads utkast" not in signed_in(at.host).get(address(at)).content.decode()
    assert "Ystads utkast" not in signed_in(at.mentor).get(address(at)).content.decode()


def test_two_who_have_finished_see_each_other_and_not_the_third(
    at: MeetingWorld, mirror: Mirror, project_lead: User
) -> None:
    make_reply(mirror, at.world.lund, (3, 5))
    make_reply(mirror, at.world.ystad, (2, 1))
    make_reply(mirror, at.world.hoor, (1, 1), finished=False)
    assert seen_of(at, at.partner) == ["Ystad", "Lund"]
    assert seen_of(at, at.world.person("hoor", "strategist")) == []
    assert seen_of(at, at.mentor) == ["Lund", "Ystad"]
    assert seen_of(at, project_lead) == ["Lund", "Ystad"]
    lines = page(at, at.partner).lines
    assert [(line.question.text, line.apart) for line in lines] == [
        (THREE[1].text, 4),
        (THREE[0].text, 1),
        (THREE[2].text, 0),
    ]
    assert lines[0].in_words == "Ystad 1, Lund 5"
    assert [text for _one, text in lines[2].texts] == ["I uppföljningen", "I uppföljningen"]


def test_whoever_takes_up_the_answers_again_no_longer_sees_the_others(
    at: MeetingWorld, mirror: Mirror
) -> None:
    make_reply(mirror, at.world.lund)
    make_reply(mirror, at.world.ystad)
    client = signed_in(at.partner)
    answer = client.post(address(at, "reopen_mirror", at.world.ystad.pk))
    assert answer["Location"] == address(at, "answer_mirror", at.world.ystad.pk)
    assert seen_of(at, at.partner) == []
    assert seen_of(at, at.host) == ["Lund"]


def test_strangers_and_other_groups_meet_no_mirror(
    at: MeetingWorld, mirror: Mirror, stranger: User
) -> None:
    other = factories.make_user("strateg@vellinge.example")
    place = factories.make_participation(at.world.cohort, team={"strategist": other})
    factories.make_group(at.world.cohort, "Grupp 2", members=(place,))
    ystad = at.world.ystad.pk
    for user in (stranger, other):
        client = signed_in(user)
        for name in ("mirror", "ask_mirror", "raise_mirror"):
            assert client.get(address(at, name)).status_code == 404
            assert client.post(address(at, name)).status_code == 404
        assert client.get(address(at, "answer_mirror", ystad)).status_code == 404
        assert client.post(address(at, "reopen_mirror", ystad)).status_code == 404
    client = signed_in(at.host)
    assert client.get(address(at, "answer_mirror", ystad)).status_code == 403
    assert client.get(address(at, "answer_mirror", place.pk)).status_code == 404
    assert signed_in(at.mentor).get(address(at, "ask_mirror")).status_code == 403
    assert signed_in(at.partner).post(address(at, "raise_mirror")).status_code == 403


def test_headlines_say_what_is_found(at: MeetingWorld) -> None:
    politician = at.world.person("lund", "politician")
    said = [page(at, politician).headline]
    mirror = make_mirror(at.meeting)
    said.append(page(at, politician).headline)
    own = make_reply(mirror, at.world.lund, finished=False)
    said.append(page(at, politician).headline)
    said.append(page(at, at.mentor).headline)
    MirrorReply.objects.filter(pk=own.pk).update(finished_at=at.meeting.starts_at)
    said.append(page(at, politician).headline)
    said.append(page(at, at.mentor).headline)
    theirs = make_reply(mirror, at.world.ystad)
    said.append(page(at, politician).headline)
    theirs.answers.filter(step__isnull=False).update(step=1)
    said.append(page(at, politician).headline)
    assert len(set(said)) == len(said)


def test_without_a_mirror_the_page_says_who_asks(at: MeetingWorld) -> None:
    assert (page(at, at.partner).may_ask, page(at, at.mentor).may_ask) == (True, False)
    for user in (at.partner, at.mentor):
        assert signed_in(user).get(address(at)).status_code == 200
    assert (
        signed_in(at.partner).get(address(at, "answer_mirror", at.world.ystad.pk)).status_code
        == 404
    )
    assert signed_in(at.host).post(address(at, "raise_mirror")).status_code == 404


def test_a_meeting_of_the_round_has_no_mirror(at: MeetingWorld, project_lead: User) -> None:
    Meeting.objects.filter(pk=at.meeting.pk).update(group=None, audience="round")
    assert signed_in(project_lead).get(address(at)).status_code == 404


# Forms


def asked(questions: tuple[Question, ...] = THREE, **fields: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"theme": "Styrning", "seen": ""}
    for place, one in enumerate(questions, start=1):
        data[f"text-{place}"] = one.text
        if one.has_scale:
            data[f"scale-{place}"] = "on"
    return data | fields


def answered(client: Client, path: str, **typed: str) -> dict[str, Any]:
    """What the form holds, with what somebody types in it."""
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in data.items()} | typed


def test_the_proposal_is_filled_in_and_can_be_asked(at: MeetingWorld) -> None:
    client = signed_in(at.partner)
    own = client.get(address(at, "ask_mirror")).context["form"]
    other = client.get(address(at, "ask_mirror") + "?tema=styrning").context["form"]
    assert own.initial["text-1"] == themes()[1].questions[0].text
    assert other.initial["text-1"] == themes()[0].questions[0].text
    answer = client.post(address(at, "ask_mirror"), asked())
    assert answer["Location"] == address(at)
    assert [one.text for one in Mirror.objects.get().questions.all()] == [one.text for one in THREE]
    standing = client.get(address(at, "ask_mirror")).context["form"]
    assert [standing.initial[f"text-{n}"] for n in (1, 2, 3, 4)] == [
        *(one.text for one in THREE),
        "",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": ""},
        {"text-3": ""},
        {"text-4": THREE[0].text},
        {"text-2": "x" * 301},
        {"text-2": "två\nrader"},
        {"theme": "x" * 151},
    ],
)
def test_what_was_typed_stays_when_the_questions_are_refused(
    at: MeetingWorld, wrong: dict[str, str]
) -> None:
    answer = signed_in(at.partner).post(address(at, "ask_mirror"), asked(**wrong))
    assert answer.status_code == 422
    assert answer.context["form"]["text-1"].value() == THREE[0].text
    assert Mirror.objects.count() == 0


def test_whoever_asks_second_sees_what_stands(at: MeetingWorld, mirror: Mirror) -> None:
    client = signed_in(at.partner)
    mine = asked((*THREE[:2], Question("Vem äger frågan?")))
    answer = client.post(address(at, "ask_mirror"), mine)
    assert answer.status_code == 422
    assert answer.context["theirs"] == list(THREE)
    assert answer.context["form"]["text-3"].value() == "Vem äger frågan?"
    mine["seen"] = answer.context["form"]["seen"].value()
    assert client.post(address(at, "ask_mirror"), mine).status_code == 302
    assert mirror.questions.last().text == "Vem äger frågan?"


def test_answers_are_saved_and_finished(at: MeetingWorld, mirror: Mirror) -> None:
    first, second, third = mirror.questions.all()
    client, path = signed_in(at.partner), address(at, "answer_mirror", at.world.ystad.pk)
    data = answered(client, path, **{f"step-{first.pk}": "4"})
    assert client.post(path, data | {"do": "save"})["Location"] == path
    data = answered(client, path)
    assert data[f"step-{first.pk}"] == 4
    refused = client.post(path, data | {"do": "finish"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {f"step-{second.pk}", f"text-{third.pk}"}
    data |= {f"step-{second.pk}": "2", f"text-{third.pk}": "I uppföljningen", "do": "finish"}
    assert client.post(path, data)["Location"] == address(at)
    assert said_of(MirrorReply.objects.get()) == {
        first.pk: Said(4),
        second.pk: Said(2),
        third.pk: Said(None, "I uppföljningen"),
    }
    assert client.get(path)["Location"] == address(at)
    assert client.post(path, data | {f"step-{first.pk}": "1"}).status_code == 422


@pytest.mark.parametrize("step", ["6", "0", "²", "fyra", "-1", "4.5"])
def test_text_where_a_step_should_be(at: MeetingWorld, mirror: Mirror, step: str) -> None:
    first = mirror.questions.first()
    client, path = signed_in(at.partner), address(at, "answer_mirror", at.world.ystad.pk)
    data = answered(client, path, **{f"step-{first.pk}": step, "do": "save"})
    answer = client.post(path, data)
    assert (answer.status_code, MirrorReply.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == [f"step-{first.pk}"]


def test_the_second_of_two_colleagues_sees_both_answers(at: MeetingWorld, mirror: Mirror) -> None:
    first, second, third = mirror.questions.all()
    path = address(at, "answer_mirror", at.world.ystad.pk)
    mine, theirs = signed_in(at.partner), signed_in(at.world.person("ystad", "key_person"))
    data = answered(mine, path, **{f"text-{first.pk}": "I budgeten", "do": "save"})
    words = {f"text-{first.pk}": "Inte alls", f"step-{second.pk}": "2", "do": "save"}
    assert theirs.post(path, answered(theirs, path, **words)).status_code == 302

    answer = mine.post(path, data)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.theirs == {first.pk: Said(None, "Inte alls")}
    assert form[f"text-{first.pk}"].value() == "I budgeten"
    assert form[f"step-{second.pk}"].value() == "2"  # taken over: nothing was typed here
    again = {name: form[name].value() or "" for name in form.fields} | {"do": "save"}
    assert mine.post(path, again).status_code == 302
    assert said_of(MirrorReply.objects.get()) == {
        first.pk: Said(None, "I budgeten"),
        second.pk: Said(2),
    }
    assert third.answers.count() == 0


def test_questions_changed_while_somebody_answers_are_shown_anew(
    at: MeetingWorld, mirror: Mirror
) -> None:
    client, path = signed_in(at.partner), address(at, "answer_mirror", at.world.ystad.pk)
    data = answered(client, path, **{f"step-{mirror.questions.first().pk}": "3"})
    mirror.questions.all().delete()
    mirror.questions.create(text="Vem äger frågan?", position=1)
    answer = client.post(path, data | {"do": "save"})
    assert answer.status_code == 422
    assert [row.question.text for row in answer.context["form"].rows()] == ["Vem äger frågan?"]


def test_one_press_makes_it_the_first_item_and_a_second_none(
    at: MeetingWorld, mirror: Mirror
) -> None:
    make_reply(mirror, at.world.lund, (3, 5))
    make_reply(mirror, at.world.ystad, (2, 1))
    client = signed_in(at.host)
    assert client.get(address(at)).context["page"].may_raise is True
    for _press in range(2):
        assert client.post(address(at, "raise_mirror"))["Location"] == address(at)
    assert at.meeting.agenda.get().position == 1
    assert client.get(address(at)).context["page"].raised == at.meeting.agenda.get()


def test_after_the_meeting_it_can_be_read_and_nothing_done(
    at: MeetingWorld, mirror: Mirror
) -> None:
    make_reply(mirror, at.world.lund)
    make_reply(mirror, at.world.ystad)
    Meeting.objects.filter(pk=at.meeting.pk).update(status="held")
    client = signed_in(at.host)
    read = client.get(address(at))
    assert "<form" not in read.content.decode().split("<main")[1].split("</main>")[0]
    assert [one.name for one in read.context["page"].finished] == ["Lund", "Ystad"]
    path = address(at, "answer_mirror", at.world.hoor.pk)
    third = signed_in(at.world.person("hoor", "strategist"))
    assert third.get(path)["Location"] == address(at)
    assert (
        client.post(address(at, "reopen_mirror", at.world.lund.pk), follow=True).status_code == 200
    )
    assert MirrorReply.objects.filter(finished_at=None).count() == 0


@pytest.mark.parametrize(("partners", "questions"), [(0, 3), (9, 8)])
def test_the_page_asks_the_same_number_of_questions(
    at: MeetingWorld, partners: int, questions: int, django_assert_num_queries: Any
) -> None:
    mirror = make_mirror(at.meeting, [Question(f"Fråga {n}") for n in range(questions)])
    places = [at.world.lund, at.world.ystad]
    for _number in range(partners):
        place = factories.make_participation(at.world.cohort)
        place.group = at.world.group
        place.save()
        places.append(place)
    for place in places:
        make_reply(mirror, place, [1 + place.pk % 5] * questions)
    client = signed_in(at.host)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        answer = client.get(address(at))
    assert len(answer.context["page"].finished) == 2 + partners
