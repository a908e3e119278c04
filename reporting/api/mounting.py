"""How operations become pages of the house: one view, one permission, closed unless PUBLIC."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.decorators import classonlymethod
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.generic import View

from modellkonceptet.rate_limits import is_one_too_many
from modellkonceptet.views import PUBLIC, PermissionView
from reporting.api import own, public  # noqa: F401 - declares the operations
from reporting.api.operations import OPERATIONS, api
from reporting.api.problems import not_understood, one_too_many, problem


class ReadView(PermissionView):
    """An operation as a view. A cookie neither opens anything here nor is asked for.

    Who may ask is said by the operation's key, which answers 401 where a page would lead to the
    sign-in; `asks_for_key` tells the tests so. As there is nothing to send, there is no form
    that could be forged either: the refusal of other methods reads like the other refusals.
    """

    http_method_names = ["get", "head", "options"]
    operation: Callable[..., HttpResponse]
    names: frozenset[str] = frozenset()

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.asks_for_key = view.login_required
        view.login_required = False
        view.csrf_exempt = True
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.is_shared = self.permission == PUBLIC and not request.user.is_authenticated
        request.user = AnonymousUser()
        if is_one_too_many(request, "api"):
            return one_too_many()
        # Past PermissionView's own question: the key asks it, of the person that it stands for.
        return View.dispatch(self, request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if unknown := sorted(set(request.GET) - self.names):
            return not_understood(unknown)
        return self._as_new(request, self.operation(request, *args, **kwargs))

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As GET; the server leaves the body out. ninja knows only what was declared."""
        request.method = "GET"
        answer = self.get(request, *args, **kwargs)
        request.method = "HEAD"
        return answer

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return problem(405, _("Ask with GET."), Allow="GET, HEAD, OPTIONS")

    def _as_new(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """Not sent once more to whoever has it already. Others may keep what everybody may read,
        but ask each time whether it still holds: what is withdrawn is gone at once."""
        if answer.status_code != 200:
            return answer
        if self.is_shared:
            patch_cache_control(answer, public=True, no_cache=True)
            patch_vary_headers(answer, ["Accept-Language"])
        else:
            patch_cache_control(answer, private=True, no_store=True)
        mark = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
        answer["ETag"] = mark
        found: Any = get_conditional_response(request, etag=mark, response=answer)
        return found or answer


def _patterns() -> list[URLPattern]:
    found = []
    for pattern in api.urls[0]:
        operation = OPERATIONS.get(getattr(pattern, "name", ""))
        if operation is None or not isinstance(pattern, URLPattern):  # ninja's own root
            continue
        view: type[ReadView] = type(
            f"Read_{operation.name}",
            (ReadView,),
            {
                "operation": staticmethod(pattern.callback),  # type: ignore[arg-type]
                "permission": operation.permission,
                "names": operation.names,
            },
        )
        found.append(path(str(pattern.pattern), view.as_view(), name=operation.name))
    return found


class NothingHere(ReadView):
    """Whatever is no operation: a refusal that a program understands, not a page."""

    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return problem(404, _("There is no such address in this interface."))


operation_patterns = _patterns()
