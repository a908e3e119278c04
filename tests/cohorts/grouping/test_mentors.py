"""Who leads which group."""

from itertools import permutations

from cohorts.grouping import FixedGroup, MentorCandidate, Problem, Weights, propose
from cohorts.grouping.mentors import assign_mentors
from tests.cohorts.grouping.problems import LUND, MALMO, YSTAD, candidate, candidates, mentor

UMEA, KIRUNA = (63.8258, 20.2630), (67.8558, 20.2253)
SOUTH, NORTH = FixedGroup((1, 2)), FixedGroup((3, 4))


def at(number: int, place: tuple[float | None, float | None], **given: object) -> MentorCandidate:
    return mentor(number, latitude=place[0], longitude=place[1], **given)


def round_of(*mentors: MentorCandidate, fairness: int = 50, **given: object) -> Problem:
    """Lund and Ystad in the south; Umeå and Kiruna in the north."""
    people = tuple(
        candidate(number, latitude=place[0], longitude=place[1])
        for number, place in enumerate([LUND, YSTAD, UMEA, KIRUNA], 1)
    )
    return Problem(people, mentors, weights=Weights(travel=50, fairness=fairness), **given)


def led(problem: Problem, *groups: FixedGroup) -> list[tuple[int, ...]]:
    return [group.mentors for group in assign_mentors(problem, groups)]


def test_the_near_mentor_leads():
    problem = round_of(at(901, UMEA), at(902, MALMO))

    assert led(problem, SOUTH, NORTH) == [(902,), (901,)]


def test_with_too_few_the_group_is_left_for_which_it_costs_least_overall():
    problem = round_of(at(901, MALMO))

    assert led(problem, SOUTH, NORTH) == [(901,), ()]


def test_as_many_groups_as_possible_come_first():
    """The mentor in Malmö would be best for the south, but the one far away can take one only."""
    problem = round_of(at(901, MALMO), at(902, (None, None)))

    assert sorted(led(problem, SOUTH, NORTH)) == [(901,), (902,)]


def test_capacity_and_the_one_who_has_none_yet():
    both, other = at(901, MALMO, capacity=2), at(902, MALMO)

    assert led(round_of(both), SOUTH, NORTH) == [(901,), (901,)]
    assert sorted(led(round_of(both, other), SOUTH, NORTH)) == [(901,), (902,)]


def test_recent_duty_yields_to_whoever_has_rested():
    tired, rested = at(901, MALMO, rounds_since_duty=1), at(902, MALMO, rounds_since_duty=3)
    fresh = at(903, MALMO, rounds_since_duty=None)

    assert led(round_of(tired, rested), SOUTH) == [(902,)]
    assert led(round_of(tired, rested, fresh), SOUTH) == [(903,)]
    assert led(round_of(tired, at(902, LUND, rounds_since_duty=1)), SOUTH) == [(902,)]


def test_a_municipality_is_led_by_a_municipality_unless_fairness_is_nothing():
    region, municipality = at(901, LUND, kind="region"), at(902, MALMO)

    assert led(round_of(region, municipality), SOUTH) == [(902,)]
    assert led(round_of(region, municipality, fairness=0), SOUTH) == [(901,)]


def test_seats_on_locked_groups_are_kept_and_use_capacity():
    problem = round_of(at(901, MALMO), at(902, KIRUNA))
    locked = FixedGroup((3, 4), (901,))

    assert led(problem, locked, SOUTH) == [(901,), (902,)]


def test_a_supporting_seat_uses_capacity_too():
    """As in 2019, when the mentors of four groups were backed by a second."""
    problem = round_of(at(901, MALMO), at(902, MALMO), at(903, MALMO))
    locked = FixedGroup((3, 4), (901, 902))

    assert led(problem, locked, SOUTH) == [(901, 902), (903,)]


def test_nobody_who_takes_part_is_a_mentor():
    problem = round_of(at(103, MALMO), at(901, KIRUNA))

    assert led(problem, SOUTH) == [(901,)]


def test_the_order_of_the_mentors_is_of_no_account():
    alike = [at(number, MALMO) for number in (901, 902, 903)]

    answers = {tuple(led(round_of(*order), SOUTH, NORTH)) for order in permutations(alike)}

    assert len(answers) == 1


def test_without_mentors_or_groups_nothing_is_assigned():
    assert led(round_of(), SOUTH) == [()]
    assert led(round_of(at(901, MALMO))) == []
    assert propose(Problem(candidates(2))).groups[0].mentors == ()
