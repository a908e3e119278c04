"""Print a session cookie of a demo person, for crawlers and scripts."""

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import open_session


class Command(BaseCommand):
    help = "Print a session cookie of a demo person (DEMO=1 only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="e-mail address of a demo person")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("login_cookie works only with DEMO=1.")
        person = User.objects.filter(email=options["person"], is_demo=True).first()
        if person is None:
            known = ", ".join(User.objects.filter(is_demo=True).values_list("email", flat=True))
            raise CommandError(f"No such demo person. There are: {known}")
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        key = open_session(user=person, session=session)
        self.stdout.write(f"{settings.SESSION_COOKIE_NAME}={key}")
