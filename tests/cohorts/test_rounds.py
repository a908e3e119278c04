"""Setting up rounds: from templates, from earlier rounds, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cohorts.models import Cohort, Commitment, Programme, QuestionAnswer, Terms
from cohorts.services.rounds import RoundDates, copy_cohort, create_cohort_from_programmes
from cohorts.services.terms import refuse_if_frozen
from modellkonceptet.records.models import AuditEntry
from tests.cohorts import rounds


@pytest.fixture
def templates(db):
    rounds.load_templates()
    return list(Programme.objects.order_by("slug"))


def create(programmes, **changes):
    values = {
        "programmes": programmes,
        "slug": "ny",
        "name_sv": "Ny omgång",
        "dates": RoundDates(),
        "actor": None,
    } | changes
    return create_cohort_from_programmes(**values)


def test_a_round_has_copies_of_the_terms(templates, project_lead):
    cohort = create(templates, actor=project_lead)
    kommuner = cohort.terms.get(programme__slug="modellkommuner")
    template = Terms.objects.get(cohort=None, programme=kommuner.programme)
    assert [row.wording_sv for row in kommuner.commitments.all()] == [
        row.wording_sv for row in template.commitments.all()
    ]
    Commitment.objects.filter(terms=template).update(wording_sv="Ändrad i mallen")
    assert not kommuner.commitments.filter(wording_sv="Ändrad i mallen").exists()
    entry = AuditEntry.objects.about(cohort).get()
    assert (entry.action, entry.actor) == ("create", project_lead)


def test_the_timeline_follows_the_schedule_from_the_start(templates):
    cohort = create(templates, dates=RoundDates(starts_on=date(2027, 3, 2)))
    assert list(cohort.timeline.values_list("kind", "first_day", "last_day"))[:4] == [
        ("strategist_meeting", date(2027, 2, 9), date(2027, 2, 9)),
        ("kick_off", date(2027, 3, 2), date(2027, 3, 3)),
        ("strategist_meeting", date(2027, 4, 13), date(2027, 4, 13)),
        ("learning_meeting", date(2027, 5, 11), date(2027, 6, 14)),
    ]


def test_without_a_start_there_is_no_timeline_yet(templates):
    assert create(templates).timeline.count() == 0


@pytest.mark.parametrize(
    "dates, message",
    [
        (
            RoundDates(opens_on=date(2027, 2, 1), closes_on=date(2027, 1, 31)),
            "The last day to apply is before the opening day.",
        ),
        (
            RoundDates(announced_on=date(2027, 2, 2), opens_on=date(2027, 2, 1)),
            "The round opens before it is shown.",
        ),
        (
            RoundDates(closes_on=date(2027, 2, 2), decision_on=date(2027, 2, 1)),
            "The decision day is before the last day to apply.",
        ),
    ],
)
def test_impossible_dates_are_refused_and_nothing_is_left(templates, dates, message, settings):
    from django.utils.translation import override

    with override("en"), pytest.raises(ValidationError) as refusal:
        create(templates, dates=dates)
    assert refusal.value.messages == [message]
    assert Cohort.objects.count() == 0


def test_a_short_name_stands_once(templates):
    create(templates)
    with pytest.raises(ValidationError) as refusal:
        create(templates)
    assert list(refusal.value.message_dict) == ["slug"]


def test_a_round_needs_a_programme_and_one_of_each_kind(templates):
    with pytest.raises(ValidationError):
        create([])
    with pytest.raises(ValidationError):
        create([templates[0], templates[0]])


def test_a_programme_without_template_is_refused(db):
    from cohorts.enums import ParticipantKind

    bare = Programme.objects.create(
        slug="bar", name="Bar", participant_kind=ParticipantKind.MUNICIPALITY
    )
    with pytest.raises(ValidationError):
        create([bare])
    assert Cohort.objects.count() == 0


def test_a_copy_moves_every_date_by_whole_weeks(templates, project_lead):
    source = rounds.modellkommuner_2021()
    QuestionAnswer.objects.create(cohort=source, question_sv="Vad kostar det?", answer_sv="50 000")
    copy = copy_cohort(
        source=source,
        slug="kommuner-2027",
        name_sv="Modellkommuner 2027–2028",
        starts_on=date(2027, 3, 3),  # a Wednesday; the Monday of that week keeps the weekday
        actor=project_lead,
    )
    weeks = (copy.starts_on - source.starts_on).days
    assert (copy.starts_on, weeks % 7) == (date(2027, 3, 1), 0)
    assert (copy.closes_on - source.closes_on).days == weeks
    assert copy.starts_on.weekday() == source.starts_on.weekday()
    assert copy.announced_on is None
    assert copy.invoicing_year == 2028
    assert [
        (new.first_day - old.first_day).days
        for old, new in zip(source.timeline.all(), copy.timeline.all(), strict=True)
    ] == [weeks] * 9
    assert [item.answer_sv for item in copy.questions.all()] == ["50 000"]
    assert copy.terms.count() == 2


def test_a_round_without_start_cannot_be_copied(templates):
    with pytest.raises(ValidationError):
        copy_cohort(
            source=create(templates), slug="x", name_sv="X", starts_on=date(2027, 1, 1), actor=None
        )


def test_frozen_terms_are_refused_and_templates_never_freeze(templates):
    cohort = rounds.modellkommuner_2021()
    terms = cohort.terms.first()
    refuse_if_frozen(terms, date(2021, 4, 11))
    with pytest.raises(ValidationError) as refusal:
        refuse_if_frozen(terms.criteria.first(), date(2021, 4, 12))
    assert refusal.value.code == "frozen"
    refuse_if_frozen(Terms.objects.filter(cohort=None).first(), date(2021, 4, 12))
