"""Hostile input at every address, and what outsiders try: nothing breaks, nothing leaks."""

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import (
    AdmissionDecision,
    Application,
    Invitation,
    SectionDraft,
    SignatoryConfirmation,
)
from applications.models.decision import PublicationBatch
from applications.services.colleagues import (
    MOST_A_DAY,
    accept_invitation,
    invite_colleague,
    revoke_invitation,
)
from applications.services.drafts import MOST_TYPED
from applications.services.starting import MOST_STARTED, start_application
from applications.services.submitting import MOST_A_DAY as MOST_SENT_A_DAY
from applications.services.submitting import signature_token
from cohorts.models import RoundSubscriber
from cohorts.reference_pattern import fits, refuse_slow_pattern
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.accounts.test_sign_in import ask_for_code, mails, sign_in_code
from tests.applications.answers import submit, touch
from tests.architecture.addresses import ROWS, address
from tests.architecture.urlconf import our_pages
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def own_cache(settings: Any) -> None:
    """Counts of one's own: the real cache may hold another run's queue."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(uuid.uuid4()),
        }
    }


# --- every address, every field -------------------------------------------------------

# NUL, a digit that is no number, a number that no row has, one that int() refuses, and control
# characters, marks of direction and markup together.
HOSTILE = ["a\x00b", "²", "9" * 30, "9" * 5000, "\x0b\x01\u202e'\"><b>"]
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
QUERY = ["q", "organisation", "unit", "page", "size", "sort", "status", "county", "verdict"]
QUERY += ["kind", "application", "decision", "go", "show", "next", "earlier", "flagged"]
OF_ROUND = ["start", "find_organisation", "ask_access", "questions_docx", "review_list"]
OF_ROUND += ["decision_prepare", "decision_publish", "decision_overview", "review_completions"]
OF_ROUND += ["review_selection", "move_timeline"]


def every_path(world: World) -> list[str]:
    """An address for each page, about Lund's matter; the admin's lists too."""
    slug = world.cohort.slug
    found = {address(page, world, world.lund) for page in our_pages() if page.name in ROWS}
    found |= {"/" + page.route for page in our_pages() if "<" not in page.route}
    found |= {reverse(f"applications:{name}", args=[slug]) for name in OF_ROUND}
    found |= {reverse("applications:review_export", args=[slug, kind]) for kind in ("csv", "xlsx")}
    found |= {reverse(f"cohorts:{name}", args=[slug]) for name in ("cohort", "self_check")}
    found |= {reverse("account_request_login_code"), reverse("account_email")}
    found |= {
        reverse(name, args=["a\x00b\nc"])
        for name in (
            "applications:invitation",
            "applications:confirm_signature",
            "cohorts:confirm_subscription",
            "cohorts:unsubscribe",
        )
    }
    found |= {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }
    return sorted(found)


@pytest.mark.walk
@pytest.mark.parametrize("who", ["", "applicant", "project_lead"])
def test_hostile_text_is_never_an_error_page(world: World, who: str) -> None:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(world.people[who])
    broken = set()
    for path in every_path(world):
        page = client.get(path)
        html = "" if page.streaming else page.content.decode(errors="replace")
        names = {*(unescape(name) for name in FIELD.findall(html)), "email", "text", "unit"}
        names -= {"csrfmiddlewaretoken", "document"}
        for value in HOSTILE:
            answers = {
                "get": client.get(path, dict.fromkeys(QUERY, value)),
                "post": client.post(path, dict.fromkeys(names, value)),
            }
            broken |= {
                (method, path, value[:9], str(answer.exc_info and answer.exc_info[1])[:90])
                for method, answer in answers.items()
                if answer.status_code >= 500
            }
    assert broken == set()


def test_garbage_instead_of_a_marked_decision_publishes_nothing(
    client: Client, world: World
) -> None:
    client.force_login(world.people["project_lead"])
    path = reverse("applications:decision_publish", args=[world.cohort.slug])
    client.post(path, {"decision": "²"})
    assert AdmissionDecision.objects.filter(status="prepared").count() == 2
    assert PublicationBatch.objects.count() == 2  # those that the world began with


# --- the sender of many mails ---------------------------------------------------------


def test_inviting_and_taking_back_is_no_mail_cannon() -> None:
    owner = factories.make_user()
    application = factories.make_application(owner=owner)
    for number in range(MOST_A_DAY):
        invitation = invite_colleague(
            application=application, email=f"p{number % 3}@offer.example", actor=owner
        )
        revoke_invitation(invitation=invitation, actor=owner)
    with pytest.raises(ValidationError) as refused:
        invite_colleague(application=application, email="en.till@offer.example", actor=owner)
    assert refused.value.code == "too_many"
    assert Message.objects.filter(kind="invitation").count() == MOST_A_DAY


def test_sending_in_again_and_again_is_no_mail_cannon() -> None:
    owner = factories.make_user()
    application = factories.make_application(owner=owner)
    for _ in range(MOST_SENT_A_DAY):
        submit(application, actor=owner)
        touch(application)
    with pytest.raises(ValidationError) as refused:
        submit(application, actor=owner)
    assert refused.value.code == "too_many"


def test_a_stranger_starts_a_few_applications_only() -> None:
    cohort, stranger = factories.make_cohort(), factories.make_user("x@nagonannanstans.example")
    places = [factories.make_organisation() for _ in range(MOST_STARTED + 1)]
    for place in places[:MOST_STARTED]:
        start_application(cohort=cohort, organisation=place, actor=stranger)
    with pytest.raises(ValidationError) as refused:
        start_application(cohort=cohort, organisation=places[-1], actor=stranger)
    assert refused.value.code == "too_many"
    assert Application.objects.count() == MOST_STARTED


def test_subscribing_others_is_limited_by_sender(
    client: Client, settings: Any, own_cache: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"subscribe": "10/h/ip"}
    path = reverse("cohorts:subscribe")
    answers = [
        client.post(path, {"email": f"p{number}@offer.example"}).status_code for number in range(12)
    ]
    assert answers == [302] * 10 + [422] * 2
    assert (RoundSubscriber.objects.count(), Message.objects.count()) == (10, 10)


def test_a_name_is_no_place_for_an_advertisement(client: Client, applicant: User) -> None:
    client.force_login(applicant)
    for name in ("Vinn på https://lura.example/x", "www.lura.se", "Se lura@x.example"):
        response = client.post(reverse("account"), {"name": name, "language": "sv"})
        assert (name, response.status_code) == (name, 422)
    response = client.post(reverse("account"), {"name": "Dr. A. O'Ek-Ås", "language": "sv"})
    assert response.status_code == 302


def test_subscribing_works_without_a_cache(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"subscribe": "10/h/ip"}
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    response = client.post(reverse("cohorts:subscribe"), {"email": "a@offer.example"})
    assert (response.status_code, Message.objects.count()) == (302, 1)


# --- what fills the disk or stops the machine -----------------------------------------


def test_a_draft_has_a_largest_size(applicant: User) -> None:
    client = Client(headers={"accept-language": "en"})
    application = factories.make_application(owner=applicant)
    client.force_login(applicant)
    path = reverse("applications:section", args=[application.pk, "why"])
    response = client.post(path, {"version": "0", "why": "x" * (MOST_TYPED + 1)})
    assert response.status_code == 422
    assert "This is far more text than the part can hold" in response.content.decode()
    assert "x" * MOST_TYPED in response.content.decode()
    assert SectionDraft.objects.filter(version__gt=0).count() == 0


def test_a_body_of_3_mb_is_refused_before_it_is_read(client: Client, applicant: User) -> None:
    application = factories.make_application(owner=applicant)
    client.force_login(applicant)
    path = reverse("applications:section", args=[application.pk, "why"])
    assert client.post(path, {"version": "0", "why": "x" * 3_000_000}).status_code == 400
    many = {f"field{number}": "x" for number in range(1001)}
    assert client.post(path, many).status_code == 400


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa){60}", "a*a*a*a*a*b", r"(a)\1*", "(?:x?){60}", "[a-", "((a)*)*"]
)
def test_a_pattern_that_could_stop_the_machine_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        refuse_slow_pattern(pattern)
    assert fits(pattern, "a" * 60)  # SKR's slip is not the applicant's fault


@pytest.mark.parametrize(
    "pattern, reference, expected",
    [
        ("[A-ZÅÄÖ]{2}[0-9]{6}", "KK123456", True),
        ("[A-ZÅÄÖ]{2}[0-9]{6}", "KK12345", False),
        (r"(KS|KK)-?\d{4,6}", "KS-12345", True),
        ("", "vad som helst", True),
    ],
)
def test_usual_patterns_work(pattern: str, reference: str, expected: bool) -> None:
    refuse_slow_pattern(pattern)
    assert fits(pattern, reference) is expected


# --- signing in -----------------------------------------------------------------------


def test_a_code_cannot_be_guessed_and_asking_is_limited(
    client: Client, settings: Any, applicant: User, own_cache: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # allauth's own
    code = ask_for_code(client, settings, applicant.email)
    for _ in range(5):
        client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session
    for _ in range(6):
        client.post(reverse("account_request_login_code"), {"email": applicant.email})
    assert len(mails(settings)) <= 3


def test_signing_in_changes_the_session(client: Client, settings: Any, applicant: User) -> None:
    code = ask_for_code(client, settings, applicant.email)
    before = client.session.session_key
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(applicant.pk)
    assert client.session.session_key != before
    assert not type(client.session)(before).load()


def test_a_code_is_used_once(client: Client, settings: Any, applicant: User) -> None:
    code = ask_for_code(client, settings, applicant.email)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    client.post(reverse("account_logout"))
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_closed_is_out_at_once(client: Client, applicant: User) -> None:
    client.force_login(applicant)
    User.objects.update(is_active=False)
    assert client.get(reverse("applications:mine")).status_code == 302


def test_nobody_claims_an_address_before_its_owner(
    client: Client, settings: Any, stranger: User
) -> None:
    """An address added to one's own account counts once its mail is answered, not before."""
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    client.force_login(stranger)
    client.post(reverse("account_email"), {"action_add": "", "email": "chef@lund.example"})
    owner = Client()
    code = ask_for_code(owner, settings, "chef@lund.example")
    owner.post(reverse("account_confirm_login_code"), {"code": code})
    signed_in = User.objects.get(pk=owner.session["_auth_user_id"])
    assert (signed_in.email, signed_in == stranger) == ("chef@lund.example", False)


@pytest.mark.parametrize(
    "target", ["https://lura.example/", "//lura.example/", "/\\lura.example", "javascript:alert(1)"]
)
def test_no_way_out_by_next(client: Client, settings: Any, applicant: User, target: str) -> None:
    language = client.post(reverse("set_language"), {"language": "en", "next": target})
    assert "lura" not in language["Location"]
    assert "javascript" not in language["Location"]
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    ask = f"{reverse('account_request_login_code')}"
    client.post(ask, {"email": applicant.email, "next": target})
    (mail,) = mails(settings)
    code = sign_in_code(mail)
    response = client.post(reverse("account_confirm_login_code"), {"code": code, "next": target})
    assert response["Location"] == reverse("home")


# --- links that have had their day ----------------------------------------------------


def test_a_link_to_confirm_dies_with_a_new_submission(client: Client) -> None:
    application = factories.make_application(status=ApplicationStatus.SUBMITTED)
    signatory = _signatory(application)
    path = reverse("applications:confirm_signature", args=[signature_token(signatory)])
    assert client.get(path).status_code == 200
    factories.make_submission(application, by=application.created_by)
    assert client.get(path).status_code == 410
    client.post(path)
    signatory.refresh_from_db()
    assert signatory.confirmed_at is None


def _signatory(application: Application) -> Any:
    return SignatoryConfirmation.objects.create(
        submission=application.current_submission,
        name="Direktör",
        title="Direktör",
        email="direktor@lund.example",
    )


def test_an_invitation_lets_in_nobody_else_and_never_twice(stranger: User) -> None:
    owner = factories.make_user()
    application = factories.make_application(owner=owner)
    invite_colleague(application=application, email="kollega@lund.example", actor=owner)
    token = re.search(r"/inbjudan/([\w-]+)/", Message.objects.get().body_text)[1]  # type: ignore[index]
    with pytest.raises(ValidationError) as refused:
        accept_invitation(token=token, actor=stranger)
    assert refused.value.code == "other_address"
    revoke_invitation(invitation=Invitation.objects.get(), actor=owner)
    with pytest.raises(ValidationError) as gone:
        accept_invitation(token=token, actor=factories.make_user("kollega@lund.example"))
    assert gone.value.code == "gone"
    assert list(application.collaborators.values_list("user", flat=True)) == [owner.pk]


# --- what is SKR's own ----------------------------------------------------------------

SECRET = "Hemligt-ord"


@pytest.mark.walk
def test_no_page_and_no_mail_shows_what_skr_thinks(world: World) -> None:
    """Verdicts, notes, points and a decision that is only prepared, on any page of an applicant."""
    for matter in (world.lund, world.ystad):
        matter.application.verdicts.update(reason=f"{SECRET} bedömning")
        matter.application.notes.update(text=f"{SECRET} anteckning")
        matter.application.scores.update(comment=f"{SECRET} poäng")
        matter.application.decisions.filter(status="prepared").update(text=f"{SECRET} beslut")
    leaks = []
    for who in ("applicant", "colleague", "other_applicant", "stranger", ""):
        client = Client()
        if who:
            client.force_login(world.people[who])
        for path in every_path(world):
            response = client.get(path, follow=True)
            body = b"".join(response) if response.streaming else response.content
            if SECRET.encode() in body:
                leaks.append((who, path))
    assert leaks == []
    assert not Message.objects.filter(body_text__contains=SECRET).exists()


@pytest.mark.walk
def test_markup_in_every_text_is_shown_as_text(world: World) -> None:
    """What anybody can write, on every page of those who read it."""
    evil = "<img src=x onerror=alert(1)>"
    User.objects.update(name=evil)
    SectionDraft.objects.update(data={"why": [evil], "focus_other": [evil]})
    application = world.lund.application
    submission = application.current_submission
    submission.answers = [
        {"key": "why", "title": evil, "answers": [{"label": evil, "value": evil, "field": "why"}]}
    ]
    submission.why = submission.operation = evil
    submission.save()
    submission.team.update(name=evil, title=evil)
    submission.commitments.update(wording=evil)
    application.access_requests.update(message=evil)
    application.notes.update(text=evil)
    application.verdicts.update(reason=evil)
    application.decisions.update(text=evil)
    application.completion_requests.update(message=evil)
    world.lund.rows["unit"].name = evil
    world.lund.rows["unit"].save()
    world.lund.rows["document"].file.name = f"{evil}.pdf"
    world.lund.rows["document"].file.save()
    world.cohort.invitation_sv = f"{evil} [a](javascript:alert(1)) <script>alert(1)</script>"
    world.cohort.name_sv = evil
    world.cohort.save()
    world.cohort.questions.update(question_sv=evil, answer_sv=evil)
    found = []
    for who in ("applicant", "project_lead", ""):
        client = Client()
        if who:
            client.force_login(world.people[who])
        for path in every_path(world):
            response = client.get(path, {"organisation": world.lund.organisation.pk})
            if response.streaming or "html" not in response["Content-Type"]:
                continue
            html = response.content.decode()
            if "<img src=x" in html or "<script>alert" in html or 'href="javascript' in html:
                found.append((who, path))
    assert found == []
    assert not Message.objects.filter(body_html__contains="<img src=x").exists()


def test_an_old_link_to_a_page_asks_the_new_owner(client: Client, world: World) -> None:
    """Whoever is removed sees nothing more, whatever is still open in their browser."""
    client.force_login(world.lund.colleague)
    path = reverse("applications:application", args=[world.lund.application.pk])
    assert client.get(path).status_code == 200
    world.lund.application.collaborators.filter(user=world.lund.colleague).delete()
    assert client.get(path).status_code == 404
    document = reverse(
        "applications:document",
        args=[world.lund.application.pk, world.lund.rows["document"].pk],
    )
    assert client.get(document).status_code == 404


def test_hidden_fields_change_nothing_but_what_they_say(client: Client, world: World) -> None:
    """Fields that the form does not have are not taken over from what is sent."""
    client.force_login(world.lund.owner)
    application = factories.make_application(
        cohort=factories.make_cohort(), organisation=world.lund.organisation, owner=world.lund.owner
    )
    before = Application.objects.filter(pk=application.pk).values().get()
    forged = {
        "version": "0",
        "why": "Text",
        "organisation": str(world.ystad.organisation.pk),
        "organisation_id": str(world.ystad.organisation.pk),
        "cohort": str(world.cohort.pk),
        "status": "admitted",
        "is_flagged": "",
        "holds_place": "on",
        "application": str(world.ystad.application.pk),
        "remove_document": str(world.ystad.rows["document"].pk),
    }
    path = reverse("applications:section", args=[application.pk, "why"])
    assert client.post(path, forged).status_code == 404  # the document is not one of theirs
    assert Application.objects.filter(pk=application.pk).values().get() == before
    world.ystad.rows["document"].refresh_from_db()
    assert world.ystad.rows["document"].removed_at is None
    profile = {"name": "Nytt namn", "language": "sv", "staff_role": "project_lead"}
    profile |= {"is_superuser": "on", "email": "lead@skr.example"}
    client.post(reverse("account"), profile)
    owner = User.objects.get(pk=world.lund.owner.pk)
    assert (owner.name, owner.staff_role, owner.is_superuser) == ("Nytt namn", "", False)
    assert owner.email == world.lund.owner.email


def test_a_late_answer_of_another_round_is_not_reached(world: World) -> None:
    """The list of one round never takes in applications of another, whatever is marked."""
    client = Client()
    client.force_login(world.people["project_lead"])
    other = factories.make_application(
        cohort=factories.make_cohort(), status=ApplicationStatus.SUBMITTED
    )
    path = reverse("applications:decision_prepare", args=[world.cohort.slug])
    response = client.get(path, {"application": other.pk})
    assert response.status_code == 302
    due = timezone.localdate() + timedelta(days=9)
    forged = {"outcome": "admitted", "text": "Ja", "due_on_day": str(due.day)}
    client.post(f"{path}?application={other.pk}", forged)
    assert other.decisions.count() == 0
