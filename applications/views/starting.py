"""My applications, starting one, and asking to be let in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from applications.enums import LIVE, ApplicationStatus
from applications.forms.starting import AskAccessForm, StartForm
from applications.models import AccessRequest, Application
from applications.services import starting
from cohorts.models import Cohort, Organisation, Unit
from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_text import clean_text
from modellkonceptet.views import PermissionView

MOST_FOUND = 10
FEWEST_LETTERS = 2


class MyApplicationsView(PermissionView, TemplateView):
    """Everything that the signed-in person writes, and the open rounds."""

    permission = "applications.start_application"
    template_name = "applications/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        applications = list(
            Application.objects.visible_to(user)
            .filter(collaborators__user=user)
            .select_related("cohort", "organisation", "unit")
            .order_by("-created_at")
        )
        context = super().get_context_data(**kwargs)
        context["applications"] = applications
        context["headline"] = _headline(applications)
        context["asked"] = AccessRequest.objects.filter(
            user=user, answered_at__isnull=True
        ).select_related("application__cohort", "application__organisation", "application__unit")
        context["open_cohorts"] = Cohort.objects.visible_to(user).open_on(today())
        return context


class StartView(PermissionView, TemplateView):
    """One page from the search for the organisation to the first step of the application."""

    permission = "applications.start_application"
    template_name = "applications/start.html"

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(
            Cohort.objects.visible_to(self.request.user), slug=self.kwargs["slug"]
        )

    def get_permission_object(self) -> Cohort:
        return self.cohort

    @cached_property
    def organisation(self) -> Organisation | None:
        number = self.request.POST.get("organisation") or self.request.GET.get("organisation") or ""
        if not number:
            return None
        return get_object_or_404(
            Organisation.objects.visible_to(self.request.user), pk=_known_number(number)
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.organisation is None:
            return redirect("applications:start", self.cohort.slug)
        form = StartForm(request.POST, organisation=self.organisation)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            application = starting.start_application(
                cohort=self.cohort,
                organisation=self.organisation,
                unit=form.chosen_unit,
                new_unit=form.new_unit,
                actor=request.user,
            )
        except ValidationError as error:
            context = self.get_context_data(form=form, refusal=error, unit=form.chosen_unit)
            return self.render_to_response(context, status=422)
        return redirect(application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["cohort"] = self.cohort
        context["organisation"] = self.organisation
        context["is_open"] = self.cohort.is_open(today())
        if self.organisation is None:
            query = _typed_query(self.request)
            context["query"] = query
            context["found"] = find(query)
            context["searched"] = len(query) >= FEWEST_LETTERS
            user: Any = self.request.user
            context["suggested"] = Organisation.objects.with_mail_domain(
                user.mail_domain
            ).distinct()
            return context
        return {**context, **_choices(self.cohort, self.organisation, self.request.user, context)}


class FindOrganisationView(PermissionView):
    """The organisations that match what has been typed so far."""

    permission = "applications.start_application"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)
        query = _typed_query(request)
        context = {
            "cohort": cohort,
            "found": find(query),
            "query": query,
            "searched": len(query) >= FEWEST_LETTERS,
        }
        return render(request, "applications/_found.html", context)


class AskAccessView(PermissionView):
    """Ask those who write to be let in, without seeing who they are."""

    permission = "applications.start_application"

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)
        organisation = get_object_or_404(
            Organisation.objects.visible_to(request.user),
            pk=_known_number(request.POST.get("organisation")),
        )
        unit = None
        if request.POST.get("unit"):
            unit = get_object_or_404(
                Unit.objects.visible_to(request.user),
                pk=_known_number(request.POST.get("unit")),
                organisation=organisation,
            )
        form = AskAccessForm(request.POST)
        back = f"{reverse('applications:start', args=[slug])}?organisation={organisation.pk}"
        if not form.is_valid():
            messages.error(request, form.errors.get_json_data()["message"][0]["message"])
            return redirect(back)
        try:
            starting.ask_access(
                cohort=cohort,
                organisation=organisation,
                unit=unit,
                message=form.cleaned_data["message"],
                actor=request.user,
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(back)
        messages.success(
            request, _("Your question is sent. You get a mail as soon as somebody has answered.")
        )
        return redirect("applications:mine")


def find(query: str) -> list[Organisation]:
    """The best matches; nothing before two letters are typed."""
    if len(query) < FEWEST_LETTERS:
        return []
    return list(Organisation.objects.matching(query[:100])[:MOST_FOUND])


def _typed_query(request: HttpRequest) -> str:
    """What is searched for, without what cannot be seen."""
    return clean_text(request.GET.get("q", ""), multiline=False)


def _known_number(sent: str | None) -> int:
    number = whole_number(sent)
    if number is None:
        raise Http404
    return number


def _choices(
    cohort: Cohort, organisation: Organisation, user: Any, given: dict[str, Any]
) -> dict[str, Any]:
    """What the page says once the organisation is chosen."""
    refusal: ValidationError | None = given.get("refusal")
    terms = None
    try:
        starting.refuse_closed(cohort, organisation)
        terms = starting.terms_for(cohort, organisation)
    except ValidationError as error:
        refusal = error
    own = (
        Application.objects.visible_to(user)
        .live()
        .filter(cohort=cohort, organisation=organisation, collaborators__user=user)
        .select_related("organisation", "unit")
    )
    taken = starting.find_holder(cohort, organisation, given.get("unit")) is not None
    return {
        "terms": terms,
        "refusal": refusal,
        "own": list(own),
        "taken": taken and not own,
        "asks_unit": bool(terms and terms.asks_unit),
        "form": given.get("form") or StartForm(organisation=organisation),
        "ask_form": AskAccessForm(),
        "is_known": starting.is_known_sender(user, organisation),
        "other_rounds": starting.other_running_rounds(cohort, organisation),
    }


def _headline(applications: list[Application]) -> str:
    waiting = [
        one
        for one in applications
        if one.status in {ApplicationStatus.DRAFT, ApplicationStatus.COMPLETION_REQUESTED}
    ]
    live = [one for one in applications if one.status in LIVE]
    if waiting:
        return ngettext(
            "One application waits to be sent in",
            "%(count)d applications wait to be sent in",
            len(waiting),
        ) % {"count": len(waiting)}
    if live:
        return ngettext(
            "Your application has been sent in",
            "Your %(count)d applications have been sent in",
            len(live),
        ) % {"count": len(live)}
    return _("You write no application just now")
