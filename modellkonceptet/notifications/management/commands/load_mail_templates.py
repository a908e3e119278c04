"""Load the texts that SKR can begin a mail to a group with."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from modellkonceptet.notifications.services.mailings import load_templates

TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "mail_templates.toml"


class Command(BaseCommand):
    help = "Create the templates of mails to groups; what SKR has changed stands."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="bring the file's wording back")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["templates"]
        created, changed = load_templates(rows=rows, reset=options["reset"])
        self.stdout.write(f"Mail templates: {created} created, {changed} changed.")
