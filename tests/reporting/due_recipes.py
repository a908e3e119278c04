"""A rule that asks the strategists of all rounds for things due so many days from today."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from cohorts.round_people import RoundPeople
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Due, Looking, Policy, Rule

ASKED = (Role.STRATEGIST,)


def on(days: int, **fields: Any) -> dict[str, Any]:
    return {"days": days, **fields}


def asking(*things: dict[str, Any], key: str = "test.asking", **fields: Any) -> Rule:
    topic = fields.pop("topic", Topic.REPORTS)
    find = partial(_find, things=things)
    policy = Policy(days=(-2, 1), audience=ASKED, ladder=fields.pop("ladder", ()))
    return Rule(key=key, topic=topic, name=key, policy=policy, find=find, **fields)


def _find(looking: Looking, *, things: tuple[dict[str, Any], ...]) -> Iterator[Due]:
    folk = RoundPeople.of(looking)
    for pk, home in folk.homes.items():
        for thing in things:
            days = thing["days"]
            yield Due(
                subject=f"thing-{pk}-{days}",
                round_id=home.round_id,
                due_on=today() + timedelta(days=days),
                since=today() - timedelta(days=100),
                what=partial(str, thing.get("what", f"Gör {days}")),
                path=thing.get("path", f"/x/{days}/"),
                who=folk.of_participation(pk),
                whose=home.name,
                desk_path=thing.get("desk_path", ""),
            )
