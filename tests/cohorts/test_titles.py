"""The titles that follow from the record, with their dates; nobody types them in."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from cohorts.enums import ParticipationStatus, Precision
from cohorts.models import Cohort, MentorPromise, Mentorship, Organisation, Participation
from cohorts.services.files import read_rows
from cohorts.services.history import load_history, read_end
from cohorts.services.registers import load_organisations
from cohorts.titles import title_of
from modellkonceptet.records.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def history():
    load_organisations(rows=read_rows("organisations.csv"))
    return load_history(
        rounds=read_rows("past_rounds.csv"), participants=read_rows("past_participants.csv")
    )


def title(organisation, today=TODAY):
    return title_of(
        organisation.kind,
        organisation.participations.select_related("cohort", "unit"),
        organisation.mentorships.select_related("cohort"),
        today=today,
    )


# --- the real rounds -----------------------------------------------------------
def test_all_titles_that_the_real_rounds_gave(history):
    found = {
        organisation.name: title(organisation).words
        for organisation in Organisation.objects.all()
        if title(organisation)
    }

    assert found == {
        "Eskilstuna": "Modellkommun sedan maj 2018",
        "Jönköping": "Modellkommun sedan maj 2018",
        "Malmö": "Modellkommun sedan maj 2018",
        "Piteå": "Modellkommun sedan maj 2018",
        "Umeå": "Modellkommun sedan maj 2018",
        "Örebro": "Modellkommun sedan maj 2018",
        "Boden": "Modellkommun sedan februari 2020",
        "Hedemora": "Modellkommun sedan februari 2020",
        "Kristianstad": "Modellkommun sedan februari 2020",
        "Luleå": "Modellkommun sedan februari 2020",
        "Norrtälje": "Modellkommun sedan februari 2020",
        "Uppsala": "Modellkommun sedan februari 2020",
        "Vännäs": "Modellkommun sedan februari 2020",
        "Kalmar": "Modellkommun (datum ej känt)",
        "Örnsköldsvik": "Modellkommun (datum ej känt)",
        "Region Norrbotten": "Modellregion sedan mars 2023",
        "Region Värmland": "Modellregion sedan mars 2023",
        "Region Västerbotten": "Modellregion sedan mars 2023",
    }


def test_each_of_the_three_lead_mentors_of_2021_counts(history):
    group = Mentorship.objects.filter(cohort__slug="modellkonceptet-2021")

    assert sorted(
        (one.organisation.name, title(one.organisation).own_round.slug) for one in group
    ) == [
        ("Region Norrbotten", "modellregioner-2019"),
        ("Region Värmland", "modellregioner-2019"),
        ("Region Västerbotten", "modellregioner-2019"),
    ]


def test_backing_up_a_mentor_in_2019_gives_no_title_of_its_own(history):
    backed = Organisation.objects.filter(mentorships__role="supporting")
    names = ["Malmö", "Piteå", "Umeå"]
    assert sorted(backed.values_list("name", flat=True)) == names
    Mentorship.objects.filter(cohort__slug="modellkommuner-2017").delete()

    assert [title(Organisation.objects.get(name=name)) for name in names] == [None] * 3


def test_the_group_that_lost_one_gives_no_promise_to_gavleborg(history):
    gavleborg = Organisation.objects.get(code="21")

    assert (title(gavleborg), gavleborg.promises.count()) == (None, 0)


def test_the_days_on_which_the_rounds_ended_are_as_exact_as_the_sources(history):
    assert list(
        Cohort.objects.order_by("slug").values_list("slug", "completed_on", "completed_precision")
    ) == [
        ("modellkommuner-2015", date(2016, 12, 31), "year"),
        ("modellkommuner-2017", date(2018, 5, 31), "month"),
        ("modellkommuner-2019", date(2020, 2, 29), "month"),
        ("modellkommuner-2020", None, "day"),
        ("modellkonceptet-2021", date(2023, 3, 31), "month"),
        ("modellregioner-2019", date(2020, 12, 31), "year"),
    ]


@pytest.mark.parametrize(
    "text, day, precision",
    [
        ("2016", date(2016, 12, 31), Precision.YEAR),
        ("2020-02", date(2020, 2, 29), Precision.MONTH),
        ("2023-03-14", date(2023, 3, 14), Precision.DAY),
    ],
)
def test_an_end_is_the_last_day_that_it_can_have_been(text, day, precision):
    assert read_end(text) == (day, precision)


def test_earlier_rounds_fill_the_ledger(history):
    def names(status):
        promises = MentorPromise.objects.filter(status=status).select_related(
            "organisation", "participation__cohort", "cohort"
        )
        return sorted(
            (one.participation.cohort.slug, one.organisation.name, one.cohort and one.cohort.slug)
            for one in promises
        )

    assert names("done") == [
        ("modellkommuner-2015", "Eskilstuna", "modellkommuner-2017"),
        ("modellkommuner-2015", "Jönköping", "modellkommuner-2017"),
        ("modellkommuner-2015", "Kalmar", "modellkommuner-2020"),
        ("modellkommuner-2015", "Malmö", "modellkommuner-2017"),
        ("modellkommuner-2015", "Piteå", "modellkommuner-2017"),
        ("modellkommuner-2015", "Umeå", "modellkommuner-2017"),
        ("modellkommuner-2015", "Örebro", "modellkommuner-2017"),
        ("modellkommuner-2017", "Boden", "modellkommuner-2019"),
        ("modellkommuner-2017", "Hedemora", "modellkommuner-2019"),
        ("modellkommuner-2017", "Kristianstad", "modellkommuner-2019"),
        ("modellkommuner-2017", "Luleå", "modellkommuner-2019"),
        ("modellkommuner-2017", "Norrtälje", "modellkommuner-2019"),
        ("modellkommuner-2017", "Uppsala", "modellkommuner-2019"),
        ("modellkommuner-2017", "Vännäs", "modellkommuner-2019"),
        ("modellkommuner-2019", "Kalmar", "modellkommuner-2020"),
        ("modellkommuner-2019", "Örnsköldsvik", "modellkommuner-2020"),
        ("modellregioner-2019", "Region Norrbotten", "modellkonceptet-2021"),
        ("modellregioner-2019", "Region Värmland", "modellkonceptet-2021"),
        ("modellregioner-2019", "Region Västerbotten", "modellkonceptet-2021"),
    ]
    assert [row[:2] for row in names("promised")] == [
        ("modellkommuner-2017", "Halmstad"),
        ("modellkommuner-2017", "Karlskoga"),
        ("modellkommuner-2017", "Kristinehamn"),
        ("modellkommuner-2017", "Linköping"),
        ("modellkommuner-2017", "Lycksele"),
        ("modellkommuner-2017", "Norrköping"),
        ("modellkommuner-2017", "Skellefteå"),
        ("modellkommuner-2017", "Stockholm"),
        ("modellkommuner-2019", "Askersund"),
        ("modellkommuner-2019", "Botkyrka"),
        ("modellkommuner-2019", "Fagersta"),
        ("modellkommuner-2019", "Förbundet Norrbottens Kommuner"),
        ("modellkommuner-2019", "Nordmaling"),
        ("modellkommuner-2019", "Olofström"),
        ("modellkommuner-2019", "Robertsfors"),
        ("modellkommuner-2019", "Södertälje"),
        ("modellkommuner-2019", "Trelleborg"),
        ("modellkommuner-2019", "Västerås"),
        ("modellkommuner-2019", "Östra Göinge"),
        ("modellkommuner-2020", "Grums"),
        ("modellkommuner-2020", "Karlskrona"),
        ("modellkommuner-2020", "Karlstad"),
        ("modellkommuner-2020", "Kramfors"),
        ("modellkommuner-2020", "Vaxholm"),
        ("modellkonceptet-2021", "Lund"),
        ("modellkonceptet-2021", "Region Kronoberg"),
        ("modellkonceptet-2021", "Region Östergötland"),
        ("modellregioner-2019", "Region Gotland"),
        ("modellregioner-2019", "Region Halland"),
    ]


def test_a_mentorship_hangs_on_the_promise_that_it_kept(history):
    without = Mentorship.objects.filter(promise=None)
    assert sorted(without.values_list("organisation__name", "role")) == [
        ("Malmö", "supporting"),
        ("Piteå", "supporting"),
        ("Umeå", "supporting"),
    ]
    kalmar = Mentorship.objects.get(organisation__name="Kalmar")
    assert kalmar.promise.participation.cohort.slug == "modellkommuner-2019"


def test_loading_again_makes_no_promise_twice_and_keeps_what_has_happened(history, project_lead):
    promise = MentorPromise.objects.filter(status="promised").first()
    MentorPromise.objects.filter(pk=promise.pk).update(status="excused", reason="Omorganisation")
    counts = [model.objects.count() for model in (MentorPromise, AuditEntry)]

    again = load_history(
        rounds=read_rows("past_rounds.csv"), participants=read_rows("past_participants.csv")
    )

    assert (again.created, again.changed) == ([], [])
    assert [model.objects.count() for model in (MentorPromise, AuditEntry)] == counts
    promise.refresh_from_db()
    assert promise.status == "excused"


# --- the rule ------------------------------------------------------------------
@pytest.fixture
def own():
    """A round of 2024–2025, as the product keeps it."""
    return factories.make_cohort(
        kinds=(),
        name_sv="Modellkommuner 2024",
        starts_on=date(2024, 3, 1),
        completed_on=date(2025, 5, 31),
        opens_on=date(2023, 9, 1),
        announced_on=date(2023, 9, 1),
        closes_on=date(2023, 10, 1),
    )


@pytest.fixture
def later():
    return factories.make_cohort(
        kinds=(),
        name_sv="Modellkommuner 2025",
        starts_on=date(2025, 9, 1),
        completed_on=date(2026, 11, 22),
        opens_on=date(2025, 2, 1),
        announced_on=date(2025, 2, 1),
        closes_on=date(2025, 4, 1),
    )


def went_through(organisation, cohort, **fields):
    fields.setdefault("completed_on", date(2025, 5, 31))
    return factories.make_participation(
        cohort, organisation, status=ParticipationStatus.COMPLETED, **fields
    )


def mentors(organisation, cohort, **fields):
    fields.setdefault("role", "lead")
    return Mentorship.objects.create(cohort=cohort, organisation=organisation, **fields)


def test_the_title_stands_from_the_day_the_mentored_round_is_completed(own, later):
    lund = factories.make_organisation("Lund")
    went_through(lund, own)
    mentors(lund, later)

    assert title(lund, date(2026, 11, 21)) is None
    assert title(lund, TODAY).words == "Modellkommun sedan 22 november 2026"


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "supporting"},
        {"ended_on": date(2026, 3, 1)},
        {"completion": "no"},
    ],
)
def test_what_gives_no_title(own, later, changes):
    lund = factories.make_organisation("Lund")
    went_through(lund, own)
    mentors(lund, later, **changes)

    assert title(lund) is None


def test_a_round_that_has_no_end_yet_gives_no_title(own, later):
    later.completed_on = None
    later.save()
    lund = factories.make_organisation("Lund")
    went_through(lund, own)
    mentors(lund, later)

    assert title(lund) is None


def test_mentoring_without_having_gone_through_a_round_before_gives_no_title(own, later):
    lund = factories.make_organisation("Lund")
    mentors(lund, later)
    went_through(lund, later)
    assert title(lund) is None
    factories.make_participation(own, lund)
    assert title(lund) is None
    Participation.objects.filter(cohort=own).update(
        status="completed", completed_on=date(2025, 9, 2)
    )
    assert title(lund) is None
    Participation.objects.filter(cohort=own).update(completed_on=date(2025, 9, 1))
    assert title(lund).own_round == own


def test_an_association_is_no_model_municipality(own, later):
    association = factories.make_organisation("Norrbottens kommuner", kind="association", code="")
    went_through(association, own)
    mentors(association, later)

    assert title(association) is None


def test_a_title_by_a_part_of_the_organisation_says_so(own, later):
    stockholm = factories.make_organisation("Stockholm")
    unit = stockholm.units.create(kind="district", name="Enskede-Årsta-Vantör")
    went_through(stockholm, own, unit=unit)
    mentors(stockholm, later)

    assert title(stockholm).why == (
        "Har gått igenom Modellkommuner 2024 genom Enskede-Årsta-Vantör, och sedan varit mentor"
        " i Modellkommuner 2025."
    )


# --- the public page -----------------------------------------------------------
def test_the_public_page_says_the_title_and_why(client, history):
    boden = Organisation.objects.get(name="Boden")

    page = client.get(reverse("cohorts:organisation", args=[boden.pk]))

    assert page.context["title"].words == "Modellkommun sedan februari 2020"
    # The head says it too, for those who share the page.
    text = page.content.decode().partition("<body")[2]
    assert text.count("Modellkommun sedan februari 2020") == 1
    assert (
        text.count(
            "Har gått igenom Modellkommuner 2017–2018 och sedan varit mentor"
            " i Modellkommuner 2019–2020."
        )
        == 1
    )


def test_the_title_is_said_in_english_too(history):
    with translation.override("en"):
        assert title(Organisation.objects.get(name="Boden")).words == (
            "Modellkommun since February 2020"
        )


def test_a_mentor_of_a_running_round_is_shown_once_the_group_is_published(client):
    cohort = factories.make_cohort(name_sv="Modellkommuner 2027")
    malmo = factories.make_organisation("Malmö")
    promise = factories.make_promise(malmo, status="serving", cohort=cohort)
    group = factories.make_group(cohort, "Grupp 1")
    factories.make_mentorship(group, promise, ended_on=date(2026, 10, 1))

    rows = client.get(reverse("cohorts:organisation", args=[malmo.pk])).context["rounds"]

    assert [(row.cohort, row.role) for row in rows if row.cohort == cohort] == [
        (cohort, "Mentor, men inte omgången ut")
    ]


@pytest.mark.parametrize("rows", [1, 8])
def test_the_public_page_costs_the_same_with_many_rounds(client, django_assert_num_queries, rows):
    malmo = factories.make_organisation("Malmö")
    for _n in range(rows):
        cohort = factories.make_cohort()
        promise = factories.make_promise(malmo, status="serving", cohort=cohort)
        factories.make_mentorship(factories.make_group(cohort), promise)
    client.get("/")

    with django_assert_num_queries(5):
        client.get(reverse("cohorts:organisation", args=[malmo.pk]))
