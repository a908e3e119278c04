"""Who is reminded of what, how many days before and after, and in which words: rows to be read.

Nothing of the product is imported here. Days are counted from the day named in `counted_from`,
negative before it. Functions are those of `the_year.py`; "själv" is whoever it rests on, "skr"
are SKR's project leads.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    key: str
    counted_from: str
    steps: tuple[int, ...]
    who: tuple[str, ...]
    words: str
    english: str
    ladder: tuple[tuple[str, int], ...] = ()
    alone_from: int | None = None  # from that step on in a mail of its own
    hour: int = 7


_COORDINATING = ("strateg", "nyckel")
RULES = (
    Rule(
        "applications.not_sent", "sista dagen att anmäla sig", (-14, -7, -2), ("själv",),
        "Skicka in anmälan från {whose} till {round}",
        "Send in the application from {whose} to {round}",
        alone_from=-2,
    ),
    Rule(
        "applications.colleague_invited", "en vecka efter inbjudan", (0,), ("själv",),
        "Påminn {what} om inbjudan att skriva anmälan från {whose}",
        "Remind {what} of the invitation to write the application from {whose}",
    ),
    Rule(
        "applications.completion_due", "kompletteringens sista dag", (-7, -2), ("själv",),
        "Komplettera anmälan från {whose}",
        "Complete the application from {whose}",
        ladder=(("skr", 3),), alone_from=-2,
    ),
    Rule(
        "applications.condition_due", "villkorets sista dag", (-14, -3, 1), ("strateg", "själv"),
        "Uppfyll villkoret: {what}",
        "Meet the condition: {what}",
        ladder=(("chef", 7), ("skr", 14)),
    ),
    Rule(
        "cohorts.mentor_answer", "dagen då svaret ska vara där", (-3, 1), ("själv",),
        "Svara om {whose} kan vara mentor i {round}",
        "Answer whether {whose} can be mentor in {round}",
        ladder=(("skr", 3),),
    ),
    Rule(
        "meetings.date_to_set", "45 dagar före perioden", (0, 14), _COORDINATING,
        "Bestäm datum för {what}",
        "Set a date for {what}",
        ladder=(("skr", 21),),
    ),
    Rule(
        "meetings.invitation_to_send", "14 dagar före träffen", (-7, 0, 2), _COORDINATING,
        "Skicka inbjudan till {what}",
        "Send the invitation to {what}",
        ladder=(("chef", 4), ("skr", 5)),
    ),
    Rule(
        "meetings.answer", "10 dagar före träffen, tidigast 3 efter inbjudan", (0, 3), ("själv",),
        "Svara på inbjudan till {what}",
        "Answer the invitation to {what}",
    ),
    Rule(
        "meetings.coming", "träffens första dag, för den som kommer", (-7, -1), ("själv",),
        "Kom till {what} kl. 9.30, Rådhuset",
        "Come to {what} at 9.30, Rådhuset",
        hour=8,
    ),
    Rule(
        "meetings.perhaps", "träffens första dag, för den som kanske kommer", (-7, -1), ("själv",),
        "Bestäm om du kommer till {what} kl. 9.30, Rådhuset",
        "Say for sure whether you come to {what} at 9.30, Rådhuset",
        hour=8,
    ),
    Rule(
        "meetings.presentation", "7 dagar före träffen", (-5, -1, 1), _COORDINATING,
        "Publicera er presentation till {what}",
        "Publish your presentation for {what}",
    ),
    Rule(
        "meetings.checklist", "punktens dag", (0, 3), ("själv",),
        "{what}",
        "{what}",
    ),
    Rule(
        "meetings.evaluation", "3 dagar efter träffen, för den som var där", (0,), ("själv",),
        "Säg vad du tyckte om {what}",
        "Say what you thought of {what}",
    ),
    Rule(
        "meetings.notes", "5 dagar efter träffen", (0, 3), _COORDINATING,
        "Skriv anteckningarna från {what}",
        "Write the notes from {what}",
        ladder=(("skr", 7),),
    ),
    Rule(
        "meetings.action", "dagen som sades på träffen", (-2, 1, 8), ("själv",),
        "Gör det du tog på dig på {what}",
        "Do what you took on at {what}",
        ladder=(("strateg", 8),),
    ),
    Rule(
        "improvements.self_assessment", "träffens första dag, eller dagen för presentationer",
        (-7, -2, 2), _COORDINATING,
        "Gör klart självskattningen {what}",
        "Finish the self-assessment {what}",
        ladder=(("chef", 7),),
    ),
    Rule(
        "improvements.own_answers", "3 dagar före självskattningens dag", (0,), ("själv",),
        "Svara själv i självskattningen {what}",
        "Answer alone in the self-assessment {what}",
    ),
    Rule(
        "improvements.starting_point", "7 dagar före uppstarten", (-14, -3, 3), _COORDINATING,
        "Skriv ert utgångsläge och dela det med gruppen",
        "Write your starting point and share it with your group",
    ),
    Rule(
        "improvements.mirror", "3 dagar före träffen", (-3, 0), _COORDINATING,
        "Svara på gruppens spegel inför {what}",
        "Answer the mirror of the group before {what}",
    ),
    Rule(
        "improvements.cycle_open", "planerat slut, senast 90 dagar efter början", (1, 15, 43),
        ("själv",),
        "Avsluta cykel {what}",
        "Finish cycle {what}",
        ladder=(("strateg", 15),),
    ),
    Rule(
        "improvements.task", "uppgiftens dag", (-2, 1, 8), ("själv",),
        "Gör uppgiften ”{what}”",
        "Do the task “{what}”",
    ),
    Rule(
        "improvements.measurement", "14 dagar efter perioden", (0, 14), ("själv",),
        "Fyll i mätvärden för {what}”",
        "Fill in the figures for {what}”",
    ),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}
# Of something that is asked of somebody else.
ABOVE = "{whose} har inte gjort det här: {words}"
ABOVE_IN_ENGLISH = "{whose} has not done this: {words}"
# Who comes next where nobody holds a function.
NEXT_OF_KIN = ("själv", "strateg", "nyckel", "chef", "skr")
MEETINGS_CAN_BE_REFUSED = "meetings."
NOT_OLDER_THAN = 14  # days
