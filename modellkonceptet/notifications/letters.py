"""What a mail consists of, and how it is laid out."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True)
class MailText:
    """The content of a mail in the receiver's language.

    Every mail greets its receiver (done here), says why it came (`reason`) and has at most one
    action. `paragraphs` are plain text; a list inside is shown as a bulleted list.
    """

    subject: str
    paragraphs: list[str | list[str]]
    reason: str
    action_label: str = ""
    action_path: str = ""

    def render(self, *, name: str, language: str) -> tuple[str, str]:
        """The plain and the HTML part."""
        context = {
            "mail": self,
            "name": name,
            "language": language,
            "action_url": f"{settings.SITE_URL}{self.action_path}" if self.action_path else "",
            "blocks": [
                {"items": part} if isinstance(part, list) else {"text": part}
                for part in self.paragraphs
            ],
            "organiser": settings.ORGANISER_NAME,
        }
        text = render_to_string("mail/base.txt", context)
        return text.strip() + "\n", render_to_string("mail/base.html", context)
