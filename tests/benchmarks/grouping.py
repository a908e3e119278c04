"""How long a proposal of groups takes, and how far from the best it can be: read the figures.

python -m tests.benchmarks.grouping [preset …]

Instances are drawn by a seed from cohorts/data/organisations.csv: N participants, and mentors
(0.4 N, rounded up, of capacity 1 or 2) from the others; where there are no others left, at places
of their own. The same N always gives the same instance.
"""

import csv
import math
import random
import statistics
import sys
import time
from pathlib import Path

from cohorts.enums import FocusArea
from cohorts.grouping import (
    PRESETS,
    Candidate,
    MentorCandidate,
    Problem,
    ProposedGroup,
    propose,
    score,
)
from cohorts.grouping.mentors import assign_mentors

SIZES = (20, 40, 80, 160, 290)
SEED = 2026
REPEATS = 3
REGISTER = Path(__file__).parents[2] / "cohorts/data/organisations.csv"


def instance(count: int, preset: str = "near") -> Problem:
    """`count` municipalities with drawn themes and wishes, and their mentors."""
    draw = random.Random(f"{SEED}-{count}")
    with open(REGISTER, encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "municipality"]
    draw.shuffle(rows)
    chosen, others = rows[:count], rows[count:]
    candidates = tuple(_candidate(number, row, draw, count) for number, row in enumerate(chosen))
    mentors = tuple(_mentor(number, others, draw) for number in range(math.ceil(0.4 * count)))
    return Problem(candidates=candidates, mentors=mentors, weights=PRESETS[preset])


def _candidate(number: int, row: dict[str, str], draw: random.Random, count: int) -> Candidate:
    return Candidate(
        id=number,
        organisation=number,
        kind="municipality",
        name=row["name"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        skr_group=row["skr_group"],
        population=int(row["population"]),
        themes=frozenset(draw.sample(FocusArea.values, draw.randint(1, 3))),
        wishes=frozenset(draw.sample(range(count), draw.randint(0, 2))) - {number},
    )


def _mentor(number: int, others: list[dict[str, str]], draw: random.Random) -> MentorCandidate:
    if number < len(others):
        row = others[number]
        name, place = row["name"], (float(row["latitude"]), float(row["longitude"]))
    else:
        name, place = f"Mentor {number}", (draw.uniform(55.5, 67.0), draw.uniform(12.0, 20.0))
    return MentorCandidate(
        organisation=10_000 + number,
        name=name,
        latitude=place[0],
        longitude=place[1],
        capacity=draw.randint(1, 2),
        rounds_since_duty=draw.choice([None, 1, 2, 3]),
    )


def main() -> None:
    presets = sys.argv[1:] or ["near"]
    propose(instance(SIZES[0]))  # scipy is loaded once, and not in the figures
    print("preset        N  groups  seconds  CPU s     gap  mentors ms  score ms  (of the CPU)")
    for preset in presets:
        for count in SIZES:
            print(_figures(preset, count), flush=True)


def _figures(preset: str, count: int) -> str:
    problem = instance(count, preset)
    walls, cpus = [], []
    for _again in range(REPEATS):
        wall, cpu = time.perf_counter(), time.process_time()
        proposal = propose(problem)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    bare = [ProposedGroup(group.members) for group in proposal.groups]
    assigning, scoring = [], []
    for _again in range(5 * REPEATS):
        begun = time.process_time()
        assign_mentors(problem, bare)
        assigning.append(1000 * (time.process_time() - begun))
        begun = time.process_time()
        score(problem, proposal.groups)
        scoring.append(1000 * (time.process_time() - begun))
    return (
        f"{preset:9} {count:5d} {len(proposal.groups):7d} {statistics.median(walls):8.2f}"
        f" {statistics.median(cpus):6.2f} {100 * proposal.gap:6.2f}%"
        f" {statistics.median(assigning):11.1f} {statistics.median(scoring):9.1f}"
        f"{'  proven' if proposal.is_optimal else ''}"
        f"{'  stopped by the clock' if proposal.stopped_by_clock else ''}"
    )


if __name__ == "__main__":
    main()
