"""Two rounds beside the open one: in one the groups stand, in the other they are being made.

Both are made through the product's own services. The organisations are real, that they take part
is made up; the mentors are those whom the ledger of earlier rounds has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.formats import date_format

from cohorts.enums import Function, PromiseStatus
from cohorts.models import (
    Cohort,
    Group,
    GroupBoard,
    MentorPromise,
    Organisation,
    Participation,
    Programme,
)
from cohorts.services.boards import change_board, open_board
from cohorts.services.group_publishing import publish_groups
from cohorts.services.mentor_answers import Answer, MentorContact, record_answer
from cohorts.services.participations import Wishes, enrol
from cohorts.services.promises import renew_promise
from cohorts.services.rounds import RoundDates, create_cohort_from_programmes
from cohorts.services.teams import TeamSeat
from cohorts.timeline import add_months
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from reporting.demo.open_round import working_day

RUNNING, BEING_GROUPED = "pagaende-omgang", "omgang-som-grupperas"
PUBLISHED_DAYS_AGO = 75
TEAM = (
    (Function.POLITICIAN, "Politiker", "Kommunalråd", "politiker"),
    (Function.SENIOR_MANAGER, "Hög chef", "Kommundirektör", "chef"),
    (Function.KEY_PERSON, "Nyckelperson", "Utvecklingsstrateg", "nyckelperson"),
)
LUND = "1281"
# The demo's own people, who have accounts.
LUND_TEAM = (
    TeamSeat(Function.POLITICIAN, "Politiker, Lunds kommun", "", "politiker.lund@lund.example"),
    TeamSeat(Function.SENIOR_MANAGER, "Hög chef, Lunds kommun", "", "chef.lund@lund.example"),
    TeamSeat(Function.KEY_PERSON, "Strateg, Lunds kommun", "", "strateg.lund@lund.example"),
)
VARMLAND = "17"
_ASCII = str.maketrans("åäöé ", "aaoe-")


@dataclass(frozen=True)
class Joiner:
    """Takes part. `partners` are the municipal codes of those it wished for."""

    code: str
    focus: tuple[str, ...]
    theme: str = ""
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoMentor:
    code: str
    capacity: int = 1
    kind: str = "municipality"


GROUPED = (
    (
        DemoMentor(VARMLAND, kind="region"),
        (
            Joiner(LUND, ("steering", "school"), "Likvärdig service", ("1286",)),
            Joiner("1286", ("school",), "", (LUND,)),
            Joiner("1082", ("school", "culture")),
        ),
    ),
    (DemoMentor("1982"), (Joiner("2184", ("social",)), Joiner("2062", ("social", "elderly")))),
)
TO_BE_GROUPED = (
    Joiner("2080", ("school", "steering"), "", ("2081",)),
    Joiner("2081", ("school",), "", ("2080",)),
    Joiner("2180", ("social", "work")),
    Joiner("2281", ("elderly",), "Välfärdsteknik", ("2380",)),
    Joiner("2380", ("elderly", "social"), "Välfärdsteknik"),
    Joiner("1293", ("planning",), "Trygga resor", ("0780",)),
    Joiner("0780", ("planning", "culture"), "Trygga resor", ("1293",)),
    Joiner("1488", ("work",), "", ("1485",)),
    Joiner("1485", ("work", "school"), "", ("1488",)),
    Joiner("0480", ("steering",)),
    Joiner("0583", ("steering", "culture")),
    Joiner("1383", ("culture",), "Fritid på lika villkor"),
)
MENTORS = (
    DemoMentor("1380", 2),
    DemoMentor("0580"),
    DemoMentor("1080"),
    DemoMentor("2482"),
    DemoMentor("1980"),
)


def ensure_group_rounds(*, today: date, people: Mapping[str, User]) -> int:
    """Make the two rounds if they are not there; say how many were made."""
    lead = people["projektledare@skr.example"]
    made = 0
    if not Cohort.objects.filter(slug=RUNNING).exists():
        _running(today, lead)
        made += 1
    if not Cohort.objects.filter(slug=BEING_GROUPED).exists():
        _being_grouped(today, lead)
        made += 1
    return made


def _running(today: date, lead: User) -> None:
    """Began two months ago; its groups were published before that."""
    cohort = _cohort(RUNNING, starts_on=working_day(today - timedelta(days=60)), actor=lead)
    joiners = [joiner for _mentor, members in GROUPED for joiner in members]
    joined = _join(cohort, joiners, actor=lead)
    open_board(cohort=cohort, actor=lead)
    for number, (mentor, members) in enumerate(GROUPED, start=1):
        promise = _promise(mentor, cohort, actor=lead)
        _change(cohort, "add_card", lead)
        key = f"g{number}"
        for joiner in members:
            _change(cohort, "place", lead, member=joined[joiner.code].pk, card=key)
        _change(cohort, "seat_mentor", lead, mentor=promise.organisation_id, card=key)
    publish_groups(cohort=cohort, seen=_seen(cohort), actor=lead)
    _move_back(cohort, today - timedelta(days=PUBLISHED_DAYS_AGO))


def _being_grouped(today: date, lead: User) -> None:
    """Decided a fortnight ago, begins in six weeks; nothing is on the board yet."""
    cohort = _cohort(BEING_GROUPED, starts_on=working_day(today + timedelta(weeks=6)), actor=lead)
    _join(cohort, TO_BE_GROUPED, actor=lead)
    for mentor in MENTORS:
        _promise(mentor, cohort, actor=lead)


def _cohort(slug: str, *, starts_on: date, actor: User) -> Cohort:
    years = f"{starts_on.year}–{add_months(starts_on, 20).year}"
    closes_on = starts_on - timedelta(weeks=13)
    return create_cohort_from_programmes(
        programmes=list(Programme.objects.order_by("slug")),
        slug=slug,
        name_sv=f"Modellkommuner och Modellregioner {years}, start {_month(starts_on)}",
        name_en=f"Modellkommuner and Modellregioner {years}, start {starts_on:%Y-%m}",
        dates=RoundDates(
            announced_on=closes_on - timedelta(weeks=7),
            opens_on=closes_on - timedelta(weeks=6),
            closes_on=closes_on,
            decision_on=working_day(closes_on + timedelta(weeks=5)),
            starts_on=starts_on,
            invoicing_year=starts_on.year,
        ),
        actor=actor,
        contact_name="Projektledaren för Modellkonceptet",
        contact_email="projektledare@skr.example",
    )


def _month(day: date) -> str:
    return date_format(day, "F Y")


def _join(
    cohort: Cohort, joiners: tuple[Joiner, ...] | list[Joiner], *, actor: User
) -> dict[str, Participation]:
    """Those who take part, by their code, each with a team of roles."""
    municipalities = Organisation.objects.filter(kind="municipality")
    by_code = {organisation.code: organisation for organisation in municipalities}
    return {
        joiner.code: enrol(
            cohort=cohort,
            organisation=by_code[joiner.code],
            unit=None,
            operation="",
            admission_number=f"MK-{cohort.starts_on:%y%m}{number:02d}/1",
            team=LUND_TEAM if joiner.code == LUND else _team(by_code[joiner.code]),
            wishes=Wishes(
                focus_areas=joiner.focus,
                theme=joiner.theme,
                partners=tuple(by_code[code] for code in joiner.partners),
            ),
            actor=actor,
        )
        for number, joiner in enumerate(joiners, start=1)
    }


def _team(organisation: Organisation) -> list[TeamSeat]:
    domain = f"{organisation.name.lower().translate(_ASCII)}.example"
    return [
        TeamSeat(function, f"{name}, {organisation}", title, f"{mailbox}@{domain}", "010-000 00 00")
        for function, name, title, mailbox in TEAM
    ]


def _promise(mentor: DemoMentor, cohort: Cohort, *, actor: User) -> MentorPromise:
    """The organisation's promise from an earlier round, answered with a yes for this one."""
    of_it = MentorPromise.objects.filter(
        organisation__kind=mentor.kind, organisation__code=mentor.code
    )
    promise = of_it.filter(status=PromiseStatus.PROMISED).first()
    if promise is None:
        done = of_it.filter(status=PromiseStatus.DONE).latest("pk")
        promise = renew_promise(promise=done, actor=actor)
    organisation = promise.organisation
    name = organisation.name.removeprefix("Region ").lower().translate(_ASCII)
    person = MentorContact(
        f"Mentor, {organisation}", "Strateg", f"mentor.{name}@{name}.example", "010-000 00 00"
    )
    answer = Answer(True, (person,), mentor.capacity, answered_by=person.name)
    return record_answer(promise=promise, cohort=cohort, answer=answer, actor=actor)


def _change(cohort: Cohort, action: str, actor: User, **parameters: Any) -> None:
    change_board(cohort=cohort, seen=_seen(cohort), action=action, actor=actor, **parameters)


def _seen(cohort: Cohort) -> int:
    return GroupBoard.objects.get(cohort=cohort).current


def _move_back(cohort: Cohort, day: date) -> None:
    """As if the groups had been published then, and their mails had left."""
    moment = datetime.combine(day, time(10), tzinfo=STOCKHOLM)
    Group.objects.filter(cohort=cohort).update(published_at=moment)
    Message.objects.filter(kind="groups_published", about_id=cohort.pk).update(
        status=MessageStatus.SENT, created_at=moment, sent_at=moment
    )
    AuditEntry.objects.about(cohort).filter(action="publish_groups").update(at=moment)
