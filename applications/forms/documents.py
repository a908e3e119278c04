"""Choosing files in a section's form."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.widgets import SeveralFilesInput

MAX_DOCUMENTS = 5


def document_field(label: Any, **kwargs: Any) -> forms.FileField:
    """A file field; the files themselves are kept by a service, never by the form."""
    return forms.FileField(
        label=label,
        required=False,
        help_text=_(
            "PDF, Word or a picture, at most 20 MB. Hide personal data that is not needed. "
            "The file is added when you save."
        ),
        widget=SeveralFilesInput(),
        **kwargs,
    )


def document_block() -> Field:
    return Field("document", template="applications/section_documents.html")
