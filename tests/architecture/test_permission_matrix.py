"""Who may do what: one literal matrix, against the rules as registered."""

import pytest
import rules
from django.contrib.admin import site
from django.contrib.auth.models import AnonymousUser, Permission
from django.urls import reverse
from rules.permissions import permissions as registered

from applications.enums import ApplicationStatus, DecisionStatus
from applications.services.states import application_flow, decision_flow
from modellkonceptet.views import PUBLIC
from tests import factories
from tests.architecture.urlconf import OUR_PACKAGES, our_pages
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db

ROLES = {
    "anonymous",
    "stranger",  # signed in, of no organisation here
    "invited",  # invited to write Lund's application, but has not accepted
    "asking",  # has asked to be let in, not answered
    "applicant",  # responsible for Lund's application
    "colleague",  # writes it too
    "other_applicant",  # writes Ystad's
    "mentor",  # mentors Lund's group
    "project_lead",
    "reviewer",
    "finance",
    "evaluator",
    "superuser",  # Django answers yes before any rule is asked: services check the state themselves
}
SIGNED_IN = ROLES - {"anonymous"}
WRITERS = {"applicant", "colleague", "superuser"}
LEAD = {"project_lead", "superuser"}
FINANCE = {"finance", "superuser"}
HANDLERS = {"project_lead", "reviewer", "superuser"}

# On Lund's application, whatever its state: what is possible in a state is the table's business.
MATRIX = {
    "accounts.sign_in": SIGNED_IN,
    "accounts.make_key": SIGNED_IN - {"project_lead", "reviewer", "finance", "evaluator"},
    "applications.start_application": SIGNED_IN,
    "applications.edit_application": WRITERS,
    "applications.submit_application": WRITERS,
    "applications.withdraw_application": WRITERS,
    "applications.invite_colleague": WRITERS,
    "applications.answer_access_request": WRITERS | LEAD,
    "applications.hand_over_application": LEAD,
    "applications.open_late_entry": LEAD,
    "applications.see_review": HANDLERS,
    "applications.review_application": HANDLERS,
    "applications.score_application": HANDLERS,
    "applications.prepare_decision": LEAD,
    "applications.publish_decision": LEAD,
    "reporting.see_own_round": SIGNED_IN,  # the page itself asks for a seat in a team
    "reporting.see_desk": {*HANDLERS, "finance", "evaluator"},
    "reporting.see_late": HANDLERS,
    "reporting.see_indicator_signs": HANDLERS,
    "reporting.see_round_figures": {*HANDLERS, "evaluator"},
    "cohorts.manage_cohort": LEAD,
    "cohorts.manage_participation": LEAD,
    "cohorts.manage_groups": LEAD,
    "cohorts.set_reminders": LEAD,
    "notifications.choose_own_mails": SIGNED_IN,
    "notifications.see_outbox": LEAD,
    "notifications.handle_message": LEAD,
    "notifications.write_to_group": LEAD,
    "cohorts.manage_mentors": LEAD,
    "cohorts.see_mentors": HANDLERS,
    "learning_meetings.manage_meetings": LEAD,
    "learning_meetings.see_attendance": HANDLERS,
    "learning_meetings.see_own_calendar": SIGNED_IN,
    "learning_meetings.see_material": SIGNED_IN,  # which of it is asked by visible_to
    "learning_meetings.manage_material": LEAD,
    "improvements.manage_method": LEAD,
    "reporting.see_reports": HANDLERS,
    "invoicing.read_invoice": SIGNED_IN,  # which of them is asked by visible_to
    "invoicing.see_invoices": {*LEAD, "finance"},
    "invoicing.issue_invoice": FINANCE,
    "invoicing.credit_invoice": FINANCE,
    "invoicing.send_invoice": FINANCE,
    "invoicing.record_payment": FINANCE,
    "invoicing.change_settings": FINANCE,
    "invoicing.decide_fee": {*LEAD, "finance"},
    "reporting.write_examples": LEAD,
    "reporting.write_texts": LEAD,
    "reporting.fetch_files": SIGNED_IN,  # which of them is asked by visible_to
    "reporting.make_round_report": LEAD,
    "reporting.make_evaluation_data": {*LEAD, "evaluator"},
    "reporting.attach_evaluation": {*LEAD, "evaluator"},
    "reporting.publish_evaluation": LEAD,
    "improvements.see_overview": {*HANDLERS, "evaluator"},
    "improvements.log_support": LEAD,
    "cohorts.withdraw_participation": LEAD,
    "cohorts.complete_participation": LEAD,
    "cohorts.reinstate_participation": LEAD,
}
# On Lund's improvement work: the team writes, partners and mentor and SKR read.
# On Lund's participation, group, seat in the team (the applicant's own) and post.
TEAM_MATRIX = {
    "cohorts.change_team": {"applicant", *LEAD},
    "learning_meetings.manage_training": {"applicant", *LEAD},
}
WORK_MATRIX = {
    "improvements.work_at_home": {"applicant", "superuser"},
    "improvements.see_work": {"applicant", "mentor", *HANDLERS},
    "improvements.comment": {"applicant", "mentor", *LEAD},
}
HOME_MATRIX = {
    "improvements.see_home": {"applicant", "mentor", *HANDLERS},
    "reporting.see_politician_page": {"applicant", *HANDLERS},
    "reporting.see_dashboard": {"applicant", *HANDLERS},
}
COMMENT_MATRIX = {"improvements.remove_comment": {"applicant", *LEAD}}
GROUP_MATRIX = {
    "improvements.compare_group": {"applicant", "mentor", *HANDLERS},
    "cohorts.see_group": {"applicant", "mentor", *HANDLERS},
    "reporting.see_mentor_page": {"mentor", "superuser"},
    "cohorts.write_in_group": {"applicant", "mentor", *LEAD},
}
SEAT_MATRIX = {"cohorts.see_handover": {"applicant", *HANDLERS}}
# On the meeting that Lund hosts for its group, and on the applicant's invitation to it.
MEETING_MATRIX = {
    "learning_meetings.run_meeting": {"applicant", *LEAD},
    "improvements.ask_mirror": {"applicant", *LEAD},  # and those who coordinate in the group
    "learning_meetings.see_meeting": {"applicant", "mentor", *HANDLERS},
    "learning_meetings.write_notes": {"applicant", *LEAD},
    "learning_meetings.see_evaluation": HANDLERS,  # and whoever hosts the next one
}
INVITEE_MATRIX = {"learning_meetings.answer_invitation": {"applicant", *LEAD}}
POST_MATRIX = {"cohorts.remove_post": {"applicant", *LEAD}}
# On Lund's report as it is sent in: the team reads and comments, those who coordinate write it.
REPORT_MATRIX = {
    "reporting.see_own_reports": {"applicant", "superuser"},
    "reporting.write_report": {"applicant", "superuser"},
    "reporting.make_case_file": {"applicant", "superuser"},
    "invoicing.change_billing": {"applicant", "finance", *LEAD},
    "reporting.comment_report": {"applicant", "superuser"},
    "reporting.read_report": {"applicant", *HANDLERS},
    "reporting.judge_report": LEAD,
    "reporting.withdraw_report": {"applicant", *LEAD},
}
# On a document and on a decision of Lund's application.
DOCUMENT_MATRIX = {"applications.see_document": WRITERS | HANDLERS}
DECISION_MATRIX = {"applications.see_letter": WRITERS | HANDLERS}

# The Django admin: project leads alone, with these models and actions.
EVERYTHING = ("view", "add", "change", "delete")
ADMIN = {
    "accounts": {"user": ("view", "add", "change")},
    "records": {"auditentry": ("view",)},
    "notifications": {
        **dict.fromkeys(["message", "reminder", "mailing", "mailaddress"], ("view",)),
        "mailtemplate": ("view", "add", "change", "delete"),
    },
    "cohorts": {
        **dict.fromkeys(
            [
                "organisation",
                "unit",
                "maildomain",
                "cemrsignature",
                "programme",
                "terms",
                "eligibilitycriterion",
                "commitment",
                "expectedresult",
                "requiredfunction",
                "schedulestep",
                "cohort",
                "timelineevent",
                "questionanswer",
                "roundsubscriber",
            ],
            EVERYTHING,
        ),
        **dict.fromkeys(
            ["participation", "teammember", "group", "mentorship", "mentorperson"],
            ("view", "change"),
        ),
        **dict.fromkeys(
            [
                "mentorpromise",
                "groupboard",
                "boardstep",
                "groupingproposal",
                "grouppost",
                "groupfile",
            ],
            ("view",),
        ),
    },
    "learning_meetings": {
        **dict.fromkeys(
            [
                "methodstep",
                "meetingtemplate",
                "agendatemplate",
                "checklisttemplate",
                "nogoperiod",
                "material",
            ],
            EVERYTHING,
        ),
        **dict.fromkeys(["meeting", "materialversion"], ("view",)),
    },
    "reporting": {
        **dict.fromkeys(["reportform", "reportsection", "reportoccasion"], EVERYTHING),
        **dict.fromkeys(["learningexample", "textpage"], ("view",)),
    },
    "improvements": {
        **dict.fromkeys(
            [
                "checklistedition",
                "checklistmoment",
                "roundmethod",
                "assessmentoccasion",
                "factquestion",
                "officialindicator",
            ],
            EVERYTHING,
        ),
    },
    "applications": {
        **dict.fromkeys(["reasoncode", "scoringcriterion", "lateentry"], EVERYTHING),
        **dict.fromkeys(
            [
                "application",
                "submission",
                "admissiondecision",
                "decisionletter",
                "completionrequest",
                "publicationbatch",
            ],
            ("view",),
        ),
    },
}
ADMIN_MATRIX = dict.fromkeys(
    [
        *ADMIN,
        *(
            f"{app}.{action}_{model}"
            for app, models in ADMIN.items()
            for model, actions in models.items()
            for action in actions
        ),
    ],
    LEAD,
)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def people(world):
    found = {"anonymous": AnonymousUser(), **world.people}
    found["invited"] = factories.make_user(world.lund.rows["invitation"].email)
    found["asking"] = world.lund.rows["access_request"].user
    assert found.keys() == ROLES
    return found


def holders(permission, people, about):
    return {role for role, user in people.items() if user.has_perm(permission, about)}


def test_nothing_is_registered_that_the_matrix_does_not_know_and_the_reverse():
    assert set(registered) == {
        *MATRIX,
        *DOCUMENT_MATRIX,
        *DECISION_MATRIX,
        *ADMIN_MATRIX,
        *TEAM_MATRIX,
        *GROUP_MATRIX,
        *SEAT_MATRIX,
        *POST_MATRIX,
        *MEETING_MATRIX,
        *INVITEE_MATRIX,
        *WORK_MATRIX,
        *HOME_MATRIX,
        *COMMENT_MATRIX,
        *REPORT_MATRIX,
    }


def test_every_view_asks_for_a_permission_that_is_registered():
    asked = {page.view_class.permission for page in our_pages() if page.view_class} - {PUBLIC}

    assert {permission for permission in asked if not rules.perm_exists(permission)} == set()


@pytest.mark.parametrize("status", ApplicationStatus.values)
def test_who_may_do_what_with_an_application(world, people, status):
    application = world.lund.application
    application.status = status

    assert {p: holders(p, people, application) for p in MATRIX} == MATRIX


def test_who_may_do_what_with_a_document(world, people):
    document = world.lund.rows["document"]

    assert {p: holders(p, people, document) for p in DOCUMENT_MATRIX} == DOCUMENT_MATRIX


def test_who_may_do_what_with_a_decision(world, people):
    decision = world.lund.rows["decision"]

    assert {p: holders(p, people, decision) for p in DECISION_MATRIX} == DECISION_MATRIX


@pytest.mark.parametrize(
    "matrix, row",
    [
        (TEAM_MATRIX, "participation"),
        (GROUP_MATRIX, "group"),
        (SEAT_MATRIX, "team_member"),
        (POST_MATRIX, "post"),
        (MEETING_MATRIX, "meeting"),
        (INVITEE_MATRIX, "invitee"),
        (WORK_MATRIX, "improvement"),
        (WORK_MATRIX, "cycle"),
        (WORK_MATRIX, "indicator"),
        (WORK_MATRIX, "assessment"),
        (HOME_MATRIX, "participation"),
        (COMMENT_MATRIX, "comment"),
        (REPORT_MATRIX, "report"),
    ],
)
def test_who_may_do_what_in_a_team_and_in_a_group(world, people, matrix, row):
    thing = world.lund.rows[row]

    assert {p: holders(p, people, thing) for p in matrix} == matrix


def test_without_an_application_nobody_writes_one(people):
    writing = [
        "applications.edit_application",
        "applications.submit_application",
        "applications.withdraw_application",
        "applications.invite_colleague",
    ]

    assert {p: holders(p, people, None) for p in writing} == {key: {"superuser"} for key in writing}


def test_only_project_leads_work_in_the_admin(people):
    assert {p: holders(p, people, None) for p in ADMIN_MATRIX} == ADMIN_MATRIX


def test_every_model_of_ours_in_the_admin_has_its_permissions_in_the_matrix():
    shown = {
        model._meta.label_lower
        for model in site._registry
        if model.__module__.split(".")[0] in OUR_PACKAGES
    }
    known = {f"{app}.{model}" for app, models in ADMIN.items() for model in models}

    assert shown - known == set()


def test_a_permission_ticked_in_the_database_is_not_a_way_around_the_rules(world, people):
    """Rows of django.contrib.auth could give rights that no rule knows."""
    stranger = people["stranger"]
    stranger.user_permissions.set(Permission.objects.filter(content_type__app_label="applications"))
    again = type(stranger).objects.get(pk=stranger.pk)

    assert {p for p in registered if again.has_perm(p)} == {
        "accounts.make_key",
        "accounts.sign_in",
        "applications.start_application",
        "invoicing.read_invoice",
        "learning_meetings.see_material",
        "learning_meetings.see_own_calendar",
        "notifications.choose_own_mails",
        "reporting.fetch_files",
        "reporting.see_own_round",
    }


def test_a_closed_account_is_signed_out_at_once(client, people):
    client.force_login(people["project_lead"])
    people["project_lead"].is_active = False
    people["project_lead"].save()

    assert client.get(reverse("account")).status_code == 302


# --- role × state: the buttons that a person is offered ----------------------

S = ApplicationStatus
REVIEW = ["request_completion", "mark_reviewed"]
DECIDE = ["admit", "admit_conditionally", "place_on_waiting_list", "decline"]
OFFERED = {
    S.DRAFT: {"applicant": ["submit", "withdraw"], "reviewer": [], "project_lead": []},
    S.SUBMITTED: {
        "applicant": ["resubmit", "withdraw"],
        "reviewer": REVIEW,
        "project_lead": REVIEW + DECIDE,
    },
    S.COMPLETION_REQUESTED: {
        "applicant": ["complete", "withdraw"],
        "reviewer": ["cancel_completion"],
        "project_lead": ["cancel_completion"],
    },
    S.COMPLETED: {
        "applicant": ["resubmit", "withdraw"],
        "reviewer": REVIEW,
        "project_lead": REVIEW + DECIDE,
    },
    S.REVIEWED: {
        "applicant": ["resubmit", "withdraw"],
        "reviewer": ["request_completion", "reopen_review"],
        "project_lead": ["request_completion", "reopen_review", *DECIDE],
    },
    S.ADMITTED: {"applicant": [], "reviewer": [], "project_lead": DECIDE},
    S.ADMITTED_CONDITIONALLY: {
        "applicant": [],
        "reviewer": [],
        "project_lead": [*DECIDE, "meet_conditions"],
    },
    S.WAITING_LIST: {"applicant": [], "reviewer": [], "project_lead": DECIDE},
    S.DECLINED: {"applicant": [], "reviewer": [], "project_lead": DECIDE},
    S.WITHDRAWN: {"applicant": [], "reviewer": [], "project_lead": []},
}
NO_BUSINESS = ["anonymous", "stranger", "invited", "asking", "other_applicant", "finance"]


def test_every_state_is_in_the_table_of_buttons():
    assert set(OFFERED) == set(S)


@pytest.mark.parametrize("status", OFFERED)
def test_what_each_role_is_offered_in_each_state(world, people, status):
    application = world.lund.application
    application.status = status
    offered = OFFERED[status]

    assert {
        role: application_flow.available(application, people[role])
        for role in [*offered, "colleague", *NO_BUSINESS, "evaluator"]
    } == {
        **offered,
        "colleague": offered["applicant"],
        **{key: [] for key in [*NO_BUSINESS, "evaluator"]},
    }


@pytest.mark.parametrize(
    "status, offered",
    [
        (DecisionStatus.PREPARED, ["discard", "publish"]),
        (DecisionStatus.DISCARDED, []),
        (DecisionStatus.PUBLISHED, ["supersede"]),
        (DecisionStatus.SUPERSEDED, []),
    ],
)
def test_what_each_role_is_offered_with_a_decision(world, people, status, offered):
    decision = world.lund.rows["decision"]
    decision.status = status

    assert {role: decision_flow.available(decision, user) for role, user in people.items()} == {
        role: offered if role in LEAD else [] for role in people
    }
