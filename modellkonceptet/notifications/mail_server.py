"""One connection to the mail server for as many mails as there are."""

from contextlib import suppress
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, get_connection

from modellkonceptet.notifications.mail_failures import Failure, OutOfReach, failure_of


class MailServer:
    """Connects when asked to, stays connected, and connects anew when the server has hung up."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._has_sent = False

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    @property
    def is_reached(self) -> bool:
        return self._connection is not None

    def reach(self) -> None:
        """Connect unless connected. Raises OutOfReach."""
        if self._connection is not None:
            return
        try:
            connection = get_connection()
            connection.open()
        except Exception as error:  # sockets, TLS, names and passwords have errors of their own
            raise OutOfReach(str(error)) from error
        self._connection, self._has_sent = connection, False

    def send(self, mail: EmailMessage) -> None:
        """Send; on a connection that has been used, once more on a fresh one.

        Many servers take so many mails on a connection and then hang up, in good health.
        """
        self.reach()
        was_used, self._has_sent = self._has_sent, True
        try:
            self._connection.send_messages([mail])
        except Exception as error:  # a backend may be any, and so its errors
            if failure_of(error) is not Failure.SERVER:
                raise
            self.hang_up()
            if not was_used:
                raise
            self.send(mail)

    def hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it is over either way
                connection.close()
