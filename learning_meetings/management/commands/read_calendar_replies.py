"""Reads the answers that people's calendars have sent to the mailbox of CALENDAR_REPLIES."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learning_meetings.reply_mailboxes import MailboxError, open_mailbox
from learning_meetings.services.calendar_answers import receive_replies


class Command(BaseCommand):
    help = "Reads answers to invitations from the mailbox that CALENDAR_REPLIES names."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--mailbox", help="another mailbox than that of the setting")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["mailbox"] or settings.CALENDAR_REPLIES
        if not address:
            raise CommandError("CALENDAR_REPLIES is not set: there is no mailbox to read.")
        try:
            with open_mailbox(address) as mailbox:
                results = receive_replies(mailbox=mailbox)
        except MailboxError as error:
            raise CommandError(f"The mailbox cannot be read. {error}") from error
        total = results.total()
        self.stdout.write(f"{total} read" if total else "Nothing new.")
        for result, count in sorted(results.items()):
            self.stdout.write(f"  {result}: {count}")
