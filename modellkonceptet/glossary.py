"""The words of the method, explained in a sentence each."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Word:
    key: str
    term: str
    meaning: str


_WORDS = [
    (
        "gender-mainstreaming",
        gettext_lazy("gender mainstreaming"),
        gettext_lazy(
            "Looking at what is decided and done every day from the point of view of equality,"
            " instead of keeping equality as a project beside the rest."
        ),
    ),
    (
        "cemr-declaration",
        gettext_lazy("the CEMR declaration"),
        gettext_lazy(
            "The European charter for equality of women and men in local life. A municipality or"
            " region signs it by a political decision and makes a plan for what it will do."
        ),
    ),
    (
        "round",
        gettext_lazy("round"),
        gettext_lazy(
            "The time, from about one year to two, in which a number of municipalities and regions"
            " go through the programme together."
        ),
    ),
    (
        "application",
        gettext_lazy("expression of interest"),
        gettext_lazy(
            "The application to take part in a round. SKR decides who takes part from what is in"
            " it."
        ),
    ),
    (
        "group",
        gettext_lazy("group"),
        gettext_lazy(
            "Two or three organisations that meet and learn from each other through the round."
        ),
    ),
    (
        "mentor",
        gettext_lazy("mentor"),
        gettext_lazy(
            "An organisation that has been through a round and guides a group in a later one. It"
            " knows the way of working; it need not be an expert on equality."
        ),
    ),
    (
        "key-person",
        gettext_lazy("key person"),
        gettext_lazy(
            "The one who holds the work together at home, often a strategist, quality lead or"
            " controller."
        ),
    ),
    (
        "learning-meeting",
        gettext_lazy("learning meeting"),
        gettext_lazy(
            "A meeting of the group, hosted in turn, where you compare how you work and take home"
            " ideas."
        ),
    ),
    (
        "self-assessment",
        gettext_lazy("self-assessment"),
        gettext_lazy(
            "Ten questions that politician, manager and key person answer together several times,"
            " to see how far the organisation has come."
        ),
    ),
    (
        "benchmarking",
        gettext_lazy("benchmarking"),
        gettext_lazy(
            "Comparing how you work and what it leads to with others, in order to learn from the"
            " difference."
        ),
    ),
    (
        "pdsa",
        gettext_lazy("PDSA cycle: plan, do, study, act"),
        gettext_lazy(
            "A small test of a change: you say what you think will happen, try it, see what"
            " happened and decide what to do next."
        ),
    ),
    (
        "indicator",
        gettext_lazy("indicator"),
        gettext_lazy(
            "A measure that you follow over time, split by women and men or girls and boys where it"
            " can be."
        ),
    ),
    (
        "run-chart",
        gettext_lazy("run chart"),
        gettext_lazy(
            "Measurements in order of time with their median, which shows whether a change is more"
            " than chance."
        ),
    ),
    (
        "chain-of-steering",
        gettext_lazy("chain of steering"),
        gettext_lazy(
            "The way from the politicians' goals and budget through plans and routines to what the"
            " resident meets."
        ),
    ),
    (
        "title",
        gettext_lazy("Modellkommun and Modellregion"),
        gettext_lazy(
            "The title of the one that has completed a round and has then been a mentor in a later"
            " round that is completed too."
        ),
    ),
]


def glossary() -> list[Word]:
    """All words in the active language, in its alphabetical order as near as plain sorting gets."""
    words = [Word(key, str(term), str(meaning)) for key, term, meaning in _WORDS]
    return sorted(words, key=lambda word: word.term.lower().removeprefix("the "))
