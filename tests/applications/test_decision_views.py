"""Decisions and their publication as pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import (
    AdmissionDecision,
    Application,
    PoliticalDecision,
    PublicationBatch,
    ReasonCode,
)
from applications.services.publishing import publish_batch
from cohorts.models import Cohort
from tests import factories
from tests.applications.review_recipes import day_parts, make_one, post

S = ApplicationStatus


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort(slug="mk", name_sv="Modellkommuner 2027–2028", capacity=12)


@pytest.fixture
def lead(client: Client, project_lead: Any) -> Client:
    client.force_login(project_lead)
    return client


def prepare_url(*applications: Application) -> str:
    query = "&".join(f"application={each.pk}" for each in applications)
    return reverse("applications:decision_prepare", args=["mk"]) + f"?{query}"


def test_many_decisions_are_prepared_with_the_reasons_of_the_codes(
    lead: Client, cohort: Cohort
) -> None:
    lund, osby = make_one(cohort, "Lund"), make_one(cohort, "Osby")
    code = ReasonCode.objects.create(
        code="fullt", outcome=Outcome.DECLINED, label="Fullt", paragraph="Alla platser är tagna."
    )
    typed = {"outcome": "declined", "reasons": [code.pk], "text": ""}
    proposed = lead.post(prepare_url(lund, osby), typed | {"propose": "1"})
    assert proposed.context["form"]["text"].value() == "Alla platser är tagna."
    assert AdmissionDecision.objects.count() == 0
    assert lead.post(prepare_url(lund, osby), typed).status_code == 422
    saved = lead.post(prepare_url(lund, osby), typed | {"text": "Alla platser är tagna."})
    assert saved["Location"] == reverse("applications:decision_overview", args=["mk"])
    made = AdmissionDecision.objects.order_by("pk")
    assert [(d.outcome, d.text, list(d.reasons.all())) for d in made] == [
        (Outcome.DECLINED, "Alla platser är tagna.", [code])
    ] * 2


def test_a_planned_decision_proposes_a_condition(lead: Client, cohort: Cohort) -> None:
    lund = make_one(cohort, "Lund")
    planned = timezone.localdate() + timedelta(days=40)
    PoliticalDecision.objects.create(
        submission=lund.current_submission,
        is_taken=False,
        body="council",
        decided_on=planned,
        decided_year=planned.year,
        kind="council",
    )
    page = lead.get(prepare_url(lund))
    assert page.context["form"]["outcome"].value() == Outcome.CONDITIONAL
    ((_application, conditions),) = page.context["conditions"]
    assert conditions[0]["due_on"].value() == planned
    prefix = f"condition-{lund.pk}-0"
    typed = {
        "outcome": "conditional",
        "text": "",
        f"{prefix}-kind": "political_decision",
        f"{prefix}-text": "Fullmäktige beslutar.",
        **day_parts(f"{prefix}-due_on", planned),
        f"condition-{lund.pk}-1-kind": "other",
    }
    assert lead.post(prepare_url(lund), typed).status_code == 302
    (condition,) = AdmissionDecision.objects.get().conditions.all()
    assert (condition.kind, condition.text, condition.due_on) == (
        "political_decision",
        "Fullmäktige beslutar.",
        planned,
    )


def test_a_condition_without_a_day_is_refused_and_kept(lead: Client, cohort: Cohort) -> None:
    lund = make_one(cohort, "Lund")
    typed = {
        "outcome": "conditional",
        "text": "",
        f"condition-{lund.pk}-0-kind": "other",
        f"condition-{lund.pk}-0-text": "Namnge en politiker.",
    }
    refused = lead.post(prepare_url(lund), typed)
    ((_application, conditions),) = refused.context["conditions"]
    assert (refused.status_code, list(conditions[0].errors)) == (422, ["due_on"])
    assert conditions[0]["text"].value() == "Namnge en politiker."
    assert AdmissionDecision.objects.count() == 0


def test_an_undecidable_application_is_named(lead: Client, cohort: Cohort) -> None:
    lund = make_one(cohort, "Lund")
    osby = make_one(cohort, "Osby", status=S.COMPLETION_REQUESTED)
    refused = lead.post(prepare_url(lund, osby), {"outcome": "admitted", "text": "Ja."})
    (error,) = refused.context["form"].non_field_errors()
    assert (refused.status_code, "Osby" in error) == (422, True)
    assert AdmissionDecision.objects.count() == 0


def test_the_overview_counts_and_discards(lead: Client, cohort: Cohort, project_lead: Any) -> None:
    decisions = [
        factories.make_decision(make_one(cohort, name), by=project_lead, outcome=outcome)
        for name, outcome in [("Lund", "admitted"), ("Osby", "declined"), ("Ystad", "admitted")]
    ]
    url = reverse("applications:decision_overview", args=["mk"])
    page = lead.get(url)
    assert [len(rows) for _label, rows in page.context["groups"]] == [2, 1]
    assert page.context["capacity"].prepared == 2
    assert (
        lead.get(reverse("applications:decision_letter", args=[decisions[0].pk])).status_code == 200
    )
    assert post(lead, "decision_discard", decisions[0].pk)["Location"] == url
    decisions[0].refresh_from_db()
    assert decisions[0].status == DecisionStatus.DISCARDED


def test_publishing_states_its_consequences_and_shows_how_far_it_is(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    lund = make_one(cohort, "Lund")
    decision = factories.make_decision(lund, by=project_lead)
    url = reverse("applications:decision_publish", args=["mk"])
    page = lead.get(url)
    # Whoever writes it, and the three of the team.
    assert (page.context["count"], page.context["receiver_count"]) == (1, 4)
    started = lead.post(url, {"decision": [decision.pk]})
    batch = PublicationBatch.objects.get()
    progress = reverse("applications:publication", args=[batch.pk])
    assert started["Location"] == progress
    waiting = lead.get(progress)
    assert (waiting.context["handled"], waiting.context["is_done"]) == (0, False)
    publish_batch(batch_id=batch.pk)
    part = lead.get(progress, headers={"HX-Request": "true"})
    # The letter is still to be made.
    assert (part.status_code, part.context["published"], part.context["letters"]) == (200, 1, 0)
    assert part.content.decode().count("<html") == 0


def test_only_what_was_on_the_page_is_published(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    lund = factories.make_decision(make_one(cohort, "Lund"), by=project_lead)
    osby = factories.make_decision(make_one(cohort, "Osby"), by=project_lead)
    url = reverse("applications:decision_publish", args=["mk"])
    lead.post(url, {"decision": [lund.pk]})
    osby.refresh_from_db()
    assert osby.batch_id is None
    nothing = lead.post(url, {})
    assert nothing["Location"] == reverse("applications:decision_overview", args=["mk"])
    assert PublicationBatch.objects.count() == 1


def test_a_failed_publication_names_the_reason_and_stops_asking(
    lead: Client, cohort: Cohort, project_lead: Any
) -> None:
    batch = PublicationBatch.objects.create(cohort=cohort, requested_by=project_lead)
    factories.make_decision(
        make_one(cohort, "Lund"),
        by=project_lead,
        batch=batch,
        publication_error="Kommunen deltar redan.",
    )
    url = reverse("applications:publication", args=[batch.pk])
    part = lead.get(url, headers={"HX-Request": "true"})
    assert (part.status_code, part.context["is_done"]) == (286, True)
    assert [each.publication_error for each in part.context["failed"]] == ["Kommunen deltar redan."]
    assert lead.get(url).status_code == 200


def test_a_condition_is_met_from_the_page(lead: Client, cohort: Cohort, project_lead: Any) -> None:
    lund = make_one(cohort, "Lund", status=S.ADMITTED_CONDITIONALLY)
    decision = factories.make_decision(
        lund,
        by=project_lead,
        outcome=Outcome.CONDITIONAL,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=project_lead,
    )
    today = timezone.localdate()
    condition = decision.conditions.create(kind="other", text="Mer", due_on=today)
    prefix = f"condition-{condition.pk}-met_on"
    ahead = post(
        lead, "condition_met", condition.pk, **day_parts(prefix, today + timedelta(days=1))
    )
    assert ahead.status_code == 422
    assert post(lead, "condition_met", condition.pk, **day_parts(prefix, today)).status_code == 302
    condition.refresh_from_db()
    assert condition.met_on == today
