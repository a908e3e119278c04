"""What the people of a group write to one another, with files."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Group, GroupFile, GroupPost, MentorPerson, TeamMember
from cohorts.services.addressees import Addressee, capacity, everybody_in, tell
from cohorts.team_mails import thread_news
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.records.services import delete_file, record_event, store_file
from modellkonceptet.uploads import CheckedUpload, check_upload

MOST_FILES = 5
# The same text by the same person within this time is a second click on the same button.
SECOND_CLICK = timedelta(minutes=1)


def write_post(*, group: Group, text: str, files: Sequence[Any] = (), actor: Any) -> GroupPost:
    """Write to the group; each file is checked, and all or nothing is kept.

    Everybody else in the group gets at most one mail a day that there is something new. The
    same again within a minute is what is there already. Raises ValidationError for an empty
    post, too many files or a file that can't be received, by the field it is about.
    """
    text = text.strip()
    _refuse_unless_open(group, actor)
    if not text and not files:
        raise ValidationError({"text": _("Write something, or choose a file.")})
    # Files are read and written anew outside of the transaction: it can take its time.
    return _write(group, text, _checked(files), actor)


@transaction.atomic
def remove_post(*, post: GroupPost, actor: Any) -> GroupPost:
    """Delete what a post said and its files; that there was one, and who removed it, stays."""
    locked = GroupPost.objects.select_for_update().select_related("group").get(pk=post.pk)
    may_see = actor.has_perm("cohorts.see_group", locked.group)
    if not (may_see and actor.has_perm("cohorts.remove_post", locked)):
        raise PermissionDenied
    if locked.removed_at:
        return locked
    for each in locked.files.select_related("file"):
        each.delete()
        delete_file(stored=each.file)
    locked.text, locked.removed_at, locked.removed_by = "", timezone.now(), actor
    locked.save(update_fields=["text", "removed_at", "removed_by"])
    record_event(about=locked.group, action="remove_post", actor=actor, post=locked.pk)
    return locked


def _checked(files: Sequence[Any]) -> list[CheckedUpload]:
    if len(files) > MOST_FILES:
        raise ValidationError(
            {
                "attached": _("Choose at most %(most)d files. These are %(count)d.")
                % {"most": MOST_FILES, "count": len(files)}
            }
        )
    checked, faults = [], []
    for file in files:
        name = file.name or ""
        try:
            checked.append(check_upload(file, name=name))
        except ValidationError as error:
            faults += [f"{name}: {message}" for message in error.messages]
    if faults:
        raise ValidationError({"attached": faults})
    return checked


@transaction.atomic
def _write(group: Group, text: str, files: list[CheckedUpload], actor: Any) -> GroupPost:
    locked = Group.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=group.pk)
    _refuse_unless_open(locked, actor)
    if same := _same_just_now(locked, text, files, actor):
        return same
    post = GroupPost.objects.create(
        group=locked, author=actor, author_name=_signed(locked, actor), text=text
    )
    for file in files:
        stored = store_file(
            name=file.safe_name,
            content=file.content,
            content_type=file.content_type,
            actor=actor,
        )
        GroupFile.objects.create(post=post, file=stored)
    record_event(about=locked, action="write_post", actor=actor, post=post.pk)

    def news(one: Addressee) -> MailText:
        return thread_news(locked.name, locked.cohort.name, capacity(one, group=locked))

    tell(
        everybody_in(locked),
        kind="group_news",
        about=locked,
        write=news,
        but=[actor.email],
        key=f"group-news-{locked.pk}-{today().isoformat()}",
    )
    return post


def _refuse_unless_open(group: Group, actor: Any) -> None:
    if not actor.has_perm("cohorts.write_in_group", group):
        raise PermissionDenied
    if group.dissolved_on:
        raise ValidationError(
            _("The group is dissolved. What was written can be read."), code="dissolved"
        )


def _same_just_now(
    group: Group, text: str, files: list[CheckedUpload], actor: Any
) -> GroupPost | None:
    since = timezone.now() - SECOND_CLICK
    posts = group.posts.filter(author=actor, text=text, removed_at=None, created_at__gte=since)
    sent = sorted(file.sha256 for file in files)
    for post in posts:
        if sorted(post.files.values_list("file__sha256", flat=True)) == sent:
            return post
    return None


def _signed(group: Group, actor: Any) -> str:
    """The name and where the person belongs, as it stands from now on."""
    member = TeamMember.objects.current().filter(user=actor, participation__group=group)
    if seat := member.select_related("participation__organisation", "participation__unit").first():
        return _signature(seat.name, str(seat.participation))
    mentors = MentorPerson.objects.current().filter(
        user=actor, promise__mentorships__group=group, promise__mentorships__ended_on=None
    )
    if person := mentors.select_related("promise__organisation").first():
        return _signature(person.name, f"{person.promise.organisation} (mentor)")
    return _signature(actor.name or actor.email, "SKR")


def _signature(name: str, who: str) -> str:
    return f"{name}, {who}"[:200]
