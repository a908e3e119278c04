"""Forms of the library: what narrows it, and SKR's form of one material."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Function
from learning_meetings.enums import MaterialKind
from learning_meetings.models import Material, MaterialVersion, Meeting, MethodStep
from learning_meetings.services.material import Content, Facts, stamp
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted

# Characters: three times the longest chapter of a handbook.
MOST_TEXT = 60_000


class LibraryFilterForm(forms.Form):
    """What narrows the library; the meeting only where some material belongs to one."""

    q = forms.CharField(label=_("Search in the material"), required=False)
    function = forms.ChoiceField(
        label=_("For"), choices=[("", _("Everybody")), *Function.choices], required=False
    )
    meeting = forms.ChoiceField(label=_("Meeting"), required=False)

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meetings:
            choices = [("", _("All")), *[(str(one.pk), one.name) for one in meetings]]
            self.fields["meeting"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["meeting"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"


class _StepField(forms.ModelChoiceField):
    """The name of the programme stands there when steps of several can be chosen."""

    names_programme = False

    def label_from_instance(self, obj: models.Model) -> str:
        return f"{obj} ({obj.programme})" if self.names_programme else str(obj)  # type: ignore[attr-defined]


class _MeetingField(forms.ModelChoiceField):
    def label_from_instance(self, obj: models.Model) -> str:
        return f"{obj.name}, {obj.group}" if obj.group_id else obj.name  # type: ignore[attr-defined]


class MaterialForm(PlainForm):
    """One material: what it is, what it says and for whom."""

    # The state of the material that the page shows; the service compares.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (
                MaterialKind.PAGE,
                hinted(MaterialKind.PAGE.label, _("A text that is read here. Needs the text.")),
            ),
            (
                MaterialKind.FILE,
                hinted(MaterialKind.FILE.label, _("A document to fetch. Needs the file.")),
            ),
            (
                MaterialKind.LINK,
                hinted(MaterialKind.LINK.label, _("Something on another site. Needs the address.")),
            ),
            (
                MaterialKind.FILM,
                hinted(
                    MaterialKind.FILM.label,
                    _("Is shown as a link: the film plays on its own site. Needs the address."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind.")},
    )
    title_sv = PlainCharField(
        label=_("Title"), max_length=150, error_messages={"required": _("Write the title.")}
    )
    title_en = PlainCharField(
        label=_("Title in English (optional)"),
        max_length=150,
        required=False,
        help_text=_("Where English is empty, the Swedish is shown."),
    )
    summary_sv = PlainCharField(
        label=_("In short (optional)"),
        max_length=300,
        required=False,
        help_text=_("A sentence in the list: what one gets from it."),
    )
    summary_en = PlainCharField(
        label=_("In short, in English (optional)"), max_length=300, required=False
    )
    body_sv = PlainTextField(
        label=_("Text"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Markdown: ## heading, - list, **bold**, [words](https://address)."),
    )
    body_en = PlainTextField(
        label=_("Text in English (optional)"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 8}),
    )
    url = PlainCharField(
        label=_("Address of the link or film"),
        max_length=500,
        required=False,
        help_text=_("Begins with https://. The page says which site it leads to."),
        widget=forms.TextInput({"inputmode": "url"}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
    )
    step = _StepField(
        queryset=MethodStep.objects.none(),
        label=_("Step of the method"),
        required=False,
        empty_label=_("None: it is for the whole round"),
    )
    meeting = _MeetingField(
        queryset=Meeting.objects.none(),
        label=_("Meeting"),
        required=False,
        empty_label=_("No special meeting"),
    )
    functions = forms.MultipleChoiceField(
        label=_("For whom?"),
        choices=Function.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for everybody. All in the round can read it all the same."),
    )
    for_mentors = forms.BooleanField(label=_("Mentors see it too"), required=False, initial=True)
    is_required = forms.BooleanField(
        label=hinted(
            _("To be gone through"),
            _("Counts in what each person has opened of what is to be gone through."),
        ),
        required=False,
    )
    what_is_new = PlainCharField(
        label=_("What is new (optional)"),
        max_length=200,
        required=False,
        help_text=_("Is shown to those who have opened an earlier version."),
    )

    def __init__(
        self,
        *args: Any,
        steps: Any,
        meetings: Any,
        material: Material | None = None,
        standing: MaterialVersion | None = None,
        **kwargs: Any,
    ) -> None:
        if material:
            kwargs["initial"] = initial_of(material, standing) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        step: Any = self.fields["step"]
        step.queryset = steps
        step.names_programme = len({one.programme_id for one in steps}) > 1
        meeting: Any = self.fields["meeting"]
        meeting.queryset = meetings
        if not meetings:
            del self.fields["meeting"]
        if material is None:
            del self.fields["what_is_new"]
        self.fields["file"].help_text = (
            _("Now: %(name)s. Choose another to replace it; without a choice it stays.")
            % {"name": standing.file.name}
            if standing and standing.file
            else _("PDF, Word or a picture, at most 20 MB.")
        )

    def facts(self) -> Facts:
        said = self.cleaned_data
        names = ("kind", "title_sv", "title_en", "summary_sv", "summary_en", "step")
        flags = ("for_mentors", "is_required")
        return Facts(
            **{name: said[name] for name in (*names, *flags)},
            meeting=said.get("meeting"),
            functions=tuple(said["functions"]),
        )

    def content(self) -> Content:
        said = self.cleaned_data
        texts = ("body_sv", "body_en", "url")
        return Content(
            **{name: said[name] for name in texts},
            file=said["file"],
            what_is_new=said.get("what_is_new", ""),
        )


def initial_of(material: Material, standing: MaterialVersion | None) -> dict[str, Any]:
    said = ("kind", "title_sv", "title_en", "summary_sv", "summary_en", "functions")
    flags = ("for_mentors", "is_required")
    initial: dict[str, Any] = {name: getattr(material, name) for name in (*said, *flags)}
    initial |= {"step": material.step_id, "meeting": material.meeting_id, "seen": stamp(material)}
    if standing:
        initial |= {name: getattr(standing, name) for name in ("body_sv", "body_en", "url")}
    return initial
