"""Tables that we write: nothing in them is run, and Swedish Excel opens them."""

from typing import Any

import pytest

from modellkonceptet.delimited import as_csv, safe_cell


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("Lund", "Lund"),
        ("", ""),
        (-3, -3),
        (None, None),
    ],
)
def test_no_cell_is_run_as_a_formula(value: Any, safe: Any) -> None:
    assert safe_cell(value) == safe


def test_a_table_is_written_as_swedish_excel_reads_it() -> None:
    assert as_csv([["a", 1], [None, "ö"]]) == b"\xef\xbb\xbfa;1\r\n;\xc3\xb6\r\n"
