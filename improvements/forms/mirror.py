"""Forms of the mirror: what is asked of the group, and what a team answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from improvements.models import MirrorQuestion
from improvements.services.mirroring import (
    HIGHEST,
    LOWEST,
    MOST,
    MOST_ANSWER,
    MOST_QUESTION,
    MOST_THEME,
    Question,
    Said,
    stamp,
)
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted


def _hidden() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class AskForm(PlainForm):
    """The theme and room for as many questions as may be asked; those left empty are not asked."""

    seen = _hidden()
    theme = PlainCharField(
        label=_("What you compare"),
        max_length=MOST_THEME,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
        error_messages={"required": _("Write what you compare.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST + 1):
            self.fields[f"text-{place}"] = PlainCharField(
                label=_("Question %(n)d") % {"n": place},
                max_length=MOST_QUESTION,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields[f"scale-{place}"] = forms.BooleanField(
                label=_("Question %(n)d is answered by a step from 1 to 5 too") % {"n": place},
                required=False,
            )

    @staticmethod
    def initial_of(theme: str, questions: Sequence[Question]) -> dict[str, Any]:
        rows = [*questions, *[Question("")] * (MOST - len(questions))]
        initial: dict[str, Any] = {"theme": theme}
        for place, one in enumerate(rows, start=1):
            initial |= {f"text-{place}": one.text, f"scale-{place}": one.has_scale}
        return initial

    def rows(self) -> Iterator[tuple[Any, Any]]:
        for place in range(1, MOST + 1):
            yield self[f"text-{place}"], self[f"scale-{place}"]

    def questions(self) -> list[Question]:
        clean = self.cleaned_data
        return [
            Question(clean[f"text-{place}"], clean[f"scale-{place}"])
            for place in range(1, MOST + 1)
            if clean[f"text-{place}"]
        ]


@dataclass(frozen=True)
class QuestionFields:
    """A question with its fields, and what a colleague has answered meanwhile ("" for nothing)."""

    question: MirrorQuestion
    step: Any
    text: Any
    theirs: Said | None


class ReplyForm(PlainForm):
    """A team's answers. Hidden: which questions the page showed, and each answer as it stood."""

    asked = _hidden()

    def __init__(self, *args: Any, questions: Sequence[MirrorQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.theirs: dict[int, Said] = {}
        ends = {LOWEST: _("Not at all"), HIGHEST: _("Fully")}
        for one in questions:
            if one.has_scale:
                self.fields[f"step-{one.pk}"] = forms.TypedChoiceField(
                    label=one.text,
                    choices=[
                        (step, hinted(step, ends.get(step, "")))
                        for step in range(LOWEST, HIGHEST + 1)
                    ],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": _("Choose a step from 1 to 5.")},
                )
            self.fields[f"text-{one.pk}"] = PlainTextField(
                label=_("How it is with you (optional)") if one.has_scale else one.text,
                max_length=MOST_ANSWER,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )
            self.fields[f"seen-{one.pk}"] = _hidden()

    @staticmethod
    def initial_of(
        questions: Iterable[MirrorQuestion], standing: Mapping[int, Said], asked: str
    ) -> dict[str, Any]:
        initial: dict[str, Any] = {"asked": asked}
        for one in questions:
            said = standing.get(one.pk, Said())
            initial |= {
                f"step-{one.pk}": said.step,
                f"text-{one.pk}": said.text,
                f"seen-{one.pk}": stamp(said),
            }
        return initial

    def rows(self) -> Iterator[QuestionFields]:
        for one in self.questions:
            step = self[f"step-{one.pk}"] if one.has_scale else None
            yield QuestionFields(one, step, self[f"text-{one.pk}"], self.theirs.get(one.pk))

    def said(self) -> dict[int, Said]:
        clean = self.cleaned_data
        return {
            one.pk: Said(clean.get(f"step-{one.pk}"), clean.get(f"text-{one.pk}") or "")
            for one in self.questions
        }

    def seen(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data.get(f"seen-{one.pk}") or "" for one in self.questions}

    def build_on(self, standing: Mapping[int, Said]) -> None:
        """After a refusal because a colleague was first: what they answered, beside what is typed.

        Where nothing was typed here theirs is taken over. Saving again puts what is then in the
        fields in its place.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        typed, seen = self.said(), self.seen()
        for pk, mine in typed.items():
            theirs = standing.get(pk, Said())
            if mine == theirs or seen[pk] == stamp(theirs):
                continue
            if seen[pk] == stamp(mine):
                data[f"step-{pk}"] = "" if theirs.step is None else str(theirs.step)
                data[f"text-{pk}"] = theirs.text
            else:
                self.theirs[pk] = theirs
            data[f"seen-{pk}"] = stamp(theirs)
        self.data = data
