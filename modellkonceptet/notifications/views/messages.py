"""One mail of the outbox, with everything that can be done with it."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.forms.outbox import (
    DropForm,
    EditForm,
    HoldForm,
)
from modellkonceptet.notifications.message_page import actions_on, page_of, preview_of
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import handling
from modellkonceptet.notifications.views.outbox import OfOutbox, crumbs_to
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import ServiceFormView

IN_CRUMBS = 50  # characters of a subject


class OfMessage(OfOutbox):
    """A page about one mail."""

    def get_permission_object(self) -> Message:
        mails = self.mails.select_related("recipient", "mailing", "copy_of")
        return get_object_or_404(mails, pk=self.kwargs["pk"])

    @property
    def message(self) -> Message:
        found: Message = self.permission_object
        return found

    @property
    def page_url(self) -> str:
        return reverse("notifications:message", args=[self.message.pk])

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        subject = Truncator(self.message.subject).chars(IN_CRUMBS)
        return crumbs_to((subject, self.page_url if rest else ""), *rest)


class MessagePage(OfMessage, TemplateView):
    template_name = "notifications/message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            message=self.message,
            page=page_of(self.message),
            actions=actions_on(self.message, self.request.user),
            crumbs=self.crumbs(),
            **kwargs,
        )


class MessageForm(OfMessage, ServiceFormView):
    """Something done with the mail; back on its page."""

    permission = "notifications.handle_message"
    template_name = "notifications/message_form.html"
    form_class: Any = PlainForm
    action = ""
    title: Any = ""
    button: Any = ""
    done: Any = ""
    is_grave = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In other states there is nothing to do: an old page leads to how it is now."""
        if self.action not in actions_on(self.message, request.user):
            return redirect(self.page_url)
        return super().get(request, *args, **kwargs)

    def consequences(self) -> list[str]:
        return []

    def get_success_url(self) -> str:
        notices.success(self.request, str(self.done))
        return self.page_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            message=self.message,
            title=self.title,
            button=self.button,
            is_grave=self.is_grave,
            consequences=self.consequences(),
            back=self.page_url,
            crumbs=self.crumbs((str(self.title), "")),
            **kwargs,
        )


class HoldMessage(MessageForm):
    action = "hold"
    form_class = HoldForm
    title = gettext_lazy("Hold the mail")
    button = gettext_lazy("Hold the mail")
    done = gettext_lazy("The mail is held.")

    def consequences(self) -> list[str]:
        return [_("It stays here until somebody at SKR releases or drops it.")]

    def call_service(self, form: Any) -> Any:
        why = form.cleaned_data["why"]
        return handling.hold_message(message=self.message, why=why, actor=self.request.user)


class ReleaseMessage(MessageForm):
    action = "release"
    title = gettext_lazy("Release the mail")
    button = gettext_lazy("Release the mail")
    done = gettext_lazy("The mail is released.")

    def consequences(self) -> list[str]:
        return [_("It is sent at once. A mail that has left can’t be taken back.")]

    def call_service(self, form: Any) -> Any:
        return handling.release_message(message=self.message, actor=self.request.user)


class DropMessage(MessageForm):
    action = "drop"
    form_class = DropForm
    title = gettext_lazy("Drop the mail")
    button = gettext_lazy("Drop the mail")
    done = gettext_lazy("The mail is dropped.")
    is_grave = True

    def consequences(self) -> list[str]:
        return [_("It is never sent. It stays in the outbox to be read.")]

    def call_service(self, form: Any) -> Any:
        why = form.cleaned_data["why"]
        return handling.drop_message(message=self.message, why=why, actor=self.request.user)


class SendAgain(MessageForm):
    action = "send_again"
    title = gettext_lazy("Send the mail again")
    button = gettext_lazy("Send again")
    done = gettext_lazy("The mail is on its way.")

    def call_service(self, form: Any) -> Message:
        return handling.send_again(message=self.message, actor=self.request.user)

    def consequences(self) -> list[str]:
        if self.message.status != MessageStatus.FAILED:
            return [
                _("The receiver gets the same mail once more."),
                _("It stands in the outbox as a mail of its own."),
            ]
        return [_("The mail is tried from the beginning.")]

    def get_success_url(self) -> str:
        notices.success(self.request, str(self.done))
        return reverse("notifications:message", args=[self.result.pk])


class EditMessage(MessageForm):
    """The words of the mail; looked at before they are saved."""

    action = "edit"
    template_name = "notifications/message_edit.html"
    form_class = EditForm
    title = gettext_lazy("Edit the mail")
    button = gettext_lazy("Save")
    done = gettext_lazy("The mail has its new words.")

    def get_initial(self) -> dict[str, Any]:
        text = handling.text_for_editing(self.message)
        return {"subject": self.message.subject, "text": text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        words = getattr(context["form"], "cleaned_data", self.get_initial())
        return context | {"preview": preview_of(self.message, **words)}

    def form_valid(self, form: Any) -> HttpResponse:
        if "look" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, is_looked_at=True))
        return super().form_valid(form)

    def call_service(self, form: Any) -> Any:
        words = form.cleaned_data
        return handling.edit_message(message=self.message, **words, actor=self.request.user)
