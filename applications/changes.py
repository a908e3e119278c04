"""What differs between two submissions of the same application. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AnswerRow:
    """One answer as it reads now; `before` is None when it has not changed."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class SectionRows:
    key: str
    title: str
    rows: list[AnswerRow]

    @property
    def has_changed(self) -> bool:
        return any(row.before is not None for row in self.rows)


def compare(
    answers: Iterable[Mapping[str, Any]], earlier: Iterable[Mapping[str, Any]] | None
) -> list[SectionRows]:
    """The sections of `answers`, with what each changed answer said in `earlier`.

    An answer that is gone stands last in its section with an empty value.
    """
    if earlier is None:
        return [
            SectionRows(
                part["key"],
                part["title"],
                [AnswerRow(a["label"], a["value"]) for a in part["answers"]],
            )
            for part in answers
        ]
    old = {part["key"]: _by_name(part) for part in earlier}
    return [
        SectionRows(part["key"], part["title"], _rows(part, old.get(part["key"], {})))
        for part in answers
    ]


def _rows(part: Mapping[str, Any], old: dict[Any, Mapping[str, Any]]) -> list[AnswerRow]:
    new = _by_name(part)
    rows = []
    for name, answer in new.items():
        before = old[name]["value"] if name in old else ""
        changed = before != answer["value"]
        rows.append(AnswerRow(answer["label"], answer["value"], before if changed else None))
    gone = [answer for name, answer in old.items() if name not in new]
    return rows + [AnswerRow(answer["label"], "", answer["value"]) for answer in gone]


def _by_name(part: Mapping[str, Any]) -> dict[Any, Mapping[str, Any]]:
    """Answers by field, or by label where no field is kept; a repeated one keeps its number."""
    named: dict[Any, Mapping[str, Any]] = {}
    for answer in part["answers"]:
        name = answer.get("field") or answer["label"]
        times = sum(1 for known in named if known[0] == name)
        named[(name, times)] = answer
    return named
