"""The outbox: a row first, then exactly one mail, whatever fails in between."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import (
    deliver_message,
    queue_mail,
    queue_mail_to,
    queue_mails,
    reclaim_abandoned,
    release_with_document,
)
from modellkonceptet.notifications.tasks import sweep_outbox
from modellkonceptet.records.services import store_file
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in_files(settings):
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no server")


def text() -> MailText:
    return MailText(
        subject="Kvitto\r\nBcc: x@y.example",
        paragraphs=["Tack för er anmälan.", ["en", "två"]],
        reason="Ni har skickat in.",
        action_label="Läs",
        action_path="/ansokan/1/",
    )


def queue(**fields) -> Message:
    fields.setdefault("to_email", "anna@lund.example")
    fields.setdefault("about", factories.make_user())
    return queue_mail(kind="receipt", to_name="Anna", write=text, **fields)


def sent_mails(settings) -> list:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(Path(settings.MAIL_DIR).glob("*.eml"))
    ]


def test_a_mail_has_both_parts_greets_and_says_why(settings):
    message = queue()
    deliver_message(message_id=message.pk)
    (mail,) = sent_mails(settings)
    assert mail["To"] == "anna@lund.example"
    assert mail["Subject"] == "Kvitto Bcc: x@y.example"
    assert mail["Bcc"] is None
    plain = mail.get_body(("plain",)).get_content()
    assert plain.splitlines()[0] == "Hej Anna!"
    assert plain.count("Ni har skickat in.") == 1
    assert plain.count(f"{settings.SITE_URL}/ansokan/1/") == 1
    assert mail.get_body(("html",)).get_content().count("<li>") == 2
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_the_receiver_reads_it_in_their_own_language(settings):
    user = factories.make_user(language="en", name="Anna")
    message = queue_mail_to(user, kind="receipt", write=text, about=user)
    assert (message.language, message.body_text.splitlines()[0]) == ("en", "Hello Anna,")


def test_the_same_key_gives_one_mail():
    about = factories.make_user()
    assert queue(key="decision-1", about=about) == queue(key="decision-1", about=about)
    assert Message.objects.count() == 1


def test_a_rolled_back_write_leaves_no_mail():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_a_delivered_mail_is_not_sent_again(settings):
    message = queue()
    deliver_message(message_id=message.pk)
    deliver_message(message_id=message.pk)
    sweep_outbox()
    assert len(sent_mails(settings)) == 1


def test_a_mail_waits_for_its_document_and_leaves_with_it(settings):
    message = queue(waits_for_document=True)
    sweep_outbox()
    assert sent_mails(settings) == []
    document = store_file(name="brev.pdf", content=b"%PDF-", content_type="application/pdf")
    release_with_document(message=message, document=document)
    release_with_document(message=message, document=document)
    sweep_outbox()
    (mail,) = sent_mails(settings)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["brev.pdf"]


def test_a_backend_that_is_down_loses_nothing(settings):
    message = queue()
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    deliver_message(message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.QUEUED, 1)
    assert message.error == "ConnectionRefusedError: no server"
    assert not Message.objects.due(timezone.now()).exists()
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        sweep_outbox()
    assert len(sent_mails(settings)) == 1


def test_a_claim_of_a_dead_worker_is_given_back_under_the_same_message_id(settings):
    message = queue()
    before = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS + 1)
    Message.objects.update(status=MessageStatus.SENDING, claimed_at=before)
    assert reclaim_abandoned() == 1
    sweep_outbox()
    (mail,) = sent_mails(settings)
    assert mail["Message-ID"] == f"<{message.uid}@skr.example>"


def test_a_claim_that_is_fresh_is_left_alone():
    queue()
    Message.objects.update(status=MessageStatus.SENDING, claimed_at=timezone.now())
    assert reclaim_abandoned() == 0


def test_only_staff_and_the_receiver_see_a_mail(project_lead, applicant, stranger):
    mine = queue_mail_to(applicant, kind="receipt", write=text, about=applicant)
    assert list(Message.objects.visible_to(project_lead)) == [mine]
    assert list(Message.objects.visible_to(applicant)) == [mine]
    assert list(Message.objects.visible_to(stranger)) == []


def test_whoever_reads_the_outbox_can_not_answer_for_the_receiver(client, project_lead):
    message = queue()
    Message.objects.update(body_text="Svara: https://modell.example/mentorskap/hemligt-1/")
    client.force_login(project_lead)

    page = client.get(reverse("admin:notifications_message_change", args=[message.pk]))

    text = page.content.decode()
    assert "https://modell.example/mentorskap/…/" in text
    assert "hemligt-1" not in text


def test_a_dead_broker_leaves_the_page_and_the_row(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    from modellkonceptet.celery import app

    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        queue()
    assert Message.objects.due(timezone.now()).count() == 1


def letters(count):
    about = factories.make_user()
    return [
        {
            "kind": "receipt",
            "to_email": f"p{n}@lund.example",
            "to_name": f"Person {n}",
            "language": "sv" if n % 2 else "en",
            "about": about,
            "key": f"receipt-{n}",
            "calendar": b"BEGIN:VCALENDAR" if n else b"",
            "write": text,
        }
        for n in range(count)
    ]


def columns(message):
    names = (
        "kind",
        "to_email",
        "to_name",
        "language",
        "subject",
        "calendar",
        "status",
        "body_text",
    )
    return {name: getattr(message, name) for name in names}


def test_many_mails_at_once_are_as_when_written_one_by_one():
    assert len(queue_mails(letters(3))) == 3
    at_once = [columns(message) for message in Message.objects.order_by("pk")]
    Message.objects.all().delete()

    for letter in letters(3):
        queue_mail(**letter)

    assert [columns(message) for message in Message.objects.order_by("pk")] == at_once


@pytest.mark.parametrize("count", [1, 30])
def test_many_mails_take_three_questions(count, django_assert_num_queries):
    wanted = letters(count)
    with django_assert_num_queries(3):  # which are written, which addresses fail, the rows
        queue_mails(wanted)


def test_of_many_mails_those_that_are_written_are_not_written_again(
    django_capture_on_commit_callbacks,
):
    queue_mails(letters(2))

    with django_capture_on_commit_callbacks() as handed_over:
        assert len(queue_mails([*letters(4), *letters(4)])) == 2

    assert len(handed_over) == 2
    assert [message.key for message in Message.objects.order_by("pk")] == [
        f"receipt-{n}" for n in range(4)
    ]
    assert queue_mails([]) == []
