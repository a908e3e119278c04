"""A small world with at least one row of every model, in which two organisations apply."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications.enums import (
    ApplicationStatus,
    ConditionKind,
    DecidingBody,
    DecisionStatus,
    DocumentPurpose,
    Outcome,
    PoliticalDecisionKind,
    VerdictOutcome,
)
from applications.models import (
    AccessRequest,
    Application,
    ApplicationDocument,
    BillingDetails,
    Collaborator,
    CommitmentGiven,
    CompletionRequest,
    DecisionCondition,
    DecisionLetter,
    DecisionToApply,
    InternalNote,
    Invitation,
    LateEntry,
    ListPreference,
    PoliticalDecision,
    PublicationBatch,
    ReasonCode,
    Score,
    ScoringCriterion,
    SectionDraft,
    SectionRevision,
    SignatoryConfirmation,
    Verdict,
)
from applications.services.colleagues import hash_token
from applications.services.letter_writing import draft_letter
from cohorts.arrangement import Arrangement
from cohorts.enums import EventKind, Function, PromiseStatus, UnitKind
from cohorts.grouping import DEFAULT_PRESET, PRESETS
from cohorts.models import (
    BoardStep,
    CemrSignature,
    Cohort,
    ExpectedResult,
    GroupBoard,
    GroupFile,
    GroupingProposal,
    GroupPost,
    Organisation,
    QuestionAnswer,
    RoundSubscriber,
    ScheduleStep,
    TimelineEvent,
    Unit,
)
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import create_token
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import DrawnChart
from modellkonceptet.records.services import record_event, store_file
from tests import factories
from tests.architecture.improvement_world import improvement_rows, method_rows
from tests.architecture.invoice_world import invoice_rows
from tests.architecture.meeting_world import meeting_rows, template_rows
from tests.architecture.outbox_world import outbox_rows
from tests.architecture.report_world import report_form_rows, report_rows
from tests.architecture.written_world import written_rows

PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass
class Matter:
    """One organisation's application with everything that belongs to it."""

    organisation: Organisation
    owner: User
    colleague: User
    application: Application
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def writers(self) -> set[User]:
        return {self.owner, self.colleague}


@dataclass
class World:
    cohort: Cohort
    lund: Matter
    ystad: Matter
    people: dict[str, Any]


def make_world() -> World:
    """Lund's application is decided and published, Ystad's is a draft with papers of every kind."""
    cohort = factories.make_cohort(slug="modellkommuner")
    lead = _staff(StaffRole.PROJECT_LEAD)
    reviewer = _staff(StaffRole.REVIEWER)
    _cohort_rows(cohort)
    lund = _matter(cohort, "Lund", lead, reviewer, ApplicationStatus.ADMITTED_CONDITIONALLY)
    ystad = _matter(cohort, "Ystad", lead, reviewer, ApplicationStatus.DRAFT)
    mentor = factories.make_user("mentor@malmo.example", name="Mentor, Malmö")
    _group_rows(cohort, lund, ystad, mentor, lead)
    template, occasion = template_rows(cohort), method_rows(cohort)
    reporting = report_form_rows(cohort)
    for matter in (lund, ystad):
        meeting_rows(matter, template)
        improvement_rows(matter, occasion)
        report_rows(matter, reporting)
        written_rows(matter, cohort)
        invoice_rows(matter, cohort)
    Score.objects.create(
        application=lund.application,
        criterion=cohort.scoring_criteria.get(),
        reviewer=reviewer,
        points=3,
    )
    LateEntry.objects.create(
        cohort=cohort,
        organisation=lund.organisation,
        until=timezone.localdate(),
        reason="Brand",
        opened_by=lead,
    )
    ListPreference.objects.create(user=lead, cohort=cohort, query="sort=name")
    people = {
        "stranger": factories.make_user("frammande@nagonannanstans.example"),
        "applicant": lund.owner,
        "colleague": lund.colleague,
        "other_applicant": ystad.owner,
        "mentor": mentor,
        "project_lead": lead,
        "reviewer": reviewer,
        "finance": _staff(StaffRole.FINANCE),
        "evaluator": _staff(StaffRole.EVALUATOR),
        "superuser": User.objects.create_superuser("drift@skr.example", name="Drift"),
    }
    return World(cohort, lund, ystad, people)


def _staff(role: str) -> User:
    return factories.make_user(f"{role}@skr.example", staff_role=role)


def _cohort_rows(cohort: Cohort) -> None:
    terms = cohort.terms.get()
    ExpectedResult.objects.create(terms=terms, key="result", wording_sv="Ett resultat")
    ScheduleStep.objects.create(
        programme=terms.programme, kind=EventKind.KICK_OFF, name_sv="Uppstart", offset_days=0
    )
    TimelineEvent.objects.create(
        cohort=cohort,
        kind=EventKind.KICK_OFF,
        name_sv="Uppstart",
        first_day=cohort.starts_on,
        last_day=cohort.starts_on,
    )
    QuestionAnswer.objects.create(cohort=cohort, question_sv="Vad kostar det?", answer_sv="50 000")
    RoundSubscriber.objects.create(email="vantar@example.org")
    ScoringCriterion.objects.create(cohort=cohort, name_sv="Angelägenhet")
    ReasonCode.objects.create(code="ok", outcome=Outcome.ADMITTED, label="Ja", paragraph="Ja.")


def _group_rows(cohort: Cohort, lund: Matter, ystad: Matter, mentor: User, lead: User) -> None:
    """Each in a group of its own, in which Malmö mentors Lund's; and a board with a proposal."""
    promise = factories.make_promise(
        factories.make_organisation("Malmö"),
        status=PromiseStatus.SERVING,
        cohort=cohort,
        people=(mentor,),
    )
    for matter in (lund, ystad):
        group = factories.make_group(
            cohort, f"Grupp {matter.organisation}", members=(matter.rows["participation"],)
        )
        post = GroupPost.objects.create(
            group=group, author=matter.owner, author_name=matter.owner.name, text="Hej"
        )
        matter.rows |= {
            "group": group,
            "post": post,
            "group_file": GroupFile.objects.create(
                post=post, file=_file("underlag.pdf", matter.owner)
            ),
            "promise": promise,
            "mentor_person": promise.people.get(),
        }
    factories.make_mentorship(lund.rows["group"], promise)
    board = GroupBoard.objects.create(cohort=cohort, current=1)
    BoardStep.objects.create(
        board=board,
        number=1,
        arrangement=Arrangement(weights=asdict(PRESETS[DEFAULT_PRESET])).as_json(),
        action="open",
        details={"said": "open"},
        actor=lead,
    )
    proposal = GroupingProposal.objects.create(
        board=board, number=1, step=1, weights=asdict(PRESETS[DEFAULT_PRESET]), requested_by=lead
    )
    for matter in (lund, ystad):
        matter.rows["proposal"] = proposal


def _matter(cohort: Cohort, name: str, lead: User, reviewer: User, status: str) -> Matter:
    domain = f"{name.lower()}.example"
    organisation = factories.make_organisation(name, domain=domain)
    unit = Unit.objects.create(
        organisation=organisation, kind=UnitKind.DISTRICT, name=f"{name} centrum"
    )
    CemrSignature.objects.create(organisation=organisation, signed_year=2012, source="Rapport")
    owner = factories.make_user(f"sokande@{domain}")
    colleague = factories.make_user(f"kollega@{domain}")
    application = factories.make_application(
        cohort=cohort, organisation=organisation, owner=owner, status=status
    )
    matter = Matter(organisation, owner, colleague, application)
    matter.rows = {"application": application, "organisation": organisation, "unit": unit}
    _people_rows(matter)
    _draft_rows(matter)
    _submission_rows(matter)
    _review_rows(matter, reviewer)
    _decision_rows(matter, lead)
    return matter


def _people_rows(matter: Matter) -> None:
    application = matter.application
    asker = factories.make_user(f"slappin@{matter.owner.mail_domain}")
    invited = f"inbjuden@{matter.owner.mail_domain}"
    matter.rows |= {
        "collaborator": Collaborator.objects.create(application=application, user=matter.colleague),
        "invitation": Invitation.objects.create(
            application=application,
            email=invited,
            invited_by=matter.owner,
            token_hash=hash_token(invited),
        ),
        "access_request": AccessRequest.objects.create(application=application, user=asker),
        "message": Message.objects.create(
            kind="receipt",
            recipient=matter.owner,
            to_email=matter.owner.email,
            language="sv",
            subject="Kvitto",
            body_text="Tack",
            body_html="<p>Tack</p>",
        ),
    }
    matter.rows["personal_key"], _secret = create_token(
        user=matter.owner, name="Statistik", scopes=["round:read"]
    )
    matter.rows |= outbox_rows(matter.owner, matter.rows["message"], application.cohort)
    record_event(about=application, action="start", actor=matter.owner)
    DrawnChart.objects.get_or_create(key="0" * 64, defaults={"svg": "<svg/>"})


def _draft_rows(matter: Matter) -> None:
    application = matter.application
    draft = {"application": application, "section": "why", "edited_by": matter.owner}
    matter.rows |= {
        "draft": SectionDraft.objects.create(data={"why": ["Därför"]}, version=1, **draft),
        "revision": SectionRevision.objects.create(data={"why": ["Därför"]}, version=1, **draft),
        "document": ApplicationDocument.objects.create(
            application=application,
            purpose=DocumentPurpose.POLITICAL_DECISION,
            file=_file("beslut.pdf", matter.owner),
        ),
    }


def _submission_rows(matter: Matter) -> None:
    """Also the draft has one: it was sent in once and then opened again, as far as rows go."""
    application = matter.application
    submission = application.current_submission or factories.make_submission(
        application, by=matter.owner
    )
    submission.receipt = _file("kvitto.pdf", None)
    submission.save()
    taken = {
        "submission": submission,
        "is_taken": True,
        "body": DecidingBody.COUNCIL,
        "decided_year": 2012,
    }
    PoliticalDecision.objects.create(kind=PoliticalDecisionKind.CEMR, **taken)
    DecisionToApply.objects.create(**taken)
    CommitmentGiven.objects.create(submission=submission, key="attend", wording="Vi lovar")
    BillingDetails.objects.create(
        submission=submission,
        reference="AB123456",
        address="Box 1",
        postcode="221 00",
        town="Lund",
        email="faktura@example.org",
    )
    SignatoryConfirmation.objects.create(
        submission=submission, name="Direktör", title="Direktör", email="direktor@example.org"
    )
    matter.rows["submission"] = submission


def _review_rows(matter: Matter, reviewer: User) -> None:
    application = matter.application
    matter.rows["verdict"] = Verdict.objects.create(
        application=application,
        criterion=application.terms.criteria.first(),
        outcome=VerdictOutcome.MET,
        reason="Undertecknad 2012",
    )
    CompletionRequest.objects.create(
        application=application,
        sections=["why"],
        message="Skriv mer",
        due_on=timezone.localdate(),
        requested_by=reviewer,
        closed_at=timezone.now(),
    )
    InternalNote.objects.create(application=application, text="Ring dem", author=reviewer)


def _decision_rows(matter: Matter, lead: User) -> None:
    """A published decision with its letter, and after it one that is only prepared."""
    application = matter.application
    batch = PublicationBatch.objects.create(cohort=application.cohort, requested_by=lead)
    published = factories.make_decision(
        application,
        by=lead,
        outcome=Outcome.CONDITIONAL,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=lead,
        batch=batch,
    )
    published.participation = factories.make_participation(
        application.cohort,
        application.organisation,
        team={Function.STRATEGIST: matter.owner},
        admission_number=published.reference,
    )
    published.save()
    letter = DecisionLetter.objects.create(
        decision=published,
        content=draft_letter(published, day=timezone.localdate()).as_json(),
        pdf=_file("beslut.pdf", None),
    )
    matter.rows |= {
        "batch": batch,
        "decision": published,
        "participation": published.participation,
        "team_member": published.participation.team.get(),
        "letter": letter,
        "condition": DecisionCondition.objects.create(
            decision=published,
            kind=ConditionKind.DECISION_TO_APPLY,
            text="Kommunstyrelsen beslutar",
            due_on=timezone.localdate() + timedelta(days=30),
        ),
        "prepared_decision": factories.make_decision(application, by=lead),
    }


def _file(name: str, by: User | None) -> Any:
    return store_file(content=PDF, name=name, content_type="application/pdf", actor=by)
