"""One application as SKR reads it, with everything that can be done with it."""

from typing import Any

from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from applications.audit import trail_of
from applications.changes import compare
from applications.enums import DECIDABLE, LIVE, DecisionStatus, VerdictOutcome
from applications.forms.review import (
    SECTIONS,
    CompletionForm,
    HandOverForm,
    LateEntryForm,
    MetConditionForm,
    NoteForm,
    ScoreForm,
    VerdictForm,
)
from applications.models import Application
from applications.review_list import GLYPHS, remembered_list, short_name, state_in_words
from applications.scoring import mean, weighted_mean
from applications.services.starting import other_running_rounds
from applications.services.states import application_flow
from cohorts.models import CemrSignature
from modellkonceptet.civil_dates import today
from modellkonceptet.views import PermissionView


class OfApplication(PermissionView):
    """A page about one application, as SKR sees it."""

    def get_permission_object(self) -> Application:
        applications = Application.objects.visible_to(self.request.user).select_related(
            "cohort", "organisation", "unit", "terms", "current_submission"
        )
        return get_object_or_404(applications, pk=self.kwargs["pk"])

    @property
    def application(self) -> Application:
        found: Application = self.permission_object
        return found


class ReviewPage(OfApplication, TemplateView):
    permission = "applications.see_review"
    template_name = "applications/review_application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = review_context(self.application, self.request.user)
        return super().get_context_data(**context, **kwargs)


def review_context(
    application: Application, user: Any, bound: dict[str, BaseForm] | None = None
) -> dict[str, Any]:
    """Everything on the page; `bound` holds a form that was refused, under its name."""
    bound = bound or {}
    refused = next(iter(bound.values()), None)
    return {
        "application": application,
        "cohort": application.cohort,
        "short_name": short_name(application),
        "organisation": application.organisation,
        "crumbs": _crumbs(application),
        "actions": set(application_flow.available(application, user)),
        "refused": refused,
        **_place_in_list(application, user),
        **_verdicts(application, bound),
        **_answers(application),
        **_people(application, bound),
        **_completion(application, bound),
        **_scores(application, user, bound),
        **_decisions(application, bound),
        **_facts(application),
        "notes": application.notes.select_related("author"),
        "note_form": bound.get("note") or NoteForm(prefix="note"),
        "trail": trail_of(application),
        "decidable": application.status in DECIDABLE,
        "may_decide": user.has_perm("applications.prepare_decision", application),
        "may_hand_over": user.has_perm("applications.hand_over_application", application),
    }


def _crumbs(application: Application) -> list[dict[str, str]]:
    slug = application.cohort.slug
    return [
        {"label": _("SKR"), "url": reverse("reporting:desk")},
        {
            "label": application.cohort.name,
            "url": reverse("applications:review_list", args=[slug]),
        },
        {"label": short_name(application), "url": ""},
    ]


def _place_in_list(application: Application, user: Any) -> dict[str, Any]:
    """Where the application stands in the list as the person last saw it."""
    listed = remembered_list(application.cohort, user)
    ids = list(listed.applications().values_list("pk", flat=True))
    prepared = application.decisions.prepared().values_list("outcome", flat=True).first()
    here = {"state": state_in_words(application.status, prepared), "list_length": len(ids)}
    if application.pk not in ids:
        return here
    place = ids.index(application.pk)
    return here | {
        "list_place": place + 1,
        "previous_pk": ids[place - 1] if place else None,
        "next_pk": ids[place + 1] if place + 1 < len(ids) else None,
    }


def _verdicts(application: Application, bound: dict[str, BaseForm]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for verdict in application.verdicts.select_related("criterion", "decided_by"):
        form = bound.get(f"verdict-{verdict.pk}")
        rows.append(
            {
                "verdict": verdict,
                "glyph": GLYPHS[VerdictOutcome(verdict.outcome)],
                "is_wrong": verdict.outcome == VerdictOutcome.NOT_MET,
                "is_open": form is not None,
                "form": form
                or VerdictForm(
                    prefix=f"verdict-{verdict.pk}",
                    initial={"outcome": verdict.outcome, "reason": verdict.reason},
                ),
            }
        )
    unmet = [row for row in rows if row["verdict"].outcome == VerdictOutcome.NOT_MET]
    open_ = [row for row in rows if row["verdict"].outcome == VerdictOutcome.TO_CHECK]
    return {"verdicts": rows, "unmet_count": len(unmet), "unchecked_count": len(open_)}


def _answers(application: Application) -> dict[str, Any]:
    submissions = list(application.submissions.select_related("submitted_by").order_by("number"))
    if not submissions:
        return {"submissions": [], "sections": []}
    current = next(
        (one for one in submissions if one.pk == application.current_submission_id),
        submissions[-1],
    )
    earlier = [one for one in submissions if one.number < current.number]
    sections = compare(current.answers, earlier[-1].answers if earlier else None)
    return {
        "submission": current,
        "submissions": submissions,
        "sections": sections,
        "changed": [section for section in sections if section.has_changed],
        "earlier_submissions": [
            {"submission": one, "sections": compare(one.answers, None)} for one in earlier[::-1]
        ],
        "team": current.team.all(),
        "signatory": getattr(current, "signatory", None),
    }


def _people(application: Application, bound: dict[str, BaseForm]) -> dict[str, Any]:
    return {
        "collaborators": application.collaborators.select_related("user"),
        "access_requests": application.access_requests.filter(
            answered_at__isnull=True
        ).select_related("user"),
        "hand_over_form": bound.get("hand-over") or HandOverForm(prefix="hand-over"),
        "documents": application.documents.filter(removed_at__isnull=True).select_related("file"),
    }


def _completion(application: Application, bound: dict[str, BaseForm]) -> dict[str, Any]:
    names = dict(SECTIONS)
    requests: list[Any] = list(application.completion_requests.select_related("requested_by"))
    for request in requests:
        request.section_names = [names.get(key, key) for key in request.sections]
    late = application.cohort.late_entries.filter(organisation=application.organisation).first()
    return {
        "completions": requests,
        "open_completion": next((one for one in requests if one.closed_at is None), None),
        "completion_form": bound.get("completion") or CompletionForm(prefix="completion"),
        "late_entry": late,
        "late_form": bound.get("late") or LateEntryForm(prefix="late"),
        "late_is_possible": bool(
            application.status in LIVE
            and application.cohort.closes_on
            and application.cohort.closes_on < today()
        ),
    }


def _scores(application: Application, user: Any, bound: dict[str, BaseForm]) -> dict[str, Any]:
    criteria = list(application.cohort.scoring_criteria.all())
    if not criteria:
        return {"scoring": []}
    scores = list(application.scores.select_related("reviewer"))
    mine = {score.criterion_id: score for score in scores if score.reviewer_id == user.pk}
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    return {
        "scoring": [
            {
                "criterion": criterion,
                "scores": [score for score in scores if score.criterion_id == criterion.pk],
                "mean": mean(s.points for s in scores if s.criterion_id == criterion.pk),
            }
            for criterion in criteria
        ],
        "weighted_mean": weighted_mean([(s.criterion_id, s.points) for s in scores], weights),
        "reviewer_count": len({score.reviewer_id for score in scores}),
        "score_form": bound.get("score") or ScoreForm(prefix="score", criteria=criteria, mine=mine),
    }


def _decisions(application: Application, bound: dict[str, BaseForm]) -> dict[str, Any]:
    decisions = list(
        application.decisions.select_related("prepared_by", "published_by")
        .prefetch_related("conditions", "reasons")
        .order_by("-number")
    )
    for decision in decisions:
        decision.application = application
    in_force = next((one for one in decisions if one.status == DecisionStatus.PUBLISHED), None)
    awaited = [
        {
            "condition": condition,
            "form": bound.get(f"condition-{condition.pk}")
            or MetConditionForm(prefix=f"condition-{condition.pk}", initial={"met_on": today()}),
        }
        for condition in (in_force.conditions.all() if in_force else ())
        if condition.met_on is None
    ]
    return {
        "decisions": decisions,
        "prepared": next((one for one in decisions if one.status == DecisionStatus.PREPARED), None),
        "in_force": in_force,
        "awaited_conditions": awaited,
    }


def _facts(application: Application) -> dict[str, Any]:
    organisation = application.organisation
    return {
        "cemr": CemrSignature.objects.filter(organisation=organisation).first(),
        "earlier_participations": organisation.participations.exclude(
            cohort=application.cohort
        ).select_related("cohort", "unit"),
        "other_rounds": other_running_rounds(application.cohort, organisation),
        "other_applications": Application.objects.holding_place()
        .filter(organisation=organisation, cohort__is_historical=False)
        .exclude(cohort=application.cohort)
        .exclude(cohort__completed_on__lte=today())
        .select_related("cohort"),
    }
