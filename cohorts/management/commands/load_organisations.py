"""Load the organisations and the reported CEMR signatures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cohorts.services import registers
from cohorts.services.files import DATA, read_rows


class Command(BaseCommand):
    help = "Create and update municipalities, regions and associations, and CEMR signatures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the files are")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        report = registers.load_organisations(rows=read_rows("organisations.csv", folder))
        registers.load_cemr_signatures(
            rows=read_rows("cemr_signatories.csv", folder), report=report
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
