"""A round's invoices issued in the background: each once, refused ones say why, none is lost."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from reporting.invoicing.en16931 import RulesUnavailableError
from reporting.invoicing.models import (
    BillingAddress,
    Invoice,
    InvoiceFile,
    InvoiceRun,
    InvoiceRunRow,
    InvoiceSeries,
)
from reporting.invoicing.services import invoice_files, runs
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.runs import carry_out, order_run, stalled_runs
from reporting.invoicing.tasks import sweep_files
from tests.at_once import at_once
from tests.factories import make_cohort, make_user
from tests.invoicing.recipes import NoRules, make_participant, make_seller
from tests.worker import wait_until

PARTICIPANTS = 20
MARGIN = 8  # invoices that a fast worker may issue while the kill is on its way
SEEDS = range(3)


@pytest.fixture
def clerk(db):
    return make_user("ekonomi@skr.example", staff_role="finance")


@pytest.fixture
def cohort(db):
    make_seller()
    return make_cohort()


@pytest.fixture
def rules_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official rules take a second to start."""
    monkeypatch.setattr(runs, "OfficialRules", NoRules)


def problems(run) -> list[str]:
    return [row.problem for row in run.rows.filter(state="refused")]


@pytest.mark.django_db
def test_a_run_issues_what_is_ready_and_its_page_says_so(client, clerk, cohort, rules_hold):
    homes = [make_participant(n, cohort) for n in range(1, 4)]
    make_participant(9, cohort, reference="")
    client.force_login(clerk)
    answer = client.post(reverse("invoicing:order_run", args=[cohort.slug]))
    run = InvoiceRun.objects.get()
    assert answer["Location"] == reverse("invoicing:run", args=[run.pk])
    assert "every 2s" in client.get(answer["Location"]).content.decode()

    carry_out(run_id=run.pk)
    carry_out(run_id=run.pk)

    assert [one.participation for one in Invoice.objects.order_by("serial")] == homes
    run.refresh_from_db()
    assert run.finished_at
    for invoice in Invoice.objects.all():
        make_files(invoice_id=invoice.pk)
    part = client.get(answer["Location"], headers={"hx-request": "true"}).content.decode()
    assert "every " not in part
    assert "<html" not in part
    assert all(invoice.number in part for invoice in Invoice.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 5])
def test_the_page_of_a_run_asks_the_same_for_few_and_many(
    client, clerk, cohort, rules_hold, n, django_assert_num_queries
):
    for number in range(1, n + 1):
        make_participant(number, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    carry_out(run_id=run.pk)
    client.force_login(clerk)
    with django_assert_num_queries(5):
        client.get(reverse("invoicing:run", args=[run.pk]))


def page_of(client, clerk, run):
    client.force_login(clerk)
    return client.get(reverse("invoicing:run", args=[run.pk]))


@pytest.mark.django_db
def test_the_page_goes_on_until_every_file_is_made(client, clerk, cohort, rules_hold):
    for n in (1, 2, 3):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    BillingAddress.objects.filter(participation=run.rows.last().participation).update(reference="")
    carry_out(run_id=run.pk)
    seen = []
    for invoice in Invoice.objects.order_by("pk"):
        make_files(invoice_id=invoice.pk)
        page = page_of(client, clerk, run)
        names = ("pdfs", "xmls", "to_make", "late")
        seen.append([*(page.context[one] for one in names), bool(page.context["ready_at"])])
        assert ("every 2s" in page.content.decode()) is not seen[-1][-1]

    assert seen == [[1, 1, 2, [], False], [2, 2, 2, [], True]]
    assert page.context["ready_at"] == InvoiceFile.objects.latest("made_at").made_at


@pytest.mark.django_db
def test_files_that_fail_are_named_and_the_others_go_on(
    client, clerk, cohort, rules_hold, monkeypatch, settings, time_machine
):
    """What drawing one of the PDFs breaks is tried again by the sweep, and told meanwhile."""
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    for n in (1, 2):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    carry_out(run_id=run.pk)
    first, second = Invoice.objects.order_by("pk")
    draw = invoice_files.invoice_pdf

    def falter(document, **rest):
        if document.number == first.number:
            raise RuntimeError("no font")
        return draw(document, **rest)

    monkeypatch.setattr(invoice_files, "invoice_pdf", falter)
    time_machine.move_to(start + timedelta(seconds=settings.CLAIM_SECONDS + 1), tick=False)
    sweep_files()
    page = page_of(client, clerk, run)
    assert [row.invoice for row in page.context["late"]] == [first]
    assert (page.context["pdfs"], page.context["ready_at"]) == (1, None)
    assert "every 30s" in page.content.decode()

    monkeypatch.setattr(invoice_files, "invoice_pdf", draw)
    sweep_files()
    assert page_of(client, clerk, run).context["ready_at"]
    assert InvoiceFile.objects.filter(invoice=second).count() == 2


@pytest.mark.django_db
def test_a_run_that_has_stopped_says_so(client, clerk, cohort, rules_hold, settings):
    make_participant(1, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    assert not page_of(client, clerk, run).context["is_stalled"]
    long_ago = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS + 1)
    InvoiceRun.objects.update(ordered_at=long_ago)
    assert page_of(client, clerk, run).context["is_stalled"]

    carry_out(run_id=run.pk)
    assert not page_of(client, clerk, run).context["is_stalled"]


@pytest.mark.django_db
def test_one_run_at_a_time(clerk, cohort, rules_hold):
    make_participant(1, cohort)
    first = order_run(cohort=cohort, actor=clerk)

    assert order_run(cohort=cohort, actor=clerk) == first
    carry_out(run_id=first.pk)
    with pytest.raises(ValidationError) as error:
        order_run(cohort=cohort, actor=clerk)
    assert error.value.code == "nothing"


@pytest.mark.django_db
def test_only_finance_orders_and_only_when_vat_is_confirmed(clerk, cohort, project_lead):
    make_participant(1, cohort)
    with pytest.raises(PermissionDenied):
        order_run(cohort=cohort, actor=project_lead)
    runs.confirmed_settings().__class__.objects.update(confirmed_at=None, confirmed_name="")
    with pytest.raises(ValidationError) as error:
        order_run(cohort=cohort, actor=clerk)
    assert error.value.code == "unconfirmed"
    assert not InvoiceRun.objects.exists()


@pytest.mark.django_db
def test_what_has_changed_meanwhile_is_refused_with_its_reason_and_costs_no_number(
    clerk, cohort, rules_hold
):
    homes = [make_participant(n, cohort) for n in range(1, 4)]
    run = order_run(cohort=cohort, actor=clerk)
    BillingAddress.objects.filter(participation=homes[1]).update(peppol_id="2120001133")

    carry_out(run_id=run.pk)

    assert [one.serial for one in Invoice.objects.order_by("serial")] == [1, 2]
    assert "Peppol" in problems(run)[0]


@pytest.mark.django_db
def test_one_that_cannot_be_issued_does_not_keep_the_others_waiting(
    clerk, cohort, rules_hold, monkeypatch
):
    homes = [make_participant(n, cohort) for n in range(1, 4)]
    run = order_run(cohort=cohort, actor=clerk)
    issue = runs.issue_invoice

    def falter(*, participation, **rest):
        if participation == homes[0]:
            raise RuntimeError("no")
        return issue(participation=participation, **rest)

    monkeypatch.setattr(runs, "issue_invoice", falter)
    carry_out(run_id=run.pk)

    assert InvoiceSeries.objects.get().last == 2
    assert len(problems(run)) == 1
    run.refresh_from_db()
    assert run.finished_at


@pytest.mark.django_db
@pytest.mark.parametrize("failures,issued", [(1, 2), (9, 0)])
def test_rules_that_end_are_started_again_once(clerk, cohort, monkeypatch, failures, issued):
    class Ending(NoRules):
        left = failures

        def broken_by(self, xml: bytes) -> list[str]:
            if Ending.left:
                Ending.left -= 1
                raise RulesUnavailableError("ended")
            return []

    monkeypatch.setattr(runs, "OfficialRules", Ending)
    for n in (1, 2):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)

    carry_out(run_id=run.pk)

    assert Invoice.objects.count() == issued
    assert len(problems(run)) == 2 - issued


@pytest.mark.django_db
def test_a_run_that_nobody_works_on_is_found(clerk, cohort, rules_hold, settings):
    for n in (1, 2):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    assert stalled_runs() == []
    long_ago = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS + 1)
    InvoiceRun.objects.update(ordered_at=long_ago)
    assert stalled_runs() == [run.pk]

    with NoRules() as official:
        runs._issue_next(run, official)
    assert stalled_runs() == []


@pytest.mark.django_db
def test_one_alone(client, clerk, cohort, rules_hold):
    home = make_participant(1, cohort)
    client.force_login(clerk)
    for _again in range(2):
        client.post(reverse("invoicing:issue", args=[home.pk]))
    assert Invoice.objects.get().serial == 1


# At once, and killed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_who_carry_out_the_same_run_issue_everything_once(rules_hold):
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    cohort = make_cohort()
    for n in range(1, 16):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)

    at_once(*(lambda: carry_out(run_id=run.pk) for _ in range(3)))

    assert sorted(Invoice.objects.values_list("serial", flat=True)) == list(range(1, 16))
    run.refresh_from_db()
    assert run.finished_at


@pytest.mark.postgres
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_worker_killed_while_issuing_leaves_no_gap_and_no_double(seed, worker):
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    cohort = make_cohort()
    for n in range(1, PARTICIPANTS + 1):
        make_participant(n, cohort)
    run = order_run(cohort=cohort, actor=clerk)
    moment = random.Random(seed).randrange(PARTICIPANTS - MARGIN)
    wait_until(lambda: Invoice.objects.count() >= moment, seconds=120, pause=0.01)
    worker.kill()
    assert not InvoiceRun.objects.filter(pk=run.pk).exclude(finished_at=None).exists(), "too late"
    worker.start()
    wait_until(lambda: InvoiceFile.objects.count() == 2 * PARTICIPANTS, seconds=180)
    wait_until(lambda: not InvoiceRun.objects.filter(finished_at=None).exists(), seconds=60)

    serials = sorted(Invoice.objects.values_list("serial", flat=True))
    assert serials == list(range(1, PARTICIPANTS + 1))
    assert InvoiceSeries.objects.get().last == PARTICIPANTS
    assert Invoice.objects.values("participation").distinct().count() == PARTICIPANTS
    assert InvoiceRunRow.objects.filter(run=run, state="issued").count() == PARTICIPANTS
