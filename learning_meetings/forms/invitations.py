"""Forms of those who are invited, or sign up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning_meetings.enums import Answer
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField


class AnswerForm(PlainForm):
    """One of three buttons."""

    answer = forms.ChoiceField(
        choices=[(Answer.YES, ""), (Answer.MAYBE, ""), (Answer.NO, "")],
        error_messages={
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )


class AttendanceForm(PlainForm):
    """How somebody comes; special needs only with a consent of their own."""

    joins_remotely = forms.BooleanField(
        label=_("I join by link"), required=False, help_text=_("The link stands in the invitation.")
    )
    substitute_name = PlainCharField(
        label=_("Somebody else comes instead of me"),
        required=False,
        max_length=150,
        help_text=_("Write the name. Leave it empty if you come yourself."),
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )
    need = PlainCharField(
        label=_("Is there anything we should see to?"),
        required=False,
        max_length=300,
        help_text=_("For instance food, a hearing loop or how to get into the building."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    consents = forms.BooleanField(
        label=_("You may keep what I have written about special needs"),
        required=False,
        help_text=_("Only the host of the meeting reads it. It is deleted 30 days after."),
    )
    forget_need = forms.BooleanField(
        label=_("Delete what I have written about special needs"), required=False
    )

    def __init__(self, *args: Any, has_link: bool, has_need: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_link:
            del self.fields["joins_remotely"]
        if not has_need:
            del self.fields["forget_need"]


class SignUpForm(PlainForm):
    """A visitor without account."""

    name = PlainCharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name", "class": "w-m"}),
        error_messages={"required": _("Write your name.")},
    )
    email = PlainEmailField(
        label=_("E-mail address"),
        help_text=_("You get a mail with a link that confirms your place."),
        widget=forms.EmailInput({"autocomplete": "email", "class": "w-m"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the whole e-mail address, for instance namn@kommunen.se."),
        },
    )
    organisation_name = PlainCharField(
        label=_("Municipality, region or other organisation (optional)"),
        required=False,
        max_length=150,
        widget=forms.TextInput({"autocomplete": "organization", "class": "w-m"}),
    )
