"""Deliveries in the background, and the sweep that finds what the queue lost."""

from celery import shared_task

from modellkonceptet.notifications import services


@shared_task
def deliver(message_id: int) -> None:
    services.deliver_message(message_id=message_id)


@shared_task
def sweep_outbox() -> None:
    services.reclaim_abandoned()
    for message_id in services.due_message_ids():
        services.deliver_message(message_id=message_id)
