"""SKR changes how a round reminds, sees the mail while writing, and who would get what."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.models import Cohort, RoundReminder
from cohorts.round_people import RoundPeople
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Due, Rule
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.keyboard import fill, press, tab_to, tick
from tests.notifications.registry import only
from tests.notifications.rule_recipes import policy


def find_reports(looking):
    """A report of every participation, due in some weeks."""
    known = RoundPeople.of(looking)
    for home in known.homes.values():
        yield Due(
            subject=f"report-{home.pk}",
            round_id=home.round_id,
            due_on=timezone.localdate() + timedelta(days=40),
            since=date(2020, 1, 1),
            what=lambda: "Lämna rapporten",
            path="/rapport/",
            who=known.of_participation(home.pk),
            whose=home.name,
        )


REPORT = Rule(
    key="test.report",
    topic=Topic.REPORTS,
    name="Rapporten",
    policy=policy(-14, -2, ladder=((Role.DESK, 14),)),
    find=find_reports,
    offered=(Role.KEY_PERSON,),
    alone_from=-2,
)


@pytest.fixture
def cohort() -> Cohort:
    cohort = factories.make_cohort(slug="omgang", name_sv="Modellkommuner 2027–2028")
    maria = factories.make_user("maria@lund.example", name="Maria Berg")
    factories.make_participation(
        cohort, factories.make_organisation("Lund"), team={"strategist": maria}
    )
    return cohort


@pytest.fixture
def signed_in(context, live_server, client, project_lead) -> None:
    client.force_login(project_lead)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


def test_a_rule_is_changed_on_a_phone_by_keyboard(
    page: Page, live_server, cohort: Cohort, signed_in
):
    with only(REPORT):
        page.goto(f"{live_server.url}/admin/omgangar/omgang/paminnelser/")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Omgången påminner om 1 sak")
        assert_accessible(page)
        press(page, "link", "Rapporten")

        # The mail is shown while it is written, without a press.
        fill(page, "#id_days_before", "30; 3")
        tick(page, "#id_audience_1")
        fill(page, "#id_text_sv", "{organisation}: {vad}")
        expect(page.locator("#preview dd").first).to_contain_text("Lund: Lämna rapporten")
        assert_accessible(page)
        press(page, "button", "Spara")

        # What is refused is said, and what was typed stays.
        expect(page.get_by_role("alert")).to_contain_text("Skriv hela tal med komma emellan")
        expect(page.locator("#id_days_before")).to_have_value("30; 3")
        expect(page.locator("#id_text_sv")).to_have_value("{organisation}: {vad}")
        assert_accessible(page)
        fill(page, "#id_days_before", "30, 3")
        press(page, "button", "Spara")
        expect(page.get_by_role("status").first).to_contain_text("Sparat: Rapporten.")
        row = RoundReminder.objects.get()
        assert (row.days, row.audience) == ([-30, -3], ["strategist", "key_person"])

        press(page, "link", "Se vem som får vad, vilken dag")
        fill(page, "#id_dagar", "60")
        press(page, "button", "Visa")
        expect(heading).to_have_text("3 mejl om inget blir gjort")
        tab_to(page, page.locator("summary", has_text="Antal per dag"))
        page.keyboard.press("Enter")
        expect(page.locator(".day-totals tbody tr")).to_have_count(3)
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(
    page: Page, live_server, cohort: Cohort, signed_in, scheme
):
    page.emulate_media(color_scheme=scheme)
    with only(REPORT):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for path in ("", "test.report/", "simulera/?dagar=60", "simulera/?dagar=600"):
                page.goto(f"{live_server.url}/admin/omgangar/omgang/paminnelser/{path}")
                assert_accessible(page)
