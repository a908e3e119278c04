"""Deliveries and reminders in the background, and the sweep that finds what the queue lost."""

from celery import shared_task

from modellkonceptet.notifications import services
from modellkonceptet.notifications.services.reminding import send_reminders


@shared_task
def deliver(message_id: int) -> None:
    services.deliver_message(message_id=message_id)


@shared_task
def sweep_outbox() -> None:
    services.reclaim_abandoned()
    services.deliver_waiting()


@shared_task
def remind() -> None:
    send_reminders()


@shared_task
def forget_mails() -> None:
    services.forget_mails()
