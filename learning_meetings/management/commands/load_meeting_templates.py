"""Load the method's steps and the templates of meetings."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services.files import read_toml
from learning_meetings.services import templates

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Create steps and templates of meetings; what SKR has changed stands unless --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        report = templates.load_meeting_templates(
            table=read_toml("meetings.toml", DATA), reset=options["reset"]
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
