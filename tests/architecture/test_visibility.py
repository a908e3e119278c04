"""Every model says who sees its rows, and the permissions say the same."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from applications.enums import DecisionStatus
from applications.models import AdmissionDecision, Application, ApplicationDocument, Submission
from cohorts.models import (
    Cohort,
    Commitment,
    Group,
    GroupPost,
    MentorPerson,
    Participation,
    TeamMember,
    Terms,
)
from improvements.models import FactAnswer, MirrorReply, StartingPoint
from learning_meetings.models import Need, TrainingRecord
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.records.models import AuditEntry, DrawnChart, StoredFile
from reporting.enums import FileOrderKind
from reporting.invoicing.models import Invoice, InvoicingSettings
from reporting.models import EvaluationReport, FileOrder, OrderedFile, ResultReport
from tests import factories
from tests.architecture.urlconf import OUR_PACKAGES
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db

# Written by simple-history beside their models; reached only through the thing itself.
HISTORIES = {
    "cohorts.HistoricalCohort",
    "cohorts.HistoricalMentorPerson",
    "cohorts.HistoricalMentorPromise",
    "cohorts.HistoricalOrganisation",
    "cohorts.HistoricalParticipation",
    "cohorts.HistoricalRoundReminder",
    "cohorts.HistoricalTeamMember",
    "improvements.HistoricalCycle",
    "improvements.HistoricalFactAnswer",
    "improvements.HistoricalImprovement",
    "improvements.HistoricalIndicator",
    "improvements.HistoricalMeasurement",
    "invoicing.HistoricalBillingAddress",
    "invoicing.HistoricalFeeException",
    "invoicing.HistoricalInvoicingSettings",
    "learning_meetings.HistoricalMeeting",
    "reporting.HistoricalLearningExample",
    "reporting.HistoricalTextPage",
}
# Everybody sees every row.
PUBLIC = {
    "cohorts.CemrSignature",
    "cohorts.Organisation",
    "cohorts.Participation",
    "cohorts.Programme",
    "cohorts.ScheduleStep",
    "cohorts.Unit",
    "learning_meetings.AgendaTemplate",
    "learning_meetings.ChecklistTemplate",
    "learning_meetings.MeetingTemplate",
    "learning_meetings.MethodStep",
}
# Everybody who has signed in sees every row.
SIGNED_IN = {
    "improvements.ChecklistEdition",
    "improvements.ChecklistMoment",
    "improvements.FactQuestion",
    "improvements.OfficialIndicator",
    "improvements.OfficialValue",
    "reporting.ReportForm",
    "reporting.ReportSection",
}
# Seen as the round at the path's end is.
OF_COHORT = {
    "cohorts.Commitment": "terms.cohort",
    "cohorts.EligibilityCriterion": "terms.cohort",
    "cohorts.ExpectedResult": "terms.cohort",
    "cohorts.Group": "cohort",
    "cohorts.Mentorship": "cohort",
    "cohorts.QuestionAnswer": "cohort",
    "cohorts.RequiredFunction": "terms.cohort",
    "cohorts.Terms": "cohort",
    "cohorts.TimelineEvent": "cohort",
}
# Only those who handle applications see any row.
WORKING_MATERIAL = {
    "applications.InternalNote",
    "applications.LateEntry",
    "applications.ListPreference",
    "applications.PublicationBatch",
    "applications.ReasonCode",
    "applications.Score",
    "applications.ScoringCriterion",
    "applications.Verdict",
    "cohorts.BoardStep",
    "cohorts.GroupBoard",
    "cohorts.GroupingProposal",
    "cohorts.MailDomain",
    "cohorts.MentorPromise",
    "cohorts.RoundReminder",
    "cohorts.RoundSubscriber",
    "improvements.SupportEntry",
    "learning_meetings.MeetingEvaluation",
}
# Only project leads see any row.
OUTBOX = {
    "notifications.Gate",
    "notifications.MailTemplate",
    "notifications.Mailing",
    "notifications.Reminder",
}
# SKR's books: finance and project leads see every row.
BOOKS = {
    "invoicing.BankFile",
    "invoicing.FeeException",
    "invoicing.InvoiceRun",
    "invoicing.InvoiceRunRow",
    "invoicing.InvoiceSeries",
    "invoicing.Payment",
}
# The same, and the team of the participation at the path's end.
INVOICED = {
    "invoicing.BillingAddress": "participation",
    "invoicing.Invoice": "participation",
    "invoicing.InvoiceFile": "invoice.participation",
    "invoicing.Sending": "invoice.participation",
}
# Those who handle applications, and the people of the group at the path's end.
OF_GROUP = {
    "improvements.AgreedAnswer": "assessment.participation.group",
    "improvements.Assessment": "participation.group",
    "improvements.Baseline": "indicator.participation.group",
    "improvements.ChangeIdea": "improvement.participation.group",
    "improvements.ChartEvent": "indicator.participation.group",
    "improvements.ChosenIndicator": "participation.group",
    "improvements.Comment": "improvement.participation.group",
    "improvements.Cycle": "improvement.participation.group",
    "improvements.CycleQuestion": "cycle.improvement.participation.group",
    "improvements.CycleTask": "cycle.improvement.participation.group",
    "improvements.Driver": "improvement.participation.group",
    "improvements.FactAnswer": "starting_point.participation.group",
    "improvements.Improvement": "participation.group",
    "improvements.Indicator": "participation.group",
    "improvements.Measurement": "indicator.participation.group",
    "improvements.Mirror": "meeting.group",
    "improvements.MirrorAnswer": "reply.participation.group",
    "improvements.MirrorQuestion": "mirror.meeting.group",
    "improvements.MirrorReply": "participation.group",
    "improvements.Observation": "cycle.improvement.participation.group",
    "improvements.OfficialFetch": "participation.group",
    "improvements.ProgressStep": "improvement.participation.group",
    "improvements.StartingPoint": "participation.group",
    "cohorts.GroupFile": "post.group",
    "cohorts.GroupPost": "group",
    "learning_meetings.AgendaItem": "meeting.group",
    "learning_meetings.ChecklistItem": "meeting.group",
    "learning_meetings.DatePoll": "meeting.group",
    "learning_meetings.Host": "meeting.group",
    "learning_meetings.HostSwap": "meeting.group",
    "learning_meetings.Invitee": "meeting.group",
    "learning_meetings.Meeting": "group",
    "learning_meetings.MeetingNote": "meeting.group",
    "learning_meetings.NoteRevision": "note.meeting.group",
    "learning_meetings.Outcome": "meeting.group",
    "learning_meetings.PollDate": "poll.meeting.group",
    "learning_meetings.PollVote": "date.poll.meeting.group",
    "learning_meetings.PollVoter": "poll.meeting.group",
    "learning_meetings.Presentation": "meeting.group",
}
# Those who handle applications, and everybody who learns or mentors in the round.
OF_ROUND = {
    "improvements.AssessmentOccasion",
    "improvements.RoundMethod",
    "learning_meetings.Material",
    "learning_meetings.MaterialVersion",
    "learning_meetings.NoGoPeriod",
    "reporting.ReportOccasion",
}
# Those who handle applications, and the people who write the application at the path's end.
OF_APPLICATION = {
    "applications.AccessRequest": "application",
    "applications.ApplicantTeamMember": "submission.application",
    "applications.Application": "",
    "applications.ApplicationDocument": "application",
    "applications.BillingDetails": "submission.application",
    "applications.Collaborator": "application",
    "applications.CommitmentGiven": "submission.application",
    "applications.CompletionRequest": "application",
    "applications.DecisionToApply": "submission.application",
    "applications.Invitation": "application",
    "applications.PoliticalDecision": "submission.application",
    "applications.SectionDraft": "application",
    "applications.SectionRevision": "application",
    "applications.SignatoryConfirmation": "submission.application",
    "applications.Submission": "application",
}
# What stays at home: not even SKR reads it.
AT_HOME = {
    "improvements.FunctionAnswer",
    "improvements.PaperCheck",
    "reporting.ReportComment",
    "reporting.ReportText",
    "reporting.ReportTextRevision",
}
# The team, and those who handle applications once the report at the path's end is sent in.
SENT_IN = {
    "reporting.ReportChart": "report",
    "reporting.ReportQuote": "report",
    "reporting.ReportVersion": "report",
    "reporting.ResultReport": "",
    "reporting.ReturnPoint": "report",
}
# Hidden from the group, the mentor and SKR by the mark at the path's end.
PRIVATE = {
    "improvements.Baseline": "indicator",
    "improvements.ChangeIdea": "improvement",
    "improvements.ChartEvent": "indicator",
    "improvements.Comment": "improvement",
    "improvements.Cycle": "improvement",
    "improvements.CycleQuestion": "cycle.improvement",
    "improvements.CycleTask": "cycle.improvement",
    "improvements.Driver": "improvement",
    "improvements.Improvement": "",
    "improvements.Indicator": "",
    "improvements.Measurement": "indicator",
    "improvements.Observation": "cycle.improvement",
    "improvements.ProgressStep": "improvement",
}
# The same, once the decision is published.
OF_DECISION = {
    "applications.AdmissionDecision": "",
    "applications.DecisionCondition": "decision",
    "applications.DecisionLetter": "decision",
}
# Tested one by one below.
OWN_RULE = {
    "accounts.PersonalToken",
    "accounts.User",
    "cohorts.Cohort",
    "cohorts.MentorPerson",
    "cohorts.TeamMember",
    "invoicing.InvoicingSettings",
    "learning_meetings.CalendarFeed",
    "learning_meetings.EvaluationReceipt",
    "learning_meetings.MaterialVisit",
    "learning_meetings.Need",
    "learning_meetings.TrainingRecord",
    "notifications.MailAddress",
    "notifications.Message",
    "records.AuditEntry",
    "records.DrawnChart",
    "records.StoredFile",
    "reporting.EvaluationReport",
    "reporting.FileOrder",
    "reporting.LearningExample",
    "reporting.OrderedFile",
    "reporting.TextPage",
}
HANDLERS = {"project_lead", "reviewer", "superuser"}
STAFF = HANDLERS | {"finance", "evaluator"}
OUTSIDERS = {"anonymous", "stranger", "mentor", "finance", "evaluator"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def people(world):
    return {"anonymous": AnonymousUser(), **world.people}


def our_models():
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OUR_PACKAGES
    }


def follow(row, path):
    for name in filter(None, path.split(".")):
        row = getattr(row, name)
    return row


def those_who_see(model, people):
    """By role: every row, none, or the rows themselves where it is some of them."""
    total = model.objects.count()
    seen = {role: set(model.objects.visible_to(user)) for role, user in people.items()}
    return {role: "all" if len(rows) == total else rows or "none" for role, rows in seen.items()}


def test_every_model_has_said_who_sees_it():
    listed = HISTORIES | PUBLIC | SIGNED_IN | WORKING_MATERIAL | OWN_RULE | OF_ROUND | AT_HOME
    listed |= OUTBOX | BOOKS
    paths = [OF_APPLICATION, OF_DECISION, OF_COHORT, OF_GROUP, SENT_IN, INVOICED]

    assert our_models().keys() == listed.union(*paths)


def test_every_queryset_answers_visible_to():
    silent = {
        label
        for label, model in our_models().items()
        if not hasattr(model._default_manager.all(), "visible_to")
    }

    assert silent == HISTORIES


def test_the_world_of_these_tests_has_rows_of_everything(world):
    empty = {label for label, model in our_models().items() if not model.objects.exists()}

    assert empty - HISTORIES == set()


@pytest.mark.parametrize("label", sorted(PUBLIC))
def test_public_facts_are_seen_by_everybody(people, label):
    seen = those_who_see(apps.get_model(label), people)

    assert seen == dict.fromkeys(people, "all")


@pytest.mark.parametrize("label", sorted(SIGNED_IN))
def test_templates_and_official_figures_are_seen_by_those_who_have_signed_in(people, label):
    seen = those_who_see(apps.get_model(label), people)

    assert seen == {**dict.fromkeys(people, "all"), "anonymous": "none"}


@pytest.mark.parametrize("label", sorted(OF_COHORT))
def test_the_parts_of_a_round_are_seen_when_the_round_is(world, people, label):
    model, path = apps.get_model(label), OF_COHORT[label]
    assert {follow(row, path) for row in model.objects.all()} == {world.cohort}
    assert those_who_see(model, people) == dict.fromkeys(people, "all")

    Cohort.objects.update(announced_on=None)

    assert those_who_see(model, people) == {
        role: "all" if role in STAFF else "none" for role in people
    }


def test_a_programmes_template_is_seen_by_everybody(world, people):
    template = factories.make_terms()
    Cohort.objects.update(announced_on=None)

    assert set(Terms.objects.visible_to(people["anonymous"])) == {template}
    assert set(Commitment.objects.visible_to(people["anonymous"])) == set(
        template.commitments.all()
    )


@pytest.mark.parametrize("label", sorted(WORKING_MATERIAL))
def test_working_material_is_seen_by_those_who_handle_applications(people, label):
    seen = those_who_see(apps.get_model(label), people)

    assert seen == {role: "all" if role in HANDLERS else "none" for role in people}


@pytest.mark.parametrize("label", sorted(OUTBOX))
def test_the_outbox_is_seen_by_project_leads(people, label):
    assert those_who_see(apps.get_model(label), people) == {
        role: "all" if role in {"project_lead", "superuser"} else "none" for role in people
    }


@pytest.mark.parametrize("label", sorted(OF_APPLICATION))
def test_what_belongs_to_an_application_is_seen_by_those_who_write_it(world, people, label):
    model, path = apps.get_model(label), OF_APPLICATION[label]
    rows = {
        matter.owner: {
            row for row in model.objects.all() if follow(row, path) == matter.application
        }
        for matter in (world.lund, world.ystad)
    }
    lund, ystad = rows[world.lund.owner], rows[world.ystad.owner]

    assert lund
    assert ystad
    assert those_who_see(model, people) == (
        dict.fromkeys(HANDLERS, "all")
        | dict.fromkeys(OUTSIDERS, "none")
        | {"applicant": lund, "colleague": lund, "other_applicant": ystad}
    )


@pytest.mark.parametrize("label", sorted(OF_DECISION))
@pytest.mark.parametrize("status", DecisionStatus.values)
def test_a_decision_is_seen_outside_skr_once_it_is_published(world, people, label, status):
    # Only the first decision stays; its state is set past the constraint's companions.
    AdmissionDecision.objects.filter(status=DecisionStatus.PREPARED).delete()
    published = {"published_at": timezone.now(), "published_by": people["project_lead"]}
    hidden = status in {DecisionStatus.PREPARED, DecisionStatus.DISCARDED}
    AdmissionDecision.objects.update(
        status=status, **(dict.fromkeys(published) if hidden else published)
    )
    model, path = apps.get_model(label), OF_DECISION[label]
    own = {
        row
        for row in model.objects.all()
        if follow(row, path).application == world.lund.application
    }

    seen = those_who_see(model, people)

    assert {role: seen[role] for role in HANDLERS} == dict.fromkeys(HANDLERS, "all")
    assert {role: seen[role] for role in OUTSIDERS} == dict.fromkeys(OUTSIDERS, "none")
    assert seen["applicant"] == seen["colleague"] == ("none" if hidden else own)


def test_a_decision_that_is_only_prepared_is_not_among_those_seen(world, people):
    assert set(AdmissionDecision.objects.visible_to(people["applicant"])) == {
        world.lund.rows["decision"]
    }


@pytest.mark.parametrize("label", ["reporting.LearningExample", "reporting.TextPage"])
def test_what_skr_writes_is_seen_by_project_leads_and_once_published_by_everybody(people, label):
    model = apps.get_model(label)
    public = set(model.objects.exclude(published_at=None))

    assert public
    assert those_who_see(model, people) == {
        role: "all" if role in {"project_lead", "superuser"} else public for role in people
    }


def test_a_round_is_seen_when_it_is_announced_and_before_that_by_skr(world, people):
    today = timezone.localdate()
    coming = factories.make_cohort(announced_on=today + timedelta(days=1), opens_on=None)

    seen = {role: set(Cohort.objects.visible_to(user)) for role, user in people.items()}

    announced = set(Cohort.objects.all()) - {coming}
    assert seen == {role: announced | ({coming} if role in STAFF else set()) for role in people}


def test_contacts_are_seen_by_the_team_and_by_those_who_handle_applications(world, people):
    lund, ystad = (
        set(TeamMember.objects.filter(participation=matter.rows["participation"]))
        for matter in (world.lund, world.ystad)
    )

    assert those_who_see(TeamMember, people) == (
        dict.fromkeys(HANDLERS, "all")
        | dict.fromkeys(OUTSIDERS | {"colleague"}, "none")
        | {"applicant": lund, "mentor": lund, "other_applicant": ystad}
    )


def test_the_people_of_a_group_see_each_other_and_their_mentor(world, people):
    ystad = world.ystad.rows["participation"]
    ystad.group = world.lund.rows["group"]
    ystad.save()
    both = {matter.rows["team_member"] for matter in (world.lund, world.ystad)}

    for role in ("applicant", "other_applicant", "mentor"):
        assert set(TeamMember.objects.visible_to(people[role])) == both
        assert set(MentorPerson.objects.visible_to(people[role])) == {
            world.lund.rows["mentor_person"]
        }


def test_those_who_mentor_are_seen_by_their_group(world, people):
    seen = {world.lund.rows["mentor_person"]}
    assert those_who_see(MentorPerson, people) == {
        role: "all" if role in HANDLERS | {"applicant", "mentor"} else "none" for role in people
    }
    MentorPerson.objects.update(left_on=timezone.localdate())

    assert set(MentorPerson.objects.visible_to(people["applicant"])) == set()
    assert set(MentorPerson.objects.visible_to(people["mentor"])) == seen


@pytest.mark.parametrize("label", sorted(OF_GROUP))
def test_what_a_group_has_together_is_seen_by_its_people(world, people, label):
    model, path = apps.get_model(label), OF_GROUP[label]
    lund, ystad = (
        {row for row in model.objects.all() if follow(row, path) == matter.rows["group"]}
        for matter in (world.lund, world.ystad)
    )

    assert those_who_see(model, people) == (
        dict.fromkeys(HANDLERS, "all")
        | dict.fromkeys(OUTSIDERS | {"colleague"}, "none")
        | {"applicant": lund, "mentor": lund, "other_applicant": ystad}
    )


@pytest.mark.parametrize("label", sorted(AT_HOME))
def test_what_stays_at_home_is_seen_by_the_team_alone(world, people, label):
    rows = set(apps.get_model(label).objects.all())
    own = {
        matter.owner: {row for row in rows if _participation(row) == matter.rows["participation"]}
        for matter in (world.lund, world.ystad)
    }

    assert those_who_see(apps.get_model(label), people) == {
        **dict.fromkeys(people, "none"),
        "applicant": own[world.lund.owner],
        "other_applicant": own[world.ystad.owner],
    }


def _participation(row):
    above = next((name for name in ("assessment", "report") if hasattr(row, name)), None)
    return (getattr(row, above) if above else row).participation


@pytest.mark.parametrize("label", sorted(SENT_IN))
def test_a_report_is_seen_at_home_and_at_skr_once_it_is_sent_in(world, people, label):
    model, path = apps.get_model(label), SENT_IN[label]
    own = {
        matter.owner: {
            row
            for row in model.objects.all()
            if follow(row, path).participation == matter.rows["participation"]
        }
        for matter in (world.lund, world.ystad)
    }
    home = {"applicant": own[world.lund.owner], "other_applicant": own[world.ystad.owner]}
    nobody = dict.fromkeys(people, "none")

    assert those_who_see(model, people) == nobody | dict.fromkeys(HANDLERS, "all") | home

    ResultReport.objects.update(status="draft", version=0, sent_at=None)

    assert those_who_see(model, people) == nobody | home


@pytest.mark.parametrize("label", sorted(PRIVATE))
def test_private_work_stays_at_home(world, people, label):
    """The partner and the mentor of the group and SKR see it no more when it is marked so."""
    model, path = apps.get_model(label), PRIVATE[label]
    world.ystad.rows["participation"].group = world.lund.rows["group"]
    world.ystad.rows["participation"].save()
    for matter in (world.lund, world.ystad):
        for name in ("improvement", "indicator"):
            matter.rows[name].is_private = matter is world.lund
            matter.rows[name].save()
    shared = {
        row
        for row in model.objects.all()
        if follow(row, path).participation == world.ystad.rows["participation"]
    }

    assert those_who_see(model, people) == (
        dict.fromkeys(OUTSIDERS | {"colleague"}, "none")
        | {"applicant": "all"}
        | dict.fromkeys(HANDLERS | {"mentor", "other_applicant"}, shared)
    )


@pytest.mark.parametrize("label", ["improvements.Assessment", "improvements.AgreedAnswer"])
@pytest.mark.parametrize("unfinished", ["lund", "ystad"])
def test_a_partners_assessment_is_seen_once_both_have_finished(world, people, label, unfinished):
    world.ystad.rows["participation"].group = world.lund.rows["group"]
    world.ystad.rows["participation"].save()
    model = apps.get_model(label)
    assert set(model.objects.visible_to(people["applicant"])) == set(model.objects.all())

    assessment = getattr(world, unfinished).rows["assessment"]
    assessment.status, assessment.agreed_at = "open", None
    assessment.save()

    seen = {role: set(model.objects.visible_to(people[role])) for role in people}
    name = "assessment" if label.endswith("Assessment") else "agreed_answer"
    lund, ystad = world.lund.rows[name], world.ystad.rows[name]
    finished = ystad if unfinished == "lund" else lund
    assert (seen["applicant"], seen["other_applicant"]) == ({lund}, {ystad})
    assert seen["mentor"] == {finished}
    assert seen["project_lead"] == {lund, ystad}


def test_a_starting_point_is_seen_by_others_once_it_is_shared(world, people):
    starting_point = world.lund.rows["starting_point"]
    starting_point.shared_at = None
    starting_point.save()

    for model, name in ((StartingPoint, "starting_point"), (FactAnswer, "fact_answer")):
        lund, ystad = ({matter.rows[name]} for matter in (world.lund, world.ystad))
        assert those_who_see(model, people) == (
            dict.fromkeys(OUTSIDERS | {"colleague"}, "none")
            | dict.fromkeys(HANDLERS, ystad)
            | {"applicant": lund, "other_applicant": ystad}
        )


def test_a_mirror_is_seen_by_partners_once_both_have_answered(world, people):
    world.ystad.rows["participation"].group = world.lund.rows["group"]
    world.ystad.rows["participation"].save()
    lund, ystad = (matter.rows["mirror_reply"] for matter in (world.lund, world.ystad))
    ystad.mirror = lund.mirror
    ystad.save()
    assert set(MirrorReply.objects.visible_to(people["applicant"])) == {lund, ystad}

    lund.finished_at = None
    lund.save()

    assert set(MirrorReply.objects.visible_to(people["applicant"])) == {lund}
    assert set(MirrorReply.objects.visible_to(people["mentor"])) == {ystad}


@pytest.mark.parametrize("label", sorted(OF_ROUND))
def test_what_a_round_has_is_seen_by_those_who_learn_or_mentor_in_it(people, label):
    inside = HANDLERS | {"applicant", "other_applicant", "mentor"}

    assert those_who_see(apps.get_model(label), people) == {
        role: "all" if role in inside else "none" for role in people
    }


def test_needs_are_seen_by_the_host_and_by_oneself(world, people):
    """Not even SKR reads them where another hosts; nor do those who only take part."""
    assert those_who_see(Need, people) == {
        **dict.fromkeys(people, "none"),
        "applicant": {world.lund.rows["need"]},
        "other_applicant": {world.ystad.rows["need"]},
    }


def test_the_web_training_is_followed_by_skr_and_those_who_coordinate_at_home(world, people):
    assert those_who_see(TrainingRecord, people) == {
        **{role: "all" if role in HANDLERS else "none" for role in people},
        "applicant": {world.lund.rows["training"]},
        "other_applicant": {world.ystad.rows["training"]},
    }


@pytest.mark.parametrize(
    "label",
    [
        "learning_meetings.CalendarFeed",
        "learning_meetings.EvaluationReceipt",
        "learning_meetings.MaterialVisit",
    ],
)
def test_what_is_a_persons_own_is_seen_by_nobody_else(world, people, label):
    seen = those_who_see(apps.get_model(label), people)

    assert {role: len(rows) if rows != "none" else 0 for role, rows in seen.items()} == {
        **dict.fromkeys(people, 0),
        "applicant": 1,
        "other_applicant": 1,
    }


def test_a_group_that_is_dissolved_keeps_nothing_open(world, people):
    Group.objects.update(dissolved_on=timezone.localdate())

    assert set(GroupPost.objects.visible_to(people["mentor"])) == set()
    assert set(TeamMember.objects.visible_to(people["mentor"])) == set()


def test_whoever_has_left_the_team_sees_it_no_more(world, people):
    TeamMember.objects.update(left_on=timezone.localdate())

    assert set(TeamMember.objects.visible_to(people["applicant"])) == set()


def test_people_see_themselves_and_those_who_handle_applications_see_all(people):
    assert those_who_see(User, people) == {
        role: "all" if role in HANDLERS else "none" if role == "anonymous" else {user}
        for role, user in people.items()
    }


def test_mails_are_seen_by_their_receiver_and_by_project_leads(world, people):
    assert those_who_see(Message, people) == {
        **dict.fromkeys(people, "none"),
        "project_lead": "all",
        "superuser": "all",
        "applicant": {world.lund.rows["message"]},
        "other_applicant": {world.ystad.rows["message"]},
    }


def test_wishes_are_seen_by_the_owner_of_the_address_and_by_project_leads(world, people):
    assert those_who_see(MailAddress, people) == {
        **dict.fromkeys(people, "none"),
        "project_lead": "all",
        "superuser": "all",
        "applicant": {world.lund.rows["mail_address"]},
        "other_applicant": {world.ystad.rows["mail_address"]},
    }


def test_the_audit_trail_as_a_whole_is_seen_by_project_leads(people):
    assert those_who_see(AuditEntry, people) == {
        role: "all" if role in {"project_lead", "superuser"} else "none" for role in people
    }


def test_a_file_by_itself_is_seen_by_whoever_uploaded_it(world, people):
    assert those_who_see(StoredFile, people) == {
        **dict.fromkeys(people, "none"),
        **{
            role: {matter.rows["document"].file, matter.rows["group_file"].file}
            for role, matter in (("applicant", world.lund), ("other_applicant", world.ystad))
        },
    }


def test_a_drawn_chart_by_itself_is_seen_by_nobody(people):
    assert those_who_see(DrawnChart, people) == dict.fromkeys(people, "none")


# --- the predicate beside the queryset ---------------------------------------


def may_see(user, application):
    return user.has_perm("applications.edit_application", application) or user.has_perm(
        "applications.see_review", application
    )


def disagreements(people, rows, predicate, visible_to):
    return [
        (role, str(row))
        for role, user in people.items()
        for row in rows
        if predicate(user, row) != visible_to(user).filter(pk=row.pk).exists()
    ]


def test_permission_and_queryset_agree_on_applications(people):
    rows = list(Application.objects.all())

    assert disagreements(people, rows, may_see, Application.objects.visible_to) == []


def test_permission_and_queryset_agree_on_submissions(people):
    rows = list(Submission.objects.all())

    def predicate(user, row):
        return may_see(user, row.application)

    assert disagreements(people, rows, predicate, Submission.objects.visible_to) == []


def test_permission_and_queryset_agree_on_documents(people):
    rows = list(ApplicationDocument.objects.all())

    def predicate(user, row):
        return user.has_perm("applications.see_document", row)

    assert disagreements(people, rows, predicate, ApplicationDocument.objects.visible_to) == []


def test_permission_and_queryset_agree_on_decisions(people):
    rows = list(AdmissionDecision.objects.all())

    def predicate(user, row):
        if user.has_perm("applications.see_review", row.application):
            return True
        public = row.status in {DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED}
        return public and user.has_perm("applications.edit_application", row.application)

    assert disagreements(people, rows, predicate, AdmissionDecision.objects.visible_to) == []


def test_permission_and_queryset_agree_on_mails_and_on_the_trail(people):
    mails, entries = list(Message.objects.all()), list(AuditEntry.objects.all())

    def mail(user, row):
        return row.recipient == user or user.has_perm("notifications.view_message")

    def entry(user, row):
        return user.has_perm("records.view_auditentry")

    assert disagreements(people, mails, mail, Message.objects.visible_to) == []
    assert disagreements(people, entries, entry, AuditEntry.objects.visible_to) == []


@pytest.mark.parametrize("model,path", [(FileOrder, ""), (OrderedFile, "order")])
def test_files_are_seen_by_those_they_are_made_for(world, people, model, path):
    """A case file by its own coordinators, not by SKR; the rest at SKR, each by its kind."""
    assert those_who_see(model, people)["applicant"] == {
        one
        for one in model.objects.all()
        if follow(one, path).cohort == world.cohort
        and follow(one, path).participation == world.lund.rows["participation"]
    }
    home = {"applicant", "other_applicant", "mentor"}
    assert {role for role, seen in those_who_see(model, people).items() if seen != "none"} <= home
    for kind, readers in (
        (FileOrderKind.ROUND_REPORT, HANDLERS),
        (FileOrderKind.EVALUATION_DATA, {"project_lead", "superuser", "evaluator"}),
    ):
        FileOrder.objects.update(kind=kind, participation=None, finished_at=timezone.now())
        assert those_who_see(model, people) == {
            role: "all" if role in readers else "none" for role in people
        }


def test_an_evaluators_report_is_everybodys_once_published(people):
    seen = those_who_see(EvaluationReport, people)
    assert seen == {role: "all" if role in HANDLERS | {"evaluator"} else "none" for role in people}

    EvaluationReport.objects.update(published_at=timezone.now())

    assert those_who_see(EvaluationReport, people) == dict.fromkeys(people, "all")


BOOKKEEPERS = {"finance", "project_lead", "superuser"}


@pytest.mark.parametrize("label", sorted(BOOKS))
def test_the_books_are_seen_by_finance_and_project_leads(people, label):
    assert those_who_see(apps.get_model(label), people) == {
        role: "all" if role in BOOKKEEPERS else "none" for role in people
    }


def test_the_sellers_facts_are_finances(people):
    assert those_who_see(InvoicingSettings, people) == {
        role: "all" if role in {"finance", "superuser"} else "none" for role in people
    }


@pytest.mark.parametrize("label", sorted(INVOICED))
def test_invoices_are_seen_by_those_who_pay_them(world, people, label):
    model, path = apps.get_model(label), INVOICED[label]
    lund, ystad = (
        {row for row in model.objects.all() if follow(row, path) == matter.rows["participation"]}
        for matter in (world.lund, world.ystad)
    )
    expected = {role: "all" if role in BOOKKEEPERS else "none" for role in people}

    assert those_who_see(model, people) == expected | {"applicant": lund, "other_applicant": ystad}


def test_whoever_has_left_the_round_still_sees_what_to_pay(world, people):
    home = world.lund.rows["participation"]
    Participation.objects.filter(pk=home.pk).update(
        status="withdrawn", withdrawn_on=timezone.localdate(), withdrawal_reason="Ny majoritet"
    )

    assert Invoice.objects.visible_to(people["applicant"]).exists()
