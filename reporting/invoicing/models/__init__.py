"""Invoices with their files, what became of them, and the facts they are made from."""

from reporting.invoicing.models.billing import BillingAddress, FeeException
from reporting.invoicing.models.invoice import (
    Invoice,
    InvoiceFile,
    InvoiceRun,
    InvoiceRunRow,
    InvoiceSeries,
)
from reporting.invoicing.models.payment import BankFile, Payment
from reporting.invoicing.models.seller import InvoicingSettings
from reporting.invoicing.models.sending import Sending

__all__ = [
    "BankFile",
    "BillingAddress",
    "FeeException",
    "Invoice",
    "InvoiceFile",
    "InvoiceRun",
    "InvoiceRunRow",
    "InvoiceSeries",
    "InvoicingSettings",
    "Payment",
    "Sending",
]
