"""What falls due with applications: sending in, completing, conditions, invited colleagues."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property, partial

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.editing import WHILE_OPEN, last_day_for
from applications.enums import ApplicationStatus, DecisionStatus
from applications.models import (
    Application,
    Collaborator,
    CompletionRequest,
    DecisionCondition,
    Invitation,
    LateEntry,
)
from applications.services.colleagues import VALID_FOR
from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from cohorts.round_people import RoundPeople
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Looking,
    Policy,
    Recipient,
    Rule,
    address,
    register,
)

ANSWERED_WITHIN = timedelta(days=7)
LONGEST_CONDITION = 120
_S = ApplicationStatus
# Applications whose writers some rule asks for.
_WRITTEN = WHILE_OPEN | {_S.COMPLETION_REQUESTED, _S.ADMITTED_CONDITIONALLY}


class Writers:
    """Who writes the applications of the rounds looked at; one query, whichever rules ask."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    @classmethod
    def of(cls, looking: Looking) -> "Writers":
        known: Writers = looking.memo.setdefault(cls, cls(looking))
        return known

    def everybody(self, application: int) -> tuple[Recipient, ...]:
        return tuple(self._people.get(application, {}).values())

    def owner(self, application: int) -> tuple[Recipient, ...]:
        """The one responsible; all who write where that person can't sign in any more."""
        owner = self._owners.get(application)
        return (owner,) if owner else self.everybody(application)

    def one(self, application: int, user: int) -> tuple[Recipient, ...]:
        """That person if they still write, else the one responsible."""
        person = self._people.get(application, {}).get(user)
        return (person,) if person else self.owner(application)

    @property
    def _people(self) -> dict[int, dict[int, Recipient]]:
        return self._read[0]

    @property
    def _owners(self) -> dict[int, Recipient]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[int, dict[int, Recipient]], dict[int, Recipient]]:
        rows = (
            self._looking.seen(Collaborator.objects)
            .filter(
                application__cohort__in=self._looking.all_rounds,
                application__status__in=_WRITTEN,
                user__is_active=True,
            )
            .order_by("pk")
            .values_list(
                "application", "is_owner", "user__email", "user__name", "user__language", "user"
            )
        )
        people: dict[int, dict[int, Recipient]] = defaultdict(dict)
        owners: dict[int, Recipient] = {}
        for application, is_owner, *account in rows:
            person = Recipient(*account)
            people[application][account[-1]] = person
            if is_owner:
                owners[application] = person
        return dict(people), owners


def find_not_sent(looking: Looking) -> Iterator[Due]:
    """Drafts that can still be sent in, due on the last day that counts for the organisation."""
    rounds, writers = _rounds(looking), Writers.of(looking)
    drafts = Application.objects.filter(cohort__in=looking.rounds, status=_S.DRAFT)
    rows = looking.seen(drafts).annotate(_late_until=_late_until()).order_by("pk")
    columns = ("pk", "cohort", "organisation__name", "unit__name", "created_at", "_late_until")
    for pk, cohort, name, unit, created_at, late_until in rows.values_list(*columns):
        last = last_day_for(rounds[cohort], today=looking.day, late_until=late_until)
        if last is None:
            continue
        whose = _applicant(name, unit)
        yield Due(
            subject=f"application-{pk}",
            round_id=cohort,
            due_on=last,
            since=civil_date(created_at),
            what=partial(_send_in, whose, rounds[cohort]),
            path=_page(pk),
            responsible=writers.owner(pk),
            until=last,
            whose=whose,
        )


def find_completions(looking: Looking) -> Iterator[Due]:
    """What SKR has asked to have completed, as long as the request is open."""
    writers, people = Writers.of(looking), RoundPeople.of(looking)
    asked = CompletionRequest.objects.filter(
        application__cohort__in=looking.rounds,
        application__status=_S.COMPLETION_REQUESTED,
        closed_at=None,
    )
    columns = ("pk", "application", *_OF_APPLICATION, "due_on", "requested_at")
    rows = looking.seen(asked).order_by("pk").values_list(*columns)
    for pk, application, cohort, name, unit, due_on, requested_at in rows:
        whose = _applicant(name, unit)
        yield Due(
            subject=f"completion-{pk}",
            round_id=cohort,
            due_on=due_on,
            since=civil_date(requested_at),
            what=partial(_complete, whose),
            path=_page(application),
            responsible=writers.everybody(application),
            who=people.of_round(),
            whose=whose,
            desk_path=_review(application),
        )


def find_conditions(looking: Looking) -> Iterator[Due]:
    """Conditions of decisions in force that are not met, of those who take part."""
    writers, people = Writers.of(looking), RoundPeople.of(looking)
    waiting = DecisionCondition.objects.filter(
        Q(decision__participation=None)
        | Q(decision__participation__status=ParticipationStatus.ACTIVE),
        decision__application__cohort__in=looking.rounds,
        decision__status=DecisionStatus.PUBLISHED,
        met_on=None,
    )
    of_decision = ("published_at", "participation", "application", *_OF_APPLICATION)
    columns = ("pk", "text", "due_on", *(f"decision__{name}" for name in of_decision))
    rows = _seen_by_team(looking, waiting).order_by("pk").values_list(*columns)
    for pk, text, due_on, published_at, home, application, cohort, name, unit in rows:
        yield Due(
            subject=f"condition-{pk}",
            round_id=cohort,
            due_on=due_on,
            since=civil_date(published_at),
            what=partial(_meet, text),
            path=_own_round(home) if home else _page(application),
            responsible=() if home else writers.everybody(application),
            who=people.of_participation(home) if home else people.of_round(),
            whose=_applicant(name, unit),
            desk_path=_participation(home) if home else _review(application),
        )


def find_invited_colleagues(looking: Looking) -> Iterator[Due]:
    """Invitations that nobody has answered, while there is something left to write together."""
    rounds, writers = _rounds(looking), Writers.of(looking)
    invitations = Invitation.objects.filter(
        application__cohort__in=looking.rounds,
        application__status__in=WHILE_OPEN | {_S.COMPLETION_REQUESTED},
        accepted_at=None,
        revoked_at=None,
    )
    columns = ("pk", "email", "invited_by", "invited_at", "application", *_OF_APPLICATION)
    last_days = {"_late_until": _late_until("application__"), "_complete_by": _complete_by()}
    rows = looking.seen(invitations).annotate(**last_days).order_by("pk")
    for (
        pk,
        email,
        by,
        at,
        application,
        cohort,
        name,
        unit,
        late_until,
        complete_by,
    ) in rows.values_list(*columns, *last_days):
        # An open request for completion sets a last day of its own.
        last = complete_by or last_day_for(rounds[cohort], today=looking.day, late_until=late_until)
        invited_on = civil_date(at)
        if last is None or looking.day > last or looking.day >= invited_on + VALID_FOR:
            continue
        whose = _applicant(name, unit)
        yield Due(
            subject=f"invitation-{pk}",
            round_id=cohort,
            due_on=min(invited_on + ANSWERED_WITHIN, last),
            since=invited_on,
            what=partial(_remind_colleague, email, whose),
            path=address("applications:colleagues", application),
            responsible=writers.one(application, by),
            whose=whose,
        )


_OF_APPLICATION = (
    "application__cohort",
    "application__organisation__name",
    "application__unit__name",
)


def _rounds(looking: Looking) -> dict[int, Cohort]:
    """The rounds looked at by number, read once."""
    if Cohort not in looking.memo:
        looking.memo[Cohort] = Cohort.objects.in_bulk(looking.all_rounds)
    found: dict[int, Cohort] = looking.memo[Cohort]
    return found


def _late_until(path: str = "") -> Subquery:
    """SKR's opening of the round for the organisation; not seen by others, but it counts."""
    entries = LateEntry.objects.filter(
        cohort=OuterRef(f"{path}cohort"), organisation=OuterRef(f"{path}organisation")
    )
    return Subquery(entries.values("until")[:1])


def _complete_by() -> Subquery:
    open_ones = CompletionRequest.objects.filter(
        application=OuterRef("application"), closed_at=None
    )
    return Subquery(open_ones.values("due_on")[:1])


def _seen_by_team(looking: Looking, conditions: QuerySet) -> QuerySet:
    """A condition concerns the whole team, also those who did not write the application."""
    if looking.reader is None:
        return conditions
    own = Participation.objects.of_person(looking.reader).values("pk")
    visible = DecisionCondition.objects.visible_to(looking.reader).values("pk")
    return conditions.filter(Q(pk__in=visible) | Q(decision__participation__in=own))


def _applicant(organisation: str, unit: str | None) -> str:
    return f"{organisation}, {unit}" if unit else organisation


def _page(application: int) -> str:
    return address("applications:application", application)


def _review(application: int) -> str:
    return address("applications:review", application)


def _own_round(participation: int) -> str:
    return address("reporting:my_participation", participation)


def _participation(participation: int) -> str:
    return address("applications:participation", participation)


def _send_in(whose: str, cohort: Cohort) -> str:
    return _("Send in the application from %(applicant)s to %(round)s") % {
        "applicant": whose,
        "round": cohort.name,
    }


def _complete(whose: str) -> str:
    return _("Complete the application from %(applicant)s") % {"applicant": whose}


def _meet(text: str) -> str:
    condition = Truncator(" ".join(text.split()).rstrip(". ")).chars(LONGEST_CONDITION)
    return _("Meet the condition: %(condition)s") % {"condition": condition}


def _remind_colleague(email: str, whose: str) -> str:
    return _("Remind %(email)s of the invitation to write the application from %(applicant)s") % {
        "email": email,
        "applicant": whose,
    }


register(
    Rule(
        key="applications.not_sent",
        topic=Topic.WRITING,
        name=gettext_lazy("An application is not sent in"),
        policy=Policy(days=(-14, -7, -2)),
        find=find_not_sent,
        offered=(Role.RESPONSIBLE,),
        alone_from=-2,
        late_matters=False,
    ),
    Rule(
        key="applications.colleague_invited",
        topic=Topic.WRITING,
        name=gettext_lazy("An invited colleague has not answered"),
        policy=Policy(days=(0,)),
        find=find_invited_colleagues,
        offered=(Role.RESPONSIBLE,),
        late_matters=False,
    ),
    Rule(
        key="applications.completion_due",
        topic=Topic.DECISIONS,
        name=gettext_lazy("A completion is not sent in"),
        policy=Policy(days=(-7, -2), ladder=((Role.DESK, 3),)),
        find=find_completions,
        offered=(Role.RESPONSIBLE, Role.DESK),
        alone_from=-2,
    ),
    Rule(
        key="applications.condition_due",
        topic=Topic.DECISIONS,
        name=gettext_lazy("A condition of the admission is not met"),
        policy=Policy(
            days=(-14, -3, 1),
            audience=(Role.STRATEGIST, Role.RESPONSIBLE),
            ladder=((Role.SENIOR_MANAGER, 7), (Role.DESK, 14)),
        ),
        find=find_conditions,
        offered=(
            Role.STRATEGIST,
            Role.KEY_PERSON,
            Role.SENIOR_MANAGER,
            Role.RESPONSIBLE,
            Role.DESK,
        ),
    ),
)
