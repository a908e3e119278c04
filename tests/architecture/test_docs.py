"""What docs/ says of states, data and permissions is what the code says."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from applications.enums import DECISION_TRANSITIONS
from modellkonceptet import diagrams
from modellkonceptet.records.management.commands.write_docs import documents, state_tables

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NAMES = ["data_model.md", "permissions.md", "states.md"]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_made_from_the_code_is_current(name):
    assert sorted(path.name for path in documents()) == NAMES
    assert (DOCS / name).read_text(encoding="utf-8") == documents()[DOCS / name], (
        "run ./dev manage write_docs"
    )


def test_every_table_of_states_is_drawn():
    assert [each.model._meta.label for each in state_tables()] == [
        "notifications.Message",
        "cohorts.Participation",
        "cohorts.MentorPromise",
        "applications.Application",
        "applications.AdmissionDecision",
        "learning_meetings.Meeting",
        "learning_meetings.MeetingNote",
        "improvements.Improvement",
        "improvements.Cycle",
        "improvements.Assessment",
        "reporting.ResultReport",
        "reporting.LearningExample",
    ]


def test_a_table_as_a_document():
    tables = [each for each in state_tables() if each.transitions is DECISION_TRANSITIONS]

    with translation.override(None):
        text = diagrams.states_document(tables)

    assert text.split("## ", 1)[1] == (
        "Decision (`applications.AdmissionDecision`)\n\n"
        "```mermaid\nstateDiagram-v2\n    [*] --> prepared\n"
        "    prepared --> discarded: discard\n"
        "    prepared --> published: publish\n"
        "    published --> superseded: supersede\n```\n\n"
        "| action | from | to | permission |\n| --- | --- | --- | --- |\n"
        "| `discard` | Prepared | Discarded | `applications.prepare_decision` |\n"
        "| `publish` | Prepared | Published | `applications.publish_decision` |\n"
        "| `supersede` | Published | Replaced | `applications.publish_decision` |\n"
    )


@pytest.mark.parametrize(
    "predicate, words",
    [
        ("is_project_lead", "is project lead"),
        ("(writes_application | is_project_lead)", "writes application or is project lead"),
        ("(a_b & ~(c | d))", "a b and not c or d"),
    ],
)
def test_a_rule_is_written_in_words(predicate, words):
    assert diagrams.predicate_in_words(predicate) == words


def documentation():
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("path", documentation(), ids=lambda path: path.name)
def test_every_file_that_the_documentation_names_exists(path):
    """Links between documents, and names of files and folders written as code."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text)
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?)`", text)
    files = [name for name in named if "/" in name and (ROOT / name.split("/")[0]).exists()]

    lost = [name for name in links if not (path.parent / name).exists()]
    lost += [name for name in files if not (ROOT / name).exists()]

    assert lost == []


def test_decisions_are_numbered_without_gaps_and_say_why():
    found = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in found]
    headings = [re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE) for path in found]

    assert numbers == list(range(1, len(found) + 1))
    assert headings == [["Context", "Decision", "Consequences"]] * len(found)


def test_every_decision_is_in_the_index():
    index = (DOCS / "architecture.md").read_text(encoding="utf-8")

    assert [
        p.name for p in sorted((DOCS / "adr").glob("*.md")) if f"adr/{p.name}" not in index
    ] == []
