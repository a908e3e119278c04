"""The page of a cycle: its panes, two who write at once, notes from a phone, and who sees what."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from improvements.cycle_page import changes_of
from improvements.models import Comment, Cycle, Improvement, Observation
from improvements.panes import Done
from improvements.ramp import ramp
from improvements.services.cycling import move_cycle, save_pane
from improvements.talk import comments_of
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_cycle, make_improvement
from tests.improvements.test_cycling import PLAN, seen
from tests.improvements.test_observing import photo_with_position

pytestmark = pytest.mark.django_db

TODAY = datetime(2027, 3, 10, 9, tzinfo=UTC)
DAY = date(2027, 3, 10)
QUERIES_OF_THE_CYCLE = 17
QUERIES_OF_RAMP_AND_TALK = 10


@pytest.fixture
def world(db: None) -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def work(world: GroupWorld) -> Improvement:
    return make_improvement(world.lund)


@pytest.fixture
def home(client: Client, world: GroupWorld) -> Client:
    client.force_login(world.person("lund", "strategist"))
    return client


def address(name: str, cycle: Cycle, *more: Any) -> str:
    return reverse(f"improvements:{name}", args=[cycle.pk, *more])


def text(response: Any) -> str:
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(plain).split())


def heading(response: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)
    assert found
    return unescape(found[1]).strip()


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def states(response: Any) -> list[tuple[str, str]]:
    """Each pane of the page: written in, read or locked."""
    html = response.content.decode()
    found = []
    for name in ("plan", "do", "study", "act"):
        part = html.partition(f'" id="{name}">')[2].partition("</section>")[0]
        is_form, is_locked = 'id="section-form"' in part, 'class="locked"' in part
        found.append((name, "form" if is_form else "locked" if is_locked else "read"))
    return found


def plan_typed(cycle: Cycle, **changed: Any) -> dict[str, Any]:
    typed = {
        "seen": seen(cycle, "plan"),
        "title": "Checklista",
        "kind": "test",
        "scale": "one_unit",
        "question_0": "Får alla frågan?",
        "prediction_0": "Nio av tio",
    }
    return typed | changed


def done_typed(cycle: Cycle, **changed: Any) -> dict[str, Any]:
    days = {"started_on_day": "10", "started_on_month": "3", "started_on_year": "2027"}
    return {"seen": seen(cycle, "do"), "what_happened": "Sju samtal", **days} | changed


def act_typed(**changed: Any) -> dict[str, Any]:
    days = {"ended_on_day": "10", "ended_on_month": "3", "ended_on_year": "2027"}
    return {"decision": "adapt", "changes_next": "Kortare lista", "then": "close", **days} | changed


@pytest.mark.parametrize(
    ("fields", "shown", "title"),
    [
        ({}, ["form", "locked", "locked", "locked"], "Planen är klar: försöket kan börja"),
        (
            {"prediction": ""},
            ["form", "locked", "locked", "locked"],
            "En fråga väntar på vad ni förväntar er",
        ),
        (
            {"question": ""},
            ["form", "locked", "locked", "locked"],
            "Vilken fråga ska försöket besvara?",
        ),
        (
            {"status": "do"},
            ["read", "form", "locked", "locked"],
            "Försöket har pågått sedan 10 mars",
        ),
        (
            {"status": "study"},
            ["read", "read", "form", "locked"],
            "Jämför det som hände med det ni förväntade er",
        ),
        (
            {"status": "study", "learned": "Mycket"},
            ["read", "read", "read", "form"],
            "Dags att besluta: behålla, ändra eller lägga ned",
        ),
        ({"status": "acted"}, ["read"] * 4, "Idén fungerade och används i dag"),
    ],
)
def test_panes_open_as_one_gets_there(
    home: Client, work: Improvement, fields: dict[str, Any], shown: list[str], title: str
) -> None:
    response = home.get(make_cycle(work, **fields).get_absolute_url())
    assert response.status_code == 200
    assert states(response) == list(zip(("plan", "do", "study", "act"), shown, strict=True))
    assert heading(response) == title


def test_partners_mentor_and_skr_read_without_a_form(
    client: Client, world: GroupWorld, work: Improvement, project_lead: Any
) -> None:
    cycle = make_cycle(work, status="study", prediction="Åtta av tio")
    for user in (world.person("ystad", "politician"), world.mentor, project_lead):
        client.force_login(user)
        response = client.get(cycle.get_absolute_url())
        assert [how for _name, how in states(response)] == ["read", "read", "read", "locked"]
        assert "Åtta av tio" in text(response)
        assert client.get(address("cycle_plan", cycle)).status_code == 403
        assert client.post(address("cycle_study", cycle), {}).status_code == 403
        assert client.get(address("observe", cycle)).status_code == 403
        assert client.post(address("move_cycle", cycle), {"action": "start"}).status_code == 403


def test_a_private_work_and_strangers_see_nothing(
    client: Client, world: GroupWorld, stranger: Any, project_lead: Any
) -> None:
    cycle = make_cycle(make_improvement(world.lund, is_private=True), status="do")
    observation = cycle.observations.create(text="Hemligt", request_key=uuid.uuid4())
    pages = [
        cycle.get_absolute_url(),
        address("cycle_history", cycle),
        address("observe", cycle),
        address("add_cycle_comment", cycle),
        reverse("improvements:add_comment", args=[cycle.improvement_id]),
        reverse("improvements:new_cycle", args=[cycle.improvement_id]),
        reverse("improvements:observation_file", args=[observation.pk]),
        reverse("improvements:remove_observation", args=[observation.pk]),
    ]
    for user in (stranger, world.mentor, world.person("ystad", "strategist"), project_lead):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404] * len(pages)


def test_save_and_begin_then_study_with_the_prediction_beside(
    home: Client, work: Improvement
) -> None:
    cycle = make_cycle(work, prediction="")
    response = home.post(
        address("cycle_plan", cycle), plan_typed(cycle, prediction_0="Nio av tio", then="start")
    )
    assert response.url == f"{cycle.get_absolute_url()}#do"
    response = home.post(address("cycle_do", cycle), done_typed(cycle, then="study"))
    assert response.url == f"{cycle.get_absolute_url()}#study"
    page = home.get(cycle.get_absolute_url())
    [(question, result, _confirmed)] = page.context["form"].places
    assert (question.prediction, result.html_name) == ("Nio av tio", f"result_{question.pk}")
    typed = {
        "seen": seen(cycle, "study"),
        result.html_name: "Sju av nio",
        f"confirmed_{question.pk}": "partly",
        "learned": "Fredagar glöms",
    }
    response = home.post(address("cycle_study", cycle), typed)
    assert response.url == f"{cycle.get_absolute_url()}#act"
    question.refresh_from_db()
    assert (question.result, question.confirmed) == ("Sju av nio", "partly")


def test_a_study_without_prediction_is_refused_and_the_text_is_kept(
    home: Client, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do", prediction="")
    response = home.post(address("cycle_do", cycle), done_typed(cycle, then="study"))
    assert response.status_code == 422
    assert errors(response) == {
        "__all__": ["Skriv vad ni förväntar er för varje fråga innan ni studerar resultatet."]
    }
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.status, fresh.what_happened) == ("do", "Sju samtal")
    # What was saved is what the form builds on now.
    assert response.context["form"]["seen"].value() == seen(cycle, "do")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        (
            {"ended_on_day": "1"},
            "ended_on",
            (
                "Cykeln började 5 mars 2027 och kan inte ha slutat innan dess. Rätta dagen, eller"
                " dagen då den började under Göra."
            ),
        ),
        (
            {"ended_on_day": "31"},
            "ended_on",
            ("Den dagen har inte varit än. Skriv vilken dag försöket avslutades."),
        ),
        ({"ended_on_day": "x"}, "ended_on", "Skriv dagen som ett tal mellan 1 och 31"),
        ({"decision": ""}, "decision", "Välj: behålla, ändra eller lägga ned."),
        ({"changes_next": ""}, "changes_next", "Skriv vad ni ändrar i nästa cykel."),
    ],
)
def test_a_closing_that_cannot_be_keeps_what_was_typed(
    home: Client, work: Improvement, changed: dict[str, Any], field: str, words: str
) -> None:
    cycle = make_cycle(work, status="study", learned="Mycket", started_on=date(2027, 3, 5))
    typed = act_typed(seen=seen(cycle, "act"), keeping="I rutinen", **changed)
    response = home.post(address("cycle_act", cycle), typed)
    assert response.status_code == 422
    assert errors(response) == {field: [words]}
    assert response.context["form"]["keeping"].value() == "I rutinen"
    assert Cycle.objects.get(pk=cycle.pk).status == "study"


def test_closing_offers_the_next_cycle_filled_in(
    home: Client, world: GroupWorld, work: Improvement
) -> None:
    owner = world.seat(world.lund, "key_person")
    cycle = make_cycle(
        work,
        status="study",
        learned="Mycket",
        owner=owner,
        kind="develop",
        scale="one_person",
        objective="Se om alla får frågan",
        arrangement="Mottagningen",
        planned_from=date(2027, 2, 1),
        planned_to=date(2027, 2, 15),
        started_on=date(2027, 2, 1),
    )
    home.post(address("cycle_act", cycle), act_typed(seen=seen(cycle, "act")))
    assert Cycle.objects.get(pk=cycle.pk).decision == "adapt"
    after = f"{reverse('improvements:new_cycle', args=[work.pk])}?after={cycle.pk}"
    assert f'href="{after}"' in home.get(cycle.get_absolute_url()).content.decode()
    form = home.get(after).context["form"]
    names = ("title", "kind", "scale", "owner", "objective", "arrangement")
    assert [form[name].value() for name in names] == [
        "Checklista vid första samtalet",
        "develop",
        "one_person",
        owner.pk,
        "Se om alla får frågan",
        "Mottagningen",
    ]
    assert form["planned_from"].value() == date(2027, 3, 11)
    assert form["planned_to"].value() == date(2027, 3, 25)
    [(question, prediction), *_more] = form.places
    assert (question.value(), prediction.value()) == ("Används checklistan?", None)
    response = home.post(after, plan_typed(cycle, title="Kortare lista"))
    following = Cycle.objects.get(number=2)
    assert response.url == following.get_absolute_url()
    assert (following.previous, following.title) == (cycle, "Kortare lista")
    assert "Cykel 2: Kortare lista" in text(home.get(cycle.get_absolute_url()))
    assert "Bygger på Cykel 1" in text(home.get(following.get_absolute_url()))


def test_after_what_is_adopted_the_next_implements_it_in_more_places(
    home: Client, work: Improvement
) -> None:
    cycle = make_cycle(work, status="acted")
    after = f"{reverse('improvements:new_cycle', args=[work.pk])}?after={cycle.pk}"
    form = home.get(after).context["form"]
    assert (form["kind"].value(), form["scale"].value()) == ("implement", "several_units")


@pytest.mark.parametrize("after", ["", "²", "999999999999999999999", "other"])
def test_a_next_cycle_after_something_else_begins_empty(
    home: Client, world: GroupWorld, work: Improvement, after: str
) -> None:
    other = make_cycle(make_improvement(world.lund, "Annat"), status="acted")
    number = other.pk if after == "other" else after
    response = home.get(f"{reverse('improvements:new_cycle', args=[work.pk])}?after={number}")
    assert (response.status_code, response.context["previous"]) == (200, None)
    assert response.context["form"]["title"].value() is None


def test_a_prediction_without_its_question_is_refused(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work)
    response = home.post(address("cycle_plan", cycle), plan_typed(cycle, prediction_1="Fler"))
    assert response.status_code == 422
    assert errors(response) == {
        "question_1": ["Skriv frågan också, inte bara vad ni förväntar er."]
    }


def test_the_second_in_a_pane_sees_both_versions_and_saves_what_stands(
    home: Client, world: GroupWorld, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY)
    typed = done_typed(cycle, what_happened="Mitt")
    save_pane(
        cycle=cycle,
        content=Done(DAY, None, "Deras"),
        seen=seen(cycle, "do"),
        actor=world.person("lund", "politician"),
    )
    response = home.post(address("cycle_do", cycle), typed)
    assert response.status_code == 422
    assert response.context["theirs"] == [("Vad som hände", "Deras", "Mitt")]
    assert response.context["form"]["what_happened"].value() == "Mitt"
    assert errors(response)["__all__"][0].startswith("politician Lund har ändrat det här")
    again = typed | {"seen": response.context["form"]["seen"].value()}
    assert home.post(address("cycle_do", cycle), again).status_code == 302
    assert Cycle.objects.get(pk=cycle.pk).what_happened == "Mitt"


def test_autosave_says_when_and_a_conflict_says_why_not(
    home: Client, world: GroupWorld, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY)
    quiet = {"headers": {"HX-Request": "true"}}
    response = home.post(address("cycle_do", cycle), done_typed(cycle), **quiet)
    assert text(response) == "Sparat klockan 10.00"
    assert f'value="{seen(cycle, "do")}"' in response.content.decode()
    typed = done_typed(cycle, what_happened="Mitt")
    save_pane(
        cycle=cycle,
        content=Done(DAY, None, "Deras"),
        seen=seen(cycle, "do"),
        actor=world.person("lund", "politician"),
    )
    response = home.post(address("cycle_do", cycle), typed, **quiet)
    assert text(response).startswith("Inte sparat: politician Lund har ändrat det här")
    response = home.post(address("cycle_do", cycle), typed | {"started_on_day": "40"}, **quiet)
    assert text(response) == "Inte sparat: Skriv dagen som ett tal mellan 1 och 31"
    assert Cycle.objects.get(pk=cycle.pk).what_happened == "Deras"


def test_an_earlier_pane_is_opened_only_while_it_may_change(
    home: Client, work: Improvement
) -> None:
    cycle = make_cycle(work, status="do")
    assert states(home.get(address("cycle_plan", cycle)))[0] == ("plan", "form")
    Cycle.objects.update(status="study")
    response = home.get(address("cycle_plan", cycle), follow=True)
    assert "Det ni förväntade er ligger fast medan ni studerar resultatet." in text(response)


def test_buttons_go_back_and_reopen(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work, status="acted")
    for action, status in (("reopen", "study"), ("back_to_do", "do"), ("back_to_plan", "plan")):
        home.post(address("move_cycle", cycle), {"action": action})
        assert Cycle.objects.get(pk=cycle.pk).status == status
    home.post(address("move_cycle", cycle), {"action": "close"})
    home.post(address("move_cycle", cycle), {"action": "reopen"})
    assert Cycle.objects.get(pk=cycle.pk).status == "plan"


def test_open_too_long_stands_on_the_page(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work, status="do", started_on=DAY - timedelta(days=120))
    assert "Öppen i 120 dagar" in text(home.get(cycle.get_absolute_url()))


def test_a_photo_is_noted_seen_and_fetched_by_those_who_see_the_cycle(
    home: Client, world: GroupWorld, work: Improvement, stranger: Any
) -> None:
    cycle = make_cycle(work, status="do")
    key = str(home.get(address("observe", cycle)).context["form"]["request_key"].value())
    for _press in range(2):
        typed = {"text": "Skylten", "request_key": key, "photo": photo_with_position()}
        response = home.post(address("observe", cycle), typed)
        assert response.url == f"{cycle.get_absolute_url()}#observations"
    [observation] = Observation.objects.all()
    fetch = reverse("improvements:observation_file", args=[observation.pk])
    assert f'<img src="{fetch}"' in home.get(cycle.get_absolute_url()).content.decode()
    home.force_login(world.person("hoor", "politician"))
    response = home.get(fetch)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    home.force_login(stranger)
    assert home.get(fetch).status_code == 404


def test_a_bad_upload_keeps_the_line_that_was_typed(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work, status="do")
    typed = {
        "text": "Skylten",
        "request_key": uuid.uuid4(),
        "photo": SimpleUploadedFile("bild.jpg", b"ingen bild"),
    }
    response = home.post(address("observe", cycle), typed)
    assert response.status_code == 422
    assert list(errors(response)) == ["photo"]
    assert response.context["form"]["text"].value() == "Skylten"
    response = home.post(address("observe", cycle), {"text": "X", "request_key": "ingen"})
    assert errors(response) == {"request_key": ["Ladda om sidan och skicka en gång till."]}
    assert Observation.objects.count() == 0


def test_a_note_without_a_file_has_none_to_fetch(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work, status="do")
    observation = cycle.observations.create(text="Bara text", request_key=uuid.uuid4())
    fetch = reverse("improvements:observation_file", args=[observation.pk])
    assert home.get(fetch).status_code == 404


def test_one_removes_ones_own_note(home: Client, world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work, status="do")
    own = world.person("lund", "strategist")
    mine = cycle.observations.create(text="Mitt", request_key=uuid.uuid4(), author=own)
    other = cycle.observations.create(
        text="Annans", request_key=uuid.uuid4(), author=world.person("lund", "politician")
    )
    remove = [reverse("improvements:remove_observation", args=[one.pk]) for one in (mine, other)]
    assert home.get(remove[0]).status_code == 200
    assert home.post(remove[0]).url == f"{cycle.get_absolute_url()}#observations"
    assert home.post(remove[1]).status_code == 403
    assert list(Observation.objects.all()) == [other]


def test_a_task_is_added_and_done_by_one_press(home: Client, work: Improvement) -> None:
    cycle = make_cycle(work)
    response = home.post(address("add_cycle_task", cycle), {"text": ""})
    assert (response.status_code, errors(response)) == (422, {"text": ["Skriv vad som ska göras."]})
    home.post(address("add_cycle_task", cycle), {"text": "Trycka listan"})
    task = cycle.tasks.get()
    home.post(address("tick_cycle_task", cycle, task.pk), {"done": "yes"})
    assert "Klart 10 mars" in text(home.get(cycle.get_absolute_url()))
    home.post(address("remove_cycle_task", cycle, task.pk))
    assert cycle.tasks.count() == 0
    assert home.post(address("tick_cycle_task", cycle, task.pk)).status_code == 404


def test_comments_on_work_and_cycle_come_back_when_they_cannot_be_kept(
    client: Client, world: GroupWorld, work: Improvement
) -> None:
    cycle = make_cycle(work)
    client.force_login(world.mentor)
    page = client.get(cycle.get_absolute_url())
    key = page.context["talk"].request_key
    say = address("add_cycle_comment", cycle)
    response = client.post(say, {"text": "", "request_key": key})
    assert (response.status_code, errors(response)) == (422, {"text": ["Skriv det du vill säga."]})
    response = client.post(say, {"text": "Fint", "request_key": key, "mentioned": ["x"]})
    assert errors(response) == {
        "mentioned": ["Någon du valde kan inte se det här arbetet. Välj bland dem som visas."]
    }
    told = world.person("lund", "strategist").pk
    response = client.post(say, {"text": "Fint", "request_key": key, "mentioned": [told]})
    assert response.url == f"{cycle.get_absolute_url()}#comments"
    whole = reverse("improvements:add_comment", args=[work.pk])
    assert client.post(whole, {"text": "Allt", "request_key": uuid.uuid4()}).url == (
        f"{work.get_absolute_url()}#comments"
    )
    of_cycle, of_work = Comment.objects.order_by("pk")
    assert (of_cycle.cycle, of_work.cycle) == (cycle, None)
    remove = reverse("improvements:remove_comment", args=[of_cycle.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove).url == f"{cycle.get_absolute_url()}#comments"
    client.force_login(world.person("lund", "strategist"))
    own = reverse("improvements:remove_comment", args=[of_work.pk])
    assert client.post(own).status_code == 403


def test_the_history_says_who_changed_what_in_a_sitting(
    home: Client, world: GroupWorld, work: Improvement
) -> None:
    lund, politician = world.person("lund", "strategist"), world.person("lund", "politician")
    cycle = make_cycle(work)
    save_pane(cycle=cycle, content=PLAN, seen=seen(cycle, "plan"), actor=lund)
    with time_machine.travel(TODAY + timedelta(hours=1), tick=False):
        home.force_login(lund)
        home.post(address("move_cycle", cycle), {"action": "start"})
        for words in ("Ett", "Ett och två"):
            save_pane(
                cycle=cycle,
                content=Done(DAY, None, words),
                seen=seen(cycle, "do"),
                actor=politician,
            )
    found = changes_of(Cycle.objects.get(pk=cycle.pk))
    assert [(one.who, one.what) for one in found] == [
        ("politician Lund", ["vad som hände"]),
        ("strategist Lund", ["flyttade cykeln från Planera till Göra"]),
        (
            "strategist Lund",
            [
                "namn",
                "vad försöket är till för",
                "vad som görs, av vem, när och var",
                "vad som mäts, av vem, när och hur",
            ],
        ),
        ("Någon", ["planerade cykeln"]),
    ]
    response = home.get(address("cycle_history", cycle))
    assert "Flyttade cykeln från Planera till Göra" in text(response)


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_cycles_does_not_matter(
    home: Client,
    world: GroupWorld,
    work: Improvement,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    cycle = make_cycle(work, status="do")
    days = {"started_on": DAY, "ended_on": DAY, "learned": "Mycket", "decision": "adopt"}
    Cycle.objects.bulk_create(
        Cycle(improvement=work, number=n, title="Försök", status="acted", **days)
        for n in range(2, count + 1)
    )
    for n in range(count):
        key = {"request_key": uuid.uuid4(), "author": world.mentor}
        Comment.objects.create(improvement=work, cycle=cycle, text=f"{n}", **key)
        cycle.observations.create(text=f"{n}", **key)
        cycle.tasks.create(text=f"{n}", responsible=world.seat(world.lund, "strategist"))
    home.get(cycle.get_absolute_url())
    with django_assert_num_queries(QUERIES_OF_THE_CYCLE):
        assert home.get(cycle.get_absolute_url()).status_code == 200
    # What the work's page shows of its cycles.
    user = world.person("ystad", "strategist")
    with django_assert_num_queries(QUERIES_OF_RAMP_AND_TALK):
        shown = ramp(Cycle.objects.visible_to(user).filter(improvement=work), DAY)
        talk = comments_of(work, user)
    assert len(shown.steps) + len(shown.earlier) == len(talk.remarks) == count


def test_a_move_is_in_the_trail_at_its_time(world: GroupWorld, work: Improvement) -> None:
    cycle = make_cycle(work)
    moved = move_cycle(cycle=cycle, action="start", actor=world.person("lund", "strategist"))
    assert moved.started_on == timezone.localdate()
