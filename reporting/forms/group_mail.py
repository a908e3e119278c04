"""The form of a mail to a group: to whom, what it says, and what to do with it."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Function, ParticipationStatus
from modellkonceptet.notifications.enums import Topic
from modellkonceptet.notifications.mailing_letters import Texts
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted
from reporting.enums import ApplicantState, Beside
from reporting.group_mail import Choice
from reporting.group_mail_page import Offer

TEXTS = ("subject_sv", "text_sv", "subject_en", "text_en")
LONGEST_TEXT = 20_000
# What a button of the page needs to be right before it does anything.
AUDIENCE, LETTER, NAME = "audience", "letter", "name"
_NOBODY_MAY_REFUSE = "none"


class _OfRound(forms.MultipleChoiceField):
    """Numbers of what the round has; another round's are gone from the page."""

    default_error_messages = {
        "invalid_choice": _("You have changed the round. Choose organisations of this one.")
    }

    def clean(self, value: Any) -> tuple[int, ...]:
        return tuple(int(each) for each in super().clean(value))


class GroupMailForm(PlainForm):
    """Nothing of it is lost on the way: every button sends all of it."""

    cohort = forms.ChoiceField(label=_("Round"))
    people = forms.MultipleChoiceField(
        label=_("Who?"),
        choices=[*Function.choices, *Beside.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who gets the mail.")},
    )
    participant_states = forms.MultipleChoiceField(
        label=_("Participants that"),
        choices=[
            (ParticipationStatus.ACTIVE, _("take part")),
            (ParticipationStatus.WITHDRAWN, _("have left the round")),
            (ParticipationStatus.COMPLETED, _("have gone through the round")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[ParticipationStatus.ACTIVE],
    )
    applicant_states = forms.MultipleChoiceField(
        label=_("Applications in state"),
        choices=ApplicantState.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A decision counts from the day it is published."),
    )
    organisations = _OfRound(
        label=_("Organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them. Mentors count by their own organisation."),
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    topic = forms.ChoiceField(
        label=_("May it be refused?"),
        choices=[
            (
                Topic.NEWS,
                hinted(_("Yes, it is news"), _("Those who have refused news do not get it.")),
            ),
            (
                _NOBODY_MAY_REFUSE,
                hinted(_("No, everybody needs it"), _("For what one must know to take part.")),
            ),
        ],
        widget=forms.RadioSelect,
        initial=_NOBODY_MAY_REFUSE,
        error_messages={"required": _("Choose whether the mail may be refused.")},
    )
    template = forms.ChoiceField(label=_("Begin with a template (optional)"), required=False)
    subject_sv = PlainCharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("Write a subject.")}
    )
    text_sv = PlainTextField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "An empty line begins a new paragraph, and lines that begin with “- ” become a list. "
            "The greeting, why the mail came and who sends it are added by themselves."
        ),
        error_messages={"required": _("Write a text.")},
    )
    subject_en = PlainCharField(
        label=_("Subject in English (optional)"), max_length=200, required=False
    )
    text_en = PlainTextField(
        label=_("Text in English (optional)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Without it, those who read English get the Swedish."),
    )
    keep_as = PlainCharField(
        label=_("Name of the template"),
        max_length=120,
        required=False,
        error_messages={"required": _("Write what the template is to be called.")},
    )
    ticket = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # Who would get the mail when the page that confirms it was shown.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self,
        *args: Any,
        offer: Offer,
        needs: Iterable[str] = (AUDIENCE, LETTER),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.needs = frozenset(needs)
        choices: dict[str, Any] = {
            "cohort": [(one.slug, one.name) for one in offer.rounds],
            "organisations": [(str(pk), name) for pk, name in offer.organisations.items()],
            "group": [("", _("All groups")), *_named(offer.groups)],
            "template": [("", _("An empty mail")), *_named(offer.templates)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.initial.setdefault("cohort", offer.cohort.slug if offer.cohort else "")
        if AUDIENCE not in self.needs:
            self._release("people", "topic")
        if LETTER not in self.needs:
            self._release("subject_sv", "text_sv")
        self.fields["keep_as"].required = NAME in self.needs
        self.fields["subject_sv"].help_text = gettext(
            "Filled in for each receiver, here and in the text: %(names)s."
        ) % {"names": ", ".join(offer.placeholders)}

    def _release(self, *names: str) -> None:
        for name in names:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if AUDIENCE in self.needs:
            self._check_states(said)
        self._texts = Texts(**{name: said.get(name) or "" for name in TEXTS})
        wrong = self._texts.strange(self.offer.known)
        if LETTER in self.needs:
            wrong = self._texts.missing() | wrong
        for name, error in wrong.items():
            if name not in self.errors:
                self.add_error(name, error)
        return said

    def _check_states(self, said: dict[str, Any]) -> None:
        people = said.get("people") or []
        if Beside.WRITER in people and not said.get("applicant_states"):
            self.add_error("applicant_states", _("Choose in which state the applications are."))
        has_functions = any(each in Function.values for each in people)
        if has_functions and not said.get("participant_states"):
            self.add_error("participant_states", _("Choose which participants."))

    def clean_cohort(self) -> Any:
        slug = self.cleaned_data["cohort"]
        return next(one for one in self.offer.rounds if one.slug == slug)

    def clean_group(self) -> Any:
        return self.offer.groups.get(int(self.cleaned_data["group"] or 0))

    def clean_topic(self) -> str:
        topic = str(self.cleaned_data["topic"])
        return "" if topic == _NOBODY_MAY_REFUSE else topic

    def choice(self) -> Choice:
        """Whom it goes to, as far as the form says it."""
        said = self.cleaned_data
        return Choice(
            cohort=said["cohort"],
            people=tuple(said.get("people") or ()),
            applicant_states=tuple(said.get("applicant_states") or ()),
            participant_states=tuple(said.get("participant_states") or ()),
            organisations=said.get("organisations") or (),
            group=said.get("group"),
            topic=said.get("topic") or "",
        )

    def texts(self) -> Texts:
        """As they were sent, also where something in them can't be filled in."""
        return self._texts

    def sent(self) -> Iterator[tuple[str, str]]:
        """Everything that was sent, for the page that asks once more."""
        data: Any = self.data
        for name in self.fields:
            if name != "seen":
                yield from ((name, value) for value in data.getlist(name))


def _named(rows: Any) -> list[tuple[str, str]]:
    return [(str(pk), str(each)) for pk, each in rows.items()]
