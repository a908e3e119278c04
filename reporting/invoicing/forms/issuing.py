"""Forms around issuing: another fee, an invoice address, the seller's settings, VAT confirmed."""

import re
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import postnummer

from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField, PlainTextField
from reporting.invoicing.enums import LONGEST_OCR, SHORTEST_OCR, OcrLevel, VatMode
from reporting.invoicing.forms.paying import KronorField
from reporting.invoicing.models import InvoicingSettings
from reporting.invoicing.numbers import (
    GLN,
    ORGANISATION,
    is_bankgiro,
    is_endpoint,
    is_organisation_number,
    is_vat_number,
)

SCHEMES = (
    (ORGANISATION, _("Organisation number (0007)")),
    (GLN, _("GLN, location number (0088)")),
)
# Bookkeeping plans have accounts of four digits.
LOWEST_ACCOUNT, HIGHEST_ACCOUNT = 1000, 9999
_PREFIX = re.compile("[A-Za-z0-9]+")


class SeenForm(PlainForm):
    """With the version that the page showed."""

    seen = forms.CharField(required=False, max_length=9, widget=forms.HiddenInput)

    @property
    def seen_version(self) -> int:
        return whole_number(self.cleaned_data["seen"]) or 0

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class FeeForm(PlainForm):
    fee = KronorField(
        label=_("Fee, kronor"),
        help_text=_("0 where nothing is to be paid: then no invoice is issued."),
        widget=forms.TextInput({"class": "w-s", "inputmode": "decimal"}),
        error_messages={"required": _("Write the fee, for instance 25 000.")},
    )
    reason = PlainCharField(
        label=_("Reason"),
        help_text=_("Stays with the decision; the participant does not see it."),
        max_length=500,
        error_messages={"required": _("Say why the fee is another.")},
    )


class BillingForm(SeenForm):
    """What the service refuses it refuses by field."""

    reference = PlainCharField(
        label=_("Reference for the invoice"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    address = PlainTextField(
        label=_("Invoice address"),
        help_text=_("Street or box, without postcode and town."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": "3", "autocomplete": "off"}),
    )
    postcode = PlainCharField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric"}),
    )
    town = PlainCharField(
        label=_("Town"), max_length=60, required=False, widget=forms.TextInput({"class": "w-m"})
    )
    emails = PlainCharField(
        label=_("E-mail for invoices"),
        help_text=_("Rather a shared mailbox than a person’s own. Several with a comma between."),
        max_length=400,
        required=False,
    )
    peppol_scheme = forms.ChoiceField(
        label=_("Kind of Peppol id"), choices=[("", _("Choose")), *SCHEMES], required=False
    )
    peppol_id = PlainCharField(
        label=_("Peppol id"),
        help_text=_("Ten digits for an organisation number, thirteen for a GLN."),
        max_length=50,
        required=False,
        widget=forms.TextInput({"class": "w-s", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].help_text = hint


def _account(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=LOWEST_ACCOUNT,
        max_value=HIGHEST_ACCOUNT,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric"}),
    )


def _digits(text: str) -> str:
    """As people write numbers: with hyphens and spaces."""
    return text.replace("-", "").replace(" ", "")


class SettingsForm(SeenForm):
    """Every fact of the seller. What is empty is missing still; what is wrong is refused."""

    name = PlainCharField(label=_("Name"), max_length=150, required=False)
    organisation_number = PlainCharField(
        label=_("Organisation number"),
        help_text=_("Ten digits, for instance 222000-0315."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    vat_number = PlainCharField(
        label=_("VAT number"),
        help_text=_("SE, the organisation number, and 01."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    has_f_tax = forms.BooleanField(label=_("Approved for F-tax"), required=False)
    seat = PlainCharField(
        label=_("Seat"),
        help_text=_("The municipality in which the board has its seat."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"class": "w-m"}),
    )
    street = PlainCharField(label=_("Street or box"), max_length=100, required=False)
    postcode = PlainCharField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"class": "w-xs"}),
    )
    town = PlainCharField(
        label=_("Town"), max_length=60, required=False, widget=forms.TextInput({"class": "w-m"})
    )
    email = PlainEmailField(label=_("E-mail for questions about invoices"), required=False)
    peppol_scheme = forms.ChoiceField(label=_("Kind of Peppol id"), choices=SCHEMES)
    peppol_id = PlainCharField(
        label=_("Peppol id"),
        max_length=50,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    bankgiro = PlainCharField(
        label=_("Bankgiro"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    days_to_pay = forms.IntegerField(
        label=_("Days to pay"),
        help_text=_("From 10 to 90. When the last day is a holiday, the next day counts."),
        min_value=10,
        max_value=90,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric"}),
    )
    series = PlainCharField(
        label=_("Letters before invoice numbers"),
        help_text=_("May be empty. Another prefix begins another series of numbers."),
        max_length=5,
        required=False,
        widget=forms.TextInput({"class": "w-xs"}),
    )
    ocr_level = forms.ChoiceField(
        label=_("How the bank checks OCR numbers"),
        help_text=_("As SKR’s agreement with its bank says."),
        choices=OcrLevel.choices,
    )
    ocr_length = forms.IntegerField(
        label=_("Length of OCR numbers"),
        help_text=_("Only where the length is fixed; otherwise 0."),
        min_value=0,
        max_value=LONGEST_OCR,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric"}),
    )
    vat_mode = forms.ChoiceField(
        label=_("VAT on the fee"), choices=VatMode.choices, widget=forms.RadioSelect
    )
    vat_rate = forms.TypedChoiceField(
        label=_("VAT rate"),
        coerce=Decimal,
        choices=[
            ("25", _("25 per cent")),
            ("12", _("12 per cent")),
            ("6", _("6 per cent")),
            ("0", _("0, where no VAT is charged")),
        ],
    )
    includes_vat = forms.BooleanField(
        label=_("The fee is said with VAT in it"),
        help_text=_("Otherwise VAT is added to the fee."),
        required=False,
    )
    vat_ground = PlainCharField(
        label=_("Ground for no VAT"),
        help_text=_("Stands on the invoice where no VAT is charged."),
        max_length=200,
        required=False,
    )
    claims_account = _account(_("Account of claims"))
    revenue_account = _account(_("Account of fees"))
    vat_account = _account(_("Account of outgoing VAT"))
    bank_account = _account(_("Account of the bankgiro"))
    rounding_account = _account(_("Account of rounding"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "seen",
            Fieldset(
                gettext("Who invoices"),
                *("name", "organisation_number", "vat_number", "has_f_tax", "seat"),
                *("street", "postcode", "town", "email", "peppol_scheme", "peppol_id"),
            ),
            Fieldset(
                gettext("How it is paid"),
                *("bankgiro", "days_to_pay", "series", "ocr_level", "ocr_length"),
            ),
            Fieldset(gettext("VAT"), "vat_mode", "vat_rate", "includes_vat", "vat_ground"),
            Fieldset(
                gettext("Bookkeeping"),
                *("claims_account", "revenue_account", "vat_account"),
                *("bank_account", "rounding_account"),
            ),
        )

    @staticmethod
    def initial_of(row: InvoicingSettings) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in SettingsForm.base_fields if name != "seen"}
        return {**found, "vat_rate": str(int(row.vat_rate)), "seen": row.version}

    def clean_series(self) -> str:
        """Invoices' files are called by it too, and so are those in the access point's folder."""
        letters: str = self.cleaned_data["series"]
        if letters and not _PREFIX.fullmatch(letters):
            raise forms.ValidationError(_("Write letters from A to Z or digits, nothing else."))
        return letters

    def clean_organisation_number(self) -> str:
        number = _digits(self.cleaned_data["organisation_number"])
        if number and not is_organisation_number(number):
            raise forms.ValidationError(
                _("The organisation number does not add up: ten digits, the last a check digit.")
            )
        return number

    def clean_vat_number(self) -> str:
        number = _digits(self.cleaned_data["vat_number"]).upper()
        if number and not is_vat_number(number):
            raise forms.ValidationError(
                _("The VAT number does not add up: SE, the organisation number, and 01.")
            )
        return number

    def clean_bankgiro(self) -> str:
        number = _digits(self.cleaned_data["bankgiro"])
        if number and not is_bankgiro(number):
            raise forms.ValidationError(
                _("The bankgiro number does not add up: seven or eight digits with a check digit.")
            )
        return number

    def clean_postcode(self) -> str:
        typed = self.cleaned_data["postcode"]
        try:
            return str(postnummer.format(postnummer.validate(typed))) if typed else ""
        except NumberError:
            raise forms.ValidationError(
                _("Write the postcode with five digits, for instance 221 00")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        scheme, number = cleaned.get("peppol_scheme", ""), _digits(cleaned.get("peppol_id", ""))
        cleaned["peppol_id"] = number
        if number and not is_endpoint(scheme, number):
            self.add_error(
                "peppol_id",
                _(
                    "The Peppol id does not add up. An organisation number has ten digits and a"
                    " GLN thirteen; the last is a check digit."
                ),
            )
        own, vat = cleaned.get("organisation_number"), cleaned.get("vat_number")
        if own and vat and vat[2:12] != own:
            self.add_error(
                "vat_number", _("The VAT number is not that of the organisation number.")
            )
        is_fixed = cleaned.get("ocr_level") == OcrLevel.FIXED_LENGTH
        length = cleaned.get("ocr_length")
        if is_fixed and length is not None and length < SHORTEST_OCR:
            self.add_error(
                "ocr_length",
                _("Write how long the bank wants OCR numbers to be, at least %(n)d digits.")
                % {"n": SHORTEST_OCR},
            )
        self._check_vat(cleaned)
        return cleaned

    def _check_vat(self, cleaned: dict[str, Any]) -> None:
        """As the database has it: a rate where VAT is charged, else a ground."""
        if cleaned.get("vat_mode") == VatMode.STANDARD:
            if cleaned.get("vat_rate") == 0:
                self.add_error("vat_rate", _("Choose the rate, as VAT is charged."))
        elif "vat_mode" in cleaned:
            cleaned["vat_rate"] = Decimal(0)
            if not cleaned.get("vat_ground"):
                self.add_error("vat_ground", _("Say on what ground no VAT is charged."))


class ConfirmForm(SeenForm):
    name = PlainCharField(
        label=_("Your name"),
        help_text=_("Stands in the settings together with the day."),
        max_length=150,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "name"}),
        error_messages={"required": _("Write the name of the person who confirms.")},
    )
