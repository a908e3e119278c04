"""The section "Commitments": each ticked by itself, as the terms word it."""

from django import forms
from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.answers import Answer
from applications.forms.section import SectionForm, required

_PREFIX = "commitment_"


class CommitmentsForm(SectionForm):
    def build(self) -> None:
        for commitment in self.case.commitments:
            words = Truncator(commitment.wording.rstrip(".")).words(9, truncate="…")
            name = f"{_PREFIX}{commitment.key}"
            self.fields[name] = forms.BooleanField(
                label=commitment.wording,
                error_messages=required(_("Tick the commitment, so that all are made")),
            )
            self.missing_words[name] = words

    def said(self, name: str) -> str:
        return str(_("Yes")) if self.cleaned_data.get(name) else ""

    def answers(self) -> list[Answer]:
        self.full_clean()
        return [
            Answer(label=self.plain_label(name), value=self.said(name), field=name)
            for name in self.fields
        ]

    def summary(self) -> str:
        count = len(self.fields)
        return ngettext(
            "You have made the one commitment", "You have made all %(count)s commitments", count
        ) % {"count": apnumber(count)}

    def typed_answer(self) -> list[str]:
        return [name.removeprefix(_PREFIX) for name in self.fields if self.cleaned_data[name]]
