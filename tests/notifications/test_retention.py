"""Mails are forgotten after 24 months; what they told of stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from applications.models import DecisionLetter
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Mailing, Message, Reminder
from modellkonceptet.notifications.services import forget_mails, queue_mail, retention
from modellkonceptet.records.models import StoredFile
from modellkonceptet.records.services import store_file
from tests import factories

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = WRITTEN + timedelta(days=731)


def text() -> MailText:
    return MailText(subject="Beslut", paragraphs=["Hej."], reason="Ni har anmält er.")


def write(email, **fields) -> Message:
    message = queue_mail(kind="receipt", to_email=email, write=text)
    Message.objects.filter(pk=message.pk).update(**fields)
    return message


def left() -> list[str]:
    return sorted(Message.objects.values_list("to_email", flat=True))


@pytest.fixture
def mails():
    """In March 2026: one of each state, one sent a day later, one that is being sent."""
    with time_machine.travel(WRITTEN, tick=False):
        for status in ("queued", "held", "failed", "dropped"):
            write(f"{status}@lund.example", status=status)
        write("sent@lund.example", status=MessageStatus.SENT, sent_at=WRITTEN)
        sent_later = {"status": MessageStatus.SENT, "sent_at": WRITTEN + timedelta(days=1)}
        write("later@lund.example", **sent_later)
        write("sending@lund.example", status=MessageStatus.SENDING, claimed_at=WRITTEN)


@pytest.mark.parametrize("at_a_time", [1, 500])
def test_what_left_or_never_left_is_forgotten_after_24_months(mails, monkeypatch, at_a_time):
    monkeypatch.setattr(retention, "AT_A_TIME", at_a_time)
    with time_machine.travel(LATER, tick=False):
        assert forget_mails() == 0
    with time_machine.travel(LATER + timedelta(seconds=1), tick=False):
        write("new@lund.example")
        assert (forget_mails(), forget_mails()) == (5, 0)

    assert left() == ["later@lund.example", "new@lund.example", "sending@lund.example"]


def test_the_ledger_and_mails_to_groups_go_too(mails):
    message = Message.objects.get(to_email="sent@lund.example")
    kept = Message.objects.get(to_email="later@lund.example")
    with time_machine.travel(WRITTEN, tick=False):
        mailing = Mailing.objects.create(subject_sv="Hej", text_sv="Hej", audience="Alla")
    for about, day in ((message, date(2026, 3, 2)), (kept, date(2026, 3, 3))):
        Reminder.objects.create(
            rule="x", round_id=1, subject=f"x-{about.pk}", address="a@b.example",
            due_on=day, step=0, day=day, message=about,
        )  # fmt: skip
    Message.objects.filter(pk=kept.pk).update(mailing=mailing, copy_of=message)
    with time_machine.travel(LATER + timedelta(seconds=1), tick=False):
        forget_mails()

    assert Mailing.objects.count() == 0
    assert [row.message for row in Reminder.objects.all()] == [kept]
    kept.refresh_from_db()
    assert (kept.mailing, kept.copy_of) == (None, None)


def test_a_decision_keeps_its_letter_and_its_document(mails):
    lead = factories.make_user()
    decision = factories.make_decision(factories.make_application(), by=lead)
    letter = DecisionLetter.objects.create(decision=decision, content={})
    document = store_file(name="brev.pdf", content=b"%PDF-", content_type="application/pdf")
    for message in Message.objects.all():
        message.attachments.add(document)
        letter.messages.add(message)
    with time_machine.travel(LATER + timedelta(seconds=1), tick=False):
        forget_mails()

    assert sorted(letter.messages.values_list("to_email", flat=True)) == left()
    assert DecisionLetter.objects.get() == letter
    assert StoredFile.objects.get() == document
