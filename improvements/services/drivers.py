"""The driver diagram: drivers in two levels, and the changes that could move them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from improvements.enums import ChangeIdeaStatus
from improvements.models import ChangeIdea, Driver, Improvement
from improvements.services.improving import lock_improvement
from modellkonceptet.records.services import record_event

MOST_DRIVERS = 40
MOST_IDEAS = 80
MOST_LETTERS = 200


@transaction.atomic
def add_driver(
    *, improvement: Improvement, text: str, parent: Driver | None = None, actor: Any
) -> Driver:
    """Last among its siblings; the one that is there where the same text is sent again."""
    locked = lock_improvement(improvement, actor=actor)
    text = _text(text, _("Write what has to be in place."))
    if parent is not None:
        parent = _still_there(locked.drivers, parent)
        if parent.parent_id is not None:
            raise ValidationError({"parent": _("A driver stands at most two levels deep.")})
    siblings = locked.drivers.filter(parent=parent)
    if same := siblings.filter(text=text).first():
        return same
    if locked.drivers.count() >= MOST_DRIVERS:
        raise _too_many()
    place = siblings.aggregate(last=Max("position"))["last"]
    driver = Driver.objects.create(
        improvement=locked, parent=parent, text=text, position=0 if place is None else place + 1
    )
    record_event(about=locked, action="add_driver", actor=actor, text=text)
    return driver


@transaction.atomic
def rename_driver(*, driver: Driver, seen: str, text: str, actor: Any) -> Driver:
    """Save another text; refused (code "changed_meanwhile") when it no longer says `seen`."""
    locked = lock_improvement(driver.improvement, actor=actor)
    row = _still_there(locked.drivers, driver)
    text = _text(text, _("Write what has to be in place."))
    if row.text == text:
        return row
    _refuse_if_changed(row.text, seen, row.text)
    record_event(about=locked, action="rename_driver", actor=actor, was=row.text, text=text)
    row.text = text
    row.save(update_fields=["text"])
    return row


@transaction.atomic
def move_driver(*, driver: Driver, earlier: bool, actor: Any) -> None:
    """One place up or down among its siblings as they lie now; at the end nothing happens."""
    locked = lock_improvement(driver.improvement, actor=actor)
    row = _still_there(locked.drivers, driver)
    rows = list(locked.drivers.filter(parent=row.parent_id).order_by("position", "pk"))
    place = rows.index(row)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, one in enumerate(rows):
        one.position = position
    Driver.objects.bulk_update(rows, ["position"])
    record_event(about=locked, action="move_driver", actor=actor, text=row.text, place=other + 1)


@transaction.atomic
def remove_driver(*, driver: Driver, actor: Any) -> None:
    """Take it away; the changes under it stay with the work, without a driver."""
    locked = lock_improvement(driver.improvement, actor=actor)
    row = _still_there(locked.drivers, driver)
    if row.children.exists():
        raise ValidationError(
            _("Other drivers stand under this one. Remove them first."), code="has_children"
        )
    record_event(about=locked, action="remove_driver", actor=actor, text=row.text)
    row.delete()


@transaction.atomic
def add_change_idea(
    *, improvement: Improvement, text: str, driver: Driver | None = None, actor: Any
) -> ChangeIdea:
    """The one that is there where the same text is sent again."""
    locked = lock_improvement(improvement, actor=actor)
    text = _text(text, _("Write what could be changed."))
    if driver is not None:
        driver = _still_there(locked.drivers, driver)
    if same := locked.change_ideas.filter(text=text, driver=driver).first():
        return same
    if locked.change_ideas.count() >= MOST_IDEAS:
        raise _too_many()
    idea = ChangeIdea.objects.create(improvement=locked, driver=driver, text=text)
    record_event(about=locked, action="add_change_idea", actor=actor, text=text)
    return idea


@transaction.atomic
def change_idea(
    *,
    idea: ChangeIdea,
    seen: str,
    text: str,
    driver: Driver | None,
    status: str,
    actor: Any,
) -> ChangeIdea:
    """Save its text, driver and state; refused when it has been changed since `seen`."""
    locked = lock_improvement(idea.improvement, actor=actor)
    row = _still_there(locked.change_ideas, idea)
    text = _text(text, _("Write what could be changed."))
    if driver is not None:
        driver = _still_there(locked.drivers, driver)
    if status not in ChangeIdeaStatus.values:
        raise ValidationError({"status": _("Choose a state.")})
    if (row.text, row.driver_id, row.status) == (text, driver.pk if driver else None, status):
        return row
    _refuse_if_changed(idea_stamp(row), seen, row.text)
    record_event(
        about=locked,
        action="change_idea",
        actor=actor,
        was=row.text,
        text=text,
        source=row.status,
        target=status,
    )
    row.text, row.driver, row.status = text, driver, status
    row.save(update_fields=["text", "driver", "status"])
    return row


@transaction.atomic
def remove_change_idea(*, idea: ChangeIdea, actor: Any) -> None:
    locked = lock_improvement(idea.improvement, actor=actor)
    row = _still_there(locked.change_ideas, idea)
    if row.cycles.exists():
        raise ValidationError(
            _("A cycle tests this change, so it stays. You can mark it as abandoned."),
            code="is_tested",
        )
    record_event(about=locked, action="remove_change_idea", actor=actor, text=row.text)
    row.delete()


def idea_stamp(idea: ChangeIdea) -> str:
    """What a form says that it builds on."""
    return f"{idea.status}/{idea.driver_id or 0}/{idea.text}"


def _text(text: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"text": sentence})
    if len(text) > MOST_LETTERS:
        raise ValidationError({"text": _("The text is too long.")})
    return text


def _still_there(rows: Any, item: Any) -> Any:
    row = rows.filter(pk=item.pk).first()
    if row is None:
        raise ValidationError(_("Somebody has removed it meanwhile."), code="removed_meanwhile")
    return row


def _refuse_if_changed(standing: str, seen: str, text: str) -> None:
    if standing != seen:
        raise ValidationError(
            _(
                "Somebody has changed it meanwhile; it now says “%(text)s”. What you wrote is"
                " kept below. Save again to put it in its place."
            )
            % {"text": text},
            code="changed_meanwhile",
        )


def _too_many() -> ValidationError:
    return ValidationError(_("There are too many rows. Remove some first."), code="too_many")
