"""The words of mails about people and participants that come and go, and about what is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import join_names
from modellkonceptet.notifications.letters import MailText


@dataclass(frozen=True)
class Capacity:
    """As what somebody is told: why the mail came, and the page that its link opens."""

    reason: str
    label: str
    path: str
    is_own: bool = False
    is_skr: bool = False


def in_team(participation_id: int, who: str) -> Capacity:
    return Capacity(
        _("You get this mail because you are in the team of %(who)s.") % {"who": who},
        _("Open My round"),
        reverse("reporting:my_participation", args=[participation_id]),
        is_own=True,
    )


def in_same_group(group_id: int, group: str) -> Capacity:
    return Capacity(
        _("You get this mail because you learn in the same group, %(group)s.") % {"group": group},
        _("Open the group page"),
        reverse("reporting:group", args=[group_id]),
    )


def as_mentor(group_id: int, group: str) -> Capacity:
    return Capacity(
        _("You get this mail because you mentor the group, %(group)s.") % {"group": group},
        _("Open the group page"),
        reverse("reporting:group", args=[group_id]),
    )


def at_skr(participation_id: int, cohort: str) -> Capacity:
    return Capacity(
        _("You get this mail because you are the contact at SKR for %(cohort)s.")
        % {"cohort": cohort},
        _("Open the participant's page"),
        reverse("applications:participation", args=[participation_id]),
        is_skr=True,
    )


@dataclass(frozen=True)
class TeamChange:
    """Who came and who left, in one function of one participant's team. Names alone."""

    who: str
    cohort: str
    function: str
    came: str = ""
    left: str = ""
    because: str = ""


def new_in_team(change: TeamChange, *, member_id: int, named_by: str) -> MailText:
    """To the one who came: the hand-over page has everything."""
    names = {**vars(change), "function": change.function.lower(), "named_by": named_by}
    paragraphs: list[str | list[str]] = [
        _("You are now %(function)s in the team of %(who)s in %(cohort)s.") % names
    ]
    if change.left:
        paragraphs.append(_("Before you it was %(left)s.") % names)
    paragraphs += [
        _(
            "One page has what you need to begin: what the round is, what you have promised, your"
            " team, your group and what comes next. Sign in with this e-mail address."
        )
    ]
    return MailText(
        subject=_("You are %(function)s in the team of %(who)s") % names,
        paragraphs=paragraphs,
        reason=_("You get this mail because %(named_by)s named you.") % names,
        action_label=_("Read the hand-over"),
        action_path=reverse("reporting:handover", args=[member_id]),
    )


def no_longer_in_team(change: TeamChange) -> MailText:
    """To the one who left: what was open until today is closed."""
    names = {**vars(change), "function": change.function.lower()}
    return MailText(
        subject=_("You are no longer in the team of %(who)s") % names,
        paragraphs=[
            _(
                "You have left the team of %(who)s in %(cohort)s, where you were %(function)s."
                " The pages of the round and of the group are closed to you from today on."
            )
            % names,
            _("Is this wrong? Talk to the key person of your organisation, or to SKR."),
            _("Thank you for what you have done in the round."),
        ],
        reason=_("You get this mail because you were in the team."),
    )


def team_changed(change: TeamChange, capacity: Capacity) -> MailText:
    """To those concerned, once."""
    names = {**vars(change), "function": change.function.lower()}
    if change.came and change.left:
        said = _("%(came)s takes over as %(function)s in the team of %(who)s after %(left)s.")
    elif change.came:
        said = _("%(came)s is now %(function)s in the team of %(who)s.")
    else:
        said = _(
            "%(left)s has left the team of %(who)s, and nobody has taken over as %(function)s yet."
        )
    paragraphs: list[str | list[str]] = [said % names]
    if change.because:
        paragraphs.append(_("Why: %(because)s") % names)
    if change.came:
        paragraphs.append(_("How to reach the person is on the page, when you have signed in."))
    subject = (
        _("%(who)s: new %(function)s in the team")
        if change.came
        else _("%(who)s: nobody is %(function)s for now")
    )
    return _told(subject % names, paragraphs, capacity)


@dataclass(frozen=True)
class Departure:
    """A participant that left its round or came back; `others` are those left in the group."""

    who: str
    cohort: str
    day: date
    group: str = ""
    others: Sequence[str] = ()


def participant_left(departure: Departure, capacity: Capacity) -> MailText:
    names = _departure_names(departure)
    if capacity.is_own:
        paragraphs: list[str | list[str]] = [
            _("SKR has noted that %(who)s left %(cohort)s on %(day)s.") % names,
            _("You can still read My round. Is this wrong? Talk to the contact at SKR."),
        ]
    else:
        paragraphs = [_("%(who)s left %(cohort)s on %(day)s.") % names]
        if departure.group:
            paragraphs.append(_what_becomes_of(departure))
    return _told(_("%(who)s has left %(cohort)s") % names, paragraphs, capacity)


def participant_returned(departure: Departure, capacity: Capacity) -> MailText:
    names = _departure_names(departure)
    paragraphs: list[str | list[str]] = [
        _("%(who)s takes part in %(cohort)s again, from %(day)s.") % names
    ]
    if departure.group and departure.others:
        paragraphs.append(
            _("In %(group)s: %(all)s.")
            % {
                "group": departure.group,
                "all": join_names([departure.who, *departure.others]),
            }
        )
    elif capacity.is_own:
        paragraphs.append(_("You are in no group yet. SKR tells you when you are."))
    return _told(_("%(who)s is back in %(cohort)s") % names, paragraphs, capacity)


def thread_news(group: str, cohort: str, capacity: Capacity) -> MailText:
    """That there is something to read, and not what: the text stays behind the sign-in."""
    names = {"group": group, "cohort": cohort}
    return _told(
        _("New in %(group)s") % names,
        [
            _("Somebody has written in your group, %(group)s in %(cohort)s.") % names,
            _("You get at most one such mail a day."),
        ],
        capacity,
    )


def _what_becomes_of(departure: Departure) -> str:
    names = {"group": departure.group, "others": join_names(departure.others)}
    if len(departure.others) > 1:
        return _("%(group)s goes on as two: %(others)s.") % names
    if departure.others:
        return _("%(others)s is alone in %(group)s now. SKR looks for a group to join.") % names
    return _("Nobody is left in %(group)s.") % names


def _departure_names(departure: Departure) -> dict[str, str]:
    return {
        "who": departure.who,
        "cohort": departure.cohort,
        "day": in_words(departure.day, weekday=False),
    }


def _told(subject: str, paragraphs: list[str | list[str]], capacity: Capacity) -> MailText:
    return MailText(
        subject=capfirst(subject),
        paragraphs=paragraphs,
        reason=capacity.reason,
        action_label=capacity.label,
        action_path=capacity.path,
    )
