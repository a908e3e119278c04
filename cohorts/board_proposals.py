"""Proposals as the page lists them, two ways to group beside each other, and the sliders."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.arrangement import differences
from cohorts.board_figures import Figure, figures_of, measure_labels
from cohorts.grouping import PRESETS, GroupScore, ProposedGroup, Score, Weights, reasons, score
from cohorts.models import Cohort, GroupBoard, GroupingProposal
from cohorts.services.board_reading import BoardState, problem_to_judge

SHOWN = 5
PRESET_LABELS = {
    "near": gettext_lazy("Near each other"),
    "theme": gettext_lazy("Same theme"),
    "similar": gettext_lazy("Alike municipalities"),
    "balanced": gettext_lazy("Balanced"),
}
SLIDER_LABELS = {
    "travel": gettext_lazy("Short trips"),
    "likeness": gettext_lazy("Alike municipalities"),
    "theme": gettext_lazy("Same theme"),
    "wishes": gettext_lazy("Their wishes"),
    "fairness": gettext_lazy("Fair to mentors"),
    "new_partners": gettext_lazy("New partners"),
}


@dataclass(frozen=True)
class Preset:
    key: str
    label: str
    json: str


@dataclass(frozen=True)
class Slider:
    name: str
    label: str
    value: int


@dataclass(frozen=True)
class ProposalRow:
    """A proposal in the list. `certainty` says how sure the engine is that none is better."""

    number: int
    name: str
    url: str
    weights: str
    percent: int
    is_running: bool
    failure: str
    figures: list[Figure]
    certainty: str


def presets() -> list[Preset]:
    return [
        Preset(key, str(label), json.dumps(asdict(PRESETS[key])))
        for key, label in PRESET_LABELS.items()
    ]


def sliders(weights: Mapping[str, int]) -> list[Slider]:
    return [
        Slider(each.name, str(SLIDER_LABELS[each.name]), weights.get(each.name, 0))
        for each in fields(Weights)
    ]


def preset_of(weights: Mapping[str, int]) -> str:
    """The key of the preset with these very weights, "" if somebody has set them."""
    return next((key for key, preset in PRESETS.items() if asdict(preset) == dict(weights)), "")


def latest_proposals(board: GroupBoard) -> list[GroupingProposal]:
    """The latest first; one query."""
    return list(board.proposals.order_by("-number")[:SHOWN])


def proposals_context(proposals: Iterable[GroupingProposal], cohort: Cohort) -> dict[str, Any]:
    """Those under way and those that are done, as the page lists them."""
    rows = [_row(proposal, cohort) for proposal in proposals]
    return {
        "proposals": rows,
        "finished": [row for row in rows if not row.is_running],
        "running": any(row.is_running for row in rows),
        "measure_labels": measure_labels(),
    }


def _row(proposal: GroupingProposal, cohort: Cohort) -> ProposalRow:
    result = proposal.result
    return ProposalRow(
        number=proposal.number,
        name=name_of(proposal),
        url=reverse("grouping:proposal", args=[cohort.slug, proposal.pk]),
        weights=weights_in_words(proposal.weights),
        percent=proposal.percent,
        is_running=proposal.finished_at is None,
        failure=proposal.failure,
        figures=figures_of(_stored_score(result["score"])) if result else [],
        certainty=certainty(result) if result else "",
    )


def name_of(proposal: GroupingProposal) -> str:
    return _("Proposal %(number)d") % {"number": proposal.number}


def weights_in_words(weights: Mapping[str, int]) -> str:
    """The preset's name, else the sliders that count for something."""
    if key := preset_of(weights):
        return str(PRESET_LABELS[key])
    return ", ".join(
        f"{slider.label} {slider.value}".lower() for slider in sliders(weights) if slider.value
    )


def certainty(result: Mapping[str, Any]) -> str:
    """What is proven: that there is no better one, or how much better one could be at most."""
    if result["is_optimal"]:
        return _("Proven best")
    # Rounded upwards: the promise must hold.
    gap = -(-result["gap"] * 1000 // 1) / 10
    words = _("At most %(gap)s %% from the best possible") % {"gap": number_format(gap, 1)}
    if result["stopped_by_clock"]:
        words = _("%(words)s; the time ran out") % {"words": words}
    return words


def _stored_score(value: Mapping[str, Any]) -> Score:
    groups = tuple(GroupScore(**group) for group in value["groups"])
    return Score(**{**value, "groups": groups})


@dataclass(frozen=True)
class ComparedGroup:
    names: str
    mentors: str
    reasons: str


@dataclass(frozen=True)
class Side:
    """One of two ways to group the same people."""

    title: str
    figures: list[Figure]
    groups: list[ComparedGroup]


@dataclass(frozen=True)
class Comparison:
    """`same` are the groups that both have, `sides` what only one of them has."""

    sides: tuple[Side, Side]
    same: list[ComparedGroup]
    moved: int

    @property
    def figures(self) -> list[tuple[Figure, Figure]]:
        """Each measure of both sides; the second says the change."""
        return list(zip(self.sides[0].figures, self.sides[1].figures, strict=True))


def compare(
    state: BoardState,
    first: tuple[str, Iterable[ProposedGroup]],
    second: tuple[str, Iterable[ProposedGroup]],
    weights: Weights,
) -> Comparison:
    """Two titled lists of groups beside each other, judged by the same weights.

    Whoever has left the round since a proposal was made is left out.
    """
    problem = problem_to_judge(state, weights)
    (first_title, first_groups), (second_title, second_groups) = first, second
    here, there = _still_here(state, first_groups), _still_here(state, second_groups)
    between = differences([group.members for group in here], [group.members for group in there])
    scores = score(problem, here), score(problem, there)

    def described(group: ProposedGroup) -> ComparedGroup:
        return ComparedGroup(
            names=", ".join(state.names[pk] for pk in group.members),
            mentors=", ".join(state.mentor_names[pk] for pk in group.mentors),
            reasons=", ".join(reasons(problem, group)) if len(group.members) > 1 else "",
        )

    def differing(groups: list[ProposedGroup]) -> list[ComparedGroup]:
        return [described(each) for each in groups if frozenset(each.members) not in between.same]

    return Comparison(
        sides=(
            Side(first_title, figures_of(scores[0]), differing(here)),
            Side(second_title, figures_of(scores[1], before=scores[0]), differing(there)),
        ),
        same=[described(each) for each in there if frozenset(each.members) in between.same],
        moved=len(between.moved),
    )


def _still_here(state: BoardState, groups: Iterable[ProposedGroup]) -> list[ProposedGroup]:
    kept = [
        ProposedGroup(
            tuple(pk for pk in group.members if pk in state.participants),
            tuple(pk for pk in group.mentors if pk in state.mentors),
        )
        for group in groups
    ]
    return [group for group in kept if group.members]
