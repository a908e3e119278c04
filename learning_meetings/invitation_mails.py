"""What the mails about invitations say; each is written in its receiver's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from learning_meetings.enums import Audience
from learning_meetings.meeting_words import full_name, when_in_words, where_in_words
from modellkonceptet.notifications.letters import MailText


def invited(invitee: Any, meeting: Any, secret: str) -> MailText:
    """What, when and where; the link answers without an account, and so does the calendar."""
    names = _names(meeting)
    return MailText(
        subject=_("Invitation: %(name)s, %(when)s") % names,
        paragraphs=[
            _("You are invited to %(meeting)s.") % names,
            _facts(meeting),
            _("Answer with the link below: choose whether you come. You need no account."),
            _("The invitation for your calendar comes with this mail. One answer is enough."),
        ],
        action_label=_("Answer the invitation"),
        action_path=answer_path(secret),
        reason=_why(invitee, meeting),
    )


def changed(invitee: Any, meeting: Any, secret: str, *, moved: bool) -> MailText:
    """The new time or place. A new time takes away the answer, and says so."""
    names = _names(meeting)
    if moved:
        subject = _("New time: %(name)s, %(when)s")
        first = _("%(meeting)s has been moved. The new time is %(when)s.")
        asks = _("Your earlier answer was for the old time. Answer anew with the link below.")
    else:
        subject = _("Changed: %(name)s, %(when)s")
        first = _("%(meeting)s has been changed. The time is as before.")
        asks = _("Your answer stands. You can change it with the link below.")
    if moved and meeting.audience == Audience.PUBLIC:
        asks = _("You still have your place. If the new time does not suit, use the link below.")
    return MailText(
        subject=subject % names,
        paragraphs=[first % names, _facts(meeting), asks],
        action_label=_("Answer the invitation"),
        action_path=answer_path(secret),
        reason=_why(invitee, meeting),
    )


def signed_up(invitee: Any, meeting: Any, secret: str) -> MailText:
    names = _names(meeting)
    return MailText(
        subject=_("You have a place: %(name)s, %(when)s") % names,
        paragraphs=[
            _("You have signed up for %(meeting)s.") % names,
            _facts(meeting),
            _("The meeting comes with this mail for your calendar."),
            _("If you can’t come after all, use the link below."),
        ],
        action_label=_("See or give up your place"),
        action_path=answer_path(secret),
        reason=_why(invitee, meeting),
    )


def cancelled(invitee: Any, meeting: Any, reason: str) -> MailText:
    """The meeting does not take place, and why."""
    names = _names(meeting) | {"reason": reason}
    return MailText(
        subject=_("Cancelled: %(name)s, %(when)s") % names,
        paragraphs=[
            _("%(meeting)s, %(when)s, is cancelled.") % names,
            _("The reason: %(reason)s") % names,
            _("You need not do anything. Your calendar takes the meeting away."),
        ],
        reason=_why(invitee, meeting),
    )


def planned_anew(invitee: Any, meeting: Any, reason: str) -> MailText:
    """The time is taken back, and a new one is looked for."""
    names = _names(meeting) | {"reason": reason}
    return MailText(
        subject=_("No longer on %(when)s: %(name)s") % names,
        paragraphs=[
            _("%(meeting)s will not be on %(when)s. We look for another day.") % names,
            _("The reason: %(reason)s") % names,
            _("You need not do anything. You get a new invitation when there is a date."),
        ],
        reason=_why(invitee, meeting),
    )


def taken_off(invitee: Any, meeting: Any) -> MailText:
    """To somebody whom the meeting no longer concerns; for the others nothing changes."""
    names = _names(meeting)
    return MailText(
        subject=_("You are no longer invited: %(name)s, %(when)s") % names,
        paragraphs=[
            _("%(meeting)s, %(when)s, takes place, but you are not invited any more.") % names,
            _(
                "The reason is that you are no longer among those whom the meeting is for. If that"
                " is wrong, write to the one who coordinates the work in your organisation."
            ),
            _("You need not do anything. Your calendar takes the meeting away."),
        ],
        reason=_("You get this mail because you were invited to the meeting."),
    )


def place_given_up(invitee: Any, meeting: Any) -> MailText:
    """A receipt for whoever had signed up and gives the place back."""
    names = _names(meeting)
    return MailText(
        subject=_("You have given up your place: %(name)s, %(when)s") % names,
        paragraphs=[
            _("You are no longer signed up for %(meeting)s, %(when)s.") % names,
            _("You need not do anything. Your calendar takes the meeting away."),
        ],
        reason=_("You get this mail because you had signed up for the meeting."),
    )


def answer_path(secret: str) -> str:
    return reverse("learning_meetings:answer", args=[secret])


def _facts(meeting: Any) -> list[str]:
    facts = [_("When: %(when)s") % _names(meeting)]
    if where := where_in_words(meeting):
        facts.append(_("Where: %(where)s") % {"where": where})
    if meeting.remote_link:
        facts.append(_("Join remotely: %(link)s") % {"link": meeting.remote_link})
    if meeting.travel_note:
        facts.append(_("Getting there: %(note)s") % {"note": meeting.travel_note})
    return facts


def _why(invitee: Any, meeting: Any) -> str:
    names = {"round": meeting.cohort.name, "organisation": invitee.organisation_name}
    if meeting.audience == Audience.PUBLIC:
        return _("You get this mail because you have signed up for the meeting.")
    if invitee.function:
        names["function"] = str(invitee.get_function_display()).lower()
        return (
            _("You get this mail because you are %(function)s for %(organisation)s in %(round)s.")
            % names
        )
    return _("You get this mail because you mentor for %(organisation)s in %(round)s.") % names


def _names(meeting: Any) -> dict[str, Any]:
    return {
        "name": str(meeting),
        "meeting": full_name(meeting),
        "when": when_in_words(meeting.starts_at, meeting.ends_at),
    }
