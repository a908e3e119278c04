"""Forms of official figures: words to search for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField


class SearchForm(PlainForm):
    """Kolada itself says how short or long the words may be."""

    q = PlainCharField(
        label=_("Words of the indicator’s name"),
        max_length=100,
        help_text=_("Example: sick leave, upper secondary, elected"),
        error_messages={"required": _("Write what to search for.")},
        widget=forms.TextInput({"autocomplete": "off", "type": "search", "class": "w-m"}),
    )
