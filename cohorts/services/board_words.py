"""What was done on the board, and why something cannot be done, in words."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.arrangement import ArrangementError
from cohorts.models import BoardStep
from modellkonceptet.enumerating import join_names

_REFUSALS: Mapping[str, Any] = {
    "no_card": gettext_lazy("The group is not on the board any more. Reload the page."),
    "locked": gettext_lazy("%(card)s is locked. Unlock it first."),
    "full": gettext_lazy("%(card)s has three participants already. Move one away first."),
    "no_name": gettext_lazy("Give the group a name."),
    "name_taken": gettext_lazy("There is a group called %(card)s already."),
    "too_few_to_lock": gettext_lazy(
        "%(card)s has fewer than two participants. Only a whole group can be locked."
    ),
    "no_role": gettext_lazy("A mentor is either mentor or supporting mentor."),
    "not_mentor": gettext_lazy("%(names)s does not mentor %(card)s any more. Reload the page."),
    "has_mentor": gettext_lazy("%(card)s has a mentor: %(names)s. Take the mentor away first."),
    "same_twice": gettext_lazy("Choose two different participants."),
    "contradiction": gettext_lazy(
        "%(names)s cannot both have to be together and have to be apart. Take the other pair"
        " away first."
    ),
    "no_pair": gettext_lazy("The pair is not there any more. Reload the page."),
    "no_kind": gettext_lazy("A pair is either together or apart."),
}

_DONE: Mapping[str, Any] = {
    "open": gettext_lazy("The board was opened"),
    "place": gettext_lazy("%(member)s moved to %(card)s"),
    "take_out": gettext_lazy("%(member)s moved to those without a group"),
    "add_card": gettext_lazy("%(card)s was added"),
    "remove_card": gettext_lazy("%(card)s was removed"),
    "rename": gettext_lazy("%(before)s was named %(card)s"),
    "lock": gettext_lazy("%(card)s was locked"),
    "unlock": gettext_lazy("%(card)s was unlocked"),
    "seat_mentor": gettext_lazy("%(mentor)s became mentor of %(card)s"),
    "support": gettext_lazy("%(mentor)s became supporting mentor of %(card)s"),
    "unseat_mentor": gettext_lazy("%(mentor)s is not mentor of %(card)s any more"),
    "no_mentor": gettext_lazy("%(card)s is to have no mentor"),
    "mentor_wanted": gettext_lazy("%(card)s is to have a mentor again"),
    "together": gettext_lazy("%(first)s and %(second)s must be together"),
    "apart": gettext_lazy("%(first)s and %(second)s must be apart"),
    "unpair": gettext_lazy("The pair %(first)s and %(second)s was taken away"),
    "weigh": gettext_lazy("The weights were changed"),
    "adopt": gettext_lazy("Proposal %(proposal)s was taken over"),
    "undo": gettext_lazy("Undone: %(what)s"),
    "publish": gettext_lazy("The groups were published"),
}


def refusal(error: ArrangementError, names: Mapping[int, str]) -> ValidationError:
    """`names` are those of participations or of mentors, as the operation has it."""
    values = {
        "card": error.card.name if error.card else "",
        "names": join_names([names.get(each, "–") for each in error.ids]),
    }
    return ValidationError(str(_REFUSALS[error.key]) % values, code=error.key)


def what_was_done(step: BoardStep) -> str:
    """A sentence without its subject's name: "Lund moved to Group 2"."""
    return said(step.details.get("said", step.action), step.details)


def said(key: str, details: Mapping[str, Any]) -> str:
    values = dict(details)
    if key == "reconcile":
        return _reconciled(details)
    if key == "undo":
        values["what"] = said(details["undone"]["said"], details["undone"])
    return str(_DONE[key]) % values


def _reconciled(details: Mapping[str, Any]) -> str:
    parts = []
    if left := join_names([*details["left"], *details["mentors_left"]]):
        parts.append(_("%(left)s left the round and the board") % {"left": left})
    if returned := join_names(details["returned"]):
        parts.append(_("%(names)s came back to the round and its group") % {"names": returned})
    return ". ".join(parts) or _("The board was brought up to date with the round")


def who_did_what(step: BoardStep) -> str:
    """ "Anna Ek: Lund moved to Group 2"; the system itself has no name."""
    done = what_was_done(step)
    if step.actor is None:
        return done
    return _("%(person)s: %(done)s") % {"person": step.actor.name or step.actor, "done": done}


def changed_meanwhile(step: BoardStep | None) -> ValidationError:
    """Somebody else has changed the same thing since the page was shown; nothing is overwritten."""
    if step is None:
        words = _("The board has changed since you saw it. Look at it again, then decide anew.")
    else:
        words = _(
            "This has changed since you saw it. %(what)s. Nothing of yours was written: look at"
            " the board again, then decide anew."
        ) % {"what": who_did_what(step)}
    return ValidationError(words, code="changed_meanwhile")


def notes_of(step: BoardStep) -> list[str]:
    """What a person should know of a step beside what was asked for: who could not be placed."""
    notes = []
    details = step.details
    if gone := details.get("gone"):
        notes.append(_("%(names)s has left the round since the proposal was made.") % _names(gone))
    if kept := details.get("kept"):
        notes.append(_("%(names)s stays where it is, in a locked group.") % _names(kept))
    if loose := details.get("loose"):
        notes.append(_("%(names)s is without a group in this proposal.") % _names(loose))
    return notes


def _names(names: list[str]) -> dict[str, str]:
    return {"names": join_names(names)}
