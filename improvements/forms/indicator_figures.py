"""Forms of an indicator's figures: the calm grid of twelve periods, and a whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from improvements.enums import SeriesKind
from improvements.figures import read_figure
from improvements.indicator_table import count_name
from improvements.models import Indicator
from improvements.period_words import period_name
from improvements.services.measuring import Content, Key, Typed, rounded
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField

MOST_BYTES = 512 * 1024
_MOST_PEOPLE = 2_147_483_647


def _box(mode: str, label: str, width: str) -> forms.TextInput:
    attrs = {"inputmode": mode, "autocomplete": "off", "aria-label": label}
    return forms.TextInput({**attrs, "class": f"form-control {width}"})


@dataclass(frozen=True)
class Cell:
    """The two boxes of one series and period."""

    kind: SeriesKind
    value: Any
    count: Any
    seen: Any

    @property
    def errors(self) -> list[str]:
        return [*self.value.errors, *self.count.errors]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def count_label(self) -> str:
        return count_name(self.kind)


@dataclass(frozen=True)
class Row:
    period: date
    name: str
    cells: list[Cell]


class FiguresForm(PlainForm):
    """A figure and the number behind it for each series and period.

    What stood there goes along hidden, so that a cell that nobody touched is left alone.
    """

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        periods: Sequence[date],
        standing: Mapping[Key, Content],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.periods = periods
        self.kinds = [kind for kind in SeriesKind if kind in indicator.series]
        for period in periods:
            for kind in self.kinds:
                self._add(kind, period, standing.get((kind, period), Content()))

    def _add(self, kind: SeriesKind, period: date, content: Content) -> None:
        name = _name(kind, period)
        when = period_name(period, self.indicator.frequency)
        said = f"{kind.label}, {when}"
        self.fields[f"v-{name}"] = PlainCharField(
            label=said,
            required=False,
            max_length=40,
            initial=_shown(content.value),
            widget=_box("decimal", said, "fig"),
        )
        counted = f"{count_name(kind)}, {when}"
        self.fields[f"n-{name}"] = PlainCharField(
            label=counted,
            required=False,
            max_length=40,
            initial="" if content.count is None else str(content.count),
            widget=_box("numeric", counted, "cnt"),
        )
        self.fields[f"s-{name}"] = forms.CharField(
            required=False, max_length=60, initial=content.written, widget=forms.HiddenInput
        )

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                period,
                period_name(period, self.indicator.frequency),
                [self._cell(kind, period) for kind in self.kinds],
            )
            for period in self.periods
        ]

    def _cell(self, kind: SeriesKind, period: date) -> Cell:
        name = _name(kind, period)
        return Cell(kind, self[f"v-{name}"], self[f"n-{name}"], self[f"s-{name}"])

    def clean(self) -> dict[str, Any]:
        self.cells: dict[Key, Typed] = {}
        for period in self.periods:
            for kind in self.kinds:
                name = _name(kind, period)
                value = self._read(f"v-{name}", read_figure)
                count = self._read(f"n-{name}", _people)
                if value is None and count is not None and not self.has_error(f"v-{name}"):
                    words = _now("Write the figure too, or take away the number of people.")
                    self._say(f"v-{name}", words)
                content = Content(None if value is None else rounded(value), count)
                seen = self.cleaned_data.get(f"s-{name}") or Content().written
                self.cells[(kind.value, period)] = Typed(content, seen)
        return self.cleaned_data

    def show_standing(self, standing: Mapping[Key, tuple[Content, str]]) -> None:
        """Beside what was typed stands what others wrote; the next save builds on that."""
        self.data: Any = self.data.copy()  # type: ignore[attr-defined]
        for (series, period), (content, who) in standing.items():
            said = {"who": who, "what": _in_words(content)}
            name = _name(series, period)
            self._say(f"v-{name}", _now("%(who)s has written: %(what)s.") % said)
            self.data[self.add_prefix(f"s-{name}")] = content.written

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data.get(name) or "")
        except ValidationError as error:
            for words in error.messages:
                self._say(name, words)
        return None

    def _say(self, name: str, words: str) -> None:
        """With the cell's name: the summary above stands far from it."""
        self.add_error(name, f"{self.fields[name].label}: {words}")


class TableForm(PlainForm):
    """A table pasted from a spreadsheet, or a file with one."""

    table = forms.CharField(
        label=_("Paste from Excel"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_("Mark the cells with their headings in Excel, copy, and paste here."),
    )
    file = forms.FileField(
        label=_("Or choose a CSV file"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
        allow_empty_file=True,
        help_text=_("From Excel: Save as, CSV. Semicolons and commas both work."),
    )
    decimal_mark = forms.ChoiceField(
        label=_("How are decimals written?"),
        required=False,
        choices=[
            ("", _("Comma or point, as it comes")),
            (",", _("With a comma: 12,5. A point stands between thousands.")),
            (".", _("With a point: 12.5. A comma stands between thousands.")),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        typed, file = self.cleaned_data.get("table"), self.cleaned_data.get("file")
        has_text = bool(typed and typed.strip())
        if has_text and file is not None:
            self.add_error("file", _now("Either paste a table or choose a file, not both."))
        elif not has_text and file is None and not self.errors:
            self.add_error("table", _now("Paste a table, or choose a file."))
        elif (has_text and len(typed or "") > MOST_BYTES) or (file and file.size > MOST_BYTES):
            self.add_error(
                "table" if has_text else "file",
                _now("It is too large for a table of figures. Divide it, or choose another."),
            )
        return self.cleaned_data

    @property
    def content(self) -> str | bytes:
        """What was pasted as text, or the file's bytes."""
        file = self.cleaned_data.get("file")
        if file is None:
            return str(self.cleaned_data["table"])
        read: bytes = file.read(MOST_BYTES + 1)
        return read


def _name(kind: str, period: date) -> str:
    return f"{kind}-{period.isoformat()}"


def _shown(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize() + 0, "f").replace(".", ",")


def _in_words(content: Content) -> str:
    if content.value is None:
        return _now("nothing, the cell has been emptied")
    if content.count is None:
        return _shown(content.value)
    return _now("%(value)s of %(n)d people") % {"value": _shown(content.value), "n": content.count}


def _people(typed: str) -> int | None:
    """Whole, and thousands in whichever way they are written."""
    count = read_figure(typed, decimal_mark="." if "," in typed else ",")
    if count is None:
        return None
    if count != int(count) or not 0 <= count <= _MOST_PEOPLE:
        raise ValidationError(
            _now("“%(typed)s” is not a number of people.") % {"typed": typed[:40]}
        )
    return int(count)
