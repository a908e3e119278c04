"""Forms of the self-assessment: ten moments, each with a step and what belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from improvements.models import AgreedAnswer, ChecklistMoment, FunctionAnswer
from improvements.self_assessment import scale
from improvements.services.assessing import (
    MOST_COMMENT,
    MOST_TEXT,
    OwnAnswer,
    SettledAnswer,
    stamp,
)
from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainTextField
from modellkonceptet.widgets import hinted


@dataclass(frozen=True)
class MomentFields:
    """A moment with its fields, as the page writes them."""

    moment: ChecklistMoment
    step: Any
    texts: tuple[Any, ...]

    @property
    def has_more(self) -> bool:
        """Whether what may stay folded holds something."""
        return any(field.value() or field.errors for field in self.texts)


class _MomentsForm(PlainForm):
    """A step for each moment; subclasses say which texts go with it."""

    texts: Mapping[str, Any] = {}
    most_text = MOST_TEXT

    def __init__(
        self, data: Any = None, *, moments: Sequence[ChecklistMoment], highest: int, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.moments = moments
        for moment in moments:
            self.fields[f"value-{moment.pk}"] = forms.TypedChoiceField(
                label=str(moment),
                help_text=moment.hint,
                choices=[(step, hinted(step, word)) for step, word in scale(highest)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of the steps.")},
            )
            for name, label in self.texts.items():
                self.fields[f"{name}-{moment.pk}"] = PlainTextField(
                    label=label % {"n": moment.number},
                    max_length=self.most_text,
                    required=False,
                    widget=forms.Textarea({"rows": 3}),
                )

    def rows(self) -> Iterable[MomentFields]:
        for moment in self.moments:
            texts = tuple(self[f"{name}-{moment.pk}"] for name in self.texts)
            yield MomentFields(moment, self[f"value-{moment.pk}"], texts)

    def said(self, name: str, moment: ChecklistMoment) -> Any:
        return self.cleaned_data.get(f"{name}-{moment.pk}")


class OwnAnswersForm(_MomentsForm):
    """What one person says before anybody has talked about it."""

    texts = {"comment": _("Why, moment %(n)d (not required)")}
    most_text = MOST_COMMENT

    @staticmethod
    def initial_of(own: Mapping[int, FunctionAnswer]) -> dict[str, Any]:
        return {f"value-{pk}": row.value for pk, row in own.items()} | {
            f"comment-{pk}": row.comment for pk, row in own.items()
        }

    def answers(self) -> dict[int, OwnAnswer]:
        return {
            one.pk: OwnAnswer(self.said("value", one), self.said("comment", one) or "")
            for one in self.moments
        }


class AgreedAnswersForm(_MomentsForm):
    """What the team agrees on. Hidden beside each moment: what the page showed of it."""

    texts = {
        "evidence": _("What shows it, moment %(n)d (not required)"),
        "comment": _("Comment, moment %(n)d (not required)"),
    }
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for moment in self.moments:
            self.fields[f"stamp-{moment.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=40
            )

    @staticmethod
    def initial_of(
        moments: Iterable[ChecklistMoment], rows: Mapping[int, AgreedAnswer], version: int
    ) -> dict[str, Any]:
        initial: dict[str, Any] = {"seen": version}
        for moment in moments:
            initial |= _fields_of(moment, rows.get(moment.pk))
        return initial

    def answers(self) -> dict[int, SettledAnswer]:
        return {
            one.pk: SettledAnswer(
                self.said("value", one),
                self.said("evidence", one) or "",
                self.said("comment", one) or "",
            )
            for one in self.moments
        }

    def stamps(self) -> dict[int, str]:
        return {one.pk: self.said("stamp", one) or "" for one in self.moments}

    @property
    def version(self) -> int:
        return whole_number(self.cleaned_data.get("seen")) or 0

    def build_on(self, rows: Mapping[int, AgreedAnswer], version: int) -> None:
        """After the service's refusal: show what stands now where nothing was typed.

        What was typed is kept. Where somebody was first, saving again puts it in the place of
        what the page now shows beside it.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        stamps, answers = self.stamps(), self.answers()
        for moment in self.moments:
            row, names = rows.get(moment.pk), [f"value-{moment.pk}"]
            names += [f"{name}-{moment.pk}" for name in self.texts]
            # A refused field is no longer among the clean ones: its moment was typed in.
            is_refused = any(name in self.errors for name in names)
            if not is_refused and stamp(answers[moment.pk]) == stamps[moment.pk]:
                for name, value in _fields_of(moment, row).items():
                    data[name] = "" if value is None else str(value)
            elif not is_refused or self.has_error(names[0], code="changed_meanwhile"):
                data[f"stamp-{moment.pk}"] = stamp(row)
        self.data = data


def _fields_of(moment: ChecklistMoment, row: AgreedAnswer | None) -> dict[str, Any]:
    return {
        f"value-{moment.pk}": row.value if row else None,
        f"evidence-{moment.pk}": row.evidence if row else "",
        f"comment-{moment.pk}": row.comment if row else "",
        f"stamp-{moment.pk}": stamp(row),
    }
