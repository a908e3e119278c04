"""Writing in a group's thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainTextField
from modellkonceptet.widgets import SeveralFilesInput

MOST_CHARACTERS = 5000


class PostForm(PlainForm):
    """Text, files or both. The files themselves are checked and kept by the service."""

    text = PlainTextField(
        label=_("Write to the group"),
        max_length=MOST_CHARACTERS,
        required=False,
        help_text=_("Everybody in the group, the mentor and SKR can read it."),
        widget=forms.Textarea({"rows": 4}),
    )
    # Several at once, which Django's own file field would refuse.
    attached = forms.Field(
        label=_("Files (optional)"),
        required=False,
        help_text=_("At most 5 files: PDF, Word or a picture, at most 20 MB each."),
        widget=SeveralFilesInput(),
    )
