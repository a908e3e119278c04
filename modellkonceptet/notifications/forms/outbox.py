"""What SKR writes when it handles a mail or an address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.mailing_letters import PLACEHOLDERS
from modellkonceptet.notifications.models import MailTemplate
from modellkonceptet.notifications.services.mailings import texts_of
from modellkonceptet.notifications.services.writing import LONGEST_SUBJECT
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField, clean_text

LONGEST_WHY = 300


class OutboxFilterForm(forms.Form):
    """What narrows the outbox. Sent by POST, so that a whole address stands in no log."""

    q = forms.CharField(label=_("Search address, name or subject"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    mailing = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["class"] = "form-control"
        self.fields["kind"].widget.attrs["class"] = "form-select"


def whole_address(text: str) -> str | None:
    """The text in lower case if it is an e-mail address and nothing else."""
    address = clean_text(text, multiline=False).lower()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address


class HoldForm(PlainForm):
    why = PlainCharField(
        label=_("Why (optional)"),
        max_length=LONGEST_WHY,
        required=False,
        help_text=_("Stands beside the mail in the outbox. The receiver does not see it."),
    )


class DropForm(PlainForm):
    why = PlainCharField(
        label=_("Why"),
        max_length=LONGEST_WHY,
        help_text=_("Stands beside the mail in the outbox. The receiver does not see it."),
        error_messages={"required": _("Write why, for those who look later.")},
    )


class FailingForm(PlainForm):
    why = PlainTextField(
        label=_("What you know"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For instance what the mail server answered, or that the person has left."),
        error_messages={"required": _("Write what you know, for those who look later.")},
    )


class EditForm(PlainForm):
    """The words of a mail before it leaves."""

    subject = PlainCharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": _("Write a subject.")},
    )
    text = PlainTextField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "An empty line begins a new paragraph. The greeting, the list of things to do and the "
            "last lines are added by themselves."
        ),
        error_messages={"required": _("Write a text.")},
    )


class MailTemplateForm(forms.ModelForm):
    """A template of the admin: its English is whole or not at all, its placeholders are known."""

    class Meta:
        model = MailTemplate
        fields = ("name", "subject_sv", "text_sv", "subject_en", "text_en", "is_active")

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or {}
        if not self.errors:
            texts_of(MailTemplate(**words)).refuse(PLACEHOLDERS)
        return words
