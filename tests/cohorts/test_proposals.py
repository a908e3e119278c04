"""Proposals of groups: asked for once, computed in the background, taken over with care."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cohorts.grouping.sentences import explain_rule
from cohorts.models import GroupingProposal
from cohorts.services import proposals
from cohorts.services.board_words import notes_of, what_was_done
from cohorts.services.boards import undo
from cohorts.services.participations import withdraw_participation
from cohorts.services.proposals import (
    adopt_proposal,
    compute_proposal,
    proposed_groups,
    request_proposal,
    sweep_proposals,
)
from tests.cohorts.boards import Round
from tests.worker import Worker, wait_until

pytestmark = pytest.mark.django_db
NEAR = {"travel": 100}


@pytest.fixture
def six(db) -> Round:
    return Round("Lund Ystad Eslöv Höör Sjöbo Osby", "Malmö Kalmar Boden").open()


def ask(made: Round, **weights) -> GroupingProposal:
    return request_proposal(
        cohort=made.cohort, seen=made.seen, weights=weights or NEAR, actor=made.lead
    )


def computed(made: Round, **weights) -> GroupingProposal:
    proposal = ask(made, **weights)
    compute_proposal(proposal_id=proposal.pk)
    proposal.refresh_from_db()
    return proposal


def refusal_of(act) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.code


# --- asking ---------------------------------------------------------------------


def test_asking_twice_is_asking_once(six):
    assert ask(six) == ask(six)
    assert GroupingProposal.objects.count() == 1
    assert ask(six, travel=50) != ask(six)


def test_a_proposal_is_numbered_on_its_board(six):
    assert [ask(six, travel=n).number for n in (10, 20)] == [1, 2]


def test_too_many_waiting_are_refused(six):
    for travel in (10, 20, 30):
        ask(six, travel=travel)
    assert refusal_of(lambda: ask(six, travel=40)) == "too_many"


@pytest.mark.parametrize("weights", [{"travel": "101"}, {"travel": -1}, {"travel": "x"}])
def test_weights_that_are_none_are_refused(six, weights):
    assert refusal_of(lambda: ask(six, **weights)) in ("weights", "parameter")
    assert not GroupingProposal.objects.exists()


def test_only_project_leads_ask_and_adopt(six, reviewer, finance):
    proposal = computed(six)
    for other in (reviewer, finance):
        with pytest.raises(PermissionDenied):
            request_proposal(cohort=six.cohort, seen=1, weights=NEAR, actor=other)
        with pytest.raises(PermissionDenied):
            adopt_proposal(proposal=proposal, seen=six.seen, actor=other)


# --- computing ------------------------------------------------------------------------


def test_the_result_holds_the_groups_the_score_and_how_sure_it_is(six):
    proposal = computed(six)
    assert proposal.failure == ""
    assert (proposal.percent, proposal.finished_at is not None) == (100, True)
    assert sorted(proposal.result) == [
        "bound",
        "gap",
        "groups",
        "is_optimal",
        "score",
        "seconds",
        "stopped_by_clock",
    ]
    members = sorted(m for group in proposed_groups(proposal) for m in group.members)
    assert members == sorted(each.pk for each in six.members.values())
    assert (proposal.result["is_optimal"], proposal.result["gap"]) == (True, 0)
    assert [len(group.mentors) for group in proposed_groups(proposal)] == [1] * len(
        proposal.result["groups"]
    )


@pytest.mark.parametrize("count,sizes", [(5, [2, 3]), (7, [2, 2, 3])])
def test_rounds_of_five_and_seven_are_grouped(count, sizes):
    made = Round(" ".join(f"Kommun{n}" for n in range(count)), "Malmö Kalmar Boden").open()
    groups = proposed_groups(computed(made))
    assert sorted(len(group.members) for group in groups) == sizes


def test_four_participants_and_no_mentor_get_groups_without(db):
    made = Round("Lund Ystad Eslöv Höör").open()
    groups = proposed_groups(computed(made))
    assert [(len(group.members), group.mentors) for group in groups] == [(2, ()), (2, ())]


def test_missing_coordinates_are_no_hindrance(six):
    for name in ("Lund", "Osby"):
        organisation = six.members[name].organisation
        organisation.latitude = organisation.longitude = None
        organisation.save()
    assert computed(six).failure == ""


def test_a_mentor_takes_no_more_than_it_has_promised(six):
    mentors = [
        seat.organisation for group in proposed_groups(computed(six)) for seat in group.mentors
    ]
    assert len(mentors) == len(set(mentors))


def test_a_round_of_one_is_refused_with_the_rule(db):
    made = Round("Lund", "Malmö").open()
    proposal = computed(made)
    assert proposal.result is None
    assert proposal.failure == explain_rule("too_few", ["Lund"])


def test_pairs_that_contradict_each_other_are_named(six):
    pk = {name: each.pk for name, each in six.members.items()}
    six.do("pair", kind="together", first=pk["Lund"], second=pk["Ystad"])
    six.do("pair", kind="together", first=pk["Ystad"], second=pk["Eslöv"])
    six.do("pair", kind="apart", first=pk["Lund"], second=pk["Eslöv"])
    proposal = computed(six)
    assert proposal.result is None
    assert all(name in proposal.failure for name in ("Lund", "Ystad", "Eslöv"))


def test_a_failure_of_the_engine_is_said_and_not_tried_for_ever(six, monkeypatch):
    def fail(problem, **rest):
        raise ZeroDivisionError

    monkeypatch.setattr(proposals, "propose", fail)
    proposal = computed(six)
    assert proposal.failure.startswith("Något gick fel i beräkningen.")
    monkeypatch.undo()
    compute_proposal(proposal_id=proposal.pk)
    proposal.refresh_from_db()
    assert proposal.result is None


def test_computing_twice_does_no_harm(six):
    first = computed(six)
    compute_proposal(proposal_id=first.pk)
    again = GroupingProposal.objects.get(pk=first.pk)
    assert (again.result, again.finished_at) == (first.result, first.finished_at)


def test_what_somebody_else_computes_is_left_to_them(six):
    proposal = ask(six)
    GroupingProposal.objects.update(claimed_at=timezone.now())
    compute_proposal(proposal_id=proposal.pk)
    proposal.refresh_from_db()
    assert proposal.finished_at is None


def test_progress_is_saved_and_keeps_the_claim(six, monkeypatch):
    monkeypatch.setattr(proposals, "BETWEEN_SAVES", 0)
    seen = []

    def watched(problem, *, progress):
        for percent in (10, 60, 100):
            progress(percent)
            row = GroupingProposal.objects.get()
            seen.append((row.percent, row.claimed_at))
        return propose(problem)

    propose = proposals.propose
    monkeypatch.setattr(proposals, "propose", watched)
    proposal = computed(six)
    assert [percent for percent, _claim in seen] == [10, 60, 99]
    assert seen[0][1] < seen[1][1] < seen[2][1]
    assert proposal.result is not None


def test_progress_is_saved_at_most_once_a_second(six, monkeypatch, django_assert_num_queries):
    proposal = ask(six)
    GroupingProposal.objects.update(claimed_at=(claim := timezone.now()))
    progress = proposals._Progress(proposal.pk, claim)
    with django_assert_num_queries(0):
        for percent in range(100):
            progress(percent)


def test_a_worker_taken_for_dead_gives_way(six, monkeypatch):
    monkeypatch.setattr(proposals, "BETWEEN_SAVES", 0)

    def slow(problem, *, progress):
        GroupingProposal.objects.update(claimed_at=None)
        progress(50)
        raise AssertionError("it went on")

    monkeypatch.setattr(proposals, "propose", slow)
    proposal = computed(six)
    assert (proposal.finished_at, proposal.percent) == (None, 0)


# --- the sweep ---------------------------------------------------------------------------


def test_what_the_queue_lost_is_computed(six):
    proposal = ask(six)
    sweep_proposals()
    proposal.refresh_from_db()
    assert proposal.result is not None


def test_a_dead_workers_claim_is_given_back(six):
    proposal = ask(six)
    young = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS - 5)
    GroupingProposal.objects.update(claimed_at=young)
    sweep_proposals()
    assert GroupingProposal.objects.get().finished_at is None
    old = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS + 5)
    GroupingProposal.objects.update(claimed_at=old)
    sweep_proposals()
    proposal.refresh_from_db()
    assert proposal.result is not None


def test_what_nobody_manages_is_given_up(six):
    ask(six)
    GroupingProposal.objects.update(requested_at=timezone.now() - timedelta(hours=2))
    sweep_proposals()
    proposal = GroupingProposal.objects.get()
    assert (proposal.result, proposal.finished_at is not None) == (None, True)
    assert proposal.failure == "Det tog för lång tid och avbröts. Be om ett nytt förslag."


# --- taking over ----------------------------------------------------------------------------


def test_a_proposal_is_taken_over_and_can_be_undone(six):
    proposal = computed(six)
    step = adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    assert what_was_done(step) == "Förslag 1 togs över"
    assert notes_of(step) == []
    assert {frozenset(card.members) for card in six.arrangement.cards} == {
        frozenset(group.members) for group in proposed_groups(proposal)
    }
    undo(cohort=six.cohort, seen=six.seen, actor=six.lead)
    assert six.arrangement.cards == ()


def test_taking_over_twice_changes_nothing(six):
    proposal = computed(six)
    adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    seen = six.seen
    adopt_proposal(proposal=proposal, seen=seen, actor=six.lead)
    assert six.seen == seen


def test_locked_groups_are_proposed_around_and_stay(six):
    key = six.group("Lund", "Osby", mentor="Boden")
    six.do("lock", card=key)
    card = six.arrangement.card(key)
    proposal = computed(six)
    assert (card.members, card.organisations) in [
        (group.members, tuple(seat.organisation for seat in group.mentors))
        for group in proposed_groups(proposal)
    ]
    adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    assert six.arrangement.card(key) == card


def test_who_has_left_since_is_left_out_and_said(six):
    proposal = computed(six)
    withdraw_participation(participation=six.members["Osby"], reason="Omval", actor=six.lead)
    six.open()
    step = adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    assert notes_of(step)[0] == "Osby har lämnat omgången sedan förslaget gjordes."
    placed = six.arrangement.placed
    assert six.members["Osby"].pk not in placed


def test_who_is_locked_since_stays_and_is_said(six):
    proposal = computed(six)
    apart = [group.members for group in proposed_groups(proposal)]
    names = {each.pk: name for name, each in six.members.items()}
    pair = [names[apart[0][0]], names[apart[1][0]]]
    key = six.group(*pair)
    six.do("lock", card=key)
    step = adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    assert "blir kvar i en låst grupp" in notes_of(step)[0]
    assert six.by_name["Grupp 1"] == pair


def test_who_was_admitted_since_is_said_to_have_no_group(six):
    proposal = computed(six)
    six.members["Boxholm"] = six.join("Boxholm")
    step = adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)
    assert notes_of(step) == ["Boxholm är utan grupp i förslaget."]


def test_a_proposal_does_not_overwrite_what_was_not_seen(six):
    proposal, seen = computed(six), six.seen
    six.group("Lund", "Osby")
    act = lambda: adopt_proposal(proposal=proposal, seen=seen, actor=six.lead)  # noqa: E731
    assert refusal_of(act) == "changed_meanwhile"


def test_what_is_not_done_cannot_be_taken_over(six):
    proposal = ask(six)
    act = lambda: adopt_proposal(proposal=proposal, seen=six.seen, actor=six.lead)  # noqa: E731
    assert refusal_of(act) == "no_result"


# --- a real worker ------------------------------------------------------------------------------

SEEDS = range(3)
PROPOSALS = 3
MANY = 140


@pytest.fixture
def worker(tmp_path: Path, transactional_db: None) -> Iterator[Worker]:
    """Gone before the tables are emptied: a sweep amid that would be a deadlock."""
    worker = Worker(tmp_path, processes=1)
    worker.start()
    yield worker
    worker.kill()


@pytest.mark.postgres
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_worker_killed_while_computing_loses_no_proposal(seed, worker):
    # So many that a proposal takes long enough to be killed in the midst of it.
    made = Round(" ".join(f"Kommun{n}" for n in range(MANY)), "Malmö Kalmar").open()
    for n in range(MANY):
        organisation = made.members[f"Kommun{n}"].organisation
        organisation.latitude, organisation.longitude = 55.5 + (n * 7 % 41) / 4, 12 + n % 9
        organisation.save()
    asked = [ask(made, travel=10 * (n + 1), theme=5).pk for n in range(PROPOSALS)]
    rows = GroupingProposal.objects.filter(pk__in=asked)
    # Killed when the first has just been claimed, when the second has, and when the third has.
    wait_until(
        lambda: rows.exclude(claimed_at=None).count() > seed % PROPOSALS, seconds=60, pause=0.005
    )
    worker.kill()
    assert rows.filter(finished_at=None).exists(), "killed too late to prove anything"
    worker.start()
    wait_until(lambda: not rows.filter(finished_at=None).exists(), seconds=120)
    assert [(row.failure, row.result is not None) for row in rows.order_by("pk")] == [
        ("", True)
    ] * PROPOSALS
