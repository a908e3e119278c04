"""Those who apply to the demo's open round: organisations, roles and what they type in.

The organisations exist; what they write here is made up, except that Lund signed the CEMR
declaration in 2012 and took its application to the executive board.
"""

from dataclasses import dataclass

from applications.editing import SECTION_KEYS


@dataclass(frozen=True)
class DemoDecision:
    """A decision `days` from today: taken if that lies behind. A `year` alone is CEMR's.

    `matter` is what the attached minutes say; `{year}` in the number is this year.
    """

    days: int = 0
    body: str = "board"
    body_name: str = ""
    number: str = ""
    kind: str = ""
    year: int = 0
    matter: str = ""

    @property
    def is_taken(self) -> bool:
        return bool(self.year) or self.days < 0


@dataclass(frozen=True)
class Applicant:
    """One application. `titles` are those of politician, senior manager, key person and, in a
    region, finance manager; "" is not appointed yet. `started` and `sent` are days ago.
    `sections` are those begun, `left_out` the answers ("section.field") that they still lack."""

    code: str
    domain: str
    writer: str
    mailbox: str
    department: str
    policy: DemoDecision
    apply: DemoDecision
    started: int
    sent: int = 0
    kind: str = "municipality"
    titles: tuple[str, ...] = ("Kommunstyrelsens ordförande", "Kommundirektör", "Strateg")
    why: str = ""
    focus_areas: tuple[str, ...] = ()
    focus_other: str = ""
    done_so_far: str = ""
    related_work: str = ""
    address: str = "Fakturaservice, Box 100"
    postcode: str = ""
    town: str = ""
    reference: str = ""
    partners: tuple[str, ...] = ()
    theme: str = ""
    operation: str = ""
    district: str = ""
    sections: tuple[str, ...] = SECTION_KEYS
    left_out: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{self.domain}"


def cemr(year: int) -> DemoDecision:
    return DemoDecision(kind="cemr", year=year, body="council")


def own_policy(days: int, number: str, matter: str) -> DemoDecision:
    return DemoDecision(days, "council", number=number, kind="council", matter=matter)


def board_decision(days: int, number: str) -> DemoDecision:
    return DemoDecision(days, "board", number=number, matter="Deltagande i Modellkonceptet")
