"""Starting: who gets the place, who is refused, and how somebody is let in."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import AccessRequest, Application, Collaborator, LateEntry
from applications.services.starting import (
    NewUnit,
    accept_sender,
    answer_access,
    ask_access,
    hand_over,
    other_running_rounds,
    start_application,
)
from cohorts.enums import OrganisationKind, UnitKind
from cohorts.models import Organisation, Unit
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


@pytest.fixture
def lund() -> Organisation:
    return factories.make_organisation("Lund", domain="lund.example")


@pytest.fixture
def cohort() -> Any:
    return factories.make_cohort()


def refused(code: str, **arguments: Any) -> None:
    before = Application.objects.count(), Unit.objects.count()
    with pytest.raises(ValidationError) as refusal:
        start_application(**arguments)
    assert refusal.value.code == code
    assert (Application.objects.count(), Unit.objects.count()) == before


def test_a_known_sender_holds_the_place_at_once(
    cohort: Any, lund: Organisation, applicant: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=applicant)
    assert (application.status, application.holds_place, application.is_flagged) == (
        ApplicationStatus.DRAFT,
        True,
        False,
    )
    assert list(application.collaborators.values_list("user", "is_owner")) == [(applicant.pk, True)]


def test_an_unknown_sender_writes_without_the_place(
    cohort: Any, lund: Organisation, stranger: User, applicant: User
) -> None:
    first = start_application(cohort=cohort, organisation=lund, actor=stranger)
    assert (first.holds_place, first.is_flagged) == (False, True)
    second = start_application(cohort=cohort, organisation=lund, actor=applicant)
    assert (second.pk != first.pk, second.holds_place) == (True, True)


def test_starting_twice_gives_the_same_application(
    cohort: Any, lund: Organisation, applicant: User
) -> None:
    first = start_application(cohort=cohort, organisation=lund, actor=applicant)
    assert start_application(cohort=cohort, organisation=lund, actor=applicant) == first


def test_the_next_person_is_refused(
    cohort: Any, lund: Organisation, applicant: User, strategist: User
) -> None:
    start_application(cohort=cohort, organisation=lund, actor=applicant)
    refused("already_started", cohort=cohort, organisation=lund, actor=strategist)


def test_a_withdrawn_application_leaves_the_place_free(
    cohort: Any, lund: Organisation, applicant: User, strategist: User
) -> None:
    factories.make_application(
        cohort=cohort, organisation=lund, owner=applicant, status=ApplicationStatus.WITHDRAWN
    )
    assert start_application(cohort=cohort, organisation=lund, actor=strategist).holds_place


@pytest.mark.parametrize(
    "moment, is_open",
    [
        (stockholm(2021, 3, 14, 23, 59), False),
        (stockholm(2021, 3, 15, 0, 0), True),
        (stockholm(2021, 6, 1, 23, 59), True),
        (stockholm(2021, 6, 2, 0, 0), False),
    ],
)
def test_the_last_day_counts_to_its_end_in_stockholm(moment: Any, is_open: bool) -> None:
    with time_machine.travel(moment, tick=False):
        cohort = factories.make_cohort(
            announced_on=stockholm(2021, 3, 1).date(),
            opens_on=stockholm(2021, 3, 15).date(),
            closes_on=stockholm(2021, 6, 1).date(),
        )
        arguments = {
            "cohort": cohort,
            "organisation": factories.make_organisation(),
            "actor": factories.make_user(),
        }
        if is_open:
            assert start_application(**arguments).status == ApplicationStatus.DRAFT
        else:
            refused("closed", **arguments)


def test_a_late_entry_opens_for_one_organisation(
    lund: Organisation, applicant: User, project_lead: User
) -> None:
    today = timezone.localdate()
    cohort = factories.make_cohort(closes_on=today - timedelta(days=1))
    LateEntry.objects.create(
        cohort=cohort, organisation=lund, until=today, reason="Sent beslut", opened_by=project_lead
    )
    assert start_application(cohort=cohort, organisation=lund, actor=applicant).holds_place
    refused("closed", cohort=cohort, organisation=factories.make_organisation(), actor=applicant)


def test_a_round_for_municipalities_refuses_a_region(cohort: Any, applicant: User) -> None:
    region = factories.make_organisation("Region Skåne", kind=OrganisationKind.REGION)
    refused("wrong_kind", cohort=cohort, organisation=region, actor=applicant)


def test_a_unit_applies_beside_the_whole(
    cohort: Any, lund: Organisation, applicant: User, strategist: User
) -> None:
    start_application(cohort=cohort, organisation=lund, actor=applicant)
    new = NewUnit(UnitKind.ADMINISTRATION, "Kulturförvaltningen")
    of_unit = start_application(cohort=cohort, organisation=lund, new_unit=new, actor=strategist)
    assert (str(of_unit.unit), of_unit.holds_place) == ("Kulturförvaltningen", True)
    same = NewUnit(UnitKind.ADMINISTRATION, "kulturförvaltningen")
    refused("already_started", cohort=cohort, organisation=lund, new_unit=same, actor=applicant)


def test_a_unit_of_somebody_else_is_refused(
    cohort: Any, lund: Organisation, applicant: User
) -> None:
    other = Unit.objects.create(
        organisation=factories.make_organisation(), kind=UnitKind.DISTRICT, name="Öster"
    )
    refused("unit", cohort=cohort, organisation=lund, unit=other, actor=applicant)


def test_a_round_may_ask_for_no_units(cohort: Any, lund: Organisation, applicant: User) -> None:
    cohort.terms.update(asks_unit=False)
    new = NewUnit(UnitKind.DISTRICT, "Öster")
    refused("unit", cohort=cohort, organisation=lund, new_unit=new, actor=applicant)


def test_another_running_round_is_only_worth_a_warning(
    cohort: Any, lund: Organisation, applicant: User
) -> None:
    running = factories.make_cohort()
    factories.make_participation(running, lund)
    assert other_running_rounds(cohort, lund) == [running]
    assert start_application(cohort=cohort, organisation=lund, actor=applicant).holds_place


def test_skr_accepts_a_sender(
    cohort: Any, lund: Organisation, stranger: User, project_lead: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=stranger)
    with pytest.raises(PermissionDenied):
        accept_sender(application=application, actor=stranger)
    accepted = accept_sender(application=application, actor=project_lead)
    assert (accepted.holds_place, accepted.is_flagged) == (True, False)


def test_a_confirmed_colleague_accepts_a_sender(
    cohort: Any, lund: Organisation, stranger: User, strategist: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=stranger)
    with pytest.raises(PermissionDenied):
        accept_sender(application=application, actor=strategist)
    Collaborator.objects.create(application=application, user=strategist)
    assert accept_sender(application=application, actor=strategist).holds_place


def test_only_one_of_two_senders_can_be_accepted(
    cohort: Any, lund: Organisation, stranger: User, applicant: User, project_lead: User
) -> None:
    of_stranger = start_application(cohort=cohort, organisation=lund, actor=stranger)
    start_application(cohort=cohort, organisation=lund, actor=applicant)
    with pytest.raises(ValidationError) as refusal:
        accept_sender(application=of_stranger, actor=project_lead)
    assert refusal.value.code == "already_started"
    of_stranger.refresh_from_db()
    assert of_stranger.holds_place is False


def test_skr_hands_over(
    cohort: Any, lund: Organisation, stranger: User, strategist: User, project_lead: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=stranger)
    with pytest.raises(PermissionDenied):
        hand_over(application=application, to=strategist, actor=stranger)
    hand_over(application=application, to=strategist, actor=project_lead, keep_previous=False)
    assert list(application.collaborators.values_list("user", "is_owner")) == [
        (strategist.pk, True)
    ]
    assert list(Message.objects.values_list("to_email", flat=True)) == [strategist.email]


def test_asking_to_be_let_in_reaches_known_colleagues_only(
    cohort: Any, lund: Organisation, applicant: User, strategist: User, stranger: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=applicant)
    Collaborator.objects.create(application=application, user=stranger)
    arguments = {"cohort": cohort, "organisation": lund, "unit": None, "actor": strategist}
    asked = ask_access(**arguments, message="Jag är strateg.")
    assert ask_access(**arguments) == asked
    assert list(Message.objects.values_list("kind", "to_email")) == [
        ("access_asked", applicant.email)
    ]


def test_letting_in(
    cohort: Any, lund: Organisation, applicant: User, strategist: User, stranger: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=applicant)
    asked = ask_access(cohort=cohort, organisation=lund, unit=None, actor=strategist)
    with pytest.raises(PermissionDenied):
        answer_access(request=asked, granted=True, actor=stranger)
    answer_access(request=asked, granted=True, actor=applicant)
    assert application.collaborators.filter(user=strategist).exists()
    with pytest.raises(ValidationError):
        answer_access(request=asked, granted=False, actor=applicant)
    with pytest.raises(ValidationError):
        ask_access(cohort=cohort, organisation=lund, unit=None, actor=strategist)


def test_letting_in_an_unknown_address_is_flagged(
    cohort: Any, lund: Organisation, applicant: User, stranger: User
) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=applicant)
    asked = ask_access(cohort=cohort, organisation=lund, unit=None, actor=stranger)
    answer_access(request=asked, granted=True, actor=applicant)
    application.refresh_from_db()
    assert (application.is_flagged, application.holds_place) == (True, True)


def test_a_no_stands(cohort: Any, lund: Organisation, applicant: User, stranger: User) -> None:
    application = start_application(cohort=cohort, organisation=lund, actor=applicant)
    asked = ask_access(cohort=cohort, organisation=lund, unit=None, actor=stranger)
    answer_access(request=asked, granted=False, actor=applicant)
    assert not application.collaborators.filter(user=stranger).exists()
    with pytest.raises(ValidationError) as refusal:
        ask_access(cohort=cohort, organisation=lund, unit=None, actor=stranger)
    assert (refusal.value.code, AccessRequest.objects.count()) == ("answered", 1)


def test_nothing_to_be_let_in_to(cohort: Any, lund: Organisation, applicant: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask_access(cohort=cohort, organisation=lund, unit=None, actor=applicant)
    assert refusal.value.code == "not_started"
