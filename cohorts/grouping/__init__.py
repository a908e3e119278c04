"""Who learns with whom: groups of two or three, each with a mentor.

`propose` answers with the best groups that obey every rule, and with how sure it is of that.
`score`, `reasons` and `broken_rules` follow an arrangement that somebody makes by hand. Nothing
here knows of the database or of pages, and the same problem always gives the same answer.
Why it is solved this way: docs/adr/0015-grouping-by-column-generation.md.

    problem     what is asked and answered
    hard_rules  what may never be, with `sentences` for it in words
    costs       what a group costs, with `distances`
    columns     every allowed group
    partition   the cheapest choice among them, and the proof; `master` is how HiGHS sees it
    mentors     who leads which group
    diagnosis   which rule stands in the way
    proposing   all of this in order
    scoring     an arrangement in figures; `wording` says why a group is as it is
"""

from cohorts.grouping.hard_rules import Broken, InfeasibleError, broken_rules
from cohorts.grouping.problem import (
    DEFAULT_LIMITS,
    DEFAULT_PRESET,
    PRESETS,
    Candidate,
    FixedGroup,
    GroupScore,
    Limits,
    MentorCandidate,
    Problem,
    Proposal,
    ProposedGroup,
    Score,
    Weights,
)
from cohorts.grouping.proposing import propose
from cohorts.grouping.scoring import score
from cohorts.grouping.wording import reasons

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_PRESET",
    "PRESETS",
    "Broken",
    "Candidate",
    "FixedGroup",
    "GroupScore",
    "InfeasibleError",
    "Limits",
    "MentorCandidate",
    "Problem",
    "Proposal",
    "ProposedGroup",
    "Score",
    "Weights",
    "broken_rules",
    "propose",
    "reasons",
    "score",
]
