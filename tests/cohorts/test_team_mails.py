"""Who hears of people and participants that come and go: once each, with names and no contacts."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from applications.services.publishing import publish_decision
from cohorts.models import Group, MentorPerson, TeamMember
from cohorts.services.participations import reinstate_participation, withdraw_participation
from cohorts.services.teams import (
    TeamSeat,
    add_team_member,
    change_team_member,
    correct_team_member,
    link_account,
)
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.group_world import FUNCTIONS, GroupWorld, make_group_world

NEW = TeamSeat("politician", "Nya Namnet", "Ordförande", "ny@lund.example", "046-12 34 56")
SKR = "kontakt@skr.example"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


def mail_to(address: str) -> tuple[str, str]:
    """Subject and text, without greeting and foot."""
    message = Message.objects.get(to_email=address)
    body = message.body_text.split("\n\n", 1)[1].rsplit("\nSveriges", 1)[0]
    return message.subject, body


def test_a_key_person_replaces_the_politician_and_those_concerned_hear_once(
    world: GroupWorld,
) -> None:
    actor, old = world.person("lund", "key_person"), world.seat(world.lund, "politician")
    came = change_team_member(
        member=old, successor=NEW, because="Ny politiker efter valet", actor=actor
    )
    old.refresh_from_db()
    assert came is not None
    assert (old.left_on, old.left_because) == (date(2027, 3, 1), "Ny politiker efter valet")
    assert (came.succeeds, came.joined_on, came.left_on) == (old, date(2027, 3, 1), None)
    assert told("team_newcomer") == ["ny@lund.example"]
    assert told("team_leaver") == ["politician@lund.example"]
    assert told("team_change") == [
        "key_person@hoor.example",
        "key_person@ystad.example",
        SKR,
        "mentor@malmo.example",
        "senior_manager@lund.example",
        "strategist@hoor.example",
        "strategist@lund.example",
        "strategist@ystad.example",
    ]
    assert mail_to("ny@lund.example") == (
        "Du är politiker i teamet från Lund kommun",
        (
            "Du är nu politiker i teamet från Lund kommun i Modellkommuner 2027–2028.\n\n"
            "Före dig var det politician Lund.\n\n"
            "På en sida finns det du behöver för att komma i gång: vad omgången är, vad ni"
            " har lovat, ert team, er grupp och vad som kommer härnäst. Logga in med den här"
            " e-postadressen.\n\n"
            "Läs överlämningen:\n"
            f"{settings.SITE_URL}/min-omgang/overlamning/{came.pk}/\n\n"
            "--\nDu får det här mejlet för att key_person Lund har angett dig."
        ),
    )
    assert mail_to("strategist@ystad.example") == (
        "Lund kommun: ny politiker i teamet",
        (
            "Nya Namnet tar över som politiker i teamet från Lund kommun efter politician Lund.\n\n"
            "Skäl: Ny politiker efter valet\n\n"
            "Kontaktuppgifterna finns på sidan när du har loggat in.\n\n"
            "Öppna gruppsidan:\n"
            f"{settings.SITE_URL}/grupper/{world.group.pk}/\n\n"
            "--\nDu får det här mejlet för att du är med i samma grupp, Grupp 1."
        ),
    )
    assert mail_to(SKR)[1].splitlines()[-4:] == [
        f"{settings.SITE_URL}/skr/deltagare/{world.lund.pk}/",
        "",
        "--",
        "Du får det här mejlet för att du är kontakt på SKR för Modellkommuner 2027–2028.",
    ]
    # The new person's contacts travel by no mail.
    texts = Message.objects.exclude(kind="team_newcomer").values_list("body_text", flat=True)
    assert [text for text in texts if "046-12" in text or "ny@lund" in text] == []


def test_a_function_left_empty_is_told_and_its_next_holder_succeeds_the_last(
    world: GroupWorld, project_lead: Any
) -> None:
    old = world.seat(world.lund, "politician")
    change_team_member(member=old, successor=None, actor=project_lead)
    assert mail_to("strategist@hoor.example") == (
        "Lund kommun: ingen är politiker just nu",
        (
            "politician Lund har lämnat teamet från Lund kommun, och ingen har tagit över som"
            " politiker än.\n\n"
            "Öppna gruppsidan:\n"
            f"{settings.SITE_URL}/grupper/{world.group.pk}/\n\n"
            "--\nDu får det här mejlet för att du är med i samma grupp, Grupp 1."
        ),
    )
    Message.objects.all().delete()
    came = add_team_member(participation=world.lund, seat=NEW, actor=project_lead)
    assert came.succeeds == old
    assert (told("team_leaver"), told("team_newcomer")) == ([], ["ny@lund.example"])
    assert len(told("team_change")) == 9
    second = TeamSeat("politician", "En till", email="till@lund.example")
    assert (
        add_team_member(participation=world.lund, seat=second, actor=project_lead).succeeds is None
    )


def test_a_correction_is_told_to_nobody(world: GroupWorld, project_lead: Any) -> None:
    correct_team_member(member=world.seat(world.lund, "politician"), seat=NEW, actor=project_lead)
    assert Message.objects.count() == 0


def test_nothing_is_kept_and_nobody_told_when_the_change_fails(
    world: GroupWorld, project_lead: Any
) -> None:
    old = world.seat(world.lund, "politician")
    taken = TeamSeat("politician", "Samma", email="strategist@lund.example")
    with pytest.raises(ValidationError):
        change_team_member(member=old, successor=taken, actor=project_lead)
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        change_team_member(member=old, successor=NEW, actor=project_lead)
        raise RuntimeError
    old.refresh_from_db()
    assert (old.left_on, world.lund.team.count(), Message.objects.count()) == (None, 4, 0)


def test_whoever_hands_over_their_own_seat_is_not_told_what_they_did(world: GroupWorld) -> None:
    actor = world.person("lund", "key_person")
    seat = TeamSeat("key_person", "Nya Namnet", email="ny@lund.example")
    change_team_member(member=world.seat(world.lund, "key_person"), successor=seat, actor=actor)
    assert told("team_leaver") == []
    assert [address for address in told("team_change") if address == actor.email] == []
    assert not actor.has_perm("cohorts.change_team", world.lund)


def test_without_a_named_contact_all_project_leads_are_told(
    world: GroupWorld, project_lead: Any
) -> None:
    world.cohort.contact_email = ""
    world.cohort.save()
    other = factories.make_user("annan@skr.example", staff_role="project_lead")
    change_team_member(
        member=world.seat(world.lund, "politician"), successor=None, actor=project_lead
    )
    assert [address for address in told("team_change") if address.endswith("skr.example")] == [
        other.email
    ]


def test_one_person_in_two_capacities_gets_one_mail(world: GroupWorld, project_lead: Any) -> None:
    """The mentor is the round's contact, too, and is told as mentor."""
    world.cohort.contact_email = world.mentor.email.upper()
    world.cohort.save()
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    assert told("participant_left").count(world.mentor.email) == 1


def test_a_group_of_three_goes_on_as_two(world: GroupWorld, project_lead: Any) -> None:
    withdraw_participation(
        participation=world.hoor, reason="Ny majoritet", day=date(2027, 3, 1), actor=project_lead
    )
    world.hoor.refresh_from_db()
    assert (world.hoor.group, world.hoor.withdrawn_on) == (world.group, date(2027, 3, 1))
    places = ("lund", "ystad", "hoor")
    everybody = [f"{function}@{place}.example" for place in places for function in FUNCTIONS]
    assert told("participant_left") == sorted([*everybody, world.mentor.email, SKR])
    assert mail_to("politician@ystad.example") == (
        "Höör kommun har lämnat Modellkommuner 2027–2028",
        (
            "Höör kommun lämnade Modellkommuner 2027–2028 1 mars.\n\n"
            "Grupp 1 fortsätter som två: Lund kommun och Ystad kommun.\n\n"
            "Öppna gruppsidan:\n"
            f"{settings.SITE_URL}/grupper/{world.group.pk}/\n\n"
            "--\nDu får det här mejlet för att du är med i samma grupp, Grupp 1."
        ),
    )
    assert mail_to("politician@hoor.example")[1].startswith(
        "SKR har noterat att Höör kommun lämnade Modellkommuner 2027–2028 1 mars.\n\n"
        "Ni kan fortfarande läsa Min omgång."
    )
    # The reason is SKR's to read.
    assert [
        text for text in Message.objects.values_list("body_text", flat=True) if "Ny maj" in text
    ] == []


def test_the_last_one_hears_that_they_are_alone(world: GroupWorld, project_lead: Any) -> None:
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    Message.objects.all().delete()
    withdraw_participation(participation=world.ystad, reason="Val", actor=project_lead)
    assert mail_to("politician@lund.example")[1].startswith(
        "Ystad kommun lämnade Modellkommuner 2027–2028 1 mars.\n\n"
        "Lund kommun är ensam kvar i Grupp 1. SKR söker en grupp att gå med i."
    )
    # Who had left before is not told.
    assert [address for address in told("participant_left") if "hoor" in address] == []
    assert list(Group.objects.with_one_left()) == [world.group]


@pytest.mark.parametrize("day", [date(2027, 3, 2), date(2027, 2, 28)])
def test_the_day_of_leaving_is_one_on_which_they_took_part(
    world: GroupWorld, project_lead: Any, day: date
) -> None:
    with pytest.raises(ValidationError) as refused:
        withdraw_participation(participation=world.hoor, reason="Val", day=day, actor=project_lead)
    assert list(refused.value.error_dict) == ["day"]
    assert Message.objects.count() == 0


def test_who_comes_back_is_in_the_group_again_unless_it_has_filled_up(
    world: GroupWorld, project_lead: Any
) -> None:
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    Message.objects.all().delete()
    reinstate_participation(participation=world.hoor, reason="Ångrat", actor=project_lead)
    assert mail_to("politician@lund.example")[1].startswith(
        "Höör kommun deltar i Modellkommuner 2027–2028 igen, från och med 1 mars.\n\n"
        "I Grupp 1: Höör kommun, Lund kommun och Ystad kommun."
    )
    withdraw_participation(participation=world.hoor, reason="Val", actor=project_lead)
    late = factories.make_participation(world.cohort, group=world.group)
    reinstate_participation(participation=world.hoor, reason="Ångrat", actor=project_lead)
    world.hoor.refresh_from_db()
    assert (late.group, world.hoor.group) == (world.group, None)
    world.group.dissolved_on = date(2027, 3, 1)
    world.group.save()
    withdraw_participation(participation=world.ystad, reason="Val", actor=project_lead)
    reinstate_participation(participation=world.ystad, reason="Ångrat", actor=project_lead)
    world.ystad.refresh_from_db()
    assert world.ystad.group is None


def test_a_decision_that_is_replaced_by_a_no_is_told_too(project_lead: Any) -> None:
    cohort = factories.make_cohort()
    application = factories.make_application(cohort=cohort, status="reviewed")
    first = factories.make_decision(application, by=project_lead)
    publish_decision(decision_id=first.pk, actor=project_lead)
    first.refresh_from_db()
    other = factories.make_participation(
        cohort, team={"politician": factories.make_user("p@ystad.example")}
    )
    factories.make_group(cohort, "Grupp 1", members=(first.participation, other))
    no = factories.make_decision(application, by=project_lead, outcome="declined")
    publish_decision(decision_id=no.pk, actor=project_lead)
    subjects = Message.objects.filter(kind="participant_left", to_email="p@ystad.example")
    assert [message.subject for message in subjects] == [
        f"{application.organisation} har lämnat {cohort.name}"
    ]


def test_signing_in_finds_the_seats_in_teams_and_as_mentor(world: GroupWorld) -> None:
    TeamMember.objects.filter(user=world.mentor).update(user=None)
    MentorPerson.objects.update(user=None, email="MENTOR@malmo.example")
    assert link_account(user=world.mentor) == 1
    assert MentorPerson.objects.get().user == world.mentor


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_replace_the_same_person_once(world: GroupWorld, project_lead: Any) -> None:
    """The second waits for the first, and is then told that the person has left."""
    from threading import Barrier, Thread

    from django.db import connection

    old, barrier, outcome = world.seat(world.lund, "politician"), Barrier(2), []

    def replace(number: int) -> None:
        seat = TeamSeat("politician", f"Ny {number}", email=f"ny{number}@lund.example")
        barrier.wait()
        try:
            change_team_member(member=old, successor=seat, actor=project_lead)
            outcome.append("done")
        except ValidationError as error:
            outcome.append(str(error.code))
        finally:
            connection.close()

    threads = [Thread(target=replace, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["done", "has_left"]
    assert world.lund.team.current().filter(function="politician").count() == 1
    assert len(told("team_newcomer")) == 1
