"""A round's invoices issued in the background, and one alone.

The run's rows say what must happen. Each is issued in a transaction of its own, which ends with
the row's new state: a worker that dies at any moment leaves the row waiting and no number used.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.models import Cohort, Participation
from modellkonceptet.celery import enqueue_on_commit
from reporting.invoicing.candidates import candidates_of
from reporting.invoicing.en16931 import OfficialRules, RulesUnavailableError
from reporting.invoicing.enums import RunRowState
from reporting.invoicing.models import Invoice, InvoiceRun, InvoiceRunRow
from reporting.invoicing.services.issuing import confirmed_settings, issue_invoice

logger = logging.getLogger(__name__)


def issue_alone(*, participation: Participation, actor: Any) -> Invoice:
    """Invoice one participant while somebody waits for the answer."""
    try:
        with OfficialRules() as official:
            return issue_invoice(participation=participation, actor=actor, official=official)
    except RulesUnavailableError as error:
        logger.exception("The official rules could not be run")
        raise ValidationError(
            _("The official rules could not be run, so nothing was issued. Try again."),
            code="unavailable",
        ) from error


def order_run(*, cohort: Cohort, actor: Any) -> InvoiceRun:
    """Order invoices for all of the round that can be invoiced now; `carry_out` issues them.

    Whoever orders while a run of the round goes on gets that run.
    """
    if not actor.has_perm("invoicing.issue_invoice"):
        raise PermissionDenied
    unfinished = InvoiceRun.objects.filter(cohort=cohort, finished_at=None)
    if found := unfinished.first():
        return found
    confirmed_settings()
    ready = [one.participation for one in candidates_of(cohort) if one.is_ready]
    if not ready:
        raise ValidationError(_("Nothing in this round can be invoiced now."), code="nothing")
    try:
        with transaction.atomic():
            run = InvoiceRun.objects.create(cohort=cohort, ordered_by=actor)
            InvoiceRunRow.objects.bulk_create(
                InvoiceRunRow(run=run, participation=one) for one in ready
            )
            enqueue_on_commit("reporting.invoicing.tasks.carry_out_run", run.pk)
            return run
    except IntegrityError:  # somebody was faster by a moment
        return InvoiceRun.objects.filter(cohort=cohort).latest("pk")


def carry_out(*, run_id: int) -> None:
    """Issue what waits, row by row; may run twice, also at the same time."""
    run = InvoiceRun.objects.select_related("ordered_by").get(pk=run_id)
    language = getattr(run.ordered_by, "language", "") or settings.LANGUAGE_CODE
    with override(language), OfficialRules() as official:
        while _issue_next(run, official):
            pass
    waiting = InvoiceRunRow.objects.filter(run=run, state=RunRowState.WAITING)
    if not waiting.exists():
        InvoiceRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=timezone.now())


def stalled_runs() -> list[int]:
    """Runs on which nobody has done anything for a while: the worker died, or never came."""
    since = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS)
    return list(
        InvoiceRun.objects.filter(finished_at=None, ordered_at__lt=since)
        .exclude(pk__in=InvoiceRunRow.objects.filter(invoice__issued_at__gte=since).values("run"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def _issue_next(run: InvoiceRun, official: OfficialRules) -> bool:
    """Decide one row; False when none waits that nobody else has in hand."""
    row = (
        InvoiceRunRow.objects.select_for_update(skip_locked=True)
        .filter(run=run, state=RunRowState.WAITING)
        .order_by("pk")
        .first()
    )
    if row is None:
        return False
    try:
        row.invoice = _issue(row.participation, run.ordered_by, official)
        row.state = RunRowState.ISSUED
    except ValidationError as error:
        row.state, row.problem = RunRowState.REFUSED, "\n".join(error.messages)
    except DatabaseError:
        raise  # the row waits for the sweep
    except Exception:  # one that cannot be issued must not keep the others waiting
        logger.exception("Row %d of run %d failed", row.pk, run.pk)
        row.state = RunRowState.REFUSED
        row.problem = _("Something went wrong, and it has been written down. Nothing was issued.")
    row.save(update_fields=["state", "invoice", "problem"])
    return True


def _issue(participation: Participation, actor: Any, official: OfficialRules) -> Invoice:
    """Once more where the process with the rules has ended meanwhile."""
    try:
        with transaction.atomic():
            return issue_invoice(participation=participation, actor=actor, official=official)
    except RulesUnavailableError:
        with transaction.atomic():
            return issue_invoice(participation=participation, actor=actor, official=official)
