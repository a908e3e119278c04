"""How allauth fits in: mails in the product's look, no crash when mail is down."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's default, but a mail server that is down gives a sentence, not an error page.

    Sign-in codes leave at once and never enter the outbox, where staff could read them.
    """

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("Could not send %s: %s", template_prefix, error)
            messages.error(
                self.request,
                _("The mail could not be sent just now. Wait a minute and ask for a new code."),
            )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """There is one way in: asking for a code makes the account (see forms.SignInForm)."""
        return False
