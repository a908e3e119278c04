"""Forms about mentors: asking, answering, and what SKR notes in the ledger."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.enums import PromiseStatus
from cohorts.models import Cohort, MentorPerson, MentorPromise
from cohorts.services.mentor_answers import MOST_GROUPS, MOST_PEOPLE, Answer, MentorContact
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField, PlainTextField

DAYS_TO_ANSWER = 21
YES, NO = "yes", "no"
PARTS = ("name", "title", "email", "phone")


class LedgerFilterForm(forms.Form):
    """What narrows the ledger."""

    q = forms.CharField(label=_("Search organisation, round or person"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *PromiseStatus.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["class"] = "form-control"
        self.fields["status"].widget.attrs["class"] = "form-select"


class AskAgainForm(PlainForm):
    """Whom the question goes to, until when, and a word of one's own."""

    name = PlainCharField(
        label=_("Contact at the organisation"),
        max_length=150,
        error_messages={"required": _("Write the name.")},
    )
    email = PlainEmailField(
        label=_("E-mail address"),
        help_text=_("The mail has a link that answers without an account."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, for instance namn@kommunen.se."),
        },
    )
    answer_by = CivilDateField(label=_("Answer by"))
    message = PlainTextField(
        label=_("A message of your own (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the mail. The mail already says what being mentor means."),
    )

    @staticmethod
    def initial_for(promise: MentorPromise) -> dict[str, Any]:
        return {
            "name": promise.contact_name,
            "email": promise.contact_email,
            "answer_by": today() + timedelta(days=DAYS_TO_ANSWER),
        }


class RoundField(forms.ModelChoiceField):
    """A round that somebody can still mentor in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Cohort.objects.none(),
            label=_("Round"),
            empty_label=_("Choose a round"),
            error_messages={
                "required": _("Choose a round."),
                "invalid_choice": _("Choose one of the rounds in the list."),
            },
            **kwargs,
        )


class OfRound(PlainForm):
    """A form that is about one of the rounds given."""

    cohort = RoundField()

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class AskForm(OfRound, AskAgainForm):
    field_order = ["cohort", "name", "email", "answer_by", "message"]


class PeopleForm(PlainForm):
    """One to three people who mentor; `person2_name` and so on, the first one required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PEOPLE + 1):
            for part, field in _person_fields().items():
                self.fields[f"person{number}_{part}"] = field

    @property
    def blocks(self) -> list[tuple[int, list[forms.BoundField], bool]]:
        """Each person's fields, and whether anything stands in them."""
        return [
            (number, fields, any(field.value() or field.errors for field in fields))
            for number in range(1, MOST_PEOPLE + 1)
            for fields in [[self[f"person{number}_{part}"] for part in PARTS]]
        ]

    def people(self) -> tuple[MentorContact, ...]:
        """Those of whom at least a name or an address is written."""
        rows = [
            MentorContact(
                **{part: self.cleaned_data.get(f"person{number}_{part}", "") for part in PARTS}
            )
            for number in range(1, MOST_PEOPLE + 1)
        ]
        return tuple(row for row in rows if row.name or row.email)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.wants_people():
            self._check_people()
        return cleaned

    def wants_people(self) -> bool:
        return True

    def _check_people(self) -> None:
        seen: set[str] = set()
        for number in range(1, MOST_PEOPLE + 1):
            name, address = f"person{number}_name", f"person{number}_email"
            if name in self.errors or address in self.errors:
                continue
            row = {part: self.cleaned_data.get(f"person{number}_{part}", "") for part in PARTS}
            if number > 1 and not any(row.values()):
                continue
            if not row["name"]:
                self.add_error(name, _("Write the name."))
            if not row["email"]:
                self.add_error(address, _("Write the e-mail address."))
            elif row["email"].lower() in seen:
                self.add_error(address, _("Each person needs an e-mail address of their own."))
            seen.add(row["email"].lower())

    @staticmethod
    def initial_people(people: Iterable[MentorPerson]) -> dict[str, str]:
        return {
            f"person{number}_{part}": getattr(person, part)
            for number, person in enumerate(people, start=1)
            for part in PARTS
        }


class AnswerForm(PeopleForm):
    """Yes with people and a number of groups, or no with a reason."""

    accepts = forms.ChoiceField(
        label=_("Can you be mentor?"),
        choices=[(YES, _("Yes")), (NO, _("No, not this time"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    capacity = forms.TypedChoiceField(
        label=_("How many groups can you take?"),
        help_text=_("A group is two or three participants."),
        coerce=int,
        required=False,
        initial=1,
        widget=forms.Select({"class": "w-s"}),
        error_messages={"invalid_choice": _("Choose a number in the list.")},
    )
    reason = PlainTextField(
        label=_("Why not this time?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("SKR reads it, and knows when to ask you again."),
    )
    answered_by = PlainCharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("The question may have been passed on. SKR sees who answered."),
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    # The answer that the page showed; the service compares.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = group_choices()  # type: ignore[attr-defined]
        # As on the page, so that the list of errors reads from top to bottom.
        people = [name for name in self.fields if name.startswith("person")]
        self.order_fields(["cohort", "accepts", "capacity", *people, "reason", "answered_by"])

    def wants_people(self) -> bool:
        return bool(self.cleaned_data.get("accepts") == YES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            cleaned.get("accepts") == NO
            and not cleaned.get("reason")
            and not self.errors.get("reason")
        ):
            self.add_error("reason", _("Write why you can’t this time."))
        if cleaned.get("accepts") == NO:
            # What was half written under yes is not asked for.
            for name in [name for name in self.errors if name.startswith(("person", "capacity"))]:
                del self.errors[name]
        return cleaned

    def answer(self) -> Answer:
        accepts = self.cleaned_data["accepts"] == YES
        return Answer(
            accepts=accepts,
            people=self.people() if accepts else (),
            capacity=self.cleaned_data.get("capacity") or 1,
            reason="" if accepts else self.cleaned_data["reason"],
            answered_by=self.cleaned_data["answered_by"],
        )

    @classmethod
    def initial_answer(
        cls, promise: MentorPromise, people: Sequence[MentorPerson], seen: str
    ) -> dict[str, Any]:
        """What was answered before. Who answers now writes the name: the link may be passed on."""
        given = {PromiseStatus.ACCEPTED: YES, PromiseStatus.DECLINED: NO}
        return {
            "accepts": given.get(PromiseStatus(promise.status), ""),
            "capacity": promise.capacity,
            "reason": promise.reason,
            "seen": seen,
            **cls.initial_people(people),
        }


class NotedAnswerForm(OfRound, AnswerForm):
    """What SKR has heard by telephone or mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepts"].label = _("What did they answer?")
        self.fields["capacity"].label = _("How many groups can they take?")
        self.fields["reason"].label = _("Why not this time?")
        self.fields["reason"].help_text = ""
        self.fields["answered_by"].label = _("Who answered?")
        self.fields["answered_by"].help_text = ""


class ExcuseForm(PlainForm):
    reason = PlainCharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Stands in the ledger, where SKR reads it."),
        error_messages={"required": _("Write why the organisation is excused.")},
    )


class ReleaseForm(PlainForm):
    reason = PlainTextField(
        label=_("A message to them (optional)"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the mail that thanks them."),
    )


def group_choices() -> list[tuple[int, str]]:
    return [
        (n, ngettext("%(n)d group", "%(n)d groups", n) % {"n": n})
        for n in range(1, MOST_GROUPS + 1)
    ]


def _person_fields() -> dict[str, forms.Field]:
    return {
        "name": PlainCharField(label=_("Name"), max_length=150, required=False),
        "title": PlainCharField(
            label=_("Title or office (optional)"), max_length=150, required=False
        ),
        "email": PlainEmailField(
            label=_("E-mail address"),
            required=False,
            error_messages={
                "invalid": _("Write the whole e-mail address, for instance namn@kommunen.se.")
            },
        ),
        "phone": PlainCharField(
            label=_("Phone (optional)"),
            max_length=40,
            required=False,
            widget=forms.TextInput({"type": "tel", "class": "w-s"}),
        ),
    }
