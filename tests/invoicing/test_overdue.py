"""Who has not paid or not said where the invoice goes: the list, the reminders and the figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cohorts.enums import Function
from cohorts.models import Cohort, Participation, TeamMember, Terms
from cohorts.services.participations import withdraw_participation
from cohorts.services.reminder_settings import rounds_to_remind
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_rules import Found, Rule, find_due
from modellkonceptet.notifications.todo import tasks_of
from reporting.invoicing.enums import SendingWay
from reporting.invoicing.models import BillingAddress, FeeException, Invoice
from reporting.invoicing.payment_list import InvoiceFigures, invoice_figures
from reporting.invoicing.reminders import INCOMPLETE, UNPAID
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.paying import record_payment
from tests.factories import make_cohort, make_user, stockholm
from tests.invoicing.recipes import NoRules, make_participant, make_seller

pytestmark = pytest.mark.django_db

# Issued on 15 January 2027 they are due on Monday 15 February.
LATE = date(2027, 2, 16)
ASKED = stockholm(2027, 1, 20)


@pytest.fixture
def clerk(db):
    return make_user("ekonomi@skr.example", staff_role="finance")


@pytest.fixture
def cohort(db, time_machine) -> Cohort:
    time_machine.move_to(stockholm(2027, 1, 15), tick=False)
    make_seller()
    return make_cohort()


def invoiced(cohort: Cohort, clerk: Any, n: int = 1) -> Invoice:
    """And sent."""
    invoice = issued(cohort, clerk, n)
    invoice.sendings.create(way=SendingWay.BY_HAND)
    return invoice


def issued(cohort: Cohort, clerk: Any, n: int = 1) -> Invoice:
    home = make_participant(n, cohort)
    return issue_invoice(participation=home, actor=clerk, official=NoRules())


def pay(invoice: Invoice, clerk: Any, amount: Any = None) -> None:
    record_payment(
        invoice=invoice,
        amount=amount or invoice.payable,
        paid_on=invoice.issued_on,
        note="",
        token=f"{invoice.pk}-{amount}",
        actor=clerk,
    )


def coordinator(home: Participation, function: Function = Function.STRATEGIST) -> TeamMember:
    user = make_user(f"{function}{home.pk}@kommun.example")
    return TeamMember.objects.create(
        participation=home, function=function, name="Maria Berg", email=user.email, user=user
    )


def found_by(rule: Rule, day: date, reader: Any = None) -> list[Found]:
    return find_due(rounds_to_remind(day), day, reader=reader, rules=[rule])


# The list


def test_late_from_the_day_after_until_it_is_paid(cohort, clerk, client, time_machine):
    first, second, third = (invoiced(cohort, clerk, n) for n in (1, 2, 3))
    pay(first, clerk)
    pay(second, clerk, Decimal(500))
    time_machine.move_to(stockholm(2027, 2, 15), tick=False)
    client.force_login(clerk)
    assert client.get(reverse("invoicing:overdue")).context["rows"] == []

    time_machine.move_to(stockholm(2027, 2, 16), tick=False)
    client.force_login(clerk)  # a session of staff is over by then
    rows = client.get(reverse("invoicing:overdue")).context["rows"]

    assert [(row.invoice, row.invoice.left, row.days) for row in rows] == [
        (second, 62000, 1),
        (third, 62500, 1),
    ]


def test_what_nobody_has_sent_is_not_overdue_until_somebody_pays(cohort, clerk):
    invoice = issued(cohort, clerk)
    coordinator(invoice.participation)
    assert not Invoice.objects.overdue_on(LATE).exists()
    assert invoice_figures(cohort, LATE).overdue == 0
    assert found_by(UNPAID, LATE) == []

    pay(invoice, clerk, Decimal(500))

    assert list(Invoice.objects.overdue_on(LATE)) == [invoice]
    assert invoice_figures(cohort, LATE).overdue == 1
    assert len(found_by(UNPAID, LATE)) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_as_a_file(cohort, clerk, client, time_machine, kind):
    invoiced(cohort, clerk)
    time_machine.move_to(stockholm(2027, 2, 16), tick=False)
    client.force_login(clerk)
    answer = client.get(reverse("invoicing:overdue_file", args=[kind]))

    assert answer.status_code == 200
    if kind == "csv":
        assert "2027-0001;Kommun 1;" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_as_often_for_many(
    cohort, clerk, client, time_machine, django_assert_num_queries, many
):
    for n in range(1, many + 1):
        invoiced(cohort, clerk, n)
    time_machine.move_to(stockholm(2027, 2, 16), tick=False)
    client.force_login(clerk)
    with django_assert_num_queries(4):
        assert len(client.get(reverse("invoicing:overdue")).context["rows"]) == many


def test_a_long_list_is_read_page_by_page_and_its_sums_are_of_all(
    cohort, clerk, client, time_machine, monkeypatch
):
    monkeypatch.setattr("reporting.invoicing.views.paying.ROWS", 2)
    invoices = [invoiced(cohort, clerk, n) for n in range(1, 6)]
    time_machine.move_to(stockholm(2027, 2, 16), tick=False)
    client.force_login(clerk)
    shown = [client.get(reverse("invoicing:overdue"), {"page": n}) for n in ("1", "2", "3", "x")]
    file = client.get(reverse("invoicing:overdue_file", args=["csv"])).content.decode("utf-8-sig")

    found = [[row.invoice for row in one.context["page_obj"]] for one in shown]
    assert found == [invoices[:2], invoices[2:4], invoices[4:], invoices[:2]]
    assert invoices[4].number not in shown[0].content.decode()
    assert "?page=2" in shown[0].content.decode()
    assert {one.context["left"] for one in shown} == {5 * 62500}
    assert all(one.number in file for one in invoices)


# Reminders of what is not paid


def test_coordinators_are_asked_to_pay(cohort, clerk):
    invoice = invoiced(cohort, clerk)
    member = coordinator(invoice.participation)
    (found,) = found_by(UNPAID, LATE)

    assert (found.due.due_on, found.due.since) == (invoice.due_on, invoice.issued_on)
    assert found.is_late(LATE)
    with translation.override("en"):
        assert found.due.what() == "See to it that invoice 2027-0001 from SKR is paid"
    assert found.due.path == invoice.get_absolute_url()
    assert [one.email for one in found.due.people(Role.STRATEGIST)] == [member.user.email]
    assert [task.found.due.subject for task in tasks_of(member.user, LATE)] == [
        f"invoice-{invoice.pk}"
    ]
    pay(invoice, clerk)
    assert found_by(UNPAID, LATE) == []


def test_who_has_left_the_round_still_owes(cohort, clerk, project_lead):
    invoice = invoiced(cohort, clerk)
    withdraw_participation(
        participation=invoice.participation, reason="Ny majoritet", actor=project_lead
    )

    (found,) = found_by(UNPAID, LATE)
    assert found.due.whose == "Kommun 1"
    assert found.due.people(Role.STRATEGIST) == ()
    assert [one.email for one in found.due.people(Role.FINANCE)] == [clerk.email]
    assert found.due.path_for(found.due.people(Role.FINANCE)[0]) == invoice.get_absolute_url()


def test_another_organisation_does_not_see_it(cohort, clerk):
    invoiced(cohort, clerk)
    stranger = coordinator(make_participant(2, cohort))

    assert found_by(UNPAID, LATE, reader=stranger.user) == []


# Reminders of what is missing before


def test_who_has_been_asked_is_reminded_until_it_is_whole(cohort):
    make_participant(1, cohort, asked_at=ASKED)
    lacking = make_participant(2, cohort, reference="")
    member = coordinator(lacking, Function.KEY_PERSON)
    assert found_by(INCOMPLETE, date(2027, 1, 21)) == []

    BillingAddress.objects.update(asked_at=ASKED)
    (found,) = found_by(INCOMPLETE, date(2027, 1, 21))
    assert found.due.whose == "Kommun 2"
    assert (found.due.since, found.due.due_on) == (date(2027, 1, 20), date(2027, 2, 3))
    assert found.due.path == reverse("invoicing:billing", args=[lacking.pk])
    assert [one.email for one in found.due.people(Role.KEY_PERSON)] == [member.user.email]

    BillingAddress.objects.filter(participation=lacking).update(reference="AB000002")
    assert found_by(INCOMPLETE, date(2027, 1, 21)) == []


def test_nobody_is_asked_who_is_not_to_be_invoiced(cohort, clerk):
    free = make_participant(1, cohort, reference="", asked_at=ASKED)
    FeeException.objects.create(participation=free, fee=0, reason="Pilot")
    done = invoiced(cohort, clerk, 2)
    BillingAddress.objects.filter(participation=done.participation).update(
        reference="", asked_at=ASKED
    )

    assert found_by(INCOMPLETE, date(2027, 1, 21)) == []


def test_a_round_without_a_fee_asks_nobody(cohort):
    make_participant(1, cohort, reference="", asked_at=ASKED)
    Terms.objects.update(fee=None)

    assert found_by(INCOMPLETE, date(2027, 1, 21)) == []


def test_another_organisation_does_not_see_what_is_missing(cohort):
    make_participant(1, cohort, reference="", asked_at=ASKED)
    stranger = coordinator(make_participant(2, cohort))

    assert found_by(INCOMPLETE, date(2027, 1, 21), reader=stranger.user) == []


@pytest.mark.parametrize("many", [1, 12])
def test_the_rules_ask_as_often_for_many(cohort, clerk, django_assert_num_queries, many):
    for n in range(1, many + 1):
        invoiced(cohort, clerk, n)
        make_participant(100 + n, cohort, reference="", asked_at=ASKED)
    rounds = rounds_to_remind(LATE)
    with django_assert_num_queries(6):
        found = find_due(rounds, LATE, rules=[UNPAID, INCOMPLETE])
    assert len(found) == 2 * many


# Figures


def test_the_figures_of_a_round(cohort, clerk, django_assert_num_queries):
    first, second, third = (invoiced(cohort, clerk, n) for n in (1, 2, 3))
    pay(first, clerk)
    pay(second, clerk, Decimal(500))
    other = invoiced(make_cohort(), clerk, 4)

    assert invoice_figures(cohort, third.due_on) == InvoiceFigures(3, 1, 0, 124500)
    with django_assert_num_queries(1):
        assert invoice_figures(cohort, LATE) == InvoiceFigures(3, 1, 2, 124500)
    assert invoice_figures(other.participation.cohort, LATE).overdue == 1
