"""The section "Why you want to take part"."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.answers import WhyAnswer
from applications.forms.section import SectionForm, inside_sentence, optional, required
from cohorts.enums import FocusArea
from modellkonceptet.plain_text import PlainCharField, PlainTextField

MAX_TEXT = 3000
_LENGTH = {"data-count": str(MAX_TEXT), "rows": "8"}


class WhyForm(SectionForm):
    why = PlainTextField(
        label=_("Why do you want to take part?"),
        help_text=_(
            "What you want to change in how you steer, and for whom. At most 3 000 characters. "
            "Do not write about single pupils, patients or users."
        ),
        max_length=MAX_TEXT,
        widget=forms.Textarea(_LENGTH),
        error_messages=required(_("Write why you want to take part")),
    )
    focus_areas = forms.MultipleChoiceField(
        label=_("Which operations do you want to work with?"),
        help_text=_("Choose one or more. You can change your mind later."),
        choices=FocusArea.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=required(_("Choose at least one operation, or write another below")),
    )
    focus_other = PlainCharField(
        label=optional(_("Another operation")), max_length=200, required=False
    )
    done_so_far = PlainTextField(
        label=optional(_("What have you done so far?")),
        help_text=_(
            "Work with gender mainstreaming that you can build on. At most 3 000 characters."
        ),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(_LENGTH),
    )
    related_work = PlainTextField(
        label=optional(_("Related programmes and strategies")),
        help_text=_(
            "Steering documents and networks that the work hangs together with. "
            "At most 3 000 characters."
        ),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(_LENGTH),
    )

    missing_words = {"why": _("Why you want to take part"), "focus_areas": _("Wished focus")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "focus_areas" in cleaned and not (cleaned["focus_areas"] or cleaned.get("focus_other")):
            self.leave_out("focus_areas")
        return cleaned

    def summary(self) -> str:
        field = cast(forms.MultipleChoiceField, self.fields["focus_areas"])
        chosen = cast(list[tuple[str, str]], field.choices)
        areas = [
            inside_sentence(str(label))
            for value, label in chosen
            if value in self.cleaned_data["focus_areas"]
        ]
        if other := self.cleaned_data["focus_other"]:
            areas.append(other)
        return gettext("Wished focus: %(areas)s") % {"areas": ", ".join(areas)}

    def typed_answer(self) -> WhyAnswer:
        return WhyAnswer(**{name: self.cleaned_data[name] for name in self.fields})
