"""Two hands at one report in the same moment, each in a transaction of its own."""

from datetime import date

import pytest

from reporting.enums import ReportStatus
from reporting.models import ReportTextRevision, ReportVersion
from reporting.report_content import from_data
from reporting.services.report_judging import approve_report, return_report
from reporting.services.report_sending import send_report
from tests.at_once import at_once, codes
from tests.factories import make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(time_machine) -> ReportWorld:
    time_machine.move_to(stockholm(2028, 5, 8), tick=False)
    return make_report_world(due_on=date(2028, 6, 1))


@pytest.fixture
def lead(db):
    return make_user("lead@skr.example", staff_role="project_lead")


def text_sent(key: str) -> str:
    document = from_data(ReportVersion.objects.get().document)
    return next(part.text for part in document.parts if part.key == key)


def test_what_is_typed_while_it_is_sent_is_in_it_or_kept(world):
    report = world.written()
    told = at_once(
        lambda: send_report(report=report, actor=world.strategist),
        lambda: world.write(report, "plan", "Nytt om planen", world.key_person),
    )
    assert codes(told) in (["closed", "done"], ["done", "done"])
    was_in_time = codes(told) == ["done", "done"]
    assert text_sent("plan") == ("Nytt om planen" if was_in_time else "Om plan")
    assert ReportTextRevision.objects.filter(text="Nytt om planen").exists()


def test_sent_twice_at_once_is_sent_once(world):
    report = world.written()
    told = at_once(
        *(
            lambda who=who: send_report(report=report, actor=who)
            for who in (world.strategist, world.key_person)
        )
    )
    assert codes(told)[0] != codes(told)[1]
    assert ReportVersion.objects.count() == 1


def test_begun_at_once_is_one_report(world):
    begun = at_once(world.begun, world.begun, world.begun)
    assert len({report.pk for report in begun}) == 1


def test_of_approving_and_returning_at_once_one_counts(world, lead):
    report = send_report(report=world.written(), actor=world.strategist)
    told = at_once(
        lambda: approve_report(report=report, actor=lead),
        lambda: return_report(
            report=report, points={world.section("plan").pk: "Vem ansvarar?"}, actor=lead
        ),
    )
    assert codes(told) == ["done", "wrong_state"]
    report.refresh_from_db()
    assert report.status in (ReportStatus.APPROVED, ReportStatus.RETURNED)
    assert report.points.exists() == (report.status == ReportStatus.RETURNED)
