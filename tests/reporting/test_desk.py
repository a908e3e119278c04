"""SKR's desk: what waits for whom, and the funnel."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import (
    AccessRequest,
    Application,
    PublicationBatch,
    SignatoryConfirmation,
    Submission,
)
from cohorts.models import Cohort
from cohorts.services.participations import withdraw_participation
from modellkonceptet.notifications.models import Message
from reporting.desk import rounds_at_work, waiting_for
from reporting.funnel import Figures, draw_funnel, figures_of, finding
from tests import factories
from tests.notifications.registry import only

S = ApplicationStatus
NOBODY = dict.fromkeys(Outcome.values, 0)


@pytest.fixture(autouse=True)
def _in_november(db: None) -> Any:
    with (
        time_machine.travel(factories.stockholm(2026, 11, 23), tick=False),
        translation.override("en"),
    ):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort(
        name_sv="Modellkommuner 2027–2028", closes_on=date(2026, 12, 16), capacity=24
    )


def sent_in(cohort: Cohort, name: str, *, days_ago: int, status: str = S.SUBMITTED) -> Any:
    made = factories.make_application(
        cohort=cohort, organisation=factories.make_organisation(name), status=status
    )
    moment = timezone.now() - timedelta(days=days_ago)
    Submission.objects.filter(application=made).update(submitted_at=moment)
    return made


def told(user: Any) -> list[tuple[int, str, str, str]]:
    return [(one.count, one.label, one.oldest, one.age) for one in waiting_for(user)]


def test_everything_that_waits_is_counted_oldest_first(cohort: Cohort, project_lead: Any) -> None:
    sent_in(cohort, "Åre", days_ago=3)
    sent_in(cohort, "Kiruna", days_ago=11)
    ystad = sent_in(cohort, "Ystad", days_ago=4, status=S.COMPLETED)
    SignatoryConfirmation.objects.create(
        submission=ystad.current_submission,
        name="Direktör",
        title="Direktör",
        email="d@ystad.example",
    )
    flagged = factories.make_application(
        cohort=cohort,
        organisation=factories.make_organisation("Arboga"),
        is_flagged=True,
        holds_place=False,
    )
    AccessRequest.objects.create(application=flagged, user=factories.make_user())
    prepared = sent_in(cohort, "Lund", days_ago=20, status=S.REVIEWED)
    factories.make_decision(prepared, by=project_lead)
    failing = sent_in(cohort, "Osby", days_ago=20, status=S.REVIEWED)
    batch = PublicationBatch.objects.create(cohort=cohort, requested_by=project_lead)
    factories.make_decision(
        failing, by=project_lead, batch=batch, publication_error="Deltar redan."
    )
    admitted = sent_in(cohort, "Malmö", days_ago=30, status=S.ADMITTED_CONDITIONALLY)
    decision = factories.make_decision(
        admitted,
        by=project_lead,
        outcome=Outcome.CONDITIONAL,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=project_lead,
    )
    decision.conditions.create(kind="other", text="Beslut", due_on=date(2026, 11, 23))
    decision.conditions.create(kind="other", text="Senare", due_on=date(2026, 11, 24))
    Message.objects.create(
        kind="x",
        to_email="a@b.example",
        language="sv",
        subject="S",
        body_text="",
        body_html="",
        status="failed",
    )
    assert told(project_lead) == [
        (2, "applications to check", "Kiruna", "11 days ago"),
        (1, "completion has come in", "Ystad", "4 days ago"),
        (1, "signature is missing", "Ystad", "4 days ago"),
        (1, "sender to accept", "Arboga", "today"),
        (1, "person asks to be let in", "Arboga", "today"),
        (1, "condition is due", "Malmö", "today"),
        (1, "prepared decision to publish", "Lund", "today"),
        (1, "decision could not be published", "Osby", "today"),
        (1, "mail could not be sent", "a@b.example", "today"),
    ]


def test_a_reviewer_is_told_of_review_only_and_others_of_nothing(
    cohort: Cohort, reviewer: Any, finance: Any, evaluator: Any, project_lead: Any
) -> None:
    one = sent_in(cohort, "Kiruna", days_ago=1)
    factories.make_decision(sent_in(cohort, "Lund", days_ago=1), by=project_lead)
    Application.objects.filter(pk=one.pk).update(is_flagged=True)
    assert [count for count, *_rest in told(reviewer)] == [1]
    assert (told(finance), told(evaluator)) == ([], [])


def test_the_round_that_closes_first_is_on_top(cohort: Cohort, project_lead: Any) -> None:
    sooner = factories.make_cohort(closes_on=date(2026, 12, 1))
    deciding = factories.make_cohort(
        announced_on=date(2026, 9, 1), opens_on=date(2026, 9, 1), closes_on=date(2026, 11, 1)
    )
    factories.make_cohort(is_historical=True, source="Källa")
    factories.make_cohort(announced_on=None, opens_on=date(2027, 2, 1), closes_on=date(2027, 3, 1))
    assert rounds_at_work(project_lead) == [sooner, cohort, deciding]


# --- the page ------------------------------------------------------------------
def test_the_desk_counts_and_shows_the_first_rows(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    for number in range(16):
        sent_in(cohort, f"Kommun {number:02d}", days_ago=number)
    client.force_login(project_lead)
    page = client.get(reverse("reporting:desk"))
    assert (page.status_code, page.context["total_waiting"]) == (200, 16)
    assert (len(page.context["rows"]), page.context["total"]) == (14, 16)


def test_an_empty_desk_says_so(client: Client, project_lead: Any) -> None:
    client.force_login(project_lead)
    page = client.get(reverse("reporting:desk"))
    assert (page.status_code, page.context["waiting"], page.context["funnels"]) == (200, [], [])


def test_the_desk_asks_as_many_queries_for_many_as_for_few(
    client: Client, cohort: Cohort, project_lead: Any, django_assert_num_queries: Any
) -> None:
    """Without the rules of what falls due, which ask for themselves: see test_late."""
    client.force_login(project_lead)
    sent_in(cohort, "Kiruna", days_ago=1)
    with only(), django_assert_num_queries(28):
        client.get(reverse("reporting:desk"))
    for number in range(20):
        sent_in(cohort, f"Kommun {number}", days_ago=number)
    with only(), django_assert_num_queries(28):
        client.get(reverse("reporting:desk"))


@pytest.mark.parametrize(
    ("role", "status", "funnels", "listed"),
    [
        ("project_lead", 200, 1, True),
        ("reviewer", 200, 1, True),
        ("evaluator", 200, 1, False),
        ("finance", 200, 0, False),
        ("applicant", 403, None, None),
    ],
)
def test_each_role_sees_its_part_of_the_desk(
    client: Client,
    cohort: Cohort,
    request: pytest.FixtureRequest,
    role: str,
    status: int,
    funnels: int | None,
    listed: bool | None,
) -> None:
    sent_in(cohort, "Kiruna", days_ago=1)
    client.force_login(request.getfixturevalue(role))
    page = client.get(reverse("reporting:desk"))
    assert page.status_code == status
    if status == 200:
        assert (len(page.context["funnels"]), "listed" in page.context) == (funnels, listed)


# --- the funnel ----------------------------------------------------------------
def test_every_step_holds_the_ones_after_it(cohort: Cohort, project_lead: Any) -> None:
    for status in [
        S.DRAFT,
        S.DRAFT,
        S.WITHDRAWN,
        S.SUBMITTED,
        S.COMPLETED,
        S.COMPLETION_REQUESTED,
        S.REVIEWED,
        S.ADMITTED,
        S.DECLINED,
    ]:
        sent_in(cohort, f"K {Application.objects.count()}", days_ago=1, status=status)
    early = sent_in(cohort, "Tidig", days_ago=1)
    factories.make_decision(early, by=project_lead, outcome=Outcome.CONDITIONAL)
    assert figures_of(cohort) == Figures(
        started=9,
        submitted=7,
        waiting=2,
        asked=1,
        complete=4,
        proposed=3,
        published=2,
        outcomes=NOBODY | {"conditional": 1},
        unsent=2,
        knows_prepared=True,
    )


def some(**changes: int) -> Figures:
    figures: dict[str, Any] = dict.fromkeys(
        ["started", "submitted", "waiting", "asked", "complete", "proposed", "published", "unsent"],
        0,
    )
    return Figures(outcomes=NOBODY, knows_prepared=True, **figures | changes)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (some(), "Nobody has started an application yet"),
        (
            some(started=41, submitted=27, unsent=14),
            "Every third started application is not sent in yet",
        ),
        (
            some(started=40, submitted=20, unsent=20),
            "Every second started application is not sent in yet",
        ),
        (
            some(started=41, submitted=30, unsent=11),
            "11 of 41 started applications are not sent in yet",
        ),
        (some(started=3, submitted=2, unsent=1), "1 of 3 started applications are not sent in yet"),
        (some(started=3, unsent=3), "None of the started applications is sent in yet"),
        (some(started=9, submitted=9, waiting=4), "4 of 9 applications wait to be checked"),
        (
            some(started=9, submitted=9, proposed=5, published=2),
            "3 prepared decisions wait to be published",
        ),
        (some(started=9, submitted=9), "9 applications are sent in"),
        (some(started=12, submitted=9, unsent=3, published=9), "All 9 decisions are published"),
    ],
)
def test_the_finding_says_what_matters_now(figures: Figures, sentence: str) -> None:
    assert finding(figures) == sentence


def test_the_bars_are_drawn_to_scale_with_the_places(cohort: Cohort) -> None:
    funnel = draw_funnel(cohort, some(started=48, submitted=24, unsent=24))
    assert [(bar.wide, bar.narrow) for bar in funnel.bars[:3]] == [
        (420, 300),
        (210, 150),
        (1.5, 1.5),
    ]
    assert (funnel.capacity_wide, funnel.capacity_narrow) == (360, 150)
    few = draw_funnel(cohort, some(started=12, submitted=12))
    assert (few.bars[0].wide, few.capacity_wide) == (210, 570)


def test_those_without_a_group_wait_since_their_rounds_decision(
    cohort: Cohort, project_lead: Any, reviewer: Any
) -> None:
    Cohort.objects.update(
        announced_on=date(2026, 9, 1),
        opens_on=date(2026, 10, 1),
        closes_on=date(2026, 11, 10),
        decision_on=date(2026, 11, 20),
    )
    lund = factories.make_participation(cohort)
    factories.make_participation(cohort)
    factories.make_participation(cohort, status="withdrawn")
    ystad = factories.make_participation(cohort)
    factories.make_group(cohort, members=(lund, ystad))
    assert told(project_lead) == [
        (1, "participant without a group", "Modellkommuner 2027–2028", "3 days ago")
    ]
    assert told(reviewer) == []


def test_a_group_in_which_one_is_left_is_to_be_seen_to(
    cohort: Cohort, project_lead: Any, reviewer: Any
) -> None:
    lund, ystad, hoor, ale = [factories.make_participation(cohort) for _each in range(4)]
    factories.make_group(cohort, "Grupp 1", members=(lund, ystad))
    factories.make_group(cohort, "Grupp 2", members=(hoor, ale))
    assert told(project_lead) == []
    withdraw_participation(participation=ystad, reason="Val", actor=project_lead)
    assert told(project_lead) == [
        (1, "group has only one participant", "Grupp 1, Modellkommuner 2027–2028", "today")
    ]
    assert told(reviewer) == []
    # A round that is over needs no group.
    Cohort.objects.update(completed_on=timezone.localdate())
    assert told(project_lead) == []
