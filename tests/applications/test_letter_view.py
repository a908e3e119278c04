"""Fetching the letter of a decision."""

import pytest
from django.urls import reverse

from applications.enums import ApplicationStatus, DecisionStatus
from applications.services.publishing import publish_decision, render_letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(project_lead, applicant):
    application = factories.make_application(owner=applicant, status=ApplicationStatus.SUBMITTED)
    return factories.make_decision(application, by=project_lead)


def letter_of(client, user, decision):
    client.force_login(user)
    return client.get(reverse("applications:letter_pdf", args=[decision.pk]))


def test_before_publication_there_is_no_letter(client, decision, applicant, project_lead):
    assert letter_of(client, applicant, decision).status_code == 404
    assert letter_of(client, project_lead, decision).status_code == 404


def test_while_the_letter_is_made_the_page_says_so(client, decision, applicant, project_lead):
    publish_decision(decision_id=decision.pk, actor=project_lead)

    to_applicant = letter_of(client, applicant, decision)
    to_skr = letter_of(client, project_lead, decision)

    assert to_applicant["Location"] == reverse(
        "applications:application", args=[decision.application_id]
    )
    assert to_skr["Location"] == reverse("applications:review", args=[decision.application_id])


def test_the_letter_is_a_download_also_when_the_decision_is_replaced(
    client, decision, applicant, project_lead
):
    publish_decision(decision_id=decision.pk, actor=project_lead)
    decision.refresh_from_db()
    render_letter(letter_id=decision.letter.pk)
    decision.status = DecisionStatus.SUPERSEDED
    decision.save()

    response = letter_of(client, applicant, decision)

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == (
        f'attachment; filename="beslut-{decision.reference.replace("/", "-")}.pdf"'
    )
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"


def test_finance_and_strangers_find_no_letter(client, decision, finance, stranger, project_lead):
    publish_decision(decision_id=decision.pk, actor=project_lead)

    assert [letter_of(client, who, decision).status_code for who in (finance, stranger)] == [
        404,
        404,
    ]
