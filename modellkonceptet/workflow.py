"""State as one declarative table, and the one mover that follows it.

A table lists what may happen to a thing: action, from which states, to which state, with which
permission. The same table drives buttons, the state diagram in docs/ and the tests.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

Guard = Callable[[Any], str | None]


@dataclass(frozen=True)
class Transition:
    """One row of a table. `guard` returns the reason why it is impossible now, or None."""

    action: str
    sources: frozenset[str]
    target: str
    permission: str
    guard: Guard | None = None


def table(*rows: Transition) -> dict[str, Transition]:
    """The rows by action; an action stands once."""
    by_action = {row.action: row for row in rows}
    if len(by_action) != len(rows):
        raise ValueError("an action stands twice in a transition table")
    return by_action


class Workflow:
    """A table tied to a model's state field and to the model that keeps the audit trail."""

    def __init__(
        self,
        transitions: dict[str, Transition],
        *,
        audit: type[models.Model],
        field: str = "status",
    ) -> None:
        self.transitions = transitions
        self.audit = audit
        self.field = field

    def available(self, instance: Any, user: Any) -> list[str]:
        """The actions that `user` may take on `instance` now, in the table's order."""
        return [
            row.action
            for row in self.transitions.values()
            if self._refusal(instance, row) is None and user.has_perm(row.permission, instance)
        ]

    def move(
        self,
        instance: Any,
        action: str,
        *,
        actor: Any,
        note: str = "",
        details: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Any:
        """Lock the row, check the table, write the change and an audit entry; return the row.

        `actor` None is the system itself (a scheduled task). `changes` are companion fields
        written together with the state. Raises ValidationError when the state does not allow
        it, PermissionDenied when the actor may not.
        """
        row = self.transitions[action]
        with transaction.atomic():
            locked = type(instance)._default_manager.select_for_update().get(pk=instance.pk)
            if reason := self._refusal(locked, row):
                raise ValidationError(reason, code="wrong_state")
            if actor is not None and not actor.has_perm(row.permission, locked):
                raise PermissionDenied
            source = getattr(locked, self.field)
            setattr(locked, self.field, row.target)
            for name, value in changes.items():
                setattr(locked, name, value)
            locked.save(update_fields=[self.field, *changes])
            self.audit._default_manager.create(
                subject_type=locked._meta.label_lower,
                subject_id=locked.pk,
                action=action,
                source=source,
                target=row.target,
                actor=actor,
                note=note,
                details=details or {},
            )
        for name in (self.field, *changes):
            setattr(instance, name, getattr(locked, name))
        return locked

    def _refusal(self, instance: Any, row: Transition) -> str | None:
        if getattr(instance, self.field) not in row.sources:
            return _("This has already been handled. Reload the page to see how it stands now.")
        return row.guard(instance) if row.guard else None


def diagram(transitions: Iterable[Transition], *, initial: str) -> str:
    """The table as a Mermaid state diagram, for docs/."""
    lines = ["stateDiagram-v2", f"    [*] --> {initial}"]
    for row in transitions:
        lines += [f"    {source} --> {row.target}: {row.action}" for source in sorted(row.sources)]
    return "\n".join(lines) + "\n"
