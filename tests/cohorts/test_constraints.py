"""What the database itself refuses, with words that a person understands."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cohorts.models import (
    Cohort,
    Group,
    MailDomain,
    Mentorship,
    Organisation,
    Participation,
    RoundSubscriber,
    Terms,
    TimelineEvent,
    Unit,
)
from tests import factories

pytestmark = pytest.mark.django_db


def refused(constraint, make):
    """`make` breaks the constraint of that name, and nothing else."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    return constraint in str(refusal.value) or "UNIQUE" in str(refusal.value)


@pytest.fixture
def cohort():
    return factories.make_cohort()


@pytest.fixture
def lund():
    return factories.make_organisation("Lund", code="1281")


@pytest.mark.parametrize("admission, source", [(None, ""), ("MK-1/1", "en källa")])
def test_a_participation_has_exactly_one_origin(cohort, lund, admission, source):
    participation = Participation(
        cohort=cohort, organisation=lund, admission_number=admission, source=source
    )
    assert refused("cohorts_participation_is_admitted_or_historical", participation.save)
    with pytest.raises(ValidationError):
        participation.full_clean()


def test_an_organisation_takes_part_once_in_a_round(cohort, lund):
    first = factories.make_participation(cohort, lund)
    assert refused(
        "cohorts_organisation_takes_part_once", lambda: factories.make_participation(cohort, lund)
    )
    Participation.objects.filter(pk=first.pk).update(
        status="withdrawn", withdrawn_on=date(2026, 11, 22), withdrawal_reason="Ny majoritet"
    )
    factories.make_participation(cohort, lund)


def test_its_units_take_part_beside_it_and_once_each(cohort, lund):
    unit = Unit.objects.create(organisation=lund, kind="administration", name="Kultur")
    factories.make_participation(cohort, lund)
    factories.make_participation(cohort, lund, unit=unit)
    assert refused(
        "cohorts_unit_takes_part_once",
        lambda: factories.make_participation(cohort, lund, unit=unit),
    )


def test_an_organisation_may_be_in_two_rounds(cohort, lund):
    factories.make_participation(cohort, lund)
    factories.make_participation(factories.make_cohort(), lund)


def test_a_historical_round_has_a_source():
    history = Cohort(slug="gammal", name_sv="Gammal", is_historical=True)
    assert refused("cohorts_history_has_a_source", history.save)


@pytest.mark.parametrize(
    "constraint, dates",
    [
        ("cohorts_closes_after_it_opens", {"opens_on": 5, "closes_on": 4}),
        ("cohorts_announced_before_it_opens", {"announced_on": 5, "opens_on": 4}),
        ("cohorts_decides_after_it_closes", {"closes_on": 5, "decision_on": 4}),
    ],
)
def test_dates_of_a_round_come_in_order(constraint, dates):
    fields = {name: date(2027, 1, day) for name, day in dates.items()}
    assert refused(constraint, Cohort(slug="x", name_sv="X", **fields).save)


def test_a_rolling_round_may_decide_before_it_closes():
    Cohort.objects.create(
        slug="x",
        name_sv="X",
        closes_on=date(2027, 1, 5),
        decision_on=date(2027, 1, 4),
        decision_mode="rolling",
    )


def test_an_event_ends_after_it_begins(cohort):
    event = TimelineEvent(
        cohort=cohort,
        kind="other",
        name_sv="X",
        first_day=date(2027, 1, 2),
        last_day=date(2027, 1, 1),
    )
    assert refused("cohorts_event_ends_after_it_begins", event.save)


@pytest.mark.parametrize(
    "number, valid",
    [
        ("212000-1132", True),
        ("", True),
        ("212000-1133", False),
        ("2120001132", False),
        ("212000–1132", False),
        ("abc", False),
    ],
)
def test_organisation_numbers(number, valid):
    organisation = Organisation(
        kind="municipality",
        code="1281",
        name="Lund",
        official_name="Lunds kommun",
        organisation_number=number,
    )
    if valid:
        organisation.full_clean()
    else:
        with pytest.raises(ValidationError) as refusal:
            organisation.full_clean()
        assert list(refusal.value.message_dict) == ["organisation_number"]


def test_one_number_may_stand_once_for_each_kind():
    make = factories.make_organisation
    make("Gotland", code="0980", organisation_number="212000-0803")
    make("Region Gotland", kind="region", code="09", organisation_number="212000-0803")
    assert refused(
        "cohorts_organisation_number_is_unique",
        lambda: make("Gutaland", code="0981", organisation_number="212000-0803"),
    )


def test_only_an_association_may_lack_a_code():
    Organisation.objects.create(kind="association", name="F", official_name="F")
    nameless = Organisation(kind="municipality", name="K", official_name="K", code=None)
    assert refused("cohorts_organisation_has_its_code", nameless.save)


@pytest.mark.parametrize("domain", ["Lund.se", "@lund.se", "lund", "a@lund.se", "lund.se "])
def test_a_mail_domain_is_written_bare(lund, domain):
    with pytest.raises(ValidationError) as refusal:
        MailDomain(organisation=lund, domain=domain).full_clean()
    assert list(refusal.value.message_dict) == ["domain"]


def test_a_programme_has_one_template():
    programme = factories.make_programme()
    Terms.objects.create(programme=programme)
    assert refused(
        "cohorts_programme_has_one_template", lambda: Terms.objects.create(programme=programme)
    )


def test_a_fee_is_not_negative():
    terms = Terms(programme=factories.make_programme(), fee=-1)
    assert refused("cohorts_fee_is_not_negative", terms.save)


def test_a_mentor_stands_once_in_a_group(cohort, lund):
    group = Group.objects.create(cohort=cohort, name="Grupp 1")
    Mentorship.objects.create(cohort=cohort, group=group, organisation=lund, role="lead")
    assert refused(
        "cohorts_mentor_stands_once_in_a_group",
        lambda: Mentorship.objects.create(
            cohort=cohort, group=group, organisation=lund, role="supporting"
        ),
    )


def test_a_subscriber_stands_once_however_written():
    RoundSubscriber.objects.create(email="Nagon@lund.example")
    assert refused(
        "cohorts_subscriber_stands_once",
        lambda: RoundSubscriber.objects.create(email="nagon@LUND.example"),
    )
