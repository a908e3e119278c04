"""An organisation's public page."""

from typing import Any

from django.db.models import Prefetch
from django.views.generic import DetailView

from cohorts.facts import grouped
from cohorts.models import Cohort, Mentorship, Organisation, Participation
from cohorts.organisation_page import rounds_of, title_on_page
from modellkonceptet.views import PUBLIC, PermissionView


class OrganisationView(PermissionView, DetailView):
    """Facts with their year and source, and the rounds it has been in."""

    permission = PUBLIC
    login_required = False
    template_name = "cohorts/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self) -> Any:
        user = self.request.user
        seen = Cohort.objects.visible_to(user)
        took_part = Participation.objects.visible_to(user).filter(cohort__in=seen)
        # A group is a row only when it is published, and so are those who mentor it.
        mentored = Mentorship.objects.visible_to(user).filter(cohort__in=seen)
        return (
            Organisation.objects.visible_to(user)
            .select_related("cemr_signature")
            .prefetch_related(
                Prefetch("participations", took_part.select_related("cohort", "unit", "group")),
                Prefetch("mentorships", mentored.select_related("cohort", "group")),
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rounds=rounds_of(self.object),
            title=title_on_page(self.object),
            signature=getattr(self.object, "cemr_signature", None),
            population=grouped(self.object.population or 0),
            **kwargs,
        )
