"""Who sees SKR's pages, and what is done on the page of one application."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus, Outcome
from applications.models import (
    Application,
    Collaborator,
    CompletionRequest,
    InternalNote,
    PublicationBatch,
    Score,
    ScoringCriterion,
)
from cohorts.models import Cohort
from tests import factories
from tests.applications.review_recipes import day_parts, list_url, make_one, post

S = ApplicationStatus


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort(slug="mk", name_sv="Modellkommuner 2027–2028", capacity=12)


@pytest.fixture
def lead(client: Client, project_lead: Any) -> Client:
    client.force_login(project_lead)
    return client


@pytest.mark.parametrize("role", ["finance", "evaluator", "applicant", "stranger"])
def test_others_than_reviewers_get_none_of_the_pages(
    client: Client, cohort: Cohort, role: str, request: pytest.FixtureRequest, project_lead: Any
) -> None:
    application = make_one(cohort, "Lund")
    user = request.getfixturevalue(role)
    application.collaborators.create(user=user)
    decision = factories.make_decision(application, by=project_lead)
    batch = PublicationBatch.objects.create(cohort=cohort, requested_by=project_lead)
    client.force_login(user)
    round_pages = [
        "review_list",
        "decision_overview",
        "decision_prepare",
        "decision_publish",
        "review_completions",
    ]
    urls = [reverse(f"applications:{name}", args=["mk"]) for name in round_pages]
    urls += [
        reverse("applications:review_export", args=["mk", "csv"]),
        reverse("applications:review", args=[application.pk]),
        reverse("applications:decision_letter", args=[decision.pk]),
        reverse("applications:publication", args=[batch.pk]),
    ]
    assert {client.get(url).status_code for url in urls} <= {403, 404}


def test_a_reviewer_reviews_but_does_not_decide(
    client: Client, cohort: Cohort, reviewer: Any
) -> None:
    application = make_one(cohort, "Lund")
    client.force_login(reviewer)
    assert client.get(list_url(cohort)).status_code == 200
    assert client.get(reverse("applications:review", args=[application.pk])).status_code == 200
    for name in ("decision_overview", "decision_prepare", "decision_publish"):
        assert client.get(reverse(f"applications:{name}", args=["mk"])).status_code == 403


def test_the_review_page_shows_its_place_and_neighbours(lead: Client, cohort: Cohort) -> None:
    for name in ("Arboga", "Lund", "Ystad"):
        made = make_one(cohort, name)
        if name == "Lund":
            lund = made
    page = lead.get(reverse("applications:review", args=[lund.pk]))
    place = {key: page.context[key] for key in ("list_place", "list_length")}
    assert place == {"list_place": 2, "list_length": 3}
    lead.get(list_url(cohort, "?sort=-name"))
    page = lead.get(reverse("applications:review", args=[lund.pk]))
    ystad = Application.objects.get(organisation__name="Ystad")
    assert page.context["previous_pk"] == ystad.pk


def test_an_application_outside_the_filter_says_so(lead: Client, cohort: Cohort) -> None:
    lund = make_one(cohort, "Lund")
    lead.get(list_url(cohort, "?status=reviewed"))
    page = lead.get(reverse("applications:review", args=[lund.pk]))
    assert ("list_place" in page.context, page.context["list_length"]) == (False, 0)


def test_everything_on_the_page_of_a_full_application(
    lead: Client, cohort: Cohort, project_lead: Any, reviewer: Any
) -> None:
    lund = make_one(cohort, "Lund")
    factories.make_submission(lund, by=lund.created_by)
    ScoringCriterion.objects.create(cohort=cohort, name_sv="Idé")
    InternalNote.objects.create(application=lund, text="Ring.", author=reviewer)
    factories.make_decision(lund, by=project_lead)
    Application.objects.filter(pk=lund.pk).update(is_flagged=True)
    other = factories.make_application(
        cohort=factories.make_cohort(), organisation=lund.organisation
    )
    page = lead.get(reverse("applications:review", args=[lund.pk]))
    assert page.status_code == 200
    assert [one.pk for one in page.context["other_applications"]] == [other.pk]
    assert page.context["prepared"].outcome == Outcome.ADMITTED
    assert [note.text for note in page.context["notes"]] == ["Ring."]


@pytest.mark.parametrize("status", list(S))
def test_the_page_opens_in_every_state(lead: Client, cohort: Cohort, status: str) -> None:
    made = make_one(cohort, "Lund", status=status)
    assert lead.get(reverse("applications:review", args=[made.pk])).status_code == 200


def test_a_verdict_is_changed_and_a_refusal_keeps_what_was_typed(
    lead: Client, cohort: Cohort
) -> None:
    lund = make_one(cohort, "Lund")
    verdict = lund.verdicts.get(criterion__key="political_decision")
    prefix = f"verdict-{verdict.pk}"
    typed = {f"{prefix}-outcome": "not_met", f"{prefix}-reason": ""}
    refused = post(lead, "review_verdict", lund.pk, verdict.pk, **typed)
    assert refused.status_code == 422
    row = refused.context["verdicts"][0]
    assert (row["is_open"], row["form"]["outcome"].value()) == (True, "not_met")
    saved = post(
        lead, "review_verdict", lund.pk, verdict.pk, **typed | {f"{prefix}-reason": "Saknas."}
    )
    verdict.refresh_from_db()
    assert (saved.status_code, verdict.outcome, verdict.reason) == (302, "not_met", "Saknas.")


def test_a_verdict_of_another_application_is_not_found(lead: Client, cohort: Cohort) -> None:
    lund, osby = make_one(cohort, "Lund"), make_one(cohort, "Osby")
    assert (
        post(
            lead, "review_verdict", lund.pk, osby.verdicts.get(criterion__key="team").pk
        ).status_code
        == 404
    )


def test_the_buttons_of_the_page_do_what_they_say(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    lund = make_one(cohort, "Lund")
    criterion = ScoringCriterion.objects.create(cohort=cohort, name_sv="Idé")
    due = timezone.localdate() + timedelta(days=9)
    assert post(lead, "review_mark", lund.pk).status_code == 302
    assert post(lead, "review_reopen", lund.pk).status_code == 302
    assert post(lead, "review_note", lund.pk, **{"note-text": "Ring."}).status_code == 302
    points = {f"score-points_{criterion.pk}": "3", f"score-comment_{criterion.pk}": "Bra"}
    assert post(lead, "review_score", lund.pk, **points).status_code == 302
    asked = {
        "completion-sections": ["team"],
        "completion-message": "Mer.",
        **day_parts("completion-due_on", due),
    }
    assert post(lead, "review_completion", lund.pk, **asked).status_code == 302
    assert CompletionRequest.objects.get().due_on == due
    assert post(lead, "review_completion_cancel", lund.pk).status_code == 302
    lund.refresh_from_db()
    assert (lund.status, Score.objects.get().points) == (S.SUBMITTED, 3)
    again = post(lead, "review_reopen", lund.pk)
    assert again.status_code == 422


def test_a_flagged_sender_is_accepted_and_an_application_handed_over(
    lead: Client, cohort: Cohort
) -> None:
    lund = make_one(cohort, "Lund", status=S.DRAFT)
    Application.objects.filter(pk=lund.pk).update(is_flagged=True, holds_place=False)
    assert post(lead, "review_accept_sender", lund.pk).status_code == 302
    lund.refresh_from_db()
    assert (lund.is_flagged, lund.holds_place) == (False, True)
    refused = post(lead, "review_hand_over", lund.pk, **{"hand-over-email": "okand@lund.example"})
    assert refused.status_code == 422
    factories.make_user("ny@lund.example")
    assert (
        post(
            lead, "review_hand_over", lund.pk, **{"hand-over-email": "ny@lund.example"}
        ).status_code
        == 302
    )
    assert Collaborator.objects.get(is_owner=True).user.email == "ny@lund.example"


def test_somebody_is_let_in(lead: Client, cohort: Cohort) -> None:
    lund = make_one(cohort, "Lund", status=S.DRAFT)
    asked = lund.access_requests.create(user=factories.make_user())
    assert post(lead, "review_access", lund.pk, asked.pk, answer="yes").status_code == 302
    asked.refresh_from_db()
    assert asked.granted is True


def test_the_round_is_opened_late_from_the_page(lead: Client) -> None:
    today = timezone.localdate()
    closed = factories.make_cohort(closes_on=today - timedelta(days=1))
    lund = make_one(closed, "Lund", status=S.DRAFT)
    typed = {"late-reason": "Sjuk", **day_parts("late-until", today + timedelta(days=3))}
    assert post(lead, "review_late_entry", lund.pk, **typed).status_code == 302
    assert closed.late_entries.get().reason == "Sjuk"


def test_a_request_to_several_goes_out_or_says_why_not(lead: Client, cohort: Cohort) -> None:
    lund, osby = make_one(cohort, "Lund"), make_one(cohort, "Osby")
    url = reverse("applications:review_completions", args=["mk"])
    chosen = f"?application={lund.pk}&application={osby.pk}"
    assert lead.get(url + chosen).status_code == 200
    typed = {
        "completion-sections": ["team"],
        "completion-message": "Mer.",
        **day_parts("completion-due_on", timezone.localdate() + timedelta(days=9)),
    }
    assert lead.post(url + chosen, typed).status_code == 302
    assert lead.post(url + chosen, typed).status_code == 422
    assert CompletionRequest.objects.count() == 2
