"""The files in cohorts/data, read."""

import csv
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


def read_rows(name: str, folder: Path = DATA) -> list[dict[str, str]]:
    """The rows of a CSV file, by the names of its columns."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_toml(name: str, folder: Path = DATA) -> dict[str, Any]:
    with (folder / name).open("rb") as file:
        return tomllib.load(file)
