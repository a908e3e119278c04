"""The mirror of a group before a meeting: what is asked, how far one is, and answers lined up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from cohorts.querysets import own_seats, swedish
from improvements.assessment_comparison import short_name
from improvements.assessment_dots import NOW, Strip, shape_of, strip
from improvements.models import Mirror, MirrorQuestion, MirrorReply
from improvements.self_assessment import widest_first
from improvements.services.mirroring import (
    HIGHEST,
    Said,
    has_passed,
    lacks_answer,
    raised_item,
    said_of,
)
from learning_meetings.models import AgendaItem, Meeting
from modellkonceptet.enumerating import joined


@dataclass(frozen=True)
class Partner:
    """A participant of the group with its answers, as far as the reader may see them."""

    participation: Participation
    is_own: bool
    shape: str
    reply: MirrorReply | None

    @property
    def name(self) -> str:
        return short_name(self.participation)

    @property
    def has_finished(self) -> bool:
        return self.reply is not None and self.reply.finished_at is not None

    @cached_property
    def said(self) -> dict[int, Said]:
        return said_of(self.reply)

    @property
    def state(self) -> tuple[str, str]:
        """The shape and the word of how far one's own team is."""
        if self.has_finished:
            return "done", _("Finished")
        return ("half", _("Begun")) if self.reply else ("open", _("Not begun"))


@dataclass(frozen=True)
class Line:
    """A question with everybody's answer, in the order of the columns."""

    question: MirrorQuestion
    answers: tuple[tuple[Partner, Said], ...]
    apart: int

    @property
    def strip(self) -> Strip:
        return strip([(one.shape, said.step) for one, said in self.answers], HIGHEST)

    @property
    def steps(self) -> list[tuple[Partner, int]]:
        return [(one, said.step) for one, said in self.answers if said.step is not None]

    @property
    def in_words(self) -> str:
        """ "Lund 4, Ystad 2"."""
        return ", ".join(f"{one.name} {step}" for one, step in self.steps)

    @property
    def texts(self) -> list[tuple[Partner, str]]:
        return [(one, said.text) for one, said in self.answers if said.text]

    @property
    def how_far(self) -> str:
        if not self.question.has_scale:
            return _("In words")
        if not self.apart:
            return _("The same step")
        return ngettext("%(n)d step apart", "%(n)d steps apart", self.apart) % {"n": self.apart}


class MirrorPage:
    """What one reader sees of it. Which replies those are is the queryset's say."""

    def __init__(self, meeting: Meeting, user: Any) -> None:
        self.meeting, self.user = meeting, user

    @cached_property
    def mirror(self) -> Mirror | None:
        found = Mirror.objects.visible_to(self.user).filter(meeting=self.meeting)
        return found.prefetch_related("questions").first()

    @property
    def questions(self) -> list[MirrorQuestion]:
        return list(self.mirror.questions.all()) if self.mirror else []

    @property
    def is_open(self) -> bool:
        return not has_passed(self.meeting)

    @cached_property
    def may_ask(self) -> bool:
        """Ask, or ask something else as long as nobody has answered."""
        if not self.is_open or self.is_begun:
            return False
        return bool(self.user.has_perm("improvements.ask_mirror", self.meeting))

    @cached_property
    def is_begun(self) -> bool:
        """Whether anybody has answered: that it is so is told, not by whom."""
        return self.mirror is not None and self.mirror.replies.exists()

    @cached_property
    def partners(self) -> list[Partner]:
        """One's own first, with the diamond; the others by name, each with a shape."""
        found = Participation.objects.visible_to(self.user).filter(group=self.meeting.group_id)
        found = found.exclude(status=ParticipationStatus.WITHDRAWN)
        rows = list(
            found.select_related("organisation", "unit").order_by(swedish("organisation__name"))
        )
        seats = own_seats(self.user).filter(participation__group=self.meeting.group_id)
        own = set(seats.values_list("participation", flat=True))
        replies = {one.participation_id: one for one in self._replies}
        partners, others = [], 0
        for one in sorted(rows, key=lambda one: one.pk not in own):
            is_own = one.pk in own
            shape = NOW if is_own else shape_of(others)
            partners.append(Partner(one, is_own, shape, replies.get(one.pk)))
            others += not is_own
        return partners

    @cached_property
    def _replies(self) -> list[MirrorReply]:
        if self.mirror is None:
            return []
        seen = MirrorReply.objects.visible_to(self.user).filter(mirror=self.mirror)
        return list(seen.prefetch_related("answers"))

    @property
    def own(self) -> list[Partner]:
        return [one for one in self.partners if one.is_own]

    @cached_property
    def finished(self) -> list[Partner]:
        """Those whose answers are lined up; with one's own unfinished, nobody's are."""
        if self.own and not any(one.has_finished for one in self.own):
            return []
        return [one for one in self.partners if one.has_finished]

    @property
    def is_lined_up(self) -> bool:
        return len(self.finished) > 1

    @property
    def why_not_shown(self) -> str:
        """Why somebody's answers are missing; "" when everybody's are there."""
        if self.own and not self.finished:
            return _("You see the partners’ answers when you have finished your own.")
        waiting = [one.name for one in self.partners if not one.has_finished]
        if not waiting:
            return ""
        return ngettext(
            "%(who)s has not finished yet.", "%(who)s have not finished yet.", len(waiting)
        ) % {"who": joined(waiting)}

    @cached_property
    def lines(self) -> list[Line]:
        """The largest difference first; those answered in words alone come last."""
        by_pk = {one.pk: one for one in self.questions}
        told = {pk: tuple((one, one.said.get(pk, Said())) for one in self.finished) for pk in by_pk}
        steps = {
            pk: [said.step for _one, said in told[pk] if said.step is not None]
            for pk, one in by_pk.items()
            if one.has_scale
        }
        order = widest_first(steps)
        order += [(pk, 0) for pk, one in by_pk.items() if not one.has_scale]
        return [Line(by_pk[pk], told[pk], apart) for pk, apart in order]

    @cached_property
    def raised(self) -> AgendaItem | None:
        return raised_item(self.meeting)

    @cached_property
    def may_raise(self) -> bool:
        if not self.is_open or not self.is_lined_up:
            return False
        return bool(self.user.has_perm("learning_meetings.run_meeting", self.meeting))

    @property
    def headline(self) -> str:
        if self.mirror is None:
            return _("No questions are asked before this meeting yet")
        if self.is_lined_up:
            widest = self.lines[0]
            if not widest.apart:
                return _("You have answered alike")
            words = {"n": widest.apart}
            return (
                ngettext(
                    "You differ by %(n)d step at most",
                    "You differ by up to %(n)d steps",
                    widest.apart,
                )
                % words
            )
        if self.own:
            return _own_headline(self.questions, self.own)
        if self.finished:
            return _("%(who)s has finished, and the others are awaited") % {
                "who": self.finished[0].name
            }
        return _("Nobody has finished yet")


def _own_headline(questions: Sequence[MirrorQuestion], own: Sequence[Partner]) -> str:
    """How many questions are left for the team that has come least far."""
    if any(one.has_finished for one in own):
        return _("You have finished, and the others are awaited")
    left = max(
        sum(lacks_answer(one, team.said.get(one.pk, Said())) for one in questions) for team in own
    )
    if not left:
        return _("Everything is answered: finish, so that the others can see it")
    return ngettext(
        "%(n)d question is left to answer", "%(n)d questions are left to answer", left
    ) % {"n": left}
