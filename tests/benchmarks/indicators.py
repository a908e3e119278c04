"""How long a page with six charts takes: run it, read the figures. Nothing passes or fails.

DATA_DIR=$(mktemp -d) DEBUG=1 python -m tests.benchmarks.indicators
"""

import os
import statistics
import time
from datetime import date
from typing import Any

REQUESTS = 20
CHARTS = 6
POINTS = 60


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django
    from django.conf import settings

    django.setup()
    # Page time as in production: debug keeps every query.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _figures()


def _figures() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from improvements.services.charting import draw_charts
    from tests import factories

    strategist = factories.make_user("strategist@bench.example")
    participation = factories.make_participation(team={"strategist": strategist})
    work, indicators = _filled(participation)
    for indicator in indicators:
        draw_charts(indicator_id=indicator.pk)
    client = Client()
    client.force_login(strategist)
    print(f"{connection.vendor}, {CHARTS} charts of {POINTS} points, {REQUESTS} requests")
    for name, url in (
        ("list of indicators", f"/forbattringar/hos/{participation.pk}/indikatorer/"),
        ("improvement work", work.get_absolute_url()),
        ("one indicator", indicators[0].get_absolute_url()),
    ):
        client.get(url)  # templates and translations are read on the first visit
        with CaptureQueriesContext(connection) as captured:
            size = len(client.get(url).content)
        queries = len(captured)
        clocked, worked = [], []
        for _request in range(REQUESTS):
            clock, spent = time.perf_counter(), time.process_time()
            client.get(url)
            clocked.append(1000 * (time.perf_counter() - clock))
            worked.append(1000 * (time.process_time() - spent))
        print(
            f"{name}: {statistics.median(clocked):.0f} ms ({statistics.median(worked):.0f} ms of"
            f" work), {queries} queries, {size / 1000:.0f} kB"
        )


def _filled(participation: Any) -> tuple[Any, list[Any]]:
    """A work with six indicators of women and men, each with a frozen median."""
    from improvements.models import Baseline, Measurement
    from tests.improvements.recipes import make_cycle, make_improvement, make_indicator

    days = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(POINTS)]
    work = make_improvement(participation, status="testing")
    for at in range(5):
        make_cycle(work, status="acted", started_on=days[10 * at], ended_on=days[10 * at + 8])
    indicators = []
    for number in range(CHARTS):
        indicator = make_indicator(participation, f"Nr {number}", improvement=work)
        indicators.append(indicator)
        Baseline.objects.create(indicator=indicator, frozen_first=12, reason="Före")
        Measurement.objects.bulk_create(
            Measurement(
                indicator=indicator,
                series=series,
                period=day,
                value=base + (at * 7 + number) % 11 + at * rise // 10,
                count=40,
            )
            for series, base, rise in (("women", 40, 4), ("men", 58, 2))
            for at, day in enumerate(days)
        )
    return work, indicators


if __name__ == "__main__":
    main()
