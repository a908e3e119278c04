"""The politician's page, what waits for the reader, and the same on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from cohorts.querysets import own_seats
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.views import PermissionView
from reporting.my_round import own_participations
from reporting.politician_page import PoliticianPage, own_tasks
from reporting.politician_paper import politician_pdf
from reporting.round_for_politicians import RoundForPoliticians


class OwnPoliticianPage(PermissionView, TemplateView):
    """Straight to the only one there is; a choice where there are several rounds."""

    permission = "reporting.see_own_round"
    template_name = "reporting/politician_choice.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seats = own_seats(request.user).values("participation")
        self.found = list(own_participations(request.user).filter(pk__in=seats))
        if not self.found:
            return redirect("reporting:my_round")
        if len(self.found) == 1:
            return redirect("reporting:politician", self.found[0].pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(participations=self.found, **kwargs)


class OfTeam(PermissionView):
    """About one participation: for its own team and for SKR; to others it does not exist."""

    def get_permission_object(self) -> Participation:
        user = self.request.user
        rows = Participation.objects.visible_to(user).exclude(status=ParticipationStatus.WITHDRAWN)
        if not handles_applications(user):
            rows = rows.filter(pk__in=own_seats(user).values("participation"))
        rows = rows.select_related("cohort", "organisation", "unit", "group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    def home_crumb(self, *, at_home: bool) -> dict[str, str]:
        """What lies above: one's own round, at SKR the desk."""
        if not at_home:
            return {"label": _("SKR"), "url": reverse("reporting:desk")}
        own = reverse("reporting:my_participation", args=[self.participation.pk])
        return {"label": _("My round"), "url": own}


class OfPolitician(OfTeam):
    permission = "reporting.see_politician_page"

    @cached_property
    def page(self) -> PoliticianPage:
        language = (get_language() or "sv")[:2]
        return PoliticianPage(self.participation, self.request.user, language, today())


class PoliticianView(OfPolitician, TemplateView):
    template_name = "reporting/politician.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            participation=self.participation,
            cohort=self.participation.cohort,
            crumbs=[
                self.home_crumb(at_home=self.page.at_home),
                {"label": _("The politician’s page"), "url": ""},
            ],
            **kwargs,
        )


class RoundView(OfPolitician, TemplateView):
    """The whole round as one of its politicians may see it."""

    template_name = "reporting/politician_round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = reverse("reporting:politician", args=[self.participation.pk])
        return super().get_context_data(
            page=RoundForPoliticians(self.participation, self.request.user, today()),
            at_home=self.page.at_home,
            participation=self.participation,
            cohort=self.participation.cohort,
            crumbs=[
                self.home_crumb(at_home=self.page.at_home),
                {"label": _("The politician’s page"), "url": own},
                {"label": _("The whole round"), "url": ""},
            ],
            **kwargs,
        )


class PoliticianTasks(OfPolitician, TemplateView):
    """What waits for the reader, as a part of the page; alone it is the page of all there is to do.

    It asks the rules of everything that can be due, which takes longer than all the rest.
    """

    template_name = "reporting/politician_tasks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            return redirect("reporting:todo")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tasks = own_tasks(self.participation, self.request.user, today())
        return super().get_context_data(tasks=tasks, **kwargs)


class PoliticianPaper(OfPolitician):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            content = politician_pdf(self.page)
        except PdfUnavailableError as error:
            messages.error(request, str(error))
            return redirect("reporting:politician", self.participation.pk)
        response = HttpResponse(content, content_type="application/pdf")
        name = slugify(self.page.who) or "politiker"
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
        response["X-Content-Type-Options"] = "nosniff"
        return response
