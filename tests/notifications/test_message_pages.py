"""One mail of the outbox and one receiver: what their pages say and do."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from modellkonceptet.notifications.delivery_log import step_in_words
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.message_page import refusal_in_words
from modellkonceptet.notifications.models import MailAddress, Message, Reminder
from modellkonceptet.notifications.outbox_page import receiver_path
from modellkonceptet.records.services import store_file
from tests.notifications.outbox_recipes import MARIA, NOW, heading, page_of, queue, sent, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_half_past_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead(client, project_lead):
    client.force_login(project_lead)
    return project_lead


# --- one mail ------------------------------------------------------------------------


def test_a_mail_is_shown_as_it_is_read_without_its_secrets(client, lead):
    message = queue(
        topics=["meetings"], paragraphs=["En <b>sak</b> väntar.\nSvara: /svar/hemligt/"]
    )
    file = store_file(name="brev.pdf", content=b"%PDF", content_type="application/pdf")
    message.attachments.add(file)

    response = client.get(page_of(message))
    page = response.context["page"]

    assert heading(response) == "Mejlet väntar på att skickas"
    assert response.content.decode().count("hemlig") == 0
    assert response.content.decode().count("<b>sak</b>") == 0
    assert page.text.count("/svar/…/") == 1
    assert page.facts == [
        ("Slag", "Påminnelse"),
        ("Kan det väljas bort", "Ja, genom att välja bort: Träffar"),
        ("Språk", "Svenska"),
        ("Skrivet", "3 mars 09.30"),
        ("Bilagor", "brev.pdf"),
    ]
    assert response["Cache-Control"] == "private, no-store"


def test_a_failed_mail_says_why_and_a_calendar_is_named(client, lead):
    message = queue(
        status=MessageStatus.FAILED,
        attempts=1,
        error="550 5.7.1 spam",
        calendar=b"BEGIN:VCALENDAR\nMETHOD:CANCEL",
    )

    response = client.get(page_of(message))

    assert heading(response) == "Mejlet kunde inte skickas"
    assert response.context["page"].facts[-3:] == [
        ("Försök", "1"),
        ("Senaste fel", "550 5.7.1 spam"),
        ("Kalender", "En avbokning som mottagarens kalender läser"),
    ]


@pytest.mark.parametrize(
    "status, actions",
    [
        (MessageStatus.WAITING, set()),
        (MessageStatus.QUEUED, {"hold", "drop", "edit"}),
        (MessageStatus.SENDING, set()),
        (MessageStatus.HELD, {"release", "drop", "edit"}),
        (MessageStatus.FAILED, {"send_again", "drop", "edit"}),
        (MessageStatus.SENT, {"send_again"}),
        (MessageStatus.DROPPED, {"send_again"}),
    ],
)
def test_a_page_offers_what_the_state_allows(client, lead, status, actions):
    message = queue()
    columns: dict[str, Any] = {"status": status}
    columns |= {"claimed_at": NOW} if status == MessageStatus.SENDING else {}
    columns |= {"sent_at": NOW} if status == MessageStatus.SENT else {}
    Message.objects.filter(pk=message.pk).update(**columns)
    pages = {
        "hold": "hall-kvar/",
        "release": "slapp/",
        "drop": "stryk/",
        "send_again": "skicka-igen/",
        "edit": "andra/",
    }

    response = client.get(page_of(message))

    assert response.context["actions"] == actions
    assert {
        action: client.get(page_of(message, rest)).status_code for action, rest in pages.items()
    } == {action: 200 if action in actions else 302 for action in pages}


def test_a_mail_is_held_with_a_reason_released_and_dropped(client, lead):
    message = queue()

    held = client.post(page_of(message, "hall-kvar/"), {"why": "Väntar på besked"})
    message.refresh_from_db()
    assert (held["Location"], message.status) == (page_of(message), MessageStatus.HELD)
    assert message.note == "Väntar på besked"

    client.post(page_of(message, "slapp/"))
    message.refresh_from_db()
    assert (message.status, message.note) == (MessageStatus.QUEUED, "")

    refused = client.post(page_of(message, "stryk/"), {"why": " "})
    assert refused.status_code == 422
    client.post(page_of(message, "stryk/"), {"why": "Skickat två gånger"})
    response = client.get(page_of(message))

    assert heading(response) == "Mejlet är struket och skickas inte"
    assert [(row.what, row.who, row.note) for row in response.context["page"].trail] == [
        ("Ströks", "Projektledare", "Skickat två gånger"),
        ("Släpptes", "Projektledare", ""),
        ("Hölls kvar", "Projektledare", "Väntar på besked"),
    ]


def test_what_no_longer_can_be_done_is_said_and_the_reason_kept(client, lead):
    message = sent()

    response = client.post(page_of(message, "stryk/"), {"why": "För sent"})

    assert response.status_code == 422
    assert response.content.decode().count('value="För sent"') == 1
    assert texts(response).count("Det här är redan hanterat.") == 2  # in the summary and the form


def test_a_sent_mail_goes_again_as_a_copy(client, lead):
    message = sent()

    response = client.post(page_of(message, "skicka-igen/"))
    copy = message.copies.get()

    assert response["Location"] == page_of(copy)
    assert copy.status == MessageStatus.QUEUED
    pages = [client.get(page_of(one)).content.decode() for one in (message, copy)]
    assert pages[0].count(f'href="{page_of(copy)}"') == 1
    assert pages[1].count(f'href="{page_of(message)}"') == 1


def test_a_held_mail_to_an_address_that_fails_is_not_released(client, lead):
    MailAddress.objects.create(email=MARIA, failing_since=NOW)
    message = queue()

    response = client.post(page_of(message, "slapp/"))
    message.refresh_from_db()

    assert (response.status_code, message.status) == (422, MessageStatus.HELD)
    assert texts(response).count(MARIA) == 2  # whose mail it is, and the refusal


# --- editing -------------------------------------------------------------------------


def test_a_mail_is_looked_at_before_it_is_worded_anew(client, lead):
    message = queue(paragraphs=["En sak väntar.", ["ett", "två"]])
    words = {"subject": "Nytt ärende", "text": "Två saker.\n\n- fem\n- sex"}

    first = client.get(page_of(message, "andra/"))
    looked = client.post(page_of(message, "andra/"), words | {"look": "1"})
    message.refresh_from_db()

    assert first.context["form"].initial["text"] == "En sak väntar.\n\n- ett\n- två"
    assert (looked.status_code, message.subject) == (200, "Påminnelse: svara")
    preview = looked.context["preview"]
    assert preview.subject == "Nytt ärende"
    assert preview.text.splitlines()[0] == "Hej Maria Berg!"
    assert [line for line in preview.text.splitlines() if line[:2] == "- "] == [
        "- fem",
        "- sex",
        "- Svara på inbjudan",
    ]
    assert looked.context["form"]["text"].value() == words["text"]

    saved = client.post(page_of(message, "andra/"), words)
    message.refresh_from_db()

    assert saved["Location"] == page_of(message)
    assert (message.subject, message.content["paragraphs"]) == (
        "Nytt ärende",
        ["Två saker.", ["fem", "sex"]],
    )


def test_half_a_mail_is_refused_and_kept(client, lead):
    message = queue()

    response = client.post(page_of(message, "andra/"), {"subject": "Nytt ärende", "text": ""})

    assert response.status_code == 422
    assert response.content.decode().count('value="Nytt ärende"') == 1
    assert texts(response).count("Skriv en text.") == 2  # in the summary and at the field


def test_a_mail_that_has_left_is_not_edited(client, lead):
    message = sent()

    response = client.post(page_of(message, "andra/"), {"subject": "Nytt", "text": "Nytt"})
    message.refresh_from_db()

    assert (response.status_code, message.subject) == (422, "Påminnelse: svara")


def test_a_mail_of_which_only_the_rendered_parts_are_known_is_not_edited(client, lead):
    message = queue()
    Message.objects.update(content={})

    response = client.post(page_of(message, "andra/"), {"subject": "Nytt", "text": "Nytt"})
    message.refresh_from_db()

    assert (response.status_code, message.subject) == (422, "Påminnelse: svara")


def test_the_words_of_a_secret_link_are_not_edited(client, lead):
    message = queue(paragraphs=["Svara här: /svar/hemligt/"])

    assert client.get(page_of(message, "andra/"))["Location"] == page_of(message)


# --- one receiver --------------------------------------------------------------------


def test_everything_about_one_address(client, lead):
    message = queue(to_email="Maria@Lund.example")
    queue(to_email="bo@ystad.example")
    MailAddress.objects.create(email=MARIA, refused=["meetings", "news"], weekday=0)
    for step in (-7, 0, 3):
        Reminder.objects.create(
            rule="gammal.regel",
            round_id=1,
            subject="report-1",
            address=MARIA,
            due_on=date(2027, 3, 10),
            step=step,
            day=date(2027, 3, 10) + timedelta(days=step),
            message=message,
        )

    response = client.get(receiver_path(MARIA))
    receiver = response.context["receiver"]

    assert heading(response) == "Mejl till Maria Berg"
    assert [row.message for row in response.context["rows"]] == [message]
    assert receiver.state == "Adressen fungerar, så vitt vi vet."
    assert receiver.wishes == [
        "Vill inte ha mejl om: Träffar och Nyheter från SKR.",
        "Påminnelserna kommer en gång i veckan (måndag).",
    ]
    assert [(one.rule, one.said, one.due, one.step) for one in receiver.reminders] == [
        ("gammal.regel", "13 mars", "10 mars", "3 dagar efter"),
        ("gammal.regel", "10 mars", "10 mars", "samma dag"),
        ("gammal.regel", "3 mars", "10 mars", "7 dagar före"),
    ]


def test_an_address_nobody_has_written_to(client, lead):
    response = client.get(receiver_path("ingen@lund.example"))

    assert heading(response) == "Mejl till ingen@lund.example"
    assert response.context["receiver"].wishes == [
        "Vill ha mejl om allt.",
        "Påminnelserna kommer på vardagar, dagens samlade i ett mejl.",
    ]


def test_an_address_is_marked_and_works_again(client, lead):
    message, path = queue(), receiver_path(MARIA)

    refused = client.post(path + "fungerar-inte/", {"why": ""})
    client.post(path + "fungerar-inte/", {"why": "Maria har slutat."})
    marked = client.get(path)

    assert refused.status_code == 422
    assert heading(marked) == "Mejl når inte fram till Maria Berg"
    receiver = marked.context["receiver"]
    assert (receiver.state, receiver.why, receiver.held_in_words) == (
        "Adressen fungerar inte sedan 3 mars 09.30. Markerad av Projektledare.",
        "Maria har slutat.",
        "1 mejl hålls kvar på grund av det.",
    )

    again = client.post(path + "fungerar/", follow=True)
    message.refresh_from_db()

    assert [str(notice) for notice in again.context["messages"]] == [
        "Adressen är markerad som att den fungerar. 1 mejl som hölls kvar är på väg."
    ]
    assert message.status == MessageStatus.QUEUED
    assert [row.what for row in again.context["receiver"].trail] == [
        "Adressen markerades som att den fungerar",
        "Adressen markerades som att den inte fungerar",
    ]


@pytest.mark.parametrize("count", [1, 60])
def test_the_log_of_a_person_costs_as_much_with_many(
    client, lead, django_assert_num_queries, count
):
    for _n in range(count):
        queue()

    # Session and person; how many; address, name, reminders, their count, held; the page.
    with django_assert_num_queries(9):
        response = client.get(receiver_path(MARIA))

    assert response.context["total"] == count


def test_a_path_that_nobody_signed_is_not_found(client, lead):
    path = reverse("notifications:receiver", args=["maria@lund.example"])

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "topics, words",
    [
        ([], "Nej, det skickas alltid"),
        (["reports"], "Nej, det skickas alltid"),
        (["meetings", "news"], "Ja, genom att välja bort: Träffar och Nyheter från SKR"),
        (["meetings", "reports"], "Delvis: det som handlar om Träffar"),
    ],
)
def test_whether_a_mail_may_be_refused(topics, words):
    assert refusal_in_words(topics) == words


def test_steps_in_words():
    assert [step_in_words(step) for step in (-1, 0, 1)] == [
        "1 dag före",
        "samma dag",
        "1 dag efter",
    ]
