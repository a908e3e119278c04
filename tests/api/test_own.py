"""What one's own rows say, and what they cost."""

from datetime import date

import pytest

from improvements.enums import CycleDecision, CycleStatus
from improvements.models import Cycle, Improvement, Indicator, Measurement
from reporting.enums import ReportStatus
from reporting.models import ResultReport
from tests.api.asking import ask, key_of
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def home(world):
    return world.lund.rows["participation"]


@pytest.fixture
def key(world):
    return key_of(world.lund.owner)


def rows(client, path, key):
    answer = ask(client, path, key)
    assert answer.status_code == 200, answer.content
    return answer.json()["rader"]


def test_a_work_comes_with_its_cycles_also_when_it_is_private(client, home, key):
    work = Improvement.objects.create(participation=home, title="Simskola", is_private=True)
    Cycle.objects.create(
        improvement=work, number=1, title="Kvällstid", status=CycleStatus.ACTED,
        started_on=date(2027, 1, 11), ended_on=date(2027, 2, 12), learned="Tiden avgör.",
        decision=CycleDecision.ADOPT,
    )  # fmt: skip

    found = ask(client, f"/mitt/arbeten/{work.pk}/", key).json()

    assert (found["namn"], found["endast_egen"], found["antal_cykler"]) == ("Simskola", True, 1)
    assert (
        found["cykler"][0] | {"nummer": 1, "beslut": "adopt", "borjade": "2027-01-11"}
        == (found["cykler"][0])
    )


def test_an_indicator_comes_with_its_figures(client, home, key):
    indicator = Indicator.objects.create(participation=home, name="Andel", series=["girls", "boys"])
    for series, value, count in (("girls", "42.5", 4), ("boys", "60", None)):
        Measurement.objects.create(
            indicator=indicator, series=series, period=date(2027, 1, 1), value=value, count=count
        )

    found = ask(client, f"/mitt/indikatorer/{indicator.pk}/", key).json()

    assert [(one["serie"], one["varde"], one["antal"]) for one in found["varden"]] == [
        ("boys", 60.0, None),
        ("girls", 42.5, 4),
    ]
    assert found["antal_varden"] == 2


@pytest.mark.parametrize("status", ReportStatus)
def test_ones_own_report_is_there_in_every_state(client, world, key, status):
    report = world.lund.rows["report"]
    approved = status in {"approved", "published", "withdrawn"}
    ResultReport.objects.filter(pk=report.pk).update(
        status=status,
        **({"sent_at": None, "version": 0} if status == "draft" else {}),
        approved_at=report.sent_at if approved else None,
        **(
            {"published_at": report.sent_at, "public": report.versions.get().document}
            if status == "published"
            else {}
        ),
    )

    found = ask(client, f"/mitt/rapporter/{report.pk}/", key).json()

    assert (found["tillstand"], rows(client, "/mitt/rapporter/", key)[0]["id"]) == (
        status,
        report.pk,
    )
    assert found["dokument"]["avsnitt"][0]["text"] == "Vi skrev detta"


def test_a_meeting_says_neither_who_comes_nor_how_to_join(client, world, key):
    meeting = world.lund.rows["meeting"]
    meeting.remote_link, meeting.leader = "https://mote.example/hemligt", "Kim Ledare"
    meeting.save()

    answer = ask(client, "/mitt/traffar/", key)

    assert meeting.pk in {row["id"] for row in answer.json()["rader"]}
    assert "hemligt" not in answer.content.decode()
    assert "Kim Ledare" not in answer.content.decode()


def test_a_group_is_not_told_before_groups_are_published(client, world, key):
    group = world.lund.rows["group"]
    assert rows(client, "/mitt/deltaganden/", key)[0]["grupp"] == group.name

    group.published_at = None
    group.save()

    assert rows(client, "/mitt/deltaganden/", key)[0]["grupp"] is None


def test_lists_are_narrowed_to_one_participation(client, world, home, key):
    other = world.ystad.rows["participation"].pk

    assert len(rows(client, f"/mitt/arbeten/?deltagande={home.pk}", key)) == 1
    assert rows(client, f"/mitt/arbeten/?deltagande={other}", key) == []


@pytest.mark.parametrize(
    "path, queries",
    [
        ("/mitt/deltaganden/", 3),
        ("/mitt/traffar/", 7),
        ("/mitt/arbeten/", 5),
        ("/mitt/indikatorer/", 3),
        ("/mitt/rapporter/", 3),
        ("/mitt/arbeten/{work}/", 5),
        ("/mitt/indikatorer/{indicator}/", 4),
    ],
)
def test_an_answer_costs_the_same_however_much_there_is(
    client, world, home, key, path, queries, django_assert_num_queries
):
    work, indicator = world.lund.rows["improvement"], world.lund.rows["indicator"]
    path = path.format(work=work.pk, indicator=indicator.pk)
    ask(client, path, key)  # the day of use is written once

    def cost():
        with django_assert_num_queries(queries):
            assert ask(client, path, key).status_code == 200

    cost()
    for number in range(10, 25):
        more = Improvement.objects.create(participation=home, title=f"Arbete {number}")
        Cycle.objects.create(improvement=more, number=1, title="Ett")
        Cycle.objects.create(improvement=work, number=number, title="Ännu ett")
        Indicator.objects.create(participation=home, name=f"Andel {number}", series=["total"])
        Measurement.objects.create(
            indicator=indicator, series="total", period=date(2000 + number, 1, 1), value=number
        )
    cost()
