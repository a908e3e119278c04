"""An aim in its four parts, and as one sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# What stands where a part is still to be written.
GAP = "…"
PARTS = ("aim_by", "aim_what", "aim_amount", "aim_group")


@dataclass(frozen=True)
class Aim:
    """By when, what, how much and for whom; each may be missing while the work is an idea."""

    by: date | None
    what: str
    amount: str
    group: str

    @property
    def missing(self) -> list[str]:
        """The names of the fields that are still empty, in the order of the sentence."""
        values = (self.by, self.what, self.amount, self.group)
        return [name for name, value in zip(PARTS, values, strict=True) if not value]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def is_begun(self) -> bool:
        return len(self.missing) < len(PARTS)

    @property
    def day(self) -> str:
        """The year is always said: an aim is read for years."""
        return date_format(self.by, "j F Y") if self.by else GAP

    @property
    def sentence(self) -> str:
        """As plain text, with a mark where a part is missing."""
        return _("By %(day)s, %(what)s %(amount)s for %(group)s.") % self._words

    @property
    def marked(self) -> SafeString:
        """The same with the words that count marked; what was typed is escaped."""
        pattern = _("By %(day)s, %(what)s %(amount)s for %(group)s.") % {
            "day": "<mark>{day}</mark>",
            "what": "{what}",
            "amount": "<mark>{amount}</mark>",
            "group": "<mark>{group}</mark>",
        }
        return format_html(pattern, **self._words)

    @property
    def lacks(self) -> list[str]:
        """What is still to be said, as questions."""
        questions = {
            "aim_by": _("by when"),
            "aim_what": _("what will improve"),
            "aim_amount": _("by how much"),
            "aim_group": _("for whom"),
        }
        return [questions[name] for name in self.missing]

    @property
    def _words(self) -> dict[str, str]:
        parts = {"what": self.what, "amount": self.amount, "group": self.group}
        return {"day": self.day} | {name: _inside(text) for name, text in parts.items()}


def aim_of(improvement: Any) -> Aim:
    return Aim(
        improvement.aim_by,
        improvement.aim_what,
        improvement.aim_amount,
        improvement.aim_group,
    )


def _inside(text: str) -> str:
    """As it stands inside a sentence: the sentence has its own full stop."""
    return text.strip().rstrip(".").strip() or GAP
