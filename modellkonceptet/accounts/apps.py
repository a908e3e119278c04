from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "modellkonceptet.accounts"
    verbose_name = _("People and roles")

    def ready(self) -> None:
        from modellkonceptet.accounts import checks  # noqa: F401
