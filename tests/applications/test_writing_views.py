"""The task list, the section page and documents, through the browser's eyes."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import (
    Application,
    ApplicationDocument,
    Collaborator,
    SectionDraft,
    SectionRevision,
)
from modellkonceptet.accounts.models import User
from tests import factories
from tests.applications.test_drafts import png
from tests.applications.typed import keep, keep_complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    return factories.make_application(
        owner=factories.make_user(name="Anna"),
        organisation=factories.make_organisation("Lund"),
    )


@pytest.fixture
def bertil(application: Application) -> User:
    user = factories.make_user(name="Bertil")
    Collaborator.objects.create(application=application, user=user)
    return user


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def anna(application: Application) -> Client:
    return signed_in(application.created_by)


def section_url(application: Application, key: str = "why") -> str:
    return reverse("applications:section", args=[application.pk, key])


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def saved(application: Application, key: str = "why") -> dict[str, list[str]]:
    return SectionDraft.objects.get(application=application, section=key).data


# --- the task list --------------------------------------------------------------------


def test_the_task_list_says_what_is_done_and_what_is_missing(
    application: Application, anna: Client
) -> None:
    keep_complete(application)
    keep(application, team={}, invoice={"town": ["Lund"]})
    html = page(anna, application.get_absolute_url())
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Five of seven parts are done"]
    assert re.findall(r'<rect class="(\w+)"', html) == ["on"] * 4 + ["off", "on", "half"]
    assert "Go on with Your team" in html


def test_after_the_last_day_the_list_offers_no_sending_in(
    application: Application, anna: Client
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        anna.force_login(application.created_by)
        html = page(anna, application.get_absolute_url())
    assert "The round no longer takes applications." in html
    assert "Go on with" not in html


def test_a_submitted_application_shows_its_parts_while_they_may_be_changed() -> None:
    application = factories.make_application(status=ApplicationStatus.SUBMITTED)
    keep_complete(application)
    client = signed_in(application.created_by)
    html = page(client, application.get_absolute_url())
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Your application is sent in"]
    assert "You have changes that are not sent in." in html
    assert section_url(application) in html


@pytest.mark.parametrize("people", [1, 4])
def test_the_task_list_asks_as_often_whatever_is_written(
    application: Application, django_assert_num_queries: Any, people: int
) -> None:
    keep_complete(application)
    for _number in range(people - 1):
        Collaborator.objects.create(application=application, user=factories.make_user())
    client = signed_in(application.created_by)
    client.get(application.get_absolute_url())
    with django_assert_num_queries(13):
        client.get(application.get_absolute_url())


@pytest.mark.parametrize("key", ["organisation", "political_decision", "team"])
def test_a_section_page_asks_as_often_for_every_section(
    application: Application, anna: Client, django_assert_num_queries: Any, key: str
) -> None:
    keep_complete(application)
    anna.get(section_url(application, key))
    with django_assert_num_queries(13):
        anna.get(section_url(application, key))


# --- who may see it -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["application", "section"])
def test_other_peoples_applications_are_not_there(application: Application, name: str) -> None:
    args = [application.pk] + (["why"] if name == "section" else [])
    url = reverse(f"applications:{name}", args=args)
    assert signed_in(factories.make_user()).get(url).status_code == 404
    assert signed_in(factories.make_user(staff_role="project_lead")).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_there_are_only_seven_sections(application: Application, anna: Client) -> None:
    assert anna.get(section_url(application, "no-such")).status_code == 404


# --- saving ---------------------------------------------------------------------------


def test_save_and_go_to_the_overview(application: Application, anna: Client) -> None:
    data = {"version": "0", "why": "Vi vill", "overview": "1"}
    response = anna.post(section_url(application), data)
    assert (response.status_code, response["Location"]) == (302, application.get_absolute_url())
    assert saved(application) == {"why": ["Vi vill"]}


def test_save_and_continue_goes_on_when_all_is_there(
    application: Application, anna: Client
) -> None:
    data = {"version": "0", "why": "Vi vill", "focus_areas": ["school"], "continue": "1"}
    response = anna.post(section_url(application), data)
    assert response["Location"] == section_url(application, "invoice")
    keep_complete(application)
    last = anna.post(section_url(application, "invoice"), {"version": "1", "continue": "1"})
    assert last["Location"] == section_url(application, "invoice") + "?show=1"


def test_save_and_continue_saves_and_says_what_is_missing(
    application: Application, anna: Client
) -> None:
    data = {"version": "0", "focus_other": "Bibliotek", "continue": "1"}
    response = anna.post(section_url(application), data, follow=True)
    html = response.content.decode()
    assert saved(application) == {"focus_other": ["Bibliotek"]}
    assert "One answer needs correcting" in html
    assert 'value="Bibliotek"' in html
    assert section_url(application, "invoice") in html


def test_a_page_opened_to_write_says_nothing_of_what_is_missing(
    application: Application, anna: Client
) -> None:
    keep(application, why={"focus_other": ["x" * 300]})
    assert "errsum" not in page(anna, section_url(application))
    assert "errsum" in page(anna, section_url(application) + "?show=1")


def test_wrong_text_is_shown_as_it_was_typed(application: Application, anna: Client) -> None:
    long = "Å" * 200
    data = {"version": "0", "politician_name": long, "politician_email": "a@b\r\nBcc: c@d"}
    anna.post(section_url(application, "team"), data | {"continue": "1"})
    html = page(anna, section_url(application, "team") + "?show=1")
    assert f'value="{long}"' in html
    assert "Shorten the text to at most 150 characters. It is 200 now." in html
    assert "The e-mail address has a line break or a hidden character in it." in html


def test_a_double_click_saves_once(application: Application, anna: Client) -> None:
    data = {"version": "0", "why": "Vi vill", "overview": "1"}
    answers = [anna.post(section_url(application), data).status_code for _click in range(2)]
    assert (answers, SectionRevision.objects.count()) == ([302, 302], 1)


def test_autosave_answers_with_the_time_and_the_version(
    application: Application, anna: Client
) -> None:
    with time_machine.travel(factories.stockholm(2026, 11, 23, 14, 32), tick=False):
        type(application.cohort).objects.update(
            announced_on="2026-11-01", opens_on="2026-11-01", closes_on="2026-12-16"
        )
        anna.force_login(application.created_by)
        data = {"version": "0", "why": "Vi vill"}
        response = anna.post(section_url(application), data, headers={"hx-request": "true"})
    html = response.content.decode()
    assert "Saved at 14.32" in html
    assert 'name="version" id="version" value="1" data-hx-swap-oob="true"' in html
    assert 'id="conflicts"' not in html


def test_autosave_after_the_last_day_says_so(application: Application, anna: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        anna.force_login(application.created_by)
        data = {"version": "0", "why": "Vi vill"}
        quiet = anna.post(section_url(application), data, headers={"hx-request": "true"})
        plain = anna.post(section_url(application), data)
    assert "This part can no longer be changed." in quiet.content.decode()
    assert plain.status_code == 422
    assert "Vi vill</textarea>" in plain.content.decode()
    assert SectionDraft.objects.count() == 0


def test_a_closed_section_is_read_only(application: Application, anna: Client) -> None:
    keep_complete(application)
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        anna.force_login(application.created_by)
        html = page(anna, section_url(application))
    assert "section-form" not in html
    assert "Vi vill ge likvärdig service." in html


# --- two people -----------------------------------------------------------------------


def test_two_people_meet(application: Application, anna: Client, bertil: User) -> None:
    """Anna saves while Bertil writes: he is told, sees both versions, and chooses."""
    other = signed_in(bertil)
    url = section_url(application)
    anna.post(url, {"version": "0", "why": "start", "overview": "1"})
    page(other, url)
    anna.post(url, {"version": "1", "why": "Annas text", "overview": "1"})
    first = other.post(url, {"version": "1", "why": "Bertils text", "focus_other": "Bad"})
    assert first["Location"] == url + "#conflicts"
    assert saved(application) == {"why": ["Annas text"], "focus_other": ["Bad"]}
    html = page(other, url)
    assert "Anna changed the answer while you wrote." in html
    assert "<p>Bertils text</p>" in html
    assert "<p>Annas text</p>" in html
    version = SectionDraft.objects.get(application=application, section="why").version
    chosen = {
        "version": str(version),
        "seen_version": str(version),
        "why": "Annas text",
        "focus_other": "Bad",
        "choose_why": "mine",
        "overview": "1",
    }
    assert other.post(url, chosen)["Location"] == application.get_absolute_url()
    assert saved(application) == {"why": ["Bertils text"], "focus_other": ["Bad"]}


def test_an_autosave_that_meets_another_shows_both(
    application: Application, anna: Client, bertil: User
) -> None:
    url = section_url(application)
    anna.post(url, {"version": "0", "why": "Annas text", "focus_other": "x", "overview": "1"})
    response = signed_in(bertil).post(
        url, {"version": "0", "why": "Bertils text"}, headers={"hx-request": "true"}
    )
    html = response.content.decode()
    assert 'name="choose_why"' in html
    assert "Anna has changed “Another operation (optional)”." in html
    assert saved(application) == {"why": ["Annas text"], "focus_other": ["x"]}


def test_changes_of_others_are_told_when_they_are_merged(
    application: Application, anna: Client, bertil: User
) -> None:
    url = section_url(application)
    anna.post(url, {"version": "0", "focus_other": "Bad", "overview": "1"})
    response = signed_in(bertil).post(
        url, {"version": "0", "why": "Bertils text", "overview": "1"}, follow=True
    )
    assert re.search(
        r"Anna changed “Another operation \(optional\)” at \d\d\.\d\d\. Both changes are saved\.",
        response.content.decode(),
    )


def test_colleagues_see_where_one_is(application: Application, anna: Client, bertil: User) -> None:
    page(signed_in(bertil), section_url(application, "invoice"))
    assert "Bertil has Invoice and wishes open." in page(anna, section_url(application))
    assert "Bertil has this part open too." in page(anna, section_url(application, "invoice"))


# --- files ----------------------------------------------------------------------------

DECISION = {"version": "0", "kind": "council", "diary_number": "KS 2021/0340"}


def test_a_file_is_kept_though_other_answers_are_wrong(
    application: Application, anna: Client
) -> None:
    url = section_url(application, "political_decision")
    response = anna.post(url, DECISION | {"document": png(), "continue": "1"})
    assert response["Location"] == url + "?show=1"
    document = ApplicationDocument.objects.get()
    assert "protokoll.png" in page(anna, url)
    download = anna.get(reverse("applications:document", args=[application.pk, document.pk]))
    assert download["Content-Disposition"] == 'attachment; filename="protokoll.png"'
    assert download["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("stor.pdf", b"%PDF-" + b"0" * 2000, "The file is too large"),
        ("makro.docm", b"PK", "This kind of file can’t be received."),
        ("tom.pdf", b"", "The file is empty."),
        ("trasig.pdf", b"%PDF-1.7 nothing", "Error:"),
    ],
)
def test_a_bad_file_is_told_at_its_field_and_the_text_is_kept(
    application: Application,
    anna: Client,
    settings: Any,
    name: str,
    content: bytes,
    message: str,
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = anna.post(
        section_url(application, "political_decision"),
        DECISION | {"document": SimpleUploadedFile(name, content), "overview": "1"},
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert 'value="KS 2021/0340"' in html
    saved_now = saved(application, "political_decision")
    assert saved_now == {"kind": ["council"], "diary_number": ["KS 2021/0340"]}
    assert ApplicationDocument.objects.count() == 0


def test_a_file_over_the_real_limit(application: Application, anna: Client) -> None:
    """21 MB are sent; no more than 20 MB reach the disk, and the answer names the file's size."""
    large = SimpleUploadedFile("stor.pdf", b"%PDF-" + b"0" * (21 * 1024 * 1024))
    response = anna.post(
        section_url(application, "political_decision"), DECISION | {"document": large}
    )
    assert response.status_code == 422
    assert "The file is too large (21.0\xa0MB)." in response.content.decode()
    assert saved(application, "political_decision")["diary_number"] == ["KS 2021/0340"]


def test_a_file_is_removed(application: Application, anna: Client) -> None:
    url = section_url(application, "political_decision")
    anna.post(url, DECISION | {"document": png(), "overview": "1"})
    document = ApplicationDocument.objects.get()
    response = anna.post(url, DECISION | {"version": "1", "remove_document": str(document.pk)})
    assert response["Location"] == url + "#id_document"
    gone = reverse("applications:document", args=[application.pk, document.pk])
    assert anna.get(gone).status_code == 404


def test_documents_are_seen_by_those_who_see_the_application(
    application: Application, anna: Client
) -> None:
    anna.post(
        section_url(application, "political_decision"),
        DECISION | {"document": png(), "overview": "1"},
    )
    document = ApplicationDocument.objects.get()
    url = reverse("applications:document", args=[application.pk, document.pk])
    lead, finance = (
        signed_in(factories.make_user(staff_role=role)) for role in ("project_lead", "finance")
    )
    answers = [
        signed_in(factories.make_user()).get(url).status_code,
        finance.get(url).status_code,
        lead.get(url).status_code,
        Client().get(url).status_code,
    ]
    assert answers == [404, 404, 200, 302]
    elsewhere = factories.make_application(owner=application.created_by)
    wrong = reverse("applications:document", args=[elsewhere.pk, document.pk])
    assert anna.get(wrong).status_code == 404


def test_extra_key_persons_are_folded_until_used(application: Application, anna: Client) -> None:
    url = section_url(application, "team")
    unused = page(anna, url)
    keep(application, team={"extra1_name": ["Extra"]})
    used = page(anna, url)
    assert ("<details><summary>" in unused, "<details open><summary>" in used) == (True, True)
