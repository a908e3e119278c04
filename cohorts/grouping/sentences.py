"""The rules in words: which one stands in the way, and of whom."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.enumerating import join_names

_SENTENCES: Mapping[str, Callable[[int], str]] = {
    "too_few": lambda count: _(
        "%(names)s is the only participant, and a group needs at least two."
    ),
    "size": lambda count: ngettext(
        "A group has two or three participants. This one has only %(names)s.",
        "A group has two or three participants. This one has %(names)s.",
        count,
    ),
    "empty": lambda count: _("A group has two or three participants. This one is empty."),
    "placed_twice": lambda count: _("%(names)s stands in more than one group."),
    "kinds": lambda count: _(
        "%(names)s cannot be in one group: municipalities and regions are not mixed in this round."
    ),
    "apart": lambda count: _("%(names)s must be apart."),
    "together": lambda count: _("%(names)s must be in one group."),
    "chain": lambda count: _(
        "%(names)s must all be together, but a group has at most three participants."
    ),
    "together_and_apart": lambda count: _(
        "%(names)s must be together, but there are also pairs among them that must be apart."
    ),
    "together_and_kinds": lambda count: _(
        "%(names)s must be together, but municipalities and regions are not mixed in this round."
    ),
    "together_and_locked": lambda count: _(
        "%(names)s must be together, but a locked group keeps them apart."
    ),
    "left_by_kinds": lambda count: ngettext(
        "%(names)s finds no group, since municipalities and regions are not mixed in this round.",
        "%(names)s find no group, since municipalities and regions are not mixed in this round.",
        count,
    ),
    "left_by_apart": lambda count: ngettext(
        "%(names)s finds no group because of the pairs that must be apart.",
        "%(names)s find no group because of the pairs that must be apart.",
        count,
    ),
    "left_by_together": lambda count: ngettext(
        "%(names)s finds no group because of the pairs that must be together.",
        "%(names)s find no group because of the pairs that must be together.",
        count,
    ),
    "left_by_locked": lambda count: ngettext(
        "%(names)s finds no group because of the groups that are locked.",
        "%(names)s find no group because of the groups that are locked.",
        count,
    ),
    "left_by_all": lambda count: ngettext(
        "%(names)s finds no group: the rules together leave no way.",
        "%(names)s find no group: the rules together leave no way.",
        count,
    ),
    "not_found": lambda count: _(
        "No grouping was found within the limits of the search. Ease one of the rules."
    ),
    "mentor_takes_part": lambda count: ngettext(
        "%(names)s takes part in the round and cannot be a mentor in it.",
        "%(names)s take part in the round and cannot be mentors in it.",
        count,
    ),
    "mentor_capacity": lambda count: _("%(names)s mentors more groups than it has promised."),
    "mentor_unknown": lambda count: _("A group has a mentor that has not accepted for this round."),
    "mentor_twice": lambda count: _("%(names)s is mentor of the same group twice."),
}


def explain_rule(rule: str, names: Sequence[str]) -> str:
    """One sentence in the current language."""
    return _SENTENCES[rule](len(names)) % {"names": join_names(names)}
