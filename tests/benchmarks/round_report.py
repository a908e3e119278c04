"""How long a round's report of thirty organisations takes, and how much memory.

DATA_DIR=$(mktemp -d) DEBUG=1 python -m tests.benchmarks.round_report
"""

import os
import resource
import subprocess
import sys
import time
from typing import Any

HOMES, WORKS, GAUGES, MONTHS = 30, 3, 3, 24
MAKES = "--make"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django
    from django.conf import settings

    django.setup()
    # As in production: debug keeps every query.
    settings.DEBUG = False
    if MAKES in sys.argv:
        _make(int(sys.argv[-1]))
        return
    order = _ordered()
    # In a process of its own, as a worker meets it: with nothing imported and nothing drawn.
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.round_report", MAKES, order], check=True
    )


def _ordered() -> str:
    """The number of an order, in a database that is filled once."""
    from django.core.management import call_command
    from django.db import transaction

    from modellkonceptet.records.models import DrawnChart
    from reporting.enums import FileOrderKind
    from reporting.models import FileOrder
    from tests.reporting.round_recipes import make_reported_round

    call_command("migrate", verbosity=0)
    first = FileOrder.objects.select_related("cohort", "ordered_by").first()
    if first is None:
        begun = time.perf_counter()
        with transaction.atomic():
            made = make_reported_round(HOMES, works=WORKS, gauges=GAUGES, months=MONTHS)
        cohort, lead = made.cohort, made.lead
        print(f"{HOMES} organisations made in {time.perf_counter() - begun:.0f} s")
    else:
        cohort, lead = first.cohort, first.ordered_by
    DrawnChart.objects.all().delete()
    # Not through the service: a worker that happens to run must not be faster.
    order = FileOrder.objects.create(
        kind=FileOrderKind.ROUND_REPORT, cohort=cohort, ordered_by=lead
    )
    return str(order.pk)


def _make(order_id: int) -> None:
    from reporting.makers import MAKERS
    from reporting.models import FileOrder
    from reporting.services.file_orders import make_files

    clock, spent = time.perf_counter(), time.process_time()
    make_files(order_id=order_id, makers=MAKERS)
    clock, spent = time.perf_counter() - clock, time.process_time() - spent
    order = FileOrder.objects.get(pk=order_id)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{clock:.1f} s ({spent:.1f} s of CPU), {peak:.0f} MB at most")
    if order.failure:
        sys.exit(order.failure)
    for sentence in order.omissions:
        print(f"left out: {sentence}")
    for file in order.files.select_related("stored"):
        pages = _pages(file.stored)
        print(f"{file.stored.name}: {file.stored.size / 1000:.0f} kB{pages}")


def _pages(stored: Any) -> str:
    if stored.content_type != "application/pdf":
        return ""
    import pikepdf

    with pikepdf.open(stored.content.path) as pdf:
        return f", {len(pdf.pages)} pages"


if __name__ == "__main__":
    main()
