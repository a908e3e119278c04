"""Signing in, the person's own profile and keys."""

from allauth.account.forms import EmailField, RequestLoginCodeForm
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import KEY_DAYS, prepare_account
from modellkonceptet.plain_text import PlainCharField, PlainEmailField


class SignInEmailField(PlainEmailField, EmailField):
    """allauth's field, which refuses a line break as ours do."""


class SignInForm(RequestLoginCodeForm):
    """Ask for a code. An unknown address gets an account, which the code then confirms.

    The page thus answers alike for every address, and nobody has to choose between signing in
    and signing up.
    """

    _user: User | None
    email = SignInEmailField()

    def clean_email(self) -> str:
        email = super().clean_email()
        if email:
            self._user = prepare_account(email=email, known=self._user)
        return email


class ProfileForm(forms.Form):
    """The name that colleagues see, and the language that mails are written in."""

    name = PlainCharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("Your colleagues see it beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[
            RegexValidator(
                r"[/@]|\bwww\.|\.\w{2,}\b",
                _("Write only your name, without addresses: it stands in mails to others."),
                code="address",
                inverse_match=True,
            )
        ],
    )
    language = forms.ChoiceField(
        label=_("Language of the mails you get"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    helper = FormHelper()
    helper.form_tag = False


class KeyForm(forms.Form):
    """What a new key is for, what it opens and for how long."""

    name = PlainCharField(
        label=_("What is the key for?"),
        max_length=80,
        help_text=_("For example “Our statistics system”. You see it in your list of keys."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may be read with it?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the program needs. Nothing can be changed with a key."),
        error_messages={"required": _("Choose at least one thing that the key opens.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        initial=KEY_DAYS,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (180, _("Half a year")),
            (365, _("A year")),
        ],
        widget=forms.RadioSelect,
    )
    helper = FormHelper()
    helper.form_tag = False
