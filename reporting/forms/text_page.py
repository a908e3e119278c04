"""SKR's form of a page or a text."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted
from reporting.enums import TextPlace
from reporting.models import TextPage
from reporting.models.text_page import MOST_TEXT
from reporting.services.text_pages import Typed

_NAMES = (
    "place",
    "slug",
    "title_sv",
    "title_en",
    "description_sv",
    "description_en",
    "body_sv",
    "body_en",
    "is_listed",
)


class TextPageForm(PlainForm):
    # The version that the page showed; the service compares.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=9)
    title_sv = PlainCharField(
        label=_("Title"), max_length=150, error_messages={"required": _("Write the title.")}
    )
    body_sv = PlainTextField(
        label=_("Text"),
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 18, "data-count": MOST_TEXT}),
        help_text=_("Markdown: ## heading, - list, **bold**, [words](https://address)."),
        error_messages={"required": _("Write the text.")},
    )
    description_sv = PlainCharField(
        label=_("In short (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("A sentence for lists, search engines and those one shares the page with."),
    )
    place = forms.ChoiceField(
        label=_("Where it stands"),
        choices=TextPlace.choices,
        initial=TextPlace.PAGE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it stands.")},
    )
    slug = PlainCharField(
        label=_("Address (optional)"),
        max_length=80,
        required=False,
        validators=[validate_slug],
        help_text=_(
            "The last part of a page’s address: small letters a–z, digits and hyphens. Empty: it is"
            " made from the title."
        ),
    )
    is_listed = forms.BooleanField(
        label=hinted(
            _("Listed under More about Modellkonceptet"),
            _("The page that the foot of every page leads to. Only for pages of their own."),
        ),
        required=False,
        initial=True,
    )
    title_en = PlainCharField(
        label=_("Title in English (optional)"),
        max_length=150,
        required=False,
        help_text=_("Where English is empty, the Swedish is shown."),
    )
    description_en = PlainCharField(
        label=_("In short, in English (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    body_en = PlainTextField(
        label=_("Text in English (optional)"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 10, "data-count": MOST_TEXT}),
    )

    def __init__(self, *args: Any, page: TextPage | None = None, **kwargs: Any) -> None:
        if page is not None:
            kwargs["initial"] = {name: getattr(page, name) for name in _NAMES} | {
                "seen": page.version
            }
        super().__init__(*args, **kwargs)

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    @property
    def base_version(self) -> int:
        return whole_number(self.cleaned_data["seen"]) or 0

    def typed(self) -> Typed:
        return Typed(**{name: self.cleaned_data[name] for name in _NAMES})
