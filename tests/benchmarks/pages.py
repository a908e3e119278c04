"""How long the pages of a big round take: run it, read the figures. Nothing passes or fails.

createdb modellkonceptet_bench
DATABASE_URL=postgres://…/modellkonceptet_bench DEBUG=1 python -m tests.benchmarks.pages
"""

import io
import itertools
import os
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

REQUESTS = 20
APPLICATIONS = 3_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
    import django
    from django.conf import settings

    django.setup()
    # Page time as in production: debug keeps every query.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill()
    analyze()
    print_figures()


def fill() -> None:
    """A round with 3 000 applications, each sent in and judged, unless it is there already."""
    from django.core.management import call_command
    from django.db import transaction

    from applications.models import Application
    from cohorts.models import Cohort
    from modellkonceptet.accounts.models import User

    if Application.objects.count() >= APPLICATIONS:
        return
    if User.objects.exists() or Cohort.objects.exists():
        sys.exit("The database is not empty. Give the figures one of their own.")
    begun = time.perf_counter()
    for command in ("load_organisations", "load_history", "load_programmes"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    with transaction.atomic():
        _fill_in()
    print(f"{APPLICATIONS} applications made in {time.perf_counter() - begun:.1f} s")


def _fill_in() -> None:
    from django.utils import timezone

    from applications.enums import ApplicationStatus, DecidingBody, PoliticalDecisionKind
    from applications.models import (
        Application,
        Collaborator,
        DecisionToApply,
        PoliticalDecision,
        SectionDraft,
        Submission,
        Verdict,
    )
    from cohorts.models import Organisation
    from modellkonceptet.accounts.enums import StaffRole
    from tests import factories

    factories.make_user("lead@bench.example", staff_role=StaffRole.PROJECT_LEAD)
    writer = factories.make_user("writer@bench.example")
    cohort = factories.make_cohort(slug="bench", capacity=30)
    terms = cohort.terms.get()
    criteria = list(terms.criteria.all())
    now = timezone.now()
    organisations = Organisation.objects.bulk_create(
        Organisation(
            kind="municipality",
            code=f"{chr(ord('A') + n // 1_000)}{n % 1_000:03d}",
            name=f"Kommun {n:04d}",
            official_name=f"Kommun {n:04d} kommun",
            county_code=f"{n % 21 + 1:02d}",
            county_name=f"Län {n % 21 + 1:02d}",
            skr_group=["A1", "A2", "B3", "B4", "B5", "C6", "C7", "C8", "C9"][n % 9],
            population=3_000 + n * 37 % 300_000,
            population_year=2023,
        )
        for n in range(APPLICATIONS)
    )
    applications = Application.objects.bulk_create(
        Application(
            cohort=cohort,
            terms=terms,
            organisation=organisation,
            holds_place=True,
            created_by=writer,
        )
        for organisation in organisations
    )
    Collaborator.objects.bulk_create(
        Collaborator(application=one, user=writer, is_owner=True) for one in applications[:1]
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            application=one,
            number=1,
            answers=[],
            why="Vi vill ge likvärdig service.",
            submitted_by=writer,
        )
        for one in applications[1:]
    )
    for at, submission in enumerate(submissions):
        submission.submitted_at = now - timedelta(minutes=at)
    Submission.objects.bulk_update(submissions, ["submitted_at"], batch_size=500)
    PoliticalDecision.objects.bulk_create(
        PoliticalDecision(
            submission=one,
            kind=PoliticalDecisionKind.CEMR,
            is_taken=True,
            body=DecidingBody.COUNCIL,
            decided_year=2012,
        )
        for one in submissions
    )
    DecisionToApply.objects.bulk_create(
        DecisionToApply(
            submission=one, is_taken=True, body=DecidingBody.BOARD, decided_year=now.year
        )
        for one in submissions
    )
    states = itertools.cycle(
        [
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.REVIEWED,
            ApplicationStatus.COMPLETED,
        ]
    )
    for submission, status in zip(submissions, states, strict=False):
        application = submission.application
        application.status = status
        application.current_submission = submission
        application.first_submitted_at = submission.submitted_at
    Application.objects.bulk_update(
        applications[1:], ["status", "current_submission", "first_submitted_at"], batch_size=500
    )
    outcomes = ["met", "met", "to_check", "condition", "not_met"]
    Verdict.objects.bulk_create(
        (
            Verdict(
                application=application,
                criterion=criterion,
                outcome=outcomes[(number + place) % 5],
                reason="Uträknat.",
            )
            for number, application in enumerate(applications[1:])
            for place, criterion in enumerate(criteria)
        ),
        batch_size=2_000,
    )
    SectionDraft.objects.bulk_create(
        SectionDraft(
            application=applications[0],
            section=key,
            data={"department": ["Kommunkontoret"], "why": ["Vi vill."]},
            version=1,
            edited_by=writer,
        )
        for key in ("organisation", "why")
    )


def analyze() -> None:
    """As the database's own upkeep would have done soon after."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def print_figures() -> None:
    from django.db import connection
    from django.urls import reverse

    from applications.models import Application, Collaborator
    from cohorts.models import Cohort
    from modellkonceptet.accounts.models import User

    cohort = Cohort.objects.get(slug="bench")
    lead = User.objects.get(email="lead@bench.example")
    written = Collaborator.objects.get(user__email="writer@bench.example")
    list_url = reverse("applications:review_list", args=[cohort.slug])
    sent = Application.objects.exclude(current_submission=None).order_by("pk")[:1].get()
    print(f"{connection.vendor}, {Application.objects.count()} applications, {REQUESTS} requests")
    print(f"{'page':<34}{'median ms':>10}{'worst ms':>10}{'queries':>9}{'kB':>7}")
    for name, url, user in [
        ("start page, guest", reverse("start"), None),
        ("desk", reverse("reporting:desk"), lead),
        ("list, 50 rows", list_url, lead),
        ("list, last page", f"{list_url}?page=60", lead),
        ("list, filtered, 100 rows", f"{list_url}?county=12&sort=-population&size=100", lead),
        ("list, searched", f"{list_url}?q=Kommun+12", lead),
        ("one application for review", reverse("applications:review", args=[sent.pk]), lead),
        ("task list", written.application.get_absolute_url(), written.user),
    ]:
        _print_page(name, url, user)


def _print_page(name: str, url: str, user: Any) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if user is not None:
        client.force_login(user)
    first = client.get(url)  # templates and translations are read on the first visit
    if first.status_code != 200:
        sys.exit(f"{url} answers {first.status_code}")
    with CaptureQueriesContext(connection) as captured:
        size = len(client.get(url).content)
    queries = len(captured)
    times = []
    for _request in range(REQUESTS):
        begun = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - begun) * 1000)
    print(
        f"{name:<34}{statistics.median(times):>10.0f}{max(times):>10.0f}"
        f"{queries:>9}{size / 1000:>7.0f}"
    )


if __name__ == "__main__":
    main()
