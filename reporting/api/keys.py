"""Who shows a personal key, and whether it opens the operation."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import AuthorizationError
from ninja.security.http import HttpAuthBase

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.accounts.models import PersonalToken
from modellkonceptet.accounts.services import find_token, note_use
from modellkonceptet.civil_dates import today


class PersonalKey(HttpAuthBase):
    """A key in the header, with the scope that the operation needs. Cookies say nothing here.

    The permission is asked of the key's person; where the operation is about one row
    (`of_row`), `fetch_row` asks it about the row. Not ninja's own class for this: that one logs
    a header which it does not understand.
    """

    openapi_scheme = "bearer"
    openapi_bearerFormat = "mk_…"
    openapi_description = gettext_lazy(
        "A personal key, made under My account. It reads what its scopes name, never more than"
        " its person sees, and works until its last day."
    )

    def __init__(self, scope: Scope, permission: str, *, of_row: bool = False) -> None:
        super().__init__()
        self.scope, self.permission, self.of_row = scope, permission, of_row

    def __call__(self, request: HttpRequest) -> PersonalToken | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        day = today()
        token = find_token(text.strip(), day=day) if scheme.lower() == "bearer" else None
        if token is None:
            return None
        if self.scope not in token.scopes:
            raise AuthorizationError(
                message=_("The key opens other things. This needs: %(scope)s.")
                % {"scope": self.scope.value}
            )
        request.user = token.user
        if not self.of_row:
            self.ask(token)
        note_use(token=token, day=day)
        return token

    def ask(self, token: PersonalToken, row: Any = None) -> None:
        if not token.user.has_perm(self.permission, row):
            raise AuthorizationError(message=_("You may not read this."))


def fetch_row(key: PersonalKey, request: Any, rows: QuerySet, pk: int) -> Any:
    """One of the rows, which are somebody's already: another's is not there at all."""
    row = get_object_or_404(rows, pk=pk)
    key.ask(request.auth, row)
    return row
