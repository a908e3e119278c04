"""Who is in a team: added, replaced, corrected, and what is refused."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.models import Participation, TeamMember
from cohorts.services.participations import complete_participation
from cohorts.services.teams import (
    TeamSeat,
    add_team_member,
    change_team_member,
    correct_team_member,
)
from modellkonceptet.records.models import AuditEntry
from tests import factories

NEW = TeamSeat("politician", "Nya", "Ordförande", "ny@lund.example", "046")


@pytest.fixture
def participation(politician, strategist):
    return factories.make_participation(team={"politician": politician, "strategist": strategist})


@pytest.fixture
def member(participation):
    return participation.team.get(function="politician")


def test_the_old_one_leaves_today_and_the_new_one_is_tied_to_an_account(
    participation, member, politician, project_lead
):
    known = factories.make_user("NY@lund.example")
    with time_machine.travel(factories.stockholm(2027, 3, 1, 0, 30), tick=False):
        came = change_team_member(member=member, successor=NEW, actor=project_lead)
    member.refresh_from_db()
    assert str(member.left_on) == "2027-03-01"
    assert (came.name, came.user, came.left_on) == ("Nya", known, None)
    assert [row.left_on for row in member.history.order_by("pk")] == [None, member.left_on]
    entry = AuditEntry.objects.about(participation).get()
    assert (entry.action, entry.actor, entry.details) == (
        "change_team_member",
        project_lead,
        {"left": member.pk, "came": came.pk},
    )
    # Whoever has left sees the round and its team no more; whoever came does.
    assert [
        (Participation.objects.of_person(one).count(), TeamMember.objects.visible_to(one).count())
        for one in (politician, known)
    ] == [(0, 0), (1, 3)]


def test_somebody_leaves_and_nobody_takes_over(participation, member, project_lead):
    assert change_team_member(member=member, successor=None, actor=project_lead) is None
    assert list(participation.team.current().values_list("function", flat=True)) == ["strategist"]


def test_another_address_means_another_account(participation, member, politician, project_lead):
    seat = TeamSeat("politician", "Politiker", email=politician.email.upper())
    correct_team_member(member=member, seat=seat, actor=project_lead)
    member.refresh_from_db()
    assert (member.user, member.name) == (politician, "Politiker")
    correct_team_member(member=member, seat=NEW, actor=project_lead)
    member.refresh_from_db()
    assert (member.user, member.email) == (None, "ny@lund.example")
    assert participation.team.count() == 2


@pytest.mark.parametrize("who", ["politician", "reviewer", "finance"])
def test_only_project_leads_change_a_team(request, participation, member, who):
    actor = request.getfixturevalue(who)
    for act in (
        lambda: add_team_member(participation=participation, seat=NEW, actor=actor),
        lambda: change_team_member(member=member, successor=NEW, actor=actor),
        lambda: correct_team_member(member=member, seat=NEW, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert participation.team.count() == 2


def refusal(act, **arguments):
    with pytest.raises(ValidationError) as refused:
        act(**arguments)
    error = refused.value
    return error.code if hasattr(error, "code") else list(error.error_dict)


def test_a_team_is_not_changed_after_the_round(participation, member, project_lead):
    complete_participation(participation=participation, actor=project_lead)
    assert (
        refusal(add_team_member, participation=participation, seat=NEW, actor=project_lead)
        == "wrong_state"
    )
    assert (
        refusal(change_team_member, member=member, successor=None, actor=project_lead)
        == "wrong_state"
    )


def test_a_record_of_the_past_gets_no_team(project_lead):
    past = factories.make_participation(source="Slutrapport")
    assert (
        refusal(add_team_member, participation=past, seat=NEW, actor=project_lead) == "historical"
    )


def test_whoever_has_left_is_not_changed_again(member, project_lead):
    change_team_member(member=member, successor=NEW, actor=project_lead)
    later = TeamSeat("politician", "Tredje", email="tredje@lund.example")
    assert (
        refusal(change_team_member, member=member, successor=later, actor=project_lead)
        == "has_left"
    )
    assert refusal(correct_team_member, member=member, seat=later, actor=project_lead) == "has_left"


def test_one_person_has_one_function(participation, member, strategist, project_lead):
    taken = TeamSeat("politician", "Samma", email=strategist.email.upper())
    for act, target in (
        (add_team_member, {"participation": participation, "seat": taken}),
        (change_team_member, {"member": member, "successor": taken}),
        (correct_team_member, {"member": member, "seat": taken}),
    ):
        assert refusal(act, **target, actor=project_lead) == ["email"]
    same = TeamSeat("politician", "Annat namn", email=member.email.upper())
    assert refusal(change_team_member, member=member, successor=same, actor=project_lead) == [
        "email"
    ]
    # Nothing of a refused change is kept.
    assert participation.team.current().count() == 2
    assert AuditEntry.objects.about(participation).count() == 0


def test_the_address_of_somebody_who_has_left_is_free(participation, member, project_lead):
    email = member.email
    change_team_member(member=member, successor=NEW, actor=project_lead)
    back = TeamSeat("key_person", "Tillbaka", email=email)
    assert (
        add_team_member(participation=participation, seat=back, actor=project_lead).email == email
    )


def test_a_person_without_a_real_address_is_refused(participation, project_lead):
    seat = TeamSeat("politician", "Namn", email="inte en adress")
    assert refusal(add_team_member, participation=participation, seat=seat, actor=project_lead) == [
        "email"
    ]
