"""Changing one's own team: as on SKR's pages, for those who coordinate it at home."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.views.teams import NamesMember, ReplacesMember
from cohorts.models import Participation
from modellkonceptet.views import ServiceFormView
from reporting.my_round import own_participations


class OwnTeamForm(ServiceFormView):
    """A form about the person's own participation; nobody else's exists here."""

    permission = "cohorts.change_team"
    template_name = "applications/participation_form.html"
    title: Any = gettext_lazy("Add a person to the team of %(who)s")
    button: Any = ""
    done: Any = ""

    def get_permission_object(self) -> Participation:
        return get_object_or_404(own_participations(self.request.user), pk=self.kwargs["pk"])

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    def heading(self) -> str:
        return str(self.title % {"who": self.participation})

    def consequences(self) -> list[str]:
        return []

    def get_success_url(self) -> str:
        messages.success(self.request, self.done)
        own = own_participations(self.request.user).filter(pk=self.participation.pk)
        # Whoever has handed over their own seat has no business on the page any more.
        return self.page_url if own.exists() else reverse("reporting:my_round")

    @property
    def page_url(self) -> str:
        return reverse("reporting:my_participation", args=[self.participation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = self.heading()
        return super().get_context_data(
            participation=self.participation,
            title=title,
            button=self.button,
            consequences=self.consequences(),
            back=self.page_url,
            crumbs=[
                {"label": _("My round"), "url": self.page_url},
                {"label": title, "url": ""},
            ],
            **kwargs,
        )


class AddToOwnTeam(NamesMember, OwnTeamForm):
    pass


class ChangeOwnTeam(ReplacesMember, OwnTeamForm):
    pass
