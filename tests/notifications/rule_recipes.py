"""Rules and due things for tests, without a database."""

from datetime import date

from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Due, Found, Policy, Recipient, Rule

MARIA = Recipient("maria@lund.example", "Maria Berg")
OLA = Recipient("ola@lund.example", "Ola Chef")
LEAD = Recipient("projektledare@skr.example", "Projektledare")
ROUND = 1


def person(n: int) -> Recipient:
    return Recipient(f"person{n}@lund.example", f"Person {n}")


def people(**by_role: tuple[Recipient, ...]):
    return lambda role: by_role.get(role, ())


LUND = people(strategist=(MARIA,), senior_manager=(OLA,), desk=(LEAD,))


def policy(*days: int, audience: tuple[str, ...] = (Role.STRATEGIST,), **fields) -> Policy:
    return Policy(days=days, audience=audience, **fields)


def rule(key: str = "test.report", *days: int, topic: str = Topic.REPORTS, find=None, **fields):
    own = fields.pop("policy", None) or policy(*(days or (-7, -2, 1)))
    return Rule(
        key=key,
        topic=Topic(topic),
        name=key,
        policy=own,
        find=find or (lambda looking: ()),
        **fields,
    )


def due(subject: str = "report-1", due_on: date = date(2027, 3, 10), **fields) -> Due:
    fields.setdefault("since", date(2027, 1, 1))
    fields.setdefault("who", LUND)
    fields.setdefault("what", lambda: "Lämna resultatrapporten")
    fields.setdefault("path", "/rapport/1/")
    fields.setdefault("whose", "Lund")
    return Due(subject=subject, round_id=ROUND, due_on=due_on, **fields)


def found(a_rule: Rule | None = None, a_due: Due | None = None) -> Found:
    a_rule = a_rule or rule()
    return Found(a_rule, a_rule.policy, a_due or due())
