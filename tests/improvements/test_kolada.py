"""Kolada's API, asked over real HTTP on this machine: what is read, and every way it can fail."""

import json
from datetime import timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest
import time_machine
from django.utils import translation

from improvements.kolada import Indicator, Value, indicators, search, values
from improvements.kolada_connection import (
    KoladaBroken,
    KoladaConnection,
    KoladaError,
    KoladaMisconfigured,
    KoladaRefused,
    KoladaUnreachable,
    Limits,
)
from tests import kolada_server
from tests.factories import stockholm
from tests.kolada_server import cut_off, hang_up, kpi, page, send, silence, values_of

PAY, HEALTH = "N00951", "N00090"
BROKEN = "Kolada’s answer can’t be understood. Nothing of it is used. Try again in a while."
UNREACHABLE = "Kolada can’t be reached right now. Try again in a while."
FAULT = "Kolada has a fault right now. Try again in a while."
BUSY = "Kolada has more to do than it can manage right now. Try again in a while."


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def server():
    with kolada_server.running() as running:
        running.kpis = [
            kpi(PAY, "Lönegap median", is_divided_by_gender=False),
            kpi(HEALTH, "Sjukfrånvaro totalt", municipality_type="A", unit="%"),
        ]
        running.data = [
            values_of(HEALTH, "1281", 2024, K=7.9, M=4.25, T=6.8),
            values_of(HEALTH, "1281", 2025, K=None, M=None, T=6),
            values_of(PAY, "1281", 2025, T=-120),
        ]
        yield running


@pytest.fixture
def slept():
    return []


@pytest.fixture
def connect(server, slept):
    """A connection to the server whose waits are noted and not waited."""

    def connection(url=None, clock=None, **limits):
        times = {"clock": clock} if clock else {}
        return KoladaConnection(
            server.url if url is None else url,
            limits=Limits(**limits),
            sleep=slept.append,
            **times,
        )

    return connection


def refused(error, words, question, *arguments, **named):
    """Whether the question ends in exactly this error, with these words for a person."""
    with pytest.raises(KoladaError) as caught:
        question(*arguments, **named)
    assert (type(caught.value), str(caught.value)) == (error, words)


# --- what is read ---------------------------------------------------------------------------------


def test_a_search_finds_indicators_by_their_titles(server, connect):
    assert search("  sjuk  ", connection=connect()) == (
        Indicator(
            HEALTH, "Sjukfrånvaro totalt", "Sjukfrånvaro totalt, beskrivning", True, "A", "%"
        ),
    )
    assert server.asked == ["/v3/kpi?title=sjuk&per_page=5000"]
    assert server.headers[0]["User-Agent"] == (
        "Modellkonceptet (+http://127.0.0.1:8000; modellkonceptet@skr.example)"
    )


def test_a_search_takes_any_letters_and_may_find_nothing(server, connect):
    assert search("lön & gap/%", connection=connect()) == ()
    assert server.asked == ["/v3/kpi?title=l%C3%B6n%20%26%20gap%2F%25&per_page=5000"]


@pytest.mark.parametrize("words", ["", " x ", "x" * 101])
def test_a_search_has_something_to_search_for(server, connect, words):
    refused(
        KoladaRefused,
        "Write between 2 and 100 characters to search for.",
        search,
        words,
        connection=connect(),
    )
    assert server.asked == []


def test_indicators_come_in_the_order_they_were_asked_for(server, connect):
    found = indicators([PAY, HEALTH.lower(), PAY, "N99999"], connection=connect())
    assert [(one.id, one.is_by_sex, one.unit) for one in found] == [
        (PAY, False, ""),
        (HEALTH, True, "%"),
    ]


@pytest.mark.parametrize("sent, is_by_sex", [(1, True), (0, False), (None, False)])
def test_an_older_way_to_write_yes_and_no_is_read(server, connect, sent, is_by_sex):
    server.kpis = [kpi(PAY, "Lönegap", is_divided_by_gender=sent, description=None)]
    (found,) = indicators([PAY], connection=connect())
    assert (found.is_by_sex, found.description) == (is_by_sex, "")


def test_values_come_by_indicator_organisation_year_and_sex(connect):
    found = values([PAY, HEALTH], ["1281"], [2025, 2024], connection=connect())
    assert [(one.kpi, one.year, one.sex, one.value) for one in found] == [
        (HEALTH, 2024, "K", Decimal("7.9")),
        (HEALTH, 2024, "M", Decimal("4.25")),
        (HEALTH, 2024, "T", Decimal("6.8")),
        (HEALTH, 2025, "K", None),
        (HEALTH, 2025, "M", None),
        (HEALTH, 2025, "T", Decimal("6")),
        (PAY, 2025, "T", Decimal("-120")),
    ]


def test_a_region_has_two_figures_here_and_four_there(server, connect):
    server.data = [values_of(PAY, "0013", 2025, T=1), values_of(PAY, "0000", 2025, T=2)]
    found = values([PAY], ["13", "0000"], [2025], connection=connect())
    assert [(one.organisation_code, one.value) for one in found] == [("0000", 2), ("13", 1)]
    assert server.asked == [f"/v3/data/kpi/{PAY}/municipality/0013,0000/year/2025?per_page=5000"]


def test_a_withdrawn_value_has_no_figure(server, connect):
    server.data = [
        values_of(
            HEALTH, "1281", 2024, K={"value": 7.9, "isdeleted": True, "status": "Borttaget"}, M=4
        )
    ]
    assert values([HEALTH], ["1281"], [2024], connection=connect()) == (
        Value(HEALTH, "1281", 2024, "K", None, "Borttaget", True),
        Value(HEALTH, "1281", 2024, "M", Decimal(4), "", False),
    )


def test_a_revised_value_comes_as_it_is_now(server, connect):
    def health_of_men():
        (value,) = values([HEALTH], ["1281"], [2024], connection=connect())
        return value.value

    server.data = [values_of(HEALTH, "1281", 2024, M=4.25)]
    before = health_of_men()
    server.data = [values_of(HEALTH, "1281", 2024, M=4.5)]
    assert (before, health_of_men()) == (Decimal("4.25"), Decimal("4.5"))


@pytest.mark.parametrize(
    "sent, read",
    [
        ("0.1", "0.1"),
        ("33.333333333333336", "33.3333333333"),
        ("4.44e-16", "0E-10"),
        ("1E+3", "1000"),
        ("123456789012", "123456789012"),
    ],
)
def test_a_figure_is_read_as_it_is_written(server, connect, sent, read):
    body = json.dumps({"values": [values_of(PAY, "1281", 2025, T="X")]}).replace('"X"', sent)
    server.next_answers = [send(200, body.encode())]
    (value,) = values([PAY], ["1281"], [2025], connection=connect())
    assert str(value.value) == read


@pytest.mark.parametrize(
    "arguments", [([], ["1281"], [2025]), ([PAY], [], [2025]), ([PAY], ["1281"], [])]
)
def test_nothing_asked_for_asks_nothing(server, connect, arguments):
    assert values(*arguments, connection=connect()) == ()
    assert server.asked == []


# --- pages and lists ------------------------------------------------------------------------------


def test_every_page_is_read(server, connect):
    server.page_size = 2
    server.data = [values_of(PAY, "1281", year, T=year) for year in range(2020, 2025)]
    found = values([PAY], ["1281"], range(2020, 2025), connection=connect())
    assert [int(one.value) for one in found] == [2020, 2021, 2022, 2023, 2024]
    assert len(server.asked) == 3


def test_a_list_in_the_path_holds_twenty_five_at_most(server, connect):
    codes = [f"{code}" for code in range(1200, 1230)]
    server.data = [values_of(PAY, code, 2025, T=1) for code in codes]
    found = values([PAY], codes, range(1990, 2026), connection=connect())
    assert [one.organisation_code for one in found] == codes
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://127.0.0.2:{port}/v3/kpi?page=2",
        "http://kolada.example/v3/kpi?page=2",
        "//kolada.example/v3/kpi?page=2",
        "http://127.0.0.1:1/v3/kpi?page=2",
        "http://127.0.0.1:{port}@kolada.example/v3/kpi",
        "http://127.0.0.1:{port}/v30/kpi?page=2",
        "file:///etc/passwd",
        "http://[::1",
        "http://127.0.0.1:99999/v3/kpi",
    ],
)
def test_a_page_elsewhere_is_not_asked_for(server, connect, elsewhere):
    port = server.url.split(":")[2].removesuffix("/v3")
    server.next_answers = [page([kpi(PAY, "Lönegap")], elsewhere.format(port=port))]
    refused(
        KoladaRefused,
        "Kolada’s answer goes on at another address. It is not asked; nothing is used.",
        search,
        "lön",
        connection=connect(),
    )
    assert len(server.asked) == 1


def test_the_next_page_may_be_named_without_its_host(server, connect):
    server.next_answers = [
        page([kpi(PAY, "Lönegap")], "?page=2"),
        page([kpi(HEALTH, "Sjuk")], "/v3/kpi?page=3"),
    ]
    server.next_answers += [page([kpi("N00209", "Heltid")])]
    assert [one.id for one in search("xx", connection=connect())] == ["N00209", PAY, HEALTH]
    assert server.asked[1:] == ["/v3/kpi?page=2", "/v3/kpi?page=3"]


def test_the_scheme_of_a_next_page_is_the_settings_own():
    connection = KoladaConnection("https://api.kolada.se/v3/")
    named = "http://api.kolada.se/v3/kpi?page=2"
    assert connection.next_address(named, "/v3/kpi") == "/v3/kpi?page=2"


def test_an_answer_that_comes_back_to_itself_is_refused(server, connect):
    server.next_answers = [page([], "?per_page=5000&title=xx"), page([], "?title=xx&per_page=5000")]
    refused(KoladaBroken, BROKEN, search, "xx", connection=connect())
    assert len(server.asked) == 2


def test_an_answer_of_too_many_pages_is_refused(server, connect):
    server.next_answers = [page([], f"?page={number}") for number in range(2, 9)]
    refused(
        KoladaBroken,
        "Kolada’s answer is longer than 3 pages. Nothing of it is used.",
        search,
        "xx",
        connection=connect(pages=3),
    )
    assert len(server.asked) == 3


# --- busy, faulty, slow ---------------------------------------------------------------------------


def test_a_busy_host_is_asked_again_after_the_time_it_names(server, connect, slept):
    server.next_answers = [send(429, Retry_After="7"), send(429), send(503, Retry_After="soon")]
    assert [one.id for one in search("lön", connection=connect())] == [PAY]
    assert (slept, len(server.asked)) == ([7.0, 2.0, 4.0], 4)


def test_the_time_it_names_may_be_a_moment(server, connect, slept):
    now = stockholm(2027, 3, 1)
    later, before = (format_datetime(now + timedelta(seconds=seconds)) for seconds in (9, -60))
    server.next_answers = [send(429, Retry_After=later), send(429, Retry_After=before)]
    with time_machine.travel(now, tick=False):
        assert len(search("lön", connection=connect(clock=lambda: 0.0))) == 1
    assert slept == [9.0, 0.0]


def test_it_is_not_asked_again_sooner_than_it_wishes(server, connect, slept):
    server.next_answers = [send(429, Retry_After="31")]
    refused(KoladaUnreachable, BUSY, search, "lön", connection=connect())
    assert (slept, len(server.asked)) == ([], 1)


def test_a_fault_that_passes_is_not_noticed(server, connect, slept):
    server.next_answers = [send(500), hang_up, cut_off]
    assert len(search("lön", connection=connect())) == 1
    assert (slept, len(server.asked)) == ([1.0, 2.0, 4.0], 4)


def test_a_fault_that_lasts_is_told(server, connect, slept):
    server.next_answers = [send(500)] * 3
    refused(KoladaUnreachable, FAULT, search, "lön", connection=connect(tries=3))
    assert (slept, len(server.asked)) == ([1.0, 2.0], 3)


def test_a_fault_on_a_later_page_leaves_nothing(server, connect):
    server.next_answers = [page([kpi(PAY, "Lönegap")], "?page=2"), send(502), send(502)]
    refused(KoladaUnreachable, FAULT, search, "lön", connection=connect(tries=2))


def test_waiting_ends_with_the_time_in_all(server, connect, slept):
    moments = iter([0.0, 0.0, 0.5, 0.5, 2.5, 2.5])
    server.next_answers = [send(500)] * 4
    refused(
        KoladaUnreachable,
        FAULT,
        search,
        "lön",
        connection=connect(total_seconds=4, clock=lambda: next(moments)),
    )
    assert slept == [1.0]


def test_time_that_has_run_out_asks_nothing_more(server, connect):
    moments = iter([0.0, 5.0])
    refused(
        KoladaUnreachable,
        "Kolada answers too slowly right now. Try again in a while.",
        search,
        "lön",
        connection=connect(total_seconds=4, clock=lambda: next(moments)),
    )
    assert server.asked == []


def test_an_answer_that_trickles_ends_with_the_time_in_all(server, connect):
    moments = iter([0.0, 0.0, 5.0])
    refused(
        KoladaUnreachable,
        "Kolada answers too slowly right now. Try again in a while.",
        search,
        "lön",
        connection=connect(total_seconds=4, clock=lambda: next(moments)),
    )
    assert len(server.asked) == 1


def test_a_silent_host_is_not_waited_for(server, connect, slept):
    server.next_answers = [silence(server)] * 2
    refused(
        KoladaUnreachable,
        UNREACHABLE,
        search,
        "lön",
        connection=connect(read_seconds=0.1, tries=2),
    )
    assert slept == [1.0]


def test_a_host_that_cannot_prove_its_name_is_not_asked(server, slept, tmp_path):
    """The server speaks TLS with a certificate that nobody vouches for."""
    server.use_tls(tmp_path)
    connection = KoladaConnection(server.url, limits=Limits(tries=1), sleep=slept.append)
    refused(KoladaUnreachable, UNREACHABLE, search, "lön", connection=connection)
    assert server.asked == []


def test_a_host_that_is_not_there_is_told(slept):
    with kolada_server.running() as gone:
        url = gone.url
    connection = KoladaConnection(url, limits=Limits(tries=2), sleep=slept.append)
    refused(KoladaUnreachable, UNREACHABLE, search, "lön", connection=connection)
    assert slept == [1.0]


# --- answers that are none ------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server, connect, status):
    server.next_answers = [send(status, Location=f"{server.url}/kpi?title=x")]
    refused(
        KoladaRefused,
        "Kolada’s figures have moved to another address. Tell those who run this service.",
        search,
        "lön",
        connection=connect(),
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [204, 400, 403, 404, 410, 422])
def test_a_question_it_will_not_answer_is_not_repeated(server, connect, status):
    server.next_answers = [send(status, b"")]
    refused(
        KoladaRefused,
        f"Kolada doesn’t answer this question (code {status}). Check what is asked for.",
        search,
        "lön",
        connection=connect(),
    )
    assert len(server.asked) == 1


def test_a_huge_answer_is_not_read_to_its_end(server, connect):
    server.next_answers = [send(200, b"[" + b"0," * 100_000)]
    refused(
        KoladaBroken,
        "Kolada’s answer is far larger than expected. Nothing of it is used.",
        search,
        "lön",
        connection=connect(answer_bytes=100_000),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"values": [',
        b"\xff\xfe{",
        b"[]",
        b"null",
        b"{}",
        b'{"values": null}',
        b'{"values": {}}',
        b'{"values": [1]}',
        b'{"values": [], "next_url": 7}',
        b"[" * 100_000,
        b'{"values": ' + b"9" * 5000 + b"}",
        b'{"values": [{"title": "No id", "is_divided_by_gender": true}]}',
        b'{"values": [{"id": "N00951", "is_divided_by_gender": true}]}',
        b'{"values": [{"id": "N00951", "title": "  ", "is_divided_by_gender": true}]}',
        b'{"values": [{"id": "../../x", "title": "T", "is_divided_by_gender": true}]}',
        b'{"values": [{"id": "N00951", "title": "T", "is_divided_by_gender": "ja"}]}',
        b'{"values": [{"id": "N00951", "title": "T", "unit": ["%"]}]}',
        b'{"values": [{"id": "N00951", "title": "A"}, {"id": "N00951", "title": "B"}]}',
    ],
)
def test_a_broken_answer_is_not_used(server, connect, body):
    server.next_answers = [send(200, body)]
    refused(KoladaBroken, BROKEN, search, "lön", connection=connect())
    assert len(server.asked) == 1


def test_an_indicator_that_was_not_asked_for_is_a_fault(server, connect):
    server.next_answers = [page([kpi(HEALTH, "Sjukfrånvaro")])]
    refused(KoladaBroken, BROKEN, indicators, [PAY], connection=connect())


CELL = {"gender": "T", "value": 1, "status": "", "isdeleted": False}
ROW = {"kpi": PAY, "municipality": "1281", "period": 2025, "values": [CELL]}


def without(row, name):
    return {key: value for key, value in row.items() if key != name}


def test_a_year_may_be_written_as_text(server, connect):
    server.next_answers = [page([ROW | {"period": "2025"}])]
    (value,) = values([PAY], ["1281"], [2025], connection=connect())
    assert value.year == 2025


@pytest.mark.parametrize(
    "rows",
    [
        *([without(ROW, name)] for name in ROW),
        [ROW | {"values": {}}],
        [ROW | {"values": ["1"]}],
        *([ROW | {"values": [without(CELL, name)]}] for name in ("gender", "value")),
        [ROW | {"values": [CELL | {"gender": "X"}]}],
        [ROW | {"values": [CELL | {"isdeleted": "no"}]}],
        [ROW | {"values": [CELL | {"status": 1}]}],
        *(
            [ROW | {"values": [CELL | {"value": value}]}]
            for value in ("1", True, [], {}, float("nan"), float("inf"), 10**12, -(10**12))
        ),
        *([ROW | {"period": period}] for period in (None, "20x5", 2025.5, True, 1, 2024)),
        [ROW | {"kpi": HEALTH}],
        [ROW | {"municipality": "1280"}],
        [ROW | {"municipality": "G123"}],
        [ROW, ROW | {"values": [CELL | {"value": 2}]}],
    ],
)
def test_broken_values_are_not_used(server, connect, rows):
    server.next_answers = [page(rows)]
    refused(KoladaBroken, BROKEN, values, [PAY], ["1281"], [2025], connection=connect())


def test_the_same_value_twice_is_one(server, connect):
    server.next_answers = [page([ROW, ROW])]
    assert len(values([PAY], ["1281"], [2025], connection=connect())) == 1


# --- what may be asked, and whom ------------------------------------------------------------------


@pytest.mark.parametrize("number", ["", "N0/..", "N00951,N00090", "00951", "N" * 40])
def test_only_numbers_of_indicators_are_asked_for(server, connect, number):
    words = f"“{number}” is not an indicator’s number in Kolada. One looks like N00953."
    refused(KoladaRefused, words, indicators, [number], connection=connect())
    refused(KoladaRefused, words, values, [number], ["1281"], [2025], connection=connect())
    assert server.asked == []


@pytest.mark.parametrize("code", ["", "128", "12a1", "../1", "١٢٨١"])
def test_only_codes_of_organisations_are_asked_for(server, connect, code):
    words = f"“{code}” is not the code of a municipality or a region."
    refused(KoladaRefused, words, values, [PAY], [code], [2025], connection=connect())
    assert server.asked == []


@pytest.mark.parametrize("year", [0, 1969, 2101])
def test_only_years_that_can_have_figures_are_asked_for(server, connect, year):
    words = f"Kolada has no figures for the year {year}."
    refused(KoladaRefused, words, values, [PAY], ["1281"], [2025, year], connection=connect())
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://api.kolada.se/v3",
        "https://api.kolada.se:8443/v3/",
        "http://localhost:8080/v3",
        "http://127.0.0.1/v3",
        "http://[::1]:8080/v3",
    ],
)
def test_an_address_that_may_be_asked(settings, url):
    settings.KOLADA_URL = url
    assert KoladaConnection().address("kpi") == "/v3/kpi"


@pytest.mark.parametrize(
    "url, shown",
    [
        ("http://api.kolada.se/v3", "http://api.kolada.se/v3"),
        ("ftp://127.0.0.1/v3", "ftp://127.0.0.1/v3"),
        ("https://user:secret@api.kolada.se/v3", "https://api.kolada.se/v3"),
        ("https://api.kolada.se/v3?x=1", "https://api.kolada.se/v3?x=1"),
        ("https:///v3", "https:///v3"),
        ("https://api.kolada.se:0/v3", "https://api.kolada.se/v3"),
        ("https://api.kolada.se:port/v3", "KOLADA_URL"),
        ("", ""),
    ],
)
def test_an_address_that_may_not_be_asked(url, shown):
    words = f"The address of Kolada in this service’s settings can’t be used: {shown}"
    refused(KoladaMisconfigured, words, KoladaConnection, url)
