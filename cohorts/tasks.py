"""What happens by itself: rounds are announced, groups proposed, promises kept."""

from celery import shared_task

from cohorts.services import promises, proposals, subscriptions


@shared_task
def announce_openings() -> None:
    subscriptions.announce_openings()


@shared_task
def compute_proposal(proposal_id: int) -> None:
    proposals.compute_proposal(proposal_id=proposal_id)


@shared_task
def sweep_proposals() -> None:
    proposals.sweep_proposals()


@shared_task
def finish_mentoring() -> None:
    promises.finish_mentoring()
