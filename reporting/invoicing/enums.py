"""Choices of invoices."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_OCR = 25  # digits
SHORTEST_OCR = 10  # where it is fixed: the series, the year, four of the number, a check digit


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class VatMode(models.TextChoices):
    """By their letters in EN 16931 (code list UNCL5305)."""

    STANDARD = "S", _("VAT on top of the fee")
    EXEMPT = "E", _("Exempt from VAT")
    OUTSIDE = "O", _("Outside the scope of VAT")


class OcrLevel(models.TextChoices):
    """What the bank checks of a reference; SKR's agreement with its bank says which."""

    CHECK_DIGIT = "check_digit", _("Check digit")
    LENGTH_DIGIT = "length_digit", _("Check digit and length digit")
    FIXED_LENGTH = "fixed_length", _("Check digit and fixed length")


class FileForm(models.TextChoices):
    PDF = "pdf", _("PDF")
    XML = "xml", _("e-invoice (XML)")


class RunRowState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ISSUED = "issued", _("Issued")
    REFUSED = "refused", _("Not issued")


class SendingWay(models.TextChoices):
    MAIL = "mail", _("Mail with PDF")
    PROVIDER = "provider", _("Handed to the access point")
    BY_HAND = "by_hand", _("Marked as sent by hand")


class PaymentSource(models.TextChoices):
    BGMAX = "bgmax", _("BgMax file")
    TABLE = "table", _("Table from the bank")
    HAND = "hand", _("By hand")


class Difference(models.TextChoices):
    """Why a payment could not be counted to an invoice by itself."""

    UNKNOWN = "unknown", _("No invoice has this OCR number.")
    SEVERAL = "several", _("The payment names several references.")
    AMOUNT = "amount", _("The amount is another than what is left of the invoice.")
    PAID = "paid", _("Nothing is left to pay of the invoice.")
    DEDUCTION = "deduction", _("It is a deduction, not a payment.")
    BANKGIRO = "bankgiro", _("It came in to another bankgiro number than ours.")
    TAKEN_BACK = "taken_back", _("It was counted to the wrong invoice and has been taken back.")


class Standing(models.TextChoices):
    """What has become of an invoice; `standing.py` says which."""

    TO_SEND = "to_send", pgettext_lazy("invoice", "To send")
    SENT = "sent", pgettext_lazy("invoice", "Sent")
    PART_PAID = "part_paid", pgettext_lazy("invoice", "Paid in part")
    PAID = "paid", pgettext_lazy("invoice", "Paid")
    OVERDUE = "overdue", pgettext_lazy("invoice", "Overdue")
    CREDITED = "credited", pgettext_lazy("invoice", "Credited")

    @property
    def for_buyer(self) -> Any:
        """Whether SKR has sent it is SKR's matter; the buyer is to pay either way."""
        is_to_pay = self in (Standing.TO_SEND, Standing.SENT)
        return pgettext_lazy("invoice", "To pay") if is_to_pay else self.label
