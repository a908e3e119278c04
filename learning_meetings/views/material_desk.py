"""SKR's pages of material: a round's or a programme's list, and the form of one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort, Programme
from learning_meetings.forms.material import MaterialForm
from learning_meetings.library import kind_in_words
from learning_meetings.material_desk import desk_sections, material_at, reach_of
from learning_meetings.models import Material, MaterialVersion, Meeting
from learning_meetings.services.material import (
    Place,
    add_material,
    move_material,
    publish_material,
    remove_material,
    save_material,
    stamp,
    steps_of,
    unpublish_material,
)
from modellkonceptet.views import PermissionView, ServiceFormView


def list_url(place: Place) -> str:
    kind = "round" if isinstance(place, Cohort) else "programme"
    return reverse(f"learning_meetings:{kind}_material", args=[place.slug])


def crumbs_to(place: Place, *rest: tuple[str, str]) -> list[dict[str, str]]:
    steps = [(_("SKR"), reverse("reporting:desk"))]
    if isinstance(place, Cohort):
        steps.append((place.name, reverse("applications:participations", args=[place.slug])))
        steps.append((_("Material"), list_url(place)))
    else:
        steps.append((_("Material of %(name)s") % {"name": place.name}, list_url(place)))
    return [{"label": label, "url": url} for label, url in [*steps, *rest]]


def meetings_of(place: Place) -> Any:
    if not isinstance(place, Cohort):
        return Meeting.objects.none()
    return Meeting.objects.filter(cohort=place).standing().select_related("group")


class OfPlace(PermissionView):
    """A page about the material of a round, or of a programme: `of` says which."""

    permission = "learning_meetings.manage_material"
    of: type[Cohort] | type[Programme] = Cohort

    def get_permission_object(self) -> Place:
        found = self.of.objects.visible_to(self.request.user)
        place: Place = get_object_or_404(found, slug=self.kwargs["slug"])
        return place

    @property
    def place(self) -> Place:
        found: Place = self.permission_object
        return found


class MaterialList(OfPlace, TemplateView):
    """All of it with drafts, by step, and how many have opened each."""

    template_name = "learning_meetings/material_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.place
        material = list(material_at(place, self.request.user))
        is_round = isinstance(place, Cohort)
        return super().get_context_data(
            place=place,
            is_round=is_round,
            add_url=f"{list_url(place)}nytt/",
            sections=desk_sections(place, material),
            published=sum(one.published_at is not None for one in material),
            drafts=sum(one.published_at is None for one in material),
            programmes=Programme.objects.filter(terms__cohort=place)
            if isinstance(place, Cohort)
            else (),
            crumbs=crumbs_to(place, (_("Material"), ""))[: 3 if is_round else 2],
            **kwargs,
        )


class _MaterialFormView(ServiceFormView):
    form_class = MaterialForm
    template_name = "learning_meetings/material_form.html"

    @property
    def place(self) -> Place:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        place = self.place
        return super().get_form_kwargs() | {
            "steps": steps_of(place),
            "meetings": meetings_of(place),
        }

    def get_success_url(self) -> str:
        return reverse("learning_meetings:material_page", args=[self.result.pk])


class MaterialAdd(OfPlace, _MaterialFormView):
    def call_service(self, form: Any) -> Material:
        added = add_material(
            place=self.place,
            facts=form.facts(),
            content=form.content(),
            actor=self.request.user,
        )
        messages.success(self.request, _("Saved as a draft. Publish it when it is ready."))
        return added

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place,
            back=list_url(self.place),
            crumbs=crumbs_to(self.place, (_("New material"), "")),
            **kwargs,
        )


class OfEdited(PermissionView):
    """A page about one material, for those who write it."""

    permission = "learning_meetings.manage_material"

    def get_permission_object(self) -> Material:
        found = Material.objects.visible_to(self.request.user)
        related = found.select_related("cohort", "programme", "step", "meeting")
        return get_object_or_404(related, pk=self.kwargs["pk"])

    @property
    def material(self) -> Material:
        found: Material = self.permission_object
        return found

    @property
    def place(self) -> Place:
        owner = self.material.cohort or self.material.programme
        assert owner is not None  # the constraint of the model  # noqa: S101
        return owner

    @cached_property
    def standing(self) -> MaterialVersion | None:
        versions = self.material.versions.select_related("file", "author")
        return versions.filter(number=self.material.version).first()


class MaterialEdit(OfEdited, _MaterialFormView):
    """The form. When somebody has saved meanwhile, both texts are shown and nothing is lost."""

    theirs: MaterialVersion | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"material": self.material, "standing": self.standing}

    def call_service(self, form: Any) -> Material:
        before = self.material.version
        try:
            saved = save_material(
                material=self.material,
                seen=form.cleaned_data["seen"],
                facts=form.facts(),
                content=form.content(),
                actor=self.request.user,
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "changed_meanwhile":
                self._show_theirs(form)
            raise
        if saved.version == before:
            messages.success(self.request, _("Saved."))
        else:
            messages.success(self.request, _("Saved as version %(n)d.") % {"n": saved.version})
        return saved

    def _show_theirs(self, form: Any) -> None:
        """Their text beside; saving once more is then a choice made with open eyes."""
        self.theirs = self.standing
        form.data = form.data.copy()
        form.data["seen"] = stamp(self.material)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place,
            material=self.material,
            theirs=self.theirs,
            back=list_url(self.place),
            crumbs=crumbs_to(self.place, (self.material.title, "")),
            **kwargs,
        )


class MaterialShow(OfEdited):
    """Published, or a draft again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        is_shown = request.POST.get("publish") == "yes"
        service = publish_material if is_shown else unpublish_material
        try:
            service(material=self.material, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            done = _("Published.") if is_shown else _("It is a draft again. SKR alone sees it.")
            messages.success(request, done)
        return redirect("learning_meetings:material_page", pk=pk)


class MaterialMove(OfEdited):
    """One place up or down in its step."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            move_material(
                material=self.material,
                up=request.POST.get("direction") == "up",
                actor=request.user,
            )
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect(f"{list_url(self.place)}#m-{pk}")


class MaterialRemove(OfEdited, TemplateView):
    """Says what goes, and takes it away when that is confirmed."""

    template_name = "learning_meetings/material_remove.html"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        place, title = self.place, self.material.title
        try:
            remove_material(material=self.material, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("learning_meetings:material_page", pk=pk)
        messages.success(request, _("“%(title)s” is removed.") % {"title": title})
        return redirect(list_url(place))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        material = self.material
        return super().get_context_data(
            material=material,
            versions=material.versions.count(),
            back=reverse("learning_meetings:material_page", args=[material.pk]),
            crumbs=crumbs_to(self.place, (material.title, "")),
            **kwargs,
        )


class MaterialReach(OfEdited, TemplateView):
    """Who has opened it, as counts by function: nobody is named."""

    template_name = "learning_meetings/material_reach.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reach = reach_of(self.place, [self.material])[self.material.pk]
        return super().get_context_data(
            material=self.material,
            what=kind_in_words(self.material, self.standing),
            reach=reach,
            opened=sum(one.opened for one in reach),
            people=sum(one.people for one in reach),
            crumbs=crumbs_to(self.place, (self.material.title, "")),
            **kwargs,
        )
