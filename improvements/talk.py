"""The comments on an improvement work or a cycle, as the pages show them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from improvements.models import Comment, Cycle, Improvement
from improvements.services.commenting import Reader, readers_of


@dataclass(frozen=True)
class Remark:
    """A comment with who said it, from where, and of which cycle it is where that is not plain."""

    comment: Comment
    who: str
    cycle: Cycle | None
    told: str
    may_remove: bool


@dataclass(frozen=True)
class Talk:
    """`address` is where a new comment goes, "" for those who only read."""

    remarks: list[Remark]
    address: str
    who_sees: str
    readers: list[Reader]
    request_key: UUID


def comments_of(improvement: Improvement, user: Any, cycle: Cycle | None = None) -> Talk:
    """What is said about the whole work, or about one of its cycles."""
    rows = Comment.objects.visible_to(user).filter(improvement=improvement)
    if cycle is not None:
        rows = rows.filter(cycle=cycle)
    rows = rows.select_related("author", "cycle").prefetch_related("mentioned")
    readers = readers_of(improvement)
    places = {one.user.pk: f"{one.name}, {one.place}" for one in readers}
    may_comment = user.has_perm("improvements.comment", improvement)
    remarks = [
        Remark(
            comment=row,
            who=_who(row.author, places),
            cycle=row.cycle if cycle is None else None,
            told=", ".join(one.name or one.email for one in row.mentioned.all()),
            may_remove=user.has_perm("improvements.remove_comment", row),
        )
        for row in rows
    ]
    return Talk(
        remarks=remarks,
        address=_address(improvement, cycle) if may_comment else "",
        who_sees=who_sees(improvement),
        readers=[one for one in readers if one.user.pk != user.pk],
        request_key=uuid4(),
    )


def who_sees(improvement: Improvement) -> str:
    if improvement.is_private:
        return _("Seen by your own team alone")
    return _("Seen by the group, its mentor and SKR")


def _who(author: Any, places: dict[int, str]) -> str:
    """The name with the place that the person has today; of those who have left, the name."""
    if author is None:
        return _("Somebody who has left")
    return places.get(author.pk, author.name or _("Somebody who has left"))


def _address(improvement: Improvement, cycle: Cycle | None) -> str:
    if cycle is not None:
        return reverse("improvements:add_cycle_comment", args=[cycle.pk])
    return reverse("improvements:add_comment", args=[improvement.pk])
