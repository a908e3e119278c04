"""What the board's buttons and forms send, as the actions that the services know."""

from collections.abc import Mapping

from cohorts.arrangement import LEAD, SUPPORTING

PARAMETERS = (
    "card",
    "name",
    "reason",
    "kind",
    "first",
    "second",
    "member",
    "mentor",
    "source",
    "to",
    "support",
)
# Buttons that say it all in one value, as "lock:g1"; the names of what follows the action.
SHORT = {
    "lock": ("card",),
    "unlock": ("card",),
    "remove_card": ("card",),
    "add_card": (),
    "unpair": ("kind", "first", "second"),
    "join": ("member", "card"),
}


def change_of(posted: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Which action a page asks for, and its parameters as `change_board` takes them."""
    if short := posted.get("do", ""):
        action, *values = short.split(":")
        given = dict(zip(SHORT.get(action, ()), values, strict=False))
    else:
        action = posted.get("action", "")
        given = {name: posted[name] for name in posted if name in PARAMETERS}
    if action == "place":
        return _placing(given)
    if action == "seat":
        return _seating(given)
    return action, given


def _placing(given: dict[str, str]) -> tuple[str, dict[str, str]]:
    """To a card, to a new one, or to those without a group."""
    to = given.pop("to", "")
    if to == "new":
        return "add_card", {"member": given.get("member", "")}
    return "place", {"member": given.get("member", ""), "card": to}


def _seating(given: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A mentor to a card in one of two roles, or away from the one it comes from."""
    mentor, source = given.get("mentor", ""), given.get("source", "")
    if support := given.get("support", ""):
        role, card = SUPPORTING, support
    else:
        role, card = LEAD, given.get("to", "")
    if not card:
        return "unseat_mentor", {"mentor": mentor, "card": source}
    return "seat_mentor", {"mentor": mentor, "card": card, "role": role, "source": source}
