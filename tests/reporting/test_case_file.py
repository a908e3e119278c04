"""A participation's case as a file: all that its home may see, whole, listed, and nothing else."""

import argparse
import hashlib
import io
import json
import re
import uuid
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pdfminer.high_level import extract_text

from applications.enums import DecisionStatus
from applications.models import ApplicationDocument, InternalNote, Submission
from cohorts.enums import Function, ParticipationStatus
from cohorts.models import GroupPost, TeamMember
from improvements.models import (
    AgreedAnswer,
    Comment,
    FactAnswer,
    FunctionAnswer,
    Improvement,
    Measurement,
    MirrorAnswer,
    Observation,
    SupportEntry,
)
from learning_meetings.models import (
    Meeting,
    MeetingEvaluation,
    Need,
    NoteRevision,
    Outcome,
    Presentation,
)
from modellkonceptet.records.models import StoredFile
from modellkonceptet.records.services import record_event, store_file
from reporting import case_file
from reporting.case_file.bundle import safe_name
from reporting.enums import FileOrderKind
from reporting.makers import MAKERS
from reporting.models import FileOrder, ReportComment, ReportText, ReportVersion
from reporting.report_content import Document, Part, Table, as_data
from reporting.services.file_orders import make_files, order_files
from tests.architecture.world import World, make_world
from tests.factories import make_user
from tests.tools.check_pdf import check_file

pytestmark = pytest.mark.django_db
SECRET = "HEMLIGT"
LISTS = {"innehall.html", "data/innehall.json", "SHA256SUMS.txt"}


@pytest.fixture
def world(db: None) -> World:
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


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the documents themselves are not what is asked about."""
    paper = b"%PDF-1.7\nutkast\n%%EOF\n"
    monkeypatch.setattr(case_file, "render_pdf", lambda **_values: paper)
    monkeypatch.setattr("reporting.case_file.reports.report_pdf", lambda *_a, **_k: paper)


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


def said(content: bytes) -> str:
    """Everything that a file says, inside of the PDF's streams too."""
    if not content.startswith(b"%PDF") or len(content) < 100:
        return content.decode("utf-8", "replace")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [
            bytes(one.read_bytes()).decode("latin-1")
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image"
        ]
    return extract_text(io.BytesIO(content)) + "".join(streams)


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# --- what is in it ------------------------------------------------------------


@pytest.fixture
def sent_report(world: World) -> ReportVersion:
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


def test_the_whole_case_as_data(world: World, sent_report: ReportVersion, fast: None) -> None:
    lund = world.lund.rows
    Improvement.objects.filter(pk=lund["improvement"].pk).update(is_private=True)
    files = opened(order(world))
    home = data(files, "participation")
    assert home["participation"][0]["organisation"] == "Lund kommun"
    assert [one["function"] for one in home["team"]] == ["strategist"]
    assert home["group"][0]["participants"] == ["Lund kommun", "Ystad kommun"]
    assert home["group"][0]["mentors"][0]["organisation"] == "Malmö kommun"
    assert home["training"][0]["name"] == "Anna"
    [application] = data(files, "application")["applications"]
    [submission] = application["submissions"]
    assert application["reference"] == world.lund.application.reference
    assert submission["answers"][0]["answers"] == [{"label": "Varför", "value": "X"}]
    assert submission["commitments"] == [{"key": "attend", "wording": "Vi lovar"}]
    assert submission["receipt"] in files
    assert application["documents"][0]["file"] in files
    assert application["completion_requests"][0]["message"] == "Skriv mer"
    [decision] = data(files, "decisions")["decisions"]
    assert decision["reference"] == lund["decision"].reference
    assert files[decision["letter"]] == b"%PDF-1.7\n%%EOF\n"
    assert decision["conditions"][0]["text"] == "Kommunstyrelsen beslutar"
    [meeting] = data(files, "meetings")["meetings"]
    assert (meeting["first_day"], meeting["notes"][0]["text"]) == ("2027-04-13", "Vi sa")
    assert meeting["attendance"][0]["answer"] == "yes"
    assert meeting["presentations"][0]["file"] in files
    assert data(files, "starting_point")["answers"][0]["text"] == "Ja"
    assert data(files, "self_assessments")["assessments"][0]["answers"][0]["value"] == 2
    [work] = data(files, "improvement_works")["works"]
    assert (work["is_private"], work["cycles"][0]["observations"][0]["text"]) == (
        True,
        "Vi ser skillnad",
    )
    [indicator] = data(files, "indicators")["indicators"]
    assert indicator["measurements"][0] | {"value": 61, "count": 40} == indicator["measurements"][0]
    assert data(files, "decision_papers")["papers"][0]["title"] == "Budget 2028"
    assert data(files, "comparisons")["replies"][0]["answers"][0]["step"] == 3
    [report] = data(files, "result_reports")["reports"]
    assert report["versions"][0]["document"] == sent_report.document
    assert report["versions"][0]["file"] in files
    assert [one["what"] for one in report["history"]] == ["publish"]


def test_every_key_is_described(world: World, fast: None) -> None:
    files = opened(order(world))
    described = files["data/LASMIG.txt"].decode("utf-8-sig")
    for subject in case_file.CHAPTERS:
        found = data(files, subject.name)
        assert (found.pop("format"), found.pop("subject")) == ("1.0", subject.name)
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$", found.pop("as_of"))
        for name, rows in found.items():
            assert keys_of(name, rows) <= set(subject.shapes) | _OWN_QUESTIONS
        assert f"{subject.name}.json: {subject.title}" in described
        for path, shape in subject.shapes.items():
            assert f"  {path}\r\n" in described
            for key, words in shape.described():
                assert f"    {key}: {words}\r\n" in described


# The answers of an application are as its form was: label and value, nothing to describe.
_ANSWERS = "applications[].submissions[].answers[]"
_OWN_QUESTIONS = {"applications[]", _ANSWERS, f"{_ANSWERS}.answers[]"}


def keys_of(name: str, rows: list[Any]) -> set[str]:
    """Every list of objects by its path, but the frozen documents of reports."""
    found = {f"{name}[]"}
    for row in rows:
        for key, value in row.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                found |= {f"{name}[].{below}" for below in keys_of(key, value)}
    return found


# --- and what is not ------------------------------------------------------------


def plant_secrets(world: World) -> None:
    """In everything that its home does not see, or that is a single person's."""
    lund, ystad = world.lund.rows, world.ystad.rows
    application = world.lund.application
    InternalNote.objects.filter(application=application).update(text=SECRET)
    application.scores.update(comment=SECRET)
    application.verdicts.update(reason=SECRET)
    application.decisions.filter(status=DecisionStatus.PREPARED).update(text=SECRET)
    application.decisions.update(publication_error=SECRET)
    application.drafts.update(data={"why": [SECRET]})
    application.revisions.update(data={"why": [SECRET]})
    application.access_requests.update(message=SECRET)
    application.invitations.update(email=f"{SECRET}@example.org")
    lund["decision"].reasons.create(code="inre", outcome="admitted", label=SECRET, paragraph=SECRET)
    record_event(about=application, action="mark_reviewed", actor=None, note=SECRET)
    record_event(about=lund["report"], action="approve", actor=None, note=SECRET)
    ApplicationDocument.objects.create(
        application=application,
        purpose="decision_to_apply",
        file=store_file(name=f"{SECRET}.pdf", content=SECRET.encode(), content_type="text/plain"),
        removed_at=timezone.now(),
    )
    SupportEntry.objects.update(text=SECRET)
    FunctionAnswer.objects.update(comment=SECRET)
    Need.objects.update(text=SECRET)
    MeetingEvaluation.objects.update(plus=SECRET)
    Meeting.objects.update(remote_link=f"https://mote.example/{SECRET}")
    ReportComment.objects.update(text=SECRET)
    ReportText.objects.update(text=SECRET)
    lund["report"].revisions.update(text=SECRET)
    NoteRevision.objects.create(note=lund["note"], version=0, text=SECRET)
    lund["promise"].people.update(name=SECRET)
    draft = lund["material"]
    draft.pk, draft.published_at, draft.title_sv = None, None, SECRET
    draft.meeting = lund["meeting"]
    draft.save()
    # The partner's, in the same group and at the same meeting.
    Improvement.objects.filter(pk=ystad["improvement"].pk).update(title=SECRET, problem=SECRET)
    Comment.objects.filter(pk=ystad["comment"].pk).update(text=SECRET)
    Observation.objects.filter(pk=ystad["observation"].pk).update(text=SECRET)
    Measurement.objects.filter(pk=ystad["measurement"].pk).update(comment=SECRET)
    FactAnswer.objects.filter(pk=ystad["fact_answer"].pk).update(text=SECRET)
    AgreedAnswer.objects.filter(pk=ystad["agreed_answer"].pk).update(comment=SECRET)
    MirrorAnswer.objects.filter(pk=ystad["mirror_answer"].pk).update(text=SECRET)
    TeamMember.objects.filter(pk=ystad["team_member"].pk).update(name=SECRET, email="x@y.example")
    Submission.objects.filter(pk=ystad["submission"].pk).update(why=SECRET)
    ReportVersion.objects.filter(report=ystad["report"]).update(
        document=as_data(Document(SECRET, (), ()))
    )
    GroupPost.objects.filter(pk=ystad["post"].pk).update(group=lund["group"], text=SECRET)
    Presentation.objects.filter(pk=ystad["presentation"].pk).update(meeting=lund["meeting"])
    StoredFile.objects.filter(pk=ystad["presentation"].file_id).update(name=f"{SECRET}.pdf")
    for kind, whose in (
        ("idea", {"taken_by": ystad["participation"]}),
        ("action", {"responsible": ystad["team_member"]}),
    ):
        Outcome.objects.create(
            meeting=lund["meeting"], kind=kind, text=SECRET, due_on=timezone.localdate(), **whose
        )
    lund["meeting"].invitees.create(
        participation=ystad["participation"], name=SECRET, email=f"{SECRET}@ystad.example"
    )
    open_answer = lund["assessment"].function_answers.get()
    assert open_answer.comment == SECRET


def test_no_byte_tells_what_home_does_not_see(world: World, sent_report: ReportVersion) -> None:
    plant_secrets(world)
    files = opened(order(world))
    told = [name for name, content in files.items() if SECRET in in_one_line(said(content))]
    assert told == []
    assert [name for name in files if SECRET in name] == []
    assert "Vi ser skillnad" in in_one_line(said(files["arende.pdf"]))


def test_an_assessment_that_is_not_agreed_stays(world: World, fast: None) -> None:
    assessment = world.lund.rows["assessment"]
    assessment.status, assessment.agreed_at = "open", None
    assessment.save()
    assert data(opened(order(world)), "self_assessments")["assessments"] == []


def test_a_report_that_is_not_sent_stays(world: World, fast: None) -> None:
    report = world.lund.rows["report"]
    report.status, report.sent_at, report.version = "draft", None, 0
    report.save()
    assert data(opened(order(world)), "result_reports")["reports"] == []


# --- the ZIP ------------------------------------------------------------------


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


def observed(world: World, name: str, content: bytes) -> Observation:
    stored = store_file(name=name, content=content, content_type="image/png")
    return Observation.objects.create(
        cycle=world.lund.rows["cycle"], file=stored, request_key=uuid.uuid4()
    )


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


# --- the documents ----------------------------------------------------------------


def checked(content: bytes, tmp_path: Path, lang: str) -> Any:
    path = tmp_path / "arende.pdf"
    path.write_bytes(content)
    wanted = argparse.Namespace(
        no_ua=False, pdfa="3A", lang=lang, title=None, expect=[], attachment=[], extract=None
    )
    report = check_file(str(path), wanted)
    return (report.errors, report.warnings)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_documents_are_archival_and_tagged(
    world: World, sent_report: ReportVersion, tmp_path: Path, language: str
) -> None:
    world.lund.owner.language = language
    world.lund.owner.save()
    Improvement.objects.filter(pk=world.lund.rows["improvement"].pk).update(
        problem="<b>å</b> & " + "lång text " * 2000
    )
    with override("sv" if language == "en" else "en"):
        files = opened(order(world))
    [sent] = [files[path] for path in files if path.startswith("handlingar/") and "Slut" in path]
    assert checked(files["arende.pdf"], tmp_path, language) == ([], [])
    assert checked(sent, tmp_path, "sv") == ([], [])
    words = in_one_line(extract_text(io.BytesIO(files["arende.pdf"])))
    for expected in ("<b>å</b> &", "Lika snabbt till insats", "61 (40)", "Kommunstyrelsen"):
        assert expected in words
    assert ("Improvement works" in words) == (language == "en")
    assert "Fler får frågan" in in_one_line(extract_text(io.BytesIO(sent)))


# --- who, and the page ----------------------------------------------------------------


@pytest.fixture
def others(world: World) -> dict[str, Any]:
    """Of the same team, of the partner's, and outside."""
    home, partner = (matter.rows["participation"] for matter in (world.lund, world.ystad))
    people = {}
    for name, participation, function in (
        ("politician", home, Function.POLITICIAN),
        ("key_person", home, Function.KEY_PERSON),
        ("partner", partner, Function.KEY_PERSON),
    ):
        people[name] = make_user(name=name)
        TeamMember.objects.create(
            participation=participation, function=function, user=people[name], name=name
        )
    return people | world.people


def page(world: World) -> str:
    return reverse("reporting:case_file", args=[world.lund.rows["participation"].pk])


@pytest.mark.parametrize(
    "who, status",
    [
        ("applicant", 200),
        ("key_person", 200),
        ("politician", 403),
        ("partner", 404),
        ("mentor", 404),
        ("other_applicant", 404),
        ("colleague", 404),
        ("project_lead", 404),
        ("superuser", 404),
        ("stranger", 404),
    ],
)
def test_who_opens_the_page(
    client: Client, world: World, others: dict[str, Any], who: str, status: int
) -> None:
    client.force_login(others[who])
    assert client.get(page(world)).status_code == status
    posted = client.post(page(world)).status_code
    assert posted == (302 if status == 200 else status)
    assert FileOrder.objects.count() == (1 if status == 200 else 0)


def test_who_fetches_the_file(
    client: Client, world: World, others: dict[str, Any], fast: None
) -> None:
    found = order(world)
    addresses = [found.get_absolute_url(), found.files.get().get_absolute_url()]
    for who, person in others.items():
        client.force_login(person)
        statuses = {client.get(address).status_code for address in addresses}
        assert statuses == ({200} if who in ("applicant", "key_person") else {404}), who


def test_after_leaving_nothing_is_left(client: Client, world: World, fast: None) -> None:
    found = order(world)
    client.force_login(world.lund.owner)
    world.lund.rows["participation"].team.update(left_on=timezone.localdate())
    addresses = [page(world), found.get_absolute_url(), found.files.get().get_absolute_url()]
    assert {client.get(address).status_code for address in addresses} == {404}


def test_a_participant_that_has_left_the_round(client: Client, world: World) -> None:
    home = world.lund.rows["participation"]
    home.status, home.withdrawn_on = ParticipationStatus.WITHDRAWN, timezone.localdate()
    home.withdrawal_reason = "Ny majoritet"
    home.save()
    client.force_login(world.lund.owner)
    assert client.get(page(world)).status_code == 403
    assert (
        page(world)
        not in client.get(reverse("reporting:my_participation", args=[home.pk])).content.decode()
    )


def test_pressing_twice_is_one_order(client: Client, world: World) -> None:
    client.force_login(world.lund.owner)
    answers = {client.post(page(world))["Location"] for _press in range(2)}
    assert answers == {FileOrder.objects.get().get_absolute_url()}


def test_the_page_tells_what_was_ordered(client: Client, world: World, fast: None) -> None:
    client.force_login(world.lund.owner)
    mine = reverse("reporting:my_participation", args=[world.lund.rows["participation"].pk])
    assert page(world) in client.get(mine).content.decode()
    made = order(world)
    html = client.get(page(world)).content.decode()
    assert made.get_absolute_url() in html
    assert "Klar" in html
    assert "30 dagar" in html


def test_only_those_who_may_are_led_there(
    client: Client, world: World, others: dict[str, Any]
) -> None:
    mine = reverse("reporting:my_participation", args=[world.lund.rows["participation"].pk])
    client.force_login(others["politician"])
    assert page(world) not in client.get(mine).content.decode()


@pytest.mark.parametrize("orders", [1, 12])
def test_few_and_many_orders_ask_alike(
    client: Client, world: World, orders: int, django_assert_num_queries: Any
) -> None:
    for _n in range(orders):
        FileOrder.objects.create(
            kind=FileOrderKind.CASE_FILE,
            cohort=world.cohort,
            participation=world.lund.rows["participation"],
            ordered_by=world.lund.owner,
            finished_at=timezone.now() + timedelta(minutes=1),
        )
    client.force_login(world.lund.owner)
    client.get(page(world))
    with django_assert_num_queries(5):
        assert client.get(page(world)).status_code == 200
