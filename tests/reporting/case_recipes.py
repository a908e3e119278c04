"""A participation with one of everything, and its case made into a file."""

import json
import uuid
import zipfile
from datetime import date
from typing import Any

import pytest

from improvements.models import (
    Observation,
)
from learning_meetings.models import (
    Meeting,
)
from modellkonceptet.records.services import record_event, store_file
from reporting import case_file
from reporting.enums import FileOrderKind
from reporting.makers import MAKERS
from reporting.models import FileOrder, ReportVersion
from reporting.report_content import Document, Part, Table, as_data
from reporting.services.file_orders import make_files, order_files
from tests.architecture.world import World, make_world


def make_case_world() -> World:
    """Lund and Ystad learn in the same group; what each has, the other has as well."""
    world = make_world()
    partner = world.ystad.rows["participation"]
    partner.group = world.lund.rows["participation"].group
    partner.save()
    Meeting.objects.filter(pk=world.lund.rows["meeting"].pk).update(
        first_day=date(2027, 4, 13), last_day=date(2027, 4, 13)
    )
    FileOrder.objects.all().delete()
    return world


def without_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the documents themselves are not what is asked about."""
    paper = b"%PDF-1.7\nutkast\n%%EOF\n"
    monkeypatch.setattr(case_file, "render_pdf", lambda **_values: paper)
    monkeypatch.setattr("reporting.case_file.reports.report_pdf", lambda *_a, **_k: paper)


def sent_document(world: World) -> ReportVersion:
    """A document of its own kind of table, published and withdrawn again."""
    report = world.lund.rows["report"]
    rows = (("Insats inom 30 dagar", "61"),)
    part = Part("why", "Vad ni gjorde", "Fler får frågan", (Table("Mått", ("Vad", "%"), rows),))
    version = world.lund.rows["report_version"]
    version.document = as_data(Document("Slutrapport", (("Organisation", "Lund"),), (part,)))
    version.save()
    version.refresh_from_db()
    record_event(about=report, action="publish", actor=world.lund.owner, parts=["why"])
    return version


def observed(world: World, name: str, content: bytes) -> Observation:
    stored = store_file(name=name, content=content, content_type="image/png")
    return Observation.objects.create(
        cycle=world.lund.rows["cycle"], file=stored, request_key=uuid.uuid4()
    )


def order(world: World, actor: Any = None) -> FileOrder:
    home = world.lund.rows["participation"]
    found = order_files(kind=FileOrderKind.CASE_FILE, about=home, actor=actor or world.lund.owner)
    make_files(order_id=found.pk, makers=MAKERS)
    found.refresh_from_db()
    assert found.failure == ""
    return found


def opened(found: FileOrder) -> dict[str, bytes]:
    stored = found.files.get().stored
    with stored.content.open("rb") as content, zipfile.ZipFile(content) as pack:
        assert pack.testzip() is None
        return {name: pack.read(name) for name in pack.namelist()}


def data(files: dict[str, bytes], name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[f"data/{name}.json"])
    return found


def listed(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return {one["path"]: one for one in data(files, "innehall")["files"]}
