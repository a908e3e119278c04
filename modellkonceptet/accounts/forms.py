"""Signing in: one form for those who have an account and those who do not."""

from allauth.account.forms import EmailField, RequestLoginCodeForm
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import prepare_account
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
