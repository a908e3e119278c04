"""Forms about how a round reminds: one rule's settings, and what a simulation is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from cohorts.models.reminding import FIRST_HOUR, LAST_HOUR
from cohorts.services.reminder_settings import LADDER, MOST_DAYS, choosable
from modellkonceptet.form_fields import whole_number
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.placeholders import refuse_unknown
from modellkonceptet.notifications.reminder_letters import PLACEHOLDERS
from modellkonceptet.notifications.reminder_rules import Policy, Rule
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField

MOST_STEPS = 6
MOST_SIMULATED, USUALLY_SIMULATED = 92, 30
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2098, 12, 31)


class DaysField(forms.CharField):
    """Days with commas between them, each once: "14, 7, 2"."""

    default_error_messages = {
        "form": _("Write whole numbers with commas between them, for instance 14, 7, 2."),
        "range": _("Write days between 0 and 365, not %(days)s."),
        "twice": _("%(days)s stands twice. Write each day once."),
        "many": _("Write at most six days."),
    }
    widget = forms.TextInput(attrs={"class": "w-s", "inputmode": "text", "autocomplete": "off"})

    def clean(self, value: Any) -> tuple[int, ...]:
        typed = str(value or "").strip()
        if not typed:
            return ()
        numbers = [self._number(part.strip()) for part in typed.split(",")]
        for number in numbers:
            if numbers.count(number) > 1:
                raise ValidationError(
                    self.error_messages["twice"], code="twice", params={"days": number}
                )
        if len(numbers) > MOST_STEPS:
            raise ValidationError(self.error_messages["many"], code="many")
        return tuple(numbers)

    def _number(self, part: str) -> int:
        number = whole_number(part)
        if number is None:
            raise ValidationError(self.error_messages["form"], code="form")
        if number > MOST_DAYS:
            raise ValidationError(
                self.error_messages["range"], code="range", params={"days": number}
            )
        return number


class DaysAfterField(forms.IntegerField):
    """After how many days somebody above is told; empty is never."""

    default_error_messages = {"invalid": _("Write a number of days from 1 to 365.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"class": "w-xs", "inputmode": "numeric", "autocomplete": "off"}
        )
        super().__init__(required=False, widget=widget, **kwargs)
        message = self.error_messages["invalid"]
        self.validators = [MinValueValidator(1, message), MaxValueValidator(MOST_DAYS, message)]


def known_placeholders(text: str) -> None:
    refuse_unknown(text, PLACEHOLDERS)


class RuleForm(PlainForm):
    """How a round reminds by one rule."""

    is_on = forms.BooleanField(
        label=_("In use in this round"),
        help_text=_("Without it nobody is reminded, and it does not show under To do."),
        required=False,
    )
    days_before = DaysField(
        label=_("Days before"),
        help_text=_("Days with commas between them, for instance 14, 7, 2. 0 is the day itself."),
        required=False,
    )
    days_after = DaysField(
        label=_("Days after"),
        help_text=_("If it is still not done, for instance 1, 8."),
        required=False,
    )
    hour = forms.TypedChoiceField(
        label=_("Earliest hour"),
        help_text=_("Swedish time. Reminders leave on working days only."),
        choices=[(hour, str(hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
        coerce=int,
        widget=forms.Select(attrs={"class": "w-xs"}),
    )
    audience = forms.MultipleChoiceField(
        label=_("Who is reminded"),
        help_text=_("Where a function has nobody, the person closest to it is reminded instead."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one of those who can be reminded."),
            "invalid_choice": _("Choose at least one of those who can be reminded."),
        },
    )
    strategist_after = DaysAfterField(label=_("The strategist, after days"))
    manager_after = DaysAfterField(label=_("The senior manager, after days"))
    desk_after = DaysAfterField(label=_("SKR’s project leads, after days"))
    text_sv = PlainCharField(
        label=_("Text in Swedish (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[known_placeholders],
    )
    text_en = PlainCharField(
        label=_("Text in English (optional)"),
        help_text=_("Empty: the Swedish text goes to those who read English too."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[known_placeholders],
    )

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience: Any = self.fields["audience"]
        audience.choices = [(role, Role(role).label) for role in choosable(rule)]

    def policy(self) -> Policy:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        before = [-days for days in typed["days_before"]]
        ladder = [(role, typed[field]) for role, field in LADDER.items()]
        return Policy(
            days=tuple(sorted([*before, *typed["days_after"]])),
            audience=tuple(typed["audience"]),
            ladder=tuple((str(role), days) for role, days in ladder if days is not None),
            hour=typed["hour"],
            is_on=typed["is_on"],
            text=self.texts(),
        )

    def texts(self) -> Mapping[str, str]:
        """The texts as typed; what is refused is left out."""
        return {name: self.cleaned_data.get(f"text_{name}", "") for name in ("sv", "en")}

    @staticmethod
    def initial_for(policy: Policy) -> dict[str, Any]:
        ladder = dict(policy.ladder)
        return {
            "is_on": policy.is_on,
            "days_before": ", ".join(str(-days) for days in sorted(policy.days) if days <= 0),
            "days_after": ", ".join(str(days) for days in sorted(policy.days) if days > 0),
            "hour": policy.hour,
            "audience": list(policy.audience),
            **{field: ladder.get(role) for role, field in LADDER.items()},
            "text_sv": policy.text.get("sv", ""),
            "text_en": policy.text.get("en", ""),
        }


class SimulationForm(forms.Form):
    """From which day and for how long, and what of it is shown. The names are in the address."""

    use_required_attribute = False

    fran = forms.DateField(
        label=_("First day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        validators=[
            MinValueValidator(FIRST_DAY, _("Choose a day from 2000 to 2098.")),
            MaxValueValidator(LAST_DAY, _("Choose a day from 2000 to 2098.")),
        ],
        error_messages={"invalid": _("Write the day as 2027-02-01.")},
    )
    dagar = forms.IntegerField(
        label=_("Number of days"),
        min_value=1,
        max_value=MOST_SIMULATED,
        widget=forms.TextInput(attrs={"class": "form-control w-xs", "inputmode": "numeric"}),
        error_messages={
            key: _("Write a number of days from 1 to 92.")
            for key in ("invalid", "min_value", "max_value")
        },
    )
    vem = PlainCharField(
        label=_("Person or organisation"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    regel = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("Choose one in the list.")},
    )

    def __init__(self, query: Mapping[str, str], *, rules: list[Rule], today: date) -> None:
        typed = {
            "fran": query.get("fran") or today.isoformat(),
            "dagar": query.get("dagar") or str(USUALLY_SIMULATED),
            "vem": query.get("vem", ""),
            "regel": query.get("regel", ""),
        }
        super().__init__(typed)
        regel: Any = self.fields["regel"]
        regel.choices = [("", _("Everything")), *((rule.key, rule.name) for rule in rules)]
