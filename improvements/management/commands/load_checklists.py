"""Load the published editions of the checklist for self-assessment."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services.files import read_toml
from improvements.services import checklists

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Create editions of the checklist; one that has answers is never changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        report = checklists.load_checklists(
            table=read_toml("checklists.toml", DATA), reset=options["reset"]
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
