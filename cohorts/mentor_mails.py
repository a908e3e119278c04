"""What the mails about mentoring say; each is written in its receiver's language."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import PromiseStatus
from modellkonceptet.civil_dates import in_words
from modellkonceptet.notifications.letters import MailText


def question(promise: Any, asker: Any, token: str, *, message: str, again: bool) -> MailText:
    """Who asks, for which round, what it means and by when; the link answers without account."""
    names = _names(promise) | {
        "person": str(asker),
        "day": in_words(promise.answer_by, year=True),
        "message": message,
    }
    subject = _("Will %(organisation)s be mentor in %(round)s?")
    if again:
        subject = _("Reminder: will %(organisation)s be mentor in %(round)s?")
    paragraphs: list[str | list[str]] = [
        _(
            "%(organisation)s has gone through %(own_round)s. %(person)s at SKR now asks whether"
            " you can be mentor in %(round)s."
        )
        % names,
        _("What it means:"),
        [
            _("You guide a group of two or three newcomers through the concept."),
            _("You need not be experts. Your own experience of a round is what counts."),
            _("You take part in the group’s learning meetings and lead the exchange there."),
            _("One to three people do it, and you say how many groups you can take."),
        ],
    ]
    if message:
        paragraphs.append(_("The message from SKR: %(message)s") % names)
    paragraphs.append(
        _(
            "Answer yes or no by %(day)s. You need no account, and you may pass this mail on to"
            " the colleague who can answer."
        )
        % names
    )
    if again:
        paragraphs.append(_("The link in our earlier mail no longer works. Use this one."))
    return MailText(
        subject=subject % names,
        paragraphs=paragraphs,
        action_label=_("Answer yes or no"),
        action_path=reverse("cohorts:mentor_answer", args=[token]),
        reason=_(
            "You get this mail because %(organisation)s promised to be mentor in a later round,"
            " and SKR has you as the contact there."
        )
        % names,
    )


def receipt(promise: Any, people: Sequence[str], token: str) -> MailText:
    """What the organisation has answered, to whoever was asked; the answer may be changed."""
    names = _names(promise) | {"person": promise.answered_by}
    return MailText(
        subject=_("Your answer about being mentor in %(round)s has arrived") % names,
        paragraphs=[
            *_answer_in_words(promise, people),
            _("You can change the answer by the same link until the groups are published."),
        ],
        action_label=_("See or change the answer"),
        action_path=reverse("cohorts:mentor_answer", args=[token]),
        reason=_("You get this mail because SKR asked you if %(organisation)s can be mentor.")
        % names,
    )


def answered(promise: Any, people: Sequence[str]) -> MailText:
    """To SKR: who has answered what."""
    names = _names(promise)
    subject = _("%(organisation)s says no to being mentor in %(round)s")
    if promise.status == PromiseStatus.ACCEPTED:
        subject = _("%(organisation)s says yes to being mentor in %(round)s")
    return MailText(
        subject=subject % names,
        paragraphs=_answer_in_words(promise, people),
        action_label=_("See the round’s mentors"),
        action_path=reverse("cohorts:round_mentors", args=[promise.cohort.slug]),
        reason=_("You get this mail because you are the contact at SKR for %(round)s.") % names,
    )


def released(organisation: Any, cohort: Any, reason: str) -> MailText:
    """To whoever said yes and is not needed this time."""
    names = {"organisation": organisation.name, "round": cohort.name, "reason": reason}
    paragraphs: list[str | list[str]] = [
        _(
            "Thank you for offering that %(organisation)s is mentor in %(round)s. You are not"
            " needed as mentors in this round after all."
        )
        % names
    ]
    if reason:
        paragraphs.append(_("The message from SKR: %(reason)s") % names)
    paragraphs.append(_("You need not do anything. SKR may ask you again for a later round."))
    return MailText(
        subject=_("You are not needed as mentor in %(round)s") % names,
        paragraphs=paragraphs,
        reason=_("You get this mail because %(organisation)s said yes to being mentor.") % names,
    )


def _answer_in_words(promise: Any, people: Sequence[str]) -> list[str | list[str]]:
    names = _names(promise) | {"person": promise.answered_by, "reason": promise.reason}
    if promise.status != PromiseStatus.ACCEPTED:
        return [
            _("%(person)s has answered that %(organisation)s can’t be mentor in %(round)s.")
            % names,
            _("The reason: %(reason)s") % names,
        ]
    groups = ngettext("%(n)d group", "%(n)d groups", promise.capacity) % {"n": promise.capacity}
    return [
        _("%(person)s has answered that %(organisation)s is mentor in %(round)s.") % names,
        _("They can take %(groups)s. Those who mentor: %(people)s.")
        % {"groups": groups, "people": get_text_list(list(people), _("and"))},
    ]


def _names(promise: Any) -> dict[str, Any]:
    return {
        "organisation": promise.organisation.name,
        "round": promise.cohort.name,
        "own_round": promise.participation.cohort.name,
    }
