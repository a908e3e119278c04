from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "modellkonceptet.notifications"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        """Every app's `reminders.py` registers what can be reminded of."""
        autodiscover_modules("reminders")
