"""Background work of invoices. Each task may run twice."""

import logging

from celery import shared_task

from reporting.invoicing.services import invoice_files, runs

logger = logging.getLogger(__name__)


@shared_task
def make_files(invoice_id: int) -> None:
    invoice_files.make_files(invoice_id=invoice_id)


@shared_task
def sweep_files() -> None:
    """One that fails must not keep the others waiting."""
    for invoice_id in invoice_files.without_files():
        try:
            invoice_files.make_files(invoice_id=invoice_id)
        except Exception:
            logger.exception("The files of invoice %d could not be made", invoice_id)


@shared_task
def carry_out_run(run_id: int) -> None:
    runs.carry_out(run_id=run_id)


@shared_task
def sweep_runs() -> None:
    """One whose rules cannot be run must not keep the others waiting."""
    for run_id in runs.stalled_runs():
        try:
            runs.carry_out(run_id=run_id)
        except Exception:
            logger.exception("Run %d of invoices could not be carried out", run_id)
