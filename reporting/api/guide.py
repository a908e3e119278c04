"""The description as people read it: what can be asked, how, and what comes back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from modellkonceptet.accounts.enums import Scope
from reporting.api.description import describe
from reporting.api.operations import OPERATIONS, TAGS

Schemas = dict[str, Any]


@dataclass(frozen=True)
class Named:
    """A parameter or a field: its name, what it is and which values it takes."""

    name: str
    words: str
    values: str


@dataclass(frozen=True)
class Question:
    name: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: tuple[Named, ...]
    fields: tuple[Named, ...]
    curl: str
    answer: str


@dataclass(frozen=True)
class Part:
    name: str
    words: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Guide:
    server: str
    parts: tuple[Part, ...]
    scopes: tuple[Named, ...]
    refusals: tuple[tuple[str, str], ...]


def read_guide() -> Guide:
    found = describe()
    schemas = found["components"]["schemas"]
    questions = [(path, one["get"]) for path, one in found["paths"].items()]
    refusals = {
        status: answer["description"]
        for _path, one in questions
        for status, answer in one["responses"].items()
        if int(status) >= 400
    }
    return Guide(
        server=settings.SITE_URL,
        parts=tuple(
            Part(
                name,
                str(words),
                tuple(
                    _question(path, one, schemas) for path, one in questions if name in one["tags"]
                ),
            )
            for name, words in TAGS.items()
        ),
        scopes=tuple(Named(scope.value, str(scope.label), "") for scope in Scope),
        refusals=tuple(sorted(refusals.items())),
    )


def _question(path: str, one: dict[str, Any], schemas: Schemas) -> Question:
    key = OPERATIONS[one["operationId"]].key
    answer = one["responses"]["200"]["content"]["application/json"]["schema"]
    example = path
    for parameter in one["parameters"]:
        if parameter["in"] == "path":
            value = parameter["schema"]["example"]
            example = example.replace("{" + parameter["name"] + "}", str(value))
    header = ' -H "Authorization: Bearer $MK_KEY"' if key else ""
    return Question(
        name=one["operationId"],
        path=path,
        summary=one["summary"],
        words=one["description"],
        scope=key.scope.value if key else "",
        parameters=tuple(_named(p["name"], p["schema"], schemas) for p in one["parameters"]),
        fields=tuple(_fields(answer, schemas)),
        curl=f"curl{header} {settings.SITE_URL}{example}",
        answer=json.dumps(example_of(answer, schemas), ensure_ascii=False, indent=2),
    )


def _fields(schema: dict[str, Any], schemas: Schemas, before: str = "") -> Iterator[Named]:
    """Those of the row; of a page those of its rows, as the envelope is the same everywhere."""
    schema = _followed(schema, schemas)
    properties = schema.get("properties", {})
    if not before and "rader" in properties:
        schema = _followed(properties["rader"]["items"], schemas)
        properties = schema["properties"]
    for name, field in properties.items():
        yield _named(f"{before}{name}", field, schemas)
        inner = _followed(field, schemas)
        if "items" in inner:
            inner = _followed(inner["items"], schemas)
        yield from _fields(inner, schemas, f"{before}{name}.")


def _named(name: str, schema: dict[str, Any], schemas: Schemas) -> Named:
    return Named(name, schema.get("description", ""), _values(schema, schemas))


def _values(schema: dict[str, Any], schemas: Schemas) -> str:
    """Which values it takes, in a few words."""
    followed = _followed(schema, schemas)
    if "enum" in followed:
        values = ", ".join(map(str, followed["enum"]))
    elif "const" in followed:
        values = str(followed["const"])
    elif followed.get("format") in {"date", "date-time"}:
        values = _("day") if followed["format"] == "date" else _("day and time")
    else:
        kinds = {
            "integer": _("whole number"),
            "number": pgettext("kind of value", "number"),
            "string": _("text"),
            "boolean": _("true or false"),
            "array": _("list"),
            "object": _("object"),
        }
        values = kinds.get(followed.get("type", ""), _("object"))
    if _may_be_null(schema):
        values = _("%(values)s or null") % {"values": values}
    return values


def _may_be_null(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", [])


def _followed(schema: dict[str, Any], schemas: Schemas) -> dict[str, Any]:
    """What a reference leads to; of what may be null, what it else is."""
    for one in schema.get("anyOf", []):
        if one != {"type": "null"}:
            schema = one
            break
    if "$ref" in schema:
        found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def example_of(schema: dict[str, Any], schemas: Schemas) -> Any:
    """An answer put together from the examples of its fields."""
    if "examples" in schema:
        return schema["examples"][0]
    followed = _followed(schema, schemas)
    if "properties" in followed:
        return {name: example_of(one, schemas) for name, one in followed["properties"].items()}
    if followed.get("type") == "array":
        return [example_of(followed["items"], schemas)]
    return followed["examples"][0]
