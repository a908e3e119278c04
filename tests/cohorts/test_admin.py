"""SKR's set-up in the admin: who gets in, what is frozen, and how many queries a list costs."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cohorts.models import Cohort, Commitment, MailDomain, RoundSubscriber, Terms
from tests import factories
from tests.cohorts import rounds
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, project_lead):
    client.force_login(project_lead)
    return client


@pytest.fixture
def round_2021():
    rounds.load_templates()
    return rounds.modellkommuner_2021()


LISTS = [
    "organisation",
    "programme",
    "terms",
    "cohort",
    "participation",
    "teammember",
    "roundsubscriber",
    "mentorpromise",
    "mentorperson",
    "group",
    "mentorship",
]


@pytest.mark.parametrize("model", LISTS)
def test_lists_are_for_the_project_lead(client, project_lead, reviewer, strategist, model):
    url = reverse(f"admin:cohorts_{model}_changelist")
    statuses = []
    for person in (project_lead, reviewer, strategist):
        client.force_login(person)
        statuses.append(client.get(url).status_code)
    assert statuses == [200, 403, 302]


def fill(count):
    for number in range(count):
        cohort = factories.make_cohort()
        politician = factories.make_user()
        member = factories.make_participation(cohort, team={"politician": politician})
        group = factories.make_group(cohort, members=(member,))
        promise = factories.make_promise(status="serving", cohort=cohort, people=(politician,))
        factories.make_mentorship(group, promise)
        RoundSubscriber.objects.create(email=f"n{number}-{cohort.pk}@x.example")


@pytest.mark.parametrize("model", LISTS)
def test_a_list_costs_the_same_with_1_row_and_with_30(lead, model):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse(f"admin:cohorts_{model}_changelist")
    counts = []
    for rows in (1, 29):
        fill(rows)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 12


def test_terms_can_be_changed_before_the_round_opens(lead, round_2021):
    terms = round_2021.terms.get(programme__slug="modellkommuner")
    url = reverse("admin:cohorts_terms_change", args=[terms.pk])
    with time_machine.travel(stockholm(2021, 4, 11, 23, 30), tick=False):
        response = lead.get(url)
        assert response.context["has_change_permission"] is True
        assert 'name="_save"' in response.content.decode()


def test_terms_are_read_only_from_the_opening_day(lead, round_2021):
    terms = round_2021.terms.get(programme__slug="modellkommuner")
    url = reverse("admin:cohorts_terms_change", args=[terms.pk])
    with time_machine.travel(stockholm(2021, 4, 12, 0, 0), tick=False):
        page = lead.get(url)
        assert page.context["has_change_permission"] is False
        assert 'name="_save"' not in page.content.decode()
        assert lead.post(url, {"fee": "1"}).status_code == 403
        assert (
            lead.post(
                reverse("admin:cohorts_terms_delete", args=[terms.pk]), {"post": "yes"}
            ).status_code
            == 403
        )
    template = Terms.objects.get(cohort=None, programme__slug="modellkommuner")
    with time_machine.travel(stockholm(2021, 4, 12, 0, 0), tick=False):
        page = lead.get(reverse("admin:cohorts_terms_change", args=[template.pk]))
        assert page.context["has_change_permission"] is True


def test_a_round_that_has_opened_keeps_its_opening_day_and_stays(lead, round_2021):
    url = reverse("admin:cohorts_cohort_change", args=[round_2021.pk])
    for moment, changeable in (
        (stockholm(2021, 4, 11), True),
        (stockholm(2021, 4, 12), False),
    ):
        with time_machine.travel(moment, tick=False):
            page = lead.get(url)
            assert ('name="opens_on"' in page.content.decode()) is changeable
            assert page.context["has_delete_permission"] is changeable


def new_round(**changes):
    from cohorts.models import Programme

    return {
        "programmes": [programme.pk for programme in Programme.objects.order_by("name")],
        "name_sv": "Modellkommuner 2027–2028",
        "name_en": "",
        "slug": "modellkommuner-2027",
        "starts_on": "2027-03-09",
        "announced_on": "",
        "opens_on": "2026-12-01",
        "closes_on": "2027-01-15",
        "decision_mode": "fixed",
        "decision_on": "2027-02-05",
        "invoicing_year": "2027",
        "capacity": "30",
    } | changes


def test_adding_leads_to_the_templates(lead):
    response = lead.get(reverse("admin:cohorts_cohort_add"))
    assert response.url == reverse("admin:cohorts_cohort_new")


def test_a_round_from_templates(lead):
    rounds.load_templates()
    url = reverse("admin:cohorts_cohort_new")
    assert lead.get(url).status_code == 200
    response = lead.post(url, new_round())
    cohort = Cohort.objects.get(slug="modellkommuner-2027")
    assert response.url == reverse("admin:cohorts_cohort_change", args=[cohort.pk])
    assert (cohort.terms.count(), cohort.timeline.count(), cohort.capacity) == (2, 9, 30)
    assert lead.get(response.url).status_code == 200


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"closes_on": "2026-11-30"}, "__all__"),
        ({"slug": "två ord"}, "slug"),
        ({"programmes": []}, "programmes"),
        ({"opens_on": "i morgon"}, "opens_on"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(lead, changes, field):
    rounds.load_templates()
    response = lead.post(reverse("admin:cohorts_cohort_new"), new_round(**changes))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Cohort.objects.count() == 0


def test_a_round_from_an_earlier_one(lead, round_2021):
    url = reverse("admin:cohorts_cohort_copy", args=[round_2021.pk])
    assert lead.get(url).status_code == 200
    values = {"name_sv": "Ny", "name_en": "", "slug": "ny", "starts_on": "2027-03-08"}
    assert lead.post(url, values).status_code == 302
    assert Cohort.objects.get(slug="ny").starts_on == date(2027, 3, 8)
    again = lead.post(url, values)
    assert list(again.context["form"].errors) == ["slug"]
    assert lead.get(reverse("admin:cohorts_cohort_copy", args=[0])).status_code == 404


def test_only_the_project_lead_makes_rounds(client, reviewer, round_2021):
    client.force_login(reviewer)
    for url in (
        reverse("admin:cohorts_cohort_new"),
        reverse("admin:cohorts_cohort_copy", args=[round_2021.pk]),
    ):
        assert client.post(url, {}).status_code == 403


def test_mail_domains_are_kept_at_the_organisation(lead):
    organisation = factories.make_organisation("Lund")
    url = reverse("admin:cohorts_organisation_change", args=[organisation.pk])
    page = lead.get(url)
    form = page.context["adminform"].form
    values = {name: form.initial.get(name) or "" for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    values |= {"mail_domains-TOTAL_FORMS": 1, "mail_domains-0-domain": "lund.example"}
    assert lead.post(url, values).status_code == 302
    assert MailDomain.objects.get().domain == "lund.example"
    history = lead.get(reverse("admin:cohorts_organisation_history", args=[organisation.pk]))
    assert history.status_code == 200


def test_participations_are_not_made_by_hand(lead):
    factories.make_participation()
    assert lead.get("/admin/cohorts/participation/add/").status_code == 403
    assert lead.get("/admin/cohorts/roundsubscriber/add/").status_code == 403


def test_a_participation_shows_its_team(lead):
    person = factories.make_user(name="Politiker, Lund")
    participation = factories.make_participation(team={"politician": person})
    page = lead.get(reverse("admin:cohorts_participation_change", args=[participation.pk]))
    assert 'value="Politiker, Lund"' in page.content.decode()


def test_a_changed_commitment_of_a_template_does_not_reach_the_round(lead, round_2021):
    Commitment.objects.filter(terms__cohort=None, key="costs").update(wording_sv="Ny text")
    assert not Commitment.objects.filter(terms__cohort=round_2021, wording_sv="Ny text").exists()
