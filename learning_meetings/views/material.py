"""The library of material, a material's own page, and its file."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort
from learning_meetings.forms.material import LibraryFilterForm
from learning_meetings.library import (
    Library,
    host_of,
    neighbours_of,
    news_since,
    rounds_of,
    visits_of,
)
from learning_meetings.models import Material, MaterialVersion
from learning_meetings.services.material import open_material
from learning_meetings.views.material_desk import crumbs_to
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView, stored_file_response


class LibraryPage(PermissionView, TemplateView):
    """One round's material for the person; which round, where there are several, is asked above."""

    permission = "learning_meetings.see_material"
    template_name = "learning_meetings/library.html"

    @cached_property
    def rounds(self) -> list[Cohort]:
        return rounds_of(self.request.user)

    def _chosen(self) -> Cohort | None:
        slug = self.request.GET.get("round")
        named = [one for one in self.rounds if one.slug == slug]
        return next(iter(named or self.rounds), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self._chosen()
        library = Library(self.request.user, cohort, self.request.GET) if cohort else None
        form = LibraryFilterForm(self.request.GET, meetings=library.meetings) if library else None
        return super().get_context_data(
            cohort=cohort,
            rounds=self.rounds,
            library=library,
            form=form,
            may_manage=self.request.user.has_perm("learning_meetings.manage_material"),
            **kwargs,
        )


class OfMaterial(PermissionView):
    permission = "learning_meetings.see_material"

    def get_permission_object(self) -> Material:
        found = Material.objects.visible_to(self.request.user)
        return get_object_or_404(
            found.select_related("step__programme", "meeting", "cohort", "programme"),
            pk=self.kwargs["pk"],
        )

    @property
    def material(self) -> Material:
        found: Material = self.permission_object
        return found

    @cached_property
    def sees_history(self) -> bool:
        """Earlier versions are SKR's to read."""
        return handles_applications(self.request.user)


class MaterialPage(OfMaterial, TemplateView):
    """The standing version. That it was opened is noted; SKR may look at earlier ones."""

    template_name = "learning_meetings/material.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        material = self.material
        self.opened = visits_of(request.user, [material]).get(material.pk)
        self.news = news_since(material, self.opened)
        self.version = self._version()
        open_material(material=material, actor=request.user)
        return super().get(request, *args, **kwargs)

    def _version(self) -> MaterialVersion:
        asked = whole_number(self.request.GET.get("version")) if self.sees_history else None
        versions = self.material.versions.select_related("file", "author")
        return get_object_or_404(versions, number=asked or self.material.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        material, user = self.material, self.request.user
        return super().get_context_data(
            material=material,
            version=self.version,
            is_standing=self.version.number == material.version,
            host=host_of(self.version.url) if self.version.url else "",
            news=self.news,
            neighbours=neighbours_of(material, user),
            earlier=self._earlier(),
            may_manage=self.may_manage,
            crumbs=self._crumbs(),
            **kwargs,
        )

    @cached_property
    def may_manage(self) -> bool:
        return self.request.user.has_perm("learning_meetings.manage_material")

    def _crumbs(self) -> list[dict[str, str]]:
        """Those who write it come from SKR's list, the others from the library."""
        place = self.material.cohort or self.material.programme
        if self.may_manage and place is not None:
            return crumbs_to(place, (self.material.title, ""))
        return [
            {"label": _("Material"), "url": reverse("learning_meetings:material")},
            {"label": str(self.material.step or place), "url": ""},
        ]

    def _earlier(self) -> list[MaterialVersion]:
        if not self.sees_history:
            return []
        return list(self.material.versions.select_related("author").defer("body_sv", "body_en"))


class MaterialFile(OfMaterial):
    """A version's file as a download: the standing one's, for SKR any."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        versions = self.material.versions.select_related("file").exclude(file=None)
        if not self.sees_history:
            versions = versions.filter(number=self.material.version)
        version = versions.filter(pk=self.kwargs["version"]).first()
        if version is None:
            raise Http404
        return stored_file_response(version.file)
