"""What reminders say: a summary of the day, or one thing alone. In the active language."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import distance, in_words
from modellkonceptet.notifications.letters import LinkedItem, MailText
from modellkonceptet.notifications.placeholders import fill
from modellkonceptet.notifications.reminder_plan import Letter, Line
from modellkonceptet.notifications.reminder_rules import Found, Round

# What SKR can write in a rule's own text.
PLACEHOLDERS = ("vad", "dag", "avstånd", "organisation", "omgång", "namn")


def reminder_letter(
    letter: Letter, *, day: date, rounds: Mapping[int, Round], wishes_path: str
) -> MailText:
    """The mail of a letter, as of that day."""
    items = tuple(_item(line, day, rounds) for line in letter.lines)
    first, count = items[0], len(items)
    if count == 1:
        subject = _("Reminder: %(what)s") % {"what": first.text}
        opening = _("One thing waits for you.")
    else:
        words = ngettext("%(n)d thing to do", "%(n)d things to do", count) % {"n": count}
        subject = _("Reminder: %(things)s, first of all %(what)s") % {
            "things": words,
            "what": first.text[:1].lower() + first.text[1:],
        }
        opening = ngettext("%(n)d thing waits for you.", "%(n)d things wait for you.", count) % {
            "n": count
        }
    return MailText(
        subject=subject,
        paragraphs=[opening],
        items=items,
        reason=_reason(letter, rounds),
        wishes_path=wishes_path,
    )


def line_in_words(line: Line, day: date, rounds: Mapping[int, Round]) -> str:
    """The sentence of one line: the round's own text, else the rule's."""
    due = line.found.due
    language = (get_language() or "sv")[:2]
    what = due.what()
    if line.is_above and due.whose:
        what = _("%(who)s has not done this: %(what)s") % {
            "who": due.whose,
            "what": what[:1].lower() + what[1:],
        }
    own = line.found.policy.text.get(language, "")
    if not own:
        return what
    return fill(
        own,
        {
            "vad": what,
            "dag": in_words(due.due_on),
            "avstånd": distance(due.due_on, day),
            "organisation": due.whose,
            "omgång": round_name(rounds[due.round_id]),
            "namn": line.recipient.name,
        },
    )


def when_in_words(due_on: date, day: date, *, late_matters: bool = True) -> str:
    """ "senast tisdag 3 mars, om 7 dagar", or since when it is late."""
    words = {"day": in_words(due_on), "far": distance(due_on, day)}
    if due_on < day and late_matters:
        return _("Should have been done by %(day)s, %(far)s") % words
    return _("By %(day)s, %(far)s") % words


def when_of(found: Found, day: date) -> str:
    """By which day; of an event on which."""
    due_on = found.due.due_on
    if found.rule.is_event:
        return _on(due_on, day)
    return when_in_words(due_on, day, late_matters=found.rule.late_matters)


def round_name(one: Round) -> str:
    language = (get_language() or "sv")[:2]
    return one.name.get(language) or one.name["sv"]


def _item(line: Line, day: date, rounds: Mapping[int, Round]) -> LinkedItem:
    return LinkedItem(
        text=line_in_words(line, day, rounds),
        path=line.found.due.path_for(line.recipient),
        when=when_of(line.found, day),
    )


def _on(due_on: date, day: date) -> str:
    return _("%(day)s, %(far)s") % {"day": in_words(due_on), "far": distance(due_on, day)}


def _reason(letter: Letter, rounds: Mapping[int, Round]) -> str:
    names = sorted({round_name(rounds[line.found.due.round_id]) for line in letter.lines})
    return _("You get this mail because you have a part in %(rounds)s.") % {
        "rounds": ", ".join(names)
    }
