"""The self-assessments of a round as distributions, never of one participant by name.

Only what a team has agreed on counts. Of fewer than five participants nothing is said: one could
tell who is who.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from improvements.assessment_list import answers_of
from improvements.assessment_occasions import occasion_name, order_of
from improvements.enums import ChecklistLevel
from improvements.models import Assessment
from improvements.self_assessment import movement, scale, score
from reporting.cohort_picture import FEWEST_ORGANISATIONS, spread_of
from reporting.round_report_values import Assessments, MomentMoved, Occasion
from reporting.round_report_works import of_round

# Percentage points of what is possible, from the lowest band to the highest.
_NO_MOVE = 0
_LARGE = 10


def read_assessments_of_round(cohort: Cohort) -> Assessments:
    rows = sorted(
        Assessment.objects.agreed()
        .filter(of_round(cohort))
        .select_related("occasion", "edition")
        .prefetch_related("answers", "edition__moments"),
        key=lambda one: (order_of(one.occasion.kind, one.occasion.number), one.participation_id),
    )
    by_occasion: dict[int, list[Assessment]] = defaultdict(list)
    by_participant: dict[int, list[Assessment]] = defaultdict(list)
    for one in rows:
        by_occasion[one.occasion_id].append(one)
        by_participant[one.participation_id].append(one)
    occasions = tuple(_occasion(found) for found in by_occasion.values())
    pairs = [(own[0], own[-1]) for own in by_participant.values() if len(own) > 1]
    if len(pairs) < FEWEST_ORGANISATIONS:
        return Assessments(occasions=occasions)
    shares = [
        round(movement(answers_of(last), answers_of(first)).share * 100) for first, last in pairs
    ]
    edition, same = _largest_edition(pairs)
    has_moments = len(same) >= FEWEST_ORGANISATIONS
    return Assessments(
        occasions=occasions,
        moved=len(pairs),
        up=sum(share > _NO_MOVE for share in shares),
        same=sum(share == _NO_MOVE for share in shares),
        down=sum(share < _NO_MOVE for share in shares),
        bands=_bands(shares),
        steps=tuple(word or str(step) for step, word in scale(edition.highest)),
        of_moments=len(same) if has_moments else 0,
        moments=tuple(_moments(edition, same)) if has_moments else (),
    )


def _occasion(found: Sequence[Assessment]) -> Occasion:
    """Editions may differ: steps are of the one that most have used."""
    shares = {one.participation_id: score(answers_of(one)).share for one in found}
    spread = spread_of(shares, own=0)
    editions = Counter(one.edition_id for one in found)
    most = max(editions, key=lambda key: editions[key])
    same = [one for one in found if one.edition_id == most]
    edition = same[0].edition
    occasion = found[0].occasion
    return Occasion(
        name=occasion_name(occasion.kind, occasion.number),
        edition=edition.name_sv,
        answered=len(found),
        low=spread.low if spread else None,
        middle=spread.middle if spread else None,
        high=spread.high if spread else None,
        steps=_steps(edition, same) if len(same) >= FEWEST_ORGANISATIONS else (),
    )


def _steps(edition: Any, same: Iterable[Assessment]) -> tuple[tuple[int, str, int], ...]:
    counted = Counter(step for one in same for step in answers_of(one).steps.values())
    return tuple((step, word, counted[step]) for step, word in scale(edition.highest))


def _bands(shares: Sequence[int]) -> tuple[tuple[str, int], ...]:
    bands: list[tuple[str, Callable[[int], bool]]] = [
        (
            _("Back by more than %(n)d percentage points") % {"n": _LARGE},
            lambda share: share < -_LARGE,
        ),
        (
            _("Back by %(n)d percentage points at most") % {"n": _LARGE},
            lambda share: -_LARGE <= share < _NO_MOVE,
        ),
        (_("Unchanged"), lambda share: share == _NO_MOVE),
        (
            _("Ahead by %(n)d percentage points at most") % {"n": _LARGE},
            lambda share: _NO_MOVE < share <= _LARGE,
        ),
        (
            _("Ahead by more than %(n)d percentage points") % {"n": _LARGE},
            lambda share: share > _LARGE,
        ),
    ]
    return tuple((word, sum(map(holds, shares))) for word, holds in bands)


def _largest_edition(
    pairs: Sequence[tuple[Assessment, Assessment]],
) -> tuple[Any, list[tuple[Assessment, Assessment]]]:
    """Those who have used one edition both times, of the edition that most have."""
    by_edition: Mapping[int, list[tuple[Assessment, Assessment]]] = defaultdict(list)
    for first, last in pairs:
        if first.edition_id == last.edition_id:
            by_edition[last.edition_id].append((first, last))
    same = max(by_edition.values(), key=len, default=[])
    return (same or pairs)[0][1].edition, same


def _moments(edition: Any, same: Sequence[tuple[Assessment, Assessment]]) -> Iterable[MomentMoved]:
    levels = ChecklistLevel.values
    steps = [step for step, _word in scale(edition.highest)]
    both = [(answers_of(first).steps, answers_of(last).steps) for first, last in same]
    for moment in sorted(
        edition.moments.all(), key=lambda one: (levels.index(one.level), one.number)
    ):
        first = Counter(found.get(moment.pk) for found, _last in both)
        last = Counter(found.get(moment.pk) for _first, found in both)
        yield MomentMoved(
            moment.number,
            moment.title_sv,
            tuple(first[step] for step in steps),
            tuple(last[step] for step in steps),
        )
