"""For whom an application is started, and asking to be let in to one."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.services.starting import NewUnit
from cohorts.enums import UnitKind
from cohorts.models import Organisation, Unit
from modellkonceptet.plain_text import PlainCharField, PlainEmailField

NEW = "new"
WHOLE = ""


def without_form_tag() -> FormHelper:
    """The page writes the form element itself, with its hidden fields and buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.summary_above = True
    return helper


class StartForm(forms.Form):
    """The whole organisation, one of its known parts, or a part that is not known yet."""

    unit = forms.ChoiceField(
        label=_("Who applies?"), widget=forms.RadioSelect, required=False, initial=WHOLE
    )
    new_name = PlainCharField(
        label=_("Name of the city district or administration"), max_length=150, required=False
    )
    new_kind = forms.ChoiceField(
        label=_("What is it?"), choices=UnitKind.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in organisation.units.all()}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (WHOLE, _("The whole organisation")),
            *((key, unit.name) for key, unit in self.units.items()),
            (
                NEW,
                _("Another city district or administration")
                if self.units
                else _("A city district or an administration"),
            ),
        ]
        self.helper = without_form_tag()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("unit") == NEW and "new_name" not in self.errors:
            if not data.get("new_name"):
                self.add_error("new_name", ValidationError(_("Write the name of the part.")))
            if not data.get("new_kind"):
                self.add_error("new_kind", ValidationError(_("Choose what the part is.")))
        return data

    @property
    def chosen_unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["unit"])

    @property
    def new_unit(self) -> NewUnit | None:
        if self.cleaned_data["unit"] != NEW:
            return None
        return NewUnit(kind=self.cleaned_data["new_kind"], name=self.cleaned_data["new_name"])


class AskAccessForm(forms.Form):
    """A few words to those who write."""

    message = PlainCharField(
        label=_("Message"),
        help_text=_("Optional. Say who you are and why you want to write with them."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = without_form_tag()


class InviteForm(forms.Form):
    """The address of a colleague."""

    email = PlainEmailField(
        label=_("Your colleague’s e-mail address"),
        help_text=_("Your colleague signs in with this address. No account is needed before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["class"] = "w-m"
        self.helper = without_form_tag()
