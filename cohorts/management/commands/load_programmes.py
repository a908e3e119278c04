"""Load the programmes' templates."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services import programmes
from cohorts.services.files import read_toml


class Command(BaseCommand):
    help = "Create the programmes' templates; what SKR has changed stands unless --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        report = programmes.load_programmes(
            tables=read_toml("programmes.toml")["programme"], reset=options["reset"]
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
