"""The section "Invoice and wishes", with the signatory where the round asks for one."""

from functools import cached_property
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import ean
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr, postnummer

from applications.answers import InvoiceAnswer, SignatoryAnswer
from applications.forms.section import SectionForm, optional, required
from cohorts.models import Organisation
from cohorts.reference_pattern import fits
from modellkonceptet.plain_text import PlainCharField, PlainEmailField, PlainTextField

ORGANISATION_NUMBER, GLN = "0007", "0088"
SCHEMES = {
    ORGANISATION_NUMBER: _("Organisation number (0007)"),
    GLN: _("GLN, location number (0088)"),
}
MOST_PARTNERS = 3
PARTNERS = tuple(f"partner{number}" for number in range(1, MOST_PARTNERS + 1))
INVOICE = ("reference", "address", "postcode", "town", "email", "peppol_scheme", "peppol_id")
SIGNATORY = ("signatory_name", "signatory_title", "signatory_email")


class PartnerField(PlainCharField):
    """The name of an organisation, typed or chosen from the list of names."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=150,
            required=False,
            widget=forms.TextInput({"list": "organisations", "autocomplete": "off"}),
            **kwargs,
        )


class InvoiceForm(SectionForm):
    reference = PlainCharField(
        label=_("Reference for the invoice"),
        max_length=60,
        widget=forms.TextInput({"class": "w-s"}),
        error_messages=required(_("Write the reference that the invoice is to carry")),
    )
    address = PlainTextField(
        label=_("Invoice address"),
        max_length=300,
        widget=forms.Textarea({"rows": "3", "autocomplete": "off"}),
        error_messages=required(_("Write the address that the invoice is to be sent to")),
    )
    postcode = PlainCharField(
        label=_("Postcode"),
        max_length=12,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric"}),
        error_messages=required(_("Write the postcode, for instance 221 00")),
    )
    town = PlainCharField(
        label=_("Town"),
        max_length=60,
        widget=forms.TextInput({"class": "w-m"}),
        error_messages=required(_("Write the town")),
    )
    email = PlainEmailField(
        label=_("E-mail for invoices"),
        help_text=_("Rather a shared mailbox than a person’s own."),
        error_messages=required(
            _("Write an e-mail address for invoices"),
            invalid=_("Write the whole e-mail address, for instance faktura@kommunen.se"),
        ),
    )
    peppol_scheme = forms.ChoiceField(
        label=optional(_("Kind of Peppol id")),
        help_text=_("For an e-invoice. Your finance office knows."),
        choices=[("", _("Choose")), *SCHEMES.items()],
        required=False,
        error_messages=required(_("Choose which kind of Peppol id it is")),
    )
    peppol_id = PlainCharField(
        label=optional(_("Peppol id")),
        help_text=_("Ten digits for an organisation number, thirteen for a GLN."),
        max_length=50,
        required=False,
        widget=forms.TextInput({"class": "w-s", "inputmode": "numeric"}),
        error_messages=required(_("Write the Peppol id, or choose no kind")),
    )
    partner1 = PartnerField(
        label=optional(_("Whom do you want to work with?")),
        help_text=_("Begin typing the name of a municipality or region. Up to three."),
    )
    partner2 = PartnerField(label=optional(_("Second wish")))
    partner3 = PartnerField(label=optional(_("Third wish")))
    wished_theme = PlainCharField(
        label=optional(_("Theme you want to share with others")),
        max_length=200,
        required=False,
    )
    signatory_name = PlainCharField(
        label=_("Name"),
        max_length=150,
        error_messages=required(_("Write the name of the person who confirms the application")),
    )
    signatory_title = PlainCharField(
        label=_("Title"),
        max_length=150,
        error_messages=required(_("Write the title of the person who confirms the application")),
    )
    signatory_email = PlainEmailField(
        label=_("E-mail address"),
        error_messages=required(
            _("Write the e-mail address of the person who confirms the application"),
            invalid=_("Write the whole e-mail address, for instance namn@kommunen.se"),
        ),
    )

    missing_words = {
        "email": _("E-mail for invoices"),
        "signatory_name": _("Who confirms the application"),
        "signatory_title": _("Title of the person who confirms"),
        "signatory_email": _("E-mail address of the person who confirms"),
    }

    def build(self) -> None:
        left_out: tuple[str, ...] = ()
        if not self.case.terms.fee:
            left_out += INVOICE
        if not self.case.terms.asks_signatory:
            left_out += SIGNATORY
        for name in left_out:
            del self.fields[name]
        if "reference" in self.fields:
            self.fields["reference"].help_text = self.case.application.organisation.reference_hint

    def layout(self) -> Layout:
        wishes = [name for name in self.fields if name not in INVOICE + SIGNATORY]
        groups = [Fieldset(gettext("Your wishes"), *wishes)]
        if "reference" in self.fields:
            groups.insert(0, Fieldset(gettext("The invoice"), *INVOICE))
        if "signatory_name" in self.fields:
            groups.append(Fieldset(gettext("Who confirms the application"), *SIGNATORY))
        return Layout(*groups)

    @cached_property
    def partners(self) -> dict[str, Organisation]:
        """All organisations by name whatever its case, read only where a wish is typed."""
        if not any(self.typed(name) for name in PARTNERS):
            return {}
        found: dict[str, Organisation] = {}
        for one in Organisation.objects.only("name", "official_name", "kind"):
            for name in {one.official_name.casefold(), one.name.casefold()}:
                # Gotland stands twice, as municipality and as region: prefer one's own kind.
                if name not in found or one.kind == self.case.kind:
                    found[name] = one
        return found

    def clean_reference(self) -> str:
        value: str = self.cleaned_data["reference"]
        organisation = self.case.application.organisation
        if not fits(organisation.reference_pattern, value):
            raise forms.ValidationError(
                _("This is not how references are written at %(organisation)s. %(hint)s"),
                code="reference",
                params={"organisation": organisation, "hint": organisation.reference_hint},
            )
        return value

    def clean_postcode(self) -> str:
        try:
            return str(postnummer.format(postnummer.validate(self.cleaned_data["postcode"])))
        except NumberError:
            raise forms.ValidationError(
                _("Write the postcode with five digits, for instance 221 00"), code="postcode"
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_peppol(cleaned)
        self._check_partners(cleaned)
        return cleaned

    def _check_peppol(self, cleaned: dict[str, Any]) -> None:
        scheme, number = cleaned.get("peppol_scheme"), cleaned.get("peppol_id")
        if bool(scheme) != bool(number):
            empty = "peppol_id" if scheme else "peppol_scheme"
            if empty not in self.errors:
                self.leave_out(empty)
            return
        if not scheme or not number:
            return
        try:
            if scheme == ORGANISATION_NUMBER:
                cleaned["peppol_id"] = orgnr.validate(number)
            else:
                cleaned["peppol_id"] = ean.validate(number)
                if len(cleaned["peppol_id"]) != 13:
                    raise NumberError
        except NumberError:
            self.add_error(
                "peppol_id",
                forms.ValidationError(
                    _(
                        "The Peppol id does not add up. An organisation number has ten digits and "
                        "a GLN thirteen; the last is a check digit."
                    ),
                    code="peppol",
                ),
            )

    def _check_partners(self, cleaned: dict[str, Any]) -> None:
        own = self.case.application.organisation_id
        seen: set[int] = set()
        for name in PARTNERS:
            typed = cleaned.get(name)
            if not typed:
                continue
            partner = self.partners.get(typed.casefold())
            if partner is None:
                self._refuse(name, _("We do not know “%(name)s”. Choose a name from the list."))
            elif partner.pk == own:
                self._refuse(name, _("This is your own organisation. Choose another."))
            elif partner.pk in seen:
                self._refuse(name, _("%(name)s is wished for twice."))
            else:
                seen.add(partner.pk)

    def _refuse(self, name: str, message: Any) -> None:
        params = {"name": self.cleaned_data[name]}
        self.add_error(name, forms.ValidationError(message, code="partner", params=params))

    def plain_label(self, name: str) -> str:
        if name in SIGNATORY:
            return str(self.missing_words[name])
        return super().plain_label(name)

    def summary(self) -> str:
        if "reference" in self.fields:
            return gettext("Reference %(reference)s, %(town)s") % self.cleaned_data
        wishes = [self.cleaned_data[name] for name in PARTNERS if self.cleaned_data[name]]
        return ", ".join(wishes)

    def typed_answer(self) -> InvoiceAnswer:
        cleaned = self.cleaned_data
        signatory = None
        if "signatory_name" in cleaned:
            signatory = SignatoryAnswer(*(cleaned[name] for name in SIGNATORY))
        return InvoiceAnswer(
            **{name: cleaned.get(name, "") for name in INVOICE},
            wished_partner_ids=[
                self.partners[cleaned[name].casefold()].pk for name in PARTNERS if cleaned[name]
            ],
            wished_theme=cleaned["wished_theme"],
            signatory=signatory,
        )
