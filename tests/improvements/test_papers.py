"""The five-step check of decision papers and its log."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from improvements.models import PaperCheck
from improvements.paper_steps import STEPS, to_complete
from improvements.papers_page import read_papers
from improvements.services.checking_papers import check_paper
from tests.group_world import make_group_world

pytestmark = pytest.mark.django_db
ALL_YES = {step.key: "yes" for step in STEPS}
ONE_NO = ALL_YES | {"statistics": "no"}


@pytest.fixture
def world():
    with time_machine.travel(datetime(2027, 5, 20, 9, tzinfo=UTC), tick=False):
        yield make_group_world(kick_off=date(2027, 2, 1))


def _check(world, answers=ALL_YES, title="Budget 2028", **said):
    actor = world.person("lund", "strategist")
    return check_paper(participation=world.lund, title=title, answers=answers, actor=actor, **said)


def test_a_no_sends_the_paper_back_with_what_is_missing():
    assert to_complete(ALL_YES) == []
    assert [step.key for step in to_complete(ONE_NO)] == ["statistics"]


def test_a_paper_that_comes_back_is_checked_anew_and_both_stay(world):
    first, again = _check(world, ONE_NO), _check(world, ALL_YES)

    assert list(PaperCheck.objects.all()) == [again, first]


def test_the_same_check_sent_twice_is_one(world):
    assert _check(world) == _check(world)
    assert PaperCheck.objects.count() == 1


@pytest.mark.parametrize(
    "answers", [{}, {**ALL_YES, "people": "maybe"}, {**ALL_YES, "more": "yes"}]
)
def test_every_question_is_answered_by_yes_or_no(world, answers):
    with pytest.raises(ValidationError):
        _check(world, answers)
    assert PaperCheck.objects.count() == 0


@pytest.mark.parametrize("who", ["partner", "mentor"])
def test_others_check_nothing(world, who):
    actor = world.mentor if who == "mentor" else world.person("ystad", "strategist")
    with pytest.raises(PermissionDenied):
        check_paper(participation=world.lund, title="Budget", answers=ALL_YES, actor=actor)


def test_the_page_says_what_is_missing_most_often(world):
    _check(world, ONE_NO)
    _check(world, ONE_NO, title="Skolplan")
    _check(world, ALL_YES | {"people": "no"}, title="Idrottshall")
    _check(world, title="Taxa")

    page = read_papers(PaperCheck.objects.all())

    assert page.most_missed.key == "statistics"
    assert sum(not line.missing for line in page.lines) == 1


def test_a_form_with_a_question_unanswered_keeps_what_was_typed(world, client):
    client.force_login(world.person("lund", "politician"))
    typed = {"title": "Skolplan", **ALL_YES}
    del typed["goals"]

    answer = client.post(reverse("improvements:check_paper", args=[world.lund.pk]), typed)

    assert answer.status_code == 422
    assert 'value="Skolplan"' in answer.content.decode()


def test_the_check_comes_into_the_log_and_the_file(world, client):
    client.force_login(world.person("lund", "politician"))
    typed = {"title": "=1+1", "note": "-2", **ONE_NO}

    answer = client.post(reverse("improvements:check_paper", args=[world.lund.pk]), typed)

    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "=1+1" in page
    assert str(STEPS[1].missing) in page
    content = client.get(reverse("improvements:papers_file", args=[world.lund.pk, "csv"])).content
    rows = [row.split(";") for row in content.decode("utf-8-sig").splitlines()]
    assert (rows[1][0], rows[1][-1]) == ("'=1+1", "'-2")


@pytest.mark.parametrize("name", ["papers", "check_paper", "papers_file"])
@pytest.mark.parametrize("who", ["partner", "mentor"])
def test_the_log_is_the_organisations_own(world, client, name, who):
    client.force_login(world.mentor if who == "mentor" else world.person("ystad", "strategist"))

    kind = ["csv"] if name == "papers_file" else []
    answer = client.get(reverse(f"improvements:{name}", args=[world.lund.pk, *kind]))
    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_log_asks_the_same_number_of_questions(world, client, count, django_assert_num_queries):
    for number in range(count):
        _check(world, title=f"Ärende {number}")
    client.force_login(world.person("lund", "strategist"))

    with django_assert_num_queries(5):
        client.get(reverse("improvements:papers", args=[world.lund.pk]))
