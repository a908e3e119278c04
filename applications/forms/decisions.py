"""The sections on decisions: the political decision, and the decision to take part."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.answers import DecisionAnswer, PoliticalDecisionAnswer
from applications.enums import DecidingBody, DocumentPurpose, PoliticalDecisionKind
from applications.forms.decision_date import DecisionDateField, DecisionDay
from applications.forms.documents import document_block, document_field
from applications.forms.section import SectionForm, inside_sentence, required
from cohorts.enums import OrganisationKind
from modellkonceptet.civil_dates import in_words
from modellkonceptet.plain_text import PlainCharField
from modellkonceptet.widgets import hinted

TAKEN, PLANNED = "yes", "no"
# The declaration was drawn up in 2006; older years are typing errors.
FIRST_CEMR_YEAR = 2006
FIRST_YEAR = 1970
MOST_YEARS_AHEAD = 2
BODIES = {
    OrganisationKind.MUNICIPALITY: (_("The municipal council"), _("The municipal executive board")),
    OrganisationKind.REGION: (_("The regional council"), _("The regional executive board")),
    OrganisationKind.ASSOCIATION: (
        _("The association’s council or directorate"),
        _("The association’s executive board"),
    ),
}
IS_TAKEN_WORDS = {TAKEN: _("Yes, it is taken"), PLANNED: _("No, it is planned")}
KIND_WORDS = dict(PoliticalDecisionKind.choices)


class DecisionForm(SectionForm):
    """A decision that is taken or planned; subclasses say which one."""

    purpose: DocumentPurpose

    is_taken = forms.ChoiceField(
        label=_("Is the decision taken?"),
        choices=[
            (TAKEN, IS_TAKEN_WORDS[TAKEN]),
            (
                PLANNED,
                hinted(
                    IS_TAKEN_WORDS[PLANNED],
                    _("We can admit you on condition that it is taken by the day you give"),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages=required(_("Choose whether the decision is taken or planned")),
    )
    decided_on = DecisionDateField(
        help_text=_("For instance 14 6 2021"),
        error_messages=required(_("Write which day: day, month and year")),
    )
    body = forms.ChoiceField(error_messages=required(_("Choose who takes the decision")))
    body_name = PlainCharField(
        label=_("Name of the committee or body"),
        help_text=_("Only if you chose a committee or another body."),
        max_length=100,
        required=False,
        error_messages=required(_("Write the name of the committee or body")),
    )
    diary_number = PlainCharField(
        label=_("Diary number"),
        help_text=_("If you have one. It is in the minutes, for instance KS 2021/0340."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "w-s"}),
    )
    document = document_field(
        _("Extract of the minutes"),
        error_messages={"required": _("Add an extract of the minutes or another document")},
    )

    missing_words: dict[str, Any] = {
        "is_taken": _("Whether the decision is taken"),
        "body": _("Who takes the decision"),
        "body_name": _("Name of the committee or body"),
        "document": _("Extract of the minutes or another document"),
    }

    def build(self) -> None:
        council, board = BODIES[OrganisationKind(self.case.kind)]
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            (DecidingBody.COUNCIL, council),
            (DecidingBody.BOARD, board),
            (DecidingBody.COMMITTEE, DecidingBody.COMMITTEE.label),
            (DecidingBody.OTHER, DecidingBody.OTHER.label),
        ]
        for name, words in self.live_labels().items():
            self.fields[name].label = format_html('<span id="live_{}">{}</span>', name, words)
        self.missing_words["decided_on"] = (
            _("The day planned for the decision")
            if self.typed_choice("is_taken") == PLANNED
            else _("The day when the decision was taken")
        )

    def layout(self) -> Layout:
        return Layout(*(document_block() if n == "document" else n for n in self.fields))

    def typed_choice(self, name: str) -> str:
        return (self.raw.get(name) or [""])[-1]

    def live_labels(self) -> dict[str, str]:
        """Questions worded by whether the decision is taken; autosave words them anew."""
        match self.typed_choice("is_taken"):
            case "yes":
                return {
                    "decided_on": gettext("Which day was the decision taken?"),
                    "body": gettext("Who took the decision?"),
                }
            case "no":
                return {
                    "decided_on": gettext("Which day is the decision to be taken?"),
                    "body": gettext("Who is to take the decision?"),
                }
        return {
            "decided_on": gettext("Which day was or is the decision taken?"),
            "body": gettext("Who took or takes the decision?"),
        }

    def plain_label(self, name: str) -> str:
        return self.live_labels().get(name) or super().plain_label(name)

    def choice_words(self, name: str) -> Any:
        return IS_TAKEN_WORDS if name == "is_taken" else super().choice_words(name)

    @property
    def year_is_enough(self) -> bool:
        return False

    @property
    def needs_document(self) -> bool:
        return self.cleaned_data.get("is_taken") == TAKEN

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        when, taken = cleaned.get("decided_on"), cleaned.get("is_taken")
        if when and taken:
            self.check_day(when, taken == TAKEN)
        body = cleaned.get("body")
        if body in (DecidingBody.COMMITTEE, DecidingBody.OTHER) and not cleaned.get("body_name"):
            self.leave_out("body_name")
        if self.needs_document and not self.case.documents.get(self.purpose):
            self.leave_out("document")
        return cleaned

    def check_day(self, when: DecisionDay, is_taken: bool) -> None:
        """Refuse a day that contradicts what is said about the decision, or is a slip."""
        today = self.case.today
        if is_taken:
            if when.year < FIRST_YEAR:
                self.add_error("decided_on", self.fault(_("Check the year: it is too long ago.")))
            elif when.year > today.year or (when.day and when.day > today):
                self.add_error(
                    "decided_on",
                    self.fault(
                        _(
                            "A decision that is taken cannot have a day that has not come yet. "
                            "Correct the day, or choose that the decision is planned."
                        )
                    ),
                )
        elif when.year > today.year + MOST_YEARS_AHEAD:
            self.add_error("decided_on", self.fault(_("Check the year: it is too far ahead.")))
        elif when.year < today.year or (when.day and when.day < today):
            self.add_error(
                "decided_on",
                self.fault(
                    _(
                        "The day planned has passed. Write a day to come, or choose that the "
                        "decision is taken."
                    )
                ),
            )
        if when.day is None and not self.year_is_enough and "decided_on" not in self.errors:
            self.leave_out("decided_on")

    @staticmethod
    def fault(message: Any) -> forms.ValidationError:
        return forms.ValidationError(message, code="day")

    def said(self, name: str) -> str:
        if name == "document":
            return ", ".join(str(one) for one in self.case.documents.get(self.purpose, []))
        if name == "decided_on" and self.cleaned_data.get(name):
            return str(self.cleaned_data[name])
        return super().said(name)

    @property
    def is_planned(self) -> bool:
        return self.cleaned_data.get("is_taken") == PLANNED

    def body_in_words(self) -> str:
        return self.cleaned_data.get("body_name") or self.said("body")

    def summary(self) -> str:
        when = self.cleaned_data["decided_on"]
        words = {
            "body": inside_sentence(self.body_in_words()),
            "day": in_words(when.day) if when.day else str(when.year),
        }
        if self.is_planned:
            return gettext("Planned in %(body)s, %(day)s") % words
        return gettext("Taken in %(body)s, %(day)s") % words

    def answer_parts(self) -> dict[str, Any]:
        when = self.cleaned_data["decided_on"]
        documents = self.case.documents.get(self.purpose, [])
        return {
            "is_taken": not self.is_planned,
            "body": self.cleaned_data["body"],
            "body_name": self.cleaned_data["body_name"],
            "decided_on": when.day,
            "decided_year": when.year,
            "diary_number": self.cleaned_data["diary_number"],
            "document_id": documents[-1].pk if documents else None,
        }


class PoliticalDecisionForm(DecisionForm):
    purpose = DocumentPurpose.POLITICAL_DECISION
    missing_words = DecisionForm.missing_words | {"kind": _("Which decision you have")}

    kind = forms.ChoiceField(
        label=_("Which decision do you have?"),
        widget=forms.RadioSelect,
        error_messages=required(_("Choose which decision you have")),
    )
    field_order = ["kind"]

    def build(self) -> None:
        super().build()
        kind = PoliticalDecisionKind
        own = (
            _("Own decision of the regional council")
            if self.case.is_region
            else _("Own decision of the municipal council")
        )
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (
                kind.CEMR,
                hinted(kind.CEMR.label, _("The European declaration on equality, signed by you")),
            ),
            (
                kind.COUNCIL,
                hinted(own, _("For instance a policy, a programme or goals in the budget")),
            ),
            (kind.OTHER, KIND_WORDS[kind.OTHER]),
        ]
        self.fields["kind"].help_text = self.known_signature()
        if self.typed_choice("kind") == kind.CEMR:
            self.fields["decided_on"].help_text = _(
                "For instance 14 6 2021. For the CEMR declaration the year is enough."
            )
            self.fields["body"].required = False

    def known_signature(self) -> str:
        """What SKR's list says of the organisation; a missing row says nothing."""
        signature = getattr(self.case.application.organisation, "cemr_signature", None)
        if signature is None:
            return gettext("Choose the closest. If you have several, choose the latest.")
        if signature.signed_year:
            return gettext(
                "According to SKR’s list you signed the CEMR declaration in %(year)s."
            ) % {"year": signature.signed_year}
        return gettext("According to SKR’s list you have signed the CEMR declaration.")

    def choice_words(self, name: str) -> Any:
        return KIND_WORDS if name == "kind" else super().choice_words(name)

    @property
    def year_is_enough(self) -> bool:
        cleaned = self.cleaned_data
        return (
            cleaned.get("kind") == PoliticalDecisionKind.CEMR and cleaned.get("is_taken") == TAKEN
        )

    @property
    def needs_document(self) -> bool:
        own = self.cleaned_data.get("kind") not in (None, "", PoliticalDecisionKind.CEMR)
        return own and super().needs_document

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_cemr = cleaned.get("kind") == PoliticalDecisionKind.CEMR
        if is_cemr and self.is_planned and not cleaned.get("body"):
            self.leave_out("body")
        when = cleaned.get("decided_on")
        if self.year_is_enough and when and when.year < FIRST_CEMR_YEAR:
            self.add_error(
                "decided_on",
                self.fault(_("The declaration has existed since 2006. Check the year.")),
            )
        return cleaned

    def summary(self) -> str:
        if self.is_planned:
            return super().summary()
        kind = KIND_WORDS[PoliticalDecisionKind(self.cleaned_data["kind"])]
        return f"{kind}, {self.cleaned_data['decided_on'].year}"

    def typed_answer(self) -> PoliticalDecisionAnswer:
        return PoliticalDecisionAnswer(kind=self.cleaned_data["kind"], **self.answer_parts())


class DecisionToApplyForm(DecisionForm):
    purpose = DocumentPurpose.DECISION_TO_APPLY

    def typed_answer(self) -> DecisionAnswer:
        return DecisionAnswer(**self.answer_parts())
