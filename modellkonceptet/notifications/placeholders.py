"""Placeholders in texts that SKR writes: {namn} becomes the receiver's name. Pure.

The names are Swedish, as those who write the texts are; the values follow the mail's language.
"""

import re
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from modellkonceptet.enumerating import joined

_PLACE = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one that is not known stays as written."""
    return _PLACE.sub(lambda found: values.get(found[1].strip().lower(), found[0]), text)


def refuse_unknown(text: str, known: Iterable[str]) -> None:
    """Raise ValidationError naming placeholders that nothing is known for."""
    allowed = list(known)
    strange = {
        found[0] for found in _PLACE.finditer(text) if found[1].strip().lower() not in allowed
    }
    if strange:
        raise ValidationError(
            _("%(strange)s can’t be filled in. What can is %(known)s.")
            % {
                "strange": joined(sorted(strange)),
                "known": joined(f"{{{name}}}" for name in allowed),
            },
            code="unknown_placeholder",
        )
