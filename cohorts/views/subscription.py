"""Being told when the next round opens: ask, confirm, stop."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.public import EmptyForm, SubscribeForm
from cohorts.services.subscriptions import confirm_subscription, subscribe, unsubscribe
from modellkonceptet.rate_limits import is_one_too_many
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView


class SubscribeView(ServiceFormView):
    """The answer is the same whether the address was on the list or not."""

    permission = PUBLIC
    login_required = False
    form_class = SubscribeForm
    template_name = "cohorts/subscribe.html"
    success_url = reverse_lazy("cohorts:subscribed")

    def call_service(self, form: SubscribeForm) -> Any:
        if is_one_too_many(self.request, "subscribe"):
            raise ValidationError(
                _("Many addresses have been entered from your network. Wait an hour and try again.")
            )
        return subscribe(email=form.cleaned_data["email"], language=get_language() or "sv")


class SubscribedView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "cohorts/subscribed.html"


class SignedLinkView(ServiceFormView):
    """A page with one button, from a signed link in a mail.

    Reading does nothing: programs of mail servers follow links before people do.
    """

    permission = PUBLIC
    login_required = False
    form_class = EmptyForm
    done_template: str

    def form_valid(self, form: EmptyForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code != 302:
            return response
        self.template_name = self.done_template
        return self.render_to_response(self.get_context_data(form=form))

    def get_success_url(self) -> str:
        return self.request.path


class ConfirmSubscriptionView(SignedLinkView):
    template_name = "cohorts/subscription_confirm.html"
    done_template = "cohorts/subscription_confirmed.html"

    def call_service(self, form: EmptyForm) -> Any:
        return confirm_subscription(token=self.kwargs["token"])


class UnsubscribeView(SignedLinkView):
    template_name = "cohorts/subscription_stop.html"
    done_template = "cohorts/subscription_stopped.html"

    def call_service(self, form: EmptyForm) -> Any:
        return unsubscribe(token=self.kwargs["token"])
