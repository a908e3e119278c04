"""What SKR does with an application from its page: one form, one service each."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.forms.review import (
    CompletionForm,
    HandOverForm,
    LateEntryForm,
    NoteForm,
    ScoreForm,
    VerdictForm,
)
from applications.models import AccessRequest, Application, Verdict
from applications.services import reviewing, starting
from applications.views.review import OfApplication, review_context
from applications.views.review_list import OfCohort
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import ServiceFormView


class ReviewAction(OfApplication, ServiceFormView):
    """A refusal shows the whole page again, with what was typed. `form_name` is its prefix."""

    template_name = "applications/review_application.html"
    permission = "applications.review_application"
    form_class: Any = Form
    form_name = ""
    anchor = ""
    done: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.get_success_url())

    def get_prefix(self) -> str:
        return self.form_name

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302 and self.done:
            messages.success(self.request, self.done)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound: dict[str, BaseForm] = {self.get_prefix(): kwargs["form"]}
        return review_context(self.application, self.request.user, bound)

    def get_success_url(self) -> str:
        url = reverse("applications:review", args=[self.application.pk])
        return f"{url}#{self.anchor}" if self.anchor else url


class DecideVerdict(ReviewAction):
    form_class = VerdictForm
    anchor = "verdicts"
    done = gettext_lazy("The verdict is saved.")

    @cached_property
    def verdict(self) -> Verdict:
        verdicts = Verdict.objects.visible_to(self.request.user).filter(
            application=self.application
        )
        return get_object_or_404(verdicts, pk=self.kwargs["verdict_pk"])

    def get_prefix(self) -> str:
        return f"verdict-{self.verdict.pk}"

    def call_service(self, form: Any) -> Any:
        return reviewing.decide_verdict(
            verdict=self.verdict, actor=self.request.user, **form.cleaned_data
        )


class MarkReviewed(ReviewAction):
    done = gettext_lazy("The application is marked as checked.")

    def call_service(self, form: Any) -> Any:
        return reviewing.mark_reviewed(application=self.application, actor=self.request.user)


class ReopenReview(ReviewAction):
    done = gettext_lazy("The application is open for checking again.")

    def call_service(self, form: Any) -> Any:
        return reviewing.reopen_review(application=self.application, actor=self.request.user)


class RequestCompletion(ReviewAction):
    form_class = CompletionForm
    form_name = anchor = "completion"
    done = gettext_lazy("The request is on its way to everybody who writes the application.")

    def call_service(self, form: Any) -> Any:
        return reviewing.request_completion(
            application=self.application, actor=self.request.user, **form.cleaned_data
        )


class CancelCompletion(ReviewAction):
    anchor = "completion"
    done = gettext_lazy("The request is taken back, and the applicant has been told.")

    def call_service(self, form: Any) -> Any:
        return reviewing.cancel_completion(application=self.application, actor=self.request.user)


class WriteNote(ReviewAction):
    form_class = NoteForm
    form_name = "note"
    anchor = "notes"

    def call_service(self, form: Any) -> Any:
        return reviewing.write_note(
            application=self.application, text=form.cleaned_data["text"], actor=self.request.user
        )


class ScoreApplication(ReviewAction):
    permission = "applications.score_application"
    form_class = ScoreForm
    form_name = "score"
    anchor = "scoring"
    done = gettext_lazy("Your points are saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        criteria = self.application.cohort.scoring_criteria.all()
        return super().get_form_kwargs() | {"criteria": criteria}

    def call_service(self, form: Any) -> Any:
        return reviewing.score_application(
            application=self.application,
            points=form.points,
            comments=form.comments,
            actor=self.request.user,
        )


class AcceptSender(ReviewAction):
    permission = "applications.hand_over_application"
    done = gettext_lazy("The sender is accepted. The application holds the organisation's place.")

    def call_service(self, form: Any) -> Any:
        return starting.accept_sender(application=self.application, actor=self.request.user)


class AnswerAccess(ReviewAction):
    permission = "applications.hand_over_application"
    anchor = "people"
    done = gettext_lazy("The person has been told.")

    def call_service(self, form: Any) -> Any:
        asked = AccessRequest.objects.visible_to(self.request.user).filter(
            application=self.application
        )
        return starting.answer_access(
            request=get_object_or_404(asked, pk=self.kwargs["request_pk"]),
            granted=self.request.POST.get("answer") == "yes",
            actor=self.request.user,
        )


class HandOver(ReviewAction):
    permission = "applications.hand_over_application"
    form_class = HandOverForm
    form_name = "hand-over"
    anchor = "people"
    done = gettext_lazy("The application is handed over, and the person has been told.")

    def call_service(self, form: Any) -> Any:
        return starting.hand_over(
            application=self.application, to=form.person, actor=self.request.user
        )


class OpenLateEntry(ReviewAction):
    permission = "applications.open_late_entry"
    form_class = LateEntryForm
    form_name = "late"
    anchor = "completion"
    done = gettext_lazy("The round is open for the organisation until the day you chose.")

    def call_service(self, form: Any) -> Any:
        return reviewing.open_late_entry(
            cohort=self.application.cohort,
            organisation=self.application.organisation,
            actor=self.request.user,
            **form.cleaned_data,
        )


class OfSelection(OfCohort):
    """A page about the marked applications of a round, given as ?application=1&application=2."""

    @cached_property
    def applications(self) -> list[Application]:
        sent = self.request.GET.getlist("application")
        chosen = [number for pk in sent if (number := whole_number(pk)) is not None]
        found = (
            Application.objects.visible_to(self.request.user)
            .filter(cohort=self.cohort, pk__in=chosen)
            .select_related(
                "organisation",
                "unit",
                "cohort",
                "current_submission__political_decision",
                "current_submission__decision_to_apply",
            )
        )
        return list(found)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.applications:
            messages.warning(request, _("Mark at least one application."))
            return HttpResponseRedirect(self.list_url)
        return super().get(request, *args, **kwargs)  # type: ignore[misc,no-any-return]

    @property
    def list_url(self) -> str:
        return reverse("applications:review_list", args=[self.cohort.slug])


class RequestCompletions(OfSelection, ServiceFormView):
    """The same request for completion to every marked application."""

    permission = "applications.review_application"
    template_name = "applications/review_completions.html"
    form_class = CompletionForm
    prefix = "completion"

    def call_service(self, form: Any) -> Any:
        return reviewing.request_completions(
            applications=self.applications, actor=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        count = len(self.result)
        messages.success(
            self.request,
            ngettext(
                "%(count)d request for completion is on its way.",
                "%(count)d requests for completion are on their way.",
                count,
            )
            % {"count": count},
        )
        return self.list_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            applications=self.applications,
            crumbs=self.crumbs((_("Request completion"), "")),
            list_url=self.list_url,
            **kwargs,
        )
