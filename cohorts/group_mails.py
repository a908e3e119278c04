"""The mail that comes when groups are published: each receiver's own group, and no contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.enumerating import join_names
from modellkonceptet.notifications.letters import MailText


@dataclass(frozen=True)
class GroupNow:
    """A group as it is after the publication. Names of organisations alone."""

    name: str
    members: tuple[str, ...]
    mentors: tuple[str, ...] = ()
    without_mentor: str = ""
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    mentors_came: tuple[str, ...] = ()
    mentors_left: tuple[str, ...] = ()
    now_lead: tuple[str, ...] = ()
    now_supporting: tuple[str, ...] = ()


@dataclass(frozen=True)
class News:
    """What one person is told of one group.

    `kind`: "placed" (whose organisation got this group), "changed" (whose group it is still),
    "left", "mentors" (who begins), "mentors_changed", "mentored" (who ends). `who` is the
    organisation on whose behalf they are told, `before` the group that it comes from.
    """

    kind: str
    group: GroupNow
    who: str
    before: str = ""


@dataclass(frozen=True)
class Summary:
    """What SKR is told of the whole publication."""

    new: tuple[GroupNow, ...]
    changed: tuple[GroupNow, ...]
    dissolved: tuple[str, ...]
    without_group: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    label: str = ""
    path: str = ""


def group_mail(cohort: str, news: Sequence[News], link: Link, *, kick_off: str = "") -> MailText:
    """One mail for all that somebody is told, however many groups and capacities they have."""
    paragraphs: list[str | list[str]] = []
    for each in news:
        paragraphs += _paragraphs(each, cohort)
    if any(each.kind in ("placed", "mentors") for each in news):
        paragraphs += [_("What comes first:"), _first_steps(news, kick_off)]
    return MailText(
        subject=_subject(cohort, news),
        paragraphs=paragraphs,
        reason=_reason(news[0]),
        action_label=link.label,
        action_path=link.path,
    )


def summary_mail(cohort: str, summary: Summary, link: Link) -> MailText:
    """To SKR: every group that is new or another, and who has none."""
    paragraphs: list[str | list[str]] = []
    if summary.new:
        paragraphs += [_("New groups:"), [_line(group) for group in summary.new]]
    if summary.changed:
        paragraphs += [_("Changed groups:"), [_line(group) for group in summary.changed]]
    if summary.dissolved:
        paragraphs.append(_("Dissolved: %(names)s.") % {"names": join_names(summary.dissolved)})
    if summary.without_group:
        paragraphs.append(
            _("Without a group: %(names)s.") % {"names": join_names(summary.without_group)}
        )
    return MailText(
        subject=_("Groups published in %(cohort)s") % {"cohort": cohort},
        paragraphs=paragraphs,
        reason=_("You get this mail because you are the contact at SKR for %(cohort)s.")
        % {"cohort": cohort},
        action_label=link.label,
        action_path=link.path,
    )


def _subject(cohort: str, news: Sequence[News]) -> str:
    kinds = {each.kind for each in news}
    groups = join_names(sorted({each.group.name for each in news}))
    values = {"cohort": cohort, "group": groups}
    if "placed" in kinds:
        return _("Your group in %(cohort)s") % values
    if "mentors" in kinds:
        return _("You mentor %(group)s in %(cohort)s") % values
    return _("Your group in %(cohort)s has changed") % values


def _paragraphs(news: News, cohort: str) -> list[str | list[str]]:
    group = news.group
    values = {
        "who": news.who,
        "group": group.name,
        "cohort": cohort,
        "before": news.before,
        "members": join_names(group.members),
        "partners": join_names([name for name in group.members if name != news.who]),
    }
    match news.kind:
        case "placed":
            said = (
                _(
                    "%(who)s has moved from %(before)s to %(group)s in %(cohort)s, together with"
                    " %(partners)s."
                )
                if news.before
                else _("%(who)s is in %(group)s in %(cohort)s, together with %(partners)s.")
            )
            return [said % values, _mentor_line(group)]
        case "mentors":
            return [_("%(who)s mentors %(group)s in %(cohort)s: %(members)s.") % values]
        case "left":
            return [
                _(
                    "%(who)s is not in %(group)s any more and has no group in %(cohort)s at the"
                    " moment. SKR will get in touch with you about what comes next."
                )
                % values
            ]
        case "mentored":
            return [
                _("%(who)s does not mentor %(group)s in %(cohort)s any more.") % values,
                _("Thank you for what you have done for the group."),
            ]
        case _:
            now = _("The group is now %(members)s.") % values
            return [
                _("%(group)s in %(cohort)s has changed:") % values,
                _what_changed(group),
                f"{now} {_mentor_line(group)}",
            ]


def _what_changed(group: GroupNow) -> list[str]:
    lines = [_("%(name)s has come to the group") % {"name": name} for name in group.came]
    lines += [_("%(name)s has left the group") % {"name": name} for name in group.left]
    lines += [_("%(name)s mentors the group from now on") % {"name": n} for n in group.mentors_came]
    lines += [
        _("%(name)s does not mentor the group any more") % {"name": n} for n in group.mentors_left
    ]
    lines += [_("%(name)s is the group's mentor now") % {"name": n} for n in group.now_lead]
    lines += [_("%(name)s is supporting mentor now") % {"name": n} for n in group.now_supporting]
    return lines


def _mentor_line(group: GroupNow) -> str:
    if not group.mentors:
        return _("The group has no mentor for now: %(reason)s") % {"reason": group.without_mentor}
    return ngettext(
        "Your mentor is %(names)s.", "Your mentors are %(names)s.", len(group.mentors)
    ) % {"names": join_names(group.mentors)}


def _first_steps(news: Sequence[News], kick_off: str) -> list[str]:
    steps = [
        _("Open the group page. There are the people of the group, with their contacts."),
        _("Say hello in the thread: who you are, and what you want to work with."),
    ]
    if any(each.kind == "mentors" for each in news):
        steps.append(_("As a mentor, propose a first talk with those who coordinate."))
    if kick_off:
        steps.append(_("You meet at the kick-off: %(when)s.") % {"when": kick_off})
    return steps


def _line(group: GroupNow) -> str:
    mentors = (
        _("mentor %(names)s") % {"names": join_names(group.mentors)}
        if group.mentors
        else _("no mentor: %(reason)s") % {"reason": group.without_mentor}
    )
    return f"{group.name}: {join_names(group.members)}; {mentors}"


def _reason(news: News) -> str:
    if news.kind in ("mentors", "mentors_changed", "mentored"):
        words = _("You get this mail because you are a mentor from %(who)s.")
    else:
        words = _("You get this mail because you are in the team of %(who)s.")
    return words % {"who": news.who}
