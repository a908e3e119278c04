"""What each kind of mail is called where SKR reads the outbox."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "access_answered": _("Answer to a request for access"),
    "access_asked": _("Request for access to an application"),
    "billing_asked": _("Invoice address asked for"),
    "comment_mention": _("Named in a comment"),
    "completion_cancelled": _("Completion no longer needed"),
    "completion_requested": _("Completion requested"),
    "date_poll": _("Proposed meeting times"),
    "decision": _("Decision"),
    "group_news": _("News from the group"),
    "groups_published": _("Published groups"),
    "handed_over": _("Application handed over"),
    "host_swap_answered": _("Answer to a change of host"),
    "host_swap_asked": _("Question about a change of host"),
    "invitation": _("Invitation to write together"),
    "invoice": _("Invoice or credit note"),
    "mailing": _("Mail to a group"),
    "mailing_trial": _("Mail to a group, tried on oneself"),
    "meeting_cancellation": _("Cancelled meeting"),
    "meeting_invitation": _("Invitation to a meeting"),
    "mentor_answered": _("A mentor’s answer, to SKR"),
    "mentor_question": _("Question about being mentor"),
    "mentor_receipt": _("Receipt for a mentor’s answer"),
    "mentor_released": _("Not needed as mentor this time"),
    "participant_left": _("A participant has left"),
    "participant_returned": _("A participant takes part again"),
    "receipt": _("Receipt for an application"),
    "reminder": _("Reminder"),
    "report_approved": _("Approved result report"),
    "report_returned": _("Returned result report"),
    "round_opened": _("A round has opened"),
    "sign_up": _("Registration for an open meeting"),
    "signature_asked": _("Question to the signatory"),
    "subscription": _("Confirmation of a subscription"),
    "team_change": _("Change in a team"),
    "team_leaver": _("To the person who leaves a team"),
    "team_newcomer": _("To the person who is new in a team"),
    "timeline_moved": _("Moved dates in a round"),
    "withdrawn": _("Withdrawn application"),
}


def kind_in_words(kind: str) -> str:
    """One that has no word of its own is shown by its name in the code."""
    return str(KINDS.get(kind, kind))
