"""SKR's list of a round's applications."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from applications.enums import VerdictOutcome
from applications.export import export_rows
from applications.filters import FILTER_NAMES, PAGE_SIZES, VERDICT_WORDS
from applications.models import ListPreference
from applications.review_list import GLYPHS, ReviewList, remembered
from cohorts.models import Cohort
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView


class OfCohort(PermissionView):
    """A page about one round, found by its short name."""

    @cached_property
    def cohort(self) -> Cohort:
        cohorts = Cohort.objects.visible_to(self.request.user)
        return get_object_or_404(cohorts, slug=self.kwargs["slug"])

    def get_permission_object(self) -> Cohort:
        return self.cohort

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        """SKR / the round's list / what follows, as (label, url)."""
        steps = [
            (_("SKR"), reverse("reporting:desk")),
            (self.cohort.name, reverse("applications:review_list", args=[self.cohort.slug])),
            *rest,
        ]
        return [{"label": label, "url": url} for label, url in steps]


def legend() -> list[dict[str, Any]]:
    """What the shapes mean, best first."""
    return [
        {"glyph": GLYPHS[VerdictOutcome(value)], "word": label, "is_wrong": value == "not_met"}
        for value, label in reversed(VERDICT_WORDS)
    ]


class ReviewListPage(OfCohort, TemplateView):
    """Filters and order come from the address, else from the person's last visit."""

    permission = "applications.see_review"
    template_name = "applications/review_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        preference = ListPreference.objects.filter(user=person, cohort=self.cohort).first()
        if "clear" in request.GET:
            ListPreference.objects.filter(user=person, cohort=self.cohort).delete()
            return redirect("applications:review_list", slug=self.cohort.slug)
        if FILTER_NAMES_SET & set(request.GET):
            self.query = remembered(request.GET)
            self._remember(preference)
        else:
            self.query = QueryDict(preference.query if preference else "")
        return super().get(request, *args, **kwargs)

    def _remember(self, preference: ListPreference | None) -> None:
        encoded = self.query.urlencode()[:500]
        if preference is None:
            person: Any = self.request.user
            ListPreference.objects.create(user=person, cohort=self.cohort, query=encoded)
        elif preference.query != encoded:
            preference.query = encoded
            preference.save(update_fields=["query"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = ReviewList(self.cohort, self.request.user, self.query)
        page = listed.page(self.request.GET.get("page"))
        return super().get_context_data(
            cohort=self.cohort,
            crumbs=self.crumbs((_("Applications"), "")),
            listed=listed,
            form=listed.filter.form,
            page_obj=page,
            rows=listed.rows(page.object_list),
            headings=listed.headings(self.request.path),
            capacity=listed.capacity(),
            legend=legend(),
            page_sizes=PAGE_SIZES,
            total=page.paginator.count,
            export_query=self.query.urlencode(),
            more_filters=any(self.query.get(name) for name in ("group", "earlier", "flagged")),
            **kwargs,
        )


FILTER_NAMES_SET = set(FILTER_NAMES)


class ReviewExport(TableFile, OfCohort):
    """All rows of the current filter as a file."""

    permission = "applications.see_review"

    def table(self) -> Table:
        listed = ReviewList(self.cohort, self.request.user, remembered(self.request.GET))
        rows = export_rows(listed.applications(), listed.columns)
        return Table(self.cohort.slug, rows, title=self.cohort.name, held=2)


class ReviewSelection(OfCohort):
    """Where the buttons under the list lead: to a page about the marked applications."""

    permission = "applications.see_review"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        target = {
            "decide": "applications:decision_prepare",
            "complete": "applications:review_completions",
        }.get(request.GET.get("go", ""), "applications:review_list")
        chosen = QueryDict(mutable=True)
        chosen.setlist("application", request.GET.getlist("application"))
        url = reverse(target, args=[slug])
        return HttpResponseRedirect(f"{url}?{chosen.urlencode()}" if chosen else url)
