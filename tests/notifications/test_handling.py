"""What SKR does with a mail in the outbox, and with an address that does not work."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from modellkonceptet.notifications.editable_text import as_text, from_text
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import LinkedItem, MailText
from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.notifications.services import deliver_waiting, queue_mail
from modellkonceptet.notifications.services.addresses import mark_failing, mark_working
from modellkonceptet.notifications.services.handling import (
    drop_message,
    edit_message,
    hold_all,
    hold_message,
    release_all,
    release_message,
    send_again,
    text_for_editing,
)
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import store_file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ANNA = "anna@lund.example"
_S = MessageStatus


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def text() -> MailText:
    return MailText(
        subject="Kallelse",
        paragraphs=["Vi ses den 3 mars.", ["penna", "papper"]],
        reason="Du är med i teamet.",
        action_label="Svara",
        action_path="/svar/hemligt/",
        items=(LinkedItem("Läs", "/material/"),),
        wishes_path="/mejl/hemligt/",
    )


def queue(email=ANNA, *, write=text, **fields) -> Message:
    message = queue_mail(kind="call", to_email=email, to_name="Anna", write=write)
    if fields:
        Message.objects.filter(pk=message.pk).update(**fields)
        message.refresh_from_db()
    return message


def trail(thing) -> list[tuple]:
    return [
        (e.action, e.source, e.target, e.actor, e.note)
        for e in AuditEntry.objects.about(thing).order_by("pk")
    ]


def fresh(message) -> Message:
    return Message.objects.get(pk=message.pk)


def refusal(call, **given) -> str:
    with pytest.raises(ValidationError) as error:
        call(**given)
    return error.value.code


def test_a_held_mail_does_not_leave_until_it_is_released(project_lead):
    message = queue()
    hold_message(message=message, actor=project_lead, why="Fel datum")
    assert deliver_waiting() == 0
    assert (fresh(message).status, fresh(message).note) == (_S.HELD, "Fel datum")

    release_message(message=message, actor=project_lead)
    assert (fresh(message).status, fresh(message).note) == (_S.QUEUED, "")
    assert deliver_waiting() == 1
    assert trail(message) == [
        ("hold", "queued", "held", project_lead, "Fel datum"),
        ("release", "held", "queued", project_lead, ""),
    ]


def test_a_dropped_mail_never_leaves_and_keeps_its_key(project_lead):
    message = queue(key="call-1")
    drop_message(message=message, actor=project_lead, why="Inställt")

    assert deliver_waiting() == 0
    assert (fresh(message).status, fresh(message).note) == (_S.DROPPED, "Inställt")
    assert fresh(message).key == "call-1"


@pytest.mark.parametrize("status", [_S.SENDING, _S.SENT, _S.WAITING])
def test_what_is_leaving_or_has_left_is_not_touched(project_lead, status):
    message = queue(status=status, claimed_at=NOW, sent_at=NOW if status == _S.SENT else None)
    handled = {"message": message, "actor": project_lead}

    assert refusal(hold_message, **handled) == "wrong_state"
    assert refusal(release_message, **handled) == "wrong_state"
    assert refusal(drop_message, **handled, why="") == "wrong_state"
    assert refusal(edit_message, **handled, subject="Ny", text="Ny") == "wrong_state"
    assert fresh(message).status == status


def test_whoever_may_not_handle_mails_is_stopped(stranger):
    queued, held = queue(), queue(status=_S.HELD)
    sent = queue(status=_S.SENT, sent_at=NOW)
    calls = [
        lambda: hold_message(message=queued, actor=stranger),
        lambda: release_message(message=held, actor=stranger),
        lambda: drop_message(message=queued, actor=stranger, why=""),
        lambda: send_again(message=sent, actor=stranger),
        lambda: edit_message(message=queued, subject="Ny", text="Ny", actor=stranger),
        lambda: hold_all(messages=Message.objects.all(), actor=stranger),
        lambda: release_all(messages=Message.objects.all(), actor=stranger),
        lambda: mark_failing(email=ANNA, why="", actor=stranger),
        lambda: mark_working(email=ANNA, actor=stranger),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    assert list(Message.objects.order_by("pk")) == [queued, held, sent]
    assert MailAddress.objects.count() == 0


def test_a_failed_mail_starts_from_the_beginning(project_lead):
    message = queue(status=_S.FAILED, attempts=12, next_attempt_at=NOW + timedelta(hours=6))

    assert send_again(message=message, actor=project_lead) == message
    assert (fresh(message).status, fresh(message).attempts) == (_S.QUEUED, 0)
    assert deliver_waiting() == 1
    assert trail(message) == [("send_again", "failed", "queued", project_lead, "")]


@pytest.mark.parametrize("status", [_S.SENT, _S.DROPPED])
def test_what_was_sent_or_dropped_goes_again_as_a_copy_once(project_lead, status, clock):
    message = queue(status=status, sent_at=NOW if status == _S.SENT else None, key="call-1")
    document = store_file(name="brev.pdf", content=b"%PDF-", content_type="application/pdf")
    message.attachments.add(document)

    copy = send_again(message=message, actor=project_lead)
    clock.shift(timedelta(minutes=10))
    assert send_again(message=message, actor=project_lead) == copy

    assert (copy.copy_of, copy.key, copy.status) == (message, None, _S.QUEUED)
    assert copy.uid != message.uid
    assert list(copy.attachments.all()) == [document]
    same = ("kind", "to_email", "to_name", "language", "subject", "body_text", "body_html")
    same += ("content", "topics", "calendar")
    for name in same:
        assert getattr(copy, name) == getattr(message, name)
    assert fresh(message).status == status
    clock.shift(timedelta(seconds=1))
    assert send_again(message=message, actor=project_lead) != copy


@pytest.mark.parametrize("status", [_S.QUEUED, _S.HELD, _S.WAITING])
def test_what_has_not_left_is_not_sent_again(project_lead, status):
    message = queue(status=status)
    assert refusal(send_again, message=message, actor=project_lead) == "wrong_state"
    assert Message.objects.count() == 1


def test_an_edited_mail_has_its_new_words_in_both_parts_and_the_rest_as_it_was(project_lead):
    message = queue(status=_S.HELD)
    assert text_for_editing(message) == "Vi ses den 3 mars.\n\n- penna\n- papper"

    words = "Vi ses den 4 mars.\r\n\r\n- penna\r\n\r\nHälsningar"
    edit_message(message=message, subject=" Ny\nkallelse ", text=words, actor=project_lead)

    edited = fresh(message)
    expected = MailText(
        **{
            **vars(text()),
            "subject": "Ny kallelse",
            "paragraphs": ["Vi ses den 4 mars.", ["penna"], "Hälsningar"],
        }
    )
    assert edited.subject == "Ny kallelse"
    assert edited.content == expected.as_data()
    assert (edited.body_text, edited.body_html) == expected.render(name="Anna", language="sv")
    assert (edited.status, trail(message)) == (_S.HELD, [("edit", "", "", project_lead, "")])


def test_an_edit_that_changes_nothing_leaves_no_trace(project_lead):
    message = queue()
    words = {"subject": message.subject, "text": text_for_editing(message)}
    edit_message(message=message, **words, actor=project_lead)
    assert trail(message) == []


@pytest.mark.parametrize(
    "subject, words, code",
    [(" ", "Hej", "subject"), ("x" * 251, "Hej", "subject"), ("Hej", " \n", "text")],
)
def test_half_a_mail_is_refused(project_lead, subject, words, code):
    message = queue()
    given = {"message": message, "subject": subject, "text": words, "actor": project_lead}
    assert refusal(edit_message, **given) == code
    assert fresh(message).subject == "Kallelse"


def test_a_text_without_its_content_or_with_a_secret_link_is_not_for_others(project_lead):
    old = queue(content={})
    secret = queue(
        write=lambda: MailText(
            subject="Svara", paragraphs=["Här: https://m.example/svar/hemligt/"], reason="x"
        )
    )
    for message in (old, secret):
        assert text_for_editing(message) is None
        given = {"message": message, "subject": "Ny", "text": "Ny", "actor": project_lead}
        assert refusal(edit_message, **given) == "wrong_state"


@pytest.mark.parametrize("count", [1, 30])
def test_many_are_held_and_released_in_few_questions(
    project_lead, count, django_assert_num_queries
):
    for n in range(count):
        queue(f"p{n}@lund.example")
    others = [queue(status=_S.FAILED), queue(status=_S.SENT, sent_at=NOW)]
    project_lead.has_perm("notifications.handle_message")
    with django_assert_num_queries(6):  # savepoint and release, numbers, rows, change, trail
        assert hold_all(messages=Message.objects.all(), actor=project_lead) == count
    assert hold_all(messages=Message.objects.all(), actor=project_lead) == 0
    with django_assert_num_queries(7):  # and which addresses fail
        assert release_all(messages=Message.objects.all(), actor=project_lead) == count

    assert Message.objects.filter(status=_S.QUEUED).count() == count
    assert [fresh(message).status for message in others] == [_S.FAILED, _S.SENT]
    assert trail(Message.objects.filter(status=_S.QUEUED).first()) == [
        ("hold", "queued", "held", project_lead, ""),
        ("release", "held", "queued", project_lead, ""),
    ]


def test_an_address_that_fails_holds_its_mails_and_gives_the_recent_ones_back(project_lead, clock):
    old = queue()
    clock.shift(timedelta(days=4))
    recent, mine, other = queue(), queue(), queue("eva@lund.example")
    hold_message(message=mine, actor=project_lead, why="Fel")

    mark_failing(email="Anna@lund.example", why="Har slutat", actor=project_lead)
    address = mark_failing(email=ANNA, why="Har slutat i februari", actor=project_lead)
    new = queue()

    states = [(fresh(each).status, fresh(each).note) for each in (old, recent, new)]
    assert states == [(_S.HELD, "address_fails")] * 3
    assert fresh(other).status == _S.QUEUED
    assert (address.failing_since, address.marked_by) == (timezone.now(), project_lead)
    for stopped in (recent, queue(status=_S.FAILED), queue(status=_S.SENT, sent_at=NOW)):
        call = release_message if stopped is recent else send_again
        assert refusal(call, message=fresh(stopped), actor=project_lead) == "address_fails"
    assert release_all(messages=Message.objects.all(), actor=project_lead) == 0

    clock.shift(timedelta(days=3, seconds=1))
    assert mark_working(email="ANNA@lund.example", actor=project_lead) == 2
    assert mark_working(email=ANNA, actor=project_lead) == 0
    assert [fresh(each).status for each in (old, recent, new)] == [_S.HELD, _S.QUEUED, _S.QUEUED]
    assert (fresh(mine).status, fresh(mine).note) == (_S.HELD, "Fel")
    address = MailAddress.objects.get()
    assert (address.failing_since, address.failing_because, address.marked_by) == (None, "", None)
    assert [row[0] for row in trail(address)] == ["mark_failing", "mark_failing", "mark_working"]
    release_message(message=fresh(old), actor=project_lead)
    assert fresh(old).status == _S.QUEUED


LINES = st.text(min_size=1, max_size=20).map(lambda line: " ".join(line.split())).filter(
    lambda line: line and not line.startswith("- ") and line != "-"
)  # fmt: skip
PARTS = st.one_of(
    st.lists(LINES, min_size=1, max_size=3).map("\n".join),
    st.lists(LINES, min_size=1, max_size=3),
)


@given(paragraphs=st.lists(PARTS, max_size=5))
def test_paragraphs_survive_the_way_through_the_form(paragraphs):
    assert from_text(as_text(paragraphs)) == paragraphs
    assert from_text(as_text(paragraphs).replace("\n", "\r\n") + "\r\n") == paragraphs


@given(written=st.text(alphabet="ab- \n\r\t", max_size=40))
def test_whatever_is_written_is_read_back_the_same(written):
    read = from_text(written)
    assert from_text(as_text(read)) == read
    assert "" not in read
