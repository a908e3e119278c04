"""The form of a quote for use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from reporting.services.quoting import MOST_QUOTE, MOST_SPEAKER


class QuoteForm(PlainForm):
    words = PlainTextField(
        label=_("Words to quote"),
        help_text=_("Copy them from the report: they must stand there word for word."),
        max_length=MOST_QUOTE,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the words that are quoted.")},
    )
    speaker = PlainCharField(
        label=_("Who says it"),
        help_text=_("A function, such as “chair of the board of education”, rather than a name."),
        max_length=MOST_SPEAKER,
        required=False,
    )
