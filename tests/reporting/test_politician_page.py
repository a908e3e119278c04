"""The politician's page: who reads it, what is on it, what the round gives away, and its paper."""

import argparse
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pdfminer.high_level import extract_text

from cohorts.models import Participation, TeamMember, TimelineEvent
from cohorts.services.participations import withdraw_participation
from improvements.models import ChecklistEdition, Cycle, Indicator, Measurement
from learning_meetings.models import Invitee
from modellkonceptet.accounts.models import User
from reporting.cohort_picture import RoundPicture
from reporting.politician_paper import Sheet
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.learning_meetings.meeting_recipes import MeetingWorld, answer, make_meeting_world
from tests.notifications.registry import only
from tests.reporting.due_recipes import asking, on
from tests.tools.check_pdf import check_file

# With session, person and language; the same with few and with many rows.
QUERIES_OF_THE_PAGE = 35
LONG = "Upplands Väsby kommun, kommunledningskontoret, enheten för hållbar utveckling"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def at() -> MeetingWorld:
    return make_meeting_world()


def politician(at: MeetingWorld) -> User:
    return at.world.person("lund", "politician")


def answer_of(at: MeetingWorld, user: User, name: str = "politician", language: str = "en") -> Any:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(reverse(f"reporting:{name}", args=[at.world.lund.pk]))


def page_of(at: MeetingWorld, user: User | None = None) -> Any:
    return answer_of(at, user or politician(at)).context["page"]


def measure(
    indicator: Indicator, pairs: list[tuple[int, int]], count: int | None = None
) -> Indicator:
    for place, pair in enumerate(pairs):
        for series, value in zip(("women", "men"), pair, strict=True):
            Measurement.objects.create(
                indicator=indicator,
                series=series,
                period=date(2026, 1 + place, 1),
                value=value,
                count=count,
            )
    return indicator


def assess(at: MeetingWorld, steps: dict[str, list[int]], kind: str = "start") -> None:
    """With the short checklist, at an occasion of the round."""
    edition = ChecklistEdition.objects.first() or make_edition("kort")
    occasion = at.world.cohort.assessment_occasions.create(kind=kind)
    for place, given in steps.items():
        make_assessment(getattr(at.world, place), occasion, edition, given)


def test_the_team_and_skr_read_it_and_nobody_else_knows_that_it_is_there(
    at: MeetingWorld,
    project_lead: User,
    reviewer: User,
    finance: User,
    stranger: User,
) -> None:
    world = at.world
    readers = [world.person("lund", function) for function in ("politician", "strategist")]
    others = [world.person("ystad", "politician"), world.mentor, finance, stranger]
    for name in ("politician", "politician_pdf"):
        found = [answer_of(at, user, name).status_code for user in (*readers, project_lead)]
        assert found == [200, 200, 200]
    assert answer_of(at, reviewer).status_code == 200
    for name in ("politician", "politician_todo", "politician_pdf"):
        assert [answer_of(at, user, name).status_code for user in others] == [404] * 4
    withdraw_participation(participation=world.lund, reason="Annat", actor=project_lead)
    assert [answer_of(at, user).status_code for user in (*readers, project_lead)] == [404] * 3


def test_its_address_leads_to_the_only_one_or_to_a_choice(at: MeetingWorld, stranger: User) -> None:
    own = reverse("reporting:politician_own")
    client = Client()
    client.force_login(politician(at))
    assert client.get(own)["Location"] == reverse("reporting:politician", args=[at.world.lund.pk])
    second = factories.make_participation(team={"politician": politician(at)})
    choice = client.get(own)
    assert {one.pk for one in choice.context["participations"]} == {at.world.lund.pk, second.pk}
    client.force_login(stranger)
    assert client.get(own)["Location"] == reverse("reporting:my_round")


def test_with_nothing_it_says_what_will_be_there(at: MeetingWorld) -> None:
    page = page_of(at)
    assert page.headline == "The work has just begun"
    assert [one.text for one in page.sentences] == [
        "Lund has no improvement work yet.",
        "Lund has not agreed on a self-assessment yet.",
        "No meeting has been held yet.",
    ]
    assert (page.chart, page.why_no_chart) == (None, "No figure is followed yet.")
    assert page.question.key == "nothing_begun"
    assert (page.group.has_group, page.group.rows, page.group.why_not_shown) == (
        True,
        [],
        ["You see the partners’ answers when you have agreed on your own."],
    )
    assert (page.round.members, page.round.is_empty) == (3, True)


def test_each_sentence_leads_to_its_rows_as_far_as_the_reader_may(
    at: MeetingWorld, project_lead: User
) -> None:
    pk = at.world.lund.pk
    own = [one.url for one in page_of(at).sentences]
    assert own == [
        reverse("improvements:home", args=[pk]),
        reverse("improvements:assessments", args=[pk]),
        reverse("reporting:my_participation", args=[pk]) + "#meetings",
    ]
    theirs = [one.url for one in page_of(at, project_lead).sentences]
    assert theirs == [*own[:2], reverse("applications:participation", args=[pk])]
    for person, urls in ((politician(at), own), (project_lead, theirs)):
        client = Client()
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [200, 200, 200]


def test_what_is_private_is_counted_at_home_alone(at: MeetingWorld, project_lead: User) -> None:
    make_improvement(at.world.lund, status="testing")
    make_improvement(at.world.lund, "Hemma", status="implemented", is_private=True)
    measure(make_indicator(at.world.lund, "Hemlig", is_private=True), [(1, 2)] * 3)
    assert [page_of(at, who).sentences[0].text for who in (politician(at), project_lead)] == [
        "Lund has two improvement works: one is everyday work and one is being tested.",
        "Lund has one improvement work, and it is being tested.",
    ]
    assert page_of(at).indicator.name == "Hemlig"
    assert page_of(at, project_lead).indicator is None
    assert RoundPicture(at.world.lund).works == 1


def test_attendance_and_self_assessment_are_told_from_the_rows(at: MeetingWorld) -> None:
    assess(at, {"lund": [2, 2, 2]})
    assess(at, {"lund": [3, 3, 2]}, kind="end")
    at.meeting.status = "held"
    at.meeting.starts_at = timezone.now() - timedelta(days=2)
    at.meeting.ends_at = at.meeting.starts_at + timedelta(hours=3)
    at.meeting.save()
    Invitee.objects.filter(meeting=at.meeting, participation=at.world.lund).update(attended=True)
    Invitee.objects.filter(
        meeting=at.meeting, participation=at.world.lund, function="politician"
    ).update(attended=False)
    said = [one.text for one in page_of(at).sentences[1:]]
    assert said == [
        "In the self-assessment Lund has 8 of 12 points, two more than last time.",
        "The function politician was not at the meeting, although it was promised.",
    ]


def test_the_chart_is_that_of_the_gap_that_matters_most(at: MeetingWorld) -> None:
    lund = at.world.lund
    measure(make_indicator(lund, "Process", role="process"), [(10, 90)] * 4)
    measure(make_indicator(lund, "Två perioder"), [(10, 90)] * 2)
    make_indicator(lund, "Inte uppdelad", series=("total",))
    closed = make_indicator(lund, "Avslutad", is_closed=True)
    measure(closed, [(10, 90)] * 4)
    chosen = measure(
        make_indicator(lund, "Insats inom 30 dagar", source="Verksamhetssystemet"), [(50, 56)] * 4
    )
    page = page_of(at)
    assert page.indicator == chosen
    assert page.headline == "The gap between women and men is 6 percentage points"
    assert (len(page.chart.figure.pictures), len(page.chart.figure.rows)) == (4, 4)
    facts = {fact.name: fact.value for fact in page.indicator_facts}
    assert (facts["Latest figures"], facts["Source"]) == ("April 2026", "Verksamhetssystemet")


def test_small_numbers_stay_at_home(at: MeetingWorld, project_lead: User) -> None:
    measure(make_indicator(at.world.lund), [(50, 56)] * 4, count=3)
    assert page_of(at).chart is not None
    theirs = page_of(at, project_lead)
    assert (theirs.chart, theirs.why_no_chart) == (
        None,
        "No figure by sex is known for three periods yet.",
    )


def test_what_is_next_is_the_meeting_with_a_way_to_answer(at: MeetingWorld) -> None:
    TimelineEvent.objects.all().delete()
    page = page_of(at)
    assert (page.next.what, page.next_meeting.meeting) == (at.meeting.name, at.meeting)
    assert page.waits_for_answer is True
    answer(at.invitee("lund", "politician"))
    assert page_of(at).waits_for_answer is False


def test_what_waits_for_the_reader_comes_as_a_part_of_the_page(at: MeetingWorld) -> None:
    client = Client()
    client.force_login(at.world.person("lund", "strategist"))
    address = reverse("reporting:politician_todo", args=[at.world.lund.pk])
    with only(asking(*map(on, (-1, 2, 5, 9)))):
        part = client.get(address, headers={"HX-Request": "true"})
        client.force_login(politician(at))
        theirs = client.get(address, headers={"HX-Request": "true"})
    found = [[one.sentence for one in each.context["tasks"]] for each in (part, theirs)]
    assert found == [["Gör -1", "Gör 2", "Gör 5"], []]
    assert client.get(address)["Location"] == reverse("reporting:todo")


def test_the_group_is_named_once_one_has_agreed_oneself(at: MeetingWorld) -> None:
    assess(at, {"ystad": [3, 1, 3]})
    assert page_of(at).group.rows == []
    assess(at, {"lund": [3, 2, 1], "ystad": [2, 2, 3]}, kind="end")
    page = page_of(at)
    assert [(one.name, one.is_own, one.points, one.share) for one in page.group.rows] == [
        ("Lund", True, 6, 50),
        ("Ystad", False, 7, 58),
    ]
    assert page.group.finding == "Ystad has come furthest in the group"
    assert page.group.ask == (
        "Ask Ystad about “Moment 3 kort whole”: there the difference is largest."
    )
    assert page.group.why_not_shown == ["Höör: not finished yet."]


def test_first_of_the_group_but_not_in_everything(at: MeetingWorld) -> None:
    assess(at, {"lund": [4, 4, 1], "ystad": [2, 2, 3], "hoor": [2, 2, 3]})
    group = page_of(at).group
    assert group.finding == "Lund has come furthest in the group, but not in everything"
    assert (group.behind.moment, group.behind.partners) == (
        "Moment 3 kort whole",
        "Höör and Ystad",
    )


def more(at: MeetingWorld, *names: str) -> list[Participation]:
    return [
        factories.make_participation(at.world.cohort, factories.make_organisation(name))
        for name in names or ("Ort 0", "Ort 1", "Ort 2", "Ort 3", "Ort 4")
    ]


def test_the_round_is_counted_from_five_on_and_names_nobody(at: MeetingWorld) -> None:
    assess(at, {"lund": [2, 2, 2], "ystad": [4, 4, 4], "hoor": [1, 1, 1]})
    occasion = at.world.cohort.assessment_occasions.get()
    places = [at.world.lund, at.world.ystad, at.world.hoor, *more(at, "Ort 0")]
    for place in places:
        make_improvement(place, status="testing")
        measure(make_indicator(place), [(50, 60)])
    assert page_of(at).round.is_empty is True
    (fifth,) = more(at, "Ort 1")
    make_improvement(fifth, status="implemented")
    make_indicator(fifth)
    edition = occasion.assessments.first().edition
    for place in (places[3], fifth):
        make_assessment(place, occasion, edition, [3, 3, 3])
    shown = answer_of(at, politician(at))
    found = shown.context["page"].round
    assert [(one.label, one.count, one.percent) for one in found.stages] == [
        ("Everyday work", 1, 25),
        ("Being tested now", 4, 100),
    ]
    assert found.by_sex == "Four of five participants with indicators have figures by sex."
    spread = found.spread
    assert (spread.low, spread.middle, spread.high, spread.own) == (50, 75, 75, 50)
    html = shown.content.decode()
    assert [html.count(name) for name in ("Ort 0", "Ort 1")] == [0, 0]


def test_the_rounds_answers_are_hidden_from_who_has_not_agreed(at: MeetingWorld) -> None:
    edition = make_edition()
    occasion = at.world.cohort.assessment_occasions.create(kind="start")
    for place in (at.world.ystad, at.world.hoor, *more(at)):
        make_assessment(place, occasion, edition, [3, 3, 3])
    assert page_of(at).round.spread is None
    make_assessment(at.world.lund, occasion, edition, [1, 1, 1])
    assert page_of(at).round.spread.own == 25


def test_a_cycle_that_is_open_too_long_gives_the_question(at: MeetingWorld) -> None:
    work = make_improvement(at.world.lund, "Arbetet", status="testing")
    make_cycle(work, "Checklista", status="do", started_on=date(2026, 10, 1))
    measure(make_indicator(at.world.lund), [(50, 56)])
    question = page_of(at).question
    assert (question.key, question.why) == (
        "cycle_too_long",
        "The test “Checklista” in the work “Arbetet” has gone on for longer than was meant.",
    )


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_many_as_for_one(
    at: MeetingWorld, count: int, django_assert_num_queries: Any
) -> None:
    assess(at, {"lund": [3, 2, 1], "ystad": [2, 2, 3], "hoor": [1, 1, 1]})
    for number, place in enumerate([at.world.lund, *more(at)] * count):
        work = make_improvement(place, f"Arbete {number}", status="testing")
        make_cycle(work, started_on=date(2026, 10, 1), status="do")
        measure(make_indicator(place, f"Siffra {number}", improvement=work), [(50, 56)] * 4)
    for number in range(count):
        TeamMember.objects.create(
            participation=at.world.lund, function="key_person", name=f"N {number}"
        )
    assert Cycle.objects.count() == 6 * count
    client = Client()
    client.force_login(politician(at))
    address = reverse("reporting:politician", args=[at.world.lund.pk])
    client.get(address)  # draws the chart
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        shown = client.get(address)
    assert shown.context["page"].chart is not None


def checked(content: bytes, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "sida.pdf"
    path.write_bytes(content)
    options: dict[str, Any] = {
        "no_ua": False,
        "pdfa": None,
        "lang": "sv",
        "title": None,
        "extract": None,
        "expect": [],
        "attachment": [],
    }
    result: dict[str, Any] = check_file(path, argparse.Namespace(**options)).as_dict()
    return result


@pytest.mark.parametrize("is_full", [False, True])
def test_the_paper_is_one_page_that_can_be_read_aloud(
    at: MeetingWorld, tmp_path: Path, is_full: bool
) -> None:
    if is_full:
        fill(at)
    content = answer_of(at, politician(at), "politician_pdf", "sv").content
    result = checked(content, tmp_path)
    assert (result["errors"], result["warnings"], result["facts"]["pages"]) == ([], [], 1)
    text = " ".join(extract_text(io.BytesIO(content)).split())
    page = answer_of(at, politician(at), language="sv").context["page"]
    assert [text.count(page.headline), text.count(page.question.text)] == [1, 1]


def fill(at: MeetingWorld) -> None:
    """Everything there can be, with names that are long."""
    for place in (at.world.lund, at.world.ystad, at.world.hoor):
        organisation = place.organisation
        organisation.name = f"{LONG} {organisation.pk}"
        organisation.save()
    assess(at, {"lund": [3, 2, 1], "ystad": [2, 2, 3], "hoor": [1, 1, 1]})
    for number, place in enumerate([at.world.lund, at.world.ystad, *more(at)] * 2):
        work = make_improvement(place, LONG, status="testing" if number % 2 else "implemented")
        measure(
            make_indicator(place, LONG, improvement=work, source=LONG, definition=LONG),
            [(50, 56)] * 12,
            count=40,
        )
    work = make_improvement(at.world.lund, LONG, status="testing")
    make_cycle(work, LONG, status="do", started_on=date(2026, 10, 1))


def test_without_a_table_the_figures_are_read_aloud(at: MeetingWorld) -> None:
    name = "<b>A & B</b>"
    indicator = measure(make_indicator(at.world.lund, name), [(50, 56)] * 3)
    short = Sheet(page_of(at), 0)
    assert (short.has_table, short.picture.count("April")) == (True, 0)
    Measurement.objects.bulk_create(
        Measurement(indicator=indicator, series=kind, period=date(2026, month, 1), value=value)
        for month in range(4, 12)
        for kind, value in (("women", 51), ("men", 57))
    )
    long = Sheet(page_of(at), 0)
    title = long.picture.partition("</title>")[0]
    assert (long.has_table, title.count("April 2026: Women 51, Men 57, Difference −6")) == (
        False,
        1,
    )
    assert (title.count("<b>"), title.count("&lt;b&gt;A &amp; B")) == (0, 1)
