"""What a mail consists of, and how it is laid out."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True)
class LinkedItem:
    """A thing in a list, with when it is due and where it is done."""

    text: str
    path: str
    when: str = ""

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.path}"


@dataclass(frozen=True)
class MailText:
    """The content of a mail in the receiver's language.

    Every mail greets its receiver (done here), says why it came (`reason`) and has at most one
    action. `paragraphs` are plain text; a list inside is shown as a bulleted list. `items` are
    things to do, each with its link. `wishes_path` leads to the page where mails like this are
    refused.
    """

    subject: str
    paragraphs: list[str | list[str]]
    reason: str
    action_label: str = ""
    action_path: str = ""
    items: tuple[LinkedItem, ...] = ()
    wishes_path: str = ""

    def render(self, *, name: str, language: str) -> tuple[str, str]:
        """The plain and the HTML part."""
        context = {
            "mail": self,
            "name": name,
            "language": language,
            "action_url": f"{settings.SITE_URL}{self.action_path}" if self.action_path else "",
            "wishes_url": f"{settings.SITE_URL}{self.wishes_path}" if self.wishes_path else "",
            "blocks": [
                {"items": part} if isinstance(part, list) else {"text": part}
                for part in self.paragraphs
            ],
            "organiser": settings.ORGANISER_NAME,
        }
        text = render_to_string("mail/base.txt", context)
        return text.strip() + "\n", render_to_string("mail/base.html", context)

    def as_data(self) -> dict[str, Any]:
        """What a message keeps, so that its text can be edited before it leaves."""
        return {
            "paragraphs": self.paragraphs,
            "reason": self.reason,
            "action_label": self.action_label,
            "action_path": self.action_path,
            "items": [vars(item) for item in self.items],
            "wishes_path": self.wishes_path,
        }

    @classmethod
    def from_data(cls, subject: str, data: dict[str, Any]) -> "MailText":
        """The other way round."""
        items = tuple(LinkedItem(**item) for item in data["items"])
        return cls(subject=subject, **{**data, "items": items})
