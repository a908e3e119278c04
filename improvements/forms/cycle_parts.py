"""Small forms around a cycle: a task, an observation, a comment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import TeamMember
from improvements.models import Cycle
from improvements.services import commenting, observing
from improvements.services.cycle_tasks import TaskSaid
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted


class CycleTaskForm(PlainForm):
    text = PlainCharField(
        label=_("What is to be done"),
        max_length=300,
        error_messages={"required": _("Write what is to be done.")},
    )
    responsible: Any = forms.ModelChoiceField(
        TeamMember.objects.none(),
        label=_("Who does it"),
        required=False,
        empty_label=_("Nobody in the team"),
        widget=forms.Select({"class": "w-m"}),
    )
    responsible_name = PlainCharField(
        label=_("Who, if somebody else (optional)"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )
    due_on = CivilDateField(label=_("By which day (optional)"), required=False)
    place = PlainCharField(
        label=_("Where (optional)"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "w-m"}),
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = cycle.improvement.participation.team.current()
        self.fields["responsible"].queryset = team  # type: ignore[attr-defined]

    def said(self) -> TaskSaid:
        return TaskSaid(**self.cleaned_data)


class _OnceForm(PlainForm):
    """A form that adds a row: the key tells a second press of the same button."""

    request_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Load the page again and send it once more."),
            "invalid": _("Load the page again and send it once more."),
        },
    )


class ObservationForm(_OnceForm):
    """On a phone: a line, a photo, done. The file itself is checked by the service."""

    text = PlainTextField(
        label=_("What you saw"),
        max_length=observing.MOST_TEXT,
        required=False,
        help_text=_("A line is enough. Write no names of those you meet."),
        widget=forms.Textarea({"rows": 3}),
    )
    photo = forms.Field(
        label=_("Take a photo (optional)"),
        required=False,
        help_text=_("The position is taken away from the photo before it is kept."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    file = forms.Field(
        label=_("Or choose a file (optional)"),
        required=False,
        help_text=_("PDF, Word or a picture, at most 20 MB."),
        widget=forms.FileInput({"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
    )


class CommentForm(_OnceForm):
    text = PlainTextField(
        label=_("Write a comment"),
        max_length=commenting.MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label=_("Tell somebody by mail"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Somebody you chose can't see this work. Choose among those shown.")
        },
    )

    def __init__(self, *args: Any, readers: list[commenting.Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.user.pk, hinted(one.name, one.place)) for one in readers]
        self.fields["mentioned"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["mentioned"]
