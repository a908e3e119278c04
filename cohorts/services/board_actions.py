"""What a project lead can do on the board: one row an action.

Each row says how its parameters (text from a page) become values, which operation of the
arrangement it is, what it touches (so that two people at the board do not overwrite each other),
and which words tell of it afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.arrangement import APART, LEAD, SUPPORTING, TOGETHER, Arrangement, ArrangementError
from cohorts.grouping import DEFAULT_PRESET, PRESETS, Weights
from cohorts.models import Group
from cohorts.services.board_reading import BoardState
from modellkonceptet.plain_text import clean_text

Values = Mapping[str, Any]
LONGEST_NAME = Group._meta.get_field("name").max_length or 0
LONGEST_REASON = Group._meta.get_field("without_mentor_because").max_length or 0


@dataclass(frozen=True)
class Action:
    clean: Callable[[BoardState, Values], dict[str, Any]]
    apply: Callable[[Arrangement, Values], Arrangement]
    touches: Callable[[Arrangement, Values], Any]
    tell: Callable[[BoardState, Values], dict[str, Any]]


def clean_weights(values: Values) -> dict[str, int]:
    """Every slider as a whole number from 0 to 100; one that is not given is as in the preset."""
    weights = asdict(PRESETS[DEFAULT_PRESET])
    for slider in fields(Weights):
        if slider.name in values:
            weights[slider.name] = _number(values[slider.name])
    if not all(0 <= weight <= 100 for weight in weights.values()):
        raise ValidationError(_("Give each weight a whole number from 0 to 100."), code="weights")
    if not any(weights.values()):
        raise ValidationError(_("Give at least one weight more than 0."), code="weights")
    return weights


def new_names(arrangement: Arrangement) -> Iterator[str]:
    """ "Group 1", "Group 2" … in the product's own language, those that are free."""
    taken = {card.name.casefold() for card in arrangement.cards}
    number = 0
    while True:
        number += 1
        with override(settings.LANGUAGE_CODE):
            name = _("Group %(number)d") % {"number": number}
        if name.casefold() not in taken:
            yield name


# --- parameters ---------------------------------------------------------------


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValidationError(
            _("Something is missing in what was sent. Reload the page."), code="parameter"
        ) from None


def _member(state: BoardState, value: Any) -> int:
    member = _number(value)
    if member not in state.participants:
        raise ValidationError(
            _("The participant is not in the round any more. Reload the page."), code="no_member"
        )
    return member


def _mentor(state: BoardState, value: Any) -> int:
    mentor = _number(value)
    if mentor not in state.mentors:
        raise ValidationError(
            _("The organisation is not asked to mentor in this round. Ask it in the ledger."),
            code="no_mentor",
        )
    return mentor


def _text(value: Any, longest: int) -> str:
    text = clean_text(str(value or ""), multiline=False)
    if len(text) > longest:
        raise ValidationError(
            _("Shorten the text to at most %(longest)d characters.") % {"longest": longest},
            code="too_long",
        )
    return text


def _place(state: BoardState, given: Values) -> dict[str, Any]:
    return {"member": _member(state, given.get("member")), "card": str(given.get("card") or "")}


def _new_card(state: BoardState, given: Values) -> dict[str, Any]:
    name = _text(given.get("name"), LONGEST_NAME) or next(new_names(state.arrangement))
    members = [_member(state, given["member"])] if given.get("member") else []
    return {"name": name, "members": members}


def _card(state: BoardState, given: Values) -> dict[str, Any]:
    return {"card": str(given.get("card") or "")}


def _named_card(state: BoardState, given: Values) -> dict[str, Any]:
    return {**_card(state, given), "name": _text(given.get("name"), LONGEST_NAME)}


def _seat(state: BoardState, given: Values) -> dict[str, Any]:
    mentor = _mentor(state, given.get("mentor"))
    if state.mentors[mentor].takes_part:
        raise ValidationError(
            _("%(name)s takes part in this round and cannot mentor in it.")
            % {"name": state.mentors[mentor].name},
            code="mentor_takes_part",
        )
    return {
        **_card(state, given),
        "mentor": mentor,
        "role": str(given.get("role") or LEAD),
        "source": str(given.get("source") or "") or None,
    }


def _unseat(state: BoardState, given: Values) -> dict[str, Any]:
    return {**_card(state, given), "mentor": _mentor(state, given.get("mentor"))}


def _no_mentor(state: BoardState, given: Values) -> dict[str, Any]:
    return {**_card(state, given), "reason": _text(given.get("reason"), LONGEST_REASON)}


def _pair(state: BoardState, given: Values) -> dict[str, Any]:
    return {
        "kind": str(given.get("kind") or ""),
        "first": _member(state, given.get("first")),
        "second": _member(state, given.get("second")),
    }


def _weights(state: BoardState, given: Values) -> dict[str, Any]:
    return {"weights": clean_weights({**state.arrangement.weights, **given})}


# --- what is touched ------------------------------------------------------------


def _card_now(arrangement: Arrangement, key: str | None) -> Any:
    """The card with all that is on it, but for its name; None if there is none."""
    try:
        card = arrangement.card(key or "")
    except ArrangementError:
        return None
    return card.members, card.mentors, card.is_locked, card.without_mentor


def _place_and_card(arrangement: Arrangement, values: Values) -> Any:
    at = arrangement.card_of(values["member"])
    return at and at.key, _card_now(arrangement, values["card"])


def _whole_card(arrangement: Arrangement, values: Values) -> Any:
    return _card_now(arrangement, values["card"])


def _name(arrangement: Arrangement, values: Values) -> Any:
    return [card.name for card in arrangement.cards if card.key == values["card"]]


def _seats(arrangement: Arrangement, values: Values) -> Any:
    """The mentor's seats everywhere (its capacity is shared), and those of the card."""
    everywhere = tuple(card.key for card in arrangement.cards_mentored_by(values.get("mentor", 0)))
    card = _card_now(arrangement, values["card"])
    return everywhere, card and card[1:]


def _between(arrangement: Arrangement, values: Values) -> Any:
    pair = {values["first"], values["second"]}
    pairs = [(TOGETHER, arrangement.together), (APART, arrangement.apart)]
    return [kind for kind, known in pairs if any(set(each) == pair for each in known)]


def _members_places(arrangement: Arrangement, values: Values) -> Any:
    return [at and at.key for at in map(arrangement.card_of, values["members"])]


# --- words ------------------------------------------------------------------------


def _about_card(said: str) -> Callable[[BoardState, Values], dict[str, Any]]:
    def tell(state: BoardState, values: Values) -> dict[str, Any]:
        return {"said": said, "card": state.arrangement.card(values["card"]).name}

    return tell


def _tell_place(state: BoardState, values: Values) -> dict[str, Any]:
    member = {"member": state.names[values["member"]]}
    if not values["card"]:
        return {"said": "take_out", **member}
    return {**_about_card("place")(state, values), **member}


def _tell_new_card(state: BoardState, values: Values) -> dict[str, Any]:
    told = {"said": "add_card", "card": values["name"]}
    if values["members"]:
        told |= {"said": "place", "member": state.names[values["members"][0]]}
    return told


def _tell_name(state: BoardState, values: Values) -> dict[str, Any]:
    before = state.arrangement.card(values["card"]).name
    return {"said": "rename", "before": before, "card": values["name"]}


def _tell_mentor(state: BoardState, values: Values) -> dict[str, Any]:
    said = "unseat_mentor"
    if role := values.get("role"):
        said = "support" if role == SUPPORTING else "seat_mentor"
    mentor = state.mentor_names[values["mentor"]]
    return {**_about_card(said)(state, values), "mentor": mentor}


def _tell_no_mentor(state: BoardState, values: Values) -> dict[str, Any]:
    return _about_card("no_mentor" if values["reason"] else "mentor_wanted")(state, values)


def _tell_pair(said: str) -> Callable[[BoardState, Values], dict[str, Any]]:
    def tell(state: BoardState, values: Values) -> dict[str, Any]:
        return {
            "said": said or values["kind"],
            "first": state.names[values["first"]],
            "second": state.names[values["second"]],
        }

    return tell


ACTIONS: Mapping[str, Action] = {
    "place": Action(
        _place, lambda a, v: a.place(v["member"], v["card"] or None), _place_and_card, _tell_place
    ),
    "join": Action(
        _place, lambda a, v: a.join(v["member"], v["card"]), _place_and_card, _tell_place
    ),
    "add_card": Action(
        _new_card,
        lambda a, v: a.add_card(v["name"], v["members"]),
        _members_places,
        _tell_new_card,
    ),
    "remove_card": Action(
        _card, lambda a, v: a.remove_card(v["card"]), _whole_card, _about_card("remove_card")
    ),
    "rename": Action(_named_card, lambda a, v: a.rename(v["card"], v["name"]), _name, _tell_name),
    "lock": Action(_card, lambda a, v: a.lock(v["card"], True), _whole_card, _about_card("lock")),
    "unlock": Action(
        _card, lambda a, v: a.lock(v["card"], False), _whole_card, _about_card("unlock")
    ),
    "seat_mentor": Action(
        _seat,
        lambda a, v: a.seat_mentor(v["mentor"], v["card"], v["role"], source=v["source"]),
        _seats,
        _tell_mentor,
    ),
    "unseat_mentor": Action(
        _unseat, lambda a, v: a.unseat_mentor(v["mentor"], v["card"]), _seats, _tell_mentor
    ),
    "no_mentor": Action(
        _no_mentor, lambda a, v: a.no_mentor(v["card"], v["reason"]), _seats, _tell_no_mentor
    ),
    "pair": Action(
        _pair, lambda a, v: a.pair(v["kind"], v["first"], v["second"]), _between, _tell_pair("")
    ),
    "unpair": Action(
        _pair,
        lambda a, v: a.unpair(v["kind"], v["first"], v["second"]),
        _between,
        _tell_pair("unpair"),
    ),
    "weigh": Action(
        _weights,
        lambda a, v: a.weigh(v["weights"]),
        lambda a, v: dict(a.weights),
        lambda state, values: {"said": "weigh"},
    ),
}
