"""What the owner of an address wants: by a mail's link, by a mail server, on the account."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from modellkonceptet.notifications.enums import REFUSABLE, MessageStatus, Topic
from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.notifications.services.reminding import wishes_by_address
from modellkonceptet.notifications.services.wishing import choose_mails, refuse_all
from modellkonceptet.notifications.wishes import signed_address, wishes_path
from tests import factories

pytestmark = pytest.mark.django_db
MARIA = "maria@lund.example"
ALL = [topic.value for topic in REFUSABLE]
OWN, LOG = "/konto/mejl/", "/konto/mejl/skickade/"


@pytest.fixture
def page():
    return wishes_path(MARIA)


@pytest.fixture
def refuse():
    return f"{wishes_path(MARIA)}avsta/"


@pytest.fixture
def maria():
    return factories.make_user(MARIA, name="Maria Berg")


def known():
    return list(MailAddress.objects.order_by("email").values_list("email", "refused", "weekday"))


def without(*topics):
    return [topic for topic in ALL if topic not in topics]


def checked(response, name="topics"):
    return response.context["form"][name].value()


# --- what is kept --------------------------------------------------------------
def test_what_is_not_wanted_is_refused_and_again_changes_nothing():
    for _again in range(2):
        choose_mails(email=MARIA, wanted=["meetings", "news"], weekday=2)
        assert known() == [(MARIA, ["writing", "improvement", "mentoring"], 2)]


def test_an_address_is_the_same_however_it_is_spelled():
    MailAddress.objects.create(email="Maria@Lund.example", weekday=1)

    choose_mails(email=MARIA, wanted=without("news"), weekday=None)
    refuse_all(email="MARIA@lund.example", topics=["meetings"])

    assert known() == [("Maria@Lund.example", ["meetings", "news"], None)]
    assert wishes_by_address()[MARIA].refused == {"meetings", "news"}


def test_without_wishes_there_is_no_row():
    choose_mails(email=MARIA, wanted=[], weekday=0)
    choose_mails(email=MARIA, wanted=ALL, weekday=None)
    assert known() == []


def test_that_an_address_fails_is_kept_whatever_is_wished():
    MailAddress.objects.create(email=MARIA, failing_since=timezone.now(), refused=["news"])

    choose_mails(email=MARIA, wanted=ALL, weekday=None)

    assert known() == [(MARIA, [], None)]
    assert MailAddress.objects.failing().count() == 1


@pytest.mark.parametrize("topic", ["decisions", "reports", "money", "weather"])
def test_what_always_comes_cannot_be_refused(topic):
    refuse_all(email=MARIA, topics=[topic])
    assert known() == []


@pytest.mark.parametrize("weekday", [5, -1, 7])
def test_a_day_without_mails_is_no_choice(weekday):
    with pytest.raises(ValidationError) as refusal:
        choose_mails(email=MARIA, wanted=ALL, weekday=weekday)
    assert (list(refusal.value.error_dict), known()) == (["weekday"], [])


def test_refusing_all_keeps_the_day_and_what_was_refused_before():
    choose_mails(email=MARIA, wanted=without("news"), weekday=4)
    for _again in range(2):
        refuse_all(email=MARIA)
        assert known() == [(MARIA, ALL, 4)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_row():
    """The same address for the first time, from a page and from a mail server."""
    start = threading.Barrier(2)
    failures = []

    def refuse_one(topic):
        start.wait()
        try:
            refuse_all(email=MARIA, topics=[topic])
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=refuse_one, args=(topic,)) for topic in ("news", "meetings")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (failures, known()) == ([], [(MARIA, ["meetings", "news"], None)])


# --- the page behind the link --------------------------------------------------
def test_the_page_says_whose_it_is_and_what_can_be_chosen(client, page):
    choose_mails(email=MARIA, wanted=without("writing"), weekday=3)

    response = client.get(page)

    assert (response.status_code, response.context["email"]) == (200, MARIA)
    assert (checked(response), checked(response, "weekday")) == (without("writing"), 3)
    assert [str(what) for what, _why in response.context["always"]][:3] == [
        Topic.DECISIONS.label,
        Topic.REPORTS.label,
        Topic.MONEY.label,
    ]


def test_the_page_shows_nothing_of_the_account(client, page):
    factories.make_user(MARIA, name="Maria Berg")
    assert client.get(page).content.decode().count("Maria Berg") == 0


def test_saving_shows_what_was_saved(client, page):
    response = client.post(page, {"topics": ["meetings"], "weekday": "0"}, follow=True)

    assert known() == [(MARIA, without("meetings"), 0)]
    assert (response.redirect_chain, checked(response)) == ([(page, 302)], ["meetings"])
    assert [str(message) for message in response.context["messages"]] == ["Sparat."]


def test_what_is_no_choice_is_refused_and_kept_on_the_page(client, page):
    response = client.post(page, {"topics": ["meetings", "money"], "weekday": "6"})

    assert (response.status_code, sorted(response.context["form"].errors), known()) == (
        422,
        ["topics", "weekday"],
        [],
    )
    assert checked(response) == ["meetings", "money"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("rest", ["", "avsta/"])
def test_a_link_that_was_not_made_by_us_says_what_to_do(client, method, rest):
    wrong = signed_address(MARIA)[:-3] + "abc"
    response = getattr(client, method)(f"/mejl/{wrong}/{rest}", {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, response.templates[0].name) == (
        404,
        "notifications/wishes_gone.html",
    )
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert known() == []


def test_no_cache_and_no_search_engine_keeps_the_pages(client, page, refuse):
    for path in (page, refuse):
        response = client.get(path)
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == (
            "private, no-store",
            "noindex",
        )


def test_the_page_wants_the_token_of_its_form(page):
    assert Client(enforce_csrf_checks=True).post(page, {"topics": []}).status_code == 403
    assert known() == []


# --- refusing ------------------------------------------------------------------
def test_reading_the_link_changes_nothing(client, refuse):
    response = client.get(refuse)

    assert (response.status_code, checked(response), known()) == (200, ALL, [])


def test_a_link_can_name_what_to_stop(client, refuse):
    assert checked(client.get(f"{refuse}?amne=news&amne=money")) == ["news"]


def test_what_is_marked_is_stopped(client, refuse):
    for _again in range(2):
        response = client.post(refuse, {"topics": ["meetings", "news"]})
        assert (response.status_code, response.context["topics"]) == (
            200,
            [Topic.MEETINGS.label, Topic.NEWS.label],
        )
        assert known() == [(MARIA, ["meetings", "news"], None)]


def test_marking_nothing_is_asked_about(client, refuse):
    response = client.post(refuse, {})
    assert (response.status_code, list(response.context["form"].errors), known()) == (
        422,
        ["topics"],
        [],
    )


def test_a_mail_server_stops_all_with_neither_cookie_nor_token(refuse):
    client = Client(enforce_csrf_checks=True)
    for _again in range(2):
        response = client.post(refuse, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, known()) == (200, [(MARIA, ALL, None)])


def test_the_link_of_one_address_says_nothing_of_another(client, refuse):
    choose_mails(email="ola@lund.example", wanted=ALL, weekday=1)
    client.post(refuse, {"List-Unsubscribe": "One-Click"})
    assert known() == [(MARIA, ALL, None), ("ola@lund.example", [], 1)]


# --- on the account ------------------------------------------------------------
@pytest.mark.parametrize("path", [OWN, LOG])
def test_the_account_is_for_those_who_have_signed_in(client, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (
        302,
        f"{reverse('account_login')}?next={path}",
    )


def test_the_account_has_the_same_form(client, maria):
    client.force_login(maria)
    choose_mails(email="Maria@lund.example", wanted=without("news"), weekday=None)

    assert checked(client.get(OWN)) == without("news")
    response = client.post(OWN, {"topics": ALL, "weekday": "2", "email": "ola@lund.example"})
    assert (response.status_code, response["Location"], known()) == (302, OWN, [(MARIA, [], 2)])
    assert client.post(OWN, {"topics": ["money"]}).status_code == 422


def make_mail(user, subject="Påminnelse", **fields):
    if fields.get("status") == MessageStatus.SENT:
        fields.setdefault("sent_at", timezone.now())
    if fields.get("status") == MessageStatus.SENDING:
        fields.setdefault("claimed_at", timezone.now())
    return Message.objects.create(
        kind="reminder",
        recipient=user,
        to_email=user.email,
        language="sv",
        subject=subject,
        body_text="Hemligt",
        body_html="<p>Hemligt</p>",
        **fields,
    )


def test_the_own_log_holds_the_own_mails_newest_first(client, maria, stranger):
    for n, (status, note) in enumerate(
        [
            (MessageStatus.SENT, ""),
            (MessageStatus.FAILED, ""),
            (MessageStatus.QUEUED, ""),
            (MessageStatus.SENDING, ""),
            (MessageStatus.HELD, "address_fails"),
            (MessageStatus.HELD, "SKR tänker efter"),
            (MessageStatus.DROPPED, "outdated"),
            (MessageStatus.WAITING, ""),
        ]
    ):
        mail = make_mail(maria, f"Mejl {n}", status=status, note=note)
        Message.objects.filter(pk=mail.pk).update(created_at=timezone.now() + timedelta(hours=n))
    make_mail(stranger)
    client.force_login(maria)

    response = client.get(LOG)

    assert [(row.subject, row.state) for row in response.context["rows"]] == [
        ("Mejl 4", ("warn", "Väntar, eftersom mejl inte når din adress")),
        ("Mejl 3", ("half", "På väg")),
        ("Mejl 2", ("half", "På väg")),
        ("Mejl 1", ("warn", "Gick inte att skicka")),
        ("Mejl 0", ("done", "Skickat")),
    ]
    assert response.content.decode().count("Hemligt") == 0


def test_a_project_lead_too_sees_their_own_there(client, project_lead, maria):
    make_mail(maria)
    own = make_mail(project_lead, "Till mig")
    client.force_login(project_lead)
    assert [row.message for row in client.get(LOG).context["rows"]] == [own]


def test_the_log_has_thirty_mails_a_page(client, maria):
    for _each in range(31):
        make_mail(maria)
    client.force_login(maria)
    assert [len(client.get(f"{LOG}?page={n}").context["rows"]) for n in (1, 2)] == [30, 1]


def test_the_log_asks_as_much_for_one_mail_as_for_thirty(client, maria, django_assert_num_queries):
    client.force_login(maria)
    make_mail(maria)
    client.get(LOG)
    with django_assert_num_queries(4):
        client.get(LOG)
    for _each in range(29):
        make_mail(maria)
    with django_assert_num_queries(4):
        client.get(LOG)


def test_the_page_of_wishes_asks_once(client, page, django_assert_num_queries):
    choose_mails(email=MARIA, wanted=[], weekday=1)
    with django_assert_num_queries(1):
        client.get(page)
