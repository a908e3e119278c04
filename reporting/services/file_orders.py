"""Files ordered on a page, made in the background, and forgotten in time.

The order's row is what must happen; the queue carries its number, and the sweep finds what a dead
worker or a dead queue left undone. How the files are made is a `Maker`, see `reporting.makers`.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.models import Cohort, Participation
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.records.services import delete_file, store_file
from reporting.enums import FileOrderKind
from reporting.models import FileOrder, OrderedFile

logger = logging.getLogger(__name__)

MOST_TRIES = 3
GIVE_UP_AFTER = timedelta(hours=2)
# What holds people's own words and names is not left lying; a round's report is kept.
KEPT = timedelta(days=30)
FORGOTTEN = (FileOrderKind.CASE_FILE, FileOrderKind.EVALUATION_DATA)
PERMISSIONS = {
    FileOrderKind.ROUND_REPORT: "reporting.make_round_report",
    FileOrderKind.CASE_FILE: "reporting.make_case_file",
    FileOrderKind.EVALUATION_DATA: "reporting.make_evaluation_data",
}


@dataclass(frozen=True)
class NewFile:
    """A file as its maker leaves it; one that is too large for memory as an open file."""

    title: str
    name: str
    content_type: str
    content: bytes | IO[bytes]


class LostClaimError(Exception):
    """The sweep took this worker for dead and gave the order to another."""


class Progress:
    """How a maker tells how far it has come; each step also says that the worker is alive."""

    def __init__(self, order_id: int, claim: datetime) -> None:
        self.order_id, self.claim = order_id, claim
        self.omissions: list[str] = []

    def step(self, words: str, *, done: int, total: int) -> None:
        """Say what is being made now; raises LostClaimError when somebody else has the order."""
        renewed = timezone.now()
        mine = FileOrder.objects.filter(
            pk=self.order_id, finished_at=None, claimed_at=self.claim
        ).update(step=words[:200], done=done, total=total, claimed_at=renewed)
        if not mine:
            raise LostClaimError
        self.claim = renewed

    def leave_out(self, sentence: str) -> None:
        """Something could not be made, and the rest goes on without it."""
        self.omissions.append(sentence)


Maker = Callable[[FileOrder, Progress], Iterable[NewFile]]


def order_files(*, kind: FileOrderKind, about: Cohort | Participation, actor: Any) -> FileOrder:
    """Order what `kind` says about a round or a participation.

    Whoever orders what is being made already gets that order. The files come by `make_files`.
    """
    if not actor.has_perm(PERMISSIONS[kind], about):
        raise PermissionDenied
    home, cohort = (about, about.cohort) if isinstance(about, Participation) else (None, about)
    same = FileOrder.objects.filter(kind=kind, cohort=cohort, participation=home)
    if found := same.waiting().first():
        return found
    try:
        with transaction.atomic():
            order = FileOrder.objects.create(
                kind=kind, cohort=cohort, participation=home, ordered_by=actor
            )
            enqueue_on_commit("reporting.tasks.make_files", order.pk)
            return order
    except IntegrityError:  # somebody was faster by a moment
        return same.latest("pk")


def make_files(*, order_id: int, makers: Mapping[str, Maker]) -> None:
    """Make one order's files unless somebody else has it or it is done already.

    The claim is committed before the work begins, so that `resume_orders` can tell a worker that
    works from one that is dead. All files of an order are kept together, or none.
    """
    claim = timezone.now()
    unclaimed = FileOrder.objects.filter(pk=order_id, finished_at=None, claimed_at=None)
    if not unclaimed.update(claimed_at=claim, tries=F("tries") + 1):
        return
    order = FileOrder.objects.select_related(
        "cohort", "participation__organisation", "participation__unit", "ordered_by"
    ).get(pk=order_id)
    progress = Progress(order_id, claim)
    language = getattr(order.ordered_by, "language", "") or settings.LANGUAGE_CODE
    with override(language):
        try:
            files, failure = list(makers[order.kind](order, progress)), ""
        except LostClaimError:
            return
        except Exception:  # the page waits for an answer, and trying again would fail again
            logger.exception("Order %d failed", order_id)
            files, failure = [], _("Something went wrong, and it has been written down. Try again.")
        _finish(order, progress, files, failure)


def resume_orders(*, makers: Mapping[str, Maker]) -> None:
    """Give back what a dead worker had, give up what nobody manages, make what waits."""
    now = timezone.now()
    dead = FileOrder.objects.waiting().filter(
        claimed_at__lt=now - timedelta(seconds=settings.CLAIM_SECONDS)
    )
    dead.order_by().update(claimed_at=None)
    waiting = FileOrder.objects.waiting().filter(claimed_at=None)
    with override(settings.LANGUAGE_CODE):
        given_up = _("It took too long, and was given up. Order it again.")
    for hopeless in (
        waiting.filter(tries__gte=MOST_TRIES),
        waiting.filter(ordered_at__lt=now - GIVE_UP_AFTER),
    ):
        hopeless.order_by().update(finished_at=now, failure=given_up)
    for order_id in list(waiting.values_list("pk", flat=True)):
        make_files(order_id=order_id, makers=makers)


def forgotten_on(order: FileOrder) -> date | None:
    """The day on which its files go; None for those that are kept."""
    return civil_date(order.ordered_at + KEPT) if order.kind in FORGOTTEN else None


def forget_files() -> int:
    """Orders of personal files go with their files when they are old; returns how many."""
    old = FileOrder.objects.filter(kind__in=FORGOTTEN, ordered_at__lt=timezone.now() - KEPT)
    gone = list(old.prefetch_related("files__stored"))
    for order in gone:
        with transaction.atomic():
            for file in order.files.all():
                file.delete()
                delete_file(stored=file.stored)
            order.delete()
    return len(gone)


@transaction.atomic
def _finish(order: FileOrder, progress: Progress, files: list[NewFile], failure: str) -> None:
    """Keep the files with the order, if it is still this worker's."""
    mine = FileOrder.objects.filter(pk=order.pk, finished_at=None, claimed_at=progress.claim)
    if not mine.update(
        finished_at=timezone.now(), failure=failure, omissions=progress.omissions, step=""
    ):
        return
    for position, file in enumerate(files):
        stored = store_file(
            name=file.name,
            content=file.content,
            content_type=file.content_type,
            actor=order.ordered_by,
        )
        OrderedFile.objects.create(order=order, title=file.title, position=position, stored=stored)
