"""A mirror asked by one, answered by two, lined up and made the first item; the group compared."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.models import Organisation
from improvements.models import (
    AssessmentOccasion,
    ChosenIndicator,
    Measurement,
    OfficialIndicator,
    OfficialValue,
)
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.test_meeting import sign_in
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.mirror_recipes import make_mirror, make_reply
from tests.improvements.recipes import make_improvement, make_indicator
from tests.learning_meetings.meeting_recipes import MeetingWorld, add_agenda, make_meeting_world

BUDGET = "Hur syns jämställdhet i budgeten?"
ASKED = "Hur ofta frågar nämnden efter resultat?"
BREAKS = "Var brister styrkedjan?"


def answer(page: Page, steps: tuple[int, int], text: str) -> None:
    """On the mirror's page: answer, and finish."""
    page.get_by_role("link", name="Svara på frågorna").click()
    for question, step in zip((BUDGET, ASKED), steps, strict=True):
        group = page.get_by_role("group", name=question)
        group.get_by_role("radio", name=str(step)).check()
    page.get_by_label(BREAKS).fill(text)
    assert_accessible(page)
    page.get_by_role("button", name="Vi är klara").click()
    expect(page.get_by_text("Ni är klara.")).to_be_visible()


def test_two_answer_the_same_questions_and_begin_where_they_differ_most(
    page: Page, new_context: Any, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world()
    add_agenda(at.meeting, ("Välkomna", 15))
    mirror = make_mirror(at.meeting)
    path = f"{live_server.url}{at.meeting.get_absolute_url()}"
    theirs = new_context()
    sign_in(page.context, live_server.url, at.host, settings)
    sign_in(theirs, live_server.url, at.world.person("ystad", "politician"), settings)
    second = theirs.new_page()
    page.goto(path)
    page.get_by_role("link", name="Fråga, svara och jämför").click()
    second.goto(path)
    second.get_by_role("link", name="Fråga, svara och jämför").click()

    answer(page, (3, 5), "I uppföljningen av budgeten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ni är klara och väntar på de andra")
    second.reload()
    expect(second.get_by_text("I uppföljningen av budgeten")).to_have_count(0)
    answer(second, (2, 1), "Mellan nämnd och förvaltning")
    expect(second.get_by_role("heading", level=3)).to_have_text([ASKED, BUDGET, BREAKS])
    expect(second.get_by_text("I uppföljningen av budgeten")).to_be_visible()
    expect(second.get_by_role("button", name="Gör den till första punkten")).to_have_count(0)

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ni skiljer er med upp till 4 steg")
    expect(page.locator(".mirror li").first).to_contain_text("Lund 5, Ystad 1")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert_accessible(page)
    page.get_by_role("button", name="Gör den till första punkten på dagordningen").click()
    page.get_by_role("link", name="Läs dagordningen").click()
    expect(page.locator(".agenda b")).to_have_text(
        [f"Gruppens spegel, {mirror.theme}. Börja med: {ASKED}", "Välkomna"]
    )


def test_the_questions_are_asked_from_a_proposal(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world()
    sign_in(page.context, live_server.url, at.partner, settings)
    page.goto(f"{live_server.url}/forbattringar/spegel/{at.meeting.pk}/")
    assert_accessible(page)
    page.get_by_role("link", name="Ställ frågorna").click()
    page.get_by_role("link", name="Styrning och ledning").click()
    expect(page.get_by_label("Vad ni jämför")).to_have_value("Styrning och ledning")
    page.get_by_label("Vad ni jämför").fill("")
    page.get_by_label("Fråga 1", exact=True).fill("Vem äger frågan hos er?")
    page.get_by_role("button", name="Fråga gruppen").click()
    expect(page.get_by_label("Fråga 1", exact=True)).to_have_value("Vem äger frågan hos er?")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert_accessible(page)
    page.get_by_label("Vad ni jämför").fill("Styrning")
    page.get_by_role("button", name="Fråga gruppen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 frågor är kvar att besvara")
    expect(page.locator(".asked li").first).to_have_text("Vem äger frågan hos er?")


def full(at: MeetingWorld) -> None:
    """Everything that can be compared, with names that are long."""
    world = at.world
    Organisation.objects.filter(name="Ystad").update(
        name="Malung-Sälens samhällsbyggnadsförvaltning",
        official_name="Malung-Sälens kommun, Samhällsbyggnadsförvaltningen",
    )
    edition = make_edition(moments=10)
    moment = edition.moments.first()
    moment.title_sv = "Kunskapsstyrningens jämställdhetskonsekvensbeskrivningar i beslutsunderlagen"
    moment.save()
    occasions = [
        AssessmentOccasion.objects.create(cohort=world.cohort, kind=kind, number=number)
        for kind, number in (("start", 0), ("before_meeting", 1))
    ]
    officials = [
        OfficialIndicator.objects.create(
            kolada_id=f"N0020{number}",
            title=f"Heltidsanställda månadsavlönade, kommun, andel (%), {number}",
            is_by_sex=True,
            goal=1 + number % 6,
        )
        for number in range(7)
    ]
    for place, more in ((world.lund, 0), (world.ystad, 1), (world.hoor, 2)):
        for occasion in occasions:
            steps = [1 + (n * (1 + more) + occasion.number) % 4 for n in range(10)]
            make_assessment(place, occasion, edition, steps)
        make_improvement(
            place,
            "Likvärdig handläggning av försörjningsstöd för kvinnor och män",
            status="testing",
            national_goals=[2],
            operation="Arbetsmarknadsförvaltningens försörjningsstöd",
        )
        make_improvement(place, "Könsuppdelad statistik i delårsrapporten")
        indicator = make_indicator(place, "Andel som får insats inom 30 dagar")
        for series, value in (("women", 51 + more), ("men", 64)):
            Measurement.objects.create(
                indicator=indicator,
                series=series,
                period=date(2027, 2, 1),
                value=value,
                count=3 if more == 1 else 40,
            )
        for official in officials:
            ChosenIndicator.objects.create(participation=place, indicator=official)
            for sex, figure in (("K", 71 + more), ("M", "64.5")):
                OfficialValue.objects.create(
                    indicator=official,
                    organisation=place.organisation,
                    year=2025,
                    sex=sex,
                    value=figure,
                    fetched_at=timezone.now(),
                )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_group_side_by_side_can_be_used_by_everybody(
    page: Page, live_server: Any, settings: Any, transactional_db: None, scheme: Any
) -> None:
    at = make_meeting_world()
    page.emulate_media(color_scheme=scheme)
    sign_in(page.context, live_server.url, at.host, settings)
    path = f"{live_server.url}/forbattringar/grupp/{at.world.group.pk}/jamforelse/"
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Inget att jämföra än")
    assert_accessible(page)
    full(at)
    make_reply(make_mirror(at.meeting), at.world.lund)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("steg")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert_accessible(page)
    page.get_by_text("2 siffror till").click()
    assert_accessible(page)
    page.get_by_role("link", name="Spegel inför Lärandeträff 2").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Era svar")
    assert_accessible(page)
