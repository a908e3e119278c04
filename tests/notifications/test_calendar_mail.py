"""The mail around a calendar file, taken apart by the email package as a receiver does."""

from email import message_from_bytes, policy

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives

from learning_meetings.calendar_files import cancellation, feed, invitation
from modellkonceptet.notifications.calendar_mail import add_calendar
from tests.learning_meetings.calendar_readers import by_icalendar, by_vobject
from tests.learning_meetings.test_calendar_files import EVA, EVENT, SKR


def mail_with(content, *, attachments=()):
    """As the outbox writes a mail: text, HTML, then the calendar; sent and read from bytes."""
    mail = EmailMultiAlternatives(
        subject="Inbjudan: Lärandemöte 2",
        body="Hej Eva!\n",
        to=[EVA.email],
        headers={"Message-ID": "<1@skr.example>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative("<p>Hej Eva!</p>", "text/html")
    add_calendar(mail, content)
    for attachment in attachments:
        mail.attach(*attachment)
    mail.send()
    (sent,) = outbox.outbox
    return message_from_bytes(sent.message().as_bytes(linesep="\r\n"), policy=policy.default)


def shape(part):
    if part.is_multipart():
        return [part.get_content_type(), *(shape(each) for each in part.iter_parts())]
    return part.get_content_type()


def test_an_invitation_is_an_alternative_of_the_text_and_an_attachment():
    mail = mail_with(invitation(EVENT, EVA, SKR))

    assert shape(mail) == [
        "multipart/mixed",
        ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        "application/ics",
    ]


@pytest.mark.parametrize("write, method", [(invitation, "REQUEST"), (cancellation, "CANCEL")])
def test_the_part_says_the_method_that_the_file_says(write, method):
    mail = mail_with(write(EVENT, EVA, SKR))

    *_texts, calendar = next(mail.iter_parts()).iter_parts()
    assert dict(calendar["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    assert calendar["Content-Disposition"] is None
    assert by_icalendar(calendar.get_content())["method"] == method


def test_what_arrives_is_what_was_written():
    content = invitation(EVENT, EVA, SKR)

    mail = mail_with(content)

    alternative, attachment = mail.iter_parts()
    *_texts, calendar = alternative.iter_parts()
    assert attachment.get_payload(decode=True) == content
    assert attachment.get_filename() == "invite.ics"
    received = calendar.get_payload(decode=True)
    assert received == content
    assert by_icalendar(received) == by_vobject(received)


def test_other_attachments_come_after():
    mail = mail_with(
        invitation(EVENT, EVA, SKR), attachments=[("dagordning.pdf", b"%PDF-", "application/pdf")]
    )

    assert shape(mail) == [
        "multipart/mixed",
        ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        "application/ics",
        "application/pdf",
    ]


def test_only_an_invitation_to_one_person_travels():
    with pytest.raises(ValueError, match="by mail"):
        add_calendar(
            EmailMultiAlternatives(to=[EVA.email]), feed([EVENT], name="Möten", organiser=SKR)
        )
    for to in ([], [EVA.email, "bo@lund.example"]):
        with pytest.raises(ValueError, match="one person"):
            add_calendar(EmailMultiAlternatives(to=to), invitation(EVENT, EVA, SKR))
