"""Forms of a participation: who is in the team, and why it leaves or comes back."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applications.participants import STATUS_CHOICES
from cohorts.enums import Function
from cohorts.services.teams import TeamSeat
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField
from modellkonceptet.widgets import hinted


class ParticipantFilterForm(forms.Form):
    """What narrows the list."""

    q = forms.CharField(label=_("Search organisation or person"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *STATUS_CHOICES], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["class"] = "form-control"
        self.fields["status"].widget.attrs["class"] = "form-select"


class SeatForm(PlainForm):
    """One person for one function."""

    name = PlainCharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Write the name.")}
    )
    title = PlainCharField(label=_("Title or office (optional)"), max_length=150, required=False)
    email = PlainEmailField(
        label=_("E-mail address"),
        help_text=_("Whoever signs in with this address sees the round and the team."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, for instance namn@kommunen.se."),
        },
    )
    phone = PlainCharField(
        label=_("Phone (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "class": "w-s"}),
    )

    def seat(self, function: str) -> TeamSeat:
        parts = ("name", "title", "email", "phone")
        return TeamSeat(function, **{part: self.cleaned_data[part] for part in parts})


class AddMemberForm(SeatForm):
    field_order = ["function", "name", "title", "email", "phone"]
    function = forms.ChoiceField(
        label=_("Function"), choices=Function.choices, widget=forms.RadioSelect
    )


class Change(TextChoices):
    SUCCESSOR = "successor", _("Another person takes over")
    CORRECTION = "correction", _("The same person, other details")
    LEAVES = "leaves", _("The person leaves, nobody takes over yet")


class ChangeMemberForm(SeatForm):
    field_order = ["change", "name", "title", "email", "phone", "because"]
    because = PlainCharField(
        label=_("Why is there a change? (optional)"),
        max_length=200,
        required=False,
        help_text=_(
            "For instance: New politician after the election. It stands in the mail to those"
            " concerned, so write nothing about health or other private matters."
        ),
    )
    change = forms.ChoiceField(
        label=_("What happens?"),
        choices=[
            (
                Change.SUCCESSOR,
                hinted(
                    Change.SUCCESSOR.label,
                    _("The one who leaves sees nothing more of the round from today on."),
                ),
            ),
            (
                Change.CORRECTION,
                hinted(Change.CORRECTION.label, _("A new name, title, address or phone.")),
            ),
            (
                Change.LEAVES,
                hinted(Change.LEAVES.label, _("The fields below are not used then.")),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get(self.add_prefix("change")) == Change.LEAVES:
            for name in ("name", "title", "email", "phone"):
                self.fields[name] = forms.CharField(label=self.fields[name].label, required=False)


class ReasonForm(PlainForm):
    reason = PlainCharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Stands in the history, where SKR reads it. No mail says it."),
        error_messages={"required": _("Write a reason.")},
    )


class WithdrawalForm(ReasonForm):
    field_order = ["day", "reason"]
    day = CivilDateField(label=_("Which day did they leave?"), initial=today)
