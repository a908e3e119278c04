"""Load the questions about the starting point and the start pack of official figures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services.files import read_toml
from improvements.services import starting_templates
from improvements.start_pack import start_pack

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Create questions and the start pack; what SKR has changed stands unless --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        report = starting_templates.load_starting_point(
            table=read_toml("starting_point.toml", DATA),
            pack=start_pack(),
            reset=options["reset"],
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
