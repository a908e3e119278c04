"""The demo's applications: every state stands there, made by the services, with nobody real."""

from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from applications.enums import DecisionStatus
from applications.models import (
    AccessRequest,
    AdmissionDecision,
    ApplicantTeamMember,
    Application,
    BillingDetails,
    Invitation,
    Submission,
)
from applications.sections import Walker
from applications.services.submitting import submit_application, withdraw_application
from cohorts.grouping import propose
from cohorts.models import Cohort, Group, MailDomain, TeamMember
from cohorts.services.board_reading import problem_of, read_board, weights_of
from cohorts.services.boards import open_board
from cohorts.services.group_publishing import plan_publication
from modellkonceptet.accounts.demo import SHOWN_PEOPLE
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from reporting.demo.people import PEOPLE
from reporting.desk import waiting_for
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


@pytest.fixture
def lund(demo):
    return Application.objects.get(organisation__code="1281")


def counts():
    ours = [
        model
        for model in apps.get_models()
        if not model._meta.label.startswith(("sessions", "auth"))
    ]
    return {model._meta.label: model._default_manager.count() for model in ours}


def addresses() -> set[str]:
    """Every stored address, in whichever table and column."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.EmailField):
                values = model._default_manager.exclude(**{field.name: ""})
                found |= set(values.values_list(field.name, flat=True))
    return found


def test_without_demo_it_refuses_and_makes_nothing(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("prepare_demo", verbosity=0)
    assert (User.objects.count(), Application.objects.count()) == (0, 0)


def test_running_it_again_adds_nothing(demo):
    before = counts()
    call_command("prepare_demo", verbosity=0)
    assert counts() == before


def test_what_a_visitor_has_done_stands(demo, lund):
    withdraw_application(application=lund, actor=lund.created_by)
    call_command("prepare_demo", verbosity=0)
    assert [one.status for one in Application.objects.filter(organisation__code="1281")] == [
        "withdrawn"
    ]


def test_the_next_round_is_filled_as_well(demo):
    demo.move_to(stockholm(2027, 1, 4))
    call_command("prepare_demo", verbosity=0)
    assert Counter(Application.objects.values_list("cohort__slug", flat=True)) == {
        "modellkonceptet-2027": 18,
        "modellkonceptet-2027-2": 18,
    }


def test_every_state_before_publication_stands_there(demo):
    assert Counter(Application.objects.values_list("status", flat=True)) == {
        "draft": 5,
        "submitted": 6,
        "completion_requested": 1,
        "completed": 1,
        "reviewed": 4,
        "withdrawn": 1,
    }
    prepared = AdmissionDecision.objects.filter(status=DecisionStatus.PREPARED)
    assert AdmissionDecision.objects.count() == prepared.count()
    assert Counter(prepared.values_list("outcome", flat=True)) == {
        "admitted": 2,
        "conditional": 1,
        "declined": 1,
    }
    flagged = Application.objects.get(is_flagged=True)
    assert (str(flagged), flagged.holds_place) == ("Arboga kommun", False)
    assert AccessRequest.objects.get(granted=None).application.organisation.name == "Karlstad"
    assert str(Application.objects.get(unit__isnull=False).unit) == "Stadsdelsområde Söderort"
    assert Application.objects.filter(organisation__kind="region").count() == 2


def test_the_desk_has_something_of_most_kinds_and_days_lie_apart(demo):
    lead = User.objects.get(email="projektledare@skr.example")
    *alone, prepared, report = waiting_for(lead)
    assert [(one.count, one.oldest, one.since) for one in alone] == [
        (
            12,
            "Modellkommuner och Modellregioner 2027–2028, start januari 2027",
            date(2026, 11, 9),
        ),
        (5, "Kiruna", date(2026, 11, 10)),
        (1, "Arboga", date(2026, 11, 17)),
        (1, "Kalmar", date(2026, 11, 20)),
        (1, "Karlstad", date(2026, 11, 20)),
    ]
    assert (prepared.count, prepared.since) == (4, date(2026, 11, 21))
    assert (report.count, report.oldest) == (1, "Ystad kommun")


def test_the_history_of_an_application_runs_forward(demo):
    kalmar = Application.objects.get(organisation__code="0880")
    trail = AuditEntry.objects.about(kalmar).order_by("at").values_list("action", flat=True)
    assert list(trail) == ["start", "submit", "request_completion", "complete"]
    files = kalmar.documents.filter(removed_at=None).values_list("file__name", flat=True)
    assert sorted(files) == [
        "Protokollsutdrag KS 2024-0567.pdf",
        "Protokollsutdrag KS 2026-0931.pdf",
    ]
    for one in Submission.objects.select_related("application"):
        assert one.application.created_at < one.submitted_at < stockholm(2026, 11, 22)


def test_lund_can_be_finished_and_sent_in(lund):
    walker = Walker(lund)
    assert [(one.key, one.state) for one in walker.sections if one.state != "done"] == [
        ("invoice", "half")
    ]
    assert [item.url.rpartition("#")[2] for item in walker.missing] == ["id_reference", "id_email"]
    assert walker.section("political_decision").data["decided_on_year"] == ["2012"]
    apply = walker.section("decision_to_apply")
    assert (apply.is_planned, apply.data["diary_number"]) == (True, ["KS 2026/0340"])
    assert (str(lund.created_by), lund.holds_place) == ("Strateg, Lunds kommun", True)

    draft = lund.drafts.get(section="invoice")
    draft.data |= {"reference": ["KK123456"], "email": ["faktura@lund.example"]}
    draft.save()
    finished = Walker(lund)
    submit_application(
        application=lund,
        answers=finished.complete(),
        versions=finished.versions,
        actor=lund.created_by,
    )
    assert lund.status == "submitted"


def test_mails_wait_for_the_worker_and_are_few(demo):
    assert Counter(Message.objects.values_list("kind", "status")) == {
        ("receipt", "waiting"): Submission.objects.count(),
        ("completion_requested", "queued"): 2,
        ("invitation", "queued"): 1,
        ("access_asked", "queued"): 1,
        ("withdrawn", "queued"): 1,
        # Of the groups that were published long ago: 15 in the teams, 2 mentors, SKR.
        ("groups_published", "sent"): 18,
        # To the two learning meetings that come next: 15 in the teams, 2 mentors.
        ("meeting_invitation", "sent"): 17,
        # Two invoices and a credit note; one whose reference is missing has been asked.
        ("invoice", "sent"): 3,
        ("billing_asked", "sent"): 1,
    }


def test_nothing_in_it_is_anybody(demo):
    assert {address.rpartition(".")[2] for address in addresses()} == {"example"}
    assert {
        domain.rpartition(".")[2] for domain in MailDomain.objects.values_list("domain", flat=True)
    } == {"example"}
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}
    assert Invitation.objects.count() == 1
    assert BillingDetails.objects.count() == Submission.objects.count()
    roles = {"Politiker", "Hög chef", "Nyckelperson", "Ekonomichef"}
    named = ApplicantTeamMember.objects.values_list("name", flat=True)
    assert {name.partition(",")[0] for name in named} == roles


def test_there_is_a_person_for_each_role(demo):
    first = User.objects.order_by("pk")[:SHOWN_PEOPLE]
    assert [person.email for person in first] == [person.email for person in PEOPLE]
    staff = Counter(User.objects.exclude(staff_role="").values_list("staff_role", flat=True))
    assert staff == {
        StaffRole.PROJECT_LEAD: 1,
        StaffRole.FINANCE: 1,
        StaffRole.REVIEWER: 2,
        StaffRole.EVALUATOR: 1,
    }
    seats = TeamMember.objects.filter(user__isnull=False, name__contains="Lund")
    # The round of 2021, and the one that runs.
    assert seats.count() == 6


def test_in_the_round_that_runs_lund_learns_with_a_mentor_from_varmland(demo):
    lund = User.objects.get(email="strateg.lund@lund.example")
    mentor = User.objects.get(email="mentor.varmland@varmland.example")
    # The group of 2021, and the one of the round that runs.
    _earlier, group = Group.objects.of_person(lund).order_by("pk")
    assert list(Group.objects.of_person(mentor)) == [group]
    members = group.participations.values_list("organisation__name", flat=True)
    assert sorted(members) == ["Karlshamn", "Lund", "Ystad"]
    assert group.published_at == stockholm(2026, 9, 8, 10)
    assert not plan_publication(group.cohort).has_changes


def test_a_round_waits_to_be_grouped(demo):
    lead = User.objects.get(email="projektledare@skr.example")
    cohort = Cohort.objects.get(slug="omgang-som-grupperas")
    open_board(cohort=cohort, actor=lead)
    state = read_board(cohort)
    assert (len(state.without_group), state.arrangement.cards) == (12, ())
    assert [(each.name, each.promise.capacity) for each in state.mentors.values()] == [
        ("Halmstad", 2),
        ("Karlskrona", 1),
        ("Linköping", 1),
        ("Skellefteå", 1),
        ("Västerås", 1),
    ]
    found = propose(problem_of(state, weights_of(state.arrangement)))
    assert found.is_optimal
    assert all(group.mentors for group in found.groups)
