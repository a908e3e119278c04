"""The sections of the application, and the walker that reads them all.

The task list, the check-answers page, the receipt and the PDF are made from the same walk.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.answers import CompleteAnswers, SectionAnswers
from applications.forms.commitments import CommitmentsForm
from applications.forms.decisions import DecisionToApplyForm, PoliticalDecisionForm
from applications.forms.invoice import InvoiceForm
from applications.forms.organisation import OrganisationForm
from applications.forms.section import Case, SectionForm, inside_sentence
from applications.forms.team import TeamForm
from applications.forms.why import WhyForm
from applications.models import Application, SectionDraft
from modellkonceptet import civil_dates
from modellkonceptet.enumerating import joined

Words = str | Promise


@dataclass(frozen=True)
class Section:
    """One page of the application. `content` says what it holds, before it is begun."""

    key: str
    title: Words
    group: str
    form: type[SectionForm]
    intro: Words
    why_we_ask: Words
    content: Words


PREREQUISITES, OWN = "prerequisites", "own"
GROUPS: dict[str, Words] = {PREREQUISITES: _("Prerequisites"), OWN: _("Your application")}

SECTIONS: tuple[Section, ...] = (
    Section(
        "organisation",
        _("Your organisation"),
        PREREQUISITES,
        OrganisationForm,
        _("Say where in your organisation the application is held together."),
        _(
            "We write to the right place from the start, and your partners see where in the "
            "organisation the work lies."
        ),
        _("The department that holds the application"),
    ),
    Section(
        "political_decision",
        _("Political decision on equality"),
        PREREQUISITES,
        PoliticalDecisionForm,
        _(
            "To take part you need a political decision that gender equality is to be part of all "
            "your work. It may also be planned."
        ),
        _(
            "Rounds before this one have taught us that the work stops with the round where it has "
            "no political decision behind it."
        ),
        _("The CEMR declaration or a decision of your own"),
    ),
    Section(
        "decision_to_apply",
        _("Decision to take part"),
        PREREQUISITES,
        DecisionToApplyForm,
        _(
            "Your own decision to take part in this round. If it is still on its way through the "
            "committees, say when it is to be taken."
        ),
        _("Everybody who takes part needs a mandate from home, and time set aside."),
        _("Who decides that you take part, and when"),
    ),
    Section(
        "commitments",
        _("Commitments"),
        PREREQUISITES,
        CommitmentsForm,
        _("Tick what you promise, one by one. We keep the wording as it stands today."),
        _("The others in your group build on what you promise, and you on what they promise."),
        _("What you promise during and after the round"),
    ),
    Section(
        "team",
        _("Your team"),
        OWN,
        TeamForm,
        _("One person for each function. A person who is not appointed yet can be named later."),
        _(
            "The method rests on politics, management and practice learning together. "
            "Contacts are seen only by SKR and, later, by your group."
        ),
        _("The people who are to take part, with contacts"),
    ),
    Section(
        "why",
        _("Why you want to take part"),
        OWN,
        WhyForm,
        _("Write briefly. A few sentences are enough for each answer."),
        _("We put together groups that have something to learn from each other."),
        _("What you want to reach, and what you build on"),
    ),
    Section(
        "invoice",
        _("Invoice and wishes"),
        OWN,
        InvoiceForm,
        _("Where the invoice goes, and whom you would like to work with."),
        _("The right reference from the start saves your finance office a letter from us."),
        _("Invoice address, reference and whom you would like to work with"),
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}

DONE, HALF, WARN, OPEN = "done", "half", "warn", "open"


@dataclass(frozen=True)
class Missing:
    """Something left out or wrong, with the way to it."""

    label: str
    url: str
    section_title: str


class SectionState:
    """One section as it stands in one application."""

    def __init__(
        self, section: Section, number: int, case: Case, draft: SectionDraft | None
    ) -> None:
        self.section = section
        self.number = number
        self.case = case
        self.draft = draft
        self.version = draft.version if draft else 0
        self.data: dict[str, list[str]] = draft.data if draft else {}

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def title(self) -> str:
        if self.key == "invoice" and not self.case.terms.fee:
            return gettext("Wishes")
        return str(self.section.title)

    @cached_property
    def form(self) -> SectionForm:
        """The section's form with everything that is missing or wrong in it."""
        return self.section.form(self.data, case=self.case)

    def quiet_form(self) -> SectionForm:
        """The same as a page to go on writing on, without a word on what is missing."""
        return self.section.form(self.data, case=self.case, quiet=True)

    @property
    def place(self) -> int:
        """Where its segment of the progress line begins, of 700 units for seven."""
        return (self.number - 1) * 100

    @property
    def url(self) -> str:
        return reverse("applications:section", args=[self.case.application.pk, self.key])

    @cached_property
    def has_content(self) -> bool:
        return bool(self.data) or bool(self.case.documents.get(self.key))

    @cached_property
    def missing(self) -> list[Missing]:
        """What is left out, then what is wrong."""
        found = [*self.form.missing(), *self.form.faults()]
        return [Missing(words, f"{self.url}?show=1#id_{name}", self.title) for name, words in found]

    @property
    def is_complete(self) -> bool:
        return not self.form.errors

    @property
    def is_planned(self) -> bool:
        return self.is_complete and bool(getattr(self.form, "is_planned", False))

    @cached_property
    def state(self) -> str:
        if self.is_complete and (self.has_content or not self._asks_something):
            return DONE
        if not self.has_content:
            return OPEN
        is_urgent = self.section.group == PREREQUISITES or self.form.faults()
        return WARN if is_urgent else HALF

    @property
    def _asks_something(self) -> bool:
        return any(field.required for field in self.form.fields.values())

    @property
    def status(self) -> str:
        """The state in words."""
        if self.state == DONE:
            return gettext("Done, decision planned") if self.is_planned else gettext("Done")
        if self.state == OPEN:
            return gettext("Not started")
        faults, count = len(self.form.faults()), len(self.form.missing())
        if not count:
            return ngettext(
                "One answer is not right", "%(count)s answers are not right", faults
            ) % {"count": in_letters(faults)}
        return self.form.missing_status(count) or ngettext(
            "One thing is missing", "%(count)s things are missing", count
        ) % {"count": in_letters(count)}

    @property
    def line(self) -> str:
        """What the section says, or what it lacks, in one line."""
        if self.state == OPEN:
            return str(self.section.content)
        if self.state == DONE:
            return self.form.summary()
        words = [words for _name, words in self.form.missing()]
        if not words:
            return " ".join(message for _name, message in self.form.faults()[:1])
        if len(words) > 3:
            rest = len(words) - 2
            words = [
                *words[:2],
                ngettext("one more thing", "%(count)s more things", rest)
                % {"count": in_letters(rest).lower()},
            ]
        return gettext("Missing: %(things)s") % {"things": listed(words)}

    def answers(self) -> SectionAnswers:
        return {"key": self.key, "title": self.title, "answers": self.form.answers()}


class Walker:
    """An application read section by section."""

    def __init__(self, application: Application, *, today: date | None = None) -> None:
        self.application = application
        self.today = today or civil_dates.today()

    @cached_property
    def case(self) -> Case:
        terms = self.application.terms
        documents: dict[str, list[Any]] = defaultdict(list)
        for document in self.application.documents.filter(removed_at=None).select_related("file"):
            documents[document.purpose].append(document)
        return Case(
            application=self.application,
            functions=list(terms.functions.all()),
            commitments=list(terms.commitments.all()),
            documents=dict(documents),
            today=self.today,
        )

    @cached_property
    def drafts(self) -> Mapping[str, SectionDraft]:
        return {
            draft.section: draft for draft in self.application.drafts.select_related("edited_by")
        }

    @cached_property
    def sections(self) -> list[SectionState]:
        return [
            SectionState(section, number, self.case, self.drafts.get(section.key))
            for number, section in enumerate(SECTIONS, start=1)
        ]

    def section(self, key: str) -> SectionState:
        return next(one for one in self.sections if one.key == key)

    def after(self, key: str) -> SectionState | None:
        """The section that follows; None after the last."""
        number = self.section(key).number
        return self.sections[number] if number < len(self.sections) else None

    def groups(self) -> list[tuple[str, Words, list[SectionState]]]:
        return [
            (key, title, [one for one in self.sections if one.section.group == key])
            for key, title in GROUPS.items()
        ]

    @cached_property
    def missing(self) -> list[Missing]:
        return [item for one in self.sections if one.state != DONE for item in one.missing]

    @property
    def done_count(self) -> int:
        return sum(one.state == DONE for one in self.sections)

    @property
    def is_complete(self) -> bool:
        return all(one.is_complete for one in self.sections)

    @property
    def first_unfinished(self) -> SectionState | None:
        return next((one for one in self.sections if one.state != DONE), None)

    @property
    def headline(self) -> str:
        done, total = self.done_count, len(self.sections)
        words = {"done": in_letters(done), "total": in_letters(total).lower()}
        if done == 0:
            return gettext("None of %(total)s parts is done") % words
        if done == total:
            return gettext("All %(total)s parts are done") % words
        return (
            ngettext("One of %(total)s parts is done", "%(done)s of %(total)s parts are done", done)
            % words
        )

    @property
    def last_saved_at(self) -> datetime | None:
        return max((one.edited_at for one in self.drafts.values() if one.version), default=None)

    @property
    def versions(self) -> dict[str, int]:
        """Which version of each section this walk has read."""
        return {one.key: one.version for one in self.sections}

    @property
    def has_unsent_changes(self) -> bool:
        """Whether something has been changed since the application was last sent in."""
        submission = self.application.current_submission
        return submission is not None and any(
            version != submission.versions.get(key, 0) for key, version in self.versions.items()
        )

    def answers(self) -> list[SectionAnswers]:
        return [one.answers() for one in self.sections]

    def complete(self) -> CompleteAnswers:
        """Everything typed and checked; only where `is_complete`."""
        if not self.is_complete:
            raise ValueError("the application is not complete")
        typed = {one.key: one.form.typed_answer() for one in self.sections}
        return CompleteAnswers(**typed, snapshot=self.answers())


def in_letters(number: int) -> str:
    """ "Four" for small numbers, with a capital as a sentence begins."""
    words = str(apnumber(number))
    return words[:1].upper() + words[1:]


def listed(words: Iterable[str]) -> str:
    """ "a, b and c" """
    first, *others = words
    return joined([first, *map(inside_sentence, others)])
