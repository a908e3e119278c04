"""Forms of the public pages: the self-check and the subscription."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.enums import ParticipantKind
from cohorts.models import Terms
from cohorts.self_check import Question, Result, assess_answers
from modellkonceptet.plain_text import PlainEmailField


class KindForm(forms.Form):
    """Which kind of organisation: the terms differ."""

    kind = forms.ChoiceField(
        label=_("Are you a municipality or a region?"),
        help_text=_("An association of municipalities answers as a municipality."),
        choices=[
            (ParticipantKind.MUNICIPALITY, _("Municipality")),
            (ParticipantKind.REGION, _("Region")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose municipality or region")},
    )


class SelfCheckForm(forms.Form):
    """One group of radio buttons for each question."""

    def __init__(self, *args: Any, terms: Terms, questions: Sequence[Question], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["kind"] = forms.CharField(
            widget=forms.HiddenInput, initial=terms.programme.participant_kind
        )
        for question in questions:
            self.fields[f"q-{question.key}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=question.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer: %(question)s") % {"question": question.text}
                },
            )

    def result(self) -> Result:
        answers = {q.key: self.cleaned_data[f"q-{q.key}"] for q in self.questions}
        return assess_answers(self.questions, answers)


class SubscribeForm(forms.Form):
    email = PlainEmailField(
        label=_("Your e-mail address"),
        help_text=_("We send one message with a link; you are on the list when you have used it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address"),
            "invalid": _("Write the e-mail address in full, for instance namn@kommun.se"),
        },
    )


class EmptyForm(forms.Form):
    """A button alone."""
