"""SKR's outbox: the mails of a selection, and what is done with many at once."""

from typing import Any

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.forms.outbox import (
    OutboxFilterForm,
    whole_address,
)
from modellkonceptet.notifications.models import Mailing, Message
from modellkonceptet.notifications.outbox_figures import queue_figures
from modellkonceptet.notifications.outbox_page import (
    PAGE_SIZE,
    Selection,
    kinds_in,
    listed,
    outbox_of,
    receiver_path,
    rows_of,
)
from modellkonceptet.notifications.services import handling
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.views import PermissionView, ServiceFormView


def crumbs_to(*rest: tuple[str, str]) -> list[dict[str, str]]:
    desk, outbox = reverse("reporting:desk"), reverse("notifications:outbox")
    steps = [(_("SKR"), desk), (_("Outbox"), outbox), *rest]
    return [{"label": label, "url": url} for label, url in steps]


class OfOutbox(PermissionView):
    permission = "notifications.see_outbox"

    @property
    def mails(self) -> Any:
        return Message.objects.visible_to(self.request.user)

    @property
    def selection(self) -> Selection:
        return Selection.of(self.request.GET)


class OutboxPage(OfOutbox, TemplateView):
    """All mails, by state, kind and search."""

    template_name = "notifications/outbox.html"

    @property
    def mailing(self) -> Mailing | None:
        """The mail to a group whose mails are shown."""
        number = self.selection.mailing
        mailings = Mailing.objects.visible_to(self.request.user)
        return mailings.filter(pk=number).first() if number else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection
        outbox = outbox_of(self.mails, selection, queue_figures())
        chosen = selection.chosen(listed(self.mails))
        page = Paginator(chosen, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            crumbs=crumbs_to(),
            outbox=outbox,
            selection=selection,
            # Its query goes with the buttons for many: they concern every state but no page.
            narrowed=selection.query(state=""),
            mailing=self.mailing,
            form=OutboxFilterForm(self.request.GET, kinds=kinds_in(self.mails)),
            page_obj=page,
            rows=rows_of(page),
            total=page.paginator.count,
            may_handle=self.request.user.has_perm("notifications.handle_message"),
            **kwargs,
        )


class SearchOutbox(OfOutbox):
    """A whole address leads to its own page, so that no address stands in a log."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if address := whole_address(request.POST.get("q", "")):
            return redirect(receiver_path(address))
        return redirect(reverse("notifications:outbox") + Selection.of(request.POST).query())


class HandleMany(OfOutbox, ServiceFormView):
    """Something done with all mails of the selection that it can be done with."""

    permission = "notifications.handle_message"
    template_name = "notifications/outbox_many.html"
    form_class = PlainForm

    def concerned(self) -> Any:
        raise NotImplementedError

    def words(self, count: int) -> dict[str, Any]:
        """Title, button and what it means, for so many."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        return reverse("notifications:outbox") + self.selection.query()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = self.concerned().count()
        words = self.words(count)
        return super().get_context_data(
            count=count,
            selection=self.selection,
            back=self.back,
            crumbs=crumbs_to((words["title"], "")),
            **words,
            **kwargs,
        )


class HoldAll(HandleMany):
    def concerned(self) -> Any:
        return self.selection.narrowed(self.mails).filter(status=MessageStatus.QUEUED)

    def words(self, count: int) -> dict[str, Any]:
        title = ngettext("Hold %(n)d mail that waits", "Hold %(n)d mails that wait", count)
        button = ngettext("Hold %(n)d mail", "Hold %(n)d mails", count)
        return {
            "title": title % {"n": count},
            "button": button % {"n": count},
            "consequences": [
                _("They stay here until somebody at SKR releases or drops them."),
                _("Mails that are written afterwards are not held."),
            ],
        }

    def call_service(self, form: Any) -> int:
        return handling.hold_all(messages=self.concerned(), actor=self.request.user)

    def get_success_url(self) -> str:
        said = ngettext("%(n)d mail is held.", "%(n)d mails are held.", self.result)
        notices.success(self.request, said % {"n": self.result})
        return self.back


class ReleaseAll(HandleMany):
    """But those whose address does not work: each of them waits for its address."""

    def concerned(self) -> Any:
        held = self.selection.narrowed(self.mails).filter(status=MessageStatus.HELD)
        return held.exclude(note=ADDRESS_FAILS)

    def words(self, count: int) -> dict[str, Any]:
        title = ngettext("Release %(n)d held mail", "Release %(n)d held mails", count)
        button = ngettext("Release %(n)d mail", "Release %(n)d mails", count)
        return {
            "title": title % {"n": count},
            "button": button % {"n": count},
            "consequences": [
                _("They are sent at once, the oldest first."),
                _("A mail that has left can’t be taken back."),
                _("Mails to an address that does not work stay held."),
            ],
        }

    def call_service(self, form: Any) -> int:
        return handling.release_all(messages=self.concerned(), actor=self.request.user)

    def get_success_url(self) -> str:
        said = ngettext("%(n)d mail is released.", "%(n)d mails are released.", self.result)
        notices.success(self.request, said % {"n": self.result})
        return self.back
