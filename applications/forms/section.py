"""What the forms of all sections share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applications.answers import Answer
from applications.models import Application, ApplicationDocument
from cohorts.enums import OrganisationKind
from cohorts.models import Commitment, RequiredFunction, Terms

REQUIRED = "required"


@dataclass(frozen=True)
class Case:
    """All that the forms of one application need to know, read once."""

    application: Application
    functions: list[RequiredFunction]
    commitments: list[Commitment]
    documents: Mapping[str, list[ApplicationDocument]] = field(default_factory=dict)
    today: date = date.min

    @property
    def terms(self) -> Terms:
        return self.application.terms

    @property
    def kind(self) -> str:
        return self.application.organisation.kind

    @property
    def is_region(self) -> bool:
        return self.kind == OrganisationKind.REGION


def optional(label: Any) -> Any:
    """A label that says that the answer may be left out."""
    return format_lazy("{} {}", label, _("(optional)"))


def required(message: Any, **others: Any) -> dict[str, Any]:
    """Error messages of a field that must have an answer when the application is sent in."""
    return {REQUIRED: message, **others}


def inside_sentence(words: str) -> str:
    """Words that begin with a capital and may end with a full stop, as inside a sentence."""
    return words[:1].lower() + words[1:].rstrip(".")


class SectionForm(forms.Form):
    """One section of the application, read from what was typed.

    It is bound to a draft, which may be unfinished or wrong: what is left out counts as missing
    (code "required"), everything else that is refused as a fault. `quiet` shows neither.
    """

    use_required_attribute = False
    # Words for "… is missing", by field; the field's label where nothing is said.
    missing_words: dict[str, Any] = {}

    def __init__(
        self, data: Mapping[str, list[str]] | None = None, *, case: Case, quiet: bool = False
    ) -> None:
        self.case = case
        self.raw = dict(data or {})
        super().__init__(MultiValueDict(self.raw))
        self.missing_words = dict(self.missing_words)
        self.build()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()
        if quiet:
            self._errors = ErrorDict()

    def build(self) -> None:
        """Add and word the fields that depend on the case."""

    def layout(self) -> Layout:
        return Layout(*self.fields)

    # --- what was typed ---------------------------------------------------------------

    def sent_keys(self, name: str) -> list[str]:
        """The names under which a browser sends the answer."""
        widget = self.fields[name].widget
        if isinstance(widget, forms.MultiWidget):
            return [name + suffix for suffix in widget.widgets_names]  # type: ignore[attr-defined]
        return [name]

    def typed_fields(self) -> list[str]:
        return [name for name, one in self.fields.items() if not isinstance(one, forms.FileField)]

    def read(self, sent: Any) -> dict[str, list[str]]:
        """The answers as typed, from the browser's data."""
        return {
            key: sent.getlist(key) for name in self.typed_fields() for key in self.sent_keys(name)
        }

    def typed(self, name: str, data: Mapping[str, list[str]] | None = None) -> str:
        """An answer in words, as it was typed or chosen."""
        source = self.raw if data is None else data
        values = [value for key in self.sent_keys(name) for value in source.get(key, []) if value]
        words = self.choice_words(name)
        separator = " " if len(self.sent_keys(name)) > 1 else ", "
        return separator.join(str(words.get(value, value)) for value in values)

    def choice_words(self, name: str) -> Mapping[str, Any]:
        """Plain words of a field's choices; override where the labels carry markup."""
        if isinstance(self.fields[name], forms.BooleanField):
            return {"on": _("Yes")}
        return {str(value): label for value, label in getattr(self.fields[name], "choices", [])}

    # --- what is missing, what is wrong -------------------------------------------------

    def missing(self) -> list[tuple[str, str]]:
        """Field and words of each answer that is left out."""
        return [
            (name, str(self.missing_words.get(name) or self.plain_label(name)))
            for name, errors in self.errors.as_data().items()
            if errors[0].code == REQUIRED
        ]

    def faults(self) -> list[tuple[str, str]]:
        """Field and message of each answer that cannot stand as it is."""
        return [
            (name, " ".join(error.messages))
            for name, errors in self.errors.as_data().items()
            for error in errors
            if error.code != REQUIRED
        ]

    def leave_out(self, name: str, message: Any = None) -> None:
        """Mark an answer as missing though its field by itself does not ask for it."""
        text = message or self.fields[name].error_messages[REQUIRED]
        if name not in self.errors:
            self.add_error(name, forms.ValidationError(text, code=REQUIRED))

    # --- the answers --------------------------------------------------------------------

    def plain_label(self, name: str) -> str:
        return str(self.fields[name].label)

    def said(self, name: str) -> str:
        """An answer as the check-answers page says it."""
        value = self.cleaned_data.get(name)
        if name not in self.errors and isinstance(value, str) and not self.choice_words(name):
            return value
        return self.typed(name)

    def answers(self) -> list[Answer]:
        """The section as it reads: each answer given, and each that must be."""
        missing = {name for name, _words in self.missing()}
        lines = [
            Answer(label=self.plain_label(name), value=self.said(name), field=name)
            for name in self.fields
        ]
        return [line for line in lines if line["value"] or line["field"] in missing]

    def summary(self) -> str:
        """The finished section in one line, for the task list."""
        return ""

    def missing_status(self, count: int) -> str:
        """How much is missing, where "things" is not the word."""
        return ""

    def typed_answer(self) -> Any:
        """The section's part of CompleteAnswers; only of a valid form."""
        raise NotImplementedError
