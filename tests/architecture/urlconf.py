"""Every page of the product, read from the URL configuration."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

OUR_PACKAGES = (
    "modellkonceptet",
    "cohorts",
    "applications",
    "learning_meetings",
    "improvements",
    "reporting",
)
# What stands in an address where nothing is known of the world.
SAMPLES = {
    "int": "1",
    "slug": "finns-inte",
    "str": "finns-inte",
    "path": "1",
    "anything": "1",
    "uuid": "0" * 32,
}
CONVERTERS = {
    "IntConverter": "int",
    "SlugConverter": "slug",
    "StringConverter": "str",
    "PathConverter": "path",
    "UUIDConverter": "uuid",
    "AnythingConverter": "anything",
}
REGEX_SAMPLES = {
    "uidb36": "1",
    "key": "x-y",
    "provider_id": "okand",
    "app_label": "cohorts",
}


@dataclass(frozen=True)
class Page:
    """One URL pattern: `name` with its namespaces, `parts` the patterns from the root."""

    name: str
    parts: tuple[Any, ...]
    callback: Callable[..., Any]

    @property
    def route(self) -> str:
        return "".join(str(part) for part in self.parts)

    @property
    def view_class(self) -> Any:
        return getattr(self.callback, "view_class", None)

    @property
    def is_admin(self) -> bool:
        return self.name.startswith("admin:")

    @property
    def is_ours(self) -> bool:
        """A page of ours outside the Django admin, which asks its own permissions."""
        if self.is_admin:
            return False
        module = getattr(self.view_class or self.callback, "__module__", "")
        return module.split(".")[0] in OUR_PACKAGES

    @property
    def is_public(self) -> bool:
        return not getattr(self.callback, "login_required", True) and not self.asks_for_key

    @property
    def asks_for_key(self) -> bool:
        """Closed like other pages, but asked by programs: they are told so, not led to a page."""
        return getattr(self.callback, "asks_for_key", False)

    @property
    def arguments(self) -> dict[str, str]:
        """The names of the address's variable parts, with the name of their converter."""
        return {
            name: CONVERTERS[type(converter).__name__]
            for part in self.parts
            for name, converter in getattr(part, "converters", {}).items()
        }

    @property
    def answers(self) -> frozenset[str]:
        """The methods that the view has, of those that matter."""
        if self.view_class is None:
            return frozenset({"get", "post"})
        names = self.view_class.http_method_names
        return frozenset(m for m in ("get", "post") if m in names and hasattr(self.view_class, m))

    def sample_path(self) -> str:
        """An address that this pattern matches, about nothing that exists."""
        path = "/"
        for part in self.parts:
            if hasattr(part, "_route"):
                text = str(part)
                for name, kind in self.arguments.items():
                    for written in (f"<{kind}:{name}>", f"<{name}>"):
                        text = text.replace(written, SAMPLES[kind])
            else:
                text, names = normalize(part.regex.pattern)[0]
                text = text % {name: REGEX_SAMPLES.get(name, "1") for name in names}
            path += text
        return path


def pages() -> list[Page]:
    """Every pattern of the URL configuration, in its order."""
    return list(_walk(get_resolver(), (), ()))


def our_pages() -> list[Page]:
    return [page for page in pages() if page.is_ours]


def _walk(
    resolver: URLResolver, parts: tuple[Any, ...], namespaces: tuple[str, ...]
) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        below = (*parts, entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, below, inner)
        else:
            yield Page(":".join((*namespaces, entry.name or "")), below, entry.callback)
