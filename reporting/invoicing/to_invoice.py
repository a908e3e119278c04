"""What of a round is to be invoiced, as finance reads it: counts, a finding, and row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from reporting.invoicing.candidates import Candidate, candidates_of
from reporting.invoicing.enums import FileForm
from reporting.invoicing.models import Invoice, InvoiceFile, InvoiceRun

READY, LACKING, UNDECIDED, ISSUED, NOTHING = "ready", "lacking", "undecided", "issued", "nothing"


@dataclass(frozen=True)
class FeeOfRound:
    """What one kind of participant pays, and what the state pays of the ordinary price."""

    programme: str
    fee: Decimal | None
    list_price: Decimal | None

    @property
    def paid_by_state(self) -> Decimal | None:
        if self.fee is None or self.list_price is None or self.list_price <= self.fee:
            return None
        return self.list_price - self.fee


@dataclass(frozen=True)
class Row:
    """A participant, where it stands (`key`), and a mark with words for that."""

    candidate: Candidate

    @property
    def key(self) -> str:
        one = self.candidate
        if one.invoice is not None:
            return ISSUED
        if one.waits_for_decision:
            return UNDECIDED
        if not one.is_to_be_invoiced:
            return NOTHING
        return LACKING if one.gaps else READY

    @property
    def state(self) -> tuple[str, str]:
        return {
            ISSUED: ("done", _("Invoiced")),
            UNDECIDED: ("warn", _("Left the round: decide the fee")),
            NOTHING: ("tick", _("Nothing to invoice")),
            LACKING: ("half", _("Something is missing")),
            READY: ("open", _("Can be invoiced")),
        }[self.key]

    @property
    def explains_nothing(self) -> str:
        """Why there is nothing to invoice; "" where there is."""
        fee = self.candidate.fee
        if self.key != NOTHING:
            return ""
        return fee.reason or (_("The round has no fee.") if fee.amount is None else "")


class ToInvoice:
    """One round, in a fixed number of queries."""

    def __init__(self, cohort: Cohort, *, only: str = "") -> None:
        self.cohort = cohort
        self.only = only if only in (READY, LACKING, UNDECIDED, ISSUED, NOTHING) else ""

    @cached_property
    def every(self) -> list[Row]:
        return [Row(one) for one in candidates_of(self.cohort)]

    @property
    def rows(self) -> list[Row]:
        return [row for row in self.every if not self.only or row.key == self.only]

    @cached_property
    def count(self) -> dict[str, int]:
        found = dict.fromkeys((READY, LACKING, UNDECIDED, ISSUED, NOTHING), 0)
        for row in self.every:
            found[row.key] += 1
        return found

    @property
    def segments(self) -> list[tuple[str, str, int]]:
        """Key, words and number of those that hold somebody, "" first for all."""
        words = {
            READY: _("Can be invoiced"),
            LACKING: _("Something is missing"),
            UNDECIDED: _("Left the round"),
            ISSUED: _("Invoiced"),
            NOTHING: _("Nothing to invoice"),
        }
        held = [(key, words[key], self.count[key]) for key in words if self.count[key]]
        return [("", _("All"), len(self.every)), *held] if len(held) > 1 else []

    @cached_property
    def fees(self) -> list[FeeOfRound]:
        return [
            FeeOfRound(str(one.programme), one.fee, one.list_price)
            for one in self.cohort.terms.select_related("programme")
        ]

    @property
    def sum_ready(self) -> Decimal:
        """Kronor of those that can be invoiced, as the fees say them."""
        amounts = (row.candidate.fee.amount for row in self.every if row.key == READY)
        return sum((amount for amount in amounts if amount), Decimal(0))

    @property
    def finding(self) -> str:
        if not self.every:
            return _("Nobody takes part in the round yet")
        n = self.count
        ready = ngettext("one can be invoiced", "%(n)d can be invoiced", n[READY])
        lacking = ngettext("one lacks something", "%(n)d lack something", n[LACKING])
        left = ngettext(
            "one has left and waits for a decision",
            "%(n)d have left and wait for a decision",
            n[UNDECIDED],
        )
        parts = ((READY, ready), (LACKING, lacking), (UNDECIDED, left))
        said = ", ".join(words % {"n": n[key]} for key, words in parts if n[key])
        if said:
            return capfirst(said)
        if n[ISSUED]:
            return ngettext("The only one is invoiced", "All %(n)d are invoiced", n[ISSUED]) % {
                "n": n[ISSUED]
            }
        return _("There is nothing to invoice in this round")

    @cached_property
    def run(self) -> InvoiceRun | None:
        """The latest run of the round."""
        return InvoiceRun.objects.filter(cohort=self.cohort).first()


def rounds_to_invoice(user: Any) -> list[Cohort]:
    """Rounds with participants, those of which something waits first, by invoicing year.

    Each has `waits`: somebody takes part who has no invoice. That a fee of nothing has been
    decided, the round's own page says.
    """
    homes = Participation.objects.filter(cohort=OuterRef("pk"))
    uninvoiced = homes.exclude(pk__in=Invoice.objects.invoices().values("participation")).exclude(
        Q(status=ParticipationStatus.WITHDRAWN) & Q(fee_exception__fee=0)
    )
    rounds = (
        Cohort.objects.visible_to(user)
        .filter(Exists(homes), is_historical=False)
        .annotate(waits=Exists(uninvoiced))
    )
    return sorted(
        rounds, key=lambda one: (not one.waits, one.invoicing_year or 9999, one.starts_on is None)
    )


def state_of_run(run: InvoiceRun, rows: Sequence[Any], now: datetime) -> dict[str, Any]:
    """How far a run has come, from its rows and the files of its invoices; in one query.

    What takes longer than the sweeps wait is told: `late` are invoices whose files lack, and
    `is_stalled` says that nobody has issued anything for as long.
    """
    issued = [row for row in rows if row.invoice_id]
    refused = [row for row in rows if row.problem]
    made: dict[tuple[int, str], datetime] = {
        (invoice, form): at
        for invoice, form, at in InvoiceFile.objects.filter(invoice__run_row__run=run).values_list(
            "invoice", "form", "made_at"
        )
    }
    pdfs = sum((row.invoice_id, FileForm.PDF) in made for row in issued)
    xmls = sum((row.invoice_id, FileForm.XML) in made for row in issued)
    are_made = pdfs == xmls == len(issued)
    since = now - timedelta(seconds=settings.CLAIM_SECONDS)
    moved_at = max([run.ordered_at, *(row.invoice.issued_at for row in issued)])
    return {
        "run": run,
        "total": len(rows),
        "decided": len(issued) + len(refused),
        "issued": issued,
        "refused": refused,
        "sum": sum((row.invoice.payable for row in issued), Decimal(0)),
        "to_make": len(rows) - len(refused),
        "pdfs": pdfs,
        "xmls": xmls,
        "late": [
            row
            for row in issued
            if row.invoice.issued_at < since
            and not all((row.invoice_id, form) in made for form in FileForm)
        ],
        "is_stalled": not run.finished_at and moved_at < since,
        "ready_at": max([run.finished_at, *made.values()])
        if run.finished_at and are_made
        else None,
    }
