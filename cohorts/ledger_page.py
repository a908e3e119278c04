"""The mentor ledger as SKR reads it: every promise, and what one round needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import Precision, PromiseStatus
from cohorts.models import MentorPerson, MentorPromise
from cohorts.querysets import named_like, swedish
from modellkonceptet.civil_dates import distance, in_words, period, today
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.models import AuditEntry

PAGE_SIZE = 50
SHAPES = {
    PromiseStatus.PROMISED: "open",
    PromiseStatus.ASKED: "check",
    PromiseStatus.ACCEPTED: "half",
    PromiseStatus.DECLINED: "unmet",
    PromiseStatus.SERVING: "done",
    PromiseStatus.DONE: "tick",
    PromiseStatus.EXCUSED: "tick",
}
NOT_KEPT = (
    PromiseStatus.PROMISED,
    PromiseStatus.ASKED,
    PromiseStatus.ACCEPTED,
    PromiseStatus.DECLINED,
)
ACTIONS: dict[str, Any] = {
    "promise": gettext_lazy("Promised to be mentor"),
    "renew_promise": gettext_lazy("Volunteered to be mentor again"),
    "ask": gettext_lazy("Asked"),
    "ask_again": gettext_lazy("Asked again, with a new link"),
    "take_back": gettext_lazy("The question was taken back"),
    "accept": gettext_lazy("Said yes"),
    "decline": gettext_lazy("Said no"),
    "change_answer": gettext_lazy("Changed the answer"),
    "change_mentor_people": gettext_lazy("Changed who mentors"),
    "release": gettext_lazy("Not needed this time"),
    "serve": gettext_lazy("Became mentor of a published group"),
    "stand_down": gettext_lazy("Has no group any more"),
    "finish": gettext_lazy("Has been mentor to the end of the round"),
    "excuse": gettext_lazy("Excused"),
    "restore": gettext_lazy("Counted on again"),
}


@dataclass(frozen=True)
class LedgerRow:
    """One promise, in words."""

    promise: MentorPromise
    day: date

    @property
    def pk(self) -> int:
        return self.promise.pk

    @property
    def name(self) -> str:
        return str(self.promise.organisation.name)

    @property
    def unit(self) -> str:
        unit = self.promise.participation.unit
        return unit.name if unit else ""

    @property
    def is_late(self) -> bool:
        by = self.promise.answer_by
        return self.promise.status == PromiseStatus.ASKED and by is not None and by < self.day

    @cached_property
    def state(self) -> tuple[str, str]:
        """A shape and a word."""
        if self.is_late:
            return "warn", _("Has not answered in time")
        status = PromiseStatus(self.promise.status)
        return SHAPES[status], str(status.label)

    @property
    def promised(self) -> str:
        """When the promise was given, as exactly as it is known."""
        return promised_when(self.promise)

    @property
    def since(self) -> str:
        """What the state rests on: asked when and by when, answered when and by whom."""
        promise = self.promise
        match promise.status:
            case PromiseStatus.ASKED if promise.answer_by:
                return _("Answer by %(day)s, %(far)s") % {
                    "day": in_words(promise.answer_by, weekday=False),
                    "far": distance(promise.answer_by, self.day),
                }
            case PromiseStatus.ACCEPTED | PromiseStatus.SERVING:
                groups = ngettext("%(n)d group", "%(n)d groups", promise.capacity)
                return _answered(promise, groups % {"n": promise.capacity})
            case PromiseStatus.DECLINED:
                return _answered(promise, "")
        return ""

    @property
    def people(self) -> list[MentorPerson]:
        """Those who mentor now; fetched with the rows by `listed`."""
        return list(self.promise.current_people)  # type: ignore[attr-defined]


def _answered(promise: MentorPromise, groups: str) -> str:
    parts = [groups] if groups else []
    if promise.answered_at:
        parts.append(
            _("%(who)s answered %(day)s")
            % {
                "who": promise.answered_by,
                "day": in_words(promise.answered_at, weekday=False),
            }
        )
    return ", ".join(parts)


def promised_when(promise: MentorPromise) -> str:
    """ "maj 2018" for an old round, a day where the product saw it; empty where nobody knows."""
    participation = promise.participation
    if participation.source and promise.promised_on in (None, participation.cohort.completed_on):
        cohort = participation.cohort
        return _period(cohort.completed_on, cohort.completed_precision)
    return _period(promise.promised_on, Precision.DAY)


def _period(day: date | None, precision: str) -> str:
    return period(day, None, precision, note=False) if day else ""


@dataclass(frozen=True)
class LedgerTally:
    """How many promises stand in each state, and how many organisations have one to keep."""

    counts: Mapping[str, int]
    organisations: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def headline(self) -> str:
        if not self.total:
            return _("Nobody has promised to be mentor yet")
        if not self.organisations:
            return _("All promises to be mentor are kept")
        return ngettext(
            "%(n)d organisation has promised to be mentor",
            "%(n)d organisations have promised to be mentors",
            self.organisations,
        ) % {"n": self.organisations}

    @property
    def rest(self) -> list[str]:
        """What the headline leaves out, a sentence each; nothing is said of what is not there."""
        words = {
            PromiseStatus.ASKED: ngettext(
                "%(n)d is asked now.", "%(n)d are asked now.", self._of(PromiseStatus.ASKED)
            ),
            PromiseStatus.ACCEPTED: ngettext(
                "%(n)d has said yes.", "%(n)d have said yes.", self._of(PromiseStatus.ACCEPTED)
            ),
            PromiseStatus.SERVING: ngettext(
                "%(n)d is mentor now.", "%(n)d are mentors now.", self._of(PromiseStatus.SERVING)
            ),
            PromiseStatus.DONE: ngettext(
                "%(n)d promise has been kept.",
                "%(n)d promises have been kept.",
                self._of(PromiseStatus.DONE),
            ),
            PromiseStatus.EXCUSED: ngettext(
                "%(n)d is excused.", "%(n)d are excused.", self._of(PromiseStatus.EXCUSED)
            ),
        }
        return [text % {"n": self._of(key)} for key, text in words.items() if self._of(key)]

    def _of(self, status: str) -> int:
        return self.counts.get(status, 0)


def tally_of(promises: QuerySet) -> LedgerTally:
    """In two queries."""
    rows = promises.order_by().values_list("status").annotate(n=Count("pk"))
    waiting = promises.order_by().filter(status__in=NOT_KEPT)
    return LedgerTally(dict(rows), waiting.values("organisation").distinct().count())


def narrowed(promises: QuerySet, query: Mapping[str, Any]) -> QuerySet:
    """By state, and by what is searched for: an organisation, a unit, a round or a person."""
    status = query.get("status", "")
    if status in PromiseStatus.values:
        promises = promises.filter(status=status)
    text = clean_text(query.get("q", ""), multiline=False)
    if text:
        people = MentorPerson.objects.current().filter(
            Q(name__icontains=text) | Q(email__icontains=text)
        )
        by_name = named_like(
            text,
            "organisation__name",
            "organisation__official_name",
            "participation__unit__name",
            "participation__cohort__name_sv",
            "cohort__name_sv",
            "contact_name",
        )
        promises = promises.filter(by_name | Q(pk__in=people.values("promise")))
    return promises


def listed(promises: QuerySet) -> QuerySet:
    """In the order of names, with everything that a row needs."""
    return (
        promises.select_related(
            "organisation", "cohort", "participation__cohort", "participation__unit"
        )
        .prefetch_related(
            Prefetch(
                "people", MentorPerson.objects.current().order_by("pk"), to_attr="current_people"
            )
        )
        .order_by(swedish("organisation__name"), "promised_on", "pk")
    )


def rows_of(promises: Iterable[MentorPromise]) -> list[LedgerRow]:
    day = today()
    return [LedgerRow(promise, day) for promise in promises]


def export_rows(rows: Iterable[LedgerRow]) -> Iterator[list[Any]]:
    """The headings and a row a promise; several people share its cells."""
    yield [
        _("Organisation"),
        _("Unit"),
        _("Has gone through"),
        _("Promised"),
        _("Status"),
        _("For the round"),
        _("Asked, answer by"),
        _("Answered"),
        _("Groups"),
        _("Mentors"),
        _("E-mail"),
    ]
    for row in rows:
        promise, people = row.promise, row.people
        yield [
            row.name,
            row.unit,
            promise.participation.cohort.name,
            row.promised,
            row.state[1],
            promise.cohort.name if promise.cohort else "",
            promise.answer_by,
            promise.answered_at,
            promise.capacity,
            "; ".join(person.name for person in people),
            "; ".join(person.email for person in people),
        ]


@dataclass(frozen=True)
class TrailRow:
    at: datetime
    what: str
    who: str
    note: str


def trail_of(promise: MentorPromise) -> list[TrailRow]:
    """Newest first. An answer by the link is by whoever wrote their name; the clock has none."""
    entries = AuditEntry.objects.about(promise).select_related("actor").order_by("-at", "-pk")
    return [
        TrailRow(
            at=entry.at,
            what=str(ACTIONS.get(entry.action, entry.action.replace("_", " ").capitalize())),
            who=str(entry.actor or entry.details.get("answered_by", "")),
            note=entry.note,
        )
        for entry in entries
    ]
