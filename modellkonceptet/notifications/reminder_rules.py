"""What can be reminded of: rules that the apps register, what they find, and a round's settings.

Each app's `reminders.py` registers its rules when Django starts. A rule says what is due (`find`);
who is told, and how many days before or after, is the round's policy. Page and mail read the same
rules, so that they never disagree. Nothing here reads the database; `find` does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse

from modellkonceptet.notifications.enums import Role, Topic

Lazy = Any  # a text that is translated when it is shown


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person by their address; the account, where there is one, gives address and language."""

    email: str
    name: str
    language: str = "sv"
    user_id: int | None = None

    @property
    def key(self) -> str:
        return self.email.lower()


def nobody(role: str) -> tuple[Recipient, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a person should do by a day; a rule finds it as long as it is not done.

    `subject` is stable ("condition-12"). `what` says it in the active language as a request of
    one line without a full stop ("Svara på inbjudan till Uppstart"). `since` is the day it arose:
    steps that lay before are not made up for. After `until` nobody is reminded any more and it is
    no longer late, as of an application when the round has closed. `whose` is the organisation.
    `who` gives the people of a role; `responsible` those it rests on. `desk_path` is where SKR's
    people follow it, who can't open the page of those who do it.
    """

    subject: str
    round_id: int
    due_on: date
    since: date
    what: Callable[[], str]
    path: str
    responsible: tuple[Recipient, ...] = ()
    who: Callable[[str], tuple[Recipient, ...]] = nobody
    until: date | None = None
    whose: str = ""
    desk_path: str = ""

    def people(self, role: str) -> tuple[Recipient, ...]:
        return self.responsible if role == Role.RESPONSIBLE else self.who(role)

    def path_for(self, person: Recipient) -> str:
        """The page on which that person sees to it."""
        desk = self.people(Role.DESK) if self.desk_path else ()
        return self.desk_path if any(one.key == person.key for one in desk) else self.path


@dataclass(frozen=True)
class Policy:
    """How a round reminds by one rule.

    `days` are counted from the due day, negative before it, in rising order. `ladder` says who
    else is told so many days after it. `hour` is Swedish time; `text` by language replaces the
    rule's sentence, "" keeps it.
    """

    days: tuple[int, ...]
    audience: tuple[str, ...] = (Role.RESPONSIBLE,)
    ladder: tuple[tuple[str, int], ...] = ()
    hour: int = 7
    is_on: bool = True
    text: Mapping[str, str] = field(default_factory=dict)

    def steps(self) -> list[tuple[int, tuple[str, ...], bool]]:
        """(days, roles, whether it is told to somebody above), in order of days."""
        steps = [(days, self.audience, False) for days in self.days]
        steps += [(days, (role,), True) for role, days in self.ladder]
        return sorted(steps, key=lambda step: step[0])


@dataclass
class Looking:
    """For which day and rounds a rule looks, and who reads.

    `rounds` are those in which the rule is on, `all_rounds` all that are looked at. With `reader`
    (a page), rows are narrowed to what that person may see; without (the clock), nothing is
    hidden. `memo` keeps what several rules need, read once.
    """

    day: date
    rounds: Sequence[int]
    all_rounds: Sequence[int]
    reader: Any = None
    memo: dict[Any, Any] = field(default_factory=dict)

    def seen(self, queryset: Any) -> Any:
        return queryset if self.reader is None else queryset.visible_to(self.reader)


@dataclass(frozen=True)
class Rule:
    """One kind of thing that falls due.

    `find` yields what is not done, with a due day, of the rounds looked at; however many people
    there are, by a fixed number of queries. `late_matters` is False for what is never
    late, as an application that can't be sent in any more, or an event (`is_event`), which is on
    its day and not due by it. From step `alone_from` on a reminder goes in a mail
    of its own instead of the day's summary.
    """

    key: str
    topic: Topic
    name: Lazy
    policy: Policy
    find: Callable[[Looking], Iterable[Due]]
    offered: tuple[str, ...] = ()
    alone_from: int | None = None
    late_matters: bool = True
    is_event: bool = False


@dataclass(frozen=True)
class Round:
    """A round as reminders know it. `sends` is its switch; `policies` what it has set itself."""

    pk: int
    name: Mapping[str, str]
    sends: bool = True
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def policy(self, rule: Rule) -> Policy:
        return self.policies.get(rule.key, rule.policy)


@dataclass(frozen=True, slots=True)
class Found:
    """A due thing with the rule that found it and the policy of its round."""

    rule: Rule
    policy: Policy
    due: Due

    @property
    def key(self) -> tuple[str, str, date]:
        return self.rule.key, self.due.subject, self.due.due_on

    def is_over(self, day: date) -> bool:
        """Whether nobody does it any more; an event is over when its day has passed."""
        last = self.due.until
        if last is None and not self.rule.late_matters:
            last = self.due.due_on
        return last is not None and day > last

    def is_late(self, day: date) -> bool:
        return self.rule.late_matters and self.due.due_on < day and not self.is_over(day)


def address(page: str, *parts: object) -> str:
    """`reverse` for tens of thousands of rows: the URL table is asked once for each page."""
    return _pattern(page, len(parts)).format(*parts)


@cache
def _pattern(page: str, count: int) -> str:
    found = reverse(page, args=[_PLACE + n for n in range(count)])
    for n in range(count):
        found = found.replace(str(_PLACE + n), "{}")
    return found


_PLACE = 7_000_000_001  # stands for a number or a secret
_rules: dict[str, Rule] = {}
_rounds: list[Callable[[date], Sequence[Round]]] = []


def register(*rules: Rule) -> None:
    """Add rules; an app does so once, when its `reminders` module is read."""
    for rule in rules:
        if rule.key in _rules:
            raise ValueError(f"The rule {rule.key} is registered already.")
        _rules[rule.key] = rule


def registered() -> list[Rule]:
    """All rules, in the order of their topics and keys."""
    order = list(Topic)
    return sorted(_rules.values(), key=lambda rule: (order.index(rule.topic), rule.key))


def take_rounds_from(source: Callable[[date], Sequence[Round]]) -> None:
    """Who knows the rounds that are prepared, open or running on a day."""
    _rounds[:] = [source]


def rounds_on(day: date) -> Sequence[Round]:
    return _rounds[0](day) if _rounds else ()


def find_due(
    rounds: Iterable[Round],
    day: date,
    *,
    reader: Any = None,
    rules: Iterable[Rule] | None = None,
) -> list[Found]:
    """Everything that is not done in those rounds, of rules that are on there.

    The queries depend on the rules alone, never on how many people or organisations there are.
    """
    by_number = {each.pk: each for each in rounds}
    memo: dict[Any, Any] = {}
    found = []
    for rule in registered() if rules is None else rules:
        policies = {pk: each.policy(rule) for pk, each in by_number.items()}
        looked_at = [pk for pk, policy in policies.items() if policy.is_on]
        if looked_at:
            looking = Looking(day, looked_at, list(by_number), reader=reader, memo=memo)
            found += [Found(rule, policies[due.round_id], due) for due in rule.find(looking)]
    return found


ONE_DAY = timedelta(days=1)
