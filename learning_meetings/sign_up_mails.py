"""The mail that asks whoever signs up for a public meeting to confirm the address."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from learning_meetings.meeting_words import full_name, when_in_words
from modellkonceptet.notifications.letters import MailText


def confirm(meeting: Any, token: str) -> MailText:
    """Nothing of what was typed stands in it: anybody may type anybody's address."""
    names = {
        "meeting": full_name(meeting),
        "when": when_in_words(meeting.starts_at, meeting.ends_at),
    }
    return MailText(
        subject=_("Confirm your place: %(meeting)s") % names,
        paragraphs=[
            _("Somebody has signed up this address for %(meeting)s, %(when)s.") % names,
            _(
                "Confirm with the link below, then you have your place. It works for seven days."
                " If it was not you, do nothing: we keep nothing and write no more."
            ),
        ],
        action_label=_("Confirm my place"),
        action_path=reverse("learning_meetings:confirm_sign_up", args=[token]),
        reason=_("You get this mail because your address was entered on our site."),
    )
