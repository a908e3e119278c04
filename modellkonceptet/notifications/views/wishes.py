"""Which mails the owner of an address wants, by a link in a mail or on the own account."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from modellkonceptet.notifications.forms.wishes import RefuseForm, WishesForm
from modellkonceptet.notifications.models import MailAddress
from modellkonceptet.notifications.own_mails import ALWAYS, PAGE_SIZE, mails_of, rows_of
from modellkonceptet.notifications.services.wishing import choose_mails, refuse_all
from modellkonceptet.notifications.wishes import address_in
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView

OWN = "notifications.choose_own_mails"


class ChoosingView(ServiceFormView):
    """The form of one address; subclasses say which."""

    form_class = WishesForm

    @property
    def email(self) -> str:
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return WishesForm.initial_for(MailAddress.objects.filter(email__iexact=self.email).first())

    def call_service(self, form: Any) -> None:
        choose_mails(
            email=self.email,
            wanted=form.cleaned_data["topics"],
            weekday=form.cleaned_data["weekday"],
        )
        messages.success(self.request, _("Saved."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(email=self.email, always=ALWAYS, **kwargs)


class OwnWishes(ChoosingView):
    """On the own account."""

    permission = OWN
    template_name = "notifications/wishes_own.html"
    success_url = reverse_lazy("notifications:own_wishes")

    @property
    def email(self) -> str:
        return str(self.request.user.email)  # type: ignore[union-attr]


class OwnMails(PermissionView, TemplateView):
    """What has been written to the person: when, and whether it left."""

    permission = OWN
    template_name = "notifications/own_mails.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mails = mails_of(self.request.user)
        page = Paginator(mails, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, rows=rows_of(page.object_list), **kwargs)


class OfSignedAddress(PermissionView):
    """Reached by the signed link in a mail, without an account: whoever has it reads the address.

    Nothing else that is personal is shown. No search engine keeps the page, and no cache.
    """

    permission = PUBLIC

    @property
    def email(self) -> str:
        return address_in(self.kwargs["token"]) or ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.email:
            response = super().dispatch(request, *args, **kwargs)
        else:
            response = render(request, "notifications/wishes_gone.html", status=404)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


class WishesPage(OfSignedAddress, ChoosingView):
    template_name = "notifications/wishes.html"

    def get_success_url(self) -> str:
        return self.request.path


# A mail server that unsubscribes for its user (RFC 8058) has neither our cookie nor the token of a
# form. Exempting this one view is safe: no session counts here, whoever sends the request must
# know the signed address in the path, and all it can do is to stop mails that may be refused.
@method_decorator(csrf_exempt, name="dispatch")
class RefusePage(OfSignedAddress, ServiceFormView):
    """Reading asks; programs of mail servers follow links before people do."""

    template_name = "notifications/wishes_refuse.html"
    form_class = RefuseForm

    def get_initial(self) -> dict[str, Any]:
        return RefuseForm.initial_for(self.request.GET.getlist("amne"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return super().post(request, *args, **kwargs)
        refuse_all(email=self.email)
        return self.done()

    def form_valid(self, form: Any) -> HttpResponse:
        refuse_all(email=self.email, topics=form.cleaned_data["topics"])
        return self.done(form.labels())

    def done(self, topics: list[str] | None = None) -> HttpResponse:
        context = {"email": self.email, "topics": topics, "token": self.kwargs["token"]}
        return render(self.request, "notifications/wishes_refused.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(email=self.email, token=self.kwargs["token"], **kwargs)
