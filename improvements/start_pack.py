"""The official key figures that every participant begins with, from the file beside this app."""

import csv
from dataclasses import dataclass
from pathlib import Path

from improvements.enums import NationalGoal

START_PACK = Path(__file__).resolve().parent / "data" / "kolada_kpis.csv"
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class StartIndicator:
    """A figure of the pack; without a goal it is one that others are set against."""

    id: str
    title: str
    area: str
    goal: NationalGoal | None
    is_by_sex: bool
    source: str


def start_pack(path: Path = START_PACK) -> tuple[StartIndicator, ...]:
    """The figures in the order of the file; a fault in it is a ValueError with its line."""
    found: dict[str, StartIndicator] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            try:
                indicator = _indicator(row)
                if indicator.id in found:
                    raise ValueError(f"{indicator.id} stands twice")
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name}, line {reader.line_num}: {error}") from error
            found[indicator.id] = indicator
    return tuple(found.values())


def _indicator(row: dict[str, str]) -> StartIndicator:
    return StartIndicator(
        id=_filled(row["id"]),
        title=_filled(row["title"]),
        area=_filled(row["area"]),
        goal=NationalGoal(int(row["goal"])) if row["goal"] else None,
        is_by_sex=_YES_OR_NO[row["gender_split"]],
        source=_filled(row["source"]),
    )


def _filled(cell: str | None) -> str:
    if not cell:
        raise ValueError("a cell is empty")
    return cell
