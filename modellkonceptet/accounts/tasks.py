"""Housekeeping of accounts."""

from celery import shared_task

from modellkonceptet.accounts import services


@shared_task
def remove_unused_accounts() -> None:
    services.remove_unused_accounts()
