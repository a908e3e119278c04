"""Texts that SKR writes itself, kept in Swedish and English side by side in the database."""

from typing import Any

from django.utils.translation import get_language


class Translated:
    """Read `<name>_sv` or `<name>_en` by the active language; Swedish where English is empty."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        swedish: str = getattr(instance, f"{self.name}_sv")
        if (get_language() or "sv").startswith("en"):
            return getattr(instance, f"{self.name}_en") or swedish
        return swedish
