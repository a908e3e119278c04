"""What a meeting's page says first: what is next for the one who reads it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.enums import Answer, MeetingStatus
from learning_meetings.meeting_page import AFTER, CANCELLED, DURING, MeetingPage
from modellkonceptet.civil_dates import civil_date, clock, distance, in_words


def headline(page: MeetingPage) -> str:
    """ "Lärandeträff 2 hos Lund om 9 dagar: er presentation ska vara publicerad på tisdag"."""
    if page.phase == CANCELLED:
        return _("%(what)s is cancelled") % {"what": page.meeting.name}
    if page.phase == DURING:
        return _during(page)
    if page.phase == AFTER:
        return _joined(_after(page), _next_after(page))
    return _joined(_before(page), _next_before(page))


def _joined(said: str, following: str) -> str:
    return f"{said}: {following}" if following else said


def _whose(page: MeetingPage) -> str:
    name = page.meeting.name
    if not page.hosts:
        return name
    return _("%(what)s at %(hosts)s") % {"what": name, "hosts": _(" and ").join(page.hosts)}


def _before(page: MeetingPage) -> str:
    begins = page.meeting.starts_at
    if begins is None:
        return _("%(what)s has no date yet") % {"what": _whose(page)}
    if civil_date(begins) == page.today:
        return _("%(what)s today at %(time)s") % {"what": _whose(page), "time": clock(begins)}
    return f"{_whose(page)} {distance(begins, page.today)}"


def _during(page: MeetingPage) -> str:
    part = page.going_on()
    if part is None or part.ends is None:
        return _("%(what)s is going on") % {"what": page.meeting.name}
    return _("%(what)s is going on: %(part)s until %(time)s") % {
        "what": page.meeting.name,
        "part": part.item.title,
        "time": clock(part.ends),
    }


def _after(page: MeetingPage) -> str:
    ends = page.meeting.ends_at
    name = page.meeting.name
    if ends is None or civil_date(ends) > page.today:
        return _("%(what)s is held") % {"what": name}
    return _("%(what)s was %(when)s") % {"what": name, "when": distance(ends, page.today)}


def _next_before(page: MeetingPage) -> str:
    """The reader's own next step before the meeting; "" where there is none."""
    own = page.own
    if own is not None and page.may_answer and own.answer == Answer.NONE:
        return _("say if you come")
    due = page.presentations_due
    if page.own_presentation_missing and due is not None and not page.said_no:
        if due < page.today:
            return _("your presentation is late")
        if due == page.today:
            return _("your presentation is to be published today")
        return _("your presentation is to be published by %(day)s") % {"day": in_words(due)}
    return _next_for_host(page) if page.may_run else ""


def _next_for_host(page: MeetingPage) -> str:
    if page.meeting.starts_at is None:
        return ""
    if page.meeting.status == MeetingStatus.PLANNED:
        return _("the invitations are not sent")
    if not page.agenda:
        return _("the agenda is empty")
    late = [due for due in page.deadlines if due.item and due.is_late(page.today)]
    if late:
        return ngettext(
            "%(n)d thing on the checklist is late",
            "%(n)d things on the checklist are late",
            len(late),
        ) % {"n": len(late)}
    task = page.next_task
    if task is not None and task.day is not None and task.days <= 0:
        return _("next on the checklist %(when)s") % {"when": distance(task.day, page.today)}
    return ""


def _next_after(page: MeetingPage) -> str:
    """The reader's own next step after the meeting, else what came of it."""
    if page.may_hold:
        return _("note who was there")
    if page.may_evaluate:
        return _("say what you thought of it")
    if page.may_run and page.revision is None:
        return _("the notes are not written")
    count = len(page.outcomes.open_actions)
    if count:
        return ngettext("%(n)d thing to do", "%(n)d things to do", count) % {"n": count}
    return ""
