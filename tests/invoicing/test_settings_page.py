"""The settings of invoices: every field in words, wrong ones refused, VAT confirmed by name."""

from decimal import Decimal

import pytest
from django.urls import reverse

from reporting.invoicing.forms.issuing import SettingsForm
from reporting.invoicing.models import InvoicingSettings
from reporting.invoicing.services.seller import read_settings
from tests.invoicing.recipes import make_seller

pytestmark = pytest.mark.django_db
PAGE = "/skr/fakturor/installningar/"


def posted(**changes):
    """The whole form as the page shows it, with changes."""
    found = SettingsForm.initial_of(read_settings()) | changes
    return {name: "on" if value is True else value for name, value in found.items() if value}


@pytest.fixture
def office(client, finance):
    client.force_login(finance)
    return client


def test_an_empty_product_asks_for_everything_and_says_that_nothing_is_confirmed(office):
    text = office.get(PAGE).content.decode()

    assert reverse("invoicing:confirm_vat") in text
    for name in SettingsForm.base_fields:
        assert f'name="{name}"' in text
    own = {one.name for one in InvoicingSettings._meta.fields}
    kept = own - set(SettingsForm.base_fields)
    assert kept == {"id", "confirmed_by", "confirmed_name", "confirmed_at", "version"}


def test_what_is_typed_with_hyphens_and_spaces_is_kept_as_digits(office):
    answer = office.post(
        PAGE,
        posted(
            name="SKR",
            organisation_number="222000-0315",
            vat_number="SE 222000031501",
            bankgiro="5050-1055",
            postcode="11882",
            peppol_id="222000-0315",
        )
        | {"ocr_length": 0},
    )
    row = read_settings()

    assert answer.status_code == 302
    assert (row.organisation_number, row.vat_number) == ("2220000315", "SE222000031501")
    assert (row.bankgiro, row.postcode, row.peppol_id) == ("50501055", "118 82", "2220000315")


@pytest.mark.parametrize(
    "changes,field",
    [
        ({"organisation_number": "2220000316"}, "organisation_number"),
        ({"vat_number": "SE222000031502"}, "vat_number"),
        ({"vat_number": "SE212000113201"}, "vat_number"),
        ({"bankgiro": "5050-1056"}, "bankgiro"),
        ({"peppol_id": "2220000316"}, "peppol_id"),
        ({"postcode": "1188"}, "postcode"),
        ({"days_to_pay": "5"}, "days_to_pay"),
        ({"ocr_level": "fixed_length"}, "ocr_length"),
        ({"ocr_level": "fixed_length", "ocr_length": "9"}, "ocr_length"),
        ({"ocr_length": "26"}, "ocr_length"),
        ({"vat_rate": "0"}, "vat_rate"),
        ({"vat_mode": "O"}, "vat_ground"),
        ({"claims_account": "15"}, "claims_account"),
        ({"email": "skr"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(office, changes, field):
    make_seller()
    answer = office.post(PAGE, {"ocr_length": 0} | posted(**changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert read_settings().version == 0


def test_another_vat_asks_for_a_new_confirmation_by_name(office, finance):
    make_seller()
    office.post(PAGE, {"ocr_length": 0} | posted(vat_mode="O", vat_ground="Utanför momsen"))
    row = read_settings()
    assert (row.vat_mode, row.vat_rate, row.confirmed_at) == ("O", Decimal(0), None)
    url = reverse("invoicing:confirm_vat")

    assert office.post(url, {"confirm-seen": "1", "confirm-name": " "}).status_code == 422
    assert office.post(url, {"confirm-seen": "0", "confirm-name": "Eva"}).status_code == 422
    assert office.post(url, {"confirm-seen": "1", "confirm-name": "Eva Ekonom"}).status_code == 302
    row = read_settings()
    assert (row.confirmed_name, row.confirmed_by) == ("Eva Ekonom", finance)
    assert "Eva Ekonom" in office.get(PAGE).content.decode()


def test_of_two_who_change_the_settings_the_later_is_told(office):
    make_seller()
    office.post(PAGE, {"ocr_length": 0} | posted(seat="Uppsala"))
    late = office.post(PAGE, {"ocr_length": 0} | posted(seat="Lund", seen=0))

    assert late.status_code == 422
    assert read_settings().seat == "Uppsala"


def test_nobody_but_finance(client, project_lead, strategist):
    for person in (project_lead, strategist):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(reverse("invoicing:confirm_vat")).status_code == 403
