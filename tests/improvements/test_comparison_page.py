"""The group side by side: what each reader sees, what is shared, and what the heading says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.comparison_page import ComparisonPage
from improvements.models import (
    AssessmentOccasion,
    ChosenIndicator,
    Indicator,
    Measurement,
    OfficialIndicator,
    OfficialValue,
)
from learning_meetings.models import Host, Meeting
from modellkonceptet.accounts.models import User
from tests import factories
from tests.improvements.assessment_recipes import (
    AssessmentWorld,
    make_assessment,
    make_assessment_world,
)
from tests.improvements.recipes import make_improvement, make_indicator

QUERIES_OF_THE_PAGE = 16
JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


@pytest.fixture
def world(db: None) -> AssessmentWorld:
    return make_assessment_world()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(world: AssessmentWorld) -> str:
    return reverse("improvements:comparison", args=[world.group.group.pk])


def page(world: AssessmentWorld, user: User) -> ComparisonPage:
    return ComparisonPage(world.group.group, user)


def measure(
    indicator: Indicator, women: Any, men: Any, period: date = JANUARY, count: int | None = None
) -> None:
    for series, value in (("women", women), ("men", men)):
        Measurement.objects.create(
            indicator=indicator, series=series, period=period, value=value, count=count
        )


def figures_of(found: ComparisonPage, name: str) -> Any:
    return next(place for place in found.places if place.name == name).figures


# Self-assessment


def test_nothing_of_a_partner_before_both_have_finished(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (1, 1, 1), agreed=False)
    found = page(world, world.partner)
    assert [one.name for one in found.assessed.columns] == []
    assert len(found.assessed.why_not_shown) == 1
    found = page(world, world.politician)
    assert [one.name for one in found.assessed.columns] == ["Lund"]
    assert [said.split(":")[0] for said in found.assessed.why_not_shown] == ["Höör", "Ystad"]
    assert found.compares_answers is False


def test_the_latest_occasion_at_which_there_is_something_to_compare(
    world: AssessmentWorld,
) -> None:
    first, second = (
        AssessmentOccasion.objects.create(
            cohort=world.group.cohort, kind="before_meeting", number=number
        )
        for number in (1, 2)
    )
    for place in (world.lund, world.ystad):
        make_assessment(place, world.start, world.edition, (1, 1, 1))
        make_assessment(place, first, world.edition, (2, 3, 1 + place.pk % 2))
    make_assessment(world.lund, second, world.edition, (4, 4, 4))
    found = page(world, world.partner).assessed
    assert found.occasion == first
    # Three more than at the start in one of them, four in the other: in the order of the columns.
    assert [moved.split()[0] for _one, moved in found.sums] == [
        str(3 + world.ystad.pk % 2),
        str(3 + world.lund.pk % 2),
    ]
    assert page(world, world.politician).assessed.occasion == first


def test_the_first_occasion_has_no_movement(world: AssessmentWorld) -> None:
    for place in (world.lund, world.ystad):
        make_assessment(place, world.start, world.edition, (2, 3, 4))
    assert [moved for _one, moved in page(world, world.partner).assessed.sums] == ["", ""]


# Indicators


def test_the_latest_figures_of_everybody_with_their_gap(world: AssessmentWorld) -> None:
    own = make_indicator(world.ystad, "Egen")
    measure(own, 50, 60, JANUARY, 100)
    measure(own, "61.5", 58, FEBRUARY, 100)
    theirs = make_indicator(world.lund, "Dagar", unit="dagar")
    measure(theirs, 4, 6)
    make_indicator(world.lund, "Utan")
    make_indicator(world.lund, "Stängd", is_closed=True)
    make_indicator(world.lund, "Privat", is_private=True)
    found = page(world, world.partner)
    (latest,) = figures_of(found, "Ystad")
    assert latest.figures == "Kvinnor 61,5, män 58 %"
    assert [gap.split()[0] for gap in latest.gaps] == ["3,5"]
    days, without = figures_of(found, "Lund")
    assert (days.figures, days.gaps) == ("Kvinnor 4, män 6 dagar", ["−2 dagar"])
    assert (without.indicator.name, without.is_empty) == ("Utan", True)


def test_small_numbers_are_hidden_from_all_others(
    world: AssessmentWorld, project_lead: User
) -> None:
    small = make_indicator(world.lund, "Få")
    measure(small, "75.3", "51.2", JANUARY, 200)
    measure(small, "66.6", "33.3", FEBRUARY, 3)
    for user in (world.partner, world.group.mentor, project_lead):
        (latest,) = figures_of(page(world, user), "Lund")
        assert (latest.is_withheld, latest.gaps) == (True, [])
        content = signed_in(user).get(address(world)).content.decode()
        for figure in ("66,6", "33,3"):
            assert figure not in content
    (own,) = figures_of(page(world, world.politician), "Lund")
    assert (own.is_withheld, len(own.gaps)) == (False, 1)


def make_official(
    *followers: Participation, kolada_id: str = "N1", **fields: Any
) -> OfficialIndicator:
    fields = {"title": "Heltid, andel (%)", "is_by_sex": True} | fields
    official = OfficialIndicator.objects.create(kolada_id=kolada_id, **fields)
    for place in followers:
        ChosenIndicator.objects.create(participation=place, indicator=official)
    return official


def publish(
    official: OfficialIndicator,
    place: Participation,
    year: int,
    women: Any,
    men: Any,
    **fields: Any,
) -> None:
    for sex, value in (("K", women), ("M", men)):
        OfficialValue.objects.create(
            indicator=official,
            organisation=place.organisation,
            year=year,
            sex=sex,
            value=value,
            fetched_at=timezone.now(),
            **fields,
        )


def test_official_figures_that_two_follow_stand_beside_each_other(
    world: AssessmentWorld,
) -> None:
    shared = make_official(world.lund, world.ystad)
    publish(shared, world.lund, 2023, 50, 60)
    publish(shared, world.lund, 2024, "71.2", 65)
    publish(shared, world.lund, 2025, 90, 80, is_withdrawn=True)
    publish(shared, world.ystad, 2023, 40, "44.8")
    alone = make_official(world.lund, kolada_id="N2", title="Bara Lunds")
    publish(alone, world.lund, 2024, 1, 2)
    make_official(world.lund, world.ystad, kolada_id="N3", title="Inte per kön", is_by_sex=False)
    make_official(world.lund, world.ystad, kolada_id="N4", title="Utan värden")
    (line,) = page(world, world.partner).official.lines
    assert line.indicator == shared
    assert {
        str(place.organisation): (year.year, year.women, year.men) if year else None
        for place, year in line.figures
    } == {
        "Ystad kommun": (2023, Decimal(40), Decimal("44.8")),
        "Höör kommun": None,
        "Lund kommun": (2024, Decimal("71.2"), Decimal(65)),
    }
    assert [gap.split()[0] if gap else "" for _place, _said, gap in line.cells] == [
        "−4,8",
        "",
        "6,2",
    ]


def test_where_nobody_shares_a_figure_there_is_no_table(world: AssessmentWorld) -> None:
    official = make_official(world.lund)
    publish(official, world.lund, 2024, 1, 2)
    assert page(world, world.partner).official.lines == ()


# Works


def test_works_of_everybody_but_private_ones(world: AssessmentWorld) -> None:
    make_improvement(world.lund, "Avslutat", status="abandoned")
    make_improvement(world.lund, "Prövas", status="testing")
    make_improvement(world.lund, "Hemligt", is_private=True)
    make_improvement(world.ystad, "Eget hemligt", is_private=True)
    found = {
        place.name: [work.improvement.title for work in place.works]
        for place in page(world, world.partner).places
    }
    assert found == {
        "Ystad": ["Eget hemligt"],
        "Höör": [],
        "Lund": ["Prövas", "Avslutat"],
    }


def test_what_works_share_is_said(world: AssessmentWorld) -> None:
    make_improvement(world.lund, national_goals=[2, 3], operation="Försörjningsstöd")
    make_improvement(world.ystad, national_goals=[3], operation=" försörjningsstöd ")
    make_improvement(world.hoor, national_goals=[3])
    make_improvement(world.hoor, status="abandoned", national_goals=[2], operation="Kultur")
    make_improvement(world.lund, operation="Kultur", national_goals=[1], is_private=True)
    make_improvement(world.ystad, operation="Kultur", national_goals=[1])
    goal, operation = page(world, world.partner).together
    assert goal.startswith("Ystad, Höör ")
    assert "Lund" in goal
    assert operation.casefold().count("försörjningsstöd") == 1
    assert ("Ystad" in operation, "Lund" in operation, "Höör" in operation) == (True, True, False)
    assert len(page(world, world.politician).together) == 4


def test_headings_are_findings(world: AssessmentWorld) -> None:
    said = [page(world, world.partner).headline]
    make_improvement(world.ystad)
    said.append(page(world, world.partner).headline)
    make_improvement(world.ystad, national_goals=[2])
    make_improvement(world.lund, national_goals=[2])
    said.append(page(world, world.partner).headline)
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (4, 3, 4))
    said.append(page(world, world.partner).headline)
    assert len(set(said)) == len(said)
    assert said[-1].endswith(world.moments[0].title)


# The page


def test_the_group_its_mentor_and_skr_see_it_and_strangers_do_not(
    world: AssessmentWorld, project_lead: User, stranger: User
) -> None:
    make_improvement(world.lund, "Lika snabbt")
    for user in (world.partner, world.politician, world.group.mentor, project_lead):
        answer = signed_in(user).get(address(world))
        assert answer.status_code == 200
        assert "Lika snabbt" in answer.content.decode()
    other = factories.make_user("strateg@vellinge.example")
    place = factories.make_participation(world.group.cohort, team={"strategist": other})
    factories.make_group(world.group.cohort, "Grupp 2", members=(place,))
    for user in (stranger, other):
        assert signed_in(user).get(address(world)).status_code == 403


def test_who_has_left_is_not_compared_and_the_last_one_is_told(world: AssessmentWorld) -> None:
    make_improvement(world.lund, "Lika snabbt")
    gone = {"status": ParticipationStatus.WITHDRAWN, "withdrawn_on": date(2027, 1, 1)}
    rows = Participation.objects.filter(pk__in=[world.lund.pk, world.hoor.pk])
    rows.update(withdrawal_reason="Ny majoritet", **gone)
    found = page(world, world.partner)
    assert ([place.name for place in found.places], found.is_alone) == (["Ystad"], True)
    assert "Lika snabbt" not in signed_in(world.partner).get(address(world)).content.decode()
    assert signed_in(world.politician).get(address(world)).status_code == 403


def test_a_participant_without_a_group_is_told(world: AssessmentWorld) -> None:
    own = reverse("improvements:own_comparison", args=[world.lund.pk])
    client = signed_in(world.politician)
    assert client.get(own)["Location"] == address(world)
    Participation.objects.filter(pk=world.lund.pk).update(group=None)
    assert client.get(own).status_code == 200
    assert signed_in(world.partner).get(own).status_code == 403
    assert client.get(address(world)).status_code == 403


@pytest.mark.parametrize(("partners", "many"), [(2, 1), (3, 8)])
def test_the_page_asks_the_same_number_of_questions(
    partners: int, many: int, db: None, django_assert_num_queries: Any
) -> None:
    world = make_assessment_world(moments=1 + many)
    if partners == 2:
        Participation.objects.filter(pk=world.hoor.pk).update(group=None)
    places = [world.lund, world.ystad, world.hoor][:partners]
    begins = timezone.now() + timedelta(days=9)
    meeting = Meeting.objects.create(
        cohort=world.group.cohort,
        group=world.group.group,
        kind="learning_meeting",
        number=1,
        audience="group",
        name_sv="Lärandeträff 1",
        first_day=begins.date(),
        last_day=begins.date(),
    )
    Host.objects.create(meeting=meeting, participation=world.lund)
    occasions = [world.start] + [
        AssessmentOccasion.objects.create(
            cohort=world.group.cohort, kind="before_meeting", number=number
        )
        for number in range(1, many)
    ]
    followed = [make_official(*places, kolada_id=f"N{number}") for number in range(many)]
    for place in places:
        for occasion in occasions:
            make_assessment(place, occasion, world.edition, [1 + place.pk % 4] * (1 + many))
        for number in range(many):
            make_improvement(place, f"Arbete {number}", national_goals=[2], status="testing")
            measure(make_indicator(place, f"Mått {number}"), 50 + number, 60, JANUARY, 99)
            for year in range(2020, 2020 + many):
                publish(followed[number], place, year, 50, 60)
    client = signed_in(world.partner)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        answer = client.get(address(world))
    found = answer.context["page"]
    assert [len(place.works) for place in found.places] == [many] * partners
    assert [len(place.figures) for place in found.places] == [many] * partners
    assert len(found.official.lines) == many
