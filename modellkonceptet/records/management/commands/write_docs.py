"""Write the documents in docs/ that are made from the code."""

import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import rules.permissions
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from modellkonceptet import diagrams
from modellkonceptet.views import PUBLIC, PermissionView

DOCS = settings.BASE_DIR / "docs"
ADMIN_ACTIONS = ("view", "add", "change", "delete")


class Command(BaseCommand):
    """Writes docs/states.md, docs/data_model.md and docs/permissions.md."""

    help = "Write the documents in docs/ that are made from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in documents().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}")


def documents() -> dict[Path, str]:
    """Each document's place and what it says now, in English as the code is."""
    with translation.override(None):
        return {
            DOCS / "states.md": diagrams.states_document(state_tables()),
            DOCS / "data_model.md": diagrams.data_model_document(
                {
                    f"{config.verbose_name} (`{config.name}`)": _models(config)
                    for config in our_apps()
                    if _models(config)
                }
            ),
            DOCS / "permissions.md": diagrams.permissions_document(*_permissions()),
        }


def our_apps() -> list[Any]:
    """The apps that lie in this repository, lowest first."""
    return [
        config
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(settings.BASE_DIR)
        and ".venv" not in Path(config.path).parts
    ]


def _models(config: Any) -> list[Any]:
    return [m for m in config.get_models() if not m.__name__.startswith("Historical")]


def state_tables() -> list[diagrams.StateTable]:
    """Every `…_TRANSITIONS` of the apps' enums, with the model whose field has those states."""
    found = []
    for config in our_apps():
        if find_spec(f"{config.name}.enums") is None:
            continue
        for name, transitions in vars(importlib.import_module(f"{config.name}.enums")).items():
            if name.endswith("_TRANSITIONS"):
                found.append(_state_table(config, transitions))
    return found


def _state_table(config: Any, transitions: Any) -> diagrams.StateTable:
    states = type(next(iter(transitions.values())).target)
    for model in _models(config):
        for field in model._meta.fields:
            if field.choices and list(field.choices) == list(states.choices):
                return diagrams.StateTable(model, transitions, states, str(field.default))
    raise LookupError(f"no model of {config.name} has the states {states.__name__}")


def _permissions() -> tuple[list[diagrams.PageRow], dict[str, str], dict[str, list[str]]]:
    who = {
        name: diagrams.predicate_in_words(predicate.name)
        for name, predicate in rules.permissions.permissions.items()
    }
    pages = [
        diagrams.PageRow(name, route, methods, permission, who.get(permission, "everybody"))
        for name, route, methods, permission in _pages(get_resolver(), "", ())
    ]
    admin = {
        model._meta.label: actions
        for config in our_apps()
        for model in config.get_models()
        if (actions := [a for a in ADMIN_ACTIONS if _admin_permission(model, a) in who])
    }
    asked = {page.permission for page in pages}
    of_admin = {_admin_permission(m, a) for m in apps.get_models() for a in ADMIN_ACTIONS}
    others = {
        name: words
        for name, words in who.items()
        if "." in name and name not in asked and name not in of_admin
    }
    return pages, others, admin


def _admin_permission(model: Any, action: str) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def _pages(
    resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str]]:
    """Pages of ours: name, route, methods, permission."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _pages(entry, route, inner)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None)
            if view is None or not issubclass(view, PermissionView):
                continue
            permission = getattr(view, "permission", PUBLIC)
            methods = [m for m in ("get", "post") if m in view.http_method_names]
            has = ", ".join(m.upper() for m in methods if hasattr(view, m))
            yield ":".join((*namespaces, entry.name or "")), route, has, permission
