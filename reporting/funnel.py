"""A round's applications from started to published: figures, a finding and a drawing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.enums import DECIDED, ApplicationStatus, DecisionStatus, Outcome
from applications.models import AdmissionDecision
from cohorts.enums import DecisionMode
from cohorts.models import Cohort
from modellkonceptet.civil_dates import in_words

S = ApplicationStatus
# How near a share must be to one in two, three, four or five to be said so.
NEAR = 0.04
WIDE_BAR, NARROW_BAR = 420, 300
THINNEST = 1.5


@dataclass(frozen=True)
class Figures:
    """Counted in one query. Every step holds the ones after it."""

    started: int
    submitted: int
    waiting: int
    asked: int
    complete: int
    proposed: int
    published: int
    outcomes: dict[str, int]
    unsent: int
    knows_prepared: bool


@dataclass(frozen=True)
class Bar:
    """One step: where its bar ends, and what is said beside it."""

    label: str
    count: int
    note: str
    wide: float
    narrow: float
    note_at: float
    y_wide: int
    y_narrow: int


@dataclass(frozen=True)
class Funnel:
    cohort: Cohort
    figures: Figures
    finding: str
    description: str
    bars: list[Bar]
    capacity: int | None
    capacity_wide: float
    capacity_narrow: float


def figures_of(cohort: Cohort, *, knows_prepared: bool = True) -> Figures:
    """What is prepared and not published is SKR's own, and counted for those who work with it."""
    prepared = AdmissionDecision.objects.filter(
        application=OuterRef("pk"), status=DecisionStatus.PREPARED
    )
    sent = ~Q(status__in=[S.DRAFT, S.WITHDRAWN])
    decided = Q(status__in=DECIDED)
    outcome = {value: Q(_prepared=True, _outcome=value) for value in Outcome.values}
    counts = (
        cohort.applications.annotate(
            _prepared=Exists(prepared) if knows_prepared else Value(False),
            _outcome=prepared.values("outcome")[:1],
        )
        .exclude(status=S.WITHDRAWN)
        .aggregate(
            started=Count("pk"),
            submitted=Count("pk", filter=sent),
            waiting=Count("pk", filter=Q(status__in=[S.SUBMITTED, S.COMPLETED], _prepared=False)),
            asked=Count("pk", filter=Q(status=S.COMPLETION_REQUESTED)),
            complete=Count(
                "pk", filter=sent & (Q(status=S.REVIEWED) | decided | Q(_prepared=True))
            ),
            proposed=Count("pk", filter=decided | Q(_prepared=True)),
            published=Count("pk", filter=decided),
            **{f"outcome_{value}": Count("pk", filter=test) for value, test in outcome.items()},
        )
    )
    outcomes = {value: counts.pop(f"outcome_{value}") for value in Outcome.values}
    unsent = counts["started"] - counts["submitted"]
    return Figures(outcomes=outcomes, unsent=unsent, knows_prepared=knows_prepared, **counts)


def draw_funnel(cohort: Cohort, figures: Figures) -> Funnel:
    """Both drawings share the figures: 860 units wide and 340 units for a phone."""
    longest = max(figures.started, cohort.capacity or 0, 1)
    steps = [
        (_("Started"), figures.started, _unsent_words(figures)),
        (
            _("Submitted applications"),
            figures.submitted,
            _waiting_words(figures),
        ),
        (
            _("Complete"),
            figures.complete,
            _asked_words(figures),
        ),
        (_("Decision proposed"), figures.proposed, _outcome_words(figures)),
        (_("Published decisions"), figures.published, _publication_words(cohort, figures)),
    ]
    if not figures.knows_prepared:
        del steps[3]
    bars = [
        Bar(
            label=label,
            count=count,
            note=note,
            wide=max(THINNEST, round(count / longest * WIDE_BAR, 1)),
            narrow=max(THINNEST, round(count / longest * NARROW_BAR, 1)),
            note_at=max(THINNEST, round(count / longest * WIDE_BAR, 1)) + 22 + 9 * len(str(count)),
            y_wide=34 * place,
            y_narrow=52 * place,
        )
        for place, (label, count, note) in enumerate(steps)
    ]
    return Funnel(
        cohort=cohort,
        figures=figures,
        finding=finding(figures),
        description=", ".join(f"{bar.label} {bar.count}" for bar in bars) + ".",
        bars=bars,
        capacity=cohort.capacity,
        capacity_wide=round(150 + (cohort.capacity or 0) / longest * WIDE_BAR, 1),
        capacity_narrow=round((cohort.capacity or 0) / longest * NARROW_BAR, 1),
    )


def finding(figures: Figures) -> str:
    """The one sentence that the bars show, with a number in it."""
    if not figures.started:
        return _("Nobody has started an application yet")
    if figures.submitted and figures.published == figures.submitted:
        return ngettext(
            "The one decision is published", "All %(n)d decisions are published", figures.published
        ) % {"n": figures.published}
    if figures.unsent:
        return _share_unsent(figures)
    if figures.waiting:
        return _("%(n)d of %(total)d applications wait to be checked") % {
            "n": figures.waiting,
            "total": figures.submitted,
        }
    if unpublished := figures.proposed - figures.published:
        return ngettext(
            "%(n)d prepared decision waits to be published",
            "%(n)d prepared decisions wait to be published",
            unpublished,
        ) % {"n": unpublished}
    return ngettext(
        "%(n)d application is sent in", "%(n)d applications are sent in", figures.submitted
    ) % {"n": figures.submitted}


def _share_unsent(figures: Figures) -> str:
    share = figures.unsent / figures.started
    if share == 1:
        return _("None of the started applications is sent in yet")
    words: dict[int, Any] = {
        2: _("Every second started application is not sent in yet"),
        3: _("Every third started application is not sent in yet"),
        4: _("Every fourth started application is not sent in yet"),
        5: _("Every fifth started application is not sent in yet"),
    }
    for parts, sentence in words.items():
        if figures.started >= 2 * parts and abs(share * parts - 1) <= NEAR:
            return str(sentence)
    return _("%(n)d of %(total)d started applications are not sent in yet") % {
        "n": figures.unsent,
        "total": figures.started,
    }


def _unsent_words(figures: Figures) -> str:
    if not figures.unsent:
        return ""
    return ngettext(
        "of which %(n)d is not sent in yet", "of which %(n)d are not sent in yet", figures.unsent
    ) % {"n": figures.unsent}


def _waiting_words(figures: Figures) -> str:
    if not figures.waiting:
        return ""
    return ngettext("%(n)d waits to be checked", "%(n)d wait to be checked", figures.waiting) % {
        "n": figures.waiting
    }


def _asked_words(figures: Figures) -> str:
    if not figures.asked:
        return ""
    return ngettext(
        "%(n)d is asked for a completion", "%(n)d are asked for a completion", figures.asked
    ) % {"n": figures.asked}


def _outcome_words(figures: Figures) -> str:
    said = {
        Outcome.ADMITTED: _("%(n)d to admit"),
        Outcome.CONDITIONAL: _("%(n)d on condition"),
        Outcome.WAITING_LIST: _("%(n)d on the waiting list"),
        Outcome.DECLINED: _("%(n)d to decline"),
    }
    return ", ".join(
        words % {"n": figures.outcomes[outcome]}
        for outcome, words in said.items()
        if figures.outcomes[outcome]
    )


def _publication_words(cohort: Cohort, figures: Figures) -> str:
    if cohort.decision_mode == DecisionMode.ROLLING:
        return _("as applications come in")
    if cohort.decision_on and figures.published < max(figures.submitted, 1):
        return _("planned for %(day)s") % {"day": in_words(cohort.decision_on, weekday=False)}
    return ""
