"""What happens in the round 2021–2023 from 1 May 2021 to 30 April 2022: facts to be read.

Nothing of the product is imported here. `reckoning.py` makes of this which mails people should
get; `playing.py` makes the same things happen in the product.
"""

from dataclasses import dataclass
from datetime import date

FIRST_DAY, LAST_DAY = date(2021, 5, 1), date(2022, 4, 30)

# --- days off in Sweden, besides Saturdays and Sundays -------------------------------------
DAYS_OFF = {
    date(2021, 5, 13): "Kristi himmelsfärdsdag",
    date(2021, 6, 25): "midsommarafton",
    date(2021, 12, 24): "julafton",
    date(2021, 12, 31): "nyårsafton",
    date(2022, 1, 6): "trettondedag jul",
    date(2022, 4, 15): "långfredagen",
    date(2022, 4, 18): "annandag påsk",
}

# --- the round ------------------------------------------------------------------------------
ROUND = "Modellkommuner 2021–2023"
OPENS = date(2021, 5, 3)
LAST_DAY_TO_APPLY = date(2021, 6, 1)
DECISION = date(2021, 6, 30)  # teams, groups and mentors are there from the evening of that day
BEGINS = date(2021, 9, 13)
DESK = "projektledare@skr.example"

# --- who: ten groups of three; politiker@, chef@, nyckel@ and strateg@ at each -----------------
GROUPS = (
    # group, its three organisations, and whose mentor it has
    (1, ("Ale", "Borås", "Kungälv"), "Malmö"),
    (2, ("Falun", "Gävle", "Mora"), "Göteborg"),
    (3, ("Höör", "Lomma", "Svedala"), "Växjö"),
    (4, ("Kalmar", "Nybro", "Oskarshamn"), "Östersund"),
    (5, ("Umeå", "Luleå", "Piteå"), "Skellefteå"),
    (6, ("Karlstad", "Arvika", "Säffle"), "Uppsala"),
    (7, ("Örebro", "Kumla", "Hallsberg"), "Linköping"),
    (8, ("Västerås", "Sala", "Köping"), "Eskilstuna"),
    (9, ("Lund", "Eslöv", "Hässleholm"), "Helsingborg"),
    (10, ("Ystad", "Trelleborg", "Simrishamn"), "Kristianstad"),
)
FUNCTIONS = ("politiker", "chef", "nyckel", "strateg")
# What differs from one person in each function.
TWO_FUNCTIONS = {
    ("Höör", "nyckel"): "strateg@hoor.example",  # key person and strategist
    ("Mora", "chef"): "nyckel@mora.example",  # senior manager and key person
}
WITHOUT = {("Falun", "strateg")}
LEAVES = ("Lund", "strateg", date(2021, 11, 16), "ny.strateg@lund.example")
WITHDRAWS = ("Ystad", date(2022, 1, 31))
IN_ENGLISH = "strateg@gavle.example"
ON_FRIDAYS = "strateg@boras.example"  # wants one summary a week
REFUSES_MEETINGS = "strateg@kalmar.example"

# --- applications: when the key person begins, and sends in -------------------------------------
NEVER = None
APPLICATIONS = {
    "Ale": (date(2021, 5, 3), date(2021, 5, 31)),
    "Borås": (date(2021, 5, 4), date(2021, 5, 17)),
    "Kungälv": (date(2021, 5, 10), date(2021, 6, 1)),
    "Falun": (date(2021, 5, 18), date(2021, 5, 27)),
    "Gävle": (date(2021, 5, 25), date(2021, 5, 27)),
    "Mora": (date(2021, 5, 5), date(2021, 5, 18)),
    "Höör": (date(2021, 5, 6), date(2021, 5, 26)),
    "Lomma": (date(2021, 5, 28), date(2021, 6, 1)),
    "Svedala": (date(2021, 5, 31), date(2021, 6, 1)),
    "Kalmar": (date(2021, 5, 6), date(2021, 5, 24)),
    "Nybro": (date(2021, 5, 7), date(2021, 5, 28)),
    "Oskarshamn": (date(2021, 5, 10), date(2021, 5, 20)),
    "Umeå": (date(2021, 5, 3), date(2021, 5, 10)),
    "Luleå": (date(2021, 5, 11), date(2021, 5, 29)),
    "Piteå": (date(2021, 5, 17), date(2021, 6, 1)),
    "Karlstad": (date(2021, 5, 3), date(2021, 5, 12)),
    "Arvika": (date(2021, 5, 20), date(2021, 5, 25)),
    "Säffle": (date(2021, 5, 21), date(2021, 6, 1)),
    "Örebro": (date(2021, 5, 12), date(2021, 5, 14)),
    "Kumla": (date(2021, 5, 12), date(2021, 5, 19)),
    "Hallsberg": (date(2021, 5, 15), date(2021, 5, 30)),
    "Västerås": (date(2021, 5, 19), date(2021, 5, 26)),
    "Sala": (date(2021, 5, 24), date(2021, 5, 31)),
    "Köping": (date(2021, 5, 4), date(2021, 5, 21)),
    "Lund": (date(2021, 5, 3), date(2021, 5, 25)),
    "Eslöv": (date(2021, 5, 14), date(2021, 5, 27)),
    "Hässleholm": (date(2021, 5, 16), date(2021, 6, 1)),
    "Ystad": (date(2021, 5, 18), date(2021, 5, 28)),
    "Trelleborg": (date(2021, 5, 11), date(2021, 5, 25)),
    "Simrishamn": (date(2021, 5, 22), date(2021, 5, 31)),
    "Ydre": (date(2021, 5, 9), NEVER),  # begins, and never sends in: no part of the round
}
COLLEAGUES = (
    # who is invited to write, to which application, when, and when they accept
    ("kollega@ale.example", "Ale", date(2021, 5, 10), NEVER),
    ("kollega@lund.example", "Lund", date(2021, 5, 10), date(2021, 5, 14)),
)
COMPLETIONS = {
    # asked, by, answered
    "Ale": (date(2021, 6, 8), date(2021, 6, 18), date(2021, 6, 10)),
    "Säffle": (date(2021, 6, 8), date(2021, 6, 18), date(2021, 6, 17)),
    "Piteå": (date(2021, 6, 8), date(2021, 6, 18), date(2021, 6, 23)),
    # Two days before is Midsummer's Day, a week before Monday.
    "Hässleholm": (date(2021, 6, 14), date(2021, 6, 28), date(2021, 6, 29)),
}
CONDITIONS = {
    # what, by, met
    "Gävle": ("Nämnden beslutar om deltagandet", date(2021, 8, 31), date(2021, 8, 20)),
    "Falun": ("Utse en jämställdhetsstrateg", date(2021, 9, 30), date(2021, 10, 1)),
    "Köping": ("Styrelsen antar målen", date(2021, 10, 15), NEVER),
}
MENTORS_ASKED, MENTORS_ANSWER_BY = date(2021, 5, 3), date(2021, 5, 24)
MENTORS_ANSWER = {"Göteborg": date(2021, 5, 24), "Växjö": date(2021, 5, 31)}
OTHER_MENTORS_ANSWER = date(2021, 5, 12)

# --- meetings ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meeting:
    """`planned` is when it got its time; `invited` when invitations leave; `notes` when the
    notes are there; `host` is an organisation, or SKR ("")."""

    name: str
    day: date
    planned: date
    invited: date
    notes: date | None
    group: int = 0
    host: str = ""
    last: date | None = None
    presents: bool = False
    english: str = ""

    @property
    def title(self) -> str:
        return f"{self.name}, Grupp {self.group}" if self.group else self.name


KICK_OFF = Meeting(
    "Uppstart", date(2021, 9, 13), date(2021, 7, 1), date(2021, 8, 27), date(2021, 9, 30),
    last=date(2021, 9, 14), english="Kick-off",
)  # fmt: skip
STRATEGIST_MEETING = Meeting(
    "Strategträff 1", date(2021, 10, 12), date(2021, 7, 1), date(2021, 9, 28), date(2021, 10, 14),
    english="Strategist meeting 1",
)  # fmt: skip
PLANNED_1, PLANNED_2 = date(2021, 10, 1), date(2021, 12, 1)


def _first(group: int, host: str, day: date, invited: date, notes: date | None) -> Meeting:
    return Meeting(
        "Lärandeträff 1", day, PLANNED_1, invited, notes, group, host, None, True,
        "Learning meeting 1",
    )  # fmt: skip


def _second(
    group: int, host: str, day: date, invited: date, notes: date | None, planned: date = PLANNED_2
) -> Meeting:
    return Meeting(
        "Lärandeträff 2", day, planned, invited, notes, group, host, None, True,
        "Learning meeting 2",
    )  # fmt: skip


LEARNING_1 = (
    #      group, host, day, invitations leave, notes are there
    _first(1, "Ale", date(2021, 11, 2), date(2021, 10, 15), date(2021, 11, 5)),
    _first(2, "Falun", date(2021, 11, 4), date(2021, 10, 26), date(2021, 11, 24)),
    _first(3, "Höör", date(2021, 11, 9), date(2021, 10, 21), date(2021, 11, 17)),
    _first(4, "Kalmar", date(2021, 11, 17), date(2021, 11, 1), date(2021, 11, 19)),
    _first(5, "Umeå", date(2021, 11, 12), date(2021, 10, 28), date(2021, 11, 22)),
    _first(6, "Karlstad", date(2021, 11, 16), date(2021, 10, 29), date(2021, 11, 23)),
    _first(7, "Örebro", date(2021, 11, 18), date(2021, 11, 4), date(2021, 11, 18)),
    _first(8, "Västerås", date(2021, 11, 22), date(2021, 11, 5), date(2021, 12, 3)),
    _first(9, "Lund", date(2021, 11, 24), date(2021, 11, 10), date(2021, 11, 30)),
    _first(10, "Ystad", date(2021, 11, 26), date(2021, 11, 9), date(2021, 12, 20)),
)
LEARNING_2 = (
    _second(1, "Borås", date(2022, 3, 1), date(2022, 2, 14), date(2022, 3, 4)),
    _second(2, "Gävle", date(2022, 3, 3), date(2022, 2, 22), date(2022, 3, 9)),
    _second(3, "Lomma", date(2022, 3, 8), date(2022, 2, 18), date(2022, 3, 11)),
    _second(4, "Nybro", date(2022, 3, 16), date(2022, 2, 28), date(2022, 3, 25)),
    _second(5, "Luleå", date(2022, 3, 11), date(2022, 2, 25), date(2022, 3, 16)),
    _second(6, "Arvika", date(2022, 3, 15), date(2022, 3, 1), date(2022, 3, 21)),
    _second(7, "Kumla", date(2022, 3, 17), date(2022, 3, 3), date(2022, 3, 23)),
    _second(8, "Sala", date(2022, 3, 21), date(2022, 3, 4), date(2022, 4, 1)),
    _second(9, "Eslöv", date(2022, 3, 24), date(2022, 3, 10), date(2022, 3, 28)),
    # Has only March as its period until its day is set on 14 February.
    _second(
        10, "Trelleborg", date(2022, 3, 30), date(2022, 3, 16), NEVER, planned=date(2022, 2, 14)
    ),
)
PERIOD = (10, date(2022, 3, 1), date(2022, 3, 31))
MEETINGS = (KICK_OFF, STRATEGIST_MEETING, *LEARNING_1, *LEARNING_2)
# At ten on that day group 4's second meeting is moved by a week, and all are asked anew.
MOVED_ON, MOVED_GROUP, MOVED_TO = date(2022, 3, 10), 4, date(2022, 3, 23)

# --- what people are like: days from a meeting's day, or from the day on which it is due ---------


@dataclass(frozen=True)
class Habit:
    """None is never. Answers are yes, maybe or no."""

    answers: dict[str, tuple[int, str] | None]  # from the first day of the meeting
    evaluates: int | None  # after the last day, of those who said yes
    publishes: int | None  # the presentation, from its day
    agrees: int | None  # on the self-assessment, from its day
    shares: int | None  # the starting point, from its day


PROMPT = Habit(
    {"strateg": (-13, "yes"), "nyckel": (-13, "yes"), "chef": (-12, "yes"),
     "politiker": (-11, "yes")},
    evaluates=1, publishes=-6, agrees=-16, shares=-20,
)  # fmt: skip
STEADY = Habit(
    {"strateg": (-12, "yes"), "nyckel": (-9, "yes"), "chef": (-9, "no"),
     "politiker": (-6, "maybe")},
    evaluates=4, publishes=-1, agrees=-5, shares=-2,
)  # fmt: skip
SLOW = Habit(
    {"strateg": (-8, "yes"), "nyckel": (-6, "yes"), "chef": None, "politiker": None},
    evaluates=None, publishes=2, agrees=3, shares=5,
)  # fmt: skip
ABSENT = Habit(
    {"strateg": None, "nyckel": (-2, "yes"), "chef": None, "politiker": None},
    evaluates=None, publishes=None, agrees=None, shares=None,
)  # fmt: skip
HABITS = {
    "Ale": PROMPT, "Borås": STEADY, "Kungälv": SLOW,
    "Falun": STEADY, "Gävle": SLOW, "Mora": PROMPT,
    "Höör": SLOW, "Lomma": PROMPT, "Svedala": STEADY,
    "Kalmar": STEADY, "Nybro": SLOW, "Oskarshamn": PROMPT,
    "Umeå": PROMPT, "Luleå": STEADY, "Piteå": SLOW,
    "Karlstad": STEADY, "Arvika": PROMPT, "Säffle": ABSENT,
    "Örebro": PROMPT, "Kumla": SLOW, "Hallsberg": STEADY,
    "Västerås": SLOW, "Sala": STEADY, "Köping": PROMPT,
    "Lund": SLOW, "Eslöv": PROMPT, "Hässleholm": STEADY,
    "Ystad": SLOW, "Trelleborg": STEADY, "Simrishamn": ABSENT,
}  # fmt: skip
MENTOR_ANSWERS, MENTOR_EVALUATES = (-9, "yes"), 2

# --- around the meetings ----------------------------------------------------------------------
CHECKLIST = (
    # meeting, days from it, what, who sees to it, done
    ("Uppstart", -20, "Beställ lunch", "skr", date(2021, 8, 25)),
    ("Lärandeträff 1, Grupp 1", -30, "Boka lokal", "värd", date(2021, 10, 8)),
    ("Lärandeträff 1, Grupp 3", -2, "Läs gruppens bilder", "mentor", NEVER),
    ("Lärandeträff 2, Grupp 6", -10, "Förankra temat i nämnden", "var och en", NEVER),
    ("Lärandeträff 2, Grupp 8", 2, "Tacka talarna", "värd", date(2022, 3, 29)),
)
ACTIONS = (
    # who took it on, at which meeting, what, by, done
    ("nyckel@gavle.example", "Gävle", "Lärandeträff 1, Grupp 2", "Ta fram statistik",
     date(2021, 12, 31), date(2022, 1, 11)),
    ("politiker@pitea.example", "Piteå", "Lärandeträff 1, Grupp 5", "Bjud in nämnden",
     date(2022, 4, 20), NEVER),
)  # fmt: skip
MIRROR_ASKED, MIRROR_GROUP = date(2022, 2, 21), 5
MIRROR_ANSWERS = {"Umeå": date(2022, 3, 1), "Luleå": date(2022, 3, 7), "Piteå": NEVER}
# In Ale people answer alone before they agree; all of them have accounts.
ALONE_AT, ALONE_BEGUN = "Ale", date(2021, 8, 20)
ALONE_ANSWERS = {"nyckel": date(2021, 8, 20), "strateg": date(2021, 8, 25)}
ALONE_AGREED = date(2021, 9, 13)  # instead of as Ale's people usually do

# --- the improvement work ------------------------------------------------------------------------
WORKS = (
    # whose, title of its cycle, who sees to it, begun, planned to, closed
    ("Ale", "Samma frågor till alla", "nyckel", date(2021, 9, 20), date(2021, 10, 29),
     date(2021, 10, 27)),
    ("Borås", "Ny mall för beslut", "nyckel", date(2021, 9, 27), date(2021, 11, 10),
     date(2022, 1, 14)),
    ("Gävle", "Könsuppdelad kö", "strateg", date(2021, 11, 8), None, date(2022, 3, 1)),
    ("Lund", "Besök i hemmet", "strateg", date(2021, 10, 4), date(2021, 12, 17), NEVER),
)  # fmt: skip
TASKS = (
    # in whose cycle, what, who, by, done
    ("Ale", "Skriv frågorna", "politiker", date(2021, 10, 1), date(2021, 9, 30)),
    ("Borås", "Samla in tolv beslut", "strateg", date(2021, 12, 27), date(2022, 1, 3)),
    ("Gävle", "Räkna kön", "nyckel", date(2022, 1, 6), NEVER),
    ("Lund", "Boka hembesök", "strateg", date(2021, 11, 18), NEVER),
    ("Lund", "Sammanställ besöken", "chef", date(2022, 4, 19), NEVER),
)
INDICATORS = (
    # whose, name, begun, and when the figures of each month are filled in, in order
    ("Oskarshamn", "Andel med insats", date(2021, 9, 20),
     (("september 2021", "September 2021", date(2021, 9, 30), date(2021, 10, 12)),
      ("oktober 2021", "October 2021", date(2021, 10, 31), date(2021, 12, 7)),
      ("november 2021", "November 2021", date(2021, 11, 30), date(2021, 12, 20)),
      ("december 2021", "December 2021", date(2021, 12, 31), NEVER))),
    ("Gävle", "Väntetid", date(2022, 2, 7),
     (("februari 2022", "February 2022", date(2022, 2, 28), date(2022, 4, 1)),
      ("mars 2022", "March 2022", date(2022, 3, 31), NEVER))),
)  # fmt: skip

# --- what goes wrong ------------------------------------------------------------------------------
OUTAGE = (date(2021, 11, 8), date(2021, 11, 14))  # nothing runs, the last day included
KILLED_ON = (date(2021, 9, 3), date(2022, 3, 9))  # in the middle of the morning's run
SET_BACK_ON = date(2021, 10, 20)  # for some minutes the clock says two days earlier
CLOCKS_CHANGE = (date(2021, 10, 31), date(2022, 3, 27))
# Could not leave that morning; at ten the meeting it is about is moved.
NOT_DELIVERED = ("nyckel@nybro.example", MOVED_ON)
