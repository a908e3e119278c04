"""Preparing a meeting: agenda, checklist and roles, and the pages that they are changed on."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import AgendaItem, ChecklistItem, Meeting
from learning_meetings.services.preparing import (
    MOST_DAYS,
    MOST_MINUTES,
    MOST_ROWS,
    Part,
    Task,
    add_part,
    add_task,
    change_part,
    change_task,
    move_part,
    name_roles,
    remove_part,
    remove_task,
    roles_stamp,
    stamp,
    tick_task,
)
from modellkonceptet.records.models import AuditEntry
from tests.learning_meetings.meeting_recipes import (
    MeetingWorld,
    add_agenda,
    add_checklist,
    make_meeting_world,
)

WELCOME = Part("Välkomna", 15, "host")
ROOM = Task("Boka lokal", -30, "host")


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


def set_status(at: MeetingWorld, status: str) -> None:
    because = "Snöstorm" if status == MeetingStatus.CANCELLED else ""
    Meeting.objects.filter(pk=at.meeting.pk).update(status=status, cancelled_because=because)


def titles(at: MeetingWorld) -> list[str]:
    return list(at.meeting.agenda.order_by("position").values_list("title_sv", flat=True))


def trail(at: MeetingWorld) -> list[str]:
    rows = AuditEntry.objects.filter(
        subject_type="learning_meetings.meeting", subject_id=at.meeting.pk
    )
    return list(rows.order_by("pk").values_list("action", flat=True))


def code_of(call: Any, **arguments: Any) -> str | None:
    with pytest.raises(ValidationError) as refused:
        call(**arguments)
    return refused.value.code if hasattr(refused.value, "code") else None


def fields_of(call: Any, **arguments: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(**arguments)
    return list(refused.value.error_dict)


# The agenda


def test_parts_are_added_last_changed_moved_and_removed(at: MeetingWorld) -> None:
    first = add_part(meeting=at.meeting, part=WELCOME, actor=at.host)
    add_part(meeting=at.meeting, part=Part("Fika", 20, "host"), actor=at.host)
    add_part(meeting=at.meeting, part=Part("Kritisk vän", 60, "mentor"), actor=at.host)
    assert titles(at) == ["Välkomna", "Fika", "Kritisk vän"]
    changed = Part("Hej", 10, "mentor", "Hello", "Eva")
    change_part(item=first, seen=stamp(first), part=changed, actor=at.host)
    first.refresh_from_db()
    assert (first.title_sv, first.minutes, first.leads, first.title_en, first.leads_name) == (
        "Hej",
        10,
        "mentor",
        "Hello",
        "Eva",
    )
    move_part(item=first, earlier=False, actor=at.host)
    assert titles(at) == ["Fika", "Hej", "Kritisk vän"]
    remove_part(item=first, actor=at.host)
    assert titles(at) == ["Fika", "Kritisk vän"]
    assert trail(at) == [*["add_part"] * 3, "change_part", "move_part", "remove_part"]


@pytest.mark.parametrize(("place", "earlier"), [(0, True), (1, False)])
def test_at_the_end_of_the_agenda_a_part_stays(at: MeetingWorld, place: int, earlier: bool) -> None:
    parts = add_agenda(at.meeting, ("Hej", 10), ("Fika", 20))
    move_part(item=parts[place], earlier=earlier, actor=at.host)
    assert (titles(at), trail(at)) == (["Hej", "Fika"], [])


def test_parts_that_share_a_place_are_moved_as_they_are_shown(at: MeetingWorld) -> None:
    parts = add_agenda(at.meeting, ("Ett", 10), ("Två", 10), ("Tre", 10))
    AgendaItem.objects.update(position=1)
    move_part(item=parts[2], earlier=True, actor=at.host)
    assert titles(at) == ["Ett", "Tre", "Två"]


def test_whoever_changes_a_part_second_is_told_what_stands(at: MeetingWorld) -> None:
    (item,) = add_agenda(at.meeting, ("Hej", 10))
    seen = stamp(item)
    change_part(item=item, seen=seen, part=WELCOME, actor=at.host)
    late = Part("God morgon", 15, "host")
    with pytest.raises(ValidationError) as refused:
        change_part(item=item, seen=seen, part=late, actor=at.host)
    assert refused.value.code == "changed_meanwhile"
    assert "Välkomna" in refused.value.message
    assert (titles(at), trail(at)) == (["Välkomna"], ["change_part"])


def test_a_part_that_somebody_removed_is_neither_changed_nor_moved(at: MeetingWorld) -> None:
    (item,) = add_agenda(at.meeting, ("Hej", 10))
    seen = stamp(item)
    AgendaItem.objects.all().delete()
    refusals = [
        code_of(change_part, item=item, seen=seen, part=WELCOME, actor=at.host),
        code_of(move_part, item=item, earlier=True, actor=at.host),
        code_of(remove_part, item=item, actor=at.host),
    ]
    assert refusals == ["removed_meanwhile"] * 3


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (replace(WELCOME, title_sv=""), "title_sv"),
        (replace(WELCOME, minutes=0), "minutes"),
        (replace(WELCOME, minutes=MOST_MINUTES + 1), "minutes"),
        (replace(WELCOME, leads="nobody"), "leads"),
    ],
)
def test_a_part_needs_its_words_its_length_and_who_leads(
    at: MeetingWorld, part: Part, field: str
) -> None:
    (item,) = add_agenda(at.meeting, ("Hej", 10))
    assert fields_of(add_part, meeting=at.meeting, part=part, actor=at.host) == [field]
    change = {"item": item, "seen": stamp(item), "part": part, "actor": at.host}
    assert fields_of(change_part, **change) == [field]
    assert (titles(at), trail(at)) == (["Hej"], [])


def test_the_agenda_ends_somewhere(at: MeetingWorld) -> None:
    add_agenda(at.meeting, *[("Del", 5)] * MOST_ROWS)
    assert code_of(add_part, meeting=at.meeting, part=WELCOME, actor=at.host) == "too_many"
    assert at.meeting.agenda.count() == MOST_ROWS


def test_what_was_held_keeps_its_agenda_but_its_checklist_goes_on(at: MeetingWorld) -> None:
    (part,) = add_agenda(at.meeting, ("Hej", 10))
    (task,) = add_checklist(at.meeting, ("Publicera anteckningarna", 5))
    set_status(at, MeetingStatus.HELD)
    refusals = [
        code_of(add_part, meeting=at.meeting, part=WELCOME, actor=at.host),
        code_of(change_part, item=part, seen=stamp(part), part=WELCOME, actor=at.host),
        code_of(move_part, item=part, earlier=True, actor=at.host),
        code_of(remove_part, item=part, actor=at.host),
    ]
    assert refusals == ["held"] * 4
    assert tick_task(item=task, done=True, actor=at.host).done_by == at.host


# The checklist


def test_a_thing_is_added_ticked_changed_and_removed(at: MeetingWorld) -> None:
    item = add_task(meeting=at.meeting, task=ROOM, actor=at.host)
    ticked = tick_task(item=item, done=True, actor=at.host)
    assert (ticked.done_at is not None, ticked.done_by) == (True, at.host)
    tick_task(item=item, done=True, actor=at.host)
    assert tick_task(item=item, done=False, actor=at.host).done_by is None
    other = Task("Boka sal", -20, "mentor", "Book a room")
    change_task(item=item, seen=stamp(item), task=other, actor=at.host)
    item.refresh_from_db()
    assert (item.text_sv, item.days, item.responsible, item.text_en) == (
        "Boka sal",
        -20,
        "mentor",
        "Book a room",
    )
    remove_task(item=item, actor=at.host)
    assert at.meeting.checklist.count() == 0
    assert trail(at) == ["add_task", "tick_task", "tick_task", "change_task", "remove_task"]


def test_a_tick_does_not_stand_in_the_way_of_a_change(at: MeetingWorld) -> None:
    (item,) = add_checklist(at.meeting, ("Boka lokal", -30))
    seen = stamp(item)
    tick_task(item=item, done=True, actor=at.host)
    changed = change_task(
        item=item, seen=seen, task=replace(ROOM, text_sv="Boka sal"), actor=at.host
    )
    assert (changed.text_sv, changed.done_by) == ("Boka sal", at.host)


@pytest.mark.parametrize(
    ("task", "field"),
    [
        (replace(ROOM, text_sv=""), "text_sv"),
        (replace(ROOM, days=-MOST_DAYS - 1), "days"),
        (replace(ROOM, days=MOST_DAYS + 1), "days"),
        (replace(ROOM, responsible="nobody"), "responsible"),
    ],
)
def test_a_thing_to_see_to_needs_its_words_its_day_and_who_does_it(
    at: MeetingWorld, task: Task, field: str
) -> None:
    (item,) = add_checklist(at.meeting, ("Boka lokal", -30))
    assert fields_of(add_task, meeting=at.meeting, task=task, actor=at.host) == [field]
    change = {"item": item, "seen": stamp(item), "task": task, "actor": at.host}
    assert fields_of(change_task, **change) == [field]
    assert (at.meeting.checklist.get().text_sv, trail(at)) == ("Boka lokal", [])


def test_two_at_one_thing_on_the_checklist(at: MeetingWorld) -> None:
    (item,) = add_checklist(at.meeting, ("Boka lokal", -30))
    seen = stamp(item)
    change_task(item=item, seen=seen, task=replace(ROOM, days=-40), actor=at.host)
    late = {"item": item, "seen": seen, "task": replace(ROOM, days=-20), "actor": at.host}
    assert code_of(change_task, **late) == "changed_meanwhile"
    assert at.meeting.checklist.get().days == -40
    ChecklistItem.objects.all().delete()
    refusals = [
        code_of(change_task, **late),
        code_of(tick_task, item=item, done=True, actor=at.host),
        code_of(remove_task, item=item, actor=at.host),
    ]
    assert refusals == ["removed_meanwhile"] * 3


# Roles


def test_who_leads_and_who_takes_notes(at: MeetingWorld) -> None:
    seen = roles_stamp(at.meeting)
    named = {"meeting": at.meeting, "leader": "Eva", "note_taker": "Bo", "actor": at.host}
    name_roles(**named, seen=seen)
    name_roles(**named, seen=roles_stamp(Meeting.objects.get()))
    at.meeting.refresh_from_db()
    assert (at.meeting.leader, at.meeting.note_taker) == ("Eva", "Bo")
    assert trail(at) == ["name_roles"]


def test_whoever_names_roles_second_does_not_overwrite_the_first(at: MeetingWorld) -> None:
    seen = roles_stamp(at.meeting)
    first = {"meeting": at.meeting, "leader": "Eva", "note_taker": "Bo", "actor": at.host}
    name_roles(**first, seen=seen)
    second = first | {"leader": "", "note_taker": "Ida"}
    assert code_of(name_roles, **second, seen=seen) == "changed_meanwhile"
    at.meeting.refresh_from_db()
    assert (at.meeting.leader, at.meeting.note_taker) == ("Eva", "Bo")
    # Both wrote the same: nobody has anything to look at.
    name_roles(**first, seen=seen)


# Who may, and when nothing may


def everything(at: MeetingWorld, actor: Any) -> list[tuple[Any, dict[str, Any]]]:
    (part,) = add_agenda(at.meeting, ("Hej", 10))
    (task,) = add_checklist(at.meeting, ("Boka lokal", -30))
    seen = roles_stamp(at.meeting)
    return [
        (add_part, {"meeting": at.meeting, "part": WELCOME, "actor": actor}),
        (change_part, {"item": part, "seen": stamp(part), "part": WELCOME, "actor": actor}),
        (move_part, {"item": part, "earlier": True, "actor": actor}),
        (remove_part, {"item": part, "actor": actor}),
        (add_task, {"meeting": at.meeting, "task": ROOM, "actor": actor}),
        (change_task, {"item": task, "seen": stamp(task), "task": ROOM, "actor": actor}),
        (tick_task, {"item": task, "done": True, "actor": actor}),
        (remove_task, {"item": task, "actor": actor}),
        (
            name_roles,
            {"meeting": at.meeting, "seen": seen, "leader": "E", "note_taker": "", "actor": actor},
        ),
    ]


@pytest.mark.parametrize("who", ["partner", "mentor", "politician", "reviewer", "nobody"])
def test_only_the_host_and_the_project_lead_prepare(
    at: MeetingWorld, reviewer: Any, who: str
) -> None:
    people = {
        "partner": at.partner,
        "mentor": at.mentor,
        "politician": at.world.person("lund", "politician"),
        "reviewer": reviewer,
        "nobody": None,
    }
    for call, arguments in everything(at, people[who]):
        with pytest.raises(PermissionDenied):
            call(**arguments)
    assert (titles(at), at.meeting.checklist.count(), trail(at)) == (["Hej"], 1, [])


def test_nothing_is_prepared_for_a_cancelled_meeting(at: MeetingWorld, project_lead: Any) -> None:
    set_status(at, MeetingStatus.CANCELLED)
    calls = everything(at, project_lead)
    assert [code_of(call, **said) for call, said in calls] == ["cancelled"] * len(calls)
    assert (titles(at), at.meeting.checklist.count(), trail(at)) == (["Hej"], 1, [])


# The pages


def test_a_part_that_was_changed_meanwhile_is_saved_the_second_time(
    at: MeetingWorld, client: Client
) -> None:
    (item,) = add_agenda(at.meeting, ("Hej", 10))
    client.force_login(at.host)
    path = f"{at.meeting.get_absolute_url()}dagordning/{item.pk}/"
    shown = client.get(path).context["form"]
    said = {"title_sv": "God morgon", "minutes": "20", "leads": "host"}
    change_part(item=item, seen=stamp(item), part=WELCOME, actor=at.host)
    refused = client.post(path, said | {"seen": shown["seen"].value()})
    form = refused.context["form"]
    assert (refused.status_code, form["title_sv"].value()) == (422, "God morgon")
    saved = client.post(path, said | {"seen": form["seen"].value()})
    assert (saved.status_code, titles(at)) == (302, ["God morgon"])


def test_roles_that_were_changed_meanwhile_are_saved_the_second_time(
    at: MeetingWorld, client: Client
) -> None:
    client.force_login(at.host)
    path = f"{at.meeting.get_absolute_url()}roller/"
    seen = client.get(path).context["form"]["seen"].value()
    Meeting.objects.update(leader="Eva")
    refused = client.post(path, {"seen": seen, "leader": "Ida", "note_taker": ""})
    form = refused.context["form"]
    assert (refused.status_code, form["leader"].value()) == (422, "Ida")
    client.post(path, {"seen": form["seen"].value(), "leader": "Ida", "note_taker": ""})
    assert Meeting.objects.get().leader == "Ida"


@pytest.mark.parametrize(
    ("side", "count", "days"), [("before", "3", -3), ("after", "5", 5), ("after", "0", 0)]
)
def test_days_are_counted_before_or_after(
    at: MeetingWorld, client: Client, side: str, count: str, days: int
) -> None:
    client.force_login(at.host)
    path = f"{at.meeting.get_absolute_url()}checklista/"
    said = {"text_sv": "Fika", "count": count, "side": side, "responsible": "host"}
    assert client.post(path, said).status_code == 302
    item = at.meeting.checklist.get()
    form = client.get(f"{path}{item.pk}/").context["form"]
    assert (item.days, int(form["count"].value())) == (days, abs(days))


def test_the_buttons_beside_the_rows(at: MeetingWorld, client: Client) -> None:
    parts = add_agenda(at.meeting, ("Hej", 10), ("Fika", 20))
    (task,) = add_checklist(at.meeting, ("Boka lokal", -30))
    client.force_login(at.host)
    base = at.meeting.get_absolute_url()
    client.post(f"{base}dagordning/{parts[0].pk}/flytta/", {"to": "later"})
    assert titles(at) == ["Fika", "Hej"]
    client.post(f"{base}dagordning/{parts[0].pk}/ta-bort/")
    assert titles(at) == ["Fika"]
    client.post(f"{base}checklista/{task.pk}/klar/", {"done": "yes"})
    assert at.meeting.checklist.get().done_by == at.host
    client.post(f"{base}checklista/{task.pk}/ta-bort/")
    assert at.meeting.checklist.count() == 0


def test_rows_of_another_meeting_are_not_found(at: MeetingWorld, client: Client) -> None:
    other = Meeting.objects.create(
        cohort=at.world.cohort,
        kind="kick_off",
        audience="round",
        name_sv="Uppstart",
        first_day=at.meeting.first_day,
        last_day=at.meeting.last_day,
    )
    (part,), (task,) = add_agenda(other, ("Hej", 10)), add_checklist(other, ("Sal", -3))
    client.force_login(at.host)
    base = at.meeting.get_absolute_url()
    paths = [
        f"dagordning/{part.pk}/ta-bort/",
        f"dagordning/{part.pk}/flytta/",
        f"checklista/{task.pk}/klar/",
        f"checklista/{task.pk}/ta-bort/",
    ]
    assert [client.post(base + path).status_code for path in paths] == [404] * 4
    assert (other.agenda.count(), other.checklist.count()) == (1, 1)
