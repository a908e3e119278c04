"""People, whose e-mail address is the login, and the keys of their own programs."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkonceptet.accounts.enums import Scope, StaffRole
from modellkonceptet.accounts.querysets import OwnKeyQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from what they are in a round."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of mails"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )
    staff_role = models.CharField(
        _("role at SKR"), max_length=20, choices=StaffRole.choices, blank=True
    )
    is_demo = models.BooleanField(_("made by the demo"), default=False, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_one_person_per_address",
                violation_error_message=_("There is already somebody with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_staff(self) -> bool:
        """Whether the person belongs to SKR, and may thus enter the Django admin."""
        return self.is_superuser or bool(self.staff_role)

    @property
    def mail_domain(self) -> str:
        return self.email.rpartition("@")[2].lower()


class PersonalToken(models.Model):
    """A key with which a program of the person's own reads what `scopes` name.

    Of the secret only the hash is kept: it is shown once. `public_id` is the part of it that
    may be seen, so that a key that has gone astray can be told from the others. SKR's staff
    have no keys (see `accounts.make_key`).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="keys", verbose_name=_("person")
    )
    name = models.CharField(_("what the key is for"), max_length=80)
    scopes = models.JSONField(_("what it opens"), default=list)
    public_id = models.CharField(max_length=12, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_on = models.DateField(_("last day"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = OwnKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal key")
        verbose_name_plural = _("personal keys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="accounts_key_says_what_for",
                violation_error_message=_("Write what the key is for."),
            ),
            models.CheckConstraint(
                condition=~Q(scopes=[]),
                name="accounts_key_opens_something",
                violation_error_message=_("Choose at least one thing that the key opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it opens, as a person says it."""
        return [str(Scope(scope).label) for scope in self.scopes]

    def is_open(self, day: date) -> bool:
        return self.revoked_at is None and day <= self.expires_on
