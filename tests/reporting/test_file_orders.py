"""Files made in the background: ordered once, made once, told when they fail, forgotten in time."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.models import TeamMember
from modellkonceptet.records.models import StoredFile
from reporting.enums import FileOrderKind
from reporting.models import FileOrder, OrderedFile
from reporting.services import file_orders
from reporting.services.file_orders import NewFile, order_files
from tests.group_world import make_group_world

pytestmark = pytest.mark.django_db
K = FileOrderKind


@pytest.fixture
def world(db):
    return make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def strategist(world):
    return world.person("lund", "strategist")


@pytest.fixture
def case(world, strategist) -> FileOrder:
    return order_files(kind=K.CASE_FILE, about=world.lund, actor=strategist)


def two_files(order, progress) -> Iterable[NewFile]:
    progress.step("Kapitel 1 av 2", done=1, total=2)
    progress.leave_out("Kapitel 2 kunde inte tas fram.")
    for n in (1, 2):
        yield NewFile(f"Fil {n}", f"fil-{n}.txt", "text/plain", b"x" * n)


def fails(order, progress) -> Iterable[NewFile]:
    yield NewFile("Halv", "halv.txt", "text/plain", b"x")
    raise RuntimeError("no fonts")


def make(order, maker=two_files) -> FileOrder:
    file_orders.make_files(order_id=order.pk, makers={order.kind: maker})
    order.refresh_from_db()
    return order


def sweep(maker=two_files) -> None:
    file_orders.resume_orders(makers=dict.fromkeys(K, maker))


def test_ordering_twice_is_ordering_once(world, strategist, case, project_lead):
    assert order_files(kind=K.CASE_FILE, about=world.lund, actor=strategist) == case
    reports = [
        order_files(kind=K.ROUND_REPORT, about=world.cohort, actor=project_lead) for _ in range(2)
    ]
    assert reports[0] == reports[1] != case


def test_the_database_holds_one_unfinished(world, case):
    with pytest.raises(IntegrityError), transaction.atomic():
        FileOrder.objects.create(kind=K.CASE_FILE, cohort=world.cohort, participation=world.lund)
    make(case)
    FileOrder.objects.create(kind=K.CASE_FILE, cohort=world.cohort, participation=world.lund)


def test_only_those_who_may_order(world, project_lead, reviewer, evaluator):
    for kind, about, who in (
        (K.CASE_FILE, world.lund, project_lead),
        (K.CASE_FILE, world.lund, world.person("lund", "politician")),
        (K.CASE_FILE, world.lund, world.person("ystad", "strategist")),
        (K.ROUND_REPORT, world.cohort, reviewer),
        (K.ROUND_REPORT, world.cohort, evaluator),
        (K.EVALUATION_DATA, world.cohort, reviewer),
    ):
        with pytest.raises(PermissionDenied):
            order_files(kind=kind, about=about, actor=who)


def test_all_files_are_kept_in_order_with_what_was_left_out(case):
    made = make(case)

    assert made.is_ready
    assert made.omissions == ["Kapitel 2 kunde inte tas fram."]
    assert [(file.title, file.stored.size) for file in made.files.all()] == [
        ("Fil 1", 1),
        ("Fil 2", 2),
    ]


def test_a_failure_keeps_no_half_and_says_so(case, client, strategist):
    made = make(case, fails)

    assert (made.is_ready, bool(made.failure)) == (False, True)
    assert not StoredFile.objects.exists()
    client.force_login(strategist)
    assert made.failure in client.get(made.get_absolute_url()).content.decode()


def test_made_twice_is_made_once(case):
    make(case)
    make(case, fails)

    assert OrderedFile.objects.count() == 2


def test_a_worker_that_lost_its_claim_keeps_nothing(case):
    def overtaken(order, progress):
        FileOrder.objects.update(claimed_at=timezone.now() + timedelta(minutes=1))
        progress.step("för sent", done=1, total=2)
        return [NewFile("Fil", "fil.txt", "text/plain", b"x")]

    make(case, overtaken)

    assert case.finished_at is None
    assert not StoredFile.objects.exists()


def test_one_overtaken_after_its_last_step_keeps_nothing(case):
    def overtaken(order, progress):
        FileOrder.objects.update(claimed_at=timezone.now() + timedelta(minutes=1))
        return [NewFile("Fil", "fil.txt", "text/plain", b"x")]

    assert make(case, overtaken).finished_at is None
    assert not StoredFile.objects.exists()


def test_what_a_dead_worker_had_is_made_by_another(case, settings):
    long_ago = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS + 1)
    FileOrder.objects.update(claimed_at=long_ago, tries=1)

    sweep()

    case.refresh_from_db()
    assert case.is_ready


def test_what_is_alive_is_left_alone(case):
    FileOrder.objects.update(claimed_at=timezone.now())

    sweep()

    case.refresh_from_db()
    assert case.finished_at is None


@pytest.mark.parametrize(
    "hopeless",
    [{"tries": 3}, {"ordered_at": timezone.now() - timedelta(hours=3)}],
    ids=["tries", "age"],
)
def test_what_nobody_manages_is_given_up(case, hopeless):
    FileOrder.objects.update(claimed_at=None, **hopeless)

    sweep()

    case.refresh_from_db()
    assert case.failure
    assert not case.is_ready


def test_the_files_are_fetched_by_those_who_see_the_order(client, world, case, strategist):
    file = make(case).files.first()
    client.force_login(strategist)
    response = client.get(file.get_absolute_url())

    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"x")
    assert "attachment" in response["Content-Disposition"]
    for other in (world.person("ystad", "strategist"), world.person("lund", "politician")):
        client.force_login(other)
        for url in (file.get_absolute_url(), case.get_absolute_url()):
            assert client.get(url).status_code == 404


def test_whoever_has_left_the_team_fetches_nothing(client, world, case, strategist):
    file = make(case).files.first()
    TeamMember.objects.filter(participation=world.lund, email=strategist.email).update(
        left_on=timezone.localdate() - timedelta(days=1)
    )
    client.force_login(strategist)

    assert client.get(file.get_absolute_url()).status_code == 404


def test_the_page_asks_again_only_while_something_is_made(client, case, strategist):
    client.force_login(strategist)
    waiting = client.get(case.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    make(case)
    ready = client.get(case.get_absolute_url()).content.decode()

    assert "data-hx-get" in waiting
    assert "<html" not in waiting
    assert "data-hx-get" not in ready.split('id="order"')[1].split("</div>")[0]


def test_personal_files_are_forgotten_and_a_rounds_report_is_kept(
    world, case, project_lead, django_capture_on_commit_callbacks
):
    report = make(order_files(kind=K.ROUND_REPORT, about=world.cohort, actor=project_lead))
    make(case)
    FileOrder.objects.update(ordered_at=timezone.now() - timedelta(days=31))
    stored = case.files.first().stored
    storage, name = stored.content.storage, stored.content.name

    with django_capture_on_commit_callbacks(execute=True):
        assert file_orders.forget_files() == 1

    assert list(FileOrder.objects.all()) == [report]
    assert StoredFile.objects.count() == 2
    assert not storage.exists(name)
