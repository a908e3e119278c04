"""How a participant stands in its group, and the round as a whole without anybody named."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import quantiles
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.assessment_list import answers_of, read_assessments
from improvements.assessment_occasions import order_of
from improvements.comparison_page import Assessed
from improvements.disaggregation import PAIRS
from improvements.enums import AssessmentStatus
from improvements.models import Assessment, ChecklistMoment, Improvement, Indicator, Measurement
from improvements.self_assessment import score
from modellkonceptet.enumerating import joined
from reporting.politician_sentences import Stage, number, stages

# Of fewer nothing is shown as a distribution: one could tell who is who.
FEWEST_ORGANISATIONS = 5


@dataclass(frozen=True)
class Standing:
    """A participant's latest self-assessment beside those of its group."""

    name: str
    is_own: bool
    points: int
    possible: int
    share: int
    moved: str


@dataclass(frozen=True)
class Behind:
    """The moment in which the participant is furthest behind a partner."""

    moment: str
    partners: str


class _Beside(Assessed):
    """The group's self-assessments, of which the participant's own are asked for as well."""

    def of(self, participation: int) -> list[Assessment]:
        return [one for one in self._visible if one.participation_id == participation]


def standings(assessed: Assessed, own: int | None = None) -> list[Standing]:
    """One's own first, the others as the group's page has them."""
    found = [
        Standing(
            column.name,
            column.participation.pk == own,
            column.score.points,
            column.score.possible,
            round(column.score.share * 100),
            moved,
        )
        for column, moved in assessed.sums
    ]
    return sorted(found, key=lambda one: not one.is_own)


class GroupPicture:
    """The group's self-assessments side by side, as far as the reader may see them."""

    def __init__(self, participation: Participation, user: Any) -> None:
        self.participation, self.user = participation, user
        group = participation.group
        stands = group is not None and group.dissolved_on is None
        self.assessed = _Beside(group, user) if group is not None and stands else None

    @property
    def has_group(self) -> bool:
        return self.assessed is not None

    @cached_property
    def rows(self) -> list[Standing]:
        return standings(self.assessed, self.participation.pk) if self.assessed else []

    @property
    def occasion(self) -> str:
        return self.assessed.occasion_name if self.assessed else ""

    @property
    def why_not_shown(self) -> list[str]:
        return self.assessed.why_not_shown if self.assessed else []

    @property
    def is_compared(self) -> bool:
        return len(self.rows) > 1 and any(one.is_own for one in self.rows)

    @cached_property
    def behind(self) -> Behind | None:
        """Where a partner is ahead by most; of equals the moment in which one stands lowest."""
        if self.assessed is None or not self.is_compared:
            return None
        columns = self.assessed.compared
        own = next(one for one in columns if one.participation.pk == self.participation.pk)
        found = []
        for moment, step in own.answers.steps.items():
            highest = max(one.answers.steps.get(moment, 0) for one in columns)
            if highest > step:
                found.append((step - highest, step, moment, highest))
        if not found:
            return None
        _apart, _step, moment, highest = min(found)
        ahead = [one.name for one in columns if one.answers.steps.get(moment) == highest]
        title = ChecklistMoment.objects.visible_to(self.user).get(pk=moment).title
        return Behind(str(title), joined(ahead))

    @cached_property
    def own(self) -> list[Assessment]:
        """The participant's agreed self-assessments in the order of the round."""
        if self.assessed is None:
            found = read_assessments(self.participation, self.user)
        else:
            found = self.assessed.of(self.participation.pk)
        agreed = [one for one in found if one.status == AssessmentStatus.AGREED]
        return sorted(agreed, key=lambda one: order_of(one.occasion.kind, one.occasion.number))

    @property
    def finding(self) -> str:
        """Who has come furthest, and in what one's own organisation has not."""
        if not self.is_compared:
            return _("Nothing to compare yet")
        most = max(one.points for one in self.rows)
        first = [one for one in self.rows if one.points == most]
        if len(first) == len(self.rows):
            words = _("All have come equally far")
        else:
            words = ngettext(
                "%(who)s has come furthest in the group",
                "%(who)s have come furthest in the group",
                len(first),
            ) % {"who": joined(one.name for one in first)}
        if first[0].is_own and self.behind:
            return _("%(finding)s, but not in everything") % {"finding": words}
        return words

    @property
    def ask(self) -> str:
        """Whom to learn from, and about what."""
        if not self.behind:
            return ""
        said = {"who": self.behind.partners, "moment": self.behind.moment}
        return _("Ask %(who)s about “%(moment)s”: there the difference is largest.") % said


@dataclass(frozen=True)
class Share:
    """A row of a distribution; `percent` is how long its bar is."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Spread:
    """What half of the organisations lie between, and the middle one; in percent of all points."""

    low: int
    middle: int
    high: int
    of: int
    own: int | None


class RoundPicture:
    """All participants of the round together: what is shared, counted, and never by name."""

    def __init__(self, participation: Participation) -> None:
        self.participation = participation

    @cached_property
    def members(self) -> int:
        staying = self._cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        return int(staying.count())

    @property
    def _cohort(self) -> Any:
        return self.participation.cohort

    def _staying(self, path: str = "participation__") -> Q:
        return Q(**{f"{path}cohort": self._cohort}) & ~Q(
            **{f"{path}status": ParticipationStatus.WITHDRAWN}
        )

    @cached_property
    def _works(self) -> list[tuple[int, str]]:
        shared = Improvement.objects.filter(self._staying(), is_private=False).order_by()
        return list(shared.values_list("participation", "status"))

    @property
    def works(self) -> int:
        return len(self._works)

    @property
    def with_works(self) -> int:
        return len({owner for owner, _status in self._works})

    @property
    def by_stage(self) -> Counter[Stage]:
        """How far the works have come; empty where too few organisations have any."""
        if self.with_works < FEWEST_ORGANISATIONS:
            return Counter()
        return stages(status for _owner, status in self._works)

    @property
    def stages(self) -> list[Share]:
        return _shares(self.by_stage)

    @cached_property
    def _by_sex(self) -> dict[int, bool]:
        """Those who follow an indicator, and whether one of theirs has figures for both sexes."""
        followed = Indicator.objects.filter(self._staying(), is_private=False, is_closed=False)
        split = Q()
        for ours, theirs in PAIRS:
            split |= Q(_has(ours)) & Q(_has(theirs))
        found: dict[int, bool] = {}
        rows = followed.order_by().annotate(split=split).values_list("participation", "split")
        for owner, is_split in rows:
            found[owner] = found.get(owner, False) or bool(is_split)
        return found

    @property
    def by_sex(self) -> str:
        """How many have figures for both sexes, in a sentence; "" where too few follow any."""
        if len(self._by_sex) < FEWEST_ORGANISATIONS:
            return ""
        n, of = sum(self._by_sex.values()), len(self._by_sex)
        if not n:
            words = _("Nobody of %(all)s participants with indicators has figures by sex.")
        else:
            words = ngettext(
                "One of %(all)s participants with indicators has figures by sex.",
                "%(n)s of %(all)s participants with indicators have figures by sex.",
                n,
            )
        return str(capfirst(words % {"n": number(n), "all": number(of)}))

    @cached_property
    def spread(self) -> Spread | None:
        """Of the latest occasion on which the participant itself has agreed, as in the group."""
        agreed = Assessment.objects.filter(status=AssessmentStatus.AGREED).order_by("-agreed_at")
        own = agreed.filter(participation=self.participation).values("occasion")[:1]
        rows = (
            agreed.filter(self._staying(), occasion__in=own)
            .select_related("edition")
            .prefetch_related("answers")
        )
        shares = {one.participation_id: score(answers_of(one)).share for one in rows}
        return spread_of(shares, self.participation.pk)

    @property
    def is_empty(self) -> bool:
        return not (self.stages or self.by_sex or self.spread)


def spread_of(shares: dict[int, Fraction], own: int) -> Spread | None:
    """None of fewer than five; the lowest and the highest are never told."""
    if len(shares) < FEWEST_ORGANISATIONS:
        return None
    percent = [float(share * 100) for share in shares.values()]
    low, middle, high = quantiles(percent, n=4, method="inclusive")
    mine = round(shares[own] * 100) if own in shares else None
    return Spread(round(low), round(middle), round(high), len(shares), mine)


def _has(kind: str) -> Exists:
    rows = Measurement.objects.filter(indicator=OuterRef("pk"), series=kind)
    return Exists(rows)


def _shares(counted: Counter[Stage]) -> list[Share]:
    words = stage_words()
    most = max(counted.values(), default=0)
    return [
        Share(words[stage], counted[stage], round(100 * counted[stage] / most))
        for stage in Stage
        if counted[stage]
    ]


def stage_words() -> dict[Stage, str]:
    return {
        Stage.IN_USE: _("Everyday work"),
        Stage.ADOPTED: _("Adopted"),
        Stage.TESTED: _("Being tested now"),
        Stage.NOT_BEGUN: _("Not begun"),
        Stage.PUT_ASIDE: _("Put aside"),
    }
