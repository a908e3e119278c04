"""Who comes to a meeting, or was there: by organisation and function, with substitutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Function
from learning_meetings.enums import Answer
from learning_meetings.models import Invitee
from learning_meetings.services.attendance import presence_in_words, presence_of


@dataclass(frozen=True)
class Person:
    """One place at the meeting. `comes` is None as long as nothing is known of it."""

    invitee: Invitee
    comes: bool | None
    kind: str
    words: str

    @property
    def function(self) -> str:
        """The function in words; a mentor has none of the team's."""
        if self.invitee.function:
            return str(Function(self.invitee.function).label)
        return _("Mentor") if self.invitee.mentor_person_id else ""


@dataclass(frozen=True)
class Place:
    """An organisation with its people, and the functions that nobody fills."""

    name: str
    people: list[Person]

    @property
    def missing(self) -> list[str]:
        """Functions whose people all stay away, nobody coming instead."""
        known = [one for one in self.people if one.invitee.function]
        return [
            str(function.label).lower()
            for function in Function
            if (of := [one for one in known if one.invitee.function == function])
            and all(one.comes is False for one in of)
        ]


class Attendees:
    """What answers say before the meeting, and what was noted after it."""

    def __init__(self, invitees: Iterable[Invitee], *, is_over: bool) -> None:
        rows = list(invitees)
        self.is_over = is_over
        # What people answered beforehand says nothing of who came, once anybody has noted it.
        self.is_noted = is_over and any(one.attended is not None for one in rows)
        self.people = [self._person(one) for one in rows]

    def _person(self, invitee: Invitee) -> Person:
        if invitee.attended is not None:
            words = presence_in_words(presence_of(invitee))
            kind = "done" if invitee.attended else "unmet"
            return Person(invitee, invitee.attended, kind, words[:1].upper() + words[1:])
        if self.is_noted:
            return Person(invitee, None, "open", _("Not noted"))
        if invitee.substitute_name and invitee.answer != Answer.NONE:
            words = _("%(name)s comes instead") % {"name": invitee.substitute_name}
            return Person(invitee, True, "done", words)
        match invitee.answer:
            case Answer.YES:
                words = _("Comes by link") if invitee.joins_remotely else _("Comes")
                return Person(invitee, True, "done", words)
            case Answer.NO:
                return Person(invitee, False, "unmet", _("Does not come"))
            case Answer.MAYBE:
                return Person(invitee, None, "half", _("Perhaps"))
        return Person(invitee, None, "open", _("No answer yet"))

    @cached_property
    def places(self) -> list[Place]:
        """Organisations in the order in which they were invited, people by function."""
        order = {function: place for place, function in enumerate(Function.values)}
        found: dict[str, list[Person]] = {}
        for person in self.people:
            found.setdefault(person.invitee.organisation_name, []).append(person)
        return [
            Place(name, sorted(people, key=lambda one: order.get(one.invitee.function, 99)))
            for name, people in found.items()
        ]

    @cached_property
    def coming(self) -> int:
        return sum(one.comes is True for one in self.people)

    @cached_property
    def silent(self) -> int:
        return sum(one.invitee.answer == Answer.NONE for one in self.people)

    def finding(self) -> str:
        """ "7 av 10 kommer, 2 har inte svarat": the section's heading."""
        counts = {"count": self.coming, "all": len(self.people)}
        if self.is_noted:
            return _("%(count)d of %(all)d were there") % counts
        if self.is_over:
            return _("Nobody has noted who was there. %(count)d of %(all)d had said yes.") % counts
        said = _("%(count)d of %(all)d come") % counts
        if self.silent:
            silent: Any = ngettext("%(n)d has not answered", "%(n)d have not answered", self.silent)
            said = f"{said}, {silent % {'n': self.silent}}"
        return said

    def gaps(self) -> list[str]:
        """ "Ystad kommer utan politiker": against the promise that every function takes part."""
        if self.is_over and not self.is_noted:
            return []
        pattern = (
            _("%(who)s came without %(what)s")
            if self.is_noted
            else _("%(who)s comes without %(what)s")
        )
        return [
            pattern % {"who": place.name, "what": ", ".join(place.missing)}
            for place in self.places
            if place.missing
        ]
