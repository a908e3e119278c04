"""Forms of SKR's review page."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.enums import VerdictOutcome
from applications.models import Score, ScoringCriterion
from applications.models.review import MOST_POINTS
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainEmailField, PlainTextField

SECTIONS = [
    ("organisation", _("The organisation")),
    ("political_decision", _("Political decision")),
    ("decision_to_apply", _("Decision to take part")),
    ("commitments", _("Commitments")),
    ("team", _("The team")),
    ("why", _("Why you want to take part")),
    ("invoice", _("Invoice details and wishes")),
]
DAYS_TO_COMPLETE = 14


class VerdictForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("Verdict"), choices=VerdictOutcome.choices, widget=forms.RadioSelect
    )
    reason = PlainTextField(
        label=_("Why"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write why, so that others can follow the verdict.")},
    )


class NoteForm(PlainForm):
    text = PlainTextField(
        label=_("New note"),
        help_text=_("Only SKR reads it."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write something in the note.")},
    )


class CompletionForm(PlainForm):
    sections = forms.MultipleChoiceField(
        label=_("Parts that shall be completed"),
        choices=SECTIONS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these can be edited until the day is over."),
        error_messages={"required": _("Choose at least one part that shall be completed.")},
    )
    message = PlainTextField(
        label=_("What is missing"),
        help_text=_("Goes by mail to everybody who writes the application."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("Write what is missing, so that the applicant knows what to do.")
        },
    )
    due_on = CivilDateField(label=_("Last day to complete"), help_text=_("The whole of that day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = today() + timedelta(days=DAYS_TO_COMPLETE)


class HandOverForm(PlainForm):
    email = PlainEmailField(
        label=_("E-mail address of the person who takes over"),
        help_text=_("The person must have signed in at least once."),
    )

    def clean_email(self) -> str:
        """The address as typed; `person` is whoever signs in with it."""
        email: str = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(
                gettext(
                    "Nobody signs in with %(email)s yet. Ask the person to sign in once, then try"
                    " again."
                )
                % {"email": email}
            )
        return email


class LateEntryForm(PlainForm):
    until = CivilDateField(label=_("Open until"), help_text=_("The whole of that day."))
    reason = PlainCharField(label=_("Reason"), max_length=300)


class ScoreForm(PlainForm):
    """The reviewer's own points: one choice and one comment for each scoring criterion."""

    def __init__(
        self,
        *args: Any,
        criteria: Iterable[ScoringCriterion],
        mine: dict[int, Score] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        choices = [("", _("No points"))] + [(str(p), str(p)) for p in range(MOST_POINTS + 1)]
        for criterion in self.criteria:
            score = (mine or {}).get(criterion.pk)
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=score.points if score else "",
            )
            self.fields[f"comment_{criterion.pk}"] = PlainCharField(
                label=gettext("Comment on %(criterion)s") % {"criterion": criterion.name},
                required=False,
                initial=score.comment if score else "",
            )

    @property
    def points(self) -> dict[int, int | None]:
        return {c.pk: self.cleaned_data[f"points_{c.pk}"] for c in self.criteria}

    @property
    def comments(self) -> dict[int, str]:
        return {c.pk: self.cleaned_data[f"comment_{c.pk}"] for c in self.criteria}


class MetConditionForm(PlainForm):
    met_on = CivilDateField(label=_("Met on"))
