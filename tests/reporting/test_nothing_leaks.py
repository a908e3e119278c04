"""Nothing unpublished leaves: everybody walks everything, and every byte of every answer is read.

Words that exist nowhere else stand in all that is private, begun, returned, withdrawn or not yet
published. Whoever has no business with them asks for every page, file, feed and operation that the
product has, about the own rows and about those of others, and never meets them.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone
from pdfminer.high_level import extract_text

from cohorts.enums import Function
from cohorts.models import Cohort, Group, Organisation
from modellkonceptet.records.models import StoredFile
from reporting.enums import ExampleStatus, ReportStatus
from reporting.invoicing.models.invoice import Frozen
from reporting.models import LearningExample
from reporting.report_content import Document, Heading, Part, Text, as_data
from tests import factories
from tests.api.asking import key_of
from tests.architecture.addresses import ROWS, address, unlisted
from tests.architecture.urlconf import Page, our_pages
from tests.architecture.world import Matter, World, make_world

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

# The other organisation's, and what Lund keeps for itself. The last word is for those who search.
OTHERS, OWN, SEARCHED = "Hemligt4711", "Hemma4712", "zebrafink"
# Of these everybody knows, or everybody in the round.
SHARED = (Organisation, Group, Cohort)
KNOWN = {"organisation", "unit", "participation", "promise", "mentor_person", "proposal", "group"}
IN_THE_ROUND = {
    "material", "material_version", "report_occasion", "moment", "occasion", "official_indicator",
}  # fmt: skip
# What Lund's partners, mentor and SKR have no business with, once it is private or only begun.
AT_HOME = {
    "improvement", "driver", "change_idea", "cycle", "cycle_task", "observation", "comment",
    "indicator", "baseline", "event", "measurement", "report_text", "report_revision",
    "report_comment", "report_point", "report_quote", "report_version", "report_chart",
}  # fmt: skip
OUTSIDE = ("anonymous", "applicant", "politician", "partner", "mentor", "finance")
NOT_AT_HOME = ("anonymous", "other_applicant", "partner", "mentor", "evaluator", "project_lead")


def plant(row: models.Model, word: str) -> None:
    """The word in every text of the row that somebody has written freely."""
    values = {}
    for field in row._meta.concrete_fields:
        free = isinstance(field, models.CharField | models.TextField) and not (
            field.choices or field.unique or isinstance(field, models.SlugField | models.URLField)
        )
        if free and not field.name.endswith(("_hash", "svg", "key", "section")):
            if row._meta.app_label == "notifications" and not getattr(row, field.name):
                continue  # a mail says why it failed only when it has
            length = field.max_length or 1000
            if length > len(word):
                values[field.name] = f"{word} {SEARCHED}"[:length]
            if isinstance(field, models.EmailField):
                values[field.name] = f"{word.lower()}@example.org"
        stored = getattr(row, field.name) if field.related_model is StoredFile else None
        if stored:
            with stored.content.storage.open(stored.content.name, "wb") as file:
                file.write(f"{word} {SEARCHED}".encode())
            StoredFile.objects.filter(pk=stored.pk).update(name=f"{word}.pdf")
    # What is issued cannot be written in; its files can, past every guard.
    if values and not isinstance(row, Frozen):
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()


def secret_document(word: str) -> dict[str, Any]:
    nodes = (Heading(f"{word} {SEARCHED}"), Text(f"{word} {SEARCHED}"))
    return as_data(Document("Slutrapport", (), (Part("why", "Varför", word, nodes),)))


@pytest.fixture
def world() -> World:
    """The round has begun. Kävlinge is Lund's partner, and has published a part of its report."""
    made = make_world()
    day = timezone.localdate()
    Cohort.objects.filter(pk=made.cohort.pk).update(
        announced_on=day - timedelta(days=210),
        opens_on=day - timedelta(days=200),
        closes_on=day - timedelta(days=150),
        decision_on=day - timedelta(days=120),
        starts_on=day - timedelta(days=100),
    )
    made.cohort.refresh_from_db()
    home, group = made.lund.rows["participation"], made.lund.rows["group"]
    politician = factories.make_user("politiker@lund.example")
    home.team.create(
        function=Function.POLITICIAN, user=politician, name="P", email="p@lund.example"
    )
    partner = factories.make_user("partner@kavlinge.example")
    kavlinge = factories.make_participation(
        made.cohort,
        factories.make_organisation("Kävlinge", domain="kavlinge.example"),
        team={Function.STRATEGIST: partner},
    )
    kavlinge.group = group
    kavlinge.save()
    made.people |= {"politician": politician, "partner": partner, "anonymous": None}
    return made


def withdraw_publication(matter: Matter) -> None:
    """Approved, once published, taken back; an example that was begun from it stands there."""
    report, now = matter.rows["report"], timezone.now()
    report.status, report.approved_at = ReportStatus.WITHDRAWN, now
    report.published_at, report.public = None, None
    report.save()
    LearningExample.objects.create(
        slug="tagen-tillbaka",
        organisation=matter.organisation,
        cohort=report.occasion.cohort,
        report=report,
        title_sv=f"{OTHERS} {SEARCHED}",
        summary_sv=OTHERS,
        body=OTHERS,
        operation="culture",
        year=2026,
        status=ExampleStatus.PUBLISHED,
        published_at=now - timedelta(days=1),
        changed_at=now,
    )


def plant_others(world: World) -> None:
    rows = world.ystad.rows
    for name, row in rows.items():
        if name not in KNOWN | IN_THE_ROUND and not isinstance(row, SHARED):
            plant(row, OTHERS)
    version = rows["report_version"]
    version.document = secret_document(OTHERS)
    version.save()
    withdraw_publication(world.ystad)


def plant_own(world: World) -> None:
    """Lund's works are private, and its report has never been sent in."""
    rows = world.lund.rows
    for name in AT_HOME & rows.keys():
        plant(rows[name], OWN)
    for name in ("improvement", "indicator"):
        rows[name].is_private = True
        rows[name].save()
    rows["report_version"].delete()
    report = rows["report"]
    report.status, report.version, report.sent_at = ReportStatus.DRAFT, 0, None
    report.sent_by = None
    report.save()


def inside(content: bytes) -> Iterator[bytes]:
    """Of an archive or a workbook each file, of a PDF its words, and the bytes as they are."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from inside(packed.read(name))
    elif content.startswith(b"%PDF-") and b"startxref" in content:
        yield extract_text(io.BytesIO(content)).encode()


def bytes_of(answer: Any) -> Iterator[bytes]:
    yield "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
    yield from inside(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def holds(answer: Any, word: str) -> bool:
    return any(word.lower().encode() in each.lower() for each in bytes_of(answer))


def addresses(page: Page, world: World) -> list[str]:
    matters = [world.lund, world.ystad] if page.name in ROWS else [world.lund]
    found = [address(page, world, matter) for matter in matters]
    if "kind" in page.arguments:
        found += [path.replace(".csv", ".xlsx") for path in found]
    lists = [] if page.name in ROWS else found
    return found + [f"{path}?q={SEARCHED}" for path in lists]


def walk(client: Client, world: World) -> Iterator[tuple[str, Any]]:
    for page in our_pages():
        if "get" in page.answers and page.name != "demo_sign_in":
            for path in addresses(page, world):
                yield path, client.get(path)


def signed_in(world: World, who: str) -> Client:
    client = Client()
    if user := world.people[who]:
        client.force_login(user)
    return client


def test_every_page_that_is_about_a_row_is_walked():
    assert unlisted() == []


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_another_organisation_has_not_published_reaches_nobody(world, who):
    plant_others(world)

    leaks = {path for path, answer in walk(signed_in(world, who), world) if holds(answer, OTHERS)}

    if who == "finance":  # whose business invoices are, and what belongs to them
        leaks = {path for path in leaks if "/fakturor/" not in path}
    assert leaks == set()


@pytest.mark.parametrize("who", NOT_AT_HOME)
def test_what_is_private_or_only_begun_stays_at_home(world, who):
    plant_own(world)

    leaks = {path for path, answer in walk(signed_in(world, who), world) if holds(answer, OWN)}

    assert leaks == set()


def test_the_words_are_there_for_those_at_home(world):
    """Without this the walks above could look for what stands nowhere."""
    plant_others(world)
    plant_own(world)

    for who, word in (("other_applicant", OTHERS), ("applicant", OWN)):
        met = {path for path, answer in walk(signed_in(world, who), world) if holds(answer, word)}
        assert len(met) > 20, who
    lead = signed_in(world, "project_lead")
    assert holds(lead.get("/skr/exempel/"), OTHERS)
    assert holds(lead.get(f"/arkiv/utvarderingar/{world.lund.rows['evaluation'].pk}/"), OTHERS)


@pytest.mark.parametrize("who", ["applicant", "partner", "mentor"])
def test_a_key_opens_nobody_elses_rows_by_number_or_by_filter(world, who):
    plant_others(world)
    if who != "applicant":
        plant_own(world)
    headers = {"Authorization": f"Bearer {key_of(world.people[who])}"}
    paths = {
        path + question
        for page in our_pages()
        if page.name.startswith("api:")
        for path in addresses(page, world)
        for question in ("", f"?deltagande={world.ystad.rows['participation'].pk}")
    }

    answers = {path: Client().get(path, headers=headers) for path in paths}

    assert sum(answer.status_code == 200 for answer in answers.values()) > 10
    assert {path for path, answer in answers.items() if holds(answer, OTHERS)} == set()
    if who != "applicant":
        assert {path for path, answer in answers.items() if holds(answer, OWN)} == set()


def test_the_signs_of_few_participants_are_not_counted_for_the_evaluator(world):
    path = f"/skr/omgangar/{world.cohort.slug}/indikatorer/"

    pages = [signed_in(world, who).get(path) for who in ("evaluator", "project_lead")]

    assert [holds(page, "sign-counts") for page in pages] == [False, True]
