"""Why a group is as it is, in words: short enough to stand on its card."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cohorts.enums import FocusArea
from cohorts.grouping.distances import distances_km
from cohorts.grouping.problem import Candidate, MentorCandidate, Problem, ProposedGroup
from cohorts.grouping.scoring import mentor_distances_km, shared_themes
from modellkonceptet.enumerating import join_names

ABOUT_EQUAL = 1.5  # times as many inhabitants


def reasons(problem: Problem, group: ProposedGroup) -> list[str]:
    """In the current language: "31 km apart", "both C7", "same theme: …".

    What speaks against the group is said as well: partners from before, a mentor far away.
    """
    members = [problem.candidate_by_id[one] for one in group.members]
    said: list[str] = []
    if len(members) > 1:
        said += _distance(members)
        said += _likeness(members)
        said += _themes(shared_themes(problem, group))
        said += _wishes(members)
        said += _earlier(problem, members)
    if members:
        said += _mentors(problem, group)
    return said


def _distance(members: Sequence[Candidate]) -> Iterator[str]:
    km = distances_km(members, members)
    known = [
        round(float(km[pair]))
        for pair in combinations(range(len(members)), 2)
        if not np.isnan(km[pair])
    ]
    if known and max(known) == 0:
        yield _("in the same place")
    elif known and min(known) == max(known):
        yield _("%(km)s km apart") % {"km": _whole(known[0])}
    elif known:
        distances = {"least": _whole(min(known)), "most": _whole(max(known))}
        yield _("%(least)s–%(most)s km apart") % distances
    if np.isnan(km).any():
        yield _("distance unknown")


def _likeness(members: Sequence[Candidate]) -> Iterator[str]:
    is_pair = len(members) == 2
    kinds = {one.is_region for one in members}
    codes = {one.skr_group for one in members}
    if len(kinds) > 1:
        yield _("region and municipality")
        return
    if kinds == {True}:
        yield _("both regions") if is_pair else _("all regions")
    elif len(codes) == 1 and "" not in codes:
        what = {"group": members[0].skr_group}
        yield _("both %(group)s") % what if is_pair else _("all %(group)s") % what
    elif "" not in codes and len({code[0] for code in codes}) == 1:
        yield _("%(groups)s: same main group") % {"groups": join_names(sorted(codes))}
    populations = [one.population or 0 for one in members]
    if 0 < max(populations) <= ABOUT_EQUAL * min(populations):
        yield _("about as many inhabitants")


def _themes(themes: Sequence[str]) -> Iterator[str]:
    labels = "; ".join(_theme_label(theme) for theme in themes)
    if len(themes) == 1:
        yield _("same theme: %(themes)s") % {"themes": labels}
    elif themes:
        yield _("same themes: %(themes)s") % {"themes": labels}


def _theme_label(theme: str) -> str:
    if theme not in FocusArea.values:
        return theme
    label = str(FocusArea(theme).label)
    return label[:1].lower() + label[1:]


def _wishes(members: Sequence[Candidate]) -> Iterator[str]:
    for one, other in combinations(members, 2):
        there, back = other.organisation in one.wishes, one.organisation in other.wishes
        if there and back and len(members) == 2:
            yield _("wished for each other")
        elif there and back:
            yield _("%(names)s wished for each other") % {
                "names": join_names([one.name, other.name])
            }
        elif there or back:
            wisher, wished = (one, other) if there else (other, one)
            yield _("%(wisher)s wished for %(wished)s") % {
                "wisher": wisher.name,
                "wished": wished.name,
            }


def _earlier(problem: Problem, members: Sequence[Candidate]) -> Iterator[str]:
    for one, other in combinations(members, 2):
        pair = (one.organisation, other.organisation)
        if pair in problem.earlier or pair[::-1] in problem.earlier:
            if len(members) == 2:
                yield _("have been in one group before")
            else:
                names = join_names([one.name, other.name])
                yield _("%(names)s have been in one group before") % {"names": names}


def _mentors(problem: Problem, group: ProposedGroup) -> Iterator[str]:
    if not group.mentors:
        yield _("no mentor")
        return
    mentor = problem.mentor_by_organisation.get(group.mentors[0])
    if mentor is None:
        return
    km = mentor_distances_km(problem, group, mentor.organisation)
    if km:
        yield _("mentor %(km)s km away") % {"km": _whole(sum(km) / len(km))}
    else:
        yield _("distance to the mentor unknown")
    if _served_last_round(mentor):
        yield _("mentor in the round before as well")


def _served_last_round(mentor: MentorCandidate) -> bool:
    return mentor.rounds_since_duty is not None and mentor.rounds_since_duty <= 1


def _whole(number: float) -> str:
    return number_format(round(number), use_l10n=True, force_grouping=True)
