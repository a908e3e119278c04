"""One round's mentors: who has said yes, whether they are enough, and whom to ask next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Completion, ParticipationStatus, PromiseStatus
from cohorts.ledger_page import LedgerRow, listed, promised_when, rows_of
from cohorts.models import Cohort, Group, MentorPromise, Mentorship, Participation
from cohorts.querysets import swedish
from cohorts.titles import first_day
from modellkonceptet.civil_dates import today

LARGEST, SMALLEST = 3, 2  # participants in a group
SHOWN_FIRST = 8
SAID_YES = (PromiseStatus.ACCEPTED, PromiseStatus.SERVING)
CAN_BE_ASKED = (PromiseStatus.PROMISED, PromiseStatus.DECLINED)


@dataclass(frozen=True)
class Need:
    """How many groups want a mentor: those published, or what the participants make.

    `least` groups of three and `most` groups of two; `capacity` is how many groups those who
    have said yes can take together.
    """

    participants: int
    published: int
    mentors: int
    capacity: int

    @property
    def least(self) -> int:
        return self.published or -(-self.participants // LARGEST)

    @property
    def most(self) -> int:
        return self.published or self.participants // SMALLEST

    @property
    def lacking(self) -> int:
        """Groups without a mentor even where the participants make as few as they can."""
        return max(0, self.least - self.capacity)

    @property
    def headline(self) -> str:
        if self.participants < SMALLEST:
            return _("No group needs a mentor yet")
        if not self.mentors:
            return ngettext(
                "Nobody has said yes yet, and at least %(n)d group needs a mentor",
                "Nobody has said yes yet, and at least %(n)d groups need a mentor",
                self.least,
            ) % {"n": self.least}
        if self.lacking:
            return ngettext(
                "The mentors are enough for %(have)d of at least %(n)d group",
                "The mentors are enough for %(have)d of at least %(n)d groups",
                self.least,
            ) % {"have": self.capacity, "n": self.least}
        if self.capacity < self.most:
            return ngettext(
                "The mentors are enough for %(n)d group",
                "The mentors are enough for %(n)d groups",
                self.capacity,
            ) % {"n": self.capacity}
        return _("The mentors are enough for every group")

    @property
    def sum(self) -> str:
        """The figures behind the headline."""
        taking_part = ngettext(
            "%(n)d organisation takes part", "%(n)d organisations take part", self.participants
        ) % {"n": self.participants}
        if self.participants < SMALLEST:
            return _("%(participants)s. A group is two or three.") % {"participants": taking_part}
        if self.published:
            groups = ngettext(
                "%(n)d group is published", "%(n)d groups are published", self.published
            ) % {"n": self.published}
        elif self.least == self.most:
            groups = ngettext("which makes %(n)d group", "which makes %(n)d groups", self.least) % {
                "n": self.least
            }
        else:
            groups = _("which makes %(least)d to %(most)d groups") % {
                "least": self.least,
                "most": self.most,
            }
        mentors = ngettext(
            "%(n)d mentor has said yes", "%(n)d mentors have said yes", self.mentors
        ) % {"n": self.mentors}
        room = ngettext(
            "with room for %(n)d group", "with room for %(n)d groups", self.capacity
        ) % {"n": self.capacity}
        said = f"{mentors}, {room}" if self.mentors else _("No mentor has said yes")
        return f"{taking_part}, {groups}. {said}."


@dataclass(frozen=True)
class Suggestion:
    """Somebody to ask, with why it stands where it does and what to know before."""

    row: LedgerRow
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class RoundMentors:
    need: Need
    said_yes: list[LedgerRow]
    asked: list[LedgerRow]
    said_no: list[LedgerRow]
    suggestions: list[Suggestion]

    @property
    def first(self) -> list[Suggestion]:
        """Those whom the page shows at once."""
        return self.suggestions[:SHOWN_FIRST]

    @property
    def rest(self) -> list[Suggestion]:
        return self.suggestions[SHOWN_FIRST:]


def mentors_of_round(cohort: Cohort) -> RoundMentors:
    """Everything in a constant number of queries."""
    rows = rows_of(listed(MentorPromise.objects.filter(cohort=cohort)))
    by_status: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_status[row.promise.status].append(row)
    said_yes = [row for status in SAID_YES[::-1] for row in by_status[status]]
    taking_part = set(
        Participation.objects.filter(cohort=cohort)
        .exclude(status=ParticipationStatus.WITHDRAWN)
        .values_list("organisation", flat=True)
    )
    need = Need(
        participants=Participation.objects.active().filter(cohort=cohort).count(),
        published=Group.objects.standing().filter(cohort=cohort).count(),
        mentors=len(said_yes),
        capacity=sum(row.promise.capacity for row in said_yes),
    )
    said_no = by_status[PromiseStatus.DECLINED]
    settled = {row.promise.organisation_id for row in rows}
    return RoundMentors(
        need=need,
        said_yes=said_yes,
        asked=sorted(
            by_status[PromiseStatus.ASKED], key=lambda row: row.promise.answer_by or date.max
        ),
        said_no=said_no,
        suggestions=suggest(cohort, but=taking_part | settled),
    )


def suggest(cohort: Cohort, *, but: Iterable[int] = ()) -> list[Suggestion]:
    """Whom to ask: the oldest open promises first, and those with recent duty last.

    Nobody among `but` (organisations), and one row for each organisation: its oldest promise.
    """
    left_out = set(but)
    begins = first_day(cohort)
    found: dict[int, LedgerRow] = {}
    promises = listed(MentorPromise.objects.filter(status__in=CAN_BE_ASKED))
    for row in sorted(rows_of(promises), key=lambda row: _age(row.promise)):
        own = row.promise.participation.cohort
        if row.promise.organisation_id not in left_out and first_day(own) < begins:
            found.setdefault(row.promise.organisation_id, row)
    duties = _latest_duties(found)
    elsewhere = _elsewhere(found, cohort)
    ranked = sorted(
        found.values(),
        key=lambda row: (
            first_day(duties[row.promise.organisation_id])
            if row.promise.organisation_id in duties
            else date.min,
            _age(row.promise),
        ),
    )
    return [
        Suggestion(
            row,
            _reasons(row.promise, duties.get(row.promise.organisation_id)),
            tuple(elsewhere[row.promise.organisation_id]),
        )
        for row in ranked
    ]


def other_duties(promise: MentorPromise, cohort: Cohort) -> list[str]:
    """What the organisation does in other rounds at the same time: to know, not to refuse."""
    return _elsewhere([promise.organisation_id], cohort)[promise.organisation_id]


def _age(promise: MentorPromise) -> tuple[date, date]:
    """The oldest promise first; where its day is not known, its round's beginning counts."""
    began = first_day(promise.participation.cohort)
    return promise.promised_on or began, began


def _reasons(promise: MentorPromise, duty: Cohort | None) -> tuple[str, ...]:
    own, when = promise.participation.cohort.name, promised_when(promise)
    words = [
        _("Promised %(when)s, after %(round)s") % {"when": when, "round": own}
        if when
        else _("Promised after %(round)s") % {"round": own}
    ]
    if duty:
        words.append(_("Mentor latest in %(round)s") % {"round": duty.name})
    if promise.status == PromiseStatus.DECLINED and promise.cohort:
        words.append(
            _("Said no to %(round)s: %(reason)s")
            % {"round": promise.cohort.name, "reason": promise.reason}
        )
    if promise.participation.completion == Completion.UNKNOWN:
        words.append(_("Not known whether it went through the whole round"))
    return tuple(words)


def _latest_duties(organisations: Iterable[int]) -> dict[int, Cohort]:
    """The latest round that each has mentored in, in one query."""
    latest: dict[int, Cohort] = {}
    served = Mentorship.objects.filter(organisation__in=list(organisations))
    for mentorship in served.select_related("cohort"):
        known = latest.get(mentorship.organisation_id)
        if known is None or first_day(mentorship.cohort) > first_day(known):
            latest[mentorship.organisation_id] = mentorship.cohort
    return latest


def _elsewhere(organisations: Iterable[int], cohort: Cohort) -> dict[int, list[str]]:
    """Other rounds that they take part or mentor in now, in two queries."""
    of_these = list(organisations)
    words: dict[int, list[str]] = defaultdict(list)
    beside = Participation.objects.beside(cohort).filter(organisation__in=of_these)
    for one in beside.select_related("cohort").order_by("pk"):
        words[one.organisation_id].append(
            _("Takes part in %(round)s at the same time") % {"round": one.cohort.name}
        )
    busy = (
        MentorPromise.objects.filter(organisation__in=of_these, status__in=SAID_YES)
        .exclude(cohort=cohort)
        .select_related("cohort")
        .order_by(swedish("organisation__name"), "pk")
    )
    for promise in busy:
        if promise.cohort and promise.cohort.phase(today()) != "completed":
            words[promise.organisation_id].append(
                _("Mentors in %(round)s at the same time") % {"round": promise.cohort.name}
            )
    return words
