"""What falls due with applications: what is found and what is not, for whom, in which words."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from applications.enums import ApplicationStatus
from applications.models import (
    Collaborator,
    CompletionRequest,
    DecisionCondition,
    Invitation,
    LateEntry,
)
from cohorts.services.reminder_settings import rounds_to_remind
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_letters import line_in_words
from modellkonceptet.notifications.reminder_plan import Line, people_for, told_by
from modellkonceptet.notifications.reminder_rules import find_due, registered
from tests import factories

pytestmark = pytest.mark.django_db
S = ApplicationStatus
DAY = date(2027, 3, 3)  # a Wednesday
NOW = factories.stockholm(2027, 3, 3, 9)
LAST = date(2027, 3, 17)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort():
    return make_cohort(name_sv="Modellkommuner 2027", name_en="Model municipalities 2027")


@pytest.fixture
def lund():
    return factories.make_organisation("Lund")


@pytest.fixture
def draft(cohort, lund, applicant):
    return factories.make_application(cohort=cohort, organisation=lund, owner=applicant)


def make_cohort(**fields):
    return factories.make_cohort(closes_on=LAST, **fields)


def running_cohort(**fields):
    """A round that closed in January and runs."""
    return factories.make_cohort(
        announced_on=date(2026, 11, 1),
        opens_on=date(2026, 11, 1),
        closes_on=date(2027, 1, 15),
        decision_on=date(2027, 2, 1),
        starts_on=date(2027, 2, 15),
        **fields,
    )


def find(key, day=DAY, reader=None):
    """What that rule alone finds in all rounds that are reminded of."""
    rules = [rule for rule in registered() if rule.key == f"applications.{key}"]
    return find_due(rounds_to_remind(day), day, reader=reader, rules=rules)


def dues(key, **fields):
    return [(one.due.subject, one.due.due_on) for one in find(key, **fields)]


def told(found, day=DAY):
    return [person.email for person in told_by(found, day)]


def words(found, language="sv", *, is_above=False, day=DAY):
    rounds = {one.pk: one for one in rounds_to_remind(day)}
    person = people_for(found.due, found.policy.audience)[0]
    with translation.override(language):
        return line_in_words(Line(found, found.policy.days[0], person, is_above), day, rounds)


def queries(key):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows = len(find(key))
    return rows, len(captured)


# --- not sent in ---------------------------------------------------------------
def test_a_draft_is_due_on_the_last_day_for_whoever_is_responsible(draft, applicant, politician):
    Collaborator.objects.create(application=draft, user=politician)

    [found] = find("not_sent")

    assert (found.due.subject, found.due.due_on, found.due.since, found.due.until) == (
        f"application-{draft.pk}",
        LAST,
        DAY,
        LAST,
    )
    assert told(found) == [applicant.email]
    assert found.due.path == draft.get_absolute_url()
    assert words(found) == "Skicka in anmälan från Lund till Modellkommuner 2027"
    assert words(found, "en") == ("Send in the application from Lund to Model municipalities 2027")
    assert (found.policy.days, found.policy.audience, found.policy.ladder) == (
        (-14, -7, -2),
        (Role.RESPONSIBLE,),
        (),
    )
    assert [found.is_late(LAST), found.is_over(LAST), found.is_over(LAST + timedelta(days=1))] == [
        False,
        False,
        True,
    ]


def test_a_draft_that_does_not_hold_the_place_is_reminded_of_too(cohort, lund):
    own = factories.make_application(cohort=cohort, organisation=lund, holds_place=False)
    assert dues("not_sent") == [(f"application-{own.pk}", LAST)]


@pytest.mark.parametrize("status", [status for status in S if status != S.DRAFT])
def test_what_is_sent_in_or_withdrawn_is_not_due(cohort, lund, status):
    factories.make_application(cohort=cohort, organisation=lund, status=status)
    assert dues("not_sent") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_on": DAY + timedelta(days=1)},
        {"closes_on": DAY - timedelta(days=1)},
        {"announced_on": DAY + timedelta(days=1), "opens_on": DAY + timedelta(days=1)},
        {"is_historical": True, "source": "SKR"},
        {"completed_on": DAY},
    ],
)
def test_a_round_that_does_not_take_applications_reminds_nobody(lund, fields):
    cohort = factories.make_cohort(**{"closes_on": LAST, **fields})
    factories.make_application(cohort=cohort, organisation=lund)
    assert dues("not_sent") == []


def test_a_moved_last_day_is_another_due_day(draft, cohort):
    cohort.closes_on = LAST + timedelta(days=7)
    cohort.save()
    assert dues("not_sent") == [(f"application-{draft.pk}", LAST + timedelta(days=7))]


def let_in_late(cohort, organisation, until, by):
    LateEntry.objects.create(
        cohort=cohort, organisation=organisation, until=until, reason="Nämnden", opened_by=by
    )


def test_late_entry_is_the_last_day_of_that_organisation_alone(lund, project_lead):
    cohort = running_cohort()
    late = factories.make_application(cohort=cohort, organisation=lund)
    factories.make_application(cohort=cohort)
    let_in_late(cohort, lund, DAY, project_lead)

    assert dues("not_sent") == [(f"application-{late.pk}", DAY)]
    assert dues("not_sent", day=DAY + timedelta(days=1)) == []


def test_late_entry_given_in_advance_is_the_day_that_counts(draft, cohort, lund, project_lead):
    let_in_late(cohort, lund, LAST + timedelta(days=3), project_lead)
    assert dues("not_sent") == [(f"application-{draft.pk}", LAST + timedelta(days=3))]


def test_late_entry_of_another_round_does_not_count(draft, lund, project_lead):
    let_in_late(running_cohort(), lund, LAST + timedelta(days=3), project_lead)
    assert dues("not_sent") == [(f"application-{draft.pk}", LAST)]


def test_where_the_responsible_cannot_sign_in_all_who_write_are_told(draft, applicant, politician):
    Collaborator.objects.create(application=draft, user=politician)
    applicant.is_active = False
    applicant.save()

    assert told(find("not_sent")[0]) == [politician.email]


def test_nobody_stands_in_for_an_application_without_anybody(draft, applicant, project_lead):
    applicant.is_active = False
    applicant.save()
    assert told(find("not_sent")[0]) == []


def test_a_page_shows_the_drafts_of_those_who_write_them(
    draft, cohort, lund, applicant, stranger, project_lead
):
    """The last day is the same there as in the mail, though late entry is SKR's own."""
    let_in_late(cohort, lund, LAST + timedelta(days=3), project_lead)
    expected = [(f"application-{draft.pk}", LAST + timedelta(days=3))]

    assert dues("not_sent", reader=applicant) == expected
    assert dues("not_sent", reader=project_lead) == expected
    assert dues("not_sent", reader=stranger) == []


# --- completion ----------------------------------------------------------------
BY = date(2027, 3, 12)


def ask_completion(application, by, **fields):
    application.status = S.COMPLETION_REQUESTED
    application.save()
    return CompletionRequest.objects.create(
        application=application,
        sections=["team"],
        message="Vem är hög chef?",
        requested_by=by,
        **{"due_on": BY, **fields},
    )


@pytest.fixture
def asked(cohort, lund, applicant, project_lead):
    application = factories.make_application(
        cohort=cohort, organisation=lund, owner=applicant, status=S.SUBMITTED
    )
    return ask_completion(application, project_lead)


def test_a_completion_is_due_for_all_who_write_and_then_for_skr(
    asked, applicant, politician, project_lead
):
    Collaborator.objects.create(application=asked.application, user=politician)

    [found] = find("completion_due")

    assert (found.due.subject, found.due.due_on, found.due.since) == (
        f"completion-{asked.pk}",
        BY,
        DAY,
    )
    assert told(found, DAY) == [applicant.email, politician.email]
    # Three days after is a Monday.
    assert told(found, BY + timedelta(days=2)) == [applicant.email, politician.email]
    assert told(found, BY + timedelta(days=3)) == [
        applicant.email,
        politician.email,
        project_lead.email,
    ]
    assert words(found) == "Komplettera anmälan från Lund"
    assert words(found, "en") == "Complete the application from Lund"
    assert words(found, is_above=True) == (
        "Lund har inte gjort det här: komplettera anmälan från Lund"
    )
    # Past its day nobody outside SKR can send it in: only SKR hears of it then.
    assert found.policy.days == (-7, -2)
    assert found.is_late(BY + timedelta(days=1)) is True


def test_each_is_led_to_the_page_that_they_may_open(client, asked, applicant, project_lead):
    [found] = find("completion_due")
    paths = {
        person.email: found.due.path_for(person)
        for person in told_by(found, BY + timedelta(days=3))
    }

    assert paths == {
        applicant.email: asked.application.get_absolute_url(),
        project_lead.email: reverse("applications:review", args=[asked.application.pk]),
    }
    for person in (applicant, project_lead):
        client.force_login(person)
        assert client.get(paths[person.email]).status_code == 200


@pytest.mark.parametrize("status", [status for status in S if status != S.COMPLETION_REQUESTED])
def test_a_completion_that_no_longer_is_waited_for(asked, status):
    asked.application.status = status
    asked.application.withdrawn_at = timezone.now() if status == S.WITHDRAWN else None
    asked.application.save()
    assert dues("completion_due") == []


def test_an_answered_completion_is_not_due(asked):
    asked.closed_at = timezone.now()
    asked.save()
    assert dues("completion_due") == []


def test_a_completion_without_anybody_who_writes_is_skrs(asked, applicant, project_lead):
    applicant.is_active = False
    applicant.save()
    assert told(find("completion_due")[0]) == [project_lead.email]


def test_a_page_shows_a_completion_to_those_who_write(asked, applicant, stranger, finance):
    assert [dues("completion_due", reader=person) for person in (applicant, stranger, finance)] == [
        [(f"completion-{asked.pk}", BY)],
        [],
        [],
    ]


# --- conditions ----------------------------------------------------------------
@pytest.fixture
def home(lund, strategist, manager):
    return factories.make_participation(
        running_cohort(), lund, team={"strategist": strategist, "senior_manager": manager}
    )


def make_condition(cohort, organisation, by, *, participation=None, owner=None, **fields):
    """A condition of a published decision."""
    application = factories.make_application(
        cohort=cohort, organisation=organisation, owner=owner, status=S.ADMITTED_CONDITIONALLY
    )
    decision = factories.make_decision(
        application,
        by=by,
        outcome="conditional",
        status="published",
        published_at=NOW - timedelta(days=20),
        published_by=by,
        participation=participation,
    )
    return DecisionCondition.objects.create(
        decision=decision,
        **{
            "kind": "political_decision",
            "text": "Fullmäktige fattar beslut\r\nom jämställdhetsintegrering.",
            "due_on": BY,
            **fields,
        },
    )


@pytest.fixture
def condition(home, lund, applicant, project_lead):
    return make_condition(home.cohort, lund, project_lead, participation=home, owner=applicant)


def test_a_condition_is_due_for_the_strategist_then_the_manager_then_skr(
    condition, home, strategist, manager, project_lead
):
    [found] = find("condition_due")

    assert (found.due.subject, found.due.due_on, found.due.since) == (
        f"condition-{condition.pk}",
        BY,
        date(2027, 2, 11),
    )
    # The fourteenth day after is Good Friday: SKR is told the day before.
    assert [told(found, BY + timedelta(days=n)) for n in (0, 6, 7, 12, 13)] == [
        [strategist.email],
        [strategist.email],
        [strategist.email, manager.email],
        [strategist.email, manager.email],
        [strategist.email, manager.email, project_lead.email],
    ]
    assert words(found) == (
        "Uppfyll villkoret: Fullmäktige fattar beslut om jämställdhetsintegrering"
    )
    assert words(found, "en") == (
        "Meet the condition: Fullmäktige fattar beslut om jämställdhetsintegrering"
    )
    assert found.policy.days == (-14, -3, 1)
    assert {
        person.email: found.due.path_for(person)
        for person in told_by(found, BY + timedelta(days=14))
    } == {
        strategist.email: reverse("reporting:my_participation", args=[home.pk]),
        manager.email: reverse("reporting:my_participation", args=[home.pk]),
        project_lead.email: reverse("applications:participation", args=[home.pk]),
    }


def test_a_long_condition_is_shortened_to_one_line(condition):
    DecisionCondition.objects.update(text="Beslut " * 60)
    assert len(words(find("condition_due")[0])) == len("Uppfyll villkoret: ") + 120


def test_without_a_strategist_the_key_person_stands_in(condition, home, strategist):
    member = home.team.get(user=strategist)
    member.function = "key_person"
    member.save()
    assert told(find("condition_due")[0]) == [strategist.email]


def test_a_strategist_who_has_left_is_not_told(condition, home, strategist, manager):
    home.team.filter(user=strategist).update(left_on=DAY)
    assert told(find("condition_due")[0]) == [manager.email]


def test_before_there_is_a_participation_those_who_wrote_are_told(lund, applicant, project_lead):
    condition = make_condition(running_cohort(), lund, project_lead, owner=applicant)
    application = condition.decision.application

    [found] = find("condition_due")

    assert told(found) == [applicant.email]
    assert [found.due.path, found.due.desk_path] == [
        application.get_absolute_url(),
        reverse("applications:review", args=[application.pk]),
    ]


def test_a_condition_that_is_met_is_not_due(condition):
    DecisionCondition.objects.update(met_on=DAY)
    assert dues("condition_due") == []


@pytest.mark.parametrize("status", ["prepared", "discarded", "superseded"])
def test_only_the_decision_in_force_has_conditions(condition, status):
    decision = condition.decision
    decision.status = status
    if status != "superseded":
        decision.published_at = decision.published_by = None
    decision.save()
    assert dues("condition_due") == []


@pytest.mark.parametrize("status", ["withdrawn", "completed"])
def test_who_has_left_or_gone_through_has_no_conditions(condition, home, status):
    home.status = status
    if status == "withdrawn":
        home.withdrawn_on, home.withdrawal_reason = DAY, "Ny majoritet"
    home.save()
    assert dues("condition_due") == []


def test_a_page_shows_a_condition_to_the_team_and_to_those_who_wrote(
    condition, strategist, manager, applicant, project_lead, stranger, finance, other_strategist
):
    factories.make_participation(running_cohort(), team={"strategist": other_strategist})
    people = (strategist, manager, applicant, project_lead, stranger, finance, other_strategist)

    assert [len(find("condition_due", reader=person)) for person in people] == [1, 1, 1, 1, 0, 0, 0]


# --- invited colleagues --------------------------------------------------------
def invite(application, by, email="kollega@lund.example", *, days_ago=2, **fields):
    invitation = Invitation.objects.create(
        application=application,
        email=email,
        token_hash=f"{application.pk}-{email}",
        invited_by=by,
        **fields,
    )
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=NOW - timedelta(days=days_ago))
    return invitation


def test_an_invitation_is_due_after_a_week_for_whoever_invited(draft, applicant, politician):
    Collaborator.objects.create(application=draft, user=politician)
    invitation = invite(draft, politician)

    [found] = find("colleague_invited")

    assert (found.due.subject, found.due.due_on, found.due.since) == (
        f"invitation-{invitation.pk}",
        date(2027, 3, 8),
        date(2027, 3, 1),
    )
    assert told(found) == [politician.email]
    assert found.due.path == reverse("applications:colleagues", args=[draft.pk])
    assert words(found) == ("Påminn kollega@lund.example om inbjudan att skriva anmälan från Lund")
    assert words(found, "en") == (
        "Remind kollega@lund.example of the invitation to write the application from Lund"
    )
    assert (found.policy.days, found.is_late(date(2027, 3, 9))) == ((0,), False)


def test_an_invitation_is_not_due_after_the_last_day(draft, applicant):
    invitation = invite(draft, applicant)
    draft.cohort.closes_on = date(2027, 3, 5)
    draft.cohort.save()
    assert dues("colleague_invited") == [(f"invitation-{invitation.pk}", date(2027, 3, 5))]


def test_an_invitation_to_complete_is_due_by_the_day_of_the_completion(asked, applicant):
    invitation = invite(asked.application, applicant, days_ago=0)
    asked.due_on = date(2027, 3, 9)
    asked.save()
    asked.application.cohort.closes_on = DAY - timedelta(days=1)
    asked.application.cohort.save()
    assert dues("colleague_invited") == [(f"invitation-{invitation.pk}", date(2027, 3, 9))]


@pytest.mark.parametrize("field", ["accepted_at", "revoked_at"])
def test_an_invitation_that_is_accepted_or_taken_back_is_not_due(draft, applicant, field):
    invite(draft, applicant, **{field: NOW})
    assert dues("colleague_invited") == []


def test_an_invitation_that_no_longer_can_be_accepted_is_not_due(draft, applicant):
    invite(draft, applicant, days_ago=31)
    assert dues("colleague_invited") == []


@pytest.mark.parametrize("status", [S.ADMITTED, S.DECLINED, S.WITHDRAWN, S.WAITING_LIST])
def test_an_invitation_to_what_is_decided_or_withdrawn_is_not_due(cohort, applicant, status):
    application = factories.make_application(cohort=cohort, owner=applicant, status=status)
    invite(application, applicant)
    assert dues("colleague_invited") == []


def test_an_invitation_to_what_can_no_longer_be_edited_is_not_due(draft, applicant):
    invite(draft, applicant)
    assert dues("colleague_invited", day=LAST + timedelta(days=1)) == []


def test_who_invited_and_no_longer_writes_is_not_told(draft, applicant, stranger):
    invite(draft, stranger)
    assert told(find("colleague_invited")[0]) == [applicant.email]


def test_a_page_shows_invitations_to_those_who_write(draft, applicant, stranger):
    invite(draft, applicant)
    assert [len(find("colleague_invited", reader=one)) for one in (applicant, stranger)] == [1, 0]


# --- all -----------------------------------------------------------------------
# Two are the rounds and their settings, one the rounds' participations.
@pytest.mark.parametrize(
    "key, expected",
    [("not_sent", 5), ("completion_due", 4), ("condition_due", 4), ("colleague_invited", 5)],
)
def test_what_is_found_takes_the_same_queries_for_one_as_for_thirty(
    key, expected, cohort, project_lead
):
    running = running_cohort()

    def make_one():
        organisation = factories.make_organisation()
        user = factories.make_user()
        invite(
            factories.make_application(cohort=cohort, organisation=organisation, owner=user), user
        )
        ask_completion(
            factories.make_application(cohort=cohort, owner=user, status=S.SUBMITTED), project_lead
        )
        home = factories.make_participation(running, organisation, team={"strategist": user})
        make_condition(running, organisation, project_lead, participation=home, owner=user)

    make_one()
    one = queries(key)
    for _each in range(29):
        make_one()

    assert [one, queries(key)] == [(1, expected), (30, expected)]
