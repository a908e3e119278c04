"""How rounds remind: read for the engine, changed by SKR."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from cohorts.enums import Phase
from cohorts.models import Cohort, RoundReminder
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.placeholders import refuse_unknown
from modellkonceptet.notifications.reminder_letters import PLACEHOLDERS
from modellkonceptet.notifications.reminder_rules import Policy, Round, Rule
from modellkonceptet.records.services import record_event

# A round that is being prepared may have asked its mentors already.
PHASES = frozenset(Phase) - {Phase.COMPLETED}
MOST_DAYS = 365
LADDER: Mapping[str, str] = {
    Role.STRATEGIST: "strategist_after",
    Role.SENIOR_MANAGER: "manager_after",
    Role.DESK: "desk_after",
}
_WRITTEN = ("is_on", "days", "audience", "hour", *LADDER.values(), "text_sv", "text_en")


def rounds_to_remind(day: date) -> list[Round]:
    """Rounds that are not completed on that day, with what they have set; two queries."""
    cohorts = [
        cohort
        for cohort in Cohort.objects.filter(is_historical=False)
        if cohort.phase(day) in PHASES
    ]
    return [as_round(cohort, settings) for cohort, settings in _with_settings(cohorts)]


def as_round(cohort: Cohort, settings: list[RoundReminder]) -> Round:
    return Round(
        pk=cohort.pk,
        name={"sv": cohort.name_sv, "en": cohort.name_en},
        sends=cohort.sends_reminders,
        policies={row.rule: policy_of(row) for row in settings},
    )


def policy_of(row: RoundReminder) -> Policy:
    ladder = [(role, getattr(row, field)) for role, field in LADDER.items()]
    return Policy(
        days=tuple(sorted(row.days)),
        audience=tuple(row.audience),
        ladder=tuple((str(role), days) for role, days in ladder if days is not None),
        hour=row.hour,
        is_on=row.is_on,
        text={"sv": row.text_sv, "en": row.text_en or row.text_sv},
    )


def _with_settings(cohorts: list[Cohort]) -> list[tuple[Cohort, list[RoundReminder]]]:
    rows: dict[int, list[RoundReminder]] = defaultdict(list)
    for row in RoundReminder.objects.filter(cohort__in=cohorts):
        rows[row.cohort_id].append(row)
    return [(cohort, rows[cohort.pk]) for cohort in cohorts]


# --- changed by SKR --------------------------------------------------------------
@transaction.atomic
def set_reminder(*, cohort: Cohort, rule: Rule, policy: Policy, actor: Any) -> None:
    """The round reminds by this rule as the policy says; what the rule says by itself is not kept
    as a setting of the round. Raises ValidationError by field."""
    _refuse_impossible(rule, policy)
    _lock(cohort)
    if is_as_the_rule_says(rule, policy):
        _remove(cohort, rule, actor)
        return
    row = RoundReminder.objects.filter(cohort=cohort, rule=rule.key).first()
    before = row and [getattr(row, field) for field in _WRITTEN]
    row = row or RoundReminder(cohort=cohort, rule=rule.key)
    _write(row, policy)
    if before == [getattr(row, field) for field in _WRITTEN]:
        return
    row.full_clean(exclude=["days", "audience"])
    row._history_user = actor  # type: ignore[attr-defined]
    row.save()
    record_event(about=cohort, action="set_reminder", actor=actor, rule=rule.key)


@transaction.atomic
def reset_reminder(*, cohort: Cohort, rule: Rule, actor: Any) -> None:
    """The rule's own settings hold again."""
    _lock(cohort)
    _remove(cohort, rule, actor)


@transaction.atomic
def switch_reminders(*, cohort: Cohort, on: bool, actor: Any) -> None:
    """Whether the round sends reminders at all; what is due still shows on people's pages."""
    locked = _lock(cohort)
    if locked.sends_reminders == on:
        return
    locked.sends_reminders = on
    locked._history_user = actor  # type: ignore[attr-defined]
    locked.save(update_fields=["sends_reminders"])
    record_event(about=cohort, action="switch_reminders", actor=actor, on=on)


def copy_settings(*, source: Cohort, cohort: Cohort, actor: Any) -> None:
    """A new round reminds as the one that it is a copy of."""
    rows = list(RoundReminder.objects.filter(cohort=source))
    for row in rows:
        row.pk, row.cohort = None, cohort  # type: ignore[assignment]
        row._state.adding = True
    bulk_create_with_history(rows, RoundReminder, default_user=actor)


def choosable(rule: Rule) -> list[str]:
    """The roles that can be reminded by a rule, in the order in which they are named."""
    known = {*rule.offered, *rule.policy.audience}
    return [role.value for role in Role if role in known]


def is_as_the_rule_says(rule: Rule, policy: Policy) -> bool:
    return _comparable(policy) == _comparable(rule.policy)


def _comparable(policy: Policy) -> tuple[Any, ...]:
    return (
        policy.is_on,
        sorted(policy.days),
        sorted(policy.audience),
        sorted(policy.ladder),
        policy.hour,
        policy.text.get("sv", ""),
        policy.text.get("en", ""),
    )


def _refuse_impossible(rule: Rule, policy: Policy) -> None:
    refused: dict[str, Any] = {}
    if len(set(policy.days)) < len(policy.days):
        refused["days_after"] = _("The same day stands both before and after. Write 0 only once.")
    if any(abs(days) > MOST_DAYS for days in policy.days):
        refused["days_before"] = _("Write days between 0 and 365.")
    if not policy.audience or not set(policy.audience) <= set(choosable(rule)):
        refused["audience"] = _("Choose at least one of those who can be reminded.")
    for role, days in policy.ladder:
        if role not in LADDER or not 1 <= days <= MOST_DAYS:
            refused[LADDER.get(role, "audience")] = _("Write a number of days from 1 to 365.")
    for language in ("sv", "en"):
        try:
            refuse_unknown(policy.text.get(language, ""), PLACEHOLDERS)
        except ValidationError as error:
            refused[f"text_{language}"] = error
    if refused:
        raise ValidationError(refused)


def _write(row: RoundReminder, policy: Policy) -> None:
    ladder = dict(policy.ladder)
    row.is_on, row.hour = policy.is_on, policy.hour
    row.days = sorted(policy.days)
    row.audience = [role.value for role in Role if role in policy.audience]
    for role, field in LADDER.items():
        setattr(row, field, ladder.get(role))
    row.text_sv, row.text_en = policy.text.get("sv", ""), policy.text.get("en", "")


def _remove(cohort: Cohort, rule: Rule, actor: Any) -> None:
    row = RoundReminder.objects.filter(cohort=cohort, rule=rule.key).first()
    if row is not None:
        row._history_user = actor  # type: ignore[attr-defined]
        row.delete()
        record_event(about=cohort, action="reset_reminder", actor=actor, rule=rule.key)


def _lock(cohort: Cohort) -> Cohort:
    """One change of a round's reminders at a time."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)
