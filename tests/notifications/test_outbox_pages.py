"""SKR's pages of the outbox: the list, whom it lets in, and what is done with many."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.mail_kinds import KINDS, kind_in_words
from modellkonceptet.notifications.models import Gate, MailAddress, Mailing, Message
from modellkonceptet.notifications.outbox_page import receiver_path
from tests.architecture.urlconf import OUR_PACKAGES
from tests.notifications.outbox_recipes import (
    MARIA,
    NOW,
    OUTBOX,
    heading,
    page_of,
    queue,
    sent,
    texts,
)

pytestmark = pytest.mark.django_db

SEARCH = "/skr/utkorg/sok/"
ROOT = Path(__file__).parents[2]
WRITERS = {"queue_mail", "queue_mail_to", "tell"}


@pytest.fixture(autouse=True)
def _at_half_past_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead(client, project_lead):
    client.force_login(project_lead)
    return project_lead


# --- the list ------------------------------------------------------------------------


def test_an_empty_outbox_says_so(client, lead):
    response = client.get(OUTBOX)

    assert heading(response) == "Inget mejl väntar"
    assert texts(response).count("Här syns varje mejl som skrivs") == 1


def test_the_outbox_says_how_it_stands(client, lead):
    with time_machine.travel(NOW - timedelta(hours=3), tick=False):
        queue()
    queue()
    queue(status=MessageStatus.HELD, note="Väntar på besked")
    queue(status=MessageStatus.FAILED, attempts=10)
    sent()
    Gate.objects.create(
        name=Gate.DELIVERY, closed_until=NOW + timedelta(minutes=12), reason="Connection refused"
    )

    response = client.get(OUTBOX)
    outbox = response.context["outbox"]

    assert heading(response) == "2 mejl väntar på att skickas"
    assert [line.replace("\xa0", " ") for line in outbox.rest] == [
        "Det äldsta har väntat i 3 timmar.",
        "Mejlservern svarar inte. Nästa försök är kl. 09.42.",
        "Inget går förlorat: mejlen ligger kvar här tills den svarar.",
        "1 hålls kvar.",
        "1 kunde inte skickas.",
    ]
    assert texts(response).count("Orsak: Connection refused") == 1
    assert [(one.label, one.count, one.query) for one in outbox.segments] == [
        ("Alla", 5, ""),
        ("Väntar", 2, "?state=waiting"),
        ("Hålls kvar", 1, "?state=held"),
        ("Misslyckade", 1, "?state=failed"),
        ("Skickade", 1, "?state=sent"),
        ("Strukna", 0, "?state=dropped"),
    ]


def test_rows_say_state_why_and_attempts(client, lead):
    queue(kind="okant_slag", attempts=3, next_attempt_at=NOW + timedelta(minutes=40))
    queue(status=MessageStatus.HELD, note="address_fails")
    queue(status=MessageStatus.DROPPED, note="outdated", attempts=2)
    queue(status=MessageStatus.FAILED, attempts=1, kind="decision")
    sent(kind="receipt")

    rows = client.get(OUTBOX).context["rows"]

    assert [(row.kind, row.state, row.notes) for row in reversed(rows)] == [
        (
            "okant_slag",
            ("half", "Försöker igen"),
            ["3 försök", "Nästa försök kl. 10.10"],
        ),
        ("Påminnelse", ("check", "Hålls kvar"), ["Adressen fungerar inte"]),
        ("Påminnelse", ("tick", "Struken"), ["Inte aktuell längre"]),
        ("Beslut", ("warn", "Misslyckades"), ["1 försök"]),
        ("Kvitto på en anmälan", ("done", "Skickad"), []),
    ]
    assert [row.when for row in rows] == ["3 mars 09.30"] * 5


@pytest.mark.parametrize(
    "query, subjects",
    [
        ("", ["Årsmöte", "Beslut", "Träff"]),
        ("?q=årsm", ["Årsmöte"]),
        ("?q=ystad.EX", ["Beslut"]),
        ("?q=maria", ["Årsmöte", "Träff"]),
        ("?kind=decision", ["Beslut"]),
        ("?state=held", ["Träff"]),
        ("?state=held&kind=decision", []),
        ("?state=strange", ["Årsmöte", "Beslut", "Träff"]),
    ],
)
def test_the_outbox_is_narrowed(client, lead, query, subjects):
    queue(subject="Träff", status=MessageStatus.HELD)
    queue(subject="Beslut", kind="decision", to_email="bo@ystad.example", to_name="Bo Ek")
    queue(subject="Årsmöte")

    response = client.get(OUTBOX + query)

    assert [row.message.subject for row in response.context["rows"]] == subjects


def test_the_mails_of_one_mail_to_a_group(client, lead):
    mailing = Mailing.objects.create(subject_sv="Välkomna", text_sv="Hej", audience="Alla i Lund")
    mine, _other = queue(), queue()
    Message.objects.filter(pk=mine.pk).update(mailing=mailing)

    response = client.get(f"{OUTBOX}?mailing={mailing.pk}&state=waiting")

    assert [row.message for row in response.context["rows"]] == [mine]
    assert heading(response) == "1 mejl i urvalet"
    assert texts(response).count("Välkomna. Alla i Lund") == 1
    assert client.get(f"{OUTBOX}?mailing=alla").context["total"] == 2


def test_fifty_mails_a_page(client, lead):
    for _n in range(51):
        queue()

    pages = [client.get(f"{OUTBOX}?page={n}").context for n in (1, 2)]

    assert [len(page["rows"]) for page in pages] == [50, 1]


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_as_much_with_many(client, lead, django_assert_num_queries, count):
    for n in range(count):
        queue(to_email=f"person{n}@lund.example")

    # Session and person; two figures; counts, kinds, how many in the selection, the page.
    with django_assert_num_queries(8):
        response = client.get(OUTBOX)

    assert response.context["total"] == count


def test_a_searched_address_stands_in_no_address_bar(client, lead):
    response = client.post(SEARCH, {"q": " Maria@Lund.example ", "state": "sent"})
    part = client.post(SEARCH, {"q": "maria@", "state": "sent", "kind": "reminder"})

    assert response["Location"] == receiver_path(MARIA)
    assert response["Location"].count("maria") == 0
    assert part["Location"] == f"{OUTBOX}?q=maria%40&kind=reminder&state=sent"


# --- who may -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["applicant", "reviewer", "finance", "evaluator"])
def test_others_see_no_outbox(client, request, role):
    message = queue()
    client.force_login(request.getfixturevalue(role))
    others = ["", "andra/", "hall-kvar/", "slapp/", "stryk/", "skicka-igen/"]
    paths = [OUTBOX, OUTBOX + "hall-kvar/", OUTBOX + "slapp/", receiver_path(MARIA)]
    paths += [receiver_path(MARIA) + rest for rest in ("fungerar/", "fungerar-inte/")]

    assert [client.get(path).status_code for path in paths] == [403] * 6
    assert [client.get(page_of(message, rest)).status_code for rest in others] == [404] * 6
    assert client.post(SEARCH, {"q": MARIA}).status_code == 403


def test_a_receiver_does_not_see_their_mail_here(client, applicant):
    message = queue(to_email=applicant.email, recipient=applicant)
    client.force_login(applicant)

    assert client.get(page_of(message)).status_code == 403


# --- many at once --------------------------------------------------------------------


def test_all_that_waits_is_held_and_released(client, lead):
    messages = [queue(), queue(kind="decision"), sent()]
    asked = client.get(OUTBOX + "hall-kvar/")

    held = client.post(OUTBOX + "hall-kvar/", follow=True)

    assert heading(asked) == "Håll kvar 2 mejl som väntar"
    assert [str(notice) for notice in held.context["messages"]] == ["2 mejl hålls kvar."]
    assert states(messages) == ["held", "held", "sent"]
    assert heading(client.get(OUTBOX + "hall-kvar/")) == "Det finns inget sådant mejl nu"

    client.post(OUTBOX + "slapp/")

    assert states(messages) == ["queued", "queued", "sent"]


def test_many_at_once_keep_to_the_selection_and_to_addresses_that_work(client, lead):
    MailAddress.objects.create(email=MARIA, failing_since=NOW)
    other = {"to_email": "bo@ystad.example", "status": MessageStatus.HELD}
    messages = [queue(), queue(**other), queue(kind="decision", **other)]
    path = OUTBOX + "slapp/?kind=reminder"

    asked = client.get(path)
    released = client.post(path)

    assert heading(asked) == "Släpp 1 mejl som hålls kvar"
    assert released["Location"] == OUTBOX + "?kind=reminder"
    assert states(messages) == ["held", "queued", "held"]


def states(messages: list[Message]) -> list[str]:
    return [Message.objects.get(pk=message.pk).status for message in messages]


# --- words ---------------------------------------------------------------------------


def test_every_kind_that_the_code_writes_has_words():
    kinds = set(kinds_in_the_code())

    assert kinds - KINDS.keys() == set()
    assert len(kinds) > 20
    assert kind_in_words("okant_slag") == "okant_slag"


def kinds_in_the_code() -> Iterator[str]:
    """Every text given as `kind` where a mail is written."""
    for package in OUR_PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
                    given = [one.value for one in node.keywords if one.arg == "kind"]
                    for part in [each for one in given for each in ast.walk(one)]:
                        if isinstance(part, ast.Constant):
                            yield part.value


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))
