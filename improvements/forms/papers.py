"""The check of a decision paper as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from improvements.paper_steps import NO, STEPS, YES
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField


class PaperForm(PlainForm):
    title = PlainCharField(label=_("Which decision paper"), max_length=200)
    reference = PlainCharField(
        label=_("Reference number (optional)"), max_length=60, required=False
    )
    committee = PlainCharField(
        label=_("Committee or council (optional)"), max_length=150, required=False
    )
    decided_on = CivilDateField(label=_("Day of decision (optional)"), required=False)
    note = PlainTextField(
        label=_("What has to be completed (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for step in STEPS:
            self.fields[step.key] = forms.ChoiceField(
                label=str(step.question),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no.")},
            )
        self.fields["note"] = note

    @property
    def said(self) -> dict[str, Any]:
        """What the service asks for."""
        clean = self.cleaned_data
        keys = {step.key for step in STEPS}
        rest = {name: value for name, value in clean.items() if name not in keys}
        return rest | {"answers": {key: clean[key] for key in keys}}
