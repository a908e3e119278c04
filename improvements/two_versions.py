"""Two versions of a work, side by side: what stands, and what somebody typed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from improvements.services.improving import Said


@dataclass(frozen=True)
class Difference:
    name: str
    theirs: str
    yours: str


def differences(form: Any, standing: Said) -> list[Difference]:
    """The fields in which what was typed is not what stands, in the order of the form."""
    typed = form.said()
    found = []
    for name, field in form.fields.items():
        if name not in Said.__dataclass_fields__:
            continue
        theirs, yours = getattr(standing, name), getattr(typed, name)
        if theirs != yours:
            labels = dict(getattr(field, "choices", None) or {}) if _is_list(theirs) else {}
            found.append(
                Difference(str(field.label), _in_words(theirs, labels), _in_words(yours, labels))
            )
    return found


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _in_words(value: Any, labels: Mapping[Any, Any]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if _is_list(value):
        return ", ".join(str(labels.get(one, one)) for one in value)
    return str(value or "")
