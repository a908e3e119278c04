"""Earlier rounds: each row with its source, and what counts as completed."""

import pytest
from django.core.management import call_command

from cohorts.models import Cohort, Group, Mentorship, Organisation, Participation
from cohorts.services.files import read_rows
from cohorts.services.history import load_history
from cohorts.services.registers import load_organisations


@pytest.fixture
def history(db):
    load_organisations(rows=read_rows("organisations.csv"))
    return load_history(
        rounds=read_rows("past_rounds.csv"), participants=read_rows("past_participants.csv")
    )


def test_six_rounds_with_their_period_and_source(history):
    assert history.remarks == []
    assert list(
        Cohort.objects.order_by("period_text", "slug").values_list("slug", "period_text")
    ) == [
        ("modellkommuner-2015", "2015–2016"),
        ("modellkommuner-2017", "2017–2018"),
        ("modellkommuner-2019", "2019–2020"),
        ("modellregioner-2019", "2019–2020"),
        ("modellkommuner-2020", "2020–"),
        ("modellkonceptet-2021", "2021–2023"),
    ]
    assert not Cohort.objects.filter(source="").exists()
    assert not Participation.objects.filter(source="").exists()


def test_rounds_come_newest_first_and_those_without_a_date_last(history):
    assert list(Cohort.objects.values_list("slug", flat=True)) == [
        "modellkonceptet-2021",
        "modellkommuner-2020",
        "modellkommuner-2019",
        "modellregioner-2019",
        "modellkommuner-2017",
        "modellkommuner-2015",
    ]


def test_the_group_of_2021_mixes_regions_and_a_municipality(history):
    group = Group.objects.get(cohort__slug="modellkonceptet-2021")
    assert sorted(str(one) for one in group.participations.all()) == [
        "Lunds kommun",
        "Region Kronoberg",
        "Region Östergötland",
    ]
    assert sorted(group.mentorships.values_list("organisation__official_name", "role")) == [
        ("Region Norrbotten", "lead"),
        ("Region Värmland", "lead"),
        ("Region Västerbotten", "lead"),
    ]


def test_a_district_and_an_association_have_taken_part(history):
    district = Participation.objects.get(unit__isnull=False)
    assert (str(district), district.unit.kind) == (
        "Stockholms kommun, stadsdelsförvaltning Enskede-Årsta-Vantör",
        "district",
    )
    association = Participation.objects.get(organisation__kind="association")
    assert str(association) == "Förbundet Norrbottens Kommuner"
    assert list(
        association.group.mentorships.order_by("role", "organisation__name").values_list(
            "organisation__name", "role"
        )
    ) == [("Boden", "lead"), ("Luleå", "lead"), ("Piteå", "supporting")]


def test_regions_carry_their_operation(history):
    gotland = Participation.objects.get(organisation__code="09")
    assert gotland.operation == "Regional utveckling"


def test_unknown_counts_as_completed_but_gavleborg_does_not(history):
    completed = Participation.objects.completed()
    assert completed.filter(organisation__code="2284", completion="yes").exists()
    assert completed.filter(organisation__code="1882", completion="unknown").exists()
    gavleborg = Participation.objects.filter(organisation__code="21")
    assert list(gavleborg.values_list("completion", "status")) == [("no", "withdrawn")]
    assert not completed.filter(organisation__code="21").exists()


def test_loading_again_changes_nothing_and_keeps_what_was_added(history):
    lund = Cohort.objects.get(slug="modellkonceptet-2021")
    lund.contact_name = "Projektledaren"
    lund.save()
    counts = [model.objects.count() for model in (Cohort, Group, Mentorship, Participation)]
    again = load_history(
        rounds=read_rows("past_rounds.csv"), participants=read_rows("past_participants.csv")
    )
    assert (again.created, again.changed, again.remarks) == ([], [], [])
    assert [model.objects.count() for model in (Cohort, Group, Mentorship, Participation)] == counts
    lund.refresh_from_db()
    assert lund.contact_name == "Projektledaren"


def test_an_unknown_organisation_is_reported(history):
    row = read_rows("past_participants.csv")[0] | {
        "organisation_code": "9999",
        "name": "Ingenstans",
    }
    report = load_history(rounds=read_rows("past_rounds.csv"), participants=[row])
    assert report.remarks == ["modellkommuner-2015: no organisation is called Ingenstans"]


def test_the_command_needs_the_organisations_first(db, capsys):
    call_command("load_history")
    assert Organisation.objects.count() == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "6 created, 0 changed, 0 unchanged, 70 to look at."
    )
