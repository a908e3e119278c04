"""The ZIP of a case: its list, its names, its bytes, and what could not be put in."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reporting import case_file
from reporting.case_file.bundle import safe_name
from reporting.enums import FileOrderKind
from reporting.models import FileOrder, ReportVersion
from tests.architecture.world import World
from tests.reporting.case_recipes import (
    data,
    listed,
    make_case_world,
    observed,
    opened,
    order,
    sent_document,
    without_documents,
)

pytestmark = pytest.mark.django_db
LISTS = {"innehall.html", "data/innehall.json", "SHA256SUMS.txt"}


@pytest.fixture
def world(db: None) -> World:
    return make_case_world()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    without_documents(monkeypatch)


@pytest.fixture
def sent_report(world: World) -> ReportVersion:
    return sent_document(world)


def test_list_manifest_and_zip_say_the_same(world: World, fast: None) -> None:
    files = opened(order(world))
    found = listed(files)
    assert set(found) | LISTS == set(files)
    assert set(found) & LISTS == set()
    html = files["innehall.html"].decode()
    for path, one in found.items():
        assert one["sha256"] == hashlib.sha256(files[path]).hexdigest()
        assert one["size"] == len(files[path])
        assert (path in html, one["sha256"] in html) == (True, True)
        assert one["what"]
        assert re.match(r"\d{4}-\d\d-\d\d$", one["date"])
    lines = files["SHA256SUMS.txt"].decode().splitlines()
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    assert sums == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "SHA256SUMS.txt"
    }
    assert [path for path, one in found.items() if one["as_issued"]] == [
        path for path in found if path.startswith("handlingar/")
    ]


def test_numbers_of_the_register_stand_in_the_list(world: World, fast: None) -> None:
    decision = world.lund.rows["submission"].political_decision
    decision.diary_number, decision.document = "KS 2027/0123", world.lund.rows["document"]
    decision.save()
    found = listed(opened(order(world)))
    references = {one["what"]: one["reference"] for one in found.values()}
    assert references["Politiskt beslut"] == "KS 2027/0123"
    assert references["Beslutsbrev"] == world.lund.rows["decision"].reference


def test_same_case_same_bytes(world: World, sent_report: ReportVersion) -> None:
    first = order(world)
    second = order(world)
    FileOrder.objects.filter(pk=second.pk).update(ordered_at=first.ordered_at, finished_at=None)
    contents = []
    for found in (first, second):
        found.refresh_from_db()
        [made] = case_file.make(found, Telling())
        contents.append(made.content.read())
    # The order's own number is in the document's identifier.
    packs = [zipfile.ZipFile(io.BytesIO(content)) for content in contents]
    told = [[(one.filename, one.date_time) for one in pack.infolist()] for pack in packs]
    assert told[0] == told[1]
    [again] = case_file.make(first, Telling())
    assert again.content.read() == contents[0]


class Telling:
    """A progress that nobody waits for."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []
        self.omissions: list[str] = []

    def step(self, words: str, *, done: int, total: int) -> None:
        assert words
        self.steps.append((done, total))

    def leave_out(self, sentence: str) -> None:
        self.omissions.append(sentence)


def test_how_far_it_has_come(world: World, fast: None) -> None:
    telling = Telling()
    found = FileOrder.objects.create(
        kind=FileOrderKind.CASE_FILE,
        cohort=world.cohort,
        participation=world.lund.rows["participation"],
    )
    list(case_file.make(found, telling))
    assert [done for done, _total in telling.steps] == list(range(case_file.STEPS))
    assert {total for _done, total in telling.steps} == {case_file.STEPS}


@pytest.mark.parametrize(
    "name, safe",
    [
        ("beslut.pdf", "beslut.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\beslut\\KS.pdf", "C_beslut_KS.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("  . .", "fil"),
        ("", "fil"),
        (".bashrc", "bashrc"),
        ("Va\u0308g.pdf", "Väg.pdf"),
        ("x" * 300 + ".pdf", "x" * 76 + ".pdf"),
        ("punkt.", "punkt"),
        ("rad\nbryt?.pdf", "rad_bryt_.pdf"),
    ],
)
def test_names_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_equal_names_stand_beside_each_other(world: World, fast: None) -> None:
    for _time in range(3):
        observed(world, "../Bild.PNG", b"bild")
    paths = [path for path in listed(opened(order(world))) if path.endswith("Bild.PNG")]
    assert len(paths) == 3
    assert all(re.fullmatch(r"bilagor/\d{3}-_Bild\.PNG", path) for path in paths)


def test_a_lost_and_a_damaged_file_are_told(world: World, fast: None) -> None:
    lost, damaged = (observed(world, name, b"bild").file for name in ("borta.png", "trasig.png"))
    lost.content.storage.delete(lost.content.name)
    Path(damaged.content.path).write_bytes(b"bilD")
    found = order(world)
    files = opened(found)
    for name, why in (("borta.png", "filen saknas"), ("trasig.png", "filen är skadad")):
        [told] = [one for one in found.omissions if name in one]
        assert told.endswith(why)
        assert told.split(": ")[0] in files["innehall.html"].decode()
        assert name in json.dumps(data(files, "innehall")["left_out"], ensure_ascii=False)
        assert name not in " ".join(files)
    [work] = data(files, "improvement_works")["works"]
    assert [one["file"] for one in work["cycles"][0]["observations"]] == [None, None, None]


def test_one_part_that_fails_leaves_the_others(
    world: World, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_of: Any) -> None:
        raise RuntimeError("trasig")

    monkeypatch.setattr("reporting.case_file.meetings._meeting", fails)
    found = order(world)
    files = opened(found)
    assert found.omissions == ["Träffar: den här delen gick inte att läsa"]
    assert "data/meetings.json" not in files
    assert data(files, "improvement_works")["works"]


def test_a_document_that_fails_leaves_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_of: Any, **_more: Any) -> None:
        raise RuntimeError("inga typsnitt")

    monkeypatch.setattr(case_file, "render_pdf", fails)
    monkeypatch.setattr("reporting.case_file.reports.report_pdf", fails)
    found = order(world)
    files = opened(found)
    assert len(found.omissions) == 2
    assert "arende.pdf" not in files
    assert data(files, "result_reports")["reports"][0]["versions"][0]["file"] is None


def test_large_attachments_pass_in_pieces(
    world: World, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(range(256)) * (20 * 4096)
    stored = observed(world, "film.mp4", content).file
    largest = Largest(monkeypatch)
    files = opened(order(world))
    [path] = [path for path in files if path.endswith("film.mp4")]
    assert files[path] == content
    assert stored.size == 20 * 1024 * 1024
    assert largest.read <= 1024 * 1024


class Largest:
    """How much of a file was held at a time while it was copied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = 0
        copy = case_file.packing.shutil.copyfileobj

        def watched(source: Any, target: Any, length: int = 0) -> None:
            self.read = max(self.read, length)
            copy(source, target, length)

        monkeypatch.setattr(case_file.packing.shutil, "copyfileobj", watched)
