"""What an evaluator's data hold: the tables, their columns, and what is said of all of them.

Names are for programs and stay; what they mean is told in words. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.enums import SteeringLink
from modellkonceptet.civil_dates import in_words, today


@dataclass(frozen=True)
class DataTable:
    """One file: its name, what a row is, and its columns with what they hold."""

    name: str
    words: Any
    fields: Sequence[tuple[str, Any]]

    @property
    def headings(self) -> list[str]:
        return [name for name, _words in self.fields]


_ORGANISATION = ("organisation", gettext_lazy("The organisation’s code in this round"))
_WORK = ("arbete", gettext_lazy("The improvement work’s code"))
_INDICATOR = ("indikator", gettext_lazy("The indicator’s code"))
_LENGTH = gettext_lazy("Length of the text, in characters")

TABLES = (
    DataTable(
        "organisationer",
        gettext_lazy("A row for each participant that is still in the round."),
        (
            _ORGANISATION,
            ("typ", gettext_lazy("Kind of organisation; empty where fewer than five are alike")),
            ("lan", gettext_lazy("County; empty where fewer than five of the kind are in it")),
        ),
    ),
    DataTable(
        "narvaro",
        gettext_lazy("A row for each function of each participant."),
        (
            _ORGANISATION,
            ("funktion", gettext_lazy("The function in the team, never a person")),
            ("traffar", gettext_lazy("Meetings that have been held for the participant")),
            ("deltog", gettext_lazy("Meetings at which the function was there")),
            ("ersattare", gettext_lazy("Of these by a substitute")),
        ),
    ),
    DataTable(
        "forbattringsarbeten",
        gettext_lazy("A row for each improvement work that is shared with others."),
        (
            _ORGANISATION,
            _WORK,
            ("borjade", gettext_lazy("The month in which it was entered")),
            ("lage", gettext_lazy("How far the work has come")),
            ("helt_mal", gettext_lazy("Whether the aim says by when, what, how much, for whom")),
            *((f"led_{link.value}", link.label) for link in SteeringLink),
            ("test", gettext_lazy("Number of test cycles")),
            ("test_infor", gettext_lazy("Of these decided to be adopted")),
            ("test_anpassa", gettext_lazy("Of these decided to be adapted")),
            ("test_avsluta", gettext_lazy("Of these decided to be abandoned")),
            ("test_pagar", gettext_lazy("Of these without a decision")),
            ("tecken_problem", _LENGTH),
            ("tecken_resultat", _LENGTH),
            ("tecken_spridning", _LENGTH),
        ),
    ),
    DataTable(
        "testcykler",
        gettext_lazy("A row for each test cycle of those works."),
        (
            _WORK,
            ("nummer", gettext_lazy("The cycle’s number in the work")),
            ("slag", gettext_lazy("What the cycle does")),
            ("skala", gettext_lazy("On which scale")),
            ("lage", gettext_lazy("The part in which the cycle stands")),
            ("beslut", gettext_lazy("The decision, once it is closed")),
            ("dagar", gettext_lazy("Days from beginning to end")),
            ("som_planerat", gettext_lazy("Whether it was carried out as planned")),
            ("tecken_hande", _LENGTH),
            ("tecken_kon", _LENGTH),
            ("tecken_larde", _LENGTH),
        ),
    ),
    DataTable(
        "indikatorer",
        gettext_lazy("A row for each indicator that is followed and shared with others."),
        (
            _ORGANISATION,
            _INDICATOR,
            ("roll", gettext_lazy("What the indicator follows")),
            ("enhet", gettext_lazy("The unit where it is a common one, otherwise “other”")),
            ("battre", gettext_lazy("Which way is better")),
            ("hur_ofta", gettext_lazy("How often figures are collected")),
            ("konsuppdelad", gettext_lazy("Whether it is split by sex")),
            ("bedomning", gettext_lazy("What the chart says")),
            ("tecken_definition", _LENGTH),
        ),
    ),
    DataTable(
        "matvarden",
        gettext_lazy("A row for each figure of those indicators."),
        (
            _INDICATOR,
            ("period", gettext_lazy("The period")),
            ("vilka", gettext_lazy("Women, men, girls, boys or total")),
            ("varde", gettext_lazy("The figure; empty where it is hidden")),
            ("antal", gettext_lazy("Number of people behind the figure, where it is known")),
            (
                "dold",
                gettext_lazy("Yes: fewer than five people, or it could be worked out from others"),
            ),
        ),
    ),
    DataTable(
        "sjalvskattning",
        gettext_lazy(
            "A row for each answer that a team has agreed on, of occasions with at least five"
            " participants."
        ),
        (
            _ORGANISATION,
            ("tillfalle", gettext_lazy("When in the round")),
            ("traff", gettext_lazy("Before which meeting, where it is so")),
            ("niva", gettext_lazy("The whole organisation, or committee and administration")),
            ("moment", gettext_lazy("The moment’s number in the checklist")),
            ("steg", gettext_lazy("The step on the scale")),
            ("tecken_visar", _LENGTH),
        ),
    ),
    DataTable(
        "rapporter",
        gettext_lazy("A row for each result report that has been sent in."),
        (
            _ORGANISATION,
            ("rapport", gettext_lazy("Interim or final report")),
            ("lage", gettext_lazy("How far the report has come")),
            ("inskickad_ganger", gettext_lazy("How many times it has been sent in")),
            ("dagar_efter_datum", gettext_lazy("Days after the last day; minus is before")),
            ("dagar_till_godkand", gettext_lazy("Days from the latest sending to the approval")),
            ("punkter", gettext_lazy("Number of points that SKR has asked them to mend")),
        ),
    ),
)


def description(round_name: str, *, is_few: bool) -> list[str]:
    """What whoever opens the files has to know, a paragraph each."""
    said = {"round": round_name, "day": in_words(today(), weekday=False, year=True)}
    few = _(
        "Fewer than five participants are left in the round. The data would point them out, and"
        " are not given out."
    )
    paragraphs = [
        _("Data for the evaluation of %(round)s, taken out on %(day)s.") % said,
        _(
            "Organisations are codes. An organisation has the same code each time data are taken"
            " out for the round, and another in other rounds."
        ),
        _("People are not there, only functions. Texts are not there, only how long they are."),
        _("What an organisation has chosen to keep for itself is not there."),
        _(
            "Figures of fewer than five people are hidden, together with what would reveal them."
            " Kind and county stand only where at least five participants share them."
        ),
        _(
            "The data are pseudonymised, not anonymous: whoever knows the round well may recognise"
            " somebody all the same. Do not pass them on, and delete them when the evaluation is"
            " done."
        ),
    ]
    return [*paragraphs, few] if is_few else paragraphs
