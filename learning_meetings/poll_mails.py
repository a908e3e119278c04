"""What the mail about a date poll says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.meeting_words import full_name
from modellkonceptet.civil_dates import in_words
from modellkonceptet.notifications.letters import MailText


def which_days(poll: Any, voter: Any, count: int, secret: str) -> MailText:
    """How many times there are to choose from, and by when; the link answers without account."""
    names = {
        "meeting": full_name(poll.meeting),
        "day": in_words(poll.answer_by),
        "organisation": voter.organisation_name,
    }
    times = ngettext("%(n)d time is proposed.", "%(n)d times are proposed.", count) % {"n": count}
    return MailText(
        subject=_("Which times suit you for %(meeting)s?") % names,
        paragraphs=[
            _("We look for a time for %(meeting)s when as many as possible can come.") % names,
            times
            + " "
            + _("Say of each whether it suits you, by %(day)s. You need no account.") % names,
        ],
        action_label=_("Say which times suit"),
        action_path=reverse("learning_meetings:poll_answer", args=[secret]),
        reason=_("You get this mail because the meeting is for you, for %(organisation)s.") % names,
    )
