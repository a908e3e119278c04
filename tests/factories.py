"""Plain recipes: each makes one real, valid thing and takes what should differ."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import (
    AdmissionDecision,
    ApplicantTeamMember,
    Application,
    Collaborator,
    Submission,
)
from cohorts.enums import (
    CriterionRule,
    Function,
    MentorRole,
    OrganisationKind,
    ParticipantKind,
    ParticipationStatus,
    PromiseStatus,
)
from cohorts.models import (
    Cohort,
    Commitment,
    EligibilityCriterion,
    Group,
    MailDomain,
    MentorPerson,
    MentorPromise,
    Mentorship,
    Organisation,
    Participation,
    Programme,
    RequiredFunction,
    TeamMember,
    Terms,
)
from modellkonceptet.accounts.models import User

_number = itertools.count(1)
# Municipal codes that no real one has, and that last for a whole run.
_code = itertools.cycle(range(3000, 10_000))
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def stockholm(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment in Stockholm's civil time, for freezing."""
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def make_user(email: str = "", **fields: Any) -> User:
    n = next(_number)
    fields.setdefault("name", f"Person {n}")
    return User.objects.create_user(email or f"person{n}@example.org", **fields)


def make_organisation(name: str = "", *, domain: str = "", **fields: Any) -> Organisation:
    """A municipality unless `kind` says otherwise; `domain` is its confirmed mail domain."""
    n = next(_number)
    name = name or f"Kommun {n}"
    fields.setdefault("kind", OrganisationKind.MUNICIPALITY)
    is_municipality = fields["kind"] == OrganisationKind.MUNICIPALITY
    fields.setdefault("code", str(next(_code)) if is_municipality else f"{n % 100:02d}")
    fields.setdefault("official_name", name if name.startswith("Region") else f"{name} kommun")
    fields.setdefault("county_name", "Skåne län")
    fields.setdefault("county_code", "12")
    fields.setdefault("population", 30_000 + n)
    fields.setdefault("population_year", 2023)
    fields.setdefault("skr_group", "B3")
    organisation = Organisation.objects.create(name=name, **fields)
    if domain:
        MailDomain.objects.create(organisation=organisation, domain=domain)
    return organisation


def make_programme(kind: str = ParticipantKind.MUNICIPALITY, **fields: Any) -> Programme:
    n = next(_number)
    fields.setdefault("name", "Modellkommuner" if kind == "municipality" else "Modellregioner")
    fields.setdefault("slug", f"programme-{n}")
    return Programme.objects.create(participant_kind=kind, **fields)


def make_terms(
    cohort: Cohort | None = None, kind: str = ParticipantKind.MUNICIPALITY, **fields: Any
) -> Terms:
    """Terms with the usual criteria, two commitments and the kind's functions."""
    programme = fields.pop("programme", None) or make_programme(kind)
    fields.setdefault("fee", 50_000)
    fields.setdefault("list_price", 80_000)
    fields.setdefault("asks_operation", kind == ParticipantKind.REGION)
    terms = Terms.objects.create(programme=programme, cohort=cohort, **fields)
    rules = [
        ("political_decision", "Politiskt beslut", CriterionRule.POLITICAL_DECISION),
        ("decision_to_apply", "Beslut att delta", CriterionRule.DECISION_TO_APPLY),
        ("team", "Deltagare", CriterionRule.TEAM),
        ("commitments", "Åtaganden", CriterionRule.COMMITMENTS),
    ]
    for position, (key, name, rule) in enumerate(rules):
        EligibilityCriterion.objects.create(
            terms=terms, key=key, name_sv=name, rule=rule, wording_sv=name, position=position
        )
    for position, key in enumerate(["attend", "mentor"]):
        Commitment.objects.create(
            terms=terms, key=key, wording_sv=f"Vi lovar {key}", position=position
        )
    functions = [Function.POLITICIAN, Function.SENIOR_MANAGER, Function.KEY_PERSON]
    if kind == ParticipantKind.REGION:
        functions.append(Function.FINANCE_MANAGER)
    for position, function in enumerate(functions):
        RequiredFunction.objects.create(terms=terms, function=function, position=position)
    RequiredFunction.objects.create(
        terms=terms, function=Function.STRATEGIST, is_required=False, position=9
    )
    return terms


def make_cohort(
    *, kinds: tuple[str, ...] = (ParticipantKind.MUNICIPALITY,), **fields: Any
) -> Cohort:
    """A round open today: opened ten days ago, closes in ten days."""
    n = next(_number)
    today = fields.pop("today", None) or timezone.localdate()
    fields.setdefault("slug", f"omgang-{n}")
    fields.setdefault("name_sv", f"Modellkommuner omgång {n}")
    fields.setdefault("announced_on", today - timedelta(days=12))
    fields.setdefault("opens_on", today - timedelta(days=10))
    fields.setdefault("closes_on", today + timedelta(days=10))
    fields.setdefault("decision_on", fields["closes_on"] + timedelta(days=30))
    fields.setdefault("starts_on", fields["closes_on"] + timedelta(days=90))
    cohort = Cohort.objects.create(**fields)
    for kind in kinds:
        make_terms(cohort, kind)
    return cohort


def make_application(
    *,
    cohort: Cohort | None = None,
    organisation: Organisation | None = None,
    owner: User | None = None,
    status: str = ApplicationStatus.DRAFT,
    **fields: Any,
) -> Application:
    """An application that holds its place; any status but draft comes with a submission."""
    cohort = cohort or make_cohort()
    organisation = organisation or make_organisation()
    owner = owner or make_user()
    terms = cohort.terms.get(programme__participant_kind=organisation.participant_kind)
    fields.setdefault("holds_place", True)
    application = Application.objects.create(
        cohort=cohort, terms=terms, organisation=organisation, created_by=owner, **fields
    )
    Collaborator.objects.create(application=application, user=owner, is_owner=True)
    if status != ApplicationStatus.DRAFT:
        make_submission(application, by=owner)
        application.status = status
        application.first_submitted_at = timezone.now()
        if status == ApplicationStatus.WITHDRAWN:
            application.withdrawn_at = timezone.now()
        application.save()
    return application


def make_submission(application: Application, *, by: User) -> Submission:
    """A submission with a full team; it becomes the current one."""
    submission = Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        answers=[{"key": "why", "title": "Varför", "answers": [{"label": "Varför", "value": "X"}]}],
        why="Vi vill ge likvärdig service.",
        submitted_by=by,
    )
    for required in application.terms.functions.filter(is_required=True):
        ApplicantTeamMember.objects.create(
            submission=submission,
            function=required.function,
            name=f"{required.get_function_display()} i {application.organisation.name}",
            title="Titel",
            email=f"{required.function}.{application.pk}@example.org",
        )
    application.current_submission = submission
    application.first_submitted_at = application.first_submitted_at or timezone.now()
    application.save()
    return submission


def make_decision(
    application: Application,
    *,
    by: User,
    outcome: str = Outcome.ADMITTED,
    **fields: Any,
) -> AdmissionDecision:
    """A prepared decision."""
    fields.setdefault("status", DecisionStatus.PREPARED)
    return AdmissionDecision.objects.create(
        application=application,
        number=application.decisions.count() + 1,
        outcome=outcome,
        text=fields.pop("text", "Ni uppfyller alla förutsättningar."),
        prepared_by=by,
        **fields,
    )


def make_participation(
    cohort: Cohort | None = None,
    organisation: Organisation | None = None,
    *,
    team: dict[str, User] | None = None,
    **fields: Any,
) -> Participation:
    """A participation from an admission, with its team (function → account)."""
    n = next(_number)
    if "source" not in fields:
        fields.setdefault("admission_number", f"MK-{n:05d}/1")
        if fields.get("status") == ParticipationStatus.WITHDRAWN:
            fields.setdefault("withdrawn_on", timezone.localdate())
            fields.setdefault("withdrawal_reason", "Ny majoritet")
    participation = Participation.objects.create(
        cohort=cohort or make_cohort(),
        organisation=organisation or make_organisation(),
        **fields,
    )
    for function, user in (team or {}).items():
        TeamMember.objects.create(
            participation=participation,
            function=function,
            user=user,
            name=user.name,
            email=user.email,
        )
    return participation


def make_group(cohort: Cohort, name: str = "", *, members: tuple[Any, ...] = ()) -> Group:
    """A published group of these participations."""
    group = Group.objects.create(
        cohort=cohort, name=name or f"Grupp {next(_number)}", published_at=timezone.now()
    )
    for participation in members:
        participation.group = group
        participation.save(update_fields=["group"])
    return group


def make_promise(
    organisation: Organisation | None = None,
    *,
    status: str = PromiseStatus.PROMISED,
    cohort: Cohort | None = None,
    people: tuple[User, ...] = (),
    **fields: Any,
) -> MentorPromise:
    """What an organisation promised by completing an earlier round; `people` mentor for it."""
    organisation = organisation or make_organisation()
    if "participation" not in fields:
        earlier = make_cohort(
            kinds=(),
            is_historical=True,
            source="SKR",
            name_sv=f"Tidigare omgång {next(_number)}",
            starts_on=timezone.localdate() - timedelta(days=900),
        )
        fields["participation"] = make_participation(
            earlier, organisation, status=ParticipationStatus.COMPLETED, source="SKR"
        )
    if status in (PromiseStatus.DECLINED, PromiseStatus.EXCUSED):
        fields.setdefault("reason", "Omorganisation")
    promise = MentorPromise.objects.create(
        organisation=organisation, cohort=cohort, status=status, **fields
    )
    for user in people:
        MentorPerson.objects.create(promise=promise, user=user, name=user.name, email=user.email)
    return promise


def make_mentorship(group: Group, promise: MentorPromise, **fields: Any) -> Mentorship:
    """The organisation of the promise mentors the group."""
    fields.setdefault("role", MentorRole.LEAD)
    return Mentorship.objects.create(
        cohort=group.cohort,
        group=group,
        organisation=promise.organisation,
        promise=promise,
        **fields,
    )
