"""All who have taken part: narrowed by round, place, kind, title and year; as map and as list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.enums import OrganisationKind
from cohorts.facts import counted
from cohorts.models import Cohort, Organisation
from cohorts.organisation_page import RoundOfOrganisation, rounds_of, title_on_page
from cohorts.round_lists import first_year, years
from cohorts.sweden_map import Area, Label, Mark, areas_of, label_marks, mark_of
from cohorts.titles import Title
from reporting.archive_records import organisations_in_archive

Choices = list[tuple[str, str]]


class Standing(models.TextChoices):
    """What an organisation has come to: each is also what goes before it."""

    TITLE = "title", gettext_lazy("Modellkommun or Modellregion")
    MENTOR = "mentor", gettext_lazy("Has been mentor")
    PARTICIPANT = "participant", gettext_lazy("Has taken part")


@dataclass(frozen=True)
class Entry:
    """An organisation with its rounds, the latest first."""

    organisation: Organisation
    rounds: tuple[RoundOfOrganisation, ...]
    mentored: frozenset[int]
    took_part: frozenset[int]
    title: Title | None

    @classmethod
    def of(cls, organisation: Organisation) -> "Entry":
        """From an organisation with participations and mentorships at hand."""
        return cls(
            organisation,
            tuple(rounds_of(organisation)),
            frozenset(one.cohort_id for one in organisation.mentorships.all()),
            frozenset(one.cohort_id for one in organisation.participations.all()),
            title_on_page(organisation),
        )

    def within(self, cohorts: frozenset[int]) -> "Entry":
        """The same organisation, with only its part in those rounds."""
        return Entry(
            self.organisation,
            tuple(row for row in self.rounds if row.cohort.pk in cohorts),
            self.mentored & cohorts,
            self.took_part & cohorts,
            self.title,
        )

    @property
    def standing(self) -> Standing:
        if self.title:
            return Standing.TITLE
        return Standing.MENTOR if self.mentored else Standing.PARTICIPANT

    @property
    def words(self) -> str:
        """ "Modellkommun sedan maj 2018", else what it has done in the rounds that are shown."""
        if self.title:
            return self.title.words
        if not self.mentored:
            return str(Standing.PARTICIPANT.label)
        if self.took_part:
            return _("Has taken part and been mentor")
        return str(Standing.MENTOR.label)

    @property
    def pointed_at(self) -> str:
        """What its area on the map says when it is pointed at."""
        return f"{self.organisation.name}: {self.words}"


@dataclass(frozen=True)
class Choice:
    """What the page is narrowed to; nonsense in the address narrows nothing."""

    round: str = ""
    county: str = ""
    kind: str = ""
    standing: str = ""
    year: str = ""

    def __bool__(self) -> bool:
        return any((self.round, self.county, self.kind, self.standing, self.year))

    @property
    def query(self) -> str:
        """The same choice in an address."""
        asked = {"round": self.round, "county": self.county, "kind": self.kind}
        asked |= {"title": self.standing, "year": self.year}
        return urlencode({name: value for name, value in asked.items() if value})

    def lets_through(self, entry: Entry) -> bool:
        organisation = entry.organisation
        return (
            bool(entry.rounds)
            and self.county in ("", organisation.county_code)
            and self.kind in ("", organisation.kind)
            and self._has_standing(entry)
        )

    def _has_standing(self, entry: Entry) -> bool:
        match self.standing:
            case Standing.TITLE:
                return entry.title is not None
            case Standing.MENTOR:
                return bool(entry.mentored)
            case Standing.PARTICIPANT:
                return bool(entry.took_part)
        return True

    def takes_in(self, cohort: Cohort) -> bool:
        return self.round in ("", cohort.slug) and (
            not self.year or int(self.year) in _all_years(cohort)
        )


@dataclass(frozen=True)
class ArchiveMap:
    """Regions lie under municipalities; an association has no place of its own."""

    regions: list[Area]
    municipalities: list[Area]
    mentors: list[Mark]
    labels: list[Label]


@dataclass(frozen=True)
class ArchivePage:
    everything: Sequence[Entry]
    choice: Choice

    @cached_property
    def entries(self) -> list[Entry]:
        cohorts = frozenset(c.pk for c in self.cohorts if self.choice.takes_in(c))
        narrowed = (entry.within(cohorts) for entry in self.everything)
        return [entry for entry in narrowed if self.choice.lets_through(entry)]

    @cached_property
    def cohorts(self) -> list[Cohort]:
        """All rounds that somebody was in, the latest first."""
        found = {row.cohort.pk: row.cohort for entry in self.everything for row in entry.rounds}
        return sorted(found.values(), key=lambda one: (first_year(one), one.pk), reverse=True)

    @property
    def headline(self) -> str:
        if not self.everything:
            return _("Nobody has taken part so far")
        if not self.entries:
            return _("Nobody fits this choice")
        said = {"counted": counted(entry.organisation.kind for entry in self.entries)}
        if self.choice:
            return _("%(counted)s fit your choice") % said
        return _("%(counted)s have taken part") % said

    @property
    def titles(self) -> str:
        """How many have the title, in words; empty where nobody has."""
        n = sum(1 for entry in self.entries if entry.title)
        if not n:
            return ""
        return ngettext(
            "%(n)d of them has earned the title Modellkommun or Modellregion by going through a"
            " round and then being mentor to others.",
            "%(n)d of them have earned the title Modellkommun or Modellregion by going through a"
            " round and then being mentor to others.",
            n,
        ) % {"n": n}

    @cached_property
    def map(self) -> ArchiveMap:
        municipalities = self._of_kind(OrganisationKind.MUNICIPALITY)
        marks = [mark_of(e.organisation, is_mentor=bool(e.mentored)) for e in municipalities]
        placed = [mark for mark in marks if mark]
        return ArchiveMap(
            regions=areas_of(
                (e.organisation, e.pointed_at, e.standing)
                for e in self._of_kind(OrganisationKind.REGION)
            ),
            municipalities=areas_of(
                (e.organisation, e.pointed_at, e.standing) for e in municipalities
            ),
            mentors=[mark for mark in placed if mark.is_mentor],
            labels=label_marks(placed),
        )

    def _of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.organisation.kind == kind]

    @property
    def round_choices(self) -> Choices:
        return [(cohort.slug, cohort.name) for cohort in self.cohorts]

    @property
    def county_choices(self) -> Choices:
        """Those in which somebody has taken part; in the order of their codes."""
        named = {e.organisation.county_code: e.organisation.county_name for e in self.everything}
        return sorted((code, name) for code, name in named.items() if code)

    @property
    def kind_choices(self) -> Choices:
        here = {entry.organisation.kind for entry in self.everything}
        return [(kind.value, str(kind.label)) for kind in OrganisationKind if kind.value in here]

    @property
    def standing_choices(self) -> Choices:
        return [(one.value, str(one.label)) for one in Standing]

    @property
    def year_choices(self) -> Choices:
        known = {year for cohort in self.cohorts for year in _all_years(cohort)}
        return [(str(year), str(year)) for year in sorted(known, reverse=True)]


def export_rows(page: ArchivePage) -> Iterator[list[Any]]:
    """The list beside the map."""
    yield [_("Organisation"), _("Kind"), _("County"), _("What it has done"), _("Rounds")]
    for entry in page.entries:
        organisation = entry.organisation
        yield [
            organisation.name,
            organisation.get_kind_display(),
            organisation.county_name,
            entry.words,
            ", ".join(f"{row.cohort.name} ({row.role})" for row in entry.rounds),
        ]


def read_archive(day: date, asked: Mapping[str, Any]) -> ArchivePage:
    """What is asked for in the address, as far as it means something."""
    everything = [Entry.of(organisation) for organisation in organisations_in_archive(day)]
    page = ArchivePage(everything, Choice())
    return ArchivePage(
        everything,
        Choice(
            round=_known(asked.get("round"), page.round_choices),
            county=_known(asked.get("county"), page.county_choices),
            kind=_known(asked.get("kind"), page.kind_choices),
            standing=_known(asked.get("title"), page.standing_choices),
            year=_known(asked.get("year"), page.year_choices),
        ),
    )


def _known(value: Any, choices: Choices) -> str:
    return value if value in {known for known, _name in choices} else ""


def _all_years(cohort: Cohort) -> Iterable[int]:
    """From the first year that the round is known to have touched to the last."""
    known = years(cohort)
    return range(known[0], known[-1] + 1) if known else ()
