"""Mails as files, for the demo and for tests."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileMailBackend(BaseEmailBackend):
    """Write each mail to MAIL_DIR as `<Message-ID>.eml`, complete or not at all.

    The name makes delivery idempotent, as a receiving server is that knows a Message-ID.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(settings.MAIL_DIR)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            content = mail.message()
            name = content["Message-ID"].strip("<>").replace("/", "_")
            partial = self.folder / f".{name}.{os.getpid()}"
            partial.write_bytes(content.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            partial.rename(self.folder / f"{name}.eml")
        return len(email_messages)
