"""Background work: files that were ordered. Each task may run twice."""

from celery import shared_task

from reporting.makers import MAKERS
from reporting.services import file_orders


@shared_task
def make_files(order_id: int) -> None:
    file_orders.make_files(order_id=order_id, makers=MAKERS)


@shared_task
def sweep_files() -> None:
    file_orders.resume_orders(makers=MAKERS)


@shared_task
def forget_files() -> None:
    file_orders.forget_files()
