"""A participation's case as a file: all that its home may see, and nothing else."""

import argparse
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from django.utils.translation import override
from pdfminer.high_level import extract_text

from applications.enums import DecisionStatus
from applications.models import ApplicationDocument, InternalNote, Submission
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
from reporting.models import ReportComment, ReportText, ReportVersion
from reporting.report_content import Document, as_data
from tests.architecture.world import World
from tests.reporting.case_recipes import (
    data,
    make_case_world,
    opened,
    order,
    sent_document,
    without_documents,
)
from tests.tools.check_pdf import check_file

pytestmark = pytest.mark.django_db
SECRET = "HEMLIGT"


@pytest.fixture
def world(db: None) -> World:
    return make_case_world()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    without_documents(monkeypatch)


@pytest.fixture
def sent_report(world: World) -> ReportVersion:
    return sent_document(world)


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
