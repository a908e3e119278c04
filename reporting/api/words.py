"""Fields that describe themselves, in both languages, with an example."""

from typing import Any

from django.utils.functional import Promise
from ninja import P
from pydantic import Field

LARGEST = 2**63 - 1
_NO_EXAMPLE = object()
_field: Any = Field  # typed for texts that are ready, which a lazy one becomes in time


def told(words: str | Promise, example: Any = _NO_EXAMPLE, **more: Any) -> Any:
    """A field of an answer. The words are looked up when the description is read."""
    if example is not _NO_EXAMPLE:
        more["examples"] = [example]
    return _field(description=words, **more)


def asked(words: str | Promise, example: Any, **more: Any) -> Any:
    """A parameter that may be left out. Nothing in the description says that it can be null."""
    more |= {"examples": [example], "json_schema_extra": _without_default}
    return _field(default=None, description=words, **more)


def number(words: str | Promise, example: int) -> Any:
    """A row's number in the path."""
    return P(description=words, example=example, ge=1, le=LARGEST)  # type: ignore[arg-type]


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)
