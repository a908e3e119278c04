"""The application's questions on paper: what the committee sees before anything is filled in.

Made from the same forms as the pages, which are handed in: this module knows no section.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

from django.forms import Textarea
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from modellkonceptet.word import DocumentQuestion, DocumentSection

MOST_CHOICES = 15


@dataclass(frozen=True)
class PaperQuestion(DocumentQuestion):
    """A question that also knows whether its answer takes more than a line."""

    is_long: bool = False


class SectionOnPaper(Protocol):
    """What a section must give: its title, its introduction and its empty form."""

    @property
    def title(self) -> str: ...

    @property
    def intro(self) -> str: ...

    @property
    def form(self) -> Any: ...


def questions_title(cohort: Any) -> str:
    return _("Application to %(cohort)s: the questions") % {"cohort": cohort}


def questions_intro() -> str:
    return _(
        "These are the questions of the application. Use them to prepare the answers together or"
        " as a basis for the political decision. The application itself is filled in and sent in"
        " on the web."
    )


def questions_file_name(cohort: Any, ending: str) -> str:
    return _("questions-%(slug)s") % {"slug": cohort.slug} + f".{ending}"


def sections_on_paper(sections: Iterable[SectionOnPaper]) -> list[DocumentSection]:
    """Each section with its questions as plain text."""
    return [
        DocumentSection(
            title=plain(section.title),
            intro=plain(section.intro),
            questions=[
                _question(section.form, name) for name in section.form.fields if _is_asked(name)
            ],
        )
        for section in sections
    ]


def plain(value: Any) -> str:
    """A label or hint without markup."""
    text = re.sub(r"<small[^>]*>", " – ", str(value))
    return " ".join(unescape(strip_tags(text)).split())


def _is_asked(name: str) -> bool:
    """Neither what only helps while writing ("not yet appointed") nor room for extra people."""
    return not name.endswith("_open") and not name.startswith("extra")


def _question(form: Any, name: str) -> PaperQuestion:
    field = form.fields[name]
    choices = [plain(words) for value, words in _choices(form, name) if value not in ("", None)]
    return PaperQuestion(
        label=plain(form.plain_label(name)),
        hint=plain(field.help_text),
        choices=choices if len(choices) <= MOST_CHOICES else [],
        is_long=isinstance(field.widget, Textarea),
    )


def _choices(form: Any, name: str) -> list[tuple[Any, Any]]:
    return list(form.choice_words(name).items())
