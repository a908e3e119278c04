"""How a round reminds, in words: its rules, and one of them as a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cohorts.models import Cohort, RoundReminder
from cohorts.services.reminder_settings import as_round, is_as_the_rule_says, policy_of
from modellkonceptet.civil_dates import today
from modellkonceptet.enumerating import joined
from modellkonceptet.notifications.enums import REFUSABLE, Role, Topic
from modellkonceptet.notifications.reminder_letters import (
    reminder_letter,
)
from modellkonceptet.notifications.reminder_plan import (
    Letter,
    Line,
    people_for,
    send_day,
)
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Found,
    Policy,
    Recipient,
    Round,
    Rule,
    find_due,
    registered,
)

EXAMPLE_STEP = -7
LANGUAGES = ("sv", "en")


# --- a round's rules ---------------------------------------------------------------
@dataclass(frozen=True)
class RuleRow:
    """One rule as the round has it, on one line."""

    rule: Rule
    policy: Policy

    @property
    def when(self) -> str:
        return when_in_words(self.policy)

    @property
    def who(self) -> str:
        return joined(_role(role) for role in self.policy.audience)

    @property
    def ladder(self) -> str:
        return ladder_in_words(self.policy)

    @property
    def own(self) -> "RuleRow":
        """As the rule says by itself."""
        return RuleRow(self.rule, self.rule.policy)

    @property
    def alone(self) -> str:
        """From when a reminder goes in a mail of its own; "" where it never does."""
        since = self.rule.alone_from
        if since is None:
            return ""
        if since > 0:
            words = ngettext(
                "From %(n)d day after, it goes in a mail of its own.",
                "From %(n)d days after, it goes in a mail of its own.",
                since,
            )
        elif since < 0:
            words = ngettext(
                "From %(n)d day before, it goes in a mail of its own.",
                "From %(n)d days before, it goes in a mail of its own.",
                -since,
            )
        else:
            return _("From the day itself, it goes in a mail of its own.")
        return words % {"n": abs(since)}

    @property
    def may_be_refused(self) -> bool:
        return self.rule.topic in REFUSABLE

    @property
    def has_text(self) -> bool:
        return any(self.policy.text.values())

    @property
    def is_changed(self) -> bool:
        return not is_as_the_rule_says(self.rule, self.policy)


@dataclass(frozen=True)
class TopicRules:
    topic: Topic
    rows: Sequence[RuleRow]

    @property
    def may_be_refused(self) -> bool:
        return self.topic in REFUSABLE


def rules_of(cohort: Cohort, user: Any) -> list[TopicRules]:
    """Every rule, by topic; one query."""
    rows = {row.rule: row for row in _settings(cohort, user)}
    listed = [RuleRow(rule, own_policy(rule, rows.get(rule.key))) for rule in registered()]
    return [
        TopicRules(topic, list(some)) for topic, some in groupby(listed, lambda row: row.rule.topic)
    ]


def rule_of(cohort: Cohort, rule: Rule, user: Any) -> RuleRow:
    return RuleRow(rule, own_policy(rule, _settings(cohort, user).filter(rule=rule.key).first()))


def own_policy(rule: Rule, row: RoundReminder | None) -> Policy:
    """The policy with the texts as they were written, each language for itself."""
    if row is None:
        return rule.policy
    return replace(policy_of(row), text={"sv": row.text_sv, "en": row.text_en})


def when_in_words(policy: Policy) -> str:
    """ "14, 7 och 2 dagar före, klockan 7" """
    before = [-days for days in policy.days if days < 0]
    after = [days for days in policy.days if days > 0]
    parts = []
    if before:
        words = ngettext("%(days)s day before", "%(days)s days before", before[-1])
        parts.append(words % {"days": joined(map(str, before))})
    if 0 in policy.days:
        parts.append(_("on the day itself"))
    if after:
        words = ngettext("%(days)s day after", "%(days)s days after", after[-1])
        parts.append(words % {"days": joined(map(str, after))})
    if not parts:
        return _("no day chosen")
    return _("%(days)s, from %(hour)d o’clock") % {"days": ", ".join(parts), "hour": policy.hour}


def ladder_in_words(policy: Policy) -> str:
    """ "efter 7 dagar hög chef, efter 14 dagar SKR" """
    steps = sorted(policy.ladder, key=lambda step: step[1])
    return ", ".join(
        ngettext("after %(n)d day %(who)s", "after %(n)d days %(who)s", days)
        % {"n": days, "who": _("SKR") if role == Role.DESK else _role(role)}
        for role, days in steps
    )


def _role(role: str) -> str:
    """The role's name inside a sentence."""
    name = str(Role(role).label)
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _settings(cohort: Cohort, user: Any) -> Any:
    return RoundReminder.objects.visible_to(user).filter(cohort=cohort)


# --- one rule as a mail ------------------------------------------------------------
@dataclass(frozen=True)
class Preview:
    """The mail of an example in one language."""

    language: str
    subject: str
    text: str
    when: str


def previews(cohort: Cohort, row: RuleRow, texts: Mapping[str, str], user: Any) -> list[Preview]:
    """How a reminder by the rule reads with these texts, in both languages: of something that is
    not done in the round, or of a made-up example."""
    one = as_round(cohort, [])
    swedish = texts.get("sv", "")
    policy = replace(row.policy, text={"sv": swedish, "en": texts.get("en", "") or swedish})
    found = find_due([one], today(), reader=user, rules=[row.rule])
    due = found[0].due if found else _made_up(cohort, row.rule)
    first = next((days for days, _roles, is_above in policy.steps() if not is_above), EXAMPLE_STEP)
    return [_preview(language, one, Found(row.rule, policy, due), first) for language in LANGUAGES]


def _preview(language: str, one: Round, found: Found, step: int) -> Preview:
    with override(language):
        people = people_for(found.due, found.policy.audience)
        person = people[0] if people else Recipient("", "Anna Berg")
        letter = Letter(person, (Line(found, step, person),), is_alone=False)
        day = send_day(found.due.due_on, step)
        mail = reminder_letter(letter, day=day, rounds={one.pk: one}, wishes_path="")
    item = mail.items[0]
    return Preview(language, mail.subject, item.text, item.when)


def _made_up(cohort: Cohort, rule: Rule) -> Due:
    return Due(
        subject="example",
        round_id=cohort.pk,
        due_on=today() + timedelta(weeks=2),
        since=today(),
        what=lambda: str(rule.name),
        path="/",
        whose="Exempelkommun",
    )
