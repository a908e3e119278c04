"""SKR's form of a learning example."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.enums import FocusArea
from cohorts.models import Cohort, Organisation
from cohorts.querysets import swedish
from improvements.enums import SteeringLink
from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from reporting.archive_records import EVERYBODY, public_cohorts
from reporting.models import LearningExample, ResultReport
from reporting.models.learning_example import FIRST_YEAR, MOST_BODY
from reporting.services.learning_examples import Told

_NAMES = (
    "title_sv",
    "title_en",
    "summary_sv",
    "summary_en",
    "body",
    "operation",
    "steering_links",
    "year",
)
_YEAR = _("Write the year with four digits, such as 2026.")


class ExampleForm(PlainForm):
    """A draft needs title, organisation, core operation and year; the rest before it is public."""

    # The version that the page showed; the service compares.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=9)
    title_sv = PlainCharField(
        label=_("Title"),
        max_length=150,
        help_text=_("What was changed and what came of it, as a sentence."),
        error_messages={"required": _("Write the title.")},
    )
    summary_sv = PlainCharField(
        label=_("In short"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences: in the list, in search and where the page is shared."),
    )
    body = PlainTextField(
        label=_("Text"),
        max_length=MOST_BODY,
        required=False,
        widget=forms.Textarea({"rows": 18, "data-count": MOST_BODY}),
        help_text=_("Markdown: ## heading, - list, **bold**, [words](https://address)."),
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Organisation"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the organisation.")},
    )
    cohort = forms.ModelChoiceField(
        queryset=Cohort.objects.none(),
        label=_("Round (optional)"),
        required=False,
        empty_label=_("No special round"),
    )
    operation = forms.ChoiceField(
        label=_("Core operation"),
        choices=[("", _("Choose")), *FocusArea.choices],
        error_messages={"required": _("Choose the core operation.")},
    )
    steering_links = forms.MultipleChoiceField(
        label=_("Links of the chain of steering"),
        choices=SteeringLink.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where in the steering the change was made. Readers choose by it."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=2100,
        localize=False,
        help_text=_("The year in which the change was made."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-xs"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _YEAR),
    )
    title_en = PlainCharField(
        label=_("Title in English (optional)"),
        max_length=150,
        required=False,
        help_text=_("Where English is empty, the Swedish is shown."),
    )
    summary_en = PlainCharField(
        label=_("In short, in English (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        example: LearningExample | None = None,
        report: ResultReport | None = None,
        **kwargs: Any,
    ) -> None:
        if example is not None:
            kwargs["initial"] = {name: getattr(example, name) for name in _NAMES} | {
                "organisation": example.organisation_id,
                "cohort": example.cohort_id,
                "seen": example.version,
            }
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        every = Organisation.objects.visible_to(EVERYBODY)
        if report is not None:
            every = every.filter(pk=report.participation.organisation_id)
            fields["organisation"].empty_label = None
        fields["organisation"].queryset = every.order_by(swedish("name"), "pk")
        fields["cohort"].queryset = public_cohorts()

    @property
    def base_version(self) -> int:
        return whole_number(self.cleaned_data["seen"]) or 0

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(
            **{name: said[name] for name in _NAMES if name != "steering_links"},
            organisation=said["organisation"],
            cohort=said["cohort"],
            steering_links=tuple(said["steering_links"]),
        )
