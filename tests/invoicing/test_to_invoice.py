"""What is to be invoiced: the list, another fee, an address corrected and asked for."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cohorts.enums import Function
from cohorts.services.participations import withdraw_participation
from modellkonceptet.notifications.models import Message
from reporting.invoicing.billing import BREAKS_PATTERN
from reporting.invoicing.candidates import candidate
from reporting.invoicing.models import BillingAddress, FeeException, Invoice
from reporting.invoicing.services.billing import ask_for_billing, correct_billing
from reporting.invoicing.services.fee_decisions import decide_fee
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.to_invoice import ToInvoice
from tests.factories import make_cohort, make_user
from tests.invoicing.recipes import NoRules, make_participant, make_seller

pytestmark = pytest.mark.django_db
WHOLE = {
    "reference": "AB000001",
    "address": "Box 1",
    "postcode": "22100",
    "town": "Lund",
    "emails": "faktura@lund.example; ekonomi@lund.example",
    "peppol_scheme": "0007",
    "peppol_id": "212000-1132",
}


@pytest.fixture(autouse=True)
def seller(db):
    return make_seller()


@pytest.fixture
def cohort(db):
    return make_cohort(invoicing_year=2027)


def refused(act) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


def fields_of(act) -> set[str]:
    return set(refused(act).error_dict)


def seat(home, strategist, function=Function.STRATEGIST):
    home.team.create(
        function=function, user=strategist, name=strategist.name, email=strategist.email
    )


# The list


@pytest.mark.parametrize("n", [1, 6])
def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    client, finance, cohort, n, django_assert_num_queries
):
    for number in range(1, n + 1):
        make_participant(number, cohort)
        make_participant(100 + number, cohort, reference="")
        issued = make_participant(200 + number, cohort)
        issue_invoice(participation=issued, actor=finance, official=NoRules())
    client.force_login(finance)
    with django_assert_num_queries(11):
        page = client.get(reverse("invoicing:to_invoice_round", args=[cohort.slug]))
    assert page.status_code == 200


def test_everybody_stands_where_they_belong(finance, project_lead, cohort):
    make_participant(1, cohort)
    make_participant(2, cohort, reference="")
    left, free, issued = (make_participant(n, cohort) for n in (3, 4, 5))
    withdraw_participation(participation=left, reason="Ny majoritet", actor=project_lead)
    decide_fee(participation=free, fee=Decimal(0), reason="Pilot", actor=project_lead)
    issue_invoice(participation=issued, actor=finance, official=NoRules())
    page = ToInvoice(cohort)

    assert page.count == {"ready": 1, "lacking": 1, "undecided": 1, "nothing": 1, "issued": 1}
    assert page.sum_ready == 50000
    assert [row.key for row in ToInvoice(cohort, only="undecided").rows] == ["undecided"]
    assert page.fees[0].paid_by_state == 30000


def test_the_page_says_the_finding_the_price_and_what_is_missing(client, finance, cohort):
    finance.language = "en"
    finance.save()
    make_participant(1, cohort)
    make_participant(2, cohort, reference="", peppol_id="2120001133")
    client.force_login(finance)
    text = client.get(
        reverse("invoicing:to_invoice"), headers={"accept-language": "en"}
    ).content.decode()

    assert cohort.name_sv in text
    assert "2027" in text
    assert text.count('<ul class="gaps"><li>') == 1
    assert reverse("invoicing:order_run", args=[cohort.slug]) in text


def test_before_vat_is_confirmed_the_page_says_so_and_offers_no_issuing(
    client, finance, cohort, seller
):
    seller.confirmed_at, seller.confirmed_name = None, ""
    seller.save()
    make_participant(1, cohort)
    client.force_login(finance)
    text = client.get(reverse("invoicing:to_invoice")).content.decode()

    assert reverse("invoicing:settings") + "#confirm" in text
    assert reverse("invoicing:order_run", args=[cohort.slug]) not in text


def test_a_reference_that_breaks_the_pattern_is_not_invoiced(finance, cohort):
    home = make_participant(1, cohort, reference="AB12")
    home.organisation.reference_pattern = "[A-Z]{2}[0-9]{6}"
    home.organisation.save()

    gaps = [str(one) for one in candidate(home).gaps]
    told = refused(lambda: issue_invoice(participation=home, actor=finance, official=NoRules()))
    assert told.messages == gaps == [str(BREAKS_PATTERN)]


def test_strangers_and_reviewers_see_nothing_of_it(client, stranger, reviewer, cohort):
    home = make_participant(1, cohort)
    for person in (stranger, reviewer):
        client.force_login(person)
        assert client.get(reverse("invoicing:to_invoice")).status_code == 403
        assert client.get(reverse("invoicing:participant", args=[home.pk])).status_code == 404
        assert client.get(reverse("invoicing:billing", args=[home.pk])).status_code == 404


# Another fee


@pytest.mark.parametrize(
    "fee,reason,field",
    [(-1, "Fel", "fee"), ("10.001", "Fel", "fee"), (10_000_000, "Fel", "fee"), (10, " ", "reason")],
)
def test_a_fee_that_cannot_be_is_refused(project_lead, cohort, fee, reason, field):
    home = make_participant(1, cohort)

    assert fields_of(
        lambda: decide_fee(participation=home, fee=Decimal(fee), reason=reason, actor=project_lead)
    ) == {field}
    assert not FeeException.objects.exists()


def test_what_is_invoiced_has_its_fee_until_it_is_credited(finance, cohort):
    home = make_participant(1, cohort)
    issue_invoice(participation=home, actor=finance, official=NoRules())

    told = refused(
        lambda: decide_fee(participation=home, fee=Decimal(1), reason="Sen", actor=finance)
    )
    assert told.code == "issued_already"


def test_whoever_left_pays_what_is_decided_on_the_page(client, project_lead, cohort):
    home = make_participant(1, cohort)
    withdraw_participation(participation=home, reason="Ny majoritet", actor=project_lead)
    client.force_login(project_lead)
    url = reverse("invoicing:decide_fee", args=[home.pk])

    assert client.post(url, {"fee": "-5", "reason": "Fel"}).status_code == 422
    assert client.post(url, {"fee": "12 500,50", "reason": "Halva tiden"}).status_code == 302
    found = candidate(home)
    assert (found.fee.amount, found.is_ready) == (Decimal("12500.50"), True)


def test_fees_are_not_decided_by_the_team(strategist, cohort):
    home = make_participant(1, cohort)
    seat(home, strategist)
    with pytest.raises(PermissionDenied):
        decide_fee(participation=home, fee=Decimal(0), reason="Gratis", actor=strategist)


# The address


def test_the_team_corrects_its_address(client, strategist, cohort):
    home = make_participant(1, cohort, reference="", peppol_id="")
    seat(home, strategist)
    client.force_login(strategist)
    url = reverse("invoicing:billing", args=[home.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {**WHOLE, "seen": "0"})
    row = BillingAddress.objects.get()

    assert answer.status_code == 302
    assert (row.postcode, row.peppol_id) == ("221 00", "2120001132")
    assert row.emails == "faktura@lund.example, ekonomi@lund.example"
    assert (row.version, row.changed_by) == (1, strategist)
    assert candidate(home).is_ready


def test_another_of_the_team_may_not(client, politician, cohort):
    home = make_participant(1, cohort)
    seat(home, politician, Function.POLITICIAN)
    client.force_login(politician)
    assert client.get(reverse("invoicing:billing", args=[home.pk])).status_code == 403


@pytest.mark.parametrize(
    "wrong,field",
    [
        ({"postcode": "2210"}, "postcode"),
        ({"peppol_id": "2120001133"}, "peppol_id"),
        ({"peppol_scheme": "0088", "peppol_id": "7300010000002"}, "peppol_id"),
        ({"peppol_id": ""}, "peppol_id"),
        ({"peppol_scheme": ""}, "peppol_scheme"),
        ({"emails": "faktura@lund.example, lund"}, "emails"),
        ({"reference": "12"}, "reference"),
        ({"address": "1\n2\n3\n4\n5"}, "address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(finance, cohort, wrong, field):
    home = make_participant(1, cohort)
    home.organisation.reference_pattern = "[A-Z]{2}[0-9]{6}"
    home.organisation.save()

    assert fields_of(
        lambda: correct_billing(participation=home, values=WHOLE | wrong, seen=0, actor=finance)
    ) == {field}
    assert BillingAddress.objects.get().version == 0


def test_of_two_who_correct_one_is_told(finance, cohort):
    home = make_participant(1, cohort)
    correct_billing(participation=home, values=WHOLE, seen=0, actor=finance)

    told = refused(lambda: correct_billing(participation=home, values=WHOLE, seen=0, actor=finance))
    assert told.code == "changed_meanwhile"


def test_an_address_without_a_row_begins_one(finance, cohort):
    home = make_participant(1, cohort)
    BillingAddress.objects.all().delete()

    correct_billing(participation=home, values=WHOLE, seen=0, actor=finance)

    assert BillingAddress.objects.get().town == "Lund"


# Asked for


def test_those_who_coordinate_are_asked_once_a_day_with_a_link(
    client, finance, strategist, politician, cohort
):
    home = make_participant(1, cohort, reference="")
    seat(home, strategist)
    seat(home, politician, Function.POLITICIAN)
    home.team.create(function=Function.KEY_PERSON, name="Ny", email="ny@lund.example")
    client.force_login(finance)
    for _again in range(2):
        client.post(reverse("invoicing:ask_for_billing", args=[home.pk]))

    mails = Message.objects.filter(kind="billing_asked")
    assert {mail.to_email for mail in mails} == {strategist.email, "ny@lund.example"}
    assert all(reverse("invoicing:billing", args=[home.pk]) in mail.body_text for mail in mails)
    assert mails.count() == 2
    assert BillingAddress.objects.get().asked_at


def test_nobody_is_asked_for_what_is_whole_and_nobody_without_address(finance, cohort):
    home = make_participant(1, cohort)
    assert refused(lambda: ask_for_billing(participation=home, actor=finance)).code == "whole"
    BillingAddress.objects.update(reference="")
    assert refused(lambda: ask_for_billing(participation=home, actor=finance)).code == "nobody"


def test_a_whole_round_is_asked_with_one_button_and_who_cannot_be_reached_is_named(
    client, finance, strategist, cohort
):
    make_participant(1, cohort)
    seat(make_participant(2, cohort, reference=""), strategist)
    lonely = make_participant(3, cohort, postcode="")
    client.force_login(finance)

    page = client.post(
        reverse("invoicing:ask_round_for_billing", args=[cohort.slug]), follow=True
    ).content.decode()

    assert Message.objects.get(kind="billing_asked").to_email == strategist.email
    assert "En deltagare har fått frågan." in page
    assert f"Ingen som samordnar har en e-postadress: {lonely}" in page


def test_the_team_does_not_ask_itself(strategist, cohort):
    home = make_participant(1, cohort, reference="")
    seat(home, strategist)
    with pytest.raises(PermissionDenied):
        ask_for_billing(participation=home, actor=strategist)


def test_a_project_lead_sees_but_does_not_issue(client, cohort):
    home = make_participant(1, cohort)
    client.force_login(make_user("lead@skr.example", staff_role="project_lead"))

    text = client.get(reverse("invoicing:participant", args=[home.pk])).content.decode()
    assert reverse("invoicing:issue", args=[home.pk]) not in text
    assert client.post(reverse("invoicing:issue", args=[home.pk])).status_code == 403
    assert client.post(reverse("invoicing:order_run", args=[cohort.slug])).status_code == 403
    assert not Invoice.objects.exists()
