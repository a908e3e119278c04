"""The templates: what they ask, and that SKR's own wording stands."""

from decimal import Decimal

import pytest

from cohorts.models import Commitment, Programme, Terms
from cohorts.services.files import read_toml
from cohorts.services.programmes import load_programmes

TABLES = read_toml("programmes.toml")["programme"]


@pytest.fixture
def templates(db):
    load_programmes(tables=TABLES)
    return {
        terms.programme.slug: terms
        for terms in Terms.objects.filter(cohort=None).select_related("programme")
    }


def test_functions_differ_between_municipalities_and_regions(templates):
    assert {
        slug: list(terms.functions.values_list("function", "is_required"))
        for slug, terms in templates.items()
    } == {
        "modellkommuner": [
            ("politician", True),
            ("senior_manager", True),
            ("key_person", True),
            ("strategist", False),
        ],
        "modellregioner": [
            ("politician", True),
            ("senior_manager", True),
            ("finance_manager", True),
            ("key_person", True),
            ("strategist", False),
        ],
    }


def test_criteria_commitments_and_results(templates):
    kommuner, regioner = templates["modellkommuner"], templates["modellregioner"]
    assert list(kommuner.criteria.values_list("rule", flat=True)) == [
        "political_decision",
        "decision_to_apply",
        "team",
        "commitments",
    ]
    assert list(regioner.criteria.values_list("rule", flat=True)) == [
        "political_decision",
        "decision_to_apply",
        "operation",
        "team",
        "commitments",
    ]
    keys = ["attend", "host", "improve", "report", "mentor", "concept", "costs"]
    assert list(kommuner.commitments.values_list("key", flat=True)) == keys
    assert list(regioner.commitments.values_list("key", flat=True)) == keys
    assert (kommuner.expected_results.count(), regioner.expected_results.count()) == (4, 5)
    assert (kommuner.fee, kommuner.list_price) == (Decimal(50000), Decimal(80000))


def test_every_text_is_there_in_both_languages(templates):
    def texts(table):
        for name, value in table.items():
            if isinstance(value, dict):
                yield from texts(value)
            elif isinstance(value, list):
                for row in value:
                    yield from texts(row)
            elif name.endswith("_sv"):
                yield name, value, table.get(f"{name[:-3]}_en")

    found = [text for table in TABLES for text in texts(table)]
    assert len(found) == 74
    assert [name for name, swedish, english in found if not (swedish and english)] == []


def test_loading_again_keeps_what_skr_has_written(templates):
    Commitment.objects.filter(terms=templates["modellkommuner"], key="costs").update(
        wording_sv="SKR:s egen text."
    )
    report = load_programmes(tables=TABLES)
    assert (report.created, report.changed) == ([], [])
    remark = (
        "modellkommuner, kept as SKR has it: åtagande SKR:s egen text.: wording_sv"
        " 'SKR:s egen text.' → 'Vi betalar våra egna kostnader för lärandeträffar och resor.'"
    )
    assert report.remarks == [remark]
    assert Commitment.objects.get(terms=templates["modellkommuner"], key="costs").wording_sv == (
        "SKR:s egen text."
    )


def test_reset_brings_the_wording_of_the_file_back(templates):
    Commitment.objects.filter(key="costs").update(wording_sv="SKR:s egen text.")
    Programme.objects.get(slug="modellregioner").schedule.all().delete()
    report = load_programmes(tables=TABLES, reset=True)
    assert (len(report.created), len(report.changed)) == (9, 2)
    assert not Commitment.objects.filter(wording_sv="SKR:s egen text.").exists()
