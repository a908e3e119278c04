"""The mail to somebody who is mentioned in a comment."""

from typing import Any

from django.utils.translation import gettext as _

from modellkonceptet.notifications.letters import MailText


def mention(comment: Any, who: str) -> MailText:
    """Without the text of the comment: whether the work may still be read is asked at the page."""
    improvement, cycle = comment.improvement, comment.cycle
    names = {
        "who": who,
        "work": improvement.title,
        "organisation": str(improvement.participation),
        "cycle": str(cycle) if cycle else "",
    }
    about = (
        _("%(who)s mentions you in a comment on cycle %(cycle)s of “%(work)s”, %(organisation)s.")
        if cycle
        else _("%(who)s mentions you in a comment on “%(work)s”, %(organisation)s.")
    )
    page = cycle or improvement
    return MailText(
        subject=_("You are mentioned in a comment: %(work)s") % names,
        paragraphs=[about % names],
        action_label=_("Read the comment"),
        action_path=f"{page.get_absolute_url()}#comment-{comment.pk}",
        reason=_("You get this mail because %(who)s chose to tell you.") % names,
    )
