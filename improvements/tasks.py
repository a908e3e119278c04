"""What the improvement work leaves to the worker."""

from celery import shared_task

from improvements.services import (
    charting,
    official_fetching,
    official_figures,
    starting_points,
)


@shared_task
def draw_charts(indicator_id: int) -> None:
    charting.draw_charts(indicator_id=indicator_id)


@shared_task
def fetch_official_figures(fetch_id: int) -> None:
    official_fetching.fetch_figures(fetch_id=fetch_id)


@shared_task
def sweep_official_figures() -> None:
    """Those admitted since get their start pack first: then it is fetched at once."""
    starting_points.begin_missing_starting_points()
    official_fetching.sweep_fetches()


@shared_task
def refresh_official_figures() -> None:
    official_figures.refresh_official_figures()
