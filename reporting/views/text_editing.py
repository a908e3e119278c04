"""What the editors of SKR's texts share: how it reads, two at once, and what stood before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from modellkonceptet.plain_text import clean_text
from modellkonceptet.views import PermissionView, ServiceFormView

MOST_SHOWN = 30_000  # characters of a text that is too long to be saved anyway
MOST_EARLIER = 200


@dataclass(frozen=True)
class Preview:
    """A text as its readers see it, in one language."""

    language: str
    title: str
    summary: str
    body: str


def previews_of(values: Mapping[str, Any]) -> list[Preview]:
    """In Swedish, and in English where anything is written in it."""
    found = [_preview(values, language) for language in ("sv", "en")]
    return [one for one in found if one.language == "sv" or one.title or one.summary or one.body]


def _preview(values: Mapping[str, Any], language: str) -> Preview:
    def said(*names: str) -> str:
        text = next((str(values[name]) for name in names if values.get(name)), "")
        return clean_text(text[:MOST_SHOWN], multiline=True)

    body = ("body_sv", "body") if language == "sv" else ("body_en",)
    return Preview(
        language,
        said(f"title_{language}"),
        said(f"summary_{language}", f"description_{language}"),
        said(*body),
    )


class Editor(ServiceFormView):
    """Form and preview beside each other. Without JavaScript a button shows how it reads."""

    # What a colleague saved meanwhile, shown beside what was typed.
    theirs: Any = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "look" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def save(self, form: Any) -> Any:
        raise NotImplementedError

    def standing(self) -> Any:
        """The row as it is in the database now."""
        return None

    def call_service(self, form: Any) -> Any:
        try:
            return self.save(form)
        except ValidationError as error:
            if getattr(error, "code", "") == "changed_meanwhile":
                self.theirs = self.standing()
                # To save once more is then a choice made with open eyes.
                form.data = form.data.copy()
                form.data["seen"] = str(self.theirs.version)
            raise

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(theirs=self.theirs, **kwargs)
        form = context["form"]
        values = form.data if form.is_bound else form.initial
        return {**context, "previews": previews_of(values)}


class PreviewView(PermissionView):
    """How what is being typed reads, as a part of the editor's page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(
            request, "reporting/text_preview.html", {"previews": previews_of(request.POST)}
        )


class EarlierView(PermissionView, TemplateView):
    """Every version that was saved, the latest first, with who it was."""

    template_name = "reporting/text_earlier.html"

    @cached_property
    def versions(self) -> list[Any]:
        """The history has a row for every saving; to publish is one too, of the same version."""
        rows = self.permission_object.history.select_related("changed_by")
        by_version = {row.version: row for row in rows.order_by("-history_id")[:MOST_EARLIER]}
        return list(by_version.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            one=self.permission_object,
            versions=[(row, previews_of(vars(row))) for row in self.versions],
            **kwargs,
        )
