"""Organisations and CEMR signatures: loaded, loaded again, changed."""

from django.core.management import call_command

from cohorts.enums import OrganisationKind
from cohorts.models import CemrSignature, Organisation
from cohorts.services.files import read_rows
from cohorts.services.registers import load_cemr_signatures, load_organisations


def organisation_row(**changes: str) -> dict[str, str]:
    return {
        "code": "1281",
        "kind": "municipality",
        "name": "Lund",
        "official_name": "Lunds kommun",
        "county_code": "12",
        "county_name": "Skåne län",
        "organisation_number": "212000-1132",
        "population": "130288",
        "population_year": "2023",
        "skr_group": "B3",
        "skr_group_year": "2023",
        "latitude": "55.7",
        "longitude": "13.2",
    } | changes


def test_the_register_holds_every_municipality_and_region(db):
    report = load_organisations(rows=read_rows("organisations.csv"))
    counts = {
        kind: Organisation.objects.filter(kind=kind).count() for kind in OrganisationKind.values
    }
    assert counts == {"municipality": 290, "region": 21, "association": 1}
    assert (len(report.created), report.changed, report.remarks) == (312, [], [])
    assert Organisation.objects.filter(code__isnull=False, organisation_number="").count() == 14


def test_gotland_is_both_with_one_number(db):
    load_organisations(rows=read_rows("organisations.csv"))
    both = Organisation.objects.filter(organisation_number="212000-0803").order_by("kind")
    assert [(one.kind, one.code, one.name) for one in both] == [
        ("municipality", "0980", "Gotland"),
        ("region", "09", "Region Gotland"),
    ]


def test_loading_again_changes_nothing(db):
    rows = read_rows("organisations.csv")
    load_organisations(rows=rows)
    before = Organisation.history.count()
    report = load_organisations(rows=rows)
    assert (report.created, report.changed, report.unchanged) == ([], [], 312)
    assert Organisation.history.count() == before


def test_a_later_year_and_a_new_name_are_reported_field_by_field(db):
    load_organisations(rows=[organisation_row()])
    report = load_organisations(
        rows=[organisation_row(name="Lunda", population="131000", population_year="2024")]
    )
    assert report.changed == [
        "organisation Lunds kommun: name 'Lund' → 'Lunda'",
        "organisation Lunds kommun: population 130288 → 131000",
        "organisation Lunds kommun: population_year 2023 → 2024",
    ]
    lund = Organisation.objects.get()
    assert (lund.name, lund.population, lund.population_year) == ("Lunda", 131000, 2024)


def test_a_blank_never_removes_what_is_known(db):
    load_organisations(rows=[organisation_row()])
    report = load_organisations(rows=[organisation_row(organisation_number="", population="")])
    assert (report.changed, report.unchanged) == ([], 1)
    assert Organisation.objects.get().organisation_number == "212000-1132"


def test_a_wrong_number_is_left_blank_and_reported(db):
    report = load_organisations(rows=[organisation_row(organisation_number="212000-1133")])
    assert report.remarks == ["Lunds kommun: 212000-1133 is not an organisation number"]
    assert Organisation.objects.get().organisation_number == ""


def test_an_organisation_missing_in_the_file_is_kept_and_reported(db):
    load_organisations(rows=[organisation_row()])
    report = load_organisations(
        rows=[
            organisation_row(code="1280", name="Malmö", official_name="Malmö stad")
            | {"organisation_number": "212000-1124"}
        ]
    )
    assert report.remarks == ["Lunds kommun (1281) is not in the file; kept as it is"]
    assert Organisation.objects.count() == 2


def test_cemr_signatures_have_their_source_and_a_missing_row_removes_none(db):
    load_organisations(rows=read_rows("organisations.csv"))
    rows = read_rows("cemr_signatories.csv")
    report = load_cemr_signatures(rows=rows)
    assert (len(report.created), report.remarks) == (97, [])
    assert not CemrSignature.objects.filter(source="").exists()
    assert CemrSignature.objects.get(organisation__code="1281").signed_year == 2012
    load_cemr_signatures(rows=rows[:1])
    assert CemrSignature.objects.count() == 97


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_organisations")
    call_command("load_organisations")
    assert capsys.readouterr().out.splitlines() == [
        "409 created, 0 changed, 0 unchanged, 0 to look at.",
        "0 created, 0 changed, 409 unchanged, 0 to look at.",
    ]
