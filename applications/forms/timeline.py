"""To which day a round is moved, and how much of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from cohorts.timeline import Scope
from modellkonceptet.form_fields import CivilDateField


class MoveTimelineForm(forms.Form):
    starts_on = CivilDateField(
        label=_("On which day shall the round start instead?"),
        help_text=_("A day with the same weekday as before moves every meeting by whole weeks."),
        error_messages={"required": _("Write the new first day of the round")},
    )
    scope = forms.ChoiceField(
        label=_("What shall move?"),
        choices=[
            (Scope.AHEAD, _("Everything that lies ahead, also the last day to apply")),
            (Scope.FROM_START, _("Only the start and what comes after it")),
        ],
        initial=Scope.AHEAD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what shall move")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["starts_on"].initial = cohort.starts_on

    def clean(self) -> dict[str, Any]:
        if self.cohort.starts_on is None:
            raise ValidationError(
                _("The round has no first day yet. Write one on the round's page in the admin.")
            )
        return self.cleaned_data

    @property
    def days(self) -> int:
        """By how many days the start moves."""
        days: int = (self.cleaned_data["starts_on"] - self.cohort.starts_on).days
        return days

    @property
    def chosen_scope(self) -> Scope:
        return Scope(self.cleaned_data["scope"])
