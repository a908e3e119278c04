"""Who gets a mail to a group: read by role, organisation and state, each address once."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from applications.enums import ADMITTING, ApplicationStatus, DecisionStatus, Outcome
from applications.models import AdmissionDecision, Collaborator
from cohorts.enums import Function, ParticipationStatus, PromiseStatus
from cohorts.models import Cohort, Group, MentorPerson, Mentorship, TeamMember
from cohorts.querysets import swedish
from cohorts.round_people import recipient
from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import joined
from modellkonceptet.notifications.mailing_letters import Receiver
from modellkonceptet.notifications.models import MailAddress
from modellkonceptet.notifications.reminder_rules import Recipient
from reporting.enums import ApplicantState, Beside

_S = ApplicationStatus
_UNDECIDED = {
    ApplicantState.DRAFT: (_S.DRAFT,),
    ApplicantState.SENT_IN: (_S.SUBMITTED, _S.COMPLETED, _S.REVIEWED),
    ApplicantState.COMPLETION: (_S.COMPLETION_REQUESTED,),
}
_DECIDED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ApplicantState.ADMITTED: ((_S.ADMITTED, _S.ADMITTED_CONDITIONALLY), tuple(ADMITTING)),
    ApplicantState.WAITING_LIST: ((_S.WAITING_LIST,), (Outcome.WAITING_LIST,)),
    ApplicantState.DECLINED: ((_S.DECLINED,), (Outcome.DECLINED,)),
}
_ACCOUNT = ("user_id", "user__email", "user__language", "user__is_active")


@dataclass(frozen=True)
class Choice:
    """What SKR has chosen; no organisation means all of them, no group likewise."""

    cohort: Cohort
    people: tuple[str, ...]
    applicant_states: tuple[str, ...] = ()
    participant_states: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    group: Group | None = None
    topic: str = ""

    @property
    def functions(self) -> list[str]:
        return [each for each in self.people if each in Function.values]


@dataclass(frozen=True, slots=True)
class Seat:
    """One row that made somebody a receiver."""

    role: str
    place: str
    name: str
    to: Recipient | None
    is_past: bool = False


@dataclass
class Person:
    """Somebody by their address, with every seat that made them a receiver."""

    cohort: Cohort
    to: Recipient
    seats: list[Seat] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.to.name or self.to.email

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(seat.place for seat in self.seats))

    @property
    def roles(self) -> str:
        """In the active language, as the list of receivers shows them."""
        return joined(dict.fromkeys(role_in_words(seat.role) for seat in self.seats))

    def receiver(self) -> Receiver:
        return Receiver(self.to, values=partial(values_for, self.cohort, self), reason=self._reason)

    def _reason(self) -> str:
        words = {"round": self.cohort.name}
        why = []
        if now := self._seats_in_words(is_past=False):
            why.append(_("you are in %(round)s as %(roles)s") % {**words, "roles": now})
        if before := self._seats_in_words(is_past=True):
            why.append(_("you have been in %(round)s as %(roles)s") % {**words, "roles": before})
        if any(seat.role == Beside.WRITER for seat in self.seats):
            why.append(_("you have a part in an application to %(round)s") % words)
        return _("You get this mail because %(why)s.") % {"why": joined(why)}

    def _seats_in_words(self, *, is_past: bool) -> str:
        roles = (
            seat.role
            for seat in self.seats
            if seat.is_past == is_past and seat.role != Beside.WRITER
        )
        return joined(role_in_words(role) for role in dict.fromkeys(roles))


@dataclass(frozen=True)
class _Address:
    refused: tuple[str, ...] = ()
    fails: bool = False


_FINE = _Address()


class Audience:
    """The people of a choice, in a fixed number of queries however many they are."""

    def __init__(self, choice: Choice, user: Any) -> None:
        self.choice = choice
        self._user = user

    @cached_property
    def people(self) -> list[Person]:
        """Everybody chosen who has an address, each once."""
        found: dict[str, Person] = {}
        for seat in self._seats:
            if seat.to:
                person = found.setdefault(seat.to.key, Person(self.choice.cohort, seat.to))
                person.seats.append(seat)
        return list(found.values())

    @cached_property
    def receivers(self) -> list[Person]:
        """Those to whom a mail is written; one to a failing address is held."""
        refusing = {each.to.key for each in self.refusing}
        return [each for each in self.people if each.to.key not in refusing]

    @cached_property
    def refusing(self) -> list[Person]:
        topic = self.choice.topic
        return [one for one in self.people if topic and topic in self._known(one).refused]

    @cached_property
    def failing(self) -> list[Person]:
        return [one for one in self.receivers if self._known(one).fails]

    @property
    def reached(self) -> int:
        return len(self.receivers) - len(self.failing)

    @cached_property
    def unreachable(self) -> list[Seat]:
        """Those without an address in any of their seats that were chosen."""
        return [seat for seat in self._seats if seat.to is None]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as somebody else gets the mail, or somebody does not."""
        keys = "\n".join(sorted(each.to.key for each in self.receivers))
        return hashlib.sha256(keys.encode()).hexdigest()[:16]

    def letters(self) -> list[Receiver]:
        return [each.receiver() for each in self.receivers]

    def _known(self, person: Person) -> "_Address":
        return self._addresses.get(person.to.key, _FINE)

    @cached_property
    def _addresses(self) -> dict[str, "_Address"]:
        """What is known of addresses; most have no row."""
        rows = MailAddress.objects.values_list("email", "refused", "failing_since")
        return {
            email.lower(): _Address(tuple(refused), failing is not None)
            for email, refused, failing in rows
        }

    @cached_property
    def _seats(self) -> list[Seat]:
        return [*self._team_seats(), *self._mentor_seats(), *self._writer_seats()]

    def _team_seats(self) -> Iterator[Seat]:
        if not self.choice.functions:
            return
        rows: QuerySet = TeamMember.objects.visible_to(self._user).filter(
            left_on=None,
            participation__cohort=self.choice.cohort,
            participation__status__in=self.choice.participant_states,
            function__in=self.choice.functions,
        )
        rows = self._narrowed(rows, "participation__")
        names = ("function", "participation__status", "name", "email", *_ACCOUNT)
        for place, unit, function, status, name, email, *account in _placed(
            rows, "participation__", names
        ):
            yield Seat(
                function,
                _place(place, unit),
                name,
                recipient(name, email, *account),
                is_past=status != ParticipationStatus.ACTIVE,
            )

    def _mentor_seats(self) -> Iterator[Seat]:
        """Those who mentor a group, and before there are groups those who have said yes."""
        if Beside.MENTOR not in self.choice.people:
            return
        mentorships = Mentorship.objects.current().filter(
            cohort=self.choice.cohort, promise=OuterRef("promise")
        )
        chosen: Any = Exists(mentorships)
        if self.choice.group:
            chosen = Exists(mentorships.filter(group=self.choice.group))
        else:
            taken = (PromiseStatus.ACCEPTED, PromiseStatus.SERVING)
            chosen |= Q(promise__cohort=self.choice.cohort, promise__status__in=taken)
        rows = MentorPerson.objects.visible_to(self._user).current().filter(chosen)
        if self.choice.organisations:
            rows = rows.filter(promise__organisation__in=self.choice.organisations)
        ordered = rows.order_by(swedish("promise__organisation__name"), "pk")
        for place, name, email, *account in ordered.values_list(
            "promise__organisation__name", "name", "email", *_ACCOUNT
        ):
            yield Seat(Beside.MENTOR, place, name, recipient(name, email, *account))

    def _writer_seats(self) -> Iterator[Seat]:
        if Beside.WRITER not in self.choice.people:
            return
        rows = Collaborator.objects.visible_to(self._user).filter(
            _in_state(self.choice.applicant_states),
            application__cohort=self.choice.cohort,
            user__is_active=True,
        )
        if self.choice.organisations:
            rows = rows.filter(application__organisation__in=self.choice.organisations)
        if self.choice.group:
            members = self.choice.group.participations.values("organisation")
            rows = rows.filter(application__organisation__in=members)
        names = ("user__name", *_ACCOUNT)
        for place, unit, name, pk, email, language, active in _placed(rows, "application__", names):
            to = recipient(name, email, pk, email, language, active)
            yield Seat(Beside.WRITER, _place(place, unit), name, to)

    def _narrowed(self, rows: QuerySet, path: str) -> QuerySet:
        if self.choice.organisations:
            rows = rows.filter(**{f"{path}organisation__in": self.choice.organisations})
        if self.choice.group:
            rows = rows.filter(**{f"{path}group": self.choice.group})
        return rows


def _placed(rows: QuerySet, path: str, names: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """In the order of organisations, each row with organisation and unit first."""
    place, unit = f"{path}organisation__name", f"{path}unit__name"
    return rows.order_by(swedish(place), unit, "pk").values_list(place, unit, *names)


def _place(name: str, unit: str | None) -> str:
    return f"{name}, {unit}" if unit else name


def _in_state(states: Iterable[str]) -> Q:
    """Decided only where the decision is published: a prepared one must not show in any way."""
    found = Q(pk__in=[])
    for state in states:
        if state in _UNDECIDED:
            found |= Q(application__status__in=_UNDECIDED[ApplicantState(state)])
        else:
            statuses, outcomes = _DECIDED[state]
            published = AdmissionDecision.objects.filter(
                application=OuterRef("application"),
                status=DecisionStatus.PUBLISHED,
                outcome__in=outcomes,
            )
            found |= Q(Exists(published), application__status__in=statuses)
    return found


def values_for(cohort: Cohort, person: Person) -> dict[str, str]:
    """What the placeholders become, in the active language; a day that is not set is empty."""
    return round_values(cohort) | {
        "namn": person.name,
        "organisation": joined(person.places),
    }


def round_values(cohort: Cohort) -> dict[str, str]:
    days = {"sista dag": cohort.closes_on, "beslutsdag": cohort.decision_on}
    days["start"] = cohort.starts_on
    return {"omgång": cohort.name} | {
        name: in_words(day) if day else "" for name, day in days.items()
    }


def role_in_words(role: str) -> str:
    """As it stands after a person: "nyckelperson"."""
    return _("writes an application") if role == Beside.WRITER else _inside(_people(role))


def choice_in_words(choice: Choice, names: Mapping[int, str]) -> str:
    """Whom the mail went to, for those who read it later. `names` are of organisations."""
    where = [choice.group.name] if choice.group else []
    where += [joined(names[each] for each in choice.organisations)] if choice.organisations else []
    people = joined(_inside(_people(each)) for each in choice.people)
    parts = [
        _("%(people)s in %(round)s") % {"people": people, "round": choice.cohort.name},
        *(where or [_("all organisations")]),
    ]
    states = ", ".join(_states_in_words(choice))
    words = ", ".join(parts) + (f" ({states})" if states else "")
    return f"{words[:1].upper()}{words[1:]}"


def _states_in_words(choice: Choice) -> Iterator[str]:
    """Only where a state narrows the people that were chosen."""
    states: list[Any] = []
    if choice.functions:
        states += [ParticipationStatus(each) for each in choice.participant_states]
    if Beside.WRITER in choice.people:
        states += [ApplicantState(each) for each in choice.applicant_states]
    yield from map(_inside, states)


def _people(value: str) -> Function | Beside:
    return Function(value) if value in Function.values else Beside(value)


def _inside(choice: Any) -> str:
    """A choice's label as it stands inside a sentence."""
    return f"{choice.label[:1].lower()}{choice.label[1:]}"
