"""What a round's invoices cost: run it, read the figures.

See README.md beside this file.
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any

PARTICIPANTS, PROCESSES, SINGLES = 290, 2, 20


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "modellkonceptet.settings"
    # As in production: in debug mode Django keeps the last queries of each process.
    os.environ |= {"DEBUG": "0", "SECRET_KEY": "benchmark"}
    os.environ["STATIC_ROOT"] = str(Path(os.environ["DATA_DIR"]) / "static")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
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
        environment={
            "SWEEP_SECONDS": "600",
            "CLAIM_SECONDS": "300",
            "DEBUG": "0",
        },
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
        print(f"  memory in MB, half way {half}, at the end {memory(worker)}")
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


def memory(worker: Any) -> list[tuple[int, int]]:
    """Of each of the worker's processes, the parent and the rules' process left out.

    Megabytes as the system counts them, and with what processes share divided among them.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == worker.process.pid and b"celery" in (folder / "cmdline").read_bytes():
                lines = (folder / "smaps_rollup").read_text().splitlines()[1:]
                kept = {name: int(size.split()[0]) for name, size in (x.split(":") for x in lines)}
                found.append((round(kept["Rss"] / 1024), round(kept["Pss"] / 1024)))
        except (OSError, ValueError):
            continue
    return sorted(found)


if __name__ == "__main__":
    main()
