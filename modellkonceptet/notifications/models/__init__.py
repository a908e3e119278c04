"""The outbox, what is known of addresses, and the ledger of reminders."""

from modellkonceptet.notifications.models.address import MailAddress
from modellkonceptet.notifications.models.mailing import Mailing, MailTemplate
from modellkonceptet.notifications.models.message import Message
from modellkonceptet.notifications.models.reminder import Gate, Reminder

__all__ = ["Gate", "MailAddress", "MailTemplate", "Mailing", "Message", "Reminder"]
