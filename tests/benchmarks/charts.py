"""How long charts take: run it, read the figures. Nothing passes or fails.

DATA_DIR=$(mktemp -d) DEBUG=1 python -m tests.benchmarks.charts
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

DRAWINGS = 20
CHARTS = 6
POINTS = 60


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    from django.core.management import call_command
    from django.utils import translation

    call_command("migrate", verbosity=0)
    with translation.override("sv"):
        _figures()


def _figures() -> None:
    from django.db import connection
    from django.template.loader import render_to_string
    from django.test.utils import CaptureQueriesContext

    from modellkonceptet.charts import VARIANTS, Figure, Scheme, Width, draw
    from modellkonceptet.records.models import DrawnChart
    from modellkonceptet.records.services import stored_pictures

    charts = [_twin(number) for number in range(CHARTS)]
    spec = charts[0](width=Width.WIDE, scheme=Scheme.LIGHT)
    _say("first drawing in a process", lambda: draw(spec, language="sv"), times=1)
    _say(f"describing {POINTS} points", lambda: charts[0](width=Width.WIDE, scheme=Scheme.LIGHT))
    _say(f"drawing {POINTS} points, warm", lambda: draw(spec, language="sv"))

    DrawnChart.objects.all().delete()
    begun = time.perf_counter()
    stored_pictures(charts, language="sv")
    took = 1000 * (time.perf_counter() - begun)
    print(f"{CHARTS} charts, {CHARTS * len(VARIANTS)} drawings, drawn and kept: {took:.0f} ms")

    def page() -> str:
        return "".join(
            render_to_string("components/drawn_chart.html", {"figure": figure})
            for figure in (
                Figure("Finding", "Share, per cent", pictures, ["Month"], [["Jan", "40"]])
                for pictures in stored_pictures(charts, language="sv")
            )
        )

    with CaptureQueriesContext(connection) as queries:
        size = len(page())
    _say(f"{CHARTS} kept charts read and rendered", page)
    print(f"  in {len(queries)} query, {size / 1000:.0f} kB of HTML")


def _twin(number: int) -> Any:
    from improvements.chart_specs import (
        Band,
        Kind,
        Median,
        Series,
        percent,
        twin_chart_spec,
    )

    days = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(POINTS)]
    women, men = (
        Series(
            label,
            kind,
            [(day, base + (at * 7 + number) % 11 + at / 5) for at, day in enumerate(days)],
            [Median(days[0], days[-1], base + 8)],
            days[20:],
            "40 i följd över medianen",
        )
        for label, kind, base in (("Kvinnor", Kind.WOMEN, 40), ("Män", Kind.MEN, 58))
    )
    return partial(
        twin_chart_spec,
        women,
        men,
        unit=percent(),
        description="Kvinnor och män",
        bands=[Band(str(at + 1), days[10 * at], days[10 * at + 8]) for at in range(5)],
        goal=75,
    )


def _say(what: str, action: Callable[[], object], *, times: int = DRAWINGS) -> None:
    """The median by the clock, and of the processor alone, which other work does not slow."""
    clocked, worked = [], []
    for _ in range(times):
        clock, work = time.perf_counter(), time.process_time()
        action()
        clocked.append(1000 * (time.perf_counter() - clock))
        worked.append(1000 * (time.process_time() - work))
    print(
        f"{what}: {statistics.median(clocked):.1f} ms ({statistics.median(worked):.1f} ms of work)"
    )


if __name__ == "__main__":
    main()
