"""Enrolment, its refusals, and what happens to a participation afterwards."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.models import Participation, TeamMember
from cohorts.services.participations import (
    complete_participation,
    enrol,
    reinstate_participation,
    withdraw_participation,
)
from cohorts.services.teams import TeamSeat, link_account
from modellkonceptet.accounts.models import User
from modellkonceptet.records.models import AuditEntry
from tests import factories

TEAM = [
    TeamSeat("politician", "Politiker, Lunds kommun", "Ordförande", "Politiker@Lund.example"),
    TeamSeat("key_person", "Strateg, Lunds kommun", "Strateg", "ny.strateg@lund.example", "046"),
]


@pytest.fixture
def cohort(db):
    return factories.make_cohort()


@pytest.fixture
def lund(db):
    return factories.make_organisation("Lund")


def admit(cohort, organisation, number="MK-00001/1", team=TEAM, actor=None):
    return enrol(
        cohort=cohort,
        organisation=organisation,
        unit=None,
        operation="",
        admission_number=number,
        team=team,
        actor=actor,
    )


def test_enrolment_brings_the_team_and_ties_known_accounts(cohort, lund, politician, project_lead):
    people = User.objects.count()
    participation = admit(cohort, lund, actor=project_lead)
    assert (participation.status, participation.admission_number) == ("active", "MK-00001/1")
    assert list(
        participation.team.order_by("pk").values_list("function", "name", "title", "phone", "user")
    ) == [
        ("politician", "Politiker, Lunds kommun", "Ordförande", "", politician.pk),
        ("key_person", "Strateg, Lunds kommun", "Strateg", "046", None),
    ]
    assert User.objects.count() == people
    entry = AuditEntry.objects.about(participation).get()
    assert (entry.action, entry.actor, entry.details) == ("enrol", project_lead, {"also_in": []})


def test_the_same_admission_again_changes_nothing(cohort, lund):
    assert admit(cohort, lund) == admit(cohort, lund, team=[])
    assert (Participation.objects.count(), TeamMember.objects.count()) == (1, 2)


def test_a_second_admission_to_the_same_round_is_refused(cohort, lund):
    admit(cohort, lund)
    with pytest.raises(ValidationError):
        admit(cohort, lund, number="MK-00002/1")
    assert Participation.objects.count() == 1


def test_two_rounds_at_once_are_noted_and_allowed(cohort, lund):
    admit(cohort, lund)
    other = factories.make_cohort()
    second = admit(other, lund, number="MK-00002/1")
    entry = AuditEntry.objects.about(second).get()
    assert entry.details == {"also_in": [cohort.slug]}


def test_a_team_member_that_is_no_person_rolls_everything_back(cohort, lund):
    with pytest.raises(ValidationError):
        admit(cohort, lund, team=[*TEAM, TeamSeat("politician", "Namn", email="inte en adress")])
    assert Participation.objects.count() == 0


def test_an_account_made_later_is_tied_to_its_seats(cohort, lund):
    admit(cohort, lund)
    late = factories.make_user("ny.strateg@lund.example")
    assert link_account(user=late) == 1
    assert Participation.objects.of_person(late).get().organisation == lund
    assert link_account(user=late) == 0


def test_withdrawn_and_reinstated(cohort, lund, project_lead):
    participation = admit(cohort, lund)
    withdraw_participation(participation=participation, reason="Ny majoritet", actor=project_lead)
    assert participation.status == "withdrawn"
    reinstate_participation(participation=participation, reason="Ångrat", actor=project_lead)
    assert participation.status == "active"
    assert list(
        AuditEntry.objects.about(participation)
        .order_by("pk")
        .values_list("action", "source", "target", "note")
    ) == [
        ("enrol", "", "", ""),
        ("withdraw", "active", "withdrawn", "Ny majoritet"),
        ("reinstate", "withdrawn", "active", "Ångrat"),
    ]


def test_no_reinstatement_beside_a_later_admission(cohort, lund, project_lead):
    first = admit(cohort, lund)
    withdraw_participation(participation=first, reason="Ny majoritet", actor=project_lead)
    admit(cohort, lund, number="MK-00002/1")
    with pytest.raises(ValidationError) as refusal:
        reinstate_participation(participation=first, reason="", actor=project_lead)
    assert refusal.value.code == "takes_part"


def test_completed_counts_for_the_mentor_ledger(cohort, lund, project_lead):
    participation = admit(cohort, lund)
    assert not Participation.objects.completed().exists()
    complete_participation(participation=participation, actor=project_lead)
    assert Participation.objects.completed().get() == participation
    with pytest.raises(ValidationError):
        withdraw_participation(
            participation=participation, reason="Ny majoritet", actor=project_lead
        )


def test_only_the_project_lead_moves_a_participation(cohort, lund, politician, finance):
    participation = admit(cohort, lund)
    for person in (politician, finance):
        with pytest.raises(PermissionDenied):
            withdraw_participation(participation=participation, reason="Ny majoritet", actor=person)
    assert participation.status == "active"


def test_contacts_are_for_the_team_and_skr(cohort, lund, politician, project_lead, stranger):
    admit(cohort, lund)
    assert [
        TeamMember.objects.visible_to(person).count()
        for person in (project_lead, politician, stranger)
    ] == [2, 2, 0]
