"""Those who write an application, and what each did last, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.sections import BY_KEY
from modellkonceptet.civil_dates import STOCKHOLM, civil_date, distance, in_words, today

HERE_NOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Writer:
    name: str
    line: str


def clock(moment: datetime) -> str:
    """ "14.32", as Swedish time is written."""
    return f"{moment.astimezone(STOCKHOLM):%H.%M}"


def moment_in_words(moment: datetime) -> str:
    """ "i dag klockan 14.32", "5 november klockan 9.15"."""
    day = civil_date(moment)
    near = abs((day - today()).days) <= 1
    words = distance(day) if near else in_words(day, weekday=False)
    return _("%(day)s at %(time)s") % {"day": words, "time": clock(moment)}


def is_here(collaborator: Any) -> bool:
    seen = collaborator.last_seen_at
    return bool(seen and timezone.now() - seen < HERE_NOW)


def writers(
    collaborators: Iterable[Any],
    invitations: Iterable[Any],
    drafts: Mapping[str, Any],
    *,
    user: Any,
) -> list[Writer]:
    """Everybody who writes or is invited, oneself first among equals."""
    latest: dict[int, Any] = {}
    for draft in sorted(drafts.values(), key=lambda one: one.edited_at):
        if draft.edited_by_id:
            latest[draft.edited_by_id] = draft
    found = []
    for one in collaborators:
        name = str(one.user)
        if one.user_id == user.pk:
            found.append(Writer(_("%(name)s (you)") % {"name": name}, _("Here now")))
        elif is_here(one):
            found.append(Writer(name, _("Here now")))
        elif draft := latest.get(one.user_id):
            words = {
                "section": BY_KEY[draft.section].title,
                "when": moment_in_words(draft.edited_at),
            }
            found.append(Writer(name, _("Changed %(section)s %(when)s") % words))
        else:
            found.append(Writer(name, _("Has not written anything yet")))
    for invitation in invitations:
        when = distance(civil_date(invitation.invited_at))
        line = _("Invited %(when)s, has not opened it yet") % {"when": when}
        found.append(Writer(invitation.email, line))
    return found


def colleagues_now(collaborators: Iterable[Any], *, user: Any, section: str) -> list[str]:
    """Which colleagues are in the application at this moment, and where."""
    lines = []
    for one in collaborators:
        if one.user_id == user.pk or not is_here(one):
            continue
        place = BY_KEY.get(one.last_section)
        words = {"name": one.user, "section": place.title if place else ""}
        if one.last_section == section:
            lines.append(_("%(name)s has this part open too. Nothing gets lost.") % words)
        elif place:
            lines.append(_("%(name)s has %(section)s open. You do not disturb each other.") % words)
    return lines
