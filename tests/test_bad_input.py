"""Bad input, and what it gets: a clear answer in Swedish, nothing lost and nothing half done.

One section for each line of the promise. A worker killed in the middle of publishing has a file
of its own: tests/applications/test_killed_worker.py.
"""

import io
import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pikepdf
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
    Invitation,
    SectionDraft,
    Submission,
)
from applications.sections import Walker
from cohorts.models import Cohort, Organisation, RoundSubscriber
from modellkonceptet.accounts.models import User
from modellkonceptet.celery import app
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile
from tests import factories
from tests.applications.typed import complete_data, keep, keep_complete, planned_in
from tests.at_once import at_once
from tests.test_uploads import pdf, word

pytestmark = pytest.mark.django_db
with_real_commits = pytest.mark.django_db(transaction=True)
MB = 1024 * 1024


@pytest.fixture
def lund() -> Organisation:
    return factories.make_organisation("Lund", domain="lund.example")


@pytest.fixture
def cohort() -> Cohort:
    return factories.make_cohort(name_sv="Modellkommuner 2027")


@pytest.fixture
def writer(lund: Organisation) -> User:
    return factories.make_user("sokande@lund.example", name="Sökande")


@pytest.fixture
def application(cohort: Cohort, lund: Organisation, writer: User) -> Application:
    return factories.make_application(cohort=cohort, organisation=lund, owner=writer)


@pytest.fixture
def web(writer: User) -> Client:
    return signed_in(writer)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def section(application: Application, key: str) -> str:
    return at("section", application.pk, key)


def words(response: Any) -> str:
    """The page as it reads: no tags, one space between words."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def says(response: Any, sentence: str) -> bool:
    """Whether the page has the sentence; if not, the page is what the failure shows."""
    assert sentence in words(response)
    return True


def kept(application: Application, key: str) -> dict[str, list[str]]:
    return dict(SectionDraft.objects.get(application=application, section=key).data)


def shown(application: Application) -> dict[str, int]:
    """What the page with all answers sends back."""
    return {f"version-{key}": n for key, n in Walker(application).versions.items()}


# --- an application after the last day ------------------------------------------------


def test_starting_after_the_last_day(lund: Organisation, web: Client) -> None:
    with time_machine.travel(factories.stockholm(2021, 5, 1)):
        cohort = factories.make_cohort(name_sv="Modellkommuner 2027", closes_on=date(2021, 5, 12))
    response = web.post(at("start", cohort.slug), {"organisation": lund.pk})
    assert response.status_code == 422
    assert says(
        response,
        "Sista dagen att anmäla intresse för Modellkommuner 2027 var onsdag 12 maj 2021. Kontakta"
        " SKR om det finns skäl att öppna omgången för er.",
    )
    assert Application.objects.count() == 0


def test_sending_in_after_the_last_day(application: Application, web: Client) -> None:
    keep_complete(application)
    closed = timezone.localdate() - timedelta(days=1)
    Cohort.objects.update(closes_on=closed)
    response = web.post(at("submit", application.pk), shown(application))
    assert response.status_code == 422
    assert says(response, "Det ni har skrivit finns kvar. Kontakta SKR")
    assert says(response, "Vi vill ge likvärdig service.")
    assert (Submission.objects.count(), Message.objects.count()) == (0, 0)


def test_writing_after_the_last_day(application: Application, web: Client) -> None:
    keep(application, why={"why": ["Sparat i tid"]})
    Cohort.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    response = web.post(section(application, "why"), {"version": "1", "why": "Kom för sent"})
    assert response.status_code == 422
    assert says(
        response,
        "Den här delen går inte längre att ändra. Det ni hade sparat finns kvar.",
    )
    assert says(response, "Kom för sent")
    assert kept(application, "why") == {"why": ["Sparat i tid"]}


def test_the_last_day_counts_to_its_end(application: Application, web: Client) -> None:
    keep_complete(application)
    last_day = application.cohort.closes_on
    for (hour, minute), day, status in [((23, 59), 0, 302), ((0, 0), 1, 422)]:
        moment = last_day + timedelta(days=day)
        with time_machine.travel(
            factories.stockholm(moment.year, moment.month, moment.day, hour, minute), tick=False
        ):
            planned = planned_in(5)
            keep(application, decision_to_apply={**planned, "is_taken": ["no"], "body": ["board"]})
            web.force_login(application.created_by)
            answer = web.post(at("submit", application.pk), shown(application))
            assert (day, answer.status_code) == (day, status)
        Application.objects.update(
            status=ApplicationStatus.DRAFT, current_submission=None, first_submitted_at=None
        )
    assert Submission.objects.count() == 1


# --- twice for one organisation and cohort --------------------------------------------


def test_starting_a_second_application(
    application: Application, cohort: Cohort, lund: Organisation
) -> None:
    colleague = signed_in(factories.make_user("kollega@lund.example"))
    response = colleague.post(at("start", cohort.slug), {"organisation": lund.pk})
    assert response.status_code == 422
    assert says(response, "Någon i er organisation har börjat skriva. Be att få vara med")
    assert Application.objects.count() == 1


@with_real_commits
def test_two_browsers_start_at_the_same_moment(cohort: Cohort, lund: Organisation) -> None:
    people = [signed_in(factories.make_user(f"p{n}@lund.example")) for n in (1, 2)]
    answers = at_once(
        *(
            lambda one=one: one.post(at("start", cohort.slug), {"organisation": lund.pk})
            for one in people
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert says(refused, "Någon i er organisation har börjat skriva. Be att få vara med")
    assert Application.objects.count() == 1


@with_real_commits
def test_two_browsers_send_in_at_the_same_moment(cohort: Cohort, lund: Organisation) -> None:
    drafts = [
        factories.make_application(
            cohort=cohort,
            organisation=lund,
            owner=factories.make_user(f"p{n}@annan.example"),
            holds_place=False,
            is_flagged=True,
        )
        for n in (1, 2)
    ]
    for draft in drafts:
        keep_complete(draft)
    answers = at_once(
        *(
            lambda draft=draft: signed_in(draft.created_by).post(
                at("submit", draft.pk), shown(draft)
            )
            for draft in drafts
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert says(
        refused,
        "Er organisation har redan en anmälan i den här omgången, och det kan bara finnas en. Det"
        " ni har skrivit finns kvar. Be att få vara med i den andra.",
    )
    assert says(refused, "Vi vill ge likvärdig service.")
    assert sorted(Application.objects.values_list("status", flat=True)) == ["draft", "submitted"]
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)
    assert SectionDraft.objects.filter(version=1).count() == 14


# --- somebody of another organisation -------------------------------------------------


def test_somebody_of_another_organisation(application: Application) -> None:
    keep_complete(application)
    other = signed_in(factories.make_user("strateg@ystad.example"))
    for method, path in [
        ("get", at("application", application.pk)),
        ("post", section(application, "why")),
        ("post", at("submit", application.pk)),
        ("post", at("withdraw", application.pk)),
        ("post", at("colleagues", application.pk)),
    ]:
        response = getattr(other, method)(path, {"version": "1", "why": "Inte min"})
        assert (path, response.status_code) == (path, 404)
        assert says(response, "Sidan finns inte")
    application.refresh_from_db()
    assert (application.status, Submission.objects.count()) == (ApplicationStatus.DRAFT, 0)
    assert kept(application, "why")["why"] == ["Vi vill ge likvärdig service."]


def test_an_address_that_is_not_known_is_flagged_and_holds_no_place(
    cohort: Cohort, lund: Organisation
) -> None:
    other = signed_in(factories.make_user("strateg@ystad.example"))
    page = other.get(at("start", cohort.slug), {"organisation": lund.pk})
    assert says(page, "SKR kontrollerar avsändaren")
    other.post(at("start", cohort.slug), {"organisation": lund.pk})
    application = Application.objects.get()
    assert (application.holds_place, application.is_flagged) == (False, True)
    own = signed_in(factories.make_user("kommunen@lund.example"))
    assert own.post(at("start", cohort.slug), {"organisation": lund.pk}).status_code == 302
    assert Application.objects.filter(holds_place=True).count() == 1


# --- what is typed into the answers ---------------------------------------------------


def test_a_decision_day_in_the_future_marked_as_taken(
    application: Application, web: Client
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    typed = {
        "version": "0",
        "is_taken": "yes",
        "body": "board",
        "decided_on_day": day.day,
        "decided_on_month": day.month,
        "decided_on_year": day.year,
        "diary_number": "KS 2021/0340",
    }
    response = web.post(section(application, "decision_to_apply"), typed, follow=True)
    assert says(
        response,
        "Ett fattat beslut kan inte ha en dag som inte har varit än. Rätta dagen, eller"
        " välj att beslutet är planerat.",
    )
    assert 'value="KS 2021/0340"' in response.content.decode()
    keep_rest(application, "decision_to_apply")
    refused = web.post(at("submit", application.pk), shown(application))
    assert (refused.status_code, Submission.objects.count()) == (422, 0)


def keep_rest(application: Application, but: str) -> None:
    """All other sections complete; the one named stays as it was typed."""
    keep(application, **{key: data for key, data in complete_data().items() if key != but})


def test_a_missing_function(application: Application, web: Client) -> None:
    keep_rest(application, "team")
    typed = {"version": "0", "politician_name": "Politiker P", "politician_title": "Ordförande"}
    typed |= {"politician_email": "politiker@lund.example"}
    web.post(section(application, "team"), typed)
    response = web.post(at("submit", application.pk), shown(application))
    assert response.status_code == 422
    assert says(response, "Något saknas. Fyll i det och skicka in på nytt.")
    missing = [one["url"].partition("#id_")[2] for one in response.context["missing"]]
    assert missing == ["senior_manager_name", "key_person_name"]
    assert says(response, "Politiker P")
    assert kept(application, "team")["politician_name"] == ["Politiker P"]
    assert Submission.objects.count() == 0


def test_an_email_with_a_line_break(application: Application, web: Client) -> None:
    sentence = (
        "E-postadressen innehåller en radbrytning eller ett dolt tecken. Skriv adressen på nytt,"
        " på en enda rad."
    )
    evil = "faktura@lund.example\nBcc: alla@lund.example"
    typed = {"version": "0", "email": evil, "town": "Lund"}
    response = web.post(section(application, "invoice"), typed, follow=True)
    assert says(response, sentence)
    assert 'value="Lund"' in response.content.decode()
    assert kept(application, "invoice") == {"email": [evil], "town": ["Lund"]}
    invited = web.post(at("colleagues", application.pk), {"email": evil})
    assert (invited.status_code, says(invited, sentence)) == (422, True)
    subscribed = Client().post(reverse("cohorts:subscribe"), {"email": evil})
    assert (subscribed.status_code, says(subscribed, sentence)) == (422, True)
    counts = (Invitation.objects.count(), RoundSubscriber.objects.count(), Message.objects.count())
    assert counts == (0, 0, 0)


def test_a_name_of_200_characters(application: Application, web: Client) -> None:
    long = "Å" * 200
    typed = {"version": "0", "politician_name": long, "politician_title": "Ordförande"}
    response = web.post(section(application, "team"), typed, follow=True)
    assert says(response, "Korta texten till högst 150 tecken. Nu är den 200 tecken lång.")
    assert f'value="{long}"' in response.content.decode()
    assert kept(application, "team")["politician_name"] == [long]
    profile = web.post(reverse("account"), {"name": long, "language": "sv"})
    assert profile.status_code == 422
    assert says(profile, "Korta texten till högst 150 tecken. Nu är den 200 tecken lång.")
    assert f'value="{long}"' in profile.content.decode()


def test_nul_and_marks_of_direction_leave_the_text(application: Application, web: Client) -> None:
    keep_complete(application)
    typed = {"version": "1", "why": "Vi vill\x00 \u202eändra\u202c detta.", "focus_areas": "school"}
    assert web.post(section(application, "why"), typed).status_code == 302
    assert web.post(at("submit", application.pk), shown(application)).status_code == 302
    assert Submission.objects.get().why == "Vi vill ändra detta."


NUL = "a\x00b\u202ec"


@pytest.mark.parametrize("quiet", [False, True])
def test_nul_in_every_draft(application: Application, web: Client, quiet: bool) -> None:
    headers = {"hx-request": "true"} if quiet else {}
    for state in Walker(application).sections:
        names = [key for name in state.form.typed_fields() for key in state.form.sent_keys(name)]
        response = web.post(
            state.url, dict.fromkeys(names, NUL) | {"version": "0"}, headers=headers
        )
        assert (state.key, response.status_code) == (state.key, 200 if quiet else 302)
        assert web.get(state.url, {"show": "1"}).status_code == 200
    assert "\x00" not in str(list(SectionDraft.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    "path",
    [
        "applications:start",
        "applications:find_organisation",
        "applications:review_list",
        "admin:accounts_user_changelist",
        "admin:applications_application_changelist",
        "admin:cohorts_organisation_changelist",
    ],
)
def test_nul_in_a_search(cohort: Cohort, lund: Organisation, project_lead: User, path: str) -> None:
    client = signed_in(project_lead)
    args = [] if path.startswith("admin") else [cohort.slug]
    response = client.get(reverse(path, args=args), {"q": "Lu\x00nd"})
    assert response.status_code in (200, 302)


def test_a_search_finds_what_is_seen_of_it(cohort: Cohort, lund: Organisation, web: Client) -> None:
    response = web.get(at("find_organisation", cohort.slug), {"q": "\u202eLu\x00nd"})
    assert response.context["found"] == [lund]


def test_nul_in_names_notes_and_addresses(
    application: Application, web: Client, project_lead: User
) -> None:
    assert web.post(reverse("account"), {"name": NUL, "language": "sv"}).status_code == 302
    application.created_by.refresh_from_db()
    assert application.created_by.name == "abc"
    factories.make_submission(application, by=application.created_by)
    Application.objects.update(status=ApplicationStatus.SUBMITTED)
    note = signed_in(project_lead).post(at("review_note", application.pk), {"note-text": NUL})
    assert note.status_code == 302
    assert list(application.notes.values_list("text", flat=True)) == ["abc"]
    for path in (
        at("colleagues", application.pk),
        reverse("cohorts:subscribe"),
    ):
        response = web.post(path, {"email": "a\x00b@lund.example"})
        assert response.status_code == 422
        assert says(response, "E-postadressen innehåller en radbrytning eller ett dolt tecken.")
    login = Client().post(reverse("account_request_login_code"), {"email": "a\x00b@lund.example"})
    assert login.status_code == 200
    assert says(login, "E-postadressen innehåller en radbrytning eller ett dolt tecken.")
    assert Invitation.objects.count() + RoundSubscriber.objects.count() == 0


# --- files ----------------------------------------------------------------------------

DECISION = {"version": "0", "kind": "council", "diary_number": "KS 2021/0340"}


def with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def with_macros(parts: dict[str, bytes]) -> None:
    main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = b"vnd.ms-word.document.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(main, macro)
    parts["word/vbaProject.bin"] = b"Sub AutoOpen()"


def zip_bomb(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b" " * (120 * MB)


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        (
            "beslut.pdf",
            lambda: pdf(with_script),
            "PDF-filen innehåller ett skript eller något annat som körs av sig självt.",
        ),
        (
            "beslut.docx",
            lambda: word(with_macros),
            "Wordfilen innehåller makron. Spara den som .docx utan makron, eller som PDF.",
        ),
        (
            "beslut.docx",
            lambda: word(zip_bomb),
            "Wordfilen är orimligt stor när den packas upp. Spara den som PDF i stället.",
        ),
    ],
    ids=["a PDF with JavaScript", "a DOCM renamed to DOCX", "a zip bomb"],
)
def test_a_hostile_file(
    application: Application,
    web: Client,
    name: str,
    content: Callable[[], bytes],
    sentence: str,
) -> None:
    upload = SimpleUploadedFile(name, content())
    url = section(application, "political_decision")
    response = web.post(url, DECISION | {"document": upload})
    assert response.status_code == 422
    assert says(response, sentence)
    assert 'value="KS 2021/0340"' in response.content.decode()
    assert kept(application, "political_decision")["diary_number"] == ["KS 2021/0340"]
    assert (ApplicationDocument.objects.count(), StoredFile.objects.count()) == (0, 0)


class Sending(io.RawIOBase):
    """A form with a file of `size` bytes, made while it is read: the sender needs no memory."""

    boundary = "gräns".encode().hex()

    def __init__(self, fields: dict[str, str], size: int) -> None:
        parts = "".join(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        parts += (
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="document";'
            ' filename="stor.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n'
        )
        self.head, self.tail = parts.encode(), f"\r\n--{self.boundary}--\r\n".encode()
        self.left = size
        self.length = len(self.head) + size + len(self.tail)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.head:
            source, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        elif self.left:
            source = b"0" * min(self.left, len(buffer))
            self.left -= len(source)
        else:
            source, self.tail = self.tail[: len(buffer)], self.tail[len(buffer) :]
        buffer[: len(source)] = source
        return len(source)


def test_a_100_mb_file(application: Application, web: Client) -> None:
    sending = Sending(DECISION, 100 * MB)
    web.get(section(application, "political_decision"))  # what is loaded once is not counted
    tracemalloc.start()
    response = web.request(
        REQUEST_METHOD="POST",
        PATH_INFO=section(application, "political_decision"),
        CONTENT_TYPE=f"multipart/form-data; boundary={Sending.boundary}",
        CONTENT_LENGTH=str(sending.length),
        **{"wsgi.input": io.BufferedReader(sending)},
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sending.left == 0, "the whole file was sent"
    assert peak < 15 * MB
    assert response.status_code == 422
    assert says(response, "Filen är för stor (100,0 MB). Den får vara högst 20,0 MB.")
    assert 'value="KS 2021/0340"' in response.content.decode()
    assert kept(application, "political_decision")["diary_number"] == ["KS 2021/0340"]
    assert (ApplicationDocument.objects.count(), StoredFile.objects.count()) == (0, 0)


# --- stale forms and double clicks ----------------------------------------------------


def test_a_stale_section_keeps_both_texts(application: Application, web: Client) -> None:
    colleague = factories.make_user("kollega@lund.example", name="Kollega")
    application.collaborators.create(user=colleague)
    url = section(application, "why")
    signed_in(colleague).post(url, {"version": "0", "why": "Kollegans text"})
    response = web.post(url, {"version": "0", "why": "Min text"}, follow=True)
    assert says(response, "Kollega ändrade svaret medan du skrev.")
    assert says(response, "Min text")
    assert says(response, "Kollegans text")
    assert kept(application, "why") == {"why": ["Kollegans text"]}


def test_a_stale_page_is_not_sent_in(application: Application, web: Client) -> None:
    keep_complete(application)
    seen = shown(application)
    SectionDraft.objects.filter(section="why").update(
        version=2, data={"why": ["Ny text"], "focus_areas": ["school"]}
    )
    response = web.post(at("submit", application.pk), seen)
    assert response.status_code == 422
    assert says(
        response,
        "Svaren har ändrats sedan du öppnade sidan. Granska dem på nytt och skicka in när de är"
        " som ni vill ha dem.",
    )
    assert says(response, "Ny text")
    assert (Submission.objects.count(), Message.objects.count()) == (0, 0)
    assert web.post(at("submit", application.pk), shown(application)).status_code == 302


def test_a_form_without_its_token_says_what_to_do(application: Application, writer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(writer)
    response = strict.post(section(application, "why"), {"version": "0", "why": "Text"})
    assert response.status_code == 403
    assert says(response, "Sidan hade varit öppen för länge")
    assert says(response, "kopiera det du har skrivit")
    assert SectionDraft.objects.count() == 0


@with_real_commits
def test_a_double_click_on_submit(application: Application, writer: User) -> None:
    keep_complete(application)
    clicks = [signed_in(writer) for _ in range(2)]
    answers = at_once(
        *(
            lambda one=one: one.post(at("submit", application.pk), shown(application))
            for one in clicks
        )
    )
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, at("receipt", application.pk))
    ] * 2
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)


# --- the broker is down ---------------------------------------------------------------


@pytest.fixture
def no_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real queue client with an address where nobody answers."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    for name, value in {
        "broker_url": settings.CELERY_BROKER_URL,
        "broker_write_url": settings.CELERY_BROKER_URL,
        "broker_transport_options": {"socket_connect_timeout": 1},
    }.items():
        monkeypatch.setitem(app.conf.changes, name, value)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield
    app.pool.force_close_all()


@with_real_commits
def test_a_broker_that_is_down_at_submit(
    application: Application, web: Client, no_broker: None, caplog: pytest.LogCaptureFixture
) -> None:
    keep_complete(application)
    response = web.post(at("submit", application.pk), shown(application), follow=True)
    assert response.status_code == 200
    assert says(response, application.reference)
    assert any("Queue out of reach" in record.getMessage() for record in caplog.records)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert Message.objects.get().status == MessageStatus.WAITING


@with_real_commits
def test_the_sweeps_make_up_for_the_broker(
    application: Application, web: Client, no_broker: None
) -> None:
    from applications.tasks import sweep_receipts
    from modellkonceptet.notifications.tasks import sweep_outbox

    keep_complete(application)
    web.post(at("submit", application.pk), shown(application))
    sweep_receipts()
    sweep_outbox()
    message = Message.objects.get()
    assert (message.status, message.attachments.count()) == (MessageStatus.SENT, 1)
