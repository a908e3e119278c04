"""The start page: what the programme is, what is open, and who has taken part."""

from typing import Any

from django.db.models import Count
from django.views.generic import TemplateView

from applications.models import Application
from cohorts.models import Cohort, Organisation
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import PUBLIC, PermissionView
from reporting.open_rounds import open_rounds
from reporting.participants_map import participants_map


class StartView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "reporting/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = civil_today()
        rounds = Cohort.objects.visible_to(self.request.user)
        open_now = rounds.open_on(today).with_public_parts().order_by("closes_on", "pk")
        # How many have applied is public, whoever looks; who they are is not.
        counts = dict(
            Application.objects.submitted()
            .filter(cohort__in=open_now.values("pk"))
            .values_list("cohort")
            .annotate(Count("pk"))
            .order_by()
        )
        took_part = list(Organisation.objects.that_took_part(today))
        return super().get_context_data(
            today=today,
            open_rounds=open_rounds(open_now, counts, today=today),
            coming=rounds.coming(today).first(),
            map=participants_map(took_part, rounds.begun_by(today)),
            **kwargs,
        )
