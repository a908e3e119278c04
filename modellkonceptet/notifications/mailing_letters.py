"""What a mail to a group says to one of its receivers. Pure; in the active language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from modellkonceptet.notifications.editable_text import from_text
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.placeholders import fill, refuse_unknown
from modellkonceptet.notifications.reminder_rules import Recipient

# What SKR can write; one that a round has no day for is not known there.
PLACEHOLDERS = ("namn", "organisation", "omgång", "sista dag", "beslutsdag", "start")
_GAP = re.compile(r"\[[^\[\]]+\]")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who gets the mail, with what is filled in and why it came, by language."""

    recipient: Recipient
    values: Callable[[], Mapping[str, str]]
    reason: Callable[[], str]

    @property
    def known(self) -> list[str]:
        """The placeholders that can be filled in."""
        values = self.values()
        return [name for name in PLACEHOLDERS if values.get(name)]


@dataclass(frozen=True)
class Texts:
    """A mail as it was written; without English everybody gets the Swedish."""

    subject_sv: str
    text_sv: str
    subject_en: str = ""
    text_en: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        return ("sv", "en") if self.text_en else ("sv",)

    @property
    def has_gaps(self) -> bool:
        """Whether something in square brackets, as templates have it, is still to be replaced."""
        return any(_GAP.search(text) for text in vars(self).values())

    def language_for(self, recipient: Recipient) -> str:
        return recipient.language if recipient.language in self.languages else "sv"

    def refuse(self, known: Iterable[str]) -> None:
        """Raise ValidationError where a text is missing, or a placeholder is not known."""
        if errors := self.missing() | self.strange(known):
            raise ValidationError(errors)

    def missing(self) -> dict[str, ValidationError]:
        """Swedish is always there; English is whole or not at all."""
        words = {}
        if not self.subject_sv:
            words["subject_sv"] = _("Write a subject.")
        if not self.text_sv:
            words["text_sv"] = _("Write a text.")
        if self.text_en and not self.subject_en:
            words["subject_en"] = _("Write the subject in English too.")
        if self.subject_en and not self.text_en:
            words["text_en"] = _("Write the text in English too, or leave the subject empty.")
        return {name: ValidationError(text, code="required") for name, text in words.items()}

    def strange(self, known: Iterable[str]) -> dict[str, ValidationError]:
        """What can't be filled in, by the name of the text it stands in."""
        allowed = list(known)
        errors = {}
        for name, text in vars(self).items():
            try:
                refuse_unknown(text, allowed)
            except ValidationError as error:
                errors[name] = error
        return errors


def mailing_letter(texts: Texts, receiver: Receiver, *, wishes_path: str = "") -> MailText:
    """The mail to that person."""
    english = (get_language() or "sv").startswith("en") and texts.text_en
    subject, text = (
        (texts.subject_en, texts.text_en) if english else (texts.subject_sv, texts.text_sv)
    )
    values = receiver.values()
    return MailText(
        subject=fill(subject, values),
        paragraphs=[
            [fill(item, values) for item in part] if isinstance(part, list) else fill(part, values)
            for part in from_text(text)
        ],
        reason=receiver.reason(),
        wishes_path=wishes_path,
    )
