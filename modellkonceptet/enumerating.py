"""Several things in one sentence: "Lund, Malmö and Ystad"."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_NAMES = 6


def joined(parts: Iterable[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def join_names(names: Iterable[str]) -> str:
    """As `joined`; of more than six the first five, and how many more there are."""
    shown = list(names)
    if len(shown) > MOST_NAMES:
        more = len(shown) - MOST_NAMES + 1
        counted = ngettext("%(count)d more", "%(count)d more", more) % {"count": more}
        shown = [*shown[: MOST_NAMES - 1], counted]
    return joined(shown)
