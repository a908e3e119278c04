"""The shape of views: one form, one service call, one answer."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import classonlymethod
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.generic import FormView, View


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Show a service's refusal at the fields it names, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        known = field in form.fields and field != NON_FIELD_ERRORS
        form.add_error(field if known else None, errors)


PUBLIC = "public"


class PermissionView(View):
    """One view, one permission; the matrix of tests reads it from here.

    A view about one thing fetches it in `get_permission_object` through `visible_to`, so that
    what is invisible is 404, and what is visible but forbidden 403.
    """

    permission: str

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Closed to those who have not signed in, unless the permission is PUBLIC."""
        view: Any = super().as_view(**initkwargs)
        permission = initkwargs.get("permission", getattr(cls, "permission", None))
        view.login_required = permission != PUBLIC
        return view

    def get_permission_object(self) -> Any:
        return None

    @cached_property
    def permission_object(self) -> Any:
        """The thing that the page is about, fetched once."""
        return self.get_permission_object()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.permission != PUBLIC and not request.user.has_perm(
            self.permission, self.permission_object
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ServiceFormView(PermissionView, FormView):
    """A form whose valid input goes to one service; a refusal keeps what was typed.

    Subclasses define `call_service(form)`; what it returns is kept as `self.result` for
    `get_success_url`.
    """

    result: Any = None

    def call_service(self, form: Any) -> Any:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.result = self.call_service(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def stored_file_response(stored: Any, *, inline: bool = False) -> FileResponse:
    """Send a stored file as a download that no browser will run as a page."""
    response = FileResponse(stored.content.open("rb"), content_type=stored.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(not inline, stored.name) or "inline"
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
