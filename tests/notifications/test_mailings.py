"""A mail to many: once to each, whoever presses twice, and all or none."""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from modellkonceptet.notifications.mailing_letters import PLACEHOLDERS, Receiver, Texts
from modellkonceptet.notifications.models import MailAddress, Mailing, MailTemplate, Message
from modellkonceptet.notifications.reminder_rules import Recipient
from modellkonceptet.notifications.services.mailings import (
    MOST_RECEIVERS,
    load_templates,
    save_template,
    send_mailing,
    send_trial,
    texts_of,
)
from tests import factories

pytestmark = pytest.mark.django_db
TICKET = uuid.UUID("11111111-1111-4111-8111-111111111111")
STRANGE = (
    "{plats} can’t be filled in. What can is {namn}, {organisation}, {omgång} and {sista dag}."
)
QUERIES = 10  # of a mailing, to however many


def receiver(name: str, *, language: str = "sv", **values: str) -> Receiver:
    filled: Mapping[str, str] = {
        "namn": name,
        "organisation": "Lund",
        "omgång": "Modellkommuner 2027",
        "sista dag": "16 december",
        **values,
    }
    email = f"{name.lower()}@lund.example"
    return Receiver(
        Recipient(email, name, language), values=lambda: filled, reason=lambda: "Du är med."
    )


def send(actor: Any, *letters: Receiver, **parts: Any) -> Mailing:
    return send_mailing(
        **{
            "ticket": TICKET,
            "subject_sv": "Till {organisation}",
            "text_sv": "Snart, {namn}.\n\nTa med:\n- penna\n- {omgång}",
            "audience_words": "Alla",
            "letters": letters,
            "actor": actor,
            **parts,
        }
    )


def test_each_is_greeted_by_name_and_told_why(project_lead: Any) -> None:
    mailing = send(project_lead, receiver("Anna"), receiver("Bo"))

    message = Message.objects.get(to_email="anna@lund.example")
    assert message.body_text.splitlines() == [
        "Hej Anna!",
        "",
        "Snart, Anna.",
        "",
        "Ta med:",
        "",
        "- penna",
        "- Modellkommuner 2027",
        "",
        "--",
        "Du är med.",
        "Sveriges Kommuner och Regioner (SKR)",
    ]
    assert (message.subject, message.is_bulk, message.topics, message.kind) == (
        "Till Lund",
        True,
        [],
        "mailing",
    )
    assert (mailing.recipients, mailing.audience, mailing.messages.count()) == (2, "Alla", 2)


def test_who_reads_english_gets_the_swedish_where_there_is_none(project_lead: Any) -> None:
    send(project_lead, receiver("Anna", language="en"))
    english = {"ticket": uuid.uuid4(), "subject_en": "To {organisation}", "text_en": "Soon."}
    send(project_lead, receiver("Anna", language="en"), receiver("Bo"), **english)

    assert list(Message.objects.order_by("pk").values_list("to_name", "language", "subject")) == [
        ("Anna", "sv", "Till Lund"),
        ("Anna", "en", "To Lund"),
        ("Bo", "sv", "Till Lund"),
    ]


def test_the_same_form_twice_is_one_mailing(project_lead: Any) -> None:
    first = send(project_lead, receiver("Anna"))
    second = send(project_lead, receiver("Anna"))

    assert (second.pk, Message.objects.count()) == (first.pk, 1)
    with pytest.raises(ValidationError) as refused:
        send(project_lead, receiver("Anna"), text_sv="Något annat")
    assert refused.value.code == "sent_already"


def test_one_who_stands_twice_gets_one(project_lead: Any) -> None:
    twice = receiver("ANNA")
    assert send(project_lead, receiver("Anna"), twice).recipients == 1


def test_who_refuses_news_gets_none_and_an_address_that_fails_waits(project_lead: Any) -> None:
    MailAddress.objects.create(email="anna@lund.example", refused=["news"])
    MailAddress.objects.create(
        email="bo@lund.example", failing_since=factories.stockholm(2026, 1, 1)
    )
    people = [receiver("Anna"), receiver("Bo"), receiver("Cia")]
    send(project_lead, *people, topic="news")
    send(project_lead, *people, ticket=uuid.uuid4())

    told = Message.objects.order_by("pk").values_list("to_name", "status", "note", "topics")
    assert list(told) == [
        ("Bo", "held", "address_fails", ["news"]),
        ("Cia", "queued", "", ["news"]),
        ("Anna", "queued", "", []),
        ("Bo", "held", "address_fails", []),
        ("Cia", "queued", "", []),
    ]
    links = [message.content["wishes_path"] != "" for message in Message.objects.order_by("pk")]
    assert links == [True, True, False, False, False]


@pytest.mark.parametrize(
    "parts, said",
    [
        ({"text_sv": ""}, ["Write a text."]),
        ({"subject_sv": ""}, ["Write a subject."]),
        ({"subject_en": "Hello"}, ["Write the text in English too, or leave the subject empty."]),
        (
            {"text_sv": "Till {plats}"},
            [STRANGE],
        ),
        ({"topic": "money"}, ["Choose whether the mail may be refused."]),
        ({"letters": []}, ["There is nobody to write to."]),
        (
            {"letters": [receiver(f"P{n}") for n in range(MOST_RECEIVERS + 1)]},
            ["A mail goes to at most 2000 people. Now it would be 2001."],
        ),
    ],
)
def test_refusals_say_why_and_write_nothing(
    project_lead: Any, parts: dict[str, Any], said: list[str]
) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        send(project_lead, *parts.get("letters", [receiver("Anna")]), **parts)
    assert refused.value.messages == said
    assert (Mailing.objects.count(), Message.objects.count()) == (0, 0)


def test_only_project_leads_write(reviewer: Any) -> None:
    with pytest.raises(PermissionDenied):
        send(reviewer, receiver("Anna"))


def test_a_fault_half_way_leaves_nothing(project_lead: Any) -> None:
    faulty = Receiver(Recipient("x@lund.example", "X" * 10), values=dict, reason=_fails)
    with pytest.raises(IntegrityError), transaction.atomic():
        send(project_lead, receiver("Anna"), faulty)
    assert (Mailing.objects.count(), Message.objects.count()) == (0, 0)


def _fails() -> str:
    raise IntegrityError("half way")


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_are_the_same_however_many_get_it(
    project_lead: Any, count: int, django_assert_num_queries: Any
) -> None:
    people = [receiver(f"P{n}") for n in range(count)]
    with django_assert_num_queries(QUERIES):
        send(project_lead, *people)


def test_a_trial_goes_to_oneself_once_in_each_language(project_lead: Any) -> None:
    texts = Texts("Hej", "Snart, {namn}.", "Hello", "Soon, {namn}.")
    for _press in range(2):
        send_trial(ticket=TICKET, texts=texts, receiver=receiver("Anna"), actor=project_lead)

    told = Message.objects.order_by("pk").values_list("to_email", "language", "subject", "is_bulk")
    assert list(told) == [
        ("projektledare@skr.example", "sv", "Hej", False),
        ("projektledare@skr.example", "en", "Hello", False),
    ]


def test_a_template_is_saved_once_under_its_name(project_lead: Any) -> None:
    texts = Texts("Hej", "Snart.")
    for _press in range(2):
        save_template(keep_as="Snart", texts=texts, known=PLACEHOLDERS, actor=project_lead)
    assert [texts_of(each) for each in MailTemplate.objects.all()] == [texts]
    with pytest.raises(ValidationError) as refused:
        save_template(
            keep_as="Snart", texts=Texts("Hej", "Nu."), known=PLACEHOLDERS, actor=project_lead
        )
    assert list(refused.value.error_dict) == ["keep_as"]


def test_ready_templates_are_loaded_once_and_what_skr_has_changed_stands() -> None:
    call_command("load_mail_templates")
    MailTemplate.objects.filter(name="Allmänt meddelande").update(text_sv="Vårt eget")
    call_command("load_mail_templates")

    names = list(MailTemplate.objects.values_list("name", flat=True))
    assert sorted(names) == [
        "Allmänt meddelande",
        "Praktisk information inför uppstarten",
        "Påminnelse om att anmäla personer",
        "Tack efter resultatkonferensen",
    ]
    assert MailTemplate.objects.get(name="Allmänt meddelande").text_sv == "Vårt eget"
    for template in MailTemplate.objects.all():
        texts_of(template).refuse(PLACEHOLDERS)
    call_command("load_mail_templates", reset=True)
    assert MailTemplate.objects.filter(text_sv="Vårt eget").count() == 0


def test_loading_says_what_it_did() -> None:
    rows = [{"name": "A", "subject_sv": "S", "text_sv": "\nT\n", "subject_en": "", "text_en": ""}]
    assert load_templates(rows=rows) == (1, 0)
    assert load_templates(rows=rows, reset=True) == (0, 0)
    changed = [rows[0] | {"text_sv": "U"}]
    assert (load_templates(rows=changed), load_templates(rows=changed, reset=True)) == (
        (0, 0),
        (0, 1),
    )
