"""Load the forms of result reports."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services.files import read_toml
from reporting.services import report_forms

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Create the forms of result reports; what SKR has changed stands unless --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        report = report_forms.load_report_forms(
            table=read_toml("report_forms.toml", DATA), reset=options["reset"]
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
