"""What a round's invoices cost: run it, read the figures.

DATABASE_URL=postgres://…/modellkonceptet_bench DEBUG=1 python -m tests.benchmarks.invoices
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any

PARTICIPANTS, PROCESSES, SINGLES = 290, 2, 20


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    run = order()
    print(f"{connection.vendor}, {PARTICIPANTS} participants, {PROCESSES} worker processes")
    issue_all(run)
    one_alone()


def order() -> Any:
    """A round of its own in which everybody can be invoiced."""
    from modellkonceptet.accounts.models import User
    from reporting.invoicing.models import BillingAddress, InvoicingSettings
    from reporting.invoicing.services.runs import order_run
    from tests.factories import make_cohort, make_organisation, make_participation
    from tests.invoicing.recipes import make_seller, organisation_number

    InvoicingSettings.objects.exists() or make_seller()
    clerk, _new = User.objects.get_or_create(email="ekonomi@skr.example", staff_role="finance")
    cohort = make_cohort(slug=f"benchmark-{time.time_ns()}")
    begun = time.time_ns() // 1000 % 990_000
    for n in range(begun, begun + PARTICIPANTS):
        name = f"Kommun {n}"
        number = organisation_number(n)
        home = make_participation(
            cohort,
            make_organisation(
                name,
                official_name=name,
                code=None,
                kind="association",
                organisation_number=number,
            ),
            admission_number=f"{cohort.slug}/{n}",
        )
        BillingAddress.objects.create(
            participation=home,
            reference=f"AB{n:06d}",
            address=f"Box {n}",
            postcode="221 00",
            town="Lund",
            peppol_scheme="0007",
            peppol_id=number,
        )
    return order_run(cohort=cohort, actor=clerk)


def issue_all(run: Any) -> None:
    from django.conf import settings

    from reporting.invoicing.models import Invoice, InvoiceFile
    from tests.worker import Worker, wait_until

    worker = Worker(
        Path(settings.DATA_DIR),
        processes=PROCESSES,
        environment={"SWEEP_SECONDS": "600", "CLAIM_SECONDS": "300"},
    )
    mine = Invoice.objects.filter(participation__cohort=run.cohort)
    files = InvoiceFile.objects.filter(invoice__participation__cohort=run.cohort)
    worker.start()
    try:
        # Neither the worker's start nor that of the official rules counts.
        wait_until(mine.exists, seconds=120, pause=0.02)
        clock = time.perf_counter()
        wait_until(lambda: mine.count() == PARTICIPANTS, seconds=600)
        print(f"all issued: {time.perf_counter() - clock:.1f} s after the first")
        wait_until(lambda: files.count() >= PARTICIPANTS, seconds=600)
        half = memory(worker)
        wait_until(lambda: files.count() == 2 * PARTICIPANTS, seconds=600)
        print(f"all PDF and XML made: {time.perf_counter() - clock:.1f} s after the first")
        print(f"  memory in MB, half way {half}, at the end {memory(worker)}, most {most(worker)}")
    finally:
        worker.kill()
    serials = sorted(mine.values_list("serial", flat=True))
    print(f"  numbers without gap: {serials == list(range(serials[0], serials[-1] + 1))}")
    for form in ("pdf", "xml"):
        sizes = list(files.filter(form=form).values_list("stored__size", flat=True))
        print(
            f"  {form}: {statistics.median(sizes) / 1000:.1f} kB, largest {max(sizes) / 1000:.1f}"
        )


def one_alone() -> None:
    """The document's PDF with its XML inside, in a process that has made one before."""
    from django.utils import timezone

    from reporting.invoicing.invoice_paper import invoice_pdf
    from reporting.invoicing.ubl import as_xml
    from tests.invoicing.recipes import make_document

    document, taken = make_document(), []
    for _again in range(SINGLES + 3):
        clock = time.perf_counter(), time.process_time()
        invoice_pdf(document, xml=as_xml(document), issued_at=timezone.now())
        taken.append((time.perf_counter() - clock[0], time.process_time() - clock[1]))
    by_clock, work = (statistics.median(part) * 1000 for part in zip(*taken[3:], strict=True))
    print(f"one warm invoice, PDF and XML: {by_clock:.0f} ms ({work:.0f} ms of work)")


def memory(worker: Any) -> list[int]:
    return _status(worker, "VmRSS")


def most(worker: Any) -> list[int]:
    return _status(worker, "VmHWM")


def _status(worker: Any, name: str) -> list[int]:
    """Megabytes of the worker's own processes, the parent and the rules' process left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(
                line.split(":", 1) for line in (folder / "status").read_text().splitlines()
            )
            command = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if int(status["PPid"]) == worker.process.pid and b"celery" in command:
            found.append(round(int(status[name].split()[0]) / 1024))
    return sorted(found)


if __name__ == "__main__":
    main()
