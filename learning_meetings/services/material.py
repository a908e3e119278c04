"""Writing material: versions that are never overwritten, publishing, order, and what is opened."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import Function
from cohorts.models import Cohort, Programme
from learning_meetings.enums import MaterialKind
from learning_meetings.models import (
    Material,
    MaterialVersion,
    MaterialVisit,
    Meeting,
    MethodStep,
)
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.plain_text import has_control_character
from modellkonceptet.records.models import AuditEntry, StoredFile
from modellkonceptet.records.services import delete_file, record_event, store_file
from modellkonceptet.uploads import CheckedUpload, check_upload

Place = Cohort | Programme
WITH_ADDRESS = (MaterialKind.LINK, MaterialKind.FILM)


@dataclass(frozen=True)
class Facts:
    """What is said of the material; changing it makes no new version."""

    kind: str
    title_sv: str
    title_en: str = ""
    summary_sv: str = ""
    summary_en: str = ""
    step: MethodStep | None = None
    meeting: Meeting | None = None
    functions: tuple[str, ...] = ()
    for_mentors: bool = True
    is_required: bool = False


@dataclass(frozen=True)
class Content:
    """What the material says. `file` is an upload, None to keep the one that stands."""

    body_sv: str = ""
    body_en: str = ""
    url: str = ""
    file: Any = field(default=None, compare=False)
    what_is_new: str = ""


def stamp(material: Material) -> str:
    """What a page says it was based on: differs as soon as anybody has saved anything else."""
    said = [
        material.version,
        *[getattr(material, name) for name in _FACTS],
        material.step_id,
        material.meeting_id,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


_FACTS = (
    "kind",
    "title_sv",
    "title_en",
    "summary_sv",
    "summary_en",
    "functions",
    "for_mentors",
    "is_required",
)


def add_material(*, place: Place, facts: Facts, content: Content, actor: Any) -> Material:
    """A draft with its first version, last in its step."""
    _refuse_unless_manager(actor)
    # Files are read and written anew outside of the transaction: it can take its time.
    return _add(place, facts, content, _checked_file(content.file), actor)


@transaction.atomic
def _add(
    place: Place, facts: Facts, content: Content, upload: CheckedUpload | None, actor: Any
) -> Material:
    material = Material(**_owner_of(place))
    _refuse_incomplete(facts, content, has_file=upload is not None)
    _put_facts(material, facts, place)
    material.position = _last_place(material)
    material.save()
    _write_version(material, content, upload, actor)
    record_event(about=material, action="add_material", actor=actor)
    return material


def save_material(
    *, material: Material, seen: str, facts: Facts, content: Content, actor: Any
) -> Material:
    """Save what a page says; a new version where the content is another, or news are told.

    `seen` is the `stamp` of what the page showed. If somebody has saved since, nothing is written
    and the refusal (code "changed_meanwhile") says who.
    """
    _refuse_unless_manager(actor)
    return _save(material, seen, facts, content, _checked_file(content.file), actor)


@transaction.atomic
def _save(
    material: Material,
    seen: str,
    facts: Facts,
    content: Content,
    upload: CheckedUpload | None,
    actor: Any,
) -> Material:
    locked = _locked(material)
    if stamp(locked) != seen:
        raise ValidationError(_changed_by(locked), code="changed_meanwhile")
    standing = locked.versions.filter(number=locked.version).select_related("file").first()
    keeps = upload is None and facts.kind == MaterialKind.FILE and standing is not None
    kept = standing.file if keeps and standing else None
    _refuse_incomplete(facts, content, has_file=bool(upload or kept))
    moved = facts.step != locked.step
    _put_facts(locked, facts, locked.cohort or locked.programme)
    if moved:
        locked.position = _last_place(locked)
    locked.save()
    if standing is None or _differs(standing, content, upload, kept):
        _write_version(locked, content, upload or _copy_of(kept), actor)
    record_event(about=locked, action="save_material", actor=actor, version=locked.version)
    return locked


@transaction.atomic
def publish_material(*, material: Material, actor: Any) -> Material:
    """Everybody whom it concerns sees it from now on."""
    return _show(material, actor, is_shown=True)


@transaction.atomic
def unpublish_material(*, material: Material, actor: Any) -> Material:
    """A draft again, which SKR alone sees."""
    return _show(material, actor, is_shown=False)


@transaction.atomic
def move_material(*, material: Material, up: bool, actor: Any) -> None:
    """One place up or down among those of the same step; places are numbered anew."""
    _refuse_unless_manager(actor)
    chosen = _locked(material)
    siblings = list(
        Material.objects.select_for_update()
        .filter(cohort=chosen.cohort_id, programme=chosen.programme_id, step=chosen.step_id)
        .order_by("position", "pk")
    )
    place = siblings.index(chosen)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(siblings):
        raise ValidationError(
            _("It is the first one already.") if up else _("It is the last one already."),
            code="at_the_end",
        )
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for position, one in enumerate(siblings):
        one.position = position
    Material.objects.bulk_update(siblings, ["position"])


@transaction.atomic
def remove_material(*, material: Material, actor: Any) -> None:
    """Take a draft away with all its versions and files. What is published is unpublished first."""
    _refuse_unless_manager(actor)
    locked = _locked(material)
    if locked.published_at:
        raise ValidationError(
            _("It is published. Take it back before you remove it."), code="published"
        )
    record_event(about=locked, action="remove_material", actor=actor, note=locked.title_sv)
    files = list(StoredFile.objects.filter(pk__in=locked.versions.values("file")))
    locked.delete()
    for stored in files:
        delete_file(stored=stored)


@transaction.atomic
def open_material(*, material: Material, actor: Any) -> None:
    """Note which version a person has opened. SKR's own reading is no visit."""
    visible = Material.objects.visible_to(actor).filter(pk=material.pk)
    if not actor.has_perm("learning_meetings.see_material") or not visible.exists():
        raise PermissionDenied
    if material.published_at is None or handles_applications(actor):
        return
    MaterialVisit.objects.update_or_create(
        material=material, user=actor, defaults={"version": material.version}
    )


def address_fault(url: str) -> str | None:
    """Why an address cannot be linked to, in words; None when it can.

    https alone, and no name before the host: "https://skr.se@elsewhere.example" deceives.
    """
    if has_control_character(url) or " " in url or "\\" in url:
        return _("The address has a space or a hidden character in it.")
    try:
        parts = urlsplit(url)
        host, is_named = parts.hostname, "@" in parts.netloc
        URLValidator(schemes=["https"])(url)
    except (ValueError, ValidationError):
        return _("Write the whole address, beginning with https://")
    if not host or is_named:
        return _("Write the address without a user name before the host.")
    return None


def _refuse_unless_manager(actor: Any) -> None:
    if not actor.has_perm("learning_meetings.manage_material"):
        raise PermissionDenied


def _locked(material: Material) -> Material:
    found = (
        Material.objects.select_for_update(of=("self",))
        .select_related("cohort", "programme", "step")
        .filter(pk=material.pk)
        .first()
    )
    if found is None:
        raise ValidationError(_("Somebody has removed it meanwhile."), code="removed")
    return found


def _last_place(material: Material) -> int:
    """The place after the last one of its step."""
    siblings = Material.objects.filter(
        cohort=material.cohort, programme=material.programme, step=material.step
    ).exclude(pk=material.pk)
    last = siblings.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _owner_of(place: Place) -> dict[str, Any]:
    return {"cohort": place} if isinstance(place, Cohort) else {"programme": place}


def _changed_by(material: Material) -> str:
    entry = AuditEntry.objects.about(material).select_related("actor").first()
    return _(
        "%(who)s has saved the material since you opened the page. Nothing of yours is saved. "
        "Compare below, and save again to replace what stands."
    ) % {"who": entry.actor if entry and entry.actor else _("Somebody")}


def _put_facts(material: Material, facts: Facts, place: Place | None) -> None:
    _refuse_foreign(facts, place)
    for name, value in vars(facts).items():
        setattr(material, name, list(value) if name == "functions" else value)
    material.full_clean(exclude=["cohort", "programme", "step", "meeting"])


def _refuse_foreign(facts: Facts, place: Place | None) -> None:
    """The step and the meeting are of this round or programme, the functions known."""
    if facts.step and not steps_of(place).filter(pk=facts.step.pk).exists():
        raise ValidationError({"step": _("The step belongs to another programme.")})
    if facts.meeting and not (isinstance(place, Cohort) and facts.meeting.cohort_id == place.pk):
        raise ValidationError({"meeting": _("The meeting belongs to another round.")})
    if set(facts.functions) - set(Function.values):
        raise ValidationError({"functions": _("Choose among the functions in the list.")})


def steps_of(place: Place | None) -> Any:
    """The steps of a programme, or of all programmes of a round."""
    if isinstance(place, Cohort):
        programmes = place.terms.values("programme")
        return MethodStep.objects.filter(programme__in=programmes).select_related("programme")
    return MethodStep.objects.filter(programme=place).select_related("programme")


def _refuse_incomplete(facts: Facts, content: Content, *, has_file: bool) -> None:
    """Each kind has what it is about, and nothing that its page would not show."""
    faults = {}
    if facts.kind == MaterialKind.PAGE and not content.body_sv:
        faults["body_sv"] = _("Write the text of the page.")
    if facts.kind == MaterialKind.FILE and not has_file:
        faults["file"] = _("Choose the file.")
    if facts.kind in WITH_ADDRESS:
        if not content.url:
            faults["url"] = _("Write the address.")
        elif fault := address_fault(content.url):
            faults["url"] = fault
    elif content.url:
        faults["url"] = _("Only a link or a film has an address. Choose that kind, or empty this.")
    if facts.kind != MaterialKind.FILE and content.file:
        faults["file"] = _("Only the kind “File” has a file. Choose that kind, or no file.")
    if faults:
        raise ValidationError(faults)


def _checked_file(file: Any) -> CheckedUpload | None:
    if not file:
        return None
    try:
        return check_upload(file, name=file.name)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def _differs(
    standing: MaterialVersion,
    content: Content,
    upload: CheckedUpload | None,
    kept: StoredFile | None,
) -> bool:
    if content.what_is_new:
        return True
    texts = ("body_sv", "body_en", "url")
    if any(getattr(standing, name) != getattr(content, name) for name in texts):
        return True
    if upload and standing.file:
        return upload.sha256 != standing.file.sha256 or upload.safe_name != standing.file.name
    return upload is not None or (standing.file is not None and kept is None)


def _copy_of(kept: StoredFile | None) -> CheckedUpload | None:
    """Each version owns its file, so that a material can be taken away with all that is its."""
    if kept is None:
        return None
    with kept.content.open("rb") as content:
        return CheckedUpload("", kept.content_type, kept.name, content.read())


def _write_version(
    material: Material, content: Content, upload: CheckedUpload | None, actor: Any
) -> None:
    material.version += 1
    material.save(update_fields=["version"])
    version = MaterialVersion(
        material=material,
        number=material.version,
        body_sv=content.body_sv,
        body_en=content.body_en,
        url=content.url,
        what_is_new=content.what_is_new,
        author=actor,
    )
    if upload:
        version.file = store_file(
            name=upload.safe_name,
            content=upload.content,
            content_type=upload.content_type,
            actor=actor,
        )
    version.full_clean(exclude=["material", "file", "author"])
    version.save()


def _show(material: Material, actor: Any, *, is_shown: bool) -> Material:
    _refuse_unless_manager(actor)
    locked = _locked(material)
    if bool(locked.published_at) == is_shown:
        words = _("It is published already.") if is_shown else _("It is a draft already.")
        raise ValidationError(words, code="wrong_state")
    locked.published_at = timezone.now() if is_shown else None
    locked.save(update_fields=["published_at"])
    action = "publish_material" if is_shown else "unpublish_material"
    record_event(about=locked, action=action, actor=actor)
    return locked
