"""The shape of pages about one of today's rounds."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cohorts.models import Cohort
from modellkonceptet.views import PermissionView


class OfRound(PermissionView):
    """Found by the round's short name. Earlier rounds have no record to work with: 404.

    A page about something in the round has that as its permission's object instead.
    """

    @cached_property
    def cohort(self) -> Cohort:
        cohorts = Cohort.objects.visible_to(self.request.user).filter(is_historical=False)
        return get_object_or_404(cohorts, slug=self.kwargs["slug"])

    def get_permission_object(self) -> Cohort:
        return self.cohort
