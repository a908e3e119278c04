"""The form of a credit note."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField
from modellkonceptet.widgets import hinted
from reporting.invoicing.forms.paying import KronorField
from reporting.invoicing.services.crediting import LONGEST_REASON


class Extent(models.TextChoices):
    ALL = "all", _("All that is left of the invoice")
    PART = "part", _("A part of it")
    REISSUE = "reissue", _("All, and a new invoice at once")


class CreditForm(PlainForm):
    extent = forms.ChoiceField(
        label=_("How much is credited"),
        choices=[
            (Extent.ALL.value, Extent.ALL.label),
            (Extent.PART.value, Extent.PART.label),
            (
                Extent.REISSUE.value,
                hinted(
                    Extent.REISSUE.label,
                    _("The new one has today’s fee and invoice address, and a new due date."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much is credited.")},
    )
    amount = KronorField(
        label=_("Amount without VAT, kr"),
        help_text=_("Only where a part is credited. VAT is added as on the invoice."),
        required=False,
        localize=True,
        widget=forms.TextInput({"class": "w-s", "inputmode": "decimal"}),
    )
    reason = PlainCharField(
        label=_("Why"),
        help_text=_("Stands on the credit note, for the buyer to read."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why the invoice is credited.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        is_part = found.get("extent") == Extent.PART
        if is_part and found.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Write how much is credited."))
        if not is_part:
            self.errors.pop("amount", None)  # what stands there does not count
        return found
