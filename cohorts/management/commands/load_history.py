"""Load the earlier rounds."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.services import history
from cohorts.services.files import DATA, read_rows


class Command(BaseCommand):
    help = "Create and update earlier rounds with their participants, groups and mentors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        report = history.load_history(
            rounds=read_rows("past_rounds.csv", folder),
            participants=read_rows("past_participants.csv", folder),
        )
        self.stdout.write("\n".join(report.lines(brief=options["verbosity"] < 2)))
