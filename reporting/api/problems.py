"""Refusals in one small shape (RFC 9457), in the reader's language."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from reporting.api.words import told

MEDIA_TYPE = "application/problem+json"
TITLES = {
    401: gettext_lazy("A key is needed"),
    403: gettext_lazy("The key does not open this"),
    404: gettext_lazy("There is nothing here"),
    405: gettext_lazy("This can only be read"),
    422: gettext_lazy("The question is not understood"),
    429: gettext_lazy("Too many questions"),
}
RETRY_AFTER = 60


class Problem(Schema):
    """What was wrong with the question."""

    type: str = told(gettext_lazy("Always about:blank: the status says which."), "about:blank")
    title: str = told(gettext_lazy("What it is about, for a person."), "Här finns ingenting")
    status: int = told(gettext_lazy("The same number as the answer’s status."), 404)
    detail: str = told(
        gettext_lazy("What to do about it."), "Raden finns inte, eller så är den inte er."
    )
    fields: list[str] = told(
        pgettext_lazy("api", "The parameters that are wrong; else an empty list."), ["sida"]
    )


def problem(status: int, detail: str, *, fields: Any = (), **headers: str) -> HttpResponse:
    said = {
        "type": "about:blank",
        "title": str(TITLES[status]),
        "status": status,
        "detail": detail,
        "fields": list(fields),
    }
    text = json.dumps(said, ensure_ascii=False)
    answer = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def not_understood(fields: Any) -> HttpResponse:
    return problem(
        422,
        _("Not known, or not written as the description says: %(names)s.")
        % {"names": ", ".join(fields)},
        fields=fields,
    )


def one_too_many() -> HttpResponse:
    return problem(
        429,
        _("Your network has asked very often. Wait a minute and go on."),
        Retry_After=str(RETRY_AFTER),
    )


def answer_problems(api: NinjaAPI) -> None:
    """Every refusal of an operation in this shape; what nobody expected is left to Django."""

    def not_there(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(404, _("The row does not exist, or is not yours to read."))

    def no_key(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(
            401,
            _("Show a key that works: Authorization: Bearer mk_…"),
            WWW_Authenticate='Bearer realm="Modellkonceptet"',
        )

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, str(error))

    def wrong(request: HttpRequest, error: Any) -> HttpResponse:
        return not_understood(sorted({str(one["loc"][-1]) for one in error.errors}))

    def unexpected(request: HttpRequest, error: Any) -> HttpResponse:
        raise error

    api.add_exception_handler(Http404, not_there)
    api.add_exception_handler(AuthenticationError, no_key)
    api.add_exception_handler(HttpError, refused)
    api.add_exception_handler(ValidationError, wrong)
    api.add_exception_handler(Exception, unexpected)
