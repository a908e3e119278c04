"""The registry of rules with a test's own rules in it, and put back afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from modellkonceptet.notifications import reminder_rules
from modellkonceptet.notifications.reminder_rules import Round, Rule


@contextmanager
def only(*rules: Rule, rounds: Sequence[Round] | None = None) -> Iterator[None]:
    """These rules alone; with `rounds` also these rounds alone, on any day."""
    kept, source = dict(reminder_rules._rules), list(reminder_rules._rounds)
    reminder_rules._rules.clear()
    try:
        reminder_rules.register(*rules)
        if rounds is not None:
            reminder_rules.take_rounds_from(lambda day: rounds)
        yield
    finally:
        reminder_rules._rules.clear()
        reminder_rules._rules.update(kept)
        reminder_rules._rounds[:] = source
