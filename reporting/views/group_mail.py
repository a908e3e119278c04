"""SKR writes to a group: whom it reaches, how it reads, and then it is sent."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.generic import TemplateView

from modellkonceptet.form_fields import whole_number
from modellkonceptet.notifications.mailing_letters import PLACEHOLDERS
from modellkonceptet.notifications.models import Mailing, MailTemplate, Message
from modellkonceptet.notifications.services.mailings import (
    save_template,
    send_mailing,
    send_trial,
    texts_of,
)
from modellkonceptet.views import PermissionView, ServiceFormView, add_errors
from reporting.forms.group_mail import AUDIENCE, LETTER, NAME, TEXTS, GroupMailForm
from reporting.group_mail import Audience, choice_in_words
from reporting.group_mail_page import Offer, Preview, earlier_mailings, previews, trial_receiver

PAGE_SIZE = 50
PAGE = reverse_lazy("reporting:group_mail")


class OfGroupMail(ServiceFormView):
    """The page with its form, whichever of its buttons was pressed."""

    permission = "notifications.write_to_group"
    template_name = "reporting/group_mail.html"
    form_class = GroupMailForm
    needs: tuple[str, ...] = (AUDIENCE, LETTER)

    @cached_property
    def offer(self) -> Offer:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return Offer(self.request.user, asked.get("cohort", ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offer": self.offer, "needs": self.needs}

    def audience(self, form: GroupMailForm) -> Audience | None:
        """Only where the form says whom it goes to."""
        wrong = {"cohort", "people", "organisations", "group"}
        wrong |= {"applicant_states", "participant_states"}
        if not form.is_bound or wrong & form.errors.keys() or not form.cleaned_data.get("people"):
            return None
        return Audience(form.choice(), self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form: GroupMailForm = context["form"]
        audience = context.setdefault("audience", self.audience(form))
        shown = self.previews(form, audience) if form.is_bound else []
        return context | {
            "offer": self.offer,
            "previews": shown,
            "wrong": [error for name in TEXTS for error in form.errors.get(name, ())],
            "crumbs": crumbs((_("Write to a group"), "")),
        }

    def previews(self, form: GroupMailForm, audience: Audience | None) -> list[Preview]:
        """The mail to the first receiver, or as long as there is none to oneself."""
        texts = form.texts()
        if self.offer.cohort is None or not (texts.subject_sv or texts.text_sv):
            return []
        first = next(iter(audience.receivers), None) if audience else None
        like = trial_receiver(self.request.user, self.offer.cohort, first)
        return previews(texts, first.receiver() if first else like)


class GroupMailPage(OfGroupMail):
    """Shows receivers and preview; nothing here changes anything."""

    @cached_property
    def step(self) -> str:
        """Which button was pressed; htmx asks for the preview."""
        return self.request.POST.get("do", "")

    @property
    def is_partial(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def get_initial(self) -> dict[str, Any]:
        """What an address can name beside the round: a template to begin with."""
        template = self.request.GET.get("template", "")
        return self._from_template(template) | {"template": template}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs["needs"] = (AUDIENCE,) if self.step == "show" else ()
        if self.step == "template":
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"].update(self._from_template(kwargs["data"].get("template", "")))
        return kwargs

    def _from_template(self, asked: str) -> dict[str, str]:
        template = self.offer.templates.get(whole_number(asked) or 0)
        return vars(texts_of(template)) if template else {}

    def form_valid(self, form: GroupMailForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form: GroupMailForm) -> HttpResponse:
        return self.form_valid(form) if self.is_partial else super().form_invalid(form)

    def get_template_names(self) -> list[str]:
        return ["reporting/group_mail_preview.html" if self.is_partial else self.template_name]


class ConfirmGroupMail(OfGroupMail):
    """Asks once more: how many, who, what, and from when."""

    http_method_names = ["post"]

    def form_valid(self, form: GroupMailForm) -> HttpResponse:
        audience = self.audience(form)
        if audience is None or not audience.receivers:
            form.add_error(None, _("There is nobody to write to."))
            return self.form_invalid(form)
        self.template_name = "reporting/group_mail_confirm.html"
        minutes = -(-audience.reached // settings.MAILS_PER_MINUTE)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                audience=audience,
                minutes=minutes,
                has_gaps=form.texts().has_gaps,
                words=choice_in_words(form.choice(), self.offer.organisations),
            )
        )


class SendGroupMail(OfGroupMail):
    http_method_names = ["post"]
    success_url = reverse_lazy("reporting:mailings")

    def call_service(self, form: GroupMailForm) -> Mailing:
        audience = Audience(form.choice(), self.request.user)
        if form.cleaned_data["seen"] != audience.fingerprint:
            raise ValidationError(_("Who gets the mail has changed. Look at the receivers again."))
        with override("sv"):
            words = choice_in_words(form.choice(), self.offer.organisations)
        return send_mailing(
            ticket=form.cleaned_data["ticket"],
            **vars(form.texts()),
            topic=form.choice().topic,
            audience_words=words,
            letters=audience.letters(),
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        count = self.result.recipients
        words = ngettext("The mail goes to %(n)d person.", "The mail goes to %(n)d people.", count)
        messages.success(self.request, words % {"n": count})
        return super().get_success_url()


class StaysOnPage(OfGroupMail):
    """Does something beside, and shows the page as it was."""

    http_method_names = ["post"]

    def said(self) -> str:
        raise NotImplementedError

    def form_valid(self, form: GroupMailForm) -> HttpResponse:
        try:
            self.result = self.call_service(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.said())
        return self.render_to_response(self.get_context_data(form=form))


class TryGroupMail(StaysOnPage):
    needs = (LETTER,)

    def call_service(self, form: GroupMailForm) -> list[Message]:
        audience = self.audience(form)
        first = next(iter(audience.receivers), None) if audience else None
        return send_trial(
            ticket=form.cleaned_data["ticket"],
            texts=form.texts(),
            receiver=trial_receiver(self.request.user, form.cleaned_data["cohort"], first),
            actor=self.request.user,
        )

    def said(self) -> str:
        return _("A trial is on its way to %(address)s.") % {"address": self.result[0].to_email}


class KeepAsTemplate(StaysOnPage):
    needs = (LETTER, NAME)

    def call_service(self, form: GroupMailForm) -> MailTemplate:
        return save_template(
            keep_as=form.cleaned_data["keep_as"],
            texts=form.texts(),
            known=PLACEHOLDERS,
            actor=self.request.user,
        )

    def said(self) -> str:
        return _("The template “%(name)s” is saved.") % {"name": self.result.name}


class EarlierMailings(PermissionView, TemplateView):
    """What has been written to groups, and how far its mails have come."""

    permission = "notifications.write_to_group"
    template_name = "reporting/group_mail_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(earlier_mailings(self.request.user), PAGE_SIZE)
        return super().get_context_data(
            page_obj=pages.get_page(self.request.GET.get("page")),
            crumbs=crumbs((_("Write to a group"), str(PAGE)), (_("Earlier mails"), "")),
            **kwargs,
        )


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """From SKR's desk to the page."""
    found = [(_("SKR"), reverse("reporting:desk")), *steps]
    return [{"label": label, "url": url} for label, url in found]
