"""Learning examples written at SKR: begun, saved by several, published and withdrawn."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Organisation
from improvements.enums import SteeringLink
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.workflow import Workflow
from reporting.enums import EXAMPLE_TRANSITIONS, WRITE_EXAMPLES, ExampleStatus, ReportStatus
from reporting.models import LearningExample, ResultReport
from reporting.services.free_slugs import free_slug
from reporting.services.saving_texts import refuse_overtaken, save_as

example_flow = Workflow(EXAMPLE_TRANSITIONS, audit=AuditEntry)


@dataclass(frozen=True)
class Told:
    """What an example says, as a form sends it."""

    organisation: Organisation
    title_sv: str
    operation: str
    year: int
    cohort: Cohort | None = None
    title_en: str = ""
    summary_sv: str = ""
    summary_en: str = ""
    body: str = ""
    steering_links: tuple[str, ...] = ()


@transaction.atomic
def add_example(*, told: Told, report: ResultReport | None, actor: Any) -> LearningExample:
    """A draft. `report` is the one that it was begun from: published, and of that organisation."""
    _refuse_unless_writer(actor)
    example = LearningExample(report=report)
    _put(example, told)
    if report is not None:
        _refuse_unpublished(report)
        if report.participation.organisation_id != told.organisation.pk:
            raise ValidationError(
                {"organisation": _("The report is of another organisation.")}, code="other"
            )
    save_as(example, actor, is_new=True)
    record_event(about=example, action="begin", actor=actor)
    return example


@transaction.atomic
def save_example(*, example: LearningExample, seen: int, told: Told, actor: Any) -> LearningExample:
    """Save what a page says that showed version `seen`.

    The address follows the title until the example is first published; then others link to it.
    """
    _refuse_unless_writer(actor)
    locked = LearningExample.objects.select_for_update().get(pk=example.pk)
    refuse_overtaken(locked, seen)
    _put(locked, told)
    if locked.report and locked.report.participation.organisation_id != told.organisation.pk:
        raise ValidationError(
            {"organisation": _("The report is of another organisation.")}, code="other"
        )
    if locked.status == ExampleStatus.PUBLISHED:
        _refuse_incomplete(locked)
    save_as(locked, actor)
    return locked


@transaction.atomic
def publish_example(*, example: LearningExample, actor: Any) -> LearningExample:
    """Everybody may read it from now on."""
    _refuse_incomplete(example)
    if example.report is not None:
        _refuse_unpublished(example.report)
    example_flow.move(
        example, "publish", actor=actor, published_at=timezone.now(), published_by=actor
    )
    return example


@transaction.atomic
def withdraw_example(*, example: LearningExample, actor: Any) -> LearningExample:
    """Take it back from the archive and from everything that reads there."""
    example_flow.move(example, "withdraw", actor=actor, published_at=None, published_by=None)
    return example


def _put(example: LearningExample, told: Told) -> None:
    for name, value in vars(told).items():
        setattr(example, name, value)
    chosen = set(told.steering_links)
    example.steering_links = [link.value for link in SteeringLink if link.value in chosen]
    if example.status == ExampleStatus.DRAFT:
        example.slug = free_slug(
            LearningExample.objects, told.title_sv, fallback="exempel", own=example.pk
        )


def _refuse_unless_writer(actor: Any) -> None:
    if not actor.has_perm(WRITE_EXAMPLES):
        raise PermissionDenied


def _refuse_incomplete(example: LearningExample) -> None:
    missing = {
        name: _("Needed before everybody can read it.")
        for name in ("summary_sv", "body")
        if not getattr(example, name)
    }
    if missing:
        raise ValidationError(missing, code="incomplete")


def _refuse_unpublished(report: ResultReport) -> None:
    if report.status != ReportStatus.PUBLISHED:
        raise ValidationError(
            _("The organisation has not published that report, so it is not told of."),
            code="unpublished",
        )
