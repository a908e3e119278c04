"""What can be asked: each operation with its path, its permission and, for one's own, its scope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.renderers import JSONRenderer

from modellkonceptet.views import PUBLIC
from reporting.api.keys import PersonalKey
from reporting.api.problems import Problem, answer_problems

VERSION = "1.0"
ROOT = "api/v1"
OPEN, OWN = "open", "own"
TAGS = {
    OPEN: _("What everybody may read"),
    OWN: _("What your own organisation has written, with a personal key"),
}


class ReadableJSON(JSONRenderer):
    """Å, ä and ö as they are, as in the files of the open data."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    renderer=ReadableJSON(),
    title="Modellkonceptet",
    version=VERSION,
    docs_url=None,
    openapi_url="",
    description=_(  # type: ignore[arg-type]
        "Reads what is public of the learning rounds for gender equality and, with a personal"
        " key, what one’s own organisation has written. Fields and values are in Swedish and"
        " those of the open data; only explanations and refusals follow Accept-Language."
    ),
)
answer_problems(api)


@dataclass(frozen=True)
class Operation:
    """`names` are the parameters that may stand after the question mark: others are refused."""

    name: str
    path: str
    key: PersonalKey | None
    names: frozenset[str]

    @property
    def permission(self) -> str:
        return self.key.permission if self.key else PUBLIC


OPERATIONS: dict[str, Operation] = {}


def reads(
    path: str,
    name: str,
    *,
    answers: Any,
    summary: Promise | str,
    words: Promise | str,
    key: PersonalKey | None = None,
    asks: type[Schema] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation. Without a key it is PUBLIC: there is no third kind."""
    refusals = [404, 405, 422, 429] + ([401, 403] if key else [])

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        names = frozenset(asks.model_fields) if asks else frozenset()
        OPERATIONS[name] = Operation(name, path, key, names)
        declared = api.get(
            path,
            response={200: answers, **dict.fromkeys(sorted(refusals), Problem)},
            auth=key,
            url_name=name,
            operation_id=name,
            summary=str(summary) if isinstance(summary, str) else summary,  # type: ignore[arg-type]
            description=words,  # type: ignore[arg-type]
            tags=[OWN if key else OPEN],
        )
        found: Callable[..., Any] = declared(function)
        return found

    return declare
