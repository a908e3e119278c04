"""A table of an indicator's figures, pasted from a spreadsheet or read from a CSV file.

Either a row for each period with a column for women, men and so on, or a row for each figure
that says whom it is of. Nothing is raised for what the table holds: with faults, each with its
row, nothing of it may be used.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from improvements.enums import Frequency, SeriesKind
from improvements.figures import DecimalMark, period_start, read_figure, read_period
from modellkonceptet.delimited import (
    MOST_FAULTS,
    Fault,
    Row,
    column_places,
    decoded,
    letters,
    read_rows,
    surplus_cells,
)

MOST_ROWS = 1000
LONGEST_COMMENT = 200
_MOST_PEOPLE = 2_147_483_647
PERIOD, SERIES, VALUE, COUNT, COMMENT = "period", "series", "value", "count", "comment"
# What the columns may be called, in small letters without anything but letters.
_NAMES = {
    PERIOD: {"period", "månad", "kvartal", "vecka", "år", "halvår", "datum", "tid", "month"}
    | {"quarter", "week", "year", "date", "time"},
    SERIES: {"kön", "förvem", "grupp", "serie", "sex", "gender", "forwhom", "group", "series"},
    VALUE: {"värde", "tal", "siffra", "utfall", "resultat", "andel", "value", "figure", "result"},
    COUNT: {"antal", "antalpersoner", "personer", "n", "count", "people", "numberofpeople"},
    COMMENT: {"kommentar", "anteckning", "notering", "comment", "note"},
}
_KINDS = {
    SeriesKind.WOMEN: {"kvinnor", "kvinna", "k", "women", "woman"},
    SeriesKind.MEN: {"män", "man", "m", "men"},
    SeriesKind.GIRLS: {"flickor", "flicka", "girls", "girl"},
    SeriesKind.BOYS: {"pojkar", "pojke", "boys", "boy"},
    SeriesKind.TOTAL: {"totalt", "total", "alla", "samtliga", "t", "all", "everybody"},
}
_COUNTS_OF = {kind: f"{COUNT} {kind}" for kind in SeriesKind}


@dataclass(frozen=True)
class PastedFigure:
    """A figure of one series for one period, from the row with that number."""

    row: int
    series: SeriesKind
    first: date
    value: Decimal
    count: int | None = None
    comment: str = ""


@dataclass(frozen=True)
class PastedTable:
    """What a table says. With faults nothing of it may be used."""

    figures: tuple[PastedFigure, ...] = ()
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    fault_count: int = 0


def column_name(column: str) -> str:
    """What a column is called where the table's form is explained."""
    return {
        PERIOD: _("Period"),
        SERIES: _("For whom"),
        VALUE: pgettext("pasted table", "Figure"),
        COUNT: _("Number of people"),
        COMMENT: _("Comment"),
    }[column]


def read_table(
    content: str | bytes,
    *,
    frequency: Frequency | str,
    series: Iterable[SeriesKind | str],
    decimal_mark: DecimalMark | None = None,
) -> PastedTable:
    """The figures for an indicator of that frequency and those series; text is what was pasted."""
    pasted = isinstance(content, str)
    followed: list[SeriesKind] = [SeriesKind(kind) for kind in series]
    try:
        text = decoded(content) if isinstance(content, bytes) else content
        headings, *rows = read_rows(text, most=MOST_ROWS, pasted=pasted)
        places, ignored = _places(headings, followed)
    except ValidationError as error:
        return _refused([Fault(message) for message in error.messages])
    reader = _RowReader(places, Frequency(frequency), followed, decimal_mark, len(headings.cells))
    figures: list[PastedFigure] = []
    faults: list[Fault] = []
    first_rows: dict[tuple[SeriesKind, date], int] = {}
    for row in rows:
        wrong: list[str] = []
        for figure in reader.figures(row, wrong):
            key = (figure.series, figure.first)
            if (earlier := first_rows.setdefault(key, row.number)) != row.number:
                said = {"series": figure.series.label, "row": earlier}
                wrong.append(
                    _("The figure for this period (%(series)s) stands in row %(row)d already.")
                    % said
                )
            figures.append(figure)
        faults += [Fault(words, row.number) for words in wrong]
    if not figures and not faults:
        faults.append(Fault(_("The table has headings but no figures.")))
    if faults:
        return _refused(faults, ignored)
    return PastedTable(tuple(figures), ignored=ignored)


def _refused(faults: list[Fault], ignored: tuple[str, ...] = ()) -> PastedTable:
    return PastedTable((), tuple(faults[:MOST_FAULTS]), ignored, len(faults))


def _places(
    headings: Row, series: Collection[SeriesKind]
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Where the columns stand; refused when they do not belong together."""
    names: dict[str, set[str]] = {
        column: known | {letters(column_name(column))} for column, known in _NAMES.items()
    }
    for kind, known in _KINDS.items():
        names[kind] = known | {letters(str(kind.label))}
        names[_COUNTS_OF[kind]] = {
            f"{before}{name}" for before in ("antal", "n", "numberof") for name in names[kind]
        }
    required = {PERIOD: column_name(PERIOD)}
    places, ignored = column_places(headings.cells, names, required=required)
    wide = [kind for kind in SeriesKind if kind in places]
    if not wide:
        required[VALUE] = column_name(VALUE)
        if len(series) > 1:
            required[SERIES] = column_name(SERIES)
        column_places(headings.cells, names, required=required)
    elif VALUE in places or SERIES in places:
        raise ValidationError(
            _(
                "The table has both a column of figures and columns for women, men or others. "
                "Keep one of the two."
            )
        )
    for kind in wide:
        if kind not in series:
            raise ValidationError(_not_followed(headings.cells[places[kind]]))
    return places, ignored


def _not_followed(typed: str) -> str:
    return _("“%(typed)s” is not among those whom this indicator is followed for.") % {
        "typed": typed[:40]
    }


@dataclass(frozen=True)
class _RowReader:
    """Reads rows whose columns are known; what is wrong is added to a list of sentences."""

    places: Mapping[str, int]
    frequency: Frequency
    series: Collection[SeriesKind]
    decimal_mark: DecimalMark | None
    width: int

    def figures(self, row: Row, wrong: list[str]) -> Iterator[PastedFigure]:
        if surplus := surplus_cells(row, self.width):
            wrong.append(surplus)
            return
        comment = self._cell(row, COMMENT)
        if len(comment) > LONGEST_COMMENT:
            said = {"most": LONGEST_COMMENT}
            wrong.append(_("The comment is longer than %(most)d characters.") % said)
        first = self._first_day(row, wrong)
        for kind, value_column, count_column in self._columns(row, wrong):
            value = self._figure(self._cell(row, value_column), wrong)
            count = self._people(self._cell(row, count_column), wrong)
            if value is not None and first is not None:
                yield PastedFigure(row.number, kind, first, value, count, comment)

    def _cell(self, row: Row, column: str) -> str:
        place = self.places.get(column)
        return "" if place is None or place >= len(row.cells) else row.cells[place]

    def _columns(self, row: Row, wrong: list[str]) -> Iterator[tuple[SeriesKind, str, str]]:
        """For whom the row has figures, and in which columns the figure and the count stand."""
        wide = [kind for kind in SeriesKind if kind in self.places]
        for kind in wide:
            count = _COUNTS_OF[kind]
            yield kind, kind, COUNT if len(wide) == 1 and count not in self.places else count
        if wide:
            return
        typed = self._cell(row, SERIES)
        if SERIES not in self.places or (not typed and len(self.series) == 1):
            yield next(iter(self.series)), VALUE, COUNT
        elif (named := _kind(typed)) is not None and named in self.series:
            yield named, VALUE, COUNT
        elif typed:
            wrong.append(_not_followed(typed))
        else:
            wrong.append(_("It does not say whom the figure is of."))

    def _first_day(self, row: Row, wrong: list[str]) -> date | None:
        typed = self._cell(row, PERIOD)
        if not typed:
            wrong.append(_("The period is missing."))
            return None
        try:
            period = read_period(typed)
        except ValidationError as error:
            wrong += error.messages
            return None
        if period.frequency is None:
            return period_start(period.first, self.frequency)
        if period.frequency != self.frequency:
            said = {"typed": typed, "frequency": str(self.frequency.label).lower()}
            wrong.append(
                _("“%(typed)s” does not fit an indicator that is followed %(frequency)s.") % said
            )
            return None
        return period.first

    def _figure(self, typed: str, wrong: list[str]) -> Decimal | None:
        try:
            return read_figure(typed, decimal_mark=self.decimal_mark)
        except ValidationError as error:
            wrong += error.messages
            return None

    def _people(self, typed: str, wrong: list[str]) -> int | None:
        """A number of people: whole, and thousands in whichever way they are written."""
        try:
            count = read_figure(typed, decimal_mark=_thousands_only(typed))
        except ValidationError:
            count = Decimal(-1)
        if count is None:
            return None
        if count != int(count) or not 0 <= count <= _MOST_PEOPLE:
            said = {"typed": typed[:40]}
            wrong.append(_("“%(typed)s” is not a number of people.") % said)
            return None
        return int(count)


def _thousands_only(typed: str) -> DecimalMark:
    """The mark that the text does not have: what it has then stands between thousands."""
    return "." if "," in typed else ","


def _kind(typed: str) -> SeriesKind | None:
    plain = letters(typed)
    for kind, known in _KINDS.items():
        if plain in known or plain == letters(str(kind.label)):
            return kind
    return None
