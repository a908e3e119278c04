"""A round that is being grouped: participants by name, mentors by name, and its open board."""

from typing import Any

from cohorts.arrangement import Arrangement
from cohorts.enums import Function, PromiseStatus
from cohorts.models import Cohort, MentorPromise, Participation
from cohorts.services.boards import change_board, open_board
from tests import factories


class Round:
    """`members` and `mentors` by name; `do` changes the board as the page would."""

    def __init__(self, names: str, mentors: str = "", *, lead: Any = None, **fields: Any) -> None:
        self.cohort: Cohort = factories.make_cohort(name_sv="Modellkommuner 2026", **fields)
        self.lead = lead or factories.make_user(
            "lead@skr.example", name="Anna", staff_role="project_lead"
        )
        self.members: dict[str, Participation] = {name: self.join(name) for name in names.split()}
        self.mentors: dict[str, MentorPromise] = {
            name: self.promise(name) for name in mentors.split()
        }

    def join(self, name: str, **fields: Any) -> Participation:
        """Takes part, with a key person who has an address."""
        organisation = factories.make_organisation(
            name, latitude=55.7 + len(name) / 10, longitude=13.2
        )
        person = factories.make_user(f"{name.lower()}@example.org", name=f"Nyckel {name}")
        return factories.make_participation(
            self.cohort, organisation, team={Function.KEY_PERSON: person}, **fields
        )

    def promise(self, name: str, **fields: Any) -> MentorPromise:
        """Has said yes to mentoring in this round, by one person."""
        person = factories.make_user(f"mentor.{name.lower()}@example.org", name=f"Mentor {name}")
        fields.setdefault("status", PromiseStatus.ACCEPTED)
        organisation = factories.make_organisation(name, latitude=56.0, longitude=13.5)
        return factories.make_promise(organisation, cohort=self.cohort, people=(person,), **fields)

    def open(self) -> "Round":
        self.board = open_board(cohort=self.cohort, actor=self.lead)
        return self

    @property
    def seen(self) -> int:
        self.board.refresh_from_db()
        return self.board.current

    @property
    def arrangement(self) -> Arrangement:
        step = self.board.steps.get(number=self.seen)
        return Arrangement.from_json(step.arrangement)

    @property
    def by_name(self) -> dict[str, list[str]]:
        """Names of groups and of who is on them."""
        names = {each.pk: name for name, each in self.members.items()}
        return {
            card.name: [names.get(member, "?") for member in card.members]
            for card in self.arrangement.cards
        }

    def do(self, action: str, *, seen: int | None = None, actor: Any = None, **given: Any) -> Any:
        return change_board(
            cohort=self.cohort,
            seen=self.seen if seen is None else seen,
            action=action,
            actor=actor or self.lead,
            **given,
        )

    def group(self, *names: str, mentor: str = "", **given: Any) -> str:
        """A card with these members and this mentor; returns its key."""
        self.do("add_card", **given)
        key = self.arrangement.cards[-1].key
        for name in names:
            self.do("place", member=self.members[name].pk, card=key)
        if mentor:
            self.do("seat_mentor", mentor=self.mentors[mentor].organisation_id, card=key)
        return key
