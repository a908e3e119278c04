"""The public pages of rounds: all of them, and one."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from cohorts.enums import Phase
from cohorts.facts import counted, headline
from cohorts.models import Cohort, Mentorship, Participation
from cohorts.organisation_page import split_sources
from cohorts.rail import round_stops
from cohorts.round_lists import RoundRow, by_phase
from cohorts.terms_page import terms_sections
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import PUBLIC, PermissionView


class CohortListView(PermissionView, ListView):
    """All announced rounds, in the order in which they concern a reader."""

    permission = PUBLIC
    login_required = False
    template_name = "cohorts/cohorts.html"

    def get_queryset(self) -> Any:
        cohorts = Cohort.objects.visible_to(self.request.user)
        return cohorts.prefetch_related("participations__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = civil_today()
        rows = [RoundRow.of(cohort, today) for cohort in self.object_list]
        return super().get_context_data(parts=by_phase(rows), today=today, **kwargs)


class CohortView(PermissionView, DetailView):
    """The invitation to a round, or what is known about one that is over."""

    permission = PUBLIC
    login_required = False
    template_name = "cohorts/cohort.html"
    context_object_name = "cohort"

    def get_queryset(self) -> Any:
        return Cohort.objects.visible_to(self.request.user).with_public_parts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort, today = self.object, civil_today()
        participations = list(
            cohort.participations.visible_to(self.request.user)
            .exclude(status="withdrawn")
            .select_related("organisation", "unit", "group")
        )
        took_part = counted(
            {p.organisation_id: p.organisation.kind for p in participations}.values()
        )
        phase = cohort.phase(today)
        now = "" if phase == Phase.COMPLETED else str(phase.label)
        return super().get_context_data(
            today=today,
            phase=phase,
            is_open=phase == Phase.OPEN,
            is_ahead=phase in (Phase.DRAFT, Phase.ANNOUNCED),
            headline=headline(cohort, today=today, participants=took_part),
            took_part=took_part,
            stops=round_stops(cohort, cohort.timeline.all(), today=today, now=now),
            sections=terms_sections(cohort.terms.all()),
            participations=participations,
            **self._grouping(cohort, participations),
            questions=cohort.questions.visible_to(self.request.user),
            crumbs=[
                {"label": _("Rounds"), "url": reverse("cohorts:cohorts")},
                {"label": cohort.name, "url": ""},
            ],
            **kwargs,
        )

    def _grouping(self, cohort: Cohort, participations: list[Participation]) -> dict[str, Any]:
        """Groups and mentors are public where they are history; in a running round, once published.

        Sources are said once each, whatever number of rows they stand behind.
        """
        groups = cohort.groups.standing().visible_to(self.request.user)
        if not cohort.is_historical:
            current = Mentorship.objects.current().select_related("organisation")
            published = groups.exclude(published_at=None).prefetch_related(
                "participations__organisation",
                "participations__unit",
                Prefetch("mentorships", current.order_by("role", "organisation__name")),
            )
            shown = {group.pk for group in published}
            return {
                "groups": published,
                "ungrouped": [p for p in participations if p.group_id not in shown],
                "mentors": [],
                "sources": [],
            }
        mentors = list(cohort.mentorships.select_related("organisation"))
        texts = [cohort.source, *(p.source for p in participations), *(m.source for m in mentors)]
        return {
            "groups": groups.prefetch_related(
                "participations__organisation", "participations__unit", "mentorships__organisation"
            ),
            "ungrouped": [p for p in participations if p.group_id is None],
            "mentors": [mentor for mentor in mentors if mentor.group_id is None],
            "sources": list(dict.fromkeys(one for text in texts for one in split_sources(text))),
        }
