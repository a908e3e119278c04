"""The pages from choosing the organisation to the receipt, and who gets them."""

import dataclasses
import io
import re
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.answers import SignatoryAnswer
from applications.enums import ApplicationStatus, DecisionStatus
from applications.models import (
    AccessRequest,
    Application,
    Collaborator,
    CompletionRequest,
    SectionDraft,
)
from applications.services.colleagues import invite_colleague
from applications.services.receipts import render_receipt
from applications.services.submitting import draft_versions, signature_token
from applications.templatetags.application_status import status_of
from cohorts.models import Cohort, Organisation
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.applications.answers import complete_answers, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def lund() -> Organisation:
    return factories.make_organisation("Lund", domain="lund.example")


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort()


@pytest.fixture
def application(cohort: Cohort, lund: Organisation, applicant: User) -> Application:
    return factories.make_application(cohort=cohort, organisation=lund, owner=applicant)


def fill_in(application: Application) -> None:
    """Lund's case as it would be typed, section by section."""
    team = {
        f"{row.function}_{part}": [value or f"{row.function}@lund.example"]
        for row in application.terms.functions.filter(is_required=True)
        for part, value in (("name", "Namn"), ("title", "Titel"), ("email", ""))
    }
    planned = timezone.localdate() + timedelta(days=9)
    typed: dict[str, dict[str, list[str]]] = {
        "organisation": {"department": ["Kommunkontoret"]},
        "political_decision": {
            "kind": ["cemr"],
            "is_taken": ["yes"],
            "body": ["council"],
            "decided_on_year": ["2012"],
            "decided_on_day": [""],
            "decided_on_month": [""],
        },
        "decision_to_apply": {
            "is_taken": ["no"],
            "body": ["board"],
            "decided_on_day": [str(planned.day)],
            "decided_on_month": [str(planned.month)],
            "decided_on_year": [str(planned.year)],
            "diary_number": ["KS 2021/0340"],
        },
        "commitments": {
            f"commitment_{key}": ["on"]
            for key in application.terms.commitments.values_list("key", flat=True)
        },
        "team": team,
        "why": {"why": ["Vi vill ge likvärdig service."], "focus_areas": ["school"]},
        "invoice": {
            "reference": ["KS1234"],
            "address": ["Box 1"],
            "postcode": ["222 22"],
            "town": ["Lund"],
            "email": ["faktura@lund.example"],
        },
    }
    for section, data in typed.items():
        SectionDraft.objects.create(application=application, section=section, data=data, version=1)


def sent_in(application: Application) -> dict[str, Any]:
    return {f"version-{key}": value for key, value in draft_versions(application).items()}


def at(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_organisation_is_suggested_by_the_mail_domain(
    client: Client, cohort: Cohort, lund: Organisation, applicant: User
) -> None:
    client.force_login(applicant)
    response = client.get(at("start", cohort.slug))
    assert list(response.context["suggested"]) == [lund]
    found = client.get(at("find_organisation", cohort.slug), {"q": "lun"})
    assert found.context["found"] == [lund]
    assert client.get(at("find_organisation", cohort.slug), {"q": "l"}).context["found"] == []
    without_script = client.get(at("start", cohort.slug), {"q": "Lund"})
    assert without_script.context["found"] == [lund]


def test_starting_leads_to_the_application(
    client: Client, cohort: Cohort, lund: Organisation, applicant: User
) -> None:
    client.force_login(applicant)
    response = client.post(at("start", cohort.slug), {"organisation": lund.pk, "unit": ""})
    application = Application.objects.get()
    assert (response.status_code, response["Location"]) == (302, application.get_absolute_url())
    again = client.get(at("start", cohort.slug), {"organisation": lund.pk})
    assert again.context["own"] == [application]


def test_a_new_unit_needs_its_name_and_kind(
    client: Client, cohort: Cohort, lund: Organisation, applicant: User
) -> None:
    client.force_login(applicant)
    sent = {"organisation": lund.pk, "unit": "new"}
    response = client.post(at("start", cohort.slug), sent)
    assert (response.status_code, sorted(response.context["form"].errors)) == (
        422,
        ["new_kind", "new_name"],
    )
    sent |= {"new_name": "Kulturförvaltningen", "new_kind": "administration"}
    assert client.post(at("start", cohort.slug), sent).status_code == 302
    assert str(Application.objects.get().unit) == "Kulturförvaltningen"


def test_the_next_person_learns_nothing_but_that_it_is_started(
    client: Client, application: Application, strategist: User, applicant: User
) -> None:
    client.force_login(strategist)
    start = at("start", application.cohort.slug)
    page = client.get(start, {"organisation": application.organisation_id})
    assert page.context["taken"] is True
    assert [applicant.name in text_of(page), applicant.email in text_of(page)] == [False, False]
    refused = client.post(start, {"organisation": application.organisation_id, "unit": ""})
    assert (refused.status_code, refused.context["taken"]) == (422, True)
    asked = client.post(
        at("ask_access", application.cohort.slug),
        {"organisation": application.organisation_id, "message": "Jag är strateg."},
    )
    assert asked["Location"] == at("mine")
    assert AccessRequest.objects.get().message == "Jag är strateg."
    assert client.get(application.get_absolute_url()).status_code == 404


def test_a_closed_round_says_so(client: Client, lund: Organisation, applicant: User) -> None:
    cohort = factories.make_cohort(closes_on=timezone.localdate() - timedelta(days=1))
    client.force_login(applicant)
    response = client.post(at("start", cohort.slug), {"organisation": lund.pk, "unit": ""})
    assert (response.status_code, response.context["refusal"].code) == (422, "closed")
    assert Application.objects.count() == 0


@pytest.mark.parametrize("organisation", ["999999", "x", "1 OR 1"])
def test_an_unknown_organisation_is_not_found(
    client: Client, cohort: Cohort, applicant: User, organisation: str
) -> None:
    client.force_login(applicant)
    response = client.get(at("start", cohort.slug), {"organisation": organisation})
    assert response.status_code == 404


def test_colleagues_are_invited_and_answered(
    client: Client, application: Application, applicant: User, strategist: User
) -> None:
    client.force_login(applicant)
    page = at("colleagues", application.pk)
    wrong = client.post(page, {"email": "ingen adress"})
    assert wrong.status_code == 422
    assert client.post(page, {"email": "ny@lund.example"})["Location"] == page
    asked = AccessRequest.objects.create(application=application, user=strategist)
    assert list(client.get(page).context["requests"]) == [asked]
    client.post(at("answer_access", application.pk, asked.pk), {"answer": "yes"})
    assert application.collaborators.count() == 2
    colleague = application.collaborators.get(user=strategist)
    client.post(at("make_responsible", application.pk, colleague.pk))
    own = application.collaborators.get(user=applicant)
    left = client.post(at("remove_colleague", application.pk, own.pk))
    assert left["Location"] == at("mine")
    assert client.get(page).status_code == 404


def test_another_applications_rows_are_out_of_reach(
    client: Client, application: Application, applicant: User
) -> None:
    other = factories.make_application()
    row = other.collaborators.get()
    client.force_login(applicant)
    assert client.post(at("remove_colleague", application.pk, row.pk)).status_code == 404
    assert client.post(at("remove_colleague", other.pk, row.pk)).status_code == 404


def test_an_invitation_asks_to_sign_in_and_is_accepted_by_a_button(
    client: Client, application: Application, applicant: User, strategist: User, stranger: User
) -> None:
    invite_colleague(application=application, email=strategist.email, actor=applicant)
    link = re.search(r"/inbjudan/[\w-]+/", Message.objects.get().body_text)
    assert link
    anonymous = client.get(link[0])
    assert f"?next={link[0]}" in text_of(anonymous)
    assert client.post(link[0])["Location"] == f"{reverse('account_login')}?next={link[0]}"
    client.force_login(stranger)
    assert client.get(link[0]).context["is_invited"] is False
    assert client.post(link[0]).status_code == 422
    client.force_login(strategist)
    assert client.get(link[0]).context["is_invited"] is True
    assert application.collaborators.count() == 1
    assert client.post(link[0])["Location"] == application.get_absolute_url()
    assert client.get("/inbjudan/fel/").status_code == 410


def test_the_check_page_lists_what_is_missing(
    client: Client, application: Application, applicant: User
) -> None:
    client.force_login(applicant)
    page = client.get(at("check", application.pk))
    assert page.context["missing"] != []
    assert at("submit", application.pk) not in text_of(page)
    refused = client.post(at("submit", application.pk), sent_in(application))
    assert (refused.status_code, Message.objects.count()) == (422, 0)


def test_from_the_check_page_to_the_receipt(
    client: Client, application: Application, applicant: User
) -> None:
    fill_in(application)
    client.force_login(applicant)
    page = client.get(at("check", application.pk))
    assert (page.context["missing"], len(page.context["sections"])) == ([], 7)
    sent = client.post(at("submit", application.pk), sent_in(application))
    assert sent["Location"] == at("receipt", application.pk)
    twice = client.post(at("submit", application.pk), sent_in(application))
    assert twice["Location"] == at("receipt", application.pk)
    application.refresh_from_db()
    assert (application.status, application.submissions.count()) == (
        ApplicationStatus.SUBMITTED,
        1,
    )
    receipt = client.get(at("receipt", application.pk))
    assert [
        words in text_of(receipt)
        for words in (application.reference, "KS 2021/0340", "Vi vill ge likvärdig service.")
    ] == [True, True, True]
    early = client.get(at("receipt_pdf", application.pk))
    assert early["Location"] == at("receipt", application.pk)
    assert application.current_submission
    render_receipt(submission_id=application.current_submission.pk)
    pdf = client.get(at("receipt_pdf", application.pk))
    assert (pdf["Content-Type"], pdf.getvalue()[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(application.get_absolute_url()).status_code == 200


def test_a_stale_check_page_is_refused_and_shows_the_answers(
    client: Client, application: Application, applicant: User
) -> None:
    fill_in(application)
    client.force_login(applicant)
    sent = sent_in(application)
    SectionDraft.objects.filter(section="why").update(version=2)
    refused = client.post(at("submit", application.pk), sent)
    assert (refused.status_code, refused.context["versions"]["why"]) == (422, 2)
    assert Message.objects.count() == 0


def test_withdrawing_states_what_follows(
    client: Client, application: Application, applicant: User
) -> None:
    client.force_login(applicant)
    assert client.get(at("withdraw", application.pk)).status_code == 200
    application.refresh_from_db()
    assert application.status == ApplicationStatus.DRAFT
    assert client.post(at("withdraw", application.pk))["Location"] == at("mine")
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN


def test_the_signatory_needs_no_account(
    client: Client, application: Application, applicant: User
) -> None:
    application.terms.asks_signatory = True
    application.terms.save()
    invoice = dataclasses.replace(
        complete_answers(application).invoice,
        signatory=SignatoryAnswer("Direktören", "Kommundirektör", "direktor@lund.example"),
    )
    submission = submit(application, actor=applicant, invoice=invoice)
    link = at("confirm_signature", signature_token(submission.signatory))
    assert client.get(link).status_code == 200
    submission.signatory.refresh_from_db()
    assert submission.signatory.confirmed_at is None
    assert client.post(link)["Location"] == link
    submission.signatory.refresh_from_db()
    assert submission.signatory.confirmed_at is not None
    assert client.get(at("confirm_signature", "fel:aktig")).status_code == 410


def test_the_questions_are_for_everybody(client: Client, cohort: Cohort) -> None:
    word = client.get(at("questions_docx", cohort.slug))
    headings = [
        paragraph.text
        for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs
        if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert len(headings) == 7
    pdf = client.get(at("questions_pdf", cohort.slug))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    hidden = factories.make_cohort(announced_on=None)
    assert client.get(at("questions_pdf", hidden.slug)).status_code == 404


def test_my_applications_shows_my_own_alone(
    client: Client, application: Application, applicant: User, strategist: User
) -> None:
    factories.make_application(cohort=application.cohort)
    client.force_login(applicant)
    assert client.get(at("mine")).context["applications"] == [application]
    client.force_login(strategist)
    empty = client.get(at("mine"))
    assert (empty.context["applications"], list(empty.context["open_cohorts"])) == (
        [],
        [application.cohort],
    )


def test_many_applications_cost_no_more_queries(
    client: Client, applicant: User, django_assert_num_queries: Any
) -> None:
    client.force_login(applicant)
    for count in (1, 29):
        for _number in range(count):
            factories.make_application(owner=applicant)
        with django_assert_num_queries(5):
            client.get(at("mine"))


@pytest.mark.parametrize("name", ["check", "receipt", "receipt_pdf", "withdraw", "colleagues"])
def test_each_page_is_for_those_who_write(
    client: Client,
    application: Application,
    applicant: User,
    stranger: User,
    project_lead: User,
    name: str,
) -> None:
    submit(application, actor=applicant)
    Collaborator.objects.filter(user=stranger).delete()
    statuses = []
    for person in (stranger, project_lead, applicant):
        client.force_login(person)
        statuses.append(client.get(at(name, application.pk)).status_code)
    assert statuses == [404, 403, 302 if name == "receipt_pdf" else 200]
    client.logout()
    assert client.get(at(name, application.pk)).status_code == 302


def test_the_story_shows_what_is_published_and_nothing_else(
    client: Client, application: Application, applicant: User, project_lead: User
) -> None:
    submit(application, actor=applicant)
    application.refresh_from_db()
    CompletionRequest.objects.create(
        application=application,
        sections=["why", "team"],
        message="Skriv mer om varför.",
        due_on=timezone.localdate() + timedelta(days=3),
        requested_by=project_lead,
    )
    factories.make_decision(application, by=project_lead, text="Ingen får veta detta än.")
    waiting = status_of(application)
    assert [part["title"] for part in waiting["completion_parts"]] != []
    assert (waiting["decisions"], len(waiting["completion_parts"])) == ([], 2)
    client.force_login(applicant)
    page = client.get(application.get_absolute_url())
    assert ["Skriv mer om varför." in text_of(page), "Ingen får veta" in text_of(page)] == [
        True,
        False,
    ]
    decision = application.decisions.get()
    decision.status = DecisionStatus.PUBLISHED
    decision.published_at, decision.published_by = timezone.now(), project_lead
    decision.save()
    assert status_of(application)["decisions"] == [decision]
