"""The self-check: its questions follow the terms, and each answer leads somewhere."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from cohorts.enums import CriterionRule, ParticipantKind
from cohorts.models import EligibilityCriterion
from cohorts.self_check import Standing, assess_answers, questions_for
from tests.factories import make_cohort, make_terms

pytestmark = pytest.mark.django_db
BOTH = (ParticipantKind.MUNICIPALITY, ParticipantKind.REGION)


def _add_criteria(terms, *rules):
    for number, rule in enumerate(rules):
        EligibilityCriterion.objects.create(
            terms=terms, key=f"extra-{number}", name_sv="Extra", rule=rule, wording_sv="Extra",
            position=20 + number,
        )  # fmt: skip


def test_a_question_for_each_criterion_in_their_order():
    terms = make_terms()

    assert [question.rule for question in questions_for(terms)] == [
        CriterionRule.POLITICAL_DECISION,
        CriterionRule.DECISION_TO_APPLY,
        CriterionRule.TEAM,
        CriterionRule.COMMITMENTS,
    ]


def test_never_more_than_five_questions():
    terms = make_terms()
    _add_criteria(terms, CriterionRule.OPERATION, CriterionRule.TEAM)

    assert len(questions_for(terms)) == 5


def test_what_skr_judges_alone_is_not_asked():
    terms = make_terms()
    _add_criteria(terms, CriterionRule.MANUAL)

    assert "extra-0" not in {question.key for question in questions_for(terms)}


def test_the_team_question_names_those_who_are_needed_by_kind():
    with override("en"):
        texts = {
            str(kind): next(q.hint for q in questions_for(make_terms(kind=kind)) if q.key == "team")
            for kind in BOTH
        }

    assert texts == {
        "municipality": "Those needed: a politician, a senior manager and a key person.",
        "region": "Those needed: a politician, a senior manager, a key person and a finance"
        " manager.",
    }


def test_every_answer_gets_its_standing_and_advice():
    questions = questions_for(make_terms())

    result = assess_answers(
        questions,
        {"political_decision": "planned", "decision_to_apply": "no", "team": "yes"},
    )

    assert [verdict.standing for verdict in result.verdicts] == [
        Standing.PLANNED,
        Standing.LEFT,
        Standing.MET,
        Standing.LEFT,
    ]
    assert (result.met, result.left, result.total) == (1, 2, 4)
    assert all(verdict.advice for verdict in result.verdicts)


@pytest.fixture
def answers():
    return {
        "kind": "municipality",
        "answered": "1",
        "q-political_decision": "planned",
        "q-decision_to_apply": "yes",
        "q-team": "yes",
        "q-commitments": "yes",
    }


def test_the_page_asks_without_an_account_and_shows_the_verdicts(client, answers):
    url = reverse("cohorts:self_check", args=[make_cohort().slug])

    page = client.get(url)
    assert page.templates[0].name == "cohorts/self_check.html"
    result = client.post(url, answers)

    assert result.status_code == 200
    assert result.templates[0].name == "cohorts/self_check_result.html"
    assert (result.context["result"].met, result.context["result"].left) == (3, 0)
    assert "sessionid" not in client.cookies


def test_a_missing_answer_is_asked_for_and_the_others_are_kept(client, answers):
    url = reverse("cohorts:self_check", args=[make_cohort().slug])
    del answers["q-team"]

    page = client.post(url, answers)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["q-team"]
    assert page.context["form"]["q-political_decision"].value() == "planned"


def test_a_round_for_both_kinds_asks_for_the_kind_first(client):
    url = reverse("cohorts:self_check", args=[make_cohort(kinds=BOTH).slug])

    first = client.get(url)
    assert list(first.context["form"].fields) == ["kind"]
    questions = client.post(url, {"kind": "region"})

    assert questions.context["form"].fields["kind"].initial == "region"
    assert questions.context["form"].is_bound is False


@pytest.mark.parametrize("data", [{}, {"kind": "county"}, {"kind": "region"}])
def test_a_kind_that_the_round_does_not_take_is_asked_for_again(client, data):
    url = reverse("cohorts:self_check", args=[make_cohort().slug])

    page = client.post(url, data)

    assert page.status_code == 422
    assert page.context["form"].is_bound is True


def test_a_made_up_answer_is_refused(client, answers):
    url = reverse("cohorts:self_check", args=[make_cohort().slug])

    page = client.post(url, {**answers, "q-team": "<script>"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["q-team"]


def test_a_round_without_criteria_has_no_self_check(client):
    url = reverse("cohorts:self_check", args=[make_cohort(kinds=()).slug])

    assert client.get(url).status_code == 404


def test_a_round_that_is_being_prepared_has_no_self_check(client):
    url = reverse("cohorts:self_check", args=[make_cohort(announced_on=None).slug])

    assert client.get(url).status_code == 404
