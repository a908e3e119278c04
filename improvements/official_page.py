"""Official figures as pages show them: women and men year by year, the partners, what changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cohorts.models import Organisation, Participation
from improvements.enums import FetchStatus, NationalGoal, Sex
from improvements.models import ChosenIndicator, OfficialFetch, OfficialIndicator, OfficialValue
from improvements.official_pictures import (
    YearFigures,
    Yearly,
    describe,
    figure_in_words,
    gap_in_words,
)
from improvements.services.official_fetching import figures_of_organisations
from modellkonceptet.charts import Figure
from modellkonceptet.civil_dates import civil_date, in_words
from modellkonceptet.records.services import stored_pictures


@dataclass(frozen=True)
class YearWords:
    """One year of one organisation, as a row of a table."""

    year: str
    women: str
    men: str
    gap: str
    total: str
    organisation: str = ""


@dataclass(frozen=True)
class Note:
    """What Kolada has changed or withdrawn of one year."""

    year: str
    words: str


@dataclass(frozen=True)
class Followed:
    """A chosen indicator in the list, with its latest year (None where Kolada has none)."""

    pk: int
    indicator: OfficialIndicator
    latest: YearWords | None


@dataclass(frozen=True)
class GoalGroup:
    """Indicators of one national goal; those without stand last."""

    key: int
    name: str
    rows: tuple[Followed, ...]


class _Figures:
    """What both pages read: what is followed, and how the latest fetches went."""

    def __init__(self, participation: Participation, user: Any) -> None:
        self.participation = participation
        self.user = user

    @property
    def organisation(self) -> Organisation:
        return self.participation.organisation

    @cached_property
    def _fetches(self) -> list[OfficialFetch]:
        rows = OfficialFetch.objects.visible_to(self.user).filter(participation=self.participation)
        return list(rows.order_by("-requested_at", "-pk")[:20])

    @property
    def fetch(self) -> OfficialFetch | None:
        """The latest request."""
        return self._fetches[0] if self._fetches else None

    @property
    def is_waiting(self) -> bool:
        return bool(self.fetch and self.fetch.status == FetchStatus.WAITING)

    @property
    def has_failed(self) -> bool:
        return bool(self.fetch and self.fetch.status == FetchStatus.FAILED)

    @property
    def as_of(self) -> datetime | None:
        """When Kolada last answered for this participant."""
        done = (each for each in self._fetches if each.status == FetchStatus.DONE)
        return next((each.finished_at for each in done), None)

    @property
    def source(self) -> str:
        return source_line(self.as_of)


class OfficialPage(_Figures):
    """All that is followed, by national goal, each with its latest year."""

    @cached_property
    def chosen(self) -> list[ChosenIndicator]:
        rows = ChosenIndicator.objects.visible_to(self.user).filter(
            participation=self.participation
        )
        return list(rows.select_related("indicator").order_by("indicator__kolada_id"))

    @cached_property
    def _values(self) -> dict[int, list[OfficialValue]]:
        found: dict[int, list[OfficialValue]] = {}
        rows = OfficialValue.objects.visible_to(self.user).filter(
            indicator__in=[each.indicator_id for each in self.chosen],
            organisation=self.organisation,
            replaced_at=None,
            is_withdrawn=False,
        )
        for row in rows.order_by("year"):
            found.setdefault(row.indicator_id, []).append(row)
        return found

    @cached_property
    def followed(self) -> list[Followed]:
        rows = []
        for each in self.chosen:
            latest = Yearly.of(self._values.get(each.indicator_id, ())).latest
            words = _words(latest) if latest else None
            rows.append(Followed(each.pk, each.indicator, words))
        return rows

    @property
    def groups(self) -> list[GoalGroup]:
        """Those with figures, goal by goal."""
        found = []
        for goal in (*NationalGoal, None):
            rows = tuple(row for row in self.followed if row.latest and row.indicator.goal == goal)
            if rows:
                name = str(goal.label) if goal else _("Without a national goal")
                found.append(GoalGroup(goal.value if goal else 0, name, rows))
        return found

    @property
    def without_figures(self) -> list[Followed]:
        return [row for row in self.followed if row.latest is None]

    @property
    def finding(self) -> str:
        """How many of them show women and men."""
        known = [row for row in self.followed if row.latest]
        if not self.chosen:
            return _("No official figures are followed yet")
        if not known:
            return _("No figures have been fetched yet")
        split = sum(1 for row in known if row.latest and row.latest.gap)
        words = ngettext(
            "%(split)d of %(n)d indicator shows women and men apart",
            "%(split)d of %(n)d indicators show women and men apart",
            len(known),
        )
        return words % {"split": split, "n": len(known)}


class IndicatorPage(_Figures):
    """One indicator: the years of one's own, the partners' latest, and what Kolada has changed."""

    def __init__(self, participation: Participation, user: Any, chosen: ChosenIndicator) -> None:
        super().__init__(participation, user)
        self.chosen = chosen

    @property
    def indicator(self) -> OfficialIndicator:
        found: OfficialIndicator = self.chosen.indicator
        return found

    @cached_property
    def _rows(self) -> dict[int, list[OfficialValue]]:
        """Standing and replaced, by organisation; one's own first."""
        numbers = [self.organisation.pk, *figures_of_organisations(self.participation).values()]
        rows = OfficialValue.objects.visible_to(self.user).filter(
            indicator=self.indicator, organisation__in=numbers
        )
        found: dict[int, list[OfficialValue]] = {number: [] for number in numbers}
        for row in rows.select_related("organisation").order_by("year", "sex", "-fetched_at"):
            found[row.organisation_id].append(row)
        return found

    @cached_property
    def yearly(self) -> Yearly:
        return Yearly.of(_standing(self._rows[self.organisation.pk]))

    @property
    def finding(self) -> str:
        """What the latest year says, with the gap in words where there is one."""
        latest = self.yearly.by_sex[-1] if self.yearly.by_sex else None
        if latest is None:
            return self.indicator.title
        return _gap_sentence(latest, self.indicator.title)

    @cached_property
    def figure(self) -> Figure | None:
        """The dumbbell; None where Kolada does not split the figures by sex."""
        if not self.yearly.by_sex:
            return None
        chart = describe(self.yearly, self.indicator.title, str(self.organisation))
        (pictures,) = stored_pictures([chart], language=(get_language() or "sv")[:2])
        return Figure(
            finding="",
            meta=str(self.organisation),
            pictures=pictures,
            columns=(_("Year"), _("Women"), _("Men"), _("Women − men"), _("Total")),
            rows=[(row.year, row.women, row.men, row.gap or "–", row.total) for row in self.years],
            source=self.source,
        )

    @property
    def gap_text(self) -> str:
        """The first and the last gap beside each other; nothing more is worked out."""
        gaps = self.yearly.with_gap
        if len(gaps) < 2:
            return ""
        first, last = gaps[0], gaps[-1]
        return _(
            "The difference, women − men, was %(first)s in %(year)d and is %(last)s in %(now)d."
        ) % {
            "first": gap_in_words(first, self.indicator.title),
            "year": first.year,
            "last": gap_in_words(last, self.indicator.title),
            "now": last.year,
        }

    @cached_property
    def years(self) -> list[YearWords]:
        """Newest first."""
        return [_words(each) for each in reversed(self.yearly.years)]

    @cached_property
    def notes(self) -> list[Note]:
        """What Kolada has changed or withdrawn of one's own figures, newest year first."""
        found = [
            Note(str(row.year), words)
            for row in self._rows[self.organisation.pk]
            if (words := _what_changed(row))
        ]
        return sorted(found, key=lambda note: note.year, reverse=True)

    @cached_property
    def partners(self) -> list[YearWords]:
        """The group's other organisations with their latest year, or a dash."""
        found = []
        names = {
            row.organisation_id: str(row.organisation)
            for rows in self._rows.values()
            for row in rows
        }
        for number, rows in self._rows.items():
            if number == self.organisation.pk or number not in names:
                continue
            latest = Yearly.of(_standing(rows)).latest
            if latest:
                found.append(_words(latest, organisation=names[number]))
        return sorted(found, key=lambda row: row.organisation)


def source_line(as_of: datetime | None) -> str:
    """What Kolada asks of everybody who shows its figures, with the day they were fetched."""
    if as_of is None:
        return _("Source: Kolada (RKA)")
    return _("Source: Kolada (RKA), fetched on %(day)s") % {
        "day": in_words(as_of, weekday=False, year=True)
    }


def export_rows(page: OfficialPage) -> Iterator[list[Any]]:
    """Every figure of what is followed, one's own and the partners', and the source last."""
    yield [
        _("Number"),
        _("Kolada’s indicator"),
        _("Municipality or region"),
        _("Year"),
        _("Sex"),
        _("Figure"),
        _("Fetched"),
        _("Note"),
    ]
    organisations = {page.organisation.pk, *figures_of_organisations(page.participation).values()}
    rows = OfficialValue.objects.visible_to(page.user).filter(
        indicator__in=[each.indicator_id for each in page.chosen], organisation__in=organisations
    )
    ordered = rows.select_related("indicator", "organisation").order_by(
        "indicator__kolada_id", "organisation__name", "year", "sex", "-fetched_at"
    )
    for row in ordered:
        yield [
            row.indicator.kolada_id,
            row.indicator.title,
            str(row.organisation),
            row.year,
            str(Sex(row.sex).label),
            row.value,
            civil_date(row.fetched_at),
            _state(row),
        ]
    yield [page.source]


def _state(row: OfficialValue) -> str:
    if row.replaced_at:
        return _("Replaced by Kolada, seen on %(day)s") % {
            "day": civil_date(row.replaced_at).isoformat()
        }
    return _("Withdrawn by Kolada") if row.is_withdrawn else ""


def _standing(rows: Iterable[OfficialValue]) -> list[OfficialValue]:
    return [row for row in rows if row.replaced_at is None and not row.is_withdrawn]


def _what_changed(row: OfficialValue) -> str:
    """What this figure was before, or that it is withdrawn; "" for one that stands."""
    said = {
        "sex": str(Sex(row.sex).label),
        "figure": figure_in_words(row.value),
        "day": in_words(row.fetched_at, weekday=False, year=True),
    }
    if row.replaced_at and not row.is_withdrawn and row.value is not None:
        return _("%(sex)s: earlier %(figure)s, fetched on %(day)s, changed by Kolada") % said
    if row.is_withdrawn and row.replaced_at is None:
        return _("%(sex)s: withdrawn by Kolada") % said
    return ""


def _words(figures: YearFigures, *, organisation: str = "") -> YearWords:
    decimals = figures.decimals
    return YearWords(
        str(figures.year),
        figure_in_words(figures.women, decimals),
        figure_in_words(figures.men, decimals),
        "" if figures.gap is None else figure_in_words(figures.gap, decimals),
        figure_in_words(figures.total, decimals),
        organisation,
    )


def _gap_sentence(latest: YearFigures, title: str) -> str:
    if latest.gap is None:
        return _("%(year)d: women %(women)s, men %(men)s") % {
            "year": latest.year,
            "women": figure_in_words(latest.women, latest.decimals),
            "men": figure_in_words(latest.men, latest.decimals),
        }
    if not latest.gap:
        return _("The same for women and men in %(year)d") % {"year": latest.year}
    size = gap_in_words(latest, title, signed=False)
    words = (
        _("Women’s figure was %(size)s higher than men’s in %(year)d")
        if latest.gap > 0
        else _("Women’s figure was %(size)s lower than men’s in %(year)d")
    )
    return words % {"size": size, "year": latest.year}
