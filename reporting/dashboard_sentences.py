"""What the dashboards say of counts, as headings in words. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import joined
from reporting.politician_sentences import Stage, number


def cycles_sentence(going_on: int, late: int, closed: int) -> str:
    """How many tests go on, and what presses most of the rest."""
    if not going_on:
        if not closed:
            return _("No test goes on")
        words = ngettext(
            "No test goes on; one has been closed",
            "No test goes on; %(n)s have been closed",
            closed,
        )
        return words % {"n": number(closed)}
    words = ngettext("One test goes on", "%(n)s tests go on", going_on)
    said = str(capfirst(words % {"n": number(going_on)}))
    if late == going_on:
        return ngettext(
            "One test goes on, for longer than was meant",
            "%(said)s, all of them for longer than was meant",
            going_on,
        ) % {"said": said}
    if late:
        words = ngettext(
            "%(said)s, one of them for longer than was meant",
            "%(said)s, %(n)s of them for longer than was meant",
            late,
        )
        return words % {"said": said, "n": number(late)}
    if closed:
        words = ngettext(
            "%(said)s, one has been closed", "%(said)s, %(n)s have been closed", closed
        )
        return words % {"said": said, "n": number(closed)}
    return said


def reports_sentence(waiting: Sequence[tuple[str, date]], asked: int, today: date) -> str:
    """The first report that is to be sent in, by its name and last day."""
    if not asked:
        return _("SKR has not asked for a report yet")
    if not waiting:
        return _("All that SKR has asked for is sent in")
    name, due_on = waiting[0]
    said = {"report": name, "day": in_words(due_on, weekday=False)}
    if due_on < today:
        return _("%(report)s should have been sent in by %(day)s") % said
    return _("%(report)s is to be sent in by %(day)s") % said


def round_headline(counted: Counter[Stage]) -> str:
    """How far the round's works have come, what is in use first; "" without works."""
    total = sum(counted.values())
    if not total:
        return ""
    said = {"all": number(total)}
    if n := counted[Stage.IN_USE]:
        words = ngettext(
            "One of %(all)s improvement works is everyday work",
            "%(n)s of %(all)s improvement works are everyday work",
            n,
        )
    elif n := counted[Stage.ADOPTED] + counted[Stage.TESTED]:
        words = ngettext(
            "One of %(all)s improvement works is on its way",
            "%(n)s of %(all)s improvement works are on their way",
            n,
        )
    else:
        return str(capfirst(_("%(all)s improvement works are planned") % said))
    return str(capfirst(words % {**said, "n": number(n)}))


def movement_sentence(up: int, same: int, down: int) -> str:
    """How many have moved in the self-assessment since the time before."""
    total = up + same + down
    if not up:
        words = _("None of %(all)s has more points than the time before")
        return words % {"all": number(total)}
    words = ngettext(
        "One of %(all)s has more points than the time before",
        "%(n)s of %(all)s have more points than the time before",
        up,
    )
    return str(capfirst(words % {"n": number(up), "all": number(total)}))


def sharing_sentence(silent: Iterable[str], all_of_them: int) -> str:
    """Who in the mentor's group has shared nothing since the last meeting."""
    names = list(silent)
    if not names:
        return _("All have shared something")
    if len(names) == all_of_them:
        return _("Nobody has shared anything new")
    words = ngettext(
        "%(who)s has shared nothing new", "%(who)s have shared nothing new", len(names)
    )
    return words % {"who": joined(names)}


def waiting_sentence(waiting: int) -> str:
    """How many questions of the group wait for an answer; "" where none does."""
    if not waiting:
        return ""
    words = ngettext(
        "One question waits for an answer", "%(n)s questions wait for an answer", waiting
    )
    return str(capfirst(words % {"n": number(waiting)}))


def asked_sentence(left: int, leads: int) -> str:
    """What a meeting asks of the mentor: things to do before it, else parts to lead."""
    if left:
        words = ngettext(
            "One thing is left to do before the meeting",
            "%(n)s things are left to do before the meeting",
            left,
        )
        return str(capfirst(words % {"n": number(left)}))
    if leads:
        words = ngettext(
            "You lead one part of the meeting", "You lead %(n)s parts of the meeting", leads
        )
        return words % {"n": number(leads)}
    return _("Nothing is asked of you before the meeting")


def there_sentence(percents: Sequence[tuple[str, int]]) -> str:
    """Which function has been there least; `percents` are of the meetings held, by function."""
    name, percent = min(percents, key=lambda one: one[1])
    if percent == 100:
        return _("Every function has been at every meeting")
    said = {"function": name.lower(), "n": percent}
    return _("The function %(function)s has been there least: at %(n)d percent") % said


def sent_sentence(report: str, count: int, of: int) -> str:
    """How many have sent in a report."""
    said = {"report": report, "n": number(count), "all": number(of)}
    if not count:
        return _("%(report)s: nobody has sent it in yet") % said
    words = ngettext(
        "%(report)s: one of %(all)s has sent it in",
        "%(report)s: %(n)s of %(all)s have sent it in",
        count,
    )
    return words % said
