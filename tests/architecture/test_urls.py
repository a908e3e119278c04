"""Every page is closed by default, keeps its headers, and changes nothing when it is read."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from modellkonceptet.views import PUBLIC, PermissionView
from tests.architecture.addresses import address
from tests.architecture.markup import forbidden_markup
from tests.architecture.urlconf import our_pages, pages
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db

# What anybody may read or send without an account: each is there because somebody decided it.
PUBLIC_PAGES = {
    "start",
    "health",
    "set_language",
    "demo_sign_in",
    "pages:accessibility",
    "pages:privacy",
    "pages:cookies",
    "pages:glossary",
    "pages:questions",
    "pages:contact",
    "cohorts:cohorts",
    "cohorts:cohort",
    "cohorts:self_check",
    "cohorts:organisation",
    "cohorts:subscribe",
    "cohorts:subscribed",
    "cohorts:confirm_subscription",
    "cohorts:unsubscribe",
    "cohorts:mentor_answer",
    "applications:invitation",
    "applications:confirm_signature",
    "applications:questions_pdf",
    "applications:questions_docx",
    "learning_meetings:answer",
    "learning_meetings:answer_details",
    "learning_meetings:poll_answer",
    "learning_meetings:feed",
    "learning_meetings:open_meetings",
    "learning_meetings:sign_up",
    "learning_meetings:sign_up_sent",
    "learning_meetings:confirm_sign_up",
    "learning_meetings:gave_up",
    "notifications:wishes",
    "notifications:refuse",
    "archive:archive",
    "archive:archive_file",
    "reporting:evaluation_report",
    "reporting:evaluation_file",
    "archive:timeline",
    "archive:results",
    "archive:examples",
    "archive:example",
    "archive:text_pages",
    "archive:text_page",
    "archive:exempel_csv",
    "archive:exempel_json",
    "archive:result",
    "archive:search",
    "archive:open_data",
    "archive:deltagare_csv",
    "archive:deltagare_json",
    "archive:omgangar_csv",
    "archive:omgangar_json",
    "archive:mentorer_csv",
    "archive:mentorer_json",
    "archive:feed",
    "archive:sitemap",
    "archive:robots",
    "api:guide",
    "api:description",
    "api:rounds",
    "api:round",
    "api:participations",
    "api:mentorships",
    "api:organisations",
    "api:results",
    "api:result",
    "api:examples",
    "api:nothing",
}
# Asked by mail servers, which have no session that a form could be forged in (RFC 8058).
WITHOUT_A_TOKEN = {"notifications:refuse"}
# allauth's and the admin's own doors.
PUBLIC_SIGN_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "admin:login",
}
# Views of ours that are functions: they have no permission and are public.
FUNCTIONS = {"health"}
ROLES = [
    "anonymous",
    "stranger",
    "applicant",
    "other_applicant",
    "project_lead",
    "reviewer",
    "finance",
    "evaluator",
    "superuser",
]
# What reading a page may write: the session, where a writer is, how a list was last sorted,
# which material a person has opened, a chart that nobody had drawn yet.
WRITTEN_BY_READING = {
    "django_session",
    "usersessions_usersession",
    "applications_collaborator",
    "applications_listpreference",
    "learning_meetings_materialvisit",
    "records_drawnchart",
}
ADMIN_PAGES = ["admin:index", "admin:cohorts_cohort_changelist", "admin:cohorts_organisation_add"]
# About oneself or about nothing; to those outside SKR they are the sign-in.
ADMIN_FOR_ALL_STAFF = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
    "admin:password_change",
    "admin:password_change_done",
}
REFUSED = {302, 403, 404}


@pytest.fixture
def world():
    return make_world()


def sign_in(client, world, role):
    if role != "anonymous":
        client.force_login(world.people[role])


def test_the_pages_open_to_all_are_those_on_the_list():
    assert {page.name for page in pages() if page.is_public} - PUBLIC_PAGES == PUBLIC_SIGN_IN


def test_every_page_on_the_list_of_public_ones_exists_and_is_open():
    assert PUBLIC_PAGES - {page.name for page in pages() if page.is_public} == set()


def test_every_view_of_ours_names_its_permission():
    nameless = {
        page.name: page.callback
        for page in our_pages()
        if not (
            page.view_class
            and issubclass(page.view_class, PermissionView)
            and getattr(page.view_class, "permission", "")
        )
    }

    assert nameless.keys() == FUNCTIONS


def test_a_page_is_open_to_all_exactly_when_its_permission_says_so():
    disagreeing = [
        page.name
        for page in our_pages()
        if page.view_class and page.is_public != (permission_of(page) == PUBLIC)
    ]

    assert disagreeing == []


def permission_of(page):
    return page.callback.view_initkwargs.get("permission", page.view_class.permission)


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_whoever_has_not_signed_in_is_sent_to_the_sign_in(client, method):
    answers, sign_in = {}, reverse("account_login")
    for page in pages():
        if page.is_public or page.asks_for_key:
            continue
        path = page.sample_path()
        response = getattr(client, method)(path)
        where = urlsplit(response.get("Location", "")).path
        doors = {reverse("account_login"), reverse("admin:login")} if page.is_admin else {sign_in}
        if response.status_code != 302 or where not in doors:
            answers[path] = (response.status_code, where)

    assert answers == {}


@pytest.mark.parametrize("method, status", [("get", 401), ("post", 405), ("delete", 405)])
def test_a_program_without_a_key_is_told_so(client, world, method, status):
    sign_in(client, world, "applicant")  # a session is no key

    answers = {
        page.name: getattr(client, method)(page.sample_path()).status_code
        for page in pages()
        if page.asks_for_key
    }

    assert answers == dict.fromkeys(answers, status)
    assert answers


def readable_pages():
    return [page for page in our_pages() if "get" in page.answers]


def missing_headers(response, *, signed_in):
    """What a response lacks of what every response has."""
    policy = response.get("Content-Security-Policy", "")
    directives = {
        name: sources
        for name, _space, sources in (part.strip().partition(" ") for part in policy.split(";"))
    }
    is_download = directives.get("default-src") == "'none'"
    wanted = {
        "no unsafe sources": "unsafe-" not in policy,
        "default-src": is_download or directives.get("default-src") == "'self'",
        "frame-ancestors": is_download or directives.get("frame-ancestors") == "'none'",
        "object-src": is_download or directives.get("object-src") == "'none'",
        "base-uri": is_download or directives.get("base-uri") == "'none'",
        "nosniff": response.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.get("Referrer-Policy") == "same-origin",
        "frames": response.get("X-Frame-Options") == "DENY",
        "opener": response.get("Cross-Origin-Opener-Policy") == "same-origin",
        "no-store": not signed_in or "no-store" in response.get("Cache-Control", ""),
    }
    return [name for name, holds in wanted.items() if not holds]


def problems_of(response, *, signed_in):
    found = missing_headers(response, signed_in=signed_in)
    if response.get("Content-Type", "").startswith("text/html"):
        found += forbidden_markup(response.content.decode())
    return found


@pytest.mark.parametrize("role", ROLES)
def test_reading_pages_breaks_nothing_shows_nothing_unsafe_and_writes_nothing(client, world, role):
    sign_in(client, world, role)
    problems, written = {}, defaultdict(set)

    for page in readable_pages():
        path = address(page, world, world.lund)
        with connection.execute_wrapper(_noting_writes(written[path])):
            response = client.get(path)
        found = problems_of(response, signed_in=role != "anonymous")
        if response.status_code not in {200, 204, 302, 401, 403, 404, 410, 422}:
            found.append(f"answers {response.status_code}")
        if found:
            problems[path] = found

    assert problems == {}
    assert {
        path: tables - WRITTEN_BY_READING
        for path, tables in written.items()
        if tables - WRITTEN_BY_READING
    } == {}


def _noting_writes(tables):
    def note(execute, sql, params, many, context):
        if found := re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    return note


def who_uses(page):
    """Somebody who may do what the page is for."""
    if page.route.startswith("skr/fakturor/"):
        return "finance"
    return "project_lead" if page.route.startswith(("skr/", "admin/")) else "applicant"


@pytest.mark.parametrize("role", ["applicant", "project_lead", "finance"])
def test_what_changes_state_does_not_answer_get(client, world, role):
    sign_in(client, world, role)

    answers = {
        page.name: client.get(address(page, world, world.lund)).status_code
        for page in our_pages()
        if page.answers == {"post"} and who_uses(page) == role
    }

    assert {name: status for name, status in answers.items() if status != 405} == {}


def test_no_page_does_without_the_token_of_its_form():
    exempt = {
        page.name
        for page in pages()
        if getattr(page.callback, "csrf_exempt", False) and "post" in page.answers
    }

    assert exempt == WITHOUT_A_TOKEN


@pytest.mark.parametrize("role", ["anonymous", "applicant", "project_lead"])
def test_a_form_from_elsewhere_changes_nothing(world, role):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, world, role)

    answers = {
        page.name: client.post(address(page, world, world.lund)).status_code
        for page in our_pages()
        if "post" in page.answers
        and page.name not in WITHOUT_A_TOKEN
        and (role != "anonymous" or page.is_public)
    }

    assert {name: status for name, status in answers.items() if status != 403} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_has_no_door_of_its_own(client, world, method):
    people = {"username": world.people["superuser"].email, "password": "gissning"}

    response = getattr(client, method)(reverse("admin:login"), people)

    assert (response.status_code, urlsplit(response["Location"]).path) == (
        302,
        reverse("account_login"),
    )


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_the_admin_is_under_the_same_policy(client, world, name):
    sign_in(client, world, "project_lead")

    response = client.get(reverse(name))

    assert (response.status_code, problems_of(response, signed_in=True)) == (200, [])


@pytest.mark.parametrize("role", ["stranger", "applicant", "finance", "evaluator", "reviewer"])
def test_the_admin_shows_nothing_to_those_without_permission(client, world, role):
    sign_in(client, world, role)

    answers = {
        page.name: client.get(page.sample_path()).status_code
        for page in pages()
        if page.is_admin and page.name not in ADMIN_FOR_ALL_STAFF
    }

    assert {name: status for name, status in answers.items() if status not in REFUSED} == {}


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_confirm_login_code", "account_reset_password", "account_signup"],
)
def test_the_pages_of_signing_in_are_under_the_same_policy(client, name):
    response = client.get(reverse(name))

    assert (response.status_code < 400, problems_of(response, signed_in=False)) == (True, [])


@pytest.mark.parametrize(
    "name", ["account_email", "mfa_index", "usersessions_list", "account_logout"]
)
def test_the_pages_of_the_account_are_under_the_same_policy(client, world, name):
    sign_in(client, world, "applicant")

    response = client.get(reverse(name))

    assert (response.status_code < 400, problems_of(response, signed_in=True)) == (True, [])


@pytest.mark.urls("tests.architecture.broken_urls")
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("path, status", [("/finns/inte/", 404), ("/trasig/", 500)])
def test_error_pages_are_under_the_same_policy_and_say_nothing_of_the_inside(
    client, world, path, status, signed_in
):
    client.raise_request_exception = False
    if signed_in:
        sign_in(client, world, "applicant")

    response = client.get(path)
    page = response.content.decode()

    assert response.status_code == status
    assert problems_of(response, signed_in=signed_in) == []
    assert re.findall("RuntimeError|Traceback|broken on purpose|urlconf", page) == []


def test_a_forbidden_page_is_under_the_same_policy(client, world):
    sign_in(client, world, "reviewer")

    response = client.get(reverse("applications:decision_overview", args=[world.cohort.slug]))

    assert (response.status_code, problems_of(response, signed_in=True)) == (403, [])


@pytest.mark.parametrize(
    "html, found",
    [
        ('<p style="color: red">', ["<p style='color: red'>"]),
        ("<style>p{}</style>", ["<style>"]),
        ("<script>alert(1)</script>", ["<script> without src"]),
        ('<script src="/static/a.js" defer></script>', []),
        ('<script type="application/json">{}</script>', []),
        ('<button onclick="go()">', ["<button onclick='go()'>"]),
        ('<a href="javascript:go()">', ["<a href='javascript:go()'>"]),
        (
            '<img src="https://elsewhere.example/a.png">',
            ["<img> loads https://elsewhere.example/a.png"],
        ),
        ('<a href="https://elsewhere.example/">', []),
    ],
)
def test_what_the_policy_forbids_is_found(html, found):
    assert forbidden_markup(html) == found
