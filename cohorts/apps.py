from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = _("Rounds and organisations")

    def ready(self) -> None:
        user_logged_in.connect(_seat_whoever_signs_in, dispatch_uid="cohorts-link-account")


def _seat_whoever_signs_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Whoever was named in a team before they had an account finds their seat at sign-in."""
    from cohorts.services.teams import link_account

    link_account(user=user)
