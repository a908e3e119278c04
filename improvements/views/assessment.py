"""A participant's self-assessment: its occasions, answering alone, agreeing, and the result."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.assessment_list import OwnOccasions
from improvements.assessment_page import AssessmentPage
from improvements.forms.assessment import AgreedAnswersForm, OwnAnswersForm
from improvements.models import AgreedAnswer, Assessment, ChecklistMoment
from improvements.self_assessment import scale
from improvements.services import assessing
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView, ServiceFormView


def crumbs_of(participation: Participation, user: Any, *rest: Any) -> list[dict[str, str]]:
    """From the own round, or SKR's desk, by the participant's work and its self-assessments."""
    first = (_("My round"), reverse("reporting:my_round"))
    if handles_applications(user):
        first = (_("SKR"), reverse("reporting:desk"))
    steps = [
        first,
        (str(participation), reverse("improvements:home", args=[participation.pk])),
        (_("Self-assessment"), reverse("improvements:assessments", args=[participation.pk])),
        *rest,
    ]
    return [{"label": str(label), "url": url} for label, url in steps]


class _AtHome(PermissionView):
    permission = "improvements.see_home"

    def get_permission_object(self) -> Participation:
        found = Participation.objects.visible_to(self.request.user)
        found = found.select_related("cohort", "organisation", "unit", "group")
        return get_object_or_404(found, pk=self.kwargs["pk"])


class Assessments(_AtHome, TemplateView):
    """The occasions of one participant, with what it has answered and what comes next."""

    template_name = "improvements/assessments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation, user = self.permission_object, self.request.user
        is_home = user.has_perm("improvements.work_at_home", participation)
        return super().get_context_data(
            participation=participation,
            page=OwnOccasions(participation, user, today()),
            is_home=is_home,
            may_write=is_home and participation.status == ParticipationStatus.ACTIVE,
            crumbs=crumbs_of(participation, user),
            **kwargs,
        )


class Start(_AtHome):
    """The button beside an occasion that nobody at home has begun."""

    permission = "improvements.work_at_home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        participation = self.permission_object
        try:
            begun = assessing.start_assessment(
                participation=participation,
                kind=request.POST.get("kind", ""),
                number=whole_number(request.POST.get("number")) or 0,
                actor=request.user,
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("improvements:assessments", participation.pk)
        return redirect("improvements:answer_alone", begun.pk)


class AtAssessment(PermissionView):
    """Something about one assessment, which is fetched once."""

    permission = "improvements.see_work"

    def get_permission_object(self) -> Assessment:
        found = Assessment.objects.visible_to(self.request.user).select_related(
            "occasion",
            "edition",
            "agreed_by",
            "participation__cohort",
            "participation__organisation",
            "participation__unit",
            "participation__group",
        )
        return get_object_or_404(found.prefetch_related("edition__moments"), pk=self.kwargs["pk"])

    @property
    def assessment(self) -> Assessment:
        found: Assessment = self.permission_object
        return found

    @property
    def is_active(self) -> bool:
        return bool(self.assessment.participation.status == ParticipationStatus.ACTIVE)

    @cached_property
    def page(self) -> AssessmentPage:
        return AssessmentPage(self.assessment, self.request.user)

    def context(self, *rest: Any) -> dict[str, Any]:
        assessment = self.assessment
        here = (self.page.name, assessment.get_absolute_url())
        return {
            "page": self.page,
            "assessment": assessment,
            "participation": assessment.participation,
            "scale": scale(assessment.edition.highest),
            "crumbs": crumbs_of(assessment.participation, self.request.user, here, *rest),
        }


class AssessmentView(AtAssessment, TemplateView):
    """Until it is agreed: who has answered. Then: the result, and what to talk about."""

    template_name = "improvements/assessment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_write = self.page.is_home and self.is_active
        return super().get_context_data(**self.context(), may_write=may_write, **kwargs)


class _Answers(AtAssessment, ServiceFormView):
    """A form of the moments of one level; what cannot be changed is read on its own page."""

    permission = "improvements.work_at_home"
    form_class: Any
    heading = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.page.is_agreed or not self.is_active:
            return redirect(self.assessment)
        return super().get(request, *args, **kwargs)

    @cached_property
    def level(self) -> str:
        """Of a checklist on two levels one is asked at a time."""
        known = [level for level, _name in self.page.level_names]
        wanted = self.request.GET.get("niva", "")
        return wanted if wanted in known else next(iter(known), "")

    @property
    def next_level(self) -> str:
        known = [level for level, _name in self.page.level_names]
        after = known.index(self.level) + 1 if self.level in known else len(known)
        return known[after] if after < len(known) else ""

    @cached_property
    def moments(self) -> list[ChecklistMoment]:
        return [one for one in self.page.moments if one.level == self.level]

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"moments": self.moments, "highest": self.assessment.edition.highest}
        return super().get_form_kwargs() | own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.context((self.heading, "")),
            level=self.level,
            next_level=self.next_level,
            **kwargs,
        )


class AnswerAlone(_Answers):
    """Everybody by themselves, saved as they go."""

    template_name = "improvements/assessment_alone.html"
    form_class = OwnAnswersForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Answer alone")

    def get_initial(self) -> dict[str, Any]:
        return OwnAnswersForm.initial_of(self.page.own)

    def call_service(self, form: Any) -> int:
        return assessing.save_own_answers(
            assessment=self.assessment, answers=form.answers(), actor=self.request.user
        )

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if self.is_autosave and self.result is not None:
            return self.quietly({"answered": self.result, "of": len(self.page.moments)})
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.is_autosave:
            faults = [fault for faults in form.errors.values() for fault in faults]
            return self.quietly({"not_saved": " ".join(faults)})
        return super().form_invalid(form)

    @property
    def is_autosave(self) -> bool:
        return "HX-Request" in self.request.headers

    def quietly(self, context: dict[str, Any]) -> HttpResponse:
        template = "improvements/parts/assessment_saved.html"
        return self.response_class(self.request, [template], context | {"is_autosave": True})

    def get_success_url(self) -> str:
        left = len(self.page.moments) - self.result
        if self.next_level:
            here = reverse("improvements:answer_alone", args=[self.assessment.pk])
            return f"{here}?niva={self.next_level}"
        said = _("Your answers are saved.")
        if left:
            said += " " + ngettext("%(n)d moment is left.", "%(n)d moments are left.", left) % {
                "n": left
            }
        messages.success(self.request, said)
        return str(self.assessment.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        return super().get_context_data(answered=len(page.own), of=len(page.moments), **kwargs)


class Agree(_Answers):
    """The team's common answers beside what each has said; saved by buttons, and finished."""

    template_name = "improvements/assessment_agree.html"
    form_class = AgreedAnswersForm
    conflicts: tuple[AgreedAnswer, ...] = ()
    was_sent = False  # to the service; what the form itself refuses stands as it was typed

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Agree together")

    def get_initial(self) -> dict[str, Any]:
        return AgreedAnswersForm.initial_of(
            self.moments, self.page.answers, self.assessment.version
        )

    def call_service(self, form: Any) -> Any:
        self.was_sent = True
        saved = assessing.save_agreed_answers(
            assessment=self.assessment,
            answers=form.answers(),
            stamps=form.stamps(),
            seen=form.version,
            actor=self.request.user,
        )
        if "finish" not in self.request.POST:
            return None
        # Where others have saved since the page was shown, they are read before it is finished.
        seen = form.version if saved.has_news else saved.version
        try:
            return assessing.agree_assessment(
                assessment=self.assessment, seen=seen, actor=self.request.user
            )
        except ValidationError as error:
            raise self.on_this_page(error, form) from error

    def on_this_page(self, error: ValidationError, form: Any) -> ValidationError:
        """What is missing on the other level is one sentence, not ten."""
        if not hasattr(error, "error_dict"):
            return error
        faults = error.error_dict
        here = {name: found for name, found in faults.items() if name in form.fields}
        if elsewhere := len(faults) - len(here):
            here[NON_FIELD_ERRORS] = [
                ValidationError(
                    ngettext(
                        "%(n)d moment is left on the other level.",
                        "%(n)d moments are left on the other level.",
                        elsewhere,
                    )
                    % {"n": elsewhere}
                )
            ]
        return ValidationError(here)

    def form_invalid(self, form: Any) -> HttpResponse:
        standing = Assessment.objects.get(pk=self.assessment.pk)
        rows = {row.moment_id: row for row in standing.answers.select_related("moment")}
        self.conflicts = tuple(
            rows[one.pk]
            for one in self.moments
            if form.has_error(f"value-{one.pk}", code="changed_meanwhile") and one.pk in rows
        )
        if self.was_sent:
            form.build_on(rows, standing.version)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        if self.result is not None:
            messages.success(self.request, _("You have agreed."))
            return str(self.assessment.get_absolute_url())
        messages.success(self.request, _("What you have agreed on so far is saved."))
        level = self.next_level if "next" in self.request.POST else self.level
        return f"{reverse('improvements:agree', args=[self.assessment.pk])}?niva={level}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        said = {row.moment.pk: row for level in self.page.levels for row in level.rows}
        rows = [(fields, said[fields.moment.pk]) for fields in form.rows()]
        return super().get_context_data(rows=rows, conflicts=self.conflicts, **kwargs)


class Reopen(AtAssessment):
    permission = "improvements.work_at_home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            assessing.reopen_assessment(assessment=self.assessment, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.assessment)
        messages.success(request, _("The answers are open again. Finish when you have agreed."))
        return redirect("improvements:agree", self.assessment.pk)
