"""Pages and texts that SKR writes: two editors, preview, where they are shown."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reporting.archive_search import search
from reporting.models import TextPage
from reporting.services.text_pages import Typed, add_text, save_text_page, unpublish_text
from tests.factories import make_user
from tests.reporting.written_recipes import make_text, many_texts

pytestmark = pytest.mark.django_db
NAMES = (
    "title_sv",
    "title_en",
    "description_sv",
    "description_en",
    "body_sv",
    "body_en",
    "place",
    "slug",
)


@pytest.fixture
def lead() -> Any:
    return make_user("lead@skr.example", staff_role="project_lead")


def typed(page: TextPage, **values: Any) -> dict[str, Any]:
    said = {name: getattr(page, name) for name in NAMES}
    return {**said, "is_listed": "on", "seen": page.version, **values}


def said_of(client: Any, page: TextPage) -> dict[str, Any]:
    path = reverse("archive:text_page", args=[page.slug])
    places = {name: reverse(f"archive:{name}") for name in ("text_pages", "sitemap")}
    places["search"] = f"{reverse('archive:search')}?q=metoden"
    return {
        "page": client.get(path).status_code,
        **{name: path in client.get(where).content.decode() for name, where in places.items()},
    }


def test_a_page_is_found_when_it_is_published_and_gone_when_it_is_not(
    client: Any, lead: Any
) -> None:
    page = make_text(lead, publish=False)
    before = said_of(client, page)
    client.force_login(lead)
    show = reverse("reporting:show_text", args=[page.pk])
    client.post(show, {"publish": "yes"})
    client.logout()
    shown = said_of(client, page)
    unpublish_text(page=page, actor=lead)

    gone = {"page": 404, "text_pages": False, "sitemap": False, "search": False}
    assert shown == {"page": 200, "text_pages": True, "sitemap": True, "search": True}
    assert before == said_of(client, page) == gone


def test_a_page_that_is_not_listed_is_read_by_those_who_know_its_address(
    client: Any, lead: Any
) -> None:
    page = make_text(lead, is_listed=False)

    assert said_of(client, page) == {
        "page": 200, "text_pages": False, "sitemap": True, "search": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "place, name",
    [("start", "start"), ("archive", "archive:archive"), ("questions", "pages:questions")],
)
def test_a_text_stands_on_its_place_and_has_no_page_of_its_own(
    client: Any, lead: Any, place: str, name: str
) -> None:
    page = make_text(lead, place=place, body_sv="Ett **viktigt** besked.", publish=False)
    without = client.get(reverse(name)).content.decode()
    client.force_login(lead)
    client.post(reverse("reporting:show_text", args=[page.pk]), {"publish": "yes"})

    assert "<strong>viktigt</strong>" in client.get(reverse(name)).content.decode()
    assert "viktigt" not in without
    assert said_of(client, page)["page"] == 404
    assert page.get_absolute_url() == reverse(name)
    assert search("viktigt besked").hits == []
    with pytest.raises(ValidationError):
        make_text(lead, place=place)


def test_two_editors_at_once_lose_nothing(client: Any, lead: Any) -> None:
    page = make_text(lead, publish=False)
    other = make_user(name="Kollegan", staff_role="project_lead")
    save_text_page(page=page, seen=1, typed=Typed("Om metoden", "Kollegans text"), actor=other)
    client.force_login(lead)
    path = reverse("reporting:text", args=[page.pk])

    refused = client.post(path, typed(page, body_sv="Min text"))
    words = refused.content.decode()

    assert refused.status_code == 422
    assert all(text in words for text in ("Min text", "Kollegans text", "Kollegan "))
    assert TextPage.objects.get(pk=page.pk).body_sv == "Kollegans text"
    client.post(path, typed(page, body_sv="Min text och kollegans", seen=2))
    assert TextPage.objects.get(pk=page.pk).body_sv == "Min text och kollegans"
    earlier = client.get(reverse("reporting:earlier_texts", args=[page.pk])).content.decode()
    assert all(text in earlier for text in ("Så går det till.", "Kollegans text", "och kollegans"))


def test_the_preview_shows_what_everybody_will_see_with_and_without_javascript(
    client: Any, lead: Any
) -> None:
    page = make_text(lead, publish=False)
    client.force_login(lead)
    sent = typed(page, body_sv="## Rubrik\n\n<script>x</script> [a](javascript:x)", body_en="*Yes*")

    part = client.post(reverse("reporting:preview_text"), sent).content.decode()
    whole = client.post(
        reverse("reporting:text", args=[page.pk]), {**sent, "look": "1"}
    ).content.decode()

    for shown in (part, whole):
        assert "<h3>Rubrik</h3>" in shown
        assert "<em>Yes</em>" in shown
        assert "<script>x" not in shown
        assert 'href="javascript:' not in shown
    assert TextPage.objects.get(pk=page.pk).version == 1


def test_addresses_that_are_taken_or_impossible_are_refused(client: Any, lead: Any) -> None:
    first, second = make_text(lead), make_text(lead)
    client.force_login(lead)
    path = reverse("reporting:new_text")

    def status(**values: Any) -> int:
        sent = {"title_sv": "T", "body_sv": "B", "place": "page", **values}
        return int(client.post(path, sent).status_code)

    assert (first.slug, second.slug) == ("om-metoden", "om-metoden-2")
    assert status(slug="om-metoden") == 422
    assert status(slug="../admin") == 422
    assert status(slug="Ny-Adress") == 302
    assert TextPage.objects.filter(slug="ny-adress").exists()
    moved = client.post(reverse("reporting:text", args=[first.pk]), typed(first, slug="annat"))
    assert moved.status_code == 422  # published: others may link to it


def test_bad_input_is_refused_with_what_was_typed(client: Any, lead: Any) -> None:
    client.force_login(lead)
    sent = {"title_sv": "T", "body_sv": "å" * 20_001, "place": "nowhere", "seen": "²"}

    refused = client.post(reverse("reporting:new_text"), sent)

    assert (refused.status_code, TextPage.objects.count()) == (422, 0)
    kept = {**sent, "body_sv": "å" * 20_000, "place": "page"}
    assert client.post(reverse("reporting:new_text"), kept).status_code == 302


def test_only_project_leads_write(client: Any, lead: Any) -> None:
    page = make_text(lead, publish=False)
    reviewer = make_user(staff_role="reviewer")
    client.force_login(reviewer)

    assert client.get(reverse("reporting:texts")).status_code == 403
    assert client.get(reverse("reporting:text", args=[page.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        add_text(typed=Typed("T", "B"), actor=reviewer)


def test_english_readers_get_english_where_there_is_any(client: Any, lead: Any) -> None:
    page = make_text(lead, title_en="The method", body_en="This is how.")
    swedish = make_text(lead, "Bara på svenska")
    client.cookies["django_language"] = "en"

    words = client.get(page.get_absolute_url()).content.decode()
    other = client.get(swedish.get_absolute_url()).content.decode()
    assert ("The method</h1>" in words, "This is how." in words) == (True, True)
    assert '<h1 class="h-form" lang="sv">Bara på svenska' in other


def test_the_pages_take_the_same_queries_however_many_there_are(
    client: Any, lead: Any, django_assert_num_queries: Any
) -> None:
    page = make_text(lead)
    for number in (1, 60):
        TextPage.objects.exclude(pk=page.pk).delete()
        many_texts(number)
        client.logout()
        with django_assert_num_queries(1):
            client.get(reverse("archive:text_pages"))
        with django_assert_num_queries(1):
            client.get(page.get_absolute_url())
        with django_assert_num_queries(0):  # the foot of every page asks nothing
            client.get(reverse("pages:contact"))
        client.force_login(lead)
        with django_assert_num_queries(3):  # session, person, texts
            client.get(reverse("reporting:texts"))
