"""The shape of pages about one of today's rounds."""

from django.shortcuts import get_object_or_404

from cohorts.models import Cohort
from modellkonceptet.views import PermissionView


class OfRound(PermissionView):
    """Found by the round's short name. Earlier rounds have no record to work with: 404."""

    def get_permission_object(self) -> Cohort:
        cohorts = Cohort.objects.visible_to(self.request.user).filter(is_historical=False)
        return get_object_or_404(cohorts, slug=self.kwargs["slug"])

    @property
    def cohort(self) -> Cohort:
        found: Cohort = self.permission_object
        return found
