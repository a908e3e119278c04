"""Writing mails, delivering and handling them, and reminding; each in its module."""

from modellkonceptet.notifications.services.delivering import (
    deliver_message,
    deliver_waiting,
    reclaim_abandoned,
)
from modellkonceptet.notifications.services.retention import forget_mails
from modellkonceptet.notifications.services.writing import (
    queue_mail,
    queue_mail_to,
    queue_mails,
    release_with_document,
)

__all__ = [
    "deliver_message",
    "deliver_waiting",
    "forget_mails",
    "queue_mail",
    "queue_mail_to",
    "queue_mails",
    "reclaim_abandoned",
    "release_with_document",
]
