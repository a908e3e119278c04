"""SKR's page of a round's meetings, everybody's own list, and attendance: what they say, and that
they ask the database as often for three meetings as for sixty.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import Function, ParticipationStatus
from learning_meetings.attendance import export_rows, read_attendance, short_sentences
from learning_meetings.enums import Answer, MeetingStatus
from learning_meetings.models import AgendaItem, Invitee, Meeting
from learning_meetings.own_meetings import own_meetings
from learning_meetings.round_meetings import read_round_meetings
from learning_meetings.services.planning import propose_meetings
from modellkonceptet.accounts.enums import StaffRole
from tests import factories
from tests.learning_meetings.planning_recipes import (
    add_group,
    learning_meeting,
    plan_all,
    round_2021,
)

TODAY = date(2021, 7, 1)
# The whole page with signing in, whatever the number of groups and meetings.
QUERIES_OF_THE_ROUND = 20
QUERIES_OF_THE_PROPOSAL = 17
QUERIES_OF_THE_LIST = 9
QUERIES_OF_ATTENDANCE = 7


@pytest.fixture(autouse=True)
def _in_july(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2021, 7, 1), tick=False):
        yield


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_user(staff_role=StaffRole.PROJECT_LEAD)


def url(name: str, *args: Any) -> str:
    return reverse(f"learning_meetings:{name}", args=args)


def faults(page: Any, meeting: Meeting) -> list[str]:
    return [f.key for row in page.rows if row.meeting == meeting for f in row.faults]


def test_an_empty_round_says_how_meetings_are_made(lead: Any, client: Any) -> None:
    cohort = round_2021()
    client.force_login(lead)
    page = client.get(url("round_meetings", cohort.slug))
    assert page.status_code == 200
    assert "Inga träffar än" in page.text


def test_what_is_missing_is_said(lead: Any) -> None:
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad")
    plan_all(cohort, lead, today=TODAY)
    page = read_round_meetings(cohort, TODAY)
    before = Meeting.objects.get(kind="strategist_meeting", number=0)
    assert faults(page, before) == ["date"]
    assert page.headline == "1 träff behöver datum nu"
    first = learning_meeting(group, 1)
    assert faults(page, first) == []
    first.hosts.all().delete()
    AgendaItem.objects.filter(meeting=first).delete()
    page = read_round_meetings(cohort, TODAY)
    assert faults(page, first) == ["host", "agenda"]
    assert page.headline == "1 träff saknar värd"
    assert page.rest == ["1 träff behöver datum nu.", "1 träff saknar dagordning."]
    # A week before the kick-off the invitation is late, and it has no place.
    late = read_round_meetings(cohort, date(2021, 9, 6))
    assert faults(late, Meeting.objects.get(kind="kick_off")) == ["invitation", "place"]


def test_a_host_who_has_left_is_said(lead: Any) -> None:
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad")
    plan_all(cohort, lead, today=TODAY)
    meeting = learning_meeting(group, 1)
    participation = meeting.hosts.get().participation
    participation.status = ParticipationStatus.WITHDRAWN
    participation.withdrawn_on, participation.withdrawal_reason = TODAY, "Ny majoritet"
    participation.save()
    assert faults(read_round_meetings(cohort, TODAY), meeting) == ["left"]


def test_the_proposal_is_looked_at_and_saved(lead: Any, client: Any) -> None:
    cohort = round_2021()
    add_group(cohort, "Lund", "Ystad")
    client.force_login(lead)
    page = url("propose_meetings", cohort.slug)
    shown = client.get(page)
    assert "9 träffar ändras" in shown.text
    assert Meeting.objects.count() == 0
    data = {
        "chosen": "1",
        "step": shown.context["chosen"],
        "fingerprint": shown.context["proposal"].fingerprint,
    }
    assert client.post(page, data | {"fingerprint": "annat"}).status_code == 422
    assert client.post(page, data).status_code == 302
    assert Meeting.objects.count() == 9
    # Ticked numbers that nobody has are passed over.
    assert (
        client.get(f"{page}?chosen=1&step=x-9&step=²&step=learning_meeting-99").status_code == 200
    )


def test_a_meeting_is_added_by_hand(lead: Any, client: Any) -> None:
    cohort = round_2021()
    client.force_login(lead)
    data = {
        "kind": "learning_seminar",
        "name_sv": "Lärseminarium om utvärderingen",
        "first_day": "4",
        "first_month": "10",
        "first_year": "2021",
        "precision": "day",
    }
    assert client.post(url("add_meeting", cohort.slug), data).status_code == 302
    assert Meeting.objects.get().name_sv == "Lärseminarium om utvärderingen"
    backwards = data | {"last_day": "1", "last_month": "10", "last_year": "2021"}
    assert client.post(url("add_meeting", cohort.slug), backwards).status_code == 422


def test_only_skr_reads_the_round_and_only_leads_plan(client: Any) -> None:
    cohort = round_2021()
    group = add_group(cohort, "Lund", "Ystad")
    reviewer = factories.make_user(staff_role=StaffRole.REVIEWER)
    member = group.participations.first().team.first().user
    for person, reads, plans in ((reviewer, 200, 403), (member, 403, 403)):
        client.force_login(person)
        assert client.get(url("round_meetings", cohort.slug)).status_code == reads
        assert client.get(url("attendance", cohort.slug)).status_code == reads
        assert client.get(url("propose_meetings", cohort.slug)).status_code == plans
        assert client.get(url("add_meeting", cohort.slug)).status_code == plans


class TestOwnList:
    def test_coming_first_then_what_has_been(self, lead: Any, client: Any) -> None:
        cohort = round_2021()
        group = add_group(cohort, "Lund", "Ystad")
        plan_all(cohort, lead, today=TODAY)
        person = (
            learning_meeting(group, 1)
            .hosts.get()
            .participation.team.get(function=Function.POLITICIAN)
        )
        now = timezone.now()
        first = learning_meeting(group, 1)
        Meeting.objects.filter(pk=first.pk).update(
            status=MeetingStatus.INVITED,
            starts_at=now + timedelta(days=9),
            ends_at=now + timedelta(days=9, hours=2),
        )
        Invitee.objects.create(
            meeting=first, team_member=person, name=person.name, email=person.email
        )
        held = learning_meeting(group, 2)
        Meeting.objects.filter(pk=held.pk).update(status=MeetingStatus.HELD)
        found = own_meetings(person.user, TODAY)
        assert [(one.meeting.kind, one.meeting.number) for one in found.coming] == [
            ("learning_meeting", 1),
            ("kick_off", 0),
            ("learning_meeting", 3),
            ("results_conference", 0),
        ]
        assert [one.meeting for one in found.over] == [held]
        assert (found.coming[0].is_host, found.coming[1].is_host) == (True, False)
        assert found.coming[0].state == ("open", "Du har inte svarat")
        assert found.headline.endswith("väntar på ditt svar")
        client.force_login(person.user)
        assert "Ni är värd" in client.get(url("meetings")).text

    def test_nobody_elses(self, lead: Any) -> None:
        cohort = round_2021()
        one, two = add_group(cohort, "Lund", "Ystad"), add_group(cohort, "Kalmar", "Boden")
        plan_all(cohort, lead, today=TODAY)
        person = one.participations.first().team.first().user
        groups = {m.meeting.group for m in own_meetings(person, TODAY).coming}
        assert groups == {None, one}
        assert two not in groups
        assert own_meetings(factories.make_user(), TODAY).headline == "Inga träffar än"


class TestAttendance:
    @pytest.fixture
    def cohort(self, lead: Any) -> Any:
        cohort = round_2021()
        add_group(cohort, "Lund", "Ystad")
        plan_all(cohort, lead, today=TODAY)
        return cohort

    def note(self, meeting: Meeting, member: Any, attended: bool | None, instead: str = "") -> None:
        Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.HELD)
        Invitee.objects.create(
            meeting=meeting,
            team_member=member,
            participation=member.participation,
            name=member.name,
            email=member.email,
            function=member.function,
            attended=attended,
            substitute_name=instead,
        )

    def test_against_the_promise(self, cohort: Any, lead: Any, client: Any) -> None:
        group = cohort.groups.get()
        lund = group.participations.get(organisation__name="Lund")
        politician = lund.team.get(function=Function.POLITICIAN)
        key_person = lund.team.get(function=Function.KEY_PERSON)
        kick_off = Meeting.objects.get(kind="kick_off")
        for meeting, there, instead in (
            (kick_off, True, ""),
            (learning_meeting(group, 1), True, "Vice ordförande"),
            (learning_meeting(group, 2), False, ""),
        ):
            self.note(meeting, politician, there, instead)
            self.note(meeting, key_person, True)
        page = read_attendance(cohort, lund)
        states = {str(line.function): [c.state for c in line.cells] for line in page.lines}
        assert states == {
            "politician": ["came", "substitute", "absent", "ahead", "ahead"],
            "senior_manager": ["absent", "absent", "absent", "ahead", "ahead"],
            "key_person": ["came", "came", "came", "ahead", "ahead"],
        }
        assert short_sentences(page.lines) == [
            "Politiker deltog i 2 av 3 träffar, 1 gång genom ersättare.",
            "Hög chef deltog i 0 av 3 träffar.",
            "Nyckelperson deltog i 3 av 3 träffar.",
        ]
        assert read_attendance(cohort).headline == "2 organisationer har saknat någon funktion"
        rows = list(export_rows(page))
        assert len(rows) == 1 + 3 * 5
        assert rows[2][2:] == [
            "Politiker",
            "Lärandeträff 1: styrning och ledning",
            None,
            "ersättare deltog",
            "Vice ordförande",
        ]
        client.force_login(lead)
        file = client.get(url("attendance_export", cohort.slug, "csv"))
        assert file.content.decode("utf-8-sig").splitlines()[0].startswith("Organisation;Grupp;")
        # The organisation reads its own line on its round's page.
        client.force_login(key_person.user)
        own = client.get(reverse("reporting:my_participation", args=[lund.pk]))
        assert "Politiker deltog i 2 av 3 träffar, 1 gång genom ersättare." in own.text

    def test_not_noted_is_not_absent(self, cohort: Any) -> None:
        group = cohort.groups.get()
        lund = group.participations.get(organisation__name="Lund")
        member = lund.team.get(function=Function.POLITICIAN)
        self.note(learning_meeting(group, 1), member, None, "Vice ordförande")
        line = read_attendance(cohort, lund).lines[0]
        assert (line.cells[1].state, line.held) == ("not_noted", 0)


class TestQueries:
    """The same number for 3 groups' meetings and for 60."""

    @pytest.fixture(params=[1, 20])
    def cohort(self, lead: Any, request: Any) -> Any:
        cohort = round_2021()
        for number in range(request.param):
            add_group(cohort, f"Lund {number}", f"Ystad {number}")
        plan_all(cohort, lead, today=TODAY)
        assert Meeting.objects.exclude(group=None).count() == 3 * request.param
        Meeting.objects.update(
            status=MeetingStatus.INVITED,
            starts_at=timezone.now() + timedelta(days=3),
            ends_at=timezone.now() + timedelta(days=3, hours=1),
        )
        for meeting in Meeting.objects.all():
            Invitee.objects.create(
                meeting=meeting,
                name="A",
                email="a@example.org",
                answer=Answer.YES,
                answered_at=timezone.now(),
            )
        return cohort

    @pytest.mark.parametrize(
        "name, count",
        [
            ("round_meetings", QUERIES_OF_THE_ROUND),
            ("propose_meetings", QUERIES_OF_THE_PROPOSAL),
            ("attendance", QUERIES_OF_ATTENDANCE),
            ("meetings", QUERIES_OF_THE_LIST),
        ],
    )
    def test_a_fixed_number(
        self,
        cohort: Any,
        lead: Any,
        client: Any,
        name: str,
        count: int,
        django_assert_num_queries: Any,
    ) -> None:
        client.force_login(lead)
        path = url(name) if name == "meetings" else url(name, cohort.slug)
        with django_assert_num_queries(count):
            assert client.get(path).status_code == 200


def test_a_proposal_for_twenty_groups_is_quick(lead: Any) -> None:
    cohort = round_2021()
    for number in range(20):
        add_group(cohort, f"Lund {number}", f"Ystad {number}", f"Malmö {number}")
    proposal = propose_meetings(cohort=cohort, today=TODAY)
    assert len(proposal.changing) == 66
    days = [one.planned.first for one in proposal.meetings if one.planned.is_dated]
    assert len(days) == 23
