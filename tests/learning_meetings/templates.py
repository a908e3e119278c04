"""Templates as data, modelled on the programmes' schedules, and what SKR's two plans said.

`MODELLKOMMUNER` is [[programme.schedule]] of cohorts/data/programmes.toml with the groups' parts,
distances and deadlines of the method; the others are the real plans of 2019 and 2021.
"""

from datetime import date

from learning_meetings.schedule import DAY, MONTH, Deadline, Offset, Period, Step

INVITATION = Deadline("invitation", 14, "inbjudan")
PRESENTATIONS = Deadline("presentations", 7, "presentationer")


def strategists(number, when, gap_days=0):
    return Step(
        "strategist_meeting",
        when,
        number,
        f"Strategträff {number}" if number else "Strategträff inför uppstarten",
        gap_days=gap_days,
        deadlines=(INVITATION,),
    )


def learning(number, when, gap_days=14):
    return Step(
        "learning_meeting",
        when,
        number,
        f"Lärandeträff {number}",
        per_group=True,
        gap_days=gap_days,
        deadlines=(INVITATION, PRESENTATIONS),
    )


KICK_OFF = Step(
    "kick_off",
    Offset(0, precision=DAY),
    name="Uppstartskonferens",
    length_days=2,
    deadlines=(INVITATION,),
)
RESULTS = Step("results_conference", Offset(546, precision=MONTH), name="Resultatkonferens")

MODELLKOMMUNER = (
    strategists(0, Offset(-21, precision=MONTH)),
    KICK_OFF,
    strategists(1, Offset(42, precision=MONTH)),
    learning(1, Offset(70, 35, MONTH)),
    strategists(2, Offset(196, precision=MONTH)),
    learning(2, Offset(224, 35, MONTH)),
    strategists(3, Offset(371, precision=MONTH)),
    learning(3, Offset(399, 35, MONTH)),
    RESULTS,
)


def months(first, last):
    return Period(first, last, MONTH)


# The plan sent to the regions in 2018: "Gemensam projektuppstart 5 februari", seminars for
# strategists by web, three "benchmarkingomgångar" in periods, "Gemensamt projektavslut" in spring.
MODELLREGIONER_2019 = (
    Step(
        "information",
        Period(date(2018, 10, 10), date(2018, 10, 10), DAY),
        name="Webbinarium",
        stands_alone=True,
    ),
    Step(
        "information",
        months(date(2018, 10, 1), date(2018, 11, 30)),
        2,
        "Informationsmöten",
        stands_alone=True,
    ),
    Step("kick_off", Offset(0, precision=DAY), name="Gemensam projektuppstart"),
    strategists(1, months(date(2019, 2, 1), date(2019, 2, 28))),
    learning(1, months(date(2019, 3, 1), date(2019, 3, 31)), gap_days=0),
    strategists(2, months(date(2019, 4, 1), date(2019, 4, 30))),
    learning(2, months(date(2019, 5, 1), date(2019, 6, 30)), gap_days=0),
    strategists(3, months(date(2019, 9, 1), date(2019, 9, 30))),
    learning(3, months(date(2019, 9, 1), date(2019, 11, 30)), gap_days=0),
    Step(
        "learning_seminar",
        months(date(2020, 1, 1), date(2020, 4, 30)),
        name="Analys- och lärseminarier",
        stands_alone=True,
    ),
    Step("results_conference", months(date(2020, 3, 1), date(2020, 5, 31)), name="Projektavslut"),
)
