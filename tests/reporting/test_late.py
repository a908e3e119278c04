"""Who is late with what: in order, filtered, as a file, and for those alone who follow it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Participation
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.models import Message, Reminder
from tests import factories
from tests.architecture.world import make_world
from tests.notifications.registry import only
from tests.reporting.due_recipes import asking, on

TODAY = date(2027, 3, 3)
PAGE, FILE = "reporting:late", "reporting:late_file"
LADDER = ((Role.SENIOR_MANAGER, 7), (Role.DESK, 14))


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 3), tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort(name_sv="Modellkommuner 2027–2028")


def home(cohort: Cohort, name: str) -> Participation:
    strategist = factories.make_user(f"strateg@{name.lower()}.example", name=f"Strateg {name}")
    return factories.make_participation(
        cohort, factories.make_organisation(name), team={"strategist": strategist}
    )


def read(client: Client, person: Any, **query: Any) -> Any:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client.get(reverse(PAGE), query)


def rows(page: Any) -> list[tuple[str, str, str, int]]:
    found = page.context["page"].rows
    return [(row.round_name, row.whose, row.what, row.days_late) for row in found]


def said(row: Participation, days: int, *ago: int) -> None:
    """The strategist has been reminded of the thing so many days ago."""
    for each in ago:
        message = Message.objects.create(
            kind="reminder", to_email="x@y.example", language="sv", status="sent",
            sent_at=timezone.now(),
        )  # fmt: skip
        Reminder.objects.create(
            rule="test.asking",
            round_id=row.cohort_id,
            subject=f"thing-{row.pk}-{days}",
            address="x@y.example",
            due_on=TODAY + timedelta(days=days),
            step=-each,
            day=TODAY - timedelta(days=each),
            message=message,
        )


def test_the_late_stand_by_round_and_organisation_the_oldest_first(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    earlier = factories.make_cohort(name_sv="Modellkommuner 2025–2026")
    for place, name in ((cohort, "Ystad"), (cohort, "Åre"), (cohort, "Ale"), (earlier, "Älmhult")):
        home(place, name)
    with only(asking(on(-3), on(-12), on(0), on(4))):
        page = read(client, project_lead)
    new, old = "Modellkommuner 2027–2028", "Modellkommuner 2025–2026"
    assert rows(page) == [
        (old, "Älmhult", "Gör -12", 12),
        (old, "Älmhult", "Gör -3", 3),
        (new, "Ale", "Gör -12", 12),
        (new, "Ale", "Gör -3", 3),
        (new, "Ystad", "Gör -12", 12),
        (new, "Ystad", "Gör -3", 3),
        (new, "Åre", "Gör -12", 12),
        (new, "Åre", "Gör -3", 3),
    ]
    assert (page.context["page"].headline, page.context["page"].organisations) == (
        "8 things are late",
        4,
    )
    assert [(name, len(own)) for name, _pk, own in page.context["rounds"]] == [(old, 2), (new, 6)]


def test_a_row_says_how_often_it_was_said_and_how_far_it_was_raised(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    lund = home(cohort, "Lund")
    said(lund, -8, 20, 7, 1)
    said(lund, -3, 2)
    with only(asking(on(-8), on(-3), ladder=LADDER)):
        page = read(client, project_lead).context["page"]
    assert [
        (row.reminded_on, row.times, row.raised, row.next and (str(row.next[0]), row.next[1]))
        for row in page.rows
    ] == [
        (date(2027, 3, 2), 3, ("Senior manager",), ("SKR's project leads", date(2027, 3, 9))),
        (date(2027, 3, 1), 1, (), ("Senior manager", date(2027, 3, 5))),
    ]
    assert [[person.email for person in row.people] for row in page.rows] == [
        ["strateg@lund.example"]
    ] * 2


def test_it_is_narrowed_by_round_topic_and_text(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    other = factories.make_cohort(name_sv="Modellregioner 2027")
    home(cohort, "Lund")
    home(cohort, "Ystad")
    home(other, "Åre")
    reports = asking(on(-3))
    meetings = asking(on(-5), key="test.meetings", topic=Topic.MEETINGS)
    with only(reports, meetings):
        counts = [
            len(rows(read(client, project_lead, **query)))
            for query in (
                {},
                {"round": cohort.pk},
                {"topic": "meetings"},
                {"q": "åRE"},
                {"q": "STRATEG@lund"},
                {"q": "gör -5", "round": other.pk, "topic": "meetings"},
                {"q": "finns inte"},
                {"round": "²", "topic": "x"},
            )
        ]
        page = read(client, project_lead, q="finns inte")
    assert counts == [6, 4, 3, 2, 2, 1, 0, 6]
    assert page.context["page"].headline == "0 late things in this choice"
    assert [value for value, _name in page.context["page"].topic_choices] == ["meetings", "reports"]


def test_the_file_holds_what_the_filter_lets_through_and_no_formula(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    lund = home(cohort, "=Lund")
    home(cohort, "Ystad")
    said(lund, -8, 7, 1)
    client.force_login(project_lead)
    client.cookies["django_language"] = "en"
    with only(asking(on(-8), ladder=LADDER)):
        answer = client.get(reverse(FILE, args=["csv"]), {"q": "lund"})
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert table[1:] == [
        [
            "Modellkommuner 2027–2028",
            "'=Lund",
            "Gör -8",
            "Result reports",
            "Strateg =Lund",
            "strateg@=lund.example",
            "2027-02-23",
            "8",
            "2027-03-02",
            "2",
            "Senior manager",
        ]
    ]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("project_lead", 200),
        ("reviewer", 200),
        ("finance", 403),
        ("evaluator", 403),
        ("strategist", 403),
    ],
)
def test_only_those_who_handle_applications_see_it(
    client: Client, request: pytest.FixtureRequest, role: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(role))
    paths = (reverse(PAGE), reverse(FILE, args=["csv"]), reverse(FILE, args=["xlsx"]))
    assert [client.get(path).status_code for path in paths] == [status] * 3


def test_the_desk_counts_the_late_and_names_the_oldest(
    client: Client, cohort: Cohort, project_lead: Any, evaluator: Any, reviewer: Any
) -> None:
    home(cohort, "Lund")
    home(cohort, "Ystad")
    desks = {}
    client.cookies["django_language"] = "en"
    with only(asking(on(-3), on(-12), on(3))):
        for who in (project_lead, reviewer, evaluator):
            client.force_login(who)
            desks[who.staff_role] = client.get(reverse("reporting:desk")).context["late"]
    told = {
        role: late and (late.count, late.label, late.oldest, late.age, late.url)
        for role, late in desks.items()
    }
    row = (4, "things are late", "Lund", "12 days ago", "/skr/sent/")
    assert told == {"project_lead": row, "reviewer": row, "evaluator": None}


def test_when_everybody_is_on_time_the_page_says_so(client: Client, project_lead: Any) -> None:
    with only():
        page = read(client, project_lead)
    assert (page.status_code, page.context["page"].headline) == (200, "Nothing is late")


def test_nonsense_pages_are_shown_as_the_nearest(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    for number in range(51):
        home(cohort, f"Kommun{number:02d}")
    with only(asking(on(-3), on(-12))):
        pages = [read(client, project_lead, page=page).context["page_obj"] for page in (2, 9, "x")]
    assert [(page.number, len(page.object_list)) for page in pages] == [(2, 2), (2, 2), (1, 100)]


def test_the_queries_do_not_grow(
    client: Client, cohort: Cohort, project_lead: Any, django_assert_num_queries: Any
) -> None:
    """Session and account, rounds and settings, homes, seats, the ledger."""
    client.force_login(project_lead)
    home(cohort, "Lund")
    counted = []
    with only(asking(on(-8), ladder=LADDER)):
        with django_assert_num_queries(7):
            counted.append(len(rows(client.get(reverse(PAGE)))))
        for number in range(29):
            said(home(cohort, f"Kommun{number}"), -8, 7, 1)
        with django_assert_num_queries(7):
            counted.append(len(rows(client.get(reverse(PAGE)))))
    assert counted == [1, 30]


def test_all_rules_of_the_product_are_read_for_the_late_page(
    client: Client, project_lead: Any
) -> None:
    make_world()
    with time_machine.travel(factories.stockholm(2027, 5, 3), tick=False):
        page = read(client, project_lead)
    assert page.status_code == 200
