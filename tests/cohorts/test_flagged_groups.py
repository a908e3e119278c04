"""A published group in which one is left is flagged, with where that one could join."""

import pytest

from cohorts.services.flagged_groups import flagged_groups
from cohorts.services.group_publishing import publish_groups
from cohorts.services.participations import withdraw_participation
from tests.cohorts.boards import Round

pytestmark = pytest.mark.django_db
PLACES = {
    "Lund": (55.7, 13.2),
    "Ystad": (55.4, 13.8),
    "Eslöv": (55.8, 13.3),
    "Höör": (55.9, 13.5),
    "Umeå": (63.8, 20.3),
    "Luleå": (65.6, 22.2),
    "Falun": (60.6, 15.6),
    "Gävle": (60.7, 17.1),
    "Borås": (57.7, 12.9),
}


@pytest.fixture
def published(db) -> Round:
    made = Round(" ".join(PLACES), "Malmö Kalmar Boden Arboga").open()
    for name, (latitude, longitude) in PLACES.items():
        organisation = made.members[name].organisation
        organisation.latitude, organisation.longitude = latitude, longitude
        organisation.save()
    made.group("Lund", "Ystad", mentor="Malmö")
    made.group("Eslöv", "Höör", mentor="Kalmar")
    made.group("Umeå", "Luleå", mentor="Boden")
    made.group("Falun", "Gävle", "Borås", mentor="Arboga")
    publish_groups(cohort=made.cohort, seen=made.seen, actor=made.lead)
    return made


def leave(made: Round, *names: str) -> None:
    for name in names:
        withdraw_participation(participation=made.members[name], reason="Omval", actor=made.lead)


def test_nobody_is_flagged_while_groups_are_whole(published):
    leave(published, "Borås")
    assert flagged_groups(published.cohort) == []


def test_one_alone_is_flagged_with_groups_of_two_best_first(published):
    leave(published, "Ystad")
    (flagged,) = flagged_groups(published.cohort)
    assert (flagged.group.name, flagged.alone.name) == ("Grupp 1", "Lund")
    assert [
        (join.group.name, [member.name for member in join.members]) for join in flagged.joins
    ] == [("Grupp 2", ["Eslöv", "Höör"]), ("Grupp 3", ["Luleå", "Umeå"])]
    assert all(join.why for join in flagged.joins)


def test_a_pair_that_must_be_apart_is_not_proposed(published):
    published.do(
        "pair",
        kind="apart",
        first=published.members["Lund"].pk,
        second=published.members["Höör"].pk,
    )
    leave(published, "Ystad")
    (flagged,) = flagged_groups(published.cohort)
    assert [join.group.name for join in flagged.joins] == ["Grupp 3"]


def test_a_round_without_a_board_has_none(db):
    assert flagged_groups(Round("Lund").cohort) == []


def test_it_asks_the_same_number_of_questions_whoever_left(published, django_assert_num_queries):
    leave(published, "Ystad")
    with django_assert_num_queries(15):
        flagged_groups(published.cohort)
    leave(published, "Umeå", "Borås", "Gävle")
    with django_assert_num_queries(15):
        flagged_groups(published.cohort)
