"""Forms of what people say about a curve: its median, what happened, a point that stands out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from improvements.models import Indicator, Measurement
from improvements.period_words import period_name
from improvements.services.marking import FEWEST_FROZEN
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField


def _reason(**kwargs: Any) -> PlainCharField:
    return PlainCharField(
        label=_("Why?"), max_length=300, error_messages={"required": _("Say why.")}, **kwargs
    )


class FreezeForm(PlainForm):
    prefix = "freeze"
    first = forms.IntegerField(
        label=_("Number of first periods"),
        min_value=FEWEST_FROZEN,
        max_value=500,
        widget=forms.TextInput({"class": "w-xs", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("As a rule those before the first change, and at least eight."),
        error_messages={
            "required": _("Write how many periods."),
            "invalid": _("Write how many periods, in figures."),
            "min_value": _("Freeze the median at two periods at least."),
        },
    )
    reason = _reason(help_text=_("Example: the months before we began to test"))


class SplitForm(PlainForm):
    prefix = "split"
    on = CivilDateField(label=_("New median from"))
    reason = _reason(help_text=_("Example: the new way of working is everyday work everywhere"))


class EventForm(PlainForm):
    prefix = "event"
    on = CivilDateField(label=_("Which day?"))
    text = PlainCharField(
        label=_("What happened?"),
        max_length=120,
        help_text=_("A few words that may explain the curve. They stand in the chart."),
        error_messages={"required": _("Write what happened.")},
    )


class _PointField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Measurement.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        when = period_name(obj.period, obj.indicator.frequency)
        return f"{when}, {str(obj.get_series_display()).lower()}"


class PointForm(PlainForm):
    """A point that is plainly different."""

    prefix = "point"
    point = _PointField(
        label=_("Which point?"),
        empty_label=_("Choose"),
        widget=forms.Select({"class": "w-m"}),
        error_messages={"required": _("Choose a point.")},
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = indicator.measurements.filter(is_astronomical=False)
        rows = rows.select_related("indicator").order_by("-period", "series")
        self.fields["point"].queryset = rows  # type: ignore[attr-defined]
