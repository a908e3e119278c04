"""How an organisation writes the reference on its invoices, as a pattern that cannot run away.

Python's regular expressions have no time limit: "(a+)+$" takes years over sixty letters. A
pattern is thus used only if it repeats few things, and nothing that is itself a group.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_REPEATS = 3

_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ESCAPED = re.compile(r"\\.")
_REPEATED_GROUP = re.compile(r"\)\s*(?:[*+]|\{)")
# A fixed number of times, as in [0-9]{6}, offers no choice and costs nothing.
_REPEAT = re.compile(r"(?<!\()[*+?]|\{\d*,\d*\}")
_LOOKS_BACK = re.compile(r"\\[1-9]|\(\?(?!:)")


def refuse_slow_pattern(pattern: str) -> None:
    """Raise ValidationError where the pattern is wrong, or could take for ever."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValidationError(
            _("The pattern is not a regular expression: %(reason)s."),
            params={"reason": error},
            code="pattern",
        ) from error
    bare = _ESCAPED.sub("x", _SET.sub("x", pattern))
    if (
        _LOOKS_BACK.search(pattern)
        or _REPEATED_GROUP.search(bare)
        or len(_REPEAT.findall(bare)) > MOST_REPEATS
    ):
        raise ValidationError(
            _(
                "The pattern could take too long to try. Repeat at most three parts, and no part"
                " in brackets; write [0-9]{6} for six digits."
            ),
            code="pattern",
        )


def fits(pattern: str, reference: str) -> bool:
    """Whether the reference is written as the pattern says; a pattern that is unfit says yes."""
    if not pattern:
        return True
    try:
        refuse_slow_pattern(pattern)
    except ValidationError:
        return True
    return re.fullmatch(pattern, reference, re.DOTALL) is not None
