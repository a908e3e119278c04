"""Fetching official figures: claimed, asked for outside any transaction, stored as a whole.

The row is what must happen; the queue carries its number, and the sweep finds what a dead worker,
a dead queue or a Kolada out of reach left undone. Whatever runs twice changes nothing twice.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements import kolada
from improvements.enums import FetchStatus
from improvements.kolada_connection import (
    KoladaBroken,
    KoladaConnection,
    KoladaError,
    KoladaMisconfigured,
    KoladaRefused,
    Limits,
)
from improvements.models import ChosenIndicator, OfficialFetch, OfficialIndicator, OfficialValue
from improvements.official_pictures import Yearly, describe
from improvements.services.official_figures import definition
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import stored_pictures

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 4
YEARS_BACK = 10
PATIENCE = Limits()
_DECIMALS = Decimal("0.0001")
Key = tuple[int, int, int, str]


@dataclass(frozen=True)
class _Asked:
    """What was asked, when, and what came back; the numbers are those of our rows."""

    at: datetime
    indicators: dict[str, int]
    organisations: dict[str, int]
    years: range
    described: tuple[kolada.Indicator, ...] = ()
    values: tuple[kolada.Value, ...] = ()


def fetch_figures(*, fetch_id: int) -> bool:
    """Fetch for one request unless somebody else has it or it is done; whether Kolada answered.

    The claim is committed before Kolada is asked. When Kolada cannot be reached it is kept, and
    the sweep gives it back after `CLAIM_SECONDS`: that is the pause before the next attempt.
    """
    claim = timezone.now()
    waiting = OfficialFetch.objects.filter(pk=fetch_id, status=FetchStatus.WAITING, claimed_at=None)
    if not waiting.update(claimed_at=claim, attempts=F("attempts") + 1):
        return True
    fetch = OfficialFetch.objects.select_related("participation", "requested_by").get(pk=fetch_id)
    language = getattr(fetch.requested_by, "language", "") or settings.LANGUAGE_CODE
    with override(language):
        try:
            asked = _ask(fetch.participation)
            _store(fetch, claim, asked)
            _draw(fetch.participation, asked.indicators.values())
        except KoladaError as error:
            _note_failure(fetch, claim, error)
            return isinstance(error, KoladaRefused)
        except Exception:  # the sweep tries again, and others wait behind this one
            logger.exception("Fetch %d of official figures failed", fetch_id)
    return True


def sweep_fetches() -> None:
    """Give back what a dead worker or a silent Kolada had, give up what nobody manages, fetch."""
    now = timezone.now()
    waiting = OfficialFetch.objects.filter(status=FetchStatus.WAITING)
    stale = waiting.filter(claimed_at__lt=now - timedelta(seconds=settings.CLAIM_SECONDS))
    with override(settings.LANGUAGE_CODE):
        given_up = stale.filter(attempts__gte=MOST_ATTEMPTS)
        given_up.filter(error="").update(error=_("It took too long, and was given up. Ask again."))
        given_up.update(status=FetchStatus.FAILED, finished_at=now)
    stale.update(claimed_at=None)
    for pk in list(waiting.filter(claimed_at=None).order_by("pk").values_list("pk", flat=True)):
        if not fetch_figures(fetch_id=pk):
            # The others would wait for the same silence, and everything else behind them.
            break


def figures_of_organisations(participation: Participation) -> dict[str, int]:
    """Code and number of those whose figures are fetched: its own and its partners'."""
    rows = Participation.objects.filter(pk=participation.pk)
    if participation.group_id:
        rows |= Participation.objects.filter(group=participation.group_id)
    rows = rows.exclude(status=ParticipationStatus.WITHDRAWN) | Participation.objects.filter(
        pk=participation.pk
    )
    pairs = rows.exclude(organisation__code=None).order_by("pk")
    return {
        code: pk for code, pk in pairs.values_list("organisation__code", "organisation") if code
    }


def _ask(participation: Participation) -> _Asked:
    indicators = dict(
        ChosenIndicator.objects.filter(participation=participation)
        .order_by("indicator")
        .values_list("indicator__kolada_id", "indicator")
    )
    this_year = today().year
    asked = _Asked(
        at=timezone.now(),
        indicators=indicators,
        organisations=figures_of_organisations(participation),
        years=range(this_year - YEARS_BACK + 1, this_year + 1),
    )
    if not asked.indicators:
        return asked
    if not asked.organisations:
        raise KoladaRefused(
            _("Kolada has figures of municipalities and regions, and yours is neither.")
        )
    described = kolada.indicators(indicators, connection=KoladaConnection(limits=PATIENCE))
    values = kolada.values(
        indicators, asked.organisations, asked.years, connection=KoladaConnection(limits=PATIENCE)
    )
    return _Asked(asked.at, indicators, asked.organisations, asked.years, described, values)


@transaction.atomic
def _store(fetch: OfficialFetch, claim: datetime, asked: _Asked) -> None:
    """Everything that came, or nothing: what is new, what has changed, what is gone."""
    home = Participation.objects.select_for_update().get(pk=fetch.participation_id)
    mine = OfficialFetch.objects.select_for_update().filter(
        pk=fetch.pk, status=FetchStatus.WAITING, claimed_at=claim
    )
    if mine.first() is None:
        return  # the sweep took this worker for dead and gave the request to another
    # Partners' requests are about the same figures: one at a time, in one order.
    rows = OfficialIndicator.objects.select_for_update().order_by("pk")
    indicators = {row.kolada_id: row for row in rows.filter(pk__in=asked.indicators.values())}
    _refresh_definitions(indicators, asked.described)
    _store_values(asked)
    now_chosen = set(
        ChosenIndicator.objects.filter(participation=home).values_list(
            "indicator__kolada_id", flat=True
        )
    )
    if now_chosen <= set(asked.indicators):
        mine.update(status=FetchStatus.DONE, finished_at=timezone.now(), error="")
        return
    # Somebody chose one more meanwhile, and was promised its figures.
    mine.update(claimed_at=None, attempts=0, error="")
    enqueue_on_commit("improvements.tasks.fetch_official_figures", fetch.pk)


def _refresh_definitions(
    indicators: dict[str, OfficialIndicator], described: Iterable[kolada.Indicator]
) -> None:
    for each in described:
        row = indicators[each.id]
        values = definition(each)
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))


def _store_values(asked: _Asked) -> None:
    """Replaced figures stay with their day; those that are confirmed get the new one."""
    here = OfficialValue.objects.filter(
        indicator__in=asked.indicators.values(),
        organisation__in=asked.organisations.values(),
        year__in=asked.years,
        replaced_at=None,
    )
    standing: dict[Key, OfficialValue] = {
        (row.indicator_id, row.organisation_id, row.year, row.sex): row for row in here
    }
    came = {
        (
            asked.indicators[value.kpi],
            asked.organisations[value.organisation_code],
            value.year,
            value.sex,
        ): (_rounded(value.value), value.is_withdrawn)
        for value in asked.values
    }
    _refuse_sudden_emptiness(asked, standing, came)
    # What Kolada says nothing of any more is withdrawn, as what it says is deleted.
    told = dict.fromkeys(standing, (None, True)) | came
    replaced: list[int] = []
    new: list[OfficialValue] = []
    for key, (figure, withdrawn) in told.items():
        row = standing.get(key)
        if row and (
            row.fetched_at > asked.at or (row.value, row.is_withdrawn) == (figure, withdrawn)
        ):
            continue
        if row:
            replaced.append(row.pk)
        new.append(
            OfficialValue(
                indicator_id=key[0],
                organisation_id=key[1],
                year=key[2],
                sex=key[3],
                value=figure,
                is_withdrawn=withdrawn,
                fetched_at=asked.at,
            )
        )
    here.filter(pk__in=replaced).update(replaced_at=asked.at)
    here.filter(fetched_at__lt=asked.at).update(fetched_at=asked.at)
    OfficialValue.objects.bulk_create(new)


def _refuse_sudden_emptiness(
    asked: _Asked, standing: dict[Key, OfficialValue], came: dict[Key, Any]
) -> None:
    """An answer with nothing at all is rather a fault than everything withdrawn at once."""
    known = {asked.indicators[each.id] for each in asked.described}
    had = {key[0] for key, row in standing.items() if not row.is_withdrawn}
    if not came and had & known:
        raise KoladaBroken(
            _("Kolada answered without any figures. Those that were fetched before stand.")
        )


def _note_failure(fetch: OfficialFetch, claim: datetime, error: KoladaError) -> None:
    values: dict[str, Any] = {"error": str(error)[:500]}
    hopeless = isinstance(error, KoladaRefused | KoladaMisconfigured)
    if hopeless or fetch.attempts >= MOST_ATTEMPTS:
        values |= {"status": FetchStatus.FAILED, "finished_at": timezone.now()}
    mine = OfficialFetch.objects.filter(pk=fetch.pk, status=FetchStatus.WAITING, claimed_at=claim)
    mine.update(**values)


def _rounded(figure: Decimal | None) -> Decimal | None:
    """With as many decimals as are kept, so that the same figure is equal the next time."""
    return None if figure is None else figure.quantize(_DECIMALS, rounding=ROUND_HALF_UP)


def _draw(participation: Participation, indicators: Iterable[int]) -> None:
    """One's own charts, so that the pages find them drawn; in Swedish, which nearly all read."""
    figures: dict[int, list[OfficialValue]] = {}
    rows = OfficialValue.objects.filter(
        organisation=participation.organisation_id,
        indicator__in=list(indicators),
        replaced_at=None,
        is_withdrawn=False,
    ).select_related("indicator", "organisation")
    for row in rows.order_by("pk"):
        figures.setdefault(row.indicator_id, []).append(row)
    with override(settings.LANGUAGE_CODE):
        charts = [
            describe(Yearly.of(values), values[0].indicator.title, str(values[0].organisation))
            for values in figures.values()
        ]
        stored_pictures(charts, language=settings.LANGUAGE_CODE)
