"""The statistics over rounds in words: findings, what each figure means, and the rows of a file."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.civil_dates import in_words
from reporting.cohort_picture import FEWEST_ORGANISATIONS
from reporting.round_statistics import Days, RoundRow, RoundStatistics
from reporting.told import Told


class StatisticsPage(RoundStatistics):
    """What the page says of the figures."""

    @property
    def headline(self) -> str:
        n = sum(1 for times in self.times.values() if times)
        if not n:
            return _("No round has begun yet")
        counties = sum(1 for part in self.by_county if part.members)
        words = ngettext(
            "%(n)d organisation has taken part, from %(counties)d of %(all)d counties",
            "%(n)d organisations have taken part, from %(counties)d of %(all)d counties",
            n,
        )
        return words % {"n": n, "counties": counties, "all": len(self.by_county)}

    @property
    def county_finding(self) -> str:
        none = [part.label for part in self.by_county if not part.members]
        if not none:
            return _("There have been participants from every county")
        words = ngettext(
            "Nobody from %(n)d county has taken part yet",
            "Nobody from %(n)d counties has taken part yet",
            len(none),
        )
        return words % {"n": len(none)}

    @property
    def type_finding(self) -> str:
        if not self.by_type:
            return _("No municipality has a type yet")
        most = max(self.by_type, key=lambda part: (part.count / part.of, part.key))
        said = {"type": most.label, "n": most.count, "all": most.of}
        return _("Most common among %(type)s: %(n)d of %(all)d") % said

    @property
    def return_finding(self) -> str:
        if not self.again.of:
            return _("No round has a later one after it yet")
        return _("%(n)d of %(all)d have come back in a later round") % {
            "n": self.again.either,
            "all": self.again.of,
        }

    @property
    def days_finding(self) -> str:
        if self.all_days is None:
            return _("Too few decisions to say how long they take")
        return _("Half of the decisions have taken %(days)s days or less") % {
            "days": self.all_days.middle_words
        }

    @property
    def as_of(self) -> str:
        return in_words(self.day, weekday=False, year=True)

    @cached_property
    def told(self) -> dict[str, Told]:
        record = _(
            "The rounds in this service. Earlier rounds are from the sources that each"
            " organisation’s page names."
        )
        return {
            "rounds": Told(
                _(
                    "Sent in: applications sent in and not withdrawn. Participants: organisations"
                    " that are admitted and have not left. Of earlier rounds only participants and"
                    " mentors are known."
                ),
                record,
                self.as_of,
            ),
            "days": Told(
                _(
                    "Days from the first time an application was sent in to its first published"
                    " decision, whatever the decision was. The median is the middle one; the range"
                    " is from the shortest to the longest. Of fewer than %(n)d decisions nothing is"
                    " said."
                )
                % {"n": FEWEST_ORGANISATIONS},
                _(
                    "Applications and decisions in this service. Of earlier rounds they are not"
                    " known."
                ),
                self.as_of,
            ),
            "again": Told(
                _(
                    "Of the organisations that took part in a round after which another has begun:"
                    " how many took part or were mentors in one that began later. An organisation"
                    " counts once."
                ),
                record,
                self.as_of,
            ),
            "county": Told(
                _(
                    "Organisations that have taken part in a round that has begun and not left it,"
                    " of all municipalities, regions and associations of the county. Times counts"
                    " each round."
                ),
                record,
                self.as_of,
            ),
            "kind": Told(
                _(
                    "Organisations that have taken part in a round that has begun and not left it,"
                    " of all of the kind. Times counts each round."
                ),
                record,
                self.as_of,
            ),
            "type": Told(
                _(
                    "Municipalities that have taken part in a round that has begun and not left it,"
                    " of all of the type. Times counts each round."
                ),
                _("%(record)s Types: SKR’s classification of municipalities, %(years)s.")
                % {"record": record, "years": self._type_years},
                self.as_of,
            ),
        }

    @property
    def _type_years(self) -> str:
        known = {o.skr_group_year for o in self.organisations.values() if o.skr_group_year}
        return ", ".join(str(year) for year in sorted(known)) or _("year not known")


def export_rows(page: StatisticsPage) -> Iterator[list[Any]]:
    """A row for each figure: what it is about, what it says, and of how many."""
    yield [_("About"), _("Which"), _("Figure"), _("Value"), _("Of"), _("As of")]
    about = _("Round")
    for row in page.rounds:
        for label, value in _round_figures(row):
            if value is not None:
                yield [about, row.cohort.name, label, value, "", page.day]
        if row.days:
            yield from (
                [about, row.cohort.name, label, value, row.days.of, page.day]
                for label, value in _days_figures(row.days)
            )
        if row.gone_on:
            back = (_("Came back as participant"), row.came_back)
            mentored = (_("Came back as mentor"), row.mentored_later)
            for label, value in (back, mentored):
                yield [about, row.cohort.name, label, value, row.members, page.day]
    for about, parts in (
        (_("County"), page.by_county),
        (_("Type of municipality"), page.by_type),
        (_("Kind"), page.by_kind),
    ):
        for part in parts:
            yield [about, part.label, _("Have taken part"), part.count, part.of, page.day]
            yield [about, part.label, _("Times"), part.times, "", page.day]


def _round_figures(row: RoundRow) -> list[tuple[str, int | None]]:
    return [
        (_("Applications sent in"), row.sent_in),
        (_("Admitted applicants"), row.admitted),
        (_("Participants"), row.members),
        (_("Left the round"), row.left),
        (_("Groups"), row.groups),
        (_("Mentors"), row.mentors),
    ]


def _days_figures(days: Days) -> list[tuple[str, float]]:
    return [
        (_("Days to decision, median"), days.middle),
        (_("Days to decision, shortest"), days.least),
        (_("Days to decision, longest"), days.most),
    ]
