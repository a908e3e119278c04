"""Questions about people."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models

from modellkonceptet.accounts.rules import handles_applications


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Those who handle applications see everybody; others see themselves here, and
        colleagues through what they write together."""
        if handles_applications(user):
            return self
        return self.filter(pk=user.pk) if user.is_authenticated else self.none()


class OwnKeyQuerySet(models.QuerySet):
    """A person's keys are nobody else's business, not even SKR's."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def open(self, day: date) -> Self:
        """Those that open something on the day."""
        return self.filter(revoked_at=None, expires_on__gte=day)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Create a person; without a password they sign in by code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> Any:
        return self.get(email__iexact=email)
