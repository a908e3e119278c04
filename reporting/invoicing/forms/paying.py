"""Forms of payments and of the bank's files."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField
from reporting.invoicing.kronor import read_kronor
from reporting.invoicing.models import Invoice
from reporting.invoicing.services.paying import MOST_BYTES


class KronorField(PlainCharField):
    """An amount as people write it: “62 500,00”, “62500.00”, with a minus in front if paid back."""

    default_error_messages = {
        "amount": _("Write the amount in kronor, for instance 62 500,00."),
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if (amount := read_kronor(text)) is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        return amount

    def run_validators(self, value: Any) -> None:
        """Those of a text do not count digits."""


class BankFileForm(PlainForm):
    file = forms.FileField(
        label=_("File from the bank"),
        widget=forms.FileInput({"accept": ".txt,.bgmax,.csv,text/plain,text/csv"}),
        help_text=_("BgMax, or a CSV table with the columns date, amount and reference."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )

    def content(self) -> bytes:
        """No more is read than shows that it is too much."""
        read: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return read


class PaymentForm(PlainForm):
    """`token` is the page's own, so that a form sent twice is one payment."""

    amount = KronorField(
        label=_("Amount, kronor"),
        help_text=_("With a minus in front, it is money paid back."),
        error_messages={"required": _("Write the amount.")},
    )
    paid_on = CivilDateField(label=_("Paid"))
    note = PlainCharField(label=_("Note (optional)"), max_length=500, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)


class AssignForm(PlainForm):
    number = PlainCharField(
        label=_("Invoice number"),
        max_length=20,
        error_messages={"required": _("Write the number of the invoice.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_number(self) -> Invoice:
        invoices = Invoice.objects.visible_to(self.user).invoices()
        found: Invoice | None = invoices.filter(number=self.cleaned_data["number"]).first()
        if found is None:
            raise ValidationError(_("There is no invoice with that number."), code="unknown")
        return found


class SettleForm(PlainForm):
    note = PlainCharField(
        label=_("What was done about it"),
        max_length=500,
        help_text=_("For instance: paid back to the sender 3 March."),
        error_messages={"required": _("Write what was done about the payment.")},
    )


class TakeBackForm(PlainForm):
    note = PlainCharField(
        label=_("Why it is taken back"),
        max_length=500,
        error_messages={"required": _("Say why it is taken back.")},
    )
