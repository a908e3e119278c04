"""Side by side with the group: only what both have finished, the largest difference first."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import ParticipationStatus
from improvements.assessment_comparison import SideBySide
from improvements.models import Assessment, AssessmentOccasion
from learning_meetings.models import Host, Meeting
from modellkonceptet.accounts.models import User
from tests import factories
from tests.improvements.assessment_recipes import (
    AssessmentWorld,
    make_assessment,
    make_assessment_world,
    make_edition,
)

QUERIES_OF_THE_PAGE = 12


@pytest.fixture
def world(db: None) -> AssessmentWorld:
    return make_assessment_world()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def view(world: AssessmentWorld, user: User, occasion: int | None = None) -> SideBySide:
    return SideBySide(world.group.group, user, occasion)


def shown(page: SideBySide) -> list[str]:
    return [one.name for one in page.columns]


def make_meeting(world: AssessmentWorld, *, days: int = 20, **fields: Any) -> Meeting:
    """Lund hosts."""
    begins = timezone.now() + timedelta(days=days)
    meeting = Meeting.objects.create(
        cohort=world.group.cohort,
        group=world.group.group,
        kind="learning_meeting",
        number=fields.pop("number", 1),
        audience="group",
        name_sv="Lärandeträff 1",
        first_day=begins.date(),
        last_day=begins.date(),
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        **fields,
    )
    Host.objects.create(meeting=meeting, participation=world.lund)
    return meeting


def test_nothing_of_the_partners_before_one_has_finished(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (1, 1, 1), agreed=False)
    page = view(world, world.partner)
    assert shown(page) == []
    assert len(page.why_not_shown) == 1
    # Lund has finished and sees itself; of the others it is told that they have not.
    page = view(world, world.politician)
    assert shown(page) == ["Lund"]
    assert [said.split(":")[0] for said in page.why_not_shown] == ["Höör", "Ystad"]


def test_both_finished_see_each_other_and_not_the_third(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (4, 3, 3))
    make_assessment(world.hoor, world.start, world.edition, (1, 1, 1), agreed=False)
    page = view(world, world.partner)
    assert [(one.name, one.shape, one.score.points) for one in page.columns] == [
        ("Ystad", "now", 10),
        ("Lund", "circle", 9),
    ]
    lines = page.levels[0].lines
    assert [(line.moment.number, line.apart) for line in lines] == [(1, 2), (3, 1), (2, 0)]
    assert [line.moment.number for line in page.to_raise] == [1, 3]
    assert lines[0].in_words == "Ystad 4, Lund 2"


def test_the_mentor_and_skr_see_what_is_finished(
    world: AssessmentWorld, project_lead: User
) -> None:
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (4, 3, 3), agreed=False)
    for user in (world.group.mentor, project_lead):
        page = view(world, user)
        assert shown(page) == ["Lund"]
        assert [said.split(":")[0] for said in page.why_not_shown] == ["Höör", "Ystad"]


def test_who_has_left_the_round_is_not_shown(world: AssessmentWorld) -> None:
    for place in (world.lund, world.ystad):
        make_assessment(place, world.start, world.edition, (2, 3, 4))
    world.lund.status = ParticipationStatus.WITHDRAWN
    world.lund.withdrawn_on, world.lund.withdrawal_reason = timezone.localdate(), "Ny majoritet"
    world.lund.save()
    assert shown(view(world, world.partner)) == ["Ystad"]


def test_the_latest_occasion_unless_another_is_asked_for(world: AssessmentWorld) -> None:
    end = AssessmentOccasion.objects.create(cohort=world.group.cohort, kind="end")
    for place in (world.lund, world.ystad):
        for occasion in (end, world.start):
            make_assessment(place, occasion, world.edition, (2, 3, 4))
    assert view(world, world.partner).occasions == [world.start, end]
    assert view(world, world.partner).occasion == end
    assert view(world, world.partner, world.start.pk).occasion == world.start
    assert view(world, world.partner, 987_654).occasion == end


def test_another_edition_is_told_as_a_share(world: AssessmentWorld) -> None:
    make_assessment(world.ystad, world.start, world.edition, (4, 3, 3))
    make_assessment(world.hoor, world.start, world.edition, (4, 3, 3))
    make_assessment(world.lund, world.start, make_edition("annan", highest=3), (3, 3, 3))
    page = view(world, world.partner)
    assert [one.name for one in page.compared] == ["Ystad", "Höör"]
    assert len(page.why_not_shown) == 1
    assert "Lund" in page.why_not_shown[0]
    assert "100" in page.why_not_shown[0]


def test_alike_and_alone_have_headings_of_their_own(world: AssessmentWorld) -> None:
    make_assessment(world.lund, world.start, world.edition, (2, 3, 4))
    alone = view(world, world.politician).headline
    make_assessment(world.ystad, world.start, world.edition, (2, 3, 4))
    alike = view(world, world.politician).headline
    Assessment.objects.get(participation=world.ystad).answers.filter(value=2).update(value=4)
    differ = view(world, world.politician).headline
    assert len({alone, alike, differ}) == 3
    assert differ.endswith(world.moments[0].title)


# To the next meeting


@pytest.fixture
def differing(world: AssessmentWorld) -> AssessmentWorld:
    make_assessment(world.lund, world.start, world.edition, (1, 3, 4))
    make_assessment(world.ystad, world.start, world.edition, (4, 3, 3))
    return world


def test_the_host_makes_it_an_item_of_the_next_meeting(differing: AssessmentWorld) -> None:
    make_meeting(differing, days=60, number=2)
    meeting = make_meeting(differing)
    make_meeting(differing, days=-60, number=3, status="held")
    group, moment = differing.group.group, differing.moments[0]
    client = signed_in(differing.group.person("lund", "key_person"))
    address = reverse("improvements:raise_moment", args=[group.pk])
    data = {"moment": moment.pk, "occasion": differing.start.pk}
    here = reverse("improvements:assessments_side_by_side", args=[group.pk])
    here = f"{here}?tillfalle={differing.start.pk}"
    for _click in range(2):
        assert client.post(address, data).url == f"{here}#talk"
    assert list(meeting.agenda.values_list("position", flat=True)) == [1]
    page = client.get(here).context["page"]
    assert [(line.moment.number, line.is_raised) for line in page.to_raise] == [
        (1, True),
        (3, False),
    ]


def test_others_are_told_who_does_it(differing: AssessmentWorld) -> None:
    meeting = make_meeting(differing)
    group = differing.group.group
    address = reverse("improvements:raise_moment", args=[group.pk])
    for user in (differing.partner, differing.politician, differing.group.mentor):
        client = signed_in(user)
        page = client.get(reverse("improvements:assessments_side_by_side", args=[group.pk]))
        assert page.context["page"].may_raise is False
        assert client.post(address, {"moment": differing.moments[0].pk}).status_code == 403
    assert meeting.agenda.count() == 0


def test_without_a_coming_meeting_nothing_is_raised(
    differing: AssessmentWorld, project_lead: User
) -> None:
    client = signed_in(project_lead)
    address = reverse("improvements:raise_moment", args=[differing.group.group.pk])
    page = client.post(address, {"moment": differing.moments[0].pk}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert client.post(address, {"moment": "²"}).status_code == 404
    assert client.post(address).status_code == 404


def test_strangers_do_not_compare(world: AssessmentWorld, stranger: User) -> None:
    address = reverse("improvements:assessments_side_by_side", args=[world.group.group.pk])
    assert signed_in(stranger).get(address).status_code == 403


@pytest.mark.parametrize("partners, occasions", [(0, 1), (12, 6)])
def test_the_page_asks_the_same_number_of_questions(
    differing: AssessmentWorld, partners: int, occasions: int, django_assert_num_queries: Any
) -> None:
    make_meeting(differing)
    world = differing
    rounds = [
        AssessmentOccasion.objects.create(
            cohort=world.group.cohort, kind="before_meeting", number=number
        )
        for number in range(1, occasions + 1)
    ]
    places = [world.lund, world.ystad]
    for _number in range(partners):
        place = factories.make_participation(world.group.cohort)
        place.group = world.group.group
        place.save()
        places.append(place)
    for place in places:
        for occasion in rounds:
            make_assessment(place, occasion, world.edition, (1 + place.pk % 4, 2, 3))
    client = signed_in(world.group.person("lund", "key_person"))
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        page = client.get(
            reverse("improvements:assessments_side_by_side", args=[world.group.group.pk])
        )
    assert len(page.context["page"].columns) == 2 + partners
