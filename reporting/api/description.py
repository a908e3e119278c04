"""The API's description (OpenAPI 3.1), in the language that is asked for."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder

from reporting.api import mounting  # noqa: F401 - all operations are declared
from reporting.api.operations import ROOT, TAGS, api
from reporting.api.problems import MEDIA_TYPE, TITLES
from reporting.open_data import LICENCE, LICENCE_URL


def describe() -> dict[str, Any]:
    """What ninja knows of the operations, with what it can't know: kinds of refusals, licence."""
    found: dict[str, Any] = json.loads(
        json.dumps(api.get_openapi_schema(path_prefix=ROOT), cls=NinjaJSONEncoder)
    )
    found["info"] |= {
        "license": {"name": LICENCE, "url": LICENCE_URL},
        "contact": {"email": settings.CONTACT_EMAIL},
    }
    found["servers"] = [{"url": settings.SITE_URL}]
    found["tags"] = [{"name": name, "description": str(words)} for name, words in TAGS.items()]
    for path in found["paths"].values():
        _complete(path["get"])
    _keep_used(found)
    return found


def _complete(operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        # A parameter's own examples would have names; those of its schema say the same.
        parameter.pop("examples", None)
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            answer["description"] = str(TITLES[int(status)])
            answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
    operation["responses"]["200"]["description"] = _("The answer, with an ETag.")
    operation["responses"]["304"] = {
        "description": _("Nothing has changed since the ETag in If-None-Match.")
    }


def _keep_used(found: dict[str, Any]) -> None:
    """Leave out what no answer is made of, such as the bundles of parameters."""
    schemas, used = found["components"]["schemas"], set[str]()
    waiting = _names(found["paths"])
    while waiting:
        used |= waiting
        waiting = {name for one in waiting for name in _names(schemas[one])} - used
    found["components"]["schemas"] = {name: schemas[name] for name in sorted(used)}


def _names(part: Any) -> set[str]:
    if isinstance(part, dict):
        here = {part["$ref"].rpartition("/")[2]} if "$ref" in part else set()
        return here.union(*(_names(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(_names(value) for value in part))
    return set()
