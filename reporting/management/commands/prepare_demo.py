"""Fill a demo's database."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from modellkonceptet.civil_dates import today
from reporting.demo.applications import ensure_applications
from reporting.demo.examples import ensure_examples
from reporting.demo.group_rounds import ensure_group_rounds
from reporting.demo.improvements import ensure_improvements
from reporting.demo.invoices import ensure_invoices
from reporting.demo.material import ensure_material
from reporting.demo.meetings import ensure_meetings
from reporting.demo.open_round import ensure_open_round
from reporting.demo.people import make_people, seat_lund
from reporting.demo.real_rounds import fill_in_real_rounds
from reporting.demo.reports import ensure_reports

REGISTERS = (
    "load_organisations",
    "load_history",
    "load_programmes",
    "load_meeting_templates",
    "load_checklists",
    "load_starting_point",
    "load_mail_templates",
    "load_report_forms",
)


class Command(BaseCommand):
    help = "Load organisations, rounds, programmes, demo people and a round with applications."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("prepare_demo works only with DEMO=1.")
        for command in REGISTERS:
            call_command(command, stdout=self.stdout, verbosity=options["verbosity"])
        with transaction.atomic(), override("sv"):
            people = make_people()
            seat_lund(people)
            fill_in_real_rounds()
            cohort = ensure_open_round(today=today(), actor=people["projektledare@skr.example"])
            made = ensure_applications(cohort=cohort, today=today(), people=people)
            ensure_group_rounds(today=today(), people=people)
            ensure_meetings(today=today(), people=people)
            ensure_improvements(today=today(), people=people)
            ensure_material(today=today(), people=people)
            ensure_reports(today=today(), people=people)
            ensure_examples(today=today(), people=people)
            ensure_invoices(today=today(), people=people)
            self.stdout.write(
                f"{len(people)} demo people. Open today: {cohort}. {made} applications made."
            )
