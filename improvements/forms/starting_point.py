"""One section of the starting point: a text for each question, and a mark of what was shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from improvements.models import FactQuestion
from improvements.services.starting_points import MOST_TEXT, Typed, mark_of
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainTextField


class SectionForm(PlainForm):
    """`shown` are the texts that stand or are prefilled, by the question's number."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[FactQuestion],
        shown: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            text = shown.get(question.pk, "")
            self.fields[answer_field(question.pk)] = PlainTextField(
                label=question.text,
                help_text=question.hint,
                max_length=MOST_TEXT,
                required=False,
                initial=text,
                widget=forms.Textarea({"rows": 5}),
            )
            self.fields[_seen_field(question.pk)] = forms.CharField(
                required=False,
                max_length=16,
                initial=mark_of(text),
                widget=forms.HiddenInput,
            )

    def answers(self) -> dict[int, Typed]:
        """What was typed, by the question's number."""
        return {
            one.pk: Typed(
                self.cleaned_data[answer_field(one.pk)], self.cleaned_data[_seen_field(one.pk)]
            )
            for one in self.questions
        }

    def take_over(self, standing: Mapping[int, str]) -> None:
        """From now on what was typed builds on these texts, which the page shows beside it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for pk, text in standing.items():
            data[self.add_prefix(_seen_field(pk))] = mark_of(text)
        self.data = data


def answer_field(question: int) -> str:
    return f"answer_{question}"


def _seen_field(question: int) -> str:
    return f"seen_{question}"
