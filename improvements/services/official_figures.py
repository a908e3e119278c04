"""Which official figures a participant follows, and when they are asked for."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Participation
from improvements import kolada
from improvements.enums import FetchStatus
from improvements.kolada_connection import KoladaConnection, KoladaError, Limits
from improvements.models import ChosenIndicator, OfficialFetch, OfficialIndicator
from improvements.services.improving import lock_home
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import today

MOST_CHOSEN = 60
# Somebody waits at a page: one new try, and then a sentence.
PATIENCE = Limits(
    connect_seconds=3, read_seconds=6, total_seconds=8, tries=2, longest_wait=1, pages=2
)
KEPT_FRESH_FOR = timedelta(days=30)
AFTER_FAILURE = timedelta(days=1)


def find_indicators(words: str) -> tuple[kolada.Indicator, ...]:
    """Kolada's indicators by title, asked with the patience of somebody who waits at a page."""
    return kolada.search(words, connection=KoladaConnection(limits=PATIENCE))


def choose_indicator(
    *, participation: Participation, kolada_id: str, actor: Any
) -> ChosenIndicator:
    """Follow an indicator from now on, and ask for its figures; choosing twice is choosing once.

    One that nobody has chosen before is asked for in Kolada, before anything is locked. Raises
    ValidationError when Kolada does not know it or cannot be reached.
    """
    number = kolada_id.strip().upper()
    if not OfficialIndicator.objects.filter(kolada_id=number).exists():
        _learn_indicator(number)
    with transaction.atomic():
        home = lock_home(participation, actor=actor)
        indicator = OfficialIndicator.objects.get(kolada_id=number)
        chosen = ChosenIndicator.objects.filter(participation=home, indicator=indicator).first()
        if chosen:
            return chosen
        if ChosenIndicator.objects.filter(participation=home).count() >= MOST_CHOSEN:
            raise ValidationError(
                _("You follow %(n)d indicators already. Take one away before you choose another.")
                % {"n": MOST_CHOSEN},
                code="too_many",
            )
        chosen = ChosenIndicator.objects.create(
            participation=home, indicator=indicator, chosen_by=actor
        )
        ask_for_figures(home, actor)
        return chosen


@transaction.atomic
def unchoose_indicator(*, participation: Participation, chosen_id: int, actor: Any) -> None:
    """Follow an indicator no longer; one that is gone already is no fault. Figures stay."""
    home = lock_home(participation, actor=actor)
    ChosenIndicator.objects.filter(participation=home, pk=chosen_id).delete()


@transaction.atomic
def request_fetch(*, participation: Participation, actor: Any) -> OfficialFetch:
    """Ask for the figures of all that is followed; the request that waits already, if one does."""
    home = lock_home(participation, actor=actor)
    if not ChosenIndicator.objects.filter(participation=home).exists():
        raise ValidationError(_("Choose an indicator first."), code="nothing_chosen")
    return ask_for_figures(home, actor)


def ask_for_figures(home: Participation, actor: Any = None) -> OfficialFetch:
    """The request as a row, for callers that have locked the participation."""
    of_home = OfficialFetch.objects.filter(participation=home)
    waiting = of_home.filter(status=FetchStatus.WAITING).first()
    if waiting is None:
        waiting = OfficialFetch.objects.create(participation=home, requested_by=actor)
    enqueue_on_commit("improvements.tasks.fetch_official_figures", waiting.pk)
    return waiting


def refresh_official_figures() -> int:
    """Ask anew for everybody whose figures are a month old, or older than the group; how many.

    What failed is asked for again after a day, so that a day without Kolada costs a day.
    """
    now = timezone.now()
    fetches = OfficialFetch.objects.filter(participation=OuterRef("pk"))
    fresh = fetches.filter(status=FetchStatus.DONE, finished_at__gte=now - KEPT_FRESH_FOR).filter(
        Q(participation__group=None)
        | Q(participation__group__published_at=None)
        | Q(requested_at__gte=F("participation__group__published_at"))
    )
    just_failed = fetches.filter(status=FetchStatus.FAILED, finished_at__gte=now - AFTER_FAILURE)
    followed = ChosenIndicator.objects.filter(participation=OuterRef("pk"))
    old = running().filter(
        Exists(followed),
        ~Exists(fresh),
        ~Exists(just_failed),
        ~Exists(fetches.filter(status=FetchStatus.WAITING)),
    )
    asked = list(old.values_list("pk", flat=True))
    for pk in asked:
        with transaction.atomic():
            ask_for_figures(Participation.objects.select_for_update().get(pk=pk))
    return len(asked)


def running() -> Any:
    """Those who take part in rounds that are not over."""
    over = Q(cohort__is_historical=True) | Q(cohort__completed_on__lte=today())
    return Participation.objects.active().exclude(over).order_by("pk")


def _learn_indicator(number: str) -> None:
    """The indicator as Kolada describes it, as a row that others can choose too."""
    try:
        found = kolada.indicators([number], connection=KoladaConnection(limits=PATIENCE))
    except KoladaError as error:
        raise ValidationError(str(error), code="kolada") from error
    if not found:
        raise ValidationError(
            _("Kolada has no indicator with the number %(number)s.") % {"number": number[:20]},
            code="unknown",
        )
    OfficialIndicator.objects.get_or_create(kolada_id=number, defaults=definition(found[0]))


def definition(indicator: kolada.Indicator) -> dict[str, Any]:
    """What we keep of Kolada's words about an indicator."""
    return {
        "title": indicator.title[:300],
        "description": indicator.description,
        "is_by_sex": indicator.is_by_sex,
    }
