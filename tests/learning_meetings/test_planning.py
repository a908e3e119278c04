"""A round's meetings: proposed, saved as shown, added to when groups change."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cohorts.enums import EventKind, ParticipationStatus
from cohorts.models import Mentorship, TimelineEvent
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import AgendaItem, Host, Meeting, NoGoPeriod
from learning_meetings.services.making_meetings import add_meeting
from learning_meetings.services.planning import propose_meetings, save_plan
from learning_meetings.services.setting_times import set_period, set_time
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.civil_dates import civil_date, period
from tests import factories
from tests.learning_meetings.planning_recipes import (
    add_group,
    learning_meeting,
    plan_all,
    regions_2019,
    round_2021,
)

PLACES = {
    "Lund": {"latitude": 55.7, "longitude": 13.19},
    "Ystad": {"latitude": 55.43, "longitude": 13.82},
    "Malmö": {"latitude": 55.6, "longitude": 13.0},
}


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_user(staff_role=StaffRole.PROJECT_LEAD)


def in_words(cohort: Any) -> list[tuple[str, str]]:
    """The round's meetings as they are saved, in the order of the plan; groups on one line."""
    order = [one.meeting for one in propose_meetings(cohort=cohort, dates_for=()).meetings]
    lines = [
        (one.name_sv, period(one.first_day, one.last_day, one.precision, note=False))
        for one in order
    ]
    return list(dict.fromkeys(lines))


def test_modellregioner_2019_2020_as_it_was_planned(lead: Any) -> None:
    cohort = regions_2019()
    one, two = add_group(cohort, "Gotland", "Värmland"), add_group(cohort, "Halland", "Gävleborg")
    saved = plan_all(cohort, lead, today=date(2018, 12, 3))
    assert vars(saved) == {"new": 12, "dated": 1, "hosted": 6}
    assert in_words(cohort) == [
        ("Gemensam projektuppstart", "5 februari 2019"),
        ("Strategträff 1", "februari 2019"),
        ("Benchmarkingomgång 1", "mars 2019"),
        ("Strategträff 2", "april 2019"),
        ("Benchmarkingomgång 2", "maj–juni 2019"),
        ("Strategträff 3", "september 2019"),
        ("Benchmarkingomgång 3", "september–november 2019"),
        ("Analys- och lärseminarier", "januari–april 2020"),
        ("Projektavslut", "mars–maj 2020"),
    ]
    # Two share three meetings: one each, and the third together.
    assert [learning_meeting(g, n).hosts.count() for g in (one, two) for n in (1, 2, 3)] == [
        1,
        1,
        2,
        1,
        1,
        2,
    ]


def test_2021_2023_as_it_was_planned_and_with_dates(lead: Any) -> None:
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad", "Malmö", mentor="Kristianstad", **PLACES)
    today = date(2021, 7, 1)
    plan_all(cohort, lead, today=today)
    assert in_words(cohort) == [
        ("Strategträff inför uppstarten", "augusti 2021"),
        ("Uppstartskonferens", "13–14 september 2021"),
        ("Strategträff 1", "oktober 2021"),
        ("Lärandeträff 1: styrning och ledning", "november–december 2021"),
        ("Strategträff 2", "mars 2022"),
        ("Lärandeträff 2: förbättringsarbete", "april–maj 2022"),
        ("Strategträff 3", "september 2022"),
        ("Lärandeträff 3: uppföljning och analys", "oktober–november 2022"),
        ("Resultatkonferens", "mars 2023"),
    ]
    kick_off = Meeting.objects.get(kind=EventKind.KICK_OFF)
    assert (kick_off.starts_at, kick_off.ends_at) == (
        factories.stockholm(2021, 9, 13, 12),
        factories.stockholm(2021, 9, 14, 12),
    )
    assert kick_off.audience == Audience.ROUND

    NoGoPeriod.objects.create(
        name_sv="Påsklov", first_day=date(2022, 4, 11), last_day=date(2022, 4, 22)
    )
    steps = (
        {(event.kind, n) for event, n in ((kick_off, 0),)}
        | {("strategist_meeting", n) for n in range(4)}
        | {("learning_meeting", n) for n in (1, 2, 3)}
        | {("results_conference", 0)}
    )
    saved = plan_all(cohort, lead, today=today, dates_for=steps)
    assert vars(saved) == {"new": 0, "dated": 8, "hosted": 0}
    assert [
        (str(civil_date(one.starts_at)), [str(host) for host in one.hosts.all()])
        for one in Meeting.objects.filter(group=group)
    ] == [
        ("2021-11-22", ["Lund kommun"]),
        ("2022-04-25", ["Malmö kommun"]),
        ("2022-10-17", ["Ystad kommun"]),
    ]
    first = learning_meeting(group, 1)
    assert first.starts_at == factories.stockholm(2021, 11, 22, 9, 30)
    assert first.agenda.count() == 8
    assert first.checklist.count() == 10
    assert (first.invitation_days, first.presentation_days) == (14, 7)


def test_what_is_saved_is_what_was_shown(lead: Any) -> None:
    cohort = round_2021()
    seen = propose_meetings(cohort=cohort, today=date(2021, 7, 1))
    add_group(cohort, "Lund", "Ystad")
    with pytest.raises(ValidationError) as refusal:
        save_plan(
            cohort=cohort,
            dates_for=None,
            expected=seen.fingerprint,
            actor=lead,
            today=date(2021, 7, 1),
        )
    assert refusal.value.code == "changed"
    assert Meeting.objects.count() == 0


def test_a_half_saved_plan_is_not_saved(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = round_2021()

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(AgendaItem.objects.__class__, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        plan_all(cohort, lead, today=date(2021, 7, 1))
    assert Meeting.objects.count() == 0


def test_only_the_project_lead_plans(lead: Any) -> None:
    cohort = round_2021()
    with pytest.raises(PermissionDenied):
        plan_all(cohort, factories.make_user(), today=date(2021, 7, 1))


def test_group_meetings_come_when_there_are_groups(lead: Any) -> None:
    cohort = round_2021()
    today = date(2021, 7, 1)
    plan_all(cohort, lead, today=today)
    assert Meeting.objects.filter(audience=Audience.GROUP).count() == 0
    group = add_group(cohort, "Lund", "Ystad")
    before = dict(Meeting.objects.values_list("pk", "changed_at"))
    saved = plan_all(cohort, lead, today=today)
    assert vars(saved) == {"new": 3, "dated": 0, "hosted": 3}
    assert Meeting.objects.filter(group=group).count() == 3
    assert dict(Meeting.objects.filter(pk__in=before).values_list("pk", "changed_at")) == before
    with pytest.raises(ValidationError) as nothing:
        plan_all(cohort, lead, today=today)
    assert nothing.value.code == "nothing"


def test_the_turns_of_one_who_left_are_offered_to_the_rest(lead: Any) -> None:
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad", "Malmö", **PLACES)
    today = date(2021, 7, 1)
    plan_all(cohort, lead, today=today)
    Meeting.objects.filter(group=group, number=1).update(status=MeetingStatus.HELD)
    left = Host.objects.get(meeting=learning_meeting(group, 2)).participation
    left.status = ParticipationStatus.WITHDRAWN
    left.withdrawn_on, left.withdrawal_reason = today, "Ny majoritet"
    left.save()
    proposal = propose_meetings(cohort=cohort, dates_for=(), today=today)
    assert [(one.slot.number, one.change, one.hosts) for one in proposal.changing] == [
        (2, "hosted", ("Ystad",)),
        (3, "hosted", ("Lund", "Ystad")),
    ]
    assert plan_all(cohort, lead, today=today).hosted == 2
    assert not Host.objects.filter(participation=left, meeting__number__gt=1).exists()


def test_the_timeline_moves_what_has_no_date_and_no_period_of_its_own(lead: Any) -> None:
    cohort = round_2021()
    one, two = add_group(cohort, "Lund", "Ystad"), add_group(cohort, "Kalmar", "Boden")
    today = date(2021, 7, 1)
    plan_all(cohort, lead, today=today)
    own = learning_meeting(two, 2)
    set_period(
        meeting=own, first=date(2022, 6, 1), last=date(2022, 6, 30), precision="month", actor=lead
    )
    TimelineEvent.objects.filter(cohort=cohort, name_sv__startswith="Lärandeträff 2").update(
        first_day=date(2022, 5, 2), last_day=date(2022, 5, 31)
    )
    proposal = propose_meetings(cohort=cohort, dates_for=(), today=today)
    assert [(p.change, p.meeting) for p in proposal.changing] == [
        ("moved", learning_meeting(one, 2))
    ]
    plan_all(cohort, lead, today=today)
    moved, kept = learning_meeting(one, 2), learning_meeting(two, 2)
    assert (moved.first_day, kept.first_day) == (date(2022, 5, 1), date(2022, 6, 1))


def test_a_question_without_an_answer_is_said_in_words(lead: Any) -> None:
    cohort = round_2021()
    plan_all(cohort, lead, today=date(2021, 7, 1))
    NoGoPeriod.objects.create(
        cohort=cohort, name_sv="Paus", first_day=date(2021, 1, 1), last_day=date(2024, 12, 31)
    )
    proposal = propose_meetings(
        cohort=cohort, dates_for={("strategist_meeting", 1)}, today=date(2021, 7, 1)
    )
    assert proposal.meetings == ()
    assert proposal.error == (
        "Det finns ingen dag som passar för Strategträff inför uppstarten."
        " Ta bort någon period utan möten eller flytta mötet."
    )


def test_two_decided_dates_on_one_day_do_not_block_the_next_proposal(
    lead: Any, client: Any
) -> None:
    """Two groups with one mentor, both decided on a Thursday: the rest is proposed all the same."""
    cohort, today = round_2021(), date(2021, 7, 1)
    one, two = add_group(cohort, "Lund", "Ystad", mentor="Malmö"), add_group(cohort, "Boden")
    Mentorship.objects.create(
        cohort=cohort,
        group=two,
        organisation=one.mentorships.get().organisation,
        role="mentor",
        promise=one.mentorships.get().promise,
    )
    with time_machine.travel(factories.stockholm(2021, 7, 1), tick=False):
        plan_all(cohort, lead, today=today)
        for group in (one, two):
            set_time(
                meeting=learning_meeting(group, 1),
                starts_at=factories.stockholm(2021, 11, 18, 9),
                ends_at=factories.stockholm(2021, 11, 18, 15),
                actor=lead,
                confirmed=True,
            )
        proposal = propose_meetings(cohort=cohort, dates_for={("learning_meeting", 2)})
        client.force_login(lead)
        page = client.get(reverse("learning_meetings:propose_meetings", args=[cohort.slug]))

    assert proposal.error == ""
    name = "Lärandeträff 1: styrning och ledning"
    said = [broken.text for broken in proposal.broken if broken.rule == "same_day"]
    assert said == [
        (
            f"{name}, {one.name} och {name}, {two.name} kan inte ligga på samma dag:"
            " de har deltagare eller mentorer gemensamt."
        )
    ]
    second = {
        p.group: p.planned for p in proposal.meetings if p.slot[:2] == ("learning_meeting", 2)
    }
    assert [second[group].is_dated for group in (one, two)] == [True, True]
    assert second[one].first != second[two].first
    assert page.context["proposal"].changing
    assert said[0] in page.text
    assert "De bestämda datumen bryter mot en regel" in page.text


def test_a_meeting_by_hand(lead: Any) -> None:
    cohort = round_2021()
    days = (date(2021, 5, 4), date(2021, 5, 4), "day")
    with time_machine.travel(factories.stockholm(2021, 4, 5), tick=False):
        one = add_meeting(
            cohort=cohort, kind="information", name_sv="Informationsmöte", days=days, actor=lead
        )
        two = add_meeting(
            cohort=cohort, kind="information", name_sv="Ett till", days=days, actor=lead
        )
    assert (one.number, two.number) == (0, 1)
    assert one.audience == Audience.PUBLIC
    assert one.starts_at == factories.stockholm(2021, 5, 4, 10)
    assert one.agenda.count() == 4
    with pytest.raises(ValidationError) as refusal:
        add_meeting(cohort=cohort, kind="kick_off", name_sv="X", days=days, actor=lead)
    assert list(refusal.value.message_dict) == ["kind"]
    # They stand beside the chain, and the next proposal leaves them.
    proposal = propose_meetings(cohort=cohort, dates_for=(), today=date(2021, 7, 1))
    assert proposal.error == ""
    assert {one.change for one in proposal.meetings} == {"new"}
