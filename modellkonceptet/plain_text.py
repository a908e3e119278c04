"""Form fields for plain text: what is typed is kept, what cannot be seen is taken away."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Vertical tab is Word's soft line break; the last three come with text pasted from elsewhere.
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Marks, embeddings, overrides and isolates of text direction, and zero-width fillers. The
# joiners U+200C and U+200D stay: names in some scripts, and emoji, are written with them. The last
# two are no characters at all, and XML has no place for them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean_text(value: str, *, multiline: bool) -> str:
    """The text in NFC, trimmed, without control characters and marks of text direction.

    With ``multiline`` line breaks become "\\n" and tabs stay; without it both become a space.
    """
    text = _LINE_BREAK.sub("\n", value)
    if not multiline:
        text = text.replace("\n", " ").replace("\t", " ")
    text = _INVISIBLE.sub("", text)
    # Cc: control characters, NUL among them; Cs: lone surrogates, which no database takes.
    text = "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )
    text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def has_line_break(value: str) -> bool:
    """Whether a reader would see more than one line, or a mail header would end."""
    return _LINE_BREAK.search(value) is not None


def has_control_character(value: str) -> bool:
    """Whether the text holds a character that only a machine could have put there."""
    return any(unicodedata.category(char) == "Cc" for char in value)


class TextLengthValidator(MaxLengthValidator):
    """Says how long the text may be and how long it is."""

    message = ngettext_lazy(
        "Shorten the text to at most %(limit_value)d character. It is %(show_value)d now.",
        "Shorten the text to at most %(limit_value)d characters. It is %(show_value)d now.",
        "limit_value",
    )


class _PlainTextMixin(forms.Field):
    """What the plain fields share: cleaning before validation, and an own length message.

    The HTML attribute maxlength is not written: a browser then cuts a pasted text without a word.
    """

    multiline = False

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)  # type: ignore[call-arg]
        self.validators: list[Any] = [
            TextLengthValidator(validator.limit_value)
            if isinstance(validator, MaxLengthValidator)
            else validator
            for validator in self.validators
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            self.refuse(value)
            value = clean_text(value, multiline=self.multiline)
        return super().to_python(value)

    def refuse(self, value: str) -> None:
        """Raise for what may not be cleaned silently; sees the value as it was sent."""


class PlainCharField(_PlainTextMixin, forms.CharField):
    """One line of text; a line break in it is an error."""

    default_error_messages = {
        "line_break": _("Write this on one line, without line breaks."),
    }

    def refuse(self, value: str) -> None:
        if has_line_break(value):
            raise ValidationError(self.error_messages["line_break"], code="line_break")


class PlainTextField(_PlainTextMixin, forms.CharField):
    """Text of several lines."""

    multiline = True
    widget = forms.Textarea


class PlainEmailField(_PlainTextMixin, forms.EmailField):
    """An e-mail address; a line break or a control character in it is an error.

    Refused on the value as it was sent: Django's own field trims before it validates, and an
    address with a line break could add headers to a mail.
    """

    default_error_messages = {
        "line_break": _(
            "The e-mail address has a line break or a hidden character in it. "
            "Write the address again, on one line."
        ),
    }

    def __init__(self, *, max_length: int | None = 254, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def refuse(self, value: str) -> None:
        if has_line_break(value) or has_control_character(value):
            raise ValidationError(self.error_messages["line_break"], code="line_break")
