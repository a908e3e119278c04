"""Answering alone, agreeing, and taking up again: the happy way and each refusal."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cohorts.enums import ParticipationStatus
from improvements.enums import AssessmentStatus
from improvements.models import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    FunctionAnswer,
    RoundMethod,
)
from improvements.services.assessing import (
    MOST_COMMENT,
    MOST_TEXT,
    OwnAnswer,
    SettledAnswer,
    agree_assessment,
    reopen_assessment,
    save_agreed_answers,
    save_own_answers,
    stamp,
    start_assessment,
)
from modellkonceptet.records.models import AuditEntry
from tests.at_once import at_once, codes
from tests.improvements.assessment_recipes import (
    AssessmentWorld,
    make_assessment,
    make_assessment_world,
    make_edition,
)

ALL = (2, 3, 4)


@pytest.fixture
def world(db: None) -> AssessmentWorld:
    return make_assessment_world()


@pytest.fixture
def assessment(world: AssessmentWorld) -> Assessment:
    """Of Lund, open; the key person has answered alone."""
    return make_assessment(
        world.lund, world.start, world.edition, own={"key_person": ALL}, agreed=False
    )


def start(world: AssessmentWorld, actor: Any = None, **fields: Any) -> Assessment:
    fields = {"participation": world.lund, "kind": "start", "number": 0} | fields
    return start_assessment(actor=actor or world.key_person, **fields)


def settle(
    world: AssessmentWorld, assessment: Assessment, *steps: int | None, **fields: Any
) -> Any:
    """Save steps for the first moments, as a page would that showed what stands now."""
    standing = {row.moment_id: row for row in assessment.answers.all()}
    arguments = {
        "answers": {
            moment.pk: SettledAnswer(step)
            for moment, step in zip(world.moments, steps, strict=False)
        },
        "stamps": {moment.pk: stamp(standing.get(moment.pk)) for moment in world.moments},
        "seen": Assessment.objects.get(pk=assessment.pk).version,
        "actor": world.key_person,
    }
    return save_agreed_answers(assessment=assessment, **(arguments | fields))


def agreed(assessment: Assessment) -> list[int]:
    return list(assessment.answers.order_by("moment__number").values_list("value", flat=True))


def refused(call: Any, *args: Any, **fields: Any) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        call(*args, **fields)
    return caught.value


def trail(assessment: Assessment) -> list[str]:
    entries = AuditEntry.objects.filter(
        subject_type="improvements.assessment", subject_id=assessment.pk
    )
    return list(entries.order_by("pk").values_list("action", flat=True))


# Beginning


def test_an_occasion_begins_with_the_round_s_edition(world: AssessmentWorld) -> None:
    begun = start(world, world.politician)
    assert (begun.participation, begun.occasion, begun.edition, begun.status) == (
        world.lund,
        world.start,
        world.edition,
        AssessmentStatus.OPEN,
    )
    assert trail(begun) == ["start"]


def test_beginning_twice_is_beginning_once(world: AssessmentWorld) -> None:
    first = start(world)
    RoundMethod.objects.update(edition=make_edition("ny"))
    assert start(world, world.politician) == first
    assert Assessment.objects.get().edition == world.edition


def test_the_first_one_makes_the_round_s_occasions(world: AssessmentWorld) -> None:
    AssessmentOccasion.objects.all().delete()
    start(world)
    found = AssessmentOccasion.objects.values_list("kind", "number")
    assert list(found) == [("start", 0), ("end", 0)]


def test_there_is_no_such_occasion(world: AssessmentWorld) -> None:
    assert refused(start, world, kind="before_meeting", number=9).code == "no_occasion"
    assert refused(start, world, kind="nonsense").code == "no_occasion"


def test_nothing_begins_without_a_checklist(world: AssessmentWorld) -> None:
    RoundMethod.objects.all().delete()
    ChecklistEdition.objects.all().delete()
    assert refused(start, world).code == "no_checklist"
    assert Assessment.objects.count() == 0
    assert list(AssessmentOccasion.objects.all()) == [world.start]  # the end was not made either


def test_only_the_own_team_begins(world: AssessmentWorld, project_lead: Any) -> None:
    for stranger in (world.partner, world.group.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            start(world, stranger)


def test_a_finished_round_is_read_and_not_changed(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    world.lund.status = ParticipationStatus.COMPLETED
    world.lund.completed_on = timezone.localdate()
    world.lund.save()
    for call in (
        lambda: start(world),
        lambda: save_own_answers(assessment=assessment, answers={}, actor=world.key_person),
        lambda: settle(world, assessment, *ALL),
        lambda: agree_assessment(assessment=assessment, seen=0, actor=world.key_person),
        lambda: reopen_assessment(assessment=assessment, actor=world.key_person),
    ):
        assert refused(call).code == "round_is_over"


def test_who_has_left_the_round_writes_nothing(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    world.lund.status = ParticipationStatus.WITHDRAWN
    world.lund.withdrawn_on = timezone.localdate()
    world.lund.withdrawal_reason = "Ny majoritet"
    world.lund.save()
    with pytest.raises(PermissionDenied):
        save_own_answers(assessment=assessment, answers={}, actor=world.key_person)


# Alone


def save_own(world: AssessmentWorld, assessment: Assessment, *steps: Any, **fields: Any) -> int:
    answers = {
        moment.pk: step if isinstance(step, OwnAnswer) else OwnAnswer(step)
        for moment, step in zip(world.moments, steps, strict=False)
    }
    arguments = {"answers": answers, "actor": world.politician} | fields
    return save_own_answers(assessment=assessment, **arguments)


def test_each_answers_alone_and_bit_by_bit(world: AssessmentWorld, assessment: Assessment) -> None:
    assert save_own(world, assessment, 1, None, 2) == 2
    assert save_own(world, assessment, 4, OwnAnswer(3, "Budgeten är bra")) == 3
    assert world.own(assessment, world.politician) == [4, 3, 2]
    assert world.own(assessment, world.key_person) == [2, 3, 4]
    assert FunctionAnswer.objects.get(comment="Budgeten är bra").member.function == "politician"


def test_a_comment_needs_a_step(world: AssessmentWorld, assessment: Assessment) -> None:
    error = refused(save_own, world, assessment, 1, OwnAnswer(None, "Vet inte"))
    assert list(error.error_dict) == [f"value-{world.moments[1].pk}"]
    assert world.own(assessment, world.politician) == []


@pytest.mark.parametrize("step", [0, 5, -1])
def test_a_step_outside_the_scale(
    world: AssessmentWorld, assessment: Assessment, step: int
) -> None:
    error = refused(save_own, world, assessment, 2, step)
    assert list(error.error_dict) == [f"value-{world.moments[1].pk}"]
    assert world.own(assessment, world.politician) == []


def test_a_moment_of_another_edition(world: AssessmentWorld, assessment: Assessment) -> None:
    other = make_edition("annan").moments.first()
    assert other is not None
    fields = {"answers": {other.pk: OwnAnswer(1)}}
    assert list(refused(save_own, world, assessment, **fields).error_dict) == [f"value-{other.pk}"]


def test_too_long_a_comment(world: AssessmentWorld, assessment: Assessment) -> None:
    error = refused(save_own, world, assessment, OwnAnswer(1, "x" * (MOST_COMMENT + 1)))
    assert list(error.error_dict) == [f"comment-{world.moments[0].pk}"]


def test_partners_mentor_and_skr_answer_for_nobody(
    world: AssessmentWorld, assessment: Assessment, project_lead: Any
) -> None:
    for stranger in (world.partner, world.group.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            save_own(world, assessment, 1, actor=stranger)


def test_what_is_agreed_is_not_answered_alone_any_more(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    settle(world, assessment, *ALL)
    agree_assessment(assessment=assessment, seen=1, actor=world.key_person)
    assert refused(save_own, world, assessment, 1).code == "agreed"


# Together


def test_the_team_agrees_with_evidence_and_comment(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    said = SettledAnswer(2, "Beslut KS 2026/12", "Gäller från i år")
    saved = settle(world, assessment, *ALL, answers={world.moments[0].pk: said})
    assert (saved.version, saved.has_news) == (1, False)
    row = AgreedAnswer.objects.get()
    assert (row.value, row.evidence, row.comment) == (2, "Beslut KS 2026/12", "Gäller från i år")
    rest = dict(zip((moment.pk for moment in world.moments[1:]), (3, 4), strict=True))
    settle(world, assessment, answers={key: SettledAnswer(step) for key, step in rest.items()})
    done = agree_assessment(assessment=assessment, seen=2, actor=world.key_person)
    assert (done.status, done.agreed_by) == (AssessmentStatus.AGREED, world.key_person)
    assert agreed(assessment) == [2, 3, 4]
    assert trail(assessment) == ["settle_answers", "settle_answers", "agree"]


def test_saving_the_same_again_writes_nothing(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    settle(world, assessment, *ALL)
    assert settle(world, assessment, *ALL).version == 1
    # Sent again from a page that knew of nothing: the same is no conflict.
    assert settle(world, assessment, *ALL, stamps={}).version == 1
    assert trail(assessment) == ["settle_answers"]


def test_first_alone_then_together(world: AssessmentWorld, assessment: Assessment) -> None:
    save_own(world, assessment, 1)
    error = refused(settle, world, assessment, 1, actor=world.politician)
    assert error.code == "answer_alone_first"
    assert agreed(assessment) == []


def test_two_who_settle_the_same_moment(world: AssessmentWorld, assessment: Assessment) -> None:
    before = {moment.pk: stamp(None) for moment in world.moments}
    save_own(world, assessment, *ALL)
    settle(world, assessment, 1)
    error = refused(settle, world, assessment, 4, 2, stamps=before, seen=0, actor=world.politician)
    first = f"value-{world.moments[0].pk}"
    assert [(name, found[0].code) for name, found in error.error_dict.items()] == [
        (first, "changed_meanwhile")
    ]
    assert agreed(assessment) == [1]  # nothing of the second is written
    # Having seen it, the second may put theirs in its place.
    settle(world, assessment, 4, 2, actor=world.politician)
    assert agreed(assessment) == [4, 2]


def test_two_who_settle_different_moments_do_not_meet(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    before = {moment.pk: stamp(None) for moment in world.moments}
    settle(world, assessment, 1)
    saved = settle(world, assessment, None, 2, stamps=before, seen=0)
    assert (saved.version, saved.has_news) == (2, True)
    assert agreed(assessment) == [1, 2]


@pytest.mark.parametrize(
    "said, field",
    [
        (SettledAnswer(5), "value"),
        (SettledAnswer(0), "value"),
        (SettledAnswer(None, "Bevis"), "value"),
        (SettledAnswer(1, "x" * (MOST_TEXT + 1)), "evidence"),
        (SettledAnswer(1, "", "x" * (MOST_TEXT + 1)), "comment"),
    ],
)
def test_common_answers_that_are_refused(
    world: AssessmentWorld, assessment: Assessment, said: SettledAnswer, field: str
) -> None:
    number = world.moments[0].pk
    other = {world.moments[1].pk: SettledAnswer(1)}
    error = refused(settle, world, assessment, answers={number: said} | other)
    assert list(error.error_dict) == [f"{field}-{number}"]
    assert agreed(assessment) == []


def test_every_moment_must_be_settled(world: AssessmentWorld, assessment: Assessment) -> None:
    settle(world, assessment, 2, 3)
    error = refused(agree_assessment, assessment=assessment, seen=1, actor=world.key_person)
    assert list(error.error_dict) == [f"value-{world.moments[2].pk}"]
    assessment.refresh_from_db()
    assert assessment.status == AssessmentStatus.OPEN


def test_what_is_finished_is_what_was_seen(world: AssessmentWorld, assessment: Assessment) -> None:
    settle(world, assessment, *ALL)
    error = refused(agree_assessment, assessment=assessment, seen=0, actor=world.key_person)
    assert error.code == "changed_meanwhile"


def test_finishing_twice_is_told(world: AssessmentWorld, assessment: Assessment) -> None:
    settle(world, assessment, *ALL)
    agree_assessment(assessment=assessment, seen=1, actor=world.key_person)
    fields = {"assessment": assessment, "seen": 1, "actor": world.key_person}
    assert refused(agree_assessment, **fields).code == "agreed"
    assert refused(settle, world, assessment, 1).code == "agreed"


# Taking up again


def test_taken_up_again_also_when_partners_could_have_read_it(
    world: AssessmentWorld,
) -> None:
    done = make_assessment(world.lund, world.start, world.edition, ALL, own={"key_person": ALL})
    make_assessment(world.ystad, world.start, world.edition, ALL)
    reopened = reopen_assessment(assessment=done, actor=world.key_person)
    assert (reopened.status, reopened.agreed_at, reopened.agreed_by) == ("open", None, None)
    entry = AuditEntry.objects.get(subject_type="improvements.assessment")
    assert (entry.action, entry.actor, entry.details) == (
        "reopen",
        world.key_person,
        {"partners_could_read": 1},
    )
    # And it closes for both: the partner reads it no more.
    assert not Assessment.objects.visible_to(world.partner).filter(pk=done.pk).exists()
    settle(world, done, 4)
    agree_assessment(assessment=done, seen=1, actor=world.key_person)
    assert Assessment.objects.visible_to(world.partner).filter(pk=done.pk).exists()


def test_what_is_open_is_not_reopened(world: AssessmentWorld, assessment: Assessment) -> None:
    fields = {"assessment": assessment, "actor": world.key_person}
    assert refused(reopen_assessment, **fields).code == "wrong_state"


def test_nobody_else_reopens(world: AssessmentWorld, project_lead: Any) -> None:
    done = make_assessment(world.lund, world.start, world.edition, ALL)
    for stranger in (world.partner, world.group.mentor, project_lead):
        with pytest.raises(PermissionDenied):
            reopen_assessment(assessment=done, actor=stranger)


# Who reads what


def test_own_answers_never_leave_the_organisation(
    world: AssessmentWorld, project_lead: Any, reviewer: Any
) -> None:
    make_assessment(world.lund, world.start, world.edition, ALL, own={"politician": ALL})
    make_assessment(world.ystad, world.start, world.edition, ALL)
    seen = {
        user: FunctionAnswer.objects.visible_to(user).count()
        for user in (world.key_person, world.partner, world.group.mentor, project_lead, reviewer)
    }
    assert list(seen.values()) == [3, 0, 0, 0, 0]


def test_a_partner_s_answers_are_read_once_both_have_finished(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, ALL)
    mine = make_assessment(world.ystad, world.start, world.edition, ALL, agreed=False)
    of_lund = AgreedAnswer.objects.filter(assessment__participation=world.lund)
    assert of_lund.visible_to(world.partner).count() == 0
    assert of_lund.visible_to(world.group.mentor).count() == 3
    mine.status, mine.agreed_at = AssessmentStatus.AGREED, timezone.now()
    mine.save()
    assert of_lund.visible_to(world.partner).count() == 3
    # Another occasion opens nothing.
    end = AssessmentOccasion.objects.create(cohort=world.group.cohort, kind="end")
    Assessment.objects.filter(pk=mine.pk).update(occasion=end)
    assert of_lund.visible_to(world.partner).count() == 0


# At once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_team_begins_once_although_all_press(world: AssessmentWorld) -> None:
    people = [
        world.group.person("lund", function)
        for function in ("politician", "senior_manager", "key_person", "strategist")
    ]
    begun = at_once(*[lambda user=user: start(world, user).pk for user in people])
    assert begun == [Assessment.objects.get().pk] * 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told(
    world: AssessmentWorld, assessment: Assessment
) -> None:
    save_own(world, assessment, *ALL)
    first = world.moments[0].pk
    calls = [
        lambda step=step, user=user: save_agreed_answers(
            assessment=assessment,
            answers={first: SettledAnswer(step)},
            stamps={first: stamp(None)},
            seen=0,
            actor=user,
        )
        for step, user in ((1, world.politician), (4, world.key_person))
    ]
    said = at_once(*calls)
    assert codes(said) == ["done", f"value-{first}"]
    assert assessment.answers.count() == 1
