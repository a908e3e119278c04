"""The form of an evaluation report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField


class EvaluationForm(PlainForm):
    title = PlainCharField(label=_("Title"), max_length=200)
    authors = PlainCharField(
        label=_("Who has done the evaluation"),
        max_length=200,
        help_text=_("Names or the organisation, as they shall stand in the archive."),
    )
    file = forms.FileField(
        label=_("The report as a PDF"),
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )
