"""The library of a round's material as one person meets it: by step, what is new, how far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cohorts.enums import Function
from cohorts.models import Cohort, Programme
from cohorts.querysets import named_like
from learning_meetings.enums import MaterialKind
from learning_meetings.models import Material, MaterialVersion, MaterialVisit, Meeting
from learning_meetings.querysets import own_mentor_seats, own_seats
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.form_fields import whole_number
from modellkonceptet.plain_text import clean_text

# What stands under "new" before the list itself.
MOST_NEWS = 5
FILTERS = ("q", "function", "meeting")


@dataclass(frozen=True)
class Item:
    """A material with its standing version; `opened` is the version the person has opened."""

    material: Material
    version: MaterialVersion
    opened: int | None
    concerns: bool

    @property
    def is_new(self) -> bool:
        return self.opened is None or self.opened < self.material.version

    @property
    def state(self) -> tuple[str, str]:
        if self.opened is None:
            return "open", _("Not opened")
        if self.is_new:
            return "half", _("New version")
        return "done", _("Opened")

    @property
    def duty(self) -> str:
        """For whom it is, and whether they are to go through it."""
        names = ", ".join(str(Function(one).label) for one in self.material.functions)
        if self.material.is_required:
            if names:
                return _("Is gone through by: %(functions)s") % {"functions": names}
            return _("Everybody goes through it")
        return _("For: %(functions)s") % {"functions": names} if names else ""

    @property
    def news_at(self) -> datetime:
        published = self.material.published_at
        return max(self.version.saved_at, published) if published else self.version.saved_at

    @property
    def what(self) -> str:
        """Its kind, and for what lies elsewhere on which host."""
        return kind_in_words(self.material, self.version)


@dataclass(frozen=True)
class Section:
    """What belongs to one step of the method, or to none."""

    number: int | None
    name: str
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        """Of the section in the page's address."""
        return f"steg-{self.number}" if self.number is not None else "ovrigt"


def host_of(url: str) -> str:
    """The host that an address leads to, as registered: look-alike letters are seen."""
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("idna").decode("ascii").removeprefix("www.")
    except UnicodeError:
        return host


def kind_in_words(material: Material, version: MaterialVersion | None) -> str:
    if material.kind == MaterialKind.LINK and version:
        return _("Link to %(host)s") % {"host": host_of(version.url)}
    if material.kind == MaterialKind.FILM and version:
        return _("Film at %(host)s") % {"host": host_of(version.url)}
    return str(material.get_kind_display())


def rounds_of(user: Any) -> list[Cohort]:
    """Rounds whose library the person may use: SKR's running ones, else one's own; newest first."""
    if handles_applications(user):
        return list(Cohort.objects.visible_to(user).not_over())
    learns = own_seats(user).values("participation__cohort")
    guides = own_mentor_seats(user).values("promise__cohort")
    return list(Cohort.objects.filter(Q(pk__in=learns) | Q(pk__in=guides)))


class Library:
    """One round's published material for one person, in a constant number of queries."""

    def __init__(self, user: Any, cohort: Cohort, query: Mapping[str, Any] | None = None) -> None:
        self.user, self.cohort = user, cohort
        query = query or {}
        self.q = clean_text(str(query.get("q") or ""), multiline=False)[:100]
        asked = query.get("function")
        self.function = str(asked) if asked in Function.values else ""
        self.meeting = whole_number(query.get("meeting"))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.function or self.meeting)

    @cached_property
    def functions(self) -> frozenset[str]:
        """The person's own functions in the round; none for mentors and SKR."""
        return frozenset(function for function, _kind in self._seats)

    @cached_property
    def items(self) -> list[Item]:
        """Everything, unfiltered, in the order of the method."""
        found = list(self._material())
        versions = current_versions(found)
        visits = visits_of(self.user, found)
        return [
            Item(one, versions[one.pk], visits.get(one.pk), self._concerns(one))
            for one in found
            if one.pk in versions
        ]

    @cached_property
    def shown(self) -> list[Item]:
        """What the filters let through."""
        shown = self.items
        if self.function:
            shown = [one for one in shown if _is_for(one.material, {self.function})]
        if self.meeting:
            shown = [one for one in shown if one.material.meeting_id == self.meeting]
        if self.q:
            found = set(self._matching())
            shown = [one for one in shown if one.material.pk in found]
        return shown

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.shown)

    @cached_property
    def news(self) -> list[Item]:
        """Not opened, or changed since it was; what concerns the person, the newest first."""
        new = [one for one in self.items if one.is_new and one.concerns]
        return sorted(new, key=lambda one: one.news_at, reverse=True)

    @property
    def is_first_visit(self) -> bool:
        return all(one.opened is None for one in self.items)

    @property
    def first_news(self) -> list[Item]:
        """The top of the page: what is new, or for a newcomer what everybody goes through."""
        if self.is_first_visit:
            return [one for one in self.required if one.is_new][:MOST_NEWS]
        return self.news[:MOST_NEWS]

    @cached_property
    def required(self) -> list[Item]:
        """What the person is to go through."""
        return [one for one in self.items if one.material.is_required and one.concerns]

    @property
    def opened_count(self) -> int:
        return sum(one.opened is not None for one in self.required)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Those that some material belongs to, of those the person sees."""
        belonging = {m.meeting_id for one in self.items if (m := one.material).meeting_id}
        return list(Meeting.objects.visible_to(self.user).filter(pk__in=belonging))

    @cached_property
    def _seats(self) -> list[tuple[str, str]]:
        seats = own_seats(self.user).filter(participation__cohort=self.cohort)
        return [
            (member.function, member.participation.organisation.participant_kind)
            for member in seats.select_related("participation__organisation")
        ]

    def _material(self) -> QuerySet:
        """A round with both programmes shows a participant those of its own kind."""
        programmes = Programme.objects.filter(terms__cohort=self.cohort)
        if self._seats:
            programmes = programmes.filter(participant_kind__in={kind for _f, kind in self._seats})
        return (
            Material.objects.visible_to(self.user)
            .filter(Q(cohort=self.cohort) | Q(programme__in=programmes.values("pk")))
            .filter(published_at__isnull=False)
            .select_related("step__programme", "meeting")
            .order_by(*IN_ORDER)
        )

    def _matching(self) -> QuerySet:
        paths = ("title_sv", "title_en", "summary_sv", "summary_en", "body_sv", "body_en")
        versions = MaterialVersion.objects.filter(
            named_like(self.q, *[p if p.startswith("body") else f"material__{p}" for p in paths]),
            material__in=[one.material.pk for one in self.items],
            number=F("material__version"),
        )
        return versions.values_list("material", flat=True)

    def _concerns(self, material: Material) -> bool:
        if self.functions:
            return _is_for(material, self.functions)
        return not material.functions or handles_applications(self.user)


# Materials without a step come last; those of a round after those of its programme.
IN_ORDER = (
    F("step__number").asc(nulls_last=True),
    "step__programme__name",
    F("programme").asc(nulls_last=True),
    "position",
    "pk",
)


def _is_for(material: Material, functions: Iterable[str]) -> bool:
    return not material.functions or bool(set(material.functions) & set(functions))


def current_versions(material: Iterable[Material]) -> dict[int, MaterialVersion]:
    """The standing version of each, without its text."""
    versions = MaterialVersion.objects.filter(
        material__in=[one.pk for one in material], number=F("material__version")
    )
    texts = versions.defer("body_sv", "body_en").select_related("file")
    return {version.material_id: version for version in texts}


def visits_of(user: Any, material: Iterable[Material]) -> dict[int, int]:
    visits = MaterialVisit.objects.visible_to(user).filter(material__in=[m.pk for m in material])
    return dict(visits.values_list("material", "version"))


def sections_of(items: Iterable[Item]) -> list[Section]:
    """By step. Programmes that name a step alike share its section."""
    grouped: dict[tuple[int | None, str], list[Item]] = {}
    for item in items:
        step = item.material.step
        key = (step.number, step.name) if step else (None, _("Other material"))
        grouped.setdefault(key, []).append(item)
    return [Section(number, name, tuple(found)) for (number, name), found in grouped.items()]


@dataclass(frozen=True)
class Neighbours:
    before: Material | None
    after: Material | None


def neighbours_of(material: Material, user: Any) -> Neighbours:
    """The published ones before and after it in its step."""
    siblings = list(
        Material.objects.visible_to(user)
        .filter(
            step=material.step_id,
            cohort=material.cohort_id,
            programme=material.programme_id,
        )
        .filter(Q(published_at__isnull=False) | Q(pk=material.pk))
        .order_by("position", "pk")
    )
    place = next((n for n, one in enumerate(siblings) if one.pk == material.pk), 0)
    return Neighbours(
        before=siblings[place - 1] if place else None,
        after=siblings[place + 1] if place + 1 < len(siblings) else None,
    )


def news_since(material: Material, opened: int | None) -> list[MaterialVersion]:
    """What was said to be new in versions that the person has not opened, newest first."""
    if opened is None or opened >= material.version:
        return []
    later = material.versions.filter(number__gt=opened).exclude(what_is_new="")
    return list(later.defer("body_sv", "body_en").order_by("-number"))
