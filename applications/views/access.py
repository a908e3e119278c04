"""Fetching the application that a page is about."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from applications.models import Application
from applications.sections import Walker
from applications.services import drafts
from modellkonceptet.views import PermissionView


class ApplicationPage(PermissionView):
    """A page about one application, for those who write it."""

    permission = "applications.edit_application"

    def get_permission_object(self) -> Application:
        return get_object_or_404(
            Application.objects.visible_to(self.request.user).select_related(
                "cohort",
                "terms",
                "organisation__cemr_signature",
                "unit",
                "current_submission",
            ),
            pk=self.kwargs["pk"],
        )

    @property
    def application(self) -> Application:
        application: Application = self.permission_object
        return application

    @cached_property
    def walker(self) -> Walker:
        return Walker(self.application)

    @cached_property
    def editable(self) -> frozenset[str]:
        return drafts.sections_open_for(self.application)

    def crumbs(self, last: Any) -> list[dict[str, Any]]:
        label = _("Application, %(name)s") % {"name": self.application.organisation.name}
        return [
            {"url": self.application.get_absolute_url(), "label": label},
            {"url": "", "label": last},
        ]
