"""What stands in the way of publishing what lies on the board, in words, group by group."""

from collections import defaultdict

from django.utils.translation import gettext as _

from cohorts.arrangement import Card
from cohorts.grouping import ProposedGroup, broken_rules
from cohorts.services.board_reading import BoardState, problem_to_judge, weights_of

OF_NO_CARD = ""


def problems_by_card(state: BoardState) -> dict[str, list[str]]:
    """Sentences by the card's key; under `OF_NO_CARD` those that concern no single group.

    An empty card is only in the making, and hinders nothing.
    """
    cards = [card for card in state.arrangement.cards if card.members]
    found: dict[str, list[str]] = defaultdict(list)
    problem = problem_to_judge(state, weights_of(state.arrangement))
    groups = [ProposedGroup(card.members, card.organisations) for card in cards]
    for broken in broken_rules(problem, groups):
        key = OF_NO_CARD if broken.group is None else cards[broken.group].key
        found[key].append(broken.explain())
    for card in cards:
        found[card.key] += _about_mentors(state, card)
    return {key: sentences for key, sentences in found.items() if sentences}


def _about_mentors(state: BoardState, card: Card) -> list[str]:
    if not card.mentors:
        if card.without_mentor:
            return []
        return [_("The group has no mentor. Choose one, or write why it is to have none.")]
    return [
        _("%(name)s has not said yes to mentoring yet.") % {"name": state.mentor_names[mentor]}
        for mentor in card.organisations
        if not state.mentors[mentor].has_said_yes
    ]
