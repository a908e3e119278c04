"""The steps and templates of meetings from their file, and what SKR changes stays."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from learning_meetings.models import (
    AgendaTemplate,
    ChecklistTemplate,
    MeetingTemplate,
    MethodStep,
    NoGoPeriod,
)
from modellkonceptet.accounts.enums import StaffRole
from tests import factories
from tests.cohorts import rounds

NAME = "load_meeting_templates"


def load(**options: Any) -> str:
    said = StringIO()
    call_command(NAME, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def loaded(db: None) -> None:
    rounds.load_templates()
    load()


def counts() -> tuple[int, ...]:
    models: tuple[Any, ...] = (MethodStep, MeetingTemplate, AgendaTemplate, ChecklistTemplate)
    return tuple(model.objects.count() for model in models)


def test_both_programmes_get_eight_steps_and_their_meetings(loaded: None) -> None:
    assert list(
        MethodStep.objects.values_list("programme__slug", "number").order_by(
            "programme__slug", "number"
        )
    ) == [(slug, n) for slug in ("modellkommuner", "modellregioner") for n in range(1, 9)]
    kinds = MeetingTemplate.objects.filter(programme__slug="modellregioner")
    assert set(kinds.values_list("kind", "number")) == {
        ("information", 0),
        ("kick_off", 0),
        *(("strategist_meeting", n) for n in (1, 2, 3)),
        *(("learning_meeting", n) for n in (1, 2, 3)),
        ("learning_seminar", 0),
        ("results_conference", 0),
    }
    # The municipalities also meet before the kick-off.
    assert MeetingTemplate.objects.count() == 2 * kinds.count() + 1


def test_an_agenda_is_as_long_as_its_meeting(loaded: None) -> None:
    for template in MeetingTemplate.objects.prefetch_related("agenda"):
        assert sum(part.minutes for part in template.agenda.all()) == template.minutes, template


def test_loading_again_changes_nothing(loaded: None) -> None:
    before = counts()
    assert load().splitlines()[-1].startswith("0 created, 0 changed,")
    assert counts() == before


def test_what_skr_changed_stands_until_it_is_reset(loaded: None) -> None:
    template = MeetingTemplate.objects.get(
        programme__slug="modellkommuner", kind="learning_meeting", number=1
    )
    MeetingTemplate.objects.filter(pk=template.pk).update(minutes=300)
    template.agenda.create(position=99, minutes=5, title_sv="Sång", leads="host")
    template.checklist.first().delete()
    before = counts()
    said = load()
    assert "modellkommuner, kept as SKR has it" in said
    assert "modellkommuner, not brought back" in said
    template.refresh_from_db()
    assert (template.minutes, counts()) == (300, before)
    load(reset=True)
    template.refresh_from_db()
    assert template.minutes == 360
    assert not template.agenda.filter(title_sv="Sång").exists()
    assert template.checklist.count() == 10


def test_without_programmes_it_says_what_to_do(db: None) -> None:
    assert "run load_programmes first" in load()
    assert counts() == (0, 0, 0, 0)


def test_the_admin_s_pages_open(loaded: None, client: Any) -> None:
    client.force_login(factories.make_user(staff_role=StaffRole.PROJECT_LEAD))
    template, step = MeetingTemplate.objects.first(), MethodStep.objects.first()
    for path in (
        reverse("admin:learning_meetings_meetingtemplate_changelist"),
        reverse("admin:learning_meetings_meetingtemplate_change", args=[template.pk]),
        reverse("admin:learning_meetings_methodstep_change", args=[step.pk]),
        reverse("admin:learning_meetings_nogoperiod_add"),
    ):
        assert client.get(path).status_code == 200
    days = {"first_day": "2027-02-15", "last_day": "2027-02-19", "name_sv": "Sportlov"}
    added = client.post(reverse("admin:learning_meetings_nogoperiod_add"), days)
    assert added.status_code == 302
    backwards = days | {"last_day": "2027-02-01"}
    refused = client.post(reverse("admin:learning_meetings_nogoperiod_add"), backwards)
    assert refused.status_code == 200
    assert NoGoPeriod.objects.count() == 1
