"""Forms for preparing and publishing decisions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.enums import ConditionKind, Outcome
from applications.models import Application, ReasonCode
from applications.services.deciding import ConditionTerms
from modellkonceptet.civil_dates import in_words
from modellkonceptet.form_fields import CivilDateField, RowsField, whole_number
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainTextField

NEEDS_REASONS = (Outcome.WAITING_LIST, Outcome.DECLINED)


class DecisionForm(PlainForm):
    """One outcome and one text for one application or for many."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasons = RowsField(
        label=_("Reason codes"),
        help_text=_("Each proposes a paragraph and is counted in the statistics."),
        queryset=ReasonCode.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = PlainTextField(
        label=_("Reasons in the letter"),
        help_text=_("Goes out as it stands here. An empty line makes a new paragraph."),
        widget=forms.Textarea({"rows": 8}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes: Any = self.fields["reasons"]
        codes.queryset = ReasonCode.objects.filter(is_active=True)
        codes.label_from_instance = lambda code: f"{code.get_outcome_display()}: {code.label}"
        if not codes.queryset:
            del self.fields["reasons"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") in NEEDS_REASONS and not (data.get("text") or "").strip():
            self.add_error("text", gettext("Write why, so that the applicant understands."))
        return data

    def proposed_text(self) -> str:
        """What is typed, with the paragraphs of the chosen codes that it lacks."""
        data: Any = self.data
        typed = (data.get("text") or "").strip()
        chosen = [whole_number(pk) for pk in data.getlist("reasons")]
        codes = ReasonCode.objects.filter(pk__in=[pk for pk in chosen if pk is not None])
        missing = [code.paragraph for code in codes if code.paragraph not in typed]
        return "\n\n".join(part for part in [typed, *missing] if part)


class ConditionForm(PlainForm):
    """One condition; without text there is none."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ConditionKind.choices)
    text = PlainTextField(label=_("Condition"), required=False, widget=forms.Textarea({"rows": 2}))
    due_on = CivilDateField(label=_("Must be met by"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("text") or "").strip() and "due_on" in data and not data["due_on"]:
            self.add_error("due_on", gettext("Write the last day for the condition."))
        return data

    def as_terms(self) -> ConditionTerms | None:
        text = self.cleaned_data["text"].strip()
        if not text:
            return None
        return ConditionTerms(self.cleaned_data["kind"], text, self.cleaned_data["due_on"])


def planned_conditions(application: Application) -> list[dict[str, Any]]:
    """A condition for each decision that is only planned, as a form's initial values."""
    submission = application.current_submission
    if submission is None:
        return []
    planned = []
    policy = getattr(submission, "political_decision", None)
    if policy is not None and not policy.is_taken:
        planned.append(
            {
                "kind": ConditionKind.POLITICAL_DECISION,
                "text": gettext(
                    "The political decision on gender mainstreaming is taken, as planned on"
                    " %(day)s, and sent to us."
                )
                % {"day": in_words(policy.decided_on, weekday=False, year=True)},
                "due_on": policy.decided_on,
            }
        )
    own = getattr(submission, "decision_to_apply", None)
    if own is not None and not own.is_taken:
        planned.append(
            {
                "kind": ConditionKind.DECISION_TO_APPLY,
                "text": gettext(
                    "The decision to take part is taken, as planned on %(day)s, and sent to us."
                )
                % {"day": in_words(own.decided_on, weekday=False, year=True)},
                "due_on": own.decided_on,
            }
        )
    return planned


class ConditionForms:
    """The conditions of the chosen applications: those planned, and one empty line each."""

    def __init__(self, applications: Iterable[Application], data: Any = None) -> None:
        self.by_application: list[tuple[Application, list[ConditionForm]]] = []
        for application in applications:
            starts = [*planned_conditions(application), {"kind": ConditionKind.OTHER}]
            forms_of_one = [
                ConditionForm(data, prefix=f"condition-{application.pk}-{place}", initial=start)
                for place, start in enumerate(starts)
            ]
            self.by_application.append((application, forms_of_one))

    def are_valid(self) -> bool:
        """Every form is looked at, so that all errors are shown at once."""
        checked = [form.is_valid() for _a, forms_ in self.by_application for form in forms_]
        return all(checked)

    def terms(self) -> dict[int, Sequence[ConditionTerms]]:
        return {
            application.pk: [t for form in forms_ if (t := form.as_terms()) is not None]
            for application, forms_ in self.by_application
        }

    @property
    def has_planned(self) -> bool:
        return any(len(forms_) > 1 for _application, forms_ in self.by_application)
