"""People. The e-mail address is the login."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.querysets import UserManager


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
