"""What is said about an improvement work or one of its cycles, and who is told by name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import MentorPerson, TeamMember
from cohorts.querysets import swedish
from improvements.comment_mails import mention
from improvements.models import Comment, Cycle, Improvement
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.services import queue_mail_to
from modellkonceptet.records.services import record_event

MOST_TEXT = 4000


@dataclass(frozen=True)
class Reader:
    """Somebody who sees the work and can be told: an account, and where the person belongs."""

    user: User
    name: str
    place: str
    is_home: bool = False


def readers_of(improvement: Improvement) -> list[Reader]:
    """Those with an account who see the work and may comment on it, each once.

    The team at home first; of a work that is shared also the partners, the mentors and SKR.
    """
    found: dict[int, Reader] = {}
    for one in _readers(improvement):
        found.setdefault(one.user.pk, one)
    return list(found.values())


def _readers(improvement: Improvement) -> list[Reader]:
    participation = improvement.participation
    seats = (
        TeamMember.objects.current()
        .filter(user__is_active=True)
        .exclude(participation__status=ParticipationStatus.WITHDRAWN)
        .select_related("user", "participation__organisation", "participation__unit")
        .order_by(swedish("participation__organisation__name"), "pk")
    )
    at_home = [_of_team(seat, is_home=True) for seat in seats.filter(participation=participation)]
    if improvement.is_private:
        return at_home
    group = participation.group
    others: list[Reader] = []
    if group is not None and group.dissolved_on is None:
        partners = seats.filter(participation__group=group).exclude(participation=participation)
        mentors = (
            MentorPerson.objects.current()
            .filter(
                user__is_active=True,
                promise__mentorships__group=group,
                promise__mentorships__ended_on=None,
            )
            .select_related("user", "promise__organisation")
            .order_by("pk")
            .distinct()
        )
        others = [_of_team(seat) for seat in partners]
        others += [
            Reader(one.user, one.name, _("%(who)s, mentor") % {"who": one.promise.organisation})
            for one in mentors
            if one.user
        ]
    leads = User.objects.filter(is_active=True, staff_role=StaffRole.PROJECT_LEAD).order_by("pk")
    return at_home + others + [Reader(lead, lead.name or lead.email, "SKR") for lead in leads]


def _of_team(seat: TeamMember, *, is_home: bool = False) -> Reader:
    assert seat.user is not None  # noqa: S101 - asked for above
    return Reader(seat.user, seat.name, str(seat.participation), is_home)


@transaction.atomic
def write_comment(
    *,
    improvement: Improvement,
    text: str,
    request_key: UUID,
    actor: Any,
    cycle: Cycle | None = None,
    mentioned: Collection[int] = (),
) -> Comment:
    """Say something about the work or one cycle; those who are mentioned get a mail, once.

    The same `request_key` again is the comment that is there. Refused, with all of it, when
    somebody is mentioned who does not see the work.
    """
    locked = Improvement.objects.select_for_update(of=("self",)).get(pk=improvement.pk)
    if not actor.has_perm("improvements.comment", locked):
        raise PermissionDenied
    if same := Comment.objects.filter(request_key=request_key, author=actor).first():
        return same
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write what you want to say.")})
    if len(text) > MOST_TEXT:
        raise ValidationError({"text": _("The text is too long.")})
    if cycle is not None and cycle.improvement_id != locked.pk:
        raise ValidationError(_("The cycle belongs to another improvement work."))
    told = [one for one in readers_of(locked) if one.user.pk in set(mentioned)]
    if len(told) != len(set(mentioned)):
        raise ValidationError(
            {"mentioned": _("Somebody you chose can't see this work. Choose among those shown.")}
        )
    comment = Comment.objects.create(
        improvement=locked, cycle=cycle, text=text, author=actor, request_key=request_key
    )
    comment.mentioned.set([one.user for one in told])
    for one in told:
        if one.user.pk != actor.pk:
            _tell(one, comment, actor)
    return comment


def _tell(one: Reader, comment: Comment, actor: Any) -> None:
    who = actor.name or _("Somebody")
    queue_mail_to(
        one.user,
        kind="comment_mention",
        about=comment.improvement,
        key=f"comment-{comment.pk}-{one.user.pk}",
        write=lambda: mention(comment, who),
    )


@transaction.atomic
def remove_comment(*, comment: Comment, actor: Any) -> None:
    """Take back what one said; who removed it, and when, stays in the trail."""
    locked = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if locked is None:
        return
    if not actor.has_perm("improvements.remove_comment", locked):
        raise PermissionDenied
    improvement = locked.improvement
    number = locked.pk
    locked.delete()
    record_event(about=improvement, action="remove_comment", actor=actor, comment=number)
