"""What the mails between hosts say, each in its receiver's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from modellkonceptet.notifications.letters import MailText

Named = tuple[str, str]  # a meeting, and who hosts it


def swap_asked(question: Any, mine: Named, yours: Named) -> MailText:
    """To those who coordinate the work at the other host."""
    names = {"meeting": mine[0], "who": mine[1], "other": yours[0]}
    return MailText(
        subject=_("Will you change turns? %(who)s asks to host %(other)s") % names,
        paragraphs=[
            _("%(who)s hosts %(meeting)s and you host %(other)s. They ask you to change turns.")
            % names,
            _("If you say yes, you host %(meeting)s and they host %(other)s.") % names,
            _("If you say no, everything stays as it is."),
        ],
        action_label=_("Answer yes or no"),
        action_path=reverse("learning_meetings:answer_swap", args=[question.pk]),
        reason=_("You get this mail because you coordinate the work at the host of %(other)s.")
        % names,
    )


def swap_answered(question: Any, mine: Named, yours: Named) -> MailText:
    """To those who coordinate the work at the host who asked. Names are as when it was asked."""
    names = {"meeting": mine[0], "who": yours[1], "other": yours[0]}
    if question.agreed:
        subject = _("Yes: you host %(other)s")
        lines = [
            _("%(who)s has said yes. You host %(other)s, and they host %(meeting)s.") % names,
            _("The page of the meeting has what is to be seen to, and by when."),
        ]
    else:
        subject = _("No: you still host %(meeting)s")
        lines = [
            _("%(who)s has said no. You host %(meeting)s, as before.") % names,
            _("If you can’t host that day, write to SKR."),
        ]
    meeting = question.other if question.agreed else question.meeting
    return MailText(
        subject=subject % names,
        paragraphs=list(lines),
        action_label=_("Open the meeting"),
        action_path=meeting.get_absolute_url(),
        reason=_("You get this mail because you asked to change turns."),
    )
