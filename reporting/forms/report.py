"""The forms of a result report: a section's text, a comment, points to mend, parts to publish."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainTextField
from reporting.models import ReportSection
from reporting.report_content import Part
from reporting.services.report_comments import MOST_TEXT
from reporting.services.report_judging import MOST_POINT


class SectionForm(PlainForm):
    """A section's text, and the version that the page showed."""

    def __init__(self, *args: Any, section: ReportSection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = PlainTextField(
            label=_("Your text"),
            help_text=section.hint,
            max_length=section.most,
            required=False,
            widget=forms.Textarea({"rows": 14, "data-count": section.most}),
        )
        self.fields["seen"] = forms.CharField(
            required=False, max_length=9, widget=forms.HiddenInput
        )

    @property
    def base_version(self) -> int:
        return whole_number(self.cleaned_data["seen"]) or 0

    def build_on(self, version: int) -> None:
        """From now on what was typed builds on that version, which the page shows beside it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        self.data = data


class CommentForm(PlainForm):
    comment = PlainTextField(
        label=_("Comment"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 3})
    )


class PointsForm(PlainForm):
    """What is to be mended, by section; empty where nothing is."""

    def __init__(self, *args: Any, sections: Sequence[ReportSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        for section in sections:
            self.fields[f"point_{section.pk}"] = PlainTextField(
                label=_("What is to be mended in “%(section)s”") % {"section": section.title},
                max_length=MOST_POINT,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )

    def points(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"point_{one.pk}"] for one in self.sections}


class PartsForm(PlainForm):
    """Which parts of an approved report are published."""

    parts = forms.MultipleChoiceField(
        label=_("Parts to publish"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parts"]
        field.choices = [(part.key, part.title) for part in parts]


class WorksForm(PlainForm):
    """Which private works the report may speak of."""

    works = forms.MultipleChoiceField(
        label=_("Private works that the report may speak of"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, works: Sequence[tuple[Any, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["works"]
        field.choices = [(str(work.pk), work.title) for work, _is_in in works]
        field.initial = [str(work.pk) for work, is_in in works if is_in]

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["works"]]
