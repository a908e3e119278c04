"""What falls due in result reports: for whom, on which days, and when it is done."""

from datetime import date, timedelta
from typing import Any

import pytest

from cohorts.services.reminder_settings import rounds_to_remind
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_rules import Found, find_due
from reporting.models import ResultReport
from reporting.reminders import RULE
from reporting.services.report_judging import approve_report, return_report
from reporting.services.report_sending import mend_point, send_report
from tests.factories import make_organisation, make_participation, make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world

DUE = date(2028, 6, 1)


@pytest.fixture
def world(db: None, time_machine: Any) -> ReportWorld:
    time_machine.move_to(stockholm(2028, 2, 1), tick=False)
    return make_report_world(due_on=DUE)


def found_on(day: date, reader: Any = None) -> dict[str, Found]:
    found = find_due(rounds_to_remind(day), day, reader=reader, rules=[RULE])
    return {one.due.whose: one for one in found}


def test_asked_of_everybody_until_it_is_sent_in(world: ReportWorld) -> None:
    report = world.written()
    found = found_on(date(2028, 5, 2))
    assert {name: one.due.due_on for name, one in found.items()} == dict.fromkeys(
        ["Lund", "Ystad", "Höör"], DUE
    )
    lund = found["Lund"]
    people = [[one.email for one in lund.due.people(role)] for role in lund.policy.audience]
    assert people == [["strategist@lund.example"], ["key_person@lund.example"]]
    assert lund.due.path == f"/rapporter/{world.lund.pk}/"

    send_report(report=report, actor=world.strategist)
    assert sorted(found_on(date(2028, 5, 2))) == ["Höör", "Ystad"]


def test_the_days_and_the_ladder() -> None:
    assert RULE.policy.days == (-30, -14, -3, 1, 8)
    assert RULE.policy.ladder == ((Role.SENIOR_MANAGER, 8), (Role.DESK, 14))


def test_returned_it_is_due_anew_until_it_is_sent_again(
    world: ReportWorld, time_machine: Any
) -> None:
    lead = make_user("lead@skr.example", staff_role="project_lead")
    report = send_report(report=world.written(), actor=world.strategist)
    time_machine.move_to(stockholm(2028, 6, 5), tick=False)
    plan = world.section("plan")
    (point,) = return_report(report=report, points={plan.pk: "Vem?"}, actor=lead)

    due = found_on(date(2028, 6, 5))["Lund"].due
    assert (due.due_on, due.since) == (date(2028, 6, 19), date(2028, 6, 5))

    mend_point(point=point, is_mended=True, actor=world.strategist)
    send_report(report=report, actor=world.strategist)
    assert "Lund" not in found_on(date(2028, 6, 20))
    approve_report(report=report, actor=lead)
    assert "Lund" not in found_on(date(2028, 6, 20))


def test_the_manager_is_told_eight_days_late_and_skr_fourteen(world: ReportWorld) -> None:
    def raised(days: int) -> set[str]:
        day = DUE + timedelta(days=days)
        one = found_on(day)["Lund"]
        roles = {role for role, after in one.policy.ladder if after <= days}
        return {person.email for role in roles for person in one.due.people(role)}

    make_user("lead@skr.example", staff_role="project_lead")
    assert raised(7) == set()
    assert raised(8) == {"senior_manager@lund.example"}
    assert raised(14) == {"senior_manager@lund.example", "lead@skr.example"}


def test_a_reader_of_another_place_finds_nothing_of_ones_report(world: ReportWorld) -> None:
    report = world.written()
    stranger = make_user("nagon@annanstans.example")
    assert found_on(date(2028, 5, 2), reader=stranger) == {}
    assert ResultReport.objects.get() == report


@pytest.mark.parametrize("many", [1, 30])
def test_the_number_of_queries_is_the_same(
    world: ReportWorld, django_assert_num_queries: Any, many: int
) -> None:
    send_report(report=world.written(), actor=world.strategist)
    for _number in range(many):
        make_participation(world.group.cohort, make_organisation())
    rounds = rounds_to_remind(date(2028, 5, 2))
    with django_assert_num_queries(5):
        found = find_due(rounds, date(2028, 5, 2), rules=[RULE])
    assert len(found) == 2 + many
