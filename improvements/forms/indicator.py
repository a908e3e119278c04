"""The form of an indicator: what is counted, for whom, how often, and which way is better."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from improvements.enums import Direction, Frequency, IndicatorRole, SeriesKind
from improvements.figures import read_figure
from improvements.models import Improvement, Indicator
from improvements.services.indicators import SaidOfIndicator, said_of
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField


class FigureField(forms.Field):
    """A figure as people write it: "61,5", "1 200" or "65 %"."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "w-s", "inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        return read_figure(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return format(value.normalize() + 0, "f").replace(".", ",")
        return value


class IndicatorForm(PlainForm):
    """`seen` is the stamp of what the form showed, to tell two writers apart."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    name = PlainCharField(
        label=_("What is measured?"),
        max_length=200,
        help_text=_("Example: Support within 30 days"),
        error_messages={"required": _("Give the indicator a name.")},
    )
    role = forms.ChoiceField(
        label=_("What does it follow?"),
        choices=IndicatorRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it follows.")},
    )
    series = forms.MultipleChoiceField(
        label=_("For whom is it counted?"),
        choices=SeriesKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Women and men, or girls and boys, so that the difference can be seen. The total alone"
            " only if it cannot be divided."
        ),
        error_messages={"required": _("Choose for whom it is counted.")},
    )
    frequency = forms.ChoiceField(
        label=_("How often?"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        help_text=_("Every month or oftener gives a signal within a year."),
    )
    unit = PlainCharField(
        label=_("Unit"),
        max_length=40,
        required=False,
        help_text=_("%, days, kronor. Empty for a plain number."),
        widget=forms.TextInput({"class": "w-s", "autocomplete": "off"}),
    )
    direction = forms.ChoiceField(
        label=_("Which way is better?"), choices=Direction.choices, widget=forms.RadioSelect
    )
    target = FigureField(
        label=_("Target (voluntary)"), help_text=_("The figure that you want to reach.")
    )
    definition = PlainTextField(
        label=_("Definition (voluntary)"),
        max_length=2000,
        required=False,
        help_text=_("So exact that somebody else would count the same."),
        widget=forms.Textarea({"rows": 3}),
    )
    numerator = PlainCharField(
        label=_("What is counted (numerator, voluntary)"),
        max_length=200,
        required=False,
        help_text=_("Example: those who got support within 30 days"),
    )
    denominator = PlainCharField(
        label=_("Of how many (denominator, voluntary)"),
        max_length=200,
        required=False,
        help_text=_("Example: all who applied during the month"),
    )
    source = PlainCharField(
        label=_("Source (voluntary)"),
        max_length=200,
        required=False,
        help_text=_("The system or report that the figures come from."),
    )
    responsible_name = PlainCharField(
        label=_("Responsible for the figures (voluntary)"),
        max_length=150,
        required=False,
        help_text=_("Name or role."),
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )
    improvement = forms.ModelChoiceField(
        label=_("Which improvement work does it follow?"),
        queryset=Improvement.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    is_private = forms.BooleanField(
        label=_("Show it in our own organisation only"),
        required=False,
        help_text=_(
            "Otherwise your group, your mentor and SKR read it, without figures of fewer than five"
            " people. The indicators of a private work are private with it."
        ),
    )

    def __init__(
        self, *args: Any, home: Participation, indicator: Indicator | None = None, **kwargs: Any
    ) -> None:
        if indicator is not None:
            standing = said_of(indicator)
            values = {name: getattr(standing, name) for name in standing.__dataclass_fields__}
            kwargs["initial"] = {"seen": standing.stamp, **values, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        works = Improvement.objects.filter(participation=home).order_by("pk")
        self.fields["improvement"].queryset = works  # type: ignore[attr-defined]

    def clean_target(self) -> Decimal | None:
        target: Decimal | None = self.cleaned_data["target"]
        return None if target is None else target.quantize(Decimal("0.0001"))

    def clean_series(self) -> tuple[str, ...]:
        return tuple(kind.value for kind in SeriesKind if kind in self.cleaned_data["series"])

    def said(self) -> SaidOfIndicator:
        names = SaidOfIndicator.__dataclass_fields__
        return SaidOfIndicator(**{name: self.cleaned_data[name] for name in names})
