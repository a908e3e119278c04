"""What happens by itself: invitations follow the teams, answers are read, people forgotten."""

from celery import shared_task
from django.conf import settings

from learning_meetings.reply_mailboxes import open_mailbox
from learning_meetings.services import (
    answers,
    calendar_answers,
    dissolved_groups,
    inviting,
    polls,
    sign_ups,
)


@shared_task
def align_invitations() -> None:
    """Whose group is gone is told that first: nobody is taken off a meeting that is off."""
    dissolved_groups.cancel_meetings_of_dissolved_groups()
    inviting.align_invitations()
    polls.refresh_open_polls()


@shared_task
def read_calendar_replies() -> None:
    """Nothing to do where answers come by link alone."""
    if settings.CALENDAR_REPLIES:
        with open_mailbox(settings.CALENDAR_REPLIES) as mailbox:
            calendar_answers.receive_replies(mailbox=mailbox)


@shared_task
def forget_people() -> None:
    """Special needs, sign-ups and votes about dates whose time is over."""
    answers.purge_needs()
    polls.forget_polls()
    sign_ups.forget_sign_ups()
