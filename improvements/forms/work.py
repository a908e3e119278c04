"""Forms of an improvement work: what it is, how far it has come, and its drivers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation, TeamMember
from improvements.enums import (
    PROGRESS,
    ChangeIdeaStatus,
    ImprovementStatus,
    NationalGoal,
    SteeringLink,
)
from improvements.models import Driver, Improvement
from improvements.services.drivers import MOST_LETTERS
from improvements.services.improving import (
    LAST_AGENDA_GOAL,
    LAST_CEMR_ARTICLE,
    LISTS,
    MOST_TEXT,
    Said,
    said_of,
)
from improvements.services.progressing import MOST_EVIDENCE
from learning_meetings.enums import OutcomeKind
from learning_meetings.models import Outcome
from modellkonceptet.form_fields import CivilDateField, whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField

S = ImprovementStatus
# The states in which the form also asks what came of the work.
ASKED_OF_RESULTS = {
    "outcome": (S.ADOPTED, S.ADAPTED, S.ABANDONED, S.IMPLEMENTED, S.SPREAD),
    "implemented_in": (S.IMPLEMENTED, S.SPREAD),
    "spread_to": (S.SPREAD,),
}


def _short(**attrs: Any) -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", **attrs})


class NumbersField(PlainCharField):
    """Numbers with a comma or a space between, as a tuple without repetition, smallest first."""

    def __init__(self, *, last: int, outside: Any, **kwargs: Any) -> None:
        super().__init__(required=False, widget=_short(**{"class": "w-s"}), **kwargs)
        self.last, self.outside = last, outside

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "").replace(",", " ").replace(";", " ").split()
        numbers = [whole_number(part) for part in typed]
        if None in numbers:
            raise ValidationError(_now("Write numbers with a comma between."), code="invalid")
        found = tuple(sorted({number for number in numbers if number is not None}))
        if any(not 1 <= number <= self.last for number in found):
            raise ValidationError(self.outside, code="outside")
        return found

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


class ImprovementForm(PlainForm):
    """All of a work in sections; `seen` is the version that what is typed builds on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = PlainCharField(
        label=_("What do you call the work?"),
        max_length=150,
        help_text=_("Short, so that you recognise it in a list. Example: Equally fast to support."),
        error_messages={"required": _("Give the work a name.")},
    )
    problem = PlainTextField(
        label=_("Which difference do you see?"),
        max_length=MOST_TEXT,
        required=False,
        help_text=_(
            "Between women and men, girls and boys. Give the figures: how large is it, since when?"
        ),
        widget=forms.Textarea({"rows": 5}),
    )
    aim_by = CivilDateField(
        label=_("By when?"), required=False, help_text=_("The last day, as 31 12 2027.")
    )
    past_is_meant = forms.BooleanField(
        label=_("Yes, the day of the aim has passed and is meant so"), required=False
    )
    aim_what = PlainCharField(
        label=_("What will improve?"),
        max_length=300,
        required=False,
        help_text=_("Example: the share who get support within 30 days will rise"),
    )
    aim_amount = PlainCharField(
        label=_("By how much, or to what?"),
        max_length=150,
        required=False,
        help_text=_("Example: to at least 65 per cent"),
        widget=_short(**{"class": "w-m"}),
    )
    aim_group = PlainCharField(
        label=_("For whom?"),
        max_length=150,
        required=False,
        help_text=_("Example: both women and men"),
        widget=_short(**{"class": "w-m"}),
    )
    steering_links = forms.MultipleChoiceField(
        label=_("Which links of the chain of steering does it change?"),
        choices=SteeringLink.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    operation = PlainCharField(
        label=_("In which core operation?"),
        max_length=150,
        required=False,
        help_text=_("Example: income support, social services"),
        widget=_short(**{"class": "w-m"}),
    )
    national_goals = forms.TypedMultipleChoiceField(
        label=_("Which of the national goals of gender equality does it serve?"),
        choices=NationalGoal.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agenda_goals = NumbersField(
        label=_("Goals of Agenda 2030"),
        help_text=_("Their numbers, 1 to 17. Goal 5 is gender equality. Example: 5, 8"),
        last=LAST_AGENDA_GOAL,
        outside=_("The goals of Agenda 2030 are numbered 1 to 17."),
    )
    cemr_articles = NumbersField(
        label=_("Articles of the CEMR declaration"),
        help_text=_("Their numbers. 1 to 30 are the first ones, 31 to 39 came in December 2022."),
        last=LAST_CEMR_ARTICLE,
        outside=_("The articles of the declaration are numbered 1 to 39."),
    )
    responsible = forms.ModelChoiceField(
        label=_("Who of the team is responsible?"),
        queryset=TeamMember.objects.none(),
        required=False,
        empty_label=_("Nobody yet, or somebody else"),
        widget=forms.Select({"class": "w-m"}),
    )
    responsible_name = PlainCharField(
        label=_("Somebody outside the team"),
        max_length=150,
        required=False,
        help_text=_("Name or role. Leave it empty when somebody of the team is responsible."),
        widget=_short(**{"class": "w-m"}),
    )
    team = PlainTextField(
        label=_("Who else works with it?"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    own_method = PlainCharField(
        label=_("Do you use another method than PDSA?"),
        max_length=150,
        required=False,
        help_text=_("Then write its name. You report the same things, without cycles."),
        widget=_short(**{"class": "w-m"}),
    )
    idea = forms.ModelChoiceField(
        label=_("From which idea did it come?"),
        queryset=Outcome.objects.none(),
        required=False,
        empty_label=_("It did not come from a meeting"),
    )
    is_private = forms.BooleanField(
        label=_("Show it in our own organisation only"),
        required=False,
        help_text=_(
            "Otherwise your group, your mentor and SKR read it. Its indicators are hidden with it."
        ),
    )
    outcome = PlainTextField(
        label=_("What came of it?"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    implemented_in = PlainCharField(
        label=_("Where is it everyday work?"), max_length=300, required=False
    )
    spread_to = PlainCharField(
        label=_("To which units has it spread?"), max_length=500, required=False
    )

    def __init__(
        self,
        *args: Any,
        home: Participation,
        improvement: Improvement | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.improvement = improvement
        self._narrow("responsible", _team_of(home, improvement))
        self._narrow("idea", _ideas_of(home))
        if not self.fields["idea"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["idea"]
        status = improvement.status if improvement else S.IDEA
        for name, states in ASKED_OF_RESULTS.items():
            if status not in states:
                del self.fields[name]

    @property
    def asks_about_the_past(self) -> bool:
        """Whether the aim's day has passed and the page has to ask if that is meant."""
        return self.is_bound and (
            self.has_error("past_is_meant") or bool(self["past_is_meant"].value())
        )

    def said(self) -> Said:
        """What was typed; what the form does not ask for stays as it is."""
        standing = said_of(self.improvement) if self.improvement else None
        values = {}
        for name in Said.__dataclass_fields__:
            if name not in self.fields:
                if standing:
                    values[name] = getattr(standing, name)
                continue
            value = self.cleaned_data[name]
            values[name] = tuple(value) if name in LISTS else value
        return Said(**values)

    def _narrow(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


def _team_of(home: Participation, improvement: Improvement | None) -> Any:
    """Those of today, and whoever is responsible although they have left."""
    seats = home.team.current()
    if improvement and improvement.responsible_id:
        seats = seats | home.team.filter(pk=improvement.responsible_id)
    return seats.order_by("pk")


def _ideas_of(home: Participation) -> Any:
    ideas = Outcome.objects.filter(kind=OutcomeKind.IDEA, taken_by=home)
    return ideas.select_related("meeting").order_by("-pk")


class ResultForm(PlainForm):
    """What a move says of the state that it leads to; one of the three is asked."""

    implemented_in = PlainCharField(
        label=_("Where is it everyday work?"),
        max_length=300,
        help_text=_("Unit or units, and in what it is written down: a routine, a plan, a budget."),
        error_messages={"required": _("Say where it is everyday work.")},
    )
    spread_to = PlainCharField(
        label=_("To which units has it spread?"),
        max_length=500,
        error_messages={"required": _("Say to which units it has spread.")},
    )
    outcome = PlainTextField(
        label=_("Why do you abandon it?"),
        max_length=MOST_TEXT,
        help_text=_("What you learned is worth as much as a success. Others read it."),
        error_messages={"required": _("Say why you abandon it.")},
        widget=forms.Textarea({"rows": 5}),
    )
    asked = {"implement": "implemented_in", "spread": "spread_to", "abandon": "outcome"}

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.asked.values()) - {self.asked[action]}:
            del self.fields[name]


class ProgressForm(PlainForm):
    tenths = forms.TypedChoiceField(
        label=_("Where do you stand?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a step of the scale.")},
    )
    evidence = PlainCharField(
        label=_("What shows it?"),
        max_length=MOST_EVIDENCE,
        help_text=_("A figure, a decision, what somebody has seen."),
        error_messages={"required": _("Write what shows it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tenths"].choices = [  # type: ignore[attr-defined]
            (tenths, f"{number_format(tenths / 10, 1)} {words}")
            for tenths, words in PROGRESS.items()
        ]


class DriverField(forms.ModelChoiceField):
    """A driver of the work; one of the second level is named after the one that it stands under."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Select({"class": "w-m"})
        super().__init__(Driver.objects.none(), required=False, widget=widget, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.text}: {obj.text}" if obj.parent_id else obj.text


class DriverForm(PlainForm):
    text = PlainCharField(
        label=_("What has to be in place?"),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Write what has to be in place.")},
    )
    parent = DriverField(label=_("Where does it stand?"), empty_label=_("Directly under the aim"))

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        primary = improvement.drivers.filter(parent=None)
        self.fields["parent"].queryset = primary  # type: ignore[attr-defined]


class RenameDriverForm(PlainForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = DriverForm.base_fields["text"]


class ChangeIdeaForm(PlainForm):
    """A change that could move a driver."""

    text = PlainCharField(
        label=_("What could be changed?"),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Write what could be changed.")},
    )
    driver = DriverField(label=_("Which driver does it move?"), empty_label=_("None yet"))

    def __init__(self, *args: Any, improvement: Improvement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drivers = improvement.drivers.select_related("parent")
        self.fields["driver"].queryset = drivers  # type: ignore[attr-defined]


class ChangeIdeaStateForm(ChangeIdeaForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    status = forms.ChoiceField(
        label=_("State"), choices=ChangeIdeaStatus.choices, widget=forms.Select({"class": "w-s"})
    )
