"""The pages of the self-assessment: at home, alone, together, and what stays unseen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from improvements.models import AgreedAnswer, Assessment, AssessmentOccasion
from improvements.services.assessing import SettledAnswer, stamp
from modellkonceptet.accounts.models import User
from tests import factories
from tests.improvements.assessment_recipes import (
    AssessmentWorld,
    make_assessment,
    make_assessment_world,
    make_edition,
    moments_of,
)

ALL = (2, 3, 4)
QUERIES_OF_THE_LIST = 11
QUERIES_OF_THE_RESULT = 11
QUERIES_OF_THE_OWN_ANSWERS = 7
QUERIES_OF_THE_COMMON_ANSWERS = 11


@pytest.fixture
def world(db: None) -> AssessmentWorld:
    return make_assessment_world()


@pytest.fixture
def assessment(world: AssessmentWorld) -> Assessment:
    """Of Lund, open; politician and key person have answered, and differ by two on the first."""
    return make_assessment(
        world.lund,
        world.start,
        world.edition,
        own={"politician": (1, 3, 4), "key_person": (3, 3, 3)},
        agreed=False,
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, pk: int, query: str = "") -> str:
    return reverse(f"improvements:{name}", args=[pk]) + query


def typed(assessment: Assessment, *steps: int, **fields: Any) -> dict[str, str]:
    """A form of common answers that was opened now."""
    rows = {row.moment_id: row for row in assessment.answers.all()}
    assessment.refresh_from_db()
    data = {"seen": str(assessment.version)}
    for moment, step in zip(moments_of(assessment.edition), steps, strict=True):
        data |= {
            f"value-{moment.pk}": str(step),
            f"stamp-{moment.pk}": stamp(rows.get(moment.pk)),
        }
    return data | {name: str(value) for name, value in fields.items()}


# The list of occasions


def test_the_list_offers_to_begin_and_begins(world: AssessmentWorld) -> None:
    client = signed_in(world.politician)
    page = client.get(url("assessments", world.lund.pk))
    assert page.status_code == 200
    assert [(row.kind, row.state[0]) for row in page.context["page"].rows] == [
        ("start", "open"),
        ("end", "open"),
    ]
    begin = {"kind": "start", "number": "0"}
    answer = client.post(url("start_assessment", world.lund.pk), begin)
    begun = Assessment.objects.get(participation=world.lund)
    assert answer.url == url("answer_alone", begun.pk)
    # A second click leads to the same.
    assert client.post(url("start_assessment", world.lund.pk), begin).url == answer.url


def test_what_cannot_begin_is_said(world: AssessmentWorld) -> None:
    client = signed_in(world.politician)
    for nonsense in ({}, {"kind": "start", "number": "²"}, {"kind": "x", "number": "9" * 30}):
        client.post(url("start_assessment", world.lund.pk), nonsense)
    assert Assessment.objects.count() == 1  # "²" is no number: the start has none either
    page = client.get(url("assessments", world.lund.pk))
    assert len(list(page.context["messages"])) == 2


def test_partners_read_of_the_list_what_is_finished_for_both(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, ALL)
    client = signed_in(world.partner)
    page = client.get(url("assessments", world.lund.pk))
    assert [row.assessment for row in page.context["page"].rows] == [None, None]
    assert page.context["may_write"] is False
    make_assessment(world.ystad, world.start, world.edition, ALL)
    page = client.get(url("assessments", world.lund.pk))
    assert [row.is_agreed for row in page.context["page"].rows] == [True, False]


def test_strangers_see_neither_list_nor_answers(
    world: AssessmentWorld, assessment: Assessment, stranger: User
) -> None:
    client = signed_in(stranger)
    assert client.get(url("assessments", world.lund.pk)).status_code == 403
    for name in ("assessment", "answer_alone", "agree"):
        assert client.get(url(name, assessment.pk)).status_code == 404


def make_many(world: AssessmentWorld, occasions: int) -> None:
    for number in range(1, occasions + 1):
        occasion = AssessmentOccasion.objects.create(
            cohort=world.group.cohort, kind="before_meeting", number=number
        )
        own = {"politician": ALL, "key_person": (1, 1, 1)}
        for place in (world.lund, world.ystad):
            make_assessment(place, occasion, world.edition, ALL, own=own)


@pytest.mark.parametrize("count", [1, 9])
def test_the_list_asks_the_same_number_of_questions(
    world: AssessmentWorld, count: int, django_assert_num_queries: Any
) -> None:
    make_many(world, count)
    client = signed_in(world.politician)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get(url("assessments", world.lund.pk))


# Alone


def test_answering_alone_and_going_on_later(world: AssessmentWorld, assessment: Assessment) -> None:
    client = signed_in(world.group.person("lund", "strategist"))
    first, second, _third = world.moments
    page = client.post(
        url("answer_alone", assessment.pk),
        {f"value-{first.pk}": "2", f"comment-{first.pk}": "Beslutet är gammalt"},
        follow=True,
    )
    assert page.redirect_chain == [(assessment.get_absolute_url(), 302)]
    assert page.context["page"].has_answered is False
    page = client.get(url("answer_alone", assessment.pk))
    assert page.context["form"][f"comment-{first.pk}"].value() == "Beslutet är gammalt"
    assert page.context["form"][f"value-{second.pk}"].value() is None


def test_an_autosave_says_how_far_one_has_come(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    client = signed_in(world.group.person("lund", "strategist"))
    data = {f"value-{world.moments[0].pk}": "2"}
    answer = client.post(url("answer_alone", assessment.pk), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert (answer.context["answered"], answer.context["of"]) == (1, 3)
    assert 'id="saved"' in answer.content.decode()
    wrong = {f"comment-{world.moments[1].pk}": "Vet inte"}
    answer = client.post(url("answer_alone", assessment.pk), wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.context["not_saved"]
    assert world.own(assessment, world.group.person("lund", "strategist")) == [2]


@pytest.mark.parametrize("value, comment", [("9", ""), ("x", ""), ("", "Vet inte")])
def test_what_is_refused_alone_is_kept_on_the_page(
    world: AssessmentWorld, assessment: Assessment, value: str, comment: str
) -> None:
    moment = world.moments[0]
    client = signed_in(world.group.person("lund", "strategist"))
    data = {f"value-{moment.pk}": value, f"comment-{moment.pk}": comment}
    page = client.post(url("answer_alone", assessment.pk), data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [f"value-{moment.pk}"]
    assert page.context["form"][f"comment-{moment.pk}"].value() == comment


def test_alone_one_sees_nobody_else_s_answers(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    client = signed_in(world.group.person("lund", "strategist"))
    page = client.get(url("agree", assessment.pk))
    assert page.status_code == 200
    assert page.context["page"].sees_voices is False
    assert [row.voices for level in page.context["page"].levels for row in level.rows] == [()] * 3


def test_partners_mentor_and_skr_do_not_answer(
    world: AssessmentWorld, assessment: Assessment, project_lead: User
) -> None:
    for user in (world.partner, world.group.mentor):
        assert signed_in(user).get(url("answer_alone", assessment.pk)).status_code == 404
    client = signed_in(project_lead)
    for name in ("answer_alone", "agree"):
        assert client.get(url(name, assessment.pk)).status_code == 403
        assert client.post(url(name, assessment.pk)).status_code == 403
    page = client.get(url("assessment", assessment.pk))
    assert page.status_code == 200
    assert page.context["page"].said_alone == []


@pytest.mark.parametrize("moments", [1, 20])
def test_the_own_answers_ask_the_same_number_of_questions(
    world: AssessmentWorld, moments: int, django_assert_num_queries: Any
) -> None:
    edition = make_edition("lang", moments=moments)
    own = {"politician": (2,) * moments}
    assessment = make_assessment(world.lund, world.start, edition, own=own, agreed=False)
    client = signed_in(world.politician)
    with django_assert_num_queries(QUERIES_OF_THE_OWN_ANSWERS):
        client.get(url("answer_alone", assessment.pk))


# Together


def test_the_key_person_sees_where_they_differ(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    page = signed_in(world.key_person).get(url("agree", assessment.pk)).context["page"]
    assert [(row.moment.number, row.apart) for row in page.differing] == [(1, 2), (3, 1)]
    first = page.differing[0]
    assert [(voice.step, voice.shape) for voice in first.voices] == [(1, "square"), (3, "triangle")]


def test_agreeing_in_one_go(world: AssessmentWorld, assessment: Assessment) -> None:
    client = signed_in(world.key_person)
    data = typed(assessment, *ALL, finish="1")
    data[f"evidence-{world.moments[0].pk}"] = "Beslut KS 2026/12"
    page = client.post(url("agree", assessment.pk), data, follow=True)
    assert page.redirect_chain == [(assessment.get_absolute_url(), 302)]
    assert page.context["page"].is_agreed
    assert [row.answer.evidence for row in page.context["page"].evidence] == ["Beslut KS 2026/12"]


def test_what_is_missing_is_said_and_the_rest_is_saved(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    client = signed_in(world.key_person)
    data = typed(assessment, *ALL, finish="1")
    last = world.moments[2].pk
    del data[f"value-{last}"]
    page = client.post(url("agree", assessment.pk), data)
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == [f"value-{last}"]
    assert assessment.answers.count() == 2
    # From the page as it now stands it can be finished.
    again = {field.html_name: str(field.value() or "") for field in form}
    again |= {f"value-{last}": "4", "finish": "1"}
    again[f"evidence-{world.moments[0].pk}"] = "Nytt underlag"
    assert client.post(url("agree", assessment.pk), again).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == "agreed"
    assert assessment.answers.get(moment=world.moments[0]).evidence == "Nytt underlag"


def test_two_at_the_same_moment_see_both_versions(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    mine = typed(assessment, 1, 3, 3)
    theirs = typed(assessment, 4, 3, 3)
    first = world.moments[0].pk
    theirs[f"evidence-{first}"] = "Protokollet"
    assert signed_in(world.politician).post(url("agree", assessment.pk), theirs).status_code == 302
    client = signed_in(world.key_person)
    page = client.post(url("agree", assessment.pk), mine)
    assert page.status_code == 422
    assert [row.evidence for row in page.context["conflicts"]] == ["Protokollet"]
    form = page.context["form"]
    assert form[f"value-{first}"].value() == "1"  # what was typed is kept
    assert AgreedAnswer.objects.get(moment=first).value == 4
    again = {field.html_name: str(field.value() or "") for field in form}
    assert client.post(url("agree", assessment.pk), again).status_code == 302
    assert AgreedAnswer.objects.get(moment=first).value == 1


def test_what_the_form_refuses_is_kept_and_hides_no_conflict(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    mine = typed(assessment, 1, 3, 3)
    mine[f"value-{world.moments[1].pk}"] = "9"
    theirs = typed(assessment, 4, 3, 3)
    assert signed_in(world.politician).post(url("agree", assessment.pk), theirs).status_code == 302
    client = signed_in(world.key_person)
    page = client.post(url("agree", assessment.pk), mine)
    assert page.status_code == 422
    form = page.context["form"]
    assert [form[f"value-{one.pk}"].value() for one in world.moments] == ["1", "9", "3"]
    again = {field.html_name: str(field.value() or "") for field in form}
    page = client.post(url("agree", assessment.pk), again | {f"value-{world.moments[1].pk}": "3"})
    assert [row.value for row in page.context["conflicts"]] == [4]


def test_what_another_has_settled_is_read_before_it_is_finished(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    old = typed(assessment, *ALL, finish="1")
    for moment in world.moments[1:]:
        del old[f"value-{moment.pk}"]
    client = signed_in(world.politician)
    # Meanwhile somebody settles the other two.
    others = typed(assessment, *ALL)
    del others[f"value-{world.moments[0].pk}"]
    assert signed_in(world.key_person).post(url("agree", assessment.pk), others).status_code == 302
    page = client.post(url("agree", assessment.pk), old)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors().as_data()[0].code == "changed_meanwhile"
    # The page now shows what the other has settled, and what was typed.
    shown = [page.context["form"][f"value-{one.pk}"].value() for one in world.moments]
    assert shown == ["2", "3", "4"]
    again = {field.html_name: str(field.value() or "") for field in page.context["form"]}
    assert client.post(url("agree", assessment.pk), again | {"finish": "1"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == "agreed"


def test_an_agreed_assessment_has_no_form(world: AssessmentWorld) -> None:
    done = make_assessment(world.lund, world.start, world.edition, ALL)
    client = signed_in(world.key_person)
    for name in ("agree", "answer_alone"):
        assert client.get(url(name, done.pk)).url == done.get_absolute_url()
    page = client.post(url("agree", done.pk), typed(done, 1, 1, 1))
    assert (page.status_code, len(page.context["form"].non_field_errors())) == (422, 1)


def test_in_a_finished_round_there_is_nothing_to_fill_in(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    world.lund.status = "completed"
    world.lund.save()
    client = signed_in(world.key_person)
    for name in ("agree", "answer_alone"):
        assert client.get(url(name, assessment.pk)).url == assessment.get_absolute_url()
    assert client.get(assessment.get_absolute_url()).context["may_write"] is False
    page = client.get(url("assessments", world.lund.pk))
    assert (page.context["is_home"], page.context["may_write"]) == (True, False)


def test_taking_up_again(world: AssessmentWorld) -> None:
    done = make_assessment(world.lund, world.start, world.edition, ALL)
    client = signed_in(world.key_person)
    assert client.get(url("reopen_assessment", done.pk)).status_code == 405
    assert client.post(url("reopen_assessment", done.pk)).url == url("agree", done.pk)
    assert client.post(url("reopen_assessment", done.pk)).url == done.get_absolute_url()
    done.refresh_from_db()
    assert done.status == "open"


# Two levels


def test_a_checklist_on_two_levels_asks_one_at_a_time(world: AssessmentWorld) -> None:
    edition = make_edition("tva", levels=("whole", "committee"), moments=2)
    assessment = make_assessment(world.lund, world.start, edition, agreed=False)
    client = signed_in(world.politician)
    first, second = moments_of(edition), moments_of(edition, "committee")
    asked = client.get(url("answer_alone", assessment.pk)).context["form"].moments
    assert asked == first
    answer = client.post(
        url("answer_alone", assessment.pk), {f"value-{one.pk}": "2" for one in first}
    )
    assert answer.url == url("answer_alone", assessment.pk, "?niva=committee")
    client.post(answer.url, {f"value-{one.pk}": "3" for one in second})
    data = {f"value-{one.pk}": "2" for one in first} | {"finish": "1", "seen": "0"}
    data |= {f"stamp-{one.pk}": stamp(SettledAnswer(None)) for one in first}
    page = client.post(url("agree", assessment.pk), data)
    assert page.status_code == 422
    assert len(page.context["form"].non_field_errors()) == 1
    assert list(page.context["form"].errors) == ["__all__"]
    data = {f"value-{one.pk}": "2" for one in second} | {"finish": "1", "seen": "1"}
    data |= {f"stamp-{one.pk}": stamp(SettledAnswer(None)) for one in second}
    assert client.post(url("agree", assessment.pk, "?niva=committee"), data).status_code == 302
    page = client.get(assessment.get_absolute_url())
    assert [level.score.points for level in page.context["page"].levels] == [4, 4]


# The result


def test_the_result_says_what_has_moved_and_what_to_talk_about(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, (3, 2, 1))
    later = AssessmentOccasion.objects.create(
        cohort=world.group.cohort, kind="before_meeting", number=1
    )
    own = {"politician": (1, 3, 1), "key_person": (4, 3, 1)}
    now = make_assessment(world.lund, later, world.edition, (2, 4, 1), own=own)
    page = signed_in(world.politician).get(now.get_absolute_url()).context["page"]
    rows = page.levels[0].rows
    assert [(row.step, row.before, row.change) for row in rows] == [
        (2, 3, -1),
        (4, 2, 2),
        (1, 1, 0),
    ]
    assert len(page.to_talk_about) == 3
    titles = [moment.title for moment in world.moments]
    starts = [titles[0], titles[0], titles[2]]
    assert [said.startswith(title) for said, title in zip(page.to_talk_about, starts, strict=True)]
    assert page.readiness is None  # an edition without the rule of thumb


def test_another_edition_is_not_compared_moment_by_moment(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, make_edition("aldre", highest=3), (3, 3, 3))
    later = AssessmentOccasion.objects.create(cohort=world.group.cohort, kind="end")
    now = make_assessment(world.lund, later, world.edition, (2, 2, 2))
    page = signed_in(world.politician).get(now.get_absolute_url()).context["page"]
    assert [row.before for row in page.levels[0].rows] == [None, None, None]
    assert "50" in page.headline  # from the whole to a half


def test_the_rule_of_thumb_on_the_page(db: None) -> None:
    world = make_assessment_world(highest=3, has_rule_of_thumb=True)
    done = make_assessment(world.lund, world.start, world.edition, (3, 3, 2))
    page = signed_in(world.politician).get(done.get_absolute_url()).context["page"]
    assert page.readiness.is_ready is True


@pytest.mark.parametrize("count", [1, 9])
def test_the_result_asks_the_same_number_of_questions(
    world: AssessmentWorld, count: int, django_assert_num_queries: Any
) -> None:
    make_many(world, count)
    last = Assessment.objects.filter(participation=world.lund).order_by("pk").last()
    assert last is not None
    client = signed_in(world.politician)
    with django_assert_num_queries(QUERIES_OF_THE_RESULT):
        client.get(last.get_absolute_url())


@pytest.mark.parametrize("moments, people", [(2, 1), (10, 12)])
def test_the_common_answers_ask_the_same_number_of_questions(
    world: AssessmentWorld, moments: int, people: int, django_assert_num_queries: Any
) -> None:
    edition = make_edition("lang", moments=moments)
    for _number in range(people):
        world.lund.team.create(function="finance_manager", name="Ekonomichef")
    steps = (2,) * moments
    assessment = make_assessment(
        world.lund, world.start, edition, steps, own={"key_person": steps}, agreed=False
    )
    for seat in world.lund.team.filter(function="finance_manager"):
        assessment.function_answers.create(member=seat, moment=moments_of(edition)[0], value=1)
    client = signed_in(world.key_person)
    with django_assert_num_queries(QUERIES_OF_THE_COMMON_ANSWERS):
        client.get(url("agree", assessment.pk))


def test_a_person_without_a_seat_any_more_answers_nothing(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    seat = world.group.seat(world.lund, "politician")
    seat.left_on = factories.timezone.localdate()
    seat.save()
    assert signed_in(world.politician).get(url("answer_alone", assessment.pk)).status_code == 404
    # Their answers stay with the team.
    page = signed_in(world.key_person).get(url("agree", assessment.pk)).context["page"]
    assert [row.apart for row in page.differing] == [2, 1]
