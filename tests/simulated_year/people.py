"""Who holds which function at which moment of the year. Nothing of the product is imported."""

from datetime import datetime, time

from tests.simulated_year import the_year as year

AT_THREE = time(15)  # when people do what they do on a day; reminders run before
_ASCII = str.maketrans("åäöéÅÄÖ", "aaoeAAO")
ORGANISATIONS = tuple(name for _number, names, _mentor in year.GROUPS for name in names)
GROUP_OF = {name: number for number, names, _mentor in year.GROUPS for name in names}
NAMES_OF_GROUP = {number: names for number, names, _mentor in year.GROUPS}
MENTOR_OF_GROUP = {number: mentor for number, _names, mentor in year.GROUPS}


def address(function: str, organisation: str) -> str:
    known = year.TWO_FUNCTIONS.get((organisation, function))
    return known or f"{function}@{organisation.translate(_ASCII).lower()}.example"


def mentor_of(group: int) -> str:
    return address("mentor", MENTOR_OF_GROUP[group])


def afternoon(day) -> datetime:
    return datetime.combine(day, AT_THREE)


def team(organisation: str, now: datetime) -> dict[str, str]:
    """Addresses by function, of a round that begins on the evening of the decision."""
    withdrawn, withdrew_on = year.WITHDRAWS
    if now < afternoon(year.DECISION) or organisation not in GROUP_OF:
        return {}
    if organisation == withdrawn and now > afternoon(withdrew_on):
        return {}
    seats = {
        function: address(function, organisation)
        for function in year.FUNCTIONS
        if (organisation, function) not in year.WITHOUT
    }
    place, function, left_on, successor = year.LEAVES
    if organisation == place and now > afternoon(left_on):
        seats[function] = successor
    return seats


def function_of(email: str, organisation: str, now: datetime) -> str:
    """The first one, of those who hold two."""
    return next(each for each, who in team(organisation, now).items() if who == email)
