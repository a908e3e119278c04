"""Forms of the register of the web training."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning_meetings.training_file import MAX_BYTES, Person
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField


class PersonForm(PlainForm):
    name = PlainCharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Write the name.")}
    )
    email = PlainEmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, for instance namn@kommunen.se."),
        },
    )
    role = PlainCharField(label=_("Role (optional)"), max_length=100, required=False)
    completed_on = CivilDateField(
        label=_("Did the training on (optional)"),
        required=False,
        help_text=_("Empty until it is done."),
    )

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in vars(Person("", ""))})


class DoneForm(PlainForm):
    """The day, for those ticked in the table."""

    completed_on = CivilDateField(label=_("Did the training on"))


class ImportForm(PlainForm):
    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
        help_text=_("From Excel: Save as, CSV. Semicolons and commas both work."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is too large for a list of people. Choose another file.")
            )
        return file
