"""How every indicator of a round stands, as signs and words: better, worse, no signal, too few.

The signs are those of the indicators' own pages: one engine, one setting a round, the direction
that the participant has given, and the figures that SKR may see.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from cohorts.querysets import swedish
from improvements.chart_pages import SHAPES, standing_words
from improvements.indicator_charts import Standing, charts_of
from improvements.indicator_stock import Stock
from improvements.models import Indicator
from improvements.services.charting import charted, stocks_of
from modellkonceptet.civil_dates import in_words
from reporting.cohort_picture import FEWEST_ORGANISATIONS
from reporting.told import Told

# In the order in which somebody who has little time wants to read them.
ORDER = (
    Standing.WORSE,
    Standing.BOTH,
    Standing.BETTER,
    Standing.CHANGED,
    Standing.NO_SIGNAL,
    Standing.TOO_FEW,
)


@dataclass(frozen=True)
class Sign:
    """A shape and the word that goes with it."""

    standing: Standing

    @property
    def shape(self) -> str:
        return SHAPES[self.standing]

    @property
    def word(self) -> str:
        return standing_words(self.standing)


@dataclass(frozen=True)
class SignRow:
    """An indicator: each sex by itself, and both taken together."""

    indicator: Indicator
    together: Sign
    by_series: tuple[tuple[str, Sign], ...]
    finding: str
    withheld: bool

    @classmethod
    def of(cls, stock: Stock) -> "SignRow":
        charts = charts_of(stock)
        main = charts[0]
        by_series = [pair for chart in charts for pair in chart.by_series]
        return cls(
            stock.indicator,
            Sign(main.standing),
            tuple((label, Sign(standing)) for label, standing in by_series),
            main.finding,
            any(cell.is_withheld for cell in stock.cells),
        )

    @property
    def participation(self) -> Participation:
        found: Participation = self.indicator.participation
        return found

    def holds(self, text: str) -> bool:
        return text.casefold() in f"{self.indicator.name} {self.participation}".casefold()


@dataclass(frozen=True)
class Choice:
    """What the table is narrowed to; nonsense in the address narrows nothing."""

    standing: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Choice":
        standing = str(query.get("sign", ""))
        known = standing if standing in {one.value for one in Standing} else ""
        return cls(known, str(query.get("q", "")).strip()[:100])

    def __bool__(self) -> bool:
        return bool(self.standing or self.text)

    def lets_through(self, row: SignRow) -> bool:
        return self.standing in ("", row.together.standing) and (
            not self.text or row.holds(self.text)
        )


class IndicatorSigns:
    """The followed and shared indicators of those who take part, in a fixed number of queries."""

    def __init__(self, cohort: Cohort, user: Any, day: date, query: Mapping[str, Any]) -> None:
        self.cohort, self.user, self.day = cohort, user, day
        self.choice = Choice.of(query)

    @property
    def reads_contents(self) -> bool:
        """The evaluator reads figures: how many stand how, not whose and which."""
        return bool(self.user.has_perm("reporting.see_indicator_signs"))

    @cached_property
    def everything(self) -> list[SignRow]:
        shared = Indicator.objects.filter(is_private=False)
        seen = Indicator.objects.visible_to(self.user) if self.reads_contents else shared
        followed = seen.filter(participation__cohort=self.cohort, is_closed=False).exclude(
            participation__status=ParticipationStatus.WITHDRAWN
        )
        indicators = charted(followed).select_related(
            "participation__organisation", "participation__unit", "participation__group"
        )
        ordered = indicators.order_by(
            swedish("participation__organisation__name"), "participation", "pk"
        )
        # At SKR nobody is at home: what is withheld for small numbers is so here too.
        return [SignRow.of(stock) for stock in stocks_of(list(ordered), at_home=False)]

    @property
    def rows(self) -> list[SignRow]:
        return [row for row in self.everything if self.choice.lets_through(row)]

    @property
    def by_participant(self) -> list[tuple[Participation, list[SignRow]]]:
        found: dict[int, list[SignRow]] = {}
        for row in self.rows:
            found.setdefault(row.participation.pk, []).append(row)
        return [(rows[0].participation, rows) for rows in found.values()]

    @property
    def counted(self) -> Sequence[tuple[Sign, int]]:
        """How many stand how, of all; also those that the choice leaves out."""
        numbers = Counter(row.together.standing for row in self.everything)
        return [(Sign(one), numbers[one]) for one in ORDER]

    @property
    def participants(self) -> int:
        return len({row.participation.pk for row in self.everything})

    @property
    def is_withheld(self) -> bool:
        """Of so few that whoever does not read contents could tell whose they are."""
        return not self.reads_contents and 0 < self.participants < FEWEST_ORGANISATIONS

    @property
    def headline(self) -> str:
        total = len(self.everything)
        if not total:
            return _("No indicator is followed in the round yet")
        if self.is_withheld:
            words = _("What fewer than %(n)d organisations stand behind is not shown.")
            return words.rstrip(".") % {"n": FEWEST_ORGANISATIONS}
        said = [
            f"{n} {sign.word.lower()}"
            for sign, n in self.counted
            if n and sign.standing not in (Standing.NO_SIGNAL, Standing.TOO_FEW)
        ]
        if not said:
            words = ngettext(
                "%(n)d indicator, without a signal so far",
                "%(n)d indicators, without a signal so far",
                total,
            )
            return words % {"n": total}
        words = ngettext("Of %(n)d indicator: %(said)s", "Of %(n)d indicators: %(said)s", total)
        return str(capfirst(words % {"n": total, "said": ", ".join(said)}))

    @property
    def told(self) -> Told:
        return Told(
            _(
                "Better and worse are said when the signal rules of the run chart find a change"
                " that is more than chance, in the direction that the participant has said is"
                " better. Of women and men together, better means that the gap has shrunk without"
                " anybody getting it worse; better and worse means better for the one sex and worse"
                " for the other. No signal means that nothing is more than chance. Too"
                " few points means that the rules cannot say anything yet; one figure a year never"
                " has enough. What is private or no longer followed is not here, and figures of"
                " too few people are withheld."
            ),
            _("The participants’ own figures, judged by the rules that the round has chosen."),
            in_words(self.day, weekday=False, year=True),
        )


def export_rows(page: IndicatorSigns) -> Iterator[list[Any]]:
    """A row for each indicator that the filters let through, the headings first."""
    yield [
        _("Organisation"),
        _("Group"),
        _("Indicator"),
        _("What it follows"),
        _("Unit"),
        _("Taken together"),
        _("Each by itself"),
        _("What the figures say"),
        _("As of"),
    ]
    for row in page.rows:
        group = row.participation.group
        yield [
            str(row.participation),
            group.name if group else "",
            row.indicator.name,
            str(row.indicator.get_role_display()),
            row.indicator.unit,
            row.together.word,
            ", ".join(f"{label}: {sign.word.lower()}" for label, sign in row.by_series),
            row.finding,
            page.day,
        ]
