"""Writing the application: saving sections, keeping both versions, and its documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.editing import ALL, editable_sections
from applications.merging import Data, as_kept, differing, merge, of_answer, with_answer
from applications.models import (
    Application,
    ApplicationDocument,
    LateEntry,
    SectionDraft,
    SectionRevision,
)
from modellkonceptet import civil_dates
from modellkonceptet.accounts.models import User
from modellkonceptet.records.services import store_file
from modellkonceptet.uploads import CheckedUpload, check_upload

MAX_DOCUMENTS = 5
# Characters in one section: ten times what all its answers may be, so that a text that is too
# long can be pasted and shortened, but no draft fills the database, revision by revision.
MOST_TYPED = 100_000
MINE, THEIRS = "mine", "theirs"
# Consecutive saves by one person within this time are kept as one revision.
COLLAPSE = timedelta(minutes=10)
# A save that overtakes the same person's save before it is no conflict.
HASTE = timedelta(seconds=60)
# How exactly a colleague's presence is known.
PRESENCE = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """An answer that somebody else changed since the page was opened."""

    answer: str
    by: User | None
    at: datetime


@dataclass(frozen=True)
class SaveResult:
    """`version` is what the writer's page is based on from now on; `saved` is the draft's."""

    version: int
    saved: int
    at: datetime
    data: dict[str, list[str]]
    changes: list[Change] = field(default_factory=list)
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Conflict:
    """An answer in two versions, until its writer chooses."""

    revision: SectionRevision
    draft: SectionDraft
    theirs: Change

    @property
    def answer(self) -> str:
        return self.theirs.answer


def sections_open_for(application: Application, *, today: date | None = None) -> frozenset[str]:
    """Which sections may be edited now."""
    late_entry = LateEntry.objects.filter(
        cohort_id=application.cohort_id, organisation_id=application.organisation_id
    ).first()
    return editable_sections(
        application,
        today=today or civil_dates.today(),
        late_entry=late_entry,
        completion=application.completion_requests.filter(closed_at=None).first(),
    )


@transaction.atomic
def save_section(
    *,
    application: Application,
    section: str,
    data: Data,
    base_version: int,
    actor: User,
    choices: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> SaveResult:
    """Save what a person's page says, merged with what others have saved since `base_version`.

    `data` is the whole section as typed, valid or not. Answers that both have changed to
    different things are conflicts: the saved text stays and the writer's is kept beside it.
    `choices` answers earlier conflicts with "mine" or "theirs", as seen at `seen_version`.
    Raises ValidationError when editing is closed.
    """
    _refuse_unless_editable(application, section, actor)
    _refuse_too_much(data)
    draft = _locked_draft(application, section)
    mine, base = as_kept(data), _data_at(draft, base_version)
    pending = _pending(application, section, actor)
    for answer, choice in (choices or {}).items():
        if answer not in pending:
            continue
        seen = _data_at(draft, draft.version if seen_version is None else seen_version)
        source = pending[answer].data if choice == MINE else seen
        mine, base = with_answer(mine, answer, source), with_answer(base, answer, seen)
        _settle(pending.pop(answer), answer)
    changes = _changes_since(draft, base_version, differing(base, draft.data))
    merged = merge(base=base, mine=mine, theirs=draft.data, own=_own_haste(changes, actor))
    for answer in [one for one in pending if one in merged.mine | merged.conflicts]:
        _settle(pending.pop(answer), answer)
    others = [change for change in changes if change.answer in merged.theirs | merged.conflicts]
    version = _write(draft, base_version, mine, merged.data, sorted(merged.conflicts), actor)
    return SaveResult(
        version=version,
        saved=draft.version,
        at=draft.edited_at or timezone.now(),
        data=merged.data,
        changes=[change for change in others if change.by != actor],
        conflicts=merged.conflicts,
    )


def _write(
    draft: SectionDraft,
    base_version: int,
    mine: Data,
    result: dict[str, list[str]],
    conflicts: list[str],
    actor: User,
) -> int:
    """Write the new version where there is one; return what the writer's page is based on."""
    if mine != result and not (conflicts or mine != _data_at(draft, base_version)):
        return base_version  # nothing new on the page; it still shows its own base
    changed = result != draft.data
    if mine != result:
        draft.version += 1
        _revision(draft, mine, actor, is_saved=False, conflicts=conflicts)
    page_version = draft.version
    if changed or mine != result:
        _collapse(draft, actor)
        draft.version += 1
        if changed:
            draft.data, draft.edited_by = result, actor
            draft.save()
        else:
            SectionDraft.objects.filter(pk=draft.pk).update(version=draft.version)
        _revision(draft, result, actor if changed else draft.edited_by)
    return page_version if mine != result else draft.version


def _revision(draft: SectionDraft, data: Data, by: User | None, **fields: Any) -> None:
    SectionRevision.objects.create(
        application_id=draft.application_id,
        section=draft.section,
        version=draft.version,
        data=data,
        edited_by=by,
        **fields,
    )


def _collapse(draft: SectionDraft, actor: User) -> None:
    """Drop the saved version about to be replaced, if it is one of many and no page can hold it.

    One version in ten minutes of the same person's writing stays.
    """
    last, before = [
        *SectionRevision.objects.filter(
            application_id=draft.application_id, section=draft.section, is_saved=True
        ).order_by("-version")[:2],
        None,
        None,
    ][:2]
    if not last or not before or {last.edited_by_id, before.edited_by_id} != {actor.pk}:
        return
    if timezone.now() - before.edited_at > COLLAPSE:
        return
    others = draft.application.collaborators.exclude(user=actor)
    if not others.filter(last_seen_at__gt=last.edited_at - PRESENCE).exists():
        last.delete()


def _locked_draft(application: Application, section: str) -> SectionDraft:
    SectionDraft.objects.get_or_create(application=application, section=section)
    return (
        SectionDraft.objects.select_for_update(of=("self",))
        .select_related("edited_by", "application")
        .get(application=application, section=section)
    )


def _data_at(draft: SectionDraft, version: int) -> dict[str, list[str]]:
    """What a page of that version showed. An unknown version showed nothing we can build on."""
    if version == draft.version:
        return dict(draft.data)
    revision = SectionRevision.objects.filter(
        application_id=draft.application_id, section=draft.section, version=version
    ).first()
    return dict(revision.data) if revision else {}


def _changes_since(draft: SectionDraft, version: int, answers: set[str]) -> list[Change]:
    """Who last changed each of these answers after `version`, and when."""
    if not answers:
        return []
    revisions = SectionRevision.objects.filter(
        application_id=draft.application_id,
        section=draft.section,
        version__gt=version,
        is_saved=True,
    ).select_related("edited_by")
    found: dict[str, Change] = {}
    before = _data_at(draft, version)
    for revision in revisions.order_by("version"):
        for answer in differing(before, revision.data) & answers:
            found[answer] = Change(answer, revision.edited_by, revision.edited_at)
        before = revision.data
    return [
        found.get(answer) or Change(answer, draft.edited_by, draft.edited_at)
        for answer in sorted(answers)
    ]


def _own_haste(changes: list[Change], actor: User) -> list[str]:
    now = timezone.now()
    return [one.answer for one in changes if one.by == actor and now - one.at < HASTE]


def _pending(application: Application, section: str, actor: User) -> dict[str, SectionRevision]:
    """The answers that still wait for this person's choice, with their latest text."""
    revisions = (
        SectionRevision.objects.filter(
            application=application, section=section, edited_by=actor, is_saved=False
        )
        .exclude(conflicts=[])
        .order_by("version")
    )
    return {answer: revision for revision in revisions for answer in revision.conflicts}


def _settle(revision: SectionRevision, answer: str) -> None:
    """The writer has chosen; their text stays in the revision. Older ones are settled too."""
    for one in SectionRevision.objects.filter(
        application_id=revision.application_id,
        section=revision.section,
        edited_by=revision.edited_by,
        is_saved=False,
        version__lte=revision.version,
    ).exclude(conflicts=[]):
        one.conflicts = [other for other in one.conflicts if other != answer]
        one.save(update_fields=["conflicts"])


def pending_conflicts(application: Application, section: str, actor: User) -> list[Conflict]:
    """The answers in two versions that this person has yet to choose between."""
    pending = _pending(application, section, actor)
    if not pending:
        return []
    draft = SectionDraft.objects.select_related("edited_by").get(
        application=application, section=section
    )
    return [
        Conflict(pending[change.answer], draft, change)
        for change in _changes_since(draft, 0, set(pending))
        if differing(
            of_answer(pending[change.answer].data, change.answer),
            of_answer(draft.data, change.answer),
        )
    ]


def note_presence(*, application: Application, section: str, actor: User) -> None:
    """Tell colleagues where this person is; written at most once a minute."""
    now = timezone.now()
    application.collaborators.filter(user=actor).filter(
        Q(last_seen_at=None) | Q(last_seen_at__lt=now - PRESENCE) | ~Q(last_section=section)
    ).update(last_seen_at=now, last_section=section)


def attach_document(
    *, application: Application, purpose: str, file: Any, name: str, actor: User
) -> ApplicationDocument:
    """Keep a checked file with the application. The same file twice is kept once."""
    _refuse_unless_editable(application, purpose, actor)
    checked = check_upload(file, name=name)
    return _keep(application, purpose, checked, actor)


@transaction.atomic
def _keep(
    application: Application, purpose: str, checked: CheckedUpload, actor: User
) -> ApplicationDocument:
    Application.objects.select_for_update().get(pk=application.pk)
    kept = application.documents.filter(purpose=purpose, removed_at=None)
    same = kept.filter(file__sha256=checked.sha256, file__name=checked.safe_name).first()
    if same:
        return same
    if kept.count() >= MAX_DOCUMENTS:
        raise ValidationError(
            _("There are already %(count)d files here. Remove one before you add another."),
            code="too_many",
            params={"count": MAX_DOCUMENTS},
        )
    stored = store_file(
        name=checked.safe_name,
        content=checked.content,
        content_type=checked.content_type,
        actor=actor,
    )
    _renew(application, purpose, actor)
    return ApplicationDocument.objects.create(application=application, purpose=purpose, file=stored)


@transaction.atomic
def remove_document(*, document: ApplicationDocument, actor: User) -> None:
    """Take a file away from the application; what has been sent in keeps it."""
    _refuse_unless_editable(document.application, document.purpose, actor)
    removed = ApplicationDocument.objects.filter(pk=document.pk, removed_at=None).update(
        removed_at=timezone.now()
    )
    if removed:
        _renew(document.application, document.purpose, actor)


def _renew(application: Application, section: str, actor: User) -> None:
    """Give the section a new version: its files have changed, although no answer has."""
    draft = _locked_draft(application, section)
    draft.version += 1
    draft.edited_by = actor
    draft.save()
    _revision(draft, draft.data, actor)


def _refuse_too_much(data: Data) -> None:
    if sum(len(value) + 1 for values in data.values() for value in values) > MOST_TYPED:
        raise ValidationError(
            _("This is far more text than the part can hold, so it is not saved. Shorten it."),
            code="too_much",
        )


def _refuse_unless_editable(application: Application, section: str, actor: User) -> None:
    if not application.has_collaborator(actor):
        raise PermissionDenied
    if section not in ALL:
        raise ValueError(f"there is no section {section!r}")
    application.refresh_from_db(fields=["status"])
    if section not in sections_open_for(application):
        raise ValidationError(
            _(
                "This part can no longer be changed. What you had saved before is still there. "
                "Write to the project lead at SKR if something must be corrected."
            ),
            code="closed",
        )
