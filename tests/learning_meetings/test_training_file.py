"""Reading a list of people from a file: what Excel and others write, and what cannot be read."""

from datetime import date

import pytest
import time_machine

from learning_meetings.training_file import (
    MOST_FAULTS,
    MOST_ROWS,
    PeopleFile,
    Person,
    read_people,
)
from tests.factories import stockholm

ANNA = Person("Anna Öberg", "anna@lund.example", "Controller", date(2027, 2, 28))
BO = Person("Bo Ek", "bo@lund.example")
ROWS = [
    "Namn{0}E-postadress{0}Roll{0}Genomförd",
    "Anna Öberg{0}anna@lund.example{0}Controller{0}2027-02-28",
    "Bo Ek{0}bo@lund.example{0}{0}",
]


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(stockholm(2027, 3, 1), tick=False):
        yield


def table(delimiter=";", newline="\r\n", rows=ROWS):
    return newline.join(row.format(delimiter) for row in rows) + newline


def faults(content):
    """The faults as (row, words)."""
    if isinstance(content, str):
        content = content.encode()
    return [(fault.row, fault.words) for fault in read_people(content).faults]


def of_row(row):
    return faults("Namn;E-post;Roll;Datum\n" + row)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_it_is_read_however_it_was_saved(delimiter, coding, newline):
    content = table(delimiter, newline).encode(coding)
    assert read_people(content) == PeopleFile((ANNA, BO))


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\r\n" + table(),
        "\r\n;;;\r\n" + table(),
        table() + ";;;\r\n\r\n",
        table().replace("Bo Ek;bo@lund.example;;", "Bo Ek;bo@lund.example"),
        table().replace("Anna Öberg", '"Anna Öberg"'),
        table().replace("2027-02-28", "20270228"),
        table().replace("2027-02-28", "2027-02-28 00:00:00"),
        table().replace("Namn;E-postadress;Roll;Genomförd", "Name;E-mail address;Role;Completed"),
        table().replace("Namn;E-postadress;Roll;Genomförd", "NAMN;epost;Befattning;Datum"),
        table().replace("Controller", "'Controller").replace("'Controller", "Controller"),
    ],
)
def test_what_a_spreadsheet_does_to_a_list_is_understood(content):
    assert read_people(content.encode()) == PeopleFile((ANNA, BO))


def test_columns_come_in_any_order_and_others_are_told_of():
    content = "Telefon;E-post;Namn\n040-1;bo@lund.example;Bo Ek\n"
    assert read_people(content.encode()) == PeopleFile((BO,), ignored=("Telefon",))


def test_the_guard_of_our_own_export_is_taken_off():
    content = "Namn;E-post;Roll\n'=Bo;bo@lund.example;'@chef\n'Anna;anna@lund.example;x\n"
    assert [(p.name, p.role) for p in read_people(content.encode()).people] == [
        ("=Bo", "@chef"),
        ("'Anna", "x"),
    ]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "Filen är tom. Välj filen på nytt, eller en annan fil."),
        (b"\xef\xbb\xbf\r\n", "Filen är tom. Välj filen på nytt, eller en annan fil."),
        (b";;;\n;;\n", "Filen är tom. Välj filen på nytt, eller en annan fil."),
        (
            b"PK\x03\x04rest",
            "Det här är en Excelarbetsbok. Spara den som CSV (semikolonavgränsad) och välj den.",
        ),
        (b"Namn\x00;\x00", "Det här är ingen textfil. Spara listan som CSV och välj den."),
        (b"\x81\x8d\x8f", "Det här är ingen textfil. Spara listan som CSV och välj den."),
        (
            b"Anna;\n",
            "Den första raden ska namnge kolumnerna. Saknas: Namn, E-postadress. Där står: Anna.",
        ),
        (
            b"Namn;Mobil\nAnna;070\n",
            "Den första raden ska namnge kolumnerna. Saknas: E-postadress. Där står: Namn, Mobil.",
        ),
        (
            b"Namn;E-post;Mejl\n",
            "Kolumnerna ”E-post” och ”Mejl” säger samma sak. Behåll en av dem.",
        ),
        (b"Namn;E-post\n", "Filen har rubriker men inga personer."),
        (
            b'Namn;E-post\n"Anna;anna@lund.example\n',
            "Rad 2 kan inte läsas: ett citattecken saknas eller står fel.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, words):
    assert faults(content) == [(None, words)]


@pytest.mark.parametrize(
    "row, words",
    [
        (";bo@lund.example;;", "Namnet saknas."),
        ("Bo;;;", "E-postadressen saknas."),
        ("Bo;bo(at)lund.example;;", "”bo(at)lund.example” är ingen e-postadress."),
        ("Bo;bo@lund.example;;2027-02-30", "”2027-02-30” är ingen dag. Skriv den som 2027-03-31."),
        ("Bo;bo@lund.example;;28/2 2027", "”28/2 2027” är ingen dag. Skriv den som 2027-03-31."),
        ("Bo;bo@lund.example;;ja", "”ja” är ingen dag. Skriv den som 2027-03-31."),
        ("Bo;bo@lund.example;;0000-00-00", "”0000-00-00” är ingen dag. Skriv den som 2027-03-31."),
        (
            "Bo;bo@lund.example;;2027-03-02",
            "2027-03-02: Dagen ligger framåt i tiden. Skriv en dag som har varit.",
        ),
        (
            "Bo;bo@lund.example;;1027-03-02",
            "1027-03-02: Dagen ligger för långt tillbaka. Kontrollera året.",
        ),
        ("Bo;bo@lund.example;;;extra", "Raden har fler celler än det finns rubriker."),
        (f"{'B' * 151};bo@lund.example;;", "Namn är längre än 150 tecken."),
        (f"Bo;bo@lund.example;{'r' * 101};", "Roll är längre än 100 tecken."),
        (
            'Bo;"bo@lund.example\r\nBcc: x@y.example";;',
            "”bo@lund.example Bcc: x@y.example” är ingen e-postadress.",
        ),
    ],
)
def test_what_is_wrong_in_a_row_is_said_with_its_number(row, words):
    assert of_row(row) == [(2, words)]


def test_all_faults_are_told_at_once_and_nobody_is_returned():
    content = 'Namn;E-post\nAnna;anna@lund.example\n\n;fel\n"Cecilia\nEk";ANNA@lund.example\n'
    assert faults(content) == [
        (4, "Namnet saknas."),
        (4, "”fel” är ingen e-postadress."),
        (5, "ANNA@lund.example står redan på rad 2."),
    ]
    assert read_people(content.encode()).people == ()


def test_a_file_of_nothing_but_faults_is_told_in_part():
    content = "Namn;E-post\n" + ";fel\n" * 100
    found = read_people(content.encode())
    assert (len(found.faults), found.fault_count) == (MOST_FAULTS, 200)


def test_a_file_with_too_many_rows_is_not_read_to_its_end():
    row = "Bo;bo@lund.example\n"
    assert faults("Namn;E-post\n" + row * (MOST_ROWS + 1)) == [
        (None, "Filen har fler än 1000 rader.")
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"])
def test_a_file_of_nothing_but_its_mark_is_empty(mark):
    assert faults(mark) == [(None, "Filen är tom. Välj filen på nytt, eller en annan fil.")]
