"""What the clock asks of stored records."""

from celery import shared_task

from modellkonceptet.records import services


@shared_task
def forget_charts() -> None:
    services.forget_charts()
