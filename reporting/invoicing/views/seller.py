"""The settings of invoices, and the confirmation of VAT by somebody of finance."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from modellkonceptet.views import ServiceFormView
from reporting.invoicing.forms.issuing import ConfirmForm, SeenForm, SettingsForm
from reporting.invoicing.models import InvoicingSettings
from reporting.invoicing.services.seller import change_settings, confirm_vat, read_settings
from reporting.invoicing.views.crumbs import crumbs_to


class _OfSettings(ServiceFormView):
    """Both forms stand on the same page; each has an address of its own."""

    permission = "invoicing.change_settings"
    template_name = "invoicing/settings.html"

    @cached_property
    def seller(self) -> InvoicingSettings:
        return read_settings()

    def get_success_url(self) -> str:
        return reverse("invoicing:settings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            seller=self.seller, crumbs=crumbs_to((_("Settings"), "")), **kwargs
        )
        form: SeenForm = context["form"]
        fresh = {"seen": self.seller.version}
        is_confirming = isinstance(form, ConfirmForm)
        context["settings_form"] = (
            SettingsForm(initial=SettingsForm.initial_of(self.seller)) if is_confirming else form
        )
        context["confirm_form"] = (
            form if is_confirming else ConfirmForm(initial=fresh, prefix="confirm")
        )
        return context


class SettingsPage(_OfSettings):
    form_class = SettingsForm

    def get_initial(self) -> dict[str, Any]:
        return SettingsForm.initial_of(self.seller)

    def call_service(self, form: Any) -> InvoicingSettings:
        saved = change_settings(values=form.values, seen=form.seen_version, actor=self.request.user)
        messages.success(self.request, _("Saved. Only invoices issued from now on are touched."))
        return saved


class ConfirmVat(_OfSettings):
    form_class = ConfirmForm
    prefix = "confirm"
    http_method_names = ["post"]

    def call_service(self, form: Any) -> InvoicingSettings:
        found = confirm_vat(
            name=form.cleaned_data["name"], seen=form.seen_version, actor=self.request.user
        )
        messages.success(self.request, _("Confirmed. Invoices can be issued."))
        return found
