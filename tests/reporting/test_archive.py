"""The public archive: who stands in it, narrowed and drawn; the rounds in time; search."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cohorts.enums import MentorRole, ParticipationStatus
from cohorts.models import Cohort, Group, Mentorship
from modellkonceptet.settings import BASE_DIR
from reporting.archive_search import search
from tests.factories import make_cohort, make_organisation, make_participation, stockholm

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
QUERIES = 4  # organisations, participations, mentorships, and a text of SKR’s


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(stockholm(2026, 11, 23, 12), tick=False):
        yield


def historical(slug, period, **fields):
    return Cohort.objects.create(
        slug=slug, name_sv=slug.capitalize(), is_historical=True, period_text=period,
        source="SKR:s sida", **fields,
    )  # fmt: skip


def took_part(cohort, organisation, **fields):
    if cohort.is_historical:
        fields = {"source": "SKR:s sida", "status": ParticipationStatus.COMPLETED, **fields}
    return make_participation(cohort, organisation, **fields)


def mentored(cohort, organisation, **fields):
    fields = {"role": MentorRole.LEAD, "source": "SKR:s sida", **fields}
    return Mentorship.objects.create(cohort=cohort, organisation=organisation, **fields)


@pytest.fixture
def sweden():
    """Lund went through one round and mentored the next; Ystad and Region Skåne took part."""
    first = historical("omgang-1", "2015–2016", completed_on=date(2016, 12, 31))
    second = historical("omgang-2", "2017–2018", completed_on=date(2018, 5, 31))
    lund = make_organisation("Lund", code="1281", latitude=55.7, longitude=13.2)
    boden = make_organisation(
        "Boden", code="2582", county_code="25", county_name="Norrbottens län",
        latitude=65.8, longitude=21.7,
    )  # fmt: skip
    skane = make_organisation("Region Skåne", kind="region", code="12")
    angel = make_organisation("Ängelholm", code="1292")
    took_part(first, lund)
    took_part(first, angel)
    mentored(second, lund)
    took_part(second, boden)
    took_part(second, skane)
    return {"lund": lund, "boden": boden, "skane": skane, "first": first, "second": second}


def names(client, **asked):
    page = client.get(reverse("archive:archive"), asked, headers={"accept-language": "en"})
    assert page.status_code == 200
    return [entry.organisation.name for entry in page.context["page"].entries]


def everything_public(client):
    """All that the archive says anywhere, as one text."""
    paths = [reverse(f"archive:{name}") for name in ("archive", "timeline", "feed", "sitemap")]
    paths += [f"{reverse('archive:search')}?q={word}" for word in ("hemlig", "omg", "kommun")]
    paths += [
        reverse(f"archive:{table}_{form}")
        for table in ("deltagare", "omgangar", "mentorer")
        for form in ("csv", "json")
    ]
    return "".join(client.get(path).getvalue().decode() for path in paths)


def test_all_who_have_taken_part_stand_there_in_swedish_order_and_say_what_they_are(client, sweden):
    page = client.get(reverse("archive:archive"), headers={"accept-language": "en"})
    entries = page.context["page"].entries

    assert page.context["page"].headline == "3 municipalities and 1 region have taken part"
    assert [(e.organisation.name, e.words, [r.cohort.slug for r in e.rounds]) for e in entries] == [
        ("Boden", "Has taken part", ["omgang-2"]),
        ("Lund", "Modellkommun since 31 May 2018", ["omgang-2", "omgang-1"]),
        ("Region Skåne", "Has taken part", ["omgang-2"]),
        ("Ängelholm", "Has taken part", ["omgang-1"]),
    ]


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"round": "omgang-1"}, ["Lund", "Ängelholm"]),
        ({"round": "omgang-2"}, ["Boden", "Lund", "Region Skåne"]),
        ({"county": "25"}, ["Boden"]),
        ({"kind": "region"}, ["Region Skåne"]),
        ({"title": "title"}, ["Lund"]),
        ({"title": "mentor"}, ["Lund"]),
        ({"title": "participant", "round": "omgang-2"}, ["Boden", "Region Skåne"]),
        ({"year": "2016"}, ["Lund", "Ängelholm"]),
        ({"year": "2016", "county": "25"}, []),
        ({"round": "finns-inte", "county": "99", "kind": "x", "title": "'", "year": "1"},
         ["Boden", "Lund", "Region Skåne", "Ängelholm"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_nonsense_narrows_nothing(client, sweden, asked, found):
    assert names(client, **asked) == found


def test_what_is_drawn_is_what_stands_in_the_list(client, sweden):
    html = client.get(reverse("archive:archive")).content.decode()
    drawn = re.findall(r'<use class="(\w+ \w+)" href="/static/img/(\w+)\.svg#([\w-]+)"', html)

    assert drawn == [
        ("region participant", "sweden", "county-12"),
        ("place participant", "municipalities", "municipality-2582"),
        ("place title", "municipalities", "municipality-1281"),
        ("place participant", "municipalities", "municipality-1292"),
    ]
    assert re.findall(r"<text [^>]+>([^<]+)</text>", html) == ["Boden", "Lund"]
    # The list is the equal: the drawing is silent, and no stop for the keyboard.
    svg = html[html.index('<svg class="chart"') : html.index("</svg>", html.index("svg#land"))]
    assert re.match(r"<svg[^>]* aria-hidden=\"true\"", svg)
    assert svg.count("<a ") == svg.count('tabindex="-1"') == 4


def test_every_shape_that_can_be_asked_for_is_in_the_drawing():
    codes = {"municipality": set(), "region": set()}
    for line in (BASE_DIR / "cohorts/data/organisations.csv").read_text().splitlines()[1:]:
        code, kind, *_rest = line.split(",")
        if kind in codes:
            codes[kind].add(code)
    drawn = (BASE_DIR / "static/img/municipalities.svg").read_text(encoding="utf-8")

    assert set(re.findall(r'id="municipality-(\d+)" d="M', drawn)) == codes["municipality"]
    assert len(drawn) < 110_000


def test_the_same_is_public_whoever_looks(client, sweden, project_lead):
    hidden = make_cohort(name_sv="Hemlig", announced_on=None, starts_on=date(2026, 1, 1))
    took_part(hidden, make_organisation("Vadstena"))
    files = [reverse(f"archive:{name}") for name in ("deltagare_json", "feed", "sitemap")]
    for_strangers = [client.get(path).getvalue() for path in files]
    client.force_login(project_lead)

    assert [client.get(path).getvalue() for path in files] == for_strangers
    assert names(client) == ["Boden", "Lund", "Region Skåne", "Ängelholm"]
    assert [hit.name for hit in search("hemlig").hits] == []


def test_what_is_not_public_yet_is_nowhere(client, sweden):
    """Not a round that is being prepared or announced later, nor those admitted to one ahead,
    nor who left, nor mentors of groups not published or who stopped; no contact, no reason."""
    ahead = DAY + timedelta(days=30)
    begun = {"announced_on": None, "starts_on": date(2026, 1, 1)}
    later = dict.fromkeys(("announced_on", "opens_on", "closes_on"), ahead)
    for fields in (begun, later):
        cohort = make_cohort(name_sv="Hemlig omgång", contact_name="Hemlig Kontakt", **fields)
        took_part(cohort, make_organisation())
        mentored(cohort, make_organisation(), source="")
    opened = make_cohort(name_sv="Ny omgång", contact_email="hemlig@skr.example")
    took_part(opened, make_organisation("Hemlig före start"), note="Hemlig not")
    running = make_cohort(
        name_sv="Pågår", announced_on=date(2026, 1, 1), opens_on=date(2026, 1, 1),
        closes_on=date(2026, 2, 1), starts_on=date(2026, 3, 1),
    )  # fmt: skip
    took_part(
        running, make_organisation("Hemlig avhoppad"), status=ParticipationStatus.WITHDRAWN,
        withdrawal_reason="Hemlig orsak",
    )  # fmt: skip
    draft = Group.objects.create(cohort=running, name="Hemlig grupp")
    mentored(running, make_organisation("Hemlig mentor"), source="", group=draft)
    shown = Group.objects.create(cohort=running, name="Grupp 1", published_at=stockholm(2026, 3, 2))
    mentored(running, make_organisation("Hemlig slutade"), group=shown, ended_on=date(2026, 4, 1))
    mentored(running, make_organisation("Öppen mentor"), group=shown)

    # Organisations as such are public; search finds their pages, and nothing of what they do.
    text = everything_public(client)
    found = re.findall(r"[Hh]emlig[\w @.]*", text)

    assert {one for one in found if one not in HEMLIG_ORGANISATIONS} == {"hemlig"}
    assert names(client, round=running.slug) == ["Öppen mentor"]
    assert [hit.name for hit in search("hemlig").hits] == HEMLIG_ORGANISATIONS


HEMLIG_ORGANISATIONS = ["Hemlig avhoppad", "Hemlig före start", "Hemlig mentor", "Hemlig slutade"]


def test_a_name_that_is_markup_stays_text(client):
    cohort = historical("omgang-1", "2015")
    took_part(cohort, make_organisation("<b>Å</b>", latitude=60, longitude=15))

    for path in (reverse("archive:archive"), f"{reverse('archive:search')}?q=<b>"):
        assert "<b>Å" not in client.get(path).content.decode()


def test_the_empty_archive_says_what_will_be_there(client):
    page = client.get(reverse("archive:archive"), headers={"accept-language": "en"})
    timeline = client.get(reverse("archive:timeline"), headers={"accept-language": "en"})

    assert page.context["page"].headline == "Nobody has taken part so far"
    assert timeline.context["timeline"].headline == "No round has begun so far"


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow(client, django_assert_num_queries, count):
    for number in range(count):
        cohort = historical(f"omgang-{number}", str(2000 + number))
        took_part(cohort, make_organisation(f"Kommun nr {number}"))
        mentored(cohort, make_organisation(f"Mentor nr {number}"))
    with django_assert_num_queries(QUERIES):
        assert len(names(client)) == 2 * count
    with django_assert_num_queries(4):  # participations, mentorships, rounds, evaluations
        assert len(client.get(reverse("archive:timeline")).context["timeline"].rows) == count
    with django_assert_num_queries(5):  # a query for each source
        found = client.get(reverse("archive:search"), {"q": "nr"})
    assert [len(found.context["found"].hits), len(found.context["page_obj"])] == [
        2 * count,
        min(2 * count, 20),
    ]


# --- the timeline ------------------------------------------------------------------------


def test_the_timeline_counts_organisations_once_a_round_and_starts_with_the_oldest(client, sweden):
    page = client.get(reverse("archive:timeline"), headers={"accept-language": "en"})
    timeline = page.context["timeline"]

    assert timeline.headline == "2 rounds since 2015"
    assert timeline.counted == "3 municipalities and 1 region"
    assert [
        (r.cohort.slug, r.when, r.municipalities, r.regions, r.associations, len(r.mentors))
        for r in timeline.rows
    ] == [("omgang-1", "2015–2016", 2, 0, 0, 0), ("omgang-2", "2017–2018", 1, 1, 0, 1)]


# --- search ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, found",
    [
        ("lund", ["Lund"]),
        ("ÄNGEL", ["Ängelholm"]),
        ("skåne", ["Lund", "Region Skåne", "Ängelholm"]),  # the county's name too
        ("region skåne", ["Region Skåne"]),
        ("omgang", ["Omgang-1", "Omgang-2"]),
        ("2017", ["Omgang-2"]),
        ("%", []),
        ("\x00", []),
        ("x" * 5000, []),
        ("omgang " * 5000, ["Omgang-1", "Omgang-2"]),
    ],
)
def test_what_is_public_is_found(sweden, text, found):
    assert sorted(hit.name for hit in search(text).hits) == found


def test_what_begins_with_the_words_comes_first(sweden):
    make_organisation("Norra Lund")

    assert [hit.name for hit in search("lund").hits] == ["Lund", "Norra Lund"]


def test_a_round_is_found_by_its_invitation_once_it_is_announced(client):
    make_cohort(name_sv="Öppen", invitation_sv="Vi söker kommuner med skolor.")
    make_cohort(name_sv="Dold", invitation_sv="Vi söker kommuner med skolor.", announced_on=None)

    assert [hit.name for hit in search("skolor").hits] == ["Öppen"]


@pytest.mark.postgres
def test_postgresql_finds_other_forms_of_a_word():
    make_cohort(name_sv="Öppen", invitation_sv="Vi söker skolor som vill lära.")

    assert [hit.name for hit in search("skolorna").hits] == ["Öppen"]
