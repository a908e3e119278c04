"""The walk through the sections: states, what is missing, answers."""

from typing import Any

import pytest
from django.utils import translation

from applications.answers import CompleteAnswers
from applications.models import Application
from applications.sections import DONE, HALF, OPEN, SECTIONS, WARN, Walker
from tests import factories
from tests.applications.typed import complete_data, keep, keep_complete, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def application() -> Application:
    return factories.make_application(organisation=factories.make_organisation("Lund"))


def states(application: Application) -> list[str]:
    return [one.state for one in Walker(application).sections]


def test_seven_sections_in_their_order() -> None:
    assert [section.key for section in SECTIONS] == [
        "organisation",
        "political_decision",
        "decision_to_apply",
        "commitments",
        "team",
        "why",
        "invoice",
    ]


def test_an_empty_application_is_not_started(application: Application) -> None:
    walker = Walker(application)
    assert states(application) == [OPEN] * 7
    assert {one.status for one in walker.sections} == {"Not started"}
    assert walker.headline == "None of seven parts is done"
    assert walker.versions == dict.fromkeys(walker.versions, 0)


def test_a_complete_application(application: Application) -> None:
    keep_complete(application)
    walker = Walker(application)
    assert [one.state for one in walker.sections] == [DONE] * 7
    assert (walker.missing, walker.is_complete) == ([], True)
    assert walker.headline == "All seven parts are done"
    assert walker.section("decision_to_apply").status == "Done, decision planned"
    complete = walker.complete()
    assert isinstance(complete, CompleteAnswers)
    assert complete.snapshot == walker.answers()
    assert complete.commitments == ["attend", "mentor"]


def test_what_is_half_done_says_what_is_missing(application: Application) -> None:
    team = person("politician", "P") | person("key_person", "N")
    keep(application, **complete_data() | {"team": team, "invoice": {}})
    keep(application, political_decision={"kind": ["council"], "is_taken": ["yes"]})
    walker = Walker(application)
    assert [one.state for one in walker.sections] == [DONE, WARN, DONE, DONE, HALF, DONE, OPEN]
    assert walker.headline == "Four of seven parts are done"
    assert walker.section("team").status == "One person is missing"
    decision = walker.section("political_decision")
    assert decision.status == "Three things are missing"
    assert decision.line == (
        "Missing: The day when the decision was taken, who takes the decision and "
        "extract of the minutes or another document"
    )
    assert [(item.label, item.section_title) for item in walker.missing][3:5] == [
        ("Senior manager in your team", "Your team"),
        ("Reference for the invoice", "Invoice and wishes"),
    ]
    url = f"/ansokan/{application.pk}/del/team/?show=1#id_senior_manager_name"
    assert walker.missing[3].url == url


def test_a_wrong_answer_is_a_warning(application: Application) -> None:
    keep(application, invoice=complete_data()["invoice"] | {"postcode": ["1"]})
    section = Walker(application).section("invoice")
    assert (section.state, section.status) == (WARN, "One answer is not right")
    assert section.line == "Write the postcode with five digits, for instance 221 00"


def test_answers_read_as_typed_where_they_are_wrong(application: Application) -> None:
    keep(application, decision_to_apply={"is_taken": ["yes"], "decided_on_day": ["31"]})
    answers = Walker(application).section("decision_to_apply").answers()["answers"]
    assert answers == [
        {"label": "Is the decision taken?", "value": "Yes, it is taken", "field": "is_taken"},
        {"label": "Which day was the decision taken?", "value": "31", "field": "decided_on"},
        {"label": "Who took the decision?", "value": "", "field": "body"},
        {"label": "Extract of the minutes", "value": "", "field": "document"},
    ]


def test_answers_of_a_decision_say_the_day_in_words(application: Application) -> None:
    keep_complete(application)
    answers = Walker(application).section("political_decision").answers()["answers"]
    assert answers == [
        {"label": "Which decision do you have?", "value": "The CEMR declaration", "field": "kind"},
        {"label": "Is the decision taken?", "value": "Yes, it is taken", "field": "is_taken"},
        {"label": "Which day was the decision taken?", "value": "2012", "field": "decided_on"},
    ]


def test_the_applicant_stands_first(application: Application) -> None:
    keep_complete(application)
    assert Walker(application).answers()[0] == {
        "key": "organisation",
        "title": "Your organisation",
        "answers": [
            {"label": "Applicant", "value": "Lund kommun", "field": ""},
            {
                "label": "Department that holds the application",
                "value": "Kommunkontoret",
                "field": "department",
            },
        ],
    }


def test_an_incomplete_application_has_no_complete_answers(application: Application) -> None:
    with pytest.raises(ValueError, match="not complete"):
        Walker(application).complete()


def test_a_region_is_asked_for_four_functions_and_an_operation() -> None:
    cohort = factories.make_cohort(kinds=("region",))
    region = factories.make_organisation("Region Skåne", kind="region")
    application = factories.make_application(cohort=cohort, organisation=region)
    keep(application, organisation={"department": ["K"]}, team=person("politician", "P"))
    walker = Walker(application)
    assert [item.label for item in walker.section("organisation").missing] == [
        "Designated operation"
    ]
    assert [item.label for item in walker.section("team").missing] == [
        "Senior manager in your team",
        "Key person in your team",
        "Finance manager in your team",
    ]


def test_unsent_changes_are_known_by_version(application: Application) -> None:
    keep_complete(application)
    owner = application.created_by
    submission = factories.make_submission(application, by=owner)
    submission.versions = Walker(application).versions
    submission.save()
    assert Walker(application).has_unsent_changes is False
    application.drafts.filter(section="why").update(version=2)
    assert Walker(application).has_unsent_changes is True
