"""Everything that has been written to one address."""

from typing import Any

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from modellkonceptet.notifications.delivery_log import log_of, mails_to
from modellkonceptet.notifications.forms.outbox import FailingForm
from modellkonceptet.notifications.outbox_page import PAGE_SIZE, rows_of
from modellkonceptet.notifications.services import addresses
from modellkonceptet.notifications.views.outbox import OfOutbox, crumbs_to
from modellkonceptet.notifications.wishes import address_in
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import ServiceFormView


class OfReceiver(OfOutbox):
    """A page about one address; the token in its path is signed, and hidden in logs."""

    def get_permission_object(self) -> str:
        if address := address_in(self.kwargs["token"]):
            return address
        raise Http404

    @property
    def email(self) -> str:
        found: str = self.permission_object
        return found

    @property
    def page_url(self) -> str:
        return reverse("notifications:receiver", args=[self.kwargs["token"]])


class ReceiverPage(OfReceiver, TemplateView):
    template_name = "notifications/outbox_receiver.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(mails_to(self.mails, self.email), PAGE_SIZE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            receiver=log_of(self.email, self.request.user),
            page_obj=page,
            rows=rows_of(page),
            total=page.paginator.count,
            may_handle=self.request.user.has_perm("notifications.handle_message"),
            crumbs=crumbs_to((self.email, "")),
            **kwargs,
        )


class MarkAddress(OfReceiver, ServiceFormView):
    """A state of the address, said by SKR; back on its page."""

    permission = "notifications.handle_message"
    template_name = "notifications/message_form.html"

    def title(self) -> str:
        raise NotImplementedError

    def consequences(self) -> list[str]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title(),
            button=_("Save"),
            consequences=self.consequences(),
            back=self.page_url,
            crumbs=crumbs_to((self.email, self.page_url), (self.title(), "")),
            **kwargs,
        )


class MarkFailing(MarkAddress):
    form_class = FailingForm

    def title(self) -> str:
        return _("%(email)s does not work") % {"email": self.email}

    def consequences(self) -> list[str]:
        return [_("Mails to the address are held, those that wait now too, until it works again.")]

    def call_service(self, form: Any) -> Any:
        why = form.cleaned_data["why"]
        return addresses.mark_failing(email=self.email, why=why, actor=self.request.user)

    def get_success_url(self) -> str:
        notices.success(self.request, _("The address is marked. Mails to it are held."))
        return self.page_url


class MarkWorking(MarkAddress):
    form_class = PlainForm

    def title(self) -> str:
        return _("%(email)s works again") % {"email": self.email}

    def consequences(self) -> list[str]:
        return [
            _("Mails of the last seven days that are held because of the address are sent."),
            _("Older ones stay held: they may have been overtaken."),
        ]

    def call_service(self, form: Any) -> Any:
        return addresses.mark_working(email=self.email, actor=self.request.user)

    def get_success_url(self) -> str:
        said = _("The address is marked as working.")
        if self.result:
            words = ngettext(
                "%(n)d mail that was held is on its way.",
                "%(n)d mails that were held are on their way.",
                self.result,
            )
            said = f"{said} {words % {'n': self.result}}"
        notices.success(self.request, said)
        return self.page_url
