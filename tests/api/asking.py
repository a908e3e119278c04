"""How tests ask the API."""

from typing import Any

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.accounts.models import User
from modellkonceptet.accounts.services import create_token

ROOT = "/api/v1"


def key_of(user: User, *scopes: str, days: int = 90) -> str:
    """A key that works, with all scopes unless some are named."""
    _token, key = create_token(user=user, name="Prov", scopes=scopes or Scope.values, days=days)
    return key.text


def ask(client: Any, path: str, key: str = "", **headers: str) -> Any:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return client.get(f"{ROOT}{path}", headers=headers)
