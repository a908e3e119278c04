"""SKR's forms about a round's improvement work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from improvements.enums import ChartRules, SupportKind
from improvements.models import ChecklistEdition
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField
from modellkonceptet.widgets import hinted


class SupportForm(PlainForm):
    on = CivilDateField(label=_("Day"))
    kind = forms.ChoiceField(label=_("How"), choices=SupportKind.choices, widget=forms.RadioSelect)
    text = PlainCharField(
        label=_("About what"),
        max_length=500,
        help_text=_("One or two sentences. Only SKR reads them."),
    )


class MethodForm(PlainForm):
    edition = forms.ModelChoiceField(
        label=_("Checklist for self-assessment"),
        queryset=ChecklistEdition.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    chart_rules = forms.ChoiceField(
        label=_("Signal rules of run charts"),
        widget=forms.RadioSelect,
        choices=[
            (
                ChartRules.ANHOJ,
                hinted(
                    ChartRules.ANHOJ.label,
                    _("Two rules that keep false alarms few, however many points there are."),
                ),
            ),
            (
                ChartRules.CLASSIC,
                hinted(
                    ChartRules.CLASSIC.label,
                    _("Shift, trend and number of runs, as in older handbooks."),
                ),
            ),
        ],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = ChecklistEdition.objects.visible_to(user)  # type: ignore[attr-defined]
