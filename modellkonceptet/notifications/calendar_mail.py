"""How a calendar file travels in a mail (RFC 6047, and what Outlook asks for)."""

import re
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.core.mail import EmailMultiAlternatives

FILE_NAME = "invite.ics"
_METHOD = re.compile(rb"^METHOD:(REQUEST|CANCEL)\r$", re.MULTILINE)


def add_calendar(mail: EmailMultiAlternatives, content: bytes) -> None:
    """Add an invitation or cancellation to a mail that has its text and HTML.

    The file goes in twice: as the last alternative of the text, which is what Outlook and Gmail
    read as an invitation, and as a file for calendars that want one. That one is not
    text/calendar, or some would show the invitation twice.
    """
    method = _METHOD.search(content)
    if method is None:
        raise ValueError("Only an invitation or a cancellation travels by mail.")
    if len(mail.recipients()) != 1:
        raise ValueError("An invitation goes to one person at a time.")
    # Django adds the charset.
    mail.attach_alternative(content.decode(), f"text/calendar; method={method[1].decode()}")
    attachment = MIMEBase("application", "ics", name=FILE_NAME)
    attachment.set_payload(content)
    encode_base64(attachment)
    attachment.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    mail.attach(attachment)
